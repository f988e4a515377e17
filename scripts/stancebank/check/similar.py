"""Near-duplicate texts: candidates by shared bottom hashes of shingles, verified exactly.

Shingles are five words, case-folded. Of each text the smallest hashes are kept (bottom-k sketch,
Broder 1997); texts that share any of them are compared by the Jaccard similarity of all shingles.
A pair at or above the threshold shares each kept hash with a chance of at least that threshold, so
missing all of them is practically impossible.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

SHINGLE = 5
SKETCH = 24
THRESHOLD = 0.5
COMMON = 200
"""A hash shared by more texts than this is a stock phrase and suggests nothing."""

_WORD = re.compile(r"\w+")


def shingles(text: str) -> frozenset[int]:
    """Hashes of all runs of five words of a text; of the whole text if it is shorter."""
    words = [word.encode() for word in _WORD.findall(text.casefold())]
    last = max(len(words) - SHINGLE + 1, 1)
    return frozenset(zlib.crc32(b" ".join(words[at : at + SHINGLE])) for at in range(last))


def near_duplicates(
    texts: Sequence[str], threshold: float = THRESHOLD
) -> Iterator[tuple[int, int, float]]:
    """(later, earlier, similarity) of every pair of texts at or above the threshold."""
    sets = [shingles(text) for text in texts]
    by_hash: dict[int, list[int]] = {}
    for at, own in enumerate(sets):
        for value in sorted(own)[:SKETCH]:
            by_hash.setdefault(value, []).append(at)
    pairs = {
        (later, earlier)
        for members in by_hash.values()
        if 1 < len(members) <= COMMON
        for position, later in enumerate(members)
        for earlier in members[:position]
    }
    for later, earlier in sorted(pairs):
        shared = len(sets[later] & sets[earlier])
        similarity = shared / (len(sets[later]) + len(sets[earlier]) - shared)
        if similarity >= threshold:
            yield later, earlier, similarity
