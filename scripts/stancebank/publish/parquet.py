"""Parquet files: zstd, content-defined chunks, page index, sharded by size, bounded memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from stancebank.publish.features import features, table
from stancebank.publish.sizes import bytes_as_read

GROUP_ROWS = 1_000
"""Rows from which on a row group is written; so a few more are held in memory of each split."""

SHARD_BYTES = 256 * 1024 * 1024
"""A split is cut into files of about this size, counted in memory, so that none grows too large."""


@dataclass
class SplitWriter:
    """Writes one split of one config; `close` names the files data/<config>/<split>-….parquet.

    `num_bytes`: of all rows in memory as `datasets` counts them, by row group as they are read.
    """

    folder: Path
    config: str
    split: str
    rows: int = 0
    num_bytes: int = 0
    _single: list[dict[str, Any]] = field(default_factory=list)
    _tables: list[pa.Table] = field(default_factory=list)
    _waiting: int = 0
    _shards: list[Path] = field(default_factory=list)
    _writer: pq.ParquetWriter | None = None
    _shard_bytes: int = 0

    def add(self, row: dict[str, Any]) -> None:
        """Take one row, its labels as names."""
        self._single.append(row)
        if len(self._single) >= GROUP_ROWS:
            self._take_single()

    def add_table(self, rows: pa.Table) -> None:
        """Take rows as `features.table` makes them."""
        self._take_single()
        self._take(rows)

    def _take_single(self) -> None:
        if self._single:
            rows, self._single = self._single, []
            self._take(table(self.config, rows))

    def _take(self, rows: pa.Table) -> None:
        self._tables.append(rows)
        self._waiting += rows.num_rows
        if self._waiting >= GROUP_ROWS:
            self._flush()

    def close(self) -> list[Path]:
        """Write what is left; return the files under their final names."""
        self._take_single()
        self._flush()
        self._close_shard()
        count = len(self._shards)
        final = []
        for number, shard in enumerate(self._shards):
            name = f"{self.split}-{number:05d}-of-{count:05d}.parquet"
            final.append(shard.rename(shard.with_name(name)))
        return final

    def _flush(self) -> None:
        if not self._tables:
            return
        group = self._tables[0]
        if len(self._tables) > 1:
            group = pa.concat_tables(self._tables).combine_chunks()
        self._tables, self._waiting = [], 0
        if self._writer is None:
            self._writer = self._open_shard()
        self._writer.write_table(group, row_group_size=group.num_rows)
        size = bytes_as_read(self.config, group)
        self.rows += group.num_rows
        self.num_bytes += size
        self._shard_bytes += size
        if self._shard_bytes >= SHARD_BYTES:
            self._close_shard()

    def _open_shard(self) -> pq.ParquetWriter:
        folder = self.folder / "data" / self.config
        folder.mkdir(parents=True, exist_ok=True)
        self._shards.append(folder / f"{self.split}.{len(self._shards):05d}.part")
        self._shard_bytes = 0
        return pq.ParquetWriter(
            self._shards[-1],
            features(self.config).arrow_schema,
            compression="zstd",
            use_content_defined_chunking=True,
            write_page_index=True,
        )

    def _close_shard(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def content_hash(files: list[Path]) -> str:
    """SHA-256 over the bytes of files in order: changes with any change of what is published."""
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def read(path: Path) -> pa.Table:
    """One published file as a table, label codes and all."""
    return pq.read_table(path)
