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


def with_own(text: str, item: Item, own: Sequence[Own]) -> Item:
    """The item with other values; spans are given as words and looked for near the item.

    Raises:
        StanceBankError: an item of this kind has no such field, or the words are not in the text.
        msgspec.ValidationError: a value that the field cannot have.
    """
    plain = msgspec.to_builtins(item)
    for one in own:
        if one.field not in plain:
            raise StanceBankError(f"no field “{one.field}” in this kind of item")
        plain[one.field] = _value(text, one, plain[one.field], _where(item))
    return msgspec.convert(plain, type(item))


def _value(text: str, own: Own, old: Any, near: tuple[int, int]) -> Any:
    values = own.values
    if own.field in SPANS:
        spans = [msgspec.to_builtins(place(text, one, (), near)) for one in values]
        return spans if SPANS[own.field] else spans[0] if spans else None
    if own.field in LISTS:
        return values
    if not values:
        return None
    if own.field == "explicit":
        return values[0] == "true"
    if own.field == "date":
        return {"value": values[0], "span": old["span"] if old else None}
    if own.field == "place":
        span = msgspec.to_builtins(place(text, values[0], (), near))
        return {"name": span["text"], "span": span}
    return values[0]


def _where(item: Any) -> tuple[int, int]:
    """Where an item is: its content, evidence or trigger."""
    spans = getattr(item, "content", None) or getattr(item, "evidence", None) or [item.trigger]
    return spans[0].start, spans[-1].end
