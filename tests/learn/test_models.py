"""Models on disk and the odd data they are made of: what users see when something is not right."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rows import TARGETS, rows, write
from safetensors.numpy import load_file, save_file
from scipy import sparse

import stancebank.learn
from stancebank import cli, schema
from stancebank.errors import StanceBankError
from stancebank.learn import linear, store
from stancebank.learn.artefacts import baselines
from stancebank.learn.data import read, usable
from stancebank.learn.decide import FEW, folds_of
from stancebank.learn.linear import LinearModel
from stancebank.learn.model_card import card
from stancebank.learn.ngrams import PairFeatures, Settings, picked
from stancebank.learn.order import Order
from stancebank.learn.pairs import Pairs
from stancebank.learn.seen import fingerprint, overlap, overlap_by_words, remembered
from stancebank.learn.train import train


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("models")
    return write(place / "own.csv", rows(40) + rows(12, split="test"))


@pytest.fixture(scope="module")
def model(data: Path) -> Path:
    train(Order(str(data)), data.parent / "model")
    return data.parent / "model"


def run(*arguments: object) -> int:
    return cli.run([str(one) for one in arguments])


def csv_of(place: Path, *lines: str, head: str = "text,target,label,group") -> Path:
    place.write_text("\n".join([head, *lines, ""]), "utf-8")
    return place


# Folds


def test_with_many_pairs_a_label_of_late_folds_is_still_calibrated(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = read(str(data), "train")
    folds = folds_of(pairs, 0)
    # Two stories of the third fold, which hold enough for a calibration, and one of the last.
    late = {
        *sorted({pairs.group[row] for row in folds[2][1]})[:2],
        pairs.group[folds[4][1][0]],
    }
    labels = [
        "conditional" if group in late else label if label in ("favor", "none") else "favor"
        for group, label in zip(pairs.group, pairs.label, strict=True)
    ]
    pairs = usable(replace(pairs, label=labels), "own")
    held_out: list[int] = []
    fitted = linear._fitted

    def counting(matrix: sparse.csr_matrix, *rest: Any) -> Any:
        held_out.append(len(pairs) - matrix.shape[0])
        return fitted(matrix, *rest)

    monkeypatch.setattr(linear, "MANY", 50)
    monkeypatch.setattr(linear, "_fitted", counting)
    found = LinearModel.fit(pairs)
    # Two folds and the one that has the label, for each of two blocks; then all of train.
    assert len([one for one in held_out if one]) == 6
    chosen, chances = found.predict(pairs)
    rare = pairs.names.index("conditional")
    assert (chosen == rare).any() and chances[:, rare].max() > 0.3
    assert pairs.label.count("conditional") >= 2 * FEW
    # A label in no held-out part would leave all labels with one temperature.
    assert not np.allclose(found.decision.weights, np.diag(np.diag(found.decision.weights)))


def test_a_label_of_one_story_does_not_turn_the_others_round(tmp_path: Path) -> None:
    """Its fold never saw it; calibrated on that, what speaks for it would speak against it."""
    said = {"favor": "gladly we welcome it", "against": "never we refuse it"}
    lines = [f"{said[one]} {at},x,{one},{one}" for one in said for at in range(2 * FEW)]
    train(Order(str(csv_of(tmp_path / "own.csv", *lines))), tmp_path / "m")
    found = stancebank.learn.load(tmp_path / "m").predict(list(said.values()), ["x", "x"])
    assert [one.label for one in found] == list(said)


# Odd data and options


@pytest.mark.parametrize(
    "lines",
    [
        ["we agree,a,favor,1", "we refuse,a,against,2"],
        ["we agree,a,favor,1", "we refuse,a,against,2", "never,a,against,3"],
        ["!,a,favor,1", "?,b,none,2"],
    ],
    ids=["two stories of one label each", "a fold of one label", "no words"],
)
def test_little_data_makes_a_model(
    lines: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = csv_of(tmp_path / "own.csv", *lines)
    assert run("train", source, "-o", tmp_path / "m") == 0
    assert run("predict", tmp_path / "m", source) == 0
    assert len(capsys.readouterr().out.splitlines()) >= len(lines)


def test_targets_that_all_differ_leave_the_commonest_label() -> None:
    pairs = _claims(60, each=1)
    table = baselines(pairs, pairs)
    assert set(table["target only"]) == set(table["majority"])


def test_one_story_can_be_a_baseline(data: Path) -> None:
    pairs = read(str(data), "train")
    one = replace(pairs, group=["same"] * len(pairs))
    assert len(LinearModel.fit(one).predict(pairs)[0]) == len(pairs)


@pytest.mark.parametrize("objective", ["favor_against_f1", "polarity_micro_f1"])
def test_an_objective_needs_its_labels(
    objective: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = csv_of(tmp_path / "own.csv", "a,x,favor,1", "b,x,none,2")
    events = tmp_path / "events.jsonl"
    events.write_text(
        "".join(json.dumps({"sentence": one, "type": one}) + "\n" for one in ("AID", "AGREE")),
        "utf-8",
    )
    for task, where in (("stance", source), ("events", events)):
        order = ["train", where, "--task", task, "--objective", objective, "-o", tmp_path / "m"]
        assert run(*order) == 1
        told = capsys.readouterr().err
        assert "needs the labels favor and against" in told and "macro_f1" in told
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--seed", "-1"],
        ["--seed", str(2**32)],
        ["--model", "encoder", "--epochs", "0"],
        ["--model", "encoder", "--epochs", "nan"],
        ["--model", "encoder", "--epochs", "inf"],
        ["--epochs", "2"],
        ["--task", "events", "--view", "three-way"],
        ["--task", "statements", "--model", "encoder", "--label-votes"],
        ["--task", "statements", "--model", "encoder", "--objective", "accuracy"],
    ],
    ids=" ".join,
)
def test_options_that_cannot_be_meant_are_refused(
    options: list[str], data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("train", data, *options, "-o", tmp_path / "m") == 2
    assert options[-2] in capsys.readouterr().err or "--label-votes" in options
    assert not (tmp_path / "m").exists()


def test_help_tells_labels_columns_and_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", "--help") == 0
    told = " ".join(capsys.readouterr().out.split())
    labels = [*schema.labels("stance"), *schema.labels("event_type")]
    columns = ("holder", "context", "mode", "group", "issue", "genre", "split")
    for word in (*labels, *columns, "for stance only", "is replaced", "[default: 4; 2 if"):
        assert word in told, word


def test_the_epochs_of_the_help_are_those_of_the_recipes() -> None:
    from stancebank.learn.encoder.recipe import recipe_for

    found = [
        recipe_for(layers=layers, items=10**6, epochs=None, task=task, seed=0).epochs
        for layers, task in ((6, "pairs"), (12, "pairs"), (6, "statements"))
    ]
    assert found == [4, 2, 2]


# Features


def _claims(many: int, each: int) -> Pairs:
    """Pairs that ask `each` times about every claim."""
    said = rows(many // len(TARGETS) + 1)[:many]
    claims = [f"claim {at // each}" for at in range(many)]
    blank = [""] * many
    text, label = [one["text"] for one in said], [one["label"] for one in said]
    pairs = Pairs(
        **{one.name: blank for one in fields(Pairs) if one.name not in ("votes", "names")}
        | {"text": text, "context": text, "label": label, "target": claims, "target_id": claims}
        | {"id": list(map(str, range(many))), "group": [str(at) for at in range(many)]},
        votes=None,
        names=tuple(schema.labels("stance")),
    )
    return usable(pairs, "claims")


def test_claims_of_a_single_pair_are_not_crossed() -> None:
    alone, twice = (PairFeatures(Settings(crossed_letters=1.0)) for _ in range(2))
    few, many = alone.fit(_claims(240, each=1)), twice.fit(_claims(240, each=2))
    plain = PairFeatures(Settings(crossed_words=0.0)).fit(_claims(240, each=1))
    assert few.shape[1] == plain.shape[1]
    assert many.shape[1] > 100 * len(twice.views["words"].terms)
    # What was left out has one entry a column at most, and would have been left out later.
    assert len(alone.targets) == 240 and not alone.crossed


def test_columns_are_picked_as_scipy_picks_them_and_from_more_than_memory_holds() -> None:
    random = np.random.default_rng(0)
    dense = random.random((30, 40)) * (random.random((30, 40)) < 0.2)
    matrix = sparse.csr_matrix(dense)
    columns = np.array([0, 3, 4, 17, 39])
    assert (picked(matrix, columns) != matrix[:, columns]).nnz == 0
    assert picked(matrix, np.zeros(0, dtype=np.int64)).shape == (30, 0)
    wide = sparse.csr_matrix(
        (matrix.data, matrix.indices.astype(np.int64) * 10**10, matrix.indptr),
        shape=(30, 40 * 10**10),
    )
    assert (picked(wide, columns * 10**10) != matrix[:, columns]).nnz == 0
    used, kept = linear._used(wide)
    assert (kept // 10**10).tolist() == np.flatnonzero((dense > 0).sum(0) >= 2).tolist()
    assert used.shape == (30, len(kept))


# Folders


def test_two_runs_write_the_same_bytes(data: Path, model: Path, tmp_path: Path) -> None:
    train(Order(str(data)), tmp_path / "again")
    ours, theirs = (
        {one.name: one.read_bytes() for one in folder.iterdir()}
        for folder in (model, tmp_path / "again")
    )
    assert ours == theirs


def test_no_file_tells_where_the_data_lay(model: Path, data: Path, tmp_path: Path) -> None:
    for one in model.iterdir():
        assert str(data.parent).encode() not in one.read_bytes(), one.name
    about = json.loads((model / "stancebank.json").read_text("utf-8"))
    assert about["data"] == "own.csv"
    assert "`own.csv`" in (model / "README.md").read_text("utf-8")


def test_time_is_printed(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", data, "-o", tmp_path / "m") == 0
    assert "s of CPU time" in capsys.readouterr().err


def test_a_save_that_fails_leaves_the_earlier_model(
    data: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shutil.copytree(model, tmp_path / "model")

    def full(path: Path, content: bytes) -> bool:
        if path.name == "vocabulary.json":
            raise OSError("No space left on device")
        return write_bytes(path, content)

    write_bytes = store.write_bytes
    monkeypatch.setattr(store, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        train(Order(str(data), seed=1), place)
    monkeypatch.undo()
    assert stancebank.learn.load(place).about["seed"] == 0
    assert [one.name for one in tmp_path.iterdir()] == ["model"]


def test_of_an_earlier_model_nothing_is_left(data: Path, model: Path, tmp_path: Path) -> None:
    place = shutil.copytree(model, tmp_path / "model")
    (place / "encoder" / "old").mkdir(parents=True)
    (place / "encoder" / "old" / "model.safetensors").write_bytes(b"old")
    train(Order(str(data)), place)
    assert {one.name for one in place.iterdir()} == {one.name for one in model.iterdir()}


def test_what_else_lies_in_a_model_is_not_lost(
    data: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = shutil.copytree(model, tmp_path / "model")
    (place / "thesis.txt").write_text("mine", "utf-8")
    assert run("train", data, "-o", place) == 1
    told = capsys.readouterr().err
    assert "thesis.txt" in told and "move it" in told
    assert (place / "thesis.txt").read_text("utf-8") == "mine"


def _about(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / "stancebank.json"
        about = json.loads(path.read_text("utf-8"))
        change(about)
        path.write_text(json.dumps(about), "utf-8")

    return apply


def _signed(folder: Path, name: str) -> None:
    """Give a changed file the hash that it has now."""
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    _about(lambda about: about["sha256"].update({name: digest}))(folder)


def _arrays(change: Callable[[dict[str, np.ndarray]], object]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        arrays = load_file(folder / "weights.safetensors")
        change(arrays)
        save_file(arrays, folder / "weights.safetensors")
        _signed(folder, "weights.safetensors")

    return apply


def _words(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / "vocabulary.json"
        vocabulary = json.loads(path.read_text("utf-8"))
        change(vocabulary)
        path.write_text(json.dumps(vocabulary), "utf-8")
        _signed(folder, "vocabulary.json")

    return apply


def _unlisted(folder: Path) -> None:
    _about(lambda about: about.update(sha256={}))(folder)
    (folder / "weights.safetensors").unlink()


def _no_card(folder: Path) -> None:
    (folder / "README.md").unlink()
    (folder / "README.md").mkdir()


DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "no targets": (_about(lambda about: about.pop("targets")), "“targets”: .*found nothing"),
    "targets of numbers": (_about(lambda about: about["targets"].update(a=1)), "“targets”"),
    "no labels": (_about(lambda about: about.update(labels=None)), "“labels”: expected a list"),
    "fewer labels": (_about(lambda about: about["labels"].pop()), "calibration is 5 × 5"),
    "labels twice": (_about(lambda about: about.update(labels=["a", "a"])), "labels"),
    "no task of ours": (_about(lambda about: about.update(task="poems")), "“task”: poems"),
    "no score of its labels": (_about(lambda about: about.update(objective="x")), "“objective”"),
    "a kind that is a list": (_about(lambda about: about.update(kind=["linear"])), "of format"),
    "settings of another": (_about(lambda about: about["settings"].pop("near")), "settings"),
    "settings of words": (_about(lambda about: about["settings"].update(near="a")), "settings"),
    "no hashes": (_unlisted, "does not list weights.safetensors, vocabulary.json"),
    "a file from elsewhere": (
        _about(lambda about: about["sha256"].update({"/dev/zero": "0"})),
        "/dev/zero is no file of a model",
    ),
    "a folder for a file": (
        _no_card,
        "README.md: missing or not readable",
    ),
    "another kind": (_about(lambda about: about.update(kind="encoder")), "encoder|recipe"),
    "no bias": (_arrays(lambda arrays: arrays.pop("bias")), "has no bias"),
    "no hashes of train": (_arrays(lambda arrays: arrays.pop("seen")), "has no seen"),
    "weights that are no numbers": (
        _arrays(lambda arrays: arrays["weights"].fill(np.nan)),
        "weights is .*finite",
    ),
    "columns beyond the last": (
        _arrays(lambda arrays: arrays["columns"].__iadd__(10**9)),
        "columns",
    ),
    "fewer n-grams": (_words(lambda one: one["views"]["words"].pop()), "idf.words"),
    "a view less": (_words(lambda one: one["views"].pop("letters")), "no n-grams “letters”"),
    "no modes": (_words(lambda one: one.pop("modes")), "“modes” is no list"),
    "n-grams as one": (_words(lambda one: one["views"].update(words="a")), "words"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_told_in_a_line(
    damage: str, model: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = shutil.copytree(model, tmp_path / "model")
    apply, told = DAMAGE[damage]
    apply(place)
    with pytest.raises((StanceBankError), match=told) as error:
        store.read(place)
    assert str(place) in str(error.value) or "pip install" in str(error.value)
    assert run("predict", place, data) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_sound_model_survives_the_looking(model: Path, tmp_path: Path) -> None:
    """The changes above are refused for what they change, not for being rewritten."""
    place = shutil.copytree(model, tmp_path / "model")
    for apply in (_about(len), _arrays(len), _words(len)):
        apply(place)
    assert stancebank.learn.load(place).predict(["we refuse"], [TARGETS[0]])


# What a model tells of itself


def test_the_hash_of_the_data_is_of_all_that_the_model_is_made_of(data: Path) -> None:
    pairs = read(str(data), "train")
    known = {fingerprint(pairs)}
    changed = {name: ["other", *getattr(pairs, name)[1:]] for name in ("text", "context", "mode")}
    changed |= {name: ["other", *getattr(pairs, name)[1:]] for name in ("group", "source")}
    changed |= {name: ["other", *getattr(pairs, name)[1:]] for name in ("target", "label")}
    for name, column in changed.items():
        known.add(fingerprint(replace(pairs, **{name: column})))
    known.add(fingerprint(replace(pairs, votes=np.ones((len(pairs), 5), dtype=np.int64))))
    known.add(fingerprint(pairs, pairs))
    assert len(known) == 3 + len(changed)
    assert fingerprint(pairs) == fingerprint(read(str(data), "train"))


def test_pairs_are_known_again_by_their_words() -> None:
    """The same pairs with ids and paragraphs, and as a CSV of text, proposition and label."""
    published = replace(
        _claims(30, each=1),
        context=["a paragraph around it"] * 30,
        target_id=[f"t{at}" for at in range(30)],
    )
    own = replace(
        published,
        text=[one.replace(" ", "\r\n", 1) for one in published.text],
        context=published.text,
        target_id=published.target,
    )
    other = replace(own, target=["something else"] * 30, target_id=["something else"] * 30)
    seen = remembered(published)
    assert overlap(seen, published) == overlap_by_words(seen, published) == list(range(30))
    assert overlap(seen, own) == [] and overlap_by_words(seen, own) == list(range(30))
    assert overlap_by_words(seen, other) == overlap(seen, other) == []


def test_a_saved_model_knows_its_train_data_by_words(model: Path, data: Path) -> None:
    seen = stancebank.learn.load(model).seen
    pairs = replace(read(str(data), "train"), context=["x"] * 120, target_id=["t"] * 120)
    assert not overlap(seen, pairs) and len(overlap_by_words(seen, pairs)) == 120
    assert not overlap_by_words(seen, read(str(data), "test"))


TOLD: dict[str, Any] = {
    "model": "encoder",
    "view": "full",
    "seed": 0,
    "votes": False,
    "encoder": "",
    "data": "own",
    "split": "train",
    "data_sha256": "0",
    "pairs": 9,
    "stories": 3,
    "chosen_on": "1 text of other stories",
    "reached": {"mean exact F1": 0.5},
    "tried": [{"step": 1, "score": 0.5}],
    "versions": {"python": "3"},
}


def test_the_card_of_a_tagger_shows_how_a_tagger_is_called() -> None:
    told = card({**TOLD, "task": "statements", "per_label": {"source": 1, "cue": 2}})
    assert 'model.predict(["' in told and "], [" not in told
    assert "pipeline_tag: token-classification" in told
    assert "| role | spans |" in told and "texts, stories" in told
    assert "stance" not in told.replace("stancebank", "")


@pytest.mark.parametrize("task", ["stance", "events"])
def test_the_card_of_a_classifier_runs(task: str, model: Path) -> None:
    told = card({**TOLD, "task": task, "per_label": {"AID": 1}})
    line = next(one for one in told.splitlines() if one.startswith("model.predict"))
    (found,) = eval(line, {"model": stancebank.learn.load(model)})  # noqa: S307
    assert found.label in schema.labels("stance")


# Encoders


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with random weights, which knows no word."""
    torch = pytest.importorskip("torch", reason="the extra encoder is not installed")
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nno", "utf-8")
    tokenizer = transformers.BertTokenizerFast(str(folder / "vocab.txt"))
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(tokenizer),
        num_hidden_layers=1,
        num_attention_heads=2,
        hidden_size=16,
        intermediate_size=16,
    )
    transformers.BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def hybrid(tiny: Path, data: Path) -> Path:
    place = data.parent / "hybrid"
    train(Order(str(data), model="hybrid", encoder=str(tiny)), place)
    return place


