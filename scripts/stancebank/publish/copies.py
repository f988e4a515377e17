"""A user's own copies of articles: raw files in any form that `normalize` reads, or records."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import msgspec

from stancebank.collect.jsonfile import FieldNames
from stancebank.collect.lines import Layout
from stancebank.collect.normalize import normalize
from stancebank.collect.readers import RawArticle, read
from stancebank.collect.reject import Reject
from stancebank.collect.sources import RawFile, find
from stancebank.errors import StanceBankError
from stancebank.record import Article, Repair, decode, sha256
from stancebank.store import MAX_FILE_BYTES, is_jsonl, lines, read_bounded


@dataclass(frozen=True)
class Copy:
    """A normalized text and where it came from."""

    name: str
    text: str
    sha256: str
    repairs: list[Repair]


def copies(
    sources: list[str], out: Path, hashes: Collection[str], languages: Collection[str | None]
) -> Iterator[Copy | Reject]:
    """Every article under the sources, and what could not be read.

    A raw text is normalized as `normalize` does; if its hash is none of those looked for, also
    with line breaks read in the other ways and in the other languages, as its first normalizing
    may have known more of it.

    Args:
        sources: files, folders or globs.
        out: a folder among them to leave out.
        hashes: of the texts looked for.
        languages: of the articles looked for.

    Raises:
        StanceBankError: a source that does not exist.
    """
    try:
        files = find(sources, out)
    except FileNotFoundError as error:
        raise StanceBankError(str(error)) from error
    for file in files:
        records = list(_records(file))
        if records:
            yield from records
            continue
        for _, raw in read(file, FieldNames()):
            try:
                yield raw if isinstance(raw, Reject) else _best(raw, hashes, languages)
            except Reject as reject:
                yield Reject(reject.reason, f"{raw.name}: {reject.message}")  # type: ignore[union-attr]


def _records(file: RawFile) -> Iterator[Copy]:
    """The articles of a file of our own records; none if it is no such file."""
    jsonl = is_jsonl(file.path)
    if not jsonl and file.suffix != ".json":
        return
    try:
        if not jsonl:
            article = decode(read_bounded(file.path, MAX_FILE_BYTES), Article)
            yield Copy(file.name, article.text, sha256(article.text), article.repairs)
            return
        for number, line in lines(file.path):
            if line is not None and line.strip():
                article = decode(line, Article)
                name = f"{file.name}:{number}"
                yield Copy(name, article.text, sha256(article.text), article.repairs)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OSError, StanceBankError):
        return


def _best(raw: RawArticle, hashes: Collection[str], languages: Collection[str | None]) -> Copy:
    own = raw.metadata.language
    ways: list[tuple[Layout, str | None]] = [(raw.layout, own)]
    others: tuple[Layout, ...] = get_args(Layout)
    ways += [(way, tongue) for way in others for tongue in sorted({own, *languages}, key=str)]
    first: Copy | None = None
    for layout, language in dict.fromkeys(ways):
        # Normalizing works on the draft itself.
        text, repairs = normalize(copy.deepcopy(raw.draft), layout, language)
        made = Copy(raw.name, text, sha256(text), repairs)
        if made.sha256 in hashes:
            return made
        first = first or made
    assert first is not None
    return first
