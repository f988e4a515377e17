"""What the tagger of statements learns from: texts with spans of source, cue and content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stancebank.errors import StanceBankError
from stancebank.learn.checks import row_at
from stancebank.learn.tables import source_of
from stancebank.learn.tasks import TASKS

ROLES = ("source", "cue", "content")

Found = tuple[str, int, int]
"""Role, start and end in code points, half-open."""


@dataclass(frozen=True)
class Documents:
    """n texts.

    Attributes:
        id: what a reader can look up.
        group: the story a text belongs to.
        text: whole.
        spans: of each text, in reading order.
    """

    id: list[str]
    group: list[str]
    text: list[str]
    spans: list[list[Found]]

    def __len__(self) -> int:
        return len(self.id)

    def take(self, rows: Sequence[int]) -> Documents:
        """The texts at these positions."""
        return Documents(
            [self.id[row] for row in rows],
            [self.group[row] for row in rows],
            [self.text[row] for row in rows],
            [self.spans[row] for row in rows],
        )


def read_documents(where: str, split: str | None = None) -> Documents:
    """The texts of one split, or of all that are there, with their statements.

    Args:
        where: a folder that `publish` or `import` wrote, or the name of a dataset on the Hub.
        split: its name; None for every text.

    Raises:
        StanceBankError: nothing there, no texts in it, or spans that are not in their text.
    """
    source = source_of(where, TASKS["statements"])
    found = Documents([], [], [], [])
    for place, row in enumerate(source.rows(split), 1):
        if not row["text"]:
            continue  # nothing to read
        at = row_at(where, row, place)
        spans = [
            (role, start, end)
            for statement in row["statements"] or []
            for role in ROLES
            for start, end in _spans(f"{at}: {role}", statement.get(role))
        ]
        for role, start, end in spans:
            if not 0 <= start < end <= len(row["text"]):
                raise StanceBankError(f"{at}: {role} {start}:{end} is outside the text")
        name = row["id"] if row.get("id") is not None else f"row {place}"
        found.id.append(name)
        found.group.append(source.article(row).story or name)
        found.text.append(row["text"])
        found.spans.append(sorted(set(spans), key=lambda one: (one[1], one[2])))
    if not any(found.spans):
        raise StanceBankError(f"{where}: no statements in split “{split}”: nothing to learn from")
    return found


def _spans(at: str, value: object) -> list[tuple[int, int]]:
    """Start and end of one span, of several or of none."""
    if value is None:
        return []
    found = []
    for one in value if isinstance(value, list) else [value]:
        start, end = (one.get("start"), one.get("end")) if isinstance(one, dict) else (None, None)
        if not isinstance(start, int) or not isinstance(end, int):
            raise StanceBankError(
                f"{at}: expected a span with start and end as whole numbers, found {one!r:.60}"
            )
        found.append((start, end))
    return found


def f1_by_role(
    gold: Sequence[Sequence[Found]], found: Sequence[Sequence[Found]]
) -> dict[str, dict[str, float]]:
    """Exact and overlap F1 of spans by role; micro-averaged over texts.

    Overlap counts a span that shares a code point with one of the other side, on either side.
    """
    counts = counts_by_role(gold, found).sum(0)
    return {
        role: {"exact": float(exact), "overlap": float(overlap), "n": int(row[0])}
        for role, row, (exact, overlap) in zip(ROLES, counts, _f1(counts), strict=True)
    }


def counts_by_role(gold: Sequence[Sequence[Found]], found: Sequence[Sequence[Found]]) -> np.ndarray:
    """(texts, roles, 5): gold spans, found ones, the same, gold ones met, found ones met."""
    rows = np.zeros((len(gold), len(ROLES), 5), dtype=np.int64)
    for at, (ours, theirs) in enumerate(zip(gold, found, strict=True)):
        for place, role in enumerate(ROLES):
            a = {(s, e) for name, s, e in ours if name == role}
            b = {(s, e) for name, s, e in theirs if name == role}
            rows[at, place] = len(a), len(b), len(a & b), _met(a, b), _met(b, a)
    return rows


def _met(some: set[tuple[int, int]], others: set[tuple[int, int]]) -> int:
    return sum(any(s < end and start < e for start, end in others) for s, e in some)


def _f1(counts: np.ndarray) -> np.ndarray:
    """(roles, 2): exact and overlap F1 of summed counts."""
    gold, found, same, gold_met, found_met = np.moveaxis(counts.astype(float), -1, 0)
    exact = 2 * same / np.maximum(gold + found, 1)
    recall, precision = gold_met / np.maximum(gold, 1), found_met / np.maximum(found, 1)
    overlap = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return np.stack([exact, overlap], -1)


def intervals_by_role(
    counts: np.ndarray, groups: Sequence[str], samples: int, seed: int
) -> dict[str, dict[str, tuple[float, float]]]:
    """95 % intervals of both F1, by drawing stories again."""
    names = {name: at for at, name in enumerate(dict.fromkeys(groups))}
    by_story = np.zeros((len(names), *counts.shape[1:]), dtype=np.int64)
    np.add.at(by_story, [names[one] for one in groups], counts)
    random = np.random.default_rng(seed)
    drawn = np.array(
        [_f1(by_story[random.integers(0, len(names), len(names))].sum(0)) for _ in range(samples)]
    )
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return {
        role: {
            kind: (float(low[at, k]), float(high[at, k]))
            for k, kind in enumerate(("exact", "overlap"))
        }
        for at, role in enumerate(ROLES)
    }
