"""The command as a user meets it: what is written, kept, refused; names, fields, encodings."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import REPOSITORY
from stancebank.cli import run
from stancebank.collect.decode import decode
from stancebank.collect.reject import Reject

TEXT = "Osk opened the eastern bridge over the Temsa on Sunday, its defence ministry said."


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder with raw/bridge.txt in it."""
    monkeypatch.chdir(tmp_path)
    Path("raw").mkdir()
    Path("raw/bridge.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def record(path: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return value


def rejects(path: str = "out.rejects.jsonl") -> list[str]:
    return [json.loads(line)["reason"] for line in Path(path).open(encoding="utf-8")]


def annotate(path: str) -> dict[str, Any]:
    """Give the record a label, as an annotator would."""
    value = record(path)
    value["targets"] = ["temsa-ceasefire"]
    value["annotation"]["status"] = "single"
    Path(path).write_text(json.dumps(value), encoding="utf-8")
    return value


def test_help_and_counts_in_a_process_of_its_own(here: Path) -> None:
    command = [sys.executable, "-m", "stancebank", "normalize"]
    environment = {"PYTHONPATH": str(REPOSITORY / "scripts")}
    shown = subprocess.run([*command, "--help"], capture_output=True, text=True, env=environment)
    assert "stancebank normalize seeds -o corpus/articles" in shown.stdout
    made = subprocess.run(
        [*command, "raw", "-o", "out"], capture_output=True, text=True, env=environment
    )
    assert made.returncode == 0 and made.stdout == ""
    assert made.stderr == "1 input: 1 written, 0 unchanged, 0 rejected\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing", "-o", "out"], "SOURCE 'missing' does not exist"),
        (["*.nothing", "-o", "out"], "matches nothing"),
        (["raw", "-o", "out", "--collection", "Not An Id"], "--collection"),
        (["raw", "-o", "out", "--field", "headline=title"], "NAME one of text, html, id"),
        (["raw"], "-o"),
        (["raw", "-o", "out.parquet"], "cannot tell the form of OUT"),
    ],
)
def test_usage_errors(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["normalize", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not Path("out").exists()


def test_names_ids_and_collections(here: Path) -> None:
    folder = Path("seeds/authored/The Temsa")
    folder.mkdir(parents=True)
    (folder / "Peace Talks (2).txt").write_text(TEXT, encoding="utf-8")
    path = "out/authored/peace-talks-2.json"
    wanted = "seeds/authored/The Temsa/Peace Talks (2).txt"
    for source in ("seeds", "./seeds/", "seeds/**/*.txt", str(here / "seeds")):
        assert run(["normalize", source, "-o", "out", "--collection", "authored"]) == 0
        expected = "The Temsa/Peace Talks (2).txt" if "authored" in source else wanted
        assert record(path)["source"]["file"] == expected
    assert run(["normalize", "seeds", "-o", "other"]) == 0
    assert Path("other/authored/peace-talks-2.json").is_file()
    # Whichever part of the seeds is given, the collection is the first folder below `seeds`.
    for number, source in enumerate([str(folder), wanted, "seeds/**/*.txt", "seeds/authored"]):
        assert run(["normalize", source, "-o", f"out{number}"]) == 0
        assert Path(f"out{number}/authored/peace-talks-2.json").is_file()


def test_a_sidecar_wins_over_the_file() -> None:
    Path("raw/a.md").write_text(
        "---\ntitle: Draft title\nauthor: Lena Orsk\n---\n" + TEXT, encoding="utf-8"
    )
    Path("raw/a.meta.json").write_text('{"title": "Bridge\\nopens", "notes": "checked"}')
    assert run(["normalize", "raw", "-o", "out"]) == 0
    made = record("out/raw/a.json")
    assert (made["title"], made["source"]["author"]) == ("Bridge opens", "Lena Orsk")
    assert made["rights"] == {"license": "LicenseRef-unknown", "holder": None, "text": "excerpt"}
    assert made["language"] is None and "checked" not in json.dumps(made)


def test_an_unlabelled_record_is_made_anew_and_a_labelled_one_keeps_its_labels() -> None:
    run(["normalize", "raw", "-o", "out"])
    Path("raw/bridge.txt").write_text(TEXT + " Trains run.", encoding="utf-8")
    assert run(["normalize", "raw", "-o", "out"]) == 0
    assert record("out/raw/bridge.json")["text"].endswith("Trains run.")
    labelled = annotate("out/raw/bridge.json")
    Path("raw/bridge.meta.json").write_text('{"title": "Bridge opens"}')
    assert run(["normalize", "raw", "-o", "out"]) == 0
    assert record("out/raw/bridge.json") == labelled | {"title": "Bridge opens"}


def test_a_labelled_text_is_immutable(capsys: pytest.CaptureFixture[str]) -> None:
    run(["normalize", "raw", "-o", "out"])
    labelled = annotate("out/raw/bridge.json")
    Path("raw/bridge.txt").write_text(TEXT + " Trains run.", encoding="utf-8")
    assert run(["normalize", "raw", "-o", "out"]) == 1
    assert rejects() == ["text-changed"]
    assert "withdraw that record" in capsys.readouterr().err
    assert record("out/raw/bridge.json") == labelled


def test_other_collection_and_broken_record() -> None:
    run(["normalize", "raw", "-o", "out"])
    assert run(["normalize", "raw", "-o", "out", "--collection", "other"]) == 1
    assert rejects() == ["other-collection"]
    Path("out/raw/bridge.json").write_bytes(b"<<<<<<< HEAD")
    assert run(["normalize", "raw", "-o", "out"]) == 1
    assert rejects() == ["broken-record"]
    assert Path("out/raw/bridge.json").read_bytes() == b"<<<<<<< HEAD"


def test_what_was_withdrawn_does_not_come_back() -> None:
    run(["normalize", "raw", "-o", "corpus/articles"])
    stone = {
        "article": "old",
        "text_sha256": record("corpus/articles/raw/bridge.json")["text_sha256"],
        "sketch": "",
        "withdrawn": "2031-05-01",
        "reason": "the outlet took it back",
    }
    Path("corpus/registry").mkdir()
    Path("corpus/withdrawn.json").write_text(
        json.dumps({"schema_version": "1.0", "withdrawn": [stone]})
    )
    Path("corpus/articles/raw/bridge.json").unlink()
    assert run(["normalize", "raw", "-o", "corpus/articles"]) == 1
    assert rejects("corpus/articles.rejects.jsonl") == ["withdrawn"]
    assert not Path("corpus/articles/raw/bridge.json").exists()


def test_a_jsonl_out_with_labels_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    run(["normalize", "raw", "-o", "out"])
    line = json.dumps(annotate("out/raw/bridge.json"))
    Path("out.jsonl").write_text(line + "\n")
    assert run(["normalize", "raw", "-o", "out.jsonl"]) == 2
    assert "out.jsonl:1: a record with labels" in capsys.readouterr().err
    assert Path("out.jsonl").read_text() == line + "\n"


def test_out_inside_source_is_not_read() -> None:
    for _ in range(2):
        assert run(["normalize", "raw", "-o", "raw/out"]) == 0


def test_a_source_given_twice_counts_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["normalize", "raw", "raw/bridge.txt", "./raw", "-o", "out"]) == 0
    assert capsys.readouterr().err.startswith("1 input: 1 written")


def test_html_field_and_dotted_fields() -> None:
    value = {"body": f"<p>{TEXT}</p>", "meta": {"by": "Lena Orsk", "views": 3}, "name": "b-1"}
    Path("raw/bridge.json").write_text(json.dumps(value))
    options = ["--field", "html=body", "--field", "author=meta.by", "--field", "id=name"]
    assert run(["normalize", "raw/bridge.json", "-o", "out", *options]) == 1
    assert rejects() == ["bad-metadata"]
    options += ["--drop-field", "meta.views"]
    assert run(["normalize", "raw/bridge.json", "-o", "out", *options]) == 0
    made = record("out/raw/b-1.json")
    assert (made["text"], made["source"]["author"]) == (TEXT, "Lena Orsk")


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("“Halva”".encode("utf-8-sig"), "utf-8"),
        ("“Halva”".encode("utf-16"), "utf-16"),
        ("“Halva”".encode("utf-32"), "utf-32"),
        ("The minister said “no” – and left the hall at noon.".encode("cp1252"), "cp1252"),
        ("Le ministre a déclaré que la négociation était terminée.".encode("cp1252"), "cp1252"),
        ("Министр заявил, что переговоры завершились.".encode("cp1251"), "cp1251"),
        ("Министр заявил, что переговоры завершились.".encode("koi8-r"), "koi8-r"),
    ],
)
def test_encodings(raw: bytes, encoding: str) -> None:
    text, found = decode(raw)
    assert found == encoding and "\ufeff" not in text
    assert text.encode(encoding)[-4:] == raw[-4:]


