"""The stretches of an archive of news to windows of pages to read, and what was read there to what is kept of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import BinaryIO

from extractors.entry_articles import NO_TEXT, Taken
from extractors.ids import stable_id
from extractors.news_archive import Candidate, RecordFate, Wanted, candidate_of, host_of, named_by_page, wanted_key
from extractors.warc_members import Fault, Member, member_at, next_record
from warehouse.records import Feed

# Bodies held at one time, and records passed over, before what was read is kept and the next offset with it.
MOST_BYTES = 64_000_000
MOST_RECORDS = 5_000
# Of a file of a gigabyte these bytes are its own: the first record has an id (WARC 1.1, 5.2).
_OWN_BYTES = 65_536
_NEXT_RECORD = b"\r\n\r\nWARC/1."


class NewsArchiveError(Exception):
    """A file is no archive of news; the message is one line that names it."""


@dataclass(slots=True)
class Window:
    """Records in a row: the pages to read, what became of the others, where the next record begins.

    `unreadable_at` is where the first record lies that cannot be read; `cut_off_at` where the file ends within one.
    """

    next_offset: int
    candidates: list[Candidate] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)
    unreadable_at: int | None = None
    cut_off_at: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a page: its fate, and where that is an article, the article with the feed it belongs to."""

    fate: str
    candidate: Candidate
    feed: Feed
    taken: Taken


def checked_size(name: str, stream: BinaryIO) -> int:
    """The size of an archive of news in bytes; raises NewsArchiveError where the file is none."""
    size = stream.seek(0, 2)
    first = member_at(stream, 0)
    if first is None:
        raise NewsArchiveError(f"{name}: an empty file")
    if next_record(stream, 0) is None:
        raise NewsArchiveError(f"{name}: no WARC archive with a gzip member for each record, as .warc.gz files are")
    is_whole = first.next_offset == size and first.fault is not Fault.CUT_OFF
    if is_whole and (first.fault is Fault.TOO_LARGE or _NEXT_RECORD in first.block):
        raise NewsArchiveError(f"{name}: packed as a whole; a WARC archive has a gzip member for each record")
    return size


def backfill_key(stream: BinaryIO, wanted: Wanted) -> str:
    """The id of a file read with a wish: by its first bytes, so that neither its name nor its folder matters."""
    stream.seek(0)
    return stable_id("backfill", hashlib.sha256(stream.read(_OWN_BYTES)).hexdigest(), wanted_key(wanted))


def windows(
    stretches: Iterable[Member], wanted: Wanted, publishers: Mapping[str, Feed], most_pages: int
) -> Iterator[Window]:
    """Cut the stretches of a file into windows of at most so many pages, none of them empty."""
    window = Window(0)
    held = 0
    for member in stretches:
        if member.fault is Fault.CUT_OFF:
            window.cut_off_at = window.next_offset = member.offset
            break
        found = candidate_of(member, wanted, publishers)
        window.next_offset = member.next_offset
        if isinstance(found, Candidate):
            window.candidates.append(found)
            held += len(found.page.body)
        else:
            window.fates[found] += 1
        if found is RecordFate.UNREADABLE and window.unreadable_at is None:
            window.unreadable_at = member.offset
        is_full = len(window.candidates) >= most_pages or held >= MOST_BYTES or window.fates.total() >= MOST_RECORDS
        if is_full:
            yield window
            window, held = Window(member.next_offset), 0
    if window.candidates or window.fates or window.cut_off_at is not None:
        yield window


def unknown(candidates: Iterable[Candidate], entries: Collection[str], urls: Collection[str]) -> list[Candidate]:
    """Those whose entry and whose address nothing is known of yet."""
    return [one for one in candidates if one.entry.entry_id not in entries and one.entry.link not in urls]


def settled(
    read: Iterable[tuple[Candidate, Taken]],
    known: Collection[str],
    wanted: Wanted,
    publishers: MutableMapping[str, Feed],
) -> list[Settled]:
    """Decide on pages that were read, in the order of the archive; of one article the first stays.

    `known` are the addresses of articles that are here. A host that `publishers` do not know yet is put into them,
    named as its first article names its site.
    """
    kept = set(known)
    found = []
    for candidate, taken in read:
        fate = _fate(taken, kept, wanted)
        feed = candidate.feed
        if fate == RecordFate.ARTICLE and taken.article is not None:
            kept.add(taken.article.url)
            host = host_of(feed.url)
            own = publishers.setdefault(host, named_by_page(feed, candidate.page))
            feed = replace(feed, publisher=own.publisher)
            taken = replace(taken, article=replace(taken.article, publisher=own.publisher))
        found.append(Settled(fate, candidate, feed, taken))
    return found


def _fate(taken: Taken, known: Collection[str], wanted: Wanted) -> str:
    article = taken.article
    if article is None:
        return taken.reason or NO_TEXT
    if wanted.languages and article.language not in wanted.languages:
        return RecordFate.OTHER_LANGUAGE
    return RecordFate.KNOWN if article.url in known else RecordFate.ARTICLE


def trouble(window: Window) -> tuple[int | None, int | None]:
    """Where in the window a record could not be read, and where the file is cut off."""
    return window.unreadable_at, window.cut_off_at


def problem_of(name: str, troubles: Iterable[tuple[int | None, int | None]]) -> str | None:
    """What is wrong with a file in one line, by what its windows told; None where nothing is."""
    unreadable = cut_off = None
    for unreadable_at, cut_off_at in troubles:
        unreadable = unreadable_at if unreadable is None else unreadable
        cut_off = cut_off_at if cut_off is None else cut_off
    said = []
    if unreadable is not None:
        said.append(f"records that cannot be read, the first at byte {unreadable}")
    if cut_off is not None:
        said.append(f"cut off within the record at byte {cut_off}; give the whole file to go on there")
    return f"{name}: {'; '.join(said)}" if said else None


def last_crawled(found: Iterable[Settled]) -> datetime | None:
    """When the latest of these pages was crawled, by which its copies are looked for; None where there is none."""
    return max((one.candidate.page.fetched_at for one in found), default=None)


def article_urls(taken: Iterable[Taken]) -> list[str]:
    """The addresses of the articles that were taken."""
    return [one.article.url for one in taken if one.article is not None]
