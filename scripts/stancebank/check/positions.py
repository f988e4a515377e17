"""From a JSON pointer or a byte offset to line and column; only used when there is a finding."""

from __future__ import annotations

from typing import NamedTuple

import tree_sitter
import tree_sitter_json

_PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_json.language()))


class Place(NamedTuple):
    """Line and column of the first character and of the one after the last, all from 1."""

    line: int
    column: int
    end_line: int
    end_column: int


class Positions:
    """Places in one JSON document (a file, or one line of JSONL), parsed at the first question."""

    def __init__(self, raw: bytes, first_line: int = 1) -> None:
        self._raw = raw
        self._first_line = first_line
        self._root: tree_sitter.Node | None = None

    def pointer(self, pointer: str, key: bool = False) -> Place:
        """Place of a value (or of its key), or of the nearest enclosing value that exists."""
        node = self._document()
        named = node
        for part in pointer.split("/")[1:]:
            step = _child(node, part.replace("~1", "/").replace("~0", "~"))
            if step is None:
                return self._place(node.start_byte, node.start_byte + 1)
            named, node = step
        found = named if key else node
        return self._place(found.start_byte, found.end_byte)

    def byte(self, offset: int) -> Place:
        """Place of one byte."""
        return self._place(offset, offset + 1)

    def _document(self) -> tree_sitter.Node:
        if self._root is None:
            tree = _PARSER.parse(self._raw)
            values = tree.root_node.named_children
            self._root = values[0] if values else tree.root_node
        return self._root

    def _place(self, start: int, end: int) -> Place:
        return Place(*self._line_column(start), *self._line_column(end))

    def _line_column(self, offset: int) -> tuple[int, int]:
        before = self._raw[:offset]
        line_start = before.rfind(b"\n") + 1
        # "replace" keeps counting where the file is not UTF-8: one column a broken byte.
        column = len(before[line_start:].decode("utf-8", "replace")) + 1
        return self._first_line + before.count(b"\n"), column


def duplicate_keys(raw: bytes) -> list[tuple[str, int]]:
    """(key, byte offset) of every key that an earlier one of its object has, in file order."""
    found: list[tuple[str, int]] = []
    waiting = [_PARSER.parse(raw).root_node]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.named_children)
        if node.type == "object":
            seen: set[str] = set()
            for pair in node.named_children:
                key = pair.child_by_field_name("key")
                if key is not None and (name := _text(key)) in seen:
                    found.append((name, key.start_byte))
                elif key is not None:
                    seen.add(name)
    return sorted(found, key=lambda one: one[1])


def _child(node: tree_sitter.Node, part: str) -> tuple[tree_sitter.Node, tree_sitter.Node] | None:
    """The (key node, value node) of an object's member, or (item, item) of an array."""
    if node.type == "array":
        items = node.named_children
        if part.isdecimal() and int(part) < len(items):
            return items[int(part)], items[int(part)]
    if node.type == "object":
        # Of a duplicate key the last one counts, as for the JSON parser.
        for pair in reversed(node.named_children):
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if key is not None and value is not None and _text(key) == part:
                return key, value
    return None


def _text(key: tree_sitter.Node) -> str:
    return (key.text or b"").decode("utf-8", "replace")[1:-1]
