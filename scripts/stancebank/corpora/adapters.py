"""The adapters by the name that `stancebank import` knows them under."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stancebank.corpora.events import plv
from stancebank.corpora.found import Found
from stancebank.corpora.news import newsmtsc, seesaw
from stancebank.corpora.reports import polnear, re3d
from stancebank.corpora.tweets import ruw, semeval2016, vast

ADAPTERS: dict[str, tuple[Callable[[Path], Found], str]] = {
    "semeval2016": (semeval2016, "SemEval-2016 task 6, stance of tweets"),
    "ruw": (ruw, "RUW, stance of tweets on the war in Ukraine"),
    "vast": (vast, "VAST, stance of comments on many topics"),
    "seesaw": (seesaw, "SEESAW, who is for or against whom in news"),
    "newsmtsc": (newsmtsc, "NewsMTSC, sentiment towards mentions in news"),
    "plv": (plv, "PLV, PLOVER types of events between two actors"),
    "polnear": (polnear, "PolNeAR, source, cue and content of statements in news"),
    "re3d": (re3d, "re3d, who is with or against whom in reports on Syria and Iraq"),
}
"""Name → reader of the corpus, and what the corpus is."""
