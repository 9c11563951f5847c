"""`tocsin diff`: versions of the reader side by side, over any number of versions between them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from flows.cli import app
from tests.warehouse.world import (
    BLAST,
    BLAST_REPORT,
    BLAST_TEXT,
    FIRST,
    FIRST_REPORT,
    LATER,
    LATER_REPORT,
    at,
    fill,
    words,
)
from warehouse.records import Article, Reading, Report
from warehouse.store import Warehouse, open_warehouse

# The second version loses the toll of the first article, and takes another word of the third one's for the act.
NO_TOLL = replace(FIRST_REPORT, event=replace(FIRST_REPORT.event, killed=None))
BOMB = replace(
    BLAST_REPORT,
    event_id="event-9",
    event=replace(BLAST_REPORT.event, trigger=words(BLAST_TEXT, "Quetta"), evidence=()),
)
# The third loses the second article's event too.
SECOND: dict[str, list[Report]] = {
    FIRST.article_id: [NO_TOLL],
    LATER.article_id: [LATER_REPORT],
    BLAST.article_id: [BOMB],
}
THIRD = {**SECOND, LATER.article_id: []}
SECOND_AT, THIRD_AT = at("2024-09-01T00:00"), at("2024-09-02T00:00")


def read(warehouse: Warehouse, version: str, found: dict[str, list[Report]], sources: list[Article], now: Any) -> None:
    rows = [
        (source, Reading(True, "en", tuple(report.event for report in reports)), reports)
        for source in sources
        for reports in [found[source.article_id]]
    ]
    warehouse.readings.save(version, rows, [], {}, now)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A snapshot of three articles read by three versions, and of the incidents after the second."""
    monkeypatch.setenv("TOCSIN_HOME", str(tmp_path))
    with open_warehouse(tmp_path / "tocsin.duckdb") as warehouse:
        fill(warehouse)
        read(warehouse, "rules 2", SECOND, [FIRST, LATER, BLAST], SECOND_AT)
        read(warehouse, "rules 3", THIRD, [FIRST, LATER], THIRD_AT)
        warehouse.publish_snapshot(tmp_path / "snapshot.duckdb")
    return tmp_path


def diff(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["diff", *arguments])


def told(before: str, after: str) -> Any:
    said = diff("--from", before, "--to", after, "--format", "json")
    assert said.exit_code == 0
    return json.loads(said.stdout)


def test_alone_it_lists_the_versions(home: Path) -> None:
    assert diff().stdout.splitlines() == [
        "rules 1: 3 articles, of 0 the last reader",
        "rules 2: 3 articles, of 1 the last reader",
        "rules 3: 2 articles, of 2 the last reader",
    ]
    listed = json.loads(diff("--format", "json").stdout)
    assert listed[2] == {"version": "rules 3", "articles": 2, "last_reader_of": 2}


def test_it_counts_events_that_are_the_same_changed_vanished_and_new(home: Path) -> None:
    said = told("rules 1", "rules 2")
    assert said["articles"] == 3
    assert said["events"] == {"same": 1, "changed": 1, "vanished": 1, "new": 1}
    assert said["changed_fields"] == {"tolls": 1}
    changed = next(example for example in said["examples"] if example["change"] == "changed")
    assert (changed["url"], changed["fields"]) == (FIRST.url, ["tolls"])
    assert "22 killed" in changed["before"] and "killed" not in changed["after"].split(" · “")[0]


def test_a_version_in_between_hides_nothing(home: Path) -> None:
    said = told("rules 1", "rules 3")
    assert said["articles"] == 2
    assert said["events"] == {"same": 0, "changed": 1, "vanished": 1, "new": 0}
    assert told("rules 2", "rules 3")["events"] == {"same": 1, "changed": 0, "vanished": 1, "new": 0}


def test_the_other_way_round_what_vanished_is_new(home: Path) -> None:
    assert told("rules 3", "rules 1")["events"] == {"same": 0, "changed": 1, "vanished": 0, "new": 1}


