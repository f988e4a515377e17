"""SB5xx: the corpus as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from stancebank.check.finding import Problem
from stancebank.check.rule import rule


@rule(
    "SB501",
    "duplicate-id",
    scope="corpus",
    summary="Two records have the same id.",
    rationale="An id names one article for ever; splits, layers and releases refer to it.",
    wrong="articles/reported/a.json and articles/authored/a.json",
    right="each id once in all collections",
)
def duplicate_id(record: str, first: str) -> Iterator[Problem]:
    """A record whose id an earlier file has; `first` is that file."""
    yield Problem(
        f"the id “{record}” is already that of {first}",
        "give the new record another id, here and in its file name",
        "/id",
    )
