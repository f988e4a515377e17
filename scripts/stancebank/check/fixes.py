"""Fixes that change no meaning: the form of the file, and spans that can stand in one place only.

Anything that would take a decision (a duplicate key, a surface that occurs twice) is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from stancebank import store
from stancebank.check.context import Context, annotated_text
from stancebank.check.document import REGISTRIES, STRUCTS, kind_of
from stancebank.check.positions import duplicate_keys
from stancebank.check.source import SourceFile
from stancebank.errors import StanceBankError
from stancebank.record import canonical, canonical_line
from stancebank.span import AnchorError, anchor, occurrences

BOM = b"\xef\xbb\xbf"


def fix_file(source: SourceFile, context: Context) -> bool:
    """Mend a file in place; True if it was changed."""
    if store.is_jsonl(source.path):
        return _fix_lines(source, context)
    content = fixed(source, context)
    return content is not None and store.write_bytes(source.path, content)


def fixed(source: SourceFile, context: Context) -> bytes | None:
    """What a file would hold after fixing; None if it cannot be read."""
    try:
        raw = store.read_bounded(source.path, store.MAX_FILE_BYTES)
    except StanceBankError:
        return None
    return _fixed(raw, source.kind, context, canonical)


def _fix_lines(source: SourceFile, context: Context) -> bool:
    changed = False
    try:
        with store.writing(source.path) as out:
            for _, line in store.lines(source.path):
                if line is None:
                    raise StanceBankError(f"{source.path}: a line is too long: nothing fixed")
                new = _fixed(line, "article", context, canonical_line) if line.strip() else line
                changed |= new != line
                out.write(new)
            if not changed:
                raise _Unchanged
    except (_Unchanged, StanceBankError, OSError):
        return False
    return True


class _Unchanged(Exception):
    """Leaves the file as it is."""


def _fixed(raw: bytes, kind: str | None, context: Context, form: Callable[[Any], bytes]) -> bytes:
    plain = raw.removeprefix(BOM).replace(b"\r\n", b"\n")
    try:
        value = msgspec.json.decode(plain)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return plain
    kind = kind or kind_of(value)
    # Of two equal keys the parser keeps one: writing that back would lose the other.
    if kind is None or not isinstance(value, dict) or duplicate_keys(plain):
        return plain
    text = annotated_text(kind, value, context)
    if text is not None:
        for layer in ("statements", "stances", "events"):
            if layer in value:
                value[layer] = _mended(value[layer], text)
    if kind in REGISTRIES:
        _sort(value.get(kind))
    try:
        typed = msgspec.convert(value, STRUCTS[kind])
    except msgspec.ValidationError:
        # Not all of it can be mended: what can is, and the key order stays the contributor's.
        return form(value)
    # A line of JSONL has no canonical spacing: it is only written anew if its meaning changed.
    if form is canonical_line and msgspec.json.decode(plain) == value:
        return plain
    return form(typed)


def _sort(entries: Any) -> None:
    if isinstance(entries, list) and all(isinstance(one, dict) for one in entries):
        entries.sort(key=lambda entry: str(entry.get("id")))


def _mended(value: Any, text: str) -> Any:
    """The value with every span anchored, re-anchored and trimmed that can be."""
    if isinstance(value, list):
        return [_mended(item, text) for item in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("text"), str):
        if value.keys() <= {"text", "prefix", "suffix"}:
            value = _anchored(value, text)
        if value.keys() == {"start", "end", "text"}:
            return _trimmed(_reanchored(value, text), text)
        return value
    return {key: _mended(item, text) for key, item in value.items()}


def _anchored(span: dict[str, Any], text: str) -> dict[str, Any]:
    try:
        found = anchor(text, span["text"], span.get("prefix", ""), span.get("suffix", ""))
    except (AnchorError, TypeError):
        return span
    return {"start": found.start, "end": found.end, "text": found.text}


def _reanchored(span: dict[str, Any], text: str) -> dict[str, Any]:
    """A span whose words are not at its offsets, moved to the one place where they are."""
    if not _slices(span, text) and span["text"]:
        starts = occurrences(text, span["text"])
        if len(starts) == 1:
            return {"start": starts[0], "end": starts[0] + len(span["text"]), "text": span["text"]}
    return span


def _trimmed(span: dict[str, Any], text: str) -> dict[str, Any]:
    words = span["text"].strip()
    if not words or words == span["text"] or not _slices(span, text):
        return span
    start = span["start"] + span["text"].index(words)
    return {"start": start, "end": start + len(words), "text": words}


def _slices(span: dict[str, Any], text: str) -> bool:
    start, end = span["start"], span["end"]
    if not (isinstance(start, int) and isinstance(end, int)) or not 0 <= start < end <= len(text):
        return False
    return bool(text[start:end] == span["text"])


def preview(path: Path, new: bytes) -> str:
    """The change of a fix as a unified diff."""
    from difflib import unified_diff

    old = path.read_bytes().decode("utf-8", "replace").splitlines(keepends=True)
    lines = new.decode("utf-8", "replace").splitlines(keepends=True)
    return "".join(unified_diff(old, lines, f"a/{path}", f"b/{path}"))
