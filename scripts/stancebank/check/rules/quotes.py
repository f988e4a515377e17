"""SB21x: content, source and cue of a statement, and its quotation marks."""

from __future__ import annotations

from collections.abc import Iterator

from stancebank.check.context import Context, Subject
from stancebank.check.finding import Problem
from stancebank.check.rule import rule
from stancebank.record import Span, Statement

OPENING, CLOSING = "“«„\"‘'‹", "”»“\"’'›"
DOUBLE = '“”«»„"'
"""Marks that are never an apostrophe."""

MARKS = frozenset(DOUBLE + "‘")

LABELLED_SPEECH = ("interview", "briefing", "live_blog")
"""Genres in which words under a speaker's label are direct without marks (codebook, S16)."""


@rule(
    "SB210",
    "direct-outside-quotes",
    scope="record",
    summary="A direct statement has content that does not stand between quotation marks.",
    rationale="direct means: all content words stand in quotation marks, and the outer marks lie "
    "outside the span (codebook, S3 and S4). In interviews, briefings and live blogs words under a "
    "speaker's label may do without.",
    wrong="[“No truce,”] said Brisk: the marks inside the span; or mode direct without marks",
    right="“[No truce,]” said Brisk",
)
def direct_outside_quotes(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every part of a direct content without a mark before and after its quotation."""
    article, text = subject.article, subject.text
    if article is None or text is None or article.genre in LABELLED_SPEECH:
        return
    for at, statement in enumerate(subject.statements):
        if statement.mode != "direct":
            continue
        for number, span in enumerate(statement.content):
            misfit = text[span.start : span.end] != span.text
            if misfit or _is_marked(text, span.start, span.end):
                continue
            inside = span.text[:1] in OPENING or span.text[-1:] in CLOSING
            yield Problem(
                "the quotation marks are inside the content span"
                if inside
                else "this content is not between quotation marks, though the mode is direct",
                "leave the outer marks out of the span"
                if inside
                else "use mode mixed or indirect, or move the span",
                f"/statements/{at}/content/{number}/text",
            )


def _is_marked(text: str, start: int, end: int) -> bool:
    """Whether a quotation opens right before the span, or earlier in its paragraph, and closes."""
    if text[start - 1 : start] in OPENING and start > 0:
        opened = True
    else:
        paragraph = text[text.rfind("\n\n", 0, start) + 1 : start]
        opened = _is_open(paragraph)
    after = text[end : end + 1]
    # A quotation over several paragraphs closes only the last of them.
    closed = after in CLOSING or after == "\n" or _closes(text[end : end + 400])
    return opened and bool(after) and closed


def _is_open(before: str) -> bool:
    """Whether a double quotation is open at the end of a stretch of text."""
    if '"' in before:
        return before.count('"') % 2 == 1
    return before.rfind("“") > before.rfind("”") or before.rfind("«") > before.rfind("»")


def _closes(after: str) -> bool:
    """Whether the next double mark after a span is a closing one, within its paragraph."""
    stretch = after.split("\n\n", 1)[0]
    marks = [mark for mark in stretch if mark in DOUBLE]
    return bool(marks) and marks[0] in '”»"'


@rule(
    "SB211",
    "source-or-cue-in-content",
    scope="record",
    summary="A statement's source or cue overlaps its own content.",
    rationale="Source and cue report the speaking; the content is what was said. A word cannot be "
    "both for one statement.",
    wrong="content [Brisk said the bridge was lost] with cue [said]",
    right="source [Brisk], cue [said], content [the bridge was lost]",
)
def source_or_cue_in_content(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every source and cue that shares code points with a part of the content."""
    for at, statement in enumerate(subject.statements):
        for name, span in (("source", statement.source), ("cue", statement.cue)):
            if span is not None and _overlaps(span, statement.content):
                yield Problem(
                    f"the {name} “{span.text}” lies inside the statement's own content",
                    f"cut the content so that the {name} is outside, in two parts if need be",
                    f"/statements/{at}/{name}",
                )


def _overlaps(span: Span, parts: list[Span]) -> bool:
    for part in parts:  # noqa: SIM110  (a generator would cost more than the comparison)
        if span.start < part.end and part.start < span.end:
            return True
    return False


@rule(
    "SB212",
    "mode-against-quotes",
    scope="record",
    severity="warning",
    summary="A statement is indirect with quoted words in it, or mixed without any.",
    rationale="mixed is an indirect clause with quoted words in it, be it one; indirect has none "
    "(codebook, S3). Quotation marks round a name or an inner quotation may be right all the same.",
    wrong="mode indirect: he believes this is a “repositioning”",
    right="mode mixed: he believes this is a “repositioning”",
)
def mode_against_quotes(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every indirect or mixed statement whose marks say otherwise."""
    children = {statement.parent for statement in subject.statements}
    for at, statement in enumerate(subject.statements):
        quoted = _has_marks(statement)
        if statement.mode == "indirect" and quoted and statement.id not in children:
            found, hint = "an indirect statement has quoted words in it", "use mode mixed"
        elif statement.mode == "mixed" and not quoted and not _touches_marks(statement, subject):
            found, hint = "a mixed statement has no quoted words in it", "use mode indirect"
        else:
            continue
        yield Problem(found, hint, f"/statements/{at}/mode")


def _has_marks(statement: Statement) -> bool:
    for span in statement.content:  # noqa: SIM110
        if not MARKS.isdisjoint(span.text):
            return True
    return False


def _touches_marks(statement: Statement, subject: Subject) -> bool:
    """Whether a mark stands right beside a part: then that part may be the quoted one."""
    text = subject.article.text if subject.article is not None else ""
    return any(
        text[max(span.start - 1, 0) : span.start] in tuple(OPENING)
        or text[span.end : span.end + 1] in tuple(CLOSING)
        for span in statement.content
    )
