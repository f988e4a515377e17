"""Line breaks inside a block: which are hard wraps, which part paragraphs.

The evidence, strongest first: list items; a line that stops in the middle of a sentence and goes
on in lower case; the greedy-fill test (a program that wraps at a width puts a word on the next
line only if it does not fit); sentence-final punctuation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from stancebank.collect.draft import Draft
from stancebank.collect.reject import Reject

Layout = Literal["lines", "paragraphs", "soft"]
"""What a line break means: "lines" has to be found out (plain text), "paragraphs" a new paragraph
unless a sentence goes on (HTML blocks), "soft" a wrap, always (Markdown)."""

MAX_WRAP = 200
"""Code points. A longer line was not made by wrapping; most programs wrap at 65 to 100."""

MAX_HEADING = 100
"""Code points. A longer line without an end of sentence is a sentence that was cut, no heading."""

FILLED_SHARE = 0.6
"""Text is wrapped if at least this share of its breaks inside a sentence pass the greedy-fill test:
in wrapped text only headings fail it, in text with one line a paragraph nearly all fail."""

MIN_CUT = 5
"""Lines. Of fewer, a wrapping program makes lines of one length by chance too often."""

MAX_HEADING_WORDS = 14
"""Words. Headlines have eight on average and seldom more than a dozen."""

MAX_LINES = 100_000
"""Lines of a file: no article has more, and each costs memory."""

_SENTENCE_END = re.compile(r"[.!?…:;。！？؟۔।][\"'”’»›)\]」』]*$")
_LIST_ITEM = re.compile(r"(?:[-–—*•·▪◦‣] |\(?(?:[0-9]{1,2}[.)]|[a-z]\)) )\S")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|St|No)\.$")
# What no paragraph ends with: a title, a hyphen in a word, a comma.
_GOES_ON = re.compile(rf"{_TITLE.pattern}|\w[-‐‑]$|[,،，、]$")
_INITIAL = re.compile(r"\b[A-Z]\.$")
# What no heading ends with, and what it does not hold: these ask for a word to come, or tell.
_ASKS = re.compile(
    r"(?:^|\s)(?:a|an|the|this|these|of|to|in|on|at|by|for|from|with|without|into|after|before|"
    r"between|under|against|during|until|since|near|and|or|but|nor|than|that|which|who|whose|as|"
    r"is|are|was|were|has|have|had|said|says|told|met|his|her|its|their|our|my)$",
    re.IGNORECASE,
)
_TELLS = re.compile(r"[,.!?…][\"'”’»›]|[.!?…] ")
# Words that have a capital only where a sentence begins.
_OPENS = re.compile(
    r"[\"'“‘«(\[]*(?:The|A|An|This|That|These|Those|He|She|It|They|We|There|In|On|At|By|For|From|"
    r"With|After|Before|As|If|When|While|But|And|Both|Some|Most|No|Its|Their|His|Her)\s"
)
_CJK = re.compile(r"[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a draft without the space around it; `raw` is its length in the raw text, with it.

    `indent` and `open_end` tell whether white space stood before and after it in the raw text.
    """

    start: int
    end: int
    text: str
    raw: int
    indent: int
    open_end: bool


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a block. `filled`: it passes the greedy-fill test."""

    left: Line
    right: Line
    wrap: bool
    filled: bool


def breaks(draft: Draft, layout: Layout) -> list[Break]:
    """Every line break that is not beside a blank line, in order.

    Raises:
        Reject: too-large, more than MAX_LINES lines.
    """
    if draft.text.count("\n") > MAX_LINES:
        raise Reject("too-large", f"more than {MAX_LINES:,} lines: give one file an article")
    blocks = [block for block in _blocks(draft) if len(block) > 1]
    width = _width([pair for block in blocks for pair in pairwise(block)])
    found: list[Break] = []
    for block in blocks:
        # A block of some length speaks for itself: a mail quoted in a page has its own width.
        own = _width(list(pairwise(block))) if len(block) > 5 else width
        found += _block_breaks(block, own or width, layout)
    return found


def _blocks(draft: Draft) -> Iterator[list[Line]]:
    block: list[Line] = []
    at = 0
    for line in draft.text.split("\n"):
        text = line.strip(" ")
        if text:
            start = at + line.index(text[0])
            block.append(
                Line(
                    start,
                    start + len(text),
                    text,
                    draft.raw_length(at, at + len(line)),
                    start - at,
                    len(line.rstrip(" ")) < len(line),
                )
            )
        elif block:
            yield block
            block = []
        at += len(line) + 1
    if block:
        yield block


def _first_word(text: str) -> int:
    """Length of what a wrapping program would have had to fit in: a word, or one CJK character."""
    return 1 if _CJK.match(text) else len(text.split(" ", 1)[0])


def _fills(left: Line, right: Line, width: int) -> bool:
    gap = 0 if _CJK.match(right.text) else 1
    return left.raw <= width < left.raw + gap + _first_word(right.text)


def _width(pairs: list[tuple[Line, Line]]) -> int | None:
    """The width at which most breaks inside a sentence pass the greedy-fill test, if there is one.

    The longest line decides, unless a few (headings, addresses) stick out.
    """
    counts = Counter(left.raw for left, _ in pairs)
    inside = [pair for pair in pairs if not _ended(pair[0].text)]
    longer = 0
    for width in sorted(counts, reverse=True)[:40]:
        if longer > max(1, len(pairs) // 10):
            break
        longer += counts[width]
        if width > MAX_WRAP:
            continue
        tested = [pair for pair in inside if pair[0].raw <= width]
        filled = sum(_fills(left, right, width) for left, right in tested)
        # At least two breaks must agree; the longest line passes its own test for nothing.
        if filled >= 2 and filled / len(tested) >= FILLED_SHARE:
            return width
    return None


def _block_breaks(block: list[Line], width: int | None, layout: Layout) -> Iterator[Break]:
    # A quotation may be indented as a whole, and the lines of a list item but for the first: only
    # what goes beyond that is evidence.
    dent = min(line.indent for line in block[1:])
    if dent < 2 or not (len(block) > 2 or _LIST_ITEM.match(block[0].text)):
        dent = min(dent, block[0].indent)
    longest = max(line.raw for line in block)
    begins = True
    for left, right in pairwise(block):
        filled = width is not None and _fills(left, right, width)
        inner = replace(right, indent=right.indent - dent)
        heading = len(left.text) <= MAX_HEADING
        if width is None:
            heading = begins and _is_heading(left, right, longest)
        wrap = _is_wrap(left, inner, filled, heading, layout)
        begins = not wrap
        yield Break(left, inner, wrap, filled)


def _is_heading(left: Line, right: Line, longest: int) -> bool:
    """Whether the first line of a paragraph, with no end of sentence, is a heading by its look.

    For text that shows no width: a heading stops far from where the longest line does, or it stops
    before a word that would have fitted and looks like a title, or what follows opens a sentence.
    """
    text = left.text
    if len(text) > MAX_HEADING or len(text.split()) > MAX_HEADING_WORDS:
        return False
    if _TELLS.search(text) or (_ASKS.search(text) and not text.isupper()):
        return False
    needed = left.raw + 1 + _first_word(right.text)
    titled = _is_titled(text)
    if titled and _is_titled(right.text):  # names or an address, one a line
        return True
    fits = needed <= longest
    return needed * 2 <= longest or (fits and (titled or _OPENS.match(right.text) is not None))


def _is_titled(text: str) -> bool:
    """Whether every word but the little ones has a capital, and nothing ends a sentence."""
    words = re.findall(r"[^\W\d_]{4,}", text) or re.findall(r"[^\W\d_]+", text)
    return bool(words) and all(word[0].isupper() for word in words) and not _ended(text)


def _is_wrap(left: Line, right: Line, filled: bool, heading: bool, layout: Layout) -> bool:
    ended = _ended(left.text)
    if _LIST_ITEM.match(right.text) and (ended or not filled or _LIST_ITEM.match(left.text)):
        return False
    if layout == "soft" or _GOES_ON.search(left.text[-6:]):
        return True
    lower = right.text.lstrip("\"'“‘’«([")[:1].islower()
    # A short line with a colon or semicolon announces a list, or is one of its items.
    halfway = left.text[-1] in ":;…" and len(left.text) > MAX_HEADING
    if lower and (not ended or halfway or _INITIAL.search(left.text[-4:])):
        return True
    if layout == "paragraphs":
        return False
    if ended and right.indent >= 2:
        return False
    return filled or not (ended or heading)


def _ended(text: str) -> bool:
    return _SENTENCE_END.search(text[-5:]) is not None and not _TITLE.search(text[-6:])


def is_cut(found: list[Break]) -> bool:
    """Whether the text was cut at a column, through words: all wrapped lines of one raw length.

    Justified text has lines of one length too, but wide gaps inside them.
    """
    wrapped = [item.left for item in found if item.wrap and item.filled]
    return (
        len(wrapped) >= MIN_CUT
        and len({line.raw for line in wrapped}) == 1
        and not any("  " in line.text for line in wrapped)
    )
