"""The lines of a page become the lines of its story: promotion, notices and credits go by their words and position."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractors.pages.page_words import folded

RULES_FILE = "article_lines.jsonl"
# How many lines from the top or from the bottom count as the edge of a text.
EDGE = 4
# Nothing that a reader is told to do takes longer to say; a longer line is a paragraph that happens to hold the words.
MAX_NOTICE = 320
# A wall that asks for consent says little else.
MAX_WALL = 3000
# A front page has at least so many teasers, a headline or a line of some words each; a paragraph is longer.
MIN_TEASERS = 4
MIN_PARAGRAPH = 100
# Lines after a closing mark are dropped only while they are at most this share of the text.
MAX_TAIL = 0.3
# Letters of a headline that no sentence of the story ends in by chance, and of the overline before it.
MIN_HEADLINE = 15
MAX_OVERLINE = 60
# A line of so many letters is not said twice in one story.
MIN_REPEAT = 40
# A line of so many characters and without a full stop is no sentence where it stands above or below them all. Of 126
# articles 26 are nearer to what their publishers count as text without such lines, and three less near.
MAX_LABEL = 80
_STOPS = (".", "!", "?", "…", "。", "！", "？", "۔", "؟", "।", "॥", "։", "።", "။", "។")
_CLOSING = "\"'”’»«“)]）]」』›* "
# Thai and Lao write no full stop.
_UNSTOPPED = re.compile("[\u0e00-\u0eff]")
# A dateline in a line of its own: `KABUL (Reuters)`, `Maiduguri, Nigeria –`.
_BEGINS = (")", "-", "–", "—", ",")
# A list belongs to the words before it, `These were killed:`, unless they are only its name.
_MIN_INTRODUCTION = 3
_SPACE = re.compile(r"[ \t\u00a0]+")
_BULLET = re.compile(r"^(?:[-•·▪►→*]\s+)+")


@dataclass(frozen=True, slots=True)
class LineRule:
    """One kind of line that is no story: where it may stand (any, top, bottom, edge, or closing), and its pattern."""

    name: str
    where: str
    pattern: re.Pattern[str]


@cache
def line_rules() -> tuple[LineRule, ...]:
    """The rules of article_lines.jsonl, in the order of the file."""
    lines = files("extractors.pages").joinpath(RULES_FILE).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return tuple(LineRule(row["id"], row["where"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows)


def story(text: str, headlines: Sequence[str] = (), authors: Sequence[str] = ()) -> str:
    """Keep the story's lines: a paragraph a line, white space single, no list marks, headline and notices dropped."""
    lines = [line for raw in text.splitlines() if (line := _BULLET.sub("", _SPACE.sub(" ", raw).strip()))]
    lines = _without_authors(_without_headlines(lines, headlines), authors)
    lines = _until_closing(lines)
    kept = [line for place, line in enumerate(lines) if not is_notice(line, place, len(lines))]
    return "\n".join(_without_repeats(kept))


def sentences_of(text: str) -> str:
    """A page's story less the short lines above and below it that are no sentences: rubrics, tags, credits."""
    lines = text.splitlines()
    told = [place for place, line in enumerate(lines) if not _is_label(line)]
    if not told:
        return text
    begun = next((place for place in range(told[0]) if lines[place].endswith(_BEGINS)), told[0])
    return "\n".join(lines[begun:] if _introduces(lines[told[-1]]) else lines[begun : told[-1] + 1])


def is_notice(line: str, place: int, count: int) -> bool:
    """Whether the line at `place` of `count` lines is a notice to the reader by one of the rules."""
    if len(line) > MAX_NOTICE:
        return False
    is_top, is_bottom = place < EDGE, place >= count - EDGE
    allowed = {"any": True, "top": is_top, "bottom": is_bottom, "edge": is_top or is_bottom}
    return any(allowed.get(rule.where, False) and rule.pattern.search(line) for rule in line_rules())


def asks_consent(words: str) -> bool:
    """Whether a page's words, all of them, are those of a consent wall: few, and a question about data among them."""
    rule = next(rule for rule in line_rules() if rule.name == "consent")
    return len(words) <= MAX_WALL and any(rule.pattern.search(line) for line in words.splitlines())


def is_list(text: str) -> bool:
    """Whether a text is a list of teasers: several lines, most too short to be paragraphs."""
    lines = text.splitlines()
    return len(lines) >= MIN_TEASERS and sum(len(line) < MIN_PARAGRAPH for line in lines) > len(lines) / 2


def _without_headlines(lines: list[str], headlines: Sequence[str]) -> list[str]:
    """The lines less those at the top that end in a headline: it may have a short overline before it."""
    given = [words for headline in headlines if len(words := folded(headline)) >= MIN_HEADLINE]

    def repeats(line: str) -> bool:
        words = folded(line)
        return any(words.endswith(headline) and len(words) <= len(headline) + MAX_OVERLINE for headline in given)

    return [line for place, line in enumerate(lines) if place >= EDGE or not repeats(line)]


def _without_authors(lines: list[str], authors: Sequence[str]) -> list[str]:
    """The lines less those at either end that are an author's name, or all their names."""
    names = {folded(name) for name in (*authors, " ".join(authors))} - {""}
    last = len(lines) - EDGE
    return [line for place, line in enumerate(lines) if EDGE <= place < last or folded(line) not in names]


def _until_closing(lines: list[str]) -> list[str]:
    """The lines before the first closing mark after which little is left."""
    total = sum(map(len, lines))
    closing = [rule.pattern for rule in line_rules() if rule.where == "closing"]
    for place, line in enumerate(lines):
        is_closing = len(line) <= MAX_NOTICE and any(pattern.search(line) for pattern in closing)
        if is_closing and sum(map(len, lines[place:])) <= MAX_TAIL * total:
            return lines[:place]
    return lines


def _is_label(line: str) -> bool:
    is_sentence = line.rstrip(_CLOSING).endswith(_STOPS) or _UNSTOPPED.search(line) is not None
    return len(line) <= MAX_LABEL and not is_sentence and not _introduces(line)


def _introduces(line: str) -> bool:
    return line.endswith(":") and len(line.split()) >= _MIN_INTRODUCTION


def _without_repeats(lines: list[str]) -> list[str]:
    """Each line once where it is long enough to be a paragraph; short lines may return."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        letters = folded(line)
        if len(letters) >= MIN_REPEAT and letters in seen:
            continue
        seen.add(letters)
        kept.append(line)
    return kept
