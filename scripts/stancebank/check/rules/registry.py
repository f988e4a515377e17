"""SB31x: the registries themselves, and whether records fit them in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stancebank.check.context import Context, Subject
from stancebank.check.finding import Problem
from stancebank.check.rule import rule
from stancebank.check.rules.references import unknown


@rule(
    "SB310",
    "broken-registry",
    scope="registry",
    summary="A registry repeats an id or refers to one that does not exist.",
    rationale="All records rely on the registries.",
    wrong='two actors "ukraine"; a target of an unregistered conflict',
    right="each id once; every organization, party, mediator, conflict and actor registered",
)
def broken_registry(kind: str, value: Any, context: Context) -> Iterator[Problem]:
    """Duplicate ids and dangling references of actors.json, targets.json and conflicts.json."""
    entries = value[kind]
    seen: set[str] = set()
    for at, entry in enumerate(entries):
        if entry["id"] in seen:
            found = f"the id “{entry['id']}” is registered twice"
            yield Problem(found, "merge the entries or rename one", f"/{kind}/{at}/id")
        seen.add(entry["id"])
    if not context.has_registries:
        return
    for pointer, what, name in _registry_mentions(kind, entries):
        known = list(context.actors if what == "actor" else context.conflicts)
        if name not in known:
            yield unknown(what, name, known, f"register the {what} first", pointer)


def _registry_mentions(kind: str, entries: list[Any]) -> Iterator[tuple[str, str, str]]:
    """(JSON pointer, actor or conflict, id) of every reference between registries."""
    for at, entry in enumerate(entries):
        here = f"/{kind}/{at}"
        for number, role in enumerate(entry.get("affiliations", ())):
            pointer = f"{here}/affiliations/{number}/organization"
            yield pointer, "actor", role["organization"]
        for group in ("parties", "mediators"):
            for number, actor in enumerate(entry.get(group, ())):
                yield f"{here}/{group}/{number}", "actor", actor
        if kind == "targets":
            yield f"{here}/conflict", "conflict", entry["conflict"]
            if entry["actor"] is not None:
                yield f"{here}/actor", "actor", entry["actor"]


@rule(
    "SB311",
    "registry-order",
    scope="registry",
    fixable=True,
    summary="A registry is not sorted by id.",
    rationale="Two people who add an actor at once then seldom meet in the same line.",
    wrong="ukraine before russia",
    right="russia before ukraine",
)
def registry_order(kind: str, value: Any, context: Context) -> Iterator[Problem]:
    """The first entry that should stand earlier."""
    ids = [entry["id"] for entry in value[kind]]
    for at in range(1, len(ids)):
        if ids[at] < ids[at - 1]:
            yield Problem(
                f"“{ids[at]}” stands after “{ids[at - 1]}”",
                "sort the entries by id: `stancebank validate --fix` does",
                f"/{kind}/{at}/id",
                fixable=True,
            )
            return


@rule(
    "SB312",
    "dates-reversed",
    scope="registry",
    summary="A role or a phase ends before it begins.",
    rationale="Roles decide whom words commit on a day; a reversed one holds on no day.",
    wrong='"from": "2022-05", "to": "2021-01"',
    right='"from": "2021-01", "to": "2022-05"',
)
def dates_reversed(kind: str, value: Any, context: Context) -> Iterator[Problem]:
    """Every affiliation and phase whose `to` is before its `from`."""
    for at, entry in enumerate(value[kind]):
        for field in ("affiliations", "phases"):
            for number, stretch in enumerate(entry.get(field, ())):
                since, until = stretch["from"], stretch["to"]
                if since is not None and until is not None and until < since[: len(until)]:
                    yield Problem(
                        f"it ends, {until}, before it begins, {since}",
                        "exchange the dates or correct them",
                        f"/{kind}/{at}/{field}/{number}/to",
                    )


@rule(
    "SB313",
    "speaker-without-role",
    scope="record",
    severity="warning",
    summary="A speaker has roles in the registry, but none on the day of publication.",
    rationale="Whom words commit depends on the speaker's role on that day; a role that has run "
    "out is often a date not brought up to date, or a mistaken identity.",
    wrong="a press secretary from 2021-01 to 2022-05 who speaks in an article of 2023",
    right="a second affiliation from 2022-05 on",
)
def speaker_without_role(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every speaker none of whose affiliations holds on the article's day."""
    if subject.day is None or not context.has_registries:
        return
    for at, statement in enumerate(subject.statements):
        if not context.has_role(statement.speaker, subject.day):
            yield Problem(
                f"no role of “{statement.speaker}” holds on {subject.day}",
                "add the role of that time to registry/actors.json, or correct the speaker",
                f"/statements/{at}/speaker",
            )
