"""`python -m flows.bench_incidents.growth`: what 1,000 new events cost against 50,000 incidents and against 500,000.

Each figure is of a fresh process over a copy of a made-up warehouse, by the path that a run takes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Any

from flows.bench_collect.measured import measured
from flows.bench_incidents.made_moves import Attacks
from flows.bench_incidents.made_stories import StoryTeller
from flows.bench_incidents.made_world import LAST_DAY, READER, MadeWorld
from flows.take_up import take_up
from warehouse.reports import report_batch
from warehouse.store import open_warehouse

_SEED = 7
_INCIDENTS = 500_000
_TIMES_FEWER = 10
# Half a million in ten years. A smaller warehouse is one of fewer years: as many attacks lie near to a new report.
_A_DAY = 137
_NEW = 1_000
_COPIES, _TEXTS = 500, 300
# The first and the last of the texts are each the mean of so many.
_SOME = 20
_RUNS = 3
_NOW = datetime.combine(LAST_DAY, datetime.min.time(), UTC) + timedelta(days=2)
# The numbers of new attacks, and those of the floods, far from those that the warehouse has.
_FRESH, _FLOOD = 100_000_000, 200_000_000
_KB, _MB = 1024, 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a clock and of the processors, seconds by part, and the most memory that the process ever held."""

    events: int
    seconds: float
    cpu_seconds: float
    parts: dict[str, float]
    peak_bytes: int


