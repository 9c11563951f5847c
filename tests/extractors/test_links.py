"""Links as feeds give them to one canonical address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.links import canonical_link, same_page

BASE = "https://paper.example/feeds/rss.xml"


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("/a/b?utm_source=x&id=3#comments", "https://paper.example/a/b?id=3"),
        ("a", "https://paper.example/feeds/a"),
        ("//other.example/a", "https://other.example/a"),
        ("HTTPS://Paper.Example:443/A", "https://paper.example/A"),
        ("http://paper.example:8080/a", "http://paper.example:8080/a"),
        ("https://paper.example/a?at_medium=RSS&at_campaign=K", "https://paper.example/a"),
        ("https://paper.example/a?fbclid=1&ref=rss&page=2", "https://paper.example/a?page=2"),
        # Where a script answers, parameters tell articles apart, whatever they are called.
        ("https://paper.example/story.php?cid=77&utm_source=rss", "https://paper.example/story.php?cid=77"),
        ("https://paper.example/?p=123&utm_campaign=a", "https://paper.example/?p=123"),
        ("https://paper.example/show.aspx?12345", "https://paper.example/show.aspx?12345"),
        ("https://paper.example/s?12345", "https://paper.example/s?12345"),
        (" https://paper.example/a b\n", "https://paper.example/a%20b"),
        ("https://paper.example/a%20b", "https://paper.example/a%20b"),
        ("https://paper.example/خبر", "https://paper.example/%D8%AE%D8%A8%D8%B1"),
        # Names and passwords are the reader's own.
        ("https://ann:secret@paper.example/a", "https://paper.example/a"),
        ("https://ann@paper.example:8443/a.php?id=1", "https://paper.example:8443/a.php?id=1"),
        ("mailto:desk@paper.example", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("http://[not-an-address/", None),
        ("https://", None),
        ("", None),
        ("#", None),
    ],
)
def test_canonical_link(link: str, canonical: str | None) -> None:
    assert canonical_link(link, BASE) == canonical


@given(st.text(max_size=80))
def test_no_text_is_too_odd_for_a_link(text: str) -> None:
    link = canonical_link(text, BASE)
    assert link is None or link.startswith(("http://", "https://"))


@given(
    st.sampled_from(["", "/", "/a", "/a.php", "/a/b.html"]),
    st.dictionaries(st.sampled_from("abcdef"), st.text("0123456789", min_size=1, max_size=4)),
)
def test_a_canonical_link_is_its_own(path: str, query: dict[str, str]) -> None:
    link = canonical_link(
        f"https://paper.example{path}?" + "&".join(f"{key}={value}" for key, value in query.items()), BASE
    )
    assert link is not None
    assert canonical_link(link, BASE) == link


@given(
    st.sampled_from(["https://", "http://", "HTTPS://"]),
    st.sampled_from(
        ["paper.example", "Paper.example", "a-b.paper.example", "xn--bcher-kva.example", "x.example:443", "a"]
    ),
    st.lists(st.text("aZ09_~!=:,%-.+;@ é", max_size=4), max_size=4),
    st.sampled_from(
        ["", "/", "?utm_source=a", "?utm_medium=b&utm_source=c%20d", "?utm_x", "#top", "?utm_source=x#a/b", "?id=1"]
    ),
)
def test_a_clean_link_is_what_cleaning_makes_of_it(scheme: str, host: str, path: list[str], end: str) -> None:
    link = scheme + host + "".join(f"/{part}" for part in path) + end
    # A space before it is no part of a link (WHATWG URL standard), but keeps it from being taken for clean at a glance.
    assert canonical_link(link, BASE) == canonical_link(f" {link}", BASE)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.paper.example/a", "http://paper.example/a/", True),
        ("https://paper.example/a?x=1&y=2", "https://paper.example/a?x=1&y=2", True),
        ("https://paper.example/?p=1", "https://paper.example/?p=2", False),
        ("https://paper.example/a", "https://other.example/a", False),
        ("https://paper.example/a", None, False),
        (None, None, False),
    ],
)
def test_same_page(one: str | None, other: str | None, same: bool) -> None:
    assert same_page(one, other) is same
