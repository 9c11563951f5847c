"""An entry element of a plain feed to what it says; of two elements the one stands that stands in feedparser."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from lxml import etree

from extractors.feeds.plain_roles import NotPlain, Role, Roles
from extractors.feeds.told import Markup, ToldEntry, Words

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
# Attributes that decide something outside their own element: bases of links, and CDF's way to say link and date.
FAR_REACHING = frozenset({"base", "href", "lastmod"})
_MARKUP = {
    "text": Markup.PLAIN,
    "plain": Markup.PLAIN,
    "text/plain": Markup.PLAIN,
    "html": Markup.HTML,
    "text/html": Markup.HTML,
}
# No dialect has elements with more than a dozen.
_MAX_ATTRIBUTES = 50
_PAGE_TYPES = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})
# A parameter of a link that was taken for an entity on its way.
_NAMED = re.compile(r"&([A-Za-z0-9_]+);")
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)/+")
# Windows-1252's letters in the places where Unicode has controls.
_CONTROLS_MEANT = {code: letter for code in range(0x80, 0xA0) if (letter := bytes([code]).decode("cp1252", "ignore"))}


@dataclass(slots=True)
class _Draft:
    """An entry while its elements are read in their order, which decides what a later one replaces."""

    is_atom: bool
    guid: str | None = None
    link: str | None = None
    alternates: list[str] = field(default_factory=list)
    title: Words | None = None
    is_titled: bool = False
    summary: Words | None = None
    is_summed_up: bool = False
    contents: list[Words] = field(default_factory=list)
    dates: dict[Role, str] = field(default_factory=dict)

    def told(self) -> ToldEntry:
        dates = (self.dates.get(role) for role in (Role.PUBLISHED, Role.CREATED, Role.UPDATED))
        return ToldEntry(
            self.guid or None,
            tuple(link for link in (self.link, *self.alternates) if link),
            self.title,
            (*((self.summary,) if self.summary else ()), *self.contents),
            tuple(date for date in dates if date),
        )


def text(element: etree._Element) -> str:
    """The text of an element as its publisher meant it: UTF-8 that was taken for Latin-1 on its way is mended."""
    words = (element.text or "").strip()
    if words.isascii():
        return words
    with suppress(UnicodeError):
        words = words.encode("iso-8859-1").decode("utf-8")
    return words.translate(_CONTROLS_MEANT)


def attribute_items(element: etree._Element) -> list[tuple[str, str]]:
    """Names and values of the attributes; lxml looks each value up from the first, which thousands make quadratic."""
    if len(element.attrib) > _MAX_ATTRIBUTES:
        raise NotPlain(element.tag)
    return list(element.items())


def attributes(element: etree._Element) -> dict[str, str]:
    """The attributes by lower-case name; one that reaches further, or is of another namespace, is not plain."""
    told = {}
    for name, value in attribute_items(element):
        if name == _XML_LANG:
            continue
        lower = name.lower()
        if name[0] == "{" or lower == "base":
            raise NotPlain(name)
        told[lower] = value
    return told


def _words(element: etree._Element, default: Markup) -> Words:
    told = attributes(element) if element.attrib else {}
    kind = told.get("type")
    markup = default if kind is None else _MARKUP.get(kind.lower())
    if markup is None or "mode" in told:
        raise NotPlain(kind)
    return Words(text(element), markup)


def _plain(draft: _Draft) -> Markup:
    """What text without a type is: plain in Atom, a guess in RSS."""
    return Markup.PLAIN if draft.is_atom else Markup.GUESS


def _guessed(words: Words, draft: _Draft) -> Words:
    """RSS that calls a text plain is not taken at its word."""
    return Words(words.text, _plain(draft)) if words.markup is Markup.PLAIN else words


def _read_title(draft: _Draft, element: etree._Element) -> None:
    """The first title that has words stands."""
    words = _guessed(_words(element, _plain(draft)), draft)
    if not draft.is_titled:
        draft.title = words
        draft.is_titled = bool(words.text)


def _read_media_title(draft: _Draft, element: etree._Element) -> None:
    """The title of a picture stands until the entry's own comes."""
    words = _guessed(_words(element, _plain(draft)), draft)
    if not draft.is_titled:
        draft.title = words


def _read_inner(draft: _Draft, element: etree._Element, role: Role) -> None:
    """Title or description of a picture within a box, where that of the entry does not decide what becomes of it."""
    if role is Role.MEDIA_TITLE and (draft.title is None or draft.is_titled):
        words = _guessed(_words(element, _plain(draft)), draft)
        if not draft.is_titled:
            draft.title = words
    elif role is Role.MEDIA_DESCRIPTION and not draft.contents:
        _read_description(draft, element)
    else:
        raise NotPlain(element.tag)


