"""One JSON document, level by level: read, parse, gate, explain only what fails, place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from stancebank import ledgers, registry, schema
from stancebank import record as records
from stancebank.check import rules
from stancebank.check.context import Context, Subject, annotated_text
from stancebank.check.facts import Facts, facts_of
from stancebank.check.finding import Finding, Problem, Related
from stancebank.check.rule import REGISTRY, Rule, Scope
from stancebank.check.rules.shape import errors_of
from stancebank.check.source import SourceFile, classify
from stancebank.record import Article, Layer

if TYPE_CHECKING:
    from stancebank.check.positions import Positions

rules.register()

STRUCTS: dict[str, type[records.Record]] = {
    "article": Article,
    "layer": Layer,
    "adjudication": records.Adjudication,
    "actors": registry.Actors,
    "targets": registry.Targets,
    "conflicts": registry.Conflicts,
    "splits": ledgers.Splits,
    "exceptions": ledgers.Exceptions,
    "withdrawn": ledgers.Withdrawn,
    "expectations": ledgers.Expectations,
    "version": ledgers.DataVersion,
    "raw": ledgers.RawMetadata,
}
REGISTRIES = ("actors", "targets", "conflicts")
CRASHED = "SB999"
WITHOUT_PLACES = ("SB201", "SB202", "SB3", "SB6")
"""Record rules that do not look at places in the text."""


@cache
def context_of(root: Path | None) -> Context:
    """The registries of a corpus root, loaded once in a process."""
    return Context.load(root)


@cache
def rules_of(scope: Scope) -> tuple[Rule, ...]:
    """The rules of a scope by code."""
    return tuple(rule for _, rule in sorted(REGISTRY.items()) if rule.scope == scope)


@dataclass
class Document:
    """One JSON document to check: a file's bytes, or one line's."""

    source: SourceFile
    raw: bytes
    line: int = 1
    unreadable: str | None = None
    problems: list[tuple[Rule, Problem]] = field(default_factory=list)
    record: str | None = None
    value: Any = None
    facts: Facts | None = None

    @property
    def broken(self) -> bool:
        """Whether this should have given facts for the corpus rules, and could not."""
        return self.facts is None and self.source.kind in ("article", "layer", None)

    def check(self) -> list[Finding]:
        """All findings of this document, placed; sets `facts` if it is a sound record."""
        self._levels()
        if not self.problems:
            return []
        return place_all(
            self.problems, self.source.path, self.raw, self.line, self.record, self.value
        )

    def _ask(self, code: str, *arguments: Any) -> bool:
        """Whether the rule found something; what it found is kept."""
        found = checked(REGISTRY[code], *arguments)
        self.problems += found
        return bool(found)

    def _levels(self) -> None:
        """Level after level; a level that fails hides those that rely on it."""
        if not self.raw and self._ask("SB009", self.source):
            return
        if self.source.stray:
            self._ask("SB007", self.source, None)
            return
        if self.unreadable is not None:
            self._ask("SB001", self.unreadable)
            return
        raw = self.raw
        if not raw.isascii() and self._ask("SB002", raw):
            return
        if raw.startswith(b"\xef\xbb\xbf"):
            self._ask("SB004", raw)
            raw = raw[3:]
        try:
            self.value = value = msgspec.json.decode(raw)
        except (msgspec.DecodeError, RecursionError) as error:
            self._ask("SB003", raw, len(self.raw) - len(raw), str(error))
            return
        kind = self._kind(value)
        if kind is None:
            return
        if isinstance(value, dict):
            identity = value.get("id" if kind == "article" else "article")
            self.record = identity if isinstance(identity, str) else None
        typed = self._shape(kind, value)
        if typed is None:
            return
        if not self.source.jsonl:
            canonical = records.canonical(typed)
            if raw != canonical and not self._ask("SB005", raw):
                self._ask("SB008", raw)
                self._ask("SB006", raw, canonical)
        self._meaning(kind, value, typed)

    def _kind(self, value: Any) -> str | None:
        """The kind of this document; None, with a problem, if it has none or no place."""
        source = self.source
        if source.kind is not None:
            return source.kind
        kind = kind_of(value)
        place = source.path.parent.resolve()
        inside = source.root is not None and place.is_relative_to(source.root)
        if kind is None or inside:
            self._ask("SB007", source, None)
            return None
        self.source = replace(source, kind=kind)
        return kind

    def _shape(self, kind: str, value: Any) -> records.Record | None:
        """The typed record; None, with problems, if the value does not fit its schema."""
        if schema.gate(kind).is_valid(value):
            try:
                return msgspec.convert(value, STRUCTS[kind])
            except msgspec.ValidationError as error:
                # What JSON Schema takes for an integer and we do not write: 1.0, 1e0.
                self._ask("SB106", value, str(error))
                return None
        text = annotated_text(kind, value, context_of(self.source.root))
        errors = errors_of(kind, value)
        found = [self._ask(code, errors) for code in ("SB101", "SB103", "SB104", "SB105")]
        if not self._ask("SB102", errors, text) and not any(found):
            # The gate and the explainer disagree: a defect of ours, never silence.
            problem = Problem("the schema refuses this record and cannot say why", REPORT)
            self.problems.append((REGISTRY[CRASHED], problem))
        return None

    def _meaning(self, kind: str, value: Any, typed: records.Record) -> None:
        """Levels 2 to 6: rules on registries, or on the labels of a record."""
        context = context_of(self.source.root)
        if kind in REGISTRIES:
            for rule in rules_of("registry"):
                self.problems += checked(rule, kind, value, context)
        if isinstance(typed, Article | Layer):
            self._ask("SB007", self.source, _identity(typed))
            subject = Subject.of(typed, context)
            # Of an edited text every place is wrong: that is told once (SB202), and nothing that
            # rests on places is asked.
            edited = subject.article is not None and subject.text is None
            for rule in rules_of("record"):
                if edited and not rule.code.startswith(WITHOUT_PLACES):
                    continue
                # `checked` without its call: these few lines run forty times a record.
                try:
                    for problem in rule.check(subject, context):
                        self.problems.append((rule, problem))
                except Exception as error:
                    self.problems.append(crash(rule, error))
            self.facts = facts_of(subject, self.source.name, self.line, self.source.root)


REPORT = "this is a defect of the validator: report it with the record"


def crash(rule: Rule, error: Exception) -> tuple[Rule, Problem]:
    """A rule that crashed, as the problem SB999."""
    found = f"the rule {rule.code} crashed: {type(error).__name__}: {error}"
    return REGISTRY[CRASHED], Problem(found, REPORT)


def checked(rule: Rule, *arguments: Any) -> list[tuple[Rule, Any]]:
    """A rule's problems; if it crashes, that is a problem (SB999) and stops no other rule."""
    try:
        problems = list(rule.check(*arguments))
    except Exception as error:
        return [crash(rule, error)]
    return [(rule, problem) for problem in problems] if problems else []


