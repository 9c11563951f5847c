"""`python -m tests.fuzz N`: N inputs of each kind, others at every run; the first that fails is shown, made small."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from hypothesis import HealthCheck, given, settings

from tests.fuzz.limits import held
from tests.fuzz.mutations import Served, mutated
from tests.fuzz.seeds import FEEDS, PAGES, SITES
from tests.fuzz.targets import feed_holds, page_holds, site_holds

_KINDS: dict[str, tuple[Sequence[bytes], Callable[[Served], None]]] = {
    "feeds": (FEEDS, feed_holds),
    "pages": (PAGES, page_holds),
    "sites": (SITES, site_holds),
}


def _try(kind: str, number: int) -> None:
    seeds, holds = _KINDS[kind]

    @settings(max_examples=number, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mutated(seeds))
    def within_limits(served: Served) -> None:
        with held():
            holds(served)

    within_limits()
    print(f"{kind}: {number} inputs gave records or reasons")


if __name__ == "__main__":
    for kind in _KINDS:
        _try(kind, int(sys.argv[1]) if sys.argv[1:] else 10_000)
