"""The lines of many pages, one page after another, become the lines that each site repeats."""

from __future__ import annotations

from hashlib import blake2b

from extractors.pages.repeated_lines import Standing, lines_of, repeated

# Of so many lines together, each about 200 bytes, the standing is kept; of more, those seen once are forgotten. A page
# has some ten that stand apart from its story.
MAX_LINES = 200_000


class SiteLines:
    """How the lines of each site stand so far, as `warehouse.publisher_lines` keeps them for publishers."""

    def __init__(self, most: int = MAX_LINES) -> None:
        self._most = most
        self._articles: dict[str, int] = {}
        self._told: set[bytes] = set()
        self._lines: dict[tuple[str, str], tuple[int, int, int]] = {}

    def add(self, site: str, title: str | None, text: str) -> None:
        """Count the lines of a page's text; one whose headline the site had before is passed over."""
        if title is not None:
            told = blake2b(f"{site}\n{title}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
            if told in self._told:
                return
            self._told.add(told)
        before = self._articles.get(site, 0)
        self._articles[site] = before + 1
        for line in lines_of(text):
            articles, apart, since = self._lines.get((site, line.line_id), (0, 0, before))
            if articles or line.apart:
                self._lines[site, line.line_id] = (articles + 1, apart + line.apart, since)
        if len(self._lines) > self._most:
            self._lines = {known: counts for known, counts in self._lines.items() if counts[0] > 1}

    def repeated(self) -> dict[str, frozenset[str]]:
        """By site, the ids of the lines that it repeats; sites that repeat none are missing."""
        standings: dict[str, dict[str, Standing]] = {}
        for (site, identity), (articles, apart, since) in self._lines.items():
            of = self._articles[site] - since
            standings.setdefault(site, {})[identity] = Standing(articles, apart, of)
        return {site: ids for site, lines in standings.items() if (ids := repeated(lines))}
