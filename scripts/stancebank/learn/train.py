"""From data to a model folder: read, check, fit, describe, save."""

from __future__ import annotations

import hashlib
import platform
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from stancebank.errors import StanceBankError
from stancebank.learn import store
from stancebank.learn.data import read, usable
from stancebank.learn.linear import LinearModel
from stancebank.learn.model_card import card
from stancebank.learn.pairs import Pairs


@dataclass(frozen=True)
class Order:
    """What is to be trained.

    Attributes:
        data: where the pairs are, see :func:`stancebank.learn.data.read`.
        split: which of its splits is learned from.
        task: stance or events.
        model: linear.
        view: full or three-way.
        objective: the score that settings and offsets are chosen by.
        seed: of everything random.
        votes: learn from the annotators' votes.
    """

    data: str
    split: str = "train"
    task: str = "stance"
    model: str = "linear"
    view: str = "full"
    objective: str = "macro_f1"
    seed: int = 0
    votes: bool = False


def train(order: Order, folder: Path) -> dict[str, Any]:
    """Train and save; returns what the folder's stancebank.json tells.

    Raises:
        StanceBankError: the data cannot be learned from, or the folder holds something else.
    """
    store.check_free(folder)
    pairs = usable(read(order.data, order.split, order.task, order.view), order.data)
    if order.votes and pairs.votes is None:
        raise StanceBankError(f"{order.data}: no votes in it: leave --label-votes out")
    started, used = time.monotonic(), time.process_time()
    model = LinearModel.fit(pairs, order.objective, order.seed, order.votes)
    about = {
        **vars(order),
        "data_sha256": fingerprint(pairs),
        "pairs": len(pairs),
        "stories": len(set(pairs.group)),
        "per_label": {name: pairs.label.count(name) for name in pairs.names},
        "cross_validated": {order.objective: round(model.tried[0].score, 4)},
        "tried": [
            {**vars(one.settings), "penalty": one.penalty, "score": round(one.score, 4)}
            for one in model.tried
        ],
        "seconds": round(time.monotonic() - started, 1),
        "cpu_seconds": round(time.process_time() - used, 1),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("scikit-learn", "numpy", "scipy")},
        },
        "targets": dict(zip(pairs.target_id, pairs.target, strict=True)),
        "holders": dict(zip(pairs.source_id, pairs.source, strict=True)),
    }
    store.save(model, folder, about, seen_of(pairs), card(about))
    return about


def fingerprint(pairs: Pairs) -> str:
    """SHA-256 of the pairs and their labels, in their order."""
    digest = hashlib.sha256()
    for row in zip(pairs.text, pairs.target_id, pairs.source_id, pairs.label, strict=True):
        digest.update("\x1f".join(row).encode() + b"\x1e")
    return digest.hexdigest()


def seen_of(pairs: Pairs) -> np.ndarray:
    """(n,) 64-bit hashes of text, context and target, by which overlap with test is noticed.

    The text alone would not do: a statement may be as short as “so”.
    """
    hashes = [
        hashlib.blake2b("\x1f".join(row).encode(), digest_size=8).digest()
        for row in zip(pairs.text, pairs.context, pairs.target_id, strict=True)
    ]
    return np.frombuffer(b"".join(hashes), dtype="<u8")


def overlap(seen: np.ndarray, pairs: Pairs) -> list[int]:
    """Positions of the pairs that a model was trained on."""
    return [int(place) for place in np.flatnonzero(np.isin(seen_of(pairs), seen))]
