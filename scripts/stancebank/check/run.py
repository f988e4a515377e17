"""Run the rules over files: read, gate, explain only what fails, and place every finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from stancebank import record as records
from stancebank import schema, store
from stancebank.check.context import Context, Subject, annotated_text
from stancebank.check.finding import Finding, Problem
from stancebank.check.rule import REGISTRY, Rule
from stancebank.check.rules import files, references, rights, shape, text, whole
from stancebank.check.source import SourceFile
from stancebank.errors import StanceBankError
from stancebank.record import Article, Layer

MODULES = (files, shape, text, references, whole, rights)
"""Importing a module registers its rules."""

STRUCTS: dict[str, type[records.Record]] = {
    "article": Article,
    "layer": Layer,
    "actors": records.Actors,
    "targets": records.Targets,
    "conflicts": records.Conflicts,
    "splits": records.Splits,
    "exceptions": records.Exceptions,
    "withdrawn": records.Withdrawn,
    "raw": records.RawMetadata,
}
RECORD_RULES = [rule for rule in REGISTRY.values() if rule.scope == "record"]


@dataclass
class Result:
    """What a run looked at and found; findings are sorted by place."""

    files: int = 0
    records: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass
class Run:
    """One run: contexts by corpus root, and the ids seen so far."""

    contexts: dict[Path | None, Context] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)

    def context(self, root: Path | None) -> Context:
        """The registries of a corpus root, loaded once."""
        if root not in self.contexts:
            self.contexts[root] = Context.load(root)
        return self.contexts[root]


def validate(sources: Iterable[SourceFile]) -> Result:
    """Check all files; bad ones become findings and the others are checked all the same."""
    run, result = Run(), Result()
    for source in sources:
        result.files += 1
        for document in _documents(source):
            result.records += 1
            result.findings += document.findings(run)
    result.findings.sort()
    return result


def _documents(source: SourceFile) -> Iterator[Document]:
    """The JSON documents of a file: one, or one a line of JSONL."""
    try:
        if not store.is_jsonl(source.path):
            yield Document(source, store.read_bounded(source.path, store.MAX_FILE_BYTES))
            return
        for number, line in store.lines(source.path):
            if line is None:
                limit = f"{store.MAX_LINE_BYTES:,}"
                yield Document(source, b"", number, f"line longer than {limit} bytes")
            elif line.strip():
                yield Document(source, line, number)
    except (StanceBankError, OSError) as error:
        yield Document(source, b"", 1, str(error).removeprefix(f"{source.path}: "))


@dataclass
class Document:
    """One JSON document to check: a file's bytes, or a line's."""

    source: SourceFile
    raw: bytes
    line: int = 1
    unreadable: str | None = None

    def findings(self, run: Run) -> list[Finding]:
        """All findings of this document, placed."""
        problems: list[tuple[Rule, Problem]] = []

        def ask(code: str, *arguments: Any) -> bool:
            found = list(guarded(REGISTRY[code].check, *arguments))
            problems.extend((REGISTRY[code], problem) for problem in found)
            return bool(found)

        record_id = self._check(run, ask)
        return self._placed(problems, record_id) if problems else []

    def _check(self, run: Run, ask: Callable[..., bool]) -> str | None:
        """Level after level; a level that fails hides those that rely on it."""
        if self.unreadable is not None:
            ask("SB001", self.unreadable)
            return None
        if not self.raw.isascii() and ask("SB002", self.raw):
            return None
        try:
            value = msgspec.json.decode(self.raw)
        except (msgspec.DecodeError, RecursionError) as error:
            ask("SB003", self.raw, str(error))
            return None
        source, kind = self.source, self.source.kind or kind_of(value)
        if source.kind is None:
            source = replace(source, kind=kind)
            misplaced = source.root is not None and _inside(source)
            if (kind is None or misplaced) and ask("SB007", replace(source, kind=None), None):
                return None
        assert kind is not None
        record_id = value.get("id", value.get("article")) if isinstance(value, dict) else None
        record_id = record_id if isinstance(record_id, str) else None
        if not schema.gate(kind).is_valid(value):
            text = annotated_text(kind, value, run.context(source.root))
            unanchored = ask("SB102", kind, value, text)
            if not ask("SB101", kind, value) and not unanchored:
                # The gate and the explainer disagree: a defect of ours, never silence.
                raise AssertionError(f"{source.path}: the gate refuses what the explainer accepts")
            return record_id
        typed = msgspec.convert(value, STRUCTS[kind])
        if not store.is_jsonl(source.path):
            ask("SB006", self.raw, typed)
        context = run.context(source.root)
        if kind in ("actors", "targets", "conflicts"):
            ask("SB310", kind, value, context)
        if isinstance(typed, Article | Layer):
            ask("SB007", source, _identity(typed))
            subject = Subject.of(typed, context)
            for rule in RECORD_RULES:
                ask(rule.code, subject, context)
        if isinstance(typed, Article):
            first = run.seen.setdefault(typed.id, f"{source.path}:{self.line}")
            if first != f"{source.path}:{self.line}":
                ask("SB501", typed.id, first.removesuffix(":1"))
        return record_id

    def _placed(self, problems: list[tuple[Rule, Problem]], record: str | None) -> list[Finding]:
        from stancebank.check.positions import Positions

        positions = Positions(self.raw, self.line)
        placed = []
        for rule, problem in problems:
            place = (
                positions.pointer(problem.pointer, problem.key)
                if problem.byte is None
                else positions.byte(problem.byte)
            )
            placed.append(
                Finding(
                    file=str(self.source.path),
                    line=place.line,
                    column=place.column,
                    end_line=place.end_line,
                    end_column=place.end_column,
                    code=rule.code,
                    message=problem.message,
                    severity=rule.severity,
                    record=record,
                    pointer=problem.pointer,
                    hint=problem.hint,
                )
            )
        return placed


def guarded(check: Callable[..., Iterable[Problem]], *arguments: Any) -> Iterator[Problem]:
    """The problems of a check; one that crashes is a problem itself and stops nobody else."""
    try:
        yield from check(*arguments)
    except Exception as error:
        yield Problem(
            f"this rule crashed: {type(error).__name__}: {error}",
            "this is a defect of the validator: report it with the record",
        )


def kind_of(value: Any) -> str | None:
    """What a JSON value is, told from its keys; None if they do not tell."""
    if not isinstance(value, dict):
        return None
    if "annotator" in value and "article" in value:
        return "layer"
    if "statements" in value or ("text" in value and "rights" in value):
        return "article"
    return next((kind for kind in STRUCTS if kind in value and "schema_version" in value), None)


def _inside(source: SourceFile) -> bool:
    return source.root is not None and source.path.resolve().is_relative_to(source.root)


def _identity(record: Article | Layer) -> tuple[str, str]:
    """(folder, file stem) that a record's content asks for."""
    if isinstance(record, Article):
        return record.collection, record.id
    return record.annotator.id, record.article
