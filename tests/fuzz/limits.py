"""What runs inside is held to so much memory and processor time; a bomb that passes them fails like a wrong result."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What reading one input may take on top of what the process has: twice what the worst of the bombs takes (a feed that
# unpacks to 64 MB), and less than half of what a worker of the collection gets.
MEMORY_BYTES = 400_000_000
# The longest that one input may keep a processor: the collection gives a worker 30 s by the clock.
SECONDS = 20.0
_STATM = Path("/proc/self/statm")


class TooSlow(BaseException):
    """An input took too long; no `except Exception` of ours or of a library may take it for a fault of the input."""


@contextmanager
def held(memory: int = MEMORY_BYTES, seconds: float = SECONDS) -> Iterator[None]:
    """Raise MemoryError or TooSlow from what passes the limits inside; where the system cannot count, time alone."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    previous = signal.signal(signal.SIGVTALRM, _over)
    if _STATM.exists():
        resource.setrlimit(resource.RLIMIT_DATA, (_data_bytes() + memory, hard))
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _over(number: int, frame: object) -> None:
    raise TooSlow


def _data_bytes() -> int:
    """The memory that the process has for data now (statm's sixth number, in pages)."""
    return int(_STATM.read_text().split()[5]) * resource.getpagesize()
