"""What the cells of a row must be, whatever file it is from."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from stancebank.errors import StanceBankError
from stancebank.learn.tasks import Row, Task

Kind = Callable[[Any], Any]
"""A cell → what is made of it; ValueError says what was expected."""


def words(value: Any) -> str:
    """A cell of words."""
    if not isinstance(value, str):
        raise ValueError("a string")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError("a string of whole characters, no lone surrogate") from error
    return value


def name(value: Any) -> str | None:
    """A cell that names something: a number is a name as well."""
    if isinstance(value, float) and value != value:  # NaN, which pandas writes for nothing
        return None
    return str(value) if isinstance(value, (int, float)) else words(value)


def several(value: Any) -> list[str]:
    """A cell of names: a list, or as a CSV has it a list in JSON or a single name."""
    if isinstance(value, str):
        listed = _json(value)
        value = listed if isinstance(listed, list) else [value] if value.strip() else []
    if not isinstance(value, list):
        raise ValueError("a list of strings")
    return [words(one) for one in value]


def votes(value: Any) -> dict[str, int]:
    """A cell of votes: label → number of annotators, in a CSV as JSON."""
    if isinstance(value, str):
        value = _json(value or "{}")
    if not isinstance(value, dict) or not all(map(_count, value.values())):
        raise ValueError("a number of annotators by label")
    return {words(label): int(many or 0) for label, many in value.items()}


def _count(many: Any) -> bool:
    return many is None or (isinstance(many, (int, float)) and many >= 0 and many == many // 1)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def statements(value: Any) -> list[Row]:
    """A cell of statements."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ValueError("a list of statements")
    return value


COMMON: dict[str, Kind] = {
    "id": name,
    "article_id": name,
    "group": name,
    "story": name,
    "split": name,
    "genre": words,
    "conflict": words,
}

KINDS: dict[str, dict[str, Kind]] = {
    "stance": COMMON
    | {
        "text": words,
        "target": words,
        "label": words,
        "statement_id": name,
        "context": words,
        "holder": words,
        "holder_name": words,
        "proposition": words,
        "mode": words,
        "issue": words,
        "votes": votes,
    },
    "events": COMMON
    | {
        "sentence": words,
        "type": words,
        "actors": several,
        "actor_names": several,
        "recipients": several,
        "recipient_names": several,
        "votes": votes,
    },
    "articles": COMMON | {"text": words, "statements": statements},
}
"""Config → the columns that are read of its rows → what their cells must be."""

JUDGED = {*COMMON, "label", "type", "issue", "votes", "statements"}
"""Columns that are read only where there are labels."""

NEEDED = {"stance": ("text", "target"), "events": ("sentence",), "articles": ("text",)}
"""Config → columns of words that every row has."""


def cell(at: str, column: str, value: Any, kind: Kind) -> Any:
    """What is made of a cell.

    Raises:
        StanceBankError: it is not of its kind.
    """
    if value is None:
        return None
    try:
        return kind(value)
    except (ValueError, OverflowError) as error:
        raise StanceBankError(
            f"{at}: {column}: expected {error}, found {value!r:.60}: mend it or leave it out"
        ) from error


def checked(
    where: str,
    rows: list[Row],
    task: Task,
    published: bool = False,
    labelled: bool = True,
    of: str = "",
) -> list[Row]:
    """The rows with what the task asks of them; those left out are counted on stderr.

    Args:
        where: how the rows are named in messages.
        rows: each with an `id` by which a reader finds it, or told by its place.
        task: what is asked.
        published: whether a text may be withheld and a label unknown, and such rows left out.
        labelled: whether the label is asked for.
        of: what the count says of them.

    Raises:
        StanceBankError: a column is missing or holds something else.
    """
    needed = NEEDED[task.config]
    kinds = {key: kind for key, kind in KINDS[task.config].items() if labelled or key not in JUDGED}
    pairs = task.config != "articles"
    found: list[Row] = []
    withheld = unlabelled = 0
    for place, row in enumerate(rows, 1):
        at = row_at(where, row, place)
        made = {key: cell(at, key, row[key], kind) for key, kind in kinds.items() if key in row}
        missing = [one for one in needed if made.get(one) is None]
        kept_back = published and missing == [needed[0]] and needed[0] in row
        blank = labelled and made.get(task.label) is None
        no_label = published and blank and pairs and task.label in row
        if kept_back or no_label:
            withheld += kept_back
            unlabelled += not kept_back
            continue
        if blank and (pairs or task.label not in row):
            missing.append(task.label)
        if missing:
            raise StanceBankError(
                f"{at}: no {', '.join(missing)}: not a row of the config {task.config}"
            )
        found.append(row | made)
    many = f"of {len(rows):,} rows{of} left out"
    if withheld:
        print(
            f"{where}: {withheld:,} {many}: their text is withheld; `stancebank rehydrate` fills "
            "it in from your own copies",
            file=sys.stderr,
        )
    if unlabelled:
        print(f"{where}: {unlabelled:,} {many}: they have no label", file=sys.stderr)
    return found


def row_at(where: str, row: Row, place: int) -> str:
    """How a message names a row."""
    return f"{where}: {row['id'] if row.get('id') is not None else f'row {place}'}"
