"""Which licences let a text be passed on to anyone: the one list; standard library only."""

from __future__ import annotations

OPEN = frozenset(
    {
        "CC0-1.0",
        "CC-PDDC",
        "PDDL-1.0",
        "Unlicense",
        "0BSD",
        "CC-BY-2.0",
        "CC-BY-2.5",
        "CC-BY-3.0",
        "CC-BY-3.0-IGO",
        "CC-BY-4.0",
        "CC-BY-SA-2.0",
        "CC-BY-SA-2.5",
        "CC-BY-SA-3.0",
        "CC-BY-SA-3.0-IGO",
        "CC-BY-SA-4.0",
        "OGL-UK-1.0",
        "OGL-UK-2.0",
        "OGL-UK-3.0",
        "etalab-2.0",
        "Apache-2.0",
        "MIT",
        "BSD-2-Clause",
        "BSD-3-Clause",
    }
)
"""SPDX identifiers; without those that bar commercial use or changes (a wheel serves everyone)."""


def is_open(expression: str | None) -> bool:
    """Whether an SPDX licence expression lets anyone pass the text on.

    Careful by construction: what is not read with certainty (brackets, WITH, an identifier that is
    not listed, LicenseRef-*) is not open. OR needs one open alternative, AND needs all.
    """
    if not expression or "(" in expression:
        return False
    known = {one.casefold() for one in OPEN}  # SPDX identifiers are compared without case
    return any(
        all(one.strip().casefold() in known for one in alternative.split(" AND "))
        for alternative in expression.split(" OR ")
    )
