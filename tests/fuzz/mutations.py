"""A sound document and a few edits become the bytes that a broken or hostile server might send."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

# Of 10,000 inputs most should be small, so that the edits and not the sizes are tried; bombs have tests of their own.
MAX_BYTES = 12_000
# Positions and lengths are drawn as parts of the document in so many steps, so that they mean something after any edit.
STEPS = 1_000

# What breaks parsers: characters that XML forbids, entities, half of a construct, addresses, dates and numbers beyond
# all bounds, structured data of the wrong kind.
PIECES: tuple[bytes, ...] = (
    b"\x00",
    b"\x0b\x1f\x7f",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xc0\xaf",
    b"\xe2\x80\xae",
    b"&#0;",
    b"&#xD800;",
    b"&#x110000;",
    b"&#99999999999999999999;",
    b"&amp",
    b"&bogus;",
    b"&#x;",
    b"&&&&",
    b"%s%n{}",
    b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>",
    b"&c;",
    b"<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>",
    b"&f;",
    b"<!ENTITY % p SYSTEM 'http://h.example/'> %p;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"<?xml version='9.9' encoding='rot13'?>",
    b"<?php",
    b"?>",
    b"<",
    b">",
    b"</",
    b"/>",
    b"<script>alert(1)</script>",
    b"<style>",
    b"</style>",
    b"<noscript>",
    b"<template>",
    b"<plaintext>",
    b"<textarea>",
    b"<base href='javascript:alert(1)'>",
    b"<base href='http://[::1'>",
    b"<svg><foreignObject>",
    b"<math><mtext>",
    b"<frameset>",
    b"<a:b:c xmlns:a=''>",
    b" xmlns='x'",
    b" xml:base='//'",
    b" type='xhtml'",
    b" type='application/octet-stream'",
    b" mode='base64'",
    b"http://[::1",
    b"http://x:99999999/",
    b"javascript:alert(1)",
    b"https://\x00/",
    b"//",
    b"http://" + b"a" * 300 + b"/",
    b"https://user:pw@h.example/",
    b"http://\xd9\xa1.example",
    b"data:text/html,x",
    b"http://xn--/",
    b"?" * 100,
    b"/../" * 60,
    b"Mon, 32 Foo 99999 99:99:99 +9999",
    b"-0001-01-01T00:00:00Z",
    b"9999-12-31T23:59:59-23:59",
    b"0000-00-00",
    b"20240831",
    b"1e999",
    b"9" * 400,
    b"-" * 200,
    b"\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa4",
    b"2024-08-31T25:61:61.9999999999+99:99",
    b"31.02.2024",
    b"<time datetime='2024-02-30'>",
    b"<meta charset='utf-16'>",
    b"<meta charset='idna'>",
    b"<?xml encoding='undefined'?>",
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":{"a":[1]},"datePublished":1e999}</script>',
    b'<script type=\'application/ld+json\'>{"@graph":[[[[{"@type":[["Article"]],"author":[[{"name":7}]]}]]]]}</script>',
    b"<script type='application/ld+json'>" + b"[" * 3_000 + b"</script>",
    b"\\ud800",
    b"\\u0000",
    b"null",
    b"true",
    b"NaN",
    b"\r\r\n",
    "ﷺ".encode() * 40,
    "a\u0301\u0302\u0303".encode() * 40,
    "İıſK".encode(),
    "\u2028\u2029\u0085\u00a0".encode(),
)
TAGS: tuple[bytes, ...] = (
    b"<div>",
    b"<p>",
    b"<b>",
    b"<table>",
    b"<item>",
    b"<entry>",
    b"<description>",
    b"<a href='x'>",
    b"<ul><li>",
)
ENCODINGS = (
    "utf-16",
    "utf-16-be",
    "utf-32",
    "utf-7",
    "cp037",
    "cp1251",
    "shift_jis",
    "gb18030",
    "iso2022_jp",
    "latin-1",
)
CONTENT_TYPES = (
    None,
    "text/html",
    "text/xml; charset=utf-8",
    "application/rss+xml; charset=iso-8859-1",
    "text/html; charset=utf-16",
    "text/html; charset=hex",
    "application/octet-stream",
    'text/html; charset="\u00e9',
    ";;;=",
)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a document: what is done, where, over how much, and with what."""

    name: str
    at: int
    length: int
    piece: bytes


@dataclass(frozen=True, slots=True)
class Served:
    """Bytes as a server sends them, with their Content-Type."""

    body: bytes
    content_type: str | None


def _flip(body: bytes, start: int, stop: int, edit: Edit) -> bytes:
    return (
        body[:start] + bytes([body[start] ^ (1 << edit.length % 8)]) + body[start + 1 :] if start < len(body) else body
    )


def _nest(body: bytes, start: int, stop: int, edit: Edit) -> bytes:
    tag = TAGS[edit.length % len(TAGS)]
    return body[:start] + tag * (1 + edit.length) + body[start:]


def _pack(body: bytes, start: int, stop: int, edit: Edit) -> bytes:
    """Compressed, and now and then cut off."""
    packed = gzip.compress(body, 1, mtime=0)
    return packed[: len(packed) * edit.at // STEPS] if edit.length % 9 == 0 else packed


EDITS: dict[str, Callable[[bytes, int, int, Edit], bytes]] = {
    "flip": _flip,
    "cut": lambda body, start, stop, edit: body[:start] + body[stop:],
    "end": lambda body, start, stop, edit: body[:start],
    "repeat": lambda body, start, stop, edit: body[:start] + body[start:stop] * (2 + edit.length % 40) + body[stop:],
    "insert": lambda body, start, stop, edit: body[:start] + edit.piece + body[start:],
    "replace": lambda body, start, stop, edit: body[:start] + edit.piece + body[stop:],
    "nest": _nest,
    "recode": lambda body, start, stop, edit: body.decode("utf-8", "replace").encode(
        ENCODINGS[edit.length % len(ENCODINGS)], "replace"
    ),
    "pack": _pack,
}

# Most edits leave a document that is still one, so that the readers get to its inside.
_DRAWN = (*EDITS, *("insert", "replace") * 3, *("flip", "cut") * 2)


def edited(body: bytes, edits: Sequence[Edit]) -> bytes:
    """The document after the edits, cut to `MAX_BYTES`."""
    for edit in edits:
        start = len(body) * edit.at // STEPS
        stop = min(len(body), start + 1 + len(body) * edit.length // (4 * STEPS))
        body = EDITS[edit.name](body, start, stop, edit)[:MAX_BYTES]
    return body


def mutated(seeds: Sequence[bytes]) -> st.SearchStrategy[Served]:
    """One of the documents after up to six edits, a piece of another document among what is put in."""
    steps = st.integers(0, STEPS)
    spliced = st.builds(lambda seed, at: seed[len(seed) * at // STEPS :][:2_000], st.sampled_from(seeds), steps)
    pieces = st.one_of(st.sampled_from(PIECES), st.sampled_from(PIECES), spliced)
    edits = st.builds(Edit, st.sampled_from(_DRAWN), steps, steps, pieces)
    bodies = st.builds(edited, st.sampled_from(seeds), st.lists(edits, max_size=6))
    return st.builds(Served, bodies, st.sampled_from(CONTENT_TYPES))
