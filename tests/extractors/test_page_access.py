"""Whole, walled and cut texts are told apart by what the page says and by how its text ends."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extractors.pages.page_access import (
    NO_MARKS,
    RULES_FILE,
    SHORT,
    TRAILING,
    AccessMarks,
    access_marks,
    access_of,
)

ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in files("extractors.pages").joinpath(RULES_FILE).read_text(encoding="utf-8").splitlines()
]
SENTENCE = "Gunmen killed two officers at a checkpoint near the town on Monday, police said. "
BRIEF, LONG = SENTENCE * 3, SENTENCE * 40
CLOSED = AccessMarks(is_closed=True)
EMPTY = html.fromstring("<html><body><p>x</p></body></html>")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
def test_each_rule_finds_its_words_and_passes_over_others(row: dict[str, Any]) -> None:
    pattern = re.compile(row["pattern"], re.IGNORECASE)
    assert pattern.search(row["matches"])
    assert not pattern.search(row["passes"])


@pytest.mark.parametrize(
    ("marks", "raw", "text", "access"),
    [
        (NO_MARKS, BRIEF, BRIEF, "full"),
        (NO_MARKS, LONG, LONG, "full"),
        # A wall counts where the text is short of its whole.
        (CLOSED, BRIEF, BRIEF, "paywalled"),
        (CLOSED, LONG, LONG, "full"),
        (AccessMarks(is_closed=True, held=SENTENCE), BRIEF, BRIEF, "full"),
        (AccessMarks(is_closed=True, held=""), BRIEF, BRIEF, "paywalled"),
        (
            AccessMarks(is_closed=True, held="All articles, all newsletters, the archive: four weeks for a dollar."),
            BRIEF,
            BRIEF,
            "paywalled",
        ),
        (AccessMarks(is_closed=True, held=SENTENCE, has_wall=True), BRIEF, BRIEF, "paywalled"),
        (AccessMarks(has_wall=True), BRIEF, BRIEF, "paywalled"),
        (
            NO_MARKS,
            f"{BRIEF}\nSubscribe to continue reading this story\nAlready a subscriber? Log in",
            BRIEF,
            "paywalled",
        ),
        (NO_MARKS, f"{LONG}\nSubscribe to continue reading this story", LONG, "full"),
        # Cut without a wall.
        (NO_MARKS, f"{BRIEF}\nContinue reading", BRIEF, "truncated"),
        (NO_MARKS, f"{BRIEF}A third was hurt when\nRead more", f"{BRIEF}A third was hurt when", "truncated"),
        (NO_MARKS, f"{BRIEF}\nRead more", BRIEF, "full"),
        (NO_MARKS, f"{LONG}\nContinue reading", LONG, "full"),
        (NO_MARKS, f"{BRIEF} […]", f"{BRIEF} […]", "truncated"),
        (NO_MARKS, f"{BRIEF}[+4120 chars]", BRIEF, "truncated"),
        (NO_MARKS, f"{BRIEF}A third was hurt when…", f"{BRIEF}A third was hurt when…", "truncated"),
        (NO_MARKS, f"{LONG}And so it goes ...", f"{LONG}And so it goes ...", "full"),
        (AccessMarks(words=900), BRIEF, BRIEF, "truncated"),
        (AccessMarks(is_closed=True, words=2_000), LONG, LONG, "paywalled"),  # 560 words of 2,000
        (AccessMarks(words=600), LONG, LONG, "full"),
        (AccessMarks(words=len(LONG)), LONG, LONG, "full"),  # a count of characters
    ],
)
def test_access(marks: AccessMarks, raw: str, text: str, access: str) -> None:
    assert access_of(marks, raw, text) == access


def test_a_brief_in_chinese_characters_is_not_short() -> None:
    text = "警方周一表示，枪手在该镇附近的检查站打死了两名警察。" * 30
    assert len(text) < SHORT < TRAILING
    assert access_of(CLOSED, text, text) == "full"


@pytest.mark.parametrize(
    "linked",
    [
        {"isAccessibleForFree": False},
        {"isAccessibleForFree": "False"},
        {"isAccessibleForFree": "http://schema.org/False"},
        {"isAccessibleForFree": True, "hasPart": {"isAccessibleForFree": False}},
        {"hasPart": [{"isAccessibleForFree": True}, {"isAccessibleForFree": "false"}]},
    ],
)
def test_json_ld_says_that_a_text_is_closed(linked: dict[str, Any]) -> None:
    assert access_marks(EMPTY, linked, {}).is_closed


@pytest.mark.parametrize(
    ("metas", "closed"),
    [
        ({"article:content_tier": "locked"}, True),
        ({"article:content_tier": "Metered"}, True),
        ({"article:content_tier": "free"}, False),
        ({"lp:premium": "true"}, True),
        ({"lp:premium": "false"}, False),
        ({"cxenseparse:pmc-is_free": "no"}, True),
        ({"description": "locked"}, False),
    ],
)
def test_meta_elements_say_that_a_text_is_closed(metas: dict[str, str], closed: bool) -> None:
    assert access_marks(EMPTY, {}, metas).is_closed is closed


@pytest.mark.parametrize(
    ("inner", "held"),
    [(f"<p>{BRIEF}</p><p>{LONG}</p>", LONG.strip()), ("", ""), ("Subscribe", "")],
)
def test_a_named_part_is_there_or_not(inner: str, held: str) -> None:
    tree = html.fromstring(f'<html><body><div class="a premium-body b">{inner}</div></body></html>')
    part = {"isAccessibleForFree": False, "cssSelector": "article .premium-body"}
    assert access_marks(tree, {"hasPart": part}, {}).held == held
    assert access_marks(EMPTY, {"hasPart": part}, {}).held == ""
    assert access_marks(EMPTY, {"isAccessibleForFree": False}, {}).held is None


def test_a_wall_is_known_by_its_name_and_words() -> None:
    wall = '<div class="c-paywall__box"><h3>Subscribe to read the full story</h3></div>'
    assert access_marks(html.fromstring(f"<html><body><p>x</p>{wall}</body></html>"), {}, {}).has_wall
    hidden = f'<div style="display: none">{wall}</div>'
    assert not access_marks(html.fromstring(f"<html><body><p>x</p>{hidden}</body></html>"), {}, {}).has_wall
    named = '<div class="paywall"><p>Gunmen killed two officers near the town.</p></div>'
    assert not access_marks(html.fromstring(f"<html><body>{named}</body></html>"), {}, {}).has_wall


@pytest.mark.parametrize("count", [None, True, "many", "12.5", -3, [], {}, 10**9])
def test_odd_counts_count_nothing(count: object) -> None:
    assert access_marks(EMPTY, {"wordCount": count}, {}).words is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["hasPart", "isAccessibleForFree", "cssSelector", "wordCount"]), inner)
        ),
    )
)
def test_no_json_ld_is_too_odd(value: Any) -> None:
    linked = value if isinstance(value, dict) else {"hasPart": value}
    assert access_of(access_marks(EMPTY, linked, {}), "", "") in ("full", "paywalled", "truncated")


@pytest.mark.parametrize(
    ("words", "is_wall"),
    [
        ("You have read three of your five free stories this month. Already a subscriber? Log in.", False),
        ("You have 2 free articles left. Already a subscriber? Sign in.", False),
        ("You have reached your limit of free articles. Already a subscriber? Log in.", True),
        ("You have read 5 of your five free stories. Subscribe to continue reading.", True),
    ],
)
def test_a_count_of_free_reading_is_no_wall_before_a_short_story(words: str, is_wall: bool) -> None:
    marks = access_marks(html.fromstring(f'<body><p>x</p><div class="paywall-teaser">{words}</div></body>'), {}, {})
    assert marks.has_wall is is_wall
    assert access_of(marks, BRIEF, BRIEF) == ("paywalled" if is_wall else "full")
