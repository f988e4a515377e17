"""Faults in the inputs: each is rejected by its code in one line, and the rest goes on."""

from __future__ import annotations

import gzip
import json
import os
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from stancebank.cli import run
from stancebank.collect import joins
from stancebank.collect.draft import Draft, Edit
from stancebank.collect.reject import REASONS

TEXT = "Osk opened the eastern bridge over the Temsa on Sunday, its defence ministry said."
Normalize = Callable[..., tuple[int, list[dict[str, str]], str]]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder `raw` with one good article in it."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def normalize(raw: Path, capsys: pytest.CaptureFixture[str]) -> Normalize:
    """Run the command; its status, its rejects, the last line that it printed."""

    def call(*options: str) -> tuple[int, list[dict[str, str]], str]:
        status = run(["normalize", str(raw), "-o", str(raw.parent / "out"), *options])
        printed = capsys.readouterr()
        assert printed.out == ""
        *lines, summary = printed.err.splitlines()
        path = raw.parent / "out.rejects.jsonl"
        rejects = [json.loads(line) for line in path.open()] if path.exists() else []
        assert lines == [f"{reject['message']} [{reject['reason']}]" for reject in rejects]
        assert all(reject["reason"] in REASONS for reject in rejects)
        inputs, written, unchanged, rejected = (
            int(word) for word in summary.replace("(", " ").split() if word.isdigit()
        )
        assert inputs == written + unchanged + rejected and rejected == len(rejects)
        assert (raw.parent / "out" / "raw" / "good.json").is_file()
        return status, rejects, summary

    return call


def deep(depth: int) -> bytes:
    return b"<html><body>" + b"<div>" * depth + b"x" + b"</div>" * depth + b"</body></html>"


SINGLE: dict[str, tuple[str, bytes, str, str]] = {
    "empty file": ("a.txt", b"", "empty", "no text"),
    "only white space": ("a.txt", b" \n\xe2\x80\x8b\n", "empty", "no text"),
    "NULs": ("a.txt", b"\0\1\2" * 50, "binary", "byte 0"),
    "a PDF": ("a.txt", b"%PDF-1.7 ...", "binary", "PDF"),
    "control bytes": ("a.txt", b"abc\x01\x02\x03" * 9, "binary", "27 of 54"),
    "a bad byte": ("a.txt", "“Halva” is é".encode() + b"\xff.", "undecodable", "byte 17 (0xff)"),
    "no encoding beyond doubt": ("a.txt", b"na\xefve", "undecodable", '"encoding"'),
    "a page without an article": ("a.html", b"<html><body></body></html>", "no-article", "a.html"),
    "nested HTML": ("a.html", deep(10_000), "no-article", "a.html"),
    "many tags": ("a.html", b"<p>a" * 60_000, "too-large", "50,000 tags"),
    "not JSON": ("a.json", b'{"text": ', "bad-json", "one JSON object"),
    "an array": ("a.json", b"[]", "bad-json", ".jsonl"),
    "nested JSON": ("a.json", b"[" * 100_000, "bad-json", "nested too deep"),
    "no text": ("a.json", b'{"title": "Talks"}', "bad-metadata", "--field text="),
    "text is a number": ("a.json", b'{"text": 5}', "bad-metadata", "/text"),
    "an unknown field": ("a.json", b'{"text": "x", "pub": 1}', "bad-metadata", "--drop-field pub"),
    "a word file": ("a.docx", b"PK", "unsupported-format", "'.docx'"),
    "no suffix": ("notes", b"x", "unsupported-format", "no suffix"),
    "an orphan": ("b.meta.json", b"{}", "orphan-sidecar", "expected b with"),
    "broken front matter": ("a.md", b"---\ntitle: [\n---\nx", "bad-metadata", "a.md:3:1: "),
    "open front matter": ("a.md", b"---\ntitle: x\nid: y\n\nHalva.", "bad-metadata", "a.md:1: "),
    "an empty JSONL": ("a.jsonl", b"", "empty", "no record"),
    "JSONL of blank lines": ("a.jsonl", b"\n \n", "empty", "no record"),
    "an empty gzip": ("a.jsonl.gz", gzip.compress(b""), "empty", "no record"),
    "an empty JSON file": ("a.json", b" \n", "empty", "an empty file"),
    "a place in JSON": ("a.json", b'{"text":\n "x" 5}', "bad-json", "a.json:2:6: "),
    "a place in JSONL": ("a.jsonl", b'\n{"text" 5}', "bad-json", "a.jsonl:2:9: "),
    "a merge": (
        "a.txt",
        b"Halva.\n<<<<<<< HEAD\nOsk\n=======\nVarenia\n>>>>>>> other\n",
        "merge-conflict",
        "a.txt:2: git's",
    ),
    "a merge in JSONL": ("a.jsonl", b"<<<<<<< HEAD\n", "bad-json", "git's conflict markers"),
    "a consent notice": (
        "a.html",
        b"<html><body><div><p>We use cookies to improve your experience on our site. By going on "
        b"you agree to our cookie policy.</p><button>Accept</button></div></body></html>",
        "no-article",
        "consent",
    ),
    "a list as front matter": ("a.md", b"---\n- a\n---\nx", "bad-metadata", "no mapping"),
    "YAML aliases": ("a.md", b"---\ntitle: &a [x]\nauthor: *a\n---\nx", "bad-metadata", "/title"),
    "not a gzip": ("a.jsonl.gz", b"plain", "unreadable", "decompress it yourself"),
    "a truncated gzip": ("a.jsonl.gz", gzip.compress(b"{}")[:-5], "unreadable", "runcated"),
    "a name without letters": ("…….txt", TEXT.encode(), "bad-metadata", "no id"),
}


