"""SB7xx: exceptions that no longer hold; SB999: a rule that crashed."""

from __future__ import annotations

from collections.abc import Iterator

from stancebank.check.finding import Problem
from stancebank.check.rule import REGISTRY, rule
from stancebank.check.whole import Located, Whole


@rule(
    "SB701",
    "expired-exception",
    scope="corpus",
    summary="An exception has run out.",
    rationale="An exception is for a while; after its last day somebody must look again.",
    wrong='"expires": "2020-01-01"',
    right="the record mended, or the reason confirmed with a later day",
)
def expired_exception(whole: Whole, today: str, used: set[int]) -> Iterator[Located]:
    """Every exception whose last day is past."""
    for at, exception in enumerate(whole.exceptions):
        if exception.expires < today:
            yield whole.in_file(
                "exceptions.json",
                Problem(
                    f"the exception from {exception.rule} for “{exception.record}” ran out on "
                    f"{exception.expires}",
                    f"mend the record, or let {exception.owner} confirm the reason and set a later "
                    "day",
                    f"/exceptions/{at}/expires",
                ),
            )


@rule(
    "SB702",
    "unused-exception",
    scope="corpus",
    summary="An exception is no longer needed, or names no rule.",
    rationale="An exception left behind would hide the next real finding.",
    wrong="an exception for a record that has been mended",
    right="no exception",
)
def unused_exception(whole: Whole, today: str, used: set[int]) -> Iterator[Located]:
    """Every exception that no finding needed."""
    for at, exception in enumerate(whole.exceptions):
        if at not in used and exception.expires >= today:
            known = exception.rule in REGISTRY
            found = "no finding needs this exception" if known else f"no rule {exception.rule}"
            yield whole.in_file(
                "exceptions.json",
                Problem(
                    f"{found} (“{exception.record}”)",
                    "take it out" if known else "`stancebank explain` lists the rules",
                    f"/exceptions/{at}",
                ),
            )


@rule(
    "SB999",
    "rule-crashed",
    scope="file",
    summary="A rule crashed on this record.",
    rationale="A defect of the validator: the record is not known to be right, so it does not "
    "pass; the other rules were checked all the same.",
    wrong="(a defect in a rule)",
    right="(the defect mended)",
)
def rule_crashed() -> Iterator[Problem]:
    """Never called: its problems are made where a rule crashes."""
    yield from ()
