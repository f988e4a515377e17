"""Articles in batches: the Arrow tables of their rows, and what the card has to count.

Batches are cut by number of articles, whoever works them, so that files come out the same with
one process or several.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from stancebank import schema
from stancebank.corpus import Corpus
from stancebank.fingerprint import Returning
from stancebank.parallel import ordered
from stancebank.publish.features import table
from stancebank.publish.rights import Row, Shown, applied
from stancebank.publish.rows import rows_of
from stancebank.publish.tally import Tally
from stancebank.record import Article, Layer

BATCH = 100
"""Articles worked on at once."""

PANELS = {
    "stance": ("stance", "label", "stance"),
    "mode of statements": ("statements", "mode", "statement_mode"),
    "event type": ("events", "type", "event_type"),
}
"""Panels of the figure of label counts: config, column and label set of each."""

PUBLISHED_STATUS = ("single", "gold")
"""Articles with other labels than these, or none, are not published."""


@dataclass
class Batch:
    """What a batch of articles gives: tables by (config, split), and counts."""

    tally: Tally
    tables: dict[tuple[str, str], pa.Table] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    licences: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    counts: dict[str, Counter[str]] = field(
        default_factory=lambda: {title: Counter() for title in PANELS}
    )

    def take(self, other: Batch) -> None:
        """Add another batch's counts; its tables stay its own."""
        self.tally.take(other.tally)
        self.left_out += other.left_out
        self.languages |= other.languages
        self.licences |= other.licences
        self.kinds |= other.kinds
        for title, counter in other.counts.items():
            self.counts[title].update(counter)


def empty(public: bool) -> Batch:
    """A batch of no article, to add others to: every label is there, with none counted."""
    whole = Batch(Tally(public))
    for title, (_, _, name) in PANELS.items():
        whole.counts[title].update({one: 0 for one in schema.labels(name) if one != "none"})
    return whole


def batches(corpus: Corpus, public: bool, workers: int | None) -> Iterator[Batch]:
    """All articles of a corpus by ascending id, batch by batch.

    Args:
        corpus: a corpus that passed validation.
        public: cap each article's text by its licence.
        workers: processes; None: as many as there are processors.
    """
    layers: dict[str, list[Path]] = {}
    for path in corpus.layer_files():
        layers.setdefault(path.stem, []).append(path)
    files = sorted(corpus.article_files(), key=lambda path: path.stem)
    pairs = [(path, layers.get(path.stem, [])) for path in files]
    cut = [pairs[at : at + BATCH] for at in range(0, len(pairs), BATCH)]
    yield from ordered(_built, cut, workers, _prepare, (corpus.root, public))


_at_hand: tuple[Corpus, bool, Returning]
"""Of this process: the corpus with its registries, whether it is for the public, tombstones."""


def _prepare(root: Path, public: bool) -> None:
    global _at_hand
    corpus = Corpus(root)
    _at_hand = corpus, public, Returning(corpus.tombstones)


def _built(pairs: Sequence[tuple[Path, list[Path]]]) -> Batch:
    # Records are trees, freed by counting references; the collector would only cost time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _batch(pairs, *_at_hand)
    finally:
        if collecting:
            gc.enable()


def _batch(
    pairs: Sequence[tuple[Path, list[Path]]], corpus: Corpus, public: bool, came_back: Returning
) -> Batch:
    batch = Batch(Tally(public))
    rows: dict[tuple[str, str], list[Row]] = {}
    for path, layer_paths in pairs:
        article = corpus.article(path)
        split = corpus.splits.get(article.id)
        if (
            split is None
            or article.annotation.status not in PUBLISHED_STATUS
            or came_back.tombstone(article.id, article.text_sha256, article.text) is not None
        ):
            batch.left_out.append(article.id)
            continue
        layers = [corpus.layer(one) for one in layer_paths]
        for config, found in _rows(article, layers, corpus, public, batch).items():
            if found:
                rows.setdefault((config, split), []).extend(found)
    batch.tables = {key: table(key[0], found) for key, found in rows.items()}
    return batch


def _rows(
    article: Article, layers: list[Layer], corpus: Corpus, public: bool, batch: Batch
) -> dict[str, list[Row]]:
    """The article's rows by config, counted in the batch."""
    batch.licences.add(article.rights.license)
    batch.languages |= {article.language} if article.language is not None else set()
    batch.kinds |= {layer.annotator.kind for layer in layers}
    shown = Shown(article, layers, applied(article, public))
    batch.tally.add(article, shown)
    rows = rows_of(article, layers, corpus, shown)
    for title, (config, column, _) in PANELS.items():
        batch.counts[title].update(
            row[column] for row in rows[config] if row[column] not in (None, "none")
        )
    return rows
