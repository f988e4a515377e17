"""Two layers of an article side by side: for each item what one and the other has, and where they
differ.

What is decided by a rule is no difference: of two overlapping evidences, conditions, triggers and
of the spans of one date or place the shorter is taken (codebook T18, E2), and `asserted_by`
follows from where the trigger lies (E8).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from stancebank.annotate.match import match_events, match_stances, match_statements
from stancebank.record import Event, Layer, Span, Stance, Statement

Kind = Literal["statement", "stance", "event"]
Item = TypeVar("Item", Statement, Stance, Event)

STATEMENT_FIELDS = ("speaker", "source", "cue", "content", "mode", "addressees", "parent")
STANCE_FIELDS = ("holder", "label", "explicit")
EVENT_FIELDS = ("type", "mode", "actors", "recipients", "mediators", "date", "place", "realis")
"""Fields in which the readings of an item may differ."""


@dataclass
class Slot:
    """One item as two annotators have it; None where one has it not.

    `fields`: those in which both readings differ. `under`: of a stance, the slot of its statement.
    """

    kind: Kind
    readings: tuple[Any, Any]
    fields: list[str] = field(default_factory=list)
    under: Slot | None = None

    @property
    def agreed(self) -> bool:
        """Whether both have it and do not differ."""
        return None not in self.readings and not self.fields

    @property
    def follows(self) -> bool:
        """Whether it stands or falls with a statement that only its own annotator has."""
        return self.under is not None and None in self.under.readings


@dataclass
class Slots:
    """All slots of an article; statements and events in reading order."""

    statements: list[Slot]
    stances: list[Slot]
    events: list[Slot]

    def disputed(self) -> list[Slot]:
        """What somebody has to decide, in the order of deciding."""
        every = [*self.statements, *self.stances, *self.events]
        return [slot for slot in every if not slot.agreed and not slot.follows]


def slots_of(one: Layer, other: Layer) -> Slots:
    """The slots of two layers of one article."""
    matched = match_statements(one.statements, other.statements)
    statements = _paired("statement", one.statements, other.statements, matched)
    of_one = {slot.readings[0].id: slot for slot in statements if slot.readings[0] is not None}
    of_other = {slot.readings[1].id: slot for slot in statements if slot.readings[1] is not None}
    for slot in statements:
        a, b = slot.readings
        if a is not None and b is not None:
            slot.fields = [name for name in STATEMENT_FIELDS if _differ(name, a, b)]
            same = of_one.get(a.parent) is of_other.get(b.parent)
            if not same or (a.parent is None) != (b.parent is None):
                slot.fields.append("parent")
    statements.sort(key=lambda slot: _start(_some(slot).content))
    stances = _stances(one, other, matched, of_one, of_other)
    events = _paired("event", one.events, other.events, _events(one.events, other.events))
    for slot in events:
        a, b = slot.readings
        if a is not None and b is not None:
            slot.fields = [name for name in EVENT_FIELDS if _differ(name, a, b)]
    events.sort(key=lambda slot: _start([_some(slot).trigger]))
    return Slots(statements, stances, events)


def _some(slot: Slot) -> Any:
    return slot.readings[0] if slot.readings[0] is not None else slot.readings[1]


def _start(spans: Sequence[Span]) -> tuple[int, int]:
    return (spans[0].start, spans[0].end) if spans else (0, 0)


def _paired(
    kind: Kind, mine: Sequence[Item], other: Sequence[Item], matched: dict[str, str]
) -> list[Slot]:
    by_id: dict[str, Item] = {item.id: item for item in other}
    taken: set[str] = set(matched.values())
    return [
        *(Slot(kind, (item, by_id.get(matched.get(item.id, "")))) for item in mine),
        *(Slot(kind, (None, item)) for item in other if item.id not in taken),
    ]


def _events(mine: Sequence[Event], other: Sequence[Event]) -> dict[str, str]:
    """Events by their triggers; what is left over also by triggers that touch at all."""
    matched = match_events(mine, other)
    for item in mine:
        for candidate in other:
            free = item.id not in matched and candidate.id not in matched.values()
            if free and touch([item.trigger], [candidate.trigger]):
                matched[item.id] = candidate.id
    return matched


def _stances(
    one: Layer,
    other: Layer,
    statements: dict[str, str],
    of_one: dict[str, Slot],
    of_other: dict[str, Slot],
) -> list[Slot]:
    """Stances of one statement and target, first with the same holder, then in order."""
    matched = match_stances(one.stances, other.stances, statements)
    for item in one.stances:
        for candidate in other.stances:
            free = item.id not in matched and candidate.id not in matched.values()
            mapped = statements.get(item.statement or "")
            if free and mapped and (mapped, item.target) == (candidate.statement, candidate.target):
                matched[item.id] = candidate.id
    found = _paired("stance", one.stances, other.stances, matched)
    for slot in found:
        a, b = slot.readings
        if a is not None and a.statement is not None:
            slot.under = of_one.get(a.statement)
        elif b is not None and b.statement is not None:
            slot.under = of_other.get(b.statement)
        if a is not None and b is not None:
            slot.fields = [name for name in STANCE_FIELDS if getattr(a, name) != getattr(b, name)]
            if not touch(a.evidence, b.evidence):
                slot.fields.append("evidence")
            if "label" not in slot.fields and not _alike(a.condition, b.condition):
                slot.fields.append("condition")
    return found


_COMPARED: dict[str, Callable[[Any], Any]] = {
    "addressees": sorted,
    "actors": sorted,
    "recipients": sorted,
    "mediators": sorted,
    "date": lambda date: date.value if date is not None else None,
    "parent": lambda parent: None,  # compared by slot
}


def _differ(name: str, a: Any, b: Any) -> bool:
    mine, other = getattr(a, name), getattr(b, name)
    if name == "place" and mine is not None and other is not None:
        spans = [one.span for one in (mine, other) if one.span is not None]
        return not (len(spans) == 2 and touch(spans[:1], spans[1:])) and mine.name != other.name
    plain = _COMPARED.get(name, lambda value: value)
    return bool(plain(mine) != plain(other))


def _alike(mine: Sequence[Span], other: Sequence[Span]) -> bool:
    """Whether both are empty, or share a code point."""
    return not (mine or other) or touch(mine, other)


def touch(mine: Sequence[Span], other: Sequence[Span]) -> bool:
    """Whether any spans of both share a code point."""
    return any(a.start < b.end and b.start < a.end for a in mine for b in other)
