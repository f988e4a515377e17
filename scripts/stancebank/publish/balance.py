"""Whole clusters dealt out to train, validation and test so that every label is in all of them.

After the iterative stratification of Sechidis, Tsoumakas and Vlahavas (2011): the label of which
least is left goes first, its largest clusters first. A cluster goes where it brings the shares of
all its labels nearest to what they are to be, by chi-square, and not only that of the one label: a
cluster is many labels at once. What is assigned already counts, so the shares hold while the corpus
grows. (The library iterative-stratification knows neither groups nor counts nor earlier
assignments, and needs scikit-learn.)
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

from stancebank.ledgers import Split

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
    held = {split: Counter(before.get(split, {})) for split in SHARES}
    total = {label: left[label] + sum(own[label] for own in held.values()) for label in left}

    def cost(cluster: str, split: Split) -> float:
        """What the cluster adds to the chi-square of the split's shares."""
        added = 0.0
        for label, count in sorted(clusters[cluster].items()):
            lacking = SHARES[split] * total[label] - held[split][label]
            added += count * (count - 2 * lacking) / total[label] ** 2
        return added / SHARES[split]

    waiting = set(clusters)
    dealt: dict[str, Split] = {}
    while waiting:
        # The articles come last: they are what clusters without a label are dealt by.
        label = min((one for one in left if left[one]), key=lambda one: (not one, left[one], one))
        holding = [one for one in waiting if clusters[one].get(label)]
        for cluster in sorted(holding, key=lambda one: (-clusters[one][label], _draw(one), one)):
            costs = {split: (cost(cluster, split), _draw(f"{cluster} {split}")) for split in SHARES}
            dealt[cluster] = min(costs, key=lambda split: costs[split])
            waiting.remove(cluster)
            held[dealt[cluster]].update(clusters[cluster])
            left.subtract(clusters[cluster])
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
