"""SB20x: the text, its hash, and that every span is what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import is_normalized

from stancebank.check.context import Context, Subject, pointer_of
from stancebank.check.finding import Problem
from stancebank.check.rule import rule
from stancebank.record import Article, Span, sha256
from stancebank.span import nearest_form, occurrences, shorten

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_BREAKS = re.compile(r"(?<!\n)\n(?!\n)|\n\n\n")
LONG = 40
"""A surface longer than this is shown around its first difference only."""

_BY_NORMALIZE = "never edit the text by hand: run `stancebank normalize` on the raw article"


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
    """Every kind of departure from normal form, each once."""
    if not isinstance(subject.record, Article):
        return
    text = subject.record.text
    if text != text.strip():
        yield Problem("the text begins or ends with white space", _BY_NORMALIZE, "/text")
    if not is_normalized("NFC", text):
        yield Problem("the text is not in Unicode normal form NFC", _BY_NORMALIZE, "/text")
    # Two quick looks first: most texts have nothing that would need the slow ones.
    plain = text.replace("\n", " ").isprintable()
    if not plain and (match := _CONTROL.search(text)) is not None:
        found = f"the text has the control character U+{ord(match[0]):04X} at {match.start()}"
        yield Problem(found, _BY_NORMALIZE, "/text")
    even = text.count("\n") == 2 * text.count("\n\n") and "\n\n\n" not in text
    if not even and (match := _BREAKS.search(text)) is not None:
        found = f"the paragraphs at {match.start()} are not parted by exactly one blank line"
        yield Problem(found, _BY_NORMALIZE, "/text")


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
    if subject.text is not None:
        return
    record = subject.record
    if isinstance(record, Article):
        yield Problem(
            f"the text was edited: its SHA-256 is {sha256(record.text)[:12]}…, not "
            f"{record.text_sha256[:12]}…",
            "restore the text from version control or from its raw article (spans are checked "
            "again then); a different text needs a new id",
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
    fixable=True,
    summary="A span's surface is not what the text has at its offsets.",
    rationale="Every span carries its words so that a slip of an offset can never go unseen. "
    "--fix sets the offsets where the words stand in the text just once.",
    wrong='{"start": 19, "end": 30, "text": "played down"}, one off',
    right='{"start": 20, "end": 31, "text": "played down"}',
)
def surface_differs(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every span of the three layers that does not slice to its surface."""
    text = subject.text or ""
    for found in subject.misfits:
        span = found[0]
        if span.start < span.end <= len(text):
            there, given = _apart(text[span.start : span.end], span.text)
            yield Problem(
                f"the text has “{there}” at {span.start}:{span.end}, not “{given}”",
                _where(text, span),
                f"{pointer_of(found)}/text",
                fixable=len(occurrences(text, span.text)) == 1,
            )


def _apart(there: str, given: str) -> tuple[str, str]:
    """Two long surfaces, each cut to the stretch in which they begin to differ."""
    if len(there) <= LONG and len(given) <= LONG:
        return shorten(there), shorten(given)
    same = next((at for at, (a, b) in enumerate(zip(there, given, strict=False)) if a != b), 0)
    start = max(same - LONG // 3, 0)
    dots = "…" if start else ""
    return dots + shorten(there[start:], LONG), dots + shorten(given[start:], LONG)


def _where(text: str, span: Span) -> str:
    """Where the surface does stand, as a remedy."""
    starts = occurrences(text, span.text)
    if not starts:
        return nearest_form(text, span.text)
    near = min(starts, key=lambda start: abs(start - span.start))
    also = f", the nearest of {len(starts)} places" if len(starts) > 1 else ""
    return f"these words stand at {near}:{near + len(span.text)}{also}"


@rule(
    "SB204",
    "span-bounds",
    scope="record",
    fixable=True,
    summary="A span is empty, reversed or ends outside the text.",
    rationale="Offsets are code points, half-open: 0 <= start < end <= length of the text. --fix "
    "sets the offsets where the words stand in the text just once.",
    wrong='{"start": 31, "end": 20, "text": "played down"}',
    right='{"start": 20, "end": 31, "text": "played down"}',
)
def span_bounds(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every span whose offsets cannot slice the text."""
    text = subject.text or ""
    for found in subject.misfits:
        span = found[0]
        if not span.start < span.end <= len(text):
            yield Problem(
                f"the span {span.start}:{span.end} is not within 0:{len(text)}, start before end",
                _where(text, span),
                f"{pointer_of(found)}/start",
                fixable=len(occurrences(text, span.text)) == 1,
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
    """Every repair that does not slice to its text, or overlaps the one before it."""
    if not isinstance(subject.record, Article):
        return
    if subject.text is None:
        return
    text, last = subject.text, 0
    hint = "run `stancebank normalize` on the raw article; repairs are not written by hand"
    for at, repair in enumerate(subject.record.repairs):
        there = text[repair.start : repair.end]
        if there != repair.text or repair.end > len(text):
            yield Problem(
                f"the text has “{shorten(there)}” at {repair.start}:{repair.end}, not "
                f"“{shorten(repair.text)}”",
                hint,
                f"/repairs/{at}",
            )
        if repair.start < last:
            found = f"the repair at {repair.start} begins before the last one ends, at {last}"
            yield Problem(found, hint, f"/repairs/{at}")
        last = repair.end
