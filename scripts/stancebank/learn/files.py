"""Rows of a file, as they stand in it: CSV, JSONL and Parquet."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from stancebank.errors import StanceBankError
from stancebank.learn.tasks import Row

Numbered = tuple[int, Row]
"""The line a row begins on, and the row."""

LINES = (".csv", ".jsonl")
"""Endings of files whose rows are told by their lines."""

LONGEST_CELL = 2**31 - 1
"""The most that `csv` can be asked to read; its own bound is 131,072 characters."""


def read_lines(path: Path, needed: Sequence[str], more: str) -> list[Numbered]:
    """The rows of a .csv or .jsonl.

    Args:
        path: the file.
        needed: columns that the header of a CSV must have.
        more: what the message says of the others that are read.

    Raises:
        StanceBankError: not of that form, columns missing or named twice, or a row with more cells
            than the header has; the message names the line.
    """
    return _csv(path, needed, more) if path.suffix == ".csv" else _jsonl(path)


def _csv(path: Path, needed: Sequence[str], more: str) -> list[Numbered]:
    csv.field_size_limit(LONGEST_CELL)
    rows: list[Numbered] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            header = next(reader, [])
            _check_header(path, header, needed, more)
            # A row's text may hold line ends: it is told by the line that it begins on.
            number = reader.line_num + 1
            for cells in reader:
                if len(cells) > len(header):
                    raise StanceBankError(
                        f"{path}:{number}: more cells than the header has: put quotation marks "
                        "around a cell with a comma in it, or give the header more names"
                    )
                if cells:
                    rows.append((number, dict(zip_longest(header, cells))))
                number = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as error:
        raise StanceBankError(f"{path}: not readable as CSV in UTF-8: {error}") from error
    return rows


def _check_header(path: Path, header: list[str], needed: Sequence[str], more: str) -> None:
    if missing := [one for one in needed if one not in header]:
        raise StanceBankError(
            f"{path}:1: no column {', '.join(missing)}; a CSV needs {', '.join(needed)} and may "
            f"have {more}"
        )
    if twice := [name for name, many in Counter(header).items() if many > 1 and name]:
        raise StanceBankError(f"{path}:1: two columns {', '.join(twice)}: rename one of them")


def _jsonl(path: Path) -> list[Numbered]:
    rows: list[Numbered] = []
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:  # that it is not UTF-8 is one, too
                raise StanceBankError(f"{path}:{number}: not JSON in UTF-8: {error}") from error
            if not isinstance(row, dict):
                raise StanceBankError(f"{path}:{number}: expected an object, a row")
            rows.append((number, row))
    return rows


def read_parquet(path: Path, columns: list[str] | None = None) -> list[Row]:
    """The rows of a Parquet file, codes of labels as their names.

    Args:
        path: the file.
        columns: those to read, as far as they are there; None for all.

    Raises:
        StanceBankError: not Parquet, or a code without a name.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            table = file.read(columns)
    except pa.ArrowException as error:
        raise StanceBankError(f"{path}: not readable as Parquet: {error}") from error
    rows: list[Row] = table.to_pylist()
    features = (table.schema.metadata or {}).get(b"huggingface")
    return named(str(path), rows, _names(features))


def _names(features: bytes | None) -> dict[str, list[str]]:
    """Column → names of its codes, as the metadata of `datasets` tell them; others tell none."""
    try:
        told: dict[str, Any] = json.loads(features or b"{}")["info"]["features"]
        return {
            name: one["names"]
            for name, one in told.items()
            if isinstance(one, dict) and isinstance(one.get("names"), list)
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def named(where: str, rows: list[Row], names: dict[str, list[str]]) -> list[Row]:
    """Codes of labels replaced by their names, in place; −1, which says that there is none, by
    None.

    Raises:
        StanceBankError: a code without a name.
    """
    for column, labels in names.items():
        for place, row in enumerate(rows, 1):
            code = row.get(column)
            if not isinstance(code, int):
                continue
            if not -1 <= code < len(labels):
                raise StanceBankError(
                    f"{where}: row {place}: {column}: the code {code} has no name; expected −1 to "
                    f"{len(labels) - 1}: write the file anew from its source"
                )
            row[column] = labels[code] if code >= 0 else None
    return rows
