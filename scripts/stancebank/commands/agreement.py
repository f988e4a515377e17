"""`stancebank agreement`: how far annotators agree, measure by measure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stancebank.annotate.agreement import SAMPLES, SEED
from stancebank.errors import StanceBankError
from stancebank.options import corpus_option

if TYPE_CHECKING:
    from stancebank.record import Article, Layer

GOLD = "gold"
"""Stands for the labels of the articles themselves."""


@click.command("agreement")
@click.argument("layers", nargs=-1)
@corpus_option
@click.option(
    "--output-format",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="text: the measures; markdown and json: by label and genre too.",
)
@click.option("--conflict", help="Only articles of this conflict.")
@click.option("--samples", default=SAMPLES, show_default=True, help="Resamples for the intervals.")
@click.option("--seed", default=SEED, show_default=True, help="Seed of the resampling.")
@click.option(
    "--figure",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the confusion of stance labels (.svg or .png).",
)
def command(
    layers: tuple[str, ...],
    corpus: Path,
    output_format: str,
    conflict: str | None,
    samples: int,
    seed: int,
    figure: Path | None,
) -> None:
    """Measure how far annotators agree on the articles they share.

    LAYERS are annotators (folders of corpus/layers/), or gold for the labels of the articles
    themselves; without any, all annotators are compared, pair by pair.
    Nominal Krippendorff's alpha for stance over all (statement, target) pairs, speaker, modes,
    event types and realis; token alpha and F1 of spans for source, cue, content and trigger; F1 of
    what was found at all. Agreement is consistency: it does not show that labels are right.
    """
    from itertools import combinations

    from stancebank.annotate.agreement import compare
    from stancebank.annotate.tell import as_json, as_markdown, as_text, draw
    from stancebank.annotate.units import units_of
    from stancebank.corpus import Corpus

    whole = Corpus(corpus)
    names = sorted({path.parent.name for path in whole.layer_files()})
    if unknown := [one for one in layers if one not in (*names, GOLD)]:
        raise StanceBankError(
            f"no layers of {', '.join(unknown)}; there are: {', '.join([*names, GOLD])}"
        )
    chosen = list(layers) or names
    if len(chosen) < 2:
        raise StanceBankError("agreement takes two annotators or more")
    by_article = whole.layers()
    found = []
    for pair in combinations(chosen, 2):
        units = []
        for article in whole.articles():
            if conflict is not None and article.conflict != conflict:
                continue
            own: dict[str, Layer | Article] = {
                one.annotator.id: one for one in by_article.get(article.id, [])
            }
            if article.annotation is not None:
                own[GOLD] = article
            if pair[0] in own and pair[1] in own:
                units.append(units_of(article, own[pair[0]], own[pair[1]]))
        found.append(compare(pair, units, samples, seed))
    if output_format == "json":
        print(as_json(found).decode(), end="")
    else:
        form = as_text if output_format == "text" else as_markdown
        print("\n".join(form(one) for one in found), end="")
    if figure is not None:
        draw(found[0], figure)
