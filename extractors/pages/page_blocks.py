"""A page's tree loses the blocks that are not its story: boxes known by their names, links in a row, the headline."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import cache, lru_cache
from importlib.resources import files

from lxml.etree import _Element as Element
from lxml.etree import strip_tags

from extractors.pages.page_words import folded, words_of

RULES_FILE = "page_blocks.jsonl"
# A block holding more than this share of the page's paragraph text is the story, whatever it is called.
MAX_SHARE = 0.35
# At this share of linked characters a paragraph, heading or list points elsewhere.
LINKED = 0.8
_MIN_LINKED = 12  # characters; shorter linked paragraphs are names or pages of a series
# Of words before a link, so many that end so are a label in any language, not the beginning of a sentence.
MAX_LABEL = 45
_LABEL_ENDS = (":", "|", "»", "›", ">", "→", "–", "—", "-", "?", "!")
# A description is compared by its first letters: pages cut it at some length.
MIN_STANDFIRST = 40
# As many blocks of one kind are the story's paragraphs.
_ROW = 3
# Of a longer attribute the rest is no name.
_MAX_NAME = 400
_NAMED = ("class", "data-testid", "data-component", "data-module", "itemprop", "role")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_STYLE = re.compile(r"\S*\[\S*")  # `bg-[image:var(--x)]` is how a block looks, not what it is
_NUMBER = re.compile(r"\d+")
_JOINT = re.compile(r"[_:./]+|-{2,}")
_PARAGRAPHS = ("p", "li", "h2", "h3", "h4", "blockquote")
_NOT_WORDS = ("script", "style", "noscript", "template", "svg", "iframe", "object", "select", "option")
# Marks within words, at which extractors break lines: the readings of Chinese characters, and break points.
_WITHIN_WORDS = ("ruby", "rb", "rt", "rp", "wbr")
_FOREIGN_TAGS = frozenset({"aside", "figcaption", "nav", "footer", "button", "dialog", "header", "figure", "form"})
_NAMELESS = ("", "")
_NEVER = frozenset({"html", "body", "head", "main", "article"})


Kind = tuple[str, str, str, str]
# The names that a block shares with its like, and the one that it has for itself.
Names = tuple[str, str]


def drop_blocks(tree: Element, descriptions: Iterable[str]) -> None:
    """Remove in place the blocks that a rule of page_blocks.jsonl names, rows of links, headline and standfirst.

    `descriptions` are how the page describes itself to others; what says the same and is set apart from the paragraphs
    is the standfirst, which the story tells again; among them it is the story's first sentence and stays.
    """
    strip_tags(tree, *_WITHIN_WORDS)
    for node in list(tree.iter(*_NOT_WORDS)):
        _remove(node)
    limit = MAX_SHARE * sum(_length(node) for node in tree.iter("p"))
    given = {node: _given(node) for node in tree.iter() if isinstance(node.tag, str) and node.tag not in _NEVER}
    foreign = _foreign(given.values())
    suspects = [node for node, names in given.items() if names in foreign or node.tag in _FOREIGN_TAGS]
    _drop(tree, suspects, lambda node: _is_foreign(node, given[node] in foreign), limit)
    _drop(tree, list(tree.iter(*_PARAGRAPHS, "ul", "ol")), _is_links, limit)
    _drop(tree, list(tree.iter("h1")), lambda _: True, limit)
    for description in descriptions:
        _drop_standfirst(tree, folded(description), limit)


def kind(node: Element) -> Kind:
    """Tag and class of a block and of its parent, less numbers: the paragraphs of one story have it in common."""
    parent = node.getparent()
    above = ("", "") if parent is None else (str(parent.tag), _NUMBER.sub("", parent.get("class") or ""))
    return (str(node.tag), _NUMBER.sub("", node.get("class") or ""), *above)


def _drop_standfirst(tree: Element, told: str, limit: float) -> None:
    if len(told) < MIN_STANDFIRST:
        return
    for node in tree.iter("p", "h2", "h3", "h4", "div", "span", "strong"):
        if _starts(node, told[:MIN_STANDFIRST]) and len(folded(words_of(node))) <= 2 * len(told):
            paragraphs = sum(_length(paragraph) >= MIN_STANDFIRST for paragraph in tree.iter("p"))
            alike = sum(kind(other) == kind(node) for other in tree.iter(node.tag))
            if paragraphs >= _ROW and alike < _ROW and _length(node) <= limit:
                _remove(node)
            return


def _starts(node: Element, letters: str) -> bool:
    """Whether an element's words start with these letters; no more of them are read than it takes."""
    begun = ""
    for words in node.itertext():
        begun += folded(words)
        if len(begun) >= len(letters) or not letters.startswith(begun):
            return begun.startswith(letters)
    return False


