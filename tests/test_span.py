"""Anchoring, and the maps between code points and other units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebank.span import AnchorError, OffsetMap, anchor, occurrences

TEXT = "Varenia said no. “We said no,” Lind said. 👩🏽‍🚒 Café\u0301 🇺🇳."
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


def test_a_surface_that_occurs_once_is_anchored() -> None:
    span = anchor(TEXT, "Lind")
    assert (span.start, span.end) == (31, 35)
    assert TEXT[span.start : span.end] == "Lind"


def test_prefix_and_suffix_choose_among_occurrences() -> None:
    assert anchor(TEXT, "said", prefix="We ").start == 21
    assert anchor(TEXT, "said", suffix=".").start == 36


@pytest.mark.parametrize(
    ("surface", "prefix", "told"),
    [
        ("said", "", "occurs 3 times (at 8, 21, 36): add a prefix or suffix"),
        ("Brisk", "", "does not occur in the text"),
        ("Lind", "Mr ", "not between this prefix and suffix"),
        ('"We said no,"', "", "the text has ““We said no,””: copy it exactly"),
        ("", "", "empty surface"),
    ],
)
def test_what_cannot_be_anchored_says_why_and_what_to_do(
    surface: str, prefix: str, told: str
) -> None:
    with pytest.raises(AnchorError) as error:
        anchor(TEXT, surface, prefix)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


@given(TEXTS, st.data())
def test_any_slice_with_all_its_surroundings_is_anchored_where_it_was(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if start == end:
        return
    span = anchor(text, text[start:end], text[:start], text[end:])
    assert (span.start, span.end, span.text) == (start, end, text[start:end])


@given(st.text("ab", max_size=20), st.text("ab", min_size=1, max_size=3))
def test_occurrences_finds_all_overlapping_ones(text: str, surface: str) -> None:
    expected = [at for at in range(len(text)) if text.startswith(surface, at)]
    assert occurrences(text, surface) == expected


@given(TEXTS)
def test_utf16_and_utf8_maps_agree_with_python_and_come_back(text: str) -> None:
    utf16, utf8 = OffsetMap(text, "utf16"), OffsetMap(text, "utf8")
    for at in range(len(text) + 1):
        assert utf16.from_code_point(at) == len(text[:at].encode("utf-16-le")) // 2
        assert utf8.from_code_point(at) == len(text[:at].encode("utf-8"))
        assert utf16.to_code_point(utf16.from_code_point(at)) == at
        assert utf8.to_code_point(utf8.from_code_point(at)) == at


def test_an_emoji_family_a_flag_and_an_accent_are_one_grapheme_each() -> None:
    text = "👩🏽‍🚒🇺🇳e\u0301!"
    graphemes = OffsetMap(text, "grapheme")
    assert [graphemes.to_code_point(at) for at in range(5)] == [0, 4, 6, 8, 9]
    assert graphemes.from_code_point(6) == 2


@pytest.mark.parametrize(
    ("unit", "offset"), [("utf16", 1), ("utf16", 99), ("utf8", 2), ("utf8", -1), ("grapheme", 9)]
)
def test_offsets_outside_or_inside_a_character_are_refused(unit: str, offset: int) -> None:
    with pytest.raises(ValueError, match="offset"):
        OffsetMap("👍🏽", unit).to_code_point(offset)  # type: ignore[arg-type]
