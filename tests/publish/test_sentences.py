"""Sentences around an event's trigger."""

from __future__ import annotations

import pytest

from stancebank.publish.sentences import sentence_at

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
