"""Answers of an annotator, one JSON file an article, on their way to layers of the corpus."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from stancebank import store
from stancebank.annotate.exact import read
from stancebank.annotate.skeleton import GUIDELINES
from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.record import Annotator, Article, canonical

Judge = Callable[[bytes, Path], list[str]]
"""What is wrong with a record's bytes, given its place in the corpus."""


def files_of(sources: Iterable[Path]) -> list[Path]:
    """The JSON files among sources and in those that are folders.

    Raises:
        StanceBankError: there is none.
    """
    files = [
        file
        for source in sources
        for file in (sorted(source.glob("*.json")) if source.is_dir() else [source])
    ]
    if not files:
        raise StanceBankError(f"{', '.join(map(str, sources))}: no .json file in it")
    return files


class Answers:
    """Takes answers of one annotator.

    Args:
        corpus: the corpus whose articles are annotated.
        annotator: id; the folder of the layers.
        kind: human or machine, and
        about: who or what it is; both may be left out if there are layers of it.
        out: the folder of layers.

    Raises:
        StanceBankError: nothing tells who the annotator is.
    """

    def __init__(
        self, corpus: Corpus, annotator: str, kind: str | None, about: str | None, out: Path
    ) -> None:
        self.corpus = corpus
        self.out = out
        self.articles = {path.stem: path for path in corpus.article_files()}
        known = next((one for one in corpus.layer_files() if one.parent.name == annotator), None)
        if kind is not None and about is not None:
            self.annotator = Annotator(
                id=annotator, kind="human" if kind == "human" else "machine", description=about
            )
        elif known is not None:
            self.annotator = corpus.layer(known).annotator
        else:
            raise StanceBankError(
                f"there is no layer of “{annotator}” yet: say who it is with --kind and --about"
            )

    def take(self, file: Path, judge: Judge) -> list[str]:
        """Write the layer of one answer; what is wrong, if it cannot be written."""
        try:
            value: Any = json.loads(store.read_bounded(file, store.MAX_FILE_BYTES))
        except json.JSONDecodeError as error:
            return [f"{error.lineno}:{error.colno}: not JSON: {error.msg}: mend it at this place"]
        except (UnicodeDecodeError, RecursionError) as error:
            return [f"not JSON in UTF-8: {error}"]
        if not isinstance(value, dict) or not isinstance(value.get("article"), str):
            return ['expected an object with "article", the id of the article it is about']
        path = self.articles.get(value["article"])
        if path is None:
            folder = self.corpus.root / "articles"
            return [f"there is no article “{value['article']}” in {folder}"]
        article = self.with_targets(path)
        day = datetime.now(UTC).date().isoformat()
        answer = read(value, article, self.annotator, GUIDELINES, day)
        if answer.layer is None:
            return answer.failures
        content = canonical(answer.layer)
        name = Path(self.annotator.id) / f"{article.id}.json"
        if failures := judge(content, self.corpus.root / "layers" / name):
            return failures
        store.write_bytes(self.out / name, content)
        return []

    def with_targets(self, path: Path) -> Article:
        """The article; one without targets gets all those of its conflict, its file as well."""
        article = self.corpus.article(path)
        if article.targets or article.conflict is None:
            return article
        every = self.corpus.targets.values()
        targets = sorted(one.id for one in every if one.conflict == article.conflict)
        article = msgspec.structs.replace(article, targets=targets)
        store.write_bytes(path, canonical(article))
        return article
