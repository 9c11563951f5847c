"""Polls ended by SIGKILL at moments counted in answers to what was lost of the press's entries, and what doubled."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import wait
from signal import SIGKILL

from flows.bench_collect.bodies import story_link
from flows.bench_collect.measured import in_process, measured
from flows.bench_collect.press import Press
from flows.bench_collect.tasks import START, all_due, poll, stored
from flows.settings import Settings
from warehouse.soundness import FailedCheck

# A kill comes up to so much later than its answer, so that it falls into reading and storing, too.
_LATER_S = 0.2


@dataclass(frozen=True, slots=True)
class Killed:
    """The kills by number of answers before each, the editions served, and what is wrong with entries at the end."""

    moments: tuple[int, ...]
    editions: int
    lost: int
    doubled: int
    broken: tuple[FailedCheck, ...]


def killed_polls(press: Press, settings: Settings, kills: int, seed: int) -> Killed:
    """Poll the press again and again, each poll but the last killed somewhere, then compare what is there to what was.

    A killed poll begins anew at the same moment. One that ends before its kill is whole: the press prints another
    edition, and the next poll comes when every feed is due.
    """
    chance = random.Random(seed)
    now, edition = START, 0
    moments: list[int] = []
    while len(moments) < kills:
        after = chance.randint(1, press.plan.hosts)
        if _is_killed(press, settings, now, after, chance.random() * _LATER_S):
            moments.append(after)
        else:
            edition += 1
            press.print_edition(edition)
            now = all_due(settings)
    measured(poll, settings, now)
    found = stored(settings)
    links = Counter(found.links)
    served = {
        story_link(index, press.port, past, number)
        for past in range(edition + 1)
        for index in range(press.plan.hosts)
        for number in range(press.plan.entries)
    }
    doubled = links.total() - len(links)
    return Killed(tuple(moments), edition + 1, len(served - links.keys()), doubled, found.broken)


def _is_killed(press: Press, settings: Settings, now: datetime, after: int, delay_s: float) -> bool:
    """Poll until the kill or, where that comes first, the end; whether it was the kill."""
    with in_process(poll, settings, now) as (process, _):
        press.kill(process.pid or 0, after, delay_s)
        wait([process.sentinel])
        press.spare()  # before the process is reaped and its number free
        process.join()
        if process.exitcode not in (0, -SIGKILL):
            raise RuntimeError(f"a poll ended with {process.exitcode}")
        return process.exitcode == -SIGKILL