def _given(node: Element) -> Names:
    """The names that a block shares with its like, and the one that it has for itself."""
    attributes = dict(node.items())
    if not attributes:
        return _NAMELESS
    names = " ".join(value for attribute in _NAMED if (value := attributes.get(attribute)))
    return names[:_MAX_NAME], attributes.get("id", "")[:_MAX_NAME]


@lru_cache(maxsize=16_384)
def one_form(given: str, identity: str) -> str:
    """The names of a block in one form: `relatedLinks_box c-Promo` is `related-links-box c-promo`."""
    # Ids are often random letters in both cases: a hump in them divides nothing.
    return _JOINT.sub("-", f"{_HUMP.sub('-', _STYLE.sub('', given))} {identity}").lower().strip()


@cache
def rules() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Two patterns of all rules, each matching whole words of a block's name: of any block, and of a single one.

    What a rule marks `once` is foreign only where no second block has its name: a standfirst stands alone, and several
    subtitles are the headings of the story's parts.
    """
    lines = files("extractors.pages").joinpath(RULES_FILE).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    always = [row["pattern"] for row in rows if not row.get("once")]
    once = [row["pattern"] for row in rows if row.get("once")]
    return _whole_words(always), _whole_words(once)


def _whole_words(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(patterns)})(?![a-z])")


def _length(node: Element) -> int:
    return len(words_of(node))


def _drop(tree: Element, nodes: Iterable[Element], is_foreign: Callable[[Element], bool], limit: float) -> None:
    for node in nodes:
        if is_foreign(node) and _paragraph_length(node) <= limit and _is_in(node, tree):
            _remove(node)


def _is_in(node: Element, tree: Element) -> bool:
    parent = node.getparent()
    return parent is not None and (parent is tree or any(above is tree for above in parent.iterancestors()))


def _paragraph_length(node: Element) -> int:
    if node.tag in _PARAGRAPHS:
        return _length(node)
    return sum(_length(paragraph) for paragraph in node.iter("p"))


def _foreign(given: Collection[Names]) -> frozenset[Names]:
    """Of the names of a page's blocks, those by which a rule knows foreign ones: each looked at once."""
    uses = Counter(names or identity for names, identity in given)
    return frozenset(
        pair
        for pair in set(given) - {_NAMELESS}
        if _names_foreign(name := one_form(*pair)) or (uses[pair[0] or pair[1]] == 1 and _names_single(name))
    )


def _is_foreign(node: Element, by_name: bool) -> bool:
    if node.tag == "form" and any(_length(paragraph) >= MIN_STANDFIRST for paragraph in node.iter("p")):
        return by_name
    return node.tag in _FOREIGN_TAGS or (by_name and not _is_within_sentence(node))


def _is_within_sentence(node: Element) -> bool:
    """Whether words stand around a link, whatever it is called: `auto-tag` marks the names in a story."""
    parent = node.getparent()
    return node.tag == "a" and parent is not None and parent.tag == "p" and _length(parent) >= 2 * _length(node)


@lru_cache(maxsize=16_384)
def _names_foreign(name: str) -> bool:
    return rules()[0].search(name) is not None


@lru_cache(maxsize=16_384)
def _names_single(name: str) -> bool:
    return rules()[1].search(name) is not None


def _is_links(node: Element) -> bool:
    """Whether a block points elsewhere: nearly all of it is linked, or all after a label (`Read on: …`)."""
    links = [words for link in node.iter("a") if link.get("href") and (words := words_of(link))]
    linked = sum(map(len, links))
    if linked < _MIN_LINKED:
        return False
    words = words_of(node)
    return linked >= LINKED * len(words) or (
        len(links) == 1 and words.endswith(links[0]) and _is_label(words[: -len(links[0])])
    )


def _is_label(words: str) -> bool:
    return len(words) <= MAX_LABEL and words.rstrip().endswith(_LABEL_ENDS)


def _remove(node: Element) -> None:
    """Take the node out and leave the text that followed it in place."""
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + " " + node.tail
        else:
            parent.text = (parent.text or "") + " " + node.tail
    parent.remove(node)
