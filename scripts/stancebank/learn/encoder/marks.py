"""Source and target pointed out in a text."""

from __future__ import annotations

import re

MARKS = ("[S]", "[/S]", "[T]", "[/T]")
"""Put around source and target; tokenizers learn them as single tokens."""


def mention(text: str, name: str) -> tuple[int, int] | None:
    """Where a text names somebody: the whole name, else its last word if it has a capital."""
    if not name:
        return None
    for form in (name, name.split()[-1]):
        if form == name or (len(form) > 2 and form[0].isupper()):
            found = re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text)
            if found:
                return found.span()
    return None


def marked(text: str, source: str, target: str) -> str:
    """The text with source and target marked where it names them."""
    places = []
    for name, opening, closing in ((source, *MARKS[:2]), (target, *MARKS[2:])):
        found = mention(text, name)
        if found:
            places.append((*found, opening, closing))
    # From the end, so that earlier places stay right; of two that cross the later is left out.
    places.sort(reverse=True)
    if len(places) == 2 and places[1][1] > places[0][0]:
        places.pop(0)
    for start, end, opening, closing in places:
        text = f"{text[:start]}{opening} {text[start:end]} {closing}{text[end:]}"
    return text
