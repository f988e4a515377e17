"""How varied a collection of articles is, beside other collections.

Measures of variety depend on how much is measured. Those of the text are taken of equal numbers of
words, drawn article by article in a seeded order; what is counted over articles (stock, openings)
of equal numbers of articles, for stock of equal numbers of words too. The latter are means of many
draws: a few articles alike, in one draw and not in the next, are most of what stock counts.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

WORDS = 90_000
"""Words of a sample; a smaller collection is measured by as many as it has."""

ARTICLES = 300
"""Articles of a sample; the same goes for it."""

DRAWS = 100
"""Samples of articles, each of a seed of its own."""

WINDOW = 500
"""Words in a window of MATTR (Covington and McFall 2010)."""

ZSTD_LEVEL = 19
SEED = 5
SPREAD = 3
"""A run of six words in this many articles is a stock phrase."""

WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True)
class Variety:
    """Measures of samples; `words` and `articles` are those of the smallest.

    `zstd`: compressed size over size in UTF-8. `stock`: share of 6-grams that SPREAD articles of a
    sample or more have. `openings`: share of first sentences whose first three words, names and
    numbers masked, no other article of the sample has.
    """

    words: int
    articles: int
    mattr: float
    distinct3: float
    distinct4: float
    zstd: float
    stock: float
    openings: float


def words_of(text: str) -> list[str]:
    """The words of a text, lower-cased."""
    return [word.lower() for word in WORD.findall(text)]


def sample(texts: Sequence[str], words: int = WORDS, seed: int = SEED) -> list[str]:
    """Texts in a seeded order until they have so many words; the last one is cut."""
    order = sorted(texts)
    random.Random(seed).shuffle(order)
    taken, left = [], words
    for text in order:
        matches = list(WORD.finditer(text))
        if len(matches) >= left:
            taken.append(text[: matches[left - 1].end()])
            break
        taken.append(text)
        left -= len(matches)
    return taken


def level(texts: Sequence[list[str]], words: int) -> list[list[str]]:
    """Texts as words, cut to so many in all: only the longest are cut, all to one length."""
    found, left = [], words
    for at, one in enumerate(sorted(texts, key=len)):
        found.append(one[: left // (len(texts) - at)])
        left -= len(found[-1])
    return found


def variety_of(texts: Sequence[str], words: int = WORDS, articles: int = ARTICLES) -> Variety:
    """Measure samples of texts.

    Args:
        texts: the whole collection.
        words: size of a sample; compare only equal sizes.
        articles: the same of a sample of articles.
    """
    import pyarrow as pa

    drawn = sample(texts, words)
    by_text = [words_of(text) for text in drawn]
    every = [word for one in by_text for word in one]
    raw = "\n\n".join(drawn).encode()
    packed = pa.Codec("zstd", compression_level=ZSTD_LEVEL).compress(raw, asbytes=True)
    whole = [(words_of(text), opening(text)) for text in sorted(texts)]
    articles = min(articles, len(whole))
    least, stock, openings = len(every), [], []
    for seed in range(SEED, SEED + DRAWS):
        draw = random.Random(seed).sample(whole, articles)
        cut = level([one for one, _ in draw], words)
        least = min(least, sum(map(len, cut)))
        stock.append(_stock(cut))
        openings.append(_unique([pattern for _, pattern in draw]))
    return Variety(
        words=least,
        articles=articles,
        mattr=_mattr(every),
        distinct3=_distinct(by_text, 3),
        distinct4=_distinct(by_text, 4),
        zstd=len(packed) / len(raw) if raw else 0.0,
        stock=fmean(stock),
        openings=fmean(openings),
    )


def _unique(values: list[str]) -> float:
    counts = Counter(values)
    return sum(counts[one] == 1 for one in values) / max(len(values), 1)


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
    grams = [_grams(words, 6) for words in by_text]
    texts_with: Counter[tuple[str, ...]] = Counter()
    for one in grams:
        texts_with.update(set(one))
    stock = {gram for gram, many in texts_with.items() if many >= SPREAD}
    return sum(gram in stock for one in grams for gram in one) / max(sum(map(len, grams)), 1)


def opening(text: str) -> str:
    """The pattern of a first sentence: its first three words, names and numbers masked."""
    first = WORD.findall(text)[:3]
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
