"""Rows of a published folder, a dataset on the Hub, an imported file or a CSV, labels as names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from stancebank import schema
from stancebank.errors import StanceBankError
from stancebank.learn.checks import cell, checked, name, row_at
from stancebank.learn.files import LINES, Numbered, read_lines, read_parquet
from stancebank.learn.hub import ABOUT, read_hub
from stancebank.learn.tasks import Row, Task

HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")

FILES = (".csv", ".jsonl", ".json", ".parquet", ".tsv", ".txt", ".xlsx", ".gz", ".zst", ".zip")
"""Endings by which a name is a file's, not a dataset's on the Hub."""

CSV_COLUMNS = ("text", "target", "label")
"""What a CSV must have."""

CSV_MORE = "holder, context, mode, group, issue, genre, split"
"""What it may have."""


@dataclass(frozen=True)
class About:
    """What a row's article tells of it."""

    story: str | None = None
    genre: str | None = None


@dataclass
class Source:
    """Rows by split.

    Attributes:
        where: as the user named it.
        by_split: split → rows; rows of a file without splits are under "".
        articles: article id → what is known of it.
        task: what the rows are checked for when a split is asked for; None if they are sound.
        published: whether texts may be withheld and labels unknown, as in Parquet and on the Hub.
        labelled: whether every row must have a label.
    """

    where: str
    by_split: dict[str, list[Row]]
    articles: dict[str, About] = field(default_factory=dict)
    task: Task | None = None
    published: bool = False
    labelled: bool = True

    def rows(self, split: str | None) -> list[Row]:
        """The rows of a split, or all; those without text or label are left out and counted.

        Raises:
            StanceBankError: there is no such split, or a row is not one of the task's.
        """
        found = picked(self.where, self.by_split, split)
        if self.task is None:
            return found
        of = f" of the split “{split}”" if split in self.by_split else ""
        return checked(self.where, found, self.task, self.published, self.labelled, of)

    def article(self, row: Row) -> About:
        """What is known of the article a row is from; its story at least, if only as itself."""
        own = _first(row.get("article_id"), row.get("group"))
        known = self.articles.get(own or "", About())
        return About(
            _first(row.get("story"), known.story, own), _first(row.get("genre"), known.genre)
        )


def _first(*values: object) -> str | None:
    """The first that says something; 0 does."""
    return next((str(one) for one in values if one is not None and one != ""), None)


def picked(where: str, by_split: dict[str, list[Row]], split: str | None) -> list[Row]:
    """The rows of a split; all, if none is named or there are no splits.

    Raises:
        StanceBankError: there is no such split.
    """
    if split is None or set(by_split) == {""}:
        return [row for rows in by_split.values() for row in rows]
    if split not in by_split:
        there = ", ".join(by_split) or "none"
        raise StanceBankError(f"{where}: no split “{split}”; there are: {there}")
    return by_split[split]


def source_of(where: str, task: Task, labelled: bool = True) -> Source:
    """Open what the user named.

    Args:
        where: a folder, a file, or the name of a dataset on the Hub.
        task: what its rows are read for.
        labelled: whether they must have labels.

    Raises:
        StanceBankError: nothing there, or nothing that has rows of the task.
    """
    path = Path(where)
    if path.is_dir():
        return _folder(path, task, labelled)
    if path.is_file():
        if path.suffix in LINES:
            return _lines(path, task)
        if path.suffix == ".parquet":
            by_split = by_splits(where, read_parquet(path))
            return Source(where, by_split, _release(path), task, True, labelled)
        raise StanceBankError(f"{where}: expected a folder, or a .parquet, .jsonl or .csv file")
    if HUB_NAME.fullmatch(where) and not where.lower().endswith(FILES):
        by_split, articles = read_hub(where, task.config)
        return Source(where, by_split, _about(articles), task, True, labelled)
    raise StanceBankError(
        f"{where}: no such folder or file; give what `stancebank publish -o dist` or `stancebank "
        "import` wrote, a .csv with text, target and label, or the name of a dataset on the Hub"
    )


def _folder(path: Path, task: Task, labelled: bool) -> Source:
    files = sorted((path / "data" / task.config).glob("*.parquet"))
    if not files:
        there = ", ".join(sorted(one.name for one in (path / "data").glob("*") if one.is_dir()))
        raise StanceBankError(
            f"{path}: no data/{task.config}/*.parquet in it (configs: {there or 'none'}); give a "
            "folder that `stancebank publish` or `stancebank import` wrote"
        )
    by_split: dict[str, list[Row]] = {}
    for file in files:
        by_split.setdefault(file.name.split("-")[0], []).extend(read_parquet(file))
    return Source(str(path), by_split, _articles(path / "data"), task, True, labelled)


def _release(path: Path) -> dict[str, About]:
    """What is known of the articles of the release that a file of rows lies in, if in one."""
    data = path.resolve().parent.parent
    return _articles(data) if data.name == "data" else {}


def _articles(data: Path) -> dict[str, About]:
    files = sorted((data / "articles").glob("*.parquet"))
    return _about(row for file in files for row in read_parquet(file, list(ABOUT)))


def _about(articles: Iterable[Row]) -> dict[str, About]:
    return {
        str(row["id"]): About(_first(row.get("story")), _first(row.get("genre")))
        for row in articles
        if row.get("id") is not None
    }


def _lines(path: Path, task: Task) -> Source:
    is_csv = path.suffix == ".csv"
    if is_csv and task.config != "stance":
        raise StanceBankError(f"{path}: a CSV can hold stance only (text, target, label)")
    numbered = read_lines(path, CSV_COLUMNS, CSV_MORE)
    rows = _of_csv(path, numbered) if is_csv else [{"id": f"line {n}"} | row for n, row in numbered]
    return Source(str(path), by_splits(str(path), rows), task=task)


def _of_csv(path: Path, numbered: list[Numbered]) -> list[Row]:
    labels = schema.labels("stance")
    rows = []
    for number, row in numbered:
        label = (row["label"] or "").strip().lower()
        if label not in labels:
            raise StanceBankError(
                f"{path}:{number}: label “{label}” is not in the scheme; expected "
                f"{', '.join(labels)}"
            )
        # Rows of the same text belong together, whatever they are asked about.
        group = row.get("group") or _hash(row["text"] or "")
        rows.append(row | {"id": f"line {number}", "label": label, "group": group})
    return rows


def _hash(text: str) -> str:
    """Short, since groups are held as arrays as wide as the longest."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def by_splits(where: str, rows: list[Row]) -> dict[str, list[Row]]:
    """The rows of a file by their column `split`; all under "" where none has one.

    Raises:
        StanceBankError: some rows have a split and others none.
    """
    by_split: dict[str, list[Row]] = {}
    places: dict[str, int] = {}
    for place, row in enumerate(rows, 1):
        split = cell(row_at(where, row, place), "split", row.get("split"), name) or ""
        split = split if split.strip() else ""
        by_split.setdefault(split, []).append(row)
        places.setdefault(split, place)
    if "" in by_split and len(by_split) > 1:
        blank = by_split[""]
        at = row_at(where, blank[0], places[""])
        raise StanceBankError(
            f"{at}: no split, and {len(blank) - 1:,} more rows like it, while others have one: "
            "fill the column in, or leave it out"
        )
    return by_split or {"": []}
