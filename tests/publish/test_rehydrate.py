"""A user fills withheld text in from his own copies: proved, found again, or told why not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from datasets import load_dataset
from test_rights import BASE, POLICIES, edit, publish, rights, rows

from conftest import copy_seed
from stancebank import cli
from stancebank.publish.copies import Copy
from stancebank.publish.features import CONFIGS
from stancebank.publish.fill import Restored, filled
from stancebank.publish.reanchor import Folded, reanchor
from stancebank.publish.rehydrate import Result, Wanted, _exact, _try
from stancebank.record import canonical


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(BASE, tmp_path / "project")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    return tmp_path / "project"


def policy(project: Path, text: str, *names: str) -> dict[str, str]:
    texts = {}
    for name in names:
        article = edit(project, name)
        edit(project, name, rights=rights(article, text=text))
        texts[name] = article.text
    return texts


def run(capsys: pytest.CaptureFixture[str], *raw: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    sources = raw or ("mine",)
    status = cli.run(
        ["rehydrate", "project/dist", "--from", *sources, "-o", "full", "--output-format", "json"]
    )
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    names = ("untouched", "exact", "re-anchored", "failed")
    assert report["articles"] == sum(report[name] for name in names) == len(report["results"])
    return status, report


def result(report: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (one for one in report["results"] if one["article"] == name)
    return found


@pytest.mark.parametrize("text", ["excerpt", "none"])
def test_copies_with_the_same_text_give_back_the_whole_release(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    whole = publish(project).rename(tmp_path / "whole")
    policy(project, text, "ferry", "plan")
    publish(project)
    status, report = run(capsys, "project/seeds")
    assert status == 0 and report["exact"] == 2
    for config in CONFIGS:
        full = rows(tmp_path / "full", config)
        expected = rows(whole, config)
        if config == "articles":
            for row in (*full, *expected):
                row.pop("rights")
        assert full == expected
    loaded = load_dataset(str(tmp_path / "full"), "stance", cache_dir=str(tmp_path / "cache"))
    assert sum(split.num_rows for split in loaded.values()) == len(rows(whole, "stance"))
    assert "not for passing on" in (tmp_path / "full" / "README.md").read_text("utf-8")
    assert POLICIES[rows(tmp_path / "full", "articles")[0]["rights"]["text"]] == text


def test_other_line_wraps_are_the_same_text_and_other_quotes_are_found_again(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = policy(project, "excerpt", "ferry", "plan")
    publish(project)
    wrapped = "\r\n".join(
        line for part in texts["ferry"].split("\n\n") for line in (*wrap(part), "")
    )
    (tmp_path / "mine" / "a.txt").write_bytes(wrapped.encode())
    plain = texts["plan"].replace("“", '"').replace("”", '"').replace("’", "'")
    assert plain != texts["plan"]
    (tmp_path / "mine" / "b.txt").write_text(plain.replace(" the ", "\u00a0the "), "utf-8")
    status, report = run(capsys)
    assert status == 0 and (report["exact"], report["re-anchored"]) == (1, 1)
    plan = result(report, "plan")
    assert plan["found"] >= 0.9 * plan["spans"] > 20 and plan["copy"] == "mine/b.txt"
    assert len(plan["lost"]) == plan["spans"] - plan["found"]
    assert check_slices(tmp_path / "full") > 50


def wrap(paragraph: str, width: int = 60) -> list[str]:
    lines = [""]
    for word in paragraph.split(" "):
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def check_slices(dist: Path) -> int:
    texts = {row["id"]: row for row in rows(dist, "articles")}

    def spans(value: Any) -> Any:
        if isinstance(value, dict) and "start" in value:
            yield value
        elif isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                yield from spans(item)

    count = 0
    for config in CONFIGS:
        for row in rows(dist, config):
            article = texts[row["article_id"]]
            assert row["text_sha256"] == article["text_sha256"]
            for span in spans(row):
                if article["text"] is not None:
                    assert article["text"][span["start"] : span["end"]] == span["text"]
                    count += 1
    return count


def seed_project(tmp_path: Path) -> str:
    """The seed is long enough for an excerpt that leaves most spans without words."""
    copy_seed(tmp_path / "project")
    publish(tmp_path / "project").rename(tmp_path / "whole")
    publish(tmp_path / "project", "--public")
    (row,) = rows(tmp_path / "whole", "articles")
    text: str = row["text"]
    return text


def test_a_paragraph_more_moves_the_spans_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    text = seed_project(tmp_path)
    paragraphs = text.split("\n\n")
    paragraphs.insert(3, "Editors added this later, and it says nothing of the talks.")
    (tmp_path / "mine" / "later.txt").write_text("\n\n".join(paragraphs), "utf-8")
    status, report = run(capsys)
    (one,) = report["results"]
    assert status == 0 and one["status"] == "re-anchored"
    assert one["found"] >= 0.9 * one["spans"] > 40
    assert check_slices(tmp_path / "full") > 80
    # Every span that was found again marks the very words it marked in the original.
    for config in ("statements", "events"):
        original = {row["id"]: row for row in rows(tmp_path / "whole", config)}
        for row in rows(tmp_path / "full", config):
            key = "trigger" if config == "events" else "cue"
            if row[key] is not None:
                assert row[key]["text"] == original[row["id"]][key]["text"]


def test_what_fails_says_why_and_stays_withheld(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = policy(project, "none", "ferry") | policy(project, "excerpt", "plan")
    publish(project)
    (tmp_path / "mine" / "ferry.txt").write_text(texts["ferry"].replace("“", '"'), "utf-8")
    (tmp_path / "mine" / "plan.txt").write_text("Rain fell on the valley all day.", "utf-8")
    (tmp_path / "mine" / "broken.json").write_text("{", "utf-8")
    status, report = run(capsys)
    assert status == 1 and report["failed"] == 2
    assert "no copy has its hash, and too few" in result(report, "ferry")["reason"]
    assert "any of its published words" in result(report, "plan")["reason"]
    assert "broken.json" in report["rejected_inputs"][0]
    assert rows(tmp_path / "full", "articles") == rows(project / "dist", "articles")


def test_another_article_that_has_a_phrase_of_it_is_not_taken_for_it(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy(project, "excerpt", "plan")
    publish(project)
    (tmp_path / "mine" / "other.txt").write_text("Rain fell. So did the Brenholt plan.", "utf-8")
    status, report = run(capsys)
    plan = result(report, "plan")
    assert (status, plan["status"], plan["copy"]) == (1, "failed", "mine/other.txt")
    assert "% of its published words, expected 50%: another article" in plan["reason"]
    assert all(row["text"] is None for row in rows(tmp_path / "full", "articles")
               if row["id"] == "plan")  # fmt: skip


def test_of_two_copies_the_exact_one_is_taken_and_else_the_one_with_most_spans(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = policy(project, "excerpt", "plan")
    publish(project)
    half = texts["plan"].rsplit("\n\n", 1)[0]
    (tmp_path / "mine" / "a-short.txt").write_text(half, "utf-8")
    (tmp_path / "mine" / "b-more.txt").write_text(texts["plan"] + "\n\nMore to come.", "utf-8")
    status, report = run(capsys)
    assert status == 0
    plan = result(report, "plan")
    assert (plan["status"], plan["copy"]) == ("re-anchored", "mine/b-more.txt")
    assert "of 2 copies" in plan["reason"] or plan["reason"] == "its text has another hash"
    record = project / "corpus" / "articles" / "authored" / "plan.json"
    shutil.copy(record, tmp_path / "mine" / "c-record.json")
    status, report = run(capsys)
    assert result(report, "plan")["copy"] == "mine/c-record.json"
    assert result(report, "plan")["status"] == "exact"
    assert result(report, "ferry")["status"] == "untouched"


def test_an_exact_copy_is_kept_though_a_later_one_has_every_span_too() -> None:
    text = "Talks began in Ostrel. He left."
    one = Wanted("0" * 64, "en", {(0, 21): text[:21]}, result=Result("plan", "untouched"))
    _exact(one, Copy("a.txt", text, "0" * 64, []))
    _try(one, Copy("b.txt", f"{text} More.", "1" * 64, []), Folded(f"{text} More."))
    assert one.restored is not None
    assert one.restored.exact
    assert one.result is not None
    assert one.result.copy == "a.txt"


def test_a_span_that_is_not_in_the_copy_leaves_its_list() -> None:
    text = "Talks began. He left."
    there, lost = ({"start": a, "end": b, "text": None} for a, b in ((0, 11), (90, 99)))
    restored = Restored(text, "0" * 64, [], {(0, 11): (0, 11)})
    row = {"text_sha256": "1" * 64, "spans": [there, lost], "source": lost}
    assert filled(row, restored) == {
        "text_sha256": "0" * 64,
        "spans": [{"start": 0, "end": 11, "text": "Talks began"}],
        "source": None,
    }


def test_a_crash_or_a_wrong_folder_leaves_nothing_behind(
    project: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    policy(project, "excerpt", "plan")
    dist = publish(project)
    command = ["rehydrate", "project/dist", "--from", "project/seeds", "-o"]
    assert cli.run([*command, "project/dist"]) == 1
    assert "OUT is the release itself" in capsys.readouterr().err
    for nested in ("project/dist/full", "project"):
        assert cli.run([*command, nested]) == 1
        assert "in it or around it" in capsys.readouterr().err
    assert cli.run(["rehydrate", "mine", "--from", "project/seeds", "-o", "full"]) == 1
    assert "not a published folder" in capsys.readouterr().err
    assert cli.run(["rehydrate", "project/dist", "--from", "nowhere", "-o", "full"]) == 1
    assert "nowhere" in capsys.readouterr().err
    from stancebank.publish import rehydrate

    monkeypatch.setattr(rehydrate, "write_sums", lambda folder: (_ for _ in ()).throw(OSError(28)))
    assert cli.run([*command, "full"]) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "project"]
    path = next((dist / "data" / "stance").glob("*.parquet"))
    path.write_bytes(path.read_bytes()[:200])
    assert cli.run([*command, "full"]) == 1
    assert "not readable" in capsys.readouterr().err


@pytest.mark.parametrize(
    "card", ["Hello", "---\na: [\n---\n", "---\na: b\n---\n", "---\n- a\n---\n"]
)
def test_a_card_without_its_front_matter_is_one_line_that_names_it(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], card: str
) -> None:
    (publish(project) / "README.md").write_text(card, "utf-8")
    capsys.readouterr()
    assert cli.run(["rehydrate", "project/dist", "--from", "project/seeds", "-o", "full"]) == 1
    told = capsys.readouterr().err
    assert "project/dist/README.md: no front matter with version" in told
    assert len(told.splitlines()) == 1
    assert not (tmp_path / "full").exists()


def test_repeated_words_are_told_apart_by_their_neighbours() -> None:
    text = "He said yes to the first plan. He said no to the second plan. He said little more."
    spans: dict[tuple[int, int], str | None] = {}
    for surface in ("He said", "yes to the first plan", "no to the second plan", "little more"):
        start = text.index(surface)
        spans[start, start + len(surface)] = surface
    second = text.index("He said no")
    spans[second, second + 7] = "He said"
    spans[second + 8, second + 10] = None
    copy = "He said a word. " + text.replace("first", "first")
    found = reanchor(spans, Folded(copy))
    assert found.share == 1.0
    assert {one: (a + 16, b + 16) for one in spans for a, b in [one]} == found.places


FIRST, LAST = "Talks began in Ostrel today", "and the guns fell silent at night"


@pytest.mark.parametrize(
    ("middle", "changed", "found"),
    [
        ("He rejected the plan", "He rejected the plan", True),
        # Of words in between that moved by another distance, nobody knows where they are.
        ("He rejected the plan", "He murmured it: he rejected the plan", False),
        # The other text has other words just there, if they are known, or is inside of a word.
        ("He rejected the plan", "He accepted the plan", None),
        ("He rejected the plan", "He rejectedly planned", False),
    ],
)
def test_a_span_is_placed_by_offsets_only_where_that_is_sure(
    middle: str, changed: str, found: bool | None
) -> None:
    text, copy = (f"{FIRST}. {one}, {LAST}." for one in (middle, changed))
    ends = {(text.index(one), text.index(one) + len(one)): one for one in (FIRST, LAST)}
    start = text.index("rejected")
    span = (start, start + len("rejected"))
    assert span not in reanchor({**ends, span: "refused"}, Folded(copy)).places
    if found is None:
        assert span not in reanchor({**ends, span: "rejected"}, Folded(copy)).places
    else:
        places = reanchor({**ends, span: None}, Folded(copy)).places
        assert places.keys() >= ends.keys() or "planned" in changed
        assert (span in places) == found


def test_what_stands_everywhere_anchors_nothing_and_swapped_words_only_one() -> None:
    assert reanchor({(0, 2): "he"}, Folded("he " * 30)).places == {}
    assert reanchor({(0, 2): "he"}, Folded("he " * 20)).places.keys() == {(0, 2)}
    spans: dict[tuple[int, int], str | None] = {(0, 9): "it rained", (11, 21): "he laughed"}
    assert len(reanchor(spans, Folded("he laughed, it rained")).places) == 1


def test_words_of_another_article_prove_nothing() -> None:
    spans: dict[tuple[int, int], str | None] = {(0, 2): "He", (3, 7): "said", (20, 40): None}
    assert reanchor(spans, Folded("He said that it rained.")).share == 0.0


def test_canonical_report_is_in_the_folder(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy(project, "excerpt", "plan")
    publish(project)
    _, report = run(capsys, "project/seeds")
    assert (tmp_path / "full" / "rehydrated.json").read_bytes() == canonical(report)
