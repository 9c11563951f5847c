"""The text of a robots.txt to what a robot of our name may fetch and how often (RFC 9309)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from protego import Protego

# RFC 9309, 2.5: at least 500 kibibytes must be read; what lies beyond is not.
MAX_ROBOTS_BYTES = 500 * 1024

# A line that names a robot, in all the spellings that the reader takes for one.
_AGENT = re.compile(r"\s*(?:user-agent|useragent|user\s+agent)(?:\s*:|\s)\s*(.*)", re.IGNORECASE)
_OTHERS = "another-robot"


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


def _named(line: str, robot: str) -> str:
    """A line as it concerns `robot`: the names of all other robots become one.

    The reader below gives each robot its own copy of the rules of its group: a file of 500 KB with thousands of names
    over thousands of rules took 15 s and gigabytes.
    """
    found = _AGENT.match(line)
    if found is None:
        return line
    agent = found[1].split("#")[0].strip().lower()
    bare = agent if agent == "*" else agent.replace("*", "")
    return f"User-agent: {bare if bare == '*' or (bare and bare in robot) else _OTHERS}"


def read_robots(text: str, robot: str) -> Robots:
    """Read a robots.txt for `robot`; lines that are no rules are passed over."""
    rules = Protego.parse("\n".join(_named(line, robot.lower()) for line in text.splitlines()))
    delay = float(rules.crawl_delay(robot) or 0.0)
    return Robots(rules, delay if math.isfinite(delay) else 0.0)
