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
@click.option(
    "--again", is_flag=True, help="Also articles that are gold already: their labels are replaced."
)
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
    a file <article>.json there says for each difference what is taken and why, and the article
    becomes gold; decisions and reasons are kept in corpus/adjudication/. Without differences no
    file is needed.

    \b
    {"article": "plan", "layers": "<as in the work file>", "decisions": {
      "d1": {"take": "anna", "why": "S6"},
      "d2": {"take": {"speaker": "anna", "cue": "ben"}, "why": "S14; S6"},
      "d3": {"take": "ben", "set": {"label": "neutral"}, "why": "T13"},
      "d4": {"take": "neither", "why": "S8: a refusal to speak"},
      "anna/s9": {"take": "neither", "why": "S16: both have it, both are wrong"}}}

    `take` is an annotator, neither, both, or a choice for each field that differs; `set` puts in
    the adjudicator's own value (spans as words of the text, null to empty a field); an id such as
    anna/s9 overrules what both have alike. The order of the annotators is that of the work file.
    Of two triggers that touch the shorter is kept whoever is taken (codebook E2).

    An article whose gold would break a rule of `validate` is not written, and the rule is told;
    exceptions.json does not count here. Exit status 1 if an article could not be settled.
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
