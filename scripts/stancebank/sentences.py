"""Sentences of a paragraph by offset: small, fast and dependency-free, for showing an event.

A sentence ends at . ! ? or … with any closing quotation marks and brackets, before white space and
what can begin a sentence, unless the full stop belongs to an abbreviation or an initial.
"""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…]+[”’»\"')\]]*(?=\s+[“‘«\"'(\[]*[^\W_a-z])")
_ABBREVIATIONS = """
    mr mrs ms dr prof gen col lt sgt capt cmdr adm maj brig sen rep gov pres st vs etc
    ltd inc co corp u.s u.k u.n e.g i.e
"""
_MONTHS = "jan feb mar apr jun jul aug sep sept oct nov dec"
_HOURS = "a.m p.m"
# After an hour these go on with the time, whatever else has a capital begins a sentence.
_TIME = re.compile(
    r"\s+(?:[0-9]|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb)(?:\.|uary)|Mar(?:\.|ch)"
    r"|Apr(?:\.|il)|May [0-9]|June?\b|July?\b|Aug(?:\.|ust)|(?:Sept?|Oct|Nov|Dec)(?:\.|\w*ber)"
    r"|(?:GMT|UTC|[CEMP][SD]?T|CEST|EEST|BST|MSK)\b|\w+ [Tt]ime\b)"
)


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
    after = text[match.end() :][:40]
    digit = after.lstrip()[:1].isdigit()
    match word.lower():
        case "no":
            return digit
        case month if month in _MONTHS.split():
            # “5 Jan. President Dovek said” and “on 5 Jan. The Front” read alike: two sentences
            # shown as one do less harm than one shown by half.
            return digit or (len(words) > 1 and words[-2][-1].isdigit())
        case hour if hour in _HOURS.split():
            return _TIME.match(after) is not None
        case other:
            return other in _ABBREVIATIONS.split() or (len(word) == 1 and word.isupper())
