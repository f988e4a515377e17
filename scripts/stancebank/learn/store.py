"""A trained model on disk: JSON and safetensors, nothing that could run code when it is read.

MODEL/README.md            model card
      stancebank.json      kind, task, labels, settings, scores, data, hashes of the other files
      weights.safetensors  arrays
      vocabulary.json      n-grams by view (linear, hybrid)
      encoder/             encoder and tokenizer, as transformers reads them (all but linear)
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
from stancebank.learn import encoder as extra
from stancebank.learn.decide import Decision
from stancebank.learn.hybrid import HybridFeatures, HybridSettings, Reader
from stancebank.learn.linear import LinearModel
from stancebank.learn.ngrams import PairFeatures, Settings, Vocabulary
from stancebank.store import write_bytes

FORMAT = 1
"""Raised when a model written before can no longer be read."""

ABOUT, WEIGHTS, VOCABULARY, CARD, ENCODER = (
    "stancebank.json",
    "weights.safetensors",
    "vocabulary.json",
    "README.md",
    "encoder",
)

Model = Any
"""A LinearModel, EncoderModel or TaggerModel; transformers are imported where they are used."""


def check_free(folder: Path) -> None:
    """Before work starts: whether a model may be written there.

    Raises:
        StanceBankError: the folder is not empty and holds no model of ours.
    """
    if folder.exists() and not folder.is_dir():
        raise StanceBankError(f"{folder}: a file; a model is a folder: name another place")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / ABOUT).is_file():
        raise StanceBankError(f"{folder}: not empty and no model of ours: name another folder")


def save(model: Model, folder: Path, about: dict[str, Any], seen: np.ndarray, card: str) -> None:
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
    for old in (folder / ENCODER).glob("*"):
        old.unlink()
    arrays, settings, vocabulary = _taken_apart(model, folder / ENCODER)
    arrays["seen"] = seen
    files = {WEIGHTS: save_arrays(arrays), CARD: card.encode()}
    if vocabulary:
        files[VOCABULARY] = _json(vocabulary)
    for name, content in files.items():
        write_bytes(folder / name, content)
    written = [*files, *(f"{ENCODER}/{one.name}" for one in sorted((folder / ENCODER).glob("*")))]
    described = {
        "format": FORMAT,
        "stancebank": __version__,
        "kind": model.kind,
        "labels": list(model.names),
        **settings,
        **about,
        "sha256": {name: _sha256(folder / name) for name in written},
    }
    write_bytes(folder / ABOUT, _json(described))


def read(folder: Path) -> tuple[Model, dict[str, Any], np.ndarray]:
    """A model, what its training told of it, and hashes of the pairs it was trained on.

    Raises:
        StanceBankError: no model of ours, one of another format, files that changed since, or an
            encoder without the extra.
    """
    path = folder / ABOUT
    if not path.is_file():
        raise StanceBankError(
            f"{folder}: no model of ours: it has no {ABOUT}; make one with `stancebank train`"
        )
    try:
        about: dict[str, Any] = json.loads(path.read_bytes())
        form, kind, hashes = about["format"], about["kind"], dict(about["sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise StanceBankError(f"{path}: not what `stancebank train` writes: {error!r}") from error
    if form != FORMAT or kind not in KINDS:
        raise StanceBankError(
            f"{folder}: a model of format {form} and kind {kind}, written by stancebank "
            f"{about.get('stancebank')}; this is {__version__} and reads format {FORMAT} and the "
            f"kinds {', '.join(KINDS)}: train it again"
        )
    if kind != "linear":
        extra.need()
    for name, expected in hashes.items():
        try:
            found = _sha256(folder / name)
        except OSError as error:
            raise StanceBankError(f"{folder / name}: missing or not readable: {error}") from error
        if name != CARD and found != expected:
            raise StanceBankError(
                f"{folder / name}: not the file that training wrote (its SHA-256 differs): copy "
                "the model again, or train it again"
            )
    try:
        arrays = load_arrays((folder / WEIGHTS).read_bytes())
        return _put_together(folder, about, arrays), about, arrays["seen"]
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise StanceBankError(f"{folder}: its files do not fit together: {error!r}") from error


def is_tagger(folder: Path) -> bool:
    """Whether a folder holds a tagger of statements; no if it holds no model at all."""
    try:
        return bool(json.loads((folder / ABOUT).read_bytes())["kind"] == "tagger")
    except (OSError, ValueError, KeyError, TypeError):
        return False


KINDS = ("linear", "hybrid", "encoder", "tagger")


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
        "targets": features.targets,
        "sources": features.sources,
        "both": features.both,
        "modes": features.modes,
    }
    arrays = {name: np.ascontiguousarray(one) for name, one in arrays.items()}
    return arrays, {"settings": vars(features.settings), "penalty": model.penalty}, vocabulary


def _put_together(folder: Path, about: dict[str, Any], arrays: dict[str, np.ndarray]) -> Model:
    if about["kind"] == "tagger":
        from stancebank.learn.encoder.tag import TaggerModel

        return TaggerModel.open(folder / ENCODER, arrays, about)
    names = tuple(about["labels"])
    decision = Decision(arrays["calibration"], arrays["calibration_bias"], arrays["offsets"])
    if about["kind"] == "encoder":
        from stancebank.learn.encoder.classify import EncoderModel

        return EncoderModel.open(names, folder / ENCODER, arrays, about, decision)
    vocabulary = json.loads((folder / VOCABULARY).read_bytes())
    views = {
        view: Vocabulary(terms, arrays[f"idf.{view}"])
        for view, terms in vocabulary.pop("views").items()
    }
    if about["kind"] == "hybrid":
        reader = Reader(str(folder / ENCODER))
        settings = HybridSettings(**about["settings"])
        features: PairFeatures = HybridFeatures(settings, reader, views, **vocabulary)
    else:
        features = PairFeatures(Settings(**about["settings"]), views, **vocabulary)
    return LinearModel(
        names,
        features,
        arrays["columns"],
        arrays["weights"],
        arrays["bias"],
        decision,
        about["penalty"],
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
