"""What is judged, its source and its target, pointed out in the text around it."""

from __future__ import annotations

import re

MARKS = ("[Q]", "[/Q]", "[S]", "[/S]", "[T]", "[/T]")
"""Put around what is judged, source and target; tokenizers learn them as single tokens."""

GAP = " … "
"""Stands between the pieces of a text that was interrupted, see :mod:`stancebank.publish.rows`."""

Stretch = tuple[int, int]


def pieces(text: str, context: str) -> list[Stretch]:
    """Where a context has the pieces of a text, in order; none if it lacks one."""
    found, at = [], 0
    for piece in text.split(GAP):
        start = context.find(piece, at)
        if start < 0:
            return []
        at = start + len(piece)
        found.append((start, at))
    return found


def mention(text: str, name: str, near: list[Stretch]) -> Stretch | None:
    """Where a text names somebody: the whole name, else its last word if it has a capital.

    A mention inside what is judged is preferred to one around it.
    """
    if not name:
        return None
    for form in (name, name.split()[-1]):
        if form == name or (len(form) > 2 and form[0].isupper()):
            found = [one.span() for one in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text)]
            inside = [one for one in found if any(a <= one[0] and one[1] <= b for a, b in near)]
            if found:
                return (inside or found)[0]
    return None


def marked(text: str, context: str, source: str, target: str) -> str:
    """The context with text, source and target marked where it has them.

    A text that is all of its context is not marked; one that is not in it is put before it.
    """
    judged = [] if text == context or not context else pieces(text, context)
    if context and text != context and not judged:
        judged, context = [(0, len(text))], f"{text} {context}"
    whole = context or text
    spans = [(0, one) for one in judged]
    named, asked = (mention(whole, name, judged) for name in (source, target))
    if named is not None:
        spans.append((2, named))
    # Of two that touch only the source is marked.
    if asked and not (named and named[0] < asked[1] and asked[0] < named[1]):
        spans.append((4, asked))
    marks = []
    for kind, (start, end) in spans:
        # At one place what closes comes first, then what opens the longer stretch.
        marks += [(start, 1 + kind, f"{MARKS[kind]} "), (end, -kind, f" {MARKS[kind + 1]}")]
    for place, _, mark in sorted(marks, reverse=True):
        whole = whole[:place] + mark + whole[place:]
    return whole
