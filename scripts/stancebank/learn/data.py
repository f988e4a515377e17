"""One way in for everything that can be learned from: published folders, Hub datasets, imported
files and a user's own CSV, all as pairs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace

import numpy as np

from stancebank import schema
from stancebank.errors import StanceBankError
from stancebank.learn.pairs import Pairs
from stancebank.learn.tables import Source, source_of
from stancebank.learn.tasks import TASKS, Row

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
    votes: list[list[int]] = []
    unknown: Counter[str] = Counter()
    for place, row in enumerate(rows):
        found = how.pair(row)
        if found is None:
            continue
        at = f"{source.where}: {row.get('id') or f'row {place + 1}'}"
        if not (found["text"] or "").strip():
            raise StanceBankError(f"{at}: empty text: nothing to judge; leave the row out")
        label = renamed.get(row[how.label], row[how.label])
        if label not in names:
            unknown[str(label)] += 1
            continue
        for name in COLUMNS:
            columns[name].append(found.get(name) or "")
        columns["label"][-1] = label
        columns["id"][-1] = str(row.get("id") or place + 1)
        about = source.article(row)
        columns["group"][-1] = about.story or columns["id"][-1]
        columns["genre"][-1] = about.genre or ""
        columns["conflict"][-1] = row.get("conflict") or source.where
        votes.append(_votes(row, names, renamed))
    if unknown:
        told = ", ".join(f"{name!r} ({many})" for name, many in unknown.most_common(5))
        raise StanceBankError(
            f"{source.where}: labels outside the scheme: {told}; expected {', '.join(names)}"
        )
    cast = np.array(votes, dtype=np.int64).reshape(len(votes), len(names))
    return Pairs(**columns, votes=cast if cast.any() else None, names=tuple(names))


COLUMNS = tuple(one.name for one in fields(Pairs) if one.name not in ("votes", "names"))
"""The columns of pairs that are lists of strings."""


def _votes(row: Row, names: list[str], renamed: dict[str, str]) -> list[int]:
    cast = Counter[str]()
    for name, many in (row.get("votes") or {}).items():
        cast[renamed.get(name, name)] += many or 0
    return [cast[name] for name in names]


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
    found = pairs.take(rows)
    return replace(found, label=labels)


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

    Raises:
        StanceBankError: a label occurs that the list does not have.
    """
    outside = Counter(pairs.label) - Counter({name: len(pairs) for name in names})
    if outside:
        told = ", ".join(f"{name!r} ({many})" for name, many in outside.items())
        raise StanceBankError(
            f"labels that the model does not know: {told}; it knows {', '.join(names)}; "
            "try --view three-way, for train and evaluate alike"
        )
    votes = None
    if pairs.votes is not None:
        place = {name: at for at, name in enumerate(pairs.names)}
        picked = [
            pairs.votes[:, place[name]] if name in place else 0 * pairs.votes[:, 0]
            for name in names
        ]
        votes = np.stack(picked, axis=1)
    kept = {name: getattr(pairs, name) for name in COLUMNS}
    return Pairs(**kept, votes=votes, names=names)
