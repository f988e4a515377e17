"""What machines read of a published folder: card, Croissant, citation."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from stancebank import cli
from stancebank.publish.features import CONFIGS


@pytest.fixture
def dist(project: Path) -> Path:
    assert cli.run(["publish", "--corpus", str(project / "corpus"), "-o", str(project / "d")]) == 0
    return project / "d"


def test_datasets_cli_would_write_the_same_card(dist: Path, tmp_path: Path) -> None:
    before = (dist / "README.md").read_bytes()
    command = [
        "-c",
        "from datasets.commands.datasets_cli import main; main()",
        "test", str(dist), "--all_configs", "--save_info", "--cache_dir", str(tmp_path / "cache"),
    ]  # fmt: skip
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    assert (dist / "README.md").read_bytes() == before


def test_croissant_is_valid_and_every_record_set_loads_with_its_hash(dist: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    path = dist / "croissant.json"
    described = mlcroissant.Dataset(jsonld=str(path))
    assert not described.metadata.ctx.issues.errors
    files = {
        one["contentUrl"]: one["sha256"] for one in json.loads(path.read_text())["distribution"]
    }
    sums = dict(
        reversed(line.split("  ")) for line in (dist / "SHA256SUMS").read_text().splitlines()
    )
    assert files and all(sums[name] == digest for name, digest in files.items())
    for config in CONFIGS:
        (name,) = (
            one.name for one in described.metadata.record_sets if one.name.startswith(f"{config}-")
        )
        row = next(iter(described.records(record_set=name)))
        assert row[f"{name}/article_id"] == b"000_1160814364ef8c10"


def test_the_citation_fits_its_schema(dist: Path) -> None:
    command = ["check_jsonschema", "--builtin-schema", "vendor.citation-file-format"]
    subprocess.run([sys.executable, "-m", *command, str(dist / "CITATION.cff")], check=True)


def test_the_front_matter_names_every_config_split_and_licence(dist: Path) -> None:
    _, front, _ = (dist / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    card = yaml.safe_load(front)
    assert {one["config_name"] for one in card["configs"]} == set(CONFIGS)
    assert [one["config_name"] for one in card["configs"] if one.get("default")] == ["articles"]
    assert (card["license"], card["license_name"]) == ("other", "per-record")
    infos = {one["config_name"]: one for one in card["dataset_info"]}
    for config in card["configs"]:
        info = infos[config["config_name"]]
        assert [one["split"] for one in config["data_files"]] == [
            one["name"] for one in info["splits"]
        ]
