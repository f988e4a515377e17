"""`stancebank evaluate`: a trained model judged on data it has not seen."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from stancebank.options import view_option


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("data")
@click.option("--split", default="test", show_default=True, help="Split that is judged on.")
@click.option(
    "--train", "train_data", metavar="DATA", help="Where the baselines learn, if not in DATA."
)
@click.option(
    "--compare", type=click.Path(path_type=Path), help="Another model, compared pair by pair."
)
@view_option
@click.option(
    "--output-format",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
)
@click.option(
    "--plots", type=click.Path(path_type=Path), help="Folder for figures (extra annotate)."
)
@click.option(
    "--label-votes",
    "votes",
    is_flag=True,
    help="Judge against each annotator's vote instead of the gold label.",
)
@click.option(
    "--curve",
    is_flag=True,
    help="Train a linear model's like on growing shares of the stories and judge each.",
)
@click.option("--force", is_flag=True, help="Measure even on pairs the model was trained on.")
@click.option("--seed", default=0, show_default=True, help="Of the bootstrap.")
def command(
    model: Path,
    data: str,
    split: str,
    train_data: str | None,
    compare: Path | None,
    view: str,
    output_format: str,
    plots: Path | None,
    votes: bool,
    curve: bool,
    force: bool,
    seed: int,
) -> int:
    """Judge MODEL on DATA: scores with intervals over stories, beside what can be had unread.

    The baselines (majority, target only, holder and target only, text with the target hidden)
    learn on the split `train` of DATA, or of --train. A tagger of statements is judged by exact
    and overlap F1 of spans, without baselines.
    """
    from stancebank.learn.store import is_tagger

    if is_tagger(model):
        from stancebank.learn.tagger import judge_tagger, tagger_as_markdown

        found = judge_tagger(model, data, split, force=force, seed=seed)
        print(
            json.dumps(found, ensure_ascii=False, indent=1)
            if output_format == "json"
            else tagger_as_markdown(found),
            end="" if output_format != "json" else "\n",
        )
        return 0
    from stancebank.learn.judge import judge, learning_curve
    from stancebank.learn.tell import as_json, as_markdown, curve_as_markdown

    report = judge(
        model,
        data,
        split,
        train_data=train_data,
        compare=compare,
        view=view,
        force=force,
        votes=votes,
        seed=seed,
    )
    points = []
    if curve:
        points = learning_curve(model, data, split, train_data=train_data, seed=seed)
    if plots is not None:
        from stancebank.learn.plots import draw

        for path in draw(report, plots):
            print(f"drew {path}", file=sys.stderr)
    if output_format == "json":
        more = {"curve": [vars(one) for one in points]} if curve else {}
        print(json.dumps(as_json(report) | more, ensure_ascii=False, indent=1))
    else:
        print(as_markdown(report, everything=output_format == "markdown"), end="")
        if curve:
            print("\n" + curve_as_markdown(points, report.objective), end="")
    return 0
