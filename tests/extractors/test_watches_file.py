"""A watches file is read whole or refused with one line that says where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.watches_file import WatchesFileError, read_watches_file
from warehouse.records import Watch

SHIPPED = Path(__file__).parent.parent.parent / "flows" / "watches.toml"


def read(tmp_path: Path, text: str) -> list[Watch]:
    path = tmp_path / "watches.toml"
    path.write_text(text, encoding="utf-8")
    return read_watches_file(path)


def test_every_key_becomes_its_field(tmp_path: Path) -> None:
    text = """
    [[watch]]
    name = "one"
    country = "PAK"
    admin1 = "balochistan"
    actor = "balochistan-liberation-army"
    event_type = "Attack"
    place = "radius 50 km of 34.0,71.5"
    method = "ears-c2"
    threshold = 2
    floor = 0.75
    minimum = 4

    [[watch]]
    name = "two"
    lat = -2.5
    lon = 28.9
    radius_km = 30
    """
    assert read(tmp_path, text) == [
        Watch(
            "one",
            "PAK",
            "Balochistan",
            "balochistan-liberation-army",
            "Attack",
            34.0,
            71.5,
            50.0,
            "ears-c2",
            2.0,
            0.75,
            4,
        ),
        Watch("two", lat=-2.5, lon=28.9, radius_km=30.0),
    ]


def test_an_area_may_be_written_by_any_of_its_names(tmp_path: Path) -> None:
    text = '[[watch]]\nname = "{0}"\ncountry = "COD"\nadmin1 = "{0}"\n'
    watches = read(tmp_path, text.format("North Kivu") + text.format("Nord-Kivu"))
    assert len({watch.admin1 for watch in watches}) == 1


def test_an_area_may_be_one_that_geonames_has_as_a_region(tmp_path: Path) -> None:
    [watch] = read(tmp_path, '[[watch]]\nname = "gaza"\ncountry = "PSE"\nadmin1 = "gaza strip"\n')
    assert watch.admin1 == "Gaza Strip"


@pytest.mark.parametrize("place", ["radius 50 km of 34.0,71.5", "RADIUS 50.0km of +34, 71.50"])
def test_a_radius_is_written_in_words(tmp_path: Path, place: str) -> None:
    [watch] = read(tmp_path, f'[[watch]]\nname = "w"\nplace = "{place}"\n')
    assert (watch.lat, watch.lon, watch.radius_km) == (34.0, 71.5, 50.0)


def test_an_actor_may_be_written_by_its_name(tmp_path: Path) -> None:
    [watch] = read(tmp_path, '[[watch]]\nname = "bla"\nactor = "Balochistan Liberation Army"\n')
    assert watch.actor == "balochistan-liberation-army"


def test_no_watch_is_no_mistake(tmp_path: Path) -> None:
    assert read(tmp_path, "") == []


W = '[[watch]]\nname = "w"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[watch]\n", "not valid TOML"),
        ("watch = 3\n", "begins with [[watch]]"),
        ("watch = [1]\n", "begins with [[watch]]"),
        ('[watches]\nname = "w"\n', "'watches'"),
        ('[[watch]]\ncountry = "PAK"\n', "watch number 1, key 'name': a watch needs a name"),
        ("[[watch]]\nname = 3\n", "watch number 1, key 'name': 3 is not a text"),
        (W, "watches nothing"),
        (W + 'contry = "PAK"\n', "watch 'w', key 'contry': there is no such key (did you mean 'country'?)"),
        (W + 'country = "Pakistan"\n', "watch 'w', key 'country': 'Pakistan' is no ISO 3166 alpha-3 code; write 'PAK'"),
        (W + 'country = "XXX"\n', "key 'country': 'XXX' is no ISO 3166 alpha-3 code"),
        (W + "country = 7\n", "key 'country': 7 is not a text"),
        (W + 'country = "PAK"\nadmin1 = "Balochstan"\n', "GeoNames knows no first-level area 'Balochstan' of Pakistan"),
        (W + 'actor = "al-shabab-army"\n', "key 'actor': 'al-shabab-army' is not in the actor list"),
        (W + 'event_type = "Suicide bombing"\n', "(did you mean 'Suicide bomb'?)"),
        (W + 'place = "near Peshawar"\n', "is not of the form 'radius 50 km of 34.0,71.5'"),
        (W + 'place = "radius 5.0.0 km of 34.0,71.5"\n', "is not of the form"),
        (W + 'place = "radius . km of 34.0,71.5"\n', "is not of the form"),
        (W + 'place = "radius 50 km of 34.0"\n', "is not of the form"),
        (W + 'place = "radius -50 km of 34.0,71.5"\n', "is not of the form"),
        (W + 'place = "radius 0 km of 34.0,71.5"\n', "key 'place': a radius of 0 km holds nothing"),
        (W + 'place = "radius 50000 km of 34.0,71.5"\n', "key 'place': a radius of 50000 km holds the whole earth"),
        (W + "lat = 3.0\nlon = 4\nradius_km = inf\n", "key 'radius_km': a radius of inf km holds the whole earth"),
        (W + 'place = "radius 50 km of 134.0,71.5"\n', "key 'place': lat 134 lies outside -90 to 90"),
        (W + 'place = "radius 50 km of 34.0,71.5"\nlat = 3\n', "key 'place': give either place or"),
        (W + "lat = 3.0\nlon = 4.0\n", "key 'radius_km': lat, lon and radius_km belong together"),
        (W + "lat = 3.0\nlon = 200\nradius_km = 5\n", "key 'lon': lon 200 lies outside -180 to 180"),
        (W + "lat = 3.0\nlon = 4\nradius_km = 0\n", "key 'radius_km': a radius of 0 km holds nothing"),
        (W + 'lat = "3"\nlon = 4\nradius_km = 5\n', "key 'lat': '3' is not a number"),
        (W + 'country = "PAK"\nmethod = "cusum"\n', "key 'method': 'cusum' is unknown; there is ears-c2"),
        (W + 'country = "PAK"\nthreshold = 0\n', "key 'threshold': 0 is not above 0"),
        (W + 'country = "PAK"\nfloor = nan\n', "key 'floor': nan is not a number"),
        (W + 'country = "PAK"\nminimum = 2.5\n', "key 'minimum': 2.5 is not a whole number of 1 or more"),
        (W + 'country = "PAK"\n' + W + 'country = "IND"\n', "key 'name': two watches are called 'w'"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_that_says_where(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(WatchesFileError) as caught:
        read(tmp_path, text)
    line = str(caught.value)
    assert words in line
    assert line.startswith(f"{tmp_path / 'watches.toml'}: ")
    assert "\n" not in line


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(WatchesFileError, match=r"no-such-file\.toml: no such watches file: set TOCSIN_WATCHES"):
        read_watches_file(tmp_path / "no-such-file.toml")
    with pytest.raises(WatchesFileError, match="cannot be read: Is a directory"):
        read_watches_file(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe9"')
    with pytest.raises(WatchesFileError, match=r"latin.toml: not UTF-8 text at byte 8"):
        read_watches_file(tmp_path / "latin.toml")


def test_the_shipped_watches_are_right_and_hold_the_regions() -> None:
    watches = {watch.name: watch for watch in read_watches_file(SHIPPED)}
    assert watches["balochistan"] == Watch("balochistan", country="PAK", admin1="Balochistan")
    assert len(watches) >= 40
    assert {"khyber-pakhtunkhwa", "jammu-and-kashmir", "mogadishu", "sudan", "donetsk", "gaza", "haiti"} <= set(watches)
