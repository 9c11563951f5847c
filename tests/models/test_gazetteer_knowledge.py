"""What the project adds to the gazetteer is sound: closed lists, sources, points where they must be, nothing twice."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.places import gazetteer_knowledge as knowledge
from models.places.countries import by_alpha3, countries, country_named, country_of_demonym
from models.places.distance import great_circle_km
from models.places.gazetteer import Entry, Gazetteer
from models.places.spelling import normal

# The farthest that a village or spot lies from a town of 500 people of its country: in the Sahara.
FAR_KM = 200.0
# GeoNames has hardly a town in South Sudan's east.
FAR_KM_OF = {"SSD": 400.0}
# Two rows of one name so near are one place.
SAME_KM = 5.0
LEAST_PLACES = 1_500
# The wide features that regions.jsonl has and the files of places have not.
WIDE = {"region", "continent", "ocean", "sea", "gulf", "canal", "border", "peninsula", "islands"}


def rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def own() -> list[tuple[str, dict[str, Any]]]:
    return [(path.name, row) for path in knowledge.places_files() for row in rows(path)]


@pytest.fixture(scope="module")
def towns(gazetteer: Gazetteer) -> dict[tuple[str, int, int], list[tuple[float, float]]]:
    """The points of all towns of the packages by country and degree."""
    columns = gazetteer.columns()
    found: dict[tuple[str, int, int], list[tuple[float, float]]] = defaultdict(list)
    wanted = (columns[name] for name in ("kind", "source", "country", "lat", "lon"))
    for kind, source, country, lat, lon in zip(*wanted, strict=True):
        if kind == "town" and source == "GeoNames":
            found[country, int(lat // 1), int(lon // 1)].append((lat, lon))
    return found


def nearest_km(towns: dict[tuple[str, int, int], list[tuple[float, float]]], row: dict[str, Any]) -> float:
    lat, lon = int(row["lat"] // 1), int(row["lon"] // 1)
    around = [
        point
        for north in range(-4, 5)
        for east in range(-4, 5)
        for point in towns.get((row["country"], lat + north, lon + east), ())
    ]
    return min((great_circle_km(row["lat"], row["lon"], *point) for point in around), default=float("inf"))


def test_there_are_as_many_places_as_promised() -> None:
    assert sum("means" not in row for _, row in own()) >= LEAST_PLACES


def test_every_place_has_a_feature_of_the_list_a_source_and_a_country() -> None:
    for name, row in own():
        assert row["source"].strip(), row
        assert by_alpha3(row["country"]), row
        assert name in ("places.jsonl", f"{row['country']}.jsonl"), (name, row)
        if "means" not in row:
            assert row["feature"] in knowledge.kinds(), row
            assert row["name"] == row["name"].strip() and len(row["name"]) > 1, row


def test_every_place_is_where_its_country_has_towns(
    towns: dict[tuple[str, int, int], list[tuple[float, float]]],
) -> None:
    places = [row for _, row in own() if "means" not in row]
    far = [row for row in places if nearest_km(towns, row) > FAR_KM_OF.get(row["country"], FAR_KM)]
    assert far == []


def test_no_place_is_there_twice() -> None:
    """Two places of one name lie apart; no name or alias stands twice in a row."""
    seen: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    twice = []
    for _, row in own():
        if "means" in row:
            continue
        keys = [normal(name) for name in (row["name"], *row["aliases"])]
        for key in set(keys):
            for other in seen[row["country"], key]:
                near = great_circle_km(row["lat"], row["lon"], other["lat"], other["lon"]) <= SAME_KM
                if near and row["feature"] == other["feature"]:
                    twice.append((row["country"], row["name"], other["name"]))
            seen[row["country"], key].append(row)
    assert twice == []


def test_every_area_that_a_place_names_is_known(gazetteer: Gazetteer) -> None:
    unknown = {
        (row["country"], row["admin1"])
        for _, row in own()
        if row.get("admin1") and not areas(gazetteer, row["admin1"], row["country"])
    }
    assert unknown == set()


def areas(gazetteer: Gazetteer, name: str, country: str) -> list[Entry]:
    """First-level areas of this name; the Gaza Strip is one and a region as well."""
    found = [entry for entry in gazetteer.lookup(name) if entry.country == country]
    return [entry for entry in found if entry.kind == "admin1" or (entry.kind == "region" and entry.geonameid)]


def test_every_spelling_means_a_place_of_its_country(gazetteer: Gazetteer) -> None:
    for spelling in knowledge.spellings():
        for name in (spelling.means, *spelling.names):
            assert any(entry.country == spelling.country for entry in gazetteer.lookup(name)), (spelling, name)


def test_every_region_is_whole(gazetteer: Gazetteer) -> None:
    for row in rows(knowledge.REGIONS):
        assert row["kind"] in {"region", "area"} and row["source"], row
        assert row["feature"] in {*knowledge.kinds(), *WIDE}, row
        assert -90 <= row["lat"] <= 90 and -180 <= row["lon"] <= 180, row
        assert (row["kind"] == "area") == ("country" not in row), row
        for covers in row.get("covers", ()):
            country, _, area = covers.partition("/")
            assert by_alpha3(country), covers
            assert not area or areas(gazetteer, area, country), covers


def test_no_region_is_there_twice() -> None:
    names = Counter((row["name"], row.get("country"), row["feature"]) for row in rows(knowledge.REGIONS))
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize(
    ("name", "kind", "lat", "lon"),
    [
        ("Europe", "area", 48.69, 9.14),
        ("Africa", "area", 7.19, 21.09),
        ("Asia", "area", 29.84, 89.30),
        ("North America", "area", 46.07, -100.55),
        ("South America", "area", -14.60, -57.66),
        ("Gulf of Aden", "area", 12.5, 47.5),
        ("Donbas", "region", 48.3, 38.2),
        ("Gaza Strip", "region", 31.4, 34.35),
        ("Rojava", "region", 36.6, 40.0),
        ("Hala'ib", "area", 22.2, 36.4),
        ("New England", "region", 43.5, -71.5),
        ("Maghreb", "area", 32.0, 3.0),
        ("Euphrates", "area", 35.0, 40.0),
        ("Soviet Union", "area", 62.5, 82.3),
    ],
)
def test_wide_places_of_the_news_are_known(gazetteer: Gazetteer, name: str, kind: str, lat: float, lon: float) -> None:
    (found,) = [entry for entry in gazetteer.lookup(name) if entry.kind == kind]
    assert great_circle_km(found.lat or 0, found.lon or 0, lat, lon) < 60


def test_areas_said_something_of_are_areas_of_the_packages(gazetteer: Gazetteer) -> None:
    for (country, name), said in knowledge.area_names().items():
        found = [entry for entry in gazetteer.lookup(said.name or name) if entry.country == country]
        assert any(entry.kind in ("admin1", "admin2", "region") for entry in found), (country, name)
        if said.point:
            assert any((entry.lat, entry.lon) == said.point and not entry.derived for entry in found), (country, name)
        if said.iso:
            assert any(entry.admin1_code == said.iso for entry in found), (country, name)


def test_a_middle_made_of_towns_says_so(gazetteer: Gazetteer) -> None:
    (balochistan,) = areas(gazetteer, "Balochistan", "PAK")
    (virginia,) = areas(gazetteer, "Virginia", "USA")
    assert balochistan.derived and not virginia.derived
    assert (virginia.lat, virginia.lon) == (37.54812, -77.44675)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        *(("Briton", "GBR"), ("Scots", "GBR"), ("Welsh", "GBR"), ("Englishmen", "GBR"), ("Spaniards", "ESP")),
        *(("Swede", "SWE"), ("Danes", "DNK"), ("Poles", "POL"), ("Turks", "TUR"), ("Frenchwoman", "FRA")),
        *(("Filipinas", "PHL"), ("Batswana", "BWA"), ("Burkinabe", "BFA"), ("Ivorian", "CIV"), ("Nigeriens", "NER")),
        *(("Gazan", "PSE"), ("Kosovar", "XKX"), ("Monégasque", "MCO"), ("Ni-Vanuatu", "VUT"), ("Basotho", "LSO")),
    ],
)
def test_peoples_are_of_their_country(word: str, code: str) -> None:
    found = country_of_demonym(word)
    assert found is not None and found.alpha3 == code


@pytest.mark.parametrize("word", ["Kurd", "Kurdish", "Punjabi", "Arab", "European"])
def test_peoples_of_several_countries_are_of_none(word: str) -> None:
    assert country_of_demonym(word) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("Burma", "MMR"), ("Zaire", "COD"), ("Swaziland", "SWZ"), ("Ceylon", "LKA"), ("Persia", "IRN")),
        *(("Rhodesia", "ZWE"), ("Upper Volta", "BFA"), ("Timor-Leste", "TLS"), ("Kyrgyz Republic", "KGZ")),
    ],
)
def test_former_and_other_names_mean_the_country(name: str, code: str) -> None:
    found = country_named(name)
    assert found is not None and found.alpha3 == code


def test_no_name_or_people_is_of_two_countries() -> None:
    names = Counter(name for country in countries() for name in {country.name, *country.aliases})
    peoples = Counter(people for country in countries() for people in set(country.demonyms))
    assert [name for name, times in (names | peoples).items() if times > 1 and name not in peoples] == []
    assert [people for people, times in peoples.items() if times > 1] == []


def test_every_country_with_people_of_its_own_says_what_they_are_called() -> None:
    nameless = {country.alpha3 for country in countries() if not country.demonyms}
    # Dominica's are called as the Dominican Republic's, those of the Republic of the Congo as the other Congo's.
    shared = {"DMA", "COG"}
    dependent = {
        "ATA",
        "ATF",
        "BVT",
        "GGY",
        "HMD",
        "IOT",
        "JEY",
        "MAF",
        "SGS",
        "SJM",
        "SPM",
        "SXM",
        "UMI",
        "VAT",
        "VIR",
    }
    assert nameless == shared | dependent


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "places.jsonl"
    broken.write_text('{"name": "A", "feature": "village", "country": "PAK", "lat": 30, "lon": 70}\n')
    monkeypatch.setattr(knowledge, "PLACES", broken)
    with pytest.raises(ValueError, match=r"places\.jsonl, line 1: KeyError\('source'\)"):
        list(knowledge.own_places())


def test_no_place_of_a_country_is_a_region_as_well() -> None:
    """A valley or forest that stands in a country's file is not told of a second time among the regions."""
    regions = {(row.get("country"), normal(row["name"])): row for row in rows(knowledge.REGIONS)}
    both = [row["name"] for _, row in own() if (row["country"], normal(row["name"])) in regions]
    assert both == []
