"""Rates of training and predicting, and the results page of the models.

python tests/benchmarks/learn.py rates [DIST]          CPU seconds and pairs a second
python tests/benchmarks/learn.py results [DIST [MODEL ...]]    the page, as Markdown

DIST is what `stancebank publish` wrote (dist), MODEL a folder that `stancebank train DIST --model
hybrid` or `--model encoder` wrote: its row stands beside that of the linear model. Public sets are
read from ../shared/data where they are; of them only train and development parts are used.
Everything is trained with seed 0.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from stancebank.corpora.adapters import ADAPTERS
from stancebank.errors import StanceBankError
from stancebank.learn.artefacts import baselines
from stancebank.learn.classifier import Classifier
from stancebank.learn.data import pairs_of, read, usable
from stancebank.learn.linear import LinearModel
from stancebank.learn.ngrams import Settings
from stancebank.learn.pairs import Pairs, joined
from stancebank.learn.scores import by_group, intervals, known, scores_of
from stancebank.learn.tables import Source
from stancebank.learn.tell import table

SHARED = Path(__file__).parents[3] / "shared" / "data"

SETS = {
    "seesaw": "seesaw",
    "newsmtsc": "newsmtsc",
    "semeval2016": "semeval2016-task6",
    "ruw": "ruw",
    "vast": "vast",
}
"""Adapter → folder. All of them have favor and against."""

POLAR = ("favor", "against")


def cpu(work: Callable[[], object]) -> tuple[float, object]:
    """CPU seconds of this process, and what came out."""
    started = time.process_time()
    found = work()
    return time.process_time() - started, found


def rates(dist: str) -> None:
    """Print rates."""
    train, test = read(dist, "train"), read(dist, "test")
    seconds, model = cpu(lambda: LinearModel.fit(train))
    assert isinstance(model, LinearModel)
    print(f"linear: {len(train):,} pairs trained in {seconds:.1f} s of CPU time (aim: below 30)")
    seconds, _ = cpu(lambda: model.predict(test))
    print(f"linear: {len(test) / seconds:,.0f} pairs a CPU second predicted (aim: 5,000)")
    code = "import sys, stancebank.learn.predict; print(len(sys.modules))"
    started = time.perf_counter()
    modules = subprocess.check_output([sys.executable, "-c", code], text=True).strip()
    bare = time.perf_counter()
    subprocess.check_call([sys.executable, "-c", "import numpy, scipy.sparse, sklearn.svm"])
    whole, floor = bare - started, time.perf_counter() - bare
    print(
        f"import of predict: {whole:.2f} s, {modules} modules; of scikit-learn alone {floor:.2f} s"
    )
    if find_spec("torch") is None:
        print("encoder: the extra is not installed")
        return
    from stancebank.learn import encoder
    from stancebank.learn.encoder.classify import EncoderModel

    some, few = train.take(range(1600)), test.take(range(200))
    some = usable(some, "rates")
    few = few.where(lambda row: few.label[row] in some.names)
    few = replace(few, names=some.names, votes=None)
    seconds, found = cpu(lambda: EncoderModel.fit(some, few, encoder.default(), epochs=1))
    print(f"encoder (MiniLM): {len(some) / seconds:,.0f} pairs a CPU second trained")
    assert isinstance(found, EncoderModel)
    seconds, _ = cpu(lambda: found.predict(few))
    print(f"encoder (MiniLM): {len(few) / seconds:,.0f} pairs a CPU second predicted")


def figure(test: Pairs, found: np.ndarray, score: str) -> str:
    """A score with its interval over stories."""
    tables = by_group(test.codes, found, test.group, len(test.names))
    told = f"{float(scores_of(tables.sum(0), test.names)[score]):.3f}"
    found = known(*intervals(tables, test.names, 1000, 0)[score])
    return told if found is None else f"{told} ({found[0]:.3f}–{found[1]:.3f})"


def in_domain(dist: str, folders: list[str]) -> None:
    """Five-way macro-F1 of every model and baseline on the corpus's own test splits."""
    train = read(dist, "train")
    tests = {
        split: read(dist, split) for split in ("test", "test_unseen_conflict", "test_reported")
    }
    rows = [["macro-F1 of five labels", *tests]]
    unread = {split: baselines(train, test) for split, test in tests.items()}
    for name in next(iter(unread.values())):
        cells = [figure(tests[split], one[name], "macro_f1") for split, one in unread.items()]
        rows.append([name, *cells])
    linear = LinearModel.fit(train)
    cells = [figure(test, linear.predict(test)[0], "macro_f1") for test in tests.values()]
    rows.append(["linear", *cells])
    for folder in folders:
        model = Classifier.read(Path(folder))
        about = model.about
        cells = []
        for test in tests.values():
            places = np.array([test.names.index(name) for name in model.labels])
            codes = places[model.model.predict(model.recognized(test))[0]]
            cells.append(figure(test, codes, "macro_f1"))
        rows.append(
            [f"{about['model']} ({Path(about['encoder'] or 'all-MiniLM-L6-v2').name})", *cells]
        )
    rows.append(["pairs, stories", *(f"{len(t):,}, {len(set(t.group))}" for t in tests.values())])
    print(table(rows))


