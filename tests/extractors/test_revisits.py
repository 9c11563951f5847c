"""When pages are asked for again, and what is made of what is found there: every rule by a case made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from extractors.clusters import exact_cluster
from extractors.entry_articles import Taken
from extractors.revisits import Finding, Found, SeenAgain, findings, first_revisit, news_since, outcome_after
from extractors.web import FetchError, FetchReason
from warehouse.records import Article, Entry, Fate, Outcome, Page, Revisit

FETCHED = datetime(2024, 8, 27, 12, tzinfo=UTC)
PUBLISHED = FETCHED - timedelta(hours=6)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEXT = (
    "Gunmen opened fire on a passenger bus in Quetta on Monday, killing 12 people and wounding five others, police "
    "said. "
    "The attackers fled on motorcycles after the shooting, a senior police officer told reporters."
)
CORRECTED = TEXT.replace("12", "10")
OTHER = "The city's cricket team won its third match of the season on Tuesday, by six wickets and with a day to spare."
URL = "https://paper.example/bus"
ENTRY = Entry("entry-1", "feed-1", "1", URL, "Bus attacked", None, PUBLISHED, None, FETCHED)
PAGE = Page(URL, URL, 200, "text/html", b"<html>", FETCHED + DAY)
DONE = Outcome("page", "entry-1", Fate.DONE, None, None, 2, FETCHED)
BEFORE = Article(
    article_id="article-1",
    entry_id="entry-1",
    feed_id="feed-1",
    url=URL,
    title="Bus attacked",
    text=TEXT,
    authors=(),
    published_at=PUBLISHED,
    language="en",
    publisher="Paper",
    publisher_country="PAK",
    origin="page",
    text_cluster="text-of-many",
    first_seen_at=FETCHED,
    extractor="extractor 1",
)
FIRST = Revisit("entry-1", FETCHED + DAY)


def today(text: str, now: datetime = FETCHED + DAY, **told: object) -> Taken:
    """What the page gives at `now`."""
    read = replace(BEFORE, text=text, text_cluster=exact_cluster(text), first_seen_at=now)
    return Taken(replace(read, **told), None, (1, 2))  # type: ignore[arg-type]


def seen(taken: Taken, revisit: Revisit = FIRST, earlier: Article = BEFORE, before: Article = BEFORE) -> SeenAgain:
    return SeenAgain(revisit, ENTRY, before, earlier, PAGE, taken, None)


def missed(reason: FetchReason, revisit: Revisit = FIRST, wait_s: float | None = None) -> SeenAgain:
    return SeenAgain(revisit, ENTRY, BEFORE, BEFORE, None, None, FetchError(reason, retry_after_s=wait_s))


def finding(one: SeenAgain, now: datetime = FETCHED + DAY, owner: str | None = None) -> Finding:
    given = None if one.taken is None or one.taken.article is None else one.taken.article.article_id
    (found,) = findings([one], {given: owner} if given and owner else {}, now)
    return found


def test_a_page_is_first_asked_for_again_a_day_after_it_was_had() -> None:
    assert first_revisit(BEFORE) == Revisit("entry-1", FETCHED + DAY)


def test_news_of_the_last_week_is_worth_it() -> None:
    assert news_since(FETCHED) == FETCHED - 7 * DAY


@pytest.mark.parametrize(
    ("visited", "due"),
    [
        (DAY, 3 * DAY),
        (2.9 * DAY, 3 * DAY),
        (3 * DAY, None),  # the machine was off, and the first visit came when the last was due
        (5 * DAY, None),
    ],
)
def test_the_second_time_is_the_last(visited: timedelta, due: timedelta | None) -> None:
    found = finding(seen(today(TEXT)), FETCHED + visited)
    next_due = None if due is None else FETCHED + due
    assert found.revisit == Revisit("entry-1", next_due, 1, Found.SAME, FETCHED + visited)


@pytest.mark.parametrize(
    "text", [TEXT, TEXT.replace(". ", ".\n\n"), TEXT.replace("Gunmen", "GUNMEN").replace(",", " –")]
)
def test_the_same_words_are_no_change(text: str) -> None:
    found = finding(seen(today(text)))
    assert (found.found, found.correction) == (Found.SAME, None)
    assert outcome_after(found, DONE, FETCHED + DAY) is None


def test_what_is_only_read_otherwise_today_is_no_change_of_the_publishers() -> None:
    longer = replace(BEFORE, text=f"{TEXT} Subscribe to our newsletter.")
    assert finding(seen(today(TEXT), earlier=replace(BEFORE, text=TEXT), before=longer)).found == Found.SAME
    assert finding(seen(today(longer.text), earlier=BEFORE, before=longer)).found == Found.SAME


def test_changed_words_take_the_place_of_the_earlier_ones_from_when_that_is_seen() -> None:
    found = finding(seen(today(CORRECTED)))
    assert found.found == Found.CHANGED and found.correction is not None
    before, after, changed_at = found.correction.replaced
    assert before == BEFORE
    assert after == replace(BEFORE, text=CORRECTED, renewed_at=FETCHED + DAY)  # first seen, and a copy of, as before
    assert changed_at == FETCHED + DAY
    assert found.correction.page == PAGE
    assert found.correction.replacing == (today(CORRECTED).article, (1, 2))
    assert found.revisit.due_at == FETCHED + 3 * DAY
    assert outcome_after(found, DONE, FETCHED + DAY) == DONE


def test_a_changed_headline_is_a_change() -> None:
    assert finding(seen(today(TEXT, title="Ten killed in bus attack"))).found == Found.CHANGED


@pytest.mark.parametrize(
    ("updated", "changed"),
    [
        (FETCHED + 5 * HOUR, FETCHED + 5 * HOUR),  # the page says when
        (FETCHED - HOUR, FETCHED + DAY),  # that was an earlier change: this one came without a word
        (FETCHED + 2 * DAY, FETCHED + DAY),
    ],
)
def test_a_change_is_of_when_the_page_says_if_that_can_be(updated: datetime, changed: datetime) -> None:
    found = finding(seen(today(CORRECTED, updated_at=updated)))
    assert found.correction is not None
    assert found.correction.replaced[2] == changed


def test_a_wall_before_the_text_is_no_change() -> None:
    assert finding(seen(today(TEXT[:90], access="paywalled"))).found == Found.SHOWS_LESS
    walled = replace(BEFORE, access="truncated")
    assert finding(seen(today(CORRECTED, access="truncated"), before=walled)).found == Found.CHANGED


def test_an_address_that_leads_to_another_article_is_no_change() -> None:
    elsewhere = {"article_id": "article-2", "url": "https://paper.example/sport"}
    assert finding(seen(today(OTHER, **elsewhere))).found == Found.ELSEWHERE
    assert finding(seen(today(CORRECTED, **elsewhere)), owner="entry-2").found == Found.ELSEWHERE
    moved = finding(seen(today(CORRECTED, **elsewhere)))
    assert moved.correction is not None and moved.correction.replaced[1].article_id == "article-2"


def test_two_pages_that_came_to_one_address_are_one_article() -> None:
    twin = replace(ENTRY, entry_id="entry-2")
    other = replace(BEFORE, article_id="article-9", entry_id="entry-2")
    moved = today(CORRECTED, article_id="article-2")
    second = SeenAgain(Revisit("entry-2", FETCHED), twin, other, other, PAGE, moved, None)
    assert [one.found for one in findings([seen(moved), second], {}, FETCHED + DAY)] == [Found.CHANGED, Found.ELSEWHERE]


def test_a_page_without_a_text_leaves_things_as_they_were() -> None:
    found = finding(seen(Taken(None, "no_text")))
    assert (found.found, found.correction, found.revisit.due_at) == ("no_text", None, FETCHED + 3 * DAY)
    assert finding(seen(replace(today(OTHER, origin="feed"), reason="consent_wall"))).found == "consent_wall"


def test_a_page_that_is_gone_is_withdrawn_and_asked_for_no_more() -> None:
    found = finding(missed(FetchReason.GONE))
    assert found.revisit == Revisit("entry-1", None, 1, Found.WITHDRAWN, FETCHED + DAY)
    assert outcome_after(found, DONE, FETCHED + DAY) == replace(DONE, reason=Found.WITHDRAWN, decided_at=FETCHED + DAY)


def test_a_page_that_is_not_found_is_withdrawn_when_it_is_not_found_again() -> None:
    once = finding(missed(FetchReason.NOT_FOUND))
    assert (once.found, once.revisit.due_at) == ("not_found", FETCHED + DAY + 2 * HOUR)
    assert outcome_after(once, DONE, FETCHED + DAY) is None
    again = finding(missed(FetchReason.NOT_FOUND, once.revisit), FETCHED + DAY + 2 * HOUR)
    assert (again.found, again.revisit.due_at, again.revisit.visits) == (Found.WITHDRAWN, None, 2)
    back = finding(seen(today(TEXT), once.revisit), FETCHED + DAY + 2 * HOUR)
    assert (back.found, back.revisit.due_at) == (Found.SAME, FETCHED + 3 * DAY)


@pytest.mark.parametrize("reason", [FetchReason.SERVER_ERROR, FetchReason.FORBIDDEN, FetchReason.ROBOTS_DISALLOWED])
def test_other_failures_leave_things_as_they_were_and_the_plan_too(reason: FetchReason) -> None:
    found = finding(missed(reason))
    assert found.revisit == Revisit("entry-1", FETCHED + 3 * DAY, 1, reason, FETCHED + DAY)
    assert outcome_after(found, DONE, FETCHED + DAY) is None


def test_a_host_that_rests_puts_a_revisit_off() -> None:
    found = finding(missed(FetchReason.HOST_RESTING, wait_s=3600))
    assert found.revisit == replace(FIRST, due_at=FETCHED + DAY + HOUR)
