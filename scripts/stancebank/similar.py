"""Texts that are near-duplicates, by the Jaccard similarity of their shingles.

Pairs are found by prefix filtering (Chaudhuri et al. 2006; Wang et al. 2012): with the n shingles
of each text ordered from rare to common, two texts of Jaccard similarity t share k of their first
n - ⌈t·n⌉ + k for any k they have in common. Nothing is sampled: no pair at or above the
threshold is missed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from stancebank.word_runs import Shared, read, shared_runs

if TYPE_CHECKING:
    from stancebank.word_runs import Integers

SHINGLE = 5
"""Words in a shingle, of which similarity is counted."""

THRESHOLD = 0.5
"""Texts at least this similar are near-duplicates."""

_COMMON = 0.1
"""The k of prefix filtering as a share of ⌈t·n⌉: more means longer prefixes, fewer candidates."""

_BLOCK = 500
"""Candidates of one text that are compared at a time."""


def similar(
    shared: Shared, threshold: float, *, parts: Sequence[int] | None = None, rising: bool = False
) -> Iterator[tuple[int, int, float]]:
    """(later, earlier, Jaccard similarity) of every pair of texts at or above a threshold.

    Args:
        shared: shingles, from `shared_runs(texts, SHINGLE, whole=True)`.
        threshold: above 0.
        parts: a number for each text: only pairs of different parts; negative: not that text.
        rising: let every pair found raise the threshold: the last of the highest is the maximum
            (Xiao et al. 2009), found at less cost than all pairs.
    """
    import numpy as np

    count = len(shared.sizes)
    # Runs renumbered from rare to common; the runs of each text in that order.
    rank = np.empty(len(shared.hashes), dtype=np.int32)
    rank[np.lexsort((shared.hashes, shared.counts))] = np.arange(len(rank))
    # Sorted as one number each, text first, so that no order of them is held beside them.
    keys = shared.members.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= np.repeat(rank, shared.counts).view(np.uint32)
    keys.sort()
    ranks = keys.astype(np.uint32).view(np.int32)
    del keys, rank
    lengths = np.bincount(shared.members, minlength=count)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    prefixes = [
        _prefix(int(size), int(own), threshold, threshold)
        for size, own in zip(shared.sizes, lengths, strict=True)
    ]
    firsts = [_first(int(size), threshold, threshold) for size in shared.sizes]
    rests = shared.sizes - np.array(firsts, dtype=np.int64)
    if parts is not None:
        prefixes = [0 if part < 0 else one for one, part in zip(prefixes, parts, strict=True)]
    # Of each run, room for the texts that have it in their prefix; filled as texts go by.
    room = np.zeros(len(shared.hashes), dtype=np.int64)
    for start, prefix in zip(starts.tolist(), prefixes, strict=False):
        room[ranks[start : start + prefix]] += 1
    posted = np.cumsum(room) - room
    postings = np.zeros(int(room.sum()), dtype=np.int32)
    filled = np.zeros(len(room), dtype=np.int64)
    # Small, so that it stays in the processor's cache.
    marked = np.zeros(len(room), dtype=np.uint8)
    numbers = np.array(parts if parts is not None else [], dtype=np.int64)
    bar = threshold
    for later in range(count):
        if not prefixes[later]:
            continue
        own = ranks[starts[later] : starts[later + 1]]
        size = int(shared.sizes[later])
        asked = own[: _prefix(size, len(own), bar, threshold)]
        met = np.bincount(postings[_ranges(posted[asked], filled[asked])], minlength=1)
        near = np.flatnonzero(met)
        # What two texts share beyond the prefix that ends first is at most the rest of that text.
        needed = np.ceil(bar / (1 + bar) * (size + shared.sizes[near]) - 1e-9)
        least = needed - np.maximum(size - _first(size, bar, threshold), rests[near])
        near = near[met[near] >= least]
        if parts is not None:
            near = near[numbers[near] != parts[later]]
        sizes = shared.sizes[near]
        near = near[np.minimum(sizes, size) >= bar * np.maximum(sizes, size) - 1e-9]
        marked[own] = 1
        for at in range(0, len(near), _BLOCK):
            block = near[at : at + _BLOCK]
            flat = marked[ranks[_ranges(starts[block], lengths[block])]]
            offsets = np.cumsum(lengths[block]) - lengths[block]
            both = np.add.reduceat(flat, offsets, dtype=np.int64)
            values = both / (size + shared.sizes[block] - both)
            for hit in np.flatnonzero(values >= bar).tolist():
                yield later, int(block[hit]), float(values[hit])
            bar = max(bar, float(values.max())) if rising else bar
        marked[own] = 0
        kept = own[: prefixes[later]]
        postings[posted[kept] + filled[kept]] = later
        filled[kept] += 1


def _first(size: int, bar: float, threshold: float) -> int:
    """How many of a text's shingles, from rare to common, are its prefix.

    `bar` is the similarity asked for now; k follows from the threshold that the index is made for.
    """
    common = math.ceil(_COMMON * threshold * size - 1e-9)
    return min(size - math.ceil(bar * size - 1e-9) + common, size)


def _prefix(size: int, shared: int, bar: float, threshold: float) -> int:
    """How many of the shingles that a text shares are in its prefix; the others are rarer."""
    return max(_first(size, bar, threshold) - (size - shared), 0)


def _ranges(starts: Integers, lengths: Integers) -> Any:
    """The indices of all ranges start … start + length, end to end."""
    import numpy as np

    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - ends + lengths, lengths)


def near_duplicates(
    texts: Sequence[str], threshold: float = THRESHOLD
) -> Iterator[tuple[int, int, float]]:
    """(later, earlier, similarity) of every pair of texts at or above the threshold."""
    yield from similar(shared_runs(read(texts), SHINGLE, whole=True), threshold)
