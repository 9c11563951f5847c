"""An extracted text regains the paragraphs that stand among its own on the page and were left out."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.etree import _Element as Element

from extractors.pages.page_blocks import Kind, kind
from extractors.pages.page_words import folded, words_of

# Less missing text than this share of the extracted one is not worth a second opinion: it is subheads and boxes.
MIN_MISSING = 0.08
# A paragraph left out must be a sentence or two of its own to be missed.
MIN_PARAGRAPH = 60
_TAGS = ("p", "h2", "h3", "h4", "li", "blockquote")

# Where two articles follow each other on one page, each is in one of these.
_SCOPES = frozenset({"article", "main", "body"})


def with_missing_paragraphs(text: str, tree: Element) -> str:
    """Give `text`, or the page's paragraphs where many of the same kind as the extracted ones are missing from it.

    A kind is the tag and class of the paragraph and of its parent, and the article they are in; long stories are cut by
    advertisements into several containers of one kind, of which an extractor by density keeps the densest.
    """
    paragraphs = [(node, words) for node in tree.iter(*_TAGS) if (words := words_of(node)) and not _is_nested(node)]
    extracted = folded(text)
    kept = [bool(letters := folded(words)) and letters in extracted for _, words in paragraphs]
    places = {
        _place(node)
        for (node, words), is_kept in zip(paragraphs, kept, strict=True)
        if is_kept and len(words) >= MIN_PARAGRAPH
    }
    rows = list(zip(paragraphs, kept, strict=True))
    missing = [
        words
        for (node, words), is_kept in rows
        if not is_kept and len(words) >= MIN_PARAGRAPH and _place(node) in places
    ]
    if sum(map(len, missing)) < MIN_MISSING * len(text) or not _covers(rows, text):
        return text
    return "\n".join(words for (node, words), is_kept in rows if is_kept or _place(node) in places)


def _covers(rows: Sequence[tuple[tuple[Element, str], bool]], text: str) -> bool:
    """Whether nearly all extracted text lies in paragraphs, so that rebuilding from them loses nothing."""
    return sum(len(words) for (_, words), is_kept in rows if is_kept) >= 0.9 * len(text)


def _place(node: Element) -> tuple[Kind, Element | None]:
    return kind(node), next((ancestor for ancestor in node.iterancestors() if ancestor.tag in _SCOPES), None)


def _is_nested(node: Element) -> bool:
    return any(above.tag in _TAGS for above in node.iterancestors())