@dataclass(frozen=True, slots=True)
class Link:
    """A link element: `is_main` where it is the address of what it stands in."""

    target: str
    relation: str
    is_main: bool


def _resolved(link: str) -> str:
    return _SLASHES.sub(r"\1", link)


def read_link(element: etree._Element) -> Link:
    """The link that an element is: by its attributes, as in Atom, or by its text, as in RSS."""
    told = attributes(element) if element.attrib else {}
    relation = told.get("rel", "alternate").lower()
    target = told.get("url", told.get("uri", told.get("href")))
    if not target:
        return Link(_resolved(_NAMED.sub(r"&\1", text(element).replace("&amp;", "&"))), relation, True)
    kind = told.get("type", "application/atom+xml" if relation == "self" else "text/html").lower()
    return Link(_resolved(target), relation, relation == "alternate" and kind in _PAGE_TYPES)


def _read_link(draft: _Draft, element: etree._Element) -> None:
    link = read_link(element)
    if link.is_main:
        draft.link = link.target
    if link.relation == "alternate":
        draft.alternates.append(link.target)


def _read_guid(draft: _Draft, element: etree._Element) -> None:
    """A guid that does not say otherwise is a link too, if the entry has no other yet."""
    told = attributes(element) if element.attrib else {}
    draft.guid = text(element)
    if told.get("ispermalink", "true") == "true":
        draft.guid = _resolved(draft.guid)
        if draft.link is None:
            draft.link = draft.guid


def _read_summary(draft: _Draft, element: etree._Element, default: Markup) -> None:
    """A second summary is content, unless there is content."""
    if draft.is_summed_up and not draft.contents:
        draft.contents.append(_guessed(_words(element, _plain(draft)), draft))
        return
    draft.summary = _guessed(_words(element, default), draft)
    draft.is_summed_up = True


def _read_description(draft: _Draft, element: etree._Element) -> None:
    _read_summary(draft, element, Markup.HTML)


def _read_abstract(draft: _Draft, element: etree._Element) -> None:
    _read_summary(draft, element, _plain(draft))


def _read_content(draft: _Draft, element: etree._Element) -> None:
    is_encoded = element.tag.endswith("}encoded")
    draft.contents.append(_guessed(_words(element, Markup.HTML if is_encoded else _plain(draft)), draft))
    draft.is_summed_up = True


def _read_restart(draft: _Draft, element: etree._Element) -> None:
    attributes(element)
    draft.is_titled = False


_READ: Mapping[Role, Callable[[_Draft, etree._Element], None]] = {
    Role.TITLE: _read_title,
    Role.MEDIA_TITLE: _read_media_title,
    Role.LINK: _read_link,
    Role.GUID: _read_guid,
    Role.DESCRIPTION: _read_description,
    Role.MEDIA_DESCRIPTION: _read_description,
    Role.ABSTRACT: _read_abstract,
    Role.CONTENT: _read_content,
    Role.RESTART: _read_restart,
    Role.IMAGE: _read_restart,
}
_DATES = frozenset({Role.PUBLISHED, Role.UPDATED, Role.CREATED})


def only_silent(element: etree._Element, roles: Roles) -> None:
    """Whether nothing below the element would say anything of an entry; else the feed is not plain."""
    for inner in element.iterdescendants():
        if roles[inner.tag] is not Role.SILENT:
            raise NotPlain(inner.tag)


def read_entry(item: etree._Element, roles: Roles, is_atom: bool) -> ToldEntry:
    draft = _Draft(is_atom)
    for name, value in attribute_items(item):
        if name == _RDF_ABOUT:
            draft.guid = value
        elif name.rpartition("}")[2].lower() in FAR_REACHING:
            raise NotPlain(name)
    for element in item:
        role = roles[element.tag]
        if role is Role.SILENT:
            for inner in element.iterdescendants() if len(element) else ():
                if (inner_role := roles[inner.tag]) is not Role.SILENT:
                    if len(inner):
                        raise NotPlain(inner.tag)
                    _read_inner(draft, inner, inner_role)
        elif len(element):
            raise NotPlain(element.tag)
        elif role in _DATES:
            attributes(element)
            draft.dates[role] = text(element)
        elif role in _READ:
            _READ[role](draft, element)
        else:
            raise NotPlain(element.tag)
    return draft.told()
