"""The corpus in numbers, as Markdown blocks that documents carry and CI compares with the data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from stancebank import schema
from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.record import Proof, SplitSize

_BLOCK = re.compile(
    r"(<!-- generated: (?P<name>[a-z-]+) -->\n)(?:(?!<!-- generated).)*?(<!-- /generated -->)",
    re.DOTALL,
)

_MARK = re.compile(r"<!--[ \t]*/?generated\b")
"""Anything meant as a beginning or an end of a block."""


def blocks(corpus: Corpus) -> dict[str, str]:
    """Every block by name: size, splits, labels."""
    articles = list(corpus.articles())
    statements = [one for article in articles for one in article.statements]
    stances = [one for article in articles for one in article.stances]
    events = [one for article in articles for one in article.events]
    layers = [layer for found in corpus.layers().values() for layer in found]
    size = [
        ("articles", len(articles)),
        ("of them gold", sum(article.annotation.status == "gold" for article in articles)),
        ("words", sum(len(article.text.split()) for article in articles)),
        ("statements", len(statements)),
        ("stances", len(stances)),
        ("events", len(events)),
        ("layers of single annotators", len(layers)),
        ("actors", len(corpus.actors)),
        ("targets", len(corpus.targets)),
        ("conflicts", len(corpus.conflicts)),
    ]
    collections = Counter(article.collection for article in articles)
    splits = Counter(corpus.splits.get(article.id, "none yet") for article in articles)
    return {
        "size": _table(("what", "number"), size),
        "collections": _table(("collection", "articles"), sorted(collections.items())),
        "splits": _table(("split", "articles"), sorted(splits.items())),
        "split-proof": _proof(corpus.split_file.proof),
        "modes": _counts("statement_mode", (one.mode for one in statements)),
        "stances": _counts("stance", (one.label for one in stances), derived=False),
        "events": _counts("event_type", (one.type for one in events)),
        "realis": _counts("realis", (one.realis for one in events)),
    }


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


def refreshed(document: str, made: dict[str, str], name: str) -> str:
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
        return f"{match[1]}{made[block]}{match[3]}"

    return _BLOCK.sub(replace, document)
