"""Pages made to break their reader give a text or a reason, and never what is no text."""

from __future__ import annotations

import json

import pytest

from extractors.articles import page_line
from extractors.pages.page_source import MAX_ATTRIBUTES, PageReason, page_source

PARAGRAPH = (
    "Police said gunmen opened fire on a bus near the town on Monday, killing three people and wounding five others."
)
SECOND = "No group has said that it carried out the attack."
MEGABYTE = 1_000_000


def document(head: str = "", body: str = "") -> bytes:
    story = f"<article>{body}<p>{PARAGRAPH}</p><p>{SECOND}</p></article>"
    return f"<html><head><title>Bus attack</title>{head}</head><body>{story}</body></html>".encode()


HOSTILE = {
    "one tag opened without end": document(body="<b>" * (MEGABYTE // 3)),
    "one tag and one letter": document(body="<div>a" * 20_000),
    "lists in lists": document(body="<ul><li>" * 10_000),
    "tables in tables": document(body="<table><tr><td>" * 9_000),
    "angles": document(body="<" * MEGABYTE),
    "tag that never closes": document(body="<p " * (MEGABYTE // 3)),
    "comment that never closes": document(body="<!--" + "x" * MEGABYTE),
    "class of a megabyte": document(body=f'<div class="{"teaser " * (MEGABYTE // 7)}">x</div>'),
    "title of a megabyte": document(head=f'<meta property="og:title" content="{"a - " * (MEGABYTE // 4)}">'),
    "headings without end": document(body="<h1>Bus attack</h1>" * 20_000),
    "paragraph of a megabyte": document(body=f"<p>{'word ' * (MEGABYTE // 5)}</p>"),
    "entities": document(body="&amp;" * (MEGABYTE // 5)),
    "json-ld of a megabyte": document(
        head='<script type="application/ld+json">['
        + ",".join(json.dumps({"@type": "NewsArticle", "headline": f"H{number}"}) for number in range(20_000))
        + "]</script>"
    ),
    "null bytes": document(body="<p>Three\0 were killed.</p>" * 40),
    "null bytes between all": b"\0".join(bytes([byte]) for byte in document()),
    "every byte": bytes(range(256)) * 4_000,
    "stamps without end": document(body='<span class="date">3 May 2024 5:00 pm</span>' * 9_000),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_page_gives_a_text_or_a_reason(case: str) -> None:
    line = page_line("p", HOSTILE[case])
    assert bool(line["text"]) != ("reason" in line)
    assert len(line["title"] or "") < 1_000
    assert "\0" not in line["text"]


@pytest.mark.parametrize("written", ['a{}="x"', "a{}", "a{}='>'"], ids=["quoted", "bare", "with an angle"])
def test_attributes_without_end_are_refused_before_they_are_parsed(written: str) -> None:
    attributes = " ".join(written.format(number) for number in range(100_000))
    body = document(body=f"<div {attributes}>x</div>")
    assert page_line("p", body)["reason"] == PageReason.UNREADABLE


def test_long_attributes_are_read() -> None:
    state = json.dumps({f"key {number}": "a = b" for number in range(MAX_ATTRIBUTES * 2)}).replace('"', "&quot;")
    body = document(body=f'<div data-state="{state}"></div><img src="data:image/png;base64,{"A" * MEGABYTE}">')
    assert page_source(body).reason is None
    assert page_line("p", body)["text"] == f"{PARAGRAPH}\n{SECOND}"


def test_nothing_that_browsers_do_not_show_is_text() -> None:
    hidden = (
        "<script>var killed = 'forty people were killed in the blast';</script>"
        "<style>.killed { content: 'forty people were killed' }</style>"
        "<noscript><p>Forty people were killed, says the page without scripts.</p></noscript>"
        "<template><p>Forty people were killed, says the template.</p></template>"
        "<!-- <p>Forty people were killed, says the comment.</p> -->"
        "<iframe srcdoc='<p>Forty people were killed</p>'><p>Forty people were killed.</p></iframe>"
        "<svg><text>Forty people were killed in the drawing</text></svg>"
        '<p onclick="alert(1)">' + SECOND + "</p>"
    )
    text = page_line("p", document(body=f"<p>{PARAGRAPH.replace('three', 'four')}</p>{hidden}"))["text"]
    assert "orty" not in text and "alert" not in text
    assert text.startswith(PARAGRAPH.replace("three", "four"))
