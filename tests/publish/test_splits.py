"""Splits stay as they are, keep stories whole and labels balanced, and prove it; leaks are told."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import REPOSITORY
from stancebank import cli
from stancebank.corpus import Corpus
from stancebank.ledgers import Splits
from stancebank.publish.balance import ARTICLES, SHARES, deal
from stancebank.publish.clusters import STOCK, survey
from stancebank.publish.splits import Plan, plan
from stancebank.record import Article, canonical, decode

BASE = REPOSITORY / "tests" / "examples" / "base"
EMPTY = Splits(schema_version="1.0", assignments=[], unseen_conflicts=[], proof=None)
PLAN = decode((BASE / "corpus/articles/authored/plan.json").read_bytes(), Article)


def made(name: str, text: str | None = None, **changes: Any) -> Article:
    """An article with words of its own, unless a text is given."""
    rng = random.Random(name)
    words = text or " ".join(f"w{rng.randrange(10**6)}" for _ in range(60))
    digest = hashlib.sha256(words.encode()).hexdigest()
    fields = {"story": None, "statements": [], "stances": [], "events": [], **changes}
    return msgspec.structs.replace(PLAN, id=name, text=words, text_sha256=digest, **fields)


def planned(
    articles: Iterable[Article], frozen: Splits = EMPTY, hold_out: tuple[str, ...] = ()
) -> Plan:
    ordered = sorted(articles, key=lambda one: one.id)
    return plan(survey(ordered), frozen, hold_out, (one.text for one in ordered))


def splits_of(one: Plan) -> dict[str, str]:
    return {entry.article: entry.split for entry in one.splits.assignments}


def clusters_of(one: Plan) -> dict[str, str]:
    return {entry.article: entry.cluster for entry in one.splits.assignments}


def edited(text: str, at: int = 20) -> str:
    words = text.split()
    words[at] = "otherwise"
    return " ".join(words)


STATUS = {
    status: msgspec.structs.replace(PLAN.annotation, status=status) for status in ("none", "gold")
}
ARTICLE = st.builds(
    lambda number, story, conflict, collection, status, copies: made(
        f"a{number:03}",
        edited(made(f"text{copies}").text, number % 60) if copies else None,
        story=story,
        conflict=conflict,
        collection=collection,
        annotation=STATUS[status],
    ),
    st.integers(0, 999),
    st.sampled_from([None, None, "s1", "s2", "s3"]),
    st.sampled_from(["temsa", "temsa", "other"]),
    st.sampled_from(["authored", "authored", "authored", "reported"]),
    st.sampled_from(["gold", "gold", "none"]),
    st.sampled_from([0, 0, 0, 1, 2]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ARTICLE, max_size=25, unique_by=lambda one: one.id), st.data())
def test_no_assignment_ever_moves_whatever_comes_in_whatever_order(
    articles: list[Article], data: st.DataObject
) -> None:
    held = data.draw(st.sampled_from([(), ("other",)]))
    order = data.draw(st.permutations(articles))
    frozen, present = EMPTY, []
    while order:
        batch = data.draw(st.integers(1, len(order)))
        present, order = [*present, *order[:batch]], order[batch:]
        now = planned(present, frozen, held if frozen is EMPTY else ())
        before = {one.article: one for one in frozen.assignments}
        after = {one.article: one for one in now.splits.assignments}
        assert before.items() <= after.items()
        assert set(frozen.unseen_conflicts) <= set(now.splits.unseen_conflicts)
        assert now.leaks == []
        assert now.splits.proof is not None
        assert (now.splits.proof.shared_stories, now.splits.proof.shared_runs) == (0, 0)
        for one in present:
            if entry := after.get(one.id):
                assert one.annotation.status == "gold"
                assert (entry.split == "test_reported") == (one.collection == "reported")
                unseen = one.conflict in held and one.collection != "reported"
                assert (entry.split == "test_unseen_conflict") == unseen
        by_cluster: dict[str, set[str]] = {}
        for entry in after.values():
            by_cluster.setdefault(entry.cluster, set()).add(entry.split)
        assert all(len(splits) == 1 for splits in by_cluster.values())
        # Told or assigned: no labelled article is passed over in silence.
        for one in present:
            told = any(f"“{one.id}”" in line for line in now.refused)
            assert one.id in after or told or one.id in now.waiting
        assert planned(reversed(present), now.splits).splits == now.splits
        frozen = now.splits


def test_a_new_article_joins_the_split_of_its_story_and_keeps_the_cluster_id() -> None:
    first = planned([made("a", story="ferry"), *(made(f"x{n}") for n in range(20))])
    now = planned(
        [made("a", story="ferry"), made("0", story="ferry"), *(made(f"x{n}") for n in range(20))],
        first.splits,
    )
    assert splits_of(now)["0"] == splits_of(first)["a"]
    assert clusters_of(now)["0"] == "ferry"
    assert [(one.article, why) for one, why in now.added] == [("0", "joins “a”: story “ferry”")]


@pytest.mark.parametrize("tie", ["edited copy", "a quotation of 13 words"])
def test_articles_that_share_words_go_where_the_first_is(tie: str) -> None:
    old = [made(f"x{n:02}") for n in range(30)]
    first = planned(old)
    for source in old[:10]:
        quoted = " ".join(source.text.split()[:13])
        text = edited(source.text) if tie == "edited copy" else made("n").text + " " + quoted
        now = planned([*old, made("new", text)], first.splits)
        assert splits_of(now)["new"] == splits_of(first)[source.id]
        assert clusters_of(now)["new"] == clusters_of(first)[source.id]


def test_twelve_words_in_common_tie_nothing() -> None:
    old = made("a")
    text = made("n").text + " " + " ".join(old.text.split()[:12])
    first = planned([old])
    assert clusters_of(planned([old, made("new", text)], first.splits))["new"] == "new"


def test_a_held_out_conflict_is_whole_and_stays_held_out() -> None:
    articles = [made(f"x{n}", conflict="other" if n < 4 else "temsa") for n in range(12)]
    first = planned(articles, hold_out=("other",))
    assert {splits_of(first)[f"x{n}"] for n in range(4)} == {"test_unseen_conflict"}
    now = planned([*articles, made("y", conflict="other")], first.splits)
    assert splits_of(now)["y"] == "test_unseen_conflict"
    assert now.splits.unseen_conflicts == ["other"]


def test_a_merge_of_two_splits_is_refused_with_a_way_out_and_the_rest_is_assigned() -> None:
    old = [made(f"x{n:02}") for n in range(30)]
    first = planned(old)
    splits = splits_of(first)
    train = next(one for one in old if splits[one.id] == "train")
    test = next(one for one in old if splits[one.id] == "test")
    both = made("both", train.text + " " + test.text)
    now = planned([*old, both, made("free")], first.splits)
    assert "both" not in splits_of(now)
    assert "free" in splits_of(now)
    (line,) = now.refused
    assert f"“{train.id}” in train" in line
    assert f"“{test.id}” in test" in line
    assert "withdraw “both”; until then all of them stay unassigned" in line
    assert now.leaks == []


def test_a_chain_across_splits_names_the_smaller_side_to_give_up() -> None:
    old = [made(f"x{n:02}") for n in range(30)]
    first = planned(old)
    train, test = (
        next(one for one in old if splits_of(first)[one.id] == split) for split in ("train", "test")
    )
    chain = [
        made("c1", edited(train.text), story="s"),
        made("c2", edited(train.text, 40), story="s"),
        made("c3", edited(test.text), story="s"),
    ]
    (line,) = planned([*old, *chain], first.splits).refused
    assert "withdraw “c3”; until then" in line
    assert set(splits_of(planned([*old, *chain[:2]], first.splits))) > {"c1", "c2"}


def test_a_phrase_in_many_articles_is_listed_and_ties_nothing() -> None:
    phrase = "the ministry of defence said in a statement carried by the state news agency"
    articles = [made(f"x{n:02}", f"{made(f'x{n:02}').text} {phrase}") for n in range(STOCK)]
    now = planned(articles)
    assert now.splits.proof is not None
    assert now.splits.proof.stock_phrases == [phrase]
    assert now.splits.proof.shared_runs == 0
    assert len(set(splits_of(now).values())) == 3
    # Once listed it stays so, though fewer articles are left that have it.
    fewer = planned(articles[:-1], now.splits)
    assert fewer.leaks == []
    assert fewer.splits.proof is not None
    assert fewer.splits.proof.stock_phrases == [phrase]


def test_of_several_ties_the_strongest_is_told() -> None:
    old = made("a")
    first = planned([old])
    ((_, why),) = planned([old, made("b", edited(old.text))], first.splits).added
    assert why.startswith("joins “a”: texts 8")


def test_a_new_cluster_never_takes_the_id_of_another() -> None:
    first = planned([made("ferry")])
    clusters = clusters_of(planned([made("ferry"), made("x", story="ferry")], first.splits))
    assert clusters == {"ferry": "ferry", "x": "x"}
    taken = [made("ferry"), made("x", story="ferry"), made("y", story="x")]
    frozen = planned(taken, first.splits).splits
    assert len({one.cluster for one in frozen.assignments}) == 3


def test_an_article_without_labels_that_would_tie_two_splits_holds_up_nobody() -> None:
    old = [made(f"x{n:02}") for n in range(30)]
    first = planned(old)
    train, test = (
        next(one for one in old if splits_of(first)[one.id] == split) for split in ("train", "test")
    )
    bridge = made("b", f"{train.text} {test.text}", annotation=STATUS["none"])
    now = planned([*old, bridge, made("copy", edited(train.text))], first.splits)
    assert splits_of(now)["copy"] == "train"
    assert (now.refused, now.waiting) == ([], ["b"])


def test_one_story_in_two_splits_is_a_leak_even_in_other_words() -> None:
    pair = [made("a", story="ferry"), made("b", story="ferry")]
    entries = [
        {"article": name, "split": split, "cluster": name}
        for name, split in (("a", "train"), ("b", "test"))
    ]
    frozen = msgspec.convert({**msgspec.to_builtins(EMPTY), "assignments": entries}, Splits)
    now = planned(pair, frozen)
    (line,) = now.leaks
    assert "“a” in train and “b” in test are of one story, “ferry”,: withdraw “a”" in line
    assert now.splits.proof is not None
    assert now.splits.proof.shared_stories == 1


@pytest.mark.parametrize(
    ("split", "changes", "told"),
    [
        ("train", {"collection": "reported"}, "test_reported is for reported articles"),
        ("test_reported", {}, "test_reported is for reported articles"),
        ("train", {"conflict": "other"}, "of the conflict other, held out, is in train"),
        ("test_unseen_conflict", {}, "of the conflict temsa, not held out, is in test_unseen"),
    ],
)
def test_an_article_put_where_it_may_not_be_is_told(
    split: str, changes: dict[str, Any], told: str
) -> None:
    entry = {"article": "a", "split": split, "cluster": "a"}
    frozen = msgspec.convert(
        {**msgspec.to_builtins(EMPTY), "assignments": [entry], "unseen_conflicts": ["other"]},
        Splits,
    )
    (line,) = planned([made("a", **changes)], frozen).leaks
    assert told in line and "withdraw the article" in line


def labelled(count: int) -> list[Article]:
    """Articles with labels as uneven as real ones, a third of them in stories of two to six."""
    rng = random.Random(11)
    types = ["CONSULT", "REQUEST", "ASSAULT", "ACCUSE", "AID", "RETREAT", "PROTEST", "SANCTION"]
    weights = [30, 20, 18, 12, 8, 6, 4, 2]
    labels = rng.choices(["favor", "against", "neutral", "conditional"], [40, 35, 15, 10], k=10**4)
    articles = []
    story, left = 0, 0
    for number in range(count):
        if not left and rng.random() < 0.1:
            story, left = story + 1, rng.randint(2, 6)
        left = max(left - 1, 0)
        stances = [
            msgspec.structs.replace(PLAN.stances[0], id=f"t{at}", label=labels.pop())
            for at in range(rng.randint(3, 14))
        ]
        events = [
            msgspec.structs.replace(PLAN.events[0], id=f"e{at}", type=one)
            for at, one in enumerate(rng.choices(types, weights, k=rng.randint(3, 16)))
        ]
        own = f"s{story}" if left else None
        articles.append(made(f"g{number:03}", stances=stances, events=events, story=own))
    return articles


def shares(articles: list[Article], splits: dict[str, str]) -> dict[str, dict[str, float]]:
    counts: dict[str, Counter[str]] = {"articles": Counter()}
    for one in articles:
        counts["articles"][splits[one.id]] += 1
        for label in (*(s.label for s in one.stances), *(e.type for e in one.events)):
            counts.setdefault(label, Counter())[splits[one.id]] += 1
    return {
        label: {split: found[split] / found.total() for split in SHARES}
        for label, found in counts.items()
    }


@pytest.mark.parametrize("batches", [1, 6])
def test_every_label_is_balanced_on_300_articles_at_once_and_as_the_corpus_grows(
    batches: int,
) -> None:
    articles = labelled(300)
    frozen = EMPTY
    for batch in range(batches):
        frozen = planned(articles[: 300 * (batch + 1) // batches], frozen).splits
    found = shares(articles, {one.article: one.split for one in frozen.assignments})
    assert len(found) == 13
    for label, own in found.items():
        for split, share in SHARES.items():
            assert own[split] == pytest.approx(share, abs=0.03), (label, split, own)


def test_dealing_does_not_depend_on_the_order_of_clusters() -> None:
    rng = random.Random(3)
    clusters = {f"c{n}": {ARTICLES: 1, rng.choice("abc"): rng.randint(1, 3)} for n in range(60)}
    before: dict[Any, dict[str, int]] = {split: {} for split in SHARES}
    shuffled = list(clusters.items())
    rng.shuffle(shuffled)
    assert deal(clusters, before) == deal(dict(shuffled), before)


# The command, on files.


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the examples' corpus with a third article of its own words."""
    shutil.copytree(BASE, tmp_path / "project")
    return tmp_path / "project"