def test_no_code_of_an_encoder_is_run(tiny: Path, tmp_path: Path) -> None:
    from stancebank.learn.encoder.network import open_encoder

    place = shutil.copytree(tiny, tmp_path / "own")
    config = json.loads((place / "config.json").read_text("utf-8"))
    config |= {"auto_map": {"AutoModel": "evil.Evil", "AutoConfig": "evil.Evil"}}
    config["model_type"] = "evil"
    (place / "config.json").write_text(json.dumps(config), "utf-8")
    (place / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", "utf-8")
    with pytest.raises(StanceBankError, match="no encoder to be had"):
        open_encoder(str(place))
    assert not (tmp_path / "ran").exists()


def test_pickled_weights_are_for_encoders_not_for_models(tiny: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file as load_tensors

    from stancebank.learn.encoder.network import open_encoder

    place = shutil.copytree(tiny, tmp_path / "model" / "encoder")
    torch.save(load_tensors(place / "model.safetensors"), place / "pytorch_model.bin")
    (place / "model.safetensors").unlink()
    assert open_encoder(str(place))
    (tmp_path / "model" / "stancebank.json").write_text("{}", "utf-8")
    with pytest.raises(StanceBankError, match="copy the model again"):
        open_encoder(str(place))


def test_a_model_without_its_encoder_is_refused(
    hybrid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shutil.copytree(hybrid, tmp_path / "model")
    shutil.rmtree(place / "encoder")
    _about(
        lambda about: [
            about["sha256"].pop(name) for name in list(about["sha256"]) if "encoder/" in name
        ]
    )(place)
    # By such a name the Hub would be asked.
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StanceBankError, match=r"does not list encoder/config\.json, encoder/"):
        stancebank.learn.load("model")


@pytest.mark.parametrize("kind", ["hybrid", "encoder"])
def test_two_runs_with_an_encoder_write_the_same_bytes(
    kind: str, tiny: Path, data: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        order = Order(str(data), model=kind, encoder=str(tiny))
        train(replace(order, epochs=1.0) if kind == "encoder" else order, tmp_path / name)
    ours, theirs = (
        {
            str(one.relative_to(tmp_path / name)): one.read_bytes()
            for one in (tmp_path / name).rglob("*")
            if one.is_file()
        }
        for name in "ab"
    )
    assert ours == theirs
    for name, content in ours.items():
        assert str(tiny).encode() not in content, name


def test_a_label_only_in_held_out_stories_is_no_label_of_an_encoder(
    tiny: Path, tmp_path: Path
) -> None:
    from stancebank.learn.train import with_validation

    said = [f"yes {at},x,{('favor', 'against')[at % 2]},{at}" for at in range(12)]
    for at in range(12):
        lines = [*said[:at], said[at].replace("favor", "neutral"), *said[at + 1 :]]
        order = Order(str(csv_of(tmp_path / "own.csv", *lines)), model="encoder")
        pairs = usable(read(order.data), "own")
        try:
            known, held_out = with_validation(order, pairs)
        except StanceBankError as error:
            assert "no pairs to stop an encoder's training by" in str(error)
            continue
        assert known.names == held_out.names and set(held_out.label) <= set(known.label)
