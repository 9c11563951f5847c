"""Lines in and out of `tocsin extract`: every bad line named in one line, every field under its fixed name."""

from __future__ import annotations

import json

import pytest

from extractors.record_line import InputError, InputLine, parse_input, record_line
from warehouse.records import Count, CountedSpan, Event, Period, Place, PlaceRole, Reading, Span, Toll, When


def test_a_full_line() -> None:
    line = json.dumps(
        {"id": "a", "text": "b", "title": "c", "published": "2024-12-16", "publisher_country": "PAK", "more": 1}
    )
    assert parse_input(line) == InputLine("a", "b", "c", "2024-12-16", "PAK")


def test_only_id_and_text_are_needed() -> None:
    assert parse_input('{"id": "a", "text": "", "title": null, "published": ""}') == InputLine("a", "")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{", "not JSON"),
        ("[]", "list"),
        ('"x"', "str"),
        ('{"text": "b"}', "'id' is missing"),
        ('{"id": 3, "text": "b"}', "'id' is not a string"),
        ('{"id": "a"}', "'text' is missing"),
        ('{"id": "a", "text": ["b"]}', "'text' is not a string"),
        ('{"id": "a", "text": "b", "title": 7}', "'title' is not a string or null"),
        ("null", "a JSON null"),
        ("[" * 100_000, "nested too deep"),
        ("1" * 100_000, "a number too long"),
    ],
)
def test_a_bad_line_is_told_in_one_line(line: str, wrong: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_input(line)
    assert wrong in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("published", ["7:58 AM ET", "0001-01-01", "9999-12-31T23:59:59-14:00", "2024-02-30", "\n"])
def test_a_time_that_cannot_be_read_loses_no_text(published: str) -> None:
    line = parse_input(json.dumps({"id": "a", "text": "b", "published": published}))
    assert (line.text, line.published) == ("b", None)
    assert line.note is not None and f"'{published.strip()}'" in line.note and "\n" not in line.note


def test_a_country_that_is_none_loses_no_text() -> None:
    line = parse_input('{"id": "a", "text": "b", "published": "soon", "publisher_country": "Pakistan"}')
    assert (line.text, line.publisher_country) == ("b", None)
    assert line.note is not None and "'soon'" in line.note and "'Pakistan'" in line.note


@pytest.mark.parametrize(
    ("told", "country"),
    [
        ({"domain": "tribune.com.pk"}, "PAK"),
        ({"url": "https://www.bbc.co.uk/news/1"}, "GBR"),
        ({"domain": "example.com", "url": "https://globalnews.ca/1"}, "CAN"),
        ({"domain": "tribune.com.pk", "publisher_country": "IND"}, "IND"),
        ({"domain": "example.tv", "url": None}, None),
    ],
)
def test_a_source_tells_its_country_where_the_line_does_not(told: dict[str, str], country: str | None) -> None:
    assert parse_input(json.dumps({"id": "a", "text": "b", **told})).publisher_country == country


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(InputError, match="'domain' is not a string or null"):
        parse_input('{"id": "a", "text": "b", "domain": 7}')


def test_a_byte_order_mark_before_the_first_line_is_no_mistake() -> None:
    assert parse_input('\ufeff{"id": "a", "text": "b"}') == InputLine("a", "b")


def test_a_reading_keeps_the_names_of_the_record() -> None:
    when = When("2024-12-15", "2024-12-15", "day", Span("on Sunday", 30, 39))
    event = Event(
        "Battles",
        "Armed clash",
        "occurred",
        "current",
        Span("clashed", 7, 14),
        when,
        None,
        (),
        (),
        (),
        (),
        CountedSpan(Count(3, 3, 3), Span("three", 20, 25)),
        None,
        None,
        (("militants", 3),),
        None,
        0.7,
        ((0, 40),),
    )
    toll = Toll("killed", Count(10, None, None), Period("2024-01-01", "2024-12-31"), None, 66.0, None, None, ((0, 40),))
    record = record_line("x", Reading(True, "en", (event,), (toll,)))
    assert json.loads(json.dumps(record)) == record
    written = record["events"][0]
    assert written["happened"] == {
        "first": "2024-12-15",
        "last": "2024-12-15",
        "precision": "day",
        "text": "on Sunday",
        "start": 30,
        "stop": 39,
    }
    assert {key: written["killed"][key] for key in ("low", "best", "high")} == {"low": 3, "best": 3, "high": 3}
    assert written["killed_by_side"] == {"militants": 3}
    assert written["injured"] is None and written["place"] is None
    assert record["tolls"][0]["period"] == {"first": "2024-01-01", "last": "2024-12-31"}


def test_a_place_keeps_the_names_of_the_record() -> None:
    islamabad = Place(
        Span("Islamabad", 0, 9), "Islamabad", 1176615, "Islamabad", None, "PAK", 33.72, 73.04, "exact",
        admin1_code="PK-IS", role=PlaceRole.GOVERNMENT, why="the capital, which said it",
    )  # fmt: skip
    record = record_line("x", Reading(False, "en", places=(islamabad, Place(Span("Foo", 20, 23), *(None,) * 8))))
    assert json.loads(json.dumps(record))["places"] == [
        {
            "text": "Islamabad", "start": 0, "stop": 9, "name": "Islamabad", "geonameid": 1176615,
            "admin1": "Islamabad", "admin1_code": "PK-IS", "admin2": None, "country": "PAK", "lat": 33.72, "lon": 73.04,
            "precision": "exact", "role": "government", "why": "the capital, which said it",
        },
        {
            "text": "Foo", "start": 20, "stop": 23, "name": None, "geonameid": None, "admin1": None,
            "admin1_code": None, "admin2": None, "country": None, "lat": None, "lon": None, "precision": None,
            "role": "place", "why": None,
        },
    ]  # fmt: skip
