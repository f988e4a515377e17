"""Real news to compare the corpus with: PolNeAR's training articles, measured as ours are.

`python -m stancebank.look.reference FOLDER` prints what reference.json holds; FOLDER is PolNeAR as
its authors publish it.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from stancebank.corpora.reports import polnear
from stancebank.look.form import form_of, mode_of, quotations, quoting_of
from stancebank.look.variety import ARTICLES, DRAWS, SEED, WORDS, variety_of
from stancebank.record import Span

ABOUT = (
    "Real news to compare with: PolNeAR 1.0.0, its 840 training articles as `stancebank import "
    "polnear` reads them, measured with look/reference.py. Variety: mattr, distinct and zstd on a "
    f"sample of {WORDS:,} words (seed {SEED}); stock and openings are means over {DRAWS} samples "
    f"of {ARTICLES} articles (seeds from {SEED}), for stock cut to {WORDS:,} words. Form: of all "
    "articles; attributions as their annotators marked them, direct and mixed by the quotation "
    "marks of their content."
)


def stored() -> dict[str, Any]:
    """The figures of reference.json."""
    raw = (Path(__file__).parent / "reference.json").read_bytes()
    found: dict[str, Any] = msgspec.json.decode(raw)
    return found


def measured(source: Path) -> dict[str, Any]:
    """The same, measured now.

    Args:
        source: the folder of PolNeAR.

    Raises:
        StanceBankError: it is not.
    """
    rows = polnear(source).splits["train"]
    texts = [row["text"] for row in rows]
    modes: Counter[str | None] = Counter()
    for row in rows:
        quoted = quotations(row["text"])
        for one in row["statements"]:
            content = msgspec.convert(one["content"], list[Span])
            modes[mode_of(row["text"], content, quoted)] += 1
    form = msgspec.to_builtins(form_of(texts)) | msgspec.to_builtins(quoting_of(texts, modes))
    return {"about": ABOUT, "form": form, "variety": msgspec.to_builtins(variety_of(texts))}


if __name__ == "__main__":
    raw = msgspec.json.encode(measured(Path(sys.argv[1])))
    sys.stdout.buffer.write(msgspec.json.format(raw, indent=2) + b"\n")
