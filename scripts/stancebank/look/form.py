"""What form a collection of articles has: its sentences, and how it gives what others said.

The modes of a statement are told from quotation marks alone, so that corpora without modes can be
compared. A test holds that against our gold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from stancebank.look.variety import WORD, words_of
from stancebank.record import Span
from stancebank.sentences import sentence_at

_MARKS = re.compile(r"[“”\"]|``|''")
_OPENING = ("“", "``", '"', "''")
_CLOSING = ("”", '"', "''")


@dataclass(frozen=True)
class Form:
    """Words a sentence, and quotation marks (each “ and ” is one) per 1,000 words."""

    words_a_sentence: float
    marks_per_1000: float


@dataclass(frozen=True)
class Quoting:
    """Statements per 1,000 words, and which share of those with a mode is direct, which mixed."""

    attributions_per_1000: float
    direct: float
    mixed: float


def form_of(texts: Sequence[str]) -> Form:
    """The form of whole texts, not of a sample."""
    count = sum(len(words_of(text)) for text in texts)
    sentences = sum(len(sentences_of(text)) for text in texts)
    marks = sum(len(_MARKS.findall(text)) for text in texts)
    return Form(count / max(sentences, 1), 1000 * marks / max(count, 1))


def quoting_of(texts: Sequence[str], modes: Counter[str | None]) -> Quoting:
    """How texts give what was said.

    Args:
        texts: all that were annotated, whole.
        modes: of all their statements; None for one that has no mode.
    """
    words = sum(len(words_of(text)) for text in texts)
    told = modes.total() - modes[None]
    direct, mixed = (modes[name] / max(told, 1) for name in ("direct", "mixed"))
    return Quoting(1000 * modes.total() / max(words, 1), direct, mixed)


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


def quotations(text: str) -> list[tuple[int, int]]:
    """Where a text quotes: (start, end) between double marks, which pair within a paragraph.

    One that is not closed goes on to the end of its paragraph, as where the next one goes on with
    the quotation.
    """
    found, at = [], 0
    for paragraph in text.split("\n\n"):
        start: int | None = None
        for mark in _MARKS.finditer(paragraph):
            if start is None and mark[0] in _OPENING:
                start = mark.end()
            elif start is not None and mark[0] in _CLOSING:
                found.append((at + start, at + mark.start()))
                start = None
        if start is not None:
            found.append((at + start, at + len(paragraph)))
        at += len(paragraph) + 2
    return found


def mode_of(
    text: str, content: Sequence[Span], quoted: Sequence[tuple[int, int]]
) -> Literal["direct", "indirect", "mixed"] | None:
    """The mode of a statement by the codebook (S3): all, some or none of its words are quoted.

    A *that* which brings the content in does not count (S5). Answers under a speaker's label (S16)
    are not known as such: without marks they are indirect here, and direct in our gold.

    Args:
        text: of the article.
        content: of the statement, in order.
        quoted: what `quotations` gives for the text.

    Returns:
        None for a content without words.
    """
    words = [word for span in content for word in WORD.finditer(text, span.start, span.end)]
    if len(words) > 1 and words[0][0].lower() == "that":
        del words[0]
    inside = [any(a <= word.start() < b for a, b in quoted) for word in words]
    if not inside:
        return None
    return "direct" if all(inside) else "mixed" if any(inside) else "indirect"
