"""A place name in its sentence to its role: where something is, a body's home, or the government of a country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc, Token

from models.places.countries import countries, country_named
from models.places.place_shape import PlaceName, is_owner, words
from warehouse.records import PlaceRole

_QUALIFIES = frozenset({"compound", "nmod", "amod"})
_JOINED = frozenset({"conj", "appos"})


def with_roles(doc: Doc, names: Sequence[PlaceName]) -> list[PlaceName]:
    """The names with their roles; the country of a government is where things are if the text names no other place."""
    found = [replace(name, role=_role(doc, name)) for name in names]
    if any(name.role is PlaceRole.PLACE for name in found):
        return found
    return [
        replace(name, role=PlaceRole.PLACE) if name.role is PlaceRole.GOVERNMENT and country_named(name.words) else name
        for name in found
    ]


def _role(doc: Doc, name: PlaceName) -> PlaceRole:
    """The role by the words beside it, unless the name has one already that is no place."""
    if name.role is not PlaceRole.PLACE:
        return name.role
    if is_owner(doc, name):
        return PlaceRole.BODY
    return PlaceRole.GOVERNMENT if name.sort is None and _is_government(doc, name) else PlaceRole.PLACE


def _is_government(doc: Doc, name: PlaceName) -> bool:
    """Whether a country or a capital, which alone speak for a government, stands where only a government can."""
    country = country_named(name.words) is not None
    if not country and name.words not in _capitals():
        return False
    head = doc[name.start : name.stop].root
    while head.dep_ in _JOINED and head.head.ent_type_ and head.head.i < head.i:
        head = head.head
    return _acts(head) or _owns(head) or _is_party(head) or (head.dep_ in _QUALIFIES and _qualifies(head, country))


def _acts(head: Token) -> bool:
    """`Islamabad said`, `Kyiv was accused`, `Moscow accused Kyiv`, `accused by Tehran`."""
    lists, verb = words().government, head.head.lemma_.lower()
    match head.dep_:
        case "nsubj":
            return verb in lists["says"]
        case "nsubjpass" | "dobj" | "dative":
            return verb in lists["to"]
        case "pobj":
            return head.head.dep_ == "agent" and head.head.head.lemma_.lower() in lists["to"]
    return False


def _owns(head: Token) -> bool:
    """`Beijing's foreign ministry`."""
    return head.dep_ == "poss" and head.head.lower_ in words().government["owns"] | words().government["affairs"]


def _is_party(head: Token) -> bool:
    """`talks with Tehran`, `pressure on Tehran`."""
    lists, preposition = words().government, head.head
    return (
        head.dep_ == "pobj" and preposition.lower_ in lists["between"] and preposition.head.lower_ in lists["affairs"]
    )


def _qualifies(head: Token, country: bool) -> bool:
    """`Egypt-US relations`, `the Kabul government`, `the US embassy`; the Kabul embassy lies in Kabul."""
    noun, lists = head.head.lower_, words().government
    return noun in lists["affairs"] | lists["rule"] or (country and noun in lists["owns"])


@cache
def _capitals() -> frozenset[str]:
    return frozenset(country.capital for country in countries() if country.capital)
