"""From scores to decisions: folds that keep stories whole, calibration, an offset a label.

All of it is fitted on scores of pairs whose stories the scorer had not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from stancebank.learn.pairs import Pairs
from stancebank.learn.scores import confusion, scores_of

FOLDS = 5

FEW = 10
"""Pairs that a label must have for a calibration of its own."""

STEPS = np.linspace(-3, 3, 61)
"""Offsets that are tried, in units of log probability."""


def folds_of(pairs: Pairs, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """(train rows, held-out rows) of each fold; no story is in both. None if there is one story."""
    folds = min(FOLDS, len(set(pairs.group)))
    if folds < 2:
        return []
    splitter = GroupKFold(folds, shuffle=True, random_state=seed)
    return list(splitter.split(pairs.id, groups=pairs.group))


def enough(
    folds: list[tuple[np.ndarray, np.ndarray]], gold: np.ndarray, few: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The first `few` folds, and of those after them what labels still need.

    A label must be held out once to be reckoned with, and where it has FEW pairs, so often that it
    can be calibrated.
    """
    kept: list[tuple[np.ndarray, np.ndarray]] = []
    many = np.bincount(gold)
    wanted = np.where(many >= FEW, FEW, np.minimum(many, 1))
    for train, held_out in folds:
        there = np.bincount(gold[held_out], minlength=len(many))
        if len(kept) < few or ((wanted > 0) & (there > 0)).any():
            kept.append((train, held_out))
            wanted = wanted - there
    return kept


@dataclass(frozen=True)
class Decision:
    """Probabilities by multinomial logistic regression on the scores (after Platt 1999), and the
    label as the highest log probability plus the label's offset.

    Attributes:
        weights: (labels, scores) of the regression.
        bias: (labels,).
        offsets: (labels,) added to log probabilities before the highest is taken.
    """

    weights: np.ndarray
    bias: np.ndarray
    offsets: np.ndarray

    @classmethod
    def fit(
        cls, scores: np.ndarray, gold: np.ndarray, names: tuple[str, ...], objective: str
    ) -> Decision:
        """Calibrate (n, labels) scores and choose the offsets that the objective likes best.

        Where a label has fewer than FEW pairs, all labels share one temperature and have no
        offsets: more could not be told from so few, and a label without any would never be chosen.
        Without any pair at all the scores are taken as they are.
        """
        labels = len(names)
        if np.bincount(gold, minlength=labels).min() < FEW:
            temperature = _temperature(scores, gold) if len(gold) else 1.0
            return cls(np.eye(labels) / temperature, np.zeros(labels), np.zeros(labels))
        # Threads that wait for each other at tables so small took five times the CPU time.
        with threadpool_limits(1):
            machine = LogisticRegression(C=1.0, max_iter=1000).fit(scores, gold)
        weights, bias = machine.coef_, machine.intercept_
        if labels == 2:
            weights = np.vstack([-weights / 2, weights / 2])
            bias = np.concatenate([-bias / 2, bias / 2])
        plain = cls(weights, bias, np.zeros(labels))
        logs = np.log(plain.chances(scores) + 1e-12)
        return cls(weights, bias, _offsets(logs, gold, names, objective))

    def chances(self, scores: np.ndarray) -> np.ndarray:
        """(n, labels) probabilities, each row summing to 1."""
        found = scores @ self.weights.T + self.bias
        found = np.exp(found - found.max(1, keepdims=True))
        return np.asarray(found / found.sum(1, keepdims=True))

    def __call__(self, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(n,) codes and (n, labels) probabilities."""
        chances = self.chances(scores)
        return np.argmax(np.log(chances + 1e-12) + self.offsets, 1), chances


def objectives_of(names: Sequence[str]) -> list[str]:
    """The scores that these labels have."""
    return list(scores_of(np.zeros((len(names), len(names)), dtype=np.int64), names))


def reached(gold: np.ndarray, found: np.ndarray, names: tuple[str, ...], objective: str) -> float:
    """The objective of found codes against gold ones."""
    return float(scores_of(confusion(gold, found, len(names)), names)[objective])


def _temperature(scores: np.ndarray, gold: np.ndarray) -> float:
    """What scores are divided by so that their softmax is likeliest (Guo et al. 2017)."""

    def surprise(log_temperature: float) -> float:
        logs = log_softmax(scores / np.exp(log_temperature), axis=1)
        return -float(logs[np.arange(len(gold)), gold].mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-4, 4), method="bounded").x))


def _offsets(
    logs: np.ndarray, gold: np.ndarray, names: tuple[str, ...], objective: str
) -> np.ndarray:
    """Offsets by coordinate ascent on the objective, one label after the other until none helps."""
    labels = len(names)

    def reach(offsets: np.ndarray) -> float:
        return reached(gold, np.argmax(logs + offsets, 1), names, objective)

    offsets = np.zeros(labels)
    best = reach(offsets)
    for _ in range(3):
        before = best
        for label in range(labels):
            tries = np.repeat(offsets[None], len(STEPS), 0)
            tries[:, label] = STEPS
            values = [reach(one) for one in tries]
            # The middle of the best stretch: an edge would be luck.
            if max(values) > best + 1e-9:
                stretch = np.flatnonzero(np.array(values) >= max(values) - 1e-9)
                offsets, best = tries[stretch[len(stretch) // 2]], max(values)
        if best - before < 1e-4:
            break
    return offsets