def run(command: str, project: Path, *options: str) -> int:
    return cli.run([command, "--corpus", str(project / "corpus"), *options])


def publish(project: Path) -> int:
    return run("publish", project, "-o", str(project / "dist"))


def put(project: Path, article: Article) -> None:
    path = project / "corpus" / "articles" / article.collection / f"{article.id}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(canonical(article))


def assign(project: Path, article: str, split: str) -> None:
    """What a careless hand would do."""
    path = project / "corpus" / "splits.json"
    value = json.loads(path.read_text("utf-8"))
    value["assignments"].append({"article": article, "split": split, "cluster": article})
    value["assignments"].sort(key=lambda one: one["article"])
    path.write_bytes(canonical(value))


SINGLE = msgspec.structs.replace(PLAN.annotation, status="single", layers=["anna"])


def copy_of_plan(name: str) -> Article:
    """The training article with two words changed, and no story declared."""
    text = PLAN.text.replace("on Tuesday", "on Monday").replace("rejected", "turned down")
    return made(name, text, annotation=SINGLE)


def test_a_planted_edited_copy_across_two_splits_is_caught_by_all_three(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(project) == 0
    put(project, copy_of_plan("reprint"))
    assign(project, "reprint", "test")
    capsys.readouterr()
    assert run("split", project, "--check") == 1
    told = capsys.readouterr().err
    assert "“plan” in train and “reprint” in test are" in told
    assert "withdraw “plan”" in told
    assert cli.run(["validate", str(project / "corpus"), "--output-format", "json"]) == 1
    assert "SB515" in capsys.readouterr().out
    before = (project / "dist" / "SHA256SUMS").read_bytes()
    assert publish(project) == 1
    assert "nothing published" in capsys.readouterr().err
    assert (project / "dist" / "SHA256SUMS").read_bytes() == before


def test_a_copied_sentence_that_is_no_near_duplicate_stops_publishing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = PLAN.text[PLAN.text.index("His aide") : PLAN.text.index(" Shells")]
    put(project, made("quote", f"Velmo was quiet. {sentence}", annotation=SINGLE))
    layer = json.loads((project / "corpus/layers/anna/plan.json").read_text("utf-8"))
    article = decode((project / "corpus/articles/authored/quote.json").read_bytes(), Article)
    layer |= {"article": "quote", "text_sha256": article.text_sha256, "notes": []}
    layer |= {"statements": [], "stances": [], "events": []}
    (project / "corpus/layers/anna/quote.json").write_bytes(canonical(layer))
    assign(project, "quote", "test")
    assert run("split", project) == 1
    assert "share 13 words in a row" in capsys.readouterr().err
    assert publish(project) == 1
    assert "share 13 words in a row: withdraw “plan”" in capsys.readouterr().err


def test_a_proof_that_says_other_than_the_data_refuses_to_publish_until_split_is_run(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "corpus" / "splits.json"
    right = path.read_bytes()
    for wrong in (
        right.replace(b'"actors": 4', b'"actors": 5', 1),
        right[: right.index(b'"proof"')] + b'"proof": null\n}\n',
    ):
        path.write_bytes(wrong)
        assert publish(project) == 1
        assert "run `stancebank split`" in capsys.readouterr().err
        assert run("split", project, "--check") == 1
        assert path.read_bytes() == wrong
        assert run("split", project) == 0
        assert path.read_bytes() == right
    assert publish(project) == 0


def test_unlabelled_articles_wait_and_the_file_order_does_not_matter(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(project, made("draft", annotation=STATUS["none"]))
    for n in range(12):
        put(project, made(f"n{n}"))
    other = tmp_path / "other"
    shutil.copytree(project, other)
    # The same articles, found in another order: by folders of other names.
    (other / "corpus/articles/authored").rename(other / "corpus/articles/zzz")
    (other / "corpus/articles/aaa").mkdir()
    for n in range(0, 12, 2):
        (other / f"corpus/articles/zzz/n{n}.json").rename(other / f"corpus/articles/aaa/n{n}.json")
    assert run("split", project) == 0
    output = capsys.readouterr()
    assert "1 articles not assigned: without labels" in output.err
    assert "a new story, dealt by label balance" in output.out
    assert run("split", other) == 0
    assert (project / "corpus/splits.json").read_bytes() == (
        other / "corpus/splits.json"
    ).read_bytes()
    assert "draft" not in Corpus(project / "corpus").splits
    assert run("split", project, "--check") == 0


def test_a_conflict_can_be_held_out_only_while_none_of_it_is_assigned(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (project / "corpus/splits.json").read_bytes()
    assert run("split", project, "--hold-out", "temsa") == 1
    assert "is in test already, and an article never moves" in capsys.readouterr().err
    assert run("split", project, "--hold-out", "temza") == 1
    assert "no such conflict; there are: temsa" in capsys.readouterr().err
    assert (project / "corpus/splits.json").read_bytes() == before


def test_a_broken_article_or_a_doubled_id_is_one_line_and_writes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (project / "corpus/splits.json").read_bytes()
    (project / "corpus/articles/aaa").mkdir()
    (project / "corpus/articles/aaa/plan.json").write_bytes(canonical(PLAN))
    assert run("split", project) == 1
    assert "an id comes twice: run `stancebank validate" in capsys.readouterr().err
    (project / "corpus/articles/aaa/plan.json").write_text("{")
    assert run("split", project) == 1
    assert "plan.json" in capsys.readouterr().err
    assert (project / "corpus/splits.json").read_bytes() == before
