"""The command line: exit statuses, one-line errors, help grouped by verb."""

from __future__ import annotations

import pytest

from stancebank import cli
from stancebank.errors import StanceBankError, load_extra


def test_help_groups_the_commands_by_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    shown = capsys.readouterr().out
    places = [shown.index(f"{verb}:") for verb in cli.VERBS]
    assert places == sorted(places)


@pytest.mark.parametrize("name", [n for commands in cli.VERBS.values() for n in commands])
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([name, "--help"]) == 0
    assert f"Usage: stancebank {name}" in capsys.readouterr().out


def test_usage_errors_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["explain", "SB000"]) == 2
    assert cli.run(["no-such-command"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_crash_is_one_line_and_exit_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("stancebank.commands.validate.expand", lambda paths: 1 / 0)
    assert cli.run(["validate", "corpus"]) == 3
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "ZeroDivisionError" in shown and "--debug" in shown
    with pytest.raises(ZeroDivisionError):
        cli.run(["--debug", "validate", "corpus"])


def test_a_missing_extra_is_named() -> None:
    with pytest.raises(StanceBankError, match=r'pip install "stancebank\[collect\]"'):
        load_extra("no_such_module_anywhere", "collect", "read HTML")
