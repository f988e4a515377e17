"""A text on its way to the record: edits, and repairs whose offsets follow every later edit.

Each code point knows the stretch of the raw text it came from, so that a repair can tell exactly
what stood there, however many stages have passed over it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from stancebank.collect.reject import Reject
from stancebank.record import Repair, RepairKind

MAX_REPAIRS = 10_000
"""An article has dozens of repairs at most; a file with more is an attack or no text."""


class Edit(NamedTuple):
    """Replace text[start:end], not empty; `kind` is None for white space and Unicode form."""

    start: int
    end: int
    new: str
    kind: RepairKind | None = None


class Mend(NamedTuple):
    """A repair in progress: a stretch of the text and the stretch of the raw text it came from."""

    kind: RepairKind
    start: int
    end: int
    raw_start: int
    raw_end: int


@dataclass
class Draft:
    """A raw text and what it has become; `begins[i]`, `ends[i]`: where text[i] stood in `raw`."""

    raw: str
    text: str = ""
    begins: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))
    mends: list[Mend] = field(default_factory=list)

    @classmethod
    def of(cls, raw: str) -> Draft:
        """A draft with nothing done to it."""
        size = len(raw)
        return cls(raw, raw, array("I", range(size)), array("I", range(1, size + 1)))

    def raw_length(self, start: int, end: int) -> int:
        """How many code points of the raw text text[start:end] came from."""
        return self.ends[end - 1] - self.begins[start] if start < end else 0

    def repairs(self) -> list[Repair]:
        """The repairs in the order of the text."""
        return [
            Repair(
                kind=mend.kind,
                start=mend.start,
                end=mend.end,
                raw=self.raw[mend.raw_start : mend.raw_end],
                text=self.text[mend.start : mend.end],
            )
            for mend in sorted(self.mends, key=lambda m: (m.start, m.end, m.raw_start))
        ]


def apply(draft: Draft, edits: Iterable[Edit]) -> bool:
    """Make the edits, in order and not overlapping; True if there were any.

    Earlier repairs move along. One that an edit cuts into grows to the whole of that edit, in the
    text and in the raw text alike.

    Raises:
        Reject: too-damaged, more than MAX_REPAIRS repairs.
    """
    pieces: list[str] = []
    begins, ends = array("I"), array("I")
    mends: list[Mend] = []
    earlier = _Follower(draft.mends)
    at = 0
    for edit in edits:
        earlier.upto(edit, len(begins) - at)
        pieces += (draft.text[at : edit.start], edit.new)
        begins += draft.begins[at : edit.start]
        ends += draft.ends[at : edit.start]
        raw_start, raw_end = draft.begins[edit.start], draft.ends[edit.end - 1]
        new_start, size = len(begins), len(edit.new)
        begins += array("I", [raw_start]) * size
        ends += array("I", [raw_end]) * size
        if edit.kind:
            mends.append(Mend(edit.kind, new_start, new_start + size, raw_start, raw_end))
            if len(mends) > MAX_REPAIRS:
                raise Reject("too-damaged", _too_damaged())
        earlier.over(edit, new_start, raw_start, raw_end)
        at = edit.end
    if not pieces:
        return False
    mends += earlier.rest(len(begins) - at)
    if len(mends) > MAX_REPAIRS:
        raise Reject("too-damaged", _too_damaged())
    draft.text = "".join(pieces) + draft.text[at:]
    draft.begins, draft.ends = begins + draft.begins[at:], ends + draft.ends[at:]
    draft.mends = mends
    return True


def _too_damaged() -> str:
    return (
        f"more than {MAX_REPAIRS:,} places to repair (control characters, broken encoding, …), "
        "which no article has: look at the file and get it again from its source"
    )


class _Follower:
    """Moves earlier repairs past the edits; both come in order of their start."""

    def __init__(self, mends: list[Mend]) -> None:
        self._waiting = sorted(mends, key=lambda mend: mend.start, reverse=True)
        self._open: list[Mend] = []
        self._done: list[Mend] = []

    def upto(self, edit: Edit, shift: int) -> None:
        """Take on the repairs that start before the edit's end."""
        while self._waiting and self._waiting[-1].start < edit.end:
            mend = self._waiting.pop()
            if mend.end <= edit.start:
                self._done.append(mend._replace(start=mend.start + shift, end=mend.end + shift))
            elif mend.start <= edit.start:
                # Its end is settled when the text has been followed up to there.
                self._open.append(mend._replace(start=mend.start + shift))
            else:
                self._open.append(mend._replace(start=-1))
        still = [mend for mend in self._open if mend.end > edit.start]
        for mend in self._open:
            if mend.end <= edit.start:
                self._done.append(mend._replace(end=mend.end + shift))
        self._open = still

    def over(self, edit: Edit, new_start: int, raw_start: int, raw_end: int) -> None:
        """Let the repairs that the edit cuts into grow to the whole of it."""
        size = len(edit.new)
        still: list[Mend] = []
        for mend in self._open:
            start = new_start if mend.start < 0 else mend.start
            raw = (min(mend.raw_start, raw_start), max(mend.raw_end, raw_end))
            if mend.end <= edit.end:
                self._done.append(Mend(mend.kind, start, new_start + size, *raw))
            else:
                still.append(Mend(mend.kind, start, mend.end, *raw))
        self._open = still

    def rest(self, shift: int) -> list[Mend]:
        """All repairs, those after the last edit included."""
        self._done += [mend._replace(end=mend.end + shift) for mend in self._open]
        self._done += [
            mend._replace(start=mend.start + shift, end=mend.end + shift) for mend in self._waiting
        ]
        return self._done
