"""Figures over a period or an area beside the sum of our incidents there and then, added up by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from tests.warehouse.later import write
from tests.warehouse.world import FIRST, FIRST_REPORT, version
from warehouse.records import Count, IncidentVersion, Period, Place, Span, Toll
from warehouse.rows import encode, schema_of
from warehouse.store import Warehouse

JULY, AUGUST = Period("2024-07-01", "2024-07-31"), Period("2024-08-01", "2024-08-31")
LONG_AGO = "2020-01-01 00:00:00Z"
LATER = "2024-12-01 00:00:00Z"


def place(precision: str | None = "country", country: str | None = "MLI", **known: Any) -> Place:
    stated: dict[str, Any] = {"name": "Mali", "geonameid": None, "admin1": None, "admin2": None, **known}
    return Place(Span("there", 0, 5), country=country, lat=None, lon=None, precision=precision, **stated)


MALI = place()
MOPTI = place("admin1", name="Mopti", admin1="Mopti")
BANDIAGARA = place("admin2", name="Bandiagara", admin1="Mopti", admin2="Bandiagara")
BANKASS = place("exact", name="Bankass", admin1="Mopti", admin2="Bankass", geonameid=7)


def toll(count: Count, period: Period | None = AUGUST, where: Place | None = MALI, **stated: Any) -> Toll:
    plain: dict[str, Any] = {"measure": "killed", "change_percent": None, "compared_with": None, "attributed_to": None}
    return Toll(count=count, period=period, place=where, evidence=((0, 64),), **{**plain, **stated})


def exactly(number: int) -> Count:
    return Count(number, number, number)


def incident(name: str, day: str = "2024-08-10", **facts: Any) -> IncidentVersion:
    """A counted incident in Bankass, of which nobody says how many it killed."""
    plain: dict[str, Any] = {
        "country": "MLI",
        "admin1": "Mopti",
        "admin2": "Bankass",
        "place_name": "Bankass",
        "geonameid": 7,
        "place_precision": "exact",
        "happened_first": day,
        "happened_last": day,
        "happened_precision": "day",
    }
    return version(name, 1, FIRST_REPORT, **{**plain, **facts})


def killed(low: int | None, best: int | None, high: int | None) -> dict[str, int | None]:
    return {"killed_low": low, "killed_best": best, "killed_high": high}


@pytest.fixture
def warehouse(filled: Warehouse) -> Iterator[Warehouse]:
    """Four incidents of August 2024 in Mali and one of July; the articles go back to 2020."""
    filled.connection.execute(
        f"UPDATE stored.articles SET published_at = '{LONG_AGO}' WHERE article_id <> ?", (FIRST.article_id,)
    )
    filled.connection.execute(
        f"UPDATE stored.articles SET published_at = '{LATER}' WHERE article_id = ?", (FIRST.article_id,)
    )
    filled.connection.execute("DELETE FROM stored.tolls")
    write(
        filled,
        incident("bankass", **killed(8, 10, 12)),
        incident("at-least", day="2024-08-31", admin2="Bandiagara", geonameid=8, **killed(5, None, None)),
        incident("elsewhere", admin1="Gao", admin2=None, geonameid=9, **killed(3, 3, 3)),
        incident("untold", injured_low=4, injured_best=4, injured_high=4),
        incident("july", day="2024-07-31", **killed(6, 6, 6)),
        incident("alleged-plot", status="foiled", **killed(90, 90, 90)),
        incident("other-country", country="NER", **killed(70, 70, 70)),
    )
    yield filled


def check(warehouse: Warehouse, *tolls: Toll) -> dict[str, Any]:
    """The only row of toll_checks."""
    schema = pa.schema([("article_id", pa.string()), ("position", pa.int32()), *schema_of(Toll)])
    told = [{"article_id": FIRST.article_id, "position": n, **encode(one)} for n, one in enumerate(tolls)]
    warehouse.connection.add_new("tolls", pa.Table.from_pylist(told, schema))
    (row,) = warehouse.connection.dicts("FROM toll_checks")
    return row


def shown(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("incidents", "summed_low", "summed_best", "summed_high", "ratio", "note"))


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        # 10, 5 and 3 killed, and one that nobody counted; 5 is a lowest figure and stands for all three.
        (MALI, (4, 16, 18, 20, 0.36, None)),
        (MOPTI, (3, 13, 15, 17, 0.3, None)),
        (BANDIAGARA, (1, 5, 5, 5, 0.1, None)),
        (BANKASS, (2, 8, 10, 12, 0.2, None)),
    ],
    ids=["country", "province", "district", "spot"],
)
def test_a_figure_is_compared_with_the_incidents_of_its_area_and_days(
    warehouse: Warehouse, where: Place, wanted: tuple[Any, ...]
) -> None:
    assert shown(check(warehouse, toll(exactly(50), where=where))) == wanted


def test_a_figure_that_is_only_a_bound_is_compared_by_it(warehouse: Warehouse) -> None:
    row = check(warehouse, toll(Count(36, None, None)))
    assert (row["low"], row["best"], row["ratio"]) == (36, None, 0.5)


def test_the_injured_are_compared_with_the_injured(warehouse: Warehouse) -> None:
    assert shown(check(warehouse, toll(exactly(8), measure="injured"))) == (4, 4, 4, 4, 0.5, None)


def test_it_says_of_which_article_and_words_it_is(warehouse: Warehouse) -> None:
    row = check(warehouse, toll(exactly(50)))
    assert row["sentence"] == "Gunmen killed 22 passengers in Musakhail on Monday, police said."
    assert (row["publisher"], row["url"], row["country_name"]) == ("Dawn", "https://dawn.example/1", "Mali")


@pytest.mark.parametrize(
    ("stated", "note"),
    [
        (toll(exactly(50), period=None), "its period is not known"),
        (toll(exactly(50), period=Period("--08-01", "--08-31")), "its period is not known"),
        (toll(exactly(50), where=None), "its place is not known"),
        (toll(exactly(50), where=place(None, None)), "its place is not known"),
        (toll(Count(None, None, 50)), "it has no figure to compare with"),
        (toll(exactly(0)), "it has no figure to compare with"),
        (toll(exactly(50), period=Period("2024-01-01", "2024-01-31")), "we know of no incident there and then"),
        (toll(exactly(50), measure="abducted"), "no incident there and then tells how many were abducted"),
        (toll(exactly(50), period=Period("2025-01-01", "2025-12-31")), "its period had not begun"),
    ],
)
def test_where_there_is_nothing_to_compare_there_is_no_ratio_but_a_reason(
    warehouse: Warehouse, stated: Toll, note: str
) -> None:
    row = check(warehouse, stated)
    assert (row["ratio"], row["note"]) == (None, note)


def test_a_figure_of_the_year_so_far_knows_nothing_of_later_days(warehouse: Warehouse) -> None:
    told_at = "UPDATE stored.articles SET published_at = '2024-08-20 08:00:00Z' WHERE article_id = 'article-dawn-1'"
    warehouse.connection.execute(told_at)
    row = check(warehouse, toll(exactly(50), period=Period("2024-01-01", "2024-12-31")))
    # July's 6, and 10 and 3 of before the 20th; the 5 of the 31st were not yet killed.
    assert (row["until_day"].isoformat(), row["summed_best"]) == ("2024-08-20", 19)


def test_a_period_that_began_before_we_watched_says_so(warehouse: Warehouse) -> None:
    warehouse.connection.execute("UPDATE stored.articles SET published_at = '2024-08-05 08:00:00Z'")
    row = check(warehouse, toll(exactly(50), period=Period("2024-07-01", "2024-08-31")))
    assert row["note"] == "our articles begin on 2024-08-05, after its period did"
    assert row["ratio"] is not None


def test_an_incident_known_to_the_month_lies_in_the_year_and_not_in_a_week(warehouse: Warehouse) -> None:
    month = incident("month", "2024-08-01", happened_last="2024-08-31", happened_precision="month", **killed(7, 7, 7))
    write(warehouse, month)
    assert check(warehouse, toll(exactly(50)))["summed_best"] == 25
    warehouse.connection.execute("DELETE FROM stored.tolls")
    assert check(warehouse, toll(exactly(50), period=Period("2024-08-05", "2024-08-11")))["summed_best"] == 13


def test_a_change_is_beside_the_change_of_our_incidents(warehouse: Warehouse) -> None:
    row = check(warehouse, toll(exactly(60), change_percent=100.0, compared_with=JULY))
    # 60 is twice 30; our incidents went from 6 to 18.
    assert (row["compared_figure"], row["compared_incidents"], row["compared_summed_best"]) == (30, 1, 6)
    assert (row["ratio"], row["compared_ratio"], row["our_change_percent"]) == (0.3, 0.2, 200.0)


def test_a_change_from_nothing_is_no_number(warehouse: Warehouse) -> None:
    row = check(warehouse, toll(exactly(60), change_percent=-100.0, compared_with=Period("2024-06-01", "2024-06-30")))
    names = ("compared_figure", "compared_summed_best", "compared_ratio", "our_change_percent")
    assert [row[name] for name in names] == [None] * 4
    assert row["compared_incidents"] == 0


def test_one_incident_is_added_once_however_many_tolls_there_are(warehouse: Warehouse) -> None:
    check_all = "SELECT measure, ratio FROM toll_checks ORDER BY measure, ratio"
    with pytest.raises(ValueError, match="unpack"):
        check(
            warehouse,
            toll(exactly(36)),
            toll(exactly(18)),
            toll(exactly(4), measure="injured"),
            toll(exactly(36), AUGUST),
        )
    assert warehouse.connection.table(check_all).rows == [
        ("injured", 1.0),
        ("killed", 0.5),
        ("killed", 0.5),
        ("killed", 1.0),
    ]


def test_no_toll_is_compared_with_each_incident(snapshot: Warehouse) -> None:
    plan = snapshot.connection.table("EXPLAIN (FORMAT json) FROM toll_checks").rows[0][-1]
    assert [slow for slow in ("NL_JOIN", "NESTED_LOOP_JOIN") if slow in plan] == []
    assert plan.count("CROSS_PRODUCT") == 1  # with the one row that says when our articles begin
