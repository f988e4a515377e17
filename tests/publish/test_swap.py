"""A folder is published whole or not at all, whatever happens on the way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from generate import write_folder

from stancebank import cli
from stancebank.errors import StanceBankError
from stancebank.publish import batch, swap
from stancebank.publish.swap import building
from stancebank.record import Article


def publish(project: Path) -> int:
    return cli.run(["publish", "--corpus", str(project / "corpus"), "-o", str(project / "dist")])


def assert_whole(dist: Path) -> None:
    check = ["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"]
    result = subprocess.run(check, cwd=dist, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    listed = len((dist / "SHA256SUMS").read_text().splitlines())
    assert listed == sum(path.is_file() for path in dist.rglob("*")) - 1


def timed(project: Path) -> float:
    """Seconds of a run; the least of some, as a busy machine makes single ones long."""
    started = time.perf_counter()
    assert publish(project) == 0
    return time.perf_counter() - started


def test_a_kill_at_any_moment_leaves_a_whole_dist(project: Path, seed_path: Path) -> None:
    assert publish(project) == 0
    usual = min(timed(project) for _ in range(3))
    rng = random.Random(4)
    text = seed_path.read_text(encoding="utf-8")
    killed = 0
    for number in range(30):
        label = "against" if number % 2 else "favor"
        seed_path.write_text(text.replace('"label": "favor"', f'"label": "{label}"', 1), "utf-8")
        child = os.fork()
        if child == 0:
            devnull = os.open(os.devnull, os.O_WRONLY)
            os.dup2(devnull, 1)
            os.dup2(devnull, 2)
            os._exit(publish(project))
        time.sleep(rng.random() * usual)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        assert_whole(project / "dist")
    assert killed >= 15
    assert publish(project) == 0
    assert_whole(project / "dist")
    assert [path.name for path in project.iterdir() if path.name.startswith(".dist")] == []


def test_a_killed_publish_leaves_no_worker_that_holds_the_lock(tmp_path: Path) -> None:
    root, out = tmp_path / "corpus", tmp_path / "dist"
    write_folder(root, 600)
    assert cli.run(["split", "--corpus", str(root)]) == 0
    arguments = ["publish", "--corpus", str(root), "-o", str(out), "--workers", "2"]
    devnull = subprocess.DEVNULL
    command = [sys.executable, "-m", "stancebank", *arguments]
    child = subprocess.Popen(command, stdout=devnull, stderr=devnull)
    # Once rows are written, workers are at work under the lock.
    while not list(tmp_path.glob(".dist.new.*/data")):
        assert child.poll() is None
        time.sleep(0.01)
    child.kill()
    child.wait()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            with building(out) as folder:
                (folder / "SHA256SUMS").write_text("")
            break
        except StanceBankError:
            time.sleep(0.05)
    assert [path.name for path in out.iterdir()] == ["SHA256SUMS"]


def test_a_worker_that_dies_is_one_line_and_leaves_the_old_dist(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root, out = tmp_path / "corpus", tmp_path / "dist"
    write_folder(root, 450)
    assert cli.run(["split", "--corpus", str(root)]) == 0
    arguments = ["publish", "--corpus", str(root), "-o", str(out)]
    assert cli.run(arguments) == 0
    before = (out / "SHA256SUMS").read_bytes()
    parent, build = os.getpid(), batch.rows_of

    def dies(article: Article, *others: Any) -> Any:
        if os.getpid() != parent and article.id.endswith("250"):
            os.kill(os.getpid(), signal.SIGKILL)
        return build(article, *others)

    monkeypatch.setattr(batch, "rows_of", dies)
    capsys.readouterr()
    assert cli.run([*arguments, "--workers", "2"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1 and "worker" in told[0] and "--workers" in told[0]
    assert (out / "SHA256SUMS").read_bytes() == before
    assert_whole(out)


def test_where_folders_cannot_be_exchanged_the_old_one_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    out = tmp_path / "dist"
    for text in ("old", "new"):
        with building(out) as folder:
            (folder / "a").write_text(text)
    assert (out / "a").read_text() == "new"
    # As a kill between the two renames leaves it:
    (tmp_path / ".dist.old.abcd1234").mkdir()
    out.rename(tmp_path / ".dist.old.abcd1234" / "dist")
    with pytest.raises(ZeroDivisionError), building(out):
        1 / 0  # noqa: B018
    assert (out / "a").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]


def test_a_link_stays_and_the_folder_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "disk" / "data").mkdir(parents=True)
    (tmp_path / "dist").symlink_to(tmp_path / "disk" / "data")
    for text in ("old", "new"):
        with building(tmp_path / "dist") as folder:
            (folder / "a").write_text(text)
    assert (tmp_path / "dist").is_symlink()
    assert (tmp_path / "disk" / "data" / "a").read_text() == "new"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "data", "disk", "dist"]


@pytest.mark.parametrize("name", ["dist.new", "dist.old"])
def test_what_is_built_for_a_like_name_is_left_alone(tmp_path: Path, name: str) -> None:
    with building(tmp_path / name) as folder:
        (folder / "a").write_text("a")
        with building(tmp_path / "dist"):
            pass
    assert (tmp_path / name / "a").read_text() == "a"


def test_half_built_folders_of_odd_names_are_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".d[1].new.abcd1234").mkdir()
    with building(tmp_path / "d[1]"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["d[1]"]


def test_two_publishers_do_not_mix(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with building(project / "dist") as folder:
        (folder / "SHA256SUMS").write_text("")
        assert publish(project) == 1
        assert "another command is writing it" in capsys.readouterr().err
    assert [path.name for path in (project / "dist").iterdir()] == ["SHA256SUMS"]


def test_a_full_disk_leaves_the_old_dist(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(project) == 0
    before = (project / "dist" / "SHA256SUMS").read_bytes()

    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("stancebank.publish.parquet.pq.ParquetWriter.write_table", full)
    assert publish(project) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert (project / "dist" / "SHA256SUMS").read_bytes() == before
    assert_whole(project / "dist")


def test_an_error_of_the_lock_is_not_mistaken(tmp_path: Path) -> None:
    with building(tmp_path / "a"), building(tmp_path / "b"):
        pass
    with pytest.raises(StanceBankError), building(tmp_path / "a"), building(tmp_path / "a"):
        pass


def test_a_lock_file_that_its_holder_just_removed_locks_nobody_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, lock = tmp_path / ".dist.lock", swap._lock

    def late(descriptor: int) -> None:
        path.unlink()
        path.touch()
        lock(descriptor)

    monkeypatch.setattr(swap, "_lock", late)
    with pytest.raises(StanceBankError, match="another command"), building(tmp_path / "dist"):
        pass
