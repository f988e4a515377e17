"""The corpus in numbers, as Markdown blocks that documents carry and CI compares with the data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property

from stancebank import schema
from stancebank.annotate.agreement import compare
from stancebank.annotate.tell import figures_table
from stancebank.annotate.units import pair_of, units_between
from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.ledgers import Proof, SplitSize
from stancebank.look import gates
from stancebank.look.variety import words_of
from stancebank.record import Article, Event, Stance, Statement

KINDS = ("statements", "stances", "events")
"""The layers of labels."""

_BLOCK = re.compile(
    r"(<!-- generated: (?P<name>[a-z-]+) -->\n)(?:(?!<!-- generated).)*?(<!-- /generated -->)",
    re.DOTALL,
)

_MARK = re.compile(r"<!--[ \t]*/?generated\b")
"""Anything meant as a beginning or an end of a block."""


def blocks(corpus: Corpus) -> dict[str, Callable[[], str]]:
    """Every block by name; a block is made when it is asked for, since some take their time."""
    counted = _Counted(corpus)
    return {
        "size": counted.size,
        "collections": lambda: counted.by("collection", lambda one: one.collection),
        "conflicts": lambda: counted.by("conflict", lambda one: one.conflict or "none"),
        "genres": lambda: counted.by("genre", lambda one: one.genre or "unknown"),
        "splits": lambda: counted.by("split", lambda one: corpus.splits.get(one.id, "none yet")),
        "split-proof": lambda: _proof(corpus.split_file.proof),
        "modes": lambda: _counts("statement_mode", (one.mode for one in counted.statements)),
        "stances": lambda: _counts("stance", (one.label for one in counted.stances), False),
        "events": lambda: _counts("event_type", (one.type for one in counted.events)),
        "realis": lambda: _counts("realis", (one.realis for one in counted.events)),
        "agreement": lambda: _agreement(corpus),
        "gates": lambda: gates.as_markdown(list(gates.gates(corpus))),
    }


class _Counted:
    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    @cached_property
    def articles(self) -> list[Article]:
        return list(self.corpus.articles())

    @cached_property
    def statements(self) -> list[Statement]:
        return [one for article in self.articles for one in article.statements]

    @cached_property
    def stances(self) -> list[Stance]:
        return [one for article in self.articles for one in article.stances]

    @cached_property
    def events(self) -> list[Event]:
        return [one for article in self.articles for one in article.events]

    def size(self) -> str:
        """The corpus in one table."""
        gold = sum(article.annotation.status == "gold" for article in self.articles)
        rows = [
            ("articles", len(self.articles)),
            ("of them gold", gold),
            ("words", sum(len(words_of(one.text)) for one in self.articles)),
            ("statements", len(self.statements)),
            ("stances", len(self.stances)),
            ("events", len(self.events)),
            ("layers of single annotators", len(self.corpus.layer_files())),
            ("actors", len(self.corpus.actors)),
            ("targets", len(self.corpus.targets)),
            ("conflicts", len(self.corpus.conflicts)),
        ]
        return _table(("what", "number"), rows)

    def by(self, name: str, key: Callable[[Article], str]) -> str:
        """Articles, gold articles, words and labels by some property of an article."""
        groups: dict[str, list[Article]] = {}
        for article in self.articles:
            groups.setdefault(key(article), []).append(article)
        lines = [
            f"| {name} | articles | gold | words | statements | stances | events |",
            "|---|---:|---:|---:|---:|---:|---:|",
        ]
        for group, own in sorted(groups.items()):
            cells = [
                len(own),
                sum(one.annotation.status == "gold" for one in own),
                sum(len(words_of(one.text)) for one in own),
                *(sum(len(getattr(one, kind)) for one in own) for kind in KINDS),
            ]
            lines.append(f"| {group} | {' | '.join(f'{cell:,}' for cell in cells)} |")
        return "\n".join(lines) + "\n"


def _agreement(corpus: Corpus) -> str:
    """Agreement of the two annotators with the most articles in common, all measures."""
    layers = corpus.layers()
    pair = pair_of(layers)
    units = (
        [] if pair is None else [one for _, one in units_between(corpus.articles(), layers, pair)]
    )
    if pair is None or not units:
        return "No two annotators have an article in common.\n"
    return figures_table(compare(pair, units))


def _proof(proof: Proof | None) -> str:
    """The proof of splits.json in words and as a table a split."""
    if proof is None:
        return "The splits are not proved apart yet: `stancebank split` does it.\n"
    if proof.similarity is None:
        alike = f"no two texts in different splits are alike by {proof.similarity_floor} or more"
    else:
        alike = (
            "the two texts in different splits most alike, "
            f"`{'` and `'.join(proof.most_similar)}`, are so by {proof.similarity}"
        )
    lines = [
        f"Counted again at every publication: {alike} (Jaccard similarity of 5-word shingles); "
        f"stories in two splits: {proof.shared_stories}; runs of 13 words in two splits: "
        f"{proof.shared_runs}, beyond {len(proof.stock_phrases)} stock phrases listed in "
        "`splits.json`.",
        "",
        "| split | articles | stories | targets | not in train | actors | not in train |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for one in proof.splits:
        cells = [getattr(one, name) for name in SplitSize.__struct_fields__[1:]]
        lines.append(f"| {one.name} | {' | '.join(f'{cell:,}' for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _counts(name: str, values: Iterable[str], derived: bool = True) -> str:
    """A label set with how often each label occurs; with `derived` false only annotated ones."""
    counted = Counter(values)
    entries = schema.labels(name).items()
    rows = [(f"`{one}`", counted[one]) for one, entry in entries if derived or not entry["derived"]]
    return _table(("label", "number"), rows)


def _table(head: tuple[str, str], rows: Iterable[tuple[str, int]]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "|---|---:|"]
    return "\n".join([*lines, *(f"| {name} | {count:,} |" for name, count in rows)]) + "\n"


def has_blocks(document: str) -> bool:
    """Whether anything in a document is meant as a generated block."""
    return _MARK.search(document) is not None


def refreshed(document: str, made: dict[str, Callable[[], str]], name: str) -> str:
    """A document with its generated blocks as they should be.

    Args:
        document: Markdown with `<!-- generated: NAME -->` … `<!-- /generated -->`.
        made: the blocks by name.
        name: the document's, for the message.

    Raises:
        StanceBankError: a block of a name that is not made, or a mark that is part of no block and
            would keep its old numbers unseen.
    """
    rest = _BLOCK.sub(lambda match: "\n" * match[0].count("\n"), document)
    if stray := _MARK.search(rest):
        line = rest.count("\n", 0, stray.start()) + 1
        raise StanceBankError(
            f"{name}:{line}: part of no block: expected a line `<!-- generated: NAME -->` "
            "and later a line `<!-- /generated -->`"
        )

    def replace(match: re.Match[str]) -> str:
        block = match["name"]
        if block not in made:
            raise StanceBankError(
                f"{name}: no block is called “{block}”; there are: {', '.join(made)}"
            )
        return f"{match[1]}{made[block]()}{match[3]}"

    return _BLOCK.sub(replace, document)