class _Timed:
    """A store that adds up the seconds spent in its methods, by the name under which `parts` has each."""

    def __init__(self, store: object, parts: dict[str, float], names: dict[str, str]) -> None:
        self._store, self._parts, self._names = store, parts, names

    def __getattr__(self, method: str) -> Callable[..., Any]:
        asked = getattr(self._store, method)

        def timed(*arguments: Any) -> Any:
            started = time.perf_counter()
            try:
                return asked(*arguments)
            finally:
                self._parts[self._names.get(method, "asking")] += time.perf_counter() - started

        return timed


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="flows.bench_incidents.growth", description=__doc__)
    parser.add_argument("--incidents", type=int, default=_INCIDENTS, help="of the larger warehouse")
    parser.add_argument("--folder", type=Path, help="keeps the made-up warehouses for the next time (1 GB)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch)
        sizes = (arguments.incidents // _TIMES_FEWER, arguments.incidents)
        worlds = [_built(folder, size) for size in sizes]
        work = Path(scratch) / "work.duckdb"
        _show_joining(sizes, [_joining(world, size, work) for world, size in zip(worlds, sizes, strict=True)])
        _show_floods(*(_fresh(flood, worlds[0], work) for flood in (copies, texts)))


def build(path: Path, incidents: int) -> None:
    """Make a warehouse of so many attacks."""
    world = MadeWorld(_SEED)
    with open_warehouse(path) as warehouse:
        world.fill(warehouse, _attacks(world, incidents))


def tell(path: Path, incidents: int) -> None:
    """Have new events wait in it: half are of attacks of its last two days, half of new ones of its last."""
    world = MadeWorld(_SEED)
    known = _attacks(world, incidents)
    with open_warehouse(path) as warehouse:
        recent = known.chosen(known.day >= known.day.max() - 1)
        told = world.tell_more(warehouse, recent, _NEW // 2)
        world.tell(warehouse, world.attacks(_NEW, LAST_DAY, LAST_DAY, _FRESH), _NEW - told)


def join(path: Path) -> Cost:
    """Resolve what waits."""
    parts: dict[str, float] = defaultdict(float)
    with open_warehouse(path) as warehouse:
        waiting = {"awaiting": "reading what waits", "touched": "reading what waits"}
        stores: Any = warehouse
        stores.surroundings = _Timed(warehouse.surroundings, parts, waiting)
        stores.resolutions = _Timed(warehouse.resolutions, parts, {"save": "saving"})
        started, cpu_started = time.perf_counter(), time.process_time()
        counts = take_up(warehouse, _NOW)
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    parts["comparing"] = seconds - sum(parts.values())
    return Cost(counts["reports"], seconds, cpu_seconds, parts, _peak_bytes())


def rewrite(path: Path) -> Cost:
    """Read the same events and write them back: the least that anything that changes them could cost."""
    with open_warehouse(path) as warehouse:
        waiting = [report.event_id for report in warehouse.surroundings.awaiting(_NEW)]
        started, cpu_started = time.perf_counter(), time.process_time()
        reports = warehouse.surroundings.reports(waiting)
        warehouse.connection.upsert("events", report_batch(((report, None) for report in reports), READER))
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    return Cost(len(reports), seconds, cpu_seconds, {}, _peak_bytes())


def copies(path: Path) -> Cost:
    """Resolve one article that comes in hundreds of copies at once."""
    with open_warehouse(path) as warehouse:
        MadeWorld(_SEED).tell_of_one(warehouse, StoryTeller(_SEED).copies(_COPIES), _FLOOD)
    return join(path)


def texts(path: Path) -> Sequence[float]:
    """Resolve different texts about one attack as they come, one by one; gives the CPU seconds of each."""
    world = MadeWorld(_SEED)
    took = []
    with open_warehouse(path) as warehouse:
        for telling in StoryTeller(_SEED).texts(_TEXTS):
            world.tell_of_one(warehouse, [telling], _FLOOD)
            started = time.process_time()
            take_up(warehouse, _NOW)
            took.append(time.process_time() - started)
    return took


def _attacks(world: MadeWorld, incidents: int) -> Attacks:
    return world.attacks(incidents, LAST_DAY - timedelta(days=incidents // _A_DAY), LAST_DAY)


def _built(folder: Path, incidents: int) -> Path:
    """The warehouse of so many attacks in this folder, made there if it is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"made-{incidents}.duckdb"
    if not path.exists():
        unfinished = folder / f"unfinished-{incidents}.duckdb"
        unfinished.unlink(missing_ok=True)
        made = measured(build, unfinished, incidents)
        unfinished.replace(path)
        print(f"{incidents:,} incidents made up in {made.seconds:.0f} s, {path.stat().st_size / _MB:,.0f} MB on disk")
    return path


def _joining(world: Path, incidents: int, work: Path) -> tuple[Cost, Cost]:
    """The least that joining cost in a few runs, and the least that reading and writing the same events did."""
    told = work.with_name("told.duckdb")
    shutil.copy(world, told)
    measured(tell, told, incidents)
    runs = [(_fresh(join, told, work), _fresh(rewrite, told, work)) for _ in range(_RUNS)]
    joins, rewrites = zip(*runs, strict=True)
    return min(joins, key=lambda cost: cost.seconds), min(rewrites, key=lambda cost: cost.seconds)


def _fresh(function: Callable[..., Any], original: Path, work: Path) -> Any:
    shutil.copy(original, work)
    return measured(function, work).given


def _show_joining(sizes: Sequence[int], costs: Sequence[tuple[Cost, Cost]]) -> None:
    load = os.getloadavg()[0]
    print(f"{_NEW:,} new events, the best of {_RUNS} runs (load {load:.1f} on {os.cpu_count()} processors)")
    few, many = (cost for cost, _ in costs)
    print(f"{'against incidents':44} {sizes[0]:>10,} {sizes[1]:>10,} {'times':>8}")
    rows = [("seconds", few.seconds, many.seconds), ("  of processors", few.cpu_seconds, many.cpu_seconds)]
    rows += [(f"  {name}", few.parts[name], many.parts[name]) for name in many.parts]
    rows += [("reading and writing back the same events alone", costs[0][1].seconds, costs[1][1].seconds)]
    rows += [("ms an event", few.seconds / few.events * 1e3, many.seconds / many.events * 1e3)]
    rows += [("events a second", few.events / few.seconds, many.events / many.seconds)]
    rows += [("memory at its peak, MB", few.peak_bytes / _MB, many.peak_bytes / _MB)]
    for name, one, other in rows:
        print(f"{name:44} {one:10.2f} {other:10.2f} {other / one:8.2f}")
    ratios = [joined.seconds / bare.seconds for joined, bare in costs]
    print(f"{'joining by reading and writing back alone':44} {ratios[0]:10.1f} {ratios[1]:10.1f}")


def _show_floods(copied: Cost, one_by_one: Sequence[float]) -> None:
    first, last = mean(one_by_one[:_SOME]) * 1e3, mean(one_by_one[-_SOME:]) * 1e3
    print(f"{copied.events} copies of one article: {copied.seconds:.2f} s, {copied.cpu_seconds:.2f} s of processors")
    print(
        f"{len(one_by_one)} texts about one attack, one by one: {first:.0f} ms of processors for the first, "
        f"{last:.0f} ms for the last ({last / first:.1f} times)"
    )


def _peak_bytes() -> int:
    """The most memory that this process has held; what `getrusage` says may be of the process it came from."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * _KB for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main()
