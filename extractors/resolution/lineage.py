"""Two actor keys to whether one may be said for the other: an organisation, its wings, and what they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from models.participants.actor_list import by_key


def lineage(key: str) -> Iterator[str]:
    """The key itself, then what it is part of, upwards; a key that the actor list lacks stands alone."""
    seen: set[str] = set()
    at: str | None = key
    while at is not None and at not in seen:
        seen.add(at)
        yield at
        listed = by_key(at)
        at = listed.parent if listed else None


def is_one_line(a: str, b: str) -> bool:
    """Whether one of the two is the other or part of it; two branches of one organisation are not."""
    return a in lineage(b) or b in lineage(a)
