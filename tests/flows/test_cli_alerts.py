"""`tocsin alerts …` as a person sees it: acknowledging, muting, testing channels and what was told to each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import cli
from tests.alert_records import OPENED_AT, alert, delivery
from tests.inbox import Inbox
from warehouse.records import Acknowledgement, Change, Fate, Mute, Severity
from warehouse.store import open_snapshot, open_warehouse

# What a test says of the future has to be ahead of the clock that the commands read.
AHEAD = datetime.now(UTC) + timedelta(days=400)
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tocsin(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command line; gives its exit code and its two streams."""
    (home / "watches.toml").write_text('[[watch]]\nname = "balochistan"\ncountry = "PAK"\n', encoding="utf-8")
    monkeypatch.setenv("TOCSIN_WATCHES", str(home / "watches.toml"))
    monkeypatch.delenv("TOCSIN_CHANNELS", raising=False)
    with open_warehouse(home / "home" / "tocsin.duckdb") as warehouse:
        warehouse.alerts.save([alert("alert-12ab"), alert("alert-34cd", watch="sahel", severity=Severity.HIGH)])
        warehouse.publish_snapshot(home / "home" / "snapshot.duckdb")

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tocsin", "alerts", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capsys.readouterr()
        code = stopped.value.code
        assert isinstance(code, int)
        return code, out, err

    return call


def acknowledgements(home: Path) -> list[Acknowledgement]:
    with open_snapshot(home / "home" / "snapshot.duckdb") as snapshot:
        return snapshot.alerts.acknowledgements()


def mutes(home: Path) -> list[Mute]:
    with open_snapshot(home / "home" / "snapshot.duckdb") as snapshot:
        return snapshot.alerts.mutes()


def test_an_alert_is_acknowledged_by_the_first_letters_of_its_id(tocsin: Call, home: Path) -> None:
    code, out, _ = tocsin("ack", "34", "--why", "known")
    assert (code, out) == (0, "acknowledged alert-34cd (high): 6 incidents in Balochistan\n")
    [seen] = acknowledgements(home)
    assert (seen.alert_id, seen.severity, seen.why) == ("alert-34cd", Severity.HIGH, "known")


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("99", "no alert '99' in "),
        ("alert-", "2 alerts begin with 'alert-' (alert-12ab, alert-34cd) in "),
        ("", "no alert"),
    ],
)
def test_an_id_of_no_alert_or_of_several_is_one_line(typed: str, line: str, tocsin: Call, home: Path) -> None:
    code, _, err = tocsin("ack", typed)
    assert code == 1 and err.startswith("tocsin: ") and line in err and len(err.splitlines()) == 1
    assert acknowledgements(home) == []


def test_a_watch_is_muted_and_unmuted(tocsin: Call, home: Path) -> None:
    code, out, _ = tocsin("mute", "balochistan", "--for", "7d", "--why", "drills")
    [mute] = mutes(home)
    assert mute.until is not None
    until = mute.until.strftime("%Y-%m-%d %H:%MZ")
    assert (code, out) == (0, f"muted until {until}: watch balochistan: drills\n")
    assert mute.until - mute.muted_at == timedelta(days=7)
    assert tocsin("deliveries")[1].startswith(f"muted until {until}: watch balochistan: drills\n")
    assert tocsin("unmute", "balochistan")[:2] == (0, "unmuted: watch balochistan\n")
    assert mutes(home)[0].lifted_at is not None
    code, _, err = tocsin("unmute", "balochistan")
    assert (code, err) == (1, "tocsin: watch 'balochistan' is not muted\n")


def test_a_series_is_muted_as_alerts_call_it(tocsin: Call, home: Path) -> None:
    with open_warehouse(home / "home" / "tocsin.duckdb") as warehouse:
        warehouse.alerts.save([alert("alert-56ef", series="PAK/Balochistan")])
    said = "watch balochistan, series Balochistan, Pakistan\n"
    assert tocsin("mute", "balochistan", "--series", "Balochistan")[1] == f"muted until it is unmuted: {said}"
    assert [mute.series for mute in mutes(home)] == ["PAK/Balochistan"]
    assert tocsin("unmute", "balochistan", "--series", "balochistan, pakistan")[0] == 0
    assert mutes(home)[0].lifted_at is not None


