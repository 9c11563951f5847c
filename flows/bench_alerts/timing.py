"""Daily series to how long each method takes to judge them, beside R's package surveillance in the same run."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from extractors.watching.arrays import Counts, Floats
from extractors.watching.cusum import advance, nb_cusum, start
from extractors.watching.ears import ears_c1, ears_c2, ears_c3
from extractors.watching.farrington import FarringtonOptions, farrington
from flows.bench_alerts.daily import incidents

SERIES, DAYS, SEED = 5000, 730, 730
_SCRIPT = Path(__file__).with_name("timing.R")
# Of what is slow only some series are timed; R fits each day of a series anew.
_SOME, _FEW = 100, 2
# A year of baseline is what two years of days leave for the other.
_ONE_YEAR = FarringtonOptions(years=1, half_window=24, excluded=182, over=28)
JUDGED_BY_FARRINGTON = DAYS - 399
_ALPHA = 0.001
_REPEATS = 3
_R_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Timed:
    """A method that judged `cells` days of series in `seconds`, and how many days it would judge of all the series."""

    method: str
    cells: int
    seconds: float
    of: int

    @property
    def each(self) -> float:
        """Seconds a judged day of one series."""
        return self.seconds / self.cells

    @property
    def all(self) -> float:
        """Seconds for the days of all series, from those that were timed."""
        return self.each * self.of


def timings() -> list[Timed]:
    """Those of the default method, then of the others, then of R where it is there with the package."""
    observed = incidents(SERIES, DAYS, SEED)
    every, some = _counts(observed), _counts(observed[:_SOME])
    found = [_timed("negative-binomial CUSUM", SERIES * DAYS, lambda: nb_cusum(every, _ALPHA)), _one_day_more(every)]
    for name, method in (("C1", ears_c1), ("C2", ears_c2), ("C3", ears_c3)):
        found.append(_timed(f"EARS {name}", SERIES * DAYS, lambda method=method: method(every)))  # type: ignore[misc]
    judged = JUDGED_BY_FARRINGTON
    seconds = _seconds(lambda: farrington(some, _ONE_YEAR, last=judged))
    found.append(Timed("Farrington flexible", _SOME * judged, seconds, SERIES * judged))
    return found + _of_r(observed[:_SOME])


def _counts(observed: Floats) -> Counts:
    return Counts(observed, np.ones_like(observed))


def _one_day_more(every: Counts) -> Timed:
    known, _ = advance(start(SERIES), Counts(every.observed[:, :-1], every.exposure[:, :-1]), _ALPHA)
    last = Counts(every.observed[:, -1:], every.exposure[:, -1:])
    return _timed("negative-binomial CUSUM, one day more", SERIES, lambda: advance(known, last, _ALPHA))


def _timed(name: str, cells: int, run: Callable[[], object]) -> Timed:
    return Timed(name, cells, _seconds(run), cells)


def _seconds(run: Callable[[], object]) -> float:
    """The least of three runs: what else the machine did is no part of it."""
    found = []
    for _ in range(_REPEATS):
        started = time.perf_counter()
        run()
        found.append(time.perf_counter() - started)
    return min(found)


def _of_r(observed: Floats) -> list[Timed]:
    if shutil.which("Rscript") is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "counts.csv"
        np.savetxt(written, observed.T, fmt="%d", delimiter=",")
        try:
            told = subprocess.run(
                ["Rscript", str(_SCRIPT), str(written), str(_FEW)],
                capture_output=True,
                text=True,
                check=True,
                timeout=_R_SECONDS,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            # R without the package, or on a machine too slow for it: the table goes without.
            return []
    lines = [line.split("\t") for line in told.stdout.splitlines()]
    version = " ".join(lines[-1])
    return [_told_by_r(name, int(cells), float(seconds), version) for name, cells, seconds in lines[:-1]]


def _told_by_r(name: str, cells: int, seconds: float, version: str) -> Timed:
    days = JUDGED_BY_FARRINGTON if name.startswith("farrington") else DAYS
    return Timed(f"{name} of R ({version})", cells, seconds, SERIES * days)
