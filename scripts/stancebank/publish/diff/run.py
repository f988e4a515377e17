"""The whole comparison: changes, what they ask for, and whether NEW has taken that step."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import msgspec

from stancebank.publish.diff.change import Change
from stancebank.publish.diff.compare import compare, not_compared
from stancebank.publish.diff.registry import version_of
from stancebank.publish.diff.sides import Side, open_sides
from stancebank.publish.diff.version import Reason, Step, numbers, reasons, step_of, stepped


class State(msgspec.Struct, frozen=True):
    """One side, as named and as it names itself."""

    name: str
    version: str | None
    released: str | None
    schema_version: str | None


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What `diff` found. `enough`: NEW's version is at least the proposed one; None if unknown."""

    old: State
    new: State
    step: Step
    proposed: str | None
    enough: bool | None
    reasons: list[Reason]
    not_compared: list[str]
    changes: list[Change]


def diff(old: str, new: str | None, corpus: Path) -> Comparison:
    """Compare two states of the corpus by meaning.

    Args:
        old: a corpus folder, a published folder, a git revision, or `nothing`.
        new: the same; None for the corpus folder as it lies on disk.
        corpus: the corpus folder, which is also where a revision has it.

    Raises:
        StanceBankError: a side cannot be read.
    """
    with ExitStack() as stack:
        first, second = open_sides(old, new, corpus, stack)
        changes = list(compare(first, second))
        found = reasons(changes, first)
        one, other = _state(first), _state(second)
        step = step_of(found)
        proposed = stepped(one.version, step) if one.version is not None else None
        enough = None
        if proposed is not None and not second.partial:
            enough = other.version is not None and numbers(other.version) >= numbers(proposed)
        return Comparison(
            old=one,
            new=other,
            step=step,
            proposed=proposed,
            enough=enough,
            reasons=found,
            not_compared=not_compared(first, second),
            changes=changes,
        )


def _state(side: Side) -> State:
    version = version_of(side, "version")
    if version is not None:
        numbers(version)  # refuses what is none, before it is compared or written as a heading
    return State(
        side.name,
        version,
        version_of(side, "released"),
        version_of(side, "schema_version"),
    )
