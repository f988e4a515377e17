"""One way in for everything that can be learned from: published folders, Hub datasets, imported
files and a user's own CSV, all as pairs.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, replace

import numpy as np

from stancebank import schema
from stancebank.errors import StanceBankError
from stancebank.learn.checks import row_at
from stancebank.learn.pairs import Pairs
from stancebank.learn.tables import Source, source_of
from stancebank.learn.tasks import TASKS, Row, Task

THREE_WAY = {"conditional": "none", "neutral": "none"}
"""SemEval's three classes: whoever neither favors nor opposes is in its third."""

VIEWS: dict[str, dict[str, str]] = {"full": {}, "three-way": THREE_WAY}
"""How labels are looked at: name of the view → label → label."""


def read(where: str, split: str | None = None, task: str = "stance", view: str = "full") -> Pairs:
    """The pairs of one split, or of all that are there.

    Args:
        where: a folder that `publish` or `import` wrote, a .parquet, .jsonl or .csv file, or the
            name of a dataset on the Hub.
        split: its name; None for every row.
        task: stance or events.
        view: full, or three-way (favor, against, none).

    Raises:
        StanceBankError: nothing there, columns missing, a label outside the scheme, an empty text;
            the message names the row.
    """
    source = source_of(where, TASKS[task])
    return pairs_of(source, source.rows(split), task, view)


def pairs_of(source: Source, rows: list[Row], task: str, view: str = "full") -> Pairs:
    """Rows of a source as pairs; see :func:`read`."""
    how = TASKS[task]
    renamed = VIEWS[view]
    names = [name for name in schema.labels(how.scheme) if name not in renamed]
    columns: dict[str, list[str]] = {name: [] for name in COLUMNS}
    votes: list[Counter[str]] = []
    lost, unknown = Counter[str](), Counter[str]()
    for place, row in enumerate(rows):
        found = _pair(how, row, row_at(source.where, row, place + 1))
        if found is None:
            continue
        label = renamed.get(row[how.label], row[how.label])
        if label not in names:
            unknown[str(label)] += 1
            continue
        for name in COLUMNS:
            columns[name].append(found.get(name) or "")
        columns["label"][-1] = label
        columns["id"][-1] = str(row["id"] if row.get("id") is not None else place + 1)
        about = source.article(row)
        columns["group"][-1] = about.story or columns["id"][-1]
        columns["genre"][-1] = about.genre or ""
        columns["conflict"][-1] = row.get("conflict") or source.where
        votes.append(Counter())
        for name, many in (row.get("votes") or {}).items():
            name = renamed.get(name, name)
            (votes[-1] if name in names else lost)[name] += many or 0
    if unknown:
        raise StanceBankError(
            f"{source.where}: labels outside the scheme: {_told(unknown)}; expected "
            f"{', '.join(names)}"
        )
    cast = np.array([[one[name] for name in names] for one in votes], dtype=np.int64)
    cast = cast.reshape(len(votes), len(names))
    _tell_lost(lost, f"{source.where}: ")
    return Pairs(**columns, votes=cast if cast.any() else None, names=tuple(names))


def unlabelled(
    where: str, rows: list[Row], task: str, names: tuple[str, ...]
) -> tuple[Pairs, list[int]]:
    """Rows that are only to be predicted, read as :func:`pairs_of` reads them.

    Args:
        where: how the rows are named in messages.
        rows: checked.
        task: stance or events.
        names: the labels that may be predicted.

    Returns:
        The pairs, without labels, and the positions of their rows.
    """
    columns: dict[str, list[str]] = {name: [] for name in COLUMNS}
    places = []
    for place, row in enumerate(rows):
        found = _pair(TASKS[task], row, row_at(where, row, place + 1))
        if found is None:
            continue
        for name in COLUMNS:
            columns[name].append(found.get(name) or "")
        places.append(place)
    return Pairs(**columns, votes=None, names=names), places


COLUMNS = tuple(one.name for one in fields(Pairs) if one.name not in ("votes", "names"))
"""The columns of pairs that are lists of strings."""


def _pair(how: Task, row: Row, at: str) -> dict[str, str | None] | None:
    found = how.pair(row)
    if found is not None and not (found["text"] or "").strip():
        raise StanceBankError(f"{at}: empty text: nothing to judge; leave the row out")
    return found


def _told(counts: Mapping[str, int]) -> str:
    """Labels and how many, the commonest first."""
    return ", ".join(f"{name!r} ({many:,})" for name, many in Counter(counts).most_common(5))


def _tell_lost(votes: Mapping[str, int], where: str = "") -> None:
    """Say on stderr how many votes count for nothing."""
    if many := sum(votes.values()):
        print(
            f"{where}{many:,} votes left out, for labels that no row can have here: {_told(votes)}",
            file=sys.stderr,
        )


def by_votes(pairs: Pairs) -> Pairs:
    """One pair a vote, labelled as the annotator voted; pairs nobody voted on are left out.

    Raises:
        StanceBankError: there are no votes.
    """
    if pairs.votes is None:
        raise StanceBankError("no votes in the data: leave --label-votes out")
    rows, labels = [], []
    for row, cast in enumerate(pairs.votes):
        for label, many in zip(pairs.names, cast, strict=True):
            rows += [row] * int(many)
            labels += [label] * int(many)
    return replace(pairs.take(rows), label=labels)


def usable(train: Pairs, what: str) -> Pairs:
    """Train with the labels that occur in it.

    Raises:
        StanceBankError: nothing in it, one label only, or one story only.
    """
    there = [name for name in train.names if name in set(train.label)]
    if len(there) < 2:
        told = f"only {there[0]!r}" if there else "no row at all"
        raise StanceBankError(f"{what}: {told}: a classifier needs two labels to tell apart")
    if len(set(train.group)) < 2:
        raise StanceBankError(
            f"{what}: all rows belong to one story: nothing to cross-validate by; give the rows "
            "a column `group`, or more stories"
        )
    return relabelled(train, tuple(there))


def relabelled(pairs: Pairs, names: tuple[str, ...]) -> Pairs:
    """The same pairs under another list of labels, which must have all that occur.

    Votes for labels that it does not have are left out and counted on stderr.

    Raises:
        StanceBankError: a label occurs that the list does not have.
    """
    outside = Counter(label for label in pairs.label if label not in names)
    if outside:
        raise StanceBankError(
            f"labels that are not among {', '.join(names)}: {_told(outside)}; leave their rows out"
        )
    votes = None
    if pairs.votes is not None:
        cast = dict(zip(pairs.names, pairs.votes.T, strict=True))
        none = np.zeros(len(pairs), dtype=pairs.votes.dtype)
        votes = np.stack([cast.get(name, none) for name in names], axis=1)
        _tell_lost({name: int(cast[name].sum()) for name in cast if name not in names})
    kept = {name: getattr(pairs, name) for name in COLUMNS}
    return Pairs(**kept, votes=votes, names=names)


def under(pairs: Pairs, names: tuple[str, ...]) -> Pairs:
    """The same pairs under a model's labels. Others that occur follow them: no answer of the model
    is right there, so such pairs count as errors; how many is told on stderr.
    """
    unknown = Counter(label for label in pairs.label if label not in names)
    if unknown:
        print(
            f"{unknown.total():,} of {len(pairs):,} pairs have a label that the model does not "
            f"know and count as errors: {_told(unknown)}; it knows {', '.join(names)}",
            file=sys.stderr,
        )
    return relabelled(pairs, (*names, *(name for name in pairs.names if name in unknown)))
