"""From data to a model folder: read, check, fit, describe, save."""

from __future__ import annotations

import hashlib
import platform
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from stancebank.errors import StanceBankError
from stancebank.learn import encoder as extra
from stancebank.learn import hybrid, store
from stancebank.learn.data import read, relabelled, usable
from stancebank.learn.documents import ROLES, read_documents
from stancebank.learn.linear import LinearModel
from stancebank.learn.model_card import card
from stancebank.learn.pairs import Pairs, joined
from stancebank.learn.tables import source_of
from stancebank.learn.tasks import TASKS


@dataclass(frozen=True)
class Order:
    """What is to be trained.

    Attributes:
        data: where the pairs are, see :func:`stancebank.learn.data.read`.
        split: which of its splits is learned from.
        task: stance, events or statements.
        model: linear, hybrid or encoder.
        view: full or three-way.
        objective: the score that settings and offsets are chosen by.
        seed: of everything random.
        votes: learn from the annotators' votes.
        encoder: folder or Hub name of the encoder; "" for the one that comes with the extra.
        epochs: passes over train of an encoder at most; its recipe's if not given.
    """

    data: str
    split: str = "train"
    task: str = "stance"
    model: str = "linear"
    view: str = "full"
    objective: str = "macro_f1"
    seed: int = 0
    votes: bool = False
    encoder: str = ""
    epochs: float | None = None


def train(
    order: Order, folder: Path, log: Callable[[str], None] = lambda line: None
) -> dict[str, Any]:
    """Train and save; returns what the folder's stancebank.json tells.

    Args:
        order: what is to be trained.
        folder: where the model goes.
        log: gets lines of progress of what takes minutes.

    Raises:
        StanceBankError: the data cannot be learned from, or the folder holds something else.
    """
    store.check_free(folder)
    if order.model != "linear":
        extra.need()
    if order.task == "statements":
        return _tagger(order, folder, log)
    pairs = usable(read(order.data, order.split, order.task, order.view), order.data)
    if order.votes and pairs.votes is None:
        raise StanceBankError(f"{order.data}: no votes in it: leave --label-votes out")
    held_out = None
    if order.model == "encoder":
        pairs, held_out = with_validation(order, pairs)
    started, used = time.monotonic(), time.process_time()
    model, chosen = _fit(order, pairs, held_out, log)
    about = {
        **vars(order),
        "data_sha256": fingerprint(pairs),
        "pairs": len(pairs),
        "stories": len(set(pairs.group)),
        "per_label": {name: pairs.label.count(name) for name in pairs.names},
        **chosen,
        **_spent(order, started, used),
        "targets": dict(zip(pairs.target_id, pairs.target, strict=True)),
        "holders": dict(zip(pairs.source_id, pairs.source, strict=True)),
    }
    # What stopped an encoder is known to it as well.
    known = pairs if held_out is None else joined([pairs, held_out])
    store.save(model, folder, about, seen_of(known), card(about))
    return about


LIBRARIES = {
    "linear": ("scikit-learn", "numpy", "scipy"),
    "hybrid": ("scikit-learn", "numpy", "scipy", "torch", "transformers"),
    "encoder": ("scikit-learn", "numpy", "torch", "transformers"),
}
"""Whose versions a model is described with."""


def _spent(order: Order, started: float, used: float) -> dict[str, Any]:
    return {
        "seconds": round(time.monotonic() - started, 1),
        "cpu_seconds": round(time.process_time() - used, 1),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES[order.model]},
        },
    }


