"""SB40x: stances make sense with their statements, holders and targets."""

from __future__ import annotations

from collections.abc import Iterator

from stancebank.check.context import Context, Subject
from stancebank.check.finding import Elsewhere, Problem
from stancebank.check.rule import rule
from stancebank.record import Article, Statement


@rule(
    "SB401",
    "holder-not-committed",
    scope="record",
    severity="warning",
    summary="A stance's holder is neither its statement's speaker nor a side he belongs to.",
    rationale="The holder is whom the words commit (codebook, T1): the speaker, a body he has a "
    "role in, or another member of it whose position he tells. Anything else is to be marked in "
    "exceptions.json with its reason.",
    wrong="speaker: the spokesman of Varenia; holder: the Osk Front",
    right="holder: Varenia; or the inner statement, if the Front's words are quoted",
)
def holder_not_committed(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every stance whose holder shares no organization with the speaker."""
    if not context.has_registries:
        return
    for at, stance in enumerate(subject.stances):
        statement = subject.by_id.get(stance.statement or "")
        if statement is None or statement.speaker is None or stance.holder is None:
            continue
        speaker = context.actors.get(statement.speaker)
        if speaker is None or speaker.kind == "joint" or stance.holder not in context.actors:
            continue
        if stance.holder == statement.speaker:
            continue
        sides = context.sides(stance.holder, subject.day)
        if sides.isdisjoint(context.sides(statement.speaker, subject.day)):
            yield Problem(
                f"“{stance.holder}” has no role in common with the speaker “{statement.speaker}”",
                "correct the holder, add the role to registry/actors.json, or mark it in "
                "exceptions.json",
                f"/stances/{at}/holder",
                related=(_statement_at(subject, statement),),
            )


def _statement_at(subject: Subject, statement: Statement) -> Elsewhere:
    pointer = f"/statements/{subject.statements.index(statement)}"
    return Elsewhere(f"the statement {statement.id}", pointer)


@rule(
    "SB402",
    "evidence-outside-statement",
    scope="record",
    summary="Evidence or condition of a stance lies outside its statement.",
    rationale="A label rests on the statement's own words, cue or content (codebook, T18): it "
    "follows from nothing else in the article.",
    wrong="evidence in another paragraph than the statement",
    right="evidence within the source, cue and content of the statement",
)
def evidence_outside_statement(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every evidence beyond the stretch from the statement's first to its last word."""
    for at, stance in enumerate(subject.stances):
        statement = subject.by_id.get(stance.statement or "")
        if statement is None:
            continue
        part = statement.content[0]
        words = stance.evidence[0]
        alone = len(stance.evidence) == 1 and not stance.condition
        if alone and part.start <= words.start and words.end <= part.end:
            continue
        first, last = _extent(statement)
        for field, spans in (("evidence", stance.evidence), ("condition", stance.condition)):
            for number, span in enumerate(spans):
                if span.start < first or span.end > last:
                    yield Problem(
                        f"this {field} at {span.start}:{span.end} is outside the statement "
                        f"{statement.id} at {first}:{last}",
                        "mark words of the statement's cue or content, or hang the stance on the "
                        "right statement",
                        f"/stances/{at}/{field}/{number}",
                        related=(_statement_at(subject, statement),),
                    )


def _extent(statement: Statement) -> tuple[int, int]:
    """(start, end) from the first to the last word of source, cue and content."""
    first, last = statement.content[0].start, statement.content[-1].end
    for span in (statement.source, statement.cue):
        if span is not None:
            first, last = min(first, span.start), max(last, span.end)
    return first, last


@rule(
    "SB403",
    "condition-and-label",
    scope="record",
    summary="A conditional stance has no condition, or another stance has one.",
    rationale="The condition is what makes a stance conditional; both or neither.",
    wrong='"label": "conditional", "condition": []',
    right='"label": "conditional", "condition": [the words “only after the lists are published”]',
)
def condition_and_label(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every stance with a condition and another label, or the other way round."""
    for at, stance in enumerate(subject.stances):
        if stance.label == "conditional" and not stance.condition:
            yield Problem(
                "a conditional stance has no condition",
                "mark the words of the condition, or use the label without one",
                f"/stances/{at}/condition",
            )
        elif stance.label != "conditional" and stance.condition:
            yield Problem(
                f"a stance with the label {stance.label} has a condition",
                "use the label conditional, or take the condition out",
                f"/stances/{at}/condition",
            )


@rule(
    "SB404",
    "target-of-other-conflict",
    scope="record",
    summary="An article lists a target of another conflict.",
    rationale="Targets belong to conflicts, and whole conflicts are held out in splits: a target "
    "that wanders takes its labels along.",
    wrong="a target of `temsa` in an article on `dry-coast`",
    right="a target of the article's own conflict",
)
def target_of_other_conflict(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every target whose conflict is not the article's."""
    record = subject.record
    if not isinstance(record, Article) or record.conflict not in context.conflicts:
        return
    for at, target in enumerate(record.targets):
        registered = context.targets.get(target)
        if registered is not None and registered.conflict != record.conflict:
            yield Problem(
                f"“{target}” belongs to the conflict “{registered.conflict}”, not to "
                f"“{record.conflict}”",
                "list the target of this conflict, or register one for it",
                f"/targets/{at}",
            )


@rule(
    "SB405",
    "stance-twice",
    scope="record",
    summary="One holder has two stances on one target in one statement.",
    rationale="A pair has one label; words that are both for and against are neutral (codebook, "
    "T17).",
    wrong="s3, Varenia, truce: favor; s3, Varenia, truce: against",
    right="s3, Varenia, truce: neutral",
)
def stance_twice(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every stance with the statement, holder and target of an earlier one."""
    seen: dict[tuple[str | None, str | None, str], int] = {}
    for at, stance in enumerate(subject.stances):
        first = seen.setdefault((stance.statement, stance.holder, stance.target), at)
        if first != at:
            other = subject.stances[first]
            where = f"statement {stance.statement}" if stance.statement else "the narration"
            yield Problem(
                f"“{stance.holder}” already has the stance {other.label} on “{stance.target}” in "
                f"{where}",
                "keep one; words that are both for and against are neutral",
                f"/stances/{at}",
                related=(Elsewhere(f"the stance {other.id}", f"/stances/{first}"),),
            )


@rule(
    "SB406",
    "nested-outside-parent",
    scope="record",
    summary="A quoted statement lies outside the statement it is quoted in.",
    rationale="`parent` is the statement in whose content this one stands (codebook, S11).",
    wrong="a statement of the third paragraph with a parent in the first",
    right="content of the inner statement within the content of the outer one",
)
def nested_outside_parent(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every statement whose content is not within its parent's."""
    for at, statement in enumerate(subject.statements):
        parent = subject.by_id.get(statement.parent or "")
        if parent is None:
            continue
        first, last = parent.content[0].start, parent.content[-1].end
        if statement.content[0].start < first or statement.content[-1].end > last:
            yield Problem(
                f"the content of {statement.id} is not within that of its parent {parent.id} at "
                f"{first}:{last}",
                "name the statement around it, or null if nobody quotes it",
                f"/statements/{at}/parent",
                related=(_statement_at(subject, parent),),
            )
