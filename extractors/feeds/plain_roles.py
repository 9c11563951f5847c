"""The tags of a feed to what they say to feedparser, by a table; a feed with any other tag is not plain."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from lxml import etree

_KNOWLEDGE = Path(__file__).with_name("plain_feed.toml")


class NotPlain(Exception):
    """The feed holds something that this module does not read."""


class Role(StrEnum):
    """What an element says, as plain_feed.toml lists them."""

    ENTRY = "entry"
    TITLE = "title"
    MEDIA_TITLE = "media_title"
    LINK = "link"
    GUID = "guid"
    DESCRIPTION = "description"
    MEDIA_DESCRIPTION = "media_description"
    ABSTRACT = "abstract"
    CONTENT = "content"
    PUBLISHED = "published"
    UPDATED = "updated"
    CREATED = "created"
    RESTART = "restart"
    TTL = "ttl"
    UPDATE_PERIOD = "update_period"
    UPDATE_FREQUENCY = "update_frequency"
    IMAGE = "image"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class _Knowledge:
    namespaces: Mapping[str, str]
    prefixes: frozenset[str]
    roles: Mapping[str, Role]


@cache
def _knowledge() -> _Knowledge:
    told = tomllib.loads(_KNOWLEDGE.read_text(encoding="utf-8"))
    roles = {name: Role(role) for role, names in told["role"].items() for name in names}
    return _Knowledge(told["namespace"], frozenset(told["prefixes"]["known"]), roles)


class Roles(dict[str, Role]):
    """The role of each tag of one document; an unknown one makes the document no plain feed."""

    def __init__(self, root: etree._Element) -> None:
        super().__init__()
        self._silent: set[str] = set()
        for prefix, uri in root.nsmap.items():
            meaning = _knowledge().namespaces.get(uri.lower())
            if prefix in _knowledge().prefixes and prefix != meaning:
                raise NotPlain(prefix)
            if meaning is None and prefix is not None:
                self._silent.add(uri)

    def __missing__(self, tag: str) -> Role:
        uri, _, local = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
        prefix = _knowledge().namespaces.get(uri.lower()) if uri else ""
        if prefix is None:
            role = Role.SILENT if uri in self._silent else None
        else:
            role = _knowledge().roles.get(f"{prefix}:{local}".lower() if prefix else local.lower())
        if role is None:
            raise NotPlain(tag)
        self[tag] = role
        return role
