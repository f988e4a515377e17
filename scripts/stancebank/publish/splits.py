"""Splits by story cluster: who is assigned stays, who comes joins its story or is dealt out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.ledgers import Assignment, Split, Splits
from stancebank.publish.balance import SHARES, counted, deal
from stancebank.publish.clusters import (
    SPLITS,
    Link,
    Survey,
    grouped,
    links,
    stock_hashes,
    survey_corpus,
)
from stancebank.publish.proof import leaks, proof_of, stock_phrases
from stancebank.publish.withdraw import came_back
from stancebank.record import SCHEMA_VERSION


@dataclass
class Plan:
    """What `split` would write, and what it has to say.

    `added`: new assignments, each with why. `refused`: ties across splits with a way out.
    `leaks`: the same among what is assigned already. `waiting`: articles without labels.
    """

    splits: Splits
    added: list[tuple[Assignment, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def plan_corpus(corpus: Corpus, hold_out: Collection[str] = ()) -> Plan:
    """Plan the splits of a corpus; nothing is written.

    Raises:
        StanceBankError: a file cannot be read; a conflict cannot be held out.
    """
    path = corpus.root / "splits.json"
    empty = Splits(schema_version=SCHEMA_VERSION, assignments=[], unseen_conflicts=[], proof=None)
    frozen = corpus.split_file if path.exists() else empty
    for conflict in hold_out:
        if conflict not in corpus.conflicts:
            known = ", ".join(sorted(corpus.conflicts))
            raise StanceBankError(f"--hold-out {conflict}: no such conflict; there are: {known}")
    try:
        found = survey_corpus(corpus)
    except ValueError as error:
        raise StanceBankError(
            f"{corpus.root}: {error}: run `stancebank validate {corpus.root}`"
        ) from error
    files = sorted(corpus.article_files(), key=lambda path: path.stem)
    texts = (corpus.article(file).text for file in files)
    assigned = {one.article for one in frozen.assignments}
    gone = came_back(corpus, [file for file in files if file.stem not in assigned])
    made = plan(found, frozen, hold_out, texts, gone)
    made.refused += gone.values()
    return made


def plan(
    found: Survey,
    frozen: Splits,
    hold_out: Collection[str] = (),
    texts: Iterable[str] = (),
    gone: Collection[str] = (),
) -> Plan:
    """Assign every annotated article that may be assigned; existing assignments stay as they are.

    Args:
        found: all articles of the corpus.
        frozen: splits.json as it is.
        hold_out: conflicts to hold out from now on.
        texts: the articles' texts, in order, read only if stock phrases are to be listed.
        gone: articles that were withdrawn and are not to be assigned.

    Raises:
        StanceBankError: a conflict to hold out has articles in train, validation or test.
    """
    held = sorted({*frozen.unseen_conflicts, *hold_out})
    assigned = {one.article: one for one in frozen.assignments}
    _refuse_seen(found, assigned, hold_out)
    listed = frozen.proof.stock_phrases if frozen.proof is not None else []
    stock = stock_hashes(found, listed)
    work = _Work(found, assigned, held, links(found, stock), gone)
    work.run()
    assignments = sorted(
        [*frozen.assignments, *(one for one, _ in work.added)], key=lambda one: one.article
    )
    phrases = sorted({*listed, *stock_phrases(texts, found, assignments, stock)})
    splits = Splits(
        schema_version=SCHEMA_VERSION,
        assignments=assignments,
        unseen_conflicts=held,
        proof=proof_of(found, assignments, phrases),
    )
    return Plan(
        splits,
        sorted(work.added, key=lambda one: one[0].article),
        work.refused,
        list(leaks(found, splits)),
        [one.id for one in found.items if not one.annotated and one.id not in assigned],
    )


def _refuse_seen(found: Survey, assigned: dict[str, Assignment], hold_out: Collection[str]) -> None:
    for item in found.items:
        one = assigned.get(item.id)
        if item.conflict in hold_out and one is not None and one.split in SHARES:
            raise StanceBankError(
                f"--hold-out {item.conflict}: “{item.id}” of this conflict is in {one.split} "
                "already, and an article never moves: hold out another conflict"
            )


class _Work:
    """One run over the unassigned articles: groups that share a story, each to one split."""

    def __init__(
        self,
        found: Survey,
        assigned: dict[str, Assignment],
        held: Collection[str],
        ties: list[Link],
        gone: Collection[str],
    ) -> None:
        self.items = found.items
        self.assigned = {
            at: assigned[item.id] for at, item in enumerate(self.items) if item.id in assigned
        }
        self.held = held
        self.links = ties
        self.by_member: dict[int, list[Link]] = {}
        for link in ties:
            for one in link.members:
                self.by_member.setdefault(one, []).append(link)
        self.taken = {one.cluster for one in assigned.values()}
        self.added: list[tuple[Assignment, str]] = []
        self.refused: list[str] = []
        self.fresh: dict[str, list[int]] = {}
        self.new = [
            at
            for at, item in enumerate(self.items)
            if at not in self.assigned and item.id not in gone
        ]

    def run(self) -> None:
        """Fill `added` and `refused`."""
        # Articles without labels hold groups together too, lest they have to merge clusters on the
        # day they are annotated; where they would tie two splits they are left aside.
        for group in grouped(self.new, self.links):
            if len(self.allowed(group)) > 0:
                self.place(group)
                continue
            labelled = [at for at in group if self.items[at].annotated]
            for part in grouped(labelled, self.links):
                if self.allowed(part):
                    self.place(part)
                else:
                    self.refused.append(self.way_out(part))
        dealt = deal(
            {cluster: self.count(group) for cluster, group in self.fresh.items()}, self.before()
        )
        for cluster, group in self.fresh.items():
            self.assign(group, dealt[cluster], cluster, "a new story, dealt by label balance")

    def allowed(self, group: Iterable[int]) -> list[Split]:
        """The splits that every article of a group may be in."""
        return [split for split in SPLITS if all(split in self.may(at) for at in group)]

    def may(self, at: int) -> set[Split]:
        """The splits an article may be in, by its collection, its conflict and its assigned kin."""
        splits = self.own(at)
        for one, _ in self.kin(at):
            splits &= {self.assigned[one].split}
        return splits

    def kin(self, at: int) -> list[tuple[int, str]]:
        """The assigned articles that an article is linked with, and why."""
        found = [
            (one, link.why)
            for link in self.by_member.get(at, [])
            for one in link.members
            if one in self.assigned
        ]
        # The sort keeps the order of links: of several reasons the strongest is told.
        return sorted(found, key=lambda one: (self.assigned[one[0]].cluster, one[0]))

    def place(self, group: list[int]) -> None:
        """Give a group that fits the split it must have, or keep it to be dealt."""
        labelled = [at for at in group if self.items[at].annotated]
        if not labelled:
            return
        kin = [one for at in group for one in self.kin(at)]
        if kin:
            for at in labelled:
                other, why = (self.kin(at) or kin)[0]
                one = self.assigned[other]
                if not self.kin(at):
                    why = "by way of other new articles"
                self.assign([at], one.split, one.cluster, f"joins “{one.article}”: {why}")
            return
        cluster = self.name(labelled)
        allowed = self.allowed(group)
        if len(allowed) > 1:
            self.fresh[cluster] = labelled
        else:
            why = "reported" if allowed == ["test_reported"] else "its conflict is held out"
            self.assign(labelled, allowed[0], cluster, why)

    def name(self, group: list[int]) -> str:
        """An id for a new cluster: its story's, else its first article's."""
        stories = sorted({self.items[at].story or "" for at in group} - {""})
        names = [*stories, *(self.items[at].id for at in group)]
        free = [one for one in names if one not in self.taken]
        number = 2
        while not free:
            free = [one for one in (f"{names[0]}-{number}",) if one not in self.taken]
            number += 1
        self.taken.add(free[0])
        return free[0]

    def assign(self, group: Iterable[int], split: Split, cluster: str, why: str) -> None:
        """Note an assignment for each article of a group."""
        for at in group:
            article = self.items[at].id
            one = Assignment(article=article, split=split, cluster=cluster)
            self.added.append((one, why))

    def way_out(self, group: list[int]) -> str:
        """Why a group fits no split, and which of its articles to leave out so that it would."""
        names = ", ".join(f"“{self.items[at].id}”" for at in group)
        reasons = [
            f"“{self.items[at].id}” is tied to “{one.article}” in {one.split} ({why})"
            for at in group
            for one, why in self.kin_by_split(at)
        ] + [
            f"“{self.items[at].id}” belongs in {' or '.join(sorted(self.own(at)))}"
            for at in group
            if not self.kin(at)
        ]
        out = ", ".join(f"“{self.items[at].id}”" for at in self.bridges(group))
        return (
            f"{names}: not assigned: {'; '.join(reasons[:6])}: withdraw {out}; until then all of "
            "them stay unassigned and unpublished"
        )

    def own(self, at: int) -> set[Split]:
        """The splits an article may be in by its collection and conflict alone."""
        item = self.items[at]
        if item.collection == "reported":
            return {"test_reported"}
        return {"test_unseen_conflict"} if item.conflict in self.held else set(SHARES)

    def kin_by_split(self, at: int) -> list[tuple[Assignment, str]]:
        """One assigned article of each split that an article is linked with."""
        first: dict[Split, tuple[Assignment, str]] = {}
        for one, why in self.kin(at):
            first.setdefault(self.assigned[one].split, (self.assigned[one], why))
        return list(first.values())

    def bridges(self, group: list[int]) -> list[int]:
        """The fewest articles found, one by one, without which the rest falls into parts that fit.

        First those that fit nowhere by themselves; then, of the splits that the others ask for,
        all but those of the split most ask for.
        """
        out = [at for at in group if not self.may(at)]
        for part in grouped([at for at in group if at not in out], self.links):
            if not self.allowed(part):
                asked = Counter(split for at in part for split in self.may(at))
                kept = max(asked, key=lambda split: (asked[split], -SPLITS.index(split)))
                out += [at for at in part if kept not in self.may(at)]
        return sorted(out)

    def count(self, group: Iterable[int]) -> Counter[str]:
        """The labels of articles, and how many they are."""
        return counted(self.items[at].labels for at in group)

    def before(self) -> dict[Split, Counter[str]]:
        """The labels that are in each split already, with what has just joined."""
        at_of = {item.id: at for at, item in enumerate(self.items)}
        held: dict[Split, list[int]] = {split: [] for split in SHARES}
        for one in [*self.assigned.values(), *(new for new, _ in self.added)]:
            if one.split in held:
                held[one.split].append(at_of[one.article])
        return {split: self.count(group) for split, group in held.items()}
