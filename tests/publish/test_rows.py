"""The values of the rows, one by one, on the examples' corpus."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import stancebank
from conftest import REPOSITORY
from stancebank import cli
from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.publish import parquet
from stancebank.publish.parquet import SplitWriter
from stancebank.publish.release import publish
from stancebank.publish.rows import rows_of

BASE = REPOSITORY / "tests" / "examples" / "base" / "corpus"
PLAN = "articles/authored/plan.json"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "corpus")
    return tmp_path / "corpus"


def change(path: Path, **labels: Any) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    for pointer, new in labels.items():
        layer, at, field = pointer.split("_")
        value[layer][int(at)][field] = new
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def rows(root: Path, config: str) -> list[dict[str, Any]]:
    corpus = Corpus(root)
    layers = corpus.layers()
    found = []
    for article in corpus.articles():
        found += rows_of(article, layers.get(article.id, []), corpus)[config]
    return found


def one(found: list[dict[str, Any]], identity: str) -> dict[str, Any]:
    (row,) = (row for row in found if row["id"] == identity)
    return row


def test_votes_count_annotators_by_label(root: Path) -> None:
    change(root / "layers" / "ben" / "plan.json", stances_2_label="neutral")
    votes = one(rows(root, "stance"), "plan/s3/brisk/temsa.brenholt-plan")["votes"]
    assert votes == {"favor": 0, "against": 1, "conditional": 0, "neutral": 1, "none": 0}
    silent = one(rows(root, "stance"), "plan/s3/brisk/temsa.talks")["votes"]
    assert silent == {"favor": 0, "against": 0, "conditional": 0, "neutral": 0, "none": 2}


def test_a_vote_for_another_holder_is_no_vote_for_none(root: Path) -> None:
    change(root / "layers" / "ben" / "plan.json", stances_2_holder="osk-front")
    votes = one(rows(root, "stance"), "plan/s3/brisk/temsa.brenholt-plan")["votes"]
    assert (votes["against"], votes["none"]) == (2, 0)


def test_an_annotator_without_the_statement_does_not_vote(root: Path) -> None:
    path = root / "layers" / "ben" / "plan.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    del value["statements"][2]
    value["stances"] = [stance for stance in value["stances"] if stance["statement"] != "s3"]
    path.write_text(json.dumps(value), encoding="utf-8")
    votes = one(rows(root, "stance"), "plan/s3/brisk/temsa.brenholt-plan")["votes"]
    assert sum(votes.values()) == 1


def test_annotations_name_the_gold_item_they_match_or_none(root: Path) -> None:
    path = root / "layers" / "ben" / "plan.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    value["statements"][0]["content"] = value["statements"][4]["content"]
    path.write_text(json.dumps(value), encoding="utf-8")
    found = rows(root, "annotations")
    assert one(found, "plan/ben/s2")["item"] == "plan/s2"
    assert one(found, "plan/ben/s1")["item"] in (None, "plan/s5")
    assert one(found, "plan/anna/e1")["item"] == "plan/e1"


def test_context_sentence_and_quad_are_those_of_the_item(root: Path) -> None:
    statement = one(rows(root, "statements"), "plan/s2")
    assert statement["context"].startswith("Ostrel on Wednesday rejected")
    assert "Commander Brisk" not in statement["context"]
    event = one(rows(root, "events"), "plan/e4")
    assert event["sentence"] == "Shells hit the ferry at Velmo on Tuesday."
    assert event["quad"] == "material_conflict"
    assert one(rows(root, "events"), "plan/e3")["quad"] == "verbal_cooperation"


def test_the_role_of_the_day_decides_whom_words_commit(root: Path) -> None:
    actors = root / "registry" / "actors.json"
    value = json.loads(actors.read_text(encoding="utf-8"))
    (corvin,) = (actor for actor in value["actors"] if actor["id"] == "corvin")
    role = {"organization": "aldmark", "role": "spokeswoman", "speaks_for": True}
    corvin["affiliations"] = [{**role, "from": "2030", "to": "2031-03"}]
    actors.write_text(json.dumps(value), encoding="utf-8")
    assert Corpus(root).committed_by("corvin", "2031-03-31") == "aldmark"
    assert Corpus(root).committed_by("corvin", "2031-04-01") == "corvin"
    assert Corpus(root).committed_by("corvin", None) == "aldmark"


def test_only_annotated_articles_with_a_split_are_published_and_the_others_named(
    root: Path, tmp_path: Path
) -> None:
    path = root / PLAN
    path.write_text(path.read_text("utf-8").replace('"gold"', '"suggested"'), encoding="utf-8")
    document = tmp_path / "DATASHEET.md"
    document.write_text("as it is")
    release = publish(root, tmp_path / "dist", [document])
    assert release.left_out == ["plan"]
    assert release.published[0].config == "articles"
    assert list(release.published[0].splits) == ["test"]
    assert (tmp_path / "dist" / "DATASHEET.md").read_text() == "as it is"
    card = (tmp_path / "dist" / "README.md").read_text(encoding="utf-8")
    assert "expert-generated" in card and "machine-generated" not in card
    assert oct((tmp_path / "dist").stat().st_mode)[-3:] == "755"


def test_a_large_split_is_cut_into_shards_that_hold_all_rows(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 10)
    monkeypatch.setattr(parquet, "SHARD_BYTES", 3_000)
    writer = SplitWriter(tmp_path, "statements", "test")
    found = rows(root, "statements") * 10
    for row in found:
        writer.add(row)
    files = writer.close()
    assert len(files) > 2
    assert files[0].name == f"test-00000-of-{len(files):05d}.parquet"
    read = [row for path in files for row in parquet.read(path).to_pylist()]
    assert [row["id"] for row in read] == [row["id"] for row in found]
    assert writer.num_bytes == sum(parquet.read(path).nbytes for path in files)


def test_path_finds_the_dist_of_the_checkout_or_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "scripts" / "stancebank"
    package.mkdir(parents=True)
    monkeypatch.setattr(stancebank, "__file__", str(package / "__init__.py"))
    with pytest.raises(StanceBankError, match="run scripts/build"):
        stancebank.path()
    (tmp_path / "dist" / "data").mkdir(parents=True)
    (tmp_path / "dist" / "README.md").write_text("")
    assert stancebank.path() == tmp_path / "dist"


def test_stats_update_and_check(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A\n\n<!-- generated: size -->\nold\n<!-- /generated -->\n\nend\n")
    corpus = ["--corpus", str(root)]
    assert cli.run(["stats", *corpus, "--check", str(page)]) == 1
    assert "numbers are not true" in capsys.readouterr().out
    assert cli.run(["stats", *corpus, "--update", str(page)]) == 0
    assert "| statements | 7 |" in page.read_text()
    assert page.read_text().endswith("\n\nend\n")
    assert cli.run(["stats", *corpus, "--check", str(page)]) == 0
    page.write_text("<!-- generated: sise -->\n<!-- /generated -->\n")
    assert cli.run(["stats", *corpus, "--check", str(page)]) == 1
    assert "no block is called “sise”" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (b"# no generated numbers\n", "no generated block in it"),
        (b"a\n<!-- generated: size-->\nold\n<!-- /generated -->\n", "page.md:2: part of no block"),
        (b"<!-- generated: size -->\nold\n", "page.md:1: part of no block"),
        (
            b"<!-- generated: size -->\nold\n<!-- generated: size -->\n<!-- /generated -->\n",
            "page.md:1: part of no block",
        ),
        (b"old\n<!-- /generated -->\n", "page.md:2: part of no block"),
        (b"\xff<!-- generated: size -->\n", "not UTF-8 at byte 0"),
    ],
)
@pytest.mark.parametrize("option", ["--check", "--update"])
def test_a_page_whose_numbers_could_not_be_compared_is_an_error(
    page: bytes,
    said: str,
    option: str,
    root: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(page)
    assert cli.run(["stats", "--corpus", str(root), option, str(path)]) == 1
    assert said in capsys.readouterr().err
    assert path.read_bytes() == page
