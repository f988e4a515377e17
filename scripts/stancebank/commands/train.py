"""`stancebank train`: a stance or event classifier from any data of our form."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stancebank.options import view_option


@click.command()
@click.argument("data")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder of the model; an earlier model there is replaced.",
)
@click.option("--split", default="train", show_default=True, help="Split that is learned from.")
@click.option(
    "--task",
    type=click.Choice(["stance", "events", "statements"]),
    default="stance",
    show_default=True,
    help="stance: where a holder stands on a target; events: the type, given actor and recipient; "
    "statements: spans of source, cue and content, by --model encoder only.",
)
@click.option(
    "--model",
    type=click.Choice(["linear", "hybrid", "encoder"]),
    default="linear",
    show_default=True,
    help="linear: seconds; hybrid: a frozen encoder beside it, a minute or two; encoder: "
    "fine-tuned, minutes to hours. The last two need the extra encoder.",
)
@click.option(
    "--encoder",
    default="",
    help="Folder or Hub name of the encoder.  [default: all-MiniLM-L6-v2, which comes along]",
)
@click.option(
    "--epochs",
    type=click.FloatRange(min=0, min_open=True),
    help="Passes over train that an encoder makes at most.  [default: 4; 2 if it has more than "
    "six layers, or for statements; more where there is little to learn from]",
)
@view_option
@click.option(
    "--objective",
    type=click.Choice(["macro_f1", "favor_against_f1", "polarity_micro_f1", "accuracy"]),
    default="macro_f1",
    show_default=True,
    help="Score that settings are chosen by in cross-validation by story on train alone, and an "
    "encoder's best look at held-out stories.",
)
@click.option("--label-votes", "votes", is_flag=True, help="Learn from the annotators' votes.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="Of everything random.",
)
def command(
    data: str,
    out: Path,
    split: str,
    task: str,
    model: str,
    view: str,
    objective: str,
    votes: bool,
    seed: int,
    encoder: str,
    epochs: float | None,
) -> int:
    """Train a classifier on DATA and save it.

    DATA is a folder that `publish` or `import` wrote, a .parquet or .jsonl file of such rows, a
    .csv, or the name of a dataset on the Hub. A file without splits is learned from as a whole.

    A .csv is for stance only. It has the columns text, target and label, and perhaps holder,
    context, mode, group, issue, genre and split; rows of one group are never apart in
    cross-validation.

    Labels of stance are favor, against, conditional, neutral and none; of events AGREE, CONSULT,
    SUPPORT, CONCEDE, COOPERATE, AID, RETREAT, REQUEST, ACCUSE, REJECT, THREATEN, PROTEST,
    SANCTION, MOBILIZE, COERCE and ASSAULT. A model knows those that occur, two at least.
    """
    from stancebank.learn.order import Order, contradiction
    from stancebank.learn.train import train

    order = Order(data, split, task, model, view, objective, seed, votes, encoder, epochs)
    if told := contradiction(order):
        raise click.UsageError(told)
    about = train(order, out, log=lambda line: print(line, file=sys.stderr))
    labels = ", ".join(f"{name} {many:,}" for name, many in about["per_label"].items())
    (score, reached), *_ = about["reached"].items()
    what = "texts" if task == "statements" else "pairs"
    print(f"{about['pairs']:,} {what} of {about['stories']:,} stories: {labels}")
    print(f"{score} on {about['chosen_on']}: {reached:.3f}")
    print(f"saved {out}", file=sys.stderr)
    return 0
