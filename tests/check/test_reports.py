"""The output formats, as the tools that read them read them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from conftest import REPOSITORY
from stancebank import cli
from stancebank.check.report import FORMATS, lines
from stancebank.check.rule import REGISTRY
from stancebank.check.run import validate
from stancebank.check.source import expand
from stancebank.check.work import Result

PLAN = "corpus/articles/authored/plan.json"


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example corpus with three errors and a warning, as the current folder."""
    root = tmp_path / "project"
    shutil.copytree(REPOSITORY / "tests" / "examples" / "base", root)
    path = root / PLAN
    text = path.read_text(encoding="utf-8")
    text = text.replace('"speaker": "dovek"', '"speaker": "dovak"')
    text = text.replace('"mode": "heavy-weapons"', '"mode": "phone"')
    text = text.replace('"value": "2031-04-08"', '"value": "2031-04-01"')
    text = text.replace('"text": "“a trap”"', '"text": "“a snare, 100 %”"', 1)
    path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(root)
    return root


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.run(["validate", *arguments]) == 1
    return capsys.readouterr().out


def test_concise_is_one_line_a_finding(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = output(capsys).splitlines()
    assert len(lines) == 4
    for line in lines:
        place = r"corpus/articles/authored/plan\.json:\d+:\d+"
        assert re.fullmatch(place + r": SB\d{3}( \[\*\])?( warning:)? .+; .+", line)


def test_full_shows_the_line_with_carets_under_the_value(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = output(capsys, "--output-format", "full")
    assert "\x1b[" not in shown
    lines = shown.splitlines()
    at = next(number for number, line in enumerate(lines) if '"dovak"' in line)
    source, carets = lines[at], lines[at + 1]
    marked = source[carets.index("^") : carets.rindex("^") + 1]
    assert marked == '"dovak"'
    assert "help: did you mean “dovek”?" in shown


def test_json_has_every_field(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(output(capsys, "--output-format", "json"))
    assert [one["code"] for one in found] == ["SB301", "SB203", "SB309", "SB414"]
    (actor,) = (one for one in found if one["code"] == "SB301")
    assert actor["pointer"] == "/statements/1/speaker"
    assert (actor["record"], actor["item"]) == ("plan", "s2")


def test_github_commands_are_escaped_capped_and_summarized(
    broken: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    lines = output(capsys, "--output-format", "github").splitlines()
    assert len(lines) == 4
    assert lines[0].startswith(f"::error file={PLAN},line=")
    assert any("100 %25" in line for line in lines)
    assert sum(line.startswith("::warning ") for line in lines) == 1
    table = summary.read_text(encoding="utf-8")
    assert "3 errors, 1 warnings" in table
    assert table.count("| `corpus/") == 4


def test_github_shows_at_most_ten_of_a_severity_and_tells_of_the_rest(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = broken / PLAN
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'"id": "(\w\d)"', r'"id": "\1", "x\1": 1', text), encoding="utf-8")
    lines = output(capsys, "--output-format", "github").splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert re.fullmatch(
        r"::notice title=stancebank::\d+ more errors: see the job summary", lines[10]
    )


def test_sarif_places_results_in_code_points(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = json.loads(output(capsys, "--output-format", "sarif"))
    assert_is_sarif(log)
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    lines = (broken / PLAN).read_text(encoding="utf-8").split("\n")
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        where = result["locations"][0]["physicalLocation"]
        assert where["artifactLocation"]["uri"] == PLAN
        region = where["region"]
        if region["startLine"] == region["endLine"]:
            line = lines[region["startLine"] - 1]
            marked = line[region["startColumn"] - 1 : region["endColumn"] - 1]
            assert json.loads(marked) is not None


def assert_is_sarif(log: object) -> None:
    """Against models of SARIF 2.1.0, which take unknown keys; so what they kept is compared."""
    from sarif_pydantic import Sarif

    kept = Sarif.model_validate(log).model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert kept == log


def test_junit_fails_the_case_of_the_broken_file(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suites = ElementTree.fromstring(output(capsys, "--output-format", "junit"))
    (suite,) = suites
    assert suite.get("failures") == "1"
    case = suite[0]
    assert case.get("name") == PLAN
    failure = case.find("failure")
    assert failure is not None and failure.text is not None
    assert failure.text.count("\n") == 2
    warnings = case.find("system-out")
    assert warnings is not None and "SB414" in (warnings.text or "")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_survives_nothing_and_anything(name: str, tmp_path: Path) -> None:
    assert "".join(lines(name, Result(files=1, records=1))) is not None
    (tmp_path / "a.json").write_bytes(b'{"statements": "\\u0000 \x1b[31m ]]> | <b>", "text": 1}')
    shown = "\n".join(lines(name, validate(expand([tmp_path]))))
    if name == "junit":
        ElementTree.fromstring(shown)
    elif name in ("json", "sarif"):
        msgspec.json.decode(shown.encode())


def test_select_ignore_statistics_and_exit_zero(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert output(capsys, "--select", "SB3").count("\n") == 2
    assert output(capsys, "--select", "SB3", "--ignore", "SB309").count("\n") == 1
    assert re.search(r"^ +1  SB301  unknown-actor", output(capsys, "--statistics"), re.M)
    assert cli.run(["validate", "--exit-zero"]) == 0
    assert cli.run(["validate", "--select", "SB414"]) == 0  # a warning alone
    assert cli.run(["validate", "--select", "XX"]) == 2
    assert "stancebank explain" in capsys.readouterr().err


def test_the_rules_page_is_that_of_the_registry(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["explain", "--markdown"]) == 0
    page = (REPOSITORY / "schema" / "RULES.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out == page
    for code in REGISTRY:
        assert cli.run(["explain", code.lower()]) == 0
        assert REGISTRY[code].rationale in capsys.readouterr().out
