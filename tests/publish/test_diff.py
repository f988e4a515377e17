"""diff tells what changed in meaning, all of it and no more; the version follows its policy."""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from twins import BASE, FERRY, PLAN, changed, compared, edit, read, twins, version, write

from conftest import REPOSITORY
from stancebank import cli, schema
from stancebank.publish.diff.version import POLICY, numbers, stepped

LABELS = {"statements": ["mode"], "stances": ["label"], "events": ["type", "mode", "realis"]}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return twins(tmp_path)


def renumbered(record: dict[str, Any], rng: random.Random) -> None:
    """Other ids, another order of items, of keys and of sets."""
    names: dict[str, str] = {}
    for kind, letter in (("statements", "s"), ("stances", "t"), ("events", "e")):
        rng.shuffle(record[kind])
        for number, item in enumerate(record[kind]):
            if kind == "statements":
                names[item["id"]] = f"{letter}{number + 1}"
            item["id"] = f"{letter}{number + 1}"
            for key in ("actors", "recipients", "addressees"):
                rng.shuffle(item.get(key, []))
    for kind, key in (
        ("statements", "parent"),
        ("stances", "statement"),
        ("events", "asserted_by"),
    ):
        for item in record[kind]:
            item[key] = names.get(item[key])
        record[kind] = [dict(reversed(item.items())) for item in record[kind]]


