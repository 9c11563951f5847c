"""Two sub-event types to how well they may name one attack, from `compatible_kinds.toml`."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

KNOWLEDGE = Path(__file__).with_name("compatible_kinds.toml")


class Kinship(StrEnum):
    """How two sub-event types relate."""

    SAME = "same"
    CLOSE = "close"
    POSSIBLE = "possible"
    NONE = "none"


def kinship(a: str, b: str) -> Kinship:
    """How the sub-event types `a` and `b` relate; symmetric."""
    return Kinship.SAME if a == b else _pairs().get(frozenset((a, b)), Kinship.NONE)


def may_sum_up(report: str, incident: str) -> bool:
    """Whether a report of the one kind may speak of several attacks, one of the other kind among them."""
    return report == incident or (report in _knowledge()["general"] and kinship(report, incident) is not Kinship.NONE)


@cache
def violence() -> tuple[str, ...]:
    """The sub-events that found incidents, from the one told most precisely to the least."""
    return tuple(_knowledge()["violence"])


@cache
def _knowledge() -> dict[str, Any]:
    return tomllib.loads(KNOWLEDGE.read_text(encoding="utf-8"))


@cache
def _pairs() -> dict[frozenset[str], Kinship]:
    known = _knowledge()
    return {
        **{frozenset(pair): Kinship.POSSIBLE for pair in known["possible"]},
        **{frozenset(pair): Kinship.CLOSE for pair in known["close"]},
    }
