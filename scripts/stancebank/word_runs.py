"""Runs of words, and which of them texts share: exact up to a collision of 64-bit hashes.

Words are hashed to 64 bits once, runs of words by a polynomial over them, all in numpy.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]
    Integers = NDArray[np.int64]
    Numbers = NDArray[np.int32]

_WORD = re.compile(r"\w+")

_PART = 4_000_000
"""Words that are hashed, and runs that are sorted, at a time: so much is held more than once."""


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
    # Grows in place: the words of all texts are in memory once.
    values, starts = array("Q"), array("q", [0])
    for text in texts:
        values.extend([hashes[word] for word in words(text)])
        starts.append(len(values))
    return Texts(np.frombuffer(values, np.uint64), np.frombuffer(starts, np.int64))


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

    `sizes`: of each text, how many different runs it has, shared or not. `hashes`, `counts`: of
    each shared run, its hash and how many texts have it. `members`: of each shared run in turn,
    the texts that have it, ascending; shape (counts.sum(),).
    """

    sizes: Integers
    hashes: Hashes
    counts: Numbers
    members: Numbers

    def groups(self) -> Iterator[tuple[int, list[int]]]:
        """(hash, texts in ascending order) of every shared run."""
        import numpy as np

        yield from self._groups(np.arange(len(self.hashes)))

    def across(self, parts: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        """(hash, texts) of the runs that stand in texts of different parts.

        Args:
            parts: a number for each text, below 128; negative: that text does not count.
        """
        import numpy as np

        if not len(self.hashes):
            return
        found = np.array(parts, dtype=np.int8)[self.members]
        firsts = np.cumsum(self.counts, dtype=np.int64) - self.counts
        highest = np.maximum.reduceat(found, firsts)
        found[found < 0] = np.iinfo(np.int8).max
        lowest = np.minimum.reduceat(found, firsts)
        yield from self._groups(np.flatnonzero(lowest < highest))

    def _groups(self, chosen: Integers) -> Iterator[tuple[int, list[int]]]:
        import numpy as np

        ends = np.cumsum(self.counts, dtype=np.int64)
        for at in chosen:
            texts = self.members[ends[at] - self.counts[at] : ends[at]]
            yield int(self.hashes[at]), texts.tolist()


def shared_runs(texts: Texts, length: int, *, whole: bool = False) -> Shared:
    """The runs of `length` words that two texts or more have.

    Args:
        texts: what `read` made.
        length: words in a run.
        whole: let a shorter text count as one run; else it has none.
    """
    import numpy as np

    bits = (len(texts.values) // _PART).bit_length()
    # By the first bits of their hashes: all of a run are in one part.
    parts: list[list[tuple[Hashes, Numbers]]] = [[] for _ in range(1 << bits)]
    for hashes, owners in _runs(texts, length, whole):
        if not bits:
            parts[0].append((hashes, owners))
            continue
        numbers = (hashes >> np.uint64(64 - bits)).astype(np.uint32)
        for at, part in enumerate(parts):
            chosen = numbers == at
            part.append((hashes[chosen], owners[chosen]))
    sizes = np.zeros(len(texts), dtype=np.int64)
    found: list[tuple[Hashes, Numbers, Numbers]] = []
    while parts:
        part = parts.pop()
        values = np.concatenate([np.zeros(0, np.uint64), *(one[0] for one in part)])
        members = np.concatenate([np.zeros(0, np.int32), *(one[1] for one in part)])
        del part
        # Owners ascend, and a stable sort keeps that order.
        order = np.argsort(values, kind="stable")
        values, members = values[order], members[order]
        del order
        fresh = np.ones(len(values), dtype=bool)
        fresh[1:] = (values[1:] != values[:-1]) | (members[1:] != members[:-1])
        values, members = values[fresh], members[fresh]
        sizes += np.bincount(members, minlength=len(texts))
        fresh = np.ones(len(values), dtype=bool)
        fresh[1:] = values[1:] != values[:-1]
        first = np.flatnonzero(fresh)
        counts = np.diff(first, append=len(values)).astype(np.int32)
        several = counts > 1
        found.append((values[first[several]], counts[several], members[np.repeat(several, counts)]))
    found.reverse()
    return Shared(
        sizes,
        np.concatenate([one[0] for one in found]),
        np.concatenate([one[1] for one in found]),
        np.concatenate([one[2] for one in found]),
    )


def _runs(texts: Texts, length: int, whole: bool) -> Iterator[tuple[Hashes, Numbers]]:
    """(hashes, texts they are of, ascending) of all runs, those of about _PART words at a time."""
    import numpy as np

    first = 0
    while first < len(texts):
        start = int(texts.starts[first])
        last = max(int(np.searchsorted(texts.starts, start + _PART, side="right")) - 1, first + 1)
        words = texts.values[start : texts.starts[last]]
        lengths = np.diff(texts.starts[first : last + 1])
        owners = np.repeat(np.arange(first, last, dtype=np.int32), lengths)
        hashes = np.zeros(len(words), dtype=np.uint64)
        hashes[: max(len(words) - length + 1, 0)] = run_hashes(words, length)
        begins, ends = texts.starts[first:last] - start, texts.starts[first + 1 : last + 1] - start
        inside = np.ones(len(words), dtype=bool)
        for back in range(1, length):
            inside[ends[lengths >= back] - back] = False
        for one in np.flatnonzero((lengths < length) & (lengths > 0)) if whole else ():
            hashes[begins[one]] = run_hashes(words[begins[one] : ends[one]], int(lengths[one]))[0]
            inside[begins[one]] = True
        yield hashes[inside], owners[inside]
        if whole and (empty := np.flatnonzero(lengths == 0)).size:
            yield np.zeros(len(empty), np.uint64), (empty + first).astype(np.int32)
        first = last
