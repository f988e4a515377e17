"""The folder of a model: what lies in it, and whether it is whole.

MODEL/README.md            model card
      stancebank.json      kind, task, labels, settings, scores, data, hashes of the other files
      weights.safetensors  arrays, among them `seen`: hashes of the pairs or texts of train
      vocabulary.json      n-grams by view, ids of train (linear, hybrid)
      encoder/             encoder and tokenizer, as transformers reads them (all but linear)

Two runs on the same data with the same versions write the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path, PurePosixPath
from typing import Any

from stancebank import __version__
from stancebank.errors import StanceBankError
from stancebank.learn.data import VIEWS
from stancebank.learn.decide import objectives_of
from stancebank.learn.tasks import TASKS

FORMAT = 2
"""Raised when a model written before can no longer be read."""

ABOUT, WEIGHTS, VOCABULARY, CARD, ENCODER = (
    "stancebank.json",
    "weights.safetensors",
    "vocabulary.json",
    "README.md",
    "encoder",
)

AGAIN = "copy the model again, or train it again"


def check_free(folder: Path) -> None:
    """Before work starts: whether a model may be written there.

    Raises:
        StanceBankError: it is no folder, or one that holds something else than a model of ours.
    """
    if folder.exists() and not folder.is_dir():
        raise StanceBankError(f"{folder}: a file; a model is a folder: name another place")
    there = {one.name for one in folder.iterdir()} if folder.is_dir() else set()
    if there and not (folder / ABOUT).is_file():
        raise StanceBankError(f"{folder}: not empty and no model of ours: name another folder")
    if others := sorted(there - {ABOUT, WEIGHTS, VOCABULARY, CARD, ENCODER}):
        raise StanceBankError(
            f"{folder}: holds {', '.join(others[:3])} beside a model, which would be lost with it: "
            "move it elsewhere, or name another folder"
        )


ALWAYS: dict[str, type] = {
    "labels": list,
    "task": str,
    "view": str,
    "objective": str,
    "sha256": dict,
}
PAIRS: dict[str, type] = {"targets": dict, "holders": dict}
SPARSE: dict[str, type] = {"settings": dict, "penalty": float}
TUNED: dict[str, type] = {"recipe": dict, "history": list}
KINDS: dict[str, dict[str, type]] = {
    "linear": ALWAYS | PAIRS | SPARSE,
    "hybrid": ALWAYS | PAIRS | SPARSE,
    "encoder": ALWAYS | PAIRS | TUNED,
    "tagger": ALWAYS | TUNED,
}
"""Kind of model → what stancebank.json must tell of it."""

CALLED = {list: "a list", dict: "an object", str: "a string", float: "a number"}


def described(folder: Path) -> dict[str, Any]:
    """What stancebank.json tells, if it tells all that is needed."""
    path = folder / ABOUT
    if not path.is_file():
        raise StanceBankError(
            f"{folder}: no model of ours: it has no {ABOUT}; make one with `stancebank train`"
        )
    wrong = f"{path}: not what `stancebank train` writes: "
    try:
        about: dict[str, Any] = json.loads(path.read_bytes())
        form, kind = about["format"], about["kind"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StanceBankError(f"{wrong}{error!r}: {AGAIN}") from error
    if form != FORMAT or kind not in list(KINDS):
        raise StanceBankError(
            f"{folder}: a model of format {form} and kind {kind}, written by stancebank "
            f"{about.get('stancebank')}; this is {__version__} and reads format {FORMAT} and the "
            f"kinds {', '.join(KINDS)}: train it again"
        )
    for key, expected in KINDS[kind].items():
        found = about.get(key)
        if not isinstance(found, (int, float) if expected is float else expected):
            told = f"{type(found).__name__}" if key in about else "nothing"
            raise StanceBankError(
                f"{wrong}“{key}”: expected {CALLED[expected]}, found {told}: {AGAIN}"
            )
    for key in ("labels", "targets", "holders", "sha256"):
        entries = about.get(key) or []
        if not all(
            isinstance(one, str)
            for one in (entries.values() if isinstance(entries, dict) else entries)
        ):
            raise StanceBankError(f"{wrong}“{key}”: an entry is no string: {AGAIN}")
    known = {"task": list(TASKS), "view": list(VIEWS), "objective": objectives_of(about["labels"])}
    for key, allowed in known.items():
        if about[key] not in allowed:
            raise StanceBankError(
                f"{wrong}“{key}”: {about[key]}, expected one of {', '.join(allowed)}: {AGAIN}"
            )
    return about


def check_files(folder: Path, about: dict[str, Any]) -> None:
    """Whether all files of a model are there and are those that training wrote."""
    hashes: dict[str, str] = about["sha256"]
    needed = [WEIGHTS]
    needed += [VOCABULARY] if "settings" in KINDS[about["kind"]] else []
    needed += [f"{ENCODER}/config.json"] if about["kind"] != "linear" else []
    missing = [name for name in needed if name not in hashes]
    if about["kind"] != "linear" and not any(
        name.startswith(f"{ENCODER}/") and name.endswith(".safetensors") for name in hashes
    ):
        missing.append(f"{ENCODER}/*.safetensors")
    if missing:
        raise StanceBankError(
            f"{folder / ABOUT}: “sha256” does not list {', '.join(missing)}, without which there "
            f"is no {about['kind']} model: {AGAIN}"
        )
    for name, expected in hashes.items():
        parts = PurePosixPath(name).parts
        if name not in (WEIGHTS, VOCABULARY, CARD) and (parts[:1] != (ENCODER,) or ".." in parts):
            raise StanceBankError(f"{folder / ABOUT}: “sha256”: {name} is no file of a model")
        try:
            if not (folder / name).is_file():
                raise FileNotFoundError("no such file")
            found = sha256(folder / name)
        except OSError as error:
            raise StanceBankError(
                f"{folder / name}: missing or not readable: {error}: {AGAIN}"
            ) from error
        if name != CARD and found != expected:
            raise StanceBankError(
                f"{folder / name}: not the file that training wrote (its SHA-256 differs): {AGAIN}"
            )


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
