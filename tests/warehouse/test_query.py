"""SQL of a reader to a table, CSV, JSON or Parquet; what writes is refused, what is wrong is one line."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from warehouse.connection import Table
from warehouse.errors import QueryError, WarehouseMissing
from warehouse.query import run_query
from warehouse.schema_text import describe
from warehouse.store import Warehouse
from warehouse.terminal import table_text


def answer(snapshot: Path, sql: str, format_name: str = "table") -> str:
    out = io.BytesIO()
    run_query(snapshot, sql, format_name, out)
    return out.getvalue().decode("utf-8")


def test_a_table_is_aligned_with_blanks_for_null_and_a_count(snapshot_path: Path) -> None:
    sql = "SELECT incident_id, place_name AS place, killed_best AS killed FROM incidents ORDER BY killed NULLS FIRST"
    assert answer(snapshot_path, sql) == (
        "incident_id        place            killed\n"
        "-----------------  ---------------  ------\n"
        "incident-defused   Quetta\n"
        "incident-massacre  Musa Khel Bazar      23\n"
        "(2 rows)\n"
    )


def test_an_empty_answer_still_shows_its_columns(snapshot_path: Path) -> None:
    assert answer(snapshot_path, "SELECT watch FROM alerts WHERE false") == "watch\n-----\n(0 rows)\n"


def test_wide_letters_keep_the_columns_aligned() -> None:
    table = Table(("place", "n"), ("VARCHAR", "BIGINT"), [("北京", 1), ("Köln", 22), ("Köln", 3)])
    assert table_text(table, None).splitlines()[2:5] == ["北京    1", "Köln   22", "Köln    3"]


def test_words_of_a_page_cannot_drive_the_terminal() -> None:
    shown = table_text(Table(("title",), ("VARCHAR",), [("a\x1b[2Jb\nc\u2028d",)]), None)
    assert shown.splitlines()[2] == "a [2Jb c d"


def test_a_long_cell_is_cut_in_a_table(snapshot_path: Path) -> None:
    line = answer(snapshot_path, "SELECT repeat('x', 500) AS words, 1 AS n").splitlines()[2]
    assert line == "x" * 59 + "…  1"


def test_rows_wider_than_the_terminal_become_blocks() -> None:
    table = Table(("incident", "n"), ("VARCHAR", "BIGINT"), [("one " * 20, 1), ("two", None)])
    assert table_text(table, 40).splitlines() == [
        "row 1",
        f"  incident  {'one ' * 20}".rstrip(),
        "  n         1",
        "",
        "row 2",
        "  incident  two",
        "  n",
        "",
        "(2 rows)",
    ]


def test_csv_has_a_header_and_plain_values(snapshot_path: Path) -> None:
    sql = (
        "SELECT happened_first, publishers, last_reported, injured_best, counted, 'a \"b\", c' AS odd "
        "FROM incidents WHERE counted"
    )
    assert answer(snapshot_path, sql, "csv") == (
        "happened_first,publishers,last_reported,injured_best,counted,odd\n"
        '2024-08-26,Dawn; Wire,2024-08-27T10:00:00Z,,true,"a ""b"", c"\n'
    )


def test_json_keeps_lists_structs_and_null(snapshot_path: Path) -> None:
    sql = "SELECT counts, stage, NULL AS nothing, 1.5 AS half, 'nan'::DOUBLE AS none, 2::DECIMAL(9, 2) AS two FROM runs"
    assert json.loads(answer(snapshot_path, sql, "json")) == [
        {"counts": {"polled": 3, "new": 2}, "stage": "collect", "nothing": None, "half": 1.5, "none": None, "two": 2}
    ]
    assert json.loads(answer(snapshot_path, "SELECT 1 WHERE false", "json")) == []


def test_the_schema_says_how_to_ask_for_a_past_moment(snapshot_path: Path) -> None:
    page = " ".join(describe(snapshot_path).split())
    examples = set(re.findall(r"FROM incidents_asof\('[^']+'\)", page))
    assert examples
    for example in examples:
        known = answer(snapshot_path, f"SELECT incident_id, killed_best FROM ({example})", "csv")
        # The toll rose on 27 August, the foiled bomb was reported then; on the 26th at noon neither was known.
        assert known.splitlines() == ["incident_id,killed_best", "incident-massacre,22"]


def test_places_and_confidence_are_no_finer_than_they_are_known(filled: Warehouse) -> None:
    filled.connection.execute(
        "UPDATE stored.incident_versions SET lat = 18.900144999, lon = 80.72208499999999, confidence = 0.9839"
    )
    found = filled.connection.table("SELECT DISTINCT lat, lon, confidence FROM incidents").rows
    assert found == [(18.90014, 80.72208, 0.98)]


def test_json_loses_no_column_to_another_of_its_name(snapshot_path: Path) -> None:
    with pytest.raises(QueryError, match="two columns are called 'a', of which JSON would keep one"):
        answer(snapshot_path, "SELECT 1 AS a, 2 AS a", "json")
    assert answer(snapshot_path, "SELECT 1 AS a, 2 AS a", "csv").splitlines()[1] == "1,2"


def test_parquet_is_read_back_by_others(snapshot_path: Path) -> None:
    out = io.BytesIO()
    run_query(snapshot_path, "SELECT incident_id, links FROM incidents WHERE counted", "parquet", out)
    assert pq.read_table(io.BytesIO(out.getvalue())).to_pylist() == [
        {"incident_id": "incident-massacre", "links": ["https://dawn.example/1", "https://wire.example/1"]}
    ]


@pytest.mark.parametrize(
    "sql", ["PIVOT events ON status USING count(*)", "DESCRIBE incidents", "SHOW TABLES", "FROM alerts"]
)
def test_all_reading_statements_are_answered(snapshot_path: Path, sql: str) -> None:
    assert answer(snapshot_path, sql).rstrip().endswith("rows)") or "(1 row)" in answer(snapshot_path, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM stored.articles",
        "DROP VIEW incidents",
        "CREATE TABLE mine AS FROM incidents",
        "UPDATE stored.alerts SET state = 'closed'",
        "COPY (FROM incidents) TO '{there}'",
        "EXPLAIN ANALYZE COPY (FROM incidents) TO '{there}'",
        "EXPORT DATABASE '{there}'",
        "ATTACH '{there}'",
        "SELECT * FROM read_csv('{there}')",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "FROM incidents; DELETE FROM stored.articles",
    ],
)
def test_what_writes_or_reaches_outside_is_refused(snapshot_path: Path, tmp_path: Path, sql: str) -> None:
    before = snapshot_path.read_bytes()
    with pytest.raises(QueryError) as caught:
        answer(snapshot_path, sql.replace("{there}", str(tmp_path / "there")))
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    assert snapshot_path.read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "hint"),
    [
        ("SELECT killed FROM incidents", 'Candidate bindings: "killed_low", "killed_best"'),
        ("SELECT * FROM incident", 'Did you mean "incidents"?'),
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT * FROM incidents WHERE", "syntax error at end of input"),
        ("SELECT 'many'::INT", "Could not convert string 'many' to INT32"),
        ("", "no statement given"),
        ("-- nothing", "gives no rows"),
    ],
)
@pytest.mark.parametrize("format_name", ["table", "parquet"])
def test_an_error_is_one_line_with_duckdbs_hint(snapshot_path: Path, sql: str, hint: str, format_name: str) -> None:
    out = io.BytesIO()
    with pytest.raises(QueryError) as caught:
        run_query(snapshot_path, sql, format_name, out)
    assert hint in str(caught.value)
    assert "\n" not in str(caught.value) and "LINE 1" not in str(caught.value)
    assert out.getvalue() == b""


def test_an_unknown_format_names_the_known_ones(snapshot_path: Path) -> None:
    with pytest.raises(QueryError, match="'xml'; use one of: table, csv, json, parquet"):
        answer(snapshot_path, "SELECT 1", "xml")


def test_a_query_without_a_snapshot_says_what_to_do_first(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing, match="tocsin demo"):
        answer(tmp_path / "snapshot.duckdb", "SELECT 1")
