"""SB41x: events make sense: parties, time, and who tells them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stancebank import schema
from stancebank.check.context import Context, Subject
from stancebank.check.finding import Elsewhere, Problem
from stancebank.check.rule import rule
from stancebank.dates import resolve
from stancebank.record import Article


@rule(
    "SB411",
    "recipient-missing",
    scope="record",
    severity="warning",
    summary="An event of a type that is done to somebody has no recipient.",
    rationale="Accusing, threatening, aiding, sanctioning, coercing and assaulting have somebody "
    "at the other end. If the text does not tell who, leave it empty and let the warning stand.",
    wrong='"type": "ACCUSE", "recipients": []',
    right='"type": "ACCUSE", "recipients": ["osk-front"]',
)
def recipient_missing(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every actual event with actors, of a directed type, without recipients."""
    types = schema.labels("event_type")
    for at, event in enumerate(subject.events):
        one_sided = len(event.actors) == 1 and not event.recipients
        if one_sided and types[event.type]["directed"]:
            yield Problem(
                f"{event.type} is done to somebody, and this one has no recipient",
                "name the recipient if the text tells it",
                f"/events/{at}/recipients",
            )


@rule(
    "SB412",
    "actor-on-both-sides",
    scope="record",
    summary="One actor is in two roles of an event.",
    rationale="Nobody assaults, aids or mediates for himself; where there is no direction, all are "
    "actors (codebook, E9).",
    wrong='"actors": ["varenia", "osk-front"], "recipients": ["osk-front"]',
    right='"actors": ["varenia", "osk-front"], "recipients": []',
)
def actor_on_both_sides(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every recipient who is an actor, every mediator who is either."""
    for at, event in enumerate(subject.events):
        if not event.mediators and set(event.actors).isdisjoint(event.recipients):
            continue
        taken = dict.fromkeys(event.actors, "actors")
        for role, members in (("recipients", event.recipients), ("mediators", event.mediators)):
            for number, actor in enumerate(members):
                if taken.setdefault(actor, role) != role:
                    yield Problem(
                        f"“{actor}” is among the {taken[actor]} and the {role} of this event",
                        f"keep one role: take it out of the {role} or the {taken[actor]}",
                        f"/events/{at}/{role}/{number}",
                    )


@rule(
    "SB413",
    "realis-against-date",
    scope="record",
    severity="warning",
    summary="An actual event lies after the day of publication, or a future one before it.",
    rationale="Dates are resolved against the day of publication; a slip of a week shows here. "
    "Plans reported after their day stay future (codebook, E7).",
    wrong='published 2022-03-30, "realis": "actual", "date": 2022-04-05',
    right='"realis": "future", or the date 2022-03-29',
)
def realis_against_date(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every event whose realis does not go with its date."""
    day = subject.day
    if day is None:
        return
    for at, event in enumerate(subject.events):
        if event.date is None:
            continue
        first, last = event.date.value.split("/")[0], event.date.value.split("/")[-1]
        late = first > day[: len(first)] and event.realis == "actual"
        early = last < day[: len(last)] and event.realis == "future"
        if late or early:
            yield Problem(
                f"an event with realis {event.realis} is dated {event.date.value}, "
                f"{'after' if late else 'before'} the article of {day}",
                "correct the date or the realis",
                f"/events/{at}/date/value",
            )


@rule(
    "SB417",
    "no-such-day",
    scope="record",
    summary="A date is not in the calendar, or an interval ends before it begins.",
    rationale="The schema knows the form of a date, not the calendar: 2031-02-30 has the form.",
    wrong='"value": "2031-02-30"; "value": "2031-04-08/2031-04-01"',
    right='"value": "2031-02-28"; "value": "2031-04-01/2031-04-08"',
)
def no_such_day(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every impossible day of publication, retrieval, annotation or event; reversed intervals."""
    record = subject.record
    if isinstance(record, Article):
        stated = [("/published", record.published), ("/source/retrieved", record.source.retrieved)]
    else:
        stated = [("/created", record.created)]
    for at, event in enumerate(subject.events):
        if event.date is not None:
            stated.append((f"/events/{at}/date/value", event.date.value))
    for pointer, value in stated:
        if value is not None and (problem := _not_a_date(value)) is not None:
            yield Problem(f"“{value}” {problem}", "correct the date", pointer)


def _not_a_date(value: str) -> str | None:
    """What is wrong with a date, partial date or interval; None if nothing is."""
    days = [value[:10]] if "T" in value else value.split("/")
    for day in days:
        try:
            date.fromisoformat(day + "-01-01"[len(day) - 4 :] if len(day) < 10 else day)
        except ValueError:
            return "is no day of the calendar"
    reversed_ = len(days) == 2 and days[1] < days[0][: len(days[1])]
    return "ends before it begins" if reversed_ else None


@rule(
    "SB414",
    "date-against-words",
    scope="record",
    severity="warning",
    summary="An event's date is not what its words mean on the day of publication.",
    rationale="Weekdays and “yesterday” resolve against the day of publication (codebook, E11). "
    "Within a statement they count from the day of speaking, and a weekday may lie ahead: then let "
    "the warning stand.",
    wrong="published Wednesday 2022-03-30, words “Tuesday”, value 2022-03-22",
    right="published Wednesday 2022-03-30, words “Tuesday”, value 2022-03-29",
)
def date_against_words(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every actual, narrated event whose date differs from its resolved words."""
    if subject.day is None or _not_a_date(subject.day) is not None:
        return
    for at, event in enumerate(subject.events):
        if event.date is None or event.date.span is None or event.asserted_by is not None:
            continue
        if event.realis != "actual":
            continue
        meant = resolve(event.date.span.text, subject.day)
        if meant is not None and meant != event.date.value:
            yield Problem(
                f"“{event.date.span.text}” in an article of {subject.day} is {meant}, not "
                f"{event.date.value}",
                "correct the date, or the words it rests on",
                f"/events/{at}/date/value",
            )


@rule(
    "SB418",
    "place-differs",
    scope="record",
    summary="A place's name is not the words of its span.",
    rationale="A place is named as the text names it (codebook, E12).",
    wrong='"name": "Tarsk" with the span “Velmo”',
    right='"name": "Velmo" with the span “Velmo”',
)
def place_differs(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every place whose name and span differ."""
    for at, event in enumerate(subject.events):
        place = event.place
        if place is not None and place.span is not None and place.name != place.span.text.strip():
            yield Problem(
                f"the place is named “{place.name}”, and its span is “{place.span.text}”",
                "use the words of the text for both, or null for the span of an inferred place",
                f"/events/{at}/place/name",
            )


@rule(
    "SB415",
    "trigger-outside-statement",
    scope="record",
    summary="An event is asserted by a statement in whose content its trigger does not lie.",
    rationale="asserted_by is the innermost statement in whose content the trigger lies; null is "
    "the narration (codebook, E8).",
    wrong="the trigger [shelling] in the narration, asserted by s3",
    right='"asserted_by": null',
)
def trigger_outside_statement(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every trigger outside the content of the statement that is said to assert it."""
    for at, event in enumerate(subject.events):
        statement = subject.by_id.get(event.asserted_by or "")
        if statement is None:
            continue
        start, end = event.trigger.start, event.trigger.end
        if not any(span.start <= start and end <= span.end for span in statement.content):
            pointer = f"/statements/{subject.statements.index(statement)}"
            yield Problem(
                f"the trigger “{event.trigger.text}” is not in the content of {statement.id}",
                "name the statement in whose content it lies, or null for the narration",
                f"/events/{at}/asserted_by",
                related=(Elsewhere(f"the statement {statement.id}", pointer),),
            )


@rule(
    "SB416",
    "assertion-missing",
    scope="record",
    severity="warning",
    summary="A trigger lies in the content of a statement that is not said to assert it.",
    rationale="What a speaker tells is his claim and not the article's; asserted_by keeps them "
    "apart (codebook, E8).",
    wrong="the trigger [moved away] inside Kirby's words, asserted_by null",
    right='"asserted_by": "s7"',
)
def assertion_missing(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every trigger within a content whose statement, or one inside it, is not asserted_by."""
    for at, event in enumerate(subject.events):
        if event.asserted_by is not None:
            continue
        start, end = event.trigger.start, event.trigger.end
        for first, last, statement in subject.contents:
            if first <= start and end <= last:
                yield Problem(
                    f"the trigger “{event.trigger.text}” is in the content of {statement.id}, and "
                    "asserted_by is null",
                    f"use {statement.id}, or the innermost statement around the trigger",
                    f"/events/{at}/asserted_by",
                )
                break
