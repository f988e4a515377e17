"""A run of `normalize`: every input becomes a record in OUT or a line in its rejects file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from stancebank.collect.article import build, check_schema, has_labels, keep_labels, withdrawn
from stancebank.collect.jsonfile import FieldNames
from stancebank.collect.readers import RawArticle, read
from stancebank.collect.reject import Reject, RejectsFile, rejects_path
from stancebank.collect.sources import RawFile, shown
from stancebank.errors import StanceBankError
from stancebank.record import Article, decode
from stancebank.store import ArticleWriter, is_jsonl, lines


@dataclass
class Counts:
    """inputs == written + unchanged + rejected."""

    inputs: int = 0
    written: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass
class Run:
    """The options of a run and what it has seen.

    Args:
        out: folder or .jsonl[.gz|.zst].
        collection: for articles whose metadata state none; None: by folder.
        names: how JSON records call our fields.

    `seen` maps the id of every article of the run to its raw file.
    """

    out: Path
    collection: str | None = None
    names: FieldNames = field(default_factory=FieldNames)
    counts: Counts = field(default_factory=Counts)

    def __post_init__(self) -> None:
        self.seen: dict[str, str] = {}
        tombstones = withdrawn(self.out)
        self._withdrawn = {stone.article: stone for stone in tombstones} | {
            stone.text_sha256: stone for stone in tombstones
        }
        if is_jsonl(self.out) and self.out.is_file():
            _refuse_labels(self.out)

    def all(self, files: list[RawFile], done: Callable[[], None] = lambda: None) -> RejectsFile:
        """Normalize the files; the rejects file is finished and can be read.

        Args:
            files: from `sources.find`.
            done: called after each file, for a progress bar.
        """
        rejects = RejectsFile(rejects_path(self.out))
        with ArticleWriter(self.out) as writer, rejects:
            for file in files:
                for name, article in read(file, self.names):
                    self.counts.inputs += 1
                    try:
                        self._one(article, writer)
                    except Reject as reject:
                        rejects.add(name, reject)
                        self.counts.rejected += 1
                done()
        return rejects

    def _one(self, raw: RawArticle | Reject, writer: ArticleWriter) -> None:
        if isinstance(raw, Reject):
            raise raw
        article = build(raw, self.collection)
        self._refuse_taken(article)
        if not is_jsonl(self.out):
            article = self._with_labels(article, writer.path_of(article))
        check_schema(article)
        self.seen[article.id] = article.source.file
        if writer.write(article):
            self.counts.written += 1
        else:
            self.counts.unchanged += 1

    def _refuse_taken(self, article: Article) -> None:
        file = article.source.file
        if first := self.seen.get(article.id):
            raise Reject(
                "duplicate-id",
                f"{file}: the id {article.id!r} is that of {first} already: state another "
                '"id" in the sidecar of one of them',
            )
        stone = self._withdrawn.get(article.id) or self._withdrawn.get(article.text_sha256)
        if stone:
            what = "id" if stone.article == article.id else "text"
            raise Reject(
                "withdrawn",
                f"{file}: its {what} was withdrawn as {stone.article!r} on {stone.withdrawn} "
                "and never comes back: leave the file out",
            )

    def _with_labels(self, article: Article, path: Path) -> Article:
        folders = sorted(self.out.iterdir()) if self.out.is_dir() else []
        for folder in folders:
            there = folder / f"{article.id}.json"
            if folder.name != article.collection and there.is_file():
                raise Reject(
                    "other-collection",
                    f"{article.source.file}: the id {article.id!r} is that of {shown(there)}, in "
                    f"another collection than {article.collection!r}: state that collection, or "
                    "another id",
                )
        return keep_labels(article, path) if path.exists() else article


def _refuse_labels(out: Path) -> None:
    """A JSONL file is written anew as a whole: it must not hold anybody's labels.

    Raises:
        StanceBankError: it does, or it is no file of records.
    """
    for number, line in lines(out):
        try:
            labelled = line is None or has_labels(decode(line, Article))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise StanceBankError(
                f"{shown(out)}:{number}: no record, so OUT is left as it is: name another OUT"
            ) from error
        if labelled:
            raise StanceBankError(
                f"{shown(out)}:{number}: a record with labels, which writing OUT anew would lose: "
                "name another OUT, or a folder, whose labels are kept"
            )