def polar(pairs: Pairs) -> Pairs:
    """The pairs for or against, as a problem of two labels."""
    found = pairs.where(lambda row: pairs.label[row] in POLAR)
    return replace(found, names=POLAR, votes=None)


def public() -> dict[str, dict[str, Pairs]]:
    """Public sets by name and split, favor and against alone."""
    found: dict[str, dict[str, Pairs]] = {}
    for name, folder in SETS.items():
        if not (SHARED / folder).is_dir():
            continue
        splits = ADAPTERS[name][0](SHARED / folder).splits
        found[name] = {
            split: polar(pairs_of(Source(name, {split: rows}), rows, "stance"))
            for split, rows in splits.items()
        }
    return found


def across(dist: str) -> None:
    """Trained on one, tested on another: accuracy of favor or against by the linear model."""
    sets = {"this corpus": {s: polar(read(dist, s)) for s in ("train", "validation")}} | public()
    tests = {name: one["validation"] for name, one in sets.items() if "validation" in one}
    trained = {name: one["train"] for name, one in sets.items() if "train" in one}
    own = trained["this corpus"]
    trained |= {
        f"{name} and this corpus": joined([one, own])
        for name, one in trained.items()
        if name != "this corpus" and name in tests
    }
    rows = [["learned from ↓, judged on →", *tests]]
    shares = [np.mean([label == "against" for label in one.label]) for one in tests.values()]
    rows.append(["the commoner label", *(f"{max(share, 1 - share):.3f}" for share in shares)])
    for name, train in trained.items():
        model = LinearModel.fit(train, "accuracy", blocks=(Settings(),))
        cells = [figure(test, model.predict(test)[0], "accuracy") for test in tests.values()]
        rows.append([name, *cells])
    print(table(rows))


def main() -> None:
    """Rates or results."""
    what, *more = sys.argv[1:] or ["rates"]
    dist, *folders = more or ["dist"]
    try:
        read(dist, "train")
    except StanceBankError:
        with tempfile.TemporaryDirectory() as place:
            subprocess.check_call([sys.executable, "-m", "stancebank", "publish", "-o", place])
            return run(what, place, folders)
    return run(what, dist, folders)


def run(what: str, dist: str, folders: list[str]) -> None:
    """One of the two."""
    if what == "rates":
        return rates(dist)
    names = ("scikit-learn", "torch", "transformers")
    there = [one for one in names if find_spec(one.replace("scikit-learn", "sklearn"))]
    print(", ".join(f"{one} {version(one)}" for one in there), "; seed 0\n")
    in_domain(dist, folders)
    across(dist)
    return None


if __name__ == "__main__":
    main()
