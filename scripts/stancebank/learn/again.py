"""Linear models trained only to be measured: baselines and points of the learning curve."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np

from stancebank.errors import StanceBankError
from stancebank.learn.artefacts import BASELINES, majority
from stancebank.learn.data import usable
from stancebank.learn.linear import LinearModel
from stancebank.learn.ngrams import Settings
from stancebank.learn.pairs import Pairs


def answers(
    train: Pairs, test: Pairs, settings: Settings, objective: str, seed: int, what: str
) -> np.ndarray | None:
    """Codes that a linear model of these settings, trained on train, gives the pairs of test.

    None, with a line on stderr that begins with `what`, if it cannot be trained on so little. The
    labels of train must be labels of test's scheme.
    """
    try:
        some = usable(replace(train, votes=None), "train data")
        model = LinearModel.fit(some, objective, seed, blocks=(settings,))
    except (StanceBankError, ValueError, KeyError) as error:
        # scikit-learn says by ValueErrors that nothing is left to learn from.
        told = " ".join(str(error).split())
        print(f"{what}: left out, it cannot be trained: {told:.160}", file=sys.stderr)
        return None
    # Train may lack a label; codes are those of the labels that it has.
    places = np.array([test.names.index(name) for name in model.names])
    found: np.ndarray = places[model.predict(test)[0]]
    return found


def unread(train: Pairs, test: Pairs, objective: str, seed: int = 0) -> dict[str, np.ndarray]:
    """What can be had without reading (artefacts.py), as far as train allows it."""
    if not len(train):
        print("no baselines: their train data have no pairs", file=sys.stderr)
        return {}
    found = {"majority": majority(train, test)}
    for name, settings in BASELINES.items():
        codes = answers(train, test, settings, objective, seed, f"baseline “{name}”")
        if codes is not None:
            found[name] = codes
    return found
