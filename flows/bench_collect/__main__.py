"""A press on loopback addresses to one line a goal of collecting: what was measured, the goal, and whether it is met.

    python -m flows.bench_collect [polls pages kills hostile] [--feeds 2000] [--pages FOLDER]

What is timed are the tasks `poll-feeds` and `fetch-pages` themselves: the start of Python and of Prefect is not in the
figures. The press runs on the same cores; its processor time is told, so that it can be told apart.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.bench_collect.bare import parse_feeds, read_pages
from flows.bench_collect.bodies import stock
from flows.bench_collect.hostile import mixed_plan, unharmed
from flows.bench_collect.kills import killed_polls
from flows.bench_collect.measured import measured
from flows.bench_collect.press import Plan, Press, open_press
from flows.bench_collect.tasks import START, all_due, articles, fetch, poll, press_settings, stored

# The goals of the issue, for two cores.
UNCHANGED_S, NEW_S, NEW_BY_BARE, PAGES_BY_BARE, MEMORY_MB = 12.0, 150.0, 1.3, 0.85, 600
ENTRIES, KILLS, SEED = 20, 20, 5
CORES = 2
# Hosts of the measure of pages: each has every page once, as a publisher's own repeated text is taken for no text.
PAGE_HOSTS = 8
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    figure: str
    goal: str
    is_reached: bool


def of_polls(folder: Path, feeds: int, pages: Path | None) -> list[Row]:
    """Polls of all feeds, first with everything new and then with nothing new, beside bare feedparser."""
    plan = Plan(feeds, ENTRIES, pages)
    with open_press(plan) as press:
        settings = press_settings(folder, press)
        first = measured(poll, settings, START)
        _tell(press, "after the first poll")
        second = measured(poll, settings, all_due(settings))
        _tell(press, "after the second poll")
        bare_s = parse_feeds(plan, press.port, 0, CORES)
        kept = len(stored(settings).links)
    ratio = first.seconds / bare_s
    peak = max(first.peak_bytes, second.peak_bytes) / _MB
    print(f"  first poll {first.given}, second {second.given}; bare feedparser {bare_s:.1f} s")
    is_whole = kept == feeds * ENTRIES == first.given["new"]
    is_quiet = second.given["polled"] == feeds and second.given["entries"] == 0
    return [
        Row(f"{feeds} feeds, all 304", f"{second.seconds:.1f} s", "12 s", is_quiet and second.seconds < UNCHANGED_S),
        Row(
            f"{feeds} feeds, {ENTRIES} new entries each",
            f"{first.seconds:.1f} s",
            "150 s",
            is_whole and first.seconds < NEW_S,
        ),
        Row("  by bare feedparser", f"{ratio:.2f}", "1.3", is_whole and ratio <= NEW_BY_BARE),
        Row(f"memory, {kept} entries", f"{peak:.0f} MB", "600 MB", is_whole and peak < MEMORY_MB),
    ]


def of_pages(folder: Path, feeds: int, pages: Path | None) -> list[Row]:
    """Pages to articles, beside bare trafilatura over the same bytes."""
    plan = Plan(PAGE_HOSTS, len(stock(pages).pages), pages)
    number = plan.hosts * plan.entries
    with open_press(plan) as press:
        settings = press_settings(folder, press).model_copy(update={"pages_per_run": number})
        measured(poll, settings, START)
        ours = measured(fetch, settings, START)
        _tell(press, "after the pages")
        kept = articles(settings)
    bare_s = read_pages(plan, CORES)
    print(f"  {ours.given}; {number / ours.seconds:.1f} pages/s, bare trafilatura {number / bare_s:.1f} pages/s")
    print(f"  memory meanwhile {ours.peak_bytes / _MB:.0f} MB")
    ratio = bare_s / ours.seconds
    return [
        Row(
            f"{number} pages to {kept} articles, by bare trafilatura",
            f"{ratio:.2f}",
            "0.85",
            ratio >= PAGES_BY_BARE,
        ),
    ]


def of_kills(folder: Path, feeds: int, pages: Path | None) -> list[Row]:
    """Polls that are killed again and again: what was served is what is there, once."""
    with open_press(Plan(feeds, ENTRIES, pages)) as press:
        found = killed_polls(press, press_settings(folder, press), KILLS, SEED)
    print(f"  killed after {list(found.moments)} answers; {found.editions} editions of {feeds} feeds served")
    for broken in found.broken:
        print(f"  broken: {broken}")
    whole = f"{found.lost} lost, {found.doubled} doubled"
    return [
        Row(f"entries after {len(found.moments)} times kill -9", whole, "0, 0", found.lost == found.doubled == 0),
        Row("  checks broken", str(len(found.broken)), "0", not found.broken),
    ]


def of_hostile(folder: Path, feeds: int, pages: Path | None) -> list[Row]:
    """A poll among hosts that are no good, by the time of one without them."""
    sound, plan = Plan(feeds, ENTRIES, pages), mixed_plan(feeds, ENTRIES)
    with open_press(sound) as press:
        alone = measured(poll, press_settings(folder / "sound", press), START)
    with open_press(plan) as press:
        settings = press_settings(folder / "mixed", press)
        among = measured(poll, settings, START)
        harmed = plan.hosts - len(plan.habits) - unharmed(settings, plan, press.port)
    goal = alone.seconds + settings.timeout_s
    print(f"  without them {alone.seconds:.1f} s; {among.given}")
    peak = among.peak_bytes / _MB
    return [
        Row(
            f"{len(plan.habits)} hostile hosts of {plan.hosts}",
            f"{among.seconds:.1f} s",
            f"{goal:.1f} s",
            among.seconds < goal,
        ),
        Row("  others harmed", str(harmed), "0", harmed == 0),
        Row("  memory", f"{peak:.0f} MB", "600 MB", peak < MEMORY_MB),
    ]


ROWS: dict[str, Callable[[Path, int, Path | None], list[Row]]] = {
    "polls": of_polls,
    "pages": of_pages,
    "kills": of_kills,
    "hostile": of_hostile,
}


def main(names: Sequence[str], feeds: int, pages: Path | None) -> None:
    """Measure what is named, everything where nothing is, and print the table."""
    warnings.filterwarnings("ignore")
    os.environ["PYTHONWARNINGS"] = "ignore"  # what a killed poll leaves behind is cleaned up, and need not be told
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start (above 0.5, the times are too long)")
    rows: list[Row] = []
    for name in names or ROWS:
        print(f"{name} ...", flush=True)
        with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
            rows += ROWS[name](Path(folder), feeds, pages)
    for row in rows:
        print(f"{row.what:60} {row.figure:>22} {row.goal:>12}  {'reached' if row.is_reached else 'NOT REACHED'}")


def _tell(press: Press, when: str) -> None:
    spent = press.spent()
    print(f"  the press {when}: {spent.answers} answers, {spent.cpu_s:.1f} s of processor time", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m flows.bench_collect", description="Measure collecting.")
    parser.add_argument("what", nargs="*", choices=[*ROWS, []], help="what to measure; everything by default")
    parser.add_argument("--feeds", type=int, default=2_000)
    parser.add_argument("--pages", type=Path, help="folder of *.html.gz, in place of the newsroom's pages")
    given = parser.parse_args()
    main(given.what, given.feeds, given.pages)
