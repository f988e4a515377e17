"""Run the rules over files and over the corpus they make up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from stancebank import store
from stancebank.check.document import CRASHED, checked, context_of, place_all, rules_of
from stancebank.check.finding import Finding, Problem
from stancebank.check.rule import Rule
from stancebank.check.since import changed_entries, changed_files, splits_at
from stancebank.check.source import SourceFile
from stancebank.check.whole import Located, Whole
from stancebank.check.work import Result, batch_results
from stancebank.corpus import Corpus
from stancebank.ledgers import RuleException

AMONG_FILES = ("SB501", "SB502")
"""Corpus rules that also make sense for a few files out of a corpus."""


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
    for found in batch_results(sources, workers):
        result.findings += found.findings
        result.facts += found.facts
        result.records += found.records
        result.broken |= found.broken
    for whole, complete in _wholes(sources, result, since):
        result.findings += _corpus_findings(whole, complete)
        _except(result, whole, complete)
    if since is not None:
        # Last: an exception is needed by a finding that the change has nothing to do with, too.
        _keep_changed(result, sources, since)
    result.findings.sort()
    return result


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
    """Drop findings in files that neither changed nor mention a changed registry entry.

    What is found in the corpus as a whole stays, as does a rule that crashed.
    """
    whole = {CRASHED, *(rule.code for rule in rules_of("corpus"))}
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
        if one.code in whole or one.file in dependent or Path(one.file).resolve() in changed
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
