"""A published folder seen as the tree of a corpus, as far as its Parquet files carry one.

Articles come back whole, in the labels of the folder's own files. Of layers there are each item's
label and spans, of the registry the propositions that stances are about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from datasets import ClassLabel, Features, List

from stancebank import store
from stancebank.errors import StanceBankError
from stancebank.publish.diff.records import SPANS, reduced_item
from stancebank.publish.diff.sides import LABELS, Spool

BATCH_ROWS = 64
"""Rows held in memory at once."""

KINDS = {"statements": "statements", "stance": "stances", "events": "events"}
"""Its name for a kind → that of the record."""

COPIED = ("version.json", "withdrawn.json")
"""Files of the corpus that a release may carry beside its card."""


def published(folder: Path, name: str, stack: ExitStack) -> Spool:
    """Read a published folder.

    Raises:
        StanceBankError: a Parquet file cannot be read or lacks a column.
    """
    spool = Spool(name, stack)
    try:
        _fill(spool, folder)
    except (pa.ArrowException, OSError, KeyError, IndexError, TypeError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StanceBankError(
            f"{name}: not readable as a published folder ({type(error).__name__}: {reason}): "
            "publish or download it again"
        ) from error
    return spool


def _fill(spool: Spool, folder: Path) -> None:
    texts: dict[str, str] = {}
    assignments = []
    version = "?"
    for split, row in _rows(folder, "articles", None):
        texts[row["id"]] = row["text_sha256"]
        version = row["schema_version"]
        assignments.append({"article": row["id"], "split": split})
        del row["article_id"]
        spool.add(f"articles/{row['collection']}/{row['id']}.json", msgspec.json.encode(row))
    _put(spool, "splits.json", {"schema_version": version, "assignments": assignments})
    _layers(spool, folder, texts)
    targets: dict[str, dict[str, Any]] = {}
    for _, row in _rows(folder, "stance", ["target", "proposition", "issue"]):
        targets[row["target"]] = {"id": row["target"], **row, "target": None}
    _put(spool, "registry/targets.json", {"schema_version": version, "targets": [
        {key: value for key, value in target.items() if key != "target"}
        for _, target in sorted(targets.items())
    ]})  # fmt: skip
    for config in sorted(path.name for path in (folder / "data").iterdir() if path.is_dir()):
        for path in _files(folder, config)[:1]:
            columns = Features.from_arrow_schema(pq.read_schema(path))
            entries = [{"id": name, "type": str(kind)} for name, kind in columns.items()]
            _put(spool, f"{LABELS}{config}.json", {"labels": entries})
    for name in COPIED:
        if (folder / name).is_file():
            spool.add(name, store.read_bounded(folder / name, store.MAX_FILE_BYTES))


def _layers(spool: Spool, folder: Path, texts: dict[str, str]) -> None:
    columns = ["id", "article_id", "annotator", "annotator_kind", "layer", "label", "spans"]
    rows = (row for _, row in _rows(folder, "annotations", columns))
    for (article, annotator), items in groupby(
        rows, key=lambda row: (row["article_id"], row["annotator"])
    ):
        layer: dict[str, Any] = {
            "article": article,
            "text_sha256": texts[article],
            "annotator": {"id": annotator},
            **{kind: [] for kind in SPANS},
        }
        for row in items:
            layer["annotator"]["kind"] = row["annotator_kind"]
            kind = KINDS[row["layer"]]
            own = row["id"].removeprefix(f"{article}/{annotator}/")
            layer[kind].append(reduced_item(kind, own, row["label"], row["spans"]))
        _put(spool, f"layers/{annotator}/{article}.json", layer)


def _put(spool: Spool, path: str, value: dict[str, Any]) -> None:
    spool.add(path, msgspec.json.encode(value))


def _files(folder: Path, config: str) -> list[Path]:
    return sorted((folder / "data" / config).glob("*.parquet"))


def _rows(
    folder: Path, config: str, columns: list[str] | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Split and row, labels as names."""
    for path in _files(folder, config):
        split = path.name.rsplit("-", 3)[0]
        with pq.ParquetFile(path) as file:
            features = Features.from_arrow_schema(file.schema_arrow)
            naming = {
                name: named
                for name, kind in features.items()
                if (columns is None or name in columns) and (named := _naming(kind)) is not None
            }
            for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=columns):
                for row in batch.to_pylist():
                    row.update((name, named(row[name])) for name, named in naming.items())
                    yield split, row


def _naming(kind: Any) -> Callable[[Any], Any] | None:
    """What turns the codes within a value into names; None if there are none to turn."""
    if isinstance(kind, ClassLabel):
        return lambda value: None if value is None else kind.names[value]
    if isinstance(kind, List):
        item = _naming(kind.feature)
        if item is None:
            return None
        return lambda value: None if value is None else [item(one) for one in value]
    if isinstance(kind, dict):
        inner = {name: named for name, one in kind.items() if (named := _naming(one)) is not None}
        if not inner:
            return None
        return lambda value: (
            None
            if value is None
            else {**value, **{name: named(value[name]) for name, named in inner.items()}}
        )
    return None
