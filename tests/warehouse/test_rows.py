"""Records come back from their tables exactly as they went in, whatever they hold."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.world import FIRST, FIRST_REPORT, article
from warehouse.records import (
    ActorMention,
    Alert,
    Article,
    Delivery,
    Entry,
    Feed,
    FeedState,
    IncidentVersion,
    Outcome,
    PageRecord,
    Place,
    Report,
    Toll,
)
from warehouse.reports import report_batch, report_of
from warehouse.rows import batch_of, decode, encode, schema_of
from warehouse.store import Warehouse, open_warehouse

MOMENTS = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))
# All of Unicode but lone surrogates, which no file can hold: NUL, control characters, right-to-left marks, emoji.
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
NUMBERS = st.integers(-(2**63) + 1, 2**63 - 1)
REALS = st.floats(allow_nan=False)


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value that the annotation allows."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return st.none() | values_of(arguments[0])
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(values_of(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values_of, arguments))
    if is_dataclass(hint):
        return records(hint)
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    return {str: TEXTS, bool: st.booleans(), int: NUMBERS, float: REALS, datetime: MOMENTS}[hint]


def records(record_type: Any, **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any record of the type; `fixed` narrows single fields."""
    hints = get_type_hints(record_type)
    free = {field.name: values_of(hints[field.name]) for field in fields(record_type) if field.name not in fixed}
    return st.builds(record_type, **free, **fixed)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with open_warehouse(tmp_path_factory.mktemp("rows") / "warehouse.duckdb") as opened:
        yield opened


TABLES: dict[str, tuple[type, st.SearchStrategy[Any]]] = {
    "feeds": (Feed, records(Feed)),
    "feed_states": (FeedState, records(FeedState, failures=st.integers(0, 2**40))),
    "entries": (Entry, records(Entry, date_note=st.sampled_from([None, "undated", "future"]))),
    "outcomes": (Outcome, records(Outcome)),
    "pages": (PageRecord, records(PageRecord)),
    "articles": (Article, records(Article, origin=st.sampled_from(["page", "feed"]))),
    "incident_versions": (IncidentVersion, records(IncidentVersion, version=st.integers(1, 2**40))),
    "alerts": (Alert, records(Alert)),
    "deliveries": (Delivery, records(Delivery)),
}
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("table", TABLES)
@QUICK
@given(data=st.data())
def test_a_record_comes_back_as_it_went_in(table: str, warehouse: Warehouse, data: st.DataObject) -> None:
    record_type, strategy = TABLES[table]
    record = data.draw(strategy)
    connection = warehouse.connection
    connection.execute(f"DELETE FROM stored.{table}")
    connection.upsert(table, batch_of(record_type, [record]))
    assert [decode(record_type, row) for row in connection.dicts(f"FROM stored.{table}")] == [record]


@QUICK
@given(report=records(Report))
def test_a_report_comes_back_with_its_whole_event(warehouse: Warehouse, report: Report) -> None:
    warehouse.connection.execute("DELETE FROM stored.events")
    warehouse.connection.upsert("events", report_batch([(report, None)], "reader 1"))
    assert [report_of(row) for row in warehouse.connection.dicts("FROM stored.events")] == [report]


@pytest.mark.parametrize(
    ("table", "record_type"), [("tolls", Toll), ("place_mentions", Place), ("actor_mentions", ActorMention)]
)
@QUICK
@given(data=st.data())
def test_what_is_read_in_an_article_comes_back(
    table: str, record_type: type, warehouse: Warehouse, data: st.DataObject
) -> None:
    record = data.draw(records(record_type))
    row = batch_of(record_type, [record])
    warehouse.connection.execute(f"DELETE FROM stored.{table}")
    warehouse.connection.with_batch(
        f"INSERT INTO stored.{table} BY NAME SELECT 'a' AS article_id, 0 AS position, * FROM batch", row
    )
    assert [decode(record_type, row) for row in warehouse.connection.dicts(f"FROM stored.{table}")] == [record]


def test_times_come_back_in_utc_whatever_zone_they_had() -> None:
    karachi = datetime(2024, 8, 26, 13, tzinfo=timezone(timedelta(hours=5)))
    row = encode(article("dawn", 1, "text", published_at=karachi))
    assert decode(Article, row).published_at == datetime(2024, 8, 26, 8, tzinfo=UTC)
    assert decode(Article, row).published_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        encode(article("dawn", 1, "text", published_at=datetime(2024, 8, 26)))


def test_half_a_character_is_replaced_and_offsets_hold() -> None:
    broken = encode(article("dawn", 1, "blast \ud83d in Quetta"))["text"]
    assert broken == "blast � in Quetta"
    assert broken.index("Quetta") == "blast \ud83d in Quetta".index("Quetta")
    assert len(broken.encode("utf-8")) == len("blast  in Quetta") + 3


def test_a_number_beyond_64_bits_does_not_sink_its_batch() -> None:
    event = FIRST_REPORT.event
    assert event.killed is not None
    absurd = replace(event.killed, count=replace(event.killed.count, best=10**30))
    row = encode(replace(event, killed=absurd))
    assert row["killed"]["count"]["best"] == 2**63 - 1


def test_tables_have_the_columns_of_their_records(warehouse: Warehouse) -> None:
    kept = {
        **{table: set(schema_of(record_type).names) for table, (record_type, _) in TABLES.items()},
        "events": set(report_batch([(FIRST_REPORT, None)], "reader 1").schema.names),
        "tolls": {"article_id", "position", *schema_of(Toll).names},
        "place_mentions": {"article_id", "position", *schema_of(Place).names},
        "actor_mentions": {"article_id", "position", *schema_of(ActorMention).names},
    }
    kept["feeds"].add("position")
    kept["articles"].add("aside_of")
    for table, columns in kept.items():
        found = warehouse.connection.values(
            "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'stored' AND table_name = ?", (table,)
        )
        assert set(found) == columns, table


def test_of_two_rows_with_one_id_in_a_batch_the_first_is_kept() -> None:
    second = replace(FIRST_REPORT, publisher="Another")
    batch = report_batch([(FIRST_REPORT, None), (second, None)], "reader 1")
    assert batch.column("publisher").to_pylist() == [FIRST.publisher]
