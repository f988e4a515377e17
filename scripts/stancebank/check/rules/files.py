"""SB0xx: the file itself: readable, UTF-8, JSON, in canonical form, in its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from stancebank.check.finding import Problem
from stancebank.check.rule import rule
from stancebank.check.source import SourceFile, leads_out


@rule(
    "SB001",
    "unreadable-file",
    scope="file",
    summary="A file cannot be read, or is larger than a file of the corpus may be.",
    rationale="What cannot be read cannot be checked, and must not pass for checked.",
    wrong="a broken symbolic link; a file of 100 MB",
    right="a regular file of at most 64 MB with one record",
)
def unreadable(message: str) -> Iterator[Problem]:
    """Problem of a file that could not be opened."""
    found, _, hint = message.partition(": ")
    yield Problem(found, hint or "give a readable, regular file")


@rule(
    "SB002",
    "not-utf8",
    scope="file",
    summary="A file is not UTF-8.",
    rationale="All files of the corpus are UTF-8 without a byte order mark.",
    wrong="“caf\\xe9” saved as Latin-1",
    right="“café” saved as UTF-8",
)
def not_utf8(raw: bytes) -> Iterator[Problem]:
    """The first byte that is not UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        yield Problem(
            f"byte {error.start} (0x{raw[error.start]:02x}) is not UTF-8",
            "save the file as UTF-8",
            byte=error.start,
        )


@rule(
    "SB003",
    "not-json",
    scope="file",
    summary="A file is not well-formed JSON.",
    rationale="A missing comma or bracket hides everything after it.",
    wrong='{"id": "a" "title": null}',
    right='{"id": "a", "title": null}',
)
def not_json(raw: bytes, offset: int, reason: str) -> Iterator[Problem]:
    """Where parsing stopped; `reason` is what the fast parser said, `offset` what was cut off."""
    try:
        json.loads(raw)
    except json.JSONDecodeError as error:
        byte = len(error.doc[: error.pos].encode("utf-8")) + offset
        hint = "mend the JSON at this place: often a comma, quotation mark or bracket is missing"
        yield Problem(f"not JSON: {error.msg}", hint, byte=byte)
    except RecursionError:
        yield Problem(
            "nested too deeply to read",
            "a record is nested seven deep at most: take the superfluous brackets out",
            byte=0,
        )
    else:
        # Only the fast parser refuses it: NaN, numbers out of range, lone surrogates.
        yield Problem(
            f"not JSON: {reason}",
            "use no NaN or Infinity, no number beyond the range of a double, and no \\u escape of "
            "half a surrogate pair",
            byte=_suspect(raw) + offset,
        )


_SUSPECT = re.compile(
    rb"\bNaN\b|-?\bInfinity\b|-?[0-9.]+[eE]\+?[0-9]{3,}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)


def _suspect(raw: bytes) -> int:
    """The first byte of what JSON allows to write and nobody can read; 0 if it is not found."""
    match = _SUSPECT.search(raw)
    return match.start() if match is not None else 0


@rule(
    "SB004",
    "byte-order-mark",
    scope="file",
    fixable=True,
    summary="A file begins with a byte order mark.",
    rationale="UTF-8 needs none, and many JSON parsers stumble over it.",
    wrong="a file saved as “UTF-8 with BOM”",
    right="a file saved as UTF-8",
)
def byte_order_mark(raw: bytes) -> Iterator[Problem]:
    """The mark."""
    yield Problem(
        "the file begins with a byte order mark",
        "save it without one: `stancebank validate --fix` does",
        byte=0,
        fixable=True,
    )


@rule(
    "SB005",
    "duplicate-key",
    scope="file",
    summary="An object has the same key twice.",
    rationale="Parsers keep the last one and drop the others without a word; which one was meant?",
    wrong='{"speaker": "lind", "cue": null, "speaker": "dovek"}',
    right='{"speaker": "dovek", "cue": null}',
)
def duplicate_key(raw: bytes) -> Iterator[Problem]:
    """Every key that stands twice in one object."""
    from stancebank.check.positions import duplicate_keys

    for key, byte in duplicate_keys(raw):
        found = f"the key “{key}” stands here a second time"
        yield Problem(found, "keep the one that is meant", byte=byte)


@rule(
    "SB006",
    "not-canonical",
    scope="file",
    fixable=True,
    summary="A file is valid but not written in the canonical form.",
    rationale="One form for one meaning keeps diffs small enough to review: the key order of the "
    "schema, UTF-8, LF, two spaces, one final newline.",
    wrong='{"title":"A","id":"a"}',
    right="the same keys in the order of the schema, one a line, indented by two spaces",
)
def not_canonical(raw: bytes, expected: bytes) -> Iterator[Problem]:
    """The first byte that differs from the canonical form; line ends are told by SB008."""
    raw = raw.replace(b"\r\n", b"\n")
    if raw == expected:
        return
    same = next(
        (at for at, (a, b) in enumerate(zip(raw, expected, strict=False)) if a != b),
        min(len(raw), len(expected)),
    )
    yield Problem(
        "not in canonical form from here on (key order or indentation)",
        "run `stancebank validate --fix` on it",
        byte=min(same, max(len(raw) - 1, 0)),
        fixable=True,
    )


@rule(
    "SB008",
    "crlf",
    scope="file",
    fixable=True,
    summary="A file has Windows line ends.",
    rationale="All files of the corpus end their lines with LF, so that diffs show only meaning.",
    wrong="lines that end in CR LF",
    right="lines that end in LF",
)
def crlf(raw: bytes) -> Iterator[Problem]:
    """The first CR LF."""
    at = raw.find(b"\r\n")
    if at >= 0:
        yield Problem(
            "the lines end in CR LF",
            "save it with LF: `stancebank validate --fix` does",
            byte=at,
            fixable=True,
        )


@rule(
    "SB007",
    "misplaced-file",
    scope="file",
    summary="A file lies, or is named, where the layout of a corpus has no such file.",
    rationale="The path tells what a file is; a file in the wrong place would never be read.",
    wrong="corpus/articles/a.json; an article `a` in corpus/articles/reported/b.json",
    right="corpus/articles/<collection>/<id>.json, corpus/layers/<annotator>/<article>.json",
)
def misplaced(file: SourceFile, identity: tuple[str, str] | None) -> Iterator[Problem]:
    """A file of no kind or place, or whose name differs from `identity`: its (folder, id)."""
    if identity is None:
        yield Problem(
            "neither its place nor its keys tell what this file is",
            "put articles in corpus/articles/<collection>/<id>.json, layers in "
            "corpus/layers/<annotator>/<article>.json",
        )
        return
    if not file.in_place or file.kind not in ("article", "layer"):
        return
    folder, name = identity
    if (file.path.resolve().parent.name, file.path.stem) != identity:
        pointer = "/id" if file.kind == "article" else "/article"
        yield Problem(
            f"by its content this file is {folder}/{name}.json",
            "rename the file, or correct the record",
            pointer,
        )


@rule(
    "SB009",
    "link-out-of-corpus",
    scope="file",
    summary="A file of the corpus is a link to somewhere outside of it.",
    rationale="A contribution must hold what it shows, and a validator must not be led to read "
    "files that are none of its business.",
    wrong="corpus/articles/reported/a.json -> /etc/hosts",
    right="the file itself",
)
def link_out_of_corpus(file: SourceFile) -> Iterator[Problem]:
    """The link; it is not followed."""
    if leads_out(file):
        yield Problem(
            "this is a link that leads out of the corpus; it was not read",
            "put the file itself here",
            byte=0,
        )