def test_what_a_page_claims_is_used_where_utf8_does_not_fit() -> None:
    assert decode("café".encode("cp1252"), hint="ISO-8859-1") == ("café", "cp1252")
    assert decode("café".encode(), hint="ISO-8859-1") == ("café", "utf-8")
    with pytest.raises(Reject):
        decode("café".encode("cp1252"), hint="no such thing")


def test_notes_of_markdown_are_text_and_link_definitions_are_not() -> None:
    Path("raw/a.md").write_text(
        "Osk agreed.[^1]\n\n[^1]: The text was not\n    published.\n[^b]: By [Osk][o].\n\n"
        '[o]: https://example.org/osk "Osk"\n[Update]: Osk has said no since.\n'
    )
    assert run(["normalize", "raw/a.md", "-o", "out"]) == 0
    assert record("out/raw/a.json")["text"].split("\n\n") == [
        "Osk agreed.",
        "The text was not published.",
        "By Osk.",
        "[Update]: Osk has said no since.",
    ]


ENGLISH = "“We will not sign it,” the minister’s {} friend said in the hall of the café."


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [
        (ENGLISH.format("naïve"), "cp1252", None),
        ("The bridge is to be paid for with £5 million, he said.", "cp1252", None),
        ("She is naïve.", "cp1252", "en-GB"),
        ("Rząd ogłosił, że rozejm się skończył, żołnierze wrócą.", "cp1250", "pl"),
        ("Premiér řekl, že příměří začne v pondělí.", "cp1250", "cs"),
    ],
)
def test_the_language_decides_between_alike_encodings(
    text: str, encoding: str, language: str | None
) -> None:
    Path("raw/a.txt").write_bytes(text.encode(encoding))
    Path("raw/a.meta.json").write_text(json.dumps({"language": language} if language else {}))
    assert run(["normalize", "raw/a.txt", "-o", "out"]) == 0
    made = record("out/raw/a.json")
    assert (made["text"], made["source"]["encoding"]) == (text, encoding)


