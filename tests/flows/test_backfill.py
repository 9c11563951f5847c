"""Archives of news read in over real files: every record once, also over a kill, and every outcome counted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from extractors.archive import WarcArchive
from extractors.feeds_file import make_feed
from extractors.news_archive import Wanted
from flows.backfill import FileRead, backfill_file
from flows.cli_archive import file_line
from flows.settings import Settings
from tests.extractors.crawls import ENGLISH, GERMAN, Response, crawl, opening, page, request, response
from warehouse.records import Article
from warehouse.soundness import failed_checks
from warehouse.store import open_warehouse

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TOWNS = ("Bannu", "Quetta", "Zhob", "Tank", "Kohat", "Swat", "Hangu")
NAMED = '<meta property="og:site_name" content="The Paper">'


def story(number: int, host: str = "www.paper.com.pk", text: str = ENGLISH, head: str = "") -> Response:
    """One page of a host; no two have the same text."""
    body = page(text.format(town=TOWNS[number % len(TOWNS)]), f"Report {number}", head)
    return Response(f"https://{host}/story/{number}", body, date=f"2024-08-31T03:{number:02}:24Z")


MIXED = [
    story(1, head=NAMED),
    story(2),
    story(3, "epaper.paper.com.pk"),
    story(4, "zeitung.de", GERMAN),
    replace(story(5), status="404 Not Found"),
    replace(story(6), headers="Content-Type: image/png\r\n"),
    replace(story(7), body=b"<html><body><p>Short.</p></body></html>"),
    story(1, head=NAMED),
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", batch=3)


def file_of(tmp_path: Path, packed: bytes, name: str = "CC-NEWS-20240831031500-00001.warc.gz") -> Path:
    path = tmp_path / name
    path.write_bytes(packed)
    return path


def take(settings: Settings, file: Path, wanted: Wanted = Wanted()) -> FileRead:  # noqa: B008
    return backfill_file.fn(settings, file, wanted, NOW)


def articles(settings: Settings) -> list[Article]:
    """All articles, oldest first; every rule of the warehouse holds."""
    with open_warehouse(settings.warehouse) as warehouse:
        assert failed_checks(warehouse.connection) == []
        return warehouse.articles.since(datetime(2000, 1, 1, tzinfo=UTC))


def counts_of(read: FileRead) -> Mapping[str, int]:
    assert read.state is not None and read.state.records == sum(read.state.counts.values())
    return dict(read.counts)


def test_pages_become_articles_of_the_day_they_were_crawled(settings: Settings, tmp_path: Path) -> None:
    read = take(settings, file_of(tmp_path, crawl(MIXED)))
    assert counts_of(read) == {
        "no_response": 9,
        "article": 4,
        "other_status": 1,
        "not_html": 1,
        "no_text": 1,
        "known": 1,
    }
    assert read.problem is None and read.state is not None and read.state.finished_at == NOW
    found = articles(settings)
    assert [(one.url, one.publisher, one.publisher_country, one.language) for one in found] == [
        ("https://www.paper.com.pk/story/1", "The Paper", "PAK", "en"),
        ("https://www.paper.com.pk/story/2", "The Paper", "PAK", "en"),
        ("https://epaper.paper.com.pk/story/3", "epaper.paper.com.pk", "PAK", "en"),
        ("https://zeitung.de/story/4", "zeitung.de", "DEU", "de"),
    ]
    assert [one.first_seen_at for one in found] == [datetime(2024, 8, 31, 3, n, 24, tzinfo=UTC) for n in (1, 2, 3, 4)]
    with open_warehouse(settings.warehouse) as warehouse:
        kept = warehouse.connection.dicts(
            "SELECT warc_file, warc_offset, final_url FROM stored.pages ORDER BY final_url"
        )
        assert warehouse.feeds.all() == []  # no poll asks for what stands for a host of an archive
        assert warehouse.articles.entries_awaiting_page(NOW, 10) == []
    own = WarcArchive(settings.archive)
    bodies = {answer.url: answer.body for answer in MIXED[:4]}
    assert {row["final_url"]: own.read(row["warc_file"], row["warc_offset"]).body for row in kept} == bodies


def test_hosts_languages_and_days_are_chosen(settings: Settings, tmp_path: Path) -> None:
    file = file_of(tmp_path, crawl(MIXED))
    paper = take(settings, file, Wanted(hosts=("paper.com.pk",), languages=("en",)))
    assert counts_of(paper)["article"] == 3 and counts_of(paper)["other_host"] == 1
    german = take(settings, file, Wanted(languages=("de",)))
    assert counts_of(german) == {**counts_of(german), "article": 1, "known": 4, "no_text": 1}
    late = take(settings, file, Wanted(first=date(2024, 9, 1)))
    assert counts_of(late)["other_day"] == 6
    assert len(articles(settings)) == 4


def test_a_host_that_feeds_name_is_the_same_outlet(settings: Settings, tmp_path: Path) -> None:
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.feeds.save([make_feed("https://feeds.paper.com.pk/rss", "Daily Paper", "AFG", "en")])
    take(settings, file_of(tmp_path, crawl(MIXED[:1])))
    assert [(one.publisher, one.publisher_country) for one in articles(settings)] == [("Daily Paper", "AFG")]
    with open_warehouse(settings.warehouse) as warehouse:
        assert [feed.publisher for feed in warehouse.feeds.all()] == ["Daily Paper"]


def test_a_finished_file_does_nothing_again_and_says_so_under_any_name(settings: Settings, tmp_path: Path) -> None:
    file = file_of(tmp_path, crawl(MIXED))
    first = take(settings, file)
    before = articles(settings), WarcArchive(settings.archive).files()
    again = take(settings, file.rename(tmp_path / "copy.warc.gz"))
    assert (articles(settings), WarcArchive(settings.archive).files()) == before
    assert again.counts.total() == 0 and again.state is not None and first.state is not None
    assert again.state.counts == first.state.counts
    assert file_line(again) == f"{tmp_path}/copy.warc.gz: read before (17 records: " + (
        "9 no_response, 4 article, 1 other_status, 1 not_html, 1 no_text, 1 known); nothing to do"
    )


def test_a_copy_of_a_text_shares_its_cluster_over_windows_and_files(settings: Settings, tmp_path: Path) -> None:
    wire, others = story(1, "wire.example"), [story(number, "zeitung.de", GERMAN) for number in (2, 3)]
    shorter = replace(wire, url="https://copy.example/1", body=page(ENGLISH.format(town=TOWNS[1]) * 2))
    again = replace(wire, url="https://again.example/1")
    take(settings, file_of(tmp_path, crawl([wire, *others, shorter])))
    take(settings, file_of(tmp_path, crawl([again]), "second.warc.gz"))
    clusters = {one.url: one.text_cluster for one in articles(settings)}
    assert clusters[wire.url] == clusters[shorter.url] == clusters[again.url]
    assert clusters[others[0].url] == clusters[others[1].url] != clusters[wire.url]


def test_the_same_page_of_another_file_stays_as_it_was(settings: Settings, tmp_path: Path) -> None:
    take(settings, file_of(tmp_path, crawl(MIXED[:2])))
    later = [replace(MIXED[0], date="2024-09-02T00:00:00Z", body=page(ENGLISH.format(town="Lahore"))), story(9)]
    read = take(settings, file_of(tmp_path, crawl(later), "second.warc.gz"))
    assert counts_of(read) == {"no_response": 3, "known": 1, "article": 1}
    assert [one.url[-2:] for one in articles(settings)] == ["/1", "/2", "/9"]


def test_a_download_that_was_cut_off_goes_on_when_it_is_whole(settings: Settings, tmp_path: Path) -> None:
    # Larger than the bytes by which a file is known.
    pages = [
        replace(story(n), body=story(n).body + b"<!-- %s -->" % os.urandom(30_000).hex().encode()) for n in range(6)
    ]
    ended = response(pages[-1])
    whole = crawl(pages[:-1]) + request(pages[-1].url) + ended
    last = len(whole) - len(ended)
    file = file_of(tmp_path, whole[:-100])
    first = take(settings, file)
    assert first.problem == f"{file}: cut off within the record at byte {last}; give the whole file to go on there"
    assert counts_of(first) == {"no_response": 7, "article": 5}
    assert first.state is not None and first.state.finished_at is None
    file.write_bytes(whole)
    second = take(settings, file)
    assert counts_of(second) == {"article": 1} and second.problem is None
    assert second.state is not None and second.state.counts == {"no_response": 7, "article": 6}
    file.write_bytes(whole[: len(whole) // 2])
    assert f"{file}: shorter than when {len(whole)} bytes" in (take(settings, file).problem or "")
    assert len(articles(settings)) == 6


def test_what_lies_between_records_costs_no_other(settings: Settings, tmp_path: Path) -> None:
    head = crawl(MIXED[:1])
    file = file_of(tmp_path, head + b"\r\n garbage \r\n" + crawl(MIXED[1:2]))
    read = take(settings, file)
    assert read.problem == f"{file}: records that cannot be read, the first at byte {len(head)}"
    assert counts_of(read) == {"no_response": 4, "article": 2, "unreadable": 1}
    assert take(settings, file).problem is None


@pytest.mark.parametrize(
    ("name", "packed", "said"),
    [
        ("missing.warc.gz", None, "No such file or directory"),
        ("empty.warc.gz", b"", "an empty file"),
        ("page.html", b"<html><body>words</body></html>", "no WARC archive"),
        ("cut.warc.gz", opening()[:40], "no WARC archive"),
    ],
)
def test_a_bad_file_is_one_line(settings: Settings, tmp_path: Path, name: str, packed: bytes | None, said: str) -> None:
    if packed is not None:
        (tmp_path / name).write_bytes(packed)
    read = take(settings, tmp_path / name)
    assert read.problem is not None and read.problem.startswith(f"{tmp_path / name}: ") and said in read.problem
    assert "\n" not in read.problem and file_line(read) is None


def test_a_folder_is_one_line(settings: Settings, tmp_path: Path) -> None:
    assert take(settings, tmp_path).problem == f"{tmp_path}: Is a directory"


KILLED = """
import sys
def run():
    import os, signal
    from datetime import datetime
    from itertools import count
    from pathlib import Path
    from extractors.news_archive import Wanted
    from flows.backfill import backfill_file
    from flows.settings import Settings
    from tests.flows.test_backfill import NOW
    from warehouse.archives import ArchiveStore
    from extractors.archive import WarcArchive
    store = {"ArchiveStore": ArchiveStore, "WarcArchive": WarcArchive}[sys.argv[3]]
    whole, calls = getattr(store, sys.argv[4]), count(1)
    def dying(self, *args):
        if next(calls) == int(sys.argv[5]):
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(self, *args)
    setattr(store, sys.argv[4], dying)
    backfill_file.fn(Settings(home=Path(sys.argv[1]), batch=3), Path(sys.argv[2]), Wanted(), NOW)
if __name__ == "__main__":  # what a worker imports is light
    run()
"""


@pytest.mark.parametrize(
    ("store", "method", "call"),
    [
        ("WarcArchive", "write_many", 1),
        ("ArchiveStore", "save_backfill", 1),
        ("ArchiveStore", "save_backfill", 2),
        ("ArchiveStore", "save_backfill", 4),
    ],
)
def test_a_killed_run_goes_on_and_reads_each_record_once(
    settings: Settings, tmp_path: Path, store: str, method: str, call: int
) -> None:
    file = file_of(tmp_path, crawl(story(number) for number in range(7)))
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    command = [sys.executable, str(script), str(settings.home), str(file), store, method, str(call)]
    killed = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
    assert killed.returncode == -signal.SIGKILL
    read = take(settings, file)
    assert read.state is not None and read.state.counts == {"no_response": 8, "article": 7}
    assert [one.url for one in articles(settings)] == [story(number).url for number in range(7)]
