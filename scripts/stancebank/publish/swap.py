"""Building a folder aside and putting it in place whole, one builder at a time.

A builder that is killed leaves the old folder as it was, at any moment: where the system can, the
two folders are exchanged in one step (renameat2 of Linux); elsewhere the old one is moved aside
first, and whoever comes next finds it there and puts it back.
"""

from __future__ import annotations

import ctypes
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stancebank.errors import StanceBankError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def building(out: Path) -> Iterator[Path]:
    """An empty folder beside `out`; it takes the place of `out` if the block ends without error.

    Raises:
        StanceBankError: another builder of `out` is at work.
    """
    out = out.resolve()  # the folder a link leads to, on whatever disk, and never the link
    out.parent.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        _clear_up(out)
        new = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.new."))
        try:
            new.chmod(0o755)
            yield new
            _put_in_place(new, out)
        finally:
            shutil.rmtree(new, ignore_errors=True)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Holds a lock that the system lets go of when the process ends, however it ends."""
    path = out.parent / f".{out.name}.lock"
    with path.open("a") as stream:
        try:
            _lock(stream.fileno())
            # A file that its last holder has just removed would lock nobody out.
            if os.fstat(stream.fileno()).st_ino != path.stat().st_ino:
                raise FileNotFoundError(path)
        except OSError as error:
            raise StanceBankError(
                f"{out}: another command is writing it: wait for it to end, or choose another -o"
            ) from error
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _clear_up(out: Path) -> None:
    """Undo what a killed builder left: put back an old folder, throw half-built ones away."""
    name = glob.escape(out.name)
    # mkdtemp ends a name with eight characters; a plain * would take what is for `dist.new`, too.
    for old in sorted(out.parent.glob(f".{name}.old.{'?' * 8}")):
        if not out.exists() and (old / out.name).is_dir():
            (old / out.name).rename(out)
        shutil.rmtree(old, ignore_errors=True)
    for new in out.parent.glob(f".{name}.new.{'?' * 8}"):
        shutil.rmtree(new, ignore_errors=True)


def _put_in_place(new: Path, out: Path) -> None:
    """`new` becomes `out`; what was there ends under the name `new`, to be removed."""
    if not out.exists():
        new.rename(out)
    elif not _exchange(new, out):
        old = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.old."))
        out.rename(old / out.name)
        new.rename(out)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    names = os.fsencode(one), os.fsencode(other)
    return bool(renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
