"""What a page says of itself: which headline, which names, which language, whatever way it says them."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from extractors.articles import page_line
from extractors.pages.page_facts import PageFacts, page_facts

SENTENCE = "Two guards were killed when a mine went off under their car on the road to the quarry on Monday morning."


def facts(head: str, body: str = "") -> PageFacts:
    return page_facts(document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"))


def linked(words: str) -> str:
    return f'<script type="application/ld+json">{words}</script>'


OWN = "Mine kills two on quarry road"
SEARCH = "Quarry mine blast: what we know, how many died"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (f'<title>{SEARCH}</title><meta property="og:title" content="{OWN}">', f"<h1>{SEARCH}</h1>", OWN),
        (
            f'<title>{SEARCH} | Herald</title><meta property="og:title" content="{SEARCH}">'
            + linked(f'{{"@type": "NewsArticle", "headline": "{OWN}"}}'),
            f"<h1>{OWN}</h1>",
            OWN,
        ),
        (f'<title>{OWN} - Herald</title><meta property="og:title" content="{OWN} - Herald">', f"<h1>{OWN}</h1>", OWN),
        (
            f'<title>{OWN} | The Herald</title><meta property="og:title" content="{OWN} | The Herald">'
            '<meta property="og:site_name" content="The Herald">',
            "",
            OWN,
        ),
        (f"<title>{OWN}</title>", "", OWN),
        ("", f"<h1>  {OWN}\n</h1>", OWN),
        ('<title></title><meta property="og:title" content=" ">', "", None),
        ('<meta property="og:title" content="Army &amp;amp; police">', "", "Army & police"),
    ],
    ids=[
        "shared",
        "linked",
        "heading without the site",
        "site cut off",
        "title alone",
        "heading alone",
        "none",
        "escaped",
    ],
)
def test_title_is_the_newsrooms_own(head: str, body: str, title: str | None) -> None:
    assert facts(head, body).title == title


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        (linked('{"@type": "Article", "author": {"name": "Sana Achakzai"}}'), "", ("Sana Achakzai",)),
        (linked('{"@type": "Article", "author": ["A. Roth and B. Lind"]}'), "", ("A. Roth", "B. Lind")),
        (linked('{"@type": "Article", "author": [{"name": "https://x.example/sana"}]}'), "", ()),
        ('<meta name="author" content="By Sana Achakzai, Imran Lodin">', "", ("Sana Achakzai", "Imran Lodin")),
        ('<meta property="article:author" content="https://facebook.com/herald">', "", ()),
        ("", '<p class="byline">By Sana Achakzai</p>', ("Sana Achakzai",)),
        (
            '<meta property="og:site_name" content="The Herald"><meta name="author" content="The Herald">',
            '<a rel="author" href="/s">Sana Achakzai</a>',
            ("Sana Achakzai",),
        ),
        (
            '<meta property="og:site_name" content="The Herald"><meta name="author" content="The Herald">',
            "",
            ("The Herald",),
        ),
    ],
    ids=["object", "string of two", "address", "meta", "profile", "byline", "person before house", "house"],
)
def test_authors_are_names(head: str, body: str, authors: tuple[str, ...]) -> None:
    assert facts(head, body).authors == authors


def test_half_characters_and_controls_that_json_hides_are_no_text() -> None:
    told = '{"@type": "Article", "headline": "Two \\ud83dkilled\\u001b[31m", "author": ["\\udc00Sana Achakzai"]}'
    found = facts(linked(told), "")
    assert (found.title, found.authors) == ("Two killed[31m", ("Sana Achakzai",))


@pytest.mark.parametrize("depth", [900, 100_000])
def test_json_nested_without_end_is_passed_over(depth: int) -> None:
    told = f'{{"@type": "Article", "headline": {"[" * depth}"x"{"]" * depth}}}'
    assert facts(linked(told), "<h1>Two killed</h1>").title == "Two killed"


def test_the_article_that_the_page_shows_is_the_one_described() -> None:
    other = '{"@type": "NewsArticle", "headline": "Cup final ends in a draw", "datePublished": "2024-01-01T00:00:00Z"}'
    own = f'{{"@type": "NewsArticle", "headline": "{OWN}", "datePublished": "2024-05-05T00:00:00Z"}}'
    assert facts(linked(f"[{other}, {own}]"), f"<h1>{OWN}</h1>").dates.published[0].words == "2024-05-05T00:00:00Z"


@pytest.mark.parametrize(
    ("code", "language"), [("en-GB", "en"), ("pt_BR", "pt"), ("eng", "en"), ("x", None), ("english", None)]
)
def test_declared_language_is_two_letters(code: str, language: str | None) -> None:
    tree = document_fromstring(f'<html lang="{code}"><body><p>.</p></body></html>')
    assert page_facts(tree).language == language


def test_an_authors_name_alone_is_no_line_of_the_story() -> None:
    head = '<meta name="author" content="Sana Achakzai">'
    body = f"<article><p>Sana Achakzai</p><p>{SENTENCE}</p><p>Sana Achakzai saw the car burn.</p></article>"
    text = page_line("p", f"<html><head>{head}</head><body>{body}</body></html>".encode())["text"]
    assert text == f"{SENTENCE}\nSana Achakzai saw the car burn."


def test_readings_of_characters_stay_in_their_sentence() -> None:
    sentence = (
        "警察によると、月曜日の朝、市内の橋の近くで爆発があり、二人が死亡し五人が負傷した。犯行声明は出ていない。"
    )
    marked = sentence.replace("橋", "<ruby><rb>橋</rb><rp>（</rp><rt>はし</rt><rp>）</rp></ruby>")
    second = "当局は現場近くの道路を閉鎖し、防犯カメラの映像を調べている。負傷者は病院に運ばれ、一人は重体だという。"
    line = page_line("p", f"<html><body><article><p>{marked}</p><p>{second}</p></article></body></html>".encode())
    assert line["text"] == f"{sentence.replace('橋', '橋（はし）')}\n{second}"
    assert line["language"] == "ja"
