"""The changelog of the data: an entry a version, beside its corpus, notes kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from twins import PLAN, edit, read, twins

from conftest import REPOSITORY
from stancebank import cli


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return twins(tmp_path)


def test_the_changelog_is_written_once_newest_first_and_keeps_notes(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def write_entry(old: str = str(root / "old")) -> int:
        return cli.run(["diff", old, str(root / "new" / "corpus"), "--changelog"])

    path = root / "new" / "corpus" / "CHANGELOG.md"
    assert write_entry("nothing") == 0
    edit(root, PLAN, lambda record: record["stances"][0].update(label="neutral"))
    first = path.read_bytes()
    assert write_entry() == 1
    assert "version.json says 1.2.3, the changes ask for 1.2.4" in capsys.readouterr().err
    assert path.read_bytes() == first
    edit(root, "version.json", lambda file: file.update(version="1.2.4"))
    assert write_entry() == 0
    second = path.read_text(encoding="utf-8")
    assert second.index("## 1.2.4 (2031-06-01)") < second.index("## 1.2.3 (2031-06-01)")
    assert "against` → `neutral" in second
    assert write_entry() == 0 and path.read_text(encoding="utf-8") == second
    path.write_text(second.replace("<!-- /written -->", "<!-- /written -->\n\nA note.", 1), "utf-8")
    edit(root, PLAN, lambda record: record["stances"][0].update(label="favor"))
    assert write_entry() == 0
    third = path.read_text(encoding="utf-8")
    assert "against` → `favor" in third and "neutral" not in third and "A note." in third
    assert third.count("## 1.2.4") == third.count("## 1.2.3") == 1


def test_the_changelog_lies_beside_the_corpus_it_is_of_and_values_cannot_break_it(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = root / "here"
    (here / "corpus").mkdir(parents=True)
    monkeypatch.chdir(here)
    marks = "<!-- /written --> <!-- written by stancebank diff -->"
    edit(root, "registry/targets.json", lambda f: f["targets"][0].update(proposition=marks))
    edit(root, "version.json", lambda file: file.update(version="1.3.0"))
    path = root / "new" / "corpus" / "CHANGELOG.md"
    arguments = ["diff", str(root / "old"), str(root / "new"), "--changelog"]
    assert cli.run(arguments) == 0
    first = path.read_bytes()
    assert cli.run(arguments) == 0 and path.read_bytes() == first
    assert list((here / "corpus").iterdir()) == []
    path.write_bytes(b"\xff")
    assert cli.run(arguments) == 1
    assert "CHANGELOG.md: not UTF-8" in capsys.readouterr().err
    edit(root, "version.json", lambda file: file.update(version="1.3.0\n## 9.9.9"))
    assert cli.run(["diff", "nothing", str(root / "new"), "--changelog"]) == 1
    told = capsys.readouterr().err
    assert "is no version" in told and told.count("\n") == 1


def test_the_changelog_of_this_repository_is_at_its_version() -> None:
    corpus = REPOSITORY / "corpus"
    now = read(corpus / "version.json")
    entry = f"\n## {now['version']} ({now['released']})\n"
    log = (corpus / "CHANGELOG.md").read_text(encoding="utf-8")
    assert log.index("\n## ") == log.index(entry)
