"""What is stated of an article (sidecar, front matter, JSON fields): checked and merged."""

from __future__ import annotations

import difflib
import re
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from stancebank import schema
from stancebank.collect.characters import one_line
from stancebank.collect.reject import Reject
from stancebank.errors import StanceBankError
from stancebank.ledgers import RawMetadata
from stancebank.store import read_bounded

MAX_SIDECAR_BYTES = 1024 * 1024
"""A sidecar holds a dozen short values."""

KEYS = RawMetadata.__struct_fields__


def read_sidecar(path: Path, name: str) -> RawMetadata:
    """The metadata of a sidecar; empty if there is none.

    Raises:
        Reject: bad-metadata.
    """
    if not path.exists():
        return RawMetadata()
    try:
        raw = read_bounded(path, MAX_SIDECAR_BYTES)
        if not raw.strip():
            raise _bad(name, "", "empty, expected one object of raw metadata, or no sidecar")
        value = msgspec.json.decode(raw)
    except StanceBankError as error:
        raise Reject("bad-metadata", str(error)) from error
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        line, column, said = mistake(raw, error)
        raise Reject(
            "bad-metadata",
            f"{name}:{line}:{column}: not JSON ({said}): expected one object of raw metadata",
        ) from error
    return validated(value, name)


def mistake(raw: bytes, error: Exception) -> tuple[int, int, str]:
    """Line and column (from 1, in code points) of a JSON error, and what it is."""
    if raw.lstrip().startswith((b"<<<<<<<", b"=======", b">>>>>>>")):
        at, said = 0, "git's conflict markers: resolve the merge"
    else:
        match = re.search(r" \(byte ([0-9]+)\)$", str(error))
        at = int(match.group(1)) if match else len(raw)
        said = str(error)[: match.start()] if match else str(error)
    before = raw[:at].decode("utf-8", "replace")
    return before.count("\n") + 1, len(before) - before.rfind("\n"), said


def validated(value: Any, where: str) -> RawMetadata:
    """Metadata checked against schema/raw.schema.json, strings on one line and in NFC.

    Args:
        value: what was parsed.
        where: file (and line) for the message.

    Raises:
        Reject: bad-metadata.
    """
    if not isinstance(value, dict):
        raise _bad(where, "", f"{type(value).__name__}, expected a mapping of raw metadata")
    for key, entry in value.items():
        if key not in KEYS:
            raise _bad(where, key, f"an unknown key: {_nearest(str(key))}")
        if isinstance(entry, (dict, list)):
            raise _bad(where, key, f"{_short(entry)}, expected {_expected(key)}")
        if isinstance(entry, str) and not entry.isascii():
            try:
                entry.encode()
            except UnicodeEncodeError as error:
                raise _bad(where, key, "half a surrogate pair, expected text") from error
    clean = {
        key: (one_line(entry) or None) if isinstance(entry, str) else entry
        for key, entry in value.items()
    }
    if not schema.gate("raw").is_valid(clean):
        key = str(next(schema.explainer("raw").iter_errors(clean)).path[0])
        raise _bad(where, key, f"{_short(clean[key])}, expected {_expected(key)}")
    metadata = msgspec.convert(clean, RawMetadata)
    for key in ("published", "retrieved"):
        _check_day(getattr(metadata, key), key, where)
    permitted = schema.load("article")["properties"]["rights"]["properties"]["license"]["pattern"]
    if metadata.license is not None and not re.search(permitted, metadata.license):
        wanted = "an SPDX expression or LicenseRef-*"
        raise _bad(where, "license", f"{_short(metadata.license)}, expected {wanted}")
    return metadata


def merge(file: RawMetadata, sidecar: RawMetadata) -> RawMetadata:
    """What the sidecar states wins over what the file states."""
    stated = {key: getattr(sidecar, key) for key in KEYS if getattr(sidecar, key) is not None}
    return msgspec.structs.replace(file, **stated)


def slug(name: str) -> str:
    """A file or folder name as an id: lower case, every run of other characters a hyphen."""
    return re.sub(r"[^a-z0-9_.-]+", "-", name.lower())[:100].strip("-_.")


def _check_day(value: str | None, key: str, where: str) -> None:
    if value is None:
        return
    try:
        date.fromisoformat(value[:10])
    except ValueError as error:
        raise _bad(where, key, f"{_short(value)}, expected a day of the calendar") from error


def _bad(where: str, key: object, found: str) -> Reject:
    pointer = f"/{_short(key, quoted=False)}: " if key != "" else ""
    return Reject("bad-metadata", f"{where}: {pointer}{found}")


def _nearest(key: str) -> str:
    near = difflib.get_close_matches(key[:40], KEYS, n=1)
    if near:
        return f"did you mean {near[0]!r}? If not, take it out (`notes` is for remarks)"
    return f"expected one of {', '.join(KEYS)}"


def _short(value: object, quoted: bool = True) -> str:
    text = repr(value) if quoted else ascii(str(value))[1:-1]
    return text if len(text) <= 60 else text[:59] + "…"


def _expected(key: str) -> str:
    """What the schema permits for a key, in words."""
    entry = schema.load("raw")["properties"][key]
    reference = entry.get("anyOf", [{}])[0].get("$ref", "")
    entry = schema.load("common")["$defs"].get(reference.rpartition("/")[2], entry)
    if "enum" in entry:
        return f"one of {', '.join(entry['enum'])}"
    if "maxLength" in entry and "pattern" not in entry:
        return f"text of at most {entry['maxLength']} characters"
    return entry["description"].rstrip(".") if "pattern" in entry else "text"
