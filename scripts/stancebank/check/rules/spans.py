"""SB206–SB209: where spans may begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stancebank.check.context import Context, Subject, pointer_of
from stancebank.check.finding import Problem
from stancebank.check.rule import rule
from stancebank.record import Span
from stancebank.span import OffsetMap, shorten

# UTF-8 bytes that begin no joining character: ASCII, continuations, and leads up to U+02FF.
_HARMLESS_LEADS = bytes(range(0xCC))

# Characters that can make a grapheme of several code points: marks, joiners, selectors, flags,
# skin tones, conjoining jamo. A text without any needs no grapheme boundaries.
_JOINING = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e"
    "\u1100-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u200d\u20d0-\u20ff\ufe00-\ufe2f"
    "\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)


@rule(
    "SB206",
    "spans-out-of-order",
    scope="record",
    summary="The parts of a content, evidence or condition overlap or are out of order.",
    rationale="Parts are joined in reading order; an overlap would repeat words.",
    wrong='"content": [{"start": 10, "end": 20, …}, {"start": 15, "end": 30, …}]',
    right='"content": [{"start": 10, "end": 20, …}, {"start": 25, "end": 30, …}]',
)
def spans_out_of_order(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every part that begins before the one before it ends."""
    for at, statement in enumerate(subject.statements):
        if len(statement.content) > 1:
            yield from _order(statement.content, f"/statements/{at}/content")
    for at, stance in enumerate(subject.stances):
        if len(stance.evidence) > 1:
            yield from _order(stance.evidence, f"/stances/{at}/evidence")
        if len(stance.condition) > 1:
            yield from _order(stance.condition, f"/stances/{at}/condition")


def _order(spans: list[Span], pointer: str) -> Iterator[Problem]:
    for number in range(1, len(spans)):
        if spans[number].start < spans[number - 1].end:
            yield Problem(
                f"this part begins at {spans[number].start}, before the last one ends, at "
                f"{spans[number - 1].end}",
                "sort the parts by their place in the text and merge those that overlap",
                f"{pointer}/{number}",
            )


@rule(
    "SB207",
    "span-white-space",
    scope="record",
    fixable=True,
    summary="A span begins or ends with white space.",
    rationale="Two annotators must come to the same span; white space at its ends means nothing.",
    wrong='{"start": 19, "end": 31, "text": " played down"}',
    right='{"start": 20, "end": 31, "text": "played down"}',
)
def span_white_space(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every span with white space at an end."""
    for found in subject.spans:
        text = found[0].text
        if text != text.strip():
            there = subject.text is not None and _slices(found[0], subject.text)
            yield Problem(
                f"the span “{shorten(text)}” begins or ends with white space",
                "leave it out, offsets included: `stancebank validate --fix` does",
                f"{pointer_of(found)}/text",
                fixable=there and bool(text.strip()),
            )


def _slices(span: Span, text: str) -> bool:
    return text[span.start : span.end] == span.text


@rule(
    "SB208",
    "span-splits-word",
    scope="record",
    summary="A span begins or ends inside a word.",
    rationale="Spans are whole words (codebook, X2); half a word is nearly always a slip.",
    wrong="the span “spoke” of “spokesman”",
    right="the span “spokesman”, or “spoke” where it stands alone",
)
def span_splits_word(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every span with a letter or digit on both sides of an end."""
    text = subject.text or ""
    size = len(text)
    for found in subject.fitting:
        start, end = found[0].start, found[0].end
        # Two characters that are both alphanumeric: a word goes on over the end of the span. Most
        # spans stand between spaces, which is the quickest thing to see.
        before = (
            0 < start < size and text[start - 1] != " " and text[start - 1 : start + 1].isalnum()
        )
        after = 0 < end < size and text[end] != " " and text[end - 1 : end + 1].isalnum()
        if (before or after) and start < end <= size:
            around = shorten(text[max(start - 8, 0) : end + 8])
            yield Problem(
                f"the span “{shorten(found[0].text)}” cuts a word in two: “…{around}…”",
                "mark whole words; if the words stand alone elsewhere, add a prefix or suffix",
                f"{pointer_of(found)}/text",
            )


@rule(
    "SB209",
    "span-splits-grapheme",
    scope="record",
    summary="A span begins or ends inside what a reader sees as one character.",
    rationale="An emoji, a flag or a letter with its accents may be several code points; half of "
    "one cannot be shown or anchored by other tools.",
    wrong="a span that ends between the two halves of a flag",
    right="a span that holds the whole flag or none of it",
)
def span_splits_grapheme(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every span with an end inside a grapheme cluster (Unicode Standard Annex 29)."""
    if subject.text is None or not _may_join(subject.text):
        return
    graphemes = OffsetMap(subject.text, "grapheme")
    for found in subject.fitting:
        try:
            graphemes.from_code_point(found[0].start)
            graphemes.from_code_point(found[0].end)
        except ValueError as error:
            yield Problem(
                f"the span “{shorten(found[0].text)}” cuts a character in two: {error}",
                "move its end before or after the whole character",
                pointer_of(found),
            )


def _may_join(text: str) -> bool:
    """Whether a text has a character that can join others to one grapheme.

    Nearly all texts have none; bytes tell that many times faster than a search by code points.
    """
    raw = text.encode()
    leads = raw.translate(None, _HARMLESS_LEADS)
    # Curly marks and dashes begin with E2; of that lead only these two sequences can join.
    if not leads.strip(b"\xe2") and b"\xe2\x80\x8d" not in raw and b"\xe2\x83" not in raw:
        return False
    return _JOINING.search(text) is not None
