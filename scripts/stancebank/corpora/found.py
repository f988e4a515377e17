"""What an adapter hands on: rows by split, and a report of what it read."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from stancebank.errors import StanceBankError

Row = dict[str, Any]


@dataclass
class Found:
    """A corpus of others as rows of one of our configs.

    Attributes:
        name: as `import` calls it.
        config: stance, events or articles.
        splits: split → rows, splits as their authors made them.
        published: split → number of rows that its paper or its authors give.
        notes: what was left out, and why.
    """

    name: str
    config: str
    splits: dict[str, list[Row]]
    published: dict[str, int] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)

    def report(self) -> list[str]:
        """One line a split (rows beside the published number), a note, and a shared text."""
        lines = []
        for split, rows in self.splits.items():
            said = self.published.get(split)
            told = ""
            if said is not None:
                told = ", as published" if said == len(rows) else f", published are {said:,}"
            lines.append(f"{split}: {len(rows):,} rows{told}")
        lines += [f"{note}: {many:,}" for note, many in self.notes.items()]
        return lines + self._shared()

    def _shared(self) -> list[str]:
        """How many rows of a later split have text and target that an earlier one has."""
        lines = []
        text = "sentence" if self.config == "events" else "text"
        names = list(self.splits)
        for at, later in enumerate(names):
            for earlier in names[:at]:
                known = {(row[text], _about(row)) for row in self.splits[earlier]}
                shared = sum((row[text], _about(row)) in known for row in self.splits[later])
                if shared:
                    lines.append(
                        f"{later}: {shared:,} rows have text and target of one in {earlier}"
                    )
        return lines


def _about(row: Row) -> str:
    return str(row.get("target") or (row.get("actor_names"), row.get("recipient_names")))


@cache
def _tables() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        (Path(__file__).parent / "labels.json").read_text("utf-8")
    )
    return found


def label(corpus: str, theirs: str, where: str) -> str:
    """Our label for one of theirs.

    Raises:
        StanceBankError: the table has none.
    """
    table = _tables()[corpus]
    if theirs not in table:
        raise StanceBankError(
            f"{where}: label “{theirs}” is none of {corpus}'s ({', '.join(table)}): is this the "
            "file as its authors publish it?"
        )
    return table[theirs]


def stance(corpus: str, number: str, text: str, target: str, of: str, **more: Any) -> Row:
    """A row of the config `stance` from what such sets have."""
    return {
        "id": f"{corpus}/{number}",
        "article_id": f"{corpus}/{more.pop('article', number)}",
        "story": more.pop("story", None),
        "genre": None,
        "collection": corpus,
        "conflict": corpus,
        "text": text,
        "context": more.pop("context", text),
        "target": target,
        "proposition": target,
        "label": of,
        **more,
    }


def table_of(path: Path, *columns: str, delimiter: str = ",", encoding: str = "utf-8") -> list[Row]:
    """Rows of a delimited file that all have the named columns.

    Raises:
        StanceBankError: it cannot be read in that encoding, or a column is not there.
    """
    try:
        text = path.read_bytes().decode(encoding)
    except OSError as error:
        raise StanceBankError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise StanceBankError(f"{path}: not {encoding} at byte {error.start}") from error
    stream = io.StringIO(text, newline="")
    if delimiter == "\t":  # quotation marks are part of what is said
        reader = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        reader = csv.DictReader(stream, delimiter=delimiter)
    rows = []
    try:
        for row in reader:
            missing = [name for name in columns if row.get(name) is None]
            if missing:
                raise StanceBankError(
                    f"{path}:{reader.line_num}: no {', '.join(missing)}: is this the file as its "
                    "authors publish it?"
                )
            rows.append(row)
    except csv.Error as error:
        raise StanceBankError(f"{path}:{reader.line_num}: not readable: {error}") from error
    return rows


def need(source: Path, *names: str) -> list[Path]:
    """The files of a corpus in its folder, or the source itself if it is the one file wanted.

    Raises:
        StanceBankError: one is missing.
    """
    if source.is_file() and len(names) == 1:
        return [source]
    paths = [source / name for name in names]
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise StanceBankError(f"{missing[0]}: not there: give the folder as its authors publish it")
    return paths
