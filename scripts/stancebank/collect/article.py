"""From a raw article to a record, and what of an existing record outlives being made anew."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from stancebank import corpus, schema
from stancebank.collect.metadata import slug
from stancebank.collect.normalize import normalize
from stancebank.collect.readers import RawArticle
from stancebank.collect.reject import Reject
from stancebank.collect.sources import shown
from stancebank.errors import StanceBankError
from stancebank.record import (
    SCHEMA_VERSION,
    Annotation,
    Article,
    Rights,
    Source,
    Tombstone,
    Withdrawn,
    decode,
    sha256,
)
from stancebank.store import MAX_FILE_BYTES, read_bounded


def build(raw: RawArticle, collection: str | None) -> Article:
    """The record of a raw article, without labels.

    Args:
        raw: as read.
        collection: where the article's own metadata state none; None: its folder.

    Raises:
        Reject: empty, too-damaged, too-large, bad-metadata (no id can be made).
    """
    stated = raw.metadata
    try:
        text, repairs = normalize(raw.draft, raw.layout, stated.language)
    except Reject as reject:
        raise Reject(reject.reason, f"{raw.name}: {reject.message}") from reject
    return Article(
        id=stated.id or _made_id(raw.default_id, "id", raw.name),
        schema_version=SCHEMA_VERSION,
        collection=stated.collection
        or collection
        or _made_id(raw.file.folder, "collection", raw.name),
        conflict=stated.conflict,
        story=stated.story,
        genre=stated.genre,
        language=stated.language,
        title=stated.title,
        published=stated.published,
        dateline=stated.dateline,
        text=text,
        text_sha256=sha256(text),
        source=Source(
            file=raw.name,
            sha256=raw.sha256,
            encoding=raw.encoding,
            url=stated.url,
            publisher=stated.publisher,
            author=stated.author,
            written_by=stated.written_by,
            retrieved=stated.retrieved,
        ),
        rights=Rights(
            license=stated.license or "LicenseRef-unknown",
            holder=stated.rights_holder,
            text=stated.text_policy or "excerpt",
        ),
        repairs=repairs,
        targets=[],
        statements=[],
        stances=[],
        events=[],
        annotation=Annotation(status="none", guidelines=None, layers=[], adjudicator=None),
    )


def _made_id(name: str, key: str, where: str) -> str:
    made = slug(name)
    if not made:
        raise Reject(
            "bad-metadata",
            f"{where}: no {key} can be made of {shown(name)!r}: state {key!r} in the sidecar",
        )
    return made


def keep_labels(new: Article, path: Path) -> Article:
    """The new record with the labels of the one in `path`, whose text must be the same.

    A record without labels may be replaced by one with another text.

    Raises:
        Reject: text-changed, broken-record.
    """
    try:
        old = decode(read_bounded(path, MAX_FILE_BYTES), Article)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, StanceBankError) as error:
        raise Reject(
            "broken-record",
            f"{new.source.file}: {shown(path)} is no record ({_line(error)}) and is left as it is: "
            f"mend it (stancebank validate {shown(path)}) or take it away",
        ) from error
    labelled = has_labels(old)
    if old.text != new.text and labelled:
        raise Reject(
            "text-changed",
            f"{new.source.file}: the text differs from that of {shown(path)}, which has labels on "
            "it and is left as it is: withdraw that record, or give the new text a new id",
        )
    if not labelled:
        return new
    return msgspec.structs.replace(
        new,
        targets=old.targets,
        statements=old.statements,
        stances=old.stances,
        events=old.events,
        annotation=old.annotation,
    )


def has_labels(article: Article) -> bool:
    """Whether somebody has worked on the record: its text may not change any more."""
    return bool(
        article.annotation.status != "none"
        or article.annotation.layers
        or article.targets
        or article.statements
        or article.stances
        or article.events
    )


def withdrawn(out: Path) -> list[Tombstone]:
    """The tombstones of the corpus that OUT belongs to, if it belongs to one."""
    root = corpus.find_root(out)
    path = root / "withdrawn.json" if root else None
    if path is None or not path.is_file():
        return []
    try:
        return decode(read_bounded(path, MAX_FILE_BYTES), Withdrawn).withdrawn
    except msgspec.DecodeError as error:
        raise StanceBankError(
            f"{shown(path)}: {error}: run `stancebank validate {shown(path)}` for the exact place"
        ) from error


def check_schema(article: Article) -> None:
    """Hold the finished record against schema/article.schema.json.

    Raises:
        AssertionError: a fault of this program, never of the input.
    """
    value = msgspec.to_builtins(article)
    if not schema.gate("article").is_valid(value):
        error = next(schema.explainer("article").iter_errors(value))
        raise AssertionError(
            f"{article.source.file}: the record made of it breaks the schema at "
            f"/{'/'.join(map(str, error.path))}: {_line(error)[:200]}"
        )


def _line(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error))
