"""Finding the words an annotator wrote in a text: whole, in brackets within their context, or cut.

Three ways to write a span, all of them words of the text:

- `played down`: the words;
- `the [shelling] of Velmo`: the span in square brackets, with what stands around it;
- `the garrison … before winter`: the first and the last words of a long span.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from stancebank.record import Span
from stancebank.sentences import sentence_at
from stancebank.span import AnchorError, nearest_form, occurrences, shorten

Stretch = tuple[int, int]
"""Start and end in code points, half-open."""

CUT = " … "
"""Stands for the middle of a long span."""

MAX_CUT = 2_000
"""Code points that a cut span may be long: with more, its ends do not belong together."""

_BRACKETS = re.compile(r"([^\[\]]*)\[([^\[\]]+)\]([^\[\]]*)")


def candidates(text: str, written: str) -> list[Stretch]:
    """All stretches of a text that written words may mean, in order; whole words before parts.

    Raises:
        AnchorError: there is none; the message tells what to do.
    """
    if not written.strip():
        raise AnchorError("an empty span marks nothing: give the words as they stand in the text")
    before = inner = after = ""
    if written in text:
        inner = written
    elif match := _BRACKETS.fullmatch(written):
        before, inner, after = match.groups()
    else:
        inner = written
    found = [
        (start + len(before), end - len(after))
        for start, end in _stretches(text, before, inner, after)
    ]
    if not found:
        raise AnchorError(f"“{shorten(written)}”: {_remedy(text, before, inner, after)}")
    whole = [one for one in found if _whole_words(text, *one)]
    return whole or found


def _stretches(text: str, before: str, inner: str, after: str) -> list[Stretch]:
    """Stretches of the words with their context, cut or not."""
    if CUT not in inner or before + inner + after in text:
        words = before + inner + after
        return [(at, at + len(words)) for at in occurrences(text, words)]
    head, *middle, tail = (part.strip() for part in inner.split(CUT))
    found = []
    for start in occurrences(text, before + head):
        at: int = start + len(before + head)
        for part in middle:
            at = text.find(part, at) + len(part) if part in text[at:] else len(text)
        end = text.find(tail + after, at)
        if 0 <= end < start + MAX_CUT:
            found.append((start, end + len(tail + after)))
    return found


def _remedy(text: str, before: str, inner: str, after: str) -> str:
    if CUT in inner:
        absent = [part for part in inner.split(CUT) if part.strip() not in text]
        what = f"“{shorten(absent[0])}” is not in the text" if absent else "its parts are too far"
        return f"{what}: give the first and last words exactly as they stand there"
    if inner in text:
        return "these words stand in the text, but not with this around them: copy both exactly"
    return f"does not occur in the text: {nearest_form(text, inner)}"


def _whole_words(text: str, start: int, end: int) -> bool:
    left = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    right = end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    return left and right


def place(
    text: str,
    written: str,
    scopes: Sequence[Sequence[Stretch]] = (),
    near: Stretch | None = None,
    avoid: Sequence[Stretch] = (),
) -> Span:
    """The span that written words mean.

    Of several candidates those in the first scope that has any are looked at; of these the only
    one is taken, else, if `near` is given, the one next to it.

    Args:
        text: the article's text.
        written: the words as an annotator wrote them.
        scopes: stretches to look in, the narrowest first; the whole text comes last by itself.
        near: what the span belongs to, such as the content of a source.
        avoid: stretches that a candidate is taken in only if there is no other.

    Raises:
        AnchorError: absent, or more than one place is left.
    """
    found = candidates(text, written)
    if len(found) > 1 and avoid:
        found = [one for one in found if not _inside(one, avoid)] or found
    for scope in scopes:
        if len(found) > 1:
            found = [one for one in found if _inside(one, scope)] or found
    if len(found) > 1 and near is not None:
        nearest = min(_gap(one, near) for one in found)
        found = [one for one in found if _gap(one, near) == nearest]
    if len(found) > 1:
        places = ", ".join(
            f"“{shorten(text[max(0, a - 20) : b + 20], 60)}” at {a}" for a, b in found[:3]
        )
        raise AnchorError(
            f"“{shorten(written)}” occurs {len(found)} times ({places}): write a little of what "
            "stands around it, with the span in [square brackets]"
        )
    ((start, end),) = found
    return Span(start=start, end=end, text=text[start:end])


def sentences_of(text: str, spans: Sequence[Span]) -> list[Stretch]:
    """The sentences that spans stand in."""
    return [sentence_at(text, one.start, one.end) for one in spans]


def paragraphs_of(text: str, spans: Sequence[Span]) -> list[Stretch]:
    """The paragraphs that spans stand in."""
    found = []
    for one in spans:
        first, last = text.rfind("\n\n", 0, one.start), text.find("\n\n", one.end)
        found.append((first + 2 if first >= 0 else 0, last if last >= 0 else len(text)))
    return found


def _inside(one: Stretch, scope: Sequence[Stretch]) -> bool:
    return any(start <= one[0] and one[1] <= end for start, end in scope)


def _gap(one: Stretch, other: Stretch) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)
