"""Agreement of two annotators: Krippendorff's alpha, F1 of spans and items, bootstrap intervals.

Alpha is nominal (Krippendorff 2019, chapter 12), from the library krippendorff; for resamples of
articles it comes from the sum of their coincidences, which is the same number. Intervals are
percentile intervals over articles, not over items: items of one article are not independent.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from stancebank.annotate.units import ITEMS, ROLES, VARIABLES, Overlap, Units
from stancebank.errors import StanceBankError

SAMPLES = 1_000
SEED = 1
LEVEL = 0.95
"""Resamples of a bootstrap, its seed, and the level of its intervals."""

BY_LABEL = ("stance", "statement mode", "event type", "realis")
"""Variables that are told label by label."""

Pairs = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Figure:
    """A measure with its interval; `n` is what it rests on: pairs, tokens or spans."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Agreement:
    """All measures of one pair of annotators, and the same by genre; label pairs of stances."""

    annotators: tuple[str, str]
    articles: int
    figures: list[Figure]
    by_label: dict[str, dict[str, tuple[float, int]]]
    by_genre: dict[str, list[Figure]]
    confusion: Pairs


def alpha(pairs: Pairs) -> float | None:
    """Nominal alpha of two annotators without missing values; None if only one value occurs.

    Args:
        pairs: (value, value) → how often.

    Raises:
        StanceBankError: the library krippendorff is missing.
    """
    values = sorted({value for pair in pairs for value in pair})
    if len(values) < 2:
        return None
    try:
        import krippendorff
        import numpy as np
    except ImportError as error:
        raise StanceBankError(
            'agreement needs the extra annotate: pip install "stancebank[annotate]"'
        ) from error
    counts = np.array(
        [[pair.count(value) for value in values] for pair, n in pairs.items() for _ in range(n)]
    )
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def quick_alpha(pairs: Pairs) -> float | None:
    """The same from the coincidence matrix of two annotators, for many resamples."""
    n = 2 * pairs.total()
    margins: Counter[str] = Counter()
    differing = 0
    for (a, b), count in pairs.items():
        margins[a] += count
        margins[b] += count
        differing += 2 * count * (a != b)
    expected = n * n - sum(count * count for count in margins.values())
    return 1 - (n - 1) * differing / expected if expected else None


def f1(overlap: Overlap, kind: str) -> float | None:
    """2 |both| / (|mine| + |other|); None where neither has any."""
    total = overlap.mine + overlap.other
    return 2 * float(getattr(overlap, kind)) / total if total else None


def summed(counters: Iterable[Counter[Any]]) -> Counter[Any]:
    """The sum of counters."""
    total: Counter[Any] = Counter()
    for one in counters:
        total.update(one)
    return total


def _overlaps(overlaps: Iterable[Overlap]) -> Overlap:
    total = Overlap()
    for one in overlaps:
        total.add(one)
    return total


def compare(
    annotators: tuple[str, str], units: Sequence[Units], samples: int = SAMPLES, seed: int = SEED
) -> Agreement:
    """All measures of two annotators.

    Args:
        annotators: their ids.
        units: what `units_of` gives for each article both annotated.
        samples: resamples of articles for the intervals.
        seed: of the resampling.

    Raises:
        StanceBankError: no article is annotated by both.
    """
    if not units:
        raise StanceBankError(f"{' and '.join(annotators)} have no article in common")
    genres = sorted({one.genre for one in units})
    stances = summed(one.pairs["stance"] for one in units)
    return Agreement(
        annotators,
        len(units),
        figures(units, samples, seed),
        {name: specific(summed(one.pairs[name] for one in units)) for name in BY_LABEL},
        {
            genre: figures([one for one in units if one.genre == genre], samples, seed)
            for genre in genres
        },
        stances,
    )


def figures(units: Sequence[Units], samples: int, seed: int) -> list[Figure]:
    """Every measure of some articles."""
    rng = random.Random(seed)
    draws = [rng.choices(range(len(units)), k=len(units)) for _ in range(samples)]
    found = []
    for kind, names in (("pairs", VARIABLES), ("tokens", ROLES)):
        for name in names:
            label = f"alpha {name}" if kind == "pairs" else f"token alpha {name}"
            counters = [getattr(one, kind)[name] for one in units]
            found.append(_alpha_figure(label, counters, draws))
    for kind, names in (("spans", ROLES), ("items", ITEMS)):
        for name in names:
            for measure in ("exact", "overlap") if kind == "spans" else ("exact",):
                label = f"{measure} F1 {name}" if kind == "spans" else f"F1 {name}"
                overlaps = [getattr(one, kind)[name] for one in units]
                found.append(_f1_figure(label, overlaps, measure, draws))
    return found


def _f1_figure(name: str, overlaps: list[Overlap], measure: str, draws: list[list[int]]) -> Figure:
    whole = _overlaps(overlaps)

    def drawn(draw: list[int]) -> float | None:
        return f1(_overlaps(overlaps[at] for at in draw), measure)

    return _figure(name, f1(whole, measure), drawn, draws, whole.mine + whole.other)


def _alpha_figure(name: str, counters: list[Pairs], draws: list[list[int]]) -> Figure:
    whole: Pairs = summed(counters)

    def drawn(draw: list[int]) -> float | None:
        return quick_alpha(summed(counters[at] for at in draw))

    return _figure(name, alpha(whole), drawn, draws, whole.total())


def _figure(
    name: str,
    value: float | None,
    measure: Callable[[list[int]], float | None],
    draws: list[list[int]],
    n: int,
) -> Figure:
    drawn = sorted(one for draw in draws if (one := measure(draw)) is not None)
    if value is None or not drawn:
        return Figure(name, value, None, None, n)
    tail = (1 - LEVEL) / 2
    low, high = (drawn[min(int(part * len(drawn)), len(drawn) - 1)] for part in (tail, 1 - tail))
    return Figure(name, value, low, high, n)


def specific(pairs: Pairs) -> dict[str, tuple[float, int]]:
    """Specific agreement on each value, and how often either annotator gave it.

    2 n(v, v) / (n(v, .) + n(., v)), after Spitzer and Fleiss (1974).
    """
    given: Counter[str] = Counter()
    for (a, b), count in pairs.items():
        given[a] += count
        given[b] += count
    return {
        value: (2 * pairs[value, value] / count, count) for value, count in sorted(given.items())
    }
