"""Shared fixtures: the repository, a copy of it to break, and the seed's record."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SEED = "000_1160814364ef8c10"

# No test may reach the Hub; set before anything imports datasets.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of corpus/ and seeds/ that a test may break."""
    for name in ("corpus", "seeds"):
        shutil.copytree(REPOSITORY / name, tmp_path / "project" / name)
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
