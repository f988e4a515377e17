"""The stages that look at single characters: mojibake, controls, spaces, Unicode form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import zip_longest

import regex

from stancebank.collect.draft import Draft, Edit, apply
from stancebank.errors import load_extra

# Scripts in which ZWNJ and ZWJ change how a word is written; elsewhere they are noise.
_JOINING = (
    r"[\p{Arabic}\p{Syriac}\p{Mongolian}\p{Nko}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}"
    r"\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Myanmar}\p{Khmer}]"
)
# Format characters that are visible signs (Arabic number signs and their like).
_SIGNS = r"\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"

_CHARACTERS = regex.compile(
    # A soft hyphen at a line end is a division of a word, whatever the word lists say.
    r"(?P<divided>\u00ad[^\S\r\n]*(?:\r\n|[\r\n])[^\S\r\n]*(?=\p{L}))"
    r"|(?P<soft>\u00ad+)"
    rf"|(?P<keep>(?<={_JOINING})[\u200c\u200d](?={_JOINING})"
    r"|(?<=[\p{Extended_Pictographic}\ufe0f\U0001f3fb-\U0001f3ff])\u200d(?=\p{Extended_Pictographic}))"
    r"|(?P<paragraph>[\u2029\f])"
    r"|(?P<line>\r\n|[\r\v\x85\u2028])"
    r"|(?P<space>[[\p{Zs}\t]--[ ]])"
    r"|(?P<colour>\x1b\[[0-9;]*[mK])"  # of a terminal: its letters are no text either
    rf"|(?P<control>[[\p{{Cc}}\p{{Cf}}]--[\n{_SIGNS}\u00ad]])",
    regex.V1,
)
_ASCII = re.compile(r"([\x00-\x7f]+)")


def mojibake(draft: Draft) -> Iterator[Edit]:
    """Text decoded in the wrong encoding somewhere on its way, line by line (ftfy).

    Quotation marks stay as they are: curly ones are what this corpus is about.
    """
    if draft.text.isascii():
        return
    fix = load_extra("ftfy", "collect", "repair mojibake").fix_encoding
    at = 0
    for line in draft.text.splitlines(keepends=True):
        if not line.isascii() and (fixed := fix(line)) != line:
            for start, end, new in _differences(line, fixed):
                yield Edit(at + start, at + end, new, "mojibake")
        at += len(line)


def _differences(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    """The stretches that differ. Mending leaves ASCII alone, so ASCII aligns the two."""
    old_parts, new_parts = _ASCII.split(old), _ASCII.split(new)
    if old_parts[1::2] != new_parts[1::2]:
        # Rare: the mending took a space in. Then the stretch between the common ends.
        start = 0
        while start < min(len(old), len(new)) and old[start] == new[start]:
            start += 1
        tail = 0
        while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        if start == len(old) - tail:  # only characters added: take one more, edits are not empty
            start, tail = (start - 1, tail) if start else (start, tail - 1)
        yield start, len(old) - tail, new[start : len(new) - tail]
        return
    at = 0
    for index, (part, other) in enumerate(zip_longest(old_parts, new_parts, fillvalue="")):
        if index % 2 == 0 and part != other and part:
            yield at, at + len(part), other
        at += len(part)


def controls(draft: Draft) -> Iterator[Edit]:
    """One kind of line end, one kind of space, nothing invisible."""
    for match in _CHARACTERS.finditer(draft.text):
        start, end = match.span()
        match match.lastgroup:
            case "divided" | "soft":
                yield Edit(start, end, "", "soft_hyphen")
            case "paragraph":
                yield Edit(start, end, "\n\n")
            case "line":
                yield Edit(start, end, "\n")
            case "space":
                yield Edit(start, end, " ")
            case "colour" | "control":
                yield Edit(start, end, "", "control")


def compose(draft: Draft) -> Iterator[Edit]:
    """Unicode normal form C."""
    if unicodedata.is_normalized("NFC", draft.text):
        return
    found = False
    # A starter that composes with what follows is in one grapheme with it, but for a few
    # sequences; those take the second way.
    for match in regex.finditer(r"\X", draft.text):
        cluster = match.group()
        if not unicodedata.is_normalized("NFC", cluster):
            found = True
            yield Edit(match.start(), match.end(), unicodedata.normalize("NFC", cluster))
    if not found:
        yield Edit(0, len(draft.text), unicodedata.normalize("NFC", draft.text))


def spaces(draft: Draft) -> Iterator[Edit]:
    """Single spaces, paragraphs parted by one blank line, nothing around them."""
    text = draft.text
    for match in re.finditer(r"[ \n]+", text):
        start, end = match.span()
        outer = start == 0 or end == len(text)
        new = "" if outer else "\n\n" if "\n" in match.group() else " "
        if new != match.group():
            yield Edit(start, end, new)


def one_line(text: str) -> str:
    """A title, name or other short string: one line, no invisible characters, NFC."""
    draft = Draft.of(text)
    apply(draft, controls(draft))
    return " ".join(unicodedata.normalize("NFC", draft.text).split())