def test_a_corpus_does_not_differ_from_itself(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = compared(capsys, root / "old", root / "new")
    assert found["changes"] == [] and found["step"] == "none"
    seed = compared(capsys, REPOSITORY, REPOSITORY)
    assert seed["changes"] == []


@pytest.mark.parametrize("seed", range(5))
def test_numbers_order_and_form_are_no_change(
    root: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    rng = random.Random(seed)
    for path in sorted((root / "new" / "corpus").rglob("*.json")):
        value = read(path)
        if "statements" in value:
            renumbered(value, rng)
        for name in ("actors", "targets", "conflicts", "assignments", "withdrawn"):
            rng.shuffle(value[name]) if isinstance(value.get(name), list) else None
        path.write_text(json.dumps(value, sort_keys=bool(seed % 2)), encoding="utf-8")
    assert changed(root, capsys) == []


def flips() -> list[tuple[str, str, int, str, str]]:
    """(file, kind, index, field, other label) of every label of the base, its layers included."""
    found = []
    for path in sorted((BASE / "corpus").glob("[al]*/*/*.json")):
        record = read(path)
        for kind, fields in LABELS.items():
            for index in range(len(record[kind])):
                for name in fields:
                    found.append((path.relative_to(BASE / "corpus").as_posix(), kind, index, name))
    sets = {"mode": "statement_mode", "label": "stance", "type": "event_type", "realis": "realis"}
    return [
        (file, kind, index, name, label)
        for file, kind, index, name in found
        for label in (
            ["aerial", None] if (kind, name) == ("events", "mode")
            else [one for one in schema.labels(sets[name]) if one != "none"][:3]
        )
    ]  # fmt: skip


def test_every_single_label_flip_is_listed_alone(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = 0
    for file, kind, index, name, label in flips():
        record = read(BASE / "corpus" / file)
        item = record[kind][index]
        before = item[name]
        if before == label:
            continue
        item[name] = label
        write(root / "new" / "corpus" / file, record)
        (one,) = changed(root, capsys)
        layer = file.split("/")[1] if file.startswith("layers") else "gold"
        assert (one["what"], one["layer"], one["item"]) == ("item.relabelled", layer, item["id"])
        assert (one["field"], one.get("from"), one.get("to")) == (name, before, label)
        assert one["article"] == Path(file).stem and one.get("target") == item.get("target")
        shutil.copyfile(BASE / "corpus" / file, root / "new" / "corpus" / file)
        tried += 1
    assert tried > 150


def test_a_flip_is_found_though_everything_was_renumbered(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(record: dict[str, Any]) -> None:
        record["stances"][1]["label"] = "favor"
        record["statements"].insert(0, copy.deepcopy(record["statements"].pop()))
        renumbered(record, random.Random(3))

    edit(root, PLAN, change)
    (one,) = changed(root, capsys)
    assert (one["what"], one["from"], one["to"]) == ("item.relabelled", "conditional", "favor")
    assert one["was"] == "t2" and one["target"] == "temsa.talks"


def test_a_new_item_in_front_is_one_added_item(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(record: dict[str, Any]) -> None:
        trigger = {"start": 0, "end": 6, "text": "Ostrel"}
        record["events"].insert(0, {**record["events"][0], "trigger": trigger})
        for number, event in enumerate(record["events"]):
            event["id"] = f"e{number + 1}"

    edit(root, PLAN, change)
    (one,) = changed(root, capsys)
    assert (one["what"], one["item"], one["to"]) == ("item.added", "e1", "REJECT")


def test_changed_fields_are_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(record: dict[str, Any]) -> None:
        record["statements"][1]["addressees"] = []
        record["events"][0]["date"]["value"] = "2031-04"
        record["stances"][0]["target"] = "temsa.talks"
        record["title"] = "Another title"

    edit(root, PLAN, change)
    told = {(one["what"], one.get("kind")): sorted(one["to"]) for one in changed(root, capsys)}
    assert told == {
        ("article.metadata", None): ["title"],
        ("item.changed", "statement"): ["addressees"],
        ("item.changed", "stance"): ["target"],
        ("item.changed", "event"): ["date"],
    }


def test_offsets_that_only_moved_with_the_text_are_no_change_of_the_labels(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(record: dict[str, Any]) -> None:
        from stancebank.record import sha256

        word = "Late on Sunday: "
        record["text"] = word + record["text"]
        record["text_sha256"] = sha256(record["text"])

        def move(value: Any) -> None:
            for item in value.values() if isinstance(value, dict) else value:
                if isinstance(item, dict | list):
                    move(item)
            if isinstance(value, dict) and "start" in value:
                value["start"], value["end"] = value["start"] + len(word), value["end"] + len(word)

        move(record)
        record["stances"][2]["label"] = "neutral"

    edit(root, PLAN, change)
    assert [one["what"] for one in changed(root, capsys)] == ["article.text", "item.relabelled"]


def upheaval(root: Path) -> None:
    """A bit of everything."""
    new = root / "new" / "corpus"
    plan = read(new / PLAN)
    write(new / "articles" / "authored" / "third.json", {**plan, "id": "third"})
    (new / FERRY).unlink()
    (new / "layers" / "ben" / "plan.json").unlink()
    edit(root, PLAN, lambda record: record["events"].pop())
    edit(root, PLAN, lambda record: record["stances"][0].update(label="favor"))
    edit(root, "layers/anna/plan.json", lambda layer: layer["events"][0].update(type="ACCUSE"))
    edit(root, "splits.json", lambda file: file["assignments"][1].update(split="validation"))
    edit(root, "registry/actors.json", lambda file: file["actors"].pop())
    edit(root, "registry/targets.json", lambda f: f["targets"][1].update(proposition="They talk"))


def test_the_comparison_backwards_is_the_mirror(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    upheaval(root)
    turned = {
        "article.missing": "article.added",
        "article.added": "article.missing",
        "layer.removed": "layer.added",
        "entry.removed": "entry.added",
        "item.removed": "item.added",
    }

    def keys(changes: list[dict[str, Any]], mirror: bool) -> list[str]:
        told = []
        for one in changes:
            ends = (one.get("to"), one.get("from")) if mirror else (one.get("from"), one.get("to"))
            what = turned.get(one["what"], one["what"]) if mirror else one["what"]
            names = [one.get(name) for name in ("article", "layer", "kind", "item", "field")]
            told.append(json.dumps([what, *names, *ends], sort_keys=True))
        return sorted(told)

    there = compared(capsys, root / "old", root / "new")["changes"]
    back = compared(capsys, root / "new", root / "old")["changes"]
    assert len(there) == 9
    assert keys(there, mirror=True) == keys(back, mirror=False)


def test_a_withdrawn_article_is_told_from_a_missing_one(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "new" / "corpus" / FERRY).unlink()
    assert [one["what"] for one in changed(root, capsys)] == ["article.missing"]
    stone = {"article": "ferry", "text_sha256": "0" * 64, "withdrawn": "2031-06-01"}
    edit(root, "withdrawn.json", lambda f: f["withdrawn"].append({**stone, "reason": "Asked for"}))
    (one,) = changed(root, capsys)
    assert (one["what"], one["note"]) == ("article.withdrawn", "2031-06-01: Asked for")


STEPS: list[tuple[str, str, Callable[[Any], None], str, str]] = [
    ("splits.json", "major", lambda f: f["assignments"][0].update(split="train"),
     "article.split", "2.0.0"),
    ("registry/targets.json", "minor", lambda f: f["targets"][0].update(proposition="Else"),
     "proposition.reworded", "1.3.0"),
    (PLAN, "patch", lambda f: f["stances"][0].update(label="favor"), "item.relabelled", "1.2.4"),
    (PLAN, "major", lambda f: f["annotation"].update(status="none"), "article.unlabelled", "2.0.0"),
    ("version.json", "minor", lambda f: f.update(schema_version="1.1"), "schema.version", "1.3.0"),
    ("version.json", "major", lambda f: f.update(schema_version="2.0"), "schema.version", "2.0.0"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "step", "change", "what", "proposed"), STEPS)
def test_the_step_and_what_forces_it(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    file: str,
    step: str,
    change: Callable[[Any], None],
    what: str,
    proposed: str,
) -> None:
    edit(root, PLAN, lambda record: record.update(title="A patch beside it"))
    edit(root, file, change)
    found = compared(capsys, root / "old", root / "new")
    assert (found["step"], found["proposed"], found["enough"]) == (step, proposed, False)
    assert what in {one["what"] for one in found["reasons"] if one["step"] == step}


def test_bulk_correction_is_major(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("old", "new"):
        for number in range(10):
            path = root / name / "corpus" / "articles" / "authored" / f"many-{number}.json"
            record = {**read(BASE / "corpus" / PLAN), "id": f"many-{number}"}
            if name == "new":
                for event in record["events"][: 2 if number else 1]:
                    event["realis"] = "negated"
            write(path, record)
    found = compared(capsys, root / "old", root / "new")
    assert len(found["changes"]) == 19 and found["step"] == "patch"
    edit(root, PLAN, lambda record: record["events"][0].update(realis="negated"))
    found = compared(capsys, root / "old", root / "new")
    assert found["step"] == "major" and "20 of 48" in found["reasons"][0]["why"]


def test_the_written_policy_names_every_kind_of_change() -> None:
    table = (REPOSITORY / "corpus" / "README.md").read_text(encoding="utf-8")
    for what, (step, _) in POLICY.items():
        (row,) = [line for line in table.splitlines() if f"`{what}`" in line]
        assert row.startswith(f"| {step} |") or what == "schema.version", what


def test_versions_step_as_the_policy_says() -> None:
    assert [stepped("1.2.3", step) for step in ("none", "patch", "minor", "major")] == [
        "1.2.3", "1.2.4", "1.3.0", "2.0.0",
    ]  # fmt: skip
    assert [stepped("0.2.3", step) for step in ("patch", "minor", "major")] == [
        "0.2.4", "0.2.4", "0.3.0",
    ]  # fmt: skip
    assert numbers("0.10.0") > numbers("0.9.9")


def test_a_withdrawal_taken_back_is_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stone = {"article": "ferry", "text_sha256": "0" * 64, "withdrawn": "2031-06-01", "reason": "x"}
    for name, alive in (("old", False), ("new", True)):
        path = root / name / "corpus" / "withdrawn.json"
        (root / name / "corpus" / FERRY).unlink() if not alive else None
        file = read(path)
        write(path, {**file, "withdrawn": [] if alive else [stone]})
    there = compared(capsys, root / "old", root / "new")
    assert [one["what"] for one in there["changes"]] == ["article.added", "tombstone.removed"]
    assert there["changes"][0]["note"] == "was withdrawn" and there["step"] == "major"
    back = compared(capsys, root / "new", root / "old")
    assert [one["what"] for one in back["changes"]] == ["article.withdrawn"]


def test_label_sets_tell_words_from_what_is_published(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("old", "new"):
        shutil.copytree(REPOSITORY / "schema" / "labels", root / name / "schema" / "labels")
    path = root / "new" / "schema" / "labels" / "event_type.json"

    def told(change: Callable[[dict[str, Any]], object]) -> list[tuple[str, str]]:
        file = read(REPOSITORY / "schema" / "labels" / "event_type.json")
        change(next(label for label in file["labels"] if label["id"] == "ASSAULT"))
        write(path, file)
        return [(one["what"], one["item"]) for one in changed(root, capsys)]

    described, strict = "labels.described", "labels.changed"
    item = "event_type.ASSAULT"
    assert told(lambda label: label.update(definition="Else.")) == [(described, item)]
    assert told(lambda label: label["modes"][0].update(definition="Else.")) == [(described, item)]
    assert told(lambda label: label["modes"].pop()) == [(strict, item)]
    assert told(lambda label: label.update(quad="verbal_conflict")) == [(strict, item)]
    assert told(lambda label: label.update(id="ATTACK"))[0] == (strict, "event_type")


def test_markdown_is_harmless_and_fits_into_a_comment(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "`x` @everyone <script>\n# big \x1b[2J"
    edit(root, PLAN, lambda record: record.update(title=evil))
    stone = {"article": "ferry", "text_sha256": "0" * 64, "withdrawn": evil, "reason": evil * 99}
    edit(root, "withdrawn.json", lambda file: file["withdrawn"].append(stone))
    (root / "new" / "corpus" / FERRY).unlink()
    entry = read(root / "new" / "corpus" / "registry" / "actors.json")["actors"][0]
    many = [{**entry, "id": f"actor-{number:05}-" + "a" * 50} for number in range(3000)]
    edit(root, "registry/actors.json", lambda file: file["actors"].extend(many))
    assert (
        cli.run(["diff", str(root / "old"), str(root / "new"), "--output-format", "markdown"]) == 0
    )
    shown = capsys.readouterr().out
    assert len(shown) <= 65_536 and "more: `stancebank diff` shows them" in shown
    assert shown.count("<details>") == shown.count("</details>") == 1
    for line in shown.splitlines():
        outside = "".join(line.split("`")[::2])
        assert "@" not in outside and "<script" not in outside and not line.startswith("# ")
    assert cli.run(["diff", str(root / "old"), str(root / "new")]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_ten_comes_after_nine(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, PLAN, lambda record: record.update(title="Another title"))
    write(root / "old" / "corpus" / "version.json", version("1.2.9"))
    write(root / "new" / "corpus" / "version.json", version("1.2.10"))
    found = compared(capsys, root / "old", root / "new")
    assert (found["proposed"], found["enough"]) == ("1.2.10", True)
    write(root / "new" / "corpus" / "version.json", version("1.2.9"))
    assert not compared(capsys, root / "old", root / "new")["enough"]
