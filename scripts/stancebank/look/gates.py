"""The gates of the corpus: what it must reach before it may be called done, and what it does reach.

A gate tells its figure whether it is passed or not. What takes training (artefacts, difficulty)
is in learned.py; what takes people (calibration) is reported in the datasheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from stancebank import schema
from stancebank.annotate.agreement import alpha, summed
from stancebank.annotate.units import Units, pair_of, units_between
from stancebank.corpus import Corpus
from stancebank.look import reference
from stancebank.look.form import form_of, quoting_of
from stancebank.look.variety import ARTICLES, WORDS, variety_of, words_of
from stancebank.record import Article

COLLECTION = "authored"
"""The gates are about the articles written for the corpus."""

ALIKE = 0.3
"""Jaccard similarity of 5-word shingles that two articles of different stories stay below."""

FORM = (0.6, 1.6)
"""Times the figure of real news between which a figure of form lies."""

NEAR = 0.1
"""Share by which a measure of variety may fall short of real news."""


@dataclass(frozen=True)
class Gate:
    """One figure and what it should be; `passed` is None where it could not be measured.

    `beside`: the same figure of real news, where it has one.
    """

    name: str
    value: str
    wanted: str
    passed: bool | None
    beside: str = ""


class Measured:
    """The authored articles of a corpus, annotated or not; each figure is counted once."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    @cached_property
    def articles(self) -> list[Article]:
        """All articles of the collection."""
        return [one for one in self.corpus.articles() if one.collection == COLLECTION]

    @cached_property
    def gold(self) -> list[Article]:
        """Those with gold labels."""
        return [one for one in self.articles if one.annotation.status == "gold"]

    @cached_property
    def words(self) -> int:
        """Words of all articles."""
        return sum(len(words_of(one.text)) for one in self.articles)

    @cached_property
    def units(self) -> list[Units]:
        """What the two annotators of the corpus's agreement have to agree on in them."""
        layers = self.corpus.layers()
        pair = pair_of(layers)
        return [one for _, one in units_between(self.articles, layers, pair)] if pair else []

    @cached_property
    def modes(self) -> Counter[str | None]:
        """Modes of all gold statements."""
        return Counter(one.mode for article in self.gold for one in article.statements)


def gates(corpus: Corpus) -> Iterator[Gate]:
    """Every gate that is cheap to measure, in the order of the way of the data."""
    found = Measured(corpus)
    yield _least("authored articles", len(found.articles), 300)
    yield _least("words", found.words, 90_000)
    yield from _counts(found)
    yield from _registry(corpus)
    yield from _agreement(found)
    yield from _texts(found)


def _least(name: str, value: int, least: int) -> Gate:
    return Gate(name, f"{value:,}", f"at least {least:,}", value >= least)


def _share(name: str, part: int, whole: int, least: float) -> Gate:
    if not whole:
        return Gate(name, "–", f"at least {least:.0%}", None)
    return Gate(name, f"{part / whole:.1%}", f"at least {least:.0%}", part / whole >= least)


def _counts(found: Measured) -> Iterator[Gate]:
    modes = found.modes
    labels: Counter[str] = Counter(one.label for article in found.gold for one in article.stances)
    types: Counter[str] = Counter(one.type for article in found.gold for one in article.events)
    yield _least("statements", modes.total(), 3_600)
    yield _share("of them direct", modes["direct"], modes.total(), 0.10)
    yield _share("of them mixed", modes["mixed"], modes.total(), 0.05)
    yield _least("stances", labels.total(), 3_000)
    for label, entry in schema.labels("stance").items():
        if not entry["derived"]:
            yield _share(f"of them {label}", labels[label], labels.total(), 0.08)
    yield _least("events", types.total(), 3_000)
    every = schema.labels("event_type")
    often = sum(types[name] >= 15 for name in every)
    rare = ", ".join(f"{name} {types[name]}" for name in every if types[name] < 15)
    wanted = f"{len(every)} with at least 15"
    value = f"{often}" + (f" (not {rare})" if rare else "")
    yield Gate("event types", value, wanted, often == len(every))


def _registry(corpus: Corpus) -> Iterator[Gate]:
    fictional = {one.id for one in corpus.conflicts.values() if one.fictional}
    targets = [one for one in corpus.targets.values() if one.conflict in fictional]
    yield _least("conflicts", len(fictional), 12)
    yield _least("targets", len(targets), 90)
    yield _least("issue classes", len({one.issue for one in targets}), 12)


def _agreement(found: Measured) -> Iterator[Gate]:
    for kind, name, least in (
        ("pairs", "stance", 0.80),
        ("pairs", "event type", 0.75),
        ("pairs", "speaker", 0.90),
        ("tokens", "content", 0.90),
    ):
        counted = summed(getattr(one, kind)[name] for one in found.units)
        value = alpha(counted) if counted else None
        label = f"{'token ' if kind == 'tokens' else ''}alpha {name}"
        shown = "–" if value is None else f"{value:.3f}"
        passed = None if value is None else value >= least
        yield Gate(label, shown, f"at least {least:.2f}", passed)


def _texts(found: Measured) -> Iterator[Gate]:
    real = reference.stored()
    texts = [one.text for one in found.articles]
    pairs = len(list(_alike(found.articles)))
    yield Gate(f"pairs of stories alike by {ALIKE}", f"{pairs}", "0", pairs == 0)
    if not texts:
        return
    variety = variety_of(texts)
    of_text = variety.words >= WORDS
    of_articles = of_text and variety.articles >= ARTICLES
    for name in ("mattr", "distinct3", "distinct4", "zstd", "openings"):
        value, beside = getattr(variety, name), real["variety"][name]
        least = beside * (1 - NEAR)
        passed = value >= least if (of_articles if name == "openings" else of_text) else None
        yield Gate(
            f"variety {name}", f"{value:.4f}", f"at least {least:.4f}", passed, f"{beside:.4f}"
        )
    most = real["variety"]["stock"] * (1 + NEAR)
    yield Gate(
        "variety stock 6-grams",
        f"{variety.stock:.5f}",
        f"at most {most:.5f}",
        variety.stock <= most if of_articles else None,
        f"{real['variety']['stock']:.5f}",
    )
    form = msgspec.to_builtins(form_of(texts))
    if found.modes:
        form |= msgspec.to_builtins(quoting_of([one.text for one in found.gold], found.modes))
    for name, value in form.items():
        beside = real["form"][name]
        low, high = (times * beside for times in FORM)
        wanted = f"{low:.2f} to {high:.2f}"
        yield Gate(f"form {name}", f"{value:.2f}", wanted, low <= value <= high, f"{beside:.2f}")


def _alike(articles: list[Article]) -> Iterator[tuple[str, str]]:
    from stancebank.similar import near_duplicates

    for later, earlier, _ in near_duplicates([one.text for one in articles], ALIKE):
        stories = {articles[later].story, articles[earlier].story}
        if len(stories) > 1 or None in stories:
            yield articles[earlier].id, articles[later].id


def as_markdown(found: list[Gate]) -> str:
    """The gates as a table."""
    marks = {True: "yes", False: "**no**", None: "not measured"}
    lines = ["| gate | value | real news | wanted | reached |", "|---|---:|---:|---:|---|"]
    lines += [
        f"| {one.name} | {one.value} | {one.beside} | {one.wanted} | {marks[one.passed]} |"
        for one in found
    ]
    return "\n".join(lines) + "\n"
