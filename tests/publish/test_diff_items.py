"""Which item is which: across new numbers, overlaps and changed texts; and what counts as bulk."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from twins import BASE, FERRY, PLAN, changed, compared, edit, read, twins, write

from stancebank import cli
from stancebank.publish.diff import version
from stancebank.publish.diff.values import carry
from stancebank.record import sha256


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return twins(tmp_path)


def test_an_item_of_the_same_id_that_overlaps_by_half_goes_before_a_better_overlap(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(record: dict[str, Any]) -> None:
        first = record["statements"][0]
        record["statements"].append({**first, "id": "s6", "speaker": "dovek"})
        first["content"] = [{"start": 33, "end": 46, "text": "Brenholt plan"}]

    edit(root, PLAN, change)
    told = [(one["what"], one["item"]) for one in changed(root, capsys)]
    assert told == [("item.changed", "s1"), ("item.added", "s6")]


def test_a_reference_that_names_another_statement_now_is_a_change(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(record: dict[str, Any]) -> None:
        first, second = record["statements"][:2]
        first["id"], second["id"] = "s2", "s1"

    edit(root, PLAN, change)
    told = {(one["what"], one["item"], tuple(one["to"])) for one in changed(root, capsys)}
    moved = {("stance", "t1"), ("stance", "t2"), ("event", "e2")}
    names = {"stance": ("statement",), "event": ("asserted_by",)}
    assert told == {("item.changed", item, names[kind]) for kind, item in moved}


def test_words_put_in_behind_a_span_do_not_stretch_it_and_repairs_move_along(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repair = {"kind": "other", "start": 280, "end": 283, "raw": "hlt", "text": "hit"}
    path = root / "old" / "corpus" / PLAN
    record = {**read(path), "repairs": [repair]}
    write(path, record)
    at, word = 28, " flatly"  # behind "rejected", which is a cue and a trigger

    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return [moved(item) for item in value]
        if isinstance(value, dict):
            value = {name: moved(item) for name, item in value.items()}
            if "start" in value:
                value["start"] += len(word) if value["start"] >= at else 0
                value["end"] += len(word) if value["end"] > at else 0
        return value

    record = moved(record)
    record["text"] = record["text"][:at] + word + record["text"][at:]
    record["text_sha256"] = sha256(record["text"])
    evidence = record["stances"][0]["evidence"][0]
    evidence["text"] = record["text"][evidence["start"] : evidence["end"]]
    write(root / "new" / "corpus" / PLAN, record)
    told = [(one["what"], one.get("item")) for one in changed(root, capsys)]
    # The evidence has a word more; nothing else has changed but its place.
    assert told == [("article.text", None), ("item.changed", "t1")]


@pytest.mark.parametrize("seed", range(20))
def test_offsets_carried_there_and_back_stay(seed: int) -> None:
    rng = random.Random(seed)
    words = ["a", "b", "c", "d", "e"]
    old, new = (" ".join(rng.choices(words, k=12)) for _ in range(2))
    there, back = carry(old, new), carry(new, old)
    for at in range(len(old)):
        assert there(back(there(at))) == there(at)


def test_a_schema_version_that_the_records_follow_is_told_once(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("version.json", PLAN, FERRY, "layers/anna/plan.json"):
        edit(root, name, lambda file: file.update(schema_version="1.1"))
    assert [one["what"] for one in changed(root, capsys)] == ["schema.version"]


def many(root: Path, old: dict[str, Any], new: dict[str, Any]) -> None:
    """Ten articles more on both sides, each like the plan but for what is given."""
    for name, differs in (("old", old), ("new", new)):
        for number in range(10):
            path = root / name / "corpus" / "articles" / "authored" / f"many-{number}.json"
            write(path, {**read(BASE / "corpus" / PLAN), "id": f"many-{number}", **differs})


def test_few_among_many_are_not_bulk(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    events = read(BASE / "corpus" / PLAN)["events"]
    mended = [{**one, "realis": "negated"} for one in events[:2]] + events[2:]
    many(root, {}, {"events": mended})
    assert compared(capsys, root / "old", root / "new")["step"] == "major"  # 20 of 48
    monkeypatch.setattr(version, "BULK_SHARE", 20 / 48)
    assert compared(capsys, root / "old", root / "new")["step"] == "patch"


def test_labels_of_articles_that_had_none_are_not_bulk(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many(root, {"annotation": {"status": "none"}, "events": []}, {})
    found = compared(capsys, root / "old", root / "new")
    assert found["step"] == "minor"
    assert {one["what"] for one in found["changes"]} == {"article.labelled", "item.added"}


def test_what_annotators_change_in_their_layers_is_not_bulk(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many(root, {}, {})
    for name in ("old", "new"):
        for number in range(10):
            layer = {**read(BASE / "corpus" / "layers/anna/plan.json"), "article": f"many-{number}"}
            if name == "new":
                layer["events"] = [{**one, "realis": "negated"} for one in layer["events"]]
            write(root / name / "corpus" / "layers" / "anna" / f"many-{number}.json", layer)
    found = compared(capsys, root / "old", root / "new")
    assert len(found["changes"]) >= 20 and found["step"] == "patch"


def test_an_article_that_is_not_published_yet_is_not_missing_from_a_release(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = root / "dist"
    assert cli.run(["publish", "--corpus", str(root / "old" / "corpus"), "-o", str(out)]) == 0
    draft = {**read(BASE / "corpus" / PLAN), "id": "draft", "annotation": {"status": "suggested"}}
    write(root / "new" / "corpus" / "articles" / "authored" / "draft.json", draft)
    edit(
        root,
        "splits.json",
        lambda file: file["assignments"].append({**file["assignments"][0], "article": "draft"}),
    )
    assert compared(capsys, out, root / "new")["changes"] == []
