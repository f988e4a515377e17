"""JSON and JSONL records: their fields by our names, nothing passed over in silence."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from stancebank.collect.metadata import KEYS, mistake
from stancebank.collect.reject import Reject

FIELDS = ("text", "html", *KEYS)
"""Our names of the fields; `html` is a page or a part of one, instead of `text`."""


@dataclass(frozen=True)
class FieldNames:
    """How the records call our fields (`--field published=date.iso`), and what to leave out."""

    ours: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()


def parse(raw: bytes | str, where: str) -> dict[str, Any]:
    """One JSON object.

    Raises:
        Reject: bad-json.
    """
    if not raw.strip():
        raise Reject("empty", f"{where}: an empty file, expected one JSON object: fetch it again")
    try:
        # Decoded first: the parser would count a bad byte from the start of its string.
        value = msgspec.json.decode(raw if isinstance(raw, str) else raw.decode("utf-8"))
    except RecursionError as error:
        raise Reject("bad-json", f"{where}: nested too deep: give a flat object") from error
    except UnicodeDecodeError as error:
        raise Reject(
            "undecodable", f"{where}: byte {error.start} is not utf-8: JSON has to be UTF-8"
        ) from error
    except (msgspec.DecodeError, ValueError) as error:
        line, column, said = mistake(raw if isinstance(raw, bytes) else raw.encode(), error)
        # A line of JSONL has its number in `where` already.
        place = f"{column}" if isinstance(raw, bytes) else f"{line}:{column}"
        raise Reject("bad-json", f"{where}:{place}: {said}: expected one JSON object") from error
    if isinstance(value, list):
        raise Reject(
            "bad-json",
            f"{where}: an array, expected one object: write one record a line and name it .jsonl",
        )
    if not isinstance(value, dict):
        raise Reject("bad-json", f"{where}: {type(value).__name__}, expected one object")
    return value


def split(
    record: dict[str, Any], names: FieldNames, where: str
) -> tuple[str, bool, dict[str, Any]]:
    """The text, whether it is HTML, and the metadata of a record, which is used up.

    Raises:
        Reject: bad-metadata, a field that is not known, or no text.
    """
    found: dict[str, Any] = {}
    for ours, theirs in names.ours.items():
        _pop(record, theirs, found, ours)
    for path in names.dropped:
        _pop(record, path, {}, path)
    for key in [key for key in record if key in FIELDS]:
        if key in found:
            raise Reject(
                "bad-metadata",
                f"{where}: both {names.ours[key]!r} and {key!r} give the {key}: leave one out with "
                f"--drop-field {key}, or without --field {key}={names.ours[key]}",
            )
        found[key] = record.pop(key)
    for path in _leaves(record):
        path = path if len(path) <= 80 else f"{path[:79]}…"
        near = difflib.get_close_matches(path.rpartition(".")[2][:40], FIELDS, n=1, cutoff=0.75)
        ours = near[0] if near else "NAME"
        raise Reject(
            "bad-metadata",
            f"{where}: the field {path!r} is not known: take it as one of ours with --field "
            f"{ours}={path}, or leave it out with --drop-field {path}",
        )
    texts = {key: found.pop(key) for key in ("text", "html") if found.get(key) is not None}
    found = {key: value for key, value in found.items() if key not in ("text", "html")}
    if len(texts) != 1:
        what = "both `text` and `html`" if texts else "neither `text` nor `html`"
        raise Reject(
            "bad-metadata",
            f"{where}: {what}, expected one: name the field that has the text with --field text=… "
            "or --field html=…",
        )
    ((key, text),) = texts.items()
    if not isinstance(text, str):
        raise Reject("bad-metadata", f"{where}: /{key}: {type(text).__name__}, expected a string")
    return text, key == "html", found


def _pop(record: dict[str, Any], path: str, into: dict[str, Any], key: str) -> None:
    """Move the value at a dotted path; objects that become empty go with it."""
    if path in record:
        into[key] = record.pop(path)
        return
    first, _, rest = path.partition(".")
    inner = record.get(first)
    if rest and isinstance(inner, dict):
        _pop(inner, rest, into, key)
        if not inner:
            del record[first]


def _leaves(record: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in record.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"
