"""Made-up but sound records for benchmarks: about 10 KB each, no two alike, clean by all rules.

Their sentences are filled patterns: fit for measuring speed, and for nothing else.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from stancebank.record import (
    SCHEMA_VERSION,
    Annotation,
    Annotator,
    Article,
    Event,
    Layer,
    Rights,
    Source,
    Span,
    Stance,
    Statement,
    canonical,
    canonical_line,
)

BASE = Path(__file__).resolve().parents[1] / "examples" / "base" / "corpus"
PLACES = ["Velmo", "Tarsk", "Brenholt", "Ostrel", "Halva", "Ruzen", "Ambrek", "Sund"]
THINGS = ["bridge", "ferry", "dam", "road", "mill", "depot", "station", "crossing", "quarry"]
VERBS = ["would open", "would stay shut", "had been held", "must be handed over", "was lost"]
CUES = ["said", "warned", "insisted", "added", "claimed", "noted", "argued", "repeated"]
FILLERS = [
    "Rain kept the boats in harbour for most of the morning",
    "Traders in the old market counted what was left of the flour",
    "Nobody at the school could say when lessons would begin again",
    "The river stood higher than in any spring since the flood – “a sea”, people said",
]
TARGETS = ["temsa.brenholt-plan", "temsa.talks", "temsa.truce", "temsa.velmo"]
LABELS = ["favor", "against", "neutral"]
STATEMENTS = 11


def articles(count: int, seed: int = 7) -> Iterator[Article]:
    """`count` sound articles about the invented conflict of the examples."""
    rng = random.Random(seed)
    for number in range(count):
        yield _article(number, rng)


def _article(number: int, rng: random.Random) -> Article:
    text = ""
    statements, stances, events = [], [], []

    def put(words: str) -> Span:
        nonlocal text
        start = len(text)
        text += words
        return Span(start=start, end=len(text), text=words)

    for at in range(STATEMENTS):
        text += "\n\n" if at and at % 3 == 0 else " " if at else ""
        source = put("Commander Brisk")
        text += " "
        cue = put(rng.choice(CUES))
        text += " "
        place, thing = rng.choice(PLACES), rng.choice(THINGS)
        content = put(f"the {place} {thing} {rng.choice(VERBS)} by day {rng.randint(1, 999)}")
        text += f". {rng.choice(FILLERS)}. On the {rng.randint(1, 30)}th the army "
        trigger = put("shelled")
        text += f" {rng.choice(PLACES)}."
        identity = str(at + 1)
        statements.append(
            Statement(
                id=f"s{identity}",
                speaker="brisk",
                source=source,
                cue=cue,
                content=[content],
                mode="indirect",
                parent=None,
                addressees=[],
            )
        )
        stances.append(
            Stance(
                id=f"t{identity}",
                statement=f"s{identity}",
                holder="brisk",
                target=rng.choice(TARGETS),
                label=rng.choice(LABELS),
                evidence=[content],
                condition=[],
                explicit=rng.random() < 0.5,
            )
        )
        events.append(
            Event(
                id=f"e{identity}",
                type="ASSAULT",
                mode="heavy-weapons",
                trigger=trigger,
                actors=["varenian-army"],
                recipients=["osk-front"],
                mediators=[],
                date=None,
                place=None,
                realis="actual",
                asserted_by=None,
            )
        )
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(
        id=f"bench-{number:06}",
        schema_version=SCHEMA_VERSION,
        collection="authored",
        conflict="temsa",
        story=None,
        genre="wire",
        language="en",
        title=f"Report {number}",
        published="2031-04-09",
        dateline="Velmo",
        text=text,
        text_sha256=digest,
        source=Source(
            file=f"bench.jsonl#{number + 1}",
            sha256=digest,
            encoding="utf-8",
            url=None,
            publisher="Ostrel Courier",
            author=None,
            written_by="machine",
            retrieved=None,
        ),
        rights=Rights(license="CC-BY-4.0", holder="StanceBank contributors", text="full"),
        repairs=[],
        targets=TARGETS,
        statements=statements,
        stances=stances,
        events=events,
        annotation=Annotation(status="single", guidelines="1.0", layers=["anna"], adjudicator=None),
    )


def write_corpus(folder: Path, count: int) -> Path:
    """A corpus folder with registries and one JSONL file of `count` records; returns the file."""
    shutil.copytree(BASE / "registry", folder / "corpus" / "registry")
    path = folder / "corpus" / "records.jsonl"
    with path.open("wb") as stream:
        for article in articles(count):
            stream.write(canonical_line(article))
    return path


def write_folder(root: Path, count: int) -> None:
    """A corpus folder with registries, and `count` records and their layers as files."""
    shutil.copytree(BASE, root, ignore=shutil.ignore_patterns("articles", "layers", "splits.json"))
    folder = root / "articles" / "authored"
    layers = root / "layers" / "anna"
    for made in (folder, layers):
        made.mkdir(parents=True)
    for article in articles(count):
        (folder / f"{article.id}.json").write_bytes(canonical(article))
        (layers / f"{article.id}.json").write_bytes(canonical(_layer(article)))


def _layer(article: Article) -> Layer:
    return Layer(
        article=article.id,
        schema_version=SCHEMA_VERSION,
        text_sha256=article.text_sha256,
        annotator=Annotator(id="anna", kind="human", description="Made up."),
        guidelines="1.0",
        created="2031-04-10",
        statements=article.statements,
        stances=article.stances,
        events=article.events,
        notes=[],
    )
