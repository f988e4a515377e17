"""What holds for every text: the promises, true repairs, nothing to do the second time."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import REPOSITORY
from stancebank.collect import characters
from stancebank.collect.draft import Draft, Edit, apply
from stancebank.collect.lines import Layout
from stancebank.collect.normalize import check, normalize
from stancebank.collect.reject import Reject

AWKWARD = [
    *("\n", "\r\n", "\r", "\n\n", "\u2028", "\u2029", "\f", "\v", "\x85", " ", "  ", "\t", "\xa0"),
    *(
        "\xad",
        "\u200b",
        "\u200c",
        "\u200d",
        "\ufeff",
        "\u202a",
        "\x00",
        "\x1b",
        "e\u0301",
        "\u0301",
    ),
    *("â€™", "Ã©", "’", "“", "”", "-", "‐", "–", "—", ".", "prom", "ised", "negotia-", "tions"),
    *("the", "Osk", "U.S.", "1.", "- ", "部", "。", "😀", "\U0001f3fd", "नि", "ی", "ᄀ", "ᅡ", "A"),
]
texts = st.one_of(
    st.lists(st.one_of(st.sampled_from(AWKWARD), st.text(max_size=4)), max_size=40).map("".join),
    st.lists(st.sampled_from(AWKWARD), max_size=60).map(" ".join),
    st.text(max_size=200),
).filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text))
layouts = st.sampled_from(("lines", "paragraphs", "soft"))


@settings(max_examples=400, deadline=None)
@given(texts, layouts)
def test_promises_true_repairs_and_idempotence(raw: str, layout: Layout) -> None:
    try:
        text, repairs = normalize(raw, layout)
    except Reject as reject:
        assert reject.reason == "empty"
        return
    check(text, repairs)
    for repair in repairs:
        assert text[repair.start : repair.end] == repair.text
        assert repair.raw and repair.raw in raw
    assert normalize(text, layout) == (text, [])


@settings(max_examples=300, deadline=None)
@given(texts)
def test_only_space_and_noise_is_lost(raw: str) -> None:
    """Every letter and digit of a text without mojibake and combining marks is still there."""
    plain = "".join(char for char in raw if char.isascii()).replace("\x1b[", "\x1b")
    try:
        text, _ = normalize(plain)
    except Reject:
        text = ""
    kept = [char for char in plain if char.isalnum()]
    assert [char for char in text if char.isalnum()] == kept


@settings(max_examples=300, deadline=None)
@given(
    st.text("abc", max_size=30),
    st.lists(st.lists(st.tuples(st.integers(0, 29), st.integers(1, 4), st.text("XY", max_size=3)))),
)
def test_repairs_follow_any_edits(raw: str, rounds: list[list[tuple[int, int, str]]]) -> None:
    draft = Draft.of(raw)
    for planned in rounds:
        edits, at = [], 0
        for start, length, new in sorted(planned):
            end = min(start + length, len(draft.text))
            if at <= start < end:
                edits.append(Edit(start, end, new, "control" if length % 2 else None))
                at = end
        apply(draft, edits)
    for mend in draft.mends:
        assert 0 <= mend.start <= mend.end <= len(draft.text)
        assert 0 <= mend.raw_start < mend.raw_end <= len(raw)
    assert len(draft.begins) == len(draft.ends) == len(draft.text)
    assert all(b < e for b, e in zip(draft.begins, draft.ends, strict=True))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("“Don’t sign” — ‘yet’", "“Don’t sign” — ‘yet’"),  # curly quotes stay
        ("می\u200cروند", "می\u200cروند"),  # Persian needs its ZWNJ
        ("Ver\u200ceinbarung", "Vereinbarung"),
        ("👩\u200d🚒 came", "👩\u200d🚒 came"),
        ("a\u2009b\u00a0\tc", "a b c"),
        ("one\u2028two\u2029three", "one two\n\nthree"),
        ("cafe\u0301", "café"),
    ],
)
def test_characters(raw: str, text: str) -> None:
    assert normalize(raw)[0] == text


def test_a_title_is_one_line() -> None:
    assert characters.one_line(" Talks\r\n on\u00a0the\u200b  Temsa ") == "Talks on the Temsa"


def test_a_repair_swallowed_by_a_later_one_keeps_its_raw_text() -> None:
    text, repairs = normalize("Osk had prom\u200b\nised it, the envoys said in the hall.")
    assert text.startswith("Osk had promised it")
    assert {(r.kind, r.raw, r.text) for r in repairs} == {
        ("broken_word", "prom\u200b\nised", "promised"),
        ("control", "prom\u200b\nised", "promised"),
    }


def test_ten_thousand_repairs_are_no_article() -> None:
    with pytest.raises(Reject) as caught:
        normalize("a\u200b" * 10_001)
    assert caught.value.reason == "too-damaged"


def test_the_promises_hold_without_assert() -> None:
    code = "from stancebank.collect.normalize import check; check(' loose', [])"
    done = subprocess.run(
        [sys.executable, "-O", "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(REPOSITORY / "scripts")},
    )
    assert "AssertionError: normalizing left white space around the text" in done.stderr
