"""Spans: anchoring a surface in a text, and the only conversions between offset units.

The corpus counts Unicode code points. Other tools count UTF-16 code units (UIMA, browsers), UTF-8
bytes or grapheme clusters (what a reader calls a character); each has a map here.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import Literal

from stancebank.errors import StanceBankError
from stancebank.record import Span

Unit = Literal["utf16", "utf8", "grapheme"]


class AnchorError(StanceBankError):
    """A surface that does not occur in the text, or occurs more than once."""


def occurrences(text: str, surface: str) -> list[int]:
    """Start offsets of every occurrence of a surface, overlapping ones included."""
    found: list[int] = []
    start = text.find(surface)
    while start >= 0:
        found.append(start)
        start = text.find(surface, start + 1)
    return found


def anchor(text: str, surface: str, prefix: str = "", suffix: str = "") -> Span:
    """The span of a surface in a text.

    Args:
        text: the article's normalized text.
        surface: the marked words, exactly as in the text.
        prefix: text that stands directly before the surface; needed where it occurs twice.
        suffix: text that stands directly after it.

    Raises:
        AnchorError: the surface is empty, absent or ambiguous; the message tells the remedy.
    """
    if not surface:
        raise AnchorError("an empty surface marks nothing: give the words as they stand in text")
    starts = [at + len(prefix) for at in occurrences(text, prefix + surface + suffix)]
    if len(starts) == 1:
        return Span(start=starts[0], end=starts[0] + len(surface), text=surface)
    shown = shorten(surface)
    if starts:
        raise AnchorError(
            f"“{shown}” occurs {len(starts)} times (at {', '.join(map(str, starts[:5]))}): "
            "add a prefix or suffix that only one occurrence has"
        )
    if surface not in text:
        raise AnchorError(f"“{shown}” does not occur in the text: {nearest_form(text, surface)}")
    raise AnchorError(
        f"“{shown}” occurs in the text, but not between this prefix and suffix: "
        "they must stand directly beside it"
    )


def nearest_form(text: str, surface: str) -> str:
    """What to do about an absent surface: other quotation marks, white space or case may be why."""
    plain = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " ", "\n": " "})
    at = text.translate(plain).casefold().find(surface.translate(plain).casefold())
    if at >= 0 and len(text.casefold()) == len(text):
        return f"the text has “{shorten(text[at : at + len(surface)])}”: copy it exactly"
    return "copy the words from the text exactly, quotation marks and white space included"


def shorten(text: str, width: int = 60) -> str:
    """A text for a message: one line, at most `width` code points."""
    line = text.replace("\n", "⏎")
    return line if len(line) <= width else line[: width - 1] + "…"


class OffsetMap:
    """Two-way map between code points and another unit of one text."""

    def __init__(self, text: str, unit: Unit) -> None:
        self.unit = unit
        if unit == "grapheme":
            import regex

            # starts[i] is the code point at which grapheme i begins.
            starts = [match.start() for match in regex.finditer(r"\X", text)]
            self._starts: list[int] = [*starts, len(text)]
        elif unit == "utf16":
            # starts[i] is the offset, in the other unit, at which code point i begins.
            self._starts = list(accumulate((1 + (ord(c) > 0xFFFF) for c in text), initial=0))
        else:
            self._starts = list(accumulate((len(c.encode()) for c in text), initial=0))

    def from_code_point(self, offset: int) -> int:
        """Offset in the other unit.

        Raises:
            ValueError: outside the text, or inside a grapheme cluster.
        """
        if self.unit == "grapheme":
            return self._index(offset, "code point offset")
        if not 0 <= offset < len(self._starts):
            raise ValueError(f"code point offset {offset} is outside 0..{len(self._starts) - 1}")
        return self._starts[offset]

    def to_code_point(self, offset: int) -> int:
        """Offset in code points.

        Raises:
            ValueError: outside the text, or inside one code point of it.
        """
        if self.unit != "grapheme":
            return self._index(offset, f"{self.unit} offset")
        if not 0 <= offset < len(self._starts):
            raise ValueError(f"grapheme offset {offset} is outside 0..{len(self._starts) - 1}")
        return self._starts[offset]

    def _index(self, offset: int, what: str) -> int:
        at = bisect_left(self._starts, offset)
        if offset < 0 or at == len(self._starts):
            raise ValueError(f"{what} {offset} is outside 0..{self._starts[-1]}")
        if self._starts[at] != offset:
            inside = "grapheme cluster" if self.unit == "grapheme" else "code point"
            raise ValueError(f"{what} {offset} is inside a {inside}")
        return at
