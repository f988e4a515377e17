"""`stancebank agreement`: how far annotators agree, measure by measure."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stancebank.annotate.agreement import SAMPLES, SEED
from stancebank.annotate.tell import FIGURES
from stancebank.errors import StanceBankError
from stancebank.options import corpus_option


@click.command(
    "agreement",
    epilog="Exit status: 0 measured; 1 no two have an article in common, or something there cannot "
    "be read; 2 usage.",
)
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
    help="Draw how often a stance label of one met which of the other, for the first pair that is "
    "told: a row is a label of its first annotator (.svg or .png).",
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

    LAYERS are annotators (folders of corpus/layers/), or gold for the labels of the articles that
    are gold; without any, all annotators are compared. Pairs without an article in common are
    left out.

    Nominal Krippendorff's alpha for stance over all (statement, target) pairs, speaker, modes,
    event types and realis, each of items that both have; token alpha and F1 of spans for source,
    cue, content and trigger; F1 of what was found at all. Who holds a stance is in no alpha: only
    F1 of stances asks for the same holder.

    How to read it: alpha is 1 where all is the same and 0 where no more is than by chance; from .80
    on it is held to be reliable, below .67 not (Krippendorff). Intervals are of 95%, over articles;
    n counts the pairs, tokens or spans; a dash stands where nothing can be measured. Agreement is
    consistency: it does not show that labels are right.
    """
    from itertools import combinations

    from stancebank.annotate.agreement import compare
    from stancebank.annotate.tell import as_json, as_markdown, as_text, draw
    from stancebank.annotate.units import GOLD, units_between
    from stancebank.corpus import Corpus

    if len(layers) == 1 or len({*layers}) < len(layers):
        raise click.UsageError("expected two different LAYERS or more, or none to compare all")
    if figure is not None and figure.suffix.lower() not in FIGURES:
        raise click.UsageError(f"--figure {figure}: expected a name in {' or '.join(FIGURES)}")
    whole = Corpus(corpus)
    by_article = whole.layers()
    names = sorted({one.annotator.id for own in by_article.values() for one in own})
    if unknown := [one for one in layers if one not in (*names, GOLD)]:
        raise StanceBankError(
            f"no layers of {', '.join(unknown)}; there are: {', '.join([*names, GOLD])}"
        )
    chosen = list(layers) or names
    if len(chosen) < 2:
        raise StanceBankError(
            f"{corpus / 'layers'}: layers of {len(chosen)} annotators: agreement takes two or more"
        )
    articles = [one for one in whole.articles() if conflict in (None, one.conflict)]
    found, apart = [], []
    for pair in combinations(chosen, 2):
        units = [one for _, one in units_between(articles, by_article, pair)]
        if units:
            found.append(compare(pair, units, samples, seed))
        else:
            where = f" in {conflict}" if conflict is not None else ""
            apart.append(f"{' and '.join(pair)} have no article in common{where}")
    if not found:
        raise StanceBankError("; ".join(apart))
    for line in apart:
        print(f"{line}: left out", file=sys.stderr)
    if output_format == "json":
        print(as_json(found).decode(), end="")
    else:
        form = as_text if output_format == "text" else as_markdown
        print("\n".join(form(one) for one in found), end="")
    if figure is not None:
        draw(found[0], figure)
        print(f"drew {figure}: {' and '.join(found[0].annotators)}", file=sys.stderr)
