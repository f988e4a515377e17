"""What to put in the place of a line break: a space, nothing, or a hyphen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from stancebank.collect.draft import Draft, Edit
from stancebank.collect.lines import _CJK, Break, Layout, breaks, is_cut
from stancebank.collect.words import UNKNOWN, Evidence
from stancebank.record import RepairKind

WITHIN = 1e-3
"""Share of breaks that are inside a word, without a hyphen: programs break lines at spaces, so that
only damage breaks words. At 1e-2 `may⏎be` and `some⏎times` were joined wrongly, for no gain."""

HYPHENS = "-‐‑"
SUSPENDED = {"and", "or", "und", "oder", "bis", "et", "ou", "y", "o", "e"}
"""After these a hyphen stands for a word part to come: “pre- and post-war”."""

PREFIXES = frozenset(
    [
        "anti",
        "counter",
        "cross",
        "ex",
        "inter",
        "mid",
        "multi",
        "non",
        "over",
        "post",
        "pre",
        "pro",
        "quasi",
        "re",
        "self",
        "semi",
        "vice",
    ]
)
"""Parts that keep their hyphen unless they are usually written in one with the word."""

RARE = 1e-6
"""Frequency below which a word is rarely written in one: reelection, multiethnic, antiwar."""

HYPHEN_MARGIN = 4
"""How much commoner than its two parts by chance a word must be to lose its hyphen: between
hard-line, stand-off (2) and however, cannot (5); real divisions have 10 to 10^13."""

ENDINGS = {"s", "t", "re", "ve", "ll", "d", "m"}
"""What stands after an apostrophe inside a word: Varenia’s, hasn’t."""


def lines(draft: Draft, layout: Layout, language: str | None) -> Iterator[Edit]:
    """Resolve every single line break into a space, nothing, or a new paragraph."""
    found = breaks(draft, layout)
    cut = is_cut(found)
    evidence = Evidence(draft.text, language)
    waiting: Edit | None = None
    for item in found:
        edit = _join(item, cut, evidence) if item.wrap else _plain(item, "\n\n")
        if waiting and edit.start < waiting.end:
            # A word over three lines: its middle part is in both.
            shared = waiting.end - edit.start
            kind = waiting.kind or edit.kind
            edit = Edit(waiting.start, edit.end, waiting.new + edit.new[shared:], kind)
        elif waiting:
            yield waiting
        waiting = edit
    if waiting:
        yield waiting


def _plain(item: Break, new: str) -> Edit:
    return Edit(item.left.end, item.right.start, new)


def _join(item: Break, cut: bool, evidence: Evidence) -> Edit:
    left, right = item.left.text, item.right.text
    spaced = item.left.open_end or item.right.indent > 0
    if left[-1] in HYPHENS and left[-2:-1].isalnum() and right[0].isalnum():
        first, second = _tail(left[:-1]), _head(right)
        new = _hyphen(first, second, left[-1], right[len(second) :], evidence)
        if new == left[-1] + " ":
            return _plain(item, " ")
        return _word(item, first, left[-1], new, second, "line_end_hyphen")
    if spaced:
        return _plain(item, " ")
    if _CJK.match(left[-1]) and _CJK.match(right):
        return _plain(item, "")
    attached = left[-1] in "–—/" and left[-2:-1].strip()
    if attached or (right[0] in "–—" and right[1:2].strip()):
        return _plain(item, "")
    if apostrophe := _apostrophe(left, right):
        return _word(item, *apostrophe, "broken_word")
    first, second = _tail(left), _head(right)
    # Behind an apostrophe an ending is whole (Varenia’s⏎own), before a hyphen a word (the⏎re-run).
    whole = first in ENDINGS and left[: len(left) - len(first)].endswith(("’", "'"))
    hyphen = right[len(second) : len(second) + 1]
    whole = whole or (hyphen != "" and hyphen in HYPHENS and evidence.listed(second) > 0)
    if first and second and (cut or not whole) and _is_broken(first, second, cut, evidence):
        return _word(item, first, "", "", second, "broken_word")
    if cut and not (first and second):
        return _plain(item, "")
    return _plain(item, " ")


def _word(item: Break, first: str, old: str, new: str, second: str, kind: RepairKind) -> Edit:
    """The whole word as one repair: first + old + line break + second → first + new + second."""
    start = item.left.end - len(old) - len(first)
    return Edit(start, item.right.start + len(second), first + new + second, kind)


def _is_letter(char: str) -> bool:
    return char.isalpha() or unicodedata.category(char).startswith("M")


def _tail(text: str) -> str:
    at = len(text)
    while at and _is_letter(text[at - 1]):
        at -= 1
    return text[at:]


def _head(text: str) -> str:
    at = 0
    while at < len(text) and _is_letter(text[at]):
        at += 1
    return text[:at]


def _apostrophe(left: str, right: str) -> tuple[str, str, str, str] | None:
    """`Varenia⏎’s` and `Varenia’⏎s`."""
    if right[0] in "’'" and left[-1].isalpha():
        ending = _head(right[1:])
        if ending in ENDINGS:
            return _tail(left), "", "", right[: 1 + len(ending)]
    if left[-1] in "’'" and _head(right) in ENDINGS and (owner := _tail(left[:-1])):
        return owner + left[-1], "", "", _head(right)
    return None


def _is_broken(first: str, second: str, cut: bool, evidence: Evidence) -> bool:
    """Whether two pieces are one word: by the frequencies of the whole and of the pieces."""
    whole = first + second
    capitals = whole.isupper() and len(first) > 1
    if cut:
        # The break is inside a word, unless that word is unknown and both pieces are common.
        common = min(evidence.listed(first), evidence.listed(second)) > 1e-6
        return evidence.listed(whole) > 0 or evidence.occurs(whole) > 0 or not common
    if not capitals and (_is_acronym(first) or second[0].lower() != second[0]):
        return False
    if not evidence.has_list:
        # The pieces stand at the break themselves; elsewhere they would be words.
        pieces = min(evidence.occurs(first), evidence.occurs(second))
        return evidence.occurs(whole) > 0 and pieces <= 1
    known = max(evidence.listed(whole), evidence.share(whole))
    apart = max(evidence.listed(first), UNKNOWN) * max(evidence.listed(second), UNKNOWN)
    return known * WITHIN > max(apart, evidence.pair_share(first, second))


def _is_acronym(piece: str) -> bool:
    return piece.isupper() and len(piece) > 1


def _hyphen(first: str, second: str, hyphen: str, rest: str, evidence: Evidence) -> str:
    """Keep the hyphen, drop it, or keep it with a space ("- ")."""
    if not first or not second:
        return hyphen
    whole = first + second
    joined, apart = evidence.occurs(whole), evidence.hyphenated(first, second)
    if joined or apart:
        return "" if joined > apart else hyphen
    capitals = whole.isupper() and len(first) > 1
    if (second[0].isupper() or _is_acronym(first)) and not capitals:
        return hyphen
    known = evidence.listed(whole)
    if capitals and not known:  # UN-⏎OPCW
        return hyphen
    if len(rest) > 1 and rest[0] in HYPHENS and evidence.listed(first):  # up-⏎to-date
        return hyphen
    if second in SUSPENDED and not known:
        return hyphen + " "
    if not evidence.has_list or len(first) == 1:
        return hyphen
    left, right = evidence.listed(first), evidence.listed(second)
    if first.casefold() in PREFIXES and known < RARE:
        return hyphen
    if known:
        by_chance = max(left, UNKNOWN) * max(right, UNKNOWN)
        return "" if known > HYPHEN_MARGIN * by_chance else hyphen
    # Temsa-based, long-term; but Vare-nian, Zelen-skyy
    return hyphen if right > 0 and len(second) > 2 else ""
