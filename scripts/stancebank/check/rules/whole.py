"""SB50x: the corpus as a whole: files, ids, texts, unused entries, expectations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stancebank.check.facts import Facts
from stancebank.check.finding import Elsewhere, Problem
from stancebank.check.rule import rule
from stancebank.check.whole import Located, Whole
from stancebank.fingerprint import Returning


@rule(
    "SB501",
    "duplicate-id",
    scope="corpus",
    summary="Two articles have the same id, or one annotator two layers of one article.",
    rationale="An id names one article for ever; splits, layers and releases refer to it.",
    wrong="articles/reported/a.json and articles/authored/a.json",
    right="each id once in all collections",
)
def duplicate_id(whole: Whole) -> Iterator[Located]:
    """Every record whose id an earlier one has."""
    seen: dict[tuple[str, str, str], Facts] = {}
    for one in whole.records:
        first = seen.setdefault((one.kind, one.annotator, one.id), one)
        if first is not one:
            yield whole.at(
                one,
                Problem(
                    f"the id “{one.id}” is already that of {first.file}"
                    + (f":{first.line}" if first.file == one.file else ""),
                    "give the new record another id, here and in its file name",
                    "/id" if one.kind == "article" else "/article",
                    related=(Elsewhere("the first", "/id", first.file, first.line),),
                ),
            )


@rule(
    "SB010",
    "missing-file",
    scope="corpus",
    summary="A file that every corpus has is not there.",
    rationale="Without a registry no reference can be checked, and what is not checked must not "
    "pass for checked.",
    wrong="a corpus without registry/actors.json",
    right='registry/actors.json, be it with "actors": []',
)
def missing_file(whole: Whole) -> Iterator[Located]:
    """Every registry that is missing, and splits.json where an article is annotated."""
    if whole.root is None:
        return
    needed = ["registry/actors.json", "registry/targets.json", "registry/conflicts.json"]
    if any(article.status in ("single", "gold") for article in whole.articles):
        needed.append("splits.json")
    for name in needed:
        if not (whole.root / name).is_file():
            kind = name.rsplit("/", 1)[-1].removesuffix(".json")
            content = "assignments" if kind == "splits" else kind
            yield whole.in_file(
                name,
                Problem(
                    "this file of the corpus is missing",
                    f'add it, at the least {{"schema_version": "1.0", "{content}": []}}',
                ),
            )


@rule(
    "SB502",
    "duplicate-text",
    scope="corpus",
    summary="Two articles have the same text.",
    rationale="The same text twice counts twice in every number and leaks from train into test.",
    wrong="a wire report entered under two ids",
    right="each text once",
)
def duplicate_text(whole: Whole) -> Iterator[Located]:
    """Every article whose text an earlier one of another id has."""
    seen: dict[str, Facts] = {}
    for one in whole.articles:
        first = seen.setdefault(one.text_sha256, one)
        if first is not one and first.id != one.id:
            yield whole.at(
                one,
                Problem(
                    f"the text is that of “{first.id}”, word for word",
                    "keep one of the two records",
                    "/text",
                    related=(Elsewhere("the same text", "/text", first.file, first.line),),
                ),
            )


@rule(
    "SB503",
    "near-duplicate-text",
    scope="corpus",
    severity="warning",
    summary="Two articles of different stories are nearly the same text.",
    rationale="A lightly edited copy leaks from training into test like a whole one. Articles of "
    "one story go into one split and may resemble each other.",
    wrong="an agency's report and a paper's reprint of it, no story declared",
    right='both with "story": "velmo-ferry"',
)
def near_duplicate_text(whole: Whole) -> Iterator[Located]:
    """Every article of which another's 5-word shingles share at least half (Jaccard)."""
    for one, other, similarity in whole.near_duplicates:
        if len(whole.splits_of(one, other)) > 1:
            continue  # SB515 tells it.
        if one.story is None or one.story != other.story:
            yield whole.at(
                one,
                Problem(
                    f"the text is {similarity:.0%} that of “{other.id}” (5-word shingles)",
                    "declare one story for both, or keep one of them",
                    "/text",
                    related=(Elsewhere("the similar text", "/text", other.file, other.line),),
                ),
            )


