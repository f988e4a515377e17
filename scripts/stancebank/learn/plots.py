"""Figures of a report: labels taken for others, and whether probabilities can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from stancebank.errors import load_extra
from stancebank.learn.evaluate import Report


def draw(report: Report, folder: Path) -> list[Path]:
    """Write confusion.png and reliability.png into a folder, made if it is not there.

    Raises:
        StanceBankError: matplotlib is missing.
    """
    load_extra("matplotlib", "annotate", "draw figures")
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    confusion = Figure(figsize=(5, 4.4), layout="constrained")
    _confusion(report, confusion.add_subplot())
    reliability = Figure(figsize=(4.6, 4.4), layout="constrained")
    _reliability(report, reliability.add_subplot())
    paths = [folder / "confusion.png", folder / "reliability.png"]
    for figure, path in zip((confusion, reliability), paths, strict=True):
        figure.savefig(path, dpi=150)
    return paths


def _confusion(report: Report, axes: Any) -> None:
    counts = report.confusion
    share = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    places = range(len(report.names))
    axes.set_xticks(places, report.names, rotation=30)
    axes.set_yticks(places, report.names)
    axes.set_xlabel("found")
    axes.set_ylabel("gold")
    for row in places:
        for column in places:
            colour = "white" if share[row, column] > 0.6 else "black"
            axes.text(
                column, row, f"{counts[row, column]:,}", ha="center", va="center", color=colour
            )


def _reliability(report: Report, axes: Any) -> None:
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle="--")
    said, right, many = zip(*report.reliability, strict=True) if report.reliability else ((),) * 3
    axes.plot(said, right, color="#1f4e79", linewidth=1)
    sizes = [10 + 190 * one / max(many) for one in many]
    axes.scatter(said, right, s=sizes, color="#1f4e79", alpha=0.7)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("probability of the likeliest label")
    axes.set_ylabel("share right (area: pairs)")
