"""What two annotators of one article have to agree on, as pairs of values and sets of spans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from stancebank.annotate.match import match_events, match_stances, match_statements
from stancebank.errors import StanceBankError
from stancebank.record import Article, Layer, Span, Stance, Statement

VARIABLES = ("stance", "speaker", "statement mode", "event type", "event mode", "realis")
"""Nominal variables: values of items that both annotators have."""

ROLES = ("source", "cue", "content", "trigger")
"""Roles of spans, compared token by token and span by span."""

ITEMS = ("statements", "stances", "narrated stances", "events")
"""What is found or missed as a whole."""

GOLD = "gold"
"""Stands for the labels of the articles themselves, as if an annotator's."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_NOTHING = "-"


@dataclass
class Overlap:
    """Spans or items of two annotators: how many each has, and how many are the same."""

    mine: int = 0
    other: int = 0
    exact: int = 0
    overlap: int = 0

    def add(self, one: Overlap) -> None:
        """Add counts."""
        self.mine += one.mine
        self.other += one.other
        self.exact += one.exact
        self.overlap += one.overlap


@dataclass
class Units:
    """Of one article: pairs of values by variable, token pairs by role, overlaps by role and item.

    Pairs are counted: (value of the first annotator, of the second) → how often. The value of a
    token is whether it is in a span of the role.
    """

    article: str
    genre: str
    pairs: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    tokens: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    spans: dict[str, Overlap] = field(default_factory=dict)
    items: dict[str, Overlap] = field(default_factory=dict)


Labelled = Layer | Article
"""What has statements, stances and events: an annotator's layer, or the article with gold."""


def pair_of(layers: Mapping[str, Sequence[Layer]]) -> tuple[str, str] | None:
    """The two annotators with the most articles in common, of equals the first by name.

    Args:
        layers: by article, as `Corpus.layers` gives them.

    Returns:
        None if no two have an article in common.
    """
    shared: Counter[tuple[str, str]] = Counter()
    for own in layers.values():
        shared.update(combinations(sorted({one.annotator.id for one in own}), 2))
    return min(shared, key=lambda pair: (-shared[pair], pair), default=None)


def units_between(
    articles: Iterable[Article], layers: Mapping[str, Sequence[Layer]], pair: tuple[str, str]
) -> Iterator[tuple[Article, Units]]:
    """The articles that both of a pair annotated, and what they have to agree on there.

    Args:
        articles: those looked at.
        layers: by article, as `Corpus.layers` gives them.
        pair: annotators; GOLD is the articles' own labels where they are gold.

    Raises:
        StanceBankError: a layer was made for another text than the article's.
    """
    for article in articles:
        own: dict[str, Labelled] = {one.annotator.id: one for one in layers.get(article.id, ())}
        if article.annotation.status == "gold":
            own[GOLD] = article
        if not own.keys() >= {*pair}:
            continue
        for name in pair:
            if own[name].text_sha256 != article.text_sha256:
                raise StanceBankError(
                    f"layers/{name}/{article.id}.json: the layer is of another text than its "
                    "article: `stancebank validate` tells more"
                )
        yield article, units_of(article, own[pair[0]], own[pair[1]])


def units_of(article: Article, one: Labelled, other: Labelled) -> Units:
    """Compare two layers of an article, or a layer with its gold.

    A stance is compared over every target of the article for each statement that both have: a
    target without a stance is `none`. The value does not tell who holds it: of several holders it
    is the set of their labels.
    """
    found = Units(article.id, article.genre or "unknown")
    statements = match_statements(one.statements, other.statements)
    events = match_events(one.events, other.events)
    stances = match_stances(one.stances, other.stances, statements)
    by_id = {item.id: item for item in other.statements}
    pairs = [(item, by_id[statements[item.id]]) for item in one.statements if item.id in statements]
    other_events = {item.id: item for item in other.events}
    both = [(item, other_events[events[item.id]]) for item in one.events if item.id in events]
    found.pairs = {
        "stance": Counter(_stance_pairs(article.targets, pairs, one.stances, other.stances)),
        "speaker": Counter((a.speaker or _NOTHING, b.speaker or _NOTHING) for a, b in pairs),
        "statement mode": Counter((a.mode, b.mode) for a, b in pairs),
        "event type": Counter((a.type, b.type) for a, b in both),
        "event mode": Counter(
            (a.mode or _NOTHING, b.mode or _NOTHING) for a, b in both if a.type == b.type
        ),
        "realis": Counter((a.realis, b.realis) for a, b in both),
    }
    for role in ROLES:
        mine, theirs = spans_of(one, role), spans_of(other, role)
        found.tokens[role] = Counter(_token_pairs(article.text, mine, theirs))
        found.spans[role] = overlap_of(mine, theirs)
    narrated = (_narrated(one), _narrated(other))
    narrated_both = sum(item.statement is None for item in one.stances if item.id in stances)
    found.items = {
        "statements": _matched(len(one.statements), len(other.statements), len(statements)),
        "stances": _matched(len(one.stances), len(other.stances), len(stances)),
        "narrated stances": _matched(*narrated, narrated_both),
        "events": _matched(len(one.events), len(other.events), len(events)),
    }
    return found


def _narrated(layer: Labelled) -> int:
    return sum(item.statement is None for item in layer.stances)


def _matched(mine: int, other: int, both: int) -> Overlap:
    return Overlap(mine, other, both, both)


def _stance_pairs(
    targets: list[str],
    pairs: list[tuple[Statement, Statement]],
    mine: list[Stance],
    theirs: list[Stance],
) -> Iterator[tuple[str, str]]:
    for a, b in pairs:
        for target in targets:
            yield _label(mine, a.id, target), _label(theirs, b.id, target)


def _label(stances: list[Stance], statement: str, target: str) -> str:
    labels = {one.label for one in stances if (one.statement, one.target) == (statement, target)}
    return "+".join(sorted(labels)) or "none"


def spans_of(layer: Labelled, role: str) -> list[Span]:
    """All spans of a role."""
    if role == "trigger":
        return [event.trigger for event in layer.events]
    if role == "content":
        return [span for one in layer.statements for span in one.content]
    named = (one.source if role == "source" else one.cue for one in layer.statements)
    return [span for span in named if span is not None]


def _token_pairs(text: str, mine: list[Span], theirs: list[Span]) -> Iterator[tuple[str, str]]:
    in_mine, in_theirs = _points(mine), _points(theirs)
    for match in _TOKEN.finditer(text):
        yield str(match.start() in in_mine), str(match.start() in in_theirs)


def _points(spans: Iterable[Span]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}


def overlap_of(mine: list[Span], theirs: list[Span]) -> Overlap:
    """How many spans are the same to the letter, and how many of either touch one of the other.

    `overlap` is the smaller of both counts, so that one long span does not stand for many.
    """
    left = Counter((one.start, one.end) for one in mine)
    right = Counter((one.start, one.end) for one in theirs)
    touching = min(
        sum(any(a.start < b.end and b.start < a.end for b in theirs) for a in mine),
        sum(any(a.start < b.end and b.start < a.end for a in mine) for b in theirs),
    )
    return Overlap(len(mine), len(theirs), (left & right).total(), touching)
