"""Scores of predicted labels, as the literature of the field defines them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

FEW_STORIES = 5
"""Of fewer stories no interval is given: what is drawn from them would look surer than it is."""

UNKNOWN = (float("nan"), float("nan"))
"""The interval that is given instead."""


def confusion(gold: np.ndarray, found: np.ndarray, labels: int) -> np.ndarray:
    """(labels, labels) counts, gold label by row, found label by column."""
    counts = np.bincount(gold * labels + found, minlength=labels * labels)
    table: np.ndarray = counts.reshape(labels, labels)
    return table


def f1_of(table: np.ndarray) -> np.ndarray:
    """(…, labels) F1 of each label from (…, labels, labels) confusion counts.

    0 where a label is neither gold nor found, as scikit-learn's zero_division=0.
    """
    right = np.diagonal(table, axis1=-2, axis2=-1)
    whole = table.sum(-1) + table.sum(-2)
    f1: np.ndarray = np.divide(2 * right, whole, out=np.zeros(whole.shape), where=whole > 0)
    return f1


def scores_of(table: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
    """The scores that have a name, from (…, labels, labels) confusion counts.

    - `accuracy`
    - `macro_f1`: mean F1 over the labels that occur in gold.
    - `favor_against_f1`: mean of F1(favor) and F1(against), SemEval-2016 task 6 (Mohammad et al.
      2016).
    - `polarity_micro_f1`: micro-averaged F1 of favor and against, as papers on SEESAW report
      polarity (Zhang et al. 2022); where only these two labels occur it is accuracy.
    """
    f1 = f1_of(table)
    gold = table.sum(-1)
    found: dict[str, np.ndarray] = {
        "accuracy": np.diagonal(table, axis1=-2, axis2=-1).sum(-1) / np.maximum(gold.sum(-1), 1),
        # A label that a draw of the bootstrap misses is no label of that draw.
        "macro_f1": (f1 * (gold > 0)).sum(-1) / np.maximum((gold > 0).sum(-1), 1),
    }
    polar = [names.index(name) for name in ("favor", "against") if name in names]
    if len(polar) == 2:
        found["favor_against_f1"] = f1[..., polar].mean(-1)
        right = np.diagonal(table, axis1=-2, axis2=-1)[..., polar].sum(-1)
        whole = (table.sum(-1) + table.sum(-2))[..., polar].sum(-1)
        found["polarity_micro_f1"] = np.divide(
            2 * right, whole, out=np.zeros(np.shape(whole)), where=whole > 0
        )
    return found


def by_group(gold: np.ndarray, found: np.ndarray, groups: Sequence[str], labels: int) -> np.ndarray:
    """(groups, labels, labels) confusion counts of every group, groups in sorted order."""
    codes = {group: code for code, group in enumerate(sorted(set(groups)))}
    place = np.array([codes[group] for group in groups], dtype=np.int64)
    flat = (place * labels + gold) * labels + found
    size = place.max(initial=-1) + 1
    return np.bincount(flat, minlength=size * labels * labels).reshape(size, labels, labels)


def draws(groups: int, samples: int, seed: int) -> np.ndarray:
    """(samples, groups) how often the bootstrap drew each group."""
    random = np.random.default_rng(seed)
    return random.multinomial(groups, np.full(groups, 1 / groups), size=samples)


def intervals(
    tables: np.ndarray, names: Sequence[str], samples: int = 1000, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """95 % percentile intervals over drawn groups (stories), not rows; UNKNOWN if they are few.

    Args:
        tables: (groups, labels, labels) confusion counts.
        names: label names.
        samples: bootstrap draws.
        seed: of the draws.
    """
    if len(tables) < FEW_STORIES:
        return dict.fromkeys(scores_of(tables.sum(0), names), UNKNOWN)
    drawn = draws(len(tables), samples, seed)
    summed = np.einsum("sg,gij->sij", drawn, tables)
    return {
        name: (float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975)))
        for name, values in scores_of(summed, names).items()
    }


def difference(
    ours: np.ndarray,
    theirs: np.ndarray,
    score: Callable[[np.ndarray], np.ndarray],
    samples: int = 1000,
    seed: int = 0,
) -> tuple[float, float, float, float]:
    """How much better one model is than another on the same pairs: paired bootstrap over groups.

    Args:
        ours: (groups, labels, labels) confusion counts of the first model.
        theirs: of the second, same groups.
        score: confusion counts → score.
        samples: bootstrap draws.
        seed: of the draws.

    Returns:
        Difference, 95 % interval (low, high), and the share of draws in which it is ≤ 0; the last
        three are NaN if the groups are few.
    """
    whole = float(score(ours.sum(0)) - score(theirs.sum(0)))
    if len(ours) < FEW_STORIES:
        return whole, *UNKNOWN, float("nan")
    drawn = draws(len(ours), samples, seed)
    gap = score(np.einsum("sg,gij->sij", drawn, ours)) - score(
        np.einsum("sg,gij->sij", drawn, theirs)
    )
    low, high = np.quantile(gap, [0.025, 0.975])
    return whole, float(low), float(high), float((gap <= 0).mean())


def known(low: float, high: float) -> tuple[float, float] | None:
    """An interval as it is reported: None where there is none."""
    return None if np.isnan(low) or np.isnan(high) else (low, high)


def calibration_error(chances: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error of the winning label's probability (Guo et al. 2017).

    Args:
        chances: (n,) probability of the label that was chosen.
        right: (n,) whether it was right.
        bins: of equal width.
    """
    if not len(chances):
        return 0.0
    place = np.minimum((chances * bins).astype(int), bins - 1)
    count = np.bincount(place, minlength=bins)
    said = np.bincount(place, weights=chances, minlength=bins)
    true = np.bincount(place, weights=right.astype(float), minlength=bins)
    return float(np.abs(said - true).sum() / count.sum())
