"""The corpus's annotators on articles that people annotated: PolNeAR (statements), SEESAW (signs).

python tests/benchmarks/calibration.py tasks FOLDER     the articles drawn, without labels
python tests/benchmarks/calibration.py keep FOLDER ID   an annotator's answers, kept without text
python tests/benchmarks/calibration.py                  the figures, as Markdown

Fifteen articles of each set's development part are drawn with SEED; PolNeAR's from those of at most
MOST words, since a sitting is so long. The answers are in calibration/ beside this script: places
in the texts only, whose words are their owners' and stay in ../shared/data.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from stancebank.annotate.agreement import alpha
from stancebank.annotate.surfaces import candidates, place
from stancebank.annotate.units import Overlap, overlap_of
from stancebank.corpora.news import seesaw
from stancebank.record import Span
from stancebank.span import AnchorError

SHARED = Path(__file__).parents[3] / "shared" / "data"
KEPT = Path(__file__).parent / "calibration"
SEED, COUNT, MOST, SAMPLES = 20261125, 15, 1_100, 1_000
ROLES = ("source", "cue", "content")
SIGNS = {"favor": "+", "against": "-"}

Spans = dict[str, list[Span]]
Pair = tuple[str, str, str]
"""Sentence, holder, object: what a sign is asked for."""


def drawn(names: Sequence[str]) -> list[str]:
    """Fifteen of these names."""
    return sorted(random.Random(SEED).sample(sorted(names), COUNT))


def attributions(part: str) -> dict[str, tuple[str, list[Spans]]]:
    """PolNeAR's texts of a part by name, each with the spans of everyone who annotated it."""
    folder = SHARED / "polnear" / "data" / part
    found = {}
    for path in sorted((folder / "text").glob("*.txt")):
        text = path.read_text("utf-8")
        files = sorted((folder / "attributions").glob(f"{path.stem}_????.ann"))
        found[path.stem] = (text, [brat(text, file) for file in files])
    return found


def brat(text: str, file: Path) -> Spans:
    """Spans by role of one annotator's file."""
    spans: Spans = {role: [] for role in ROLES}
    for line in file.read_text("utf-8").splitlines():
        match = re.match(r"T\d+\t(Source|Cue|Content) ([\d ;]+)\t", line)
        for part in match[2].split(";") if match else []:
            start, end = map(int, part.split())
            spans[match[1].lower()].append(trimmed(text, start, end))
    return spans


def polnear() -> dict[str, tuple[str, Spans]]:
    """Text and the first person's spans by article drawn."""
    dev = attributions("dev")
    names = [name for name, (text, _) in dev.items() if len(text.split()) <= MOST]
    return {name: (dev[name][0], dev[name][1][0]) for name in drawn(names)}


def trimmed(text: str, start: int, end: int) -> Span:
    """A span without what the two schemes treat differently: *that*, quotation marks, stops."""
    while start < end and (skip := re.match(r"that\b|[\s\W]", text[start:end])):
        start += skip.end()
    while start < end and re.match(r"[\s\W]", text[end - 1]):
        end -= 1
    return Span(start=start, end=end, text=text[start:end])


