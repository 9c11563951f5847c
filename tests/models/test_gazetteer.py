"""Names to places: spellings, areas, distances and the knowledge files."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from models.places import gazetteer as module
from models.places.countries import by_alpha3
from models.places.gazetteer import Entry, Gazetteer, contains, distance_km, lies_in
from models.places.gazetteer_index import GazetteerError, forms, index_file, normal, shown, sound
from warehouse.records import Place, Span

NOWHERE = Span("", 0, 0)


def place(name: str, precision: str, **fields: object) -> Place:
    base = Place(NOWHERE, name, None, None, None, None, None, None, precision)
    return replace(base, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ra’s al Khaymah", "ras al khaymah"),
        ("Bājaur Agency", "bajaur agency"),
        ("N'Guigmi", "nguigmi"),
        ("Saint-Louis", "st louis"),
        ("Deir ez-Zor", "deir ez zor"),
        ("KHŌST ", "khost"),
    ],
)
def test_spellings_meet_in_one_key(name: str, key: str) -> None:
    assert normal(name) == key


def test_an_area_is_found_without_its_sort_and_its_article() -> None:
    assert set(forms("Swabi District")) == {"swabi district", "swabi"}
    assert set(forms("Al-Hasakah")) == {"al hasakah", "hasakah"}


@pytest.mark.parametrize(
    ("name", "as_shown"),
    [("Khārān District", "Kharan"), ("‘Ajmān", "Ajman"), ("São Paulo", "São Paulo"), ("District of Columbia",) * 2],
)
def test_names_are_shown_as_readers_write_them(name: str, as_shown: str) -> None:
    assert shown(name) == as_shown


@pytest.mark.parametrize(
    ("name", "country", "admin1", "lat", "lon"),
    [
        ("Mastung", "PAK", "Balochistan", 29.8, 66.8),
        ("Musakhail", "PAK", "Balochistan", 30.9, 69.8),
        ("Barsalogho", "BFA", "Centre-Nord", 13.4, -1.1),
        ("Tin Zaouatine", "MLI", "Kidal", 20.0, 3.0),
        ("Deir Ezzor", "SYR", "Deir ez-Zor", 35.3, 40.1),
        ("Izyum", "UKR", "Kharkiv", 49.2, 37.3),
    ],
)
def test_places_of_conflict_are_known(
    gazetteer: Gazetteer, name: str, country: str, admin1: str, lat: float, lon: float
) -> None:
    near = [
        entry
        for entry in gazetteer.lookup(name)
        if entry.country == country and abs((entry.lat or 0) - lat) < 0.6 and abs((entry.lon or 0) - lon) < 0.6
    ]
    assert near and near[0].admin1 == admin1


def test_a_province_is_no_town(gazetteer: Gazetteer) -> None:
    kinds = {entry.kind for entry in gazetteer.lookup("Khyber Pakhtunkhwa")}
    assert kinds == {"admin1"}


def test_an_unknown_name_means_no_place(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Qwertzuiop") == ()
    assert gazetteer.lookup("") == ()


def test_distance_along_the_earth() -> None:
    quetta = place("Quetta", "exact", lat=30.18, lon=66.98)
    karachi = place("Karachi", "exact", lat=24.86, lon=67.01)
    # 5.32 degrees of latitude at 111.2 km.
    assert distance_km(quetta, karachi) == pytest.approx(591.6, abs=2)
    assert distance_km(quetta, place("nowhere", "exact")) is None


def test_areas_contain_what_their_names_say() -> None:
    pakistan = place("Pakistan", "country", country="PAK")
    balochistan = place("Balochistan", "admin1", country="PAK", admin1="Balochistan")
    mastung = place("Mastung", "admin2", country="PAK", admin1="Balochistan", admin2="Mastung")
    town = place("Mastung", "exact", country="PAK", admin1="Balochistan", admin2="Mastung", geonameid=1170706)
    lahore = place("Lahore", "exact", country="PAK", admin1="Punjab", admin2="Lahore")
    assert contains(pakistan, balochistan) and contains(balochistan, mastung) and contains(mastung, town)
    assert contains(town, town)
    assert not contains(balochistan, lahore) and not contains(town, mastung) and not contains(balochistan, pakistan)
    assert not contains(place("somewhere", "admin2", country="PAK"), town)


def test_regions_contain_the_areas_they_cover() -> None:
    sahel = place("Sahel", "country")
    assert contains(sahel, place("Gao", "exact", country="MLI", admin1="Gao"))
    assert not contains(sahel, place("Accra", "exact", country="GHA"))


def test_a_town_holds_what_lies_within_its_reach() -> None:
    karachi = Entry(1, "Karachi", "town", "Sindh", None, "PAK", 24.86, 67.01, 11_000_000)
    lyari = Entry(None, "Lyari", "town", "Sindh", None, "PAK", 24.87, 67.00, 0)
    hyderabad = Entry(2, "Hyderabad", "town", "Sindh", None, "PAK", 25.39, 68.37, 1_700_000)
    assert lies_in(lyari, karachi)
    assert not lies_in(hyderabad, karachi)


def test_every_line_of_the_knowledge_is_whole(gazetteer: Gazetteer) -> None:
    rows = [json.loads(line) for line in module.KNOWLEDGE.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if "means" in row:
            assert any(entry.country == row["country"] for entry in gazetteer.lookup(row["means"])), row
            assert any(entry.country == row["country"] for entry in gazetteer.lookup(row["name"])), row
            continue
        assert row["kind"] in {"town", "point", "region", "area"}, row
        assert -90 <= row["lat"] <= 90 and -180 <= row["lon"] <= 180, row
        assert (row["kind"] == "area") == ("country" not in row), row
        for covered in row.get("covers", ()):
            country, _, area = covered.partition("/")
            assert by_alpha3(country), covered
            known = {(entry.country, entry.admin1) for entry in gazetteer.lookup(area)} if area else set()
            assert not area or (country, area) in known, covered


def test_own_points_lie_in_their_country(gazetteer: Gazetteer) -> None:
    """No point is farther from the area it names than areas are wide: a swapped or mistyped coordinate shows here."""
    for line in module.KNOWLEDGE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("kind") in ("town", "point") and row.get("admin1"):
            areas = [
                entry
                for entry in gazetteer.lookup(row["admin1"])
                if entry.kind == "admin1" and entry.country == row["country"] and entry.lat is not None
            ]
            point = place(row["name"], "exact", lat=row["lat"], lon=row["lon"])
            assert not areas or min(distance_km(point, area) or 0 for area in areas) < 700, row


def small_index(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE sounded (sound TEXT, place INTEGER)")
        connection.execute("INSERT INTO sounded VALUES ('kabul', 1)")
        connection.commit()


def test_the_index_is_built_once_and_again_where_it_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Path] = []

    def build(path: Path) -> None:
        built.append(path)
        path.unlink(missing_ok=True)
        small_index(path)

    monkeypatch.setattr("models.places.gazetteer_index._build", build)
    path = index_file(tmp_path / "new folder")
    assert index_file(tmp_path / "new folder") == path and len(built) == 1
    path.write_bytes(b"cut off by a full disk")
    assert index_file(tmp_path / "new folder") == path and len(built) == 2


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(GazetteerError, match=r"^the place index cannot be built at .*file") as caught:
        index_file(blocked)
    assert "\n" not in str(caught.value)


def test_transliterations_meet(gazetteer: Gazetteer) -> None:
    assert sound(normal("Jaffarabad")) == sound(normal("Jafarabad"))
    assert {entry.country for entry in gazetteer.lookup("Deir Ezzor")} == {"SYR"}
