"""Precision and recall of the gold by a reading of ten articles against the codebook.

python tests/benchmarks/reading.py        the table, as Markdown
python tests/benchmarks/reading.py draw   which articles were drawn

Who read had neither written, annotated nor adjudicated the articles, and had text, gold and
codebook before them. `reading/findings.json` has each error they found, with the rule: `wrong` (no
item by the codebook, or one whose decisive field is wrong), `missing`, and `minor` (another field),
which does not count. Items are those of the gold as it was read; what could be mended has been
mended since.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
ARTICLES = HERE.parents[1] / "corpus" / "articles" / "authored"
COUNT, SEED, DRAWS = 10, 0, 10_000
LAYERS = ("statement", "stance", "event")


def drawn() -> list[str]:
    """The articles, sorted."""
    every = sorted(path.stem for path in ARTICLES.glob("*.json"))
    return sorted(random.Random(SEED).sample(every, COUNT))


def figures(counts: np.ndarray) -> tuple[float, float]:
    """Precision and recall of (articles, 3) counts of gold, wrong and missing items."""
    gold, wrong, missing = counts.sum(0)
    right = gold - wrong
    return right / gold, right / (right + missing)


def main() -> None:
    """Print what was asked."""
    if sys.argv[1:] == ["draw"]:
        print("\n".join(drawn()))
        return
    findings = json.loads((HERE / "reading" / "findings.json").read_text("utf-8"))
    generator = np.random.default_rng(SEED)
    picks = generator.integers(0, len(findings), (DRAWS, len(findings)))
    print("| layer | items | wrong | missing | precision | recall |")
    print("|---|---:|---:|---:|---:|---:|")
    for layer in LAYERS:
        counts = np.array(
            [
                [one["gold"][layer]]
                + [sum(error["layer"] == layer for error in one[kind]) for kind in KINDS]
                for one in findings
            ]
        )
        low, high = np.quantile([figures(counts[rows]) for rows in picks], [0.025, 0.975], axis=0)
        cells = [
            f"{value:.2f} ({a:.2f}–{b:.2f})"
            for value, a, b in zip(figures(counts), low, high, strict=True)
        ]
        print(f"| {layer}s | {' | '.join(map(str, counts.sum(0)))} | {' | '.join(cells)} |")


KINDS = ("wrong", "missing")

if __name__ == "__main__":
    main()
