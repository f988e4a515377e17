"""SB6xx: rights and provenance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from stancebank.check.context import Context, Subject
from stancebank.check.finding import Problem
from stancebank.check.rule import rule
from stancebank.record import Article


@rule(
    "SB601",
    "raw-file-differs",
    scope="record",
    summary="The raw file of an article is not the one its record was made from.",
    rationale="Raw articles are kept exactly as received; the hash in the record proves it. Where "
    "the raw file is not kept, there is nothing to compare.",
    wrong="a typing error corrected in seeds/reported/a.txt",
    right="the file as received; what is wrong in it is mended by normalizing, in `repairs`",
)
def raw_file_differs(subject: Subject, context: Context) -> Iterator[Problem]:
    """An article whose raw file is there and has another hash than `source.sha256`."""
    record = subject.record
    if not isinstance(record, Article) or context.root is None or "#" in record.source.file:
        return
    raw = context.root.parent / record.source.file
    if raw.is_file() and raw.resolve().is_relative_to(context.root.parent):
        actual = hashlib.sha256(raw.read_bytes()).hexdigest()
        if actual != record.source.sha256:
            yield Problem(
                f"{record.source.file} has the SHA-256 {actual[:12]}…, not "
                f"{record.source.sha256[:12]}…",
                "restore the raw file, or run `stancebank normalize` on it under a new id",
                "/source/sha256",
            )
