"""robots.txt to rules: what is allowed to our name, whatever a hostile file holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fetching.robots import MAX_ROBOTS_BYTES, read_robots, robots_text

PAGE = "https://paper.example/members/a"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: *\nDisallow: /members", False),
        ("User-agent: tocsin\nDisallow:\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: other\nDisallow: /", True),
        ("User-agent: other\nUser-agent: tocsin\nDisallow: /", False),
        ("User-agent: other\nUser-agent: another\nDisallow: /\nUser-agent: *\nAllow: /", True),
        ("USER AGENT tocsin\nDisallow: /", False),
        ("User-agent: tocsin # a news monitor\nDisallow: /", False),
        ("User-agent: tocsin*\nDisallow: /", False),
        ("User-agent: **\nDisallow: /", True),
        ("User-agent: *\nDisallow: /*/a$", False),
        ("", True),
    ],
)
def test_rules_are_those_of_our_name(text: str, allowed: bool) -> None:
    assert read_robots(text, "tocsin").allows(PAGE, "tocsin") is allowed


def test_many_names_over_many_rules_are_read_once_each() -> None:
    """5,000 names over 2,000 rules took 15 s and gigabytes, as each name was given its copy of the rules."""
    names = [f"User-agent: robot{number}" for number in range(15_000)]
    variants = [f"User-agent: {'*' * number}tocsin" for number in range(100)]
    rules = [f"Disallow: /{number}" for number in range(10_000)]
    robots = read_robots("\n".join([*names, *variants, *rules, "Disallow: /members"]), "tocsin")
    assert not robots.allows(PAGE, "tocsin")
    assert robots.allows("https://paper.example/news", "tocsin")


def test_stars_cost_no_more_than_the_length_of_the_url() -> None:
    text = "User-agent: *\n" + f"Disallow: /{'*a' * 200}b\n" * 200
    assert read_robots(text, "tocsin").allows("https://paper.example/" + "a" * 2_000, "tocsin")


def test_a_file_is_read_up_to_its_cap() -> None:
    assert len(robots_text(b"\xef\xbb\xbf" + b"#" * (2 * MAX_ROBOTS_BYTES))) == MAX_ROBOTS_BYTES - 3


@settings(deadline=None)
@given(st.binary(max_size=300), st.text(max_size=300))
def test_any_bytes_are_rules_or_none(body: bytes, more: str) -> None:
    text = robots_text(b"User-agent: *\nDisallow: " + body + b"\nCrawl-delay: " + more.encode())
    robots = read_robots(text, "tocsin")
    assert robots.allows(PAGE, "tocsin") in (True, False)
    assert 0.0 <= robots.crawl_delay_s < float("inf")
