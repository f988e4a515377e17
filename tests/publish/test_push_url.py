"""Push to a store of files, above all to S3: moto's server on loopback, for these tests only."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from datasets import load_dataset
from dists import contents, publish_base, publish_seed
from fsspec.implementations.local import LocalFileSystem

from stancebank import cli
from stancebank.errors import StanceBankError
from stancebank.publish.push import push

BUCKET = "bucket"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    pytest.importorskip("moto", reason="moto[server] is not installed (extra dev)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/moto-api/", timeout=2).close()
                break
            except OSError:
                assert process.poll() is None, "moto's server ended at once"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def s3(server: str, monkeypatch: pytest.MonkeyPatch) -> fsspec.AbstractFileSystem:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    store = fsspec.filesystem(
        "s3", endpoint_url=server, use_listings_cache=False, skip_instance_cache=True
    )
    if not store.exists(BUCKET):
        store.mkdir(BUCKET)
    return store


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_base(tmp_path_factory.mktemp("published"))


def remote(store: fsspec.AbstractFileSystem, root: str) -> dict[str, bytes]:
    return {path[len(root) + 1 :]: store.cat_file(path) for path in store.find(root)}


def test_s3_gets_the_same_bytes_once_and_then_only_the_change(
    s3: fsspec.AbstractFileSystem, server: str, dist: Path, tmp_path: Path
) -> None:
    url, root = f"s3://{BUCKET}/some/prefix", f"{BUCKET}/some/prefix"
    first = push(url, dist, endpoint=server)
    assert remote(s3, root) == contents(dist)
    assert sorted(first.uploaded) == sorted(contents(dist))
    assert push(url, dist, endpoint=server).uploaded == []

    changed = publish_base(tmp_path / "changed", document="# Something else\n")
    second = push(url, changed, endpoint=server)
    assert remote(s3, root) == contents(changed)
    assert "DATASHEET.md" in second.uploaded
    assert not any(name.endswith(".parquet") for name in second.uploaded)

    smaller = publish_base(tmp_path / "smaller", without="ferry")
    third = push(url, smaller, endpoint=server)
    assert remote(s3, root) == contents(smaller)
    assert third.removed and all("/test-" in name for name in third.removed)

    copy = tmp_path / "copy"
    s3.get(root, str(copy), recursive=True)
    rows = load_dataset(str(copy), "stance", cache_dir=str(tmp_path / "cache"))
    assert list(rows) == ["train"]


KILLED = """
import os, signal, sys
from pathlib import Path
import s3fs
from stancebank.publish.push import push
put, sent = s3fs.S3FileSystem.put_file, []
def put_file(self, *arguments, **options):
    if len(sent) == int(sys.argv[4]):
        os.kill(os.getpid(), signal.SIGKILL)
    sent.append(arguments)
    return put(self, *arguments, **options)
