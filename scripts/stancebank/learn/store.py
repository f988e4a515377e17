"""A trained model on disk (see folder.py): nothing that could run code when it is read."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from stancebank import __version__
from stancebank.errors import StanceBankError
from stancebank.learn import encoder as extra
from stancebank.learn.decide import Decision
from stancebank.learn.folder import (
    ABOUT,
    AGAIN,
    CARD,
    ENCODER,
    FORMAT,
    VOCABULARY,
    WEIGHTS,
    check_files,
    check_free,
    described,
    sha256,
)
from stancebank.learn.hybrid import HybridFeatures, HybridSettings, Reader
from stancebank.learn.linear import LinearModel
from stancebank.learn.ngrams import PairFeatures, Settings, Vocabulary
from stancebank.publish.swap import building
from stancebank.store import write_bytes

Model = Any
"""A LinearModel, EncoderModel or TaggerModel; transformers are imported where they are used."""


def save(model: Model, folder: Path, about: dict[str, Any], seen: np.ndarray, card: str) -> None:
    """Write a model; its folder appears, or takes the place of an earlier one, when it is whole.

    Args:
        model: what was trained.
        folder: made if it is not there; a model of ours in it is replaced.
        about: what training tells of itself (task, view, data, scores).
        seen: hashes of the pairs of train.
        card: the model card.

    Raises:
        StanceBankError: the folder holds something else by now, or somebody is writing it.
    """
    check_free(folder)
    with building(folder) as new:
        arrays, settings, vocabulary = _taken_apart(model, new / ENCODER)
        arrays["seen"] = seen
        files = {WEIGHTS: save_arrays(arrays), CARD: card.encode()}
        if vocabulary:
            files[VOCABULARY] = _json(vocabulary)
        for name, content in files.items():
            write_bytes(new / name, content)
        parts = sorted(one for one in (new / ENCODER).rglob("*") if one.is_file())
        written = [*files, *(one.relative_to(new).as_posix() for one in parts)]
        told = {
            "format": FORMAT,
            "stancebank": __version__,
            "kind": model.kind,
            "labels": list(model.names),
            **settings,
            **about,
            "sha256": {name: sha256(new / name) for name in written},
        }
        write_bytes(new / ABOUT, _json(told))


def read(folder: Path) -> tuple[Model, dict[str, Any], np.ndarray]:
    """A model, what its training told of it, and hashes of the pairs it was trained on.

    Raises:
        StanceBankError: no model of ours, one of another format, one whose files are damaged,
            missing or of another model, or an encoder without the extra; the message says which.
    """
    about = described(folder)
    if about["kind"] != "linear":
        extra.need()
    check_files(folder, about)
    try:
        arrays = load_arrays((folder / WEIGHTS).read_bytes())
        seen = _array(arrays, "seen", (None,), "u")
        return _put_together(folder, about, arrays), about, seen
    except (SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as error:
        told = str(error) if isinstance(error, ValueError) else repr(error)
        raise StanceBankError(
            f"{folder}: its files do not fit together: {' '.join(told.split()):.300}: {AGAIN}"
        ) from error


def is_tagger(folder: Path) -> bool:
    """Whether a folder holds a tagger of statements; no if it holds no model at all."""
    try:
        return bool(json.loads((folder / ABOUT).read_bytes())["kind"] == "tagger")
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _taken_apart(
    model: Model, encoder: Path
) -> tuple[dict[str, np.ndarray], dict[str, Any], dict[str, Any]]:
    """Arrays, settings and vocabulary; an encoder is written where it belongs."""
    if model.kind == "tagger":
        return *model.save(encoder), {}
    decision = model.decision
    arrays = {
        "calibration": decision.weights,
        "calibration_bias": decision.bias,
        "offsets": decision.offsets,
    }
    if model.kind == "encoder":
        trained, settings = model.save(encoder)
        return arrays | trained, settings, {}
    features = model.features
    if model.kind == "hybrid":
        features.reader.save(encoder)
    arrays |= {
        "columns": model.columns,
        "weights": model.weights,
        "bias": model.bias,
        **{f"idf.{view}": one.idf for view, one in features.views.items()},
    }
    vocabulary = {
        "views": {view: one.terms for view, one in features.views.items()},
        **{name: getattr(features, name) for name in LISTS},
    }
    arrays = {name: np.ascontiguousarray(one) for name, one in arrays.items()}
    return arrays, {"settings": vars(features.settings), "penalty": model.penalty}, vocabulary


LISTS = ("targets", "sources", "both", "modes", "crossed")
"""What vocabulary.json has beside the n-grams, as :class:`PairFeatures` calls it."""


def _put_together(folder: Path, about: dict[str, Any], arrays: dict[str, np.ndarray]) -> Model:
    """The model; a ValueError tells what of it does not fit."""
    if about["kind"] == "tagger":
        from stancebank.learn.encoder.tag import TaggerModel

        return TaggerModel.open(folder / ENCODER, arrays, about)
    names = tuple(about["labels"])
    many = len(names)
    if many < 2 or len(set(names)) < many:
        raise ValueError(f"the labels of {ABOUT} are no two or more different ones: {names}")
    decision = Decision(
        _array(arrays, "calibration", (many, many)),
        _array(arrays, "calibration_bias", (many,)),
        _array(arrays, "offsets", (many,)),
    )
    if about["kind"] == "encoder":
        from stancebank.learn.encoder.classify import EncoderModel

        return EncoderModel.open(names, folder / ENCODER, arrays, about, decision)
    columns = _array(arrays, "columns", (None,), "i")
    weights = _array(arrays, "weights", (many, len(columns)))
    bias = _array(arrays, "bias", (many,))
    features = _features(folder, about, arrays)
    there, width = set(features.views), features.width
    if learned := features.views.keys() - there:
        raise ValueError(f"{VOCABULARY} has no n-grams “{', '.join(sorted(learned))}”")
    if len(columns) and (columns[0] < 0 or columns[-1] >= width or (np.diff(columns) <= 0).any()):
        raise ValueError(f"columns of {WEIGHTS} are not among the {width:,} of {VOCABULARY}")
    return LinearModel(names, features, columns, weights, bias, decision, about["penalty"])


def _features(folder: Path, about: dict[str, Any], arrays: dict[str, np.ndarray]) -> PairFeatures:
    """The features of a linear or hybrid model."""
    kind = HybridSettings if about["kind"] == "hybrid" else Settings
    given = about["settings"]
    if given.keys() != {one.name for one in fields(kind)} or not all(
        isinstance(one, (int, float)) and np.isfinite(one) for one in given.values()
    ):
        raise ValueError(f"the settings of {ABOUT} are not those of a {about['kind']} model")
    vocabulary = json.loads((folder / VOCABULARY).read_bytes())
    views = {
        view: Vocabulary(_strings(terms, view), _array(arrays, f"idf.{view}", (len(terms),)))
        for view, terms in vocabulary["views"].items()
    }
    lists = {name: _strings(vocabulary.get(name), name) for name in LISTS}
    if kind is HybridSettings:
        reader = Reader(str(folder / ENCODER))
        return HybridFeatures(HybridSettings(**given), reader, views, **lists)
    return PairFeatures(Settings(**given), views, **lists)


def _strings(found: Any, name: str) -> list[str]:
    """A list of strings of vocabulary.json."""
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(f"{VOCABULARY}: “{name}” is no list of strings")
    return found


def _array(
    arrays: dict[str, np.ndarray], name: str, shape: tuple[int | None, ...], kind: str = "f"
) -> np.ndarray:
    """An array of this shape (None: any length) and kind of numbers, all of them finite."""
    found = arrays.get(name)
    if found is None:
        raise ValueError(f"{WEIGHTS} has no {name}")
    fits = len(found.shape) == len(shape) and all(
        one in (None, own) for own, one in zip(found.shape, shape, strict=True)
    )
    if not fits or found.dtype.kind != kind or not np.isfinite(found).all():
        wanted = " × ".join("any" if one is None else str(one) for one in shape)
        own = " × ".join(map(str, found.shape))
        raise ValueError(
            f"{WEIGHTS}: {name} is {own} of {found.dtype}, expected {wanted} finite numbers of "
            f"kind “{kind}”"
        )
    return found


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
