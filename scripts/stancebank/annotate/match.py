"""Which item of one layer is which of another: the base of votes and agreement.

Statements match by the overlap of their content, events by that of their triggers, each item at
most once; stances follow their statements. Overlap is Dice's coefficient over code points
(2 |A and B| / (|A| + |B|)); pairs are taken greedily, the largest overlap first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from stancebank.record import Event, Span, Stance, Statement

MIN_OVERLAP = 0.5
"""Less overlap than this is not the same item: the two share less than half their code points."""


class Identified(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """Its id within the record."""


Item = TypeVar("Item", bound=Identified)


def match_statements(mine: Sequence[Statement], gold: Sequence[Statement]) -> dict[str, str]:
    """Id of each matched statement of `mine` → id of its gold statement."""
    return _match(
        mine,
        gold,
        lambda statement: _points(statement.content),
        lambda a, b: True,
        # A report and the report in it may have the same words; shapes of releases name nobody.
        unlike=lambda a, b: getattr(a, "speaker", None) != getattr(b, "speaker", None),
    )


def match_events(mine: Sequence[Event], gold: Sequence[Event]) -> dict[str, str]:
    """Id of each matched event of `mine` → id of its gold event."""
    return _match(mine, gold, lambda event: _points([event.trigger]), lambda a, b: True)


def match_stances(
    mine: Sequence[Stance], gold: Sequence[Stance], statements: dict[str, str]
) -> dict[str, str]:
    """Id of each matched stance → gold id: same statement, target and, where told, holder.

    Stances of the narration match by target and holder and the overlap of their evidence.
    """

    def key(stance: Stance, statement: str | None) -> tuple[str | None, str, str | None]:
        return statement, stance.target, stance.holder

    def same(one: Stance, other: Stance) -> bool:
        if one.statement is not None and one.statement not in statements:
            return False
        mapped = statements[one.statement] if one.statement is not None else None
        return key(one, mapped) == key(other, other.statement)

    return _match(mine, gold, lambda stance: _points(stance.evidence), same, 0.0)


def _points(spans: Sequence[Span]) -> frozenset[int]:
    return frozenset(at for span in spans for at in range(span.start, span.end))


def _match(
    mine: Sequence[Item],
    gold: Sequence[Item],
    points: Callable[[Item], frozenset[int]],
    same: Callable[[Item, Item], bool],
    minimum: float = MIN_OVERLAP,
    unlike: Callable[[Item, Item], bool] = lambda a, b: False,
) -> dict[str, str]:
    """Pairs by overlap; of equal overlaps those first that are not unlike."""
    gold_points = [points(item) for item in gold]
    pairs = []
    for row, item in enumerate(mine):
        own = points(item)
        for column, other in enumerate(gold):
            size = len(own) + len(gold_points[column])
            overlap = 2 * len(own & gold_points[column]) / size if size else 0.0
            if overlap >= minimum and same(item, other):
                pairs.append((-overlap, unlike(item, other), row, column))
    found: dict[str, str] = {}
    for _, _, row, column in sorted(pairs):
        if mine[row].id not in found and gold[column].id not in found.values():
            found[mine[row].id] = gold[column].id
    return found
