"""A trained model on disk: JSON and safetensors, nothing that could run code when it is read.

MODEL/README.md            model card
      stancebank.json      kind, task, labels, settings, scores, data, hashes of the other files
      vocabulary.json      n-grams by view (linear, hybrid)
      weights.safetensors  arrays
      encoder/             the fine-tuned encoder and its tokenizer (encoder only)
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from stancebank import __version__
from stancebank.errors import StanceBankError
from stancebank.learn.decide import Decision
from stancebank.learn.linear import LinearModel
from stancebank.learn.ngrams import PairFeatures, Settings, Vocabulary
from stancebank.store import write_bytes

FORMAT = 1
"""Raised when a model written before can no longer be read."""

ABOUT, WEIGHTS, VOCABULARY, CARD = (
    "stancebank.json",
    "weights.safetensors",
    "vocabulary.json",
    "README.md",
)


def check_free(folder: Path) -> None:
    """Before work starts: whether a model may be written there.

    Raises:
        StanceBankError: the folder is not empty and holds no model of ours.
    """
    if folder.exists() and not folder.is_dir():
        raise StanceBankError(f"{folder}: a file; a model is a folder: name another place")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / ABOUT).is_file():
        raise StanceBankError(f"{folder}: not empty and no model of ours: name another folder")


def save(
    model: LinearModel, folder: Path, about: dict[str, Any], seen: np.ndarray, card: str
) -> None:
    """Write a model.

    Args:
        model: what was trained.
        folder: made if it is not there; a model of ours in it is replaced.
        about: what training tells of itself (task, view, data, scores).
        seen: hashes of the pairs of train.
        card: the model card.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Without its description a half-written folder is no model.
    (folder / ABOUT).unlink(missing_ok=True)
    arrays, vocabulary = _taken_apart(model)
    arrays["seen"] = seen
    files = {
        WEIGHTS: save_arrays(arrays),
        VOCABULARY: _json(vocabulary),
        CARD: card.encode(),
    }
    for name, content in files.items():
        write_bytes(folder / name, content)
    described = {
        "format": FORMAT,
        "stancebank": __version__,
        "kind": model.kind,
        "labels": list(model.names),
        "settings": vars(model.features.settings),
        "penalty": model.penalty,
        **about,
        "sha256": {name: hashlib.sha256(one).hexdigest() for name, one in files.items()},
    }
    write_bytes(folder / ABOUT, _json(described))


def read(folder: Path) -> tuple[LinearModel, dict[str, Any], np.ndarray]:
    """A model, what its training told of it, and hashes of the pairs it was trained on.

    Raises:
        StanceBankError: no model of ours, one of another format, or files that changed since.
    """
    path = folder / ABOUT
    if not path.is_file():
        raise StanceBankError(
            f"{folder}: no model of ours: it has no {ABOUT}; make one with `stancebank train`"
        )
    try:
        about: dict[str, Any] = json.loads(path.read_bytes())
        written = about["format"], about["kind"], about["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise StanceBankError(f"{path}: not what `stancebank train` writes: {error!r}") from error
    if written[0] != FORMAT:
        raise StanceBankError(
            f"{folder}: a model of format {written[0]}, written by stancebank "
            f"{about.get('stancebank')}; this is {__version__} and reads format {FORMAT}: train it "
            "again"
        )
    files = {}
    for name, expected in written[2].items():
        try:
            files[name] = (folder / name).read_bytes()
        except OSError as error:
            raise StanceBankError(f"{folder / name}: missing or not readable: {error}") from error
        if name != CARD and hashlib.sha256(files[name]).hexdigest() != expected:
            raise StanceBankError(
                f"{folder / name}: not the file that training wrote (its SHA-256 differs): copy "
                "the model again, or train it again"
            )
    try:
        arrays = load_arrays(files[WEIGHTS])
        model = _put_together(about, arrays, json.loads(files[VOCABULARY]))
        return model, about, arrays["seen"]
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise StanceBankError(f"{folder}: its files do not fit together: {error!r}") from error


def _taken_apart(model: LinearModel) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    features, decision = model.features, model.decision
    arrays = {
        "columns": model.columns,
        "weights": model.weights,
        "bias": model.bias,
        "calibration": decision.weights,
        "calibration_bias": decision.bias,
        "offsets": decision.offsets,
        **{f"idf.{view}": one.idf for view, one in features.views.items()},
    }
    vocabulary = {
        "views": {view: one.terms for view, one in features.views.items()},
        "targets": features.targets,
        "sources": features.sources,
        "both": features.both,
        "modes": features.modes,
    }
    return {name: np.ascontiguousarray(one) for name, one in arrays.items()}, vocabulary


def _put_together(
    about: dict[str, Any], arrays: dict[str, np.ndarray], vocabulary: dict[str, Any]
) -> LinearModel:
    views = {
        view: Vocabulary(terms, arrays[f"idf.{view}"])
        for view, terms in vocabulary.pop("views").items()
    }
    return LinearModel(
        tuple(about["labels"]),
        PairFeatures(Settings(**about["settings"]), views, **vocabulary),
        arrays["columns"],
        arrays["weights"],
        arrays["bias"],
        Decision(arrays["calibration"], arrays["calibration_bias"], arrays["offsets"]),
        about["penalty"],
    )


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
