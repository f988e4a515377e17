"""Names of labels, read from the footer of a published Parquet file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from stancebank.errors import StanceBankError


def label_names(folder: Path, config: str, column: str) -> list[str]:
    """Names of the labels of a column by code; see :func:`stancebank.labels`."""
    files = sorted((folder / "data" / config).glob("*.parquet"))
    if not files:
        there = ", ".join(sorted(one.name for one in (folder / "data").glob("*") if one.is_dir()))
        raise StanceBankError(f"{folder}: no config “{config}”; there are: {there or 'none'}")
    found = _labelled(_features(files[0]))
    if column not in found:
        raise StanceBankError(
            f"{config}: “{column}” is no column of labels; there are: {', '.join(found) or 'none'}"
        )
    return found[column]


def _features(path: Path) -> dict[str, Any]:
    """The columns as `datasets` wrote them into the metadata of the file."""
    import pyarrow.parquet as pq

    metadata = pq.read_schema(path).metadata or {}
    try:
        features: dict[str, Any] = json.loads(metadata[b"huggingface"])["info"]["features"]
    except (KeyError, ValueError) as error:
        raise StanceBankError(
            f"{path}: its footer names no features: it was not written by `stancebank publish`"
        ) from error
    return features


def _labelled(features: dict[str, Any], before: str = "") -> dict[str, list[str]]:
    """Dotted path → label names, through structs and lists."""
    found: dict[str, list[str]] = {}
    for name, kind in features.items():
        while isinstance(kind, dict) and kind.get("_type") == "List":
            kind = kind["feature"]
        if not isinstance(kind, dict):
            continue
        if kind.get("_type") == "ClassLabel":
            found[before + name] = kind["names"]
        elif "_type" not in kind:
            found |= _labelled(kind, f"{before}{name}.")
    return found
