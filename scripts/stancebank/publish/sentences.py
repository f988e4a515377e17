"""Sentences of a paragraph by offset: small, fast and dependency-free, for showing an event.

A sentence ends at . ! ? or … with any closing quotation marks and brackets, before white space and
what can begin a sentence, unless the full stop belongs to an abbreviation or an initial.
"""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…]+[”’»\"')\]]*(?=\s+[“‘«\"'(\[]*[^\W_a-z])")
_ABBREVIATIONS = """
    mr mrs ms dr prof gen col lt sgt capt cmdr adm maj brig sen rep gov pres st no vs etc
    jan feb mar apr jun jul aug sep sept oct nov dec ltd inc co corp u.s u.k u.n e.g i.e a.m p.m
"""


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """(start, end) of the sentence or sentences around a span, within its paragraph(s)."""
    first = text.rfind("\n\n", 0, start)
    first = 0 if first < 0 else first + 2
    last = text.find("\n\n", end)
    last = len(text) if last < 0 else last
    for match in _END.finditer(text, first, last):
        if _is_abbreviation(text, first, match):
            continue
        if match.end() <= start:
            first = match.end() + 1
        elif match.end() >= end:
            return first, match.end()
    return first, last


def _is_abbreviation(text: str, first: int, match: re.Match[str]) -> bool:
    if match.group() != ".":
        return False
    words = text[first : match.start()].split()
    word = words[-1].lstrip("“‘«\"'([") if words else ""
    return word.lower() in _ABBREVIATIONS.split() or (len(word) == 1 and word.isupper())
