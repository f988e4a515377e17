"""CITATION.cff of the published folder (Citation File Format 1.2.0)."""

from __future__ import annotations

from pathlib import Path

import yaml

KEYWORDS = ["stance detection", "quotation attribution", "event coding", "PLOVER", "corpus"]


def write(folder: Path, version: str, released: str | None) -> None:
    """Write CITATION.cff; `version` is that of the data, `released` its day if it is known."""
    content = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": "StanceBank: an annotated corpus of reporting on armed conflict and peace talks",
        "abstract": "News articles with three layers of labels in one record: statements, stances "
        "on registered propositions, and PLOVER events, with every annotator's own labels.",
        "authors": [{"name": "StanceBank contributors"}],
        "version": version,
        **({"date-released": released} if released is not None else {}),
        "keywords": KEYWORDS,
    }
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
    (folder / "CITATION.cff").write_bytes(text.encode("utf-8"))
