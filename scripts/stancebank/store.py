"""Reading and writing files of the corpus: bounded reads, atomic writes, records by OUT's name."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

from stancebank.errors import StanceBankError
from stancebank.record import Article, canonical, canonical_line

MAX_FILE_BYTES = 64 * 1024 * 1024
"""A JSON file of the corpus larger than this is refused before it is read (a record is ~50 KB)."""

MAX_LINE_BYTES = 32 * 1024 * 1024
"""A line of JSONL longer than this is skipped over without being held in memory."""

COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}


def read_bounded(path: Path, limit: int) -> bytes:
    """A file's bytes, at most `limit` of them.

    Raises:
        StanceBankError: not a regular file, too large or not readable; one line, with remedy.
    """
    try:
        if not path.is_file():
            raise StanceBankError(f"{path}: not a regular file: give a file of the corpus")
        with path.open("rb") as stream:
            raw = stream.read(limit + 1)
    except OSError as error:
        raise StanceBankError(f"{path}: cannot be read: {error.strerror}") from error
    if len(raw) > limit:
        raise StanceBankError(
            f"{path}: larger than {limit:,} bytes: split it into one file per article"
        )
    return raw


@contextmanager
def atomic(path: Path) -> Iterator[IO[bytes]]:
    """A binary stream whose file appears under `path` only when all of it is written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes files private; the result has the mode any other new file would have.
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_bytes(path: Path, content: bytes) -> bool:
    """Write a file atomically unless it already holds just that; True if it was written."""
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return False
    with atomic(path) as stream:
        stream.write(content)
    return True


def is_jsonl(path: Path) -> bool:
    """Whether a path names JSONL, compressed or not."""
    suffixes = path.suffixes[-2:]
    return path.suffix == ".jsonl" or (
        len(suffixes) == 2 and suffixes[0] == ".jsonl" and suffixes[1] in COMPRESSIONS
    )


def open_lines(path: Path) -> IO[bytes]:
    """A JSONL file for reading, decompressed by its name (.gz, .zst)."""
    if path.suffix not in COMPRESSIONS:
        return path.open("rb")
    import pyarrow as pa

    # Arrow's stream has no readline of its own; Python's buffer over it has.
    return io.BufferedReader(pa.input_stream(str(path), compression=COMPRESSIONS[path.suffix]))


def lines(path: Path, limit: int = MAX_LINE_BYTES) -> Iterator[tuple[int, bytes | None]]:
    """Number (from 1) and bytes of each line; None for a line over `limit`, whose bytes are passed
    over in pieces so that memory stays bounded.
    """
    number = 0
    with open_lines(path) as stream:
        while line := stream.readline(limit + 1):
            number += 1
            if len(line) <= limit or line.endswith(b"\n"):
                yield number, line
                continue
            while (rest := stream.readline(limit)) and not rest.endswith(b"\n"):
                pass
            yield number, None


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A stream to write a file atomically, compressed by its name (.gz, .zst)."""
    with atomic(path) as stream:
        if path.suffix not in COMPRESSIONS:
            yield stream
            return
        import pyarrow as pa

        # Arrow closes what it writes to, and `atomic` has yet to flush the stream to disk.
        inner = os.fdopen(os.dup(stream.fileno()), "wb")
        with pa.CompressedOutputStream(inner, COMPRESSIONS[path.suffix]) as packed:
            yield packed


class ArticleWriter:
    """Writes articles to OUT: a folder (<collection>/<id>.json each) or a JSONL file by its name.

    A folder's files appear one by one, each whole; a JSONL file appears when the writer closes
    without an error.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self._lines: IO[bytes] | None = None
        self._context: AbstractContextManager[IO[bytes]] | None = None
        if is_jsonl(out):
            self._context = writing(out)
        elif out.suffix and not out.is_dir():
            raise StanceBankError(
                f"{out}: cannot tell the form of OUT: name a folder, or a file that ends in "
                ".jsonl, .jsonl.gz or .jsonl.zst"
            )

    def __enter__(self) -> ArticleWriter:
        if self._context is not None:
            self._lines = self._context.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._context is not None:
            self._context.__exit__(kind, error, trace)

    def path_of(self, article: Article) -> Path:
        """Where a folder keeps this article."""
        return self.out / article.collection / f"{article.id}.json"

    def write(self, article: Article) -> bool:
        """Write one article; False if its file already holds just these bytes."""
        if self._lines is not None:
            self._lines.write(canonical_line(article))
            return True
        return write_bytes(self.path_of(article), canonical(article))
