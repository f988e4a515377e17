"""labels.svg of a published folder: how often each label occurs, at a glance."""

from __future__ import annotations

from collections import Counter
from html import escape
from pathlib import Path

BAR, GAP, LEFT, WIDTH = 16, 6, 150, 420
"""Height of a bar, space between bars, width of the names and of the longest bar, in pixels."""

COLOUR = "#4c72b0"


def write(folder: Path, counts: dict[str, Counter[str]]) -> None:
    """Write labels.svg.

    Args:
        folder: the published folder.
        counts: per panel (its title) the number of each label, in the order to be shown.
    """
    parts: list[str] = []
    top = 0
    for title, labels in counts.items():
        top += BAR + GAP
        parts.append(f'<text x="0" y="{top}" font-weight="bold">{escape(title)}</text>')
        # Shares of a panel are compared, so each has its own scale.
        longest = max(labels.values(), default=0) or 1
        for label, number in labels.items():
            top += BAR + GAP
            width = max(round(WIDTH * number / longest), 1 if number else 0)
            y = top - BAR + 3
            parts.append(
                f'<text x="{LEFT - 8}" y="{top}" text-anchor="end">{escape(label)}</text>'
                f'<rect x="{LEFT}" y="{y}" width="{width}" height="{BAR}" fill="{COLOUR}"/>'
                f'<text x="{LEFT + width + 6}" y="{top}">{number:,}</text>'
            )
        top += GAP
    size = f'width="{LEFT + WIDTH + 80}" height="{top + GAP}"'
    content = "\n".join(parts)
    (folder / "labels.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="label counts" '
        f'font-family="sans-serif" font-size="13">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n{content}\n</svg>\n',
        encoding="utf-8",
    )
