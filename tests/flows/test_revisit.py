"""Pages that incidents rest on, asked for again: corrections and withdrawals of publishers end in the ledger."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.archive import WarcArchive
from flows.collect import fetch_pages
from flows.reread import reread_pages
from flows.resolve import join_reports
from flows.settings import Settings
from flows.understand import read_articles
from tests.extractors.loopback import Loopback, answer, loopback
from tests.flows.test_collect import feed_at, item, rss, run
from warehouse.archives import PagesWanted
from warehouse.revisits import RevisitStore
from warehouse.soundness import failed_checks
from warehouse.store import open_warehouse

NOW = datetime(2024, 8, 27, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TITLE = "Gunmen attack bus in Quetta"
STORY = (
    "QUETTA: Gunmen opened fire on a passenger bus in Quetta on Monday, killing {killed} people and wounding five "
    "others, police said.",
    "The attackers fled on motorcycles after the shooting, a senior police officer told reporters at the scene.",
    "The injured were taken to a hospital in the city, where doctors said that two of them were badly hurt.",
    "No group has claimed responsibility for the attack so far, the officer added.",
)
VERSIONS = """
    SELECT version, known_at, killed_best, status, change FROM stored.incident_versions
    WHERE replaced_at IS NULL ORDER BY version
"""
FIRST = (1, NOW - 6 * HOUR, 12, "occurred", "first report, by Paper /feed")
CHANGED = "killed 12 → 10, after Paper /feed changed its report"


def page(killed: int, beside: str = "") -> bytes:
    paragraphs = "".join(f"<p>{words.format(killed=killed)}</p>{beside}" for words in STORY)
    head = f'<title>{TITLE}</title><meta property="article:published_time" content="2024-08-27T06:00:00Z">'
    return f"<html><head>{head}</head><body><article><h1>{TITLE}</h1>{paragraphs}</article></body></html>".encode()


def tell(press: Loopback, body: bytes) -> None:
    press.answers["/story"] = answer(body=body, content_type="text/html; charset=utf-8")


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


@pytest.fixture(scope="module")
def told(server: Loopback, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A pass up to the incident, over a paper with one story of 12 dead."""
    home = tmp_path_factory.mktemp("told")
    server.answers["/feed"] = answer(body=rss(item(server.url("/story"))))
    tell(server, page(12))
    settings = Settings(
        home=home, feeds=home / "feeds.toml", allow_hosts=frozenset({server.host}), spacing_s=0.0, timeout_s=5.0
    )
    feed_at(server, settings, "/feed")
    one_run(settings, NOW)
    return settings


@pytest.fixture
def press(server: Loopback) -> Loopback:
    """The paper, whose story is as it was; nothing was asked yet."""
    server.answers = {"/feed": answer(body=rss(item(server.url("/story"))))}
    tell(server, page(12))
    server.asked.clear()
    return server


