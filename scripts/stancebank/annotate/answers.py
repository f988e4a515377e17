"""Answers of an annotator, one JSON file an article, on their way to layers of the corpus."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from stancebank import store
from stancebank.annotate.exact import read
from stancebank.annotate.skeleton import GUIDELINES
from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.record import Annotator, Article, Layer, canonical
from stancebank.span import shorten

Judge = Callable[[bytes, Path], list[str]]
"""What is wrong with a record's bytes, given its place in the corpus."""

COMPARED = ("statements", "stances", "events", "guidelines", "text_sha256")
"""Fields in which a layer that is the same does not differ."""


def files_of(sources: Iterable[Path]) -> list[Path]:
    """The JSON files among sources and in those that are folders, each once.

    Raises:
        StanceBankError: there is none.
    """
    files = {
        file.resolve(): file
        for source in sources
        for file in (sorted(source.glob("*.json")) if source.is_dir() else [source])
    }
    if not files:
        raise StanceBankError(f"{', '.join(map(str, sources))}: no .json file in it")
    return [*files.values()]


def parse(raw: bytes) -> Any:
    """The JSON of an answer.

    Raises:
        StanceBankError: it is not JSON, a key is repeated, or a character is none.
    """
    repeated: list[str] = []
    try:
        value = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=partial(_once, repeated))
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise StanceBankError(f"{place}: not JSON: {error.msg}: mend it at this place") from error
    except UnicodeDecodeError as error:
        raise StanceBankError(f"not JSON in UTF-8: {error}") from error
    except ValueError as error:
        # Python's own limit on the digits of an integer, against inputs made to keep it busy.
        raise StanceBankError(
            "a number of thousands of digits: no key has numbers, take it out"
        ) from error
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        before = shorten(error.object[max(0, error.start - 30) : error.start])
        raise StanceBankError(
            f"\\u{ord(error.object[error.start]):04x} after “{before}” is half a character: "
            "write the character itself"
        ) from error
    if repeated:
        raise StanceBankError(
            f"repeated keys, of which all but the last would be lost: {', '.join(repeated)}: "
            "write each key of an object once"
        )
    return value


