"""Push to a store of files by URL: s3://, gs://, sftp://, file://: whatever fsspec writes to."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import fsspec

from stancebank.errors import StanceBankError, load_extra
from stancebank.publish.finished import CARD, SUMS, sha256
from stancebank.publish.parcel import Parcel, Pushed, repeated

FLAT = {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oss", "memory"}
"""Stores without folders. Making one there could make a bucket out of a mistyped name."""


def push_to_url(
    url: str, parcel: Parcel, endpoint: str | None, progress: bool, pauses: Sequence[float]
) -> Pushed:
    """Bring the place at `url` to the state of the folder; see `push`."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise StanceBankError(f"{url}: {error}") from error
    scheme = parts.scheme
    if scheme != "memory" and not (parts.netloc + parts.path).strip("/"):
        # Of file:// it would be the folder that one happens to be in.
        raise StanceBankError(f"{url}: names no bucket or folder: expected like s3://bucket/prefix")
    if parts.password is not None:
        raise StanceBankError(
            f"{scheme}://: a password in a URL shows in logs and process lists: leave it out and "
            "use the storage's own settings (for S3 AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)"
        )
    options: dict[str, Any] = {}
    if scheme in ("s3", "s3a"):
        load_extra("s3fs", "push", f"push to {scheme}://")
        # One attempt of botocore's within ours, or a dead address takes half a minute to be told.
        options = {"config_kwargs": {"retries": {"max_attempts": 1}}}
        options |= {"endpoint_url": endpoint} if endpoint else {}
    elif endpoint is not None:
        raise StanceBankError(f"--endpoint: {scheme}:// has none; it is for s3:// and the Hub")
    try:
        store, root = fsspec.core.url_to_fs(
            url, skip_instance_cache=True, use_listings_cache=False, **options
        )
    except (ImportError, ValueError) as error:
        raise StanceBankError(f"{url}: {error}") from error
    return _Push(store, root.rstrip("/"), scheme, parcel, url, pauses).run(progress)


class _Push:
    def __init__(
        self,
        store: Any,
        root: str,
        scheme: str,
        parcel: Parcel,
        url: str,
        pauses: Sequence[float],
    ) -> None:
        self.store, self.root, self.scheme = store, root, scheme
        self.parcel, self.url, self.pauses = parcel, url, pauses

    def run(self, progress: bool) -> Pushed:
        there: dict[str, dict[str, Any]] = self._repeat(self._there)
        if CARD in there and SUMS not in there:
            raise StanceBankError(
                f"{self.url}: holds a {CARD} that is not ours (no {SUMS}): choose another place"
            )
        listed = self._repeat(self._listed) if SUMS in there else set()
        order = self.parcel.order()
        done = Pushed()
        bar: AbstractContextManager[Iterable[str]] = nullcontext(order)
        if progress:
            bar = click.progressbar(order, label="pushing", file=sys.stderr)
        with bar as names:
            for name in names:
                if self._repeat(partial(self._is_same, name, there.get(name))):
                    done.same.append(name)
                else:
                    self._repeat(partial(self._put, name))
                    done.uploaded.append(name)
        # Last: until here the old card, if there is one, had all its data.
        for name in self.parcel.stale(set(there), listed):
            self._repeat(partial(self._remove, name))
            done.removed.append(name)
        return done

    def _there(self) -> dict[str, dict[str, Any]]:
        try:
            found = self.store.find(self.root, detail=True)
        except FileNotFoundError:
            found = {}
        if not found and self.scheme in ("s3", "s3a"):
            self.store.ls(self.root.split("/")[0])  # says so if there is no such bucket
        return {path[len(self.root) :].lstrip("/"): info for path, info in found.items()}

    def _listed(self) -> set[str]:
        text = self.store.cat_file(f"{self.root}/{SUMS}").decode("utf-8")
        return {line[66:] for line in text.splitlines()}

    def _is_same(self, name: str, there: dict[str, Any] | None) -> bool:
        local = self.parcel.folder / name
        if there is None or there["size"] != local.stat().st_size:
            return False
        # S3 names a file put in one piece by its MD5; otherwise it is read back and compared.
        etag = str(there.get("ETag", "")).strip('"')
        if re.fullmatch(r"[0-9a-f]{32}", etag):
            return etag == _md5(local)
        digest = hashlib.sha256()
        with self.store.open(f"{self.root}/{name}", "rb") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest() == self.parcel.sums[name]

    def _put(self, name: str) -> None:
        local = self.parcel.folder / name
        if sha256(local) != self.parcel.sums[name]:
            raise StanceBankError(f"{local}: changed while it was pushed: push again")
        target = f"{self.root}/{name}"
        if self.scheme not in FLAT:
            self.store.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        self.store.put_file(str(local), target)

    def _remove(self, name: str) -> None:
        try:
            self.store.rm_file(f"{self.root}/{name}")
        except FileNotFoundError:
            return  # a second attempt, after the answer to the first was lost

    def _repeat(self, call: Callable[[], Any]) -> Any:
        return repeated(call, _judge, self.url, self.pauses)


def _md5(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, partial(hashlib.md5, usedforsecurity=False)).hexdigest()


def _judge(error: BaseException) -> tuple[str, bool]:
    """A failure in words and whether it may pass; botocore, being optional, goes by name."""
    kind = type(error).__name__
    if kind in ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"):
        return "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", False
    if isinstance(error, PermissionError):
        return f"no permission ({error})", False
    if isinstance(error, FileNotFoundError):
        return "no such bucket or folder: check the name", False
    if isinstance(error, NotImplementedError):
        return "this kind of URL can only be read", False
    if isinstance(error, OSError | TimeoutError) or "Connection" in kind or "Timeout" in kind:
        return f"the storage did not answer as it should ({kind}: {error})", True
    return f"{kind}: {error}", False
