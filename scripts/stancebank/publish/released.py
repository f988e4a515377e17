"""Read a release back: its rows with labels as names, and what its card states."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from datasets import ClassLabel, List

from stancebank.errors import StanceBankError
from stancebank.publish.features import features

Row = dict[str, Any]


def rows_of_release(dist: Path, config: str) -> Iterator[tuple[str, Row]]:
    """(split, row with labels as names) of a config, a row group at a time.

    Raises:
        StanceBankError: a file is broken, or has other columns than this version publishes.
    """
    columns = features(config)
    for path in sorted((dist / "data" / config).glob("*.parquet")):
        split = path.name.split("-")[0]
        try:
            file = pq.ParquetFile(path)
            if file.schema_arrow.remove_metadata() != columns.arrow_schema.remove_metadata():
                raise StanceBankError(
                    f"{path}: other columns than stancebank of this version publishes: install "
                    "the version named in the release's README.md"
                )
            for batch in file.iter_batches(batch_size=500):
                for row in batch.to_pylist():
                    yield split, {name: _named(row[name], kind) for name, kind in columns.items()}
        except pa.ArrowException as error:
            raise StanceBankError(f"{path}: not readable ({error}): get the release anew") from None


def _named(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, ClassLabel):
        return kind.names[value]
    if isinstance(kind, List):
        return [_named(item, kind.feature) for item in value]
    if isinstance(kind, dict):
        return {name: _named(value[name], inner) for name, inner in kind.items()}
    return value


def stated(readme: Path) -> tuple[str, list[str]]:
    """The version of a release and who annotated it, as its card says.

    Raises:
        StanceBankError: the card does not say it.
    """
    try:
        front = yaml.safe_load(readme.read_text("utf-8").split("---\n", 2)[1])
        return str(front["version"]), [str(one) for one in front["annotations_creators"]]
    except (yaml.YAMLError, UnicodeDecodeError, IndexError, KeyError, TypeError):
        raise StanceBankError(
            f"{readme}: no front matter with version and annotations_creators, as `stancebank "
            "publish` writes it: get the release anew"
        ) from None
