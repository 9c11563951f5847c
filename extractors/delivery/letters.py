"""Text of the press to text that can do nothing where it is shown: one line, without signs that act as markup."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar
from urllib.parse import quote

R = TypeVar("R")

# A title of the press has some 80 letters, a sentence of an alert 200; a field with more is a mistake or an attack.
MOST_LETTERS = 500
# Browsers and servers take addresses of about 2,000 letters.
MOST_OF_A_URL = 2000
_URL = re.compile(r"https?://\S+")
# Persian and the scripts of India write with them, and emoji are joined by one.
_JOINERS = "\u200c\u200d"
_BREAKS = "\t\n\r"
# No reader joins or breaks at it, and no service's grammar has it: what begins with the sign before it ends there.
_GLUE = "\u2060"
_LOOKALIKES = str.maketrans(
    {"<": "‹", ">": "›", "*": "∗", "~": "∼", "`": "ˋ", "|": "❘", "\\": "⧵", "$": "﹩", "[": "［", "]": "］"}
    | {"@": f"@{_GLUE}", "#": f"#{_GLUE}"}
)
# Within a word it is a letter (`snake_case`); at its edge it begins or ends emphasis.
_UNDERLINE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_SHORTCODE = re.compile(r":(?=[\w+-]+:)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# All that a markup reads as its own and that an address can hold; each has its code, which leads to the same page.
_IN_URLS = re.compile(r"[*~`|\\$<>\[\](){};@'\"^]|(?<![^\W_])_|_(?![^\W_])")


def one_line(text: str) -> str:
    """`text` on one line, without control characters, marks that turn its direction or hide, and all too many letters.

    An address is cut where it is too long for one, without a sign of it.
    """
    line = " ".join(shown(text).split())
    if _URL.match(line):
        return line[:MOST_OF_A_URL]
    return line if len(line) <= MOST_LETTERS else f"{line[: MOST_LETTERS - 1].rstrip()}…"


def shown(text: str) -> str:
    """`text` without the characters that show nothing themselves but act on the rest; white space stays."""
    return "".join(letter for letter in text if _is_shown(letter))


def _is_shown(letter: str) -> bool:
    """Whether a character is a sign or a space: no control, format mark, half of a pair, or nothing at all."""
    if letter in _BREAKS or letter in _JOINERS:
        return True
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def in_lines(record: R) -> R:
    """A record with every text of it on one line, texts of the records and tuples in it, too."""
    return _in_lines(record)  # type: ignore[no-any-return]


def _in_lines(value: Any) -> Any:
    if type(value) is str:
        return one_line(value)
    if type(value) is tuple:
        return tuple(_in_lines(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _in_lines(getattr(value, field.name)) for field in fields(value)})
    return value


def inert(text: str) -> str:
    """`text` with every sign that any service reads as markup or as a mention in place of a sign that looks like it.

    Chat services render Markdown of their own kind, mostly whether they are asked to or not, and none documents all of
    it; what cannot be written in any of them needs no escaping that is right in each. Addresses stay what they are: the
    signs in them become their codes. Line ends stay.
    """
    parts, place = [], 0
    for url in _URL.finditer(text):
        parts += [_inert(text[place : url.start()]), _IN_URLS.sub(_coded, url[0])]
        place = url.end()
    return "".join([*parts, _inert(text[place:])])


def _inert(text: str) -> str:
    for pattern, sign in ((_UNDERLINE, "ˍ"), (_SHORTCODE, f":{_GLUE}"), (_ENTITY, f"&{_GLUE}")):
        text = pattern.sub(sign, text)
    return text.translate(_LOOKALIKES)


def _coded(sign: re.Match[str]) -> str:
    return "%5F" if sign[0] == "_" else quote(sign[0], safe="").replace("~", "%7E")
