"""The files that other repositories' CI uses are well-formed, and do what they say."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conftest import REPOSITORY
from stancebank import cli


def run(*command: str) -> None:
    subprocess.run([sys.executable, "-m", *command], check=True, cwd=REPOSITORY)


def test_workflow_and_action_fit_their_schemas() -> None:
    run("check_jsonschema", "--builtin-schema", "vendor.github-workflows",
        ".github/workflows/validate.yml")  # fmt: skip
    run("check_jsonschema", "--builtin-schema", "vendor.github-actions",
        ".github/actions/validate/action.yml")  # fmt: skip


def test_the_pre_commit_manifest_is_valid_and_its_hooks_are_commands_of_ours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run("pre_commit", "validate-manifest", ".pre-commit-hooks.yaml")
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    for hook in hooks:
        program, name, *options = hook["entry"].split()
        assert program == "stancebank"
        assert cli.run([name, "--help"]) == 0
        usage = capsys.readouterr().out
        assert all(option in usage for option in options)


@pytest.mark.parametrize(("since", "status"), [("", 1), ("HEAD", 0)])
def test_the_action_s_script_runs_as_github_would_run_it(
    tmp_path: Path, since: str, status: int
) -> None:
    """Its shell step, with the environment GitHub gives it, on a corpus with an old error."""
    from test_since import PLAN, edit  # a committed error is not new

    root = tmp_path / "project"
    shutil.copytree(REPOSITORY / "tests" / "examples" / "base", root)
    edit(root / PLAN, '"mode": "heavy-weapons"', '"mode": "phone"')
    from test_examples import commit

    commit(root)
    action = yaml.safe_load(
        (REPOSITORY / ".github" / "actions" / "validate" / "action.yml").read_text("utf-8")
    )
    script = action["runs"]["steps"][-1]["run"]
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PATHS": "corpus seeds",
        "SINCE": since,
        "ARGUMENTS": "--ignore SB506",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }
    result = subprocess.run(
        ["bash", "-e", "-c", script], cwd=root, env=environment, capture_output=True, text=True
    )
    assert result.returncode == status, result.stderr
    assert ("::error file=" in result.stdout) == bool(status)
    assert "stancebank validate:" in (tmp_path / "summary.md").read_text(encoding="utf-8")
