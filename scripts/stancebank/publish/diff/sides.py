"""What is compared: a corpus folder, a git revision or a published folder, as files and digests.

Every side looks like the tree of a corpus: relative path → digest, and bytes on demand. A digest is
git's blob id, so that what is equal is known without reading a revision's files at all.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from stancebank import store
from stancebank.corpus import FILES
from stancebank.errors import StanceBankError

NOTHING = "nothing"
"""As OLD: an empty corpus, for the first release."""

LABELS = "labels/"
"""Prefix under which a side shows the label sets of the schema folder beside its corpus."""


class Side(Protocol):
    """One of the two states. `partial`: published, so without what a release does not carry."""

    name: str
    partial: bool
    files: dict[str, str]

    def read(self, path: str) -> bytes:
        """The bytes of a file."""


def digest_of(content: bytes, algorithm: str = "sha1") -> str:
    """Git's id of a blob with this content."""
    return hashlib.new(algorithm, b"blob %d\0" % len(content) + content).hexdigest()


def wanted(path: str) -> bool:
    """Whether a path inside a corpus is one that is compared.

    Raises:
        StanceBankError: it is, and its name would break the lines it is told in.
    """
    parts = PurePosixPath(path).parts
    record = len(parts) == 3 and parts[0] in ("articles", "layers") and path.endswith(".json")
    if record and not path.isprintable():
        raise StanceBankError(f"{path!a}: a file name with characters that do not print: rename it")
    return path in FILES or record


@dataclass
class Empty:
    """Nothing at all."""

    name: str = NOTHING
    partial: bool = False
    files: dict[str, str] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        """Never called: there are no files."""
        raise KeyError(path)


class Folder:
    """A corpus folder as it lies on disk; `algorithm` is that of the other side's digests."""

    partial = False

    def __init__(self, root: Path, name: str, algorithm: str = "sha1") -> None:
        self.name = name
        self._paths = {
            path.relative_to(root).as_posix(): path
            for folder in (".", "registry", "articles/*", "layers/*")
            for path in root.glob(f"{folder}/*.json")
            if wanted(path.relative_to(root).as_posix())
        }
        labels = root.resolve().parent / "schema" / "labels"
        self._paths |= {f"{LABELS}{path.name}": path for path in labels.glob("*.json")}
        self.files = {name: digest_of(self.read(name), algorithm) for name in sorted(self._paths)}

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        return store.read_bounded(self._paths[path], store.MAX_FILE_BYTES)


class Revision:
    """The corpus in a git revision; its files are read through one `git cat-file --batch`."""

    partial = False

    def __init__(self, revision: str, corpus: Path, stack: ExitStack) -> None:
        self.name = revision
        start = next(one for one in (corpus.resolve(), *corpus.resolve().parents) if one.is_dir())
        top = Path(_git(start, revision, "rev-parse", "--show-toplevel").decode().strip())
        root = corpus.resolve().relative_to(top.resolve()).as_posix()
        commit = _git(
            top, revision, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}"
        )
        listed = _git(top, revision, "ls-tree", "-r", "-z", "--full-tree", commit.decode().strip())
        labels = (PurePosixPath(root).parent / "schema" / "labels").as_posix()
        self.files = {}
        for entry in listed.split(b"\0"):
            about, _, name = entry.decode("utf-8", "surrogateescape").partition("\t")
            # Links (120000) and submodules (160000) are no files of a corpus.
            if not about.startswith("100"):
                continue
            inside = name if root == "." else name.removeprefix(f"{root}/")
            if (root == "." or inside != name) and wanted(inside):
                self.files[inside] = about.split()[2]
            elif PurePosixPath(name).parent.as_posix() == labels and name.endswith(".json"):
                self.files[LABELS + PurePosixPath(name).name] = about.split()[2]
        if not any(path in FILES for path in self.files):
            raise StanceBankError(
                f"{revision}: this revision has no corpus at {root}/: name the folder it had there "
                f"with --corpus, or compare with `{NOTHING}`"
            )
        self.algorithm = "sha256" if len(commit.strip()) == 64 else "sha1"
        self._batch = stack.enter_context(
            subprocess.Popen(
                ["git", "-C", str(top), "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        )

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        asked, told = self._batch.stdin, self._batch.stdout
        assert asked is not None and told is not None
        try:
            asked.write(self.files[path].encode() + b"\n")
            asked.flush()
            head = told.readline().split()
            if len(head) != 3 or int(head[2]) > store.MAX_FILE_BYTES:
                raise OSError("missing or too large")
            return told.read(int(head[2]) + 1)[:-1]
        except OSError as error:
            raise StanceBankError(
                f"{self.name}:{path}: git cannot give the file ({error}): fetch the whole revision"
            ) from error


class Spool:
    """Files kept one behind the other in a temporary file: made on the way, read in any order."""

    partial = True

    def __init__(self, name: str, stack: ExitStack) -> None:
        self.name = name
        self.files: dict[str, str] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self._stream: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        stack.callback(self._stream.close)

    def add(self, path: str, content: bytes) -> None:
        """Take a file."""
        if path in self.files:
            raise StanceBankError(f"{self.name}: two articles at {path}: publish the folder again")
        self._places[path] = (self._stream.seek(0, 2), len(content))
        self._stream.write(content)
        self.files[path] = digest_of(content)

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        at, length = self._places[path]
        self._stream.seek(at)
        return self._stream.read(length)


def open_sides(old: str, new: str | None, corpus: Path, stack: ExitStack) -> tuple[Side, Side]:
    """OLD and NEW as the user named them: a folder if there is one of that name, else a revision.

    Args:
        old: a corpus folder, a published folder, a git revision or `nothing`.
        new: the same; None for the corpus folder as it lies on disk.
        corpus: the corpus folder, which is also where a revision has it.
        stack: closes what the sides hold open.

    Raises:
        StanceBankError: neither folder nor revision, or not readable.
    """
    first = _open(old, corpus, stack, "sha1")
    algorithm = first.algorithm if isinstance(first, Revision) else "sha1"
    second = _open(str(corpus) if new is None else new, corpus, stack, algorithm)
    if isinstance(second, Revision) and second.algorithm != algorithm:
        first = _open(old, corpus, stack, second.algorithm)
    return first, second


def _open(named: str, corpus: Path, stack: ExitStack, algorithm: str) -> Side:
    if named == NOTHING:
        return Empty()
    path = Path(named)
    if not path.is_dir():
        if path.exists() or named == str(corpus):
            raise StanceBankError(
                f"{named}: not a folder: give a corpus folder, a published folder or a git revision"
            )
        return Revision(named, corpus, stack)
    for root in (path, path / "corpus"):
        if (root / "registry").is_dir():
            return Folder(root, named, algorithm)
    if (path / "data" / "articles").is_dir():
        from stancebank.publish.diff.published import published

        return published(path, named, stack)
    raise StanceBankError(
        f"{named}: neither a corpus (it has no registry/) nor a published folder (it has no "
        f"data/articles/): for a git revision of that name write refs/heads/{named}"
    )


def _git(folder: Path, revision: str, *arguments: str) -> bytes:
    try:
        result = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=False
        )
    except OSError as error:
        raise StanceBankError(
            f"{revision}: no such folder, and git cannot be run: {error.strerror}"
        ) from error
    if result.returncode:
        said = " ".join(result.stderr.decode("utf-8", "replace").split("\n")[:1]).strip()
        raise StanceBankError(
            f"{revision}: neither a folder nor a revision in the git repository of {folder} "
            f"({said or 'unknown'}): fetch it, or name a folder, commit, branch or tag"
        )
    return result.stdout
