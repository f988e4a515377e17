"""What can be had without reading: baselines that any result is to be seen beside.

A corpus whose labels follow from the target or from who speaks teaches nothing about stance
(Kaushal et al. 2021 found so of several stance sets).
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from stancebank.learn.linear import LinearModel
from stancebank.learn.ngrams import Settings
from stancebank.learn.pairs import Pairs

BLIND = Settings(words=0, letters=0, crossed_words=0, target=0, source=0, mode=0, shared=0, near=0)
"""No feature at all, to start from."""

BASELINES: dict[str, Settings] = {
    "target only": Settings(**{**vars(BLIND), "target": 1.0}),
    "holder and target only": Settings(
        **{**vars(BLIND), "target": 1.0, "source": 1.0, "pair": 1.0}
    ),
    "text, target hidden": Settings(**{**vars(BLIND), "words": 1.0, "letters": 1.0, "mode": 0.3}),
}
"""Linear models that see only these blocks of features, trained and chosen as any other."""


def majority(train: Pairs, test: Pairs) -> np.ndarray:
    """(n,) the commonest label of train, for every pair of test."""
    label = Counter(train.label).most_common(1)[0][0]
    return np.full(len(test), test.names.index(label), dtype=np.int64)


def baselines(
    train: Pairs, test: Pairs, objective: str = "macro_f1", seed: int = 0
) -> dict[str, np.ndarray]:
    """Codes that each baseline gives the pairs of test; both tables have the same `names`."""
    found = {"majority": majority(train, test)}
    for name, settings in BASELINES.items():
        model = LinearModel.fit(train, objective, seed, blocks=(settings,))
        found[name] = model.predict(test)[0]
    return found