@pytest.fixture
def settings(told: Settings, tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    shutil.copytree(told.home, home)
    return told.model_copy(update={"home": home, "feeds": home / "feeds.toml"})


def one_run(settings: Settings, now: datetime) -> dict[str, int]:
    """A pass up to the incidents; every rule of the warehouse holds after each of its stages."""
    counts = run(settings, now)
    hold(settings)
    counts["read"] = read_articles.fn(settings, now)["read"]
    hold(settings)
    join_reports.fn(settings, now)
    hold(settings)
    return counts


def hold(settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as warehouse:
        assert failed_checks(warehouse.connection) == []


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with open_warehouse(settings.warehouse) as warehouse:
        return warehouse.connection.table(sql).rows


def everything(settings: Settings) -> list[list[tuple[object, ...]]]:
    tables = ("articles", "pages", "events", "readings", "incidents", "incident_reports", "incident_versions")
    return [rows(settings, f"FROM stored.{table} ORDER BY ALL") for table in tables]


def again(counts: dict[str, int]) -> tuple[int, int, int]:
    return counts["revisited"], counts["changed"], counts["withdrawn"]


def test_a_toll_that_its_publisher_changes_in_silence_is_a_version(press: Loopback, settings: Settings) -> None:
    tell(press, page(10))
    assert again(one_run(settings, NOW + DAY - HOUR)) == (0, 0, 0)
    counts = one_run(settings, NOW + DAY)
    assert (again(counts), counts["pages"], counts["articles"], counts["read"]) == ((1, 1, 0), 0, 0, 1)
    assert rows(settings, VERSIONS) == [FIRST, (2, NOW + DAY, 10, "occurred", CHANGED)]
    words = "SELECT version, words, article_id LIKE '%-v1' FROM provenance WHERE cell = 'killed_best' ORDER BY version"
    assert rows(settings, words) == [(1, "12 people", True), (2, "10 people", False)]
    assert rows(settings, "SELECT withdrawn_at FROM events ORDER BY reported_at") == [(NOW + DAY,), (None,)]

    before = everything(settings)
    assert again(one_run(settings, NOW + DAY)) == (0, 0, 0)
    assert again(one_run(settings, NOW + DAY)) == (0, 0, 0)
    assert everything(settings) == before
    counts = one_run(settings, NOW + 3 * DAY)
    assert (again(counts), counts["read"]) == ((1, 0, 0), 0)
    assert everything(settings) == before
    assert again(one_run(settings, NOW + 6 * DAY)) == (0, 0, 0)
    assert press.asked.count("/story") == 2
    archive = WarcArchive(settings.archive)
    kept = rows(settings, "SELECT warc_file, warc_offset FROM stored.pages ORDER BY fetched_at")
    assert [archive.read(str(file), int(str(offset))).body for file, offset in kept] == [page(12), page(10)]
    assert reread_pages.fn(settings, PagesWanted(NOW), NOW + 6 * DAY) == {"unchanged": 1}


def test_a_text_changed_twice_has_both_changes_in_its_history(press: Loopback, settings: Settings) -> None:
    tell(press, page(10))
    one_run(settings, NOW + DAY)
    tell(press, page(11))
    assert again(one_run(settings, NOW + 3 * DAY)) == (1, 1, 0)
    later = "killed 10 → 11, after Paper /feed changed its report"
    assert rows(settings, VERSIONS) == [
        FIRST,
        (2, NOW + DAY, 10, "occurred", CHANGED),
        (3, NOW + 3 * DAY, 11, "occurred", later),
    ]


@pytest.mark.parametrize("beside", ["\n\n", "<p>1,204 views</p>", '<aside class="related">Read more</aside>'])
def test_a_page_that_says_the_same_changes_nothing(press: Loopback, settings: Settings, beside: str) -> None:
    before = everything(settings)
    if "views" in beside:
        tell(press, page(12).replace(b"</article>", f"</article>{beside}".encode()))
    else:
        tell(press, page(12, beside))
    counts = one_run(settings, NOW + DAY)
    assert (again(counts), counts["read"]) == ((1, 0, 0), 0)
    assert everything(settings) == before
    assert rows(settings, "SELECT found, visits, due_at FROM revisits") == [("same", 1, NOW + 3 * DAY)]


def test_what_is_read_otherwise_by_now_is_no_change_of_the_publishers(press: Loopback, settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.connection.execute('UPDATE stored.articles SET "text" = "text" || \' Subscribe.\'')
    assert again(run(settings, NOW + DAY)) == (1, 0, 0)


def test_a_page_whose_kept_bytes_are_gone_is_compared_with_its_text(press: Loopback, settings: Settings) -> None:
    for file in WarcArchive(settings.archive).files():
        (settings.archive / file.name).unlink()
    assert again(run(settings, NOW + DAY)) == (1, 0, 0)
    tell(press, page(10))
    assert again(run(settings, NOW + 3 * DAY)) == (1, 1, 0)


def test_a_page_that_is_gone_is_withdrawn(press: Loopback, settings: Settings) -> None:
    press.answers["/story"] = answer(410)
    assert again(one_run(settings, NOW + DAY)) == (1, 0, 1)
    last = rows(settings, VERSIONS)[-1]
    assert last[3] == "withdrawn"
    assert rows(settings, "SELECT withdrawn_at FROM events") == [(NOW + DAY,)]
    assert rows(settings, "SELECT fate, reason FROM entries") == [("page", "withdrawn")]
    assert rows(settings, "SELECT count(*) FROM provenance WHERE words = '12 people'") != [(0,)]
    before = everything(settings)
    assert again(one_run(settings, NOW + 3 * DAY)) == (0, 0, 0)
    assert everything(settings) == before
    with open_warehouse(settings.warehouse) as warehouse:
        assert warehouse.readings.articles_awaiting("a later reader", 9) == []
    assert reread_pages.fn(settings, PagesWanted(NOW), NOW + 3 * DAY) == {}


def test_a_page_that_is_missed_once_is_asked_for_before_it_is_withdrawn(press: Loopback, settings: Settings) -> None:
    press.answers["/story"] = answer(404)
    assert again(one_run(settings, NOW + DAY)) == (1, 0, 0)
    assert rows(settings, VERSIONS) == [FIRST]
    assert again(one_run(settings, NOW + DAY + 2 * HOUR)) == (1, 0, 1)
    assert rows(settings, "SELECT reason FROM entries") == [("withdrawn",)]


def test_a_server_that_fails_is_asked_no_more_than_planned(press: Loopback, settings: Settings) -> None:
    press.answers["/story"] = answer(500)
    before = everything(settings)
    for hours in range(24, 240, 12):
        run(settings, NOW + hours * HOUR)
    assert press.asked.count("/story") == 2
    assert everything(settings) == before


def test_old_news_is_not_asked_for_again(press: Loopback, settings: Settings) -> None:
    assert again(run(settings, NOW + 8 * DAY)) == (0, 0, 0)
    assert "/story" not in press.asked


def test_a_page_in_no_incident_is_not_asked_for_again(press: Loopback, settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.connection.execute("DELETE FROM stored.incident_reports")
        fetched = warehouse.articles.since(NOW)
    assert fetched
    fetch_pages.fn(settings, NOW + DAY)
    assert "/story" not in press.asked


def test_a_setting_asks_for_none(press: Loopback, settings: Settings) -> None:
    assert again(run(settings.model_copy(update={"revisits": False}), NOW + DAY)) == (0, 0, 0)
    assert "/story" not in press.asked


def test_new_pages_come_before_those_that_are_asked_for_again(press: Loopback, settings: Settings) -> None:
    press.answers["/feed"] = answer(body=rss(item(press.url("/other")), item(press.url("/story"))))
    press.answers["/other"] = answer(body=page(12), content_type="text/html")
    counts = run(settings.model_copy(update={"pages_per_run": 1}), NOW + DAY)
    assert (counts["pages"], counts["revisited"]) == (1, 0)
    press.asked.clear()
    press.answers["/feed"] = answer(body=rss(item(press.url("/third"))))
    press.answers["/third"] = answer(body=page(12), content_type="text/html")
    counts = run(settings, NOW + DAY + HOUR)
    assert (counts["pages"], counts["revisited"]) == (1, 1)
    assert [path for path in press.asked if path not in ("/feed", "/robots.txt")] == ["/third", "/story"]


def test_a_run_killed_on_the_way_loses_nothing(
    press: Loopback, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(press, page(10))
    fetch_pages.fn(settings, NOW + HOUR)  # plans the revisit
    before = everything(settings)
    with monkeypatch.context() as dying:
        dying.setattr(RevisitStore, "save", _die)
        with pytest.raises(KeyboardInterrupt):
            fetch_pages.fn(settings, NOW + DAY)
    assert everything(settings) == before
    assert again(run(settings, NOW + DAY)) == (1, 1, 0)  # and is killed before anything is read
    hold(settings)
    one_run(settings, NOW + DAY + HOUR)
    assert rows(settings, VERSIONS) == [FIRST, (2, NOW + DAY, 10, "occurred", CHANGED)]


def _die(*_: object) -> None:
    raise KeyboardInterrupt
