"""Parquet files: zstd, content-defined chunks, page index, sharded by size, bounded memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from stancebank.publish.features import features, table

GROUP_ROWS = 1_000
"""Rows in a row group; also the most rows of a split that are held in memory."""

SHARD_BYTES = 256 * 1024 * 1024
"""A split is cut into files of about this size, counted in memory, so that none grows too large."""


@dataclass
class SplitWriter:
    """Writes one split of one config; `close` names the files data/<config>/<split>-….parquet."""

    folder: Path
    config: str
    split: str
    rows: int = 0
    num_bytes: int = 0
    _buffer: list[dict[str, Any]] = field(default_factory=list)
    _shards: list[Path] = field(default_factory=list)
    _writer: pq.ParquetWriter | None = None
    _shard_bytes: int = 0

    def add(self, row: dict[str, Any]) -> None:
        """Take one row."""
        self._buffer.append(row)
        if len(self._buffer) >= GROUP_ROWS:
            self._flush()

    def close(self) -> list[Path]:
        """Write what is left; return the files under their final names."""
        self._flush()
        self._close_shard()
        count = len(self._shards)
        final = []
        for number, shard in enumerate(self._shards):
            name = f"{self.split}-{number:05d}-of-{count:05d}.parquet"
            final.append(shard.rename(shard.with_name(name)))
            self.num_bytes += _bytes_in_memory(final[-1])
        return final

    def _flush(self) -> None:
        if not self._buffer:
            return
        group = table(self.config, self._buffer)
        if self._writer is None:
            self._writer = self._open_shard()
        self._writer.write_table(group)
        self.rows += group.num_rows
        self._shard_bytes += group.nbytes
        self._buffer.clear()
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


def _bytes_in_memory(path: Path) -> int:
    """Size of a file's rows in memory as `datasets` counts it: by row group, as they are read.

    What is written differs from it by a few bitmaps, so it is read back.
    """
    file = pq.ParquetFile(path)
    return sum(file.read_row_group(number).nbytes for number in range(file.num_row_groups))


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
