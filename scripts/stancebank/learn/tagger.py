"""A trained tagger of statements as its users see it, and what judging it finds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from stancebank.errors import StanceBankError
from stancebank.learn import store
from stancebank.learn.documents import (
    Found,
    counts_by_role,
    f1_by_role,
    intervals_by_role,
    read_documents,
)
from stancebank.learn.seen import hashes_of
from stancebank.learn.tell import table

SAMPLES = 1000


class Tagger:
    """Texts in, spans of source, cue and content out."""

    def __init__(self, model: store.Model, about: dict[str, Any], seen: np.ndarray) -> None:
        self.model, self.about, self.seen = model, about, seen

    def predict(self, texts: Sequence[str]) -> list[list[Found]]:
        """The spans of each text: role, start and end in code points, in reading order."""
        if isinstance(texts, str):
            raise StanceBankError("texts: expected a list of texts, found a single one")
        found: list[list[Found]] = self.model.tag(texts)
        return found


def judge_tagger(
    folder: Path, data: str, split: str, *, force: bool = False, seed: int = 0
) -> dict[str, Any]:
    """Exact and overlap F1 by role, with intervals over stories.

    Raises:
        StanceBankError: no tagger, no texts, or texts it was trained on.
    """
    tagger = Tagger(*store.read(folder))
    documents = read_documents(data, split)
    shared = np.flatnonzero(np.isin(hashes_of(documents.text), tagger.seen))
    if len(shared) and not force:
        raise StanceBankError(
            f"{len(shared):,} of {len(documents):,} texts were in the model's train data, e.g. "
            f"{documents.id[shared[0]]}: what is measured on them is memory; give other data, or "
            "--force to measure it all the same"
        )
    found = tagger.predict(documents.text)
    counts = counts_by_role(documents.spans, found)
    return {
        "per_role": f1_by_role(documents.spans, found),
        "intervals": intervals_by_role(counts, documents.group, SAMPLES, seed),
        "n": len(documents),
        "stories": len(set(documents.group)),
    }


def tagger_as_markdown(report: dict[str, Any]) -> str:
    """The report as a table."""
    lines = [["role", "exact F1", "95 % interval", "overlap F1", "95 % interval", "spans"]]
    for role, one in report["per_role"].items():
        cells = [role]
        for kind in ("exact", "overlap"):
            low, high = report["intervals"][role][kind]
            cells += [f"{one[kind]:.3f}", f"{low:.3f} to {high:.3f}"]
        lines.append([*cells, f"{one['n']:,}"])
    return f"{report['n']:,} texts of {report['stories']:,} stories\n\n{table(lines)}"
