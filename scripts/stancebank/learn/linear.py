"""The default model: a linear classifier over sparse features. Trains in seconds, needs no GPU.

One-vs-rest linear support vector machines (liblinear, Fan et al. 2008) give scores. Scores of
stories the machine was not fitted on, from grouped cross-validation on train, choose the settings
and fit what makes decisions of scores (decide.py).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from stancebank.learn.decide import Decision, enough, folds_of, reached
from stancebank.learn.ngrams import RARE, PairFeatures, Settings, picked
from stancebank.learn.pairs import Pairs

PENALTIES = (0.2, 0.8, 0.05)
"""Values of liblinear's C that are tried: the first while the blocks of features are chosen, the
others only with few pairs, since with many they changed little and took most of the time."""

BLOCKS = (
    Settings(),
    Settings(masked=1.0),
    Settings(crossed_letters=1.0),
)
"""Sets of features that are tried; the last, the widest, only with few pairs."""

MANY, FEW_FOLDS = 10_000, 2
"""With more pairs than so many, so many folds tell enough: four thousand pairs nobody had seen.
Others are added where a label is in none of them, or too rarely to be calibrated."""

TOLERANCE, LOOSE = 1e-2, 5e-2
"""How exactly liblinear solves; loosely with many pairs, where more is no better on folds."""


@dataclass(frozen=True)
class Tried:
    """One setting and what cross-validation on train made of it."""

    settings: Settings
    penalty: float
    score: float


class LinearModel:
    """Labels and calibrated probabilities of pairs.

    Attributes:
        kind: linear or hybrid, as its features are.
        names: the labels.
        features: the columns, learned from train.
        columns: (used,) which of them have weights.
        weights: (labels, used), float32.
        bias: (labels,).
        decision: scores → probabilities and labels.
        penalty: liblinear's C.
        tried: what cross-validation on train was told, best first.
    """

    def __init__(
        self,
        names: tuple[str, ...],
        features: PairFeatures,
        columns: np.ndarray,
        weights: np.ndarray,
        bias: np.ndarray,
        decision: Decision,
        penalty: float,
        tried: list[Tried] | None = None,
    ) -> None:
        self.names, self.features, self.columns = names, features, columns
        self.weights, self.bias, self.decision = weights, bias, decision
        self.penalty, self.tried = penalty, tried or []
        self.kind = features.kind

    @classmethod
    def fit(
        cls,
        pairs: Pairs,
        objective: str = "macro_f1",
        seed: int = 0,
        votes: bool = False,
        blocks: Sequence[Settings] = BLOCKS,
        features_of: Callable[[Any], PairFeatures] = PairFeatures,
    ) -> LinearModel:
        """Train on these pairs and nothing else.

        Args:
            pairs: train, of two labels at least.
            objective: the score of scores.py that settings and offsets are chosen by.
            seed: of the folds and of liblinear.
            votes: learn from the annotators' votes instead of the gold label.
            blocks: sets of features to try.
            features_of: settings → features.
        """
        gold, names = pairs.codes, pairs.names
        folds = folds_of(pairs, seed)
        if len(pairs) > MANY:
            folds = enough(folds, gold, FEW_FOLDS)
        none = np.zeros(0, dtype=np.int64)
        tried_on = np.concatenate([none, *(held_out for _, held_out in folds)])
        taught = [_labelled(pairs, train, votes) for train, _ in folds]
        # Scores of a pair whose label its fold had not seen tell nothing of that label.
        heard = [
            held_out[np.isin(gold[held_out], labels)]
            for (_, held_out), (_, labels, _) in zip(folds, taught, strict=True)
        ]
        told = np.concatenate([none, *heard])
        tried: list[tuple[Tried, Decision]] = []

        def attempt(settings: Settings, penalty: float, matrix: sparse.csr_matrix) -> None:
            scores = np.zeros((len(pairs), len(names)))
            for (train, held_out), lesson in zip(folds, taught, strict=True):
                weights, bias = _fitted(matrix[train], *lesson, penalty, seed, len(names))
                scores[held_out] = _scores(matrix[held_out], weights, bias)
            decision = Decision.fit(scores[told], gold[told], names, objective)
            score = reached(gold[tried_on], decision(scores[tried_on])[0], names, objective)
            tried.append((Tried(settings, penalty, score), decision))

        for settings in blocks[: 2 if len(pairs) > MANY else None]:
            matrix = _used(features_of(settings).fit(pairs))[0]
            attempt(settings, PENALTIES[0], matrix)
        best = max(tried, key=lambda one: one[0].score)[0].settings
        features = features_of(best)
        matrix, columns = _used(features.fit(pairs))
        for penalty in PENALTIES[1:] if len(pairs) <= MANY else ():
            attempt(best, penalty, matrix)
        tried.sort(key=lambda one: -one[0].score)
        won, decision = tried[0]
        lesson = _labelled(pairs, np.arange(len(pairs)), votes)
        weights, bias = _fitted(matrix, *lesson, won.penalty, seed, len(names))
        return cls(
            names,
            features,
            columns,
            weights.astype(np.float32),
            bias,
            decision,
            won.penalty,
            [one for one, _ in tried],
        )

    def scores(self, pairs: Pairs) -> np.ndarray:
        """(n, labels) scores; higher is likelier, not yet probabilities."""
        matrix = picked(self.features.of(pairs), self.columns)
        return _scores(matrix, self.weights, self.bias)

    def predict(self, pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
        """(n,) codes of the labels and (n, labels) calibrated probabilities."""
        return self.decision(self.scores(pairs))


def _used(matrix: sparse.csr_matrix) -> tuple[sparse.csr_matrix, np.ndarray]:
    """The matrix without its rare columns, and which columns stayed.

    Of columns that are counted one by one there may be a thousand million, so only those are
    looked at that have entries.
    """
    found, rows = np.unique(matrix.indices, return_counts=True)
    columns = found[rows >= RARE].astype(np.int64)
    return picked(matrix, columns), columns


def _labelled(
    pairs: Pairs, rows: np.ndarray, votes: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which rows, with which label, of which weight: one a pair, or one a label voted for."""
    if not votes or pairs.votes is None:
        return np.arange(len(rows)), pairs.codes[rows], np.ones(len(rows))
    cast = pairs.votes[rows].astype(float)
    # Where nobody voted, the adjudicated label speaks.
    silent = np.flatnonzero(cast.sum(1) == 0)
    cast[silent, pairs.codes[rows][silent]] = 1
    share = cast / cast.sum(1, keepdims=True)
    where, label = np.nonzero(share)
    return where, label, share[where, label]


