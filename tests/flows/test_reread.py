"""Archived pages read again: what models of today read otherwise is replaced, what incidents rested on is on record."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.archive import WarcArchive
from extractors.articles import EXTRACTOR, article_from_feed
from extractors.feeds_file import make_feed, write_feeds_file
from extractors.news_archive import Wanted
from flows.backfill import backfill_file
from flows.cli_archive import reread_line
from flows.collect import fetch_pages, poll_feeds
from flows.demo import CONTENT, NOW
from flows.newsroom.server import Newsroom, serve
from flows.reread import reread_pages
from flows.resolve import join_reports
from flows.retention import trim_archive
from flows.settings import Settings
from flows.understand import read_articles
from flows.visits import page_record
from tests.extractors.crawls import ENGLISH, crawl, page
from tests.flows.one_pass import settings_for
from tests.flows.test_backfill import file_of, story
from warehouse.archives import PagesWanted
from warehouse.articles import Visit
from warehouse.records import Article, Entry, Fate, Incident, IncidentVersion, Outcome, Page
from warehouse.rows import decode
from warehouse.soundness import failed_checks
from warehouse.store import open_warehouse

ROOT = Path(__file__).parent.parent.parent
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
EVERYTHING = PagesWanted(LONG_AGO)
OLDER = """
    UPDATE stored.articles SET "text" = 'Subscribe to our newsletter.' || chr(10) || "text", extractor = 'older 1'
    WHERE origin = 'page' AND length(title) % 3 = 0
"""
ZONE = """
    UPDATE stored.articles SET published_zone = '+09:00'
    WHERE origin = 'page' AND length(title) % 3 = 1 AND published_zone IS DISTINCT FROM '+09:00'
"""


def change(settings: Settings, sql: str) -> None:
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.connection.execute(sql)


def articles(settings: Settings) -> list[Article]:
    """All articles, oldest first; every rule of the warehouse holds."""
    with open_warehouse(settings.warehouse) as warehouse:
        assert failed_checks(warehouse.connection) == []
        return warehouse.articles.since(LONG_AGO)


def incidents(settings: Settings) -> dict[str, Incident]:
    with open_warehouse(settings.warehouse) as warehouse:
        assert failed_checks(warehouse.connection) == []
        return {
            found.incident_id: found for found in warehouse.surroundings.histories(warehouse.incidents.ids_like(""))
        }


def read_on(settings: Settings) -> tuple[int, int]:
    """Read and resolve what waits; gives the numbers of articles read and of incidents that are new."""
    return read_articles.fn(settings, NOW)["read"], join_reports.fn(settings, NOW)["incidents_new"]


def quoted(settings: Settings) -> list[tuple[object, ...]]:
    """Every cell of every version, with the words that it points at."""
    sql = 'SELECT incident_id, version, cell, "value", words, sentence FROM provenance ORDER BY ALL'
    with open_warehouse(settings.warehouse) as warehouse:
        return warehouse.connection.table(sql).rows


def on_record(settings: Settings) -> set[IncidentVersion]:
    """Every version ever written as it was when it stood, without its cells."""
    with open_warehouse(settings.warehouse) as warehouse:
        rows = warehouse.connection.dicts("FROM stored.incident_versions")
    return {replace(decode(IncidentVersion, row), cells=(), replaced_at=None) for row in rows}


def test_a_newsroom_read_by_an_older_extractor_is_read_anew_and_its_history_stays(tmp_path: Path) -> None:
    newsroom = Newsroom(CONTENT, NOW)
    with serve(newsroom, port=0) as base_url:
        settings = settings_for(tmp_path, base_url)
        write_feeds_file(newsroom.feeds(base_url), settings.feeds)
        poll_feeds.fn(settings, NOW)
        fetch_pages.fn(settings, NOW)
    right = {article.article_id: article for article in articles(settings)}
    change(settings, OLDER)
    change(settings, ZONE)
    older = {article.article_id for article in articles(settings) if article.extractor == "older 1"}
    known_else = [a for a in articles(settings) if a.published_zone != right[a.article_id].published_zone]
    refreshed = {article.article_id for article in known_else}
    read_on(settings)
    before, said = incidents(settings), quoted(settings)
    assert older and refreshed and before

    counts = reread_pages.fn(settings, EVERYTHING, NOW)
    pages = sum(article.origin == "page" for article in right.values())
    assert counts == {
        "replaced": len(older),
        "refreshed": len(refreshed),
        "unchanged": pages - len(older) - len(refreshed),
    }
    found = {article.article_id: article for article in articles(settings)}
    assert {key: found[key] for key in right} == right
    aside = [article for key, article in found.items() if key not in right]
    assert aside and all(article.text.startswith("Subscribe") for article in aside)
    assert (list(incidents(settings)), quoted(settings)) == (list(before), said)

    assert read_on(settings)[0] == len(older)
    after = incidents(settings)
    assert after.keys() >= before.keys()  # what was set aside in the older text may now be told well enough
    for key, incident in before.items():
        assert {report.url for report in after[key].reports} >= {report.url for report in incident.reports}
        assert after[key].versions[-1].sources <= len({report.url for report in after[key].reports})
    known = {version for incident in before.values() for version in incident.versions}
    assert on_record(settings) >= {replace(version, cells=()) for version in known}

    assert reread_pages.fn(settings, EVERYTHING, NOW) == {"unchanged": pages}
    assert read_on(settings) == (0, 0)
    assert incidents(settings) == after


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A warehouse of seven articles of two days and two outlets, three pages a batch."""
    settings = Settings(home=tmp_path / "home", batch=3)
    late = [replace(story(number, "late.example"), date="2024-09-02T00:00:00Z") for number in (5, 6)]
    packed = crawl([*(story(number) for number in range(5)), *late])
    backfill_file.fn(settings, file_of(tmp_path, packed), Wanted(), NOW)
    return settings


