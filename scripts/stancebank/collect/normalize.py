"""From raw text to the text of a record: the stages in their order, and what they promise."""

from __future__ import annotations

import unicodedata

from stancebank.collect import characters, joins
from stancebank.collect.draft import Draft, apply
from stancebank.collect.lines import Layout
from stancebank.collect.reject import Reject
from stancebank.record import Repair

MAX_ROUNDS = 8
"""One round does it, but a joined word may compose or complete a mojibake; then a second."""


def normalize(
    raw: str | Draft, layout: Layout = "lines", language: str | None = None
) -> tuple[str, list[Repair]]:
    """The normalized text and what was repaired in it.

    Normalizing the text again changes nothing.

    Args:
        raw: the decoded text, or a draft of it.
        layout: what a line break means in it.
        language: BCP 47 tag, or None; chooses the word list that tells broken words.

    Raises:
        Reject: empty, too-damaged, too-large.
    """
    draft = Draft.of(raw) if isinstance(raw, str) else raw
    for _ in range(MAX_ROUNDS):
        if not _round(draft, layout, language):
            break
    if not draft.text:
        raise Reject("empty", "no text in it: give the article's text, or take the file away")
    repairs = draft.repairs()
    check(draft.text, repairs)
    return draft.text, repairs


def _round(draft: Draft, layout: Layout, language: str | None) -> bool:
    before = draft.text
    apply(draft, characters.mojibake(draft))
    apply(draft, characters.controls(draft))
    apply(draft, characters.compose(draft))
    apply(draft, joins.lines(draft, layout, language))
    apply(draft, characters.spaces(draft))
    return draft.text != before


def check(text: str, repairs: list[Repair]) -> None:
    """The promises of every text; a text that breaks one is a fault of this program.

    Raises:
        AssertionError: naming the promise.
    """
    bad = [c for c in set(text) if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]
    promises = {
        "white space around the text": text == text.strip(),
        "not NFC": unicodedata.is_normalized("NFC", text),
        "a single line break": "\n" not in text.replace("\n\n", ""),
        "more than one blank line": "\n\n\n" not in text,
        "loose spaces": not any(loose in text for loose in ("  ", " \n", "\n ")),
        f"control characters {bad}": not bad,
        "a repair off its place": all(text[r.start : r.end] == r.text for r in repairs),
    }
    for broken in [name for name, kept in promises.items() if not kept]:
        # Not `assert`, which python -O leaves out.
        raise AssertionError(f"normalizing left {broken}")
