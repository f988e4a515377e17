"""Published folders for the tests of what becomes of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import REPOSITORY, copy_seed
from stancebank import cli

BASE = REPOSITORY / "tests" / "examples" / "base"


def publish_base(place: Path, document: str = "# About\n", without: str | None = None) -> Path:
    """Publish the invented corpus, all of it CC BY 4.0; `without` leaves one article out."""
    root = place / "base"
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    (root / "DATASHEET.md").write_text(document, encoding="utf-8")
    if without is not None:
        path = root / "corpus" / "articles" / "authored" / f"{without}.json"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"status": "gold"', '"status": "suggested"'), "utf-8")
        # The proof in splits.json is of the articles that are published now.
        cli.run(["split", "--corpus", str(root / "corpus")])
    assert cli.run(["publish", "--corpus", str(root / "corpus"), "-o", str(place / "dist")]) == 0
    return place / "dist"


def publish_seed(place: Path) -> Path:
    """Publish the seed, whose licence is unknown, with its full text."""
    copy_seed(place)
    assert cli.run(["publish", "--corpus", str(place / "corpus"), "-o", str(place / "dist")]) == 0
    return place / "dist"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
