"""A run of `normalize`: every input becomes a record in OUT or a line in its rejects file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from stancebank.collect.article import build, check_schema
from stancebank.collect.existing import keep_labels, refuse_loss, withdrawn
from stancebank.collect.jsonfile import FieldNames
from stancebank.collect.readers import RawArticle, read
from stancebank.collect.reject import Reject, RejectsFile, internal, rejects_path
from stancebank.collect.sources import RawFile, Scope, shown
from stancebank.errors import StanceBankError
from stancebank.fingerprint import Returning
from stancebank.record import Article
from stancebank.store import ArticleWriter, is_jsonl


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
        self.scope: Scope | None = None
        self._returning = Returning(withdrawn(self.out))

    def prepare(self, files: list[RawFile], sources: list[str]) -> None:
        """Hear of a wrong OUT before the work begins.

        Args:
            files: from `sources.find`.
            sources: what it found them in: the run answers for all that is below its folders.

        Raises:
            StanceBankError: OUT has no form, or holds what writing it anew would lose.
        """
        self.scope = Scope.of(files, sources)
        ArticleWriter(self.out)
        if is_jsonl(self.out) and self.out.is_file():
            refuse_loss(self.out, self.scope)

    def all(self, files: list[RawFile], done: Callable[[], None] = lambda: None) -> RejectsFile:
        """Normalize the files; the rejects file is finished and can be read.

        Args:
            files: from `sources.find`.
            done: called after each file, for a progress bar.

        Raises:
            StanceBankError: OUT or the rejects file cannot be written.
        """
        scope = self.scope or Scope.of(files, [])
        rejects = RejectsFile(rejects_path(self.out), scope.__contains__)
        try:
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
        except OSError as error:  # of reading, each is a reject already
            raise StanceBankError(
                f"{shown(self.out)}: cannot be written ({error.strerror or error}): name another "
                "OUT, or mend what is there"
            ) from error
        return rejects

    def _one(self, raw: RawArticle | Reject, writer: ArticleWriter) -> None:
        if isinstance(raw, Reject):
            raise raw
        try:
            article = build(raw, self.collection)
            check_schema(article)
        except (Reject, StanceBankError):
            raise
        except Exception as error:
            raise internal(raw.where, error) from error
        self._refuse_taken(article, raw)
        kept: Article | None = article
        if not is_jsonl(self.out):
            kept = self._with_labels(article, writer.path_of(article), raw.where)
        self.seen[article.id] = raw.where
        if kept is not None and writer.write(kept):
            self.counts.written += 1
        else:
            self.counts.unchanged += 1

    def _refuse_taken(self, article: Article, raw: RawArticle) -> None:
        file = raw.where
        if first := self.seen.get(article.id):
            raise Reject(
                "duplicate-id",
                f"{file}: the id {article.id!r} is that of {first} already: state another "
                f'"id" {"in one of the lines" if raw.of_many else "in the sidecar of one of them"}',
            )
        found = self._returning.tombstone(article.id, article.text_sha256, article.text)
        if found is not None:
            stone, what = found
            raise Reject(
                "withdrawn",
                f"{file}: its {what} was withdrawn as {stone.article!r} on {stone.withdrawn} "
                "and never comes back: leave the file out",
            )

    def _with_labels(self, article: Article, path: Path, where: str) -> Article | None:
        folders = sorted(self.out.iterdir()) if self.out.is_dir() else []
        for folder in folders:
            there = folder / f"{article.id}.json"
            if folder.name != article.collection and there.is_file():
                raise Reject(
                    "other-collection",
                    f"{where}: the id {article.id!r} is that of {shown(there)}, in "
                    f"another collection than {article.collection!r}: state that collection, or "
                    "another id",
                )
        return keep_labels(article, path, where) if path.exists() else article
