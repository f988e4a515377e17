"""What machines read of a published folder: card, Croissant, citation."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from dists import publish_base

from stancebank import cli, schema
from stancebank.publish.features import CONFIGS
from stancebank.publish.finished import closed_texts
from stancebank.publish.prose import verdict


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


def front_matter(dist: Path) -> Any:
    return yaml.safe_load((dist / "README.md").read_text(encoding="utf-8").split("---\n", 2)[1])


def test_a_broken_front_matter_does_not_fit_the_schema(dist: Path) -> None:
    fits = schema.explainer("card").is_valid
    front = front_matter(dist)
    assert fits(front)
    optional = {("configs", 0, "default")}
    checked = 0
    for path, value in _nodes(front):
        wrongs: list[Any] = [None, 12.5, {"a": 1}]
        wrongs += [value + value[:1]] if isinstance(value, list) else []
        if isinstance(path[-1], str) and path not in optional:
            wrongs.append(DELETED)
        for wrong in wrongs:
            broken = copy.deepcopy(front)
            _put(broken, path, wrong)
            assert not fits(broken), (path, wrong)
            checked += 1
    assert checked > 100


DELETED = object()


def _nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every path below the front matter, the first item of each list; columns only as a whole."""
    if path:
        yield path, value
    if path[-1:] == ("features",):
        return
    if isinstance(value, list):
        items: list[Any] = list(enumerate(value[:1]))
    else:
        items = list(value.items()) if isinstance(value, dict) else []
    for key, inner in items:
        yield from _nodes(inner, (*path, key))


def _put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    if new is DELETED:
        del value[path[-1]]
    else:
        value[path[-1]] = new


def first_screen(dist: Path) -> str:
    """The card's text down to its first picture."""
    text = (dist / "README.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    return text[: text.index("![")]


def test_the_first_screen_says_what_a_row_is_how_to_load_it_and_what_may_be_done(
    dist: Path, tmp_path: Path
) -> None:
    screen = first_screen(dist)
    assert "1 article, version 0.1.0. Annotated by machines alone" in screen
    assert "There is nothing to train on yet." in screen
    assert "| `stance` | a statement, a holder and a proposition" in screen
    (example,) = re.findall(r"```json\n(.*?)```", screen, re.S)
    shown = json.loads(example)
    (code,) = re.findall(r"```python\n(.*?)```", screen, re.S)
    assert code.count("OWNER/NAME") == 1
    names: dict[str, Any] = {}
    exec(code.replace("OWNER/NAME", str(dist)), names)
    rows = names["rows"]
    label = rows.features["label"]
    found = [{key: row[key] for key in shown} | {"label": label.int2str(row["label"])}
             for row in rows]  # fmt: skip
    assert shown in found and shown["label"] in ("favor", "against")


def test_the_card_says_by_the_texts_that_are_there_whether_it_may_be_passed_on(
    dist: Path, project: Path
) -> None:
    public, full = project / "public", project / "full"
    corpus = ["--corpus", str(project / "corpus")]
    assert cli.run(["publish", "--public", *corpus, "-o", str(public)]) == 0
    copies = str(project / "seeds" / "reported")
    assert cli.run(["rehydrate", str(public), "--from", copies, "-o", str(full)]) == 0
    for folder, closed in ((dist, True), (public, False), (full, True)):
        assert ("passed on?** **No.**" in first_screen(folder)) is closed, folder
        assert bool(closed_texts(folder)) is closed
    assert "passed on?** Yes: 1 article without the full text" in first_screen(public)


def test_a_corpus_of_open_texts_may_be_passed_on(tmp_path: Path) -> None:
    folder = publish_base(tmp_path)
    screen = first_screen(folder)
    assert "passed on?** Yes, each text under its own licence." in screen
    assert 'split="train")' in screen and "nothing to train on" not in screen
    assert "`test`: stories of the conflicts in `train`" in screen


def test_whole_and_withheld_texts_are_counted_apart(dist: Path, tmp_path: Path) -> None:
    articles = [*(publish_base(tmp_path) / "data" / "articles").iterdir()]
    public = tmp_path / "public"
    assert cli.run(["publish", "--public", "--corpus", str(dist.parent / "corpus"), "-o",
                    str(public)]) == 0  # fmt: skip
    articles += (public / "data" / "articles").iterdir()
    assert verdict(articles).startswith("Yes: 2 articles whole, each under its own licence, and 1 ")


def test_croissant_answers_the_fields_of_responsible_ai(dist: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    path = dist / "croissant.json"
    written = {name for name in json.loads(path.read_text()) if name.startswith("rai:")}
    read = mlcroissant.Dataset(jsonld=str(path)).metadata.to_json()
    # A misspelt name would be dropped by the reader.
    assert {name for name in read if name.startswith("rai:")} == written
    assert len(written) >= 15


def test_the_figure_shows_every_label_with_its_number_within_its_bounds(dist: Path) -> None:
    picture = ElementTree.parse(dist / "labels.svg").getroot()
    texts = list(picture.iter(SVG + "text"))
    words = [one.text for one in texts]
    for heading in ("stance, 12 in all", "mode of statements, 11 in all", "event type, 13 in all"):
        assert heading in words
    for label, number in (("favor", "6"), ("mixed", "3"), ("CONSULT", "4"), ("COERCE", "0")):
        assert words[words.index(label) + 1] == number
    width, height = int(picture.attrib["width"]), int(picture.attrib["height"])
    assert all(float(one.attrib["y"]) <= height for one in texts)
    bars = [one.attrib for one in picture.iter(SVG + "rect")][1:]
    assert all(int(bar["x"]) + int(bar["width"]) < width for bar in bars)
    places = [(bar["x"], bar["y"]) for bar in bars]
    assert len(set(places)) == len(places)
    longest = max(int(bar["width"]) for bar in bars)
    assert [bar["width"] for bar in bars].count(str(longest)) == 3


SVG = "{http://www.w3.org/2000/svg}"
