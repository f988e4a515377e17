"""SB2xx: the text and the spans in it."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import is_normalized

from stancebank.check.context import Context, Subject, labelled_spans
from stancebank.check.finding import Problem
from stancebank.check.rule import rule
from stancebank.record import Article, Span, sha256
from stancebank.span import occurrences, shorten


@rule(
    "SB201",
    "text-form",
    scope="record",
    summary="The text is not in normal form.",
    rationale="Offsets and hashes hold only if everybody has the same text: NFC, LF, no control "
    "characters, paragraphs parted by one blank line, no outer white space.",
    wrong="“Talks began.\\r\\nThey failed.”",
    right="“Talks began.\\n\\nThey failed.”",
)
def text_form(subject: Subject, context: Context) -> Iterator[Problem]:
    """The first departure from normal form."""
    if not isinstance(subject.record, Article):
        return
    text = subject.record.text
    hint = "never edit the text by hand: run `stancebank normalize` on the raw article"
    if text != text.strip():
        yield Problem("the text begins or ends with white space", hint, "/text")
    if not is_normalized("NFC", text):
        yield Problem("the text is not in Unicode normal form NFC", hint, "/text")
    if not text.isprintable():
        for at, char in enumerate(text):
            if char != "\n" and (ord(char) < 32 or 127 <= ord(char) < 160):
                found = f"the text has the control character U+{ord(char):04X} at {at}"
                yield Problem(found, hint, "/text")
                break
    if "\n" in text.replace("\n\n", "") or "\n\n\n" in text:
        yield Problem("paragraphs are not parted by exactly one blank line", hint, "/text")


@rule(
    "SB202",
    "text-hash",
    scope="record",
    summary="text_sha256 is not the hash of the text.",
    rationale="The text is immutable once annotated; the hash proves that labels belong to it.",
    wrong="a word of `text` corrected by hand after annotation",
    right="the text as `stancebank normalize` wrote it",
)
def text_hash(subject: Subject, context: Context) -> Iterator[Problem]:
    """An article whose text was edited, or a layer made for another text."""
    record = subject.record
    if isinstance(record, Article):
        actual = sha256(record.text)
        if record.text_sha256 != actual:
            yield Problem(
                f"the text was edited: its SHA-256 is {actual[:12]}…, not "
                f"{record.text_sha256[:12]}…",
                "restore the text from version control or from its raw article; a different text "
                "needs a new id",
                "/text",
            )
    elif subject.article is not None and record.text_sha256 != subject.article.text_sha256:
        yield Problem(
            f"this layer was made for another text of {record.article}",
            "annotate the present text anew; layers are never carried over by hand",
            "/text_sha256",
        )


@rule(
    "SB203",
    "surface-differs",
    scope="record",
    summary="A span's surface is not what the text has at its offsets.",
    rationale="Every span carries its words so that a slip of an offset can never go unseen.",
    wrong='{"start": 19, "end": 30, "text": "played down"} one off',
    right='{"start": 20, "end": 31, "text": "played down"}',
)
def surface_differs(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every span of the three layers that does not slice to its surface."""
    if subject.article is None:
        return
    text = subject.article.text
    for pointer, span in labelled_spans(subject):
        if text[span.start : span.end] != span.text and span.start < span.end <= len(text):
            there = shorten(text[span.start : span.end])
            yield Problem(
                f"the text has “{there}” at {span.start}:{span.end}, not “{shorten(span.text)}”",
                _where(text, span),
                f"{pointer}/text",
            )


def _where(text: str, span: Span) -> str:
    """Where the surface does stand, as a remedy."""
    starts = occurrences(text, span.text)
    if not starts:
        return "copy the words from the text exactly, quotation marks and white space included"
    near = min(starts, key=lambda start: abs(start - span.start))
    return f"these words stand at {near}:{near + len(span.text)}"


@rule(
    "SB204",
    "span-bounds",
    scope="record",
    summary="A span is empty, reversed or ends outside the text.",
    rationale="Offsets are code points, half-open: 0 <= start < end <= length of the text.",
    wrong='{"start": 31, "end": 20, "text": "played down"}',
    right='{"start": 20, "end": 31, "text": "played down"}',
)
def span_bounds(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every span whose offsets cannot slice the text."""
    if subject.article is None:
        return
    size = len(subject.article.text)
    for pointer, span in labelled_spans(subject):
        if not 0 <= span.start < span.end <= size:
            yield Problem(
                f"the span {span.start}:{span.end} is not within 0:{size}, start before end",
                _where(subject.article.text, span),
                f"{pointer}/start",
            )


@rule(
    "SB205",
    "repair-differs",
    scope="record",
    summary="A repair does not fit the text.",
    rationale="`repairs` is the proof of what normalising changed; text[start:end] is its result.",
    wrong='{"start": 5, "end": 13, "raw": "prom\\nised", "text": "promise"}',
    right='{"start": 5, "end": 13, "raw": "prom\\nised", "text": "promised"}',
)
def repair_differs(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every repair that does not slice to its text."""
    if not isinstance(subject.record, Article):
        return
    text, last = subject.record.text, 0
    for at, repair in enumerate(subject.record.repairs):
        if repair.start < last:
            yield Problem(
                f"the repair at {repair.start} begins before the one before it ends, at {last}",
                "run `stancebank normalize` on the raw article; repairs are not written by hand",
                f"/repairs/{at}",
            )
        last = repair.end
        if text[repair.start : repair.end] != repair.text or repair.end > len(text):
            yield Problem(
                f"the text has “{shorten(text[repair.start : repair.end])}” at "
                f"{repair.start}:{repair.end}, not “{shorten(repair.text)}”",
                "run `stancebank normalize` on the raw article; repairs are not written by hand",
                f"/repairs/{at}",
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
    for name, fields in (("statements", ("content",)), ("stances", ("evidence", "condition"))):
        for at, item in enumerate(getattr(subject, name)):
            for field in fields:
                spans = getattr(item, field)
                for number in range(1, len(spans)):
                    if spans[number].start < spans[number - 1].end:
                        yield Problem(
                            f"this part begins at {spans[number].start}, before the one before it "
                            f"ends, at {spans[number - 1].end}",
                            "sort the parts by their place in the text and merge those that overlap",
                            f"/{name}/{at}/{field}/{number}",
                        )
