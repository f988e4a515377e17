"""GitHub workflow commands, as many as are shown, and the job summary with all of them.

GitHub shows ten errors and ten warnings of a step; more would only push each other out.
Escaping follows GitHub's toolkit (@actions/core, command.ts).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from stancebank.check.finding import Finding
from stancebank.check.rule import REGISTRY
from stancebank.check.work import Result

SHOWN = 10
"""Annotations of one severity that GitHub shows for a step."""

SUMMARY_ROWS = 500
"""A job summary may hold 1 MiB; 500 rows stay well below."""


def lines_github(result: Result) -> Iterator[str]:
    """Workflow commands; writes the table of all findings to $GITHUB_STEP_SUMMARY if it is set."""
    for severity in ("error", "warning"):
        found = [one for one in result.findings if one.severity == severity]
        for one in found[:SHOWN]:
            yield _command(one)
        if len(found) > SHOWN:
            more = len(found) - SHOWN
            yield f"::notice title=stancebank::{more} more {severity}s: see the job summary"
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as stream:
            stream.write("\n".join(_summary(result)) + "\n")


def _command(one: Finding) -> str:
    places = f"file={_property(one.file)},line={one.line},endLine={one.end_line},col={one.column}"
    # A column range only means something within one line.
    if one.end_line == one.line:
        places += f",endColumn={one.end_column}"
    title = _property(f"{one.code} {REGISTRY[one.code].name}")
    return f"::{one.severity} {places},title={title}::{_data(f'{one.message}; {one.hint}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _summary(result: Result) -> Iterator[str]:
    errors = sum(one.severity == "error" for one in result.findings)
    warnings = len(result.findings) - errors
    yield f"### stancebank validate: {errors} errors, {warnings} warnings"
    yield f"\n{result.files} files, {result.records} records checked.\n"
    if result.findings:
        yield "| place | rule | what | what to do |\n|---|---|---|---|"
    for one in result.findings[:SUMMARY_ROWS]:
        cells = (f"`{one.file}:{one.line}`", one.code, one.message, one.hint)
        yield "| " + " | ".join(_cell(cell) for cell in cells) + " |"
    if len(result.findings) > SUMMARY_ROWS:
        yield f"\n… and {len(result.findings) - SUMMARY_ROWS} more."


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
