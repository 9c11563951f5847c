"""The address a page was had from, and the one it declares, become the address that names its article.

AMP, print and mobile versions, and copies in caches, then have the name of the article that they are versions of.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, urlsplit, urlunsplit

from extractors.links import canonical_link, same_page, site_of

RULES_FILE = "page_versions.jsonl"
# Declared by broken templates for every page of a site: its front page, or that of one of its languages.
_FRONT = re.compile(r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?|index\.\w+|home/?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class VersionRule:
    """One way in which an address says that it is of a version; `part` is address, host, path or query."""

    name: str
    part: str
    pattern: re.Pattern[str]
    to: str


@cache
def version_rules() -> tuple[VersionRule, ...]:
    """The rules of page_versions.jsonl, in the order of the file."""
    lines = files("extractors.pages").joinpath(RULES_FILE).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return tuple(
        VersionRule(row["id"], row["part"], re.compile(row["pattern"], re.IGNORECASE), row["to"]) for row in rows
    )


def canonical_of(final_url: str, declared: str | None) -> str:
    """The address that names the article of a page.

    It is the one that the page declares where that is of the same registered domain (Ohye and Kupke 2012, RFC 6596).
    Another publisher's is not followed: this page is what this publisher told, the copies of a text find each other by
    its words, and a page must not be able to stand in the place of another site's article. The site's front page is not
    followed either: broken templates declare it for every page. Without such a declaration it is where the page was,
    less what `page_versions.jsonl` knows to be of a version.
    """
    fetched = canonical_link(final_url, "")
    if fetched is None:  # what is no address of a page can have no version of one
        return final_url
    own = plain_version(fetched)
    link = canonical_link(declared, final_url) if declared else None
    if link is None or same_page(link, fetched) or not _is_followed(link, own):
        return own
    return _decoded(link)


def plain_version(url: str) -> str:
    """The likely address of the article that `url` is a version of; `url` where it looks like none."""
    try:
        parts = urlsplit(_decoded(url))
        plain = parts._replace(netloc=_plain_host(parts), path=_changed("path", parts.path) or "/")
    except ValueError:
        return url
    kept = [pair for pair in parts.query.split("&") if pair and not _matches("query", pair)]
    return urlunsplit(plain._replace(query="&".join(kept))) if kept != parts.query.split("&") else urlunsplit(plain)


def _is_followed(link: str, own: str) -> bool:
    """Whether a declared address can be that of the article: on its site, and not the site's front page."""
    site = site_of(_decoded(link))
    is_front = _is_front(link) and not _is_front(own)
    return site is not None and site == site_of(own) and not is_front


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and _FRONT.fullmatch(parts.path) is not None


def _decoded(url: str) -> str:
    """The address that a cache or an archive keeps a copy of."""
    original = _changed("address", url)
    return url if original == url else canonical_link(original, "") or url


def _plain_host(parts: SplitResult) -> str:
    """The host without the label of a version; a registered domain that is left bare is taken with `www.`."""
    plain = _changed("host", parts.netloc)
    if plain == parts.netloc or "." not in plain or site_of(urlunsplit(parts)) != site_of(f"http://{plain}/"):
        return parts.netloc
    return f"www.{plain}" if plain == site_of(f"http://{plain}/") else plain


def _changed(part: str, words: str) -> str:
    """The words of a part after its rules, again until none changes them: each takes something away."""
    before = None
    while before != words:
        before = words
        for rule in version_rules():
            if rule.part == part:
                words = rule.pattern.sub(rule.to, words)
    return words


def _matches(part: str, words: str) -> bool:
    return any(rule.pattern.search(words) for rule in version_rules() if rule.part == part)
