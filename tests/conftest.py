"""Shared fixtures: the repository, a copy of it to break, and the seed's record."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SEED = "000_1160814364ef8c10"

# No test may reach the Hub; set before anything imports datasets.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"

from stancebank import cli  # noqa: E402


def copy_seed(place: Path) -> Path:
    """Copy as much of corpus/ and seeds/ as belongs to the owner's article; small, so quick.

    Registries, splits and expectations are cut to it, so that the copy is a sound corpus.
    """

    def others(folder: str, names: list[str]) -> set[str]:
        keep = (".md", f"{SEED}.json")
        inner = Path(folder).name
        if inner in ("articles", "seeds"):
            return {"authored"} & {*names}
        if inner == "corpus":
            return {"dossiers", "adjudication"} & {*names}
        in_layers = Path(folder).parent.name == "layers"
        return {name for name in names if in_layers and not name.endswith(keep)}

    for name in ("corpus", "seeds"):
        shutil.copytree(REPOSITORY / name, place / name, ignore=others)
    corpus = place / "corpus"
    for name, of in (("actors", "fictional"), ("conflicts", "fictional"), ("targets", "conflict")):
        path = corpus / "registry" / f"{name}.json"
        value = json.loads(path.read_text("utf-8"))
        kept = (False,) if of == "fictional" else ("russia-ukraine",)
        value[name] = [one for one in value[name] if one[of] in kept]
        _write(path, value)
    splits = json.loads((corpus / "splits.json").read_text("utf-8"))
    splits["unseen_conflicts"] = []
    splits["assignments"] = [one for one in splits["assignments"] if one["article"] == SEED]
    _write(corpus / "splits.json", splits)
    expected = json.loads((corpus / "expectations.json").read_text("utf-8"))
    expected["expectations"] = [one for one in expected["expectations"] if one["minimum"] <= 1]
    _write(corpus / "expectations.json", expected)
    assert cli.run(["split", "--corpus", str(corpus)]) == 0
    return place


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


@pytest.fixture(scope="session")
def seed_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_seed(tmp_path_factory.mktemp("seed") / "project")


@pytest.fixture
def project(tmp_path: Path, seed_copy: Path) -> Path:
    """A copy of the owner's article with its corpus/ and seeds/ that a test may break."""
    shutil.copytree(seed_copy, tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture
def seed_path(project: Path) -> Path:
    return project / "corpus" / "articles" / "reported" / f"{SEED}.json"


@pytest.fixture(scope="session")
def seed() -> dict[str, Any]:
    path = REPOSITORY / "corpus" / "articles" / "reported" / f"{SEED}.json"
    value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return value


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A corpus of two invented articles, each with two layers, that a test may break."""
    shutil.copytree(REPOSITORY / "tests" / "examples" / "base", tmp_path / "base")
    return tmp_path / "base" / "corpus"


@pytest.fixture
def layer(base: Path) -> dict[str, Any]:
    """Anna's layer of its article “plan”."""
    value: dict[str, Any] = json.loads((base / "layers" / "anna" / "plan.json").read_text("utf-8"))
    return value
