"""SB504, SB505, SB509: an article's status, its layers, and the labels it has."""

from __future__ import annotations

from collections.abc import Iterator

from stancebank.check.finding import Problem
from stancebank.check.rule import rule
from stancebank.check.whole import Located, Whole


@rule(
    "SB504",
    "layer-missing",
    scope="corpus",
    summary="An article names an annotator of whom there is no layer.",
    rationale="`annotation.layers` says on whose labels the gold rests; they must be there to see.",
    wrong='"layers": ["anna", "ben"] with no corpus/layers/ben/<id>.json',
    right="the layer added in the same contribution",
)
def layer_missing(whole: Whole) -> Iterator[Located]:
    """Every annotator named by an article whose layer is not among the files."""
    there = {(one.id, one.annotator) for one in whole.layers}
    for article in whole.articles:
        for number, annotator in enumerate(article.layers):
            if (article.id, annotator) not in there:
                yield whole.at(
                    article,
                    Problem(
                        f"there is no layer of “{annotator}” for this article",
                        f"add corpus/layers/{annotator}/{article.id}.json, or take the name out",
                        f"/annotation/layers/{number}",
                    ),
                )


NEEDED_LAYERS = {"single": 1, "gold": 2}
"""Layers that an article of a status rests on, at the least."""


@rule(
    "SB505",
    "too-few-layers",
    scope="corpus",
    summary="A gold article rests on fewer than two layers, or a single one on none.",
    rationale="Gold means that two annotators worked apart and their differences were decided; "
    "single, that one annotator's layer is there to see.",
    wrong='"status": "gold", "layers": ["anna"]',
    right='"status": "single", or a second layer',
)
def too_few_layers(whole: Whole) -> Iterator[Located]:
    """Every article that names fewer annotators than its status needs."""
    for article in whole.articles:
        if len(article.layers) < NEEDED_LAYERS.get(article.status, 0):
            yield whole.at(
                article,
                Problem(
                    f"status {article.status} with {len(article.layers)} layers, and "
                    f"{NEEDED_LAYERS[article.status]} are needed",
                    "name the annotators in `layers`, or use the status that is true",
                    "/annotation/status",
                ),
            )


@rule(
    "SB509",
    "labels-without-status",
    scope="corpus",
    summary="An article has labels, and its status is none.",
    rationale="Only articles of status single or gold are published: labels whose author forgot "
    "the status would silently stay at home.",
    wrong='three statements and "status": "none"',
    right='"status": "single", with the annotator in `layers`',
)
def labels_without_status(whole: Whole) -> Iterator[Located]:
    """Every article with statements, stances or events that says it has none."""
    for article in whole.articles:
        if article.status == "none" and (article.modes or article.stances or article.events):
            yield whole.at(
                article,
                Problem(
                    "the article has labels, and its annotation.status is none",
                    "say how they came about: suggested, single or gold",
                    "/annotation/status",
                ),
            )