def test_an_event_that_a_third_version_finds_as_the_first_did_is_the_same(home: Path) -> None:
    with open_warehouse(home / "tocsin.duckdb") as warehouse:
        again = {FIRST.article_id: [FIRST_REPORT]}
        read(warehouse, "rules 4", again, [FIRST], THIRD_AT)
        warehouse.publish_snapshot(home / "snapshot.duckdb")
    assert told("rules 1", "rules 4")["events"] == {"same": 1, "changed": 0, "vanished": 0, "new": 0}
    assert told("rules 3", "rules 4")["events"] == {"same": 0, "changed": 1, "vanished": 0, "new": 0}


def test_it_says_what_became_of_the_incidents(home: Path) -> None:
    assert told("rules 1", "rules 2")["incidents"] == {
        "with_other_members": 2,
        "founded": 0,
        "merged": 0,
        "withdrawn": 0,
    }
    with open_warehouse(home / "tocsin.duckdb") as warehouse:
        # Resolution: the changed event founds an incident, its old one is merged into that, and the blast is withdrawn.
        warehouse.connection.execute(
            """
            INSERT INTO stored.incidents VALUES ('incident-new', now());
            INSERT INTO stored.incident_reports BY NAME
            SELECT 'event-1' AS event_id, 'incident-new' AS incident_id, 0 AS position;
            INSERT INTO stored.incident_versions BY NAME
            SELECT * REPLACE ('incident-new' AS incident_id, TIMESTAMPTZ '2024-09-03 00:00:00Z' AS recorded_at)
            FROM stored.incident_versions WHERE incident_id = 'incident-massacre' AND version = 1;
            INSERT INTO stored.incident_forwards BY NAME
            SELECT 'incident-massacre' AS incident_id, 'incident-new' AS to_incident_id,
                   TIMESTAMPTZ '2024-09-03 00:00:00Z' AS since, 'one attack' AS why;
            INSERT INTO stored.incident_versions BY NAME
            SELECT * REPLACE (9 AS version, 'withdrawn' AS status, TIMESTAMPTZ '2024-09-03 00:00:00Z' AS known_at)
            FROM stored.incident_versions WHERE incident_id = 'incident-defused' AND version = 1;
            """
        )
        warehouse.publish_snapshot(home / "snapshot.duckdb")
    assert told("rules 1", "rules 2")["incidents"] == {
        "with_other_members": 3,
        "founded": 1,
        "merged": 1,
        "withdrawn": 1,
    }


def test_in_words(home: Path) -> None:
    said = diff("--from", "rules 1", "--to", "rules 2").stdout
    assert said.startswith("3 articles read by rules 1 and by rules 2\n")
    assert "Events: 1 the same, 1 changed, 1 vanished, 1 new\nChanged were: tolls 1\n" in said
    assert f"changed (tolls): {FIRST.url}\n  before: Attack · 2024-08-26 · " in said
    assert "before:" not in diff("--from", "rules 1", "--to", "rules 2", "--examples", "0").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "rules 7", "--to", "rules 2"], "there are: rules 1, rules 2, rules 3"),
        (["--from", "rules 1", "--to", "rules 7"], "'rules 7' has read nothing"),
        (["--from", "rules 1"], "give both versions, or neither to list them"),
        (["--to", "rules 1"], "give both versions, or neither to list them"),
        (["--from", "rules 1", "--to", "rules 1"], "these are one version"),
    ],
)
def test_bad_use_gets_one_clear_line(home: Path, arguments: list[str], words: str) -> None:
    with pytest.raises(typer.BadParameter, match=words):
        CliRunner().invoke(app, ["diff", *arguments], catch_exceptions=False, standalone_mode=False)


def test_where_nothing_was_read_there_is_nothing_to_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_HOME", str(tmp_path))
    with open_warehouse(tmp_path / "tocsin.duckdb") as warehouse:
        warehouse.publish_snapshot(tmp_path / "snapshot.duckdb")
    assert diff().stdout == "Nothing has been read yet.\n"
    assert diff("--format", "json").stdout == "[]\n"
