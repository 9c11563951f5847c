"""`tocsin feeds`: list, check, import and export, as a person sees them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extractors.feeds_file import make_feed, read_feeds_file, write_feeds_file
from extractors.polling import after_failure, after_success
from flows.cli_feeds import app
from tests.extractors.loopback import Loopback, answer, loopback
from tests.warehouse.world import poll
from warehouse.records import FailureClass, FeedState
from warehouse.store import open_warehouse

NOW = datetime(2024, 8, 31, 12, 0, tzinfo=UTC)
GOOD = b'<rss version="2.0"><channel><item><guid>g</guid><title>News</title></item></channel></rss>'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOCSIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TOCSIN_FEEDS", str(tmp_path / "feeds.toml"))
    monkeypatch.setenv("TOCSIN_SPACING_S", "0")
    return tmp_path


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    with loopback() as server:
        monkeypatch.setenv("TOCSIN_ALLOW_HOSTS", f'["{server.host}"]')
        yield server


def tocsin_feeds(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def test_list_shows_the_health_of_every_feed(home: Path) -> None:
    names = ("Sound", "Torn", "Broken [sic]", "New")
    feeds = [make_feed(f"https://{number}.example/rss", name, "PAK", "en") for number, name in enumerate(names)]
    write_feeds_file(feeds, home / "feeds.toml")
    new = [FeedState(feed.feed_id) for feed in feeds]
    with open_warehouse(home / "home" / "tocsin.duckdb") as warehouse:
        warehouse.feeds.save(feeds)
        poll(warehouse, after_success(new[0], None, None, NOW, None), (), ())
        poll(warehouse, after_success(new[1], None, None, NOW, "malformed_xml"), (), ())
        gone = after_failure(new[2], FailureClass.PERMANENT, "gone: HTTP 410", NOW, None)
        poll(warehouse, gone, (), ())
        warehouse.publish_snapshot(home / "home" / "snapshot.duckdb")
    said = tocsin_feeds("list")
    rows = {line.split("  ")[0]: line for line in said.stdout.splitlines()}
    assert said.exit_code == 0
    assert " ok " in rows["Sound"] and "2024-08-31 12:00Z" in rows["Sound"]
    assert " noted " in rows["Torn"] and "malformed_xml" in rows["Torn"]
    assert "failing (permanent)" in rows["Broken [sic]"] and "gone: HTTP 410" in rows["Broken [sic]"]
    assert " new " in rows["New"] and " now " in rows["New"]
    assert said.stdout.splitlines()[-1].startswith("feeds: 4, of them ")


def test_list_needs_no_warehouse(home: Path) -> None:
    write_feeds_file([make_feed("https://a.example/rss", "A")], home / "feeds.toml")
    assert "feeds: 1, of them 1 new" in tocsin_feeds("list").stdout


def test_check_asks_each_feed_and_fails_if_one_does(home: Path, press: Loopback) -> None:
    press.answers["/good"] = answer(body=GOOD)
    press.answers["/gone"] = answer(410)
    write_feeds_file([make_feed(press.url("/good"), "A"), make_feed(press.url("/gone"), "B")], home / "feeds.toml")
    said = tocsin_feeds("check")
    assert said.exit_code == 1
    assert f"ok   {press.url('/good')}  1 entry" in said.stdout
    assert f"FAIL {press.url('/gone')}  gone: HTTP 410" in said.stdout
    assert f"feeds that fail: 1 of 2; correct or delete them in {home / 'feeds.toml'}" in said.stderr
    assert not (home / "home").exists()


def test_check_is_content_when_every_feed_answers(home: Path, press: Loopback) -> None:
    press.answers["/good"] = answer(body=GOOD)
    write_feeds_file([make_feed(press.url("/good"), "A")], home / "feeds.toml")
    said = tocsin_feeds("check")
    assert (said.exit_code, said.stderr) == (0, "")
    assert "feeds that answer: 1 of 1" in said.stdout


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
