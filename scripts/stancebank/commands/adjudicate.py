"""`stancebank adjudicate`: what two annotators differ in, and their decided labels as gold."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stancebank.options import corpus_option


@click.command("adjudicate")
@click.argument("annotators", nargs=2, metavar="ANNOTATOR ANNOTATOR")
@click.option(
    "--worklist",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write what has to be decided: a file an article in this folder.",
)
@click.option(
    "--decisions",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Take the decisions of this folder over into the articles.",
)
@click.option("--adjudicator", metavar="ID", help="Who decided; with --decisions.")
@click.option("--conflict", help="Only articles of this conflict.")
@click.option("--again", is_flag=True, help="Also articles that are gold already.")
@corpus_option
def command(
    annotators: tuple[str, str],
    worklist: Path | None,
    decisions: Path | None,
    adjudicator: str | None,
    conflict: str | None,
    again: bool,
    corpus: Path,
) -> int:
    """Settle the differences between two annotators.

    With --worklist, each article that both annotated gives a file with its text and every
    difference, both readings side by side; what both have alike is not in it. With --decisions,
    a file <article>.json there says for each difference whose reading is taken and why
    (annotate/decisions.py shows the form; an id such as lm-a/s3 overrules what both have alike);
    the article becomes gold and the reasons are kept in
    corpus/adjudication/. Without differences no file is needed. An article whose gold would break
    a rule of `validate` is not written, and the rule is told.
    """
    from stancebank.annotate.settle import Settle
    from stancebank.check.document import errors_in

    if (worklist is None) == (decisions is None):
        raise click.UsageError("say either --worklist FOLDER or --decisions FOLDER")
    settle = Settle(corpus, annotators, conflict, again)
    if worklist is not None:
        articles, differences = settle.write_worklist(worklist)
        print(f"{articles} articles, {differences} differences: {worklist}", file=sys.stderr)
        return 0
    if decisions is None or adjudicator is None:
        raise click.UsageError("--decisions goes with --adjudicator ID")
    done, failures = settle.carry_out(decisions, adjudicator, errors_in)
    for failure in failures:
        print(failure)
    print(f"{done} articles gold, {len(failures)} not", file=sys.stderr)
    return 1 if failures else 0
