"""Texts that share words: near-duplicates by Jaccard similarity, and runs of words in common.

Words are hashed to 64 bits once, runs of words by a polynomial over them, all in numpy. Pairs are
found by prefix filtering (Chaudhuri et al. 2006; Wang et al. 2012): with the n shingles of each
text ordered from rare to common, two texts of Jaccard similarity t share k of their first
n - ⌈t·n⌉ + k for any k they have in common. Nothing is sampled: no pair at or above the
threshold is missed.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Hashes = NDArray[np.uint64]
    Numbers = NDArray[np.int32]  # of runs and texts: half the memory, and two thousand million

SHINGLE = 5
"""Words in a shingle, of which similarity is counted."""

THRESHOLD = 0.5
"""Texts at least this similar are near-duplicates."""

_WORD = re.compile(r"\w+")
_PART = 4_000_000
"""Runs that are sorted at a time, so that memory stays bounded."""

_COMMON = 0.1
"""The k of prefix filtering as a share of ⌈t·n⌉: more means longer prefixes, fewer candidates."""

_BLOCK = 500
"""Candidates of one text that are compared at a time."""


def words(text: str) -> list[str]:
    """The words of a text, case-folded."""
    return _WORD.findall(text.casefold())


class _Vocabulary(dict[str, int]):
    """A word's 64-bit hash, the same in every process."""

    def __missing__(self, word: str) -> int:
        digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        value = self[word] = int.from_bytes(digest, "little")
        return value


@dataclass(frozen=True)
class Texts:
    """The word hashes of texts, end to end; text i has values[starts[i]:starts[i + 1]]."""

    values: Hashes
    starts: Integers

    def __len__(self) -> int:
        return len(self.starts) - 1


def read(texts: Iterable[str]) -> Texts:
    """The words of texts, one text in memory at a time."""
    import numpy as np

    hashes = _Vocabulary()
    found = [np.array([hashes[word] for word in words(text)], dtype=np.uint64) for text in texts]
    starts = np.zeros(len(found) + 1, dtype=np.int64)
    np.cumsum([len(one) for one in found], out=starts[1:])
    return Texts(np.concatenate([np.zeros(0, np.uint64), *found]), starts)


def run_hashes(values: Hashes, length: int) -> Hashes:
    """Hashes of all runs of `length` words: shape (len(values) - length + 1,), at least (0,)."""
    import numpy as np

    count = max(len(values) - length + 1, 0)
    found = np.zeros(count, dtype=np.uint64)
    for offset in range(length if count else 0):
        found *= np.uint64(0x9E3779B97F4A7C15)
        found += values[offset : offset + count]
    # A polynomial alone leaves patterns in the high bits, by which runs are parted.
    found ^= found >> np.uint64(32)
    found *= np.uint64(0xBF58476D1CE4E5B9)
    return found ^ (found >> np.uint64(29))


@dataclass(frozen=True)
class Shared:
    """Runs of words that two texts or more have, each counted once a text.

    `sizes`: of each text, how many different runs it has, shared or not. `hashes`: of each shared
    run. `runs` and `members`: one entry for each (run, text), by run, then text.
    """

    sizes: Integers
    hashes: Hashes
    runs: Numbers
    members: Numbers

    def groups(self) -> Iterator[tuple[int, list[int]]]:
        """(hash, texts in ascending order) of every shared run."""
        import numpy as np

        cuts = np.flatnonzero(np.diff(self.runs)) + 1
        for value, texts in zip(self.hashes, np.split(self.members, cuts), strict=False):
            yield int(value), texts.tolist()


def shared_runs(texts: Texts, length: int, *, whole: bool = False) -> Shared:
    """The runs of `length` words that two texts or more have.

    Args:
        texts: what `read` made.
        length: words in a run.
        whole: let a shorter text count as one run; else it has none.
    """
    import numpy as np

    hashes = run_hashes(texts.values, length)
    lengths = np.diff(texts.starts)
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)[: len(hashes)]
    inside = texts.starts[1:][owners] - np.arange(len(hashes)) >= length
    hashes, owners = hashes[inside], owners[inside]
    if whole and (short := np.flatnonzero(lengths < length)).size:
        pieces = [texts.values[texts.starts[one] : texts.starts[one + 1]] for one in short]
        own = [run_hashes(piece, len(piece))[:1] for piece in pieces]
        hashes = np.concatenate([hashes, *[one if one.size else np.zeros(1, "u8") for one in own]])
        owners = np.concatenate([owners, short.astype(np.int32)])
    sizes = np.zeros(len(texts), dtype=np.int64)
    bits = max(len(hashes) // _PART, 0).bit_length()
    found: list[tuple[Hashes, Integers, Numbers]] = []
    for part in range(1 << bits):
        chosen = slice(None) if not bits else hashes >> np.uint64(64 - bits) == np.uint64(part)
        values, members = hashes[chosen], owners[chosen]
        order = np.argsort(values, kind="stable")
        values, members = values[order], members[order]
        # Owners ascend (but for the few short texts), and the sort keeps that order.
        if whole:
            order = np.lexsort((members, values))
            values, members = values[order], members[order]
        fresh = np.ones(len(values), dtype=bool)
        fresh[1:] = (values[1:] != values[:-1]) | (members[1:] != members[:-1])
        values, members = values[fresh], members[fresh]
        sizes += np.bincount(members, minlength=len(texts))
        _, first, counts = np.unique(values, return_index=True, return_counts=True)
        several = np.repeat(counts > 1, counts)
        found.append((values[first[counts > 1]], counts[counts > 1], members[several]))
    counts = np.concatenate([one[1] for one in found])
    return Shared(
        sizes,
        np.concatenate([one[0] for one in found]),
        np.repeat(np.arange(len(counts), dtype=np.int32), counts),
        np.concatenate([one[2] for one in found]),
    )


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
    frequency = np.bincount(shared.runs, minlength=len(shared.hashes))
    rank = np.empty(len(frequency), dtype=np.int32)
    rank[np.lexsort((shared.hashes, frequency))] = np.arange(len(frequency), dtype=np.int32)
    ranks = rank[shared.runs]
    ranks = ranks[np.lexsort((ranks, shared.members))]
    lengths = np.bincount(shared.members, minlength=count)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    # Of each run, room for the texts that have it in their prefix; filled as texts go by.
    prefixes = [
        _prefix(int(size), int(own), threshold, threshold)
        for size, own in zip(shared.sizes, lengths, strict=True)
    ]
    firsts = [_first(int(size), threshold, threshold) for size in shared.sizes]
    rests = shared.sizes - np.array(firsts, dtype=np.int64)
    if parts is not None:
        prefixes = [0 if part < 0 else one for one, part in zip(prefixes, parts, strict=True)]
    # Each text's ranks begin with its prefix.
    in_prefix = _ranges(starts[:-1], np.array(prefixes, dtype=np.int64))
    room = np.bincount(ranks[in_prefix], minlength=len(frequency))
    del in_prefix
    posted = np.concatenate([np.zeros(1, np.int64), np.cumsum(room)])[:-1]
    postings = np.zeros(int(room.sum()), dtype=np.int32)
    filled = np.zeros(len(frequency), dtype=np.int64)
    # Small, so that it stays in the processor's cache.
    marked = np.zeros(len(frequency), dtype=np.uint8)
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
