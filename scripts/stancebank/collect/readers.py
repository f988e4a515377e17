"""One reader a format: from a raw file to a draft of the text and what the file states."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stancebank.collect import html, jsonfile, markdown
from stancebank.collect.decode import decode
from stancebank.collect.draft import Draft
from stancebank.collect.jsonfile import FieldNames
from stancebank.collect.lines import Layout
from stancebank.collect.metadata import merge, read_sidecar, validated
from stancebank.collect.reject import Reject, internal
from stancebank.collect.sources import SUFFIXES, RawFile, check, shown
from stancebank.errors import StanceBankError
from stancebank.ledgers import RawMetadata
from stancebank.store import lines

MAX_RAW_BYTES = 10 * 1024 * 1024
"""A raw file, or a line of JSONL. The longest articles have some 100 KB, saved pages a few MB."""


@dataclass(frozen=True)
class RawArticle:
    """A raw article as read: `sha256` is of the bytes as received (of the line, for JSONL).

    `name` is for the record (FILE or FILE#LINE), `where` for messages (FILE or FILE:LINE).
    """

    file: RawFile
    name: str
    where: str
    default_id: str
    sha256: str
    encoding: str
    draft: Draft
    layout: Layout
    metadata: RawMetadata

    @property
    def of_many(self) -> bool:
        """Whether it is one line of JSONL."""
        return self.name != self.where


def read(file: RawFile, names: FieldNames) -> Iterator[tuple[str, RawArticle | Reject]]:
    """The articles of a file, each with the name of its input; what cannot be read, as a reject."""
    try:
        check(file)
        sidecar = read_sidecar(file.sidecar, shown(file.sidecar))
        if SUFFIXES[file.suffix] == "jsonl":
            yield from _read_lines(file, sidecar, names)
        else:
            yield file.name, _read_whole(file, sidecar, names)
    except Reject as reject:
        yield file.name, reject
    except OSError as error:
        # Decompressors have no strerror, and a message of their own.
        packed = error.strerror is None
        remedy = "decompress it yourself or fetch it again" if packed else "make it readable"
        yield (
            file.name,
            Reject("unreadable", f"{file.name}: {error.strerror or error}: {remedy}"),
        )
    except StanceBankError:
        raise
    except Exception as error:  # one input's fault must not end the run
        yield file.name, internal(file.name, error)


def _bytes(file: RawFile) -> bytes:
    with file.path.open("rb") as stream:
        raw = stream.read(MAX_RAW_BYTES + 1)
    if len(raw) > MAX_RAW_BYTES:
        raise Reject("too-large", f"{file.name}: {_TOO_LARGE}")
    return raw


_OURS = re.compile(r"^<{7}(?: .*)?\r?$", re.M)
_THEIRS = re.compile(r"^>{7}(?: .*)?\r?$", re.M)
_TOO_LARGE = f"more than {MAX_RAW_BYTES:,} bytes: give the article alone"


def _read_whole(file: RawFile, sidecar: RawMetadata, names: FieldNames) -> RawArticle:
    raw = _bytes(file)
    form = SUFFIXES[file.suffix]
    hint = html.charset(raw) if form == "html" else None
    try:
        text, encoding = decode(raw, sidecar.encoding, hint, sidecar.language)
    except Reject as reject:
        raise Reject(reject.reason, f"{file.name}: {reject.message}") from reject
    conflict = _OURS.search(text)
    if conflict and _THEIRS.search(text, conflict.end()):
        line = text.count("\n", 0, conflict.start()) + 1
        raise Reject(
            "merge-conflict", f"{file.name}:{line}: git's conflict markers: resolve the merge"
        )
    draft, layout, metadata = _FORMS[form](text, file.name, sidecar, names)
    digest = hashlib.sha256(raw).hexdigest()
    name = file.name
    return RawArticle(file, name, name, file.stem, digest, encoding, draft, layout, metadata)


def _text(
    text: str, where: str, sidecar: RawMetadata, names: FieldNames
) -> tuple[Draft, Layout, RawMetadata]:
    return Draft.of(text), "lines", sidecar


def _markdown(
    text: str, where: str, sidecar: RawMetadata, names: FieldNames
) -> tuple[Draft, Layout, RawMetadata]:
    stated, start = markdown.front_matter(text, where)
    metadata = merge(validated(stated, where), sidecar)
    draft, title = markdown.read(text, start, metadata.title)
    return draft, "soft", merge(validated({"title": title}, where), metadata)


def _html(
    text: str, where: str, sidecar: RawMetadata, names: FieldNames
) -> tuple[Draft, Layout, RawMetadata]:
    body, declared = html.extract(text, where)
    return Draft.of(body), "paragraphs", merge(validated(declared, where), sidecar)


def _json(
    text: str | bytes, where: str, sidecar: RawMetadata, names: FieldNames
) -> tuple[Draft, Layout, RawMetadata]:
    body, is_html, fields = jsonfile.split(jsonfile.parse(text, where), names, where)
    stated = merge(validated(fields, where), sidecar)
    if is_html:
        return _html(body, where, stated, names)
    return Draft.of(body), "lines", stated


_FORMS: dict[
    str, Callable[[str, str, RawMetadata, FieldNames], tuple[Draft, Layout, RawMetadata]]
] = {"text": _text, "markdown": _markdown, "html": _html, "json": _json}


def _read_lines(
    file: RawFile, sidecar: RawMetadata, names: FieldNames
) -> Iterator[tuple[str, RawArticle | Reject]]:
    blank = True
    for number, line in lines(file.path, MAX_RAW_BYTES):
        where = f"{file.name}:{number}"
        if line is not None and not line.strip():
            continue
        blank = False
        try:
            yield where, _read_line(file, number, line, sidecar, names)
        except Reject as reject:
            yield where, reject
        except (StanceBankError, OSError):
            raise
        except Exception as error:
            yield where, internal(where, error)
    if blank:
        raise Reject("empty", f"{file.name}: no record in it: write one a line, or take it away")


def _read_line(
    file: RawFile, number: int, line: bytes | None, sidecar: RawMetadata, names: FieldNames
) -> RawArticle:
    where = f"{file.name}:{number}"
    if line is None:
        raise Reject("too-large", f"{where}: {_TOO_LARGE}")
    draft, layout, metadata = _json(line.strip(b"\xef\xbb\xbf \t\r\n"), where, sidecar, names)
    digest = hashlib.sha256(line.rstrip(b"\r\n")).hexdigest()
    name, default = f"{file.name}#{number}", f"{file.stem}-{number}"
    return RawArticle(file, name, where, default, digest, "utf-8", draft, layout, metadata)