def _tagger(order: Order, folder: Path, log: Callable[[str], None]) -> dict[str, Any]:
    """Train and save a tagger of statements."""
    if order.model != "encoder":
        raise StanceBankError("--task statements needs --model encoder: it has no other model")
    from stancebank.learn.encoder.tag import TaggerModel

    documents = read_documents(order.data, order.split)
    held_out = None
    if _has_validation(order):
        held_out = read_documents(order.data, VALIDATION)
    else:
        apart = _apart(order, documents.group)
        rows = range(len(documents))
        held_out = documents.take([row for row in rows if documents.group[row] in apart])
        documents = documents.take([row for row in rows if documents.group[row] not in apart])
    if not len(documents) or not len(held_out):
        raise StanceBankError(f"{order.data}: too few texts to train on some and stop by others")
    started, used = time.monotonic(), time.process_time()
    where = order.encoder or extra.default()
    model = TaggerModel.fit(documents, held_out, where, order.seed, order.epochs, log)
    about = {
        **vars(order),
        "data_sha256": hashlib.sha256(repr(documents).encode()).hexdigest(),
        "pairs": len(documents),
        "stories": len(set(documents.group)),
        "per_label": {
            role: sum(one[0] == role for spans in documents.spans for one in spans)
            for role in ROLES
        },
        "chosen_on": f"{len(held_out):,} texts of other stories",
        "reached": {"mean exact F1": max(one["score"] for one in model.history)},
        "tried": model.history,
        **_spent(order, started, used),
    }
    store.save(model, folder, about, hashes_of([*documents.text, *held_out.text]), card(about))
    return about


def _fit(
    order: Order, pairs: Pairs, held_out: Pairs | None, log: Callable[[str], None]
) -> tuple[store.Model, dict[str, Any]]:
    """The model, and how it was chosen."""
    where = "" if order.model == "linear" else order.encoder or extra.default()
    if held_out is not None:
        from stancebank.learn.encoder.classify import EncoderModel

        model = EncoderModel.fit(
            pairs, held_out, where, order.objective, order.seed, order.epochs, order.votes, log
        )
        best = max(model.history, key=lambda one: one["score"])
        return model, {
            "chosen_on": f"{len(held_out):,} pairs of other stories",
            "reached": {order.objective: best["score"]},
            "tried": model.history,
        }
    if order.model == "hybrid":
        reader = hybrid.Reader(where)
        found = LinearModel.fit(
            pairs,
            order.objective,
            order.seed,
            order.votes,
            hybrid.BLOCKS,
            lambda settings: hybrid.HybridFeatures(settings, reader),
        )
    else:
        found = LinearModel.fit(pairs, order.objective, order.seed, order.votes)
    return found, {
        "chosen_on": "cross-validation by story on train",
        "reached": {order.objective: round(found.tried[0].score, 4)},
        "tried": [
            {**vars(one.settings), "penalty": one.penalty, "score": round(one.score, 4)}
            for one in found.tried
        ],
    }


VALIDATION = "validation"

HELD_OUT = 10
"""Where there is no validation split, every so many-th story of train is held out."""


def with_validation(order: Order, pairs: Pairs) -> tuple[Pairs, Pairs]:
    """Train, and what training is stopped by: the validation split, else a tenth of the stories.

    Raises:
        StanceBankError: nothing is left to stop by.
    """
    if _has_validation(order):
        found = read(order.data, VALIDATION, order.task, order.view)
        held_out = found.where(lambda row: found.label[row] in pairs.names)
    else:
        apart = _apart(order, pairs.group)
        held_out = pairs.where(lambda row: pairs.group[row] in apart)
        pairs = pairs.where(lambda row: pairs.group[row] not in apart)
    if not len(held_out) or not len(pairs):
        raise StanceBankError(f"{order.data}: no pairs to stop an encoder's training by")
    return usable(pairs, order.data), relabelled(held_out, pairs.names)


def _has_validation(order: Order) -> bool:
    there = source_of(order.data, TASKS[order.task]).by_split
    return VALIDATION in there and order.split != VALIDATION


def _apart(order: Order, groups: Sequence[str]) -> set[str]:
    """Stories that are held out."""
    stories = sorted(set(groups))
    random.Random(order.seed).shuffle(stories)
    return set(stories[: max(1, len(stories) // HELD_OUT)])


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
    rows = zip(pairs.text, pairs.context, pairs.target_id, strict=True)
    return hashes_of(["\x1f".join(row) for row in rows])


def hashes_of(texts: Sequence[str]) -> np.ndarray:
    """(n,) 64-bit hashes."""
    hashes = [hashlib.blake2b(one.encode(), digest_size=8).digest() for one in texts]
    return np.frombuffer(b"".join(hashes), dtype="<u8")


def overlap(seen: np.ndarray, pairs: Pairs) -> list[int]:
    """Positions of the pairs that a model was trained on."""
    return [int(place) for place in np.flatnonzero(np.isin(seen_of(pairs), seen))]
