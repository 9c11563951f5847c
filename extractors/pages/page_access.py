"""What a page says of who may read it, and how its text ends, become full, paywalled or truncated."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from lxml.etree import _Element as Element

from extractors.pages.page_linked import Linked
from extractors.pages.page_words import folded, words_of

WORDS_FILE = "page_access.toml"
RULES_FILE = "page_access.jsonl"
FULL, PAYWALLED, TRUNCATED = "full", "paywalled", "truncated"
# Behind a wall stand one to three paragraphs. Of the 126 pages at hand 17 say that they are not free and give the whole
# text all the same (metered): the shortest of those has 1,348 characters, the next 2,102.
SHORT = 1_200
# A text that trails off in dots, or ends in an offer to read on, is cut where it is no longer than this: longer stories
# may end in dots, and the offer is of other stories.
TRAILING = 2_000
# A text with less than this share of the words that the page counts is cut. On the 20 pages that count them whole texts
# have 0.64 to 1.18: some count headline, captions and boxes.
COUNTED_SHARE = 0.5
# A count of words that is one of characters: within these shares of the text's length.
_CHARACTERS = (0.8, 1.25)
# Fewer words than these count no article.
_MIN_COUNT = 60
# Where a text says that it goes on elsewhere, or why it does not: in its last lines, none longer than a paragraph.
_LAST_LINES = 5
_MAX_NOTICE = 400
# An element that holds as many characters gives what it was said to withhold.
_GIVEN = 400
_DOTS = re.compile(r"(?:…|\.\.\.)[\s\"'”’»)]*$")
_SENTENCE_END = re.compile(r"[.!?。！？؟।۔][\s\"'”’»)\]]*$")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SELECTOR = re.compile(r"[.#]([\w-]+)\s*$")
# Chinese characters, kana and hangul say in one sign what takes two or three letters elsewhere.
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class AccessMarks:
    """What a page says of its whole text: that it is not free, how many words it has, whether the closed part is there.

    `held` is the longest run of words in the element that the page names for its closed part: empty where the element
    is missing or holds next to nothing, None where none is named. `has_wall` says that an element of the page asks for
    a subscription before the rest.
    """

    is_closed: bool = False
    words: int | None = None
    held: str | None = None
    has_wall: bool = False


NO_MARKS = AccessMarks()


@dataclass(frozen=True, slots=True)
class _Names:
    tiers: tuple[frozenset[str], frozenset[str]]
    if_true: tuple[frozenset[str], frozenset[str]]
    if_false: tuple[frozenset[str], frozenset[str]]
    walls: tuple[str, ...]


@cache
def _names() -> _Names:
    given = tomllib.loads(files("extractors.pages").joinpath(WORDS_FILE).read_text(encoding="utf-8"))
    words = {name: frozenset(values) for name, values in given.items()}
    return _Names(
        (words["tiers"], words["closed_tiers"]),
        (words["closed_if_true"], words["true"]),
        (words["closed_if_false"], words["false"]),
        tuple(given["wall_names"]),
    )


@cache
def access_rules(says: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of page_access.jsonl that say one thing of the end of a text, or of an element beside it.

    `wall`: the rest is for those who pay. `offer`: so it may be. `metered`: some free reading is left, as of this text.
    `cut`: words are left out. `on`: it goes on elsewhere. `more`: it may go on elsewhere, or others do.
    """
    lines = files("extractors.pages").joinpath(RULES_FILE).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return tuple(re.compile(row["pattern"], re.IGNORECASE) for row in rows if row["says"] == says)


def access_marks(tree: Element, article: Linked, metas: Mapping[str, str]) -> AccessMarks:
    """Read a page's JSON-LD object, meta elements and walls; `tree` must still have all its blocks."""
    parts = list(_closed_parts(article, 0))
    closed = bool(parts) or _is_closed_by_meta(metas)
    return AccessMarks(closed, _counted(article.get("wordCount")), _held(tree, parts), _has_wall(tree))


