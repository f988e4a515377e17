"""SARIF 2.1.0 (OASIS), for code scanning: one run with the rules that were broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from stancebank import __version__
from stancebank.check.finding import Finding
from stancebank.check.rule import REGISTRY, Rule
from stancebank.check.work import Result

LEVEL = {"error": "error", "warning": "warning"}


def lines_sarif(result: Result) -> Iterator[str]:
    """The log as indented JSON. Columns count code points, as everywhere in the corpus."""
    rules = sorted({one.code for one in result.findings})
    run = {
        "tool": {
            "driver": {
                "name": "stancebank",
                "version": __version__,
                "rules": [_rule(REGISTRY[code]) for code in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, rules.index(one.code)) for one in result.findings],
    }
    log = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/"
        "sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    yield msgspec.json.format(msgspec.json.encode(log), indent=2).decode()


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.rationale},
        "help": {"text": f"Wrong: {rule.wrong}\nRight: {rule.right}"},
        "defaultConfiguration": {"level": LEVEL[rule.severity]},
    }


def _result(one: Finding, index: int) -> dict[str, Any]:
    region = {
        "startLine": one.line,
        "startColumn": one.column,
        "endLine": one.end_line,
        "endColumn": one.end_column,
    }
    found: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": LEVEL[one.severity],
        "message": {"text": f"{one.message}; {one.hint}"},
        "locations": [{"physicalLocation": _location(one.file, region)}],
    }
    if one.related:
        found["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _location(
                    other.file, {"startLine": other.line, "startColumn": other.column}
                ),
                "message": {"text": other.message},
            }
            for number, other in enumerate(one.related, 1)
        ]
    return found


def _location(file: str, region: dict[str, int]) -> dict[str, Any]:
    path = Path(file)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    return {"artifactLocation": {"uri": uri}, "region": region}
