"""Values made comparable: offsets carried to a changed text, words withheld, order set aside."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

import msgspec

Carry = Callable[[int], int]

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def stay(offset: int) -> int:
    """Where the text is the same, so is the offset."""
    return offset


def carry(old: str, new: str) -> Carry:
    """Map of offsets of `old` to offsets of `new`, by the words both have.

    Aligned with difflib (Ratcliff and Obershelp), always the smaller text to the larger one, so
    that the map back is the same one turned round.
    """
    first, second = sorted((old, new))
    a = [(match.start(), match[0]) for match in _TOKEN.finditer(first)]
    b = [(match.start(), match[0]) for match in _TOKEN.finditer(second)]
    matcher = SequenceMatcher(None, [word for _, word in a], [word for _, word in b])
    runs = []
    for at, to, count in matcher.get_matching_blocks()[:-1]:
        length = sum(len(word) for _, word in a[at : at + count])
        runs.append((a[at][0], b[to][0], length))
    if first != old:
        runs = [(to, at, length) for at, to, length in runs]
    starts = [at for at, _, _ in runs]

    def moved(offset: int) -> int:
        # Within a run offsets move with it; in a changed stretch they stop at the end of the run
        # before.
        index = bisect_right(starts, offset) - 1
        if index < 0:
            return 0
        at, to, length = runs[index]
        return to + min(offset - at, length)

    return moved


def carried(value: Any, move: Carry) -> Any:
    """A value with every span in it moved."""
    if isinstance(value, list):
        return [carried(item, move) for item in value]
    if isinstance(value, dict):
        inner = {key: carried(item, move) for key, item in value.items()}
        start, end = value.get("start"), value.get("end")
        if isinstance(start, int) and isinstance(end, int):
            # The end goes with the last code point, not with what follows.
            inner["start"], inner["end"] = move(start), move(end - 1) + 1 if end > start else end
        return inner
    return value


def wordless(value: Any) -> Any:
    """A value without the words a text policy may keep back: those of spans, repairs and places."""
    if isinstance(value, list):
        return [wordless(item) for item in value]
    if isinstance(value, dict):
        hidden = {"text", "raw"} if "start" in value else {"name"} if "span" in value else set()
        return {key: wordless(item) for key, item in value.items() if key not in hidden}
    return value


def key(value: Any) -> bytes:
    """A value as bytes that are equal if the meaning is: key order and list order do not matter.

    No list of a record has an order of its own: ids are sets, spans stand in reading order anyway.
    """
    return msgspec.json.encode(_sorted(value), order="sorted")


def _sorted(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(
            (_sorted(item) for item in value),
            key=lambda item: msgspec.json.encode(item, order="sorted"),
        )
    if isinstance(value, dict):
        return {name: _sorted(item) for name, item in value.items()}
    return value
