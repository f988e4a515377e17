"""The gold of the corpus is what its layers and the kept decisions give, article by article."""

from __future__ import annotations

from conftest import REPOSITORY
from stancebank.annotate.adjudicate import gold
from stancebank.annotate.slots import slots_of
from stancebank.corpus import Corpus
from stancebank.record import Adjudication, decode


def test_every_adjudicated_article_follows_from_its_layers_and_decisions() -> None:
    corpus = Corpus(REPOSITORY / "corpus")
    articles = {path.stem: path for path in corpus.article_files()}
    layers = corpus.layers()
    wrong = []
    files = sorted((corpus.root / "adjudication").glob("*.json"))
    for file in files:
        kept = decode(file.read_bytes(), Adjudication)
        article = corpus.article(articles[kept.article])
        by_name = {layer.annotator.id: layer for layer in layers[kept.article]}
        pair = by_name[kept.annotators[0]], by_name[kept.annotators[1]]
        decisions = {one.id: one for one in kept.decisions}
        again = gold(
            article,
            pair,
            slots_of(*pair),
            decisions,
            kept.adjudicator,
            pair[0].guidelines,
            corpus,
        )
        if again != article:
            wrong.append(kept.article)
    assert files and wrong == []
