"""A contribution to start from: an empty layer beside a fresh record."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from stancebank.record import SCHEMA_VERSION, Annotator, Article, Layer, canonical
from stancebank.store import write_bytes

GUIDELINES = "1.1"
"""Edition of schema/CODEBOOK.md that a new layer follows."""


def empty_layer(article: Article, annotator: Annotator) -> Layer:
    """A layer of an article without labels, dated today."""
    return Layer(
        article=article.id,
        schema_version=SCHEMA_VERSION,
        text_sha256=article.text_sha256,
        annotator=annotator,
        guidelines=GUIDELINES,
        created=datetime.now(UTC).date().isoformat(),
        statements=[],
        stances=[],
        events=[],
        notes=[],
    )


def write_layer(root: Path, layer: Layer) -> tuple[Path, bool]:
    """Put a layer into a corpus: (its file, whether it is new); an existing one is left alone."""
    path = root / "layers" / layer.annotator.id / f"{layer.article}.json"
    if path.exists():
        return path, False
    return path, write_bytes(path, canonical(layer))
