"""A URL as written, or the target of a redirect, to one that may be asked for, with its host and origin."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urldefrag, urljoin

import httpx

from extractors.fetching.credentials import split_credentials
from extractors.fetching.fetch_failures import FetchError, FetchReason
from extractors.fetching.transport import translated


def host_of(url: httpx.URL) -> str:
    """Host and port as they are sent; httpx's own `host` raises on names that IDNA 2008 forbids, as those of emoji."""
    return url.netloc.decode("ascii")


def origin_of(url: httpx.URL) -> str:
    """Scheme, host and port (RFC 6454), as `https://paper.example:8443`."""
    return f"{url.scheme}://{host_of(url)}"


@lru_cache(maxsize=4_096)  # a URL is looked at before its turn, for its rules and when it is asked for
def parsed(url: str) -> httpx.URL:
    """Read a URL that may be asked for; raises FetchError."""
    with translated(url):
        target = httpx.URL(url)
    if target.scheme not in ("http", "https"):
        raise FetchError(FetchReason.SCHEME_REFUSED, url=url, detail=f"{target.scheme or 'no scheme'} in {url}")
    if not target.raw_host:
        raise FetchError(FetchReason.BAD_URL, url=url, detail=f"no host in {url}")
    return target


def target_of(url: str, status: int, headers: Mapping[str, str]) -> str:
    """Where a redirect from `url` leads, without the credentials it may name; raises FetchError."""
    location = headers.get("location", "").strip()
    if not location:
        raise FetchError(FetchReason.BAD_REDIRECT, url=url, detail=f"HTTP {status} without a target")
    try:
        return split_credentials(urldefrag(urljoin(url, location)).url)[0]
    except ValueError as error:
        raise FetchError(FetchReason.BAD_REDIRECT, url=url, detail=f"to {location!r}") from error
