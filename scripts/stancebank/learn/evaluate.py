"""Judge a model on pairs: one evaluator for every task and every kind of model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from stancebank.learn.pairs import Pairs
from stancebank.learn.scores import (
    by_group,
    calibration_error,
    difference,
    f1_of,
    intervals,
    known,
    scores_of,
)

BY = ("target", "issue", "genre", "conflict")
"""Columns of pairs that scores are also given by."""


@dataclass
class Report:
    """What a model reached on some pairs.

    Attributes:
        n: pairs.
        groups: stories.
        scores: name → value, see scores.py.
        intervals: name → 95 % bootstrap interval over stories; None if they are too few for one.
        per_label: label → precision, recall, f1, n.
        confusion: (labels, labels) counts, gold by row.
        names: labels.
        objective: the score that models are compared by.
        calibration_error: expected calibration error; None without probabilities.
        reliability: by tenth of probability: mean probability, share right, pairs.
        by: column → value → scores and n.
        baselines: name → scores, and how much the model is above it (paired bootstrap).
        votes: how far the probabilities are from the annotators' votes; None without votes.
    """

    n: int
    groups: int
    names: tuple[str, ...]
    scores: dict[str, float]
    intervals: dict[str, tuple[float, float] | None]
    per_label: dict[str, dict[str, float]]
    confusion: np.ndarray
    objective: str = "macro_f1"
    calibration_error: float | None = None
    reliability: list[tuple[float, float, int]] = field(default_factory=list)
    by: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    baselines: dict[str, dict[str, Any]] = field(default_factory=dict)
    votes: dict[str, float] | None = None


def evaluate(
    pairs: Pairs,
    found: np.ndarray,
    chances: np.ndarray | None = None,
    baselines: dict[str, np.ndarray] | None = None,
    objective: str = "macro_f1",
    seed: int = 0,
    samples: int = 1000,
) -> Report:
    """Compare what was found with gold.

    Args:
        pairs: with gold labels.
        found: (n,) codes of the labels in `pairs.names`.
        chances: (n, labels) probabilities.
        baselines: codes of other models on the same pairs.
        objective: the score that models are compared by.
        seed: of the bootstrap.
        samples: its draws.
    """
    gold, labels = pairs.codes, len(pairs.names)
    tables = by_group(gold, found, pairs.group, labels)
    whole = tables.sum(0)
    report = Report(
        n=len(pairs),
        groups=len(tables),
        names=pairs.names,
        scores=_plain(scores_of(whole, pairs.names)),
        intervals={
            name: known(*one) for name, one in intervals(tables, pairs.names, samples, seed).items()
        },
        per_label=_per_label(whole, pairs.names),
        confusion=whole,
        objective=objective,
        by={column: _by(pairs, found, column) for column in BY},
    )
    if chances is not None:
        report.calibration_error = calibration_error(chances.max(1), chances.argmax(1) == gold)
        report.reliability = _reliability(chances.max(1), chances.argmax(1) == gold)
        if pairs.votes is not None:
            report.votes = against_votes(chances, pairs.votes)

    def score(table: np.ndarray) -> np.ndarray:
        return scores_of(table, pairs.names)[objective]

    for name, other in (baselines or {}).items():
        theirs = by_group(gold, other, pairs.group, labels)
        gap, low, high, chance = difference(tables, theirs, score, samples, seed)
        report.baselines[name] = {
            **_plain(scores_of(theirs.sum(0), pairs.names)),
            "model_above": gap,
            "interval": known(low, high),
            "share_not_above": None if np.isnan(chance) else chance,
        }
    return report


def against_votes(chances: np.ndarray, votes: np.ndarray) -> dict[str, float] | None:
    """How far probabilities are from the annotators' votes, over pairs somebody voted on.

    Args:
        chances: (n, labels).
        votes: (n, labels) counts.

    Returns:
        cross_entropy (nats), and distance: mean total variation distance, 0 to 1; None without any
        vote.
    """
    cast = votes.sum(1) > 0
    if not cast.any():
        return None
    share = votes[cast] / votes[cast].sum(1, keepdims=True)
    entropy = -(share * np.log(np.maximum(chances[cast], 1e-12))).sum(1).mean()
    distance = np.abs(share - chances[cast]).sum(1).mean() / 2
    return {"cross_entropy": float(entropy), "distance": float(distance), "n": int(cast.sum())}


def _per_label(table: np.ndarray, names: Sequence[str]) -> dict[str, dict[str, float]]:
    right, gold, given = np.diagonal(table), table.sum(1), table.sum(0)
    f1 = f1_of(table)
    return {
        name: {
            "precision": float(right[at] / given[at]) if given[at] else 0.0,
            "recall": float(right[at] / gold[at]) if gold[at] else 0.0,
            "f1": float(f1[at]),
            "n": int(gold[at]),
        }
        for at, name in enumerate(names)
    }


def _by(pairs: Pairs, found: np.ndarray, column: str) -> dict[str, dict[str, float]]:
    values = getattr(pairs, "target_id" if column == "target" else column)
    if not any(values):
        return {}
    tables = by_group(pairs.codes, found, values, len(pairs.names))
    return {
        name or "–": {**_plain(scores_of(table, pairs.names)), "n": int(table.sum())}
        for name, table in zip(sorted(set(values)), tables, strict=True)
    }


def _reliability(chances: np.ndarray, right: np.ndarray) -> list[tuple[float, float, int]]:
    place = np.minimum((chances * 10).astype(int), 9)
    return [
        (float(chances[place == at].mean()), float(right[place == at].mean()), int(many))
        for at, many in enumerate(np.bincount(place, minlength=10))
        if many
    ]


def _plain(scores: dict[str, np.ndarray]) -> dict[str, float]:
    return {name: float(value) for name, value in scores.items()}