def _fitted(
    matrix: sparse.csr_matrix,
    where: np.ndarray,
    labels: np.ndarray,
    weight: np.ndarray,
    penalty: float,
    seed: int,
    many: int,
) -> tuple[np.ndarray, np.ndarray]:
    """(many, features) weights and (many,) bias of a machine; a label it never saw never wins.

    Where there is one label only, or no feature, all that is known is how frequent labels are.
    """
    weights, bias = np.zeros((many, matrix.shape[1])), np.full(many, NEVER)
    seen = np.unique(labels)
    if len(seen) == 1 or not matrix.shape[1]:
        shares = np.bincount(labels, weight)[seen]
        bias[seen] = np.maximum(np.log(shares / shares.sum()), NEVER + 1)
        return weights, bias
    machine = LinearSVC(
        C=penalty,
        class_weight="balanced",
        random_state=seed,
        max_iter=2000,
        tol=LOOSE if len(where) > MANY else TOLERANCE,
    )
    with warnings.catch_warnings():
        # Scores that are not quite converged are still scores; the folds judge them.
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(matrix[where], labels, sample_weight=weight)
    coefficients, intercept = machine.coef_, machine.intercept_
    if len(seen) == 2:
        coefficients = np.vstack([-coefficients, coefficients])
        intercept = np.concatenate([-intercept, intercept])
    weights[seen], bias[seen] = coefficients, intercept
    return weights, bias


NEVER = -5.0
"""Score of a label that a fold did not see: below what liblinear gives."""


def _scores(matrix: sparse.csr_matrix, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """(n, labels) scores."""
    scores: np.ndarray = np.asarray(matrix @ weights.T) + bias
    return scores