def test_a_wish_chooses_days_and_publisher(settings: Settings) -> None:
    day = datetime(2024, 9, 2, tzinfo=UTC)
    assert reread_pages.fn(settings, PagesWanted(day), NOW) == {"unchanged": 2}
    assert reread_pages.fn(settings, PagesWanted(LONG_AGO, day), NOW) == {"unchanged": 5}
    assert reread_pages.fn(settings, PagesWanted(LONG_AGO, None, "late.example"), NOW) == {"unchanged": 2}
    assert reread_pages.fn(settings, PagesWanted(LONG_AGO, None, "nobody"), NOW) == {}


@pytest.mark.parametrize(
    "difference",
    ["title = 'Older'", "published_at = '2024-08-30 00:00:00+00'", "language = 'nl'", "\"text\" = 'Older'"],
)
def test_what_a_reader_takes_from_an_article_replaces_it(settings: Settings, difference: str) -> None:
    right = articles(settings)
    change(settings, f"UPDATE stored.articles SET {difference} WHERE publisher = 'late.example'")
    assert reread_pages.fn(settings, EVERYTHING, NOW) == {"unchanged": 5, "replaced": 2}
    assert articles(settings) == right


def test_a_page_of_which_there_was_only_the_feeds_text_gives_its_own(settings: Settings) -> None:
    feed = make_feed("https://paper.example/rss", "Paper")
    entry = Entry("entry-1", feed.feed_id, "1", "https://paper.example/1", "Killed", ENGLISH, None, None, NOW)
    teaser = article_from_feed(entry, feed, NOW)
    assert teaser is not None
    bodies = (page(ENGLISH.format(town="Herat")), page(ENGLISH.format(town="Balkh")))
    pages = [
        Page(f"https://paper.example/{number}", f"https://paper.example/{number}", 200, "text/html", body, NOW)
        for number, body in enumerate(bodies, 1)
    ]
    bare = replace(entry, entry_id="entry-2", link=pages[1].url, summary=None)
    places = WarcArchive(settings.archive).write_many(pages)
    with open_warehouse(settings.warehouse) as warehouse, warehouse.connection.transaction():
        warehouse.archives.add_feeds([feed])
        warehouse.feeds.add_entries([entry, bare])
        warehouse.articles.save(
            [
                Visit(
                    Outcome("page", "entry-1", Fate.DONE, "no_text", None, 2, NOW),
                    page_record(entry, pages[0], *places[0]),
                    teaser,
                ),
                Visit(
                    Outcome("page", "entry-2", Fate.DISCARDED, "no_text", None, 1, NOW),
                    page_record(bare, pages[1], *places[1]),
                    None,
                ),
            ]
        )
    later = NOW + timedelta(days=1)
    assert reread_pages.fn(settings, PagesWanted(LONG_AGO, None, "Paper"), later) == {"replaced": 1, "added": 1}
    of_paper = [article for article in articles(settings) if article.publisher == "Paper"]
    assert [(a.entry_id, a.origin, a.first_seen_at) for a in sorted(of_paper, key=lambda a: a.entry_id)] == [
        ("entry-1", "page", NOW),
        ("entry-2", "page", NOW),
    ]
    with open_warehouse(settings.warehouse) as warehouse:
        outcomes = warehouse.articles.page_outcomes(["entry-1", "entry-2"])
    assert [(one.fate, one.reason, one.attempts, one.decided_at) for one in outcomes.values()] == [
        (Fate.DONE, None, 2, later),
        (Fate.DONE, None, 1, later),
    ]
    assert reread_pages.fn(settings, PagesWanted(LONG_AGO, None, "Paper"), later) == {"unchanged": 2}


