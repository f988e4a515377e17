"""SB3xx: every id that a record mentions exists, and every id is there once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from stancebank import schema
from stancebank.check.context import Context, Subject
from stancebank.check.finding import Problem
from stancebank.check.rule import rule
from stancebank.record import Article, Layer


def unknown(what: str, missing: str, known: Iterable[str], remedy: str, at: str) -> Problem:
    """The problem of an id that is not there, with the nearest one that is."""
    close = get_close_matches(missing, list(known), 1, 0.6)
    meant = f"did you mean “{close[0]}”? Otherwise " if close else ""
    return Problem(f"there is no {what} “{missing}”", f"{meant}{remedy}", at)


@rule(
    "SB301",
    "unknown-actor",
    scope="record",
    summary="An actor id is not in the registry.",
    rationale="A speaker, holder or party that cannot be looked up cannot be counted.",
    wrong='"speaker": "peskow"',
    right='"speaker": "dmitry-peskov"',
)
def unknown_actor(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every mention of an actor who is not in corpus/registry/actors.json."""
    if not context.has_registries or subject.actors <= context.actors.keys():
        return
    for pointer, actor in _actor_mentions(subject):
        if actor not in context.actors:
            remedy = "add it to registry/actors.json"
            yield unknown("actor", actor, context.actors, remedy, pointer)


def _actor_mentions(subject: Subject) -> Iterator[tuple[str, str]]:
    for at, statement in enumerate(subject.statements):
        if statement.speaker is not None:
            yield f"/statements/{at}/speaker", statement.speaker
        for number, actor in enumerate(statement.addressees):
            yield f"/statements/{at}/addressees/{number}", actor
    for at, stance in enumerate(subject.stances):
        if stance.holder is not None:
            yield f"/stances/{at}/holder", stance.holder
    for at, event in enumerate(subject.events):
        for role in ("actors", "recipients", "mediators"):
            for number, actor in enumerate(getattr(event, role)):
                yield f"/events/{at}/{role}/{number}", actor


