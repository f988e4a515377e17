"""The work of a run in batches, by one process or several, with the same result."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from stancebank import store
from stancebank.check.document import Document
from stancebank.check.facts import Facts
from stancebank.check.finding import Finding
from stancebank.check.source import SourceFile, leads_out
from stancebank.errors import StanceBankError
from stancebank.parallel import ordered

BATCH_FILES = 64
BATCH_BYTES = 1024 * 1024
"""How much is handed to a worker at once."""


@dataclass
class Result:
    """What a run looked at and found; findings are sorted by place.

    `excepted` counts findings that corpus/exceptions.json allows; `broken` are the corpora with a
    record that could not be read, of which only part is known.
    """

    files: int = 0
    records: int = 0
    broken: set[Path | None] = field(default_factory=set)
    excepted: int = 0
    findings: list[Finding] = field(default_factory=list)
    facts: list[Facts] = field(default_factory=list)


Batch = tuple[list[SourceFile], list[tuple[int, bytes | None]]]
"""Whole files, or lines of the one file."""


def batch_results(sources: Sequence[SourceFile], workers: int | None) -> Iterator[Result]:
    """Results of all batches in order, whoever worked them."""
    yield from ordered(check_batch, _batches(sources), workers)


def _batches(sources: Sequence[SourceFile]) -> Iterator[Batch]:
    """The work in pieces: files by number, lines by size."""
    for lines, group in groupby(sources, key=lambda source: source.jsonl):
        if not lines:
            yield from (([*files], []) for files in _batched(list(group)))
            continue
        for source in group:
            yield from _line_batches(source)


def _batched(sources: list[SourceFile]) -> Iterator[Sequence[SourceFile]]:
    for at in range(0, len(sources), BATCH_FILES):
        yield sources[at : at + BATCH_FILES]


def _line_batches(source: SourceFile) -> Iterator[Batch]:
    batch: list[tuple[int, bytes | None]] = []
    size = 0
    try:
        for number, line in store.lines(source.path):
            batch.append((number, line))
            size += len(line or b"")
            if size >= BATCH_BYTES:
                yield [source], batch
                batch, size = [], 0
    except (OSError, EOFError) as error:
        yield [source], batch
        # The file itself fails from here on: told as a document that cannot be read.
        last = batch[-1][0] if batch else 0
        yield [source], [(-(last + 1), str(error).encode())]
        return
    if batch:
        yield [source], batch


def check_batch(batch: Batch) -> Result:
    """The result of a batch."""
    result = Result()
    # Records are trees, freed by counting references; the collector would only cost time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        for document in _documents(batch):
            result.records += 1
            result.findings += document.check()
            if document.facts is not None:
                result.facts.append(document.facts)
            elif document.broken:
                result.broken.add(document.source.root)
    finally:
        if collecting:
            gc.enable()
    return result


def _documents(batch: Batch) -> Iterator[Document]:
    sources, lines = batch
    if lines:
        for number, line in lines:
            if number < 0:
                yield Document(sources[0], b"", -number, (line or b"").decode())
            elif line is None:
                limit = f"{store.MAX_LINE_BYTES:,}"
                found = f"line longer than {limit} bytes: split the record, or drop the line"
                yield Document(sources[0], b"", number, found)
            elif line.strip():
                yield Document(sources[0], line.rstrip(b"\r\n"), number)
        return
    for source in sources:
        if source.jsonl:
            continue
        if leads_out(source):
            yield Document(source, b"")
            continue
        try:
            yield Document(source, store.read_bounded(source.path, store.MAX_FILE_BYTES))
        except StanceBankError as error:
            yield Document(source, b"", 1, str(error).removeprefix(f"{source.path}: "))
