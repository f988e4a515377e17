"""Agreement as text, Markdown and JSON, and the confusion of stance labels as a figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from stancebank.annotate.agreement import LEVEL, Agreement, Figure
from stancebank.errors import StanceBankError

FIGURES = (".svg", ".png")
"""Kinds of file that a figure is drawn as."""


def number(value: float | None) -> str:
    """A measure with three decimals; a dash if it is not defined."""
    return "–" if value is None else f"{value:.3f}"


def interval(figure: Figure) -> str:
    """Its interval, or nothing."""
    if figure.low is None:
        return ""
    return f"{number(figure.low)} to {number(figure.high)}"


def figures_table(found: Agreement) -> str:
    """All measures as a table."""
    one, other = found.annotators
    lines = [
        f"`{one}` and `{other}`, {found.articles:,} articles; {LEVEL:.0%} intervals over articles.",
        "",
        "| measure | value | interval | n |",
        "|---|---:|---:|---:|",
        *(
            f"| {figure.name} | {number(figure.value)} | {interval(figure)} | {figure.n:,} |"
            for figure in found.figures
        ),
    ]
    return "\n".join(lines) + "\n"


def as_markdown(found: Agreement) -> str:
    """Tables: all measures, agreement by label, alpha by genre."""
    lines = [
        figures_table(found),
        "| variable | label | specific agreement | given |",
        "|---|---|---:|---:|",
        *(
            f"| {name} | {label} | {value:.3f} | {count:,} |"
            for name, labels in found.by_label.items()
            for label, (value, count) in labels.items()
        ),
    ]
    columns = [one for one in found.figures if one.name.startswith("alpha")]
    lines += [
        "",
        "| genre | " + " | ".join(one.name for one in columns) + " |",
        "|---|" + "---:|" * len(columns),
    ]
    for genre, figures in found.by_genre.items():
        values = {one.name: one.value for one in figures}
        lines.append(f"| {genre} | " + " | ".join(number(values[x.name]) for x in columns) + " |")
    return "\n".join(lines) + "\n"


def as_text(found: Agreement) -> str:
    """All measures, one a line."""
    width = max(len(one.name) for one in found.figures)
    lines = [f"{' and '.join(found.annotators)}: {found.articles:,} articles"]
    lines += [
        f"  {one.name:{width}}  {number(one.value)}  {interval(one):16}  n {one.n:,}"
        for one in found.figures
    ]
    return "\n".join(lines) + "\n"


def as_json(found: list[Agreement]) -> bytes:
    """Everything, as a list of one object a pair of annotators."""
    plain: list[Any] = []
    for one in found:
        value = msgspec.to_builtins(
            {
                "annotators": one.annotators,
                "articles": one.articles,
                "figures": [_plain(figure) for figure in one.figures],
                "by_label": one.by_label,
                "by_genre": {
                    genre: [_plain(figure) for figure in figures]
                    for genre, figures in one.by_genre.items()
                },
                "confusion": [
                    {"first": a, "second": b, "n": n} for (a, b), n in sorted(one.confusion.items())
                ],
            }
        )
        plain.append(value)
    return msgspec.json.format(msgspec.json.encode(plain), indent=2) + b"\n"


def _plain(figure: Figure) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in ("name", "value", "low", "high", "n")}


def draw(found: Agreement, path: Path) -> None:
    """The confusion matrix of stance labels: rows are the first annotator's, shares of a row.

    Raises:
        StanceBankError: there are no pairs of labels, or matplotlib is missing.
    """
    if not found.confusion:
        raise StanceBankError(
            f"{path}: nothing to draw: {' and '.join(found.annotators)} have no statement in "
            "common in an article with targets, so no pair of stance labels"
        )
    try:
        import matplotlib
    except ImportError as error:
        raise StanceBankError(
            'a figure needs the extra annotate: pip install "stancebank[annotate]"'
        ) from error
    matplotlib.use("Agg")
    # The same picture has the same bytes.
    matplotlib.rcParams["svg.hashsalt"] = "stancebank"
    from matplotlib import pyplot

    labels = sorted({label for pair in found.confusion for label in pair})
    counts = [[found.confusion[a, b] for b in labels] for a in labels]
    shares = [[n / max(sum(row), 1) for n in row] for row in counts]
    figure, axes = pyplot.subplots(figsize=(1.6 + 0.8 * len(labels), 1.2 + 0.7 * len(labels)))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels, rotation=30, ha="right")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel(found.annotators[1])
    axes.set_ylabel(found.annotators[0])
    for row, line in enumerate(counts):
        for column, n in enumerate(line):
            colour = "white" if shares[row][column] > 0.6 else "black"
            axes.text(column, row, f"{n:,}", ha="center", va="center", color=colour)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)
    pyplot.close(figure)
