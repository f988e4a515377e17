"""Push to a Hub, and `load_dataset("owner/name")` from it: a server on loopback, see hub_server."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dists import contents, publish_base, publish_seed
from hub_server import READS, WRITES, Hub
from huggingface_hub import HfApi

from stancebank.publish.parcel import Parcel
from stancebank.publish.push_hub import _Push

NAME = "acme/stancebank"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as running:
        yield running


@pytest.fixture
def run(hub: Hub, tmp_path: Path) -> Run:
    """Run Python in a process of its own, with the loopback server as the Hub."""

    def call(*arguments: str, token: str = WRITES) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "HF_ENDPOINT": hub.endpoint,
            "HF_HUB_OFFLINE": "0",
            "HF_HUB_DISABLE_XET": "1",
            "HF_HOME": str(tmp_path / "home"),
            "HF_TOKEN": token,
        }
        return subprocess.run(
            [sys.executable, *arguments], env=environment, capture_output=True, text=True
        )

    return call


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_base(tmp_path_factory.mktemp("published"))


def push(*arguments: str | Path) -> list[str]:
    return ["-m", "stancebank", "push", *map(str, arguments)]


LOAD = """
import sys
from datasets import load_dataset
rows = load_dataset(sys.argv[1], "stance", split="train", revision=sys.argv[2])
print(len(rows), rows.features["label"].names[rows[0]["label"]])
print(next(iter(load_dataset(sys.argv[1], split="train", streaming=True)))["id"])
"""


def test_push_makes_one_commit_and_a_tag_and_load_dataset_reads_it(
    hub: Hub, run: Run, dist: Path
) -> None:
    result = run(*push(NAME, dist, "--tag", "v0.1.0"))
    assert (result.returncode, result.stderr) == (0, "")
    assert hub.files(NAME).items() >= contents(dist).items()
    repository = hub.repositories[NAME]
    assert len(repository.commits) == 2  # the Hub's own first one, and ours
    assert repository.tags == {"v0.1.0": repository.head}
    calls = [line.split("?")[0] for line in hub.log]
    order = ["/api/repos/create", "/preupload/", "/objects/batch", "/lfs/", "/commit/", "/tag/"]
    places = [next(at for at, call in enumerate(calls) if part in call) for part in order]
    assert places == sorted(places)

    read = run("-c", LOAD, NAME, "v0.1.0", token="")
    assert read.returncode == 0, read.stderr
    import pyarrow.parquet as pq

    (path,) = (dist / "data" / "stance").glob("train-*")
    rows = pq.read_table(path).num_rows
    assert read.stdout.split()[0] == str(rows)
    assert read.stdout.splitlines()[1] == "plan"


def test_a_second_push_sends_only_the_change_and_clears_what_is_gone(
    hub: Hub, run: Run, dist: Path, tmp_path: Path
) -> None:
    assert run(*push(NAME, dist, "--tag", "v1")).returncode == 0
    hub.log.clear()
    again = run(*push(NAME, dist, "--tag", "v1"))
    assert " 0 uploaded" in again.stdout and again.returncode == 0
    assert not any("/commit/" in line or "/lfs/" in line for line in hub.log)

    smaller = publish_base(tmp_path, without="ferry")
    taken = run(*push(NAME, smaller, "--tag", "v1"))
    assert taken.returncode == 1
    assert "the tag v1 is there and names other data" in taken.stderr
    assert not any("/commit/" in line or "/lfs/" in line for line in hub.log)
    assert run(*push(NAME, smaller, "--tag", "v2")).returncode == 0
    there = hub.files(NAME)
    there.pop(".gitattributes")
    assert there == contents(smaller)


def test_a_stopped_push_shows_nothing_and_goes_on_where_it_was(
    hub: Hub, run: Run, dist: Path
) -> None:
    hub.refuse_uploads_after = 2
    stopped = run(*push(NAME, dist))
    assert stopped.returncode == 1
    assert len(stopped.stderr.splitlines()) == 1
    assert list(hub.files(NAME)) == [".gitattributes"]
    hub.refuse_uploads_after, hub.busy = None, 1
    kept = sum(line.startswith("PUT") for line in hub.log)
    hub.log.clear()
    assert run(*push(NAME, dist)).returncode == 0  # through one answer 503 besides
    large = sum(name.endswith(".parquet") for name in contents(dist))
    assert kept >= 2
    assert sum(line.startswith("PUT") for line in hub.log) == large - 2
    assert hub.files(NAME).items() >= contents(dist).items()


def test_content_of_the_same_size_is_sent_again(
    hub: Hub, run: Run, dist: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "dist"
    shutil.copytree(dist, mine)
    assert run(*push(NAME, mine, "--tag", "v1")).returncode == 0
    sums = (mine / "SHA256SUMS").read_text()
    for path in (mine / "DATASHEET.md", next((mine / "data" / "stance").glob("train-*"))):
        content = path.read_bytes()
        path.write_bytes(content[:-1] + b"?")
        old, new = (hashlib.sha256(one).hexdigest() for one in (content, path.read_bytes()))
        sums = sums.replace(old, new)
    (mine / "SHA256SUMS").write_text(sums)
    assert " 3 uploaded" in run(*push(NAME, mine, "--tag", "v2")).stdout
    assert hub.files(NAME).items() >= contents(mine).items()


def test_a_push_from_elsewhere_in_between_is_not_overwritten(
    hub: Hub, run: Run, dist: Path
) -> None:
    hub.race = True
    result = run(*push(NAME, dist))
    assert result.returncode == 1 and "another push was faster" in result.stderr
    assert set(hub.files(NAME)) == {".gitattributes", "other.md"}
    assert run(*push(NAME, dist)).returncode == 0
    assert "other.md" in hub.files(NAME)


def test_a_push_stopped_before_its_tag_is_tagged_by_the_next(
    hub: Hub, run: Run, dist: Path
) -> None:
    hub.refuse["/tag/"] = (403, "refused")
    assert run(*push(NAME, dist, "--tag", "v1")).returncode == 1
    assert hub.repositories[NAME].tags == {}
    again = run(*push(NAME, dist, "--tag", "v1"))
    assert again.returncode == 0 and " 0 uploaded" in again.stdout
    assert hub.repositories[NAME].tags == {"v1": hub.repositories[NAME].head}


def test_the_token_is_not_shown_even_if_an_error_repeats_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_TOKEN", WRITES)
    pushing = _Push(HfApi(endpoint="http://127.0.0.1:1"), NAME, Parcel(Path(), {}), False, None)
    assert pushing.judge(ValueError(f"bad header: {WRITES}\nmore")) == ("bad header: ***", False)


def test_what_the_hub_refuses_is_one_line_without_the_token(hub: Hub, run: Run, dist: Path) -> None:
    for name, token, expected in (
        ("acme/bank", READS, "no permission"),
        ("acme/bank", "", "set HF_TOKEN"),
        ("acme/bank", "hf_wröng", "HF_TOKEN holds characters"),
        ("other/bank", WRITES, "no permission"),
        ("acme/ba--nk", WRITES, "expected owner/name"),
    ):
        result = run(*push(name, dist), token=token)
        assert result.returncode == 1
        (line,) = result.stderr.splitlines()
        assert expected in line, line
        assert not token or token not in line
    assert hub.repositories == {}


def test_texts_that_may_not_be_passed_on_make_a_private_repository(
    hub: Hub, run: Run, dist: Path, tmp_path: Path
) -> None:
    closed = publish_seed(tmp_path)
    refused = run(*push(NAME, closed))
    assert "does not let it pass on" in refused.stderr and hub.log == []
    assert run(*push(NAME, closed, "--private")).returncode == 0
    assert hub.repositories[NAME].private
    assert run(*push("acme/open", dist)).returncode == 0
    public = run(*push("acme/open", closed, "--private"))
    assert public.returncode == 1 and "the repository is public" in public.stderr
    assert not any(b"Meanwhile, US President" in blob for blob in hub.files("acme/open").values())
