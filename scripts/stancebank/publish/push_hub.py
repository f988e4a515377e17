"""Push to a Hugging Face dataset repository: large files first, then one commit, then the tag."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from typing import Any

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, get_token
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils.tqdm import disable_progress_bars

from stancebank.errors import StanceBankError
from stancebank.publish.finished import SUMS
from stancebank.publish.parcel import Parcel, Pushed, repeated

KIND = "dataset"


def push_to_hub(
    name: str,
    parcel: Parcel,
    endpoint: str | None,
    private: bool,
    tag: str | None,
    progress: bool,
    pauses: Sequence[float],
) -> Pushed:
    """Make the repository if need be and bring it to the state of the folder; see `push`.

    The token is the library's own affair: HF_TOKEN, or what `hf auth login` stored.
    """
    if not progress:
        disable_progress_bars()
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    push = _Push(HfApi(endpoint=endpoint), name, parcel, private, tag)
    return repeated(push.run, push.judge, name, pauses)


class _Push:
    """One push; `run` begins by looking at what is there, so it may be run again."""

    def __init__(
        self, api: HfApi, name: str, parcel: Parcel, private: bool, tag: str | None
    ) -> None:
        self.api, self.name, self.parcel = api, name, parcel
        self.private, self.tag = private, tag

    def run(self) -> Pushed:
        self.api.create_repo(
            self.name, repo_type=KIND, private=True if self.private else None, exist_ok=True
        )
        info = self.api.repo_info(self.name, repo_type=KIND)
        if self.private and not info.private:
            raise StanceBankError(
                f"{self.name}: the repository is public: make it private in its settings, or push "
                "to another name"
            )
        there = {
            one.path: one
            for one in self.api.list_repo_tree(self.name, repo_type=KIND, recursive=True)
            if isinstance(one, RepoFile)
        }
        done = Pushed(tag=self.tag)
        for path in self.parcel.order():
            (done.same if self._is_same(path, there.get(path)) else done.uploaded).append(path)
        done.removed = self.parcel.stale(set(there), self._listed(there))
        head = info.sha
        tagged = self._tagged()
        if done.uploaded or done.removed:
            if tagged is not None:
                raise StanceBankError(
                    f"{self.name}: the tag {self.tag} is there and names other data: raise the "
                    "data version, or give another --tag"
                )
            head = self._commit(done, info.sha)
        if self.tag is not None and tagged is None:
            self.api.create_tag(self.name, tag=self.tag, revision=head, repo_type=KIND)
        return done

    def _commit(self, done: Pushed, parent: str | None) -> str:
        operations: list[Any] = [CommitOperationDelete(path) for path in done.removed]
        for path in done.uploaded:
            add = CommitOperationAdd(path, self.parcel.folder / path)
            if add.upload_info.sha256.hex() != self.parcel.sums[path]:
                raise StanceBankError(f"{self.parcel.folder / path}: changed while it was pushed")
            operations.append(add)
        # Large files go up first, and those that did are kept if this stops; then one commit shows
        # data and card together. The parent guards against a push from elsewhere in between.
        commit = self.api.create_commit(
            self.name,
            operations,
            repo_type=KIND,
            commit_message=f"Publish {self.tag}" if self.tag else "Publish",
            parent_commit=parent,
        )
        return str(commit.oid)

    def _is_same(self, path: str, there: RepoFile | None) -> bool:
        local = self.parcel.folder / path
        if there is None or there.size != local.stat().st_size:
            return False
        if there.lfs is not None:
            return bool(there.lfs.sha256 == self.parcel.sums[path])
        content = local.read_bytes()  # only large files are in LFS, so this one is small
        git = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False)
        return bool(there.blob_id == git.hexdigest())

    def _listed(self, there: dict[str, RepoFile]) -> set[str]:
        if SUMS not in there:
            return set()
        file = self.api.hf_hub_download(self.name, SUMS, repo_type=KIND)
        with open(file, encoding="utf-8") as stream:  # noqa: PTH123 - a path of the cache
            return {line.rstrip("\n")[66:] for line in stream}

    def _tagged(self) -> str | None:
        if self.tag is None:
            return None
        refs = self.api.list_repo_refs(self.name, repo_type=KIND)
        return next((one.target_commit for one in refs.tags if one.name == self.tag), None)

    def judge(self, error: BaseException) -> tuple[str, bool]:
        """A failure in words, without the token, and whether it may pass."""
        cause: BaseException | None = error
        while isinstance(cause, RuntimeError) and cause.__cause__ is not None:
            cause = cause.__cause__  # the library wraps what went wrong with one file
        where = self.api.endpoint
        if isinstance(cause, HFValidationError):
            return "not a name the Hub takes: expected owner/name", False
        if isinstance(cause, UnicodeError):
            return "HF_TOKEN holds characters that no token has: set it anew", False
        if isinstance(cause, OfflineModeIsEnabled):
            return "HF_HUB_OFFLINE is set: unset it to push", False
        if isinstance(cause, HfHubHTTPError) and cause.response is not None:
            return _status(cause.response.status_code, where, self._plain(cause))
        if type(cause).__module__.split(".")[0].startswith("httpx") or isinstance(cause, OSError):
            kind = type(cause).__name__
            passing = kind not in ("LocalProtocolError", "UnsupportedProtocol", "InvalidURL")
            return f"no answer from {where} ({self._plain(cause)})", passing
        return self._plain(cause), False

    def _plain(self, error: BaseException | None) -> str:
        first = next((line for line in str(error).splitlines() if line.strip()), "")
        text = first.strip() or type(error).__name__
        token = get_token()
        return text.replace(token, "***") if token else text


def _status(code: int, where: str, text: str) -> tuple[str, bool]:
    if code == 401:
        return f"{where} does not know you: set HF_TOKEN, or run `hf auth login`", False
    if code == 403:
        return "no permission: the token needs the right to write to this owner", False
    if code == 404:
        return f"{where} has no such owner or repository, or the token may not see it", False
    if code == 412:
        return "another push was faster: run this one again", False
    return f"{where} answered {code} ({text})", code in (408, 409, 429) or code >= 500