def _once(repeated: list[str], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of these pairs; keys that it has twice are added to `repeated`."""
    value = dict(pairs)
    if len(value) < len(pairs):
        times = Counter(key for key, _ in pairs)
        name = value.get("id", value.get("article"))
        of = f" of {json.dumps(name)}" if isinstance(name, str) else ""
        repeated += [f"{json.dumps(key)}{of}" for key in value if times[key] > 1]
    return value


class Answers:
    """Takes answers of one annotator.

    Args:
        corpus: the corpus whose articles are annotated.
        annotator: id; the folder of the layers.
        kind: human or machine, and
        about: who or what it is; both may be left out if there are layers of it.
        out: the folder of layers; None: the corpus's own, and articles without targets get those
            of their conflict.
        replace: whether layers that have other labels are replaced.

    Raises:
        StanceBankError: nothing tells who the annotator is, or the corpus tells otherwise.
    """

    def __init__(
        self,
        corpus: Corpus,
        annotator: str,
        kind: str | None,
        about: str | None,
        out: Path | None,
        replace: bool = False,
    ) -> None:
        self.corpus = corpus
        self.out = out
        self.replace = replace
        self.articles = {path.stem: path for path in corpus.article_files()}
        self.annotator = _annotator(corpus, annotator, kind, about)
        self.answered: dict[str, Path] = {}

    def take(self, files: Iterable[Path], judge: Judge) -> Iterator[tuple[Path, list[str]]]:
        """Write layers: each file, and what is wrong if its layer could not be written."""
        with TemporaryDirectory() as folder:
            for file in files:
                try:
                    failures = self._take(file, judge, Path(folder))
                except RecursionError:
                    failures = ["nested too deeply: an answer is an object of lists of items"]
                except StanceBankError as error:
                    failures = [str(error).removeprefix(f"{file}: ")]
                yield file, failures

    def _take(self, file: Path, judge: Judge, aside: Path) -> list[str]:
        value = parse(store.read_bounded(file, store.MAX_FILE_BYTES))
        if not isinstance(value, dict) or not isinstance(value.get("article"), str):
            return ['expected an object with "article", the id of the article it is about']
        path = self.articles.get(value["article"])
        if path is None:
            folder = self.corpus.root / "articles"
            return [f"there is no article “{value['article']}” in {folder}"]
        first = self.answered.setdefault(path.stem, file)
        if first is not file:
            return [f"a second answer for “{path.stem}”, after {first}: keep one of the two"]
        article = self.corpus.article(path)
        filled = self.with_targets(article)
        day = datetime.now(UTC).date().isoformat()
        answer = read(value, article, self.annotator, GUIDELINES, day)
        if answer.layer is None:
            return answer.failures
        name = Path(self.annotator.id) / f"{article.id}.json"
        place = (self.out or self.corpus.root / "layers") / name
        compared = (*COMPARED, "notes") if "notes" in value else COMPARED
        others = self._differences(place, answer.layer, compared)
        failures = []
        if others and not self.replace:
            failures.append(
                f"{place} has labels already; give --replace to replace them "
                f"(it differs in {', '.join(others)})"
            )
        content = canonical(answer.layer)
        root = self.corpus.root
        if filled != article:
            # The rules read the article from its file, which an answer that fails may not change.
            root = self._aside(aside, path, filled)
        failures += judge(content, root / "layers" / name)
        if failures:
            return failures
        if filled != article and self.out is None:
            store.write_bytes(path, canonical(filled))
        if others is None or others:
            store.write_bytes(place, content)
        return []

    def _differences(self, place: Path, layer: Layer, fields: Iterable[str]) -> list[str] | None:
        """Fields in which the layer at a place differs; None if nothing there could be lost."""
        if not place.exists():
            return None
        try:
            there = self.corpus.layer(place)
        except StanceBankError as error:
            if self.replace:
                return None
            raise StanceBankError(f"{error}; or give --replace to replace it") from error
        others = [name for name in fields if getattr(there, name) != getattr(layer, name)]
        labelled = there.statements or there.stances or there.events or there.notes
        return others if labelled or not others else None

    def with_targets(self, article: Article) -> Article:
        """The article; if it has no targets, with all those of its conflict."""
        if article.targets or article.conflict is None:
            return article
        every = self.corpus.targets.values()
        targets = sorted(one.id for one in every if one.conflict == article.conflict)
        return msgspec.structs.replace(article, targets=targets)

    def _aside(self, root: Path, path: Path, article: Article) -> Path:
        """A folder made a corpus with the same registries and, in place of its file, an article."""
        if not (root / "registry").is_dir():
            shutil.copytree(self.corpus.root / "registry", root / "registry")
            # The checks list the articles of a corpus once: all names are there from the start.
            for one in self.articles.values():
                stub = root / one.relative_to(self.corpus.root)
                stub.parent.mkdir(parents=True, exist_ok=True)
                stub.touch()
        store.write_bytes(root / path.relative_to(self.corpus.root), canonical(article))
        return root


def _annotator(corpus: Corpus, name: str, kind: str | None, about: str | None) -> Annotator:
    """An annotator as the corpus describes it, else as the options do."""
    for path in corpus.layer_files():
        if path.parent.name != name:
            continue
        try:
            known = corpus.layer(path).annotator
        except StanceBankError:
            # That is for `validate` to explain; another layer will do.
            continue
        for option, given, there in (
            ("--kind", kind, known.kind),
            ("--about", about, known.description),
        ):
            if given not in (None, there):
                raise StanceBankError(
                    f"{option} “{given}”: “{name}” is described already, in {path}, as “{there}”: "
                    f"leave {option} out, or give another id with --annotator"
                )
        return known
    if kind is None or about is None:
        raise StanceBankError(
            f"there is no layer of “{name}” yet: say who it is with --kind and --about"
        )
    return Annotator(id=name, kind="human" if kind == "human" else "machine", description=about)
