"""`tocsin status` as a person sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from tests.warehouse.world import FEEDS, at, entry, outcome, poll, visit
from warehouse.errors import WarehouseMissing
from warehouse.records import Discard, Fate, Feed, FeedState
from warehouse.store import open_warehouse

SEEN = at("2024-08-26T09:00")
LATER = at("2024-08-26T10:00")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A snapshot of three feeds, two of them polled: one entry waits, one is to be tried again, one was discarded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOCSIN_HOME", str(tmp_path))
    with open_warehouse(tmp_path / "tocsin.duckdb") as warehouse:
        warehouse.feeds.save([*FEEDS, Feed("feed-odd", "https://odd.example/[rss]", "Odd")])
        poll(warehouse, FeedState("feed-dawn", last_polled_at=SEEN), [entry("dawn", 1), entry("dawn", 2)], [])
        poll(warehouse, FeedState("feed-odd", last_polled_at=SEEN), [], [Discard("feed-odd", "x", "no_link_no_guid")])
        again = outcome("page", "entry-dawn-2", Fate.RETRY, reason="too_slow", due_at=LATER, decided_at=SEEN)
        visit(warehouse, again, None, None)
        warehouse.publish_snapshot(tmp_path / "snapshot.duckdb")
    return tmp_path


def tocsin_status(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["status", *arguments], catch_exceptions=False)


def numbers(said: str) -> dict[str, list[str]]:
    """The three figures of each line of the accounts, by what the line is called."""
    cut = [line.rsplit(maxsplit=3) for line in said.splitlines()]
    return {words[0].strip(): words[1:] for words in cut if len(words) == 4 and words[-1].isdigit()}


def test_every_entry_is_accounted_for(home: Path) -> None:
    said = tocsin_status()
    assert said.exit_code == 0
    assert "Last run that collected  2024-08-26 09:00Z" in said.stdout
    lines = numbers(said.stdout)
    assert lines["feeds polled"] == ["2", "2", "2"]
    assert lines["entries seen"] == ["3", "3", "3"]
    assert lines["no_link_no_guid"] == ["1", "1", "1"]
    assert lines["waiting, not asked for yet"] == ["1", "1", "1"]
    assert (lines["waiting, to be asked for again"], lines["too_slow"]) == (["1"] * 3, ["1"] * 3)


def test_feeds_and_hosts_are_shown_as_many_as_asked_for(home: Path) -> None:
    some = tocsin_status("--feeds", "1", "--hosts", "0").stdout
    assert "https://dawn.example/rss" in some and "[rss]" not in some
    assert "1 of 2 feeds; --feeds all shows every one" in some
    assert "By host" not in some
    every = tocsin_status("--feeds", "all", "--hosts", "all").stdout
    assert "https://odd.example/[rss]" in every and "By host" in every and " of 2 " not in every


def test_on_a_narrow_screen_every_name_and_number_is_whole(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = tocsin_status().stdout.splitlines()
    assert lines[lines.index("https://dawn.example/rss") + 1] == "  polls 1, seen 2, new 2, waiting 2"
    assert lines[lines.index("https://odd.example/[rss]") + 1] == "  polls 1, seen 1, discarded 1"
    assert "…" not in "".join(lines)


def test_json_holds_every_account(home: Path) -> None:
    said = json.loads(tocsin_status("--json").stdout)
    assert (said["at"], said["last_run"]["seen"], said["last_run"]["pages"]) == (
        "2024-08-26T09:00:00Z",
        3,
        {"retry": 1, "waiting": 1},
    )
    assert {feed["name"]: feed["waiting"] for feed in said["by_feed"]} == {
        "https://dawn.example/rss": 2,
        "https://odd.example/[rss]": 0,
    }


def test_a_number_that_is_none_is_refused(home: Path) -> None:
    said = CliRunner().invoke(app, ["status", "--feeds", "few"])
    assert said.exit_code == 2
    assert "'few' is neither a number nor 'all'" in said.output


def test_without_a_snapshot_there_is_the_usual_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_HOME", str(tmp_path / "none"))
    with pytest.raises(WarehouseMissing):
        tocsin_status()


def test_before_the_first_poll_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_HOME", str(tmp_path))
    with open_warehouse(tmp_path / "tocsin.duckdb") as warehouse:
        warehouse.publish_snapshot(tmp_path / "snapshot.duckdb")
    assert "Nothing was polled yet." in tocsin_status().stdout