def access_of(marks: AccessMarks, raw: str, text: str) -> str:
    """Say whether `text` is the whole (full), or less because of a wall (paywalled) or for another reason (truncated).

    `raw` is the text as extracted, before its notices are taken out: how it ends tells. A page that says it is not
    free, as metered pages do, and gives its text all the same is full: what counts is whether the words are there.
    """
    ends = [line for line in raw.splitlines() if line.strip()][-_LAST_LINES:]
    size = len(text) + len(_DENSE.findall(text))
    is_cut = _says(ends, "cut") or _is_undercounted(marks, text) or (size <= TRAILING and _trails_off(ends, text))
    if not is_cut and size >= SHORT:
        return FULL
    if marks.has_wall or _is_wall(ends) or (marks.is_closed and (is_cut or not _is_given(marks, text))):
        return PAYWALLED
    return TRUNCATED if is_cut else FULL


def _says(lines: list[str], what: str) -> bool:
    return any(len(line) <= _MAX_NOTICE and rule.search(line) for line in lines for rule in access_rules(what))


def _is_wall(lines: list[str]) -> bool:
    """Whether lines say that the rest is for those who pay; an offer beside a count of free reading does not."""
    return _says(lines, "wall") or (_says(lines, "offer") and not _says(lines, "metered"))


def _is_given(marks: AccessMarks, text: str) -> bool:
    """Whether the part that the page names as closed stands in the text all the same."""
    return bool(marks.held) and folded(marks.held or "") in folded(text)


def _trails_off(ends: list[str], text: str) -> bool:
    """Whether a text ends in dots, in an offer to read on, or within a sentence before one to read more."""
    if _DOTS.search(text) or _says(ends, "on"):
        return True
    words = [line for line in ends if not _says([line], "more")]
    return _says(ends, "more") and bool(words) and not _SENTENCE_END.search(words[-1])


def _is_undercounted(marks: AccessMarks, text: str) -> bool:
    if marks.words is None or marks.words < _MIN_COUNT or _DENSE.search(text):
        return False
    low, high = _CHARACTERS
    return len(text.split()) < COUNTED_SHARE * marks.words and not low <= len(text) / marks.words <= high


def _closed_parts(thing: Any, depth: int) -> Iterator[Linked]:
    """The JSON-LD object and those of its parts that say they are not accessible for free."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(thing, list):
        for part in thing:
            yield from _closed_parts(part, depth + 1)
    elif isinstance(thing, dict):
        if str(thing.get("isAccessibleForFree", "")).strip().lower().rpartition("/")[2] in _names().if_false[1]:
            yield thing
        yield from _closed_parts(thing.get("hasPart"), depth + 1)


def _is_closed_by_meta(metas: Mapping[str, str]) -> bool:
    names = _names()
    return any(
        name in known and value.strip().lower() in closed
        for known, closed in (names.tiers, names.if_true, names.if_false)
        for name, value in metas.items()
    )


def _counted(value: Any) -> int | None:
    """A count of words given as a number or as a string."""
    digits = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(digits) if digits.isdecimal() and len(digits) <= 6 else None


def _held(tree: Element, parts: list[Linked]) -> str | None:
    """The longest run of words in the elements of the closed parts, by the last class or id of their selectors."""
    selectors = [str(part.get("cssSelector") or "") for part in parts]
    names = [found[1] for selector in selectors if (found := _SELECTOR.search(selector))]
    if not names:
        return None
    runs = [
        run.strip()
        for name in names
        for node in tree.xpath(
            "//*[contains(concat(' ', normalize-space(@class), ' '), concat(' ', $name, ' ')) or @id = $name]",
            name=name,
        )
        for run in node.itertext("p", "div", "span", "a", "em", "strong", "b", "i", "h2", "h3", "li", "blockquote")
    ]
    return max(runs, key=len, default="") if sum(map(len, runs)) >= _GIVEN else ""


def _has_wall(tree: Element) -> bool:
    """Whether an element named for a wall asks, in few words, for what opens the rest.

    Templates for such walls, hidden until a script shows them, stand on every page of some sites.
    """
    for node in tree.iter("div", "section", "aside", "p", "span"):
        if _names_wall(node.get("class") or "", node.get("id") or "") and not _is_hidden(node):
            words = words_of(node)
            if len(words) <= _MAX_NOTICE and _is_wall([words]):
                return True
    return False


@lru_cache(maxsize=16_384)
def _names_wall(classes: str, identity: str) -> bool:
    name = f"{classes} {identity}".lower()
    return any(part in name for part in _names().walls)


def _is_hidden(node: Element) -> bool:
    return any(
        one.tag in ("template", "noscript") or "hidden" in one.attrib or _HIDDEN.search(one.get("style") or "")
        for one in (node, *node.iterancestors())
    )
