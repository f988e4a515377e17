"""The gates that take training: labels had without reading, and how hard reading is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from stancebank.learn.artefacts import baselines
from stancebank.learn.data import read
from stancebank.learn.linear import LinearModel
from stancebank.learn.scores import confusion, scores_of
from stancebank.look.gates import Gate

TARGET_ONLY = 0.35
"""Macro-F1 that a model which sees only the target may have at most."""

BELOW = 0.10
"""How far a model that sees only holder and target must stay below one that reads."""

DIFFICULTY = (0.40, 0.80)
"""Macro-F1 between which the linear text model lies: harder is noise, easier is no test."""


def learned_gates(folder: Path, seed: int = 0) -> Iterator[Gate]:
    """Train on `train`, measure on `test` (no story is in both).

    Args:
        folder: what `stancebank publish` wrote.
        seed: of the training.

    Raises:
        StanceBankError: nothing to train on or to test on there.
    """
    train, test = (read(str(folder), split) for split in ("train", "test"))

    def macro(found: np.ndarray) -> float:
        table = confusion(test.codes, found, len(test.names))
        return float(scores_of(table, test.names)["macro_f1"])

    text = macro(LinearModel.fit(train, seed=seed).predict(test)[0])
    unread = {name: macro(one) for name, one in baselines(train, test, seed=seed).items()}
    target, holder = unread["target only"], unread["holder and target only"]
    low, high = DIFFICULTY
    yield Gate(
        "macro-F1 by target only",
        f"{target:.3f}",
        f"at most {TARGET_ONLY:.2f}",
        target <= TARGET_ONLY,
    )
    yield Gate(
        "macro-F1 by holder and target only",
        f"{holder:.3f}",
        f"at most {text - BELOW:.3f}",
        holder <= text - BELOW,
    )
    yield Gate(
        "macro-F1 of the linear text model",
        f"{text:.3f}",
        f"{low:.2f} to {high:.2f}",
        low <= text <= high,
    )