s3fs.S3FileSystem.put_file = put_file
push(sys.argv[1], Path(sys.argv[2]), endpoint=sys.argv[3])
"""


@pytest.mark.parametrize("left", ["data", "card"])
def test_a_killed_push_left_no_card_and_goes_on_where_it_was(
    s3: fsspec.AbstractFileSystem, server: str, dist: Path, left: str
) -> None:
    url, root = f"s3://{BUCKET}/killed-{left}", f"{BUCKET}/killed-{left}"
    sent = 3 if left == "data" else len(contents(dist)) - 1
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, url, str(dist), server, str(sent)],
        env=os.environ,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    half = remote(s3, root)
    assert len(half) == sent and "README.md" not in half
    assert all(name.endswith(".parquet") for name in half) or "SHA256SUMS" in half
    resumed = push(url, dist, endpoint=server)
    assert sorted(resumed.same) == sorted(half)
    assert remote(s3, root) == contents(dist)


def test_what_s3_refuses_is_said_in_one_line(
    s3: fsspec.AbstractFileSystem,
    server: str,
    dist: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def said(url: str, *options: str) -> str:
        assert cli.run(["push", url, str(dist), *options]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        return line

    assert "no such bucket" in said("s3://nobody-has-this/x", "--endpoint", server)
    assert not s3.exists("nobody-has-this")
    secret = said("s3://key:s3cr3t@bucket/x", "--endpoint", server)
    assert "AWS_SECRET_ACCESS_KEY" in secret and "s3cr3t" not in secret
    assert "neither a repository" in said("bucket")
    assert "Protocol not known" in said("nope://bucket/x")
    assert "Invalid IPv6 URL" in said("s3://[bucket/x")
    for nowhere in ("s3://", "file://", "file:///"):
        assert "names no bucket or folder" in said(nowhere)
    assert "only a Hugging Face repository has tags" in said("s3://bucket/x", "--tag", "v1")
    assert "--endpoint" in said("memory://x", "--endpoint", server)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    assert "no credentials" in said("s3://bucket/x", "--endpoint", server)


def test_a_folder_that_is_not_as_it_was_published_is_refused(tmp_path: Path) -> None:
    dist = publish_base(tmp_path)
    url = f"file://{tmp_path}/mirror"
    (data,) = (dist / "data" / "stance").glob("train-*")
    good = data.read_bytes()
    data.write_bytes(good[:-1] + b"?")
    with pytest.raises(StanceBankError, match="changed since it was published"):
        push(url, dist)
    data.unlink()
    with pytest.raises(StanceBankError, match="missing, though"):
        push(url, dist)
    data.write_bytes(good)
    (dist / "data" / "stance" / "more.parquet").write_bytes(good)
    with pytest.raises(StanceBankError, match="not in SHA256SUMS"):
        push(url, dist)
    (dist / "data" / "stance" / "more.parquet").unlink()
    sums = dist / "SHA256SUMS"
    sums.write_text(f"{'0' * 64}  ../outside\n{sums.read_text()}")
    with pytest.raises(StanceBankError, match="SHA256SUMS:1"):
        push(url, dist)
    sums.write_bytes(b"0" * 64 + b"  data/\xff\n" + b"0" * 64 + b"  README.md\n")
    with pytest.raises(StanceBankError, match="missing, though"):
        push(url, dist)
    assert not (tmp_path / "mirror").exists()


def test_data_that_cannot_be_judged_by_is_refused(tmp_path: Path) -> None:
    dist = publish_base(tmp_path)
    path = next((dist / "data" / "articles").glob("*"))
    sums = dist / "SHA256SUMS"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(b"no Parquet")
    sums.write_text(sums.read_text().replace(before, hashlib.sha256(b"no Parquet").hexdigest()))
    with pytest.raises(StanceBankError, match="not readable as Parquet"):
        push(f"file://{tmp_path}/mirror", dist)


def test_text_that_may_not_be_passed_on_goes_only_where_it_is_private(tmp_path: Path) -> None:
    dist = publish_seed(tmp_path)
    url = f"file://{tmp_path}/mirror"
    with pytest.raises(StanceBankError, match="does not let it pass on"):
        push(url, dist)
    assert not (tmp_path / "mirror").exists()
    push(url, dist, private=True)
    assert contents(tmp_path / "mirror") == contents(dist)


def test_what_an_older_push_listed_is_removed_and_what_is_not_ours_stays(
    dist: Path, tmp_path: Path
) -> None:
    mirror, url = tmp_path / "mirror", f"file://{tmp_path}/mirror"
    push(url, dist)
    (mirror / "OLD.md").write_text("of the version before")
    (mirror / "notes.txt").write_text("mine")
    with (mirror / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  OLD.md\n")
    assert push(url, dist).removed == ["OLD.md"]
    assert contents(mirror) == {**contents(dist), "notes.txt": b"mine"}


def test_a_file_of_the_same_size_and_another_content_is_sent_again(
    s3: fsspec.AbstractFileSystem, server: str, dist: Path, tmp_path: Path
) -> None:
    other = b"x" * (dist / "DATASHEET.md").stat().st_size
    push(f"s3://{BUCKET}/size", dist, endpoint=server)
    s3.pipe_file(f"{BUCKET}/size/DATASHEET.md", other)
    push(f"file://{tmp_path}/mirror", dist)
    (tmp_path / "mirror" / "DATASHEET.md").write_bytes(other)
    assert push(f"s3://{BUCKET}/size", dist, endpoint=server).uploaded == ["DATASHEET.md"]
    assert push(f"file://{tmp_path}/mirror", dist).uploaded == ["DATASHEET.md"]


def test_a_file_that_changes_while_it_is_pushed_is_not_sent(
    dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "dist"
    shutil.copytree(dist, mine)
    put = LocalFileSystem.put_file

    def put_file(self: LocalFileSystem, *arguments: str, **options: object) -> None:
        put(self, *arguments, **options)
        (mine / "README.md").write_text("edited")

    monkeypatch.setattr(LocalFileSystem, "put_file", put_file)
    with pytest.raises(StanceBankError, match="changed while it was pushed"):
        push(f"file://{tmp_path}/mirror", mine)
    assert not (tmp_path / "mirror" / "README.md").exists()


def test_a_folder_with_another_card_is_left_alone(dist: Path, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(StanceBankError, match="not ours"):
        push(f"file://{tmp_path}", dist)
    assert contents(tmp_path) == {"README.md": b"mine"}


def test_a_failure_that_passes_is_tried_again_and_one_that_stays_is_told(
    dist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fsspec.implementations.memory import MemoryFileSystem

    put, failures = MemoryFileSystem.put_file, [OSError("the line dropped")] * 2

    def put_file(self: MemoryFileSystem, *arguments: str, **options: object) -> None:
        if failures:
            raise failures.pop()
        put(self, *arguments, **options)

    monkeypatch.setattr(MemoryFileSystem, "put_file", put_file)
    push("memory://once", dist, pauses=(0, 0))
    assert remote(fsspec.filesystem("memory"), "/once") == contents(dist)
    failures += [OSError("the line dropped")] * 9
    with pytest.raises(StanceBankError, match=r"the line dropped\) after 3 attempts"):
        push("memory://twice", dist, pauses=(0, 0))
