"""From data to a model folder: read, check, fit, describe, save."""

from __future__ import annotations

import hashlib
import platform
import random
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from stancebank.errors import StanceBankError
from stancebank.learn import encoder as extra
from stancebank.learn import hybrid, store
from stancebank.learn.data import read, relabelled, usable
from stancebank.learn.decide import objectives_of
from stancebank.learn.documents import ROLES, read_documents
from stancebank.learn.folder import check_free
from stancebank.learn.linear import LinearModel
from stancebank.learn.model_card import card
from stancebank.learn.order import Order, contradiction
from stancebank.learn.pairs import Pairs, joined
from stancebank.learn.seen import fingerprint, hashes_of, remembered
from stancebank.learn.tables import source_of
from stancebank.learn.tasks import TASKS


def train(
    order: Order, folder: Path, log: Callable[[str], None] = lambda line: None
) -> dict[str, Any]:
    """Train and save; returns what the folder's stancebank.json tells.

    Args:
        order: what is to be trained.
        folder: where the model goes.
        log: gets lines of progress of what takes minutes.

    Raises:
        StanceBankError: the data cannot be learned from, the order contradicts itself, or the
            folder holds something else.
    """
    if told := contradiction(order):
        raise StanceBankError(told)
    check_free(folder)
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
    _check_objective(order, pairs.names)
    started = _clocks()
    model, chosen = _fit(order, pairs, held_out, log)
    log(_spent(started))
    # What stopped an encoder is known to it as well.
    both = [pairs] if held_out is None else [pairs, held_out]
    about = {
        **_told(order),
        "data_sha256": fingerprint(*both),
        "pairs": len(pairs),
        "stories": len(set(pairs.group)),
        "per_label": {name: pairs.label.count(name) for name in pairs.names},
        **chosen,
        "versions": _versions(order),
        "targets": dict(zip(pairs.target_id, pairs.target, strict=True)),
        "holders": dict(zip(pairs.source_id, pairs.source, strict=True)),
    }
    store.save(model, folder, about, remembered(joined(both)), card(about))
    return about


def _told(order: Order) -> dict[str, Any]:
    """The order as a model tells it: of what lay here, the name only and not this machine's path.

    A name on the Hub stays whole.
    """
    return {
        **vars(order),
        **{
            key: _name(where)
            for key, where in (("data", order.data), ("encoder", order.encoder))
            if where and Path(where).exists()
        },
    }


def _name(where: str) -> str:
    path = Path(where)
    return path.name if path.name not in ("", "..") else path.resolve().name


def _check_objective(order: Order, names: tuple[str, ...]) -> None:
    """Before work starts: whether the labels have the score that settings are chosen by."""
    there = objectives_of(names)
    if order.objective not in there:
        raise StanceBankError(
            f"{order.data}: --objective {order.objective} needs the labels favor and against; "
            f"there are {', '.join(names)}: choose {' or '.join(sorted(there))}"
        )


LIBRARIES = {
    "linear": ("scikit-learn", "numpy", "scipy"),
    "hybrid": ("scikit-learn", "numpy", "scipy", "torch", "transformers"),
    "encoder": ("scikit-learn", "numpy", "torch", "transformers"),
}
"""Whose versions a model is described with."""


def _versions(order: Order) -> dict[str, str]:
    """Of Python and of what the model was made with."""
    used = {name: version(name) for name in LIBRARIES[order.model]}
    return {"python": platform.python_version(), **used}


def _clocks() -> tuple[float, float]:
    return time.monotonic(), time.process_time()


def _spent(started: tuple[float, float]) -> str:
    """How long it took: told, but kept in no file, since two equal runs shall write the same."""
    seconds, cpu = (now - then for now, then in zip(_clocks(), started, strict=True))
    return f"trained in {seconds:.1f} s, {cpu:.1f} s of CPU time"


def _untimed(history: list[dict[str, float]]) -> list[dict[str, float]]:
    """Looks at validation without the time they took."""
    return [{key: one[key] for key in one if key != "cpu_minutes"} for one in history]


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
    started = _clocks()
    where = order.encoder or extra.default()
    model = TaggerModel.fit(documents, held_out, where, order.seed, order.epochs, log)
    model.history = _untimed(model.history)
    log(_spent(started))
    about = {
        **_told(order),
        "data_sha256": hashlib.sha256(repr((documents, held_out)).encode()).hexdigest(),
        "pairs": len(documents),
        "stories": len(set(documents.group)),
        "per_label": {
            role: sum(one[0] == role for spans in documents.spans for one in spans)
            for role in ROLES
        },
        "chosen_on": f"{len(held_out):,} texts of other stories",
        "reached": {"mean exact F1": max(one["score"] for one in model.history)},
        "tried": model.history,
        "versions": _versions(order),
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

        again = len(pairs) < MANY and not _has_validation(order)
        model = EncoderModel.fit(
            pairs,
            held_out,
            where,
            order.objective,
            order.seed,
            order.epochs,
            order.votes,
            log,
            again,
        )
        model.history = _untimed(model.history)
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

MANY = 5000
"""With fewer pairs and no validation split an encoder is trained once more, on all of them."""


def with_validation(order: Order, pairs: Pairs) -> tuple[Pairs, Pairs]:
    """Train, and what training is stopped by: the validation split, else a tenth of the stories.

    Raises:
        StanceBankError: nothing is left to stop by.
    """
    if _has_validation(order):
        train, found = pairs, read(order.data, VALIDATION, order.task, order.view)
    else:
        apart = _apart(order, pairs.group)
        found = pairs.where(lambda row: pairs.group[row] in apart)
        train = pairs.where(lambda row: pairs.group[row] not in apart)
        # Its last story may be gone, or all of a label.
        train = usable(train, f"{order.data}, without {len(apart)} stories to stop training by")
    held_out = found.where(lambda row: found.label[row] in train.names)
    if not len(held_out):
        raise StanceBankError(
            f"{order.data}: no pairs to stop an encoder's training by: give it a split "
            f"{VALIDATION} with labels of train, more stories, or --model linear"
        )
    return train, relabelled(held_out, train.names)


def _has_validation(order: Order) -> bool:
    there = source_of(order.data, TASKS[order.task]).by_split
    return VALIDATION in there and order.split != VALIDATION


def _apart(order: Order, groups: Sequence[str]) -> set[str]:
    """Stories that are held out."""
    stories = sorted(set(groups))
    random.Random(order.seed).shuffle(stories)
    return set(stories[: max(1, len(stories) // HELD_OUT)])
