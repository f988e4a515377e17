"""Statements, stances and events of two states of one article: which is which, what changed.

Items of equal meaning are the same, whatever their numbers. Of the others those are the same that
have one id and overlap by at least half; then those that annotate/match.py takes for the same; then
those that have one id and overlap at all. What is left was added or removed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from stancebank.annotate.match import match_events, match_stances, match_statements
from stancebank.publish.diff.change import (
    Change,
    EventShape,
    LabelsShape,
    SpanShape,
    StanceShape,
    StatementShape,
)
from stancebank.publish.diff.values import Carry, carried, key, stay, wordless
from stancebank.record import Event, Stance, Statement

LABELS = {"statements": ("mode",), "stances": ("label",), "events": ("type", "mode", "realis")}
"""Fields with a label of a closed set: a change of one is a flip."""

REFERENCE = {"statements": "parent", "stances": "statement", "events": "asserted_by"}
"""The field that names a statement of the same record."""

NAME = {"statements": "statement", "stances": "stance", "events": "event"}
"""What an item of a kind is called."""


@dataclass(eq=False)
class Held:
    """An item ready to be compared: offsets in the coordinates of the new text."""

    id: str
    raw: dict[str, Any]
    fields: dict[str, bytes]
    shape: StatementShape | StanceShape | EventShape

    def signature(self) -> bytes:
        """All that it means, its id left out."""
        return b"\0".join(
            b"%s\0%s" % (key.encode(), self.fields[key]) for key in sorted(self.fields)
        )


def compare_items(
    old: dict[str, Any], new: dict[str, Any], move: Carry, bare: bool, article: str, layer: str
) -> Iterator[Change]:
    """Changes between the labels of two states of an article or of a layer.

    Args:
        old: the record or layer, as a dictionary that fits `LabelsShape`.
        new: the same in the new state.
        move: carries offsets of the old text to the new one.
        bare: compare without the words of spans, because a side withholds them.
        article: the article's id.
        layer: "gold" or the annotator.
    """
    partners: dict[str, str] = {}
    for kind in LABELS:
        if move is stay and msgspec.json.encode(old[kind]) == msgspec.json.encode(new[kind]):
            if kind == "statements":
                partners = {item["id"]: item["id"] for item in old[kind]}
            # Items that are the same change only if a statement they name has another partner.
            if all(partners.get(name) == name for name in _named(old[kind], kind)):
                continue
        before, after = _held(old, kind, move, bare), _held(new, kind, lambda at: at, bare)
        if kind == "statements":
            pairs = _pairs(kind, before, after, partners, _chains(before), _chains(after))
            partners = {one.id: other.id for one, other in pairs}
        _refer(kind, before, partners)
        if kind != "statements":
            signed = [{id(one): one.signature() for one in held} for held in (before, after)]
            pairs = _pairs(kind, before, after, partners, *signed)
        yield from _told(kind, before, after, pairs, article, layer)


def _named(items: list[dict[str, Any]], kind: str) -> list[str]:
    return [item[REFERENCE[kind]] for item in items if item.get(REFERENCE[kind]) is not None]


def _held(record: dict[str, Any], kind: str, move: Carry, bare: bool) -> list[Held]:
    plain = carried(record[kind], move)
    shape = msgspec.convert({**record, kind: plain}, LabelsShape)
    shapes = cast("Sequence[StatementShape | StanceShape | EventShape]", getattr(shape, kind))
    compared = wordless(plain) if bare else plain
    found = [
        Held(one.id, raw, {name: key(item[name]) for name in item if name != "id"}, one)
        for raw, item, one in zip(record[kind], compared, shapes, strict=True)
    ]
    # The order of matching, and so its ties, is by place and content and not by number.
    return sorted(found, key=lambda held: [(s.start, s.end) for s in _spans(held.shape)])


def _refer(kind: str, held: list[Held], partners: dict[str, str]) -> None:
    """Let references of old items name the new ids of the statements they are to."""
    name = REFERENCE[kind]
    for one in held:
        if one.raw.get(name) is not None:
            gone = {"gone": one.raw[name]}
            one.fields[name] = key(partners.get(one.raw[name], gone))


def _chains(held: list[Held]) -> dict[int, bytes]:
    """Meaning of each statement with that of the statements it is quoted in, for their ids."""
    by_id = {one.id: one for one in held}
    signed: dict[int, bytes] = {}
    for one in held:
        parts: list[bytes] = []
        current, seen = one, {one.id}
        while True:
            parent = current.raw.get("parent")
            fields = {**current.fields, "parent": b"" if parent is None else b"in"}
            parts += [name.encode() + b"\0" + fields[name] for name in sorted(fields)]
            if not isinstance(parent, str) or parent in seen or parent not in by_id:
                break
            seen.add(parent)
            current = by_id[parent]
        signed[id(one)] = b"\0".join(parts)
    return signed


def _pairs(
    kind: str,
    before: list[Held],
    after: list[Held],
    partners: dict[str, str],
    before_signed: dict[int, bytes],
    after_signed: dict[int, bytes],
) -> list[tuple[Held, Held]]:
    """Which old item is which new one."""
    pairs: list[tuple[Held, Held]] = []
    left, right = list(before), list(after)

    def take(one: Held, other: Held) -> None:
        pairs.append((one, other))
        left.remove(one)
        right.remove(other)

    groups: dict[bytes, tuple[list[Held], list[Held]]] = defaultdict(lambda: ([], []))
    for side, (held, signed) in enumerate(((before, before_signed), (after, after_signed))):
        for item in held:
            groups[signed[id(item)]][side].append(item)
    for olds, news in groups.values():
        # Of several alike, those with one id are paired first.
        shared = {one.id for one in olds} & {one.id for one in news}
        first, second = (_shared_first(held, shared) for held in (olds, news))
        for one, other in zip(first, second, strict=False):
            take(one, other)
    match = _matcher(kind, partners)
    for close in (lambda one, other: bool(match([one], [other])), None, _touch):
        if close is None:
            ids = match(left, right)
            olds_by, news_by = {one.id: one for one in left}, {one.id: one for one in right}
            for old_id, new_id in ids.items():
                take(olds_by[old_id], news_by[new_id])
            continue
        news_by = {one.id: one for one in right}
        for one in list(left):
            same = news_by.get(one.id)
            if same is not None and close(one, same):
                take(one, same)
    return pairs


def _shared_first(held: list[Held], shared: set[str]) -> list[Held]:
    return sorted(held, key=lambda one: (one.id not in shared, one.id))


def _matcher(
    kind: str, partners: dict[str, str]
) -> Callable[[list[Held], list[Held]], dict[str, str]]:
    """annotate/match.py for a kind. It reads no more of an item than the shapes have."""

    def match(left: list[Held], right: list[Held]) -> dict[str, str]:
        mine, gold = [one.shape for one in left], [one.shape for one in right]
        if kind == "events":
            return match_events(cast("list[Event]", mine), cast("list[Event]", gold))
        if kind == "stances" and all("target" in one.raw for one in (*left, *right)):
            return match_stances(cast("list[Stance]", mine), cast("list[Stance]", gold), partners)
        if kind == "stances":
            # A release tells of a layer's stance only its label and evidence.
            mine = [StatementShape(one.id, _spans(one)) for one in mine]
            gold = [StatementShape(one.id, _spans(one)) for one in gold]
        return match_statements(cast("list[Statement]", mine), cast("list[Statement]", gold))

    return match


def _spans(shape: StatementShape | StanceShape | EventShape) -> list[SpanShape]:
    if isinstance(shape, StatementShape):
        return shape.content
    return shape.evidence if isinstance(shape, StanceShape) else [shape.trigger]


def _touch(one: Held, other: Held) -> bool:
    return any(
        a.start < b.end and b.start < a.end for a in _spans(one.shape) for b in _spans(other.shape)
    )


def _told(
    kind: str,
    before: list[Held],
    after: list[Held],
    pairs: list[tuple[Held, Held]],
    article: str,
    layer: str,
) -> Iterator[Change]:
    """The changes that the pairs, and what is in none, amount to."""
    paired = {id(one) for pair in pairs for one in pair}
    common = {"article": article, "layer": layer, "kind": NAME[kind]}
    for one, other in sorted(pairs, key=lambda pair: pair[1].id):
        names = one.fields.keys() | other.fields.keys()
        changed = {n for n in names if one.fields.get(n) != other.fields.get(n)}
        where: dict[str, Any] = {
            **common,
            "item": other.id,
            "was": one.id if one.id != other.id else None,
            "target": other.raw.get("target"),
        }
        for name in LABELS[kind]:
            if name in changed:
                yield Change(
                    what="item.relabelled",
                    field=name,
                    before=one.raw.get(name),
                    after=other.raw.get(name),
                    **where,
                )
        rest = sorted(changed - set(LABELS[kind]))
        if rest:
            yield Change(
                what="item.changed",
                before={name: one.raw.get(name) for name in rest},
                after={name: other.raw.get(name) for name in rest},
                **where,
            )
    for what, held in (("item.added", after), ("item.removed", before)):
        for one in held:
            if id(one) not in paired:
                label = one.raw.get(LABELS[kind][0])
                ends = {"after": label} if what == "item.added" else {"before": label}
                yield Change(what=what, item=one.id, target=one.raw.get("target"), **ends, **common)
