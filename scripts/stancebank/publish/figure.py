"""labels.svg of a published folder: how often each label occurs, at a glance."""

from __future__ import annotations

from collections import Counter
from html import escape
from pathlib import Path

BAR, GAP = 16, 6
"""Height of a bar and space between bars, in pixels."""

NAMES, WIDTH, NUMBER = 110, 190, 70
"""Space for the names of labels, the longest bar, and its number, in pixels."""

COLUMNS = 2
"""Panels stand side by side, so that the figure does not push the card's text off the screen."""

COLOUR, PALE = "#4c72b0", "#767676"
"""Of bars, and of labels that do not occur (dark enough to be read on white)."""


def write(folder: Path, counts: dict[str, Counter[str]]) -> None:
    """Write labels.svg.

    Args:
        folder: the published folder.
        counts: per panel (its title) the number of each label, in the order to be shown.
    """
    heights = [0] * COLUMNS
    parts: list[str] = []
    # The longest first: the columns end about even.
    for title, labels in sorted(counts.items(), key=lambda panel: -len(panel[1])):
        column = heights.index(min(heights))
        left = column * (NAMES + WIDTH + NUMBER)
        panel, heights[column] = _panel(title, labels, left, heights[column])
        parts += panel
    size = f'width="{COLUMNS * (NAMES + WIDTH + NUMBER)}" height="{max(heights) + GAP}"'
    content = "\n".join(parts)
    (folder / "labels.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="label counts" '
        f'font-family="sans-serif" font-size="13">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n{content}\n</svg>\n',
        encoding="utf-8",
    )


def _panel(title: str, labels: Counter[str], left: int, top: int) -> tuple[list[str], int]:
    """The elements of a panel whose corner is (left, top), and where it ends."""
    top += BAR + GAP
    heading = f"{escape(title)}, {labels.total():,} in all"
    parts = [f'<text x="{left + 6}" y="{top}" font-weight="bold">{heading}</text>']
    # Shares of a panel are compared, so each has its own scale.
    longest = max(labels.values(), default=0) or 1
    for label, number in labels.items():
        top += BAR + GAP
        width = max(round(WIDTH * number / longest), 1 if number else 0)
        start = left + NAMES
        pale = "" if number else f' fill="{PALE}"'
        parts.append(
            f'<text x="{start - 8}" y="{top}" text-anchor="end"{pale}>{escape(label)}</text>'
            f'<rect x="{start}" y="{top - BAR + 3}" width="{width}" height="{BAR}" '
            f'fill="{COLOUR}"/><text x="{start + width + 6}" y="{top}"{pale}>{number:,}</text>'
        )
    return parts, top + GAP
