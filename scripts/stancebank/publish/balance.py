"""Whole clusters dealt out to train, validation and test so that every label is in all of them.

The iterative stratification of Sechidis, Tsoumakas and Vlahavas (2011), for clusters with counts of
labels in place of examples with sets of them: the label of which least is left goes first, each of
its clusters to the split that lacks most of it. What is assigned already counts, so the shares hold
while the corpus grows. (The library iterative-stratification knows neither groups nor counts nor
earlier assignments, and needs scikit-learn.)
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

from stancebank.record import Split

SHARES: dict[Split, float] = {"train": 0.7, "validation": 0.1, "test": 0.2}
"""The share of every label, and of the articles, that a split is to have."""

ARTICLES = ""
"""Stands for the articles themselves among labels."""


def deal(
    clusters: Mapping[str, Mapping[str, int]], before: Mapping[Split, Mapping[str, int]]
) -> dict[str, Split]:
    """A split for every cluster; the same whatever order they come in.

    Args:
        clusters: of each new cluster, its id and how often it has each label; under ARTICLES its
            articles, at least one.
        before: of each split of SHARES, the same counts of what is in it already.
    """
    left: Counter[str] = Counter()
    for counts in clusters.values():
        left.update(counts)
    lacking: dict[Split, dict[str, float]] = {split: {} for split in SHARES}
    for label in left:
        total = left[label] + sum(counts.get(label, 0) for counts in before.values())
        for split, share in SHARES.items():
            lacking[split][label] = share * total - before.get(split, {}).get(label, 0)
    waiting = dict(clusters)
    dealt: dict[str, Split] = {}
    while waiting:
        # The articles come last: they are what clusters without a label are dealt by.
        label = min((one for one in left if left[one]), key=lambda one: (not one, left[one], one))
        holding = [one for one in waiting if waiting[one].get(label)]
        for cluster in sorted(holding, key=lambda one: (-waiting[one][label], _draw(one), one)):
            split = min(
                SHARES,
                key=lambda one: (
                    -lacking[one][label], -lacking[one][ARTICLES], _draw(f"{cluster} {one}")
                ),
            )  # fmt: skip
            dealt[cluster] = split
            for name, count in waiting.pop(cluster).items():
                lacking[split][name] -= count
                left[name] -= count
    return dealt


def counted(labels: Iterable[Iterable[str]]) -> Counter[str]:
    """How often articles have each label, and under ARTICLES how many articles there are."""
    counts: Counter[str] = Counter()
    for one in labels:
        counts.update(one)
        counts[ARTICLES] += 1
    return counts


def _draw(name: str) -> bytes:
    """A lot that only depends on the name."""
    return hashlib.sha256(name.encode()).digest()
