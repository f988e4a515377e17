"""corpus/CHANGELOG.md: an entry a version, the newest first, written from a comparison."""

from __future__ import annotations

import re
from pathlib import Path

from stancebank import store
from stancebank.errors import StanceBankError
from stancebank.publish.diff.report import changelog_lines
from stancebank.publish.diff.run import Comparison
from stancebank.publish.diff.version import numbers

HEAD = """# Changes of the data

Written by `stancebank diff OLD --changelog`, the newest first; the policy of versions is in
[README.md](README.md). Notes outside of the comments that mark the written part are kept.
"""

BEGIN, END = "<!-- written by stancebank diff -->", "<!-- /written -->"

_ENTRY = re.compile(r"^## (\d+\.\d+\.\d+)\b.*$", re.MULTILINE)


def write_changelog(found: Comparison, path: Path) -> bool:
    """Put the entry of NEW's version into the changelog, or renew it there; True if it changed.

    Raises:
        StanceBankError: NEW has no version, or one that is less than its changes ask for.
    """
    version = found.new.version
    if version is None:
        raise StanceBankError(
            f"{found.new.name}: has no version.json: a changelog entry needs the version it is for"
        )
    if found.enough is False:
        raise StanceBankError(
            f"{found.new.name}: version.json says {version}, the changes ask for "
            f"{found.proposed} at least: raise `version`, set `released`, then write the changelog"
        )
    if not found.changes and found.old.version == version:
        return False
    content = HEAD
    if path.is_file():
        try:
            content = store.read_bounded(path, store.MAX_FILE_BYTES).decode("utf-8")
        except UnicodeDecodeError as error:
            raise StanceBankError(
                f"{path}: not UTF-8 ({error.reason}): save it as UTF-8"
            ) from error
    return store.write_bytes(path, _with_entry(content, found, version).encode("utf-8"))


def _with_entry(content: str, found: Comparison, version: str) -> str:
    since = f"since {found.old.version}" if found.old.version else "first version"
    step = f", {found.step}" if found.old.version else ""
    schema = f" Schema {found.new.schema_version}." if found.new.schema_version else ""
    body = "\n".join(
        [BEGIN, f"{since.capitalize()}{step}.{schema}", "", *changelog_lines(found), END]
    )
    heading = f"## {version} ({found.new.released or 'undated'})"
    entries = list(_ENTRY.finditer(content))
    for index, entry in enumerate(entries):
        if entry[1] == version:
            stop = entries[index + 1].start() if index + 1 < len(entries) else len(content)
            old = content[entry.end() : stop]
            # A value of the corpus that is quoted in the written part may look like a mark, too.
            at, end = old.find(f"{BEGIN}\n"), old.rfind(f"\n{END}") + 1
            if at < 0 or end <= at:
                kept = f"\n\n{body}{old.rstrip() or ''}\n"
            else:
                kept = old[:at] + body + old[end + len(END) :]
            return content[: entry.start()] + heading + kept + content[stop:]
    below = [one for one in entries if numbers(one[1]) < numbers(version)]
    at = below[0].start() if below else len(content)
    before = content[:at].rstrip("\n")
    rest = content[at:]
    return f"{before}\n\n{heading}\n\n{body}\n" + (f"\n{rest}" if rest else "")
