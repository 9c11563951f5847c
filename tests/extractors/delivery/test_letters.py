"""Text of the press can do nothing where it is shown, and stays legible."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from extractors.delivery.letters import in_lines, inert, one_line
from tests.alert_records import alert


@dataclass(frozen=True)
class Reports:
    articles: tuple[tuple[str, str], ...]
    sources: int


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ("Nine killed\r\nBcc: all@desk.example", "Nine killed Bcc: all@desk.example"),
        ("bell \x07 escape \x1b[2J null \x00 done", "bell escape [2J null done"),
        ("invoice \u202egnp.exe\u202c \u2066x\u2069", "invoice gnp.exe x"),
        ("zero\u200bwidth \ufeff soft\u00adhyphen \u2028 line", "zerowidth softhyphen line"),
        ("می\u200cخواهد", "می\u200cخواهد"),
        ("half \ud83d a pair \ufffe", "half a pair"),
        ("انفجار في كابول", "انفجار في كابول"),
    ],
)
def test_a_text_becomes_one_line_of_what_is_seen(told: str, line: str) -> None:
    assert one_line(told) == line


def test_ten_thousand_letters_are_cut_and_an_address_is_not_marked() -> None:
    assert one_line("A" * 10_000) == "A" * 499 + "…"
    assert len(one_line("https://paper.example/" + "a" * 10_000)) == 2000


def test_every_text_of_a_record_is_cleaned_those_in_its_tuples_too() -> None:
    told = in_lines(alert(summary="a\nb", uncertain=("c\x07",), severity="high"))
    assert (told.summary, told.uncertain) == ("a b", ("c",))
    assert in_lines(Reports((("The\nPress", "https://a.example/x"),), 3)) == Reports(
        (("The Press", "https://a.example/x"),), 3
    )
    assert type(alert().severity) is type(in_lines(alert()).severity)


# In these grammars each of the lines means something; what is left of it is text.
ACTING = [
    "<script>alert(1)</script>",
    "*bold* **bold** ***x***",
    "_italic_ __under__",
    "`code` ```block```",
    "~struck~ ~~struck~~",
    "||spoiler||",
    "[a link](https://evil.example) ![image](https://evil.example/x.png)",
    "[a link]: https://evil.example",
    "<https://evil.example|click> <!channel> <!here|here> <@U012AB3CD> <#C024BE7LR>",
    "@everyone @here @channel @all @room @admin user@host",
    "#general #hashtag",
    "# heading",
    "> quote",
    ":bomb: :+1:",
    "&lt;script&gt; &#60;b&#62; &amp;",
    "$\\frac{1}{2}$ \\(x\\) \\[y\\]",
    "<t:1618953630:R> <a:b:1> <id:guide>",
    "(met)all(met) {color:red}x{color} [b]bold[/b]",
]


@pytest.mark.parametrize("text", ACTING)
def test_nothing_is_left_that_a_markdown_acts_upon(text: str) -> None:
    parsed = MarkdownIt("commonmark", {"linkify": False}).enable(["strikethrough", "table"]).parse(inert(text))
    assert {token.type for token in parsed} <= {"paragraph_open", "inline", "paragraph_close"}
    kinds = {child.type for token in parsed for child in token.children or ()}
    assert kinds == {"text"}


@pytest.mark.parametrize("text", ACTING)
def test_no_sign_is_left_of_mentions_tags_shortcodes_or_entities(text: str) -> None:
    told = inert(text)
    assert not set("<>*`~|$\\[]") & set(told.replace("https://", ""))
    for start, end in (("@", "\u2060"), ("#", "\u2060")):
        assert all(after.startswith(end) for after in told.split(start)[1:])
    assert ":bomb:" not in told and "&lt;" not in told and "&#60;" not in told


def test_words_and_addresses_stay_what_they_are() -> None:
    plain = "9 incidents in Balochistan since 25 August, 0.7 a day expected; snake_case, R&D, 5 % (60 killed)"
    assert inert(plain) == plain
    url = "https://paper.example/news/a_b?x=1&y=2#part-3"
    assert inert(f"- Dawn: {url}") == f"- Dawn: {url}"
    assert inert("https://p.example/_x_/*y*/(z)") == "https://p.example/%5Fx%5F/%2Ay%2A/%28z%29"


@given(st.text())
def test_any_text_becomes_inert_and_keeps_its_lines(text: str) -> None:
    told = inert(text)
    assert told.count("\n") == text.count("\n")
    assert not set("<>*`~|$\\[]") & set(told)
