"""The registry of rules: code, name and documentation beside the function that checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from stancebank.check.finding import Severity

Scope = Literal["file", "record", "registry", "corpus"]
"""What a rule looks at: one file's bytes and JSON, one article or layer, one registry, or all."""

LEVELS = {
    "0": "files and JSON",
    "1": "the schema",
    "2": "text and spans",
    "3": "references",
    "4": "sense across layers",
    "5": "the corpus",
    "6": "rights and provenance",
    "7": "exceptions",
    "9": "the validator itself",
}
"""The level of a rule by the first digit of its code."""


@dataclass(frozen=True)
class Rule:
    """A rule. `wrong` and `right` show it by example; `fixable` means `--fix` may mend it."""

    code: str
    name: str
    scope: Scope
    severity: Severity
    summary: str
    rationale: str
    wrong: str
    right: str
    since: str
    fixable: bool
    check: Callable[..., Any]


REGISTRY: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    *,
    scope: Scope,
    summary: str,
    rationale: str,
    wrong: str,
    right: str,
    since: str = "0.1",
    severity: Severity = "error",
    fixable: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated function as the check of a rule."""

    def register(check: Callable[..., Any]) -> Callable[..., Any]:
        if code in REGISTRY:
            raise ValueError(f"two rules are called {code}")
        REGISTRY[code] = Rule(
            code, name, scope, severity, summary, rationale, wrong, right, since, fixable, check
        )
        return check

    return register


def markdown() -> str:
    """All registered rules as a page, by level."""
    lines = [
        "# Rules of `stancebank validate`",
        "",
        "Made by `stancebank explain --markdown`; a test compares. An error blocks, a warning "
        "informs. [*]: `--fix` mends it where that takes no decision.",
    ]
    level = ""
    for code, one in sorted(REGISTRY.items()):
        if code[2] != level:
            level = code[2]
            lines += ["", f"## SB{level}xx: {LEVELS[level]}"]
        mark = " [*]" if one.fixable else ""
        lines += [
            "",
            f"### {code} {one.name}{mark}",
            "",
            f"{one.summary} ({one.severity}, since {one.since})",
            "",
            one.rationale,
            "",
            f"- wrong: {_code(one.wrong)}",
            f"- right: {_code(one.right)}",
        ]
    return "\n".join(lines) + "\n"


def _code(example: str) -> str:
    """An example of JSON in code marks, one in words as it is."""
    return f"`{example}`" if example[:1] in '"{' and "`" not in example else example