@rule(
    "SB302",
    "unknown-target",
    scope="record",
    summary="A target id is not in the registry.",
    rationale="Stances are about registered propositions; an unregistered one has no wording.",
    wrong='"targets": ["security-garantees"]',
    right='"targets": ["security-guarantees"]',
)
def unknown_target(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every target of an article that is not in corpus/registry/targets.json."""
    if not context.has_registries or not isinstance(subject.record, Article):
        return
    for at, target in enumerate(subject.record.targets):
        if target not in context.targets:
            remedy = "add it to registry/targets.json"
            yield unknown("target", target, context.targets, remedy, f"/targets/{at}")


@rule(
    "SB303",
    "target-not-in-play",
    scope="record",
    summary="A stance is about a target that the article does not list.",
    rationale="`targets` is the closed world: a pair without a stance is published as none, so a "
    "target outside it would be neither.",
    wrong='"target": "nato" where "targets" has no "nato"',
    right="the target listed in the article's `targets`",
)
def target_not_in_play(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every stance whose target is not among the article's."""
    if subject.article is None:
        return
    for at, stance in enumerate(subject.stances):
        if stance.target not in subject.article.targets:
            remedy = "add it to the article's `targets`, or correct the stance"
            pointer = f"/stances/{at}/target"
            known = subject.article.targets
            yield unknown("target of this article", stance.target, known, remedy, pointer)


@rule(
    "SB304",
    "unknown-statement",
    scope="record",
    summary="`statement`, `parent` or `asserted_by` names no statement of the record.",
    rationale="A stance or event hangs on a statement; without it nobody said it.",
    wrong='"statement": "s99"',
    right='"statement": "s3", or null for the narration',
)
def unknown_statement(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every reference to a statement that is not there, or to itself as parent."""
    known = {None, *subject.by_id}
    for layer, field in (
        ("statements", "parent"),
        ("stances", "statement"),
        ("events", "asserted_by"),
    ):
        for at, item in enumerate(getattr(subject, layer)):
            statement = getattr(item, field)
            if statement not in known:
                listed = ", ".join(subject.by_id) or "none"
                yield Problem(
                    f"there is no statement “{statement}” in this record",
                    f"the statements are {listed}; null is the narration",
                    f"/{layer}/{at}/{field}",
                )


@rule(
    "SB305",
    "parent-cycle",
    scope="record",
    summary="A statement is quoted inside itself.",
    rationale="`parent` is the statement around this one; going up must come to an end.",
    wrong='s1 with "parent": "s2" and s2 with "parent": "s1"',
    right='the outermost statement with "parent": null',
)
def parent_cycle(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every statement whose chain of parents comes back to it."""
    parents = {statement.id: statement.parent for statement in subject.statements}
    for at, statement in enumerate(subject.statements):
        seen: set[str] = set()
        current = statement.parent
        while current is not None and current not in seen:
            seen.add(current)
            current = parents.get(current)
        if statement.id in seen:
            yield Problem(
                f"the statement {statement.id} is quoted inside itself",
                "name the statement around it, or null for the outermost",
                f"/statements/{at}/parent",
            )


@rule(
    "SB306",
    "duplicate-item-id",
    scope="record",
    summary="Two items of a record have the same id.",
    rationale="Published rows and references are by id.",
    wrong='two statements with "id": "s1"',
    right="s1, s2, s3 … in the order of the text",
)
def duplicate_item_id(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every item whose id an earlier item of the record has."""
    seen: dict[str, tuple[str, int]] = {}
    for name in ("statements", "stances", "events"):
        for at, item in enumerate(getattr(subject, name)):
            if item.id in seen:
                layer, first = seen[item.id]
                yield Problem(
                    f"the id “{item.id}” is already that of /{layer}/{first}",
                    "number the items anew",
                    f"/{name}/{at}/id",
                )
            else:
                seen[item.id] = (name, at)


@rule(
    "SB307",
    "unknown-conflict",
    scope="record",
    summary="An article's conflict is not in the registry.",
    rationale="Whole conflicts are kept apart when splits are made.",
    wrong='"conflict": "russia-ukrain"',
    right='"conflict": "russia-ukraine"',
)
def unknown_conflict(subject: Subject, context: Context) -> Iterator[Problem]:
    """An article's conflict that is not in corpus/registry/conflicts.json."""
    record = subject.record
    if not context.has_registries or not isinstance(record, Article) or record.conflict is None:
        return
    if record.conflict not in context.conflicts:
        remedy = "add it to registry/conflicts.json, or use null"
        yield unknown("conflict", record.conflict, context.conflicts, remedy, "/conflict")


@rule(
    "SB308",
    "unknown-article",
    scope="record",
    summary="A layer annotates an article that the corpus does not have.",
    rationale="Without the text a layer's offsets mean nothing.",
    wrong="layers/anna/seed.json with no articles/*/seed.json",
    right="the article added in the same contribution",
)
def unknown_article(subject: Subject, context: Context) -> Iterator[Problem]:
    """A layer without its article; an article that cannot be read is told at its own file."""
    known = context.article_paths
    if isinstance(subject.record, Layer) and subject.record.article not in known:
        remedy = "add the article to corpus/articles, or correct the id"
        yield unknown("article", subject.record.article, known, remedy, "/article")


@rule(
    "SB309",
    "mode-of-other-type",
    scope="record",
    summary="An event's mode is not one of its type's.",
    rationale="PLOVER's modes belong to types: `heavy-weapons` to ASSAULT, `phone` to CONSULT.",
    wrong='"type": "CONSULT", "mode": "heavy-weapons"',
    right='"type": "CONSULT", "mode": "phone"',
)
def mode_of_other_type(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every event with a mode that labels/event_type.json does not give its type."""
    for at, event in enumerate(subject.events):
        modes = schema.event_modes(event.type)
        if event.mode is not None and event.mode not in modes:
            has = f"has the modes {', '.join(modes)}" if modes else "has no modes: use null"
            yield Problem(
                f"“{event.mode}” is no mode of {event.type}",
                f"{event.type} {has}",
                f"/events/{at}/mode",
            )
