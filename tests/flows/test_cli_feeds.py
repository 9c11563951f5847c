"""`tocsin feeds`: list, check, import and export, as a person sees them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extractors.feeds_file import make_feed, read_feeds_file, write_feeds_file
from extractors.polling import ReadAnswer, after_failure, after_read, is_due
from flows.cli_feeds import app
from tests.extractors.loopback import Loopback, answer
from tests.warehouse.world import poll
from warehouse.records import FailureClass, Feed, FeedState
from warehouse.store import open_warehouse

NOW = datetime(2024, 8, 31, 12, 0, tzinfo=UTC)
GOOD = b'<rss version="2.0"><channel><item><guid>g</guid><title>News</title></item></channel></rss>'


def tocsin_feeds(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def keep(home: Path, feeds: list[Feed], states: list[FeedState]) -> None:
    """Leave the warehouse and the snapshot of a run that polled the feeds to these states."""
    write_feeds_file(feeds, home / "feeds.toml")
    with open_warehouse(home / "home" / "tocsin.duckdb") as warehouse:
        warehouse.feeds.save(feeds)
        for state in states:
            poll(warehouse, state, (), ())
        warehouse.publish_snapshot(home / "home" / "snapshot.duckdb")


def kept(home: Path, feed: Feed) -> FeedState:
    with open_warehouse(home / "home" / "tocsin.duckdb") as warehouse:
        return warehouse.feeds.states()[feed.feed_id]


def failed(feed: Feed, times: int) -> FeedState:
    state = after_read(FeedState(feed.feed_id), ReadAnswer(), NOW)
    for _ in range(times):
        state = after_failure(state, FailureClass.PERMANENT, "gone: HTTP 410", NOW, None)
    return state


def test_list_shows_the_health_of_every_feed(home: Path) -> None:
    names = ("Sound", "Torn", "Broken [sic]", "Moved", "Given up", "Slow", "New")
    feeds = [make_feed(f"https://{number}.example/rss", name, "PAK", "en") for number, name in enumerate(names)]
    new = [FeedState(feed.feed_id) for feed in feeds]
    keep(
        home,
        feeds,
        [
            after_read(new[0], ReadAnswer(), NOW),
            after_read(new[1], ReadAnswer(problem="malformed_xml"), NOW),
            failed(feeds[2], 1),
            after_read(new[3], ReadAnswer(moved_to="https://new.example/rss"), NOW),
            failed(feeds[4], 4),
            after_read(new[5], ReadAnswer(hint_s=5_400), NOW),
        ],
    )
    said = tocsin_feeds("list")
    rows = {line.split("  ")[0]: line for line in said.stdout.splitlines()}
    assert said.exit_code == 0
    assert " ok " in rows["Sound"] and "2024-08-31 12:00Z" in rows["Sound"] and " 12 min " in rows["Sound"]
    assert " noted " in rows["Torn"] and "malformed_xml" in rows["Torn"]
    assert "failing (permanent)" in rows["Broken [sic]"] and "gone: HTTP 410" in rows["Broken [sic]"]
    assert " moved " in rows["Moved"] and "moved to https://new.example/rss" in rows["Moved"]
    assert " paused " in rows["Given up"] and "gone: HTTP 410; paused since 2024-08-31 12:00Z" in rows["Given up"]
    assert "tried again 2024-09-07" in rows["Given up"]
    assert "12 min, asks for 1 h 30 min" in rows["Slow"]
    assert " new " in rows["New"] and " now " in rows["New"]
    assert said.stdout.splitlines()[-1].startswith("feeds: 7, of them ")


def test_on_a_narrow_screen_each_feed_has_lines_of_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    feed = make_feed(
        "https://a.example/a/path/that/is/longer/than/what/a/screen/of/eighty/columns/has/room/for", "A [sic]"
    )
    keep(home, [feed], [failed(feed, 1)])
    lines = tocsin_feeds("list").stdout.splitlines()
    assert lines[0] == feed.url
    told = " ".join(line.strip() for line in lines[1:-1])
    assert told.startswith(
        "A [sic], failing (permanent); interval: 12 min; last success: 2024-08-31 12:00Z; next due: "
    )
    assert told.endswith("; failures: 1; why: gone: HTTP 410")
    assert max(map(len, lines[1:])) <= 80


def test_list_shows_no_secret(home: Path) -> None:
    feed = make_feed("https://a.example/rss?token=hush", "A")
    reason = "bad_redirect: to https://ann:hush@a.example/"
    keep(home, [feed], [after_failure(FeedState(feed.feed_id), FailureClass.SOFT, reason, NOW, None)])
    said = tocsin_feeds("list").stdout
    assert "hush" not in said and "https://a.example/rss?token=***" in said


def test_a_pause_is_ended_by_hand(home: Path) -> None:
    feeds = [make_feed(f"https://{number}.example/rss", "A") for number in range(2)]
    keep(home, feeds, [failed(feeds[0], 4), after_read(FeedState(feeds[1].feed_id), ReadAnswer(), NOW)])
    said = tocsin_feeds("resume", feeds[0].url, feeds[1].url)
    assert said.exit_code == 0
    assert "https://0.example/rss: was paused, is asked again by the next run" in said.stdout
    assert "https://1.example/rss: ok, nothing to resume" in said.stdout
    assert is_due(kept(home, feeds[0]), datetime.now(UTC)) and kept(home, feeds[0]).paused_at is None
    assert kept(home, feeds[1]).due_at == after_read(FeedState(feeds[1].feed_id), ReadAnswer(), NOW).due_at


def test_only_a_listed_feed_can_be_resumed(home: Path) -> None:
    write_feeds_file([make_feed("https://a.example/rss", "A")], home / "feeds.toml")
    said = tocsin_feeds("resume", "https://b.example/rss")
    assert said.exit_code == 1 and "https://b.example/rss is not in" in said.stderr


def test_list_needs_no_warehouse(home: Path) -> None:
    write_feeds_file([make_feed("https://a.example/rss", "A")], home / "feeds.toml")
    assert "feeds: 1, of them 1 new" in tocsin_feeds("list").stdout


def test_check_asks_each_feed_and_fails_if_one_does(home: Path, site: Loopback) -> None:
    site.answers["/good"] = answer(body=GOOD)
    site.answers["/gone"] = answer(410)
    write_feeds_file([make_feed(site.url("/good"), "A"), make_feed(site.url("/gone"), "B")], home / "feeds.toml")
    said = tocsin_feeds("check")
    assert said.exit_code == 1
    assert f"ok   {site.url('/good')}  1 entry" in said.stdout
    assert f"FAIL {site.url('/gone')}  gone: HTTP 410" in said.stdout
    assert f"feeds that fail: 1 of 2; correct or delete them in {home / 'feeds.toml'}" in said.stderr
    assert not (home / "home").exists()


def test_check_is_content_when_every_feed_answers(home: Path, site: Loopback) -> None:
    site.answers["/good"] = answer(body=GOOD)
    write_feeds_file([make_feed(site.url("/good"), "A")], home / "feeds.toml")
    said = tocsin_feeds("check")
    assert (said.exit_code, said.stderr) == (0, "")
    assert "feeds that answer: 1 of 1" in said.stdout


def test_check_logs_in_where_the_environment_says_how(
    home: Path, site: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/good"] = answer(body=GOOD)
    (home / "feeds.toml").write_text(f'[[feed]]\nurl = "{site.url("/good")}"\npublisher = "A"\ncredentials = "PAPER"\n')
    monkeypatch.setenv("TOCSIN_CREDENTIALS_PAPER", "ann:hush")
    said = tocsin_feeds("check")
    assert said.exit_code == 0 and "hush" not in said.output
    assert site.headers[0]["authorization"] == "Basic YW5uOmh1c2g="


def test_export_and_import_carry_every_feed(home: Path) -> None:
    feeds = [
        make_feed("https://a.example/rss?x=1&y=2", 'The "A" & B', "SDN", "ar"),
        make_feed("https://b.example/", "B"),
    ]
    write_feeds_file(feeds, home / "feeds.toml")
    assert tocsin_feeds("export", "list.opml").exit_code == 0
    assert tocsin_feeds("export", "-").stdout == (home / "list.opml").read_text(encoding="utf-8")
    (home / "feeds.toml").unlink()
    said = tocsin_feeds("import", "list.opml")
    assert "added 2, 0 already there, 2 in all" in said.stdout
    assert read_feeds_file(home / "feeds.toml") == feeds


def test_import_adds_what_is_new_and_keeps_the_comments(home: Path) -> None:
    (home / "feeds.toml").write_text('# mine\n[[feed]]\nurl = "https://a.example/rss"\npublisher = "My A"\n')
    (home / "list.opml").write_text(
        '<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/rss"/>'
        '<outline text="B" xmlUrl="https://b.example/rss"/></body></opml>'
    )
    assert "added 1, 1 already there, 2 in all" in tocsin_feeds("import", "list.opml").stdout
    assert (home / "feeds.toml").read_text().startswith("# mine\n")
    assert [feed.publisher for feed in read_feeds_file(home / "feeds.toml")] == ["My A", "B"]
