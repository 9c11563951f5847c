"""What a poll showed of a feed to the wait for the next: long enough to be polite, short enough to miss nothing.

A feed shows a window of its latest entries. What matters is the share of the window that is new: at 1, entries may have
come and gone unseen. The controller steers that share to TARGET_SHARE. As the adaptive strategies compared by Urbansky
et al. (An Optimized Web Feed Aggregation Approach for Generic Feed Types, ICWSM 2011) it takes the rate of a feed from
its last poll: after `elapsed * TARGET_SHARE / share` the share would have been on target. The next wait is the
geometric mean of that and of the wait so far, so that one poll, which may be chance, moves it half of the way in log
time. Nothing new lengthens the wait by LENGTHEN.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

# The bounds that the product promises: nobody is asked more often than every five minutes or less than daily.
SHORTEST_S = 5 * 60.0
LONGEST_S = 24 * 3_600.0
# The wait of a feed whose rhythm is not known yet. With the spread it stays within a schedule of a quarter of an hour.
FIRST_S = 12 * 60.0
# One entry of a window of twenty: at that wait the feed may publish twenty times as fast before anything is missed, and
# an entry is a half wait old on average when it is found.
TARGET_SHARE = 0.05
# Nothing new: a quarter of an hour becomes a day in twelve quiet polls, and half an hour becomes three in one night.
LENGTHEN = 1.5
# The most that one poll may shorten the wait by; a window that is all new shortens it by at least this much at once.
SHORTEN = 0.25
# What a publisher asks for is heeded as long as half of the window stays: beyond, it would make us miss entries.
SAFE_SHARE = 0.5
# Feeds with one rhythm come due apart by up to this share of it, always at the same place.
SPREAD = 0.1


@dataclass(frozen=True, slots=True)
class Look:
    """What a poll showed: seconds since the last sound answer (None for the first), entries in it and new ones."""

    elapsed_s: float | None
    seen: int = 0
    new: int = 0

    @property
    def share(self) -> float:
        """The part of the window that was new."""
        return min(1.0, self.new / self.seen) if self.seen else 0.0


def next_interval_s(interval_s: float | None, look: Look) -> float:
    """The wait that the feed's own rhythm calls for, in seconds."""
    if interval_s is None or look.elapsed_s is None:
        return FIRST_S
    if not look.share:
        waited = min(1.0, look.elapsed_s / interval_s)  # a poll ahead of its time says less
        return min(LONGEST_S, interval_s * math.pow(LENGTHEN, waited))
    on_target = look.elapsed_s * TARGET_SHARE / look.share
    longest, shortest = interval_s * LENGTHEN, interval_s * SHORTEN
    if look.share < 1:
        on_target = max(shortest, math.sqrt(interval_s * on_target))
        return min(max(on_target, SHORTEST_S), longest, LONGEST_S)
    return max(SHORTEST_S, min(shortest, on_target))  # nothing told how fast it really is


def wait_s(interval_s: float, hint_s: float | None, look: Look) -> float:
    """The wait before the next poll: the own rhythm, or what the publisher asks for as far as that is safe.

    At the own rhythm TARGET_SHARE of the window is new, so at SAFE_SHARE / TARGET_SHARE times that wait half of it is;
    what the last poll showed counts where it is less.
    """
    if hint_s is None or look.elapsed_s is None:
        return interval_s
    safe_s = interval_s * SAFE_SHARE / TARGET_SHARE
    if look.share:
        safe_s = min(safe_s, look.elapsed_s * SAFE_SHARE / look.share)
    return max(interval_s, min(hint_s, safe_s))


def spread_s(chosen_s: float, feed_id: str) -> float:
    """The wait with the feed's own delay, never above LONGEST_S."""
    return min(chosen_s, LONGEST_S / (1 + SPREAD)) * (1 + SPREAD * place_of(feed_id))


def place_of(*words: object) -> float:
    """A number from 0 to 1 that is the same at every run for the same words."""
    digest = hashlib.sha256(":".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:4], "big") / 0xFFFFFFFF