@pytest.mark.parametrize(("name", "content", "reason", "said"), SINGLE.values(), ids=SINGLE)
def test_one_bad_file(
    raw: Path, normalize: Normalize, name: str, content: bytes, reason: str, said: str
) -> None:
    (raw / name).write_bytes(content)
    status, rejects, summary = normalize()
    assert status == 1 and summary.startswith("2 inputs: 1 written, 0 unchanged, 1 rejected (see ")
    assert [reject["reason"] for reject in rejects] == [reason]
    assert said in rejects[0]["message"] and f"raw/{name}" in rejects[0]["message"]


SIDECARS: dict[str, tuple[Any, str]] = {
    "unknown key": ({"publised": "2031-04-07"}, "did you mean 'published'?"),
    "no such day": ({"published": "2031-02-30"}, "/published: '2031-02-30', expected a day"),
    "not ISO": ({"published": "7 April 2031"}, "ISO 8601"),
    "unknown label": ({"genre": "poem"}, "expected one of wire, day_after"),
    "bad id": ({"id": "Über"}, "Identifier"),
    "wrong type": ({"title": 5}, "/title: 5, expected text"),
    "nested": ({"title": {"a": 1}}, "/title"),
    "not an object": ([], "expected a mapping"),
    "a licence of prose": ({"license": "do what you like!"}, "SPDX"),
    "an unknown encoding": ({"encoding": "klingon"}, "does not know"),
    "the wrong encoding": ({"encoding": "ascii"}, "byte 3"),
    "an encoding that runs code": ({"encoding": "unicode_escape"}, "does not know"),
}


@pytest.mark.parametrize(("sidecar", "said"), SIDECARS.values(), ids=SIDECARS)
def test_bad_sidecars(raw: Path, normalize: Normalize, sidecar: Any, said: str) -> None:
    (raw / "a.txt").write_bytes(b"Caf\xc3\xa9 Halva" if "encoding" in sidecar else TEXT.encode())
    (raw / "a.meta.json").write_text(json.dumps(sidecar), encoding="utf-8")
    _, (reject,), _ = normalize()
    wanted = "undecodable" if sidecar == {"encoding": "ascii"} else "bad-metadata"
    assert reject["reason"] == wanted
    assert said in reject["message"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"title":\n  "x",}', "a.meta.json:2:7: not JSON"),
        (b"", "a.meta.json: empty"),
        (b"<<<<<<< HEAD\n{}", "git's conflict markers"),
    ],
)
def test_sidecars_that_are_not_json(
    raw: Path, normalize: Normalize, content: bytes, said: str
) -> None:
    (raw / "a.txt").write_text(TEXT, encoding="utf-8")
    (raw / "a.meta.json").write_bytes(content)
    _, (reject,), _ = normalize()
    assert reject["reason"] == "bad-metadata" and said in reject["message"]


