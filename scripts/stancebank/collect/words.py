"""What the word lists and the text itself know of a word: evidence for mending broken ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache, cached_property
from itertools import pairwise

from stancebank.errors import load_extra

UNKNOWN = 1e-9
"""Frequency of a word that no list knows: below that of any listed word (3e-8)."""

# The commonest words of each language that pyspellchecker has a list for.
COMMON: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in that is was for on with said it by from",
        "es": "el la los las de y que en un una por con se del al",
        "fr": "le la les des et du un une que dans pour est au sur qui",
        "pt": "o a os as de e que do da em um uma para com não",
        "de": "der die das und den von zu mit des ist im nicht auf ein eine",
        "it": "il la di che e un una per del della con non sono gli dei",
        "nl": "de het een van en in dat op te zijn met voor niet aan is",
        "ru": "и в на не что с по он из для как от это за к",
        "ar": "في من على أن إلى التي عن هذا كان ما",
        "fa": "و در به از که این را با است برای",
        "lv": "un ir ka no par ar uz tas arī kas",
        "eu": "eta da ez du dute zen izan baina ere bat",
    }.items()
}

_WORD = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"(?<!\w)\w++(?=[-‐‑](\w+))")


def language_of(text: str) -> str | None:
    """The language whose common words the text has most of; None if no language stands out.

    Used to choose a word list and for nothing else: the record's language stays what was stated.
    """
    counts = Counter(_WORD.findall(text[:20_000].casefold()))
    hits = Counter(
        {name: sum(counts[word] for word in words) for name, words in COMMON.items()}
    ).most_common(2)
    (best, most), (_, second) = hits
    return best if most >= 0.08 * counts.total() and most > 1.2 * second else None


@cache
def _list(language: str) -> tuple[Mapping[str, int], int]:
    module = load_extra("spellchecker", "collect", "tell broken words from line ends")
    frequency = module.SpellChecker(language=language).word_frequency
    return frequency.dictionary, frequency.total_words


class Evidence:
    """Frequencies of words, in a word list and in one text.

    Args:
        text: the text, line breaks and all.
        language: BCP 47 tag as stated, or None: found out.
    """

    def __init__(self, text: str, language: str | None) -> None:
        self._text = text.casefold()
        primary = language.split("-")[0] if language else language_of(text)
        self._dictionary, self._total = _list(primary) if primary in COMMON else ({}, 1)

    @property
    def has_list(self) -> bool:
        """Whether there is a word list for the language."""
        return bool(self._dictionary)

    @cached_property
    def _words(self) -> list[str]:
        return _WORD.findall(self._text)

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(self._words)

    @cached_property
    def _pairs(self) -> Counter[tuple[str, str]]:
        return Counter(pairwise(self._words))

    @cached_property
    def _hyphenated(self) -> Counter[tuple[str, str]]:
        return Counter((m.group(), m.group(1)) for m in _HYPHENATED.finditer(self._text))

    def listed(self, word: str) -> float:
        """Share of the word in the language, 0 if the list does not have it."""
        return self._dictionary.get(word.casefold(), 0) / self._total

    def share(self, word: str) -> float:
        """Share of the word in this text."""
        return self._counts[word.casefold()] / max(1, len(self._words))

    def pair_share(self, left: str, right: str) -> float:
        """Share in this text of the two words side by side, the one place in question left out."""
        count = self._pairs[left.casefold(), right.casefold()] - 1
        return max(0, count) / max(1, len(self._words))

    def occurs(self, word: str) -> int:
        """How often the word stands in this text."""
        return self._counts[word.casefold()]

    def hyphenated(self, left: str, right: str) -> int:
        """How often left-right stands within a line of this text."""
        return self._hyphenated[left.casefold(), right.casefold()]
