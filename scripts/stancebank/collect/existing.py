"""What is in OUT already: labels that are kept, texts that may not change, what stays out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from stancebank import corpus
from stancebank.collect.reject import Reject
from stancebank.collect.sources import Scope, shown
from stancebank.errors import StanceBankError
from stancebank.ledgers import Tombstone, Withdrawn
from stancebank.record import Article, decode
from stancebank.store import MAX_FILE_BYTES, lines, read_bounded

LABELS = ("targets", "statements", "stances", "events")


def keep_labels(new: Article, path: Path, where: str) -> Article | None:
    """The new record with the labels of the one in `path`, whose text must be the same.

    A record without labels may be replaced by one with another text. None: `path` holds this
    article with something that does not fit a record yet, such as spans without their offsets
    (`stancebank validate --fix` adds them), and stays as it is.

    Args:
        new: the record made of the raw article.
        path: where the existing record is.
        where: the raw article, for messages.

    Raises:
        Reject: text-changed, broken-record.
    """
    try:
        raw = read_bounded(path, MAX_FILE_BYTES)
        old = decode(raw, Article)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, StanceBankError) as error:
        draft = {} if isinstance(error, StanceBankError) else _object(raw)
        if draft.get("id") == new.id and draft.get("text") == new.text:
            return None
        if draft.get("id") == new.id and any(draft.get(key) for key in LABELS):
            raise _text_changed(path, where) from error
        raise Reject(
            "broken-record",
            f"{where}: {shown(path)} is no record ({re.sub(chr(10), ' ', str(error))}) and is left "
            f"as it is: mend it (stancebank validate {shown(path)}) or take it away",
        ) from error
    labelled = has_labels(old)
    if old.text != new.text and labelled:
        raise _text_changed(path, where)
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


def _object(raw: bytes) -> dict[str, Any]:
    """The JSON object in a file that is no record; empty if it holds none."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _text_changed(path: Path, where: str) -> Reject:
    return Reject(
        "text-changed",
        f"{where}: the text differs from that of {shown(path)}, which has labels on "
        "it and is left as it is: withdraw that record, or give the new text a new id",
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


def refuse_loss(out: Path, scope: Scope) -> None:
    """A JSONL file is written anew as a whole: it may hold nothing that the run does not make.

    Raises:
        StanceBankError: it holds labels, records of other sources, or is no file of records.
    """
    for number, line in lines(out):
        where = f"{shown(out)}:{number}"
        try:
            if line is None:
                raise msgspec.DecodeError("too long")
            old = decode(line, Article)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise StanceBankError(
                f"{where}: no record, so OUT is left as it is: name another OUT"
            ) from error
        if has_labels(old):
            raise StanceBankError(
                f"{where}: a record with labels, which writing OUT anew would lose: "
                "name another OUT, or a folder, whose labels are kept"
            )
        if old.source.file not in scope:
            raise StanceBankError(
                f"{where}: a record of {shown(old.source.file)}, which is none of these SOURCEs "
                "and which writing OUT anew would lose: name another OUT, or all SOURCEs"
            )
