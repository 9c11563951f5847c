"""The HTML that feeds carry to plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.plain_text import plain_text, without_code


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One &amp; two</p><p>Three<br/>four</p>", "One & two\nThree\nfour"),
        ("before <script>alert('no')</script><style>p{}</style>after <!-- hidden -->end", "before after end"),
        ("&lt;p&gt;Escaped &amp;amp; twice&lt;/p&gt;", "Escaped & twice"),
        ("<p>a &#3<b>reference</b> to a control&#x1F;</p>", "a reference to a control"),
        ("a < b & c", "a < b & c"),
        ("AT&T and R&D", "AT&T and R&D"),
        ("5 &gt; 4", "5 > 4"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<b>bo</b>ld and <i>sl</i>anted", "bold and slanted"),
        ("<p>unclosed <div>and crossed</p></div> tail", "unclosed\nand crossed\ntail"),
        ("x\x00y\x0bz\ud800", "xyz"),
        ("  spaces\u00a0 and\ttabs  \n\n\n lines ", "spaces and tabs\nlines"),
        ("<p dir='rtl'>مرحبا</p>", "مرحبا"),
        ("<svg><text>drawn</text></svg><p>said</p>", "said"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_plain_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("before <script>alert(1)</script>after", "before after"),
        ("<SCRIPT type='x'>a<script>b</script >c</script>d", "c</script>d"),
        ("<style>p { color: red }</style>one<script>two</script>three", "onethree"),
        ("a <style>b <script>c()</script> d", "a <style>b  d"),
        ("cut off <script>alert(1); and on", "cut off "),
        ("How a <script> tag loads", "How a <script> tag loads"),
        ("a </script> b", "a </script> b"),
        ("<scripture>x</scripture>", "<scripture>x</scripture>"),
        ("no code", "no code"),
    ],
)
def test_code_is_no_text(text: str, kept: str) -> None:
    assert without_code(text) == kept


@pytest.mark.parametrize("escapes", range(5))
def test_code_is_no_text_however_often_it_is_escaped(escapes: int) -> None:
    markup = "<p>said</p><script>evil()</script><style>p{}</style>"
    for _ in range(escapes):
        markup = markup.replace("&", "&amp;").replace("<", "&lt;")
    text = plain_text(markup)
    assert "said" in text
    assert escapes > 2 or ("evil" not in text and "{" not in text)


@given(st.text(max_size=300))
def test_any_text_gives_clean_lines(markup: str) -> None:
    lines = plain_text(markup).split("\n")
    assert lines == [""] or all(line == line.strip() != "" for line in lines)


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<b>", "</div>", "<!--", "<script>", "&lt;", "word ", "<", "&#0;", "&#xD800;"]),
        max_size=40,
    )
)
def test_any_markup_is_survived(parts: list[str]) -> None:
    plain_text("".join(parts)).encode()
