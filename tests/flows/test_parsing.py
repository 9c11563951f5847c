"""Workers that meet bytes which hang them, fill them or end them: that call fails for a reason, all others go on."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from flows import parsing
from flows.parsing import MEMORY_BYTES, ParsingFailed, open_parsers


class Unsendable(Exception):
    """An exception that cannot be made again from its message, as many are."""

    def __init__(self, place: int, words: str) -> None:
        super().__init__(f"{words} at {place}")


def double(number: int) -> int:
    return 2 * number


def hang() -> None:
    while True:
        pass


def fill() -> int:
    return len(bytearray(2 * MEMORY_BYTES))


def end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    raise SystemExit(3)


def broken_xml() -> None:
    etree.fromstring("<rss>")


def unsendable() -> None:
    raise Unsendable(7, "no such thing")


def telling() -> None:
    raise ValueError("https://ann:sesame@paper.example/feed?token=sesame")


async def _among_others(function: Callable[..., Any]) -> tuple[str, list[int]]:
    """Why a call failed, and what the calls around it gave."""
    async with open_parsers(2) as parse:
        before = [asyncio.create_task(parse(double, number)) for number in range(3)]
        failing = asyncio.create_task(parse(function))
        after = [asyncio.create_task(parse(double, number)) for number in range(3, 6)]
        with pytest.raises(ParsingFailed) as caught:
            await failing
        return str(caught.value), [*await asyncio.gather(*before, *after), await parse(double, 6)]


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (hang, "took more than 1 s"),
        (fill, "took more than 1000 MB"),
        (end, "ended its process"),
        (leave, "failed: SystemExit(3)"),
        (broken_xml, "failed: XMLSyntaxError('Premature end of data in tag rss line 1, line 1, column 6')"),
        (unsendable, "failed: Unsendable('no such thing at 7')"),
        (telling, "failed: ValueError('https://***@paper.example/feed?token=***')"),
    ],
)
def test_a_call_that_fails_leaves_the_others_alone(
    function: Callable[..., Any], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "SECONDS", 1.0)
    assert asyncio.run(_among_others(function)) == (why, [0, 2, 4, 6, 8, 10, 12])
