"""Which licences let `publish --public` pass on a whole text: a table, and SPDX expressions."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple


class Licence(NamedTuple):
    """A family of SPDX identifiers, whether it lets anybody pass on a text, why, and the source."""

    pattern: str
    full: bool
    reason: str
    source: str


_CC = "https://creativecommons.org/licenses/"
_PD = "https://creativecommons.org/publicdomain/"
_ODC = "https://opendatacommons.org/licenses/"
_SPDX = "https://spdx.org/licenses/"

TABLE = (
    Licence(r"CC0-1\.0", True, "all rights waived", f"{_PD}zero/1.0/legalcode"),
    Licence(r"CC-PDM-1\.0|CC-PDDC", True, "marked as free of known rights", _PD),
    Licence(r"CC-BY-\d\.\d(-[A-Z]{2,3})?", True, "share, naming the author", f"{_CC}by/4.0"),
    Licence(
        r"CC-BY-SA-\d\.\d(-[A-Z]{2,3})?",
        True,
        "share, naming the author, changed versions under the same licence",
        f"{_CC}by-sa/4.0",
    ),
    Licence(r"PDDL-1\.0", True, "database and contents dedicated to the public", f"{_ODC}pddl/1-0"),
    Licence(
        r"MIT|MIT-0|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|Unlicense",
        True,
        "copy and pass on, keeping copyright notice and licence text where the licence asks for it",
        _SPDX,
    ),
    Licence(
        r"OGL-UK-[123]\.0|OGL-Canada-2\.0|etalab-2\.0|DL-DE-(BY|ZERO)-2\.0|NLOD-[12]\.0",
        True,
        "open government licence: reuse, naming the source where it asks for it",
        _SPDX,
    ),
    Licence(
        r"CC-BY-NC(-SA)?-\d\.\d(-[A-Z]{2,3})?",
        False,
        "non-commercial use only, which a file that anybody downloads cannot hold anybody to",
        f"{_CC}by-nc/4.0/legalcode, section 2(a)(1)",
    ),
    Licence(
        r"CC-BY-(NC-)?ND-\d\.\d(-[A-Z]{2,3})?",
        False,
        "no adapted version may be shared; a normalized, repaired text cut into rows may be one",
        f"{_CC}by-nd/4.0/legalcode, section 2(a)(1)",
    ),
    Licence(
        r"ODbL-1\.0|ODC-By-1\.0",
        False,
        "covers a database and, as it says itself, not the single contents: the text has no "
        "licence yet",
        f"{_ODC}by/1-0, preamble and section 2.4",
    ),
)
"""What is not in here never gives a whole text. The refused rows are here for their reasons."""

NOT_LISTED = "no licence in our table that lets anybody pass on the text"


@cache
def redistributable(expression: str) -> bool:
    """Whether a licence expression lets anybody pass on the whole text.

    AND needs every part, OR needs one. `X WITH E` counts as X if SPDX knows E: an SPDX exception
    adds permissions. Whatever is unknown (LicenseRef-*, `+` on a licence without versions) or
    cannot be parsed is no permission.

    Args:
        expression: an SPDX licence expression, as in `rights.license`.
    """
    tree, known = _parsed(expression)
    return tree is not None and _holds(tree, known)


def reason(expression: str) -> str:
    """Why a licence expression is, or is not, a permission; for the card, licence by licence."""
    tree, _ = _parsed(expression)
    symbols = tree.symbols if tree is not None else ()
    keys = sorted({getattr(one, "license_symbol", one).key for one in symbols})
    reasons = {key: entry.reason if (entry := _entry(key)) else NOT_LISTED for key in keys}
    if len(reasons) < 2:
        return next(iter(reasons.values()), NOT_LISTED)
    return "; ".join(f"{key}: {why}" for key, why in reasons.items())


def _parsed(expression: str) -> tuple[Any, dict[str, Any]]:
    """The tree of an expression, None if it cannot be parsed, and the symbols SPDX knows."""
    from license_expression import get_spdx_licensing

    licensing = get_spdx_licensing()
    try:
        return licensing.parse(expression), licensing.known_symbols
    except Exception:
        # The parser raises many kinds (nesting too deep among them): none of them is permission.
        return None, licensing.known_symbols


def _entry(key: str) -> Licence | None:
    return next((one for one in TABLE if re.fullmatch(one.pattern, key)), None)


def _holds(tree: Any, known: dict[str, Any]) -> bool:
    if (operator := getattr(tree, "operator", None)) is not None:
        parts = (_holds(part, known) for part in tree.args)
        return all(parts) if operator.strip() == "AND" else any(parts)
    if (exception := getattr(tree, "exception_symbol", None)) is not None:
        return exception.key in known and _holds(tree.license_symbol, known)
    entry = _entry(tree.key) if tree.key in known else None
    return entry is not None and entry.full
