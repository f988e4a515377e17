"""Inputs that cannot become a record: why (stable codes) and the file that lists them."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO, Literal, get_args

import msgspec

from stancebank.record import canonical_line
from stancebank.store import atomic, is_jsonl

Reason = Literal[
    "empty",  # nothing is left when white space and control characters are taken away
    "binary",  # the bytes are not text: a magic number, NULs, control bytes
    "too-large",  # a raw file or a line of JSONL over the limit
    "too-damaged",  # so many repairs that it is no article
    "undecodable",  # the bytes are in no encoding that is stated or beyond doubt
    "no-article",  # an HTML page without a main text
    "bad-metadata",  # a sidecar, front matter or JSON field that the raw schema refuses
    "bad-json",  # not JSON, nested too deep, or not one object
    "unsupported-format",  # a suffix no reader knows
    "orphan-sidecar",  # a <name>.meta.json without its raw file
    "outside",  # a symbolic link that leads out of the SOURCE folder
    "unreadable",  # the operating system or the decompressor refuses
    "duplicate-id",  # an id that an earlier input of this run has
    "withdrawn",  # the id or the text stands in corpus/withdrawn.json
    "text-changed",  # OUT has the id with labels on another text
    "other-collection",  # OUT has the id in another collection
    "broken-record",  # OUT has the id in a file that is no record
    "merge-conflict",  # git's conflict markers stand in the raw file
    "internal",  # StanceBank itself failed on this input
]
"""Stable codes: scripts may rely on them."""

REASONS: tuple[Reason, ...] = get_args(Reason)


class Reject(Exception):
    """One input that is passed over; the others go on. The message is one line with a remedy."""

    def __init__(self, reason: Reason, message: str) -> None:
        # Parsers quote the input in their messages; a message is one printable line all the same.
        self.message = "".join(char if char.isprintable() else " " for char in message)
        self.reason: Reason = reason
        super().__init__(self.message)


def internal(where: str, error: Exception) -> Reject:
    """A failure of StanceBank itself, with the place in its code."""
    *_, last = traceback.extract_tb(error.__traceback__)
    place = f"{Path(last.filename).name}:{last.lineno}"
    return Reject(
        "internal",
        f"{where}: StanceBank itself failed on it ({type(error).__name__} at {place}: "
        f"{str(error)[:200]}): report this with the file; nothing was written for it",
    )


class RejectLine(msgspec.Struct, frozen=True):
    """One line of a rejects file."""

    input: str
    reason: Reason
    message: str


def rejects_path(out: Path) -> Path:
    """The rejects file beside OUT: corpus/articles and corpus/articles.jsonl.gz both have
    corpus/articles.rejects.jsonl.
    """
    out = out if out.name else out.resolve()
    name = out.name
    if is_jsonl(out):
        name = name[: name.rindex(".jsonl")]
    return out.parent / f"{name}.rejects.jsonl"


class RejectsFile:
    """Writes rejects as they come, for a file that appears (or is removed) at the end.

    Lines of an earlier run about inputs that this run does not answer for are kept, first.
    """

    def __init__(self, path: Path, answers_for: Callable[[str], bool]) -> None:
        self.path = path
        self.count = 0
        self._answers_for = answers_for
        self._kept = 0
        self._stack = ExitStack()
        self._stream: IO[bytes] | None = None

    def add(self, source: str, reject: Reject) -> None:
        """Write one reject."""
        line = RejectLine(input=source, reason=reject.reason, message=reject.message)
        self._open().write(canonical_line(msgspec.to_builtins(line)))
        self.count += 1

    def _open(self) -> IO[bytes]:
        if self._stream is None:
            self._stream = self._stack.enter_context(atomic(self.path))
            for line in self._earlier():
                self._stream.write(line)
                self._kept += 1
        return self._stream

    def _earlier(self) -> Iterator[bytes]:
        if not self.path.is_file():
            return
        with self.path.open("rb") as stream:
            for line in stream:
                try:
                    ours = self._answers_for(msgspec.json.decode(line, type=RejectLine).input)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    ours = False  # not a line of ours: nor to be lost
                if not ours:
                    yield line if line.endswith(b"\n") else line + b"\n"

    def __enter__(self) -> RejectsFile:
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is None and self.count == 0:
            if next(self._earlier(), None) is None:
                self.path.unlink(missing_ok=True)
            else:
                self._open()
        # ExitStack hands an error on to `atomic`, which then leaves no half-written file.
        self._stack.__exit__(*error)  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[RejectLine]:
        """The rejects of this run in the finished file, one by one."""
        if self.count:
            with self.path.open("rb") as stream:
                for line in islice(stream, self._kept, None):
                    yield msgspec.json.decode(line, type=RejectLine)
