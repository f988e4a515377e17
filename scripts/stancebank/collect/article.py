"""From a raw article to a record."""

from __future__ import annotations

import re

import msgspec

from stancebank import schema
from stancebank.collect.metadata import slug
from stancebank.collect.normalize import normalize
from stancebank.collect.readers import RawArticle
from stancebank.collect.reject import Reject
from stancebank.collect.sources import shown
from stancebank.record import SCHEMA_VERSION, Annotation, Article, Rights, Source, sha256


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
        raise Reject(reject.reason, f"{raw.where}: {reject.message}") from reject
    return Article(
        id=stated.id or _made_id(raw.default_id, "id", raw.where),
        schema_version=SCHEMA_VERSION,
        collection=stated.collection
        or collection
        or _made_id(raw.file.folder, "collection", raw.where),
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
            f"{where}: no {key} can be made of {shown(name)!r}: state {key!r} with it",
        )
    return made


def check_schema(article: Article) -> None:
    """Hold the finished record against schema/article.schema.json.

    Raises:
        AssertionError: a fault of this program, never of the input.
    """
    value = msgspec.to_builtins(article)
    if not schema.gate("article").is_valid(value):
        error = next(schema.explainer("article").iter_errors(value))
        raise AssertionError(
            f"the record made of it breaks the schema at /{'/'.join(map(str, error.path))}: "
            + re.sub(r"\s+", " ", str(error))[:200]
        )
