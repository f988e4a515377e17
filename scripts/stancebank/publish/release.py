"""Make a release: validate, write every config, and swap the finished folder into place."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from stancebank import schema
from stancebank.check.run import validate
from stancebank.check.source import expand
from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.fingerprint import Returning
from stancebank.publish import card, citation, croissant, figure
from stancebank.publish.card import Published
from stancebank.publish.features import CONFIGS, SPLITS
from stancebank.publish.parquet import SplitWriter
from stancebank.publish.proof import verify
from stancebank.publish.rights import Row, Shown, Tally, applied
from stancebank.publish.rows import rows_of
from stancebank.publish.swap import building

PANELS = {
    "stance": "stance",
    "mode of statements": "statement_mode",
    "event type": "event_type",
}
"""Panels of the figure of label counts, and the label set each shows."""

CARRIED = ("version.json", "withdrawn.json")
"""Files of the corpus that a release carries: `diff` reads them there."""

CREATORS = {"human": "expert-generated", "machine": "machine-generated"}
"""The Hub's words for the kinds of annotators."""

PUBLISHED_STATUS = ("single", "gold")
"""Articles with other labels than these, or none, are not published."""


@dataclass(frozen=True)
class Release:
    """What `publish` wrote: rows by config and split, and the articles it left out."""

    published: list[Published]
    left_out: list[str]


def publish(root: Path, out: Path, documents: list[Path], public: bool = False) -> Release:
    """Publish the corpus at `root` as the folder `out`.

    The folder appears whole or not at all; an existing one stays in place until then.

    Args:
        root: the corpus folder.
        out: the folder to make; an existing one is replaced only if it is a published folder.
        documents: further files to put beside the card, if they exist.
        public: cap each article's text by its licence, for a folder to pass on.

    Raises:
        StanceBankError: findings, nothing to publish, or `out` is not ours to replace.
    """
    refuse_foreign(out)
    errors = [one for one in validate(expand([root])).findings if one.severity == "error"]
    if errors:
        raise StanceBankError(
            f"{root}: {len(errors)} errors, nothing published: run `stancebank validate {root}`"
        )
    if problems := verify(Corpus(root)):
        raise StanceBankError(
            f"{root / 'splits.json'}: nothing published, {len(problems)} reasons; the first: "
            + problems[0]
        )
    with building(out) as folder:
        return _write(Corpus(root), folder, documents, public)


def refuse_foreign(out: Path) -> None:
    """Refuse to replace a folder that is not a published one."""
    if out.exists() and not (out / "SHA256SUMS").is_file() and any(out.iterdir()):
        raise StanceBankError(f"{out}: not a published folder: choose another -o, or empty it")


def _write(corpus: Corpus, folder: Path, documents: list[Path], public: bool) -> Release:
    writers: dict[tuple[str, str], SplitWriter] = {}
    left_out: list[str] = []
    languages: set[str] = set()
    licences: set[str] = set()
    counts = {
        title: Counter({label: 0 for label in schema.labels(name) if label != "none"})
        for title, name in PANELS.items()
    }
    layers = corpus.layers()
    tally = Tally(public)
    came_back = Returning(corpus.tombstones)
    for path in sorted(corpus.article_files(), key=lambda path: path.stem):
        article = corpus.article(path)
        split = corpus.splits.get(article.id)
        if split is None or article.annotation.status not in PUBLISHED_STATUS:
            left_out.append(article.id)
            continue
        if came_back.tombstone(article.id, article.text_sha256, article.text) is not None:
            left_out.append(article.id)
            continue
        licences.add(article.rights.license)
        languages |= {article.language} if article.language is not None else set()
        own = layers.get(article.id, [])
        shown = Shown(article, own, applied(article, public))
        tally.add(article, shown)
        for config, rows in rows_of(article, own, corpus, shown).items():
            _count(counts, config, rows)
            for row in rows:
                key = (config, split)
                if key not in writers:
                    writers[key] = SplitWriter(folder, config, split)
                writers[key].add(row)
    published = []
    for config in CONFIGS:
        one = Published(config)
        for split in SPLITS:
            if (writer := writers.get((config, split))) is not None:
                files = writer.close()
                one.splits[split] = (writer.rows, writer.num_bytes, files)
        # A config or split without rows would break load_dataset: it is left out.
        if one.splits:
            published.append(one)
    if not published:
        raise StanceBankError(
            f"{corpus.root}: nothing to publish: no article is both annotated (status single or "
            "gold) and assigned a split in splits.json"
        )
    croissant.write(folder, published, corpus.version, sorted(licences))
    citation.write(folder, corpus.version)
    for name in CARRIED:
        if (corpus.root / name).is_file():
            shutil.copyfile(corpus.root / name, folder / name)
    figure.write(folder, counts)
    for document in documents:
        if document.is_file():
            shutil.copyfile(document, folder / document.name)
    kinds = {layer.annotator.kind for found in layers.values() for layer in found}
    creators = [CREATORS[kind] for kind in sorted(kinds)] or ["no-annotation"]
    card.write(folder, published, corpus.version, sorted(languages), creators, tally.lines())
    write_sums(folder)
    return Release(published, left_out)


def _count(counts: dict[str, Counter[str]], config: str, rows: list[Row]) -> None:
    """Add an article's labels to the panels of the figure."""
    if config == "stance":
        counts["stance"].update(row["label"] for row in rows if row["label"] != "none")
    elif config == "statements":
        counts["mode of statements"].update(row["mode"] for row in rows)
    elif config == "events":
        counts["event type"].update(row["type"] for row in rows)


def write_sums(folder: Path) -> None:
    """SHA256SUMS of all files, as `sha256sum --check` reads it."""
    lines = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
