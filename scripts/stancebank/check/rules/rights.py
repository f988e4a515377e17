"""SB6xx: rights and provenance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache

from stancebank.check.context import Context, Subject
from stancebank.check.finding import Problem
from stancebank.check.rule import rule
from stancebank.record import Article

UNKNOWN = "LicenseRef-unknown"


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


@rule(
    "SB602",
    "unknown-licence",
    scope="record",
    summary="A licence is not an SPDX licence expression.",
    rationale="`publish --public` decides by the licence; one it cannot read never gives text.",
    wrong='"license": "Creative Commons"',
    right='"license": "CC-BY-4.0"; "LicenseRef-" and a name for anything outside SPDX',
)
def unknown_licence(subject: Subject, context: Context) -> Iterator[Problem]:
    """An article whose licence the SPDX list does not know."""
    if isinstance(subject.record, Article):
        problem = licence_problem(subject.record.rights.license)
        if problem is not None:
            yield Problem(
                f"“{subject.record.rights.license}” is not an SPDX licence expression: {problem}",
                "use an identifier of the SPDX list (CC-BY-4.0), or LicenseRef- and a name",
                "/rights/license",
            )


@cache
def licence_problem(expression: str) -> str | None:
    """What is wrong with a licence expression; None if it is well-formed and known."""
    if expression == UNKNOWN:
        return None
    from license_expression import get_spdx_licensing

    found = get_spdx_licensing().validate(expression)
    unknown = [one for one in found.invalid_symbols if not one.startswith("LicenseRef-")]
    if not found.errors or (found.invalid_symbols and not unknown):
        return None
    return f"unknown: {', '.join(unknown)}" if unknown else found.errors[0]


@rule(
    "SB603",
    "full-text-of-unknown-licence",
    scope="record",
    severity="warning",
    summary="The text policy is full, and the licence is unknown.",
    rationale="`stancebank publish` without --public then writes the whole text: right for "
    "oneself, wrong to pass on. Say in exceptions.json why it is meant.",
    wrong='"license": "LicenseRef-unknown", "text": "full"',
    right='"license": "LicenseRef-unknown", "text": "excerpt"',
)
def full_text_of_unknown_licence(subject: Subject, context: Context) -> Iterator[Problem]:
    """An article whose policy gives more text than an unknown licence can bear."""
    record = subject.record
    if (
        isinstance(record, Article)
        and record.rights.license == UNKNOWN
        and record.rights.text == "full"
    ):
        yield Problem(
            "the whole text may be published, and its licence is unknown",
            "find the licence, or use excerpt or none, or state the reason in exceptions.json",
            "/rights/text",
        )


@rule(
    "SB604",
    "fictional-and-real",
    scope="record",
    summary="A reported article has invented actors, or an authored one real ones.",
    rationale="Articles written for the corpus are about invented conflicts, states and people "
    "only; nobody real may be shown saying what he never said.",
    wrong='collection authored, "speaker": an actor with "fictional": false',
    right="invented actors in authored articles, real ones in reported articles",
)
def fictional_and_real(subject: Subject, context: Context) -> Iterator[Problem]:
    """Every actor, and the conflict, on the wrong side of the line."""
    article = subject.article
    if article is None or article.collection not in ("reported", "authored"):
        return
    wanted = article.collection == "authored"
    strangers = subject.actors & context.real if wanted else subject.actors - context.real
    sort = "invented" if wanted else "real"
    conflict = context.conflicts.get(article.conflict or "")
    if isinstance(subject.record, Article) and conflict and conflict.fictional != wanted:
        yield Problem(
            f"the conflict “{conflict.id}” is not {sort}, in an article that is "
            f"{article.collection}",
            "move the article to the right collection, or correct the conflict",
            "/conflict",
        )
    strangers &= context.actors.keys()
    if not strangers:
        return
    for at, statement in enumerate(subject.statements):
        if statement.speaker in strangers:
            yield _wrong_side(statement.speaker, sort, article, f"/statements/{at}/speaker")
        for number, name in enumerate(statement.addressees):
            if name in strangers:
                yield _wrong_side(name, sort, article, f"/statements/{at}/addressees/{number}")
    for at, stance in enumerate(subject.stances):
        if stance.holder in strangers:
            yield _wrong_side(stance.holder, sort, article, f"/stances/{at}/holder")
    for at, event in enumerate(subject.events):
        for role in ("actors", "recipients", "mediators"):
            for number, name in enumerate(getattr(event, role)):
                if name in strangers:
                    yield _wrong_side(name, sort, article, f"/events/{at}/{role}/{number}")


def _wrong_side(actor: str, sort: str, article: Article, pointer: str) -> Problem:
    return Problem(
        f"“{actor}” is not {sort}, in an article that is {article.collection}",
        "correct the actor, or `fictional` in registry/actors.json",
        pointer,
    )


@rule(
    "SB605",
    "missing-sidecar",
    scope="record",
    severity="warning",
    summary="A raw file that cannot carry metadata has no sidecar.",
    rationale="Plain text says nothing of its publisher, day or licence; what is known belongs in "
    "<name>.meta.json beside it before it is forgotten.",
    wrong="seeds/reported/a.txt alone",
    right="seeds/reported/a.txt with seeds/reported/a.meta.json",
)
def missing_sidecar(subject: Subject, context: Context) -> Iterator[Problem]:
    """An article from a plain text file in the seeds without its sidecar."""
    record = subject.record
    if not isinstance(record, Article) or context.root is None:
        return
    if not record.source.file.endswith(".txt"):
        return
    raw = context.root.parent / record.source.file
    if raw.is_file():
        sidecar = raw.with_suffix(".meta.json")
        if not sidecar.is_file():
            yield Problem(
                f"{record.source.file} has no sidecar",
                f"write what is known of it into {sidecar.name} beside it",
                "/source/file",
            )
