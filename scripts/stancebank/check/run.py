"""Run the rules over files, in parallel over many, and over the corpus they make up."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, groupby, islice
from pathlib import Path

from stancebank import store
from stancebank.check.document import Document, checked, context_of, place_all, rules_of
from stancebank.check.facts import Facts
from stancebank.check.finding import Finding, Problem
from stancebank.check.rule import Rule
from stancebank.check.since import changed_entries, changed_files, splits_at
from stancebank.check.source import SourceFile, leads_out
from stancebank.check.whole import Located, Whole
from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.record import RuleException

BATCH_FILES = 64
BATCH_BYTES = 1024 * 1024
"""How much is handed to a worker at once."""

PARALLEL_FROM = 4
"""With fewer batches than this, starting workers costs more than it brings."""

AMONG_FILES = ("SB501", "SB502")
"""Corpus rules that also make sense for a few files out of a corpus."""


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


def validate(
    sources: Sequence[SourceFile], *, workers: int | None = 1, since: str | None = None
) -> Result:
    """Check all files; bad ones become findings and the others are checked all the same.

    Args:
        sources: what `source.expand` found.
        workers: processes; None: as many as there are processors, if there is work for them.
        since: a git revision: only findings in what changed since, in records that mention a
            changed registry entry, and in the corpus as a whole are kept.

    Raises:
        StanceBankError: `since` is no revision.
    """
    result = Result(files=len(sources))
    for found in _checked(sources, workers):
        result.findings += found.findings
        result.facts += found.facts
        result.records += found.records
        result.broken |= found.broken
    if since is not None:
        _keep_changed(result, sources, since)
    for whole, complete in _wholes(sources, result, since):
        result.findings += _corpus_findings(whole, complete)
        _except(result, whole, complete)
    result.findings.sort()
    return result


Batch = tuple[list[SourceFile], list[tuple[int, bytes | None]]]
"""Whole files, or lines of the one file."""


def _checked(sources: Sequence[SourceFile], workers: int | None) -> Iterator[Result]:
    """Results of all batches in order, whoever worked them."""
    batches = _batches(sources)
    first = list(islice(batches, PARALLEL_FROM))
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(first) < PARALLEL_FROM:
        yield from map(check_batch, chain(first, batches))
        return
    with ProcessPoolExecutor(workers) as pool:
        waiting: deque[Future[Result]] = deque()
        for batch in chain(first, batches):
            waiting.append(pool.submit(check_batch, batch))
            if len(waiting) > 3 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


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


def _wholes(
    sources: Sequence[SourceFile], result: Result, since: str | None
) -> Iterator[tuple[Whole, bool]]:
    """Every corpus that the files belong to, and whether all of it was checked."""
    given = {source.path.parent.resolve() / source.path.name: source.name for source in sources}
    roots = {source.root for source in sources}
    for root in sorted(roots, key=str):
        records = [one for one in result.facts if one.root == root]
        if root is None:
            yield Whole(None, context_of(None), records), False
            continue
        corpus = Corpus(root)
        complete = root not in result.broken and given.keys() >= set(corpus.files())
        earlier = splits_at(root, since or "HEAD") if complete else {}
        yield Whole(root, context_of(root), records, earlier, given), complete


def _corpus_findings(whole: Whole, complete: bool) -> Iterator[Finding]:
    located: list[tuple[Rule, Located]] = []
    for rule in rules_of("corpus"):
        if rule.code.startswith("SB7") or not (complete or rule.code in AMONG_FILES):
            continue
        located += _located(rule, whole)
    yield from _place_located(located)


def _located(rule: Rule, *arguments: object) -> list[tuple[Rule, Located]]:
    """A corpus rule's problems; a crash is one, in the corpus's folder."""
    found = []
    for given, one in checked(rule, *arguments):
        if isinstance(one, Problem):
            whole = arguments[0]
            assert isinstance(whole, Whole)
            found.append((given, whole.in_file("splits.json", one)))
        else:
            found.append((given, one))
    return found


def _place_located(located: list[tuple[Rule, Located]]) -> Iterator[Finding]:
    """Findings of corpus rules, each file read again, once, for the places in it."""
    for file, group in groupby(sorted(located, key=_file_and_line), lambda one: one[1].file):
        found = list(group)
        raws = _documents_of(Path(file), {one.line for _, one in found})
        for rule, (_, line, record, problem) in found:
            raw = raws.get(line, b"")
            yield from place_all([(rule, problem)], Path(file), raw, line, record, None)


def _file_and_line(located: tuple[Rule, Located]) -> tuple[str, int]:
    return located[1].file, located[1].line


def _documents_of(path: Path, numbers: set[int]) -> dict[int, bytes]:
    """Bytes of the documents of a file by line; what cannot be read is left out."""
    try:
        if store.is_jsonl(path):
            wanted = (one for one in store.lines(path) if one[0] in numbers)
            return {number: line or b"" for number, line in wanted}
        return {1: path.read_bytes()}
    except OSError:
        return {}


def _keep_changed(result: Result, sources: Sequence[SourceFile], since: str) -> None:
    """Drop findings in files that neither changed nor mention a changed registry entry."""
    roots = {source.root for source in sources if source.root is not None}
    folder = next(iter(sorted(roots)), sources[0].path.resolve().parent)
    changed = changed_files(folder, since)
    entries = frozenset().union(*(changed_entries(root, since) for root in roots))
    dependent = {
        one.file
        for one in result.facts
        if entries & (one.actors | one.targets | {one.conflict or ""})
    }
    result.findings = [
        one
        for one in result.findings
        if one.file in dependent or Path(one.file).resolve() in changed
    ]


def _except(result: Result, whole: Whole, complete: bool) -> None:
    """Take out what exceptions.json allows; report exceptions that ran out or are not needed.

    Only a check of the whole corpus can tell that an exception is not needed.
    """
    today = datetime.now(UTC).date().isoformat()
    used: set[int] = set()
    kept = []
    for finding in result.findings:
        allowed = [
            at
            for at, exception in enumerate(whole.exceptions)
            if exception.expires >= today and _allows(exception, finding)
        ]
        used.update(allowed)
        if not allowed:
            kept.append(finding)
    result.excepted += len(result.findings) - len(kept)
    result.findings = kept
    for rule in rules_of("corpus") if complete else ():
        if rule.code.startswith("SB7"):
            result.findings += _place_located(_located(rule, whole, today, used))


def _allows(exception: RuleException, finding: Finding) -> bool:
    if exception.rule != finding.code or finding.record is None:
        return False
    return exception.record in (finding.record, f"{finding.record}#{finding.item}")
