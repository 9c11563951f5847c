"""Ten thousand broken and hostile inputs give records or reasons, never an exception, within limits of memory."""

from __future__ import annotations

import gzip
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from extractors.entries import read_feed
from tests.fuzz.limits import held
from tests.fuzz.mutations import Served, mutated
from tests.fuzz.seeds import FEEDS, PAGES, SITES
from tests.fuzz.targets import FEED, NOW, feed_holds, page_holds, site_holds

# Feeds are ten times as fast to read as pages, and come from as many strangers. `python -m tests.fuzz` tries others,
# without end.
INPUTS = {"feeds": 6_500, "pages": 2_500, "sites": 1_000}


def inputs(kind: str) -> settings:
    """The same so many inputs in every run; what fails is shown as small as it can be made."""
    every = list(HealthCheck)
    return settings(
        max_examples=INPUTS[kind], derandomize=True, database=None, deadline=None, suppress_health_check=every
    )


@inputs("feeds")
@given(mutated(FEEDS))
def test_any_bytes_for_a_feed_give_entries_or_reasons(served: Served) -> None:
    with held():
        feed_holds(served)


@inputs("pages")
@given(mutated(PAGES))
def test_any_bytes_for_a_page_give_an_article_or_a_reason(served: Served) -> None:
    with held():
        page_holds(served)


@inputs("sites")
@given(mutated(SITES))
def test_any_bytes_that_discovery_reads_give_addresses_or_nothing(served: Served) -> None:
    with held():
        site_holds(served)


def rss(inside: bytes, before: bytes = b"") -> bytes:
    return (
        b'<?xml version="1.0"?>' + before + b"<rss version='2.0'><channel><title>T</title><item><title>One</title>"
        b"<link>https://p.example/1</link><description>" + inside + b"</description></item></channel></rss>"
    )


def html(inside: bytes) -> bytes:
    return b"<html><head><title>T</title></head><body><article>" + PAGES[0] + inside + b"</article></body></html>"


# Levels of ten: three more and it would be a thousand million laughs; the other repeats one long entity.
LAUGHS = b"".join(b"<!ENTITY e%d '%s'>" % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, 9))
BILLION = b"<!DOCTYPE rss [<!ENTITY e0 'ha'>" + LAUGHS + b"]>"
QUADRATIC = b"<!DOCTYPE rss [<!ENTITY e '" + b"x" * 60_000 + b"'>]>"
ZEROES = gzip.compress(bytes(300_000_000), 9, mtime=0)
MANY_MEMBERS = gzip.compress(b"", mtime=0) * 300_000
NESTED = 100_000
BOMBS: dict[str, Callable[[], bytes]] = {
    "laughs": lambda: rss(b"&e8;", BILLION),
    "one long entity often": lambda: rss(b"&e;" * 60_000, QUADRATIC),
    "zeroes": lambda: ZEROES,
    "zeroes twice packed": lambda: gzip.compress(ZEROES, mtime=0),
    "many empty members": lambda: MANY_MEMBERS,
    "nested in a feed": lambda: rss(b"<a>" * NESTED),
    "nested and escaped in a feed": lambda: rss(b"&lt;b&gt;" * NESTED),
    "nested in a page": lambda: html(b"<div>" * NESTED),
    "nested inline": lambda: html(b"<b><i>" * NESTED),
    "one element of many attributes": lambda: html(b"<p " + b" ".join(b"a%d=1" % n for n in range(20_000)) + b">x</p>"),
    "one name of a million letters": lambda: html(b"<p class='" + b"share-" * 200_000 + b"'>x</p>"),
    "unended comments": lambda: html(b"<!--" * 500_000),
    "unended sections": lambda: rss(b"<![CDATA[" * 200_000),
    "ampersands": lambda: rss(b"&" * 1_000_000),
    "blanks": lambda: html(b"<p>" + b" " * 2_000_000 + b"</p>"),
    "data of a page nested": lambda: html(b"<script type='application/ld+json'>" + b'{"a":[' * NESTED + b"</script>"),
    "many items": lambda: b"<rss><channel>" + b"<item><title>x</title></item>" * 60_000 + b"</channel></rss>",
    "many paragraphs": lambda: html(b"<p>One more short line of it.</p>" * 20_000),
    "a text without end": lambda: html(b"<p>" + b"word after word " * 200_000 + b"</p>"),
    "a table of one cell a row": lambda: html(b"<table>" + b"<tr><td>1" * 50_000),
    "dates": lambda: html(b"<time datetime='2024-08-30'>30 August 2024</time>" * 20_000),
    "digits": lambda: html(b"<p>" + b"1" * 1_000_000 + b"</p>") + rss(b"<pubDate>" + b"1" * 1_000_000),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("holds", [feed_holds, page_holds, site_holds])
def test_no_bomb_passes_the_limits(name: str, holds: Callable[[Served], None]) -> None:
    body = BOMBS[name]()
    with held():
        holds(Served(body, None))


@pytest.mark.parametrize("system", ["SYSTEM '{}'", "PUBLIC 'x' '{}'"])
@pytest.mark.parametrize("place", ["<!ENTITY f {}>", "<!ENTITY % f {}> %f;"])
def test_no_file_is_read_for_an_entity(tmp_path: Path, system: str, place: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the words of a file of ours")
    declared = f"<!DOCTYPE rss [{place.format(system.format(secret.as_uri()))}]>".encode()
    reading = read_feed(FEED, rss(b"read &f; aloud", declared), None, FEED.url, NOW)
    assert "of ours" not in repr(reading)


def test_a_length_that_a_packed_body_tells_is_not_believed() -> None:
    packed = bytearray(gzip.compress(FEEDS[0], mtime=0))
    packed[-4:] = struct.pack("<I", 2**32 - 1)
    with held():
        feed_holds(Served(bytes(packed), None))
        page_holds(Served(bytes(packed), None))


def test_without_atheris_its_target_says_in_one_line_what_to_install() -> None:
    code = "import runpy, sys; sys.modules['atheris'] = None; runpy.run_path('tests/fuzz/with_atheris.py')"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1 and "pip install atheris" in ended.stderr
