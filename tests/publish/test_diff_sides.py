"""What can be compared: folders, git revisions and releases; what cannot is one line."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from test_examples import commit
from twins import PLAN, compared, edit, read, twins, write

from conftest import copy_seed
from stancebank import cli


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return twins(tmp_path)


def test_revisions_are_read_without_a_checkout(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = root / "new"
    commit(project)
    monkeypatch.chdir(project)
    edit(root, PLAN, lambda record: record["stances"][0].update(label="neutral"))
    assert cli.run(["diff", "HEAD"]) == 0
    shown = capsys.readouterr().out
    assert "plan t1 stance by adjudication on temsa.brenholt-plan: against → neutral" in shown
    assert "version step: patch: 1.2.3 → 1.2.4 at least" in shown
    status = ["git", "status", "--porcelain"]
    before = subprocess.run(status, capture_output=True, check=True).stdout
    for arguments in (["add", "."], ["commit", "-qm", "flip"]):
        identity = {
            f"GIT_{role}_{what}": "a@example.invalid"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        subprocess.run(["git", *arguments], check=True, env={**os.environ, **identity})
    assert before.strip() == b"M corpus/articles/authored/plan.json"
    assert len(compared(capsys, Path("HEAD~1"), Path("HEAD"))["changes"]) == 1
    assert compared(capsys, Path("HEAD"), Path("corpus"))["changes"] == []
    monkeypatch.chdir(project / "corpus")
    assert cli.run(["diff", "HEAD~1", "--corpus", "."]) == 0
    assert "Label flips (1)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["no-such-branch"], "no-such-branch: neither a folder nor a revision"),
        (["--", "--output=x"], "--output=x: neither a folder nor a revision"),
        (["HEAD", "seeds"], "seeds: neither a corpus"),
        (["HEAD", "corpus/splits.json"], "corpus/splits.json: not a folder"),
        (["HEAD", "--corpus", "elsewhere"], "HEAD: this revision has no corpus at elsewhere/"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    told: str,
) -> None:
    commit(root / "new")
    monkeypatch.chdir(root / "new")
    assert cli.run(["diff", *arguments]) == 1
    shown = capsys.readouterr()
    assert told in shown.err and shown.err.count("\n") == 1 and shown.out == ""


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b'{"id": "plan"}', b"\xff", b"[" * 100_000, b'{"id": 3}'],
    ids=["cut", "list", "bare", "bytes", "deep", "number"],
)
def test_a_broken_file_is_one_line_that_names_it(
    root: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (root / "new" / "corpus" / PLAN).write_bytes(content)
    assert cli.run(["diff", str(root / "old"), str(root / "new")]) == 1
    shown = capsys.readouterr().err
    assert f"new: {PLAN}" in shown and shown.count("\n") == 1


def test_a_file_name_cannot_add_a_line_to_a_log(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = root / "new"
    folder = project / "corpus" / "articles" / "x\n::error::y"
    folder.mkdir()
    (folder / "a.json").write_text("{")
    commit(project)
    monkeypatch.chdir(project)
    for arguments in (["HEAD", "HEAD"], ["nothing"]):
        assert cli.run(["diff", *arguments]) == 1
        shown = capsys.readouterr().err
        assert "rename it" in shown and shown.count("\n") == 1


def test_two_items_of_one_id_are_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, PLAN, lambda record: record["events"][1].update(id="e1"))
    assert cli.run(["diff", str(root / "old"), str(root / "new")]) == 1
    assert "an id occurs twice in events" in capsys.readouterr().err


def test_a_span_past_all_reason_is_refused_and_takes_no_memory(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root, PLAN, lambda record: record["events"][1]["trigger"].update(end=10**12))
    assert cli.run(["diff", str(root / "old"), str(root / "new")]) == 1
    assert "events[1].trigger.end" in capsys.readouterr().err


def test_published_folders_compare_with_each_other_and_with_the_corpus(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def publish(name: str) -> Path:
        out = root / f"{name}-dist"
        assert cli.run(["publish", "--corpus", str(root / name / "corpus"), "-o", str(out)]) == 0
        return out

    old = publish("old")
    edit(root, PLAN, lambda record: record["stances"][0].update(label="neutral"))
    edit(root, "layers/ben/plan.json", lambda layer: layer["stances"][0].update(label="neutral"))
    edit(root, "layers/ben/plan.json", lambda layer: layer["statements"][0].update(speaker=None))
    new = publish("new")
    for pair in ((old, new), (old, root / "new"), (root / "old", new)):
        found = compared(capsys, *pair)
        told = [(one["what"], one["layer"], one["from"], one["to"]) for one in found["changes"]]
        assert told == [
            ("item.relabelled", "gold", "against", "neutral"),
            ("item.relabelled", "ben", "against", "neutral"),
        ]
        assert any("layer" in one for one in found["not_compared"])
    assert compared(capsys, old, root / "old")["changes"] == []
    (path,) = (new / "data" / "events").glob("test-*")
    path.write_bytes(b"no parquet")
    assert cli.run(["diff", str(old), str(new)]) == 1
    assert "not readable as a published folder" in capsys.readouterr().err


def test_a_public_release_differs_from_its_corpus_in_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy_seed(tmp_path)
    corpus, out = str(tmp_path / "corpus"), str(tmp_path / "dist")
    assert cli.run(["publish", "--public", "--corpus", corpus, "-o", out]) == 0
    for pair in ((corpus, out), (out, corpus)):
        assert compared(capsys, *map(Path, pair))["changes"] == []
    (path,) = (tmp_path / "corpus" / "articles").glob("*/*.json")
    write(path, {**(record := read(path)), "rights": {**record["rights"], "license": "CC0-1.0"}})
    (one,) = compared(capsys, Path(out), Path(corpus))["changes"]
    assert (one["what"], list(one["to"])) == ("article.metadata", ["rights"])


def test_links_in_a_revision_are_no_files_of_the_corpus(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = root / "new"
    monkeypatch.chdir(project)
    (project / "corpus" / "articles" / "authored" / "link.json").symlink_to("plan.json")
    commit(project)
    assert compared(capsys, root / "old", Path("HEAD"))["changes"] == []


def test_revisions_of_a_repository_with_sha256_compare_with_folders(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = root / "new"
    monkeypatch.chdir(project)
    subprocess.run(["git", "init", "-q", "--object-format=sha256"], check=True)
    # An unchanged file is not read: this one would be found to be broken.
    for name in ("old", "new"):
        (root / name / "corpus" / PLAN).write_text("{")
    commit(project)
    for pair in ((root / "old", Path("HEAD")), (Path("HEAD"), root / "old")):
        assert compared(capsys, *pair)["changes"] == []