def test_a_fault_of_ours_is_one_reject(
    raw: Path, normalize: Normalize, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One while reading, one while normalizing; all else goes on."""
    (raw / "many.jsonl").write_text('{"text": "one"}\n{"text": "two"}\n{"text": "Osk left."}')
    read, join = Draft.of, joins.lines

    def of(text: str) -> Draft:
        return Draft(text, str(1 / 0)) if text == "one" else read(text)

    def lines(draft: Draft, *options: Any) -> Iterator[Edit]:
        return iter([1 // 0]) if draft.text == "two" else join(draft, *options)  # type: ignore

    monkeypatch.setattr(Draft, "of", of)
    monkeypatch.setattr(joins, "lines", lines)
    _, rejects, summary = normalize()
    assert [reject["reason"] for reject in rejects] == ["internal", "internal"]
    assert [reject["input"] for reject in rejects] == ["raw/many.jsonl:1", "raw/many.jsonl:2"]
    assert "ZeroDivisionError at test_faults.py" in rejects[0]["message"]
    assert summary.startswith("4 inputs: 2 written")


def test_every_line_of_jsonl_is_an_input(raw: Path, normalize: Normalize) -> None:
    lines = [
        {"text": TEXT},
        {"text": ""},
        {"html": "<p>" + TEXT + "</p>", "title": "A  bridge"},
        {"text": TEXT, "id": "good"},
    ]
    content = "\n".join(map(json.dumps, lines)) + '\n\n{"text": \n{"text": "\xff"}\n'
    (raw / "many.jsonl").write_bytes(content.encode("latin-1"))
    _, rejects, summary = normalize()
    assert summary.startswith("7 inputs: 3 written")
    assert [(reject["input"][-13:], reject["reason"]) for reject in rejects] == [
        ("/many.jsonl:2", "empty"),
        ("/many.jsonl:4", "duplicate-id"),
        ("/many.jsonl:6", "bad-json"),
        ("/many.jsonl:7", "undecodable"),
    ]
    assert "byte 10 is not utf-8" in rejects[-1]["message"]
    assert "sidecar" not in rejects[1]["message"] and "raw/good.txt" in rejects[1]["message"]
    assert all(reject["message"].startswith(reject["input"]) for reject in rejects)


def test_a_truncated_gzip_gives_what_it_has(raw: Path, normalize: Normalize) -> None:
    lines = b"".join(
        json.dumps({"text": f"{TEXT} {os.urandom(20).hex()}"}).encode() + b"\n" for _ in range(2000)
    )
    (raw / "many.jsonl.gz").write_bytes(gzip.compress(lines)[:-3000])
    _, rejects, summary = normalize()
    assert [reject["reason"] for reject in rejects] == ["unreadable"]
    assert int(summary.split()[0]) > 100


def test_duplicate_ids_name_the_first(raw: Path, normalize: Normalize) -> None:
    (raw / "Good.txt").write_text(TEXT, encoding="utf-8")
    _, (reject,), _ = normalize()
    assert reject["reason"] == "duplicate-id"
    assert reject["input"] == "raw/good.txt" and "raw/Good.txt" in reject["message"]


def test_folders_links_and_special_files(raw: Path, normalize: Normalize) -> None:
    (raw / "folder.txt").mkdir()
    (raw / "folder.txt" / "inner.txt").write_text("The bridge was open.", encoding="utf-8")
    outside = raw.parent / "secret.txt"
    outside.write_text("secret", encoding="utf-8")
    (raw / "link.txt").symlink_to(outside)
    (raw / "linked").symlink_to(raw.parent)
    (raw / "loop.txt").symlink_to(raw / "loop.txt")
    (raw / "nowhere.txt").symlink_to(raw / "missing.txt")
    os.mkfifo(raw / "pipe.txt")
    (raw / ".hidden.txt").write_text("hidden", encoding="utf-8")
    (raw / "README.md").write_text("# Read me", encoding="utf-8")
    (raw / "a.rejects.jsonl").write_text("{}", encoding="utf-8")
    _, rejects, summary = normalize()
    assert {reject["input"]: reject["reason"] for reject in rejects} == {
        "raw/link.txt": "outside",
        "raw/linked": "outside",
        "raw/loop.txt": "outside",
        "raw/nowhere.txt": "outside",
        "raw/pipe.txt": "unreadable",
    }
    assert summary.startswith("7 inputs: 2 written")
    assert (raw.parent / "out" / "folder.txt" / "inner.json").is_file()


def test_names_that_are_no_text(raw: Path, normalize: Normalize) -> None:
    Path(os.fsdecode(os.fsencode(raw) + b"/od\xff\nd.docx")).write_bytes(b"x")
    _, (reject,), _ = normalize()
    assert reject["input"] == "raw/od\\xff\\nd.docx"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(raw: Path, normalize: Normalize) -> None:
    (raw / "a.txt").write_text(TEXT, encoding="utf-8")
    (raw / "a.txt").chmod(0)
    _, (reject,), _ = normalize()
    assert reject["reason"] == "unreadable"


def test_an_input_that_fails_while_read(
    raw: Path, normalize: Normalize, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "a.txt").write_text(TEXT, encoding="utf-8")
    real = Path.open

    def failing(path: Path, *args: Any, **options: Any) -> Any:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **options)

    monkeypatch.setattr(Path, "open", failing)
    _, (reject,), _ = normalize()
    assert reject["reason"] == "unreadable" and "Permission denied" in reject["message"]


def test_memory_is_bounded(raw: Path, normalize: Normalize) -> None:
    """A sparse text of 200 MB, and 200 MB on one line of compressed JSONL."""
    with (raw / "huge.txt").open("wb") as stream:
        stream.truncate(200_000_000)
    with gzip.open(raw / "bomb.jsonl.gz", "wb", compresslevel=1) as packed:
        packed.write(b'{"text": "')
        for _ in range(200):
            packed.write(b"x" * 1_000_000)
        packed.write(b'"}\n' + json.dumps({"text": TEXT}).encode() + b"\n")
    tracemalloc.start()
    _, rejects, summary = normalize()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [reject["reason"] for reject in rejects] == ["too-large", "too-large"]
    assert summary.startswith("4 inputs: 2 written")
    assert peak < 60_000_000


def test_the_rejects_file_goes_when_all_is_well(raw: Path, normalize: Normalize) -> None:
    (raw / "a.txt").write_bytes(b"")
    assert normalize()[0] == 1
    (raw / "a.txt").unlink()
    assert normalize()[0] == 0
    assert not (raw.parent / "out.rejects.jsonl").exists()
