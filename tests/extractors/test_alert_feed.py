"""The feed of alerts is read back by a feed reader as it was meant, whatever the press puts into its titles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import feedparser
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from extractors.alert_feed import MOST_ENTRIES, atom
from tests.alert_records import OPENED_AT, alert
from warehouse.records import Severity

NOW = datetime(2024, 8, 27, 6, tzinfo=UTC)
TEXT = ("balochistan: 6 incidents", "6 incidents.\n- 26 August, Musakhail\n  Dawn: https://dawn.example/a?b=1&c=2")


def test_an_alert_is_an_entry_with_its_times_its_words_and_its_links() -> None:
    told = alert(severity=Severity.HIGH, updated_at=NOW)
    feed = feedparser.parse(atom([told], {"alert-1": TEXT}, NOW))
    assert (feed.bozo, feed.version, feed.feed.title, feed.feed.updated) == (
        False,
        "atom10",
        "tocsin: alerts",
        "2024-08-27T06:00:00Z",
    )
    [entry] = feed.entries
    assert (entry.title, entry.published, entry.updated) == (TEXT[0], "2024-08-26T12:00:00Z", "2024-08-27T06:00:00Z")
    assert [tag.term for tag in entry.tags] == ["balochistan", "high", "open"]
    page = etree.fromstring(entry.content[0].value, etree.HTMLParser())
    assert "26 August, Musakhail" in "".join(page.itertext())
    assert [link.get("href") for link in page.iter("a")] == ["https://dawn.example/a?b=1&c=2"]


def test_an_alert_that_changes_keeps_its_id_and_comes_first() -> None:
    alerts = [alert("alert-1"), alert("alert-2")]
    texts = {"alert-1": TEXT, "alert-2": TEXT}
    before = feedparser.parse(atom(alerts, texts, NOW)).entries
    grown = alert("alert-1", observed=12, updated_at=NOW)
    after = feedparser.parse(atom([grown, alerts[1]], texts, NOW)).entries
    assert {entry.id for entry in before} == {entry.id for entry in after}
    assert after[0].id == feedparser.parse(atom([grown], texts, NOW)).entries[0].id
    assert after[0].id.startswith("urn:uuid:")


def test_no_more_than_the_latest_are_in_it_and_none_makes_an_empty_feed() -> None:
    alerts = [alert(f"alert-{n}", updated_at=OPENED_AT + timedelta(minutes=n)) for n in range(MOST_ENTRIES + 9)]
    feed = feedparser.parse(atom(alerts, {one.alert_id: TEXT for one in alerts}, NOW))
    assert len(feed.entries) == MOST_ENTRIES
    assert feed.entries[0].updated == feed.feed.updated == "2024-08-26T15:28:00Z"
    empty = feedparser.parse(atom([], {}, NOW))
    assert (empty.bozo, empty.entries, empty.feed.updated) == (False, [], "2024-08-27T06:00:00Z")


def test_markup_in_a_title_is_text() -> None:
    hostile = "<script>alert(1)</script> & ]]> \x07 \u202eexe"
    feed = feedparser.parse(atom([alert()], {"alert-1": (hostile, hostile)}, NOW), sanitize_html=False)
    [entry] = feed.entries
    assert entry.title == "<script>alert(1)</script> & ]]> exe"
    page = etree.fromstring(entry.content[0].value, etree.HTMLParser())
    assert not list(page.iter("script"))
    assert "<script>alert(1)</script> & ]]>" in "".join(page.itertext())


@given(st.text(), st.text(), st.text())
def test_it_is_well_formed_whatever_is_in_it(title: str, body: str, watch: str) -> None:
    feed = etree.fromstring(atom([alert(watch=watch)], {"alert-1": (title, body)}, NOW))
    assert len(feed.findall("{*}entry")) == 1
