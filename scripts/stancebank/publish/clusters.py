"""Which articles tell one story: declared stories, near-duplicates and long runs of shared words.

A run of 13 words that two articles share is one text handed on (the length is that of Brown et al.
2020, appendix C) unless it is a stock phrase: one that stands in many articles, or is listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from sys import intern
from typing import get_args

import msgspec

from stancebank import similar, word_runs
from stancebank.corpus import Corpus
from stancebank.ledgers import Split
from stancebank.record import Article

RUN = 13
"""Words in a run that two stories may not share."""

STOCK = 20
"""A run in this many articles is a stock phrase."""

SPLITS: tuple[Split, ...] = get_args(Split)
"""All splits, the one whose results matter least first."""


class Item(msgspec.Struct, frozen=True):
    """What splitting needs to know of an article; `labels` are prefixed with their kind."""

    id: str
    collection: str
    conflict: str | None
    story: str | None
    annotated: bool
    labels: tuple[str, ...]
    targets: frozenset[str]
    actors: frozenset[str]


@dataclass(frozen=True)
class Survey:
    """All articles of a corpus by ascending id, and what their texts, in the same order, share."""

    items: list[Item]
    shingles: word_runs.Shared
    runs: word_runs.Shared


@dataclass(frozen=True)
class Link:
    """Articles (numbers of a survey, ascending) that belong together, and why."""

    members: tuple[int, ...]
    why: str


def item_of(article: Article) -> Item:
    """An article in brief."""
    named = {one.speaker for one in article.statements} | {one.holder for one in article.stances}
    actors = {one for one in named if one is not None}
    for event in article.events:
        actors |= {*event.actors, *event.recipients, *event.mediators}
    return Item(
        article.id,
        article.collection,
        article.conflict,
        article.story,
        article.annotation.status in ("single", "gold"),
        # The same few names in all articles are in memory once.
        (
            *(intern(f"stance:{one.label}") for one in article.stances),
            *(intern(f"event:{one.type}") for one in article.events),
        ),
        frozenset(map(intern, article.targets)),
        frozenset(map(intern, actors)),
    )


def survey(articles: Iterable[Article]) -> Survey:
    """Look at articles, given by ascending id; one text at a time is in memory."""
    items: list[Item] = []

    def texts() -> Iterable[str]:
        for article in articles:
            items.append(item_of(article))
            yield article.text

    read = word_runs.read(texts())
    if any(one.id >= other.id for one, other in pairwise(items)):
        raise ValueError("articles are not in the order of their ids, or an id comes twice")
    shingles = word_runs.shared_runs(read, similar.SHINGLE, whole=True)
    return Survey(items, shingles, word_runs.shared_runs(read, RUN))


def survey_corpus(corpus: Corpus) -> Survey:
    """Look at all articles of a corpus.

    Raises:
        StanceBankError: an article cannot be read.
        ValueError: two articles with one id, which `validate` explains.
    """
    files: list[Path] = sorted(corpus.article_files(), key=lambda path: path.stem)
    return survey(corpus.article(path) for path in files)


def phrase_hashes(phrases: Iterable[str]) -> set[int]:
    """The hashes of all runs in listed phrases."""
    read = [word_runs.read([phrase]).values for phrase in phrases]
    return {int(value) for values in read for value in word_runs.run_hashes(values, RUN)}


def stock_hashes(found: Survey, phrases: Iterable[str]) -> set[int]:
    """The hashes of all runs that are stock phrases: of the listed phrases, and the frequent."""
    frequent = {value for value, members in found.runs.groups() if len(members) >= STOCK}
    return frequent | phrase_hashes(phrases)


def links(found: Survey, stock: set[int]) -> list[Link]:
    """Everything that holds articles together, each set of articles once for a reason.

    Args:
        found: the articles.
        stock: hashes of runs that hold nothing together.
    """
    stories: dict[str, list[int]] = {}
    for at, item in enumerate(found.items):
        if item.story is not None:
            stories.setdefault(item.story, []).append(at)
    made = [
        Link(tuple(members), f"story “{story}”")
        for story, members in stories.items()
        if len(members) > 1
    ]
    for later, earlier, value in similar.similar(found.shingles, similar.THRESHOLD):
        made.append(Link((earlier, later), f"texts {value:.0%} alike"))
    shared = {tuple(members) for value, members in found.runs.groups() if value not in stock}
    made += [Link(members, f"a run of {RUN} words in common") for members in sorted(shared)]
    return made


def grouped(chosen: Iterable[int], links: Iterable[Link]) -> list[list[int]]:
    """The connected components of the chosen articles: ascending, by their first article.

    Links hold through chosen articles alone.
    """
    parent = {one: one for one in chosen}

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for link in links:
        inside = [root(one) for one in link.members if one in parent]
        for one in inside[1:]:
            first, second = sorted((root(inside[0]), root(one)))
            parent[second] = first
    groups: dict[int, list[int]] = {}
    for one in sorted(parent):
        groups.setdefault(root(one), []).append(one)
    return list(groups.values())
