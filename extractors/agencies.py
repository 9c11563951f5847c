"""An article's authors and the edges of its text become the news agencies that it comes from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("agencies.toml")
# A byline and a dateline stand in the first lines of a text, above them perhaps headline and caption; credits in the
# last ones.
_TOP, _BOTTOM = 6, 5
# Nothing that only credits takes longer to say; a longer line is a paragraph.
_MAX_CREDIT = 120
# Before the agency a dateline has a place, perhaps its country, and a date.
_MAX_DATELINE = 60
# Up to this length forms are read only as they stand.
_SHORT_FORM = 5
_APART = re.compile(
    r"\s*(?:[,;/|&+()\[\]:•·،]|\s[-–—]\s|^[-–—]+|\s(?:and|with|via|for|by|in|und|mit|et|avec|y|con|e|com)\s)\s*"
)
_COPYRIGHT = re.compile(
    r"^\W*(?:©|\(c\)|copyright)[\s©]*(?:\(c\) )?(?:\d{4})?[,\s]*(?P<who>.{2,60}?)\.?(?: all rights.{0,80})?$", re.I
)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What agencies.toml knows: form to name, as it stands and without case, and the patterns made of the forms."""

    exact: dict[str, str]
    folded: dict[str, str]
    lines: dict[str, str]
    beside: re.Pattern[str]
    byline: re.Pattern[str]
    credit: re.Pattern[str]
    contributed: re.Pattern[str]
    datelines: tuple[re.Pattern[str], ...]
    endings: tuple[re.Pattern[str], ...]


def agencies_in(authors: Sequence[str], raw: str) -> str | None:
    """The agencies of a story, as `Reuters` or `AFP, AP`, in the order in which they are named; None where none is.

    `raw` is the text as extracted, before notices and credits are taken out of it. An agency that the story only
    quotes (`told Reuters`, `AFP reported`) is none of them: it must stand as an author, in the byline, in the dateline,
    or as a credit of its own at the end.
    """
    lines = [line for part in raw.splitlines() if (line := part.strip())]
    top, bottom = lines[:_TOP], lines[-_BOTTOM:]
    found = [name for author in authors for name in _named(author)]
    found += (name for line in top for name in _at_top(line))
    found += (name for place, line in enumerate(bottom, 1) for name in _at_bottom(line, place == len(bottom)))
    return ", ".join(dict.fromkeys(found)) or None


@cache
def knowledge() -> Knowledge:
    """Read agencies.toml."""
    given = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    exact = {form: name for name, forms in given["agencies"].items() for form in forms}
    one = _alternatives(exact)
    several = rf"(?P<who>(?:{one})(?:\s*(?:[/,&+-]|and|with)\s*(?:{one}))*)(?:/[\w.]{{2,12}})*"
    before = rf"^.{{0,{_MAX_DATELINE}}}?"
    datelines = (
        rf"^[(\[/【（［]\s*{several}\s*[)\]/】）］]\s*(?:[-–—:.،]|$)",
        rf"{before}[\s.:,،(]?[(\[/【（［]\s*{several}\s*[)\]/】）］]\s*(?:[-–—:.،])",
        rf"{before}\d[.,]?\s?[(\[]\s*{several}\s*[)\]]\s",
        rf"^[^.!?]{{2,45}}?[,–—-]\s?(?P<who>{one})\s?[.–—-]{{1,2}}\s",
        rf"^[\[［(（【][^\]］)）】a-z]{{0,25}}?(?:[\s=]|(?<=[\u3040-\u9fff]))(?P<who>{one})[\]］)）】]",
        r"^(?P<who>新华社|新華社|中新社|中央社)[^，。]{1,25}[电電]",
        rf"^{several}\s*[|·•]",
        rf"^{several},\s+[A-Z][A-Z ,.'-]+$",
    )
    endings = (
        rf"[.!?。।۔\"”»]\s*[(\[（]\s*(?:with |mit |avec )?{several}\s*[)\]）]\s*[.।۔]?$",
        rf"[.!?।۔\"”»]\s*[-–—/]{{1,2}}\s*(?:with )?{several}/?\s*\.?$",
        rf"^[(\[（]\s*{several}\s*[)\]）]\.?$",
        rf"^{several}(?:\s[A-Z]{{2,4}}){{1,5}}$",  # and the initials of its desk
    )
    # Names and towns of an agency's people may be many.
    contributed = (
        rf"^\W*(?:[Aa]n? )?(?P<who>.{{2,80}}?)(?: (?:{_alternatives(given['roles'])})\b.{{0,240}}?)? (?:also )?"
        r"(?:contributed(?: (?:reporting|to)\b.{0,40})?|a contribué à cet article)\W*$"
    )
    return Knowledge(
        exact,
        {form.casefold(): name for form, name in exact.items() if len(form) > _SHORT_FORM},
        {line: name for name, lines in given["lines"].items() for line in lines},
        re.compile(rf"(?:^|\s+)(?:{_alternatives(given['beside'])})$", re.IGNORECASE),
        re.compile(rf"^(?:{_alternatives(given['bylines'])})\s", re.IGNORECASE),
        re.compile(rf"^\W*(?:{_alternatives(given['credits'])})(?:\s*[:：-]\s*|\s+)(?P<who>.+)$", re.IGNORECASE),
        re.compile(contributed),
        tuple(map(re.compile, datelines)),
        tuple(map(re.compile, endings)),
    )


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _at_top(line: str) -> Iterator[str]:
    """The agencies of a byline, or of the dateline that a first line opens with."""
    if len(line) <= _MAX_CREDIT and knowledge().byline.search(line):
        yield from _named(line)
    for pattern in knowledge().datelines:
        if found := pattern.search(line):
            yield from _named(found["who"])
            return


def _at_bottom(line: str, is_last: bool) -> Iterator[str]:
    """The agencies that a last line credits, or that stand behind the last sentence of a paragraph."""
    for said, name in knowledge().lines.items():
        if line.startswith(said):
            yield name
    for pattern in (*knowledge().endings, knowledge().contributed):
        if found := pattern.search(line):
            yield from _named(found["who"])
            return
    if len(line) > _MAX_CREDIT:
        return
    for pattern in (knowledge().credit, _COPYRIGHT):
        if found := pattern.search(line):
            yield from _named(found["who"])
            return
    if is_last:
        yield from _named(line) if all(map(_name, _parts(line))) else ()


def _named(words: str) -> Iterator[str]:
    """The agencies among the names that words join: `Munir Ahmed | AP`, `dpa/AFP`, `Reuters in Kabul`."""
    return (name for part in _parts(words) if (name := _name(part)))


def _parts(words: str) -> list[str]:
    """The names in a byline, white space and full stops around them gone."""
    bare = knowledge().byline.sub("", words.strip())
    return [part for given in _APART.split(bare) if (part := given.strip(" .\"'“”–—-"))]


def _name(part: str) -> str | None:
    known = knowledge()
    for form in (part, known.beside.sub("", part), part.removeprefix("the ").removeprefix("The ")):
        if name := known.exact.get(form) or known.folded.get(form.casefold()):
            return name
    return None
