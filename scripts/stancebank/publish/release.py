"""Make a release: validate, write every config, and swap the finished folder into place."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from stancebank.check.run import validate
from stancebank.check.source import expand
from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.publish import card, citation, croissant, figure
from stancebank.publish.batch import batches, empty
from stancebank.publish.card import Published
from stancebank.publish.features import CONFIGS, SPLITS
from stancebank.publish.parquet import SplitWriter
from stancebank.publish.proof import verify
from stancebank.publish.swap import building

CARRIED = ("version.json", "withdrawn.json")
"""Files of the corpus that a release carries: `diff` reads them there."""

CREATORS = {"human": "expert-generated", "machine": "machine-generated"}
"""The Hub's words for the kinds of annotators."""


@dataclass(frozen=True)
class Release:
    """What `publish` wrote: rows by config and split, and the articles it left out."""

    published: list[Published]
    left_out: list[str]


def publish(
    root: Path,
    out: Path,
    documents: list[Path],
    public: bool = False,
    workers: int | None = 1,
) -> Release:
    """Publish the corpus at `root` as the folder `out`.

    The folder appears whole or not at all; an existing one stays in place until then.

    Args:
        root: the corpus folder.
        out: the folder to make; an existing one is replaced only if it is a published folder.
        documents: further files to put beside the card, if they exist.
        public: cap each article's text by its licence, for a folder to pass on.
        workers: processes; None: as many as there are processors. The bytes are the same.

    Raises:
        StanceBankError: findings, nothing to publish, or `out` is not ours to replace.
    """
    refuse_foreign(out)
    errors = [
        one for one in validate(expand([root]), workers=workers).findings if one.severity == "error"
    ]
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
        return _write(Corpus(root), folder, documents, public, workers)


def refuse_foreign(out: Path) -> None:
    """Refuse to replace a folder that is not a published one."""
    if out.exists() and not (out / "SHA256SUMS").is_file() and any(out.iterdir()):
        raise StanceBankError(f"{out}: not a published folder: choose another -o, or empty it")


def _write(
    corpus: Corpus, folder: Path, documents: list[Path], public: bool, workers: int | None
) -> Release:
    writers: dict[tuple[str, str], SplitWriter] = {}
    whole = empty(public)
    for batch in batches(corpus, public, workers):
        whole.take(batch)
        for (config, split), rows in batch.tables.items():
            key = config, split
            if key not in writers:
                writers[key] = SplitWriter(folder, config, split)
            writers[key].add_table(rows)
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
    released = corpus.data_version.released if corpus.data_version is not None else None
    croissant.write(folder, published, corpus.version, sorted(whole.licences), released)
    citation.write(folder, corpus.version, released)
    for name in CARRIED:
        if (corpus.root / name).is_file():
            shutil.copyfile(corpus.root / name, folder / name)
    figure.write(folder, whole.counts)
    for document in documents:
        if document.is_file():
            shutil.copyfile(document, folder / document.name)
    creators = [CREATORS[kind] for kind in sorted(whole.kinds)] or ["no-annotation"]
    card.write(
        folder, published, corpus.version, sorted(whole.languages), creators, whole.tally.lines()
    )
    write_sums(folder)
    return Release(published, whole.left_out)


def write_sums(folder: Path) -> None:
    """SHA256SUMS of all files, as `sha256sum --check` reads it."""
    lines = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
