"""What a person may set, what is kept of it, and what an incident is with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from extractors.resolution.decided import CELLS, checked_value
from extractors.resolution.decided_facts import decided
from extractors.resolution.incident_facts import Account
from tests.builders import event, on, people, place, report, target
from warehouse.records import Decision, DecisionKind, IncidentVersion

MUSAKHAIL = place("Musakhail", admin1="Balochistan", admin1_code="PK-BA", lat=30.86, lon=69.82, geonameid=1)
KALAT = place("Kalat", admin1="Balochistan", admin1_code="PK-BA", lat=29.03, lon=66.59, geonameid=2)
SINDH = place("Sindh", "admin1", admin1="Sindh", admin1_code="PK-SD", lat=26.0, lon=68.5, geonameid=7)


@pytest.mark.parametrize(
    ("cell", "typed", "kept"),
    [
        ("killed_best", "12", "12"),
        ("killed_low", " 0 ", "0"),
        ("injured_high", "1,200", "1200"),
        ("abducted_best", "unknown", "unknown"),
        ("status", "Foiled", "foiled"),
        ("sub_event_type", "suicide bomb", "Suicide bomb"),
        ("happened", "2024-08-26", "2024-08-26"),
        ("happened", "2024-08-26..2024-08-27", "2024-08-26..2024-08-27"),
        ("happened", "2024-08-26 to 2024-08-26", "2024-08-26"),
        ("happened", "Unknown", "unknown"),
        ("place_name", "  Khad   Kocha ", "Khad Kocha"),
        ("admin1", "Balochistan", "Balochistan"),
        ("country", "Pakistan", "PAK"),
        ("country", "pak", "PAK"),
        ("perpetrator", "al-shabaab", "al-shabaab"),
        ("perpetrator", "Balochistan Liberation Army", "balochistan-liberation-army"),
        ("perpetrator", "two brothers", "two brothers"),
        ("claimed_by", "unknown", "unknown"),
        ("target", "a bus", "a bus"),
        ("weapon", "Drone", "drone"),
    ],
)
def test_a_value_is_kept_in_one_form(cell: str, typed: str, kept: str) -> None:
    assert checked_value(cell, typed) == kept
    assert checked_value(cell, kept) == kept


@pytest.mark.parametrize(
    ("cell", "typed"),
    [
        ("killed", "12"),
        ("sources", "3"),
        ("cells; DROP TABLE", "3"),
        ("killed_best", ""),
        ("killed_best", "-1"),
        ("killed_best", "twelve"),
        ("killed_best", "1.5"),
        ("killed_best", "١٢"),
        ("killed_best", "99999999999999999999"),
        ("killed_best", "10000001"),
        ("killed_best", "1,2"),
        ("status", "rejected"),
        ("status", "unknown"),
        ("status", "denied"),
        ("sub_event_type", "Bombing"),
        ("happened", "2024-02-30"),
        ("happened", "26 August"),
        ("happened", "0202-08-26"),
        ("happened", "2024-08-27..2024-08-26"),
        ("happened", "2020-01-01..2024-01-01"),
        ("happened", "--08-26"),
        ("country", "Atlantis"),
        ("place_name", "x" * 201),
        ("perpetrator", "a\x00b"),
        ("weapon", "poison dart"),
    ],
)
def test_what_no_cell_can_have_is_refused_in_one_line(cell: str, typed: str) -> None:
    with pytest.raises(ValueError, match=r"\S") as refused:
        checked_value(cell, typed)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 700


def test_a_refusal_calls_a_cell_as_a_person_types_it() -> None:
    with pytest.raises(ValueError, match=r"^killed\.best is a number of people"):
        checked_value("killed_best", "many")
    with pytest.raises(ValueError, match=r"^'lat' is no cell that can be set; those are killed\.low, killed\.best"):
        checked_value("lat", "3")


def test_every_cell_can_be_set() -> None:
    assert len(CELLS) == 19
    assert set(CELLS) >= {"killed_low", "injured_best", "abducted_high", "status", "happened", "place_name", "weapon"}


def version(**stated: Any) -> IncidentVersion:
    told = event(**{"place": MUSAKHAIL, "happened": on("2024-08-26"), **stated})
    return Account("incident-1", [report(1, "2024-08-26T06:00", told)]).version()


def with_set(before: IncidentVersion, *assigned: tuple[str, str], reports: Any = ()) -> IncidentVersion:
    moment = datetime(2024, 8, 27, tzinfo=UTC)
    made = [
        Decision(f"decision-{n}", DecisionKind.SET, "incident-1", "why", moment, cell=name, value=value)
        for n, (name, value) in enumerate(assigned)
    ]
    return decided(before, made, reports)


@pytest.mark.parametrize(
    ("told", "assigned", "toll"),
    [
        (people(14, low=13, high=20), [("killed_best", "16")], (13, 16, 20)),
        (people(14, low=13, high=20), [("killed_best", "12")], (12, 12, 20)),
        (people(14, low=13, high=20), [("killed_best", "25")], (13, 25, 25)),
        (people(14, low=13, high=20), [("killed_low", "15")], (15, 15, 20)),
        (people(14, low=13, high=20), [("killed_low", "30")], (30, 30, 30)),
        (people(14, low=13, high=20), [("killed_high", "13")], (13, 13, 13)),
        (people(14, low=13, high=20), [("killed_high", "0")], (0, 0, 0)),
        (people(None, low=24), [("killed_best", "30")], (24, 30, None)),
        (None, [("killed_best", "30")], (30, 30, 30)),
        (None, [("killed_low", "30")], (30, None, None)),
        (people(14), [("killed_best", "unknown")], (14, None, 14)),
        (people(14), [("killed_low", "15"), ("killed_best", "12")], (12, 12, 15)),
        (people(14), [("killed_best", "12"), ("killed_best", "16")], (14, 16, 16)),
    ],
)
def test_a_toll_that_is_set_stays_in_order(told: Any, assigned: list[tuple[str, str]], toll: tuple[Any, ...]) -> None:
    after = with_set(version(killed=told), *assigned)
    assert (after.killed_low, after.killed_best, after.killed_high) == toll


def test_bounds_that_give_way_are_by_the_decision_and_the_others_by_their_words() -> None:
    after = with_set(version(killed=people(14, low=13, high=20)), ("killed_best", "12"))
    cells = {cell.cell: cell for cell in after.cells if cell.cell.startswith("killed")}
    assert {name: (cell.value, cell.decision_id) for name, cell in cells.items()} == {
        "killed_low": ("12", "decision-0"),
        "killed_best": ("12", "decision-0"),
        "killed_high": ("20", None),
    }
    assert (cells["killed_best"].event_id, cells["killed_best"].start, cells["killed_best"].rule) == (None, None, "")
    assert cells["killed_high"].start is not None


def test_what_follows_from_a_cell_is_set_with_it() -> None:
    after = with_set(
        version(),
        ("sub_event_type", "Suicide bomb"),
        ("perpetrator", "al-shabaab"),
        ("claimed_by", "al-shabaab"),
        ("happened", "2024-08-25..2024-08-26"),
        ("weapon", "drone"),
        ("status", "foiled"),
    )
    assert (after.sub_event_type, after.event_type) == ("Suicide bomb", "Explosions/Remote violence")
    assert (after.perpetrator, after.perpetrator_key, after.claimed_by) == ("al-Shabaab", "al-shabaab", "al-Shabaab")
    assert after.perpetrator_kind is not None
    assert (after.happened_first, after.happened_last, after.happened_precision) == ("2024-08-25", "2024-08-26", "day")
    assert (after.weapon, after.status) == ("drone", "foiled")


@pytest.mark.parametrize(
    ("last", "precision"),
    [("2024-08-26", "day"), ("2024-09-01", "week"), ("2024-09-20", "month"), ("2025-08-26", "year")],
)
def test_a_stretch_of_days_is_as_precise_as_it_is_short(last: str, precision: str) -> None:
    assert with_set(version(), ("happened", f"2024-08-26..{last}")).happened_precision == precision


def test_an_unlisted_perpetrator_has_no_key_and_an_unknown_one_no_name() -> None:
    known = with_set(version(), ("perpetrator", "two brothers"))
    assert (known.perpetrator, known.perpetrator_key, known.perpetrator_kind) == ("two brothers", None, None)
    unknown = with_set(known, ("perpetrator", "unknown"))
    assert unknown.perpetrator is None
    assert [c.value for c in unknown.cells if c.cell == "perpetrator"] == ["unknown"]


def test_a_target_that_a_report_names_has_its_category() -> None:
    told = report(2, "2024-08-26T07:00", event(targets=(target("police", name="Levies station"),)))
    after = with_set(version(), ("target", "levies station"), reports=[told])
    assert (after.target, after.target_category) == ("levies station", "police")
    assert with_set(version(), ("target", "a bus"), reports=[told]).target_category is None


def test_a_place_that_a_report_tells_comes_with_all_that_is_known_of_it() -> None:
    told = [report(2, "2024-08-26T07:00", event(place=KALAT))]
    after = with_set(version(), ("place_name", "kalat"), reports=told)
    assert (after.place_name, after.geonameid, after.lat, after.place_precision) == ("kalat", 2, 29.03, "exact")
    assert (after.admin1_code, after.country) == ("PK-BA", "PAK")


def test_a_place_that_none_tells_has_no_coordinates_of_another() -> None:
    after = with_set(version(), ("place_name", "Rarasham"))
    assert (after.place_name, after.geonameid, after.lat, after.lon, after.place_precision) == ("Rarasham", *[None] * 4)
    assert (after.admin1, after.country) == ("Balochistan", "PAK")
    same = with_set(version(), ("place_name", "MUSAKHAIL"))
    assert (same.place_name, same.geonameid) == ("MUSAKHAIL", 1)


def test_a_place_that_is_unknown_is_its_province() -> None:
    after = with_set(version(), ("place_name", "unknown"))
    assert (after.place_name, after.place_precision, after.lat) == ("Balochistan", "admin1", None)


def test_another_province_or_country_leaves_no_spot_in_the_old_one() -> None:
    told = [report(2, "2024-08-26T07:00", event(place=SINDH))]
    province = with_set(version(), ("admin1", "Sindh"), reports=told)
    assert (province.place_name, province.admin1, province.admin1_code) == ("Musakhail", "Sindh", "PK-SD")
    assert (province.lat, province.geonameid, province.place_precision) == (None, None, None)
    country = with_set(version(), ("country", "AFG"))
    assert (country.country, country.admin1, country.admin1_code, country.lat) == ("AFG", None, None, None)
    both = with_set(version(), ("admin1", "Kandahar"), ("country", "AFG"))
    assert (both.country, both.admin1, both.admin1_code) == ("AFG", "Kandahar", None)


def test_an_area_that_is_set_where_only_an_area_was_known_is_the_place() -> None:
    province = with_set(version(place=SINDH), ("admin1", "Balochistan"))
    assert (province.place_name, province.admin1, province.place_precision) == ("Balochistan", "Balochistan", "admin1")
    country = with_set(version(place=SINDH), ("country", "AFG"))
    assert (country.place_name, country.place_precision) == ("Afghanistan", "country")


def test_what_no_cell_can_have_is_passed_over() -> None:
    before = version(killed=people(14))
    assert with_set(before, ("killed_best", "twelve"), ("nonsense", "1")) == before
