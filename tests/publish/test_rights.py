"""How much text leaves: by licence, by policy, bounded over all rows, counted on the card."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest

from conftest import REPOSITORY, SEED, copy_seed
from stancebank import cli
from stancebank.publish.features import CONFIGS
from stancebank.publish.licences import NOT_LISTED, TABLE, reason, redistributable
from stancebank.publish.rights import MAX_POINTS, MAX_SHARE, Shown, bound, withhold
from stancebank.record import Article, Layer, Repair, canonical, decode, sha256

BASE = REPOSITORY / "tests" / "examples" / "base"
LICENCES = {
    "CC0-1.0": True,
    "CC-BY-4.0": True,
    "cc-by-4.0": True,
    "CC-BY-3.0-IGO": True,
    "CC-BY-SA-2.0-UK": True,
    "CC-PDM-1.0": True,
    "PDDL-1.0": True,
    "MIT": True,
    "Apache-2.0 WITH LLVM-exception": True,
    "CC-BY-4.0 AND MIT": True,
    "LicenseRef-house OR CC-BY-4.0": True,
    "CC-BY-4.0 AND (MIT OR LicenseRef-x)": True,
    "CC-BY-4.0 AND LicenseRef-x": False,
    "CC-BY-NC-4.0": False,
    "CC-BY-ND-4.0": False,
    "CC-BY-NC-ND-3.0-IGO": False,
    "CC-BY-NC-SA-4.0 OR LicenseRef-x": False,
    "ODbL-1.0": False,
    "GPL-3.0-only": False,
    "MIT WITH nonsense": False,
    "CC-BY-4.0+": False,
    "CC-BY-9.9": False,
    "LicenseRef-unknown": False,
    "LicenseRef-CC-BY-4.0": False,
    "LicenseRef-scancode-public-domain": False,
    "CC-BY-4.0 AND": False,
    "Creative Commons": False,
    "": False,
    "(" * 5000 + "MIT": False,
}


@pytest.mark.parametrize(("expression", "full"), LICENCES.items(), ids=lambda one: str(one)[:40])
def test_only_known_redistributable_licences_give_the_whole_text(
    expression: str, full: bool
) -> None:
    assert redistributable(expression) is full


@pytest.mark.parametrize("expression", [one for one, full in LICENCES.items() if full])
def test_the_card_never_says_of_a_permission_that_it_is_none(expression: str) -> None:
    told = reason(expression)
    assert any(one.reason in told for one in TABLE if one.full)
    assert told != NOT_LISTED


def test_the_card_gives_the_reason_licence_by_licence() -> None:
    by, mit = reason("CC-BY-4.0"), reason("MIT")
    assert reason("cc-by-4.0") == by == "share, naming the author"
    assert reason("MIT AND CC-BY-4.0") == f"CC-BY-4.0: {by}; MIT: {mit}"
    assert NOT_LISTED in reason("CC-BY-4.0 OR LicenseRef-x")
    assert reason("Apache-2.0 WITH LLVM-exception") == mit
    assert reason("CC-BY-NC-ND-4.0").startswith("no adapted version")
    for unknown in ("LicenseRef-unknown", "CC-BY-4.0 AND", "", "(" * 5000):
        assert reason(unknown) == NOT_LISTED


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "project")
    return tmp_path / "project"


def publish(project: Path, *more: str) -> Path:
    corpus, dist = str(project / "corpus"), project / "dist"
    assert cli.run(["publish", "--corpus", corpus, "-o", str(dist), *more]) == 0
    return dist


def edit(project: Path, name: str, **changes: Any) -> Article:
    path = project / "corpus" / "articles" / "authored" / f"{name}.json"
    article = msgspec.structs.replace(decode(path.read_bytes(), Article), **changes)
    path.write_bytes(canonical(article))
    return article


def rows(dist: Path, config: str) -> list[dict[str, Any]]:
    return [row for path in sorted((dist / "data" / config).glob("*.parquet"))
            for row in pq.ParquetFile(path).read().to_pylist()]  # fmt: skip


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from strings(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, key)


def rights(article: Article, **changes: Any) -> Any:
    return msgspec.structs.replace(article.rights, **changes)


def test_without_public_the_policy_counts_and_with_it_the_licence_too(project: Path) -> None:
    article = edit(project, "ferry")
    edit(project, "ferry", rights=rights(article, license="LicenseRef-house"))
    texts = {row["id"]: row for row in rows(publish(project), "articles")}
    assert texts["ferry"]["text"] == article.text
    texts = {row["id"]: row for row in rows(publish(project, "--public"), "articles")}
    assert texts["ferry"]["text"] is None and texts["ferry"]["text_sha256"] == sha256(article.text)
    assert texts["plan"]["text"] is not None
    card = (project / "dist" / "README.md").read_text("utf-8")
    assert f"| excerpt | 1 | {len(article.text)} |" in card
    assert "| `LicenseRef-house` | excerpt | 1 |" in card


@pytest.mark.parametrize("config", CONFIGS)
def test_every_row_of_every_config_has_offsets_and_the_hash_of_its_text(
    project: Path, config: str
) -> None:
    full = rows(publish(project), config)
    hashes = {row["id"]: row["text_sha256"] for row in rows(project / "dist", "articles")}
    for name in ("ferry", "plan"):
        article = edit(project, name)
        edit(project, name, rights=rights(article, text="none"))
    bare = rows(publish(project, "--public"), config)
    assert [row["text_sha256"] for row in bare] == [hashes[row["article_id"]] for row in bare]

    def places(value: Any) -> Any:
        if isinstance(value, dict):
            if "start" in value:
                return [value["start"], value["end"]]
            return {name: places(one) for name, one in value.items()}
        return [places(one) for one in value] if isinstance(value, list) else None

    assert places(bare) == places(full)


def test_an_excerpt_keeps_the_words_of_what_it_can_and_its_context(project: Path) -> None:
    article = edit(project, "plan")
    edit(project, "plan", rights=rights(article, text="excerpt"))
    dist = publish(project)
    own = [row for row in rows(dist, "events") if row["article_id"] == "plan"]
    kept = [row for row in own if row["trigger"]["text"] is not None]
    assert kept
    for row in kept:
        span = row["trigger"]
        assert article.text[span["start"] : span["end"]] == span["text"]
        assert span["text"] in row["sentence"]
        for piece in row["sentence"].split(" … "):
            at = article.text.index(piece)
            outer = article.text[max(at - 1, 0) : at] + article.text[at + len(piece) :][:1]
            assert not re.search(r"\w\w", outer)


def test_what_is_kept_back_is_not_told_by_repairs_or_by_odd_white_space(project: Path) -> None:
    article = edit(project, "plan")
    words = article.text[: article.text.index(".")]
    assert len(words.split()) > 5
    repair = Repair(kind="broken_word", start=0, end=len(words), raw=f"{words}!", text=words)
    edit(
        project,
        "plan",
        rights=rights(article, text="none"),
        title=words.replace(" ", "\u00a0"),
        repairs=[repair],
    )
    record = decode((project / "corpus/articles/authored/plan.json").read_bytes(), Article)
    shown = Shown(record, [], "none")
    row = msgspec.to_builtins(record)
    kept = withhold(row, shown)
    assert kept["title"] is None
    assert kept["repairs"] == [
        {"kind": "broken_word", "start": 0, "end": len(words), "raw": None, "text": None}
    ]
    # An id made of the article's words stays: rows are joined by it.
    assert withhold({**row, "id": words.replace(" ", "-")}, shown)["id"] is not None


POLICIES = ("full", "excerpt", "none")
WORDS = re.compile(r"\w+")


def runs(text: str) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    """Every four words in a row, with the places of the words."""
    words = list(WORDS.finditer(text.casefold()))
    return {
        tuple(one.group() for one in words[at : at + 4]): [one.span() for one in words[at : at + 4]]
        for at in range(len(words) - 3)
    }


def invented(rng: random.Random, name: str) -> tuple[Article, Layer]:
    """An article of made-up words, each once, with random spans, and a layer of other spans."""
    letters = "bdfgklmnprstvz"
    seen: set[str] = set()
    while len(seen) < rng.choice([30, 80, 400, 4000]):
        seen.add("".join(rng.choice(letters) + rng.choice("aeiou") for _ in range(4)))
    words = sorted(seen)
    rng.shuffle(words)
    text = "".join(
        word + ("\n\n" if rng.random() < 0.03 else ", " if rng.random() < 0.1 else " ")
        for word in words
    ).strip()
    starts = [one.start() for one in WORDS.finditer(text)]
    ends = [one.end() for one in WORDS.finditer(text)]

    def span(most: int) -> dict[str, Any]:
        first = rng.randrange(len(starts))
        last = min(first + rng.randint(0, most), len(starts) - 1)
        start, end = starts[first], ends[last]
        return {"start": start, "end": end, "text": text[start:end]}

    base = json.loads((BASE / "corpus/articles/authored/plan.json").read_text("utf-8"))
    layer = json.loads((BASE / "corpus/layers/anna/plan.json").read_text("utf-8"))
    base.update(id=name, text=text, text_sha256=sha256(text), repairs=[])
    base["title"] = rng.choice([text[:200], span(12)["text"], "A day at the river"])
    base["dateline"] = rng.choice([None, span(5)["text"]])
    base["rights"]["license"] = rng.choice([one for one in LICENCES if one and len(one) < 99])
    base["rights"]["text"] = rng.choice(["full", "excerpt", "none"])
    base["repairs"] = [{"kind": "broken_word", "raw": "x y", **span(9)}]
    layer.update(article=name, text_sha256=base["text_sha256"])
    for record in (base, layer):
        for one in record["statements"]:
            one.update(source=span(3), cue=span(1), content=[span(40), span(9)])
        for one in record["stances"]:
            one.update(evidence=[span(30)], condition=[span(9)])
        for one in record["events"]:
            one["date"] = {"value": "2031-04", "span": span(3)}
            one["trigger"] = span(2)
            one["place"] = {"name": span(5)["text"], "span": span(5)}
    return msgspec.convert(base, Article), msgspec.convert(layer, Layer)


def test_all_rows_together_stay_within_the_bound_and_none_gives_no_four_words(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(20)
    made: dict[str, Article] = {}
    assignments = []
    for number in range(120):
        article, layer = invented(rng, f"made-{number}")
        made[article.id] = article
        folder = project / "corpus"
        (folder / "articles/authored" / f"{article.id}.json").write_bytes(canonical(article))
        (folder / "layers/anna" / f"{article.id}.json").write_bytes(canonical(layer))
        assignments.append({"article": article.id, "split": "train", "cluster": article.id})
    splits = project / "corpus" / "splits.json"
    value = json.loads(splits.read_text("utf-8"))
    for one in assignments:
        value["assignments"].append({**value["assignments"][0], **one})
    splits.write_text(json.dumps(value), "utf-8")
    # The records are nonsense to the rules; how much text leaves must not depend on them.
    from stancebank.publish import release

    monkeypatch.setattr(release, "validate", lambda files, workers: type("R", (), {"findings": []}))
    monkeypatch.setattr(release, "verify", lambda corpus: [])
    dist = publish(project, "--public")
    index = {name: runs(article.text) for name, article in made.items()}
    shown = {name: bytearray(len(article.text)) for name, article in made.items()}
    whole = {row["id"]: row["text"] for row in rows(dist, "articles")}
    seen_runs = 0
    for config in CONFIGS:
        for row in rows(dist, config):
            name = row["article_id"]
            if name not in made or whole[name] is not None:
                continue
            # Offsets say more than words do: every word of a kept span counts, however short.
            for key, words in strings(row):
                if key in ("text", "context", "sentence") and words not in POLICIES:
                    for piece in words.split(" … "):
                        at = made[name].text.index(piece)
                        shown[name][at : at + len(piece)] = b"\1" * len(piece)
                for run in runs(words):
                    if run in index[name]:
                        for start, end in index[name][run]:
                            shown[name][start:end] = b"\1" * (end - start)
                        seen_runs += 1
    policies = dict.fromkeys(POLICIES, 0)
    for name, article in made.items():
        policy: str = article.rights.text
        count = shown[name].count(1)
        assert (whole[name] is None) == (policy != "full" or not LICENCES[article.rights.license])
        if policy == "full" and not LICENCES[article.rights.license]:
            policy = "excerpt"
        policies[policy] += 1
        if policy == "none":
            assert count == 0, name
        elif policy == "excerpt":
            assert count <= bound(article.text)
            assert count <= MAX_SHARE * len(article.text) and count <= MAX_POINTS
            assert count > 0.1 * min(len(article.text), MAX_POINTS), "an excerpt that says nothing"
        else:
            assert whole[name] == article.text
    assert min(policies.values()) > 10 and seen_runs > 100 and len(whole) >= 120


def test_the_seed_in_a_public_release_is_an_excerpt(tmp_path: Path) -> None:
    copy_seed(tmp_path)
    dist = publish(tmp_path, "--public")
    (row,) = (one for one in rows(dist, "articles") if one["id"] == SEED)
    assert row["text"] is None and row["rights"]["license"] == "LicenseRef-unknown"
    kept = [row for row in rows(dist, "statements") if row["text"]]
    assert 3 <= len(kept) < len(rows(dist, "statements"))
