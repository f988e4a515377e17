"""Fixes that change no meaning: offsets from surfaces, and the canonical form."""

from __future__ import annotations

from typing import Any

import msgspec

from stancebank import store
from stancebank.check.context import Context, annotated_text
from stancebank.check.run import STRUCTS, kind_of
from stancebank.check.source import SourceFile
from stancebank.record import canonical
from stancebank.span import AnchorError, anchor


def fix(source: SourceFile, context: Context) -> bool:
    """Mend what can be mended in a file; True if it was changed.

    What cannot be mended is left for `validate` to report.
    """
    if store.is_jsonl(source.path):
        return False
    try:
        value = msgspec.json.decode(store.read_bounded(source.path, store.MAX_FILE_BYTES))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    kind = source.kind or kind_of(value)
    if kind is None or not isinstance(value, dict):
        return False
    text = annotated_text(kind, value, context)
    if text is not None:
        for layer in ("statements", "stances", "events"):
            if layer in value:
                value[layer] = _anchored(value[layer], text)
    try:
        return store.write_bytes(source.path, canonical(msgspec.convert(value, STRUCTS[kind])))
    except msgspec.ValidationError:
        # Not all of it can be mended: what can is, and the key order stays the contributor's.
        return store.write_bytes(source.path, canonical(value))


def _anchored(value: Any, text: str) -> Any:
    """The value with every unanchored span anchored that can be."""
    if isinstance(value, list):
        return [_anchored(item, text) for item in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("text"), str) and value.keys() <= {"text", "prefix", "suffix"}:
        try:
            found = anchor(text, value["text"], value.get("prefix", ""), value.get("suffix", ""))
        except AnchorError:
            return value
        return msgspec.to_builtins(found)
    return {key: _anchored(item, text) for key, item in value.items()}
