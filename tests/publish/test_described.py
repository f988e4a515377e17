"""What a release's documents say in particular: size class, languages, Croissant's fields, bars."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
import yaml
from dists import publish_base, publish_seed

from stancebank.corpus import Corpus
from stancebank.ledgers import Proof, SplitSize
from stancebank.look.numbers import _proof, blocks
from stancebank.publish import figure
from stancebank.publish.card import card_data, size_category
from stancebank.publish.features import features


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_base(tmp_path_factory.mktemp("published"))


@pytest.fixture
def croissant(dist: Path) -> Any:
    return json.loads((dist / "croissant.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        (999, "n<1K"),
        (1_000, "1K<n<10K"),
        (10_000, "10K<n<100K"),
        (100_000, "100K<n<1M"),
        (1_000_000, "1M<n<10M"),
    ],
)
def test_size_classes_begin_at_their_number(rows: int, name: str) -> None:
    assert size_category(rows) == name


def test_the_card_names_the_languages_it_was_given(dist: Path) -> None:
    assert card_data(dist, [], "0.1.0", ["en", "uk"], ["no-annotation"]).language == ["en", "uk"]


def test_an_unknown_licence_is_not_given_a_page_at_spdx(tmp_path: Path) -> None:
    described = json.loads((publish_seed(tmp_path) / "croissant.json").read_text(encoding="utf-8"))
    assert described["license"] == ["LicenseRef-unknown"]


def test_croissant_describes_files_and_rights_as_they_are(dist: Path, croissant: Any) -> None:
    assert croissant["isLiveDataset"] is False
    assert croissant["license"] == ["https://spdx.org/licenses/CC-BY-4.0.html"]
    for one in croissant["distribution"]:
        assert one["contentSize"] == f"{(dist / one['contentUrl']).stat().st_size} B"
    version = yaml.safe_load((dist / "CITATION.cff").read_text("utf-8"))["version"]
    card = (dist / "README.md").read_text("utf-8").split("---\n", 2)[1]
    assert croissant["version"] == version == yaml.safe_load(card)["version"]


def test_croissant_s_label_codes_are_those_of_the_features(croissant: Any) -> None:
    sets = {one["name"]: one for one in croissant["recordSet"]}
    key = "labels-stance-label"
    assert [(row[f"{key}/code"], row[f"{key}/name"]) for row in sets[key]["data"]] == list(
        enumerate(features("stance")["label"].names)
    )
    (stance,) = (one for name, one in sets.items() if name.startswith("stance-train"))
    fields = {one["name"]: one for one in stance["field"]}
    assert fields["label"]["references"] == {"field": {"@id": f"{key}/code"}}
    (events,) = (one for name, one in sets.items() if name.startswith("events-train"))
    repeated = {one["name"] for one in events["field"] if one.get("repeated")}
    assert repeated == {"actors", "actor_names", "recipients", "recipient_names", "mediators"}


def test_a_rare_label_keeps_a_bar_and_no_label_breaks_the_picture(tmp_path: Path) -> None:
    figure.write(tmp_path, {"<a>": Counter({"<b>&": 1, "many": 100_000, "never": 0})})
    picture = ElementTree.parse(tmp_path / "labels.svg").getroot()
    rectangles = [one.attrib for one in picture.iter() if one.tag.endswith("}rect")]
    assert [one["width"] for one in rectangles[1:]] == ["1", str(figure.WIDTH), "0"]
    words = [one.text for one in picture.iter() if one.tag.endswith("}text")]
    assert words == ["<a>, 100,001 in all", "<b>&", "1", "many", "100,000", "never", "0"]


def test_the_proof_in_words_names_each_figure_once() -> None:
    size = SplitSize(
        name="test",
        articles=2,
        clusters=3,
        targets=4,
        targets_not_in_train=5,
        actors=6,
        actors_not_in_train=7,
    )
    proof = Proof(
        similarity=0.41,
        similarity_floor=0.3,
        most_similar=["a", "b"],
        shared_stories=11,
        shared_runs=12,
        stock_phrases=["x", "y"],
        splits=[size],
    )
    said = _proof(proof)
    assert "`a` and `b`, are so by 0.41 (" in said
    assert "stories in two splits: 11; runs of 13 words in two splits: 12, beyond 2 stock" in said
    assert "| test | 2 | 3 | 4 | 5 | 6 | 7 |" in said
    apart = msgspec.structs.replace(proof, similarity=None, most_similar=[])
    assert "in different splits are alike by 0.3 or more (" in _proof(apart)


def test_only_gold_articles_are_counted_as_gold(tmp_path: Path) -> None:
    publish_base(tmp_path, without="plan")
    size = blocks(Corpus(tmp_path / "base" / "corpus"))["size"]()
    assert "| articles | 2 |" in size and "| of them gold | 1 |" in size
