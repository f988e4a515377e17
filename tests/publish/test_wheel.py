"""The wheel carries the published data whose texts may be passed on; the sdist builds the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest
from dists import contents, publish_base, publish_seed

from conftest import REPOSITORY

pytest.importorskip("hatchling", reason="hatchling is not installed (extra dev): builds no wheel")

SOURCES = ("pyproject.toml", "README.md", "DATASHEET.md", "LICENSE", "scripts", "schema")


def checkout(place: Path) -> Path:
    """A copy of what is built from."""
    place.mkdir()
    skip = shutil.ignore_patterns("__pycache__")
    for name in SOURCES:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=skip)
        else:
            shutil.copyfile(source, place / name)
    return place


def build(source: Path, target: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(source / "built")],
        cwd=source, env={**clean, **environment}, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with open data in dist/, built as wheel and sdist."""
    place = tmp_path_factory.mktemp("build")
    source = checkout(place / "checkout")
    shutil.copytree(publish_base(place), source / "dist")
    for target in ("wheel", "sdist"):
        result = build(source, target)
        assert result.returncode == 0, result.stderr
    return source


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    (path,) = (source / "built").glob("*.whl")
    return path


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of a new environment with the wheel, where dependencies are seen and we are not."""
    place = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    python = place / "bin" / "python"
    packages = next(place.glob("lib/python*/site-packages"))
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps",
         "--no-index", "--disable-pip-version-check", str(wheel)],
        check=True, env={**os.environ, "PYTHONPATH": ""},
    )  # fmt: skip
    # A line in a .pth adds the folder and not the .pth files in it, so no editable installation.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def inside(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_carries_the_folder_and_the_sdist_builds_the_same_wheel(
    source: Path, wheel: Path, tmp_path: Path
) -> None:
    files = inside(wheel)
    for name, content in contents(source / "dist").items():
        assert files[f"stancebank/dist/{name}"] == content
    assert "stancebank/py.typed" in files
    (archive,) = (source / "built").glob("*.tar.gz")
    with tarfile.open(archive) as sdist:
        sdist.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    # The texts of corpus, seeds and tests have rights of their own: they are not in the archive.
    assert not {"corpus", "seeds", "tests"} & {one.name for one in unpacked.iterdir()}
    result = build(unpacked, "wheel")
    assert result.returncode == 0, result.stderr
    (again,) = (unpacked / "built").glob("*.whl")
    assert inside(again) == files
    assert again.read_bytes() == wheel.read_bytes()


USER = """
import stancebank
assert "site-packages/stancebank/dist" in stancebank.path().as_posix(), stancebank.path()
rows = stancebank.load("stance", split="train")
print(len(rows), stancebank.labels("stance", "label")[rows[0]["label"]])
print(*stancebank.load())
"""


def test_the_installed_wheel_loads_its_data_offline(python: Path, tmp_path: Path) -> None:
    environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    result = subprocess.run(
        [str(python), "-c", USER], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[1] == "train test"


TYPED = """
from pathlib import Path
import stancebank
folder: Path = stancebank.path()
names: list[str] = stancebank.labels("stance", "label")
rows = stancebank.load("stance", split="train", streaming=True)
"""
MISTYPED = """
import stancebank
stancebank.path().folder
stancebank.labels("stance", 3)
stancebank.load("stance", split=1)
"""


@pytest.mark.parametrize(("code", "errors"), [(TYPED, 0), (MISTYPED, 3)])
def test_type_hints_of_the_wheel_reach_the_user_s_code(
    python: Path, tmp_path: Path, code: str, errors: int
) -> None:
    (tmp_path / "user.py").write_text(code)
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python),
         "--follow-imports", "silent", "user.py"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": ""}, capture_output=True, text=True,
    )  # fmt: skip
    assert result.stdout.count("user.py:") == errors, result.stdout + result.stderr


def test_text_that_may_not_be_passed_on_is_refused_unless_the_wheel_is_private(
    source: Path, tmp_path: Path
) -> None:
    mine = checkout(tmp_path / "checkout")
    publish_seed(tmp_path / "seed").rename(mine / "dist")
    refused = build(mine, "wheel")
    assert refused.returncode != 0
    assert "does not let it pass on" in refused.stderr + refused.stdout
    assert build(mine, "sdist").returncode != 0
    assert not list(mine.glob("built/*"))
    assert build(mine, "wheel", STANCEBANK_WHEEL_PRIVATE="1").returncode == 0
    shutil.copytree(source / "dist", mine / "dist-public")
    assert build(mine, "wheel").returncode == 0
    (wheel,) = (mine / "built").glob("*.whl")
    files = inside(wheel)
    for name, content in contents(mine / "dist-public").items():
        assert files[f"stancebank/dist/{name}"] == content


def test_without_data_a_wheel_is_built_and_says_so_and_a_damaged_folder_is_refused(
    source: Path, tmp_path: Path
) -> None:
    bare = checkout(tmp_path / "checkout")
    result = build(bare, "wheel")
    assert result.returncode == 0
    said = [line for line in (result.stdout + result.stderr).splitlines() if "no published" in line]
    assert len(said) == 1 and "neither dist-public/ nor dist/" in said[0]
    (wheel,) = (bare / "built").glob("*.whl")
    assert not any(name.startswith("stancebank/dist/") for name in inside(wheel))
    shutil.copytree(source / "dist", bare / "dist")
    (bare / "dist" / "DATASHEET.md").write_text("changed")
    damaged = build(bare, "wheel")
    assert damaged.returncode != 0
    assert "changed since it was published" in damaged.stderr + damaged.stdout