def test_pages_whose_bytes_are_gone_are_counted_apart(settings: Settings) -> None:
    right = articles(settings)
    limited = settings.model_copy(update={"archive_days": 1})
    day = datetime(2024, 9, 2, 12, tzinfo=UTC)
    assert trim_archive.fn(limited, day) == {"files_dropped": 1, "pages_dropped": 5}
    assert trim_archive.fn(limited, day) == {"files_dropped": 0, "pages_dropped": 0}
    for file in WarcArchive(settings.archive).files():
        (settings.archive / file.name).unlink()
    counts = reread_pages.fn(settings, EVERYTHING, NOW)
    assert counts == {"dropped": 5, "lost": 2}
    assert reread_line(counts) == "Read again 7 pages: 5 dropped, 2 lost"
    assert articles(settings) == right


def test_a_file_left_by_a_killed_trim_goes_with_the_next(settings: Settings) -> None:
    limited = settings.model_copy(update={"archive_days": 1})
    with open_warehouse(settings.warehouse) as warehouse:
        names = [file.name for file in WarcArchive(settings.archive).files()]
        warehouse.archives.drop_files(names[:1], NOW)
    assert trim_archive.fn(limited, datetime(2024, 9, 2, tzinfo=UTC)) == {"files_dropped": 1, "pages_dropped": 0}
    assert [file.name for file in WarcArchive(settings.archive).files()] == names[1:]


KILLED = """
import sys
def run():
    import os, signal
    from itertools import count
    from pathlib import Path
    from flows.reread import reread_pages
    from flows.settings import Settings
    from tests.flows.test_reread import EVERYTHING, NOW
    from warehouse.archives import ArchiveStore
    whole, calls = ArchiveStore.save_reread, count(1)
    def dying(self, state):
        if next(calls) == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(self, state)
    ArchiveStore.save_reread = dying
    reread_pages.fn(Settings(home=Path(sys.argv[1]), batch=3), EVERYTHING, NOW)
if __name__ == "__main__":  # what a worker imports is light
    run()
"""


@pytest.mark.parametrize("call", [2, 4])
def test_a_killed_reading_goes_on_behind_its_last_batch(settings: Settings, tmp_path: Path, call: int) -> None:
    right = articles(settings)
    change(settings, "UPDATE stored.articles SET \"text\" = 'Older'")
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    command = [sys.executable, str(script), str(settings.home), str(call)]
    killed = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
    assert killed.returncode == -signal.SIGKILL
    # A reading that began anew would find the first batch unchanged.
    assert reread_pages.fn(settings, EVERYTHING, NOW) == {"replaced": 7}
    assert articles(settings) == right
    assert {article.extractor for article in right} == {EXTRACTOR}
    assert reread_pages.fn(settings, EVERYTHING, NOW) == {"unchanged": 7}
