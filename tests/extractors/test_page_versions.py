"""Versions of one article lead to one address: by declaration where it can be trusted, else by the rules."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.pages.page_versions import RULES_FILE, canonical_of, plain_version, version_rules

ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in files("extractors.pages").joinpath(RULES_FILE).read_text(encoding="utf-8").splitlines()
]
RAID = "https://www.example.org/2024/09/03/raid"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
def test_each_rule_changes_what_it_must_and_nothing_else(row: dict[str, Any]) -> None:
    assert plain_version(row["changes"]) == row["result"]
    assert plain_version(row["keeps"]) == row["keeps"]
    assert plain_version(row["result"]) == row["result"]


def test_rules_have_names_of_their_own() -> None:
    assert len({rule.name for rule in version_rules()}) == len(ROWS)


@pytest.mark.parametrize(
    ("fetched", "declared"),
    [
        (RAID, None),
        (RAID, RAID),
        (f"{RAID}/amp", None),
        (f"{RAID}?outputType=amp", RAID),
        ("https://amp.example.org/2024/09/03/raid", None),
        ("https://amp.example.org/a/b/12", RAID),
        ("https://m.example.org/2024/09/03/raid?print=1", None),
        ("https://www.example.org/amp/2024/09/03/raid", "/2024/09/03/raid"),
        ("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/2024/09/03/raid?amp=1", None),
        ("https://www-example-org.cdn.ampproject.org/v/s/www.example.org/2024/09/03/raid?amp_js_v=0.1", RAID),
        ("https://www.google.com/amp/s/www.example.org/2024/09/03/raid/amp", None),
        # A page that declares the version it is.
        (f"{RAID}?print=1", f"{RAID}?print=1"),
        (RAID, "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/2024/09/03/raid"),
        # Broken templates: the front page, nothing, another publisher.
        (RAID, "https://www.example.org/"),
        (RAID, "https://www.example.org/en/"),
        (RAID, "https://example.org"),
        (RAID, "https://agency.example/raid"),
        (RAID, "javascript:void(0)"),
        (RAID, "http://[broken"),
    ],
)
def test_versions_have_one_address(fetched: str, declared: str | None) -> None:
    assert canonical_of(fetched, declared) == RAID


@pytest.mark.parametrize(
    ("fetched", "declared", "address"),
    [
        # What a page declares of itself is believed as it stands.
        (RAID, "https://news.example.org/raid/amp", "https://news.example.org/raid/amp"),
        ("https://www.example.org/", "https://www.example.org/en/", "https://www.example.org/en/"),
        ("https://www.example.org/?p=12", "https://www.example.org/raid-12", "https://www.example.org/raid-12"),
        # A mobile site of a site with names of its own, a host without a registered domain, one that is called so.
        ("https://m.news.example.org/raid", None, "https://news.example.org/raid"),
        ("http://127.0.0.1:8123/story/1", None, "http://127.0.0.1:8123/story/1"),
        ("https://m.example/raid", None, "https://m.example/raid"),
        ("https://amp.dev/raid", None, "https://amp.dev/raid"),
        ("https://[::1", "https://www.example.org/raid", "https://[::1"),
        ("urn:tocsin:1", None, "urn:tocsin:1"),
    ],
)
def test_addresses_that_stay(fetched: str, declared: str | None, address: str) -> None:
    assert canonical_of(fetched, declared) == address


@pytest.mark.parametrize(
    ("declared", "address"),
    [
        ("https://news.site.org/a/b?utm_source=x#top", "https://news.site.org/a/b"),
        ("/a/b", "https://www.site.org/a/b"),
        ("https://thief.org/a/b", "https://www.site.org/n/1"),
        (None, "https://www.site.org/n/1"),
    ],
)
def test_addresses_are_clean_and_stay_on_their_domain(declared: str | None, address: str) -> None:
    assert canonical_of("https://ann:pw@www.site.org/n/1?fbclid=2#x", declared) == address


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_address_is_too_odd(path: str, declared: str) -> None:
    assert canonical_of(path, declared) is not None
    address = canonical_of(f"https://example.org/{path}", None)
    assert canonical_of(address, None) == address
