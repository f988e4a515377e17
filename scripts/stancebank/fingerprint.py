"""Fingerprints of texts: word shingles, and sketches that recognise a text that is gone.

A tombstone keeps the smallest hashes of a withdrawn text's shingles (bottom-k sketch, Broder
1997). They tell how alike another text is, and no word of the text can be read out of them.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from stancebank.ledgers import Tombstone
from stancebank.similar import SHINGLE
from stancebank.word_runs import words

KEPT = 64
"""Hashes in a sketch: enough to tell a similarity to within 0.06 (one standard deviation)."""

ALIKE = 0.375
"""Estimated Jaccard similarity from which a text counts as a withdrawn one.

Near-duplicates are texts of similarity 0.5; the margin of two standard deviations below lets no
more than one in fifty of those at the very limit slip through, while reports of one event by
different authors (0.15 and less) stay five standard deviations away.
"""

MIN_SHARED = 8
"""A short text has few shingles, and a few shared ones are a stock phrase; unless all are."""


def shingles(text: str) -> frozenset[int]:
    """Hashes of all runs of five words of a text; of the whole text if it is shorter."""
    found = [word.encode() for word in words(text)]
    last = max(len(found) - SHINGLE + 1, 1)
    return frozenset(zlib.crc32(b" ".join(found[at : at + SHINGLE])) for at in range(last))


def sketch(text: str) -> str:
    """The smallest KEPT shingle hashes of a text, ascending, eight hexadecimal digits each."""
    return "".join(f"{value:08x}" for value in sorted(shingles(text))[:KEPT])


def likeness(one: Sequence[int], other: Sequence[int]) -> tuple[float, int]:
    """(estimated Jaccard similarity, shared hashes it rests on) of two sorted sketches."""
    union = sorted({*one, *other})[:KEPT]
    common = len({*one} & {*other} & {*union})
    return (common / len(union) if union else 0.0), common


class Returning:
    """Recognises withdrawn articles: by id, by hash of the text, by likeness to it.

    Args:
        tombstones: of corpus/withdrawn.json.
    """

    def __init__(self, tombstones: Sequence[Tombstone]) -> None:
        self._known = {stone.text_sha256: stone for stone in tombstones}
        self._known |= {stone.article: stone for stone in tombstones}
        self._sketches = [(unpacked(stone.sketch), stone) for stone in tombstones if stone.sketch]
        self._by_hash: dict[int, list[int]] = {}
        for at, (values, _) in enumerate(self._sketches):
            for value in values:
                self._by_hash.setdefault(value, []).append(at)

    @property
    def has_sketches(self) -> bool:
        """Whether likeness can tell anything, so that texts are worth reading."""
        return bool(self._sketches)

    def tombstone(self, article: str, text_sha256: str, text: str) -> tuple[Tombstone, str] | None:
        """The tombstone of an article that came back and how it was known: id, text or likeness."""
        if (stone := self._known.get(article)) is not None:
            return stone, "id"
        if (stone := self._known.get(text_sha256)) is not None:
            return stone, "text"
        if not self._sketches:
            return None
        own = sorted(shingles(text))[:KEPT]
        for at in sorted({at for value in own for at in self._by_hash.get(value, ())}):
            values, stone = self._sketches[at]
            similarity, shared = likeness(own, values)
            if similarity == 1.0 or (similarity >= ALIKE and shared >= MIN_SHARED):
                return stone, f"text, about {similarity:.0%} alike,"
        return None


def unpacked(packed: str) -> list[int]:
    """The hashes of a sketch."""
    return [int(packed[at : at + 8], 16) for at in range(0, len(packed), 8)]