def errors_in(content: bytes, path: Path) -> list[str]:
    """The errors of a record that is about to be written to its place in a corpus, item by item."""
    source = classify(path)
    return [
        f"{one.item or source.kind} {one.pointer}: {one.code} {one.message}; {one.hint}"
        for one in Document(source, content).check()
        if one.severity == "error"
    ]


def place_all(
    problems: list[tuple[Rule, Problem]],
    path: Path,
    raw: bytes,
    line: int,
    record: str | None,
    value: Any,
) -> list[Finding]:
    """Problems of one document as findings with line and column."""
    from stancebank.check.positions import Positions

    positions = Positions(raw, line)
    return [_placed(rule, problem, path, positions, record, value) for rule, problem in problems]


def _placed(
    rule: Rule,
    problem: Problem,
    path: Path,
    positions: Positions,
    record: str | None,
    value: Any,
) -> Finding:
    place = (
        positions.pointer(problem.pointer, problem.key)
        if problem.byte is None
        else positions.byte(problem.byte)
    )
    related = []
    for other in problem.related:
        if other.file is None:
            there = positions.pointer(other.pointer)
            related.append(Related(str(path), there.line, there.column, other.message))
        else:
            related.append(Related(other.file, other.line, 1, other.message))
    return Finding(
        file=str(path),
        line=place.line,
        column=place.column,
        end_line=place.end_line,
        end_column=place.end_column,
        code=rule.code,
        message=problem.message,
        severity=rule.severity,
        record=record,
        item=_item(problem.pointer, value),
        pointer=problem.pointer,
        hint=problem.hint,
        fixable=rule.fixable and problem.fixable,
        related=related,
    )


def _item(pointer: str, value: Any) -> str | None:
    """Id of the statement, stance, event or registry entry that a pointer leads into."""
    parts = pointer.split("/")
    try:
        entry = value[parts[1]][int(parts[2])]
        return entry["id"] if isinstance(entry["id"], str) else None
    except (IndexError, KeyError, TypeError, ValueError):
        return None


def kind_of(value: Any) -> str | None:
    """What a JSON value is, told from its keys; None if they do not tell."""
    if not isinstance(value, dict):
        return None
    if "annotator" in value and "article" in value:
        return "layer"
    if "statements" in value or ("text" in value and "rights" in value):
        return "article"
    return next((kind for kind in STRUCTS if kind in value and "schema_version" in value), None)


def _identity(record: Article | Layer) -> tuple[str, str]:
    """(folder, file stem) that a record's content asks for."""
    if isinstance(record, Article):
        return record.collection, record.id
    return record.annotator.id, record.article
