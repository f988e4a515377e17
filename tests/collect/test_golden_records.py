"""The example files give exactly the records in golden/, however often and in whatever parts.

To make them anew after a wanted change, run the command in tests/examples/raw/README.md and read
the diff.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from conftest import REPOSITORY
from stancebank.cli import run
from stancebank.record import Article, canonical, decode

GOLDEN = REPOSITORY / "tests" / "collect" / "golden"
OPTIONS = ["--field", "published=date.iso", "--field", "title=headline", "--drop-field", "views"]


@pytest.fixture(autouse=True)
def in_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("*/*.json")
    }


def test_examples_become_the_golden_records(tmp_path: Path) -> None:
    assert run(["normalize", "tests/examples/raw", "-o", str(tmp_path / "out"), *OPTIONS]) == 0
    assert contents(tmp_path / "out") == contents(GOLDEN)


def test_jsonl_holds_the_same_records(tmp_path: Path) -> None:
    for name in ("out.jsonl", "out.jsonl.gz", "out.jsonl.zst"):
        assert run(["normalize", "tests/examples/raw", "-o", str(tmp_path / name), *OPTIONS]) == 0
    lines = (tmp_path / "out.jsonl").read_bytes().splitlines()
    records = [msgspec.json.decode(line, type=Article) for line in lines]
    golden = {f"{article.collection}/{article.id}.json": canonical(article) for article in records}
    assert golden == contents(GOLDEN)


def test_the_seed_has_its_broken_word_mended(tmp_path: Path) -> None:
    assert run(["normalize", "seeds/reported", "-o", str(tmp_path)]) == 0
    made = (tmp_path / "reported" / "000_1160814364ef8c10.json").read_bytes()
    article = decode(made, Article)
    assert [(r.kind, r.raw, r.text) for r in article.repairs] == [
        ("broken_word", "prom\nised", "promised")
    ]
    assert article.source.file == "seeds/reported/000_1160814364ef8c10.txt"
    assert article.text.count("\n\n") == 4


def test_each_part_alone_gives_the_same_source_file(tmp_path: Path) -> None:
    part = "tests/examples/raw/reported/wrapped.txt"
    assert run(["normalize", part, "-o", str(tmp_path)]) == 0
    assert contents(tmp_path) == {
        "reported/wrapped.json": (GOLDEN / "reported" / "wrapped.json").read_bytes()
    }
