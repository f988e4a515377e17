"""How varied a collection of articles is, and what form they have, beside other collections.

Measures of variety depend on the amount of text: they are taken of equal numbers of words, drawn
article by article in a seeded order.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stancebank.sentences import sentence_at

WORDS = 90_000
"""Words of a sample; a smaller collection is compared by as many as it has."""

WINDOW = 500
"""Words in a window of MATTR (Covington and McFall 2010)."""

ZSTD_LEVEL = 19
SEED = 5
SPREAD = 3
"""A run of six words in this many articles is a stock phrase."""

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_MARKS = re.compile(r"[“”\"]|``|''")


@dataclass(frozen=True)
class Variety:
    """Measures of a sample; `stock` is the share of 6-grams that SPREAD articles or more have.

    `zstd`: compressed size over size in UTF-8. `openings`: share of first sentences whose first
    three words, names and numbers masked, no other article has.
    """

    words: int
    mattr: float
    distinct3: float
    distinct4: float
    zstd: float
    stock: float
    openings: float


@dataclass(frozen=True)
class Form:
    """Words a sentence, and quotation marks (each “ and ” is one) per 1,000 words."""

    words_a_sentence: float
    marks_per_1000: float


def words_of(text: str) -> list[str]:
    """The words of a text, lower-cased."""
    return [word.lower() for word in _WORD.findall(text)]


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, paragraph by paragraph."""
    found = []
    for paragraph in text.split("\n\n"):
        at = 0
        while at < len(paragraph):
            _, end = sentence_at(paragraph, at, min(at + 1, len(paragraph)))
            found.append(paragraph[at:end].strip())
            at = max(end, at + 1)
            while at < len(paragraph) and paragraph[at].isspace():
                at += 1
    return [one for one in found if one]


def sample(texts: Sequence[str], words: int = WORDS, seed: int = SEED) -> list[str]:
    """Texts in a seeded order until they have so many words; the last one is cut."""
    order = sorted(texts)
    random.Random(seed).shuffle(order)
    taken, left = [], words
    for text in order:
        matches = list(_WORD.finditer(text))
        if len(matches) >= left:
            taken.append(text[: matches[left - 1].end()])
            break
        taken.append(text)
        left -= len(matches)
    return taken


def variety_of(texts: Sequence[str], words: int = WORDS) -> Variety:
    """Measure a sample of texts.

    Args:
        texts: the whole collection.
        words: size of the sample; compare only equal sizes.
    """
    import pyarrow as pa

    drawn = sample(texts, words)
    by_text = [words_of(text) for text in drawn]
    every = [word for one in by_text for word in one]
    raw = "\n\n".join(drawn).encode()
    packed = pa.Codec("zstd", compression_level=ZSTD_LEVEL).compress(raw, asbytes=True)
    openings = Counter(opening(text) for text in texts)
    return Variety(
        words=len(every),
        mattr=_mattr(every),
        distinct3=_distinct(by_text, 3),
        distinct4=_distinct(by_text, 4),
        zstd=len(packed) / len(raw) if raw else 0.0,
        stock=_stock(by_text),
        openings=sum(openings[opening(text)] == 1 for text in texts) / max(len(texts), 1),
    )


def _mattr(words: list[str]) -> float:
    size = min(WINDOW, len(words))
    if not size:
        return 0.0
    counts = Counter(words[:size])
    total, windows = len(counts), 1
    for at in range(size, len(words)):
        counts[words[at]] += 1
        gone = words[at - size]
        counts[gone] -= 1
        if not counts[gone]:
            del counts[gone]
        total += len(counts)
        windows += 1
    return total / windows / size


def _grams(words: list[str], n: int) -> list[tuple[str, ...]]:
    return list(zip(*(words[at:] for at in range(n)), strict=False))


def _distinct(by_text: list[list[str]], n: int) -> float:
    grams = [gram for words in by_text for gram in _grams(words, n)]
    return len(set(grams)) / max(len(grams), 1)


def _stock(by_text: list[list[str]]) -> float:
    texts_with: Counter[tuple[str, ...]] = Counter()
    for words in by_text:
        texts_with.update(set(_grams(words, 6)))
    grams = [gram for words in by_text for gram in _grams(words, 6)]
    return sum(texts_with[gram] >= SPREAD for gram in grams) / max(len(grams), 1)


def opening(text: str) -> str:
    """The pattern of a first sentence: its first three words, names and numbers masked."""
    first = _WORD.findall(text)[:3]
    masked = []
    for at, word in enumerate(first):
        named = word[0].isupper() and (at > 0 or word.lower() not in _FIRST)
        masked.append("#" if word[0].isdigit() else "X" if named else word.lower())
    return " ".join(masked)


_FIRST = frozenset(
    """
    a an the this that these those it its he she they we i his her their our my in on at by
    for from to with after before when while as if no not nobody nothing one two three four
    five six seven eight nine ten some most many all each every more than there here what
    who how why where and but or so yet between under over during since until asked told
    """.split()  # noqa: SIM905
)
"""Words that begin a sentence with a capital without being names."""


def form_of(texts: Sequence[str]) -> Form:
    """The form of whole texts, not of a sample."""
    count = sum(len(words_of(text)) for text in texts)
    sentences = sum(len(sentences_of(text)) for text in texts)
    marks = sum(len(_MARKS.findall(text)) for text in texts)
    return Form(count / max(sentences, 1), 1000 * marks / max(count, 1))