def signs() -> dict[str, list[tuple[Pair, str, str]]]:
    """Of the SEESAW articles drawn: pair, sentence and people's sign, in reading order."""
    by: dict[str, dict[Pair, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in seesaw(SHARED / "seesaw").splits["validation"]:
        number = row["id"].split("/")[-2]
        by[row["article_id"].split("/")[-1]][number, row["holder_name"], row["target"]].append(row)
    found = {}
    for name in drawn([one for one in by if one]):
        found[name] = [
            (pair, rows[0]["text"], rows[0]["label"])
            for pair, rows in sorted(by[name].items(), key=lambda one: int(one[0][0]))
            if len({row["label"] for row in rows}) == 1
        ]
    return found


def tasks(folder: Path) -> None:
    """Write what the annotators see: texts and pairs, no labels."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (text, _) in enumerate(polnear().values(), 1):
        (folder / f"polnear-{number:02}.txt").write_text(text, "utf-8")
    for number, (name, pairs) in enumerate(signs().items(), 1):
        article = json.loads((SHARED / "seesaw" / "articles" / f"{name}.json").read_bytes())
        lines = [f"{one['id']}: {one['text']}" for one in article["text"]]
        asked = [
            f"{at}. sentence {pair[0]}: {pair[1]} → {pair[2]}"
            for at, (pair, _, _) in enumerate(pairs, 1)
        ]
        (folder / f"seesaw-{number:02}.txt").write_text(
            "\n".join([*lines, "", *asked, ""]), "utf-8"
        )


def keep(folder: Path, annotator: str) -> None:
    """Anchor an annotator's answers and keep their places; what cannot be placed is told.

    A set whose answers are not there yet is left out.
    """
    record: dict[str, Any] = {"annotator": annotator, "seed": SEED, "polnear": {}, "seesaw": {}}
    for number, (name, (text, _)) in enumerate(polnear().items(), 1):
        path = folder / f"polnear-{number:02}.json"
        if path.is_file():
            ones = json.loads(path.read_bytes())["statements"]
            record["polnear"][name] = [anchored(text, one, path.stem) for one in ones]
    for number, (name, pairs) in enumerate(signs().items(), 1):
        path = folder / f"seesaw-{number:02}.json"
        if path.is_file():
            answer = json.loads(path.read_bytes())["signs"]
            if len(answer) != len(pairs) or set(answer) - {"+", "-"}:
                sys.exit(f"{path.stem}: {len(pairs)} signs, each + or -, are needed")
            record["seesaw"][name] = "".join(answer)
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{annotator}.json").write_text(json.dumps(record) + "\n", "utf-8")


def anchored(text: str, one: dict[str, Any], where: str) -> dict[str, list[list[int]]]:
    """One statement's places by role."""
    near: tuple[int, int] | None = None
    found: dict[str, list[list[int]]] = {}
    written = {"content": one["content"], "cue": [one.get("cue")], "source": [one.get("source")]}
    for role, parts in written.items():
        found[role] = []
        for words in filter(None, parts):
            try:
                scopes = () if near is None else ([(max(0, near[0] - 400), near[1] + 400)],)
                span = place(text, words, scopes=scopes, near=near)
            except AnchorError as error:
                sys.exit(f"{where}: {role}: {error}: {len(candidates(text, words))} places")
            near = near or (span.start, span.end)
            found[role].append([span.start, span.end])
    return found


def interval(count: int, of: Callable[[np.ndarray], float]) -> str:
    """A figure with its 95 % interval over articles drawn again."""
    random_ = np.random.default_rng(SEED)
    draws = [of(random_.integers(0, count, count)) for _ in range(SAMPLES)]
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return f"{of(np.arange(count)):.3f} ({low:.3f}–{high:.3f})"


def f1(overlaps: list[Overlap], kind: str) -> Callable[[np.ndarray], float]:
    """F1 over the articles of a draw."""

    def of(draw: np.ndarray) -> float:
        total = Overlap()
        for at in draw:
            total.add(overlaps[at])
        both = getattr(total, kind)
        return 2 * both / (total.mine + total.other) if total.mine + total.other else float("nan")

    return of


def token_alpha(texts: list[str], mine: list[Spans], theirs: list[Spans]) -> Callable[..., float]:
    """Krippendorff's alpha over tokens that are source, cue, content or nothing."""
    counted = []
    for text, one, other in zip(texts, mine, theirs, strict=True):
        values = []
        for spans in (one, other):
            roles = ["-"] * len(text)
            for role in reversed(ROLES):
                for span in spans[role]:
                    roles[span.start : span.end] = [role] * (span.end - span.start)
            values.append(roles)
        counted.append(
            Counter((values[0][t.start()], values[1][t.start()]) for t in re.finditer(r"\w+", text))
        )

    def of(draw: np.ndarray) -> float:
        total: Counter[tuple[str, str]] = Counter()
        for at in draw:
            total.update(counted[at])
        return alpha(total) or float("nan")

    return of


def among_people() -> dict[str, str]:
    """F1 and alpha of people with people, over all pairs of annotators of the articles that several
    annotated, by the same measures; intervals over articles."""
    several = [
        one for part in ("train", "dev") for one in attributions(part).values() if len(one[1]) > 1
    ]
    pairs = [
        [(text, a, b) for at, a in enumerate(spans) for b in spans[at + 1 :]]
        for text, spans in several
    ]
    found = {}
    for role in ROLES:
        totals = []
        for one in pairs:
            total = Overlap()
            for _, a, b in one:
                total.add(overlap_of(a[role], b[role]))
            totals.append(total)
        for kind in ("exact", "overlap"):
            found[f"{role}, {kind} F1"] = interval(len(pairs), f1(totals, kind))
    flat = [one for each in pairs for one in each]
    figure = token_alpha(*(list(part) for part in zip(*flat, strict=True)))(np.arange(len(flat)))
    found["tokens, α"] = f"{figure:.3f}"
    return found


def people() -> tuple[int, float]:
    """Pairs of SEESAW that two people or more marked, and how often their signs are the same."""
    seen: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for file in sorted((SHARED / "seesaw" / "annotations").glob("*.json")):
        for sentence, ones in json.loads(file.read_bytes())["sentence-level stances"].items():
            for one in ones:
                key = (file.stem, sentence, one["subject"], one["object"])
                seen[key] += [one["sentiment"]] * len(one["annotators"])
    several = [values for values in seen.values() if len(values) > 1]
    same = other = 0
    for values in several:
        for at, value in enumerate(values):
            same += sum(value == later for later in values[at + 1 :])
            other += sum(value != later for later in values[at + 1 :])
    return len(several), same / (same + other)


def main() -> None:
    """Tasks, answers, or figures."""
    if sys.argv[1:2] == ["tasks"]:
        tasks(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["keep"]:
        keep(Path(sys.argv[2]), sys.argv[3])
    else:
        report()


def statements_of(record: dict[str, Any], articles: dict[str, tuple[str, Spans]]) -> dict[str, str]:
    """An annotator's figures on PolNeAR, by measure; nothing without answers."""
    if not record["polnear"]:
        return {}
    mine: list[Spans] = []
    for name, (text, _) in articles.items():
        by: Spans = {role: [] for role in ROLES}
        for one in record["polnear"][name]:
            for role in ROLES:
                by[role] += [trimmed(text, *at) for at in one[role]]
        mine.append(by)
    texts = [text for text, _ in articles.values()]
    gold = [spans for _, spans in articles.values()]
    found = {}
    for role in ROLES:
        overlaps = [overlap_of(a[role], b[role]) for a, b in zip(mine, gold, strict=True)]
        for kind in ("exact", "overlap"):
            found[f"{role}, {kind} F1"] = interval(COUNT, f1(overlaps, kind))
    found["tokens, α"] = interval(COUNT, token_alpha(texts, mine, gold))
    return found


SIGN = "sign given the pair, micro-F1"


def signs_of(record: dict[str, Any], pairs: dict[str, Any]) -> dict[str, str]:
    """An annotator's figure on SEESAW; nothing without answers."""
    if not record["seesaw"]:
        return {}
    right = [
        [a == SIGNS[label] for a, (_, _, label) in zip(record["seesaw"][name], one, strict=True)]
        for name, one in pairs.items()
    ]
    return {
        SIGN: interval(COUNT, lambda draw: float(np.mean([x for at in draw for x in right[at]])))
    }


def report() -> None:
    """Print the figures."""
    articles, pairs = polnear(), signs()
    cues = sum(len(spans["cue"]) for _, spans in articles.values())
    print(f"PolNeAR: {COUNT} articles, {cues} cues of people.", end=" ")
    print(f"SEESAW: {COUNT} articles, {sum(map(len, pairs.values()))} pairs. Seed {SEED}.\n")
    columns = {}
    for file in sorted(KEPT.glob("*.json")):
        record = json.loads(file.read_bytes())
        columns[file.stem] = statements_of(record, articles) | signs_of(record, pairs)
    several, same = people()
    theirs = among_people() | {SIGN: f"{same:.3f} ({several} pairs of the whole set)"}
    print("| measure |", " | ".join(f"{name} against people" for name in columns), "| people |")
    print("|---" * (len(columns) + 2) + "|")
    for what, figure in theirs.items():
        print(
            f"| {what} |", *(f"{one.get(what, '–')} |" for one in columns.values()), f"{figure} |"
        )


if __name__ == "__main__":
    main()