@pytest.mark.parametrize(
    "text",
    [
        "The president of Serbia, Aleksandar Vučić, said that it is not for him to decide.",
        "The envoy met Kaczyński in the hall of the palace, he said.",
        "Rząd ogłosił, że rozejm się skończył, żołnierze wrócą.",
    ],
)
def test_a_name_in_another_encoding_is_not_misread(text: str) -> None:
    with pytest.raises(Reject):
        decode(text.encode("cp1250"))


def test_a_jsonl_out_with_records_of_other_sources_is_left_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("other").mkdir()
    Path("other/x.txt").write_text("Osk has agreed.", encoding="utf-8")
    assert run(["normalize", "raw", "-o", "out.jsonl"]) == 0
    before = Path("out.jsonl").read_bytes()
    capsys.readouterr()
    assert run(["normalize", "other", "-o", "out.jsonl"]) == 2
    assert "out.jsonl:1: a record of raw/bridge.txt" in capsys.readouterr().err
    assert Path("out.jsonl").read_bytes() == before
    assert run(["normalize", "raw", "other", "-o", "out.jsonl"]) == 0
    Path("other/x.txt").unlink()  # what is gone from its folder goes from OUT
    assert run(["normalize", "raw", "other", "-o", "out.jsonl"]) == 0
    assert Path("out.jsonl").read_bytes() == before


def test_rejects_of_other_sources_stay() -> None:
    for name in ("one", "two"):
        Path(name).mkdir()
        Path(f"{name}/a.jsonl").write_text("[]\n", encoding="utf-8")
    path = Path("out.rejects.jsonl")
    assert run(["normalize", "one", "-o", "out"]) == 1
    first = path.read_bytes()
    assert run(["normalize", "raw", "-o", "out"]) == 0
    assert path.read_bytes() == first
    assert run(["normalize", "two", "-o", "out"]) == 1
    assert path.read_bytes().startswith(first) and rejects() == ["bad-json", "bad-json"]
    Path("two/a.jsonl").unlink()
    assert run(["normalize", "two/", "raw", "-o", "out"]) == 0
    assert path.read_bytes() == first
    Path("one/a.jsonl").write_text(json.dumps({"text": TEXT}), encoding="utf-8")
    assert run(["normalize", "one/a.jsonl", "-o", "out"]) == 0
    assert not path.exists()


def test_labels_by_their_words_alone_are_left_as_they_are() -> None:
    run(["normalize", "raw", "-o", "out"])
    path = Path("out/raw/bridge.json")
    value = record(str(path))
    value["statements"] = [{"id": "s1", "source": {"text": "its defence ministry"}}]
    path.write_text(json.dumps(value), encoding="utf-8")
    written = path.read_bytes()
    assert run(["normalize", "raw", "-o", "out"]) == 0
    assert path.read_bytes() == written
    Path("raw/bridge.txt").write_text(TEXT + " Trains run.", encoding="utf-8")
    assert run(["normalize", "raw", "-o", "out"]) == 1
    assert rejects() == ["text-changed"] and path.read_bytes() == written


@pytest.mark.parametrize("out", ["file/out", "file"])
def test_an_out_that_cannot_be_written(out: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("file").write_text("x", encoding="utf-8")
    assert run(["normalize", "raw", "-o", out]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"stancebank: {out}: cannot be written (")


def test_colour_sequences_go_whole() -> None:
    Path("raw/a.txt").write_text(f"\x1b[1;31m{TEXT}\x1b[0m", encoding="utf-8")
    assert run(["normalize", "raw/a.txt", "-o", "out"]) == 0
    made = record("out/raw/a.json")
    assert made["text"] == TEXT
    assert [repair["raw"] for repair in made["repairs"]] == ["\x1b[1;31m", "\x1b[0m"]
