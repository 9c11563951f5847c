"""OPML as other programs write it, and as broken or hostile hands do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from extractors.feeds_file import make_feed
from extractors.opml import OpmlError, read_opml, write_opml
from tests.extractors.test_feeds_file import FEEDS
from warehouse.records import Feed

NESTED = """<?xml version="1.0" encoding="ISO-8859-1"?>
<OPML version="1.1"><head><title>Mine</title></head><body>
 <outline text="South Asia">
  <outline text="Pakistan" title="Pakistan">
   <outline type="rss" text="The Hill &amp; Valley" xmlUrl="https://hill.example/rss" htmlUrl="https://hill.example/"/>
   <outline type="rss" text="" title="Vall\xe9e" xmlURL=" https://vallee.example/atom " language="fr-FR" country="mli"/>
  </outline>
  <outline type="rss" xmlUrl="feed://old.example/rss"/>
  <outline type="rss" text="Again" xmlUrl="https://hill.example/rss"/>
 </outline>
 <outline text="A note without a feed" xmlUrl=""/>
 <outline type="rss" text="Odd codes" xmlUrl="https://odd.example/rss" language="12" country="Pakistan"/>
</body></OPML>
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.opml"


def test_nested_outlines_of_other_programs_are_read(path: Path) -> None:
    path.write_text(NESTED, encoding="latin-1")
    assert read_opml(path) == [
        make_feed("https://hill.example/rss", "The Hill & Valley"),
        make_feed("https://vallee.example/atom", "Vallée", "MLI", "fr"),
        make_feed("http://old.example/rss", "old.example"),
        make_feed("https://odd.example/rss", "Odd codes"),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    FEEDS.map(
        lambda feed: make_feed(
            feed.url, "".join(filter(str.isprintable, feed.publisher)).strip() or "A", feed.country, feed.language
        )
    )
)
def test_what_is_written_is_read_back(path: Path, feed: Feed) -> None:
    path.write_text(write_opml([feed]), encoding="utf-8")
    (read,) = read_opml(path)
    spaced = " ".join(feed.publisher.split())
    assert read == make_feed(feed.url, spaced, feed.country, feed.language)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: not well-formed XML (no element found)"),
        ("<opml><body>\n<outline xmlUrl='https://a.example/'>\n", "line 3: not well-formed XML"),
        ("url,name\nhttps://a.example/,A\n", "line 1: not well-formed XML"),
        ("<html><body><p>Sign in</p></body></html>", "not OPML: the root element is <html>, not <opml>"),
        ("<opml><body><outline text='x'/></body></opml>", "no outline has an xmlUrl"),
        (
            "<opml><body>\n<outline xmlUrl='file:///etc/passwd'/></body></opml>",
            "line 2: xmlUrl 'file:///etc/passwd' is not",
        ),
        (
            "<opml><body><outline xmlUrl='https://ann:hush@a.example/rss'/></body></opml>",
            "line 1: xmlUrl 'https://***@a.example/rss' has a name and password: take them out",
        ),
        (
            "<opml><body><outline xmlUrl='https://a.example/rss?token=***'/></body></opml>",
            "line 1: xmlUrl 'https://a.example/rss?token=***' has *** where a secret was hidden",
        ),
        (
            "<!DOCTYPE o [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><opml><body>&b;</body></opml>",
            "refused: it declares entities",
        ),
        ("<!DOCTYPE o [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><opml/>", "refused: it declares entities"),
    ],
)
def test_a_broken_file_is_one_clear_line(path: Path, text: str, said: str) -> None:
    path.write_text(text)
    with pytest.raises(OpmlError) as caught:
        read_opml(path)
    assert str(caught.value).startswith(f"{path}: ") and "\n" not in str(caught.value)
    assert said in str(caught.value)


def test_what_is_written_shows_no_secret() -> None:
    text = write_opml([make_feed("https://ann:hush@a.example/rss?token=hush&amp=1", "A")])
    assert "hush" not in text and 'xmlUrl="https://a.example/rss?token=***&amp;amp=1"' in text


def test_a_missing_file_is_named(path: Path) -> None:
    with pytest.raises(OpmlError, match=r"list\.opml: no such file"):
        read_opml(path)
