"""SB51x: splits are complete, apart and frozen."""

from __future__ import annotations

from collections.abc import Iterator

from stancebank.check.finding import Elsewhere, Problem
from stancebank.check.rule import rule
from stancebank.check.whole import Located, Whole


@rule(
    "SB511",
    "no-split",
    scope="corpus",
    severity="warning",
    summary="An annotated article is in no split.",
    rationale="What is in no split is not published.",
    wrong="a gold article that splits.json does not name",
    right="an assignment for it by `stancebank split`",
)
def no_split(whole: Whole) -> Iterator[Located]:
    """Every article with status single or gold without an assignment."""
    assigned = {entry.article for entry in whole.assignments}
    for article in whole.articles:
        if article.status in ("single", "gold") and article.id not in assigned:
            yield whole.at(
                article,
                Problem(
                    "this annotated article is in no split, so it is not published",
                    "run `stancebank split`, which assigns it",
                    "/id",
                ),
            )


@rule(
    "SB512",
    "assignment-without-article",
    scope="corpus",
    summary="splits.json assigns an article twice, or one that is not there.",
    rationale="Assignments are frozen, so a wrong one stays wrong for ever.",
    wrong="an assignment of a misspelt id",
    right="one assignment an article; none for those withdrawn",
)
def assignment_without_article(whole: Whole) -> Iterator[Located]:
    """Every assignment of an unknown or already assigned article."""
    known = {article.id for article in whole.articles}
    seen: set[str] = set()
    for at, entry in enumerate(whole.assignments):
        if entry.article in seen or entry.article not in known:
            found = "is assigned twice" if entry.article in seen else "is not in the corpus"
            yield whole.in_file(
                "splits.json",
                Problem(
                    f"“{entry.article}” {found}",
                    "take this assignment out, or correct its id",
                    f"/assignments/{at}/article",
                ),
            )
        seen.add(entry.article)


@rule(
    "SB513",
    "cluster-in-two-splits",
    scope="corpus",
    summary="A story, or a cluster of splits.json, is in two splits.",
    rationale="Articles on one event share words and labels; in two splits they leak.",
    wrong="two articles of the story velmo-ferry, one in train and one in test",
    right="both in the split of the first",
)
def cluster_in_two_splits(whole: Whole) -> Iterator[Located]:
    """Every assignment whose cluster or declared story has an earlier one elsewhere."""
    stories = {article.id: article.story for article in whole.articles}
    first: dict[tuple[str, str], int] = {}
    for at, entry in enumerate(whole.assignments):
        story = stories.get(entry.article)
        groups = [("cluster", entry.cluster), *([("story", story)] if story else [])]
        for group in groups:
            start = first.setdefault(group, at)
            other = whole.assignments[start]
            if other.split != entry.split:
                yield whole.in_file(
                    "splits.json",
                    Problem(
                        f"the {group[0]} “{group[1]}” is in {other.split} by “{other.article}” "
                        f"and in {entry.split} by “{entry.article}”",
                        f"put the newer one into the split of the older, or withdraw it; an "
                        f"article frozen before stays where it is ({other.split})",
                        f"/assignments/{at}/split",
                        related=(Elsewhere("the first of it", f"/assignments/{start}"),),
                    ),
                )
                break


@rule(
    "SB514",
    "frozen-assignment-moved",
    scope="corpus",
    summary="An article is in another split than in the revision before.",
    rationale="Published results compare only if an article never moves. The revision is that of "
    "--since, else the last commit.",
    wrong='"split": "train" where it was "test"',
    right="the split it had; a mistake is withdrawn, not moved",
)
def frozen_assignment_moved(whole: Whole) -> Iterator[Located]:
    """Every assignment that differs from the one in the revision compared with."""
    for at, entry in enumerate(whole.assignments):
        before = whole.earlier_splits.get(entry.article)
        if before is not None and before != entry.split:
            yield whole.in_file(
                "splits.json",
                Problem(
                    f"“{entry.article}” was in {before} and is now in {entry.split}",
                    f"put it back into {before}: an assignment never changes",
                    f"/assignments/{at}/split",
                ),
            )


@rule(
    "SB515",
    "near-duplicate-across-splits",
    scope="corpus",
    summary="Two articles in different splits are nearly the same text.",
    rationale="A lightly edited copy of a training article in the test set is tested on what was "
    "learnt, whatever stories the two declare.",
    wrong="an agency's report in train and a paper's reprint of it in test",
    right="both in one split, as `stancebank split` assigns them",
)
def near_duplicate_across_splits(whole: Whole) -> Iterator[Located]:
    """Every assigned article of which one in another split shares half the 5-word shingles."""
    for one, other, similarity in whole.near_duplicates:
        splits = sorted(whole.splits_of(one, other))
        if len(splits) > 1:
            yield whole.at(
                one,
                Problem(
                    f"the text is {similarity:.0%} that of “{other.id}” (5-word shingles), and the "
                    f"two are in {' and '.join(splits)}",
                    "if the newer is in no release yet, take it out of splits.json and run "
                    "`stancebank split`; else withdraw one: a published assignment never changes",
                    "/text",
                    related=(Elsewhere("the similar text", "/text", other.file, other.line),),
                ),
            )
