"""A finished published folder: proved by its SHA256SUMS, and whose texts may be passed on.

The build of the wheel imports this too: standard library only, pyarrow when a text is looked at.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from stancebank.errors import StanceBankError
from stancebank.publish.licences import redistributable

SUMS = "SHA256SUMS"
CARD = "README.md"


def verified(folder: Path) -> dict[str, str]:
    """The files of a published folder with their SHA-256, all of them compared.

    Args:
        folder: what `stancebank publish` wrote.

    Returns:
        Path relative to the folder, with slashes → hexadecimal hash, in the order of SHA256SUMS.

    Raises:
        StanceBankError: no published folder; a file changed, missing, or not in SHA256SUMS.
    """
    again = "publish again with `stancebank publish`"
    if not (folder / SUMS).is_file():
        raise StanceBankError(f"{folder}: not a published folder: it has no {SUMS}; {again}")
    sums: dict[str, str] = {}
    # A byte that is no UTF-8 becomes a name that no file has.
    lines = (folder / SUMS).read_text("utf-8", errors="surrogateescape").splitlines()
    for number, line in enumerate(lines, 1):
        match = re.fullmatch(r"([0-9a-f]{64})  ([^/\\:]+(?:/[^/\\:]+)*)", line)
        if match is None or {".", ".."} & set(match[2].split("/")):
            raise StanceBankError(f"{folder / SUMS}:{number}: not `hash  path/in/folder`; {again}")
        sums[match[2]] = match[1]
    if CARD not in sums:
        raise StanceBankError(f"{folder / SUMS}: lists no {CARD}, the dataset card; {again}")
    for name, expected in sums.items():
        path = folder / name
        if not path.is_file():
            raise StanceBankError(f"{path}: missing, though {SUMS} lists it; {again}")
        if sha256(path) != expected:
            raise StanceBankError(f"{path}: changed since it was published; {again}")
    there = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    for one in sorted(there):
        # Hidden files (.DS_Store) are the system's; anything else would be left behind unseen.
        hidden = any(part.startswith(".") for part in one.parts)
        if one.as_posix() not in sums and one.name != SUMS and not hidden:
            raise StanceBankError(f"{folder / one}: not in {SUMS}; remove it, or {again}")
    return sums


def sha256(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def closed_texts(folder: Path) -> list[str]:
    """Ids of the articles whose full text is there, under a licence that does not let it pass on.

    Raises:
        StanceBankError: no readable config `articles` with text and rights, so that nothing can be
            said.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = sorted((folder / "data" / "articles").glob("*.parquet"))
    closed: list[str] = []
    for path in files:
        try:
            with pq.ParquetFile(path) as parquet:
                if not {"id", "text", "rights"} <= set(parquet.schema_arrow.names):
                    raise StanceBankError(f"{path}: no columns id, text and rights to judge by")
                for batch in parquet.iter_batches(1_000, columns=["id", "text", "rights"]):
                    closed += [
                        row["id"]
                        for row in batch.to_pylist()
                        if row["text"]
                        and not redistributable((row["rights"] or {}).get("license") or "")
                    ]
        except pa.ArrowException as error:
            raise StanceBankError(
                f"{path}: not readable as Parquet ({error}); publish again"
            ) from error
    if not files:
        raise StanceBankError(f"{folder}: no config `articles`, so rights are not known")
    return closed


def data_version(folder: Path) -> str | None:
    """The data version that the card's front matter names; None if it names none."""
    text = (folder / CARD).read_text(encoding="utf-8")
    front = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    found = (
        re.search(r"^version: *['\"]?([0-9][\w.+-]*)['\"]? *$", front[1], re.M) if front else None
    )
    return found[1] if found else None
