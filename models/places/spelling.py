"""Names of places to the keys under which the gazetteer keeps and finds them, and to how they are shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Words that say what sort of area a name is, which a text may leave out: `Swabi District` is also `Swabi`.
SORTS = frozenset(
    {"agency", "county", "department", "district", "division", "governorate", "krai", "metropolitan", "municipality"}
    | {"oblast", "parish", "prefecture", "province", "raion", "rayon", "region", "state", "wilaya"}
)
# Sorts that the shown name goes without; `Granville County` and `Al Ain Municipality` are never called otherwise.
UNSHOWN = (
    " District",
    " Province",
    " Agency",
    " Governorate",
    " Region",
    " Department",
    " Oblast",
    " Prefecture",
    " State",
)
# What Arabic puts before a name, as it is written before each letter; Persian and Kurdish names go without.
ARTICLES = frozenset(("ad", "al", "an", "ar", "as", "ash", "at", "az", "el", "ul"))
# Articles that are no word of another language in front of a name.
_LEADING = frozenset(("ad", "al", "an", "as", "ash", "el"))

_MARKS = str.maketrans({mark: None for mark in "'`´‘’ʻʼʿʾ.,\u0300"} | {"-": " ", "–": " ", "/": " ", "_": " "})
# Control characters that are no white space, marks of direction, and halves of characters, which no key may hold.
_UNWRITTEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]")
_QUOTES = str.maketrans({"‘": None, "ʻ": None, "ʼ": None, "’": "'"})
# Macron, dot below and line below.
_TRANSLITERATION = frozenset("\u0304\u0323\u0331")

_DOUBLED = re.compile(r"(.)\1+")
# In the order in which they are applied.
_SPELLINGS = (
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("ph", "f"), ("q", "k"), ("w", "v"),
    ("y", "i"), ("zh", "j"),
)  # fmt: skip


def normal(name: str) -> str:
    """A name as the index keys it: folded case, no accents or apostrophes, hyphens as spaces, `saint` as `st`."""
    if not name.isascii():
        name = _UNWRITTEN.sub("", name)
        name = unicodedata.normalize("NFKD", name.translate(_MARKS))
        name = "".join(mark for mark in name if not unicodedata.combining(mark))
    else:
        name = _UNWRITTEN.sub("", name).translate(_MARKS)
    words = name.casefold().split()
    return " ".join("st" if word == "saint" else word for word in words)


def sound(words: str) -> str:
    """A normal form without what transliteration writes in several ways: `Jaffarabad`, `Jafarabad`; `Deir Ezzor`."""
    squeezed = words.replace(" ", "")
    for spelt, plain in _SPELLINGS:
        squeezed = squeezed.replace(spelt, plain)
    return _DOUBLED.sub(r"\1", squeezed)


def sounds(words: str) -> tuple[str, ...]:
    """The keys under which a normal form is found by its sound."""
    return (sound(words),)


def forms(name: str) -> Iterator[str]:
    """The keys under which a name is found: itself, without its sort of area, without an Arabic article."""
    words = normal(name).split()
    yield " ".join(words)
    if len(words) > 1 and words[-1] in SORTS:
        yield " ".join(words[:-1])
    if len(words) > 1 and (words[0] in SORTS or words[0] in _LEADING):
        yield " ".join(words[1:])


def shown(name: str) -> str:
    """A name as readers write it: without transliteration marks and without the sort of area where that is idle."""
    kept = "".join(_plain(mark) for mark in unicodedata.normalize("NFC", name.translate(_QUOTES)))
    for sort in UNSHOWN:
        kept = kept.removesuffix(sort)
        if not kept.startswith(f"{sort.strip()} of "):
            kept = kept.removeprefix(f"{sort.strip()} ")
    return kept


def is_written_name(name: str) -> bool:
    """Whether an alternate name is one that a text may use: Latin with a capital and more than a code, or not Latin."""
    if not name or not name[0].isalpha():
        return False
    letters = name.translate(_MARKS).replace(" ", "")
    if not _is_latin(letters):
        return len(name) > 1 and not any(mark.isdigit() for mark in name)
    return len(name) > 3 and name[0].isupper() and not name.isupper() and letters.isalpha()


def _is_latin(letters: str) -> bool:
    return letters.isascii() or all(ord(mark) < 0x250 or 0x1E00 <= ord(mark) < 0x1F00 for mark in letters)


def _plain(mark: str) -> str:
    """`ā`, `ş` under a dot and `Ḩ` without what transliteration put on them; `é`, `ñ` and `ç` as they are."""
    if mark.isascii():
        return mark
    base, *marks = list(unicodedata.normalize("NFD", mark))
    if not base.isalpha():
        return "" if unicodedata.combining(base) else base
    idle = _TRANSLITERATION.intersection(marks) or ("\u0327" in marks and base in "dhzDHZ")
    return base if idle else mark
