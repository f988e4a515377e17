"""An adjudicator's own values, put into an item in place of the annotators'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from stancebank.annotate.surfaces import place
from stancebank.errors import StanceBankError
from stancebank.record import Event, Own, Stance, Statement

Item = TypeVar("Item", Statement, Stance, Event)

SPANS = {"source": False, "cue": False, "trigger": False, "content": True, "evidence": True}
SPANS |= {"condition": True}
"""Fields that hold a span (False) or a list of spans (True): a decision gives them as words."""

LISTS = ("addressees", "actors", "recipients", "mediators")
"""Fields that hold a list of ids."""


FOLLOWS = ("id", "asserted_by")
"""Fields that nobody sets: they follow from the rest."""

LINKS = ("parent", "statement")
"""Fields with the id of a statement: gold's ids are not known yet, so it can only be taken off."""


def with_own(text: str, item: Item, own: Sequence[Own]) -> Item:
    """The item with other values; spans are given as words and looked for near the item.

    Raises:
        StanceBankError: an item of this kind has no such field, the field cannot have this value,
            or the words are not in the text.
        msgspec.ValidationError: a value that the field cannot have.
    """
    plain = msgspec.to_builtins(item)
    for one in own:
        if one.field not in plain or one.field in FOLLOWS:
            raise StanceBankError(f"no field “{one.field}” in this kind of item that can be set")
        plain[one.field] = _value(text, one, plain[one.field], _where(item))
    return msgspec.convert(plain, type(item))


def _value(text: str, own: Own, old: Any, near: tuple[int, int]) -> Any:
    field, values = own.field, own.values
    if field in LISTS:
        return values
    if field in ("content", "evidence") and not values:
        raise StanceBankError(f"{field}: expected words of the text, at least one span")
    if SPANS.get(field):
        return [msgspec.to_builtins(place(text, one, (), near)) for one in values]
    if len(values) > 1:
        raise StanceBankError(f"{field}: {len(values)} values; expected one, or null")
    if field in LINKS and values:
        raise StanceBankError(f"{field}: only null can be set; else take it from an annotator")
    if field == "explicit" and values not in (["true"], ["false"]):
        raise StanceBankError("explicit: expected true or false")
    if not values:
        return None
    (value,) = values
    if field == "explicit":
        return value == "true"
    if field == "date":
        return {"value": value, "span": old["span"] if old else None}
    if field in SPANS or field == "place":
        span = msgspec.to_builtins(place(text, value, (), near))
        return {"name": span["text"], "span": span} if field == "place" else span
    return value


def _where(item: Any) -> tuple[int, int]:
    """Where an item is: its content, evidence or trigger."""
    spans = getattr(item, "content", None) or getattr(item, "evidence", None) or [item.trigger]
    return spans[0].start, spans[-1].end
