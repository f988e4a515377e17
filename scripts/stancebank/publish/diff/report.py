"""A comparison as text for a terminal, Markdown for a comment, JSON with every change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from stancebank.publish.diff.change import GOLD, Change
from stancebank.publish.diff.run import Comparison
from stancebank.publish.diff.sides import NOTHING
from stancebank.publish.diff.version import POLICY, name_of
from stancebank.span import shorten

COMMENT_LIMIT = 60_000
"""A comment on GitHub may have 65,536 characters."""

SHOWN = 200
"""Changes of one kind that the terminal shows; JSON has all."""

OPEN = 10
"""Up to so many changes of one kind stand open in Markdown; more are folded away."""

TITLES = {
    "schema.version": "Schema version",
    "labels.changed": "Label sets and columns changed",
    "labels.described": "Labels described anew",
    "entry.added": "Registry: added",
    "entry.removed": "Registry: removed",
    "entry.changed": "Registry: changed",
    "proposition.reworded": "Propositions reworded",
    "article.added": "Articles added",
    "article.withdrawn": "Articles withdrawn (with a tombstone)",
    "article.missing": "Articles missing (without a tombstone)",
    "article.text": "Texts changed",
    "article.metadata": "Metadata changed",
    "article.labelled": "Articles now labelled",
    "article.unlabelled": "Articles no longer labelled",
    "article.split": "Articles moved to another split",
    "split.assigned": "Articles given a split",
    "split.lost": "Articles without their split",
    "tombstone.added": "Tombstones added",
    "tombstone.removed": "Tombstones removed",
    "layer.added": "Layers added",
    "layer.removed": "Layers removed",
    "layer.metadata": "Metadata of layers changed",
    "item.relabelled": "Label flips",
    "item.changed": "Items changed",
    "item.added": "Items added",
    "item.removed": "Items removed",
}
"""Heading of each kind of change."""

_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

Quote = Callable[[object], str]


def as_json(found: Comparison) -> Iterator[str]:
    """One JSON object; `changes` holds every change."""
    yield msgspec.json.format(msgspec.json.encode(found), indent=2).decode("utf-8", "replace")


def as_text(found: Comparison) -> Iterator[str]:
    """For a terminal: summary, then the changes by kind."""
    yield f"{_plain(found.old.name)} → {_plain(found.new.name)}"
    yield from (f"  {line}" for line in verdict(found, _plain))
    for title, changes in _groups(found):
        yield f"\n{title} ({len(changes)})"
        yield from (f"  {line(change, _plain)}" for change in changes[:SHOWN])
        if len(changes) > SHOWN:
            yield f"  … and {len(changes) - SHOWN:,} more: --output-format json has all"


def as_markdown(found: Comparison) -> Iterator[str]:
    """For a comment on a pull request: summary open, long lists folded, at most COMMENT_LIMIT."""
    yield "### What this changes in the corpus\n"
    head = [f"- {line}" for line in verdict(found, _code)]
    yield from head
    left = COMMENT_LIMIT - sum(map(len, head)) - 500
    for title, changes in _groups(found):
        lines = []
        for change in changes:
            text = f"- {line(change, _code)}"
            left -= len(text) + 1
            if left < 0:
                break
            lines.append(text)
        rest = len(changes) - len(lines)
        lines += [f"- … and {rest:,} more: `stancebank diff` shows them"] if rest else []
        # What is folded away is counted, so that nothing is hidden by being long.
        left -= 150
        if len(changes) <= OPEN:
            yield f"\n**{title}** ({len(changes)})\n"
            yield from lines
        else:
            yield f"\n<details><summary><b>{title}</b> ({len(changes):,})</summary>\n"
            yield from lines
            yield "\n</details>"


FORMATS: dict[str, Callable[[Comparison], Iterator[str]]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
}
"""Name of a form → the lines of it."""


def changelog_lines(found: Comparison) -> Iterator[str]:
    """The changes as an entry of the changelog tells them: counts by kind, weighty ones by name."""
    for title, changes in _groups(found):
        names = [line(change, _code) for change in changes[:OPEN]]
        more = len(changes) - len(names)
        yield f"- {title}: {len(changes):,}"
        yield from (f"  - {name}" for name in names)
        if more:
            yield f"  - … and {more:,} more"
    if not found.changes:
        yield "- No change of meaning."


def verdict(found: Comparison, quote: Quote) -> Iterator[str]:
    """Which version step is asked for, what forces it, and whether NEW has taken it."""
    if not found.changes:
        yield "no change of meaning"
    elif found.old.name == NOTHING:
        yield f"first version: {found.new.version or 'none yet: NEW has no version.json'}"
    else:
        proposed = (
            f": {found.old.version} → {found.proposed} at least"
            if found.proposed
            else " (OLD names no version)"
        )
        yield f"version step: {found.step}{proposed}"
        for one in [one for one in found.reasons if one.step == found.step][:3]:
            first = f", first {quote(one.first)}" if one.first else ""
            yield f"because {one.why} ({one.count:,}{first})"
    if found.enough is False:
        yield f"version.json of NEW says {found.new.version or 'nothing'}: raise it"
    if found.not_compared:
        yield f"not compared: {'; '.join(found.not_compared)}"


def line(change: Change, quote: Quote) -> str:
    """One change in one line."""
    parts = [quote(name_of(change) or change.kind or "corpus")]
    if change.was is not None:
        parts.append(f"(was {quote(change.was)})")
    if change.kind is not None:
        parts.append(change.kind)
    if change.layer is not None:
        parts.append("by adjudication" if change.layer == GOLD else "by the annotator")
    if change.target is not None:
        parts.append(f"on {quote(change.target)}")
    text = " ".join(parts)
    if change.what in ("item.changed", "article.metadata", "layer.metadata", "entry.changed"):
        return f"{text}: {', '.join(map(quote, change.fields))}"
    if change.what.startswith("article.") and isinstance(change.before or change.after, dict):
        size = change.before or change.after
        counts = ", ".join(
            f"{value} {key}" for key, value in size.items() if isinstance(value, int)
        )
        text += f": {counts}" if counts else ""
    elif change.before is not None or change.after is not None:
        field = f"{change.field} " if change.field not in (None, "label", "type") else ""
        text += f": {field}{_value(change.before, quote)} → {_value(change.after, quote)}"
    return f"{text} ({quote(change.note)})" if change.note else text


def _value(value: object, quote: Quote) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return quote(value)
    return quote(msgspec.json.encode(value).decode("utf-8", "replace"))


def _groups(found: Comparison) -> Iterator[tuple[str, list[Change]]]:
    """Changes by kind, the weightiest first."""
    by_what: dict[str, list[Change]] = {}
    for change in found.changes:
        by_what.setdefault(change.what, []).append(change)
    for what in POLICY:
        if what in by_what:
            yield TITLES[what], by_what[what]


def _plain(value: object) -> str:
    """A value of the corpus for a terminal: one line, no control characters, not endless."""
    return shorten(_ODD.sub("�", str(value).replace("\n", "⏎")), 200)


def _code(value: object) -> str:
    """A value of the corpus for Markdown: in a code span, where nothing of it has an effect."""
    return f"`{_plain(value).replace('`', 'ˋ') or ' '}`"
