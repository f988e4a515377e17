"""The workflow that comments the diff: well-formed, runs nothing of a fork, does what it says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_examples import commit

from conftest import REPOSITORY

WORKFLOW = REPOSITORY / ".github" / "workflows" / "diff.yml"


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    # BaseLoader: `on` is a key, not true.
    value: dict[str, Any] = yaml.load(WORKFLOW.read_text("utf-8"), Loader=yaml.BaseLoader)
    return value


def script(workflow: dict[str, Any], job: str) -> str:
    (run,) = [
        step["run"] for step in workflow["jobs"][job]["steps"] if "OUT" in step.get("env", {})
        or "DIFF" in step.get("env", {})
    ]  # fmt: skip
    return str(run)


def test_it_fits_the_schema_of_workflows() -> None:
    command = ["check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(WORKFLOW)]
    subprocess.run([sys.executable, "-m", *command], check=True)


def test_nothing_of_a_fork_is_checked_out_or_run_and_only_the_comment_may_write(
    workflow: dict[str, Any],
) -> None:
    jobs = workflow["jobs"]
    assert workflow["permissions"] == {}
    assert jobs["compare"]["permissions"] == {"contents": "read"}
    assert jobs["comment"]["permissions"] == {"pull-requests": "write"}
    for name, job in jobs.items():
        for step in job["steps"]:
            # An expression in a script would make data a part of it.
            assert "${{" not in step.get("run", "")
            assert "secrets." not in json.dumps(step)
            if step.get("uses", "").startswith("actions/checkout@"):
                assert name == "compare" and set(step["with"]) == {"fetch-depth"}
            assert "checkout" not in step.get("run", "")


def test_it_compares_a_fork_s_commit_without_touching_the_work_tree(
    tmp_path: Path, workflow: dict[str, Any]
) -> None:
    origin, base = tmp_path / "origin", tmp_path / "base"
    shutil.copytree(REPOSITORY / "tests" / "examples" / "base", origin)
    commit(origin)
    subprocess.run(["git", "clone", "-q", str(origin), str(base)], check=True)
    plan = origin / "corpus" / "articles" / "authored" / "plan.json"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace('"label": "conditional"', '"label": "neutral"'), encoding="utf-8")
    identity = {
        f"GIT_{role}_{what}": "a@example.invalid"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    for arguments in (["commit", "-qam", "flip"], ["update-ref", "refs/pull/7/head", "HEAD"]):
        subprocess.run(["git", *arguments], cwd=origin, check=True, env={**os.environ, **identity})
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    program = bin_folder / "stancebank"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m stancebank "$@"\n')
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
        "NUMBER": "7",
        "OUT": str(tmp_path / "out"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }
    run = ["bash", "-e", "-o", "pipefail", "-c", script(workflow, "compare")]
    subprocess.run(run, cwd=base, env=environment, check=True)
    told = (tmp_path / "out" / "diff.md").read_text(encoding="utf-8")
    assert "`plan t2` stance by adjudication on `temsa.talks`: `conditional` → `neutral`" in told
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") == told
    status = subprocess.run(["git", "status", "--porcelain"], cwd=base, capture_output=True)
    assert status.stdout == b""


GH = """#!/bin/sh
echo "$@" >> "$LOG"
case "$*" in *--paginate*) printf '%s' "$FOUND" ;; esac
"""


@pytest.mark.parametrize("found", ["", "41\n99\n"])
def test_it_makes_one_comment_and_renews_it(
    tmp_path: Path, workflow: dict[str, Any], found: str
) -> None:
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "diff.md").write_text("### What this changes\n")
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "REPOSITORY": "o/r",
        "NUMBER": "7",
        "DIFF": str(tmp_path / "diff.md"),
        "LOG": str(tmp_path / "log"),
        "FOUND": found,
    }
    run = ["bash", "-e", "-o", "pipefail", "-c", script(workflow, "comment")]
    subprocess.run(run, env=environment, check=True)
    last = (tmp_path / "log").read_text().splitlines()[-1]
    wanted = "--method PATCH repos/o/r/issues/comments/41" if found else (
        "--method POST repos/o/r/issues/7/comments"
    )  # fmt: skip
    assert wanted in last
    body = (tmp_path / "diff.md.body").read_text()
    assert body == "<!-- stancebank diff -->\n### What this changes\n"
