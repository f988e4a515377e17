"""Sentences around an event's trigger."""

from __future__ import annotations

import pytest

from stancebank.sentences import sentence_at

TEXT = (
    "The guns fell silent. Gen. Brisk spoke to Col. A. Lind at 6 p.m. on Monday. "
    "“No truce,” he said. “Never!” They met again.\n\nA new day… began. It cost 3.5 million."
)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("silent", "The guns fell silent."),
        ("spoke", "Gen. Brisk spoke to Col. A. Lind at 6 p.m. on Monday."),
        ("truce", "“No truce,” he said."),
        ("Never", "“Never!”"),
        ("met", "They met again."),
        ("began", "A new day… began."),
        ("million", "It cost 3.5 million."),
    ],
)
def test_the_sentence_of_a_word(word: str, sentence: str) -> None:
    at = TEXT.index(word)
    start, end = sentence_at(TEXT, at, at + len(word))
    assert TEXT[start:end] == sentence


def test_a_span_over_two_sentences_gets_both() -> None:
    start, end = sentence_at(TEXT, TEXT.index("silent"), TEXT.index("spoke"))
    assert TEXT[start:end].startswith("The guns") and TEXT[start:end].endswith("Monday.")


@pytest.mark.parametrize(
    "text",
    [
        "Brisk said no.|The Front left.",
        "They met in Jan.|Nobody came.",
        "It began at 5 p.m.|The Front left.",
        "It ended at 5 a.m.|“Enough,” he said.",
        "Law No. 12 holds.|It was signed on Jan. 5 at noon.",
        "They meet at 5 p.m. Monday in Halva.|At 6 p.m. GMT they left, at 7 p.m. Kyiv time he did.",
    ],
)
def test_abbreviations_that_are_words_or_end_sentences(text: str) -> None:
    first, second = text.split("|")
    whole = f"{first} {second}"
    assert sentence_at(whole, 0, 3) == (0, len(first))
    assert sentence_at(whole, len(whole) - 4, len(whole)) == (len(first) + 1, len(whole))
