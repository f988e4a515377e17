"""Find the spans of one text in another edition of it, by the words that were published.

Surfaces are looked for with quotation marks, dashes and white space made alike. Of all places
where they occur, the chain that keeps their order and best keeps their distances is taken (a
weighted longest chain, by dynamic programming). A span whose words were not published is placed by
its offsets only where the anchors before and behind it have moved by the same amount.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from stancebank.span import occurrences

Place = tuple[int, int]

MAX_PLACES = 20
"""A surface with more occurrences anchors nothing; it is placed by its neighbours."""

JUMP = 3.0
"""What it costs a chain, in code points of matched surface, if a distance changes."""

SLACK = 2
"""Distances that differ by no more have not changed: folding may make such differences."""

PROOF_WORDS = 3
"""A surface of fewer words stands in any article and proves nothing."""

_ALIKE = {ord(char): '"' for char in "“”„‟«»"}
_ALIKE |= {ord(char): "'" for char in "‘’‚‛`´"}
_ALIKE |= {ord(char): "-" for char in "–—−‐‑‒"}
_ALIKE |= {ord("…"): "..."}
_ALIKE |= {ord(char): "" for char in "\u00ad\u200b\u200c\u200d\ufeff"}


@dataclass
class Folded:
    """A text with its typography made alike; `begins[i]`: where folded code point i stands."""

    text: str
    folded: str = ""
    begins: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        pieces: list[str] = []
        for at, char in enumerate(self.text):
            new = " " if char.isspace() else _ALIKE.get(ord(char), char)
            if new == " " and pieces and pieces[-1] == " ":
                continue
            pieces.append(new)
            self.begins += [at] * len(new)
        self.folded = "".join(pieces)
        self.begins.append(len(self.text))

    def places(self, surface: str) -> list[Place]:
        """Where a surface stands in the text, not beginning or ending inside of a word."""
        wanted = Folded(surface).folded
        found = []
        for at in occurrences(self.folded, wanted) if wanted else []:
            end = at + len(wanted)
            if not _inside_word(self.folded, at) and not _inside_word(self.folded, end):
                found.append((self.begins[at], self.begins[end - 1] + 1))
        return found


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


@dataclass(frozen=True)
class Anchored:
    """Where spans are in another text; `share`: of the surfaces that prove anything, by length."""

    places: dict[Place, Place]
    share: float


def reanchor(spans: dict[Place, str | None], copy: Folded) -> Anchored:
    """Places of spans in a copy.

    Args:
        spans: (start, end) in the original → surface, or None where it was not published.
        copy: the other text.

    Returns:
        The places found, and the share of proving surfaces (of PROOF_WORDS words or more) that
        were, weighted by length; 0.0 if there are none.
    """
    known = {place: surface for place, surface in spans.items() if surface}
    found = _chain({place: copy.places(surface) for place, surface in known.items()})
    by_offset = _ByOffset(found)
    places = dict(found)
    for place, surface in spans.items():
        there = None if place in places else by_offset.place(*place)
        if there is None or there[1] > len(copy.text):
            continue
        same = surface is None or Folded(copy.text[slice(*there)]).folded == Folded(surface).folded
        if same and not any(_inside_word(copy.text, at) for at in there):
            places[place] = there
    proving = {one: s for one, s in known.items() if len(s.split()) >= PROOF_WORDS}
    total = sum(map(len, proving.values()))
    proved = sum(len(surface) for one, surface in proving.items() if one in found)
    return Anchored(places, proved / total if total else 0.0)


def _chain(options: dict[Place, list[Place]]) -> dict[Place, Place]:
    """The best chain of (span, its place): same order, distances kept where possible."""
    items = sorted(
        (place, there)
        for place, places in options.items()
        if len(places) <= MAX_PLACES
        for there in places
    )
    scores: list[float] = []
    before: list[int] = []
    for at, (place, there) in enumerate(items):
        best, come_from = 0.0, -1
        for earlier in range(at):
            score = scores[earlier] - _cost(items[earlier], (place, there))
            if score > best:
                best, come_from = score, earlier
        scores.append(best + place[1] - place[0])
        before.append(come_from)
    at = max(range(len(items)), key=scores.__getitem__, default=-1)
    chosen: dict[Place, Place] = {}
    while at >= 0:
        place, there = items[at]
        chosen[place] = there
        at = before[at]
    return chosen


def _cost(one: tuple[Place, Place], other: tuple[Place, Place]) -> float:
    """What it costs to go on from one to the other; infinite where they cannot both be right."""
    (start, end), (there, there_end) = one
    (next_start, next_end), (next_there, _) = other
    if (start, end) == (next_start, next_end):
        return float("inf")
    moved = abs((next_there - there) - (next_start - start)) > SLACK
    if next_start < end:
        # One inside or across the other: so it must be in the copy.
        return float("inf") if moved else 0.0
    if next_there < there_end:
        return float("inf")
    return JUMP if moved else 0.0


class _ByOffset:
    """Offsets of the original in the copy, between anchors that have moved alike."""

    def __init__(self, found: dict[Place, Place]) -> None:
        points = {point for one, there in found.items() for point in zip(one, there, strict=True)}
        if points and min(points)[0] == min(points)[1]:
            points.add((0, 0))
        self._points = sorted(points)

    def place(self, start: int, end: int) -> Place | None:
        after = bisect_left(self._points, (end, -1))
        before = bisect_right(self._points, (start, 1 << 62)) - 1
        if before < 0 or after == len(self._points):
            return None
        shift = self._points[before][1] - self._points[before][0]
        if self._points[after][1] - self._points[after][0] != shift:
            return None
        return start + shift, end + shift
