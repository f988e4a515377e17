"""What changed against a git revision: files, registry entries, and splits of that time."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import msgspec

from stancebank.errors import StanceBankError

REGISTRIES = ("actors", "targets", "conflicts")


def changed_files(folder: Path, revision: str) -> set[Path]:
    """Resolved paths of files that differ from the revision, new ones included.

    Raises:
        StanceBankError: not a git work tree, or no such revision.
    """
    if git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
        raise StanceBankError(
            f"--since {revision}: no such revision in the git repository of {folder}: fetch it, or "
            "name a commit, branch or tag"
        )
    top = Path((git(folder, "rev-parse", "--show-toplevel") or b"").decode().strip())
    changed = git(top, "diff", "--name-only", "-z", revision, "--") or b""
    new = git(top, "ls-files", "--others", "--exclude-standard", "-z") or b""
    return {(top / name.decode()).resolve() for name in (changed + new).split(b"\0") if name}


def changed_entries(root: Path, revision: str) -> frozenset[str]:
    """Ids of registry entries that were added, removed or changed since the revision."""
    changed: set[str] = set()
    for kind in REGISTRIES:
        path = root / "registry" / f"{kind}.json"
        before = _entries(file_at(path, revision), kind)
        after = _entries(path.read_bytes() if path.is_file() else None, kind)
        changed |= {
            one for one in before.keys() | after.keys() if before.get(one) != after.get(one)
        }
    return frozenset(changed)


def splits_at(root: Path, revision: str) -> dict[str, str]:
    """Split by article in splits.json of the revision; empty without git or without the file."""
    raw = file_at(root / "splits.json", revision)
    entries = _decoded(raw).get("assignments", [])
    return {entry["article"]: entry["split"] for entry in entries}


def file_at(path: Path, revision: str) -> bytes | None:
    """A file's bytes in a revision; None if it is not there, or there is no git."""
    return git(path.parent, "show", f"{revision}:./{path.name}")


def git(folder: Path, *arguments: str) -> bytes | None:
    """What a git command prints in a folder; None if it fails or git is not installed."""
    try:
        result = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=False
        )
    except OSError:
        return None
    return result.stdout if result.returncode == 0 else None


def _entries(raw: bytes | None, kind: str) -> dict[str, Any]:
    return {entry["id"]: entry for entry in _decoded(raw).get(kind, [])}


def _decoded(raw: bytes | None) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(raw or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
