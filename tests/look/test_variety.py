"""Variety and form: what the measures mean on texts whose answer is known, and on real news."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import REPOSITORY
from stancebank.look.gates import Measured, _reference
from stancebank.look.variety import form_of, opening, sample, sentences_of, variety_of, words_of

POLNEAR = REPOSITORY.parent / "shared" / "data" / "polnear" / "data" / "train" / "text"


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


def test_form_counts_each_quotation_mark_and_sentences_by_paragraph() -> None:
    text = "“We stay,” he said. She left at 5 p.m. on Monday.\n\nNobody spoke"
    assert sentences_of(text) == [
        "“We stay,” he said.",
        "She left at 5 p.m. on Monday.",
        "Nobody spoke",
    ]
    form = form_of([text])
    words = len(words_of(text))
    assert form.marks_per_1000 == pytest.approx(2000 / words)
    assert form.words_a_sentence == pytest.approx(words / 3)


def test_a_sample_has_the_words_asked_for_and_is_the_same_every_time() -> None:
    texts = [f"{name} " * 10 for name in "abcdefgh"]
    drawn = sample(texts, 25)
    assert sum(len(words_of(text)) for text in drawn) == 25
    assert drawn == sample(list(reversed(texts)), 25)


@pytest.mark.skipif(not POLNEAR.is_dir(), reason="needs PolNeAR in ../shared/data")
def test_the_figures_of_real_news_are_those_that_the_code_measures() -> None:
    texts = [path.read_text("utf-8", "replace") for path in sorted(POLNEAR.iterdir())]
    found, kept = variety_of(texts), _reference()["variety"]
    for name, value in kept.items():
        assert getattr(found, name) == pytest.approx(value, rel=0.001)


def test_empty_collections_measure_as_nothing(tmp_path: Path) -> None:
    assert variety_of([]).words == 0
    assert form_of([]).words_a_sentence == 0
    assert json.dumps(_reference()) and Measured is not None
