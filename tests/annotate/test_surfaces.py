"""Words find their place in a text, or say why they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebank.annotate.surfaces import candidates, place
from stancebank.span import AnchorError

TEXT = (
    "The army said it would leave Velmo. Brisk said the army had said so before.\n\n"
    "In Tarsk [sic] nobody said a word; the rearmy, he said, was a joke."
)


def test_one_place_is_taken() -> None:
    span = place(TEXT, "leave Velmo")
    assert TEXT[span.start : span.end] == span.text == "leave Velmo"


def test_brackets_mark_the_span_inside_its_context() -> None:
    span = place(TEXT, "Brisk [said] the army")
    assert (span.text, span.start) == ("said", TEXT.index("said the army"))


def test_brackets_of_the_text_itself_are_words() -> None:
    assert place(TEXT, "Tarsk [sic] nobody").text == "Tarsk [sic] nobody"


def test_a_cut_span_goes_from_its_first_to_its_last_words() -> None:
    assert place(TEXT, "The army … Velmo").text == "The army said it would leave Velmo"


def test_whole_words_come_before_parts_of_words() -> None:
    assert candidates(TEXT, "army") == [(4, 8), (51, 55)]
    assert candidates(TEXT, "rmy") != []


def test_the_narrowest_scope_with_a_candidate_decides_then_nearness() -> None:
    second = TEXT.index("Brisk said")
    sentence = [(second, TEXT.index("\n\n"))]
    assert place(TEXT, "said", [sentence], near=(second, second + 5)).start == second + 6
    with pytest.raises(AnchorError, match=r"occurs 2 times .* \[square brackets\]"):
        place(TEXT, "said", [sentence])


def test_what_is_to_be_avoided_is_taken_only_if_there_is_nothing_else() -> None:
    first = TEXT.index("army said") + 5
    rest = [(first + 4, len(TEXT))]
    assert place(TEXT, "said", avoid=rest).start == first
    assert place(TEXT, "leave", avoid=[(0, len(TEXT))]).text == "leave"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("  ", "empty span"),
        ("leave velmo", "the text has “leave Velmo”"),
        ("The army … Brenholt", "“Brenholt” is not in the text"),
        ("Ostrel [said] it", "not with this around them"),
    ],
)
def test_absent_words_tell_the_remedy(written: str, told: str) -> None:
    with pytest.raises(AnchorError, match=told):
        place(TEXT, written)


@given(st.data())
def test_any_span_is_found_again_by_itself_with_enough_context(data: st.DataObject) -> None:
    text = data.draw(st.text("ab “”é\n", min_size=1, max_size=40))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip():
        return
    assert (start, end) in candidates(text, text[start:end]) or any(
        text[a:b] == text[start:end] for a, b in candidates(text, text[start:end])
    )
    whole = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    span = place(text, whole)
    assert (span.start, span.end) == (start, end)