@rule(
    "SB506",
    "unused-registry-entry",
    scope="corpus",
    severity="warning",
    summary="An actor, target or conflict is registered and no record mentions it.",
    rationale="Unused entries are often misspelt doubles of used ones.",
    wrong="actors “osk-front” and “osk_front”, the second never mentioned",
    right="one entry, with the other spelling among its aliases",
)
def unused_registry_entry(whole: Whole) -> Iterator[Located]:
    """Every entry that neither a record nor another registry mentions."""
    context = whole.context
    actors = {actor for one in whole.records for actor in one.actors}
    targets = {target for one in whole.articles for target in one.targets}
    conflicts = {one.conflict for one in whole.articles}
    for actor in context.actors.values():
        actors |= {role.organization for role in actor.affiliations}
    for target in context.targets.values():
        conflicts.add(target.conflict)
        actors |= {target.actor} if target.actor is not None else set()
    for conflict in context.conflicts.values():
        actors |= {*conflict.parties, *conflict.mediators}
    for kind, registered, used in (
        ("actors", context.actors, actors),
        ("targets", context.targets, targets),
        ("conflicts", context.conflicts, conflicts),
    ):
        for at, name in enumerate(registered):
            if name not in used:
                yield whole.in_file(
                    f"registry/{kind}.json",
                    Problem(
                        f"no record mentions “{name}”",
                        "take it out, or correct the records that should mention it",
                        f"/{kind}/{at}/id",
                    ),
                )


@rule(
    "SB507",
    "withdrawn-came-back",
    scope="corpus",
    summary="An article has the id or the text, or nearly the text, of a withdrawn one.",
    rationale="What was withdrawn, often for rights, never comes back, under another name neither.",
    wrong="the text of a withdrawn article under a new id",
    right="no such article",
)
def withdrawn_came_back(whole: Whole) -> Iterator[Located]:
    """Every article whose id, text hash or near-duplicate text has a tombstone."""
    returning = Returning(whole.tombstones)
    for article in whole.articles:
        text = whole.text(article) if returning.has_sketches else ""
        found = returning.tombstone(article.id, article.text_sha256, text)
        if found is not None:
            tombstone, same = found
            yield whole.at(
                article,
                Problem(
                    f"this is the {same} of “{tombstone.article}”, withdrawn on "
                    f"{tombstone.withdrawn}: {tombstone.reason}",
                    "take the record out",
                    "/id" if same == "id" else "/text",
                ),
            )


@rule(
    "SB508",
    "expectation-not-met",
    scope="corpus",
    summary="The corpus falls below a number stated in expectations.json.",
    rationale="A count that drops tells of lost data that no single record can show.",
    wrong='{"measure": "articles", "minimum": 300} with 299 articles',
    right="the lost article restored, or the expectation changed in review",
)
def expectation_not_met(whole: Whole) -> Iterator[Located]:
    """Every measure below its minimum."""
    counts: Counter[str] = Counter()
    for name in ("modes", "stances", "events"):
        prefix = name.removesuffix("s")
        found = Counter(label for one in whole.articles for label in getattr(one, name))
        counts.update({f"{prefix}:{label}": number for label, number in found.items()})
    total = len(whole.articles)
    counts["articles"] = total
    counts["words"] = sum(one.words for one in whole.articles)
    for at, expectation in enumerate(whole.expectations):
        kind, _, name = expectation.measure.partition(":")
        if kind == "filled":
            filled = sum(name not in one.empty for one in whole.articles)
            value: float = filled / total if total else 0.0
        else:
            value = counts[expectation.measure]
        if value < expectation.minimum:
            yield whole.in_file(
                "expectations.json",
                Problem(
                    f"{expectation.measure} is {value:g}, expected at least "
                    f"{expectation.minimum:g}: {expectation.reason}",
                    "restore what was lost; lower the number only if the loss is meant",
                    f"/expectations/{at}",
                ),
            )
