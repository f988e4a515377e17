"""Variety: what the measures mean on texts whose answer is known."""

from __future__ import annotations

import random
from collections import Counter

from stancebank.look.form import form_of, quoting_of
from stancebank.look.variety import level, opening, sample, variety_of, words_of


def test_a_template_with_other_names_shows_in_every_measure() -> None:
    names = ["Temsa", "Velmo", "Tarsk", "Ostrel", "Halva", "Ruzen", "Ambrek", "Sund"]
    template = "The mayor of {0} said on Monday that the road to {0} would open again in spring. "
    same = [template.format(name) * 5 for name in names]
    other = [" ".join(f"w{number}x{at}" for at in range(80)) for number in range(8)]
    poor, rich = variety_of(same, 600), variety_of(other, 600)
    assert poor.mattr < 0.1 < 0.9 < rich.mattr
    assert poor.distinct4 < rich.distinct4 == 1.0
    assert poor.zstd < rich.zstd
    assert poor.stock > 0.25 and rich.stock == 0.0
    assert poor.openings == 0.0


def test_openings_mask_names_and_numbers_but_not_the_first_word() -> None:
    assert opening("The mayor Dovek left.") == "the mayor X"
    assert opening("Dovek and 14 others left.") == "X and #"


def test_a_sample_has_the_words_asked_for_and_is_the_same_every_time() -> None:
    texts = [f"{name} " * 10 for name in "abcdefgh"]
    drawn = sample(texts, 25)
    assert sum(len(words_of(text)) for text in drawn) == 25
    assert drawn == sample(list(reversed(texts)), 25)


def test_articles_are_levelled_by_cutting_the_longest() -> None:
    cut = level([["a"] * 9, ["b"] * 2, ["c"] * 5], 10)
    assert sorted(map(len, cut)) == [2, 4, 4]
    assert sum(map(len, level([["a"] * 3, ["b"] * 4], 100))) == 7


def collection(articles: int) -> list[str]:
    """Texts that open in one of sixty ways, four articles in a hundred with a phrase in common."""
    rng = random.Random(articles)
    words = [f"w{number}" for number in range(5_000)]
    phrase = "as has been said of the road before. "
    return [
        f"k{rng.randrange(60)} went there. "
        + phrase * (at % 25 == 0)
        + " ".join(rng.choices(words, k=60))
        for at in range(articles)
    ]


def test_how_many_articles_a_collection_has_does_not_make_it_poorer() -> None:
    few, many = (variety_of(collection(number), 1_000, 50) for number in (50, 1_000))
    assert few.articles == many.articles == 50
    assert abs(few.openings - many.openings) < 0.1
    # The same phrase is in forty articles of the larger collection, and in two of fifty.
    assert few.stock == 0
    assert many.stock < 0.01
    assert variety_of(collection(1_000), 20_000, 1_000).stock > 0.005


def test_a_sample_says_how_much_it_has() -> None:
    found = variety_of(["one two three four"] * 5, words=100, articles=3)
    assert (found.words, found.articles) == (12, 3)


def test_empty_collections_measure_as_nothing() -> None:
    empty = variety_of([])
    assert (empty.words, empty.articles, empty.stock, empty.openings) == (0, 0, 0, 0)
    assert form_of([]).words_a_sentence == 0
    assert quoting_of([], Counter()).direct == 0
