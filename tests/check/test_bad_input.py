"""Hostile and broken files: a finding at its place, the rest checked, no traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import REPOSITORY
from stancebank import cli, store
from stancebank.check.run import validate
from stancebank.check.source import expand

BASE = REPOSITORY / "tests" / "examples" / "base"
PLAN = BASE / "corpus" / "articles" / "authored" / "plan.json"


def only(path: Path) -> tuple[str, int, int, str]:
    (finding,) = validate(expand([path])).findings
    return finding.code, finding.line, finding.column, finding.message


@pytest.mark.parametrize(
    ("raw", "code", "line", "column", "told"),
    [
        (b"", "SB003", 1, 1, "not JSON"),
        (b'{\n  "id": "a",\n  "text": "b', "SB003", 3, 11, "Unterminated string"),
        (b"[" * 5000 + b"]" * 5000, "SB003", 1, 1, "nested too deeply"),
        (b'{"a":\n NaN}', "SB003", 2, 2, "not JSON"),
        (b'{"a":\n 1e999}', "SB003", 2, 2, "not JSON"),
        (b'{"a":\n "x\\ud800"}', "SB003", 2, 4, "not JSON"),
        (b'{"a": "\xc3\xa9",\n "b": "\xff"}', "SB002", 2, 8, "byte 19 (0xff) is not UTF-8"),
        (b"null", "SB007", 1, 1, "neither its place nor its keys"),
        (b'{"text": 1, "rights": {}, "statements": 3, "statements": 4}', "SB1", 1, 1, ""),
    ],
)
def test_a_broken_file_is_told_at_its_place(
    tmp_path: Path, raw: bytes, code: str, line: int, column: int, told: str
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(raw)
    findings = validate(expand([path])).findings
    assert findings
    assert all(one.code.startswith(code) for one in findings)
    if told:
        assert (findings[0].line, findings[0].column) == (line, column)
        assert told in findings[0].message


def test_a_record_of_100_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    code, *_, message = only(path)
    assert code == "SB001"
    assert "larger than" in message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("{}")
    path.chmod(0)
    assert only(path)[0] == "SB001"


def test_an_unreadable_file_is_a_finding_whatever_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_text("{}")

    def refuse(self: Path, *arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    code, *_, message = only(path)
    assert (code, message) == ("SB001", "cannot be read")


def test_an_empty_folder_is_an_error_of_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["validate", str(tmp_path)]) == 1
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "nothing to check: expected .json or .jsonl files" in shown


def test_one_bad_line_among_many_is_found_at_its_line(tmp_path: Path) -> None:
    line = store.read_bounded(PLAN, store.MAX_FILE_BYTES).replace(b"\n", b" ") + b"\n"
    path = tmp_path / "records.jsonl"
    with path.open("wb") as stream:
        for number in range(1, 1001):
            unique = f'"id": "plan-{number}"'.encode()
            text = line.replace(b'"id": "plan"', unique)
            stream.write(b'{"id": \n' if number == 777 else text)
    findings = validate(expand([path]), workers=2).findings
    errors = [one for one in findings if one.code != "SB502"]
    assert [(one.line, one.code) for one in errors] == [(777, "SB003")]
    # The same text under a thousand ids is told at each of them, in its own line.
    assert {one.line for one in findings if one.code == "SB502"} == set(range(2, 1001)) - {777}


def test_a_line_of_100_mb_is_passed_over_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    with path.open("wb") as stream:
        stream.write(b"{}\n")
        stream.truncate(100 * 1024 * 1024)
        stream.seek(0, os.SEEK_END)
        stream.write(b"\n{}\n")
    script = (
        "import sys; from pathlib import Path\n"
        "from stancebank.check.run import validate; from stancebank.check.source import expand\n"
        "found = validate(expand([Path(sys.argv[1])])).findings\n"
        "print(sorted({(f.line, f.code) for f in found}))\n"
        # Of this program alone: ru_maxrss would count what the calling process had.
        "(peak,) = [x for x in open('/proc/self/status') if x.startswith('VmHWM:')]\n"
        "print(int(peak.split()[1]) // 1024)"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    found, peak = result.stdout.splitlines()
    assert found == "[(1, 'SB105'), (2, 'SB001'), (3, 'SB105')]"
    assert int(peak) < 250


def test_a_damaged_archive_is_a_finding_and_what_precedes_it_is_checked(tmp_path: Path) -> None:
    import gzip

    line = PLAN.read_bytes().replace(b"\n", b" ") + b"\n"
    packed = gzip.compress(line * 400)
    path = tmp_path / "records.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    findings = validate(expand([path])).findings
    assert "SB001" in {one.code for one in findings}


def test_workers_change_nothing(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "project")
    folder = tmp_path / "project" / "corpus" / "articles" / "authored"
    text = PLAN.read_text(encoding="utf-8")
    for number in range(400):
        broken = text.replace('"id": "plan"', f'"id": "p{number}"').replace("dovek", "dovak", 1)
        (folder / f"p{number}.json").write_text(broken, encoding="utf-8")
    sources = expand([tmp_path / "project" / "corpus"])
    assert validate(sources, workers=1) == validate(sources, workers=3)
