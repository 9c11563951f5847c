"""A feed to the same from its root element on: harmless entities written out, those that may blow it up refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

# What writing out all references to declared entities may add to a feed, in bytes: feeds name signs and their paper's
# name, some thousand times at most; a quadratic blow-up needs far more.
MAX_EXPANSION = 1_000_000
# Longer document types are no feed's: the three sets of XHTML's characters in one take 30 kB.
_MAX_SUBSET = 200_000

_SPACE_OR_MISC = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)", re.DOTALL)
# XML 1.0, 2.8: name, external identifier, internal subset.
_HEAD = re.compile(rb"""<!DOCTYPE\s+[^\s<>\[\]"']+(?:[^<>\[\]"']|"[^"]*"|'[^']*')*""", re.IGNORECASE)
_DECLARATION = re.compile(
    rb"""\s+|<\?.*?\?>|<!--.*?-->|%[\w:.-]+;|(<!(ENTITY|ELEMENT|ATTLIST|NOTATION)\b(?:[^<>"']|"[^"]*"|'[^']*')*>)""",
    re.DOTALL,
)
_ENTITY = re.compile(rb"""<!ENTITY\s+([\w:.-]+)\s+(?:"([^"]*)"|'([^']*)')\s*>""")
# The sets of character names that the W3C published; parsers of feeds know these names without reading them.
_CHARACTER_SET = re.compile(rb"""<!ENTITY\s+%\s+[\w:.-]+\s+PUBLIC\s+["']-//W3C//ENTITIES [^"']*["']""", re.IGNORECASE)
_NESTED = re.compile(rb"&(?!#|(?:lt|gt|amp|quot|apos);)|%[\w:.-]+;")
_PREDEFINED = (b"lt", b"gt", b"amp", b"quot", b"apos")
_CHARACTER = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_CDATA_OR_REFERENCE = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&([\w:.-]+);", re.DOTALL)
_REFERENCE = re.compile(rb"&([\w:.-]+);")
_DECLARATION_OF_XML = re.compile(rb"<\?xml\s")
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|rdf|feed|channel|urlset|sitemapindex)\b", re.IGNORECASE)
_ROOT = re.compile(rb"<[A-Za-z_:]")
_END_OF_SUBSET = re.compile(rb"\]\s*>")
# A server's complaints may stand before the feed, but not for pages.
_MAX_JUNK = 8_192


@dataclass(frozen=True, slots=True)
class Rooted:
    """A document that begins with its root element; `is_sound` is false where what stood before it was no XML."""

    xml: bytes
    is_sound: bool


@dataclass(frozen=True, slots=True)
class _DocType:
    """The entities that a document type declares, None where one of them is refused, and where it ends."""

    entities: Mapping[bytes, bytes] | None
    end: int


def _character(reference: re.Match[str]) -> str:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return chr(code) if code <= 0x10FFFF else ""


def _replacement(literal: bytes) -> bytes:
    """What a reference stands for, character references written out (XML 1.0, 4.5); a lone sign of markup is text."""
    text = _CHARACTER.sub(_character, literal.decode("utf-8", "replace"))
    return {"<": b"&lt;", "&": b"&amp;"}.get(text) or text.encode("utf-8", "replace")


def _entities(subset: bytes) -> dict[bytes, bytes] | None:
    """The entities that an internal subset declares; None where one of them is external, nested or a parameter."""
    entities: dict[bytes, bytes] = {}
    place = 0
    while declaration := _DECLARATION.match(subset, place):
        place = declaration.end()
        if declaration[2] != b"ENTITY" or _CHARACTER_SET.match(declaration[1]):
            continue
        entity = _ENTITY.fullmatch(declaration[1])
        literal = b"" if entity is None else entity[2] or entity[3] or b""
        if entity is None or _NESTED.search(literal):
            return None
        if entity[1] not in _PREDEFINED:
            entities.setdefault(entity[1], _replacement(literal))
    return entities if not subset[place:].strip() else None


def _doctype(xml: bytes, start: int) -> _DocType:
    head = _HEAD.match(xml, start, start + _MAX_SUBSET)
    end = head.end() if head else start
    if xml[end : end + 1] != b"[":
        return _DocType({}, (xml.find(b">", end) + 1) or len(xml))
    close = _END_OF_SUBSET.search(xml, end, start + _MAX_SUBSET)
    return _DocType(_entities(xml[end + 1 : close.start()]) if close else None, close.end() if close else len(xml))


def _written_out(xml: bytes, entities: Mapping[bytes, bytes]) -> bytes | None:
    """The document with the references to `entities` replaced; None where that would blow it up."""
    counts = Counter(_REFERENCE.findall(xml)) if entities else Counter()
    if sum(counts[name] * len(value) for name, value in entities.items()) > MAX_EXPANSION:
        return None
    if not any(counts[name] for name in entities):
        return xml
    return _CDATA_OR_REFERENCE.sub(lambda found: entities.get(found[1] or b"", found[0]), xml)


def _without_junk(xml: bytes) -> bytes:
    """The document from its XML declaration on, where a server's complaint stands before it."""
    declaration = _DECLARATION_OF_XML.search(xml, 0, _MAX_JUNK)
    if declaration is None or _FEED.search(xml, 0, declaration.start()):  # a text that speaks of XML
        return xml
    return xml[declaration.start() :]


def rooted(xml: bytes) -> Rooted | None:
    """The document from its root element on; None where its document type may blow it up or reads other files.

    External subsets are never read: RSS 0.91 prescribes one. A parser that gets the result meets no declaration.
    """
    document = _without_junk(xml)
    is_sound = len(document) == len(xml)
    entities: Mapping[bytes, bytes] | None = None
    place = 0
    while not _ROOT.match(document, place):
        if misc := _SPACE_OR_MISC.match(document, place):
            place = misc.end()
        elif document[place : place + 9].upper() == b"<!DOCTYPE":
            doctype = _doctype(document, place)
            if doctype.entities is None or entities is not None:
                return None
            entities, place = doctype.entities, doctype.end
        else:
            is_sound = False
            root = _ROOT.search(document, place, place + _MAX_JUNK)
            place = root.start() if root else len(document)
            break
    written = _written_out(document[place:], entities or {})
    return None if written is None else Rooted(written, is_sound)