def test_a_mute_may_end_on_a_day_or_by_hand_alone(tocsin: Call, home: Path) -> None:
    assert tocsin("mute", "balochistan", "--until", AHEAD.strftime("%Y-%m-%d"))[0] == 0
    assert tocsin("mute", "balochistan")[1] == "muted until it is unmuted: watch balochistan\n"
    assert {mute.until for mute in mutes(home)} == {None, AHEAD.replace(hour=0, minute=0, second=0, microsecond=0)}


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (("balochestan",), 1, "there is no watch 'balochestan'; did you mean 'balochistan'?"),
        (("balochistan", "--for", "7y"), 1, "write 30m, 12h, 7d or 4w"),
        (("balochistan", "--series", "Kech"), 1, "watch 'balochistan' has no series 'Kech' so far"),
        (("balochistan", "--until", "2001-01-01"), 1, "2001-01-01 00:00 is over"),
        (("balochistan", "--until", "tomorrow"), 2, "tomorrow"),
        (("balochistan", "--for", "7d", "--until", "2030-01-01"), 2, "not both"),
    ],
)
def test_what_cannot_be_muted_is_one_line(
    arguments: tuple[str, ...], code: int, line: str, tocsin: Call, home: Path
) -> None:
    said, _, err = tocsin("mute", *arguments)
    assert said == code and line in err and len(err.splitlines()) == 1
    assert mutes(home) == []


def test_each_channel_is_tested_and_says_whether_it_arrived(
    tocsin: Call, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels = [
        {"name": "duty", "url": inbox.channel("secret-a"), "watches": ["sahel"]},
        {"name": "broken", "url": "json://127.0.0.1:1/secret-b"},
        {"name": "unset", "url_env": "NOT_SET_ANYWHERE"},
    ]
    monkeypatch.setenv("TOCSIN_CHANNELS", json.dumps(channels))
    code, out, err = tocsin("test")
    assert (code, err) == (1, "tocsin: channels that fail: 2 of 3\n")
    lines = out.splitlines()
    assert lines[0].startswith("duty: there is no watch 'sahel' in ")
    assert "duty: arrived" in lines and "unset: not sent: the environment variable NOT_SET_ANYWHERE is not set" in lines
    assert any(line.startswith("broken: did not arrive: ") for line in lines)
    assert "secret" not in out
    assert [message["title"] for message in inbox.received] == ["tocsin: a test"]
    code, out, _ = tocsin("test", "--channel", "duty")
    assert (code, out.splitlines()[-1]) == (0, "duty: arrived")


def test_a_channel_that_is_not_there_and_no_channel_at_all_are_one_line(
    tocsin: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tocsin("test")[::2] == (
        1,
        "tocsin: there is no channel: set 'channels' in tocsin.toml or TOCSIN_CHANNELS\n",
    )
    monkeypatch.setenv("TOCSIN_CHANNELS", '[{"name": "duty", "url": "json://a"}]')
    code, _, err = tocsin("test", "--channel", "other")
    assert code == 2 and "no channel 'other'; there is duty" in err and len(err.splitlines()) == 1


def test_deliveries_say_what_became_of_each(tocsin: Call, home: Path) -> None:
    rows = [
        delivery("alert-12ab"),
        delivery("alert-12ab", number=2, change=Change.GREW, fate=Fate.QUARANTINED, reason="may not have arrived: x"),
        delivery("alert-12ab", "mail", fate=Fate.RETRY, attempts=0, reason="waits for the digest", due_at=OPENED_AT),
        delivery("alert-34cd", "mail", fate=Fate.RETRY, attempts=2, reason="error=500", due_at=OPENED_AT),
        delivery("alert-34cd", "duty", fate=Fate.DISCARDED, reason="acknowledged"),
    ]
    with open_warehouse(home / "home" / "tocsin.duckdb") as warehouse:
        warehouse.alerts.save_deliveries(rows)
        warehouse.publish_snapshot(home / "home" / "snapshot.duckdb")
    what = "moderate, 6 incidents in Balochistan"
    _, out, _ = tocsin("deliveries")
    assert set(out.splitlines()) == {
        f"2024-08-26 12:00Z duty: arrived: opened, {what} [alert-12ab]",
        f"2024-08-26 12:00Z duty: may not have arrived: x: grew, {what} [alert-12ab]",
        f"2024-08-26 12:00Z mail: not before 2024-08-26 12:00Z (waits for the digest): opened, {what} [alert-12ab]",
        "2024-08-26 12:00Z mail: failed 2 times, tried again from 2024-08-26 12:00Z (error=500): "
        f"opened, {what} [alert-34cd]",
        f"2024-08-26 12:00Z duty: not told (acknowledged): opened, {what} [alert-34cd]",
    }
    assert len(tocsin("deliveries", "--channel", "mail")[1].splitlines()) == 2
    assert tocsin("deliveries", "--limit", "2")[1].splitlines()[-1] == "2 of 5; --limit shows more"
    assert tocsin("deliveries", "--channel", "none")[1] == "Nothing was told to none.\n"


def test_alerts_by_itself_lists_them(tocsin: Call) -> None:
    code, out, _ = tocsin()
    assert code == 0
    assert "balochistan: 6 incidents on 26 August 2024" in out and "sahel: 6 incidents" in out
    assert "sahel" not in tocsin("--watch", "balochistan")[1]
