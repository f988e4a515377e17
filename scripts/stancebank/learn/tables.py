"""Rows of a published folder, a dataset on the Hub, an imported file or a CSV, labels as names."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stancebank import schema
from stancebank.errors import StanceBankError
from stancebank.learn.tasks import Row, Task

HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")

CSV_COLUMNS = ("text", "target", "label")
"""What a CSV must have. It may also have holder, context, mode, group, issue, genre and split."""


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
    """

    where: str
    by_split: dict[str, list[Row]]
    articles: dict[str, About] = field(default_factory=dict)

    def rows(self, split: str | None) -> list[Row]:
        """The rows of a split, or all.

        Raises:
            StanceBankError: there is no such split.
        """
        if split is None or set(self.by_split) == {""}:
            return [row for rows in self.by_split.values() for row in rows]
        if split not in self.by_split:
            there = ", ".join(self.by_split) or "none"
            raise StanceBankError(f"{self.where}: no split “{split}”; there are: {there}")
        return self.by_split[split]

    def article(self, row: Row) -> About:
        """What is known of the article a row is from; its story at least, if only as itself."""
        own = row.get("article_id") or row.get("group")
        known = self.articles.get(own or "", About())
        return About(row.get("story") or known.story or own, row.get("genre") or known.genre)


def source_of(where: str, task: Task) -> Source:
    """Open what the user named.

    Raises:
        StanceBankError: nothing there, or nothing that has rows of the task.
    """
    path = Path(where)
    if path.is_dir():
        return _folder(path, task)
    if path.is_file():
        if path.suffix == ".csv":
            return _csv(path, task)
        if path.suffix == ".parquet":
            return _split(where, _parquet(path), task)
        if path.suffix == ".jsonl":
            return _split(where, _jsonl(path), task)
        raise StanceBankError(f"{where}: expected a folder, or a .parquet, .jsonl or .csv file")
    if HUB_NAME.fullmatch(where):
        return _hub(where, task)
    raise StanceBankError(
        f"{where}: no such folder or file; give what `stancebank publish -o dist` or `stancebank "
        "import` wrote, a .csv with text, target and label, or the name of a dataset on the Hub"
    )


def _folder(path: Path, task: Task) -> Source:
    files = sorted((path / "data" / task.config).glob("*.parquet"))
    if not files:
        there = ", ".join(sorted(one.name for one in (path / "data").glob("*") if one.is_dir()))
        raise StanceBankError(
            f"{path}: no data/{task.config}/*.parquet in it (configs: {there or 'none'}); give a "
            "folder that `stancebank publish` or `stancebank import` wrote"
        )
    by_split: dict[str, list[Row]] = {}
    for file in files:
        by_split.setdefault(file.name.split("-")[0], []).extend(_parquet(file))
    about = {
        row["id"]: About(row["story"], row["genre"])
        for file in sorted((path / "data" / "articles").glob("*.parquet"))
        for row in _parquet(file, ["id", "story", "genre"])
    }
    return Source(str(path), _checked(str(path), by_split, task), about)


def _parquet(path: Path, columns: list[str] | None = None) -> list[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            table = file.read(columns)
    except pa.ArrowException as error:
        raise StanceBankError(f"{path}: not readable as Parquet: {error}") from error
    rows: list[Row] = table.to_pylist()
    features = (table.schema.metadata or {}).get(b"huggingface")
    named = json.loads(features)["info"]["features"] if features else {}
    return _named(rows, {name: one["names"] for name, one in named.items() if "names" in one})


def _named(rows: list[Row], names: dict[str, list[str]]) -> list[Row]:
    """Codes of labels replaced by their names, in place."""
    for column, labels in names.items():
        for row in rows:
            if isinstance(row.get(column), int):
                row[column] = labels[row[column]]
    return rows


def _jsonl(path: Path) -> list[Row]:
    rows = []
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            try:
                row = json.loads(line)
            except ValueError as error:  # that it is not UTF-8 is one, too
                raise StanceBankError(f"{path}:{number}: not JSON in UTF-8: {error}") from error
            if not isinstance(row, dict):
                raise StanceBankError(f"{path}:{number}: expected an object, a row")
            rows.append({"id": f"line {number}"} | row)
    return rows


def _csv(path: Path, task: Task) -> Source:
    if task.config != "stance":
        raise StanceBankError(f"{path}: a CSV can hold stance only (text, target, label)")
    rows: list[Row] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [one for one in CSV_COLUMNS if one not in (reader.fieldnames or [])]
            number = reader.line_num + 1
            for row in reader:
                # A row's text may hold line ends: it is told by the line that it begins on.
                rows.append(row | {"line": number})
                number = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as error:
        raise StanceBankError(f"{path}: not readable as CSV in UTF-8: {error}") from error
    if missing:
        raise StanceBankError(
            f"{path}:1: no column {', '.join(missing)}; a CSV needs {', '.join(CSV_COLUMNS)} and "
            "may have holder, context, mode, group, issue, genre, split"
        )
    labels = schema.labels("stance")
    for row in rows:
        number = row.pop("line")
        row["id"] = f"line {number}"
        row["label"] = (row["label"] or "").strip().lower()
        if row["label"] not in labels:
            raise StanceBankError(
                f"{path}:{number}: label “{row['label']}” is not in the scheme; expected "
                f"{', '.join(labels)}"
            )
        # Rows of the same text belong together, whatever they are asked about.
        row["group"] = row.get("group") or row["text"]
    return _split(str(path), rows, task)


def _split(where: str, rows: list[Row], task: Task) -> Source:
    by_split: dict[str, list[Row]] = {}
    for row in rows:
        by_split.setdefault(row.get("split") or "", []).append(row)
    return Source(where, _checked(where, by_split or {"": []}, task))


def _hub(name: str, task: Task) -> Source:
    from datasets import get_dataset_config_names, load_dataset

    about = {}
    try:
        found: Any = load_dataset(name, task.config)
        # Ours tell there of stories and genres; sets that `import` wrote have no such config.
        if "articles" in get_dataset_config_names(name):
            columns = ["id", "story", "genre"]
            for data in load_dataset(name, "articles").values():
                for row in data.select_columns(columns):
                    about[row["id"]] = About(row["story"], row["genre"])
    except Exception as error:  # the Hub's errors are of many libraries
        raise StanceBankError(
            f"{name}: no such file here, and the Hub gave no dataset: {error!s:.200}"
        ) from error
    by_split = {}
    for split, data in found.items():
        labels = {key: one.names for key, one in data.features.items() if hasattr(one, "names")}
        by_split[split] = _named(data.to_list(), labels)
    return Source(name, _checked(name, by_split, task), about)


NEEDED = {"stance": ("text", "target"), "events": ("sentence",), "articles": ("text",)}
"""Config → columns of words that every row has."""


def _checked(where: str, by_split: dict[str, list[Row]], task: Task) -> dict[str, list[Row]]:
    """The same rows, if they have what the task asks."""
    for rows in by_split.values():
        for number, row in enumerate(rows, 1):
            missing = [one for one in NEEDED[task.config] if not isinstance(row.get(one), str)]
            missing += [task.label] if task.label not in row else []
            if missing:
                at = row.get("id") or f"row {number}"
                raise StanceBankError(
                    f"{where}: {at}: no {', '.join(missing)}: not a row of the config {task.config}"
                )
    return by_split
