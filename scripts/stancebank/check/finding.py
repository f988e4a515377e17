"""What a rule reports (Problem) and what a reader gets (Finding)."""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["error", "warning"]


class Elsewhere(msgspec.Struct, frozen=True):
    """Another place that has to do with a problem; `file` None is the same file."""

    message: str
    pointer: str = ""
    file: str | None = None
    line: int = 1


class Problem(msgspec.Struct, frozen=True):
    """Something wrong at a place of one file, as a rule sees it.

    `pointer` is a JSON pointer; `key` means the object key there, not its value. `byte` places a
    problem that has no pointer because the file is not JSON. `fixable`: `--fix` mends this one.
    """

    message: str
    hint: str
    pointer: str = ""
    key: bool = False
    byte: int | None = None
    fixable: bool = False
    related: tuple[Elsewhere, ...] = ()


class Related(msgspec.Struct, frozen=True, order=True):
    """A related place, resolved."""

    file: str
    line: int
    column: int
    message: str


class Finding(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A problem with its rule and place; lines and columns count from 1, columns in code points.

    The order of findings is that of file, line, column, code. `end_line` and `end_column` are the
    place after the last character. `item` is the id of the statement, stance or event concerned.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    end_line: int
    end_column: int
    severity: Severity
    record: str | None
    item: str | None
    pointer: str
    hint: str
    fixable: bool
    related: list[Related]
