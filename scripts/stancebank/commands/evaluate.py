"""`stancebank evaluate`: a trained model judged on data it has not seen."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from stancebank.errors import load_extra
from stancebank.options import view_option


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("data")
@click.option("--split", default="test", show_default=True, help="Split that is judged on.")
@click.option(
    "--train", "train_data", metavar="DATA", help="Where baselines and curve learn, if not in DATA."
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
    "--plots",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for figures (extra annotate).",
)
@click.option(
    "--label-votes", "votes", is_flag=True, help="Judge against each annotator's vote, not gold."
)
@click.option(
    "--curve",
    is_flag=True,
    help="Train a linear model's like on growing shares of the stories and judge each.",
)
@click.option("--force", is_flag=True, help="Measure even on pairs the model was trained on.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="Of the bootstrap, and of the training of baselines and curve.",
)
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
    learn on the split `train` of DATA, or of --train; what is judged on is left out of it. Labels
    that MODEL does not know count as errors. Of fewer than five stories no interval is given. A
    tagger of statements is judged by exact and overlap F1 of spans, without baselines.
    """
    from stancebank.learn.store import is_tagger

    if is_tagger(model):
        from stancebank.learn.tagger import judge_tagger, tagger_as_markdown

        given = {"--train": train_data, "--compare": compare, "--view": view != "full"}
        given |= {"--plots": plots, "--label-votes": votes, "--curve": curve}
        if ignored := [name for name, value in given.items() if value]:
            raise click.UsageError(f"{', '.join(ignored)}: not for a tagger of statements")
        spans = judge_tagger(model, data, split, force=force, seed=seed)
        as_json = json.dumps(spans, ensure_ascii=False, indent=1) + "\n"
        print(as_json if output_format == "json" else tagger_as_markdown(spans), end="")
        return 0
    if plots is not None:
        load_extra("matplotlib", "annotate", "draw figures")
    from stancebank.learn.judge import judge
    from stancebank.learn.tell import shown

    report, points = judge(
        model,
        data,
        split,
        train_data=train_data,
        compare=compare,
        view=view,
        force=force,
        votes=votes,
        with_curve=curve,
        seed=seed,
    )
    print(shown(report, points if curve else None, output_format), end="", flush=True)
    if plots is not None:
        from stancebank.learn.plots import draw

        for path in draw(report, plots):
            print(f"drew {path}", file=sys.stderr)
    return 0
