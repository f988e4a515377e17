"""What an adjudicator is given: the text, and every difference with both readings."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from stancebank.annotate.slots import Slot, Slots
from stancebank.record import Article, Layer, canonical


def digest(layers: tuple[Layer, Layer]) -> str:
    """What names two layers in their order: the numbers of differences hold for these alone."""
    both = b"".join(canonical(layer) for layer in layers)
    return hashlib.sha256(both).hexdigest()[:16]


def worklist(article: Article, layers: tuple[Layer, Layer], slots: Slots) -> dict[str, Any]:
    """The work file of an article, to be written as JSON.

    Of each disagreement: its id, the kind of item, the fields that differ (none: only one has the
    item), and the readings by annotator, spans as their words. A statement that only one has
    brings that annotator's stances on it with it.
    """
    names = [layer.annotator.id for layer in layers]
    return {
        "article": article.id,
        "text_sha256": article.text_sha256,
        "published": article.published,
        "annotators": names,
        "layers": digest(layers),
        "text": article.text,
        "notes": {name: layer.notes for name, layer in zip(names, layers, strict=True)},
        "disagreements": [
            _disagreement(f"d{number}", slot, names, slots)
            for number, slot in enumerate(slots.disputed(), 1)
        ],
    }


def _disagreement(name: str, slot: Slot, names: list[str], slots: Slots) -> dict[str, Any]:
    found: dict[str, Any] = {"id": name, "kind": slot.kind}
    if slot.fields:
        found["fields"] = slot.fields
    if slot.under is not None:
        first = next(one for one in slot.under.readings if one is not None)
        found["on"] = _words(first.content)
    for annotator, reading in zip(names, slot.readings, strict=True):
        found[annotator] = _brief(reading, slot.fields)
    if slot.kind == "statement" and None in slot.readings:
        under = [one for one in slots.stances if one.under is slot]
        stances = [_brief(one, []) for each in under for one in each.readings if one is not None]
        if stances:
            found["stances"] = stances
    return found


_KEPT = {
    "statement": ("speaker", "content"),
    "stance": ("holder", "target", "label", "evidence"),
    "event": ("type", "trigger", "actors"),
}
"""Fields shown whatever differs, so that the item can be recognised."""


def _brief(item: Any, fields: list[str]) -> Any:
    """An item as a reader needs it: all of it, or what differs and what identifies it."""
    if item is None:
        return None
    plain = {key: _words(value) for key, value in msgspec.to_builtins(item).items()}
    if not fields:
        return {key: value for key, value in plain.items() if value not in (None, [])}
    kind = type(item).__name__.lower()
    return {key: plain[key] for key in ("id", *dict.fromkeys((*_KEPT[kind], *fields)))}


def _words(value: Any) -> Any:
    """A value with spans as their words."""
    if isinstance(value, list):
        return [_words(one) for one in value]
    if isinstance(value, msgspec.Struct):
        return _words(msgspec.to_builtins(value))
    if isinstance(value, dict):
        if value.keys() == {"start", "end", "text"}:
            return value["text"]
        return {key: _words(one) for key, one in value.items()}
    return value
