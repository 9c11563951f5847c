"""The text of a robots.txt to what a robot of our name may fetch and how often (RFC 9309)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from protego import Protego

# RFC 9309, 2.5: at least 500 kibibytes must be read; what lies beyond is not.
MAX_ROBOTS_BYTES = 500 * 1024


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin; `rules` is None where the origin has none."""

    rules: Protego | None
    crawl_delay_s: float = 0.0

    def allows(self, url: str, robot: str) -> bool:
        """Whether `robot` (a product token, as `tocsin`) may fetch `url`."""
        return self.rules is None or bool(self.rules.can_fetch(url, robot))


ALLOW_ALL = Robots(None)


def robots_text(body: bytes) -> str:
    """The text of a robots.txt, as far as it is read; bytes that are no UTF-8 are marked."""
    return body[:MAX_ROBOTS_BYTES].decode("utf-8", "replace").removeprefix("\ufeff").replace("\0", "\ufffd")


def read_robots(text: str, robot: str) -> Robots:
    """Read a robots.txt for `robot`; lines that are no rules are passed over."""
    rules = Protego.parse(text)
    delay = float(rules.crawl_delay(robot) or 0.0)
    return Robots(rules, delay if math.isfinite(delay) else 0.0)
