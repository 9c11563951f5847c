"""A fragment of HTML, as feeds carry it, to plain text with a line a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
# C0 and C1 controls but tab and line ends, lone surrogates and non-characters: no text, and lxml refuses them.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_CODE_TAGS = {name: re.compile(rf"<(/?){name}\b[^<>]*>", re.IGNORECASE) for name in ("script", "style")}
_CODE_SIGN = re.compile(r"[(){};=]")
_SPACE = re.compile(r"[^\S\n]+")
_SILENT = frozenset({"script", "style", "iframe", "object", "template", "noscript", "head", "svg", "form", "button"})
_BREAKS = frozenset(
    {"p", "div", "br", "hr", "pre", "blockquote", "ul", "ol", "li", "table", "tr", "section", "article", "header"}
    | {"footer", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6"}
)
# Feeds escape their HTML twice, seldom more often.
_MAX_ESCAPES = 2


def without_controls(text: str) -> str:
    """`text` without the characters that are no text; a surrogate pair or a control never reaches a later stage."""
    return _NO_TEXT.sub("", text)


def one_line(text: str) -> str:
    """`text` with its white space single."""
    return " ".join(text.split())


def _without_element(text: str, name: str) -> str:
    """`text` without the elements of that name, each up to the first end tag; one without an end, if code follows."""
    kept, place, opening = [], 0, None
    for tag in _CODE_TAGS[name].finditer(text):
        if opening is None and not tag[1]:
            opening = tag
        elif opening is not None and tag[1]:
            kept.append(text[place : opening.start()])
            place, opening = tag.end(), None
    is_cut = opening is not None and _CODE_SIGN.search(text, opening.end())
    return "".join((*kept, text[place : opening.start() if opening and is_cut else None]))


def without_code(text: str) -> str:
    """`text` without the scripts and styles whose tags are among its words; a tag that is but spoken of stays."""
    for name in _CODE_TAGS:
        if f"<{name}" in text.lower():
            text = _without_element(text, name)
    return text


def looks_like_html(text: str) -> bool:
    """Whether `text` holds a tag or a character entity."""
    return bool(_MARKUP.search(text) or _ENTITY.search(text))


def _words(root: etree._Element) -> Iterator[str]:
    silent: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = element.tag
        if event in ("comment", "pi"):
            if silent is None:
                yield element.tail or ""
        elif event == "start" and silent is None:
            if name in _SILENT:
                silent = element
                continue
            yield "\n" if name in _BREAKS else ""
            yield element.text or ""
        elif event == "end" and (silent is None or silent is element):
            silent = None
            yield "\n" if name in _BREAKS else ""
            yield element.tail or ""


def _unmarked(markup: str) -> str:
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=True)
    root = etree.HTML(f"<html><body><div>{markup}</div></body></html>".encode(), parser)
    return "" if root is None else "".join(_words(root))


def plain_text(markup: str) -> str:
    """The words of a fragment of HTML: paragraphs a line each, scripts and controls gone, entities resolved.

    Text that holds no markup comes back as it is, white space apart, so that `a < b` stays.
    """
    text = without_controls(markup)
    for _ in range(_MAX_ESCAPES):
        if not looks_like_html(text):
            break
        text = without_controls(_unmarked(text))  # a reference may be to one: `&#3`
    text = without_code(text)
    lines = (one_line(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
