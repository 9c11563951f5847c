"""A link as a feed gives it to one canonical address: absolute, without userinfo, fragment and tracking."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit, urlunsplit

from courlan import extract_domain
from courlan.clean import normalize_url, scrub_url

# A script tells its articles apart by parameters whose names may be trackers' elsewhere (`story.php?cid=77`).
_SCRIPT = re.compile(r"(?:\.(?:php|aspx?|jsp|cfm|cgi|do|pl)|/)$|^$", re.IGNORECASE)
_ONLY_TRACKS = re.compile(r"(?:utm_|at_|ns_|mc_|ga_|pk_|mtm_|itm_|(?:fbcl|gcl|ycl|msclk|igsh)id=)", re.IGNORECASE)

# Servers refuse longer addresses (RFC 9110, 4.1, asks them to take 8,000), and cleaning takes quadratic time.
_MAX_LINK = 8_000
# What canonical_link would give back as it is, but for `utm_` parameters and a fragment: most links of most feeds, at a
# thirtieth of the cost. No segment begins with a dot or is empty, no sign is one that would be quoted.
_CLEAN = re.compile(
    r"(https?://(?![^/]*xn--)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9]\d{3,4})?"
    r"(?:/[A-Za-z0-9_~!=:,-][A-Za-z0-9_.~!=:,%-]*)+/?)"
    r"(?:\?utm_[a-z]+=[A-Za-z0-9_.~!+%-]*(?:&utm_[a-z]+=[A-Za-z0-9_.~!+%-]*)*)?(?:#[A-Za-z0-9_-]*)?"
)


def _encoded(link: str) -> str:
    """`link` without line ends and tabs, its inner spaces kept as `%20` (WHATWG URL standard, basic URL parser)."""
    return re.sub(r"[\t\r\n]", "", link.strip()).replace(" ", "%20")


def _query_kept(path: str, query: str) -> str | None:
    """The query to keep as it is, or None where courlan may clean it."""
    parts = query.split("&")
    if any(part and "=" not in part for part in parts):  # `?12345` is an article's number, and courlan drops it
        return "&".join(part for part in parts if not _ONLY_TRACKS.match(part))
    if _SCRIPT.search(path):
        return "&".join(part for part in parts if part and not _ONLY_TRACKS.match(part))
    return None


def _without_userinfo(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


@lru_cache(maxsize=4_096)  # an entry's guid is often its link again, and feeds of one outlet share their links
def canonical_link(link: str, base: str) -> str | None:
    """Resolve `link` against `base` and clean it; None where it is no http(s) address, far too long, or `base` itself.

    A name and password before the host are those of the reader (RFC 3986, 3.2.1) and no part of a page's name.
    Tracking parameters go by courlan's list, but on addresses of scripts only those that track and do nothing else.
    """
    if len(link) > _MAX_LINK:
        return None
    clean = _CLEAN.fullmatch(link)
    if clean and not base.startswith(clean[1]):
        return clean[1]
    try:
        joined = urldefrag(urljoin(base, _encoded(link))).url
        if joined == urldefrag(base).url:  # `#`, an empty link and a bare `https://` lead back to the feed
            return None
        absolute = _without_userinfo(scrub_url(joined))
        parts = urlsplit(absolute)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
        kept = _query_kept(parts.path, parts.query)
        if kept is None:
            return str(normalize_url(absolute, strict=False))
        bare = urlsplit(normalize_url(urlunsplit(parts._replace(query="")), strict=False))
        return urlunsplit(bare._replace(query=kept))
    except ValueError:
        return None


def same_page(one: str | None, other: str | None) -> bool:
    """Whether two canonical links name one page: the scheme and `www.` make no difference."""

    def key(link: str) -> tuple[str, str, list[tuple[str, str]]]:
        parts = urlsplit(link)
        return parts.netloc.removeprefix("www."), parts.path.rstrip("/"), parse_qsl(parts.query, keep_blank_values=True)

    return one is not None and other is not None and key(one) == key(other)


def site_of(url: str) -> str | None:
    """The registered domain of an address (public suffix list), or the host where that has none, as an IP address."""
    try:
        return extract_domain(url) or (urlsplit(url).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None
