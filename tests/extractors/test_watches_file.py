"""A watches file is read whole or refused with one line that says where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.watches_file import WatchesFileError, add_to_watches_file, read_watches_file
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
    target = "police"
    by = ["admin2", "admin2  x event_type"]
    measures = ["incidents", "killed"]
    method = "ears-c2"
    chance = "1 in 2,000"
    minimum = 4
    quiet_days = 90

    [[watch]]
    name = "two"
    lat = -2.5
    lon = 28.9
    radius_km = 30

    [[watch]]
    name = "three"
    budget = "2 per week"
    by = "country x actor"

    [[watch]]
    name = "four"
    by = "country x actor"
    method = "emergence"
    """
    assert read(tmp_path, text) == [
        Watch(
            "one",
            "PAK",
            "Balochistan",
            "balochistan-liberation-army",
            "Attack",
            "police",
            34.0,
            71.5,
            50.0,
            ("admin2", "admin2 x event_type"),
            ("incidents", "killed"),
            "ears-c2",
            0.0005,
            None,
            4,
            90,
        ),
        Watch("two", lat=-2.5, lon=28.9, radius_km=30.0),
        Watch("three", by=("country x actor",), budget=2 / 7),
        Watch("four", by=("country x actor",), method="emergence", minimum=1),
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


def test_a_radius_may_be_of_a_town_that_is_surely_meant(tmp_path: Path) -> None:
    [watch] = read(tmp_path, '[[watch]]\nname = "w"\nplace = "radius 50 km of Maiduguri"\n')
    assert (round(watch.lat or 0), round(watch.lon or 0), watch.radius_km) == (12, 13, 50.0)
    # There is a Hyderabad of millions in India and in Pakistan.
    [sindh] = read(tmp_path, '[[watch]]\nname = "w"\ncountry = "PAK"\nplace = "radius 50 km of Hyderabad"\n')
    assert (round(sindh.lat or 0), round(sindh.lon or 0)) == (25, 68)


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
        (W + 'place = "radius 50 km of Hyderabad"\n', "there are several places called 'Hyderabad' ("),
        (W + 'place = "radius 50 km of Nowhereville"\n', "key 'place': the gazetteer knows no town 'Nowhereville'"),
        (W + 'country = "NGA"\nplace = "radius 9 km of Peshawar"\n', "knows no town 'Peshawar' in Nigeria"),
        (W + 'target = "polices"\n', "key 'target': 'polices' is unknown; there is business, civilians, "),
        (W + 'by = "province"\n', "key 'by': 'province' is no split; there is country, admin1, admin2, actor"),
        (W + 'by = ["admin1 x colour"]\n', "key 'by': 'colour' is no split"),
        (W + "by = 3\n", "key 'by': 3 is not a list of texts"),
        (W + 'country = "PAK"\nmeasures = ["hurt"]\n', "key 'measures': 'hurt' is not counted; there is incidents"),
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
        (W + 'country = "PAK"\nmethod = "cusum"\n', "key 'method': 'cusum' is unknown; there is ears-c1, ears-c2"),
        (W + 'country = "PAK"\nchance = 0\n', "key 'chance': 0 is not a chance a day between 0 and 0.1"),
        (W + 'country = "PAK"\nchance = "rarely"\n', "key 'chance': 'rarely' is not a number"),
        (W + 'country = "PAK"\nchance = nan\n', "key 'chance': nan is not a number"),
        (W + 'by = "actor"\nmethod = "emergence"\nbudget = "1 per year"\n', "an emergence has no chance to choose"),
        (W + 'by = "actor"\nchance = 0.01\nbudget = "1 per year"\n', "give either budget, which chooses the chance"),
        (W + 'country = "PAK"\nbudget = "few"\n', "key 'budget': 'few' is not of the form '1 per month'"),
        (W + 'country = "PAK"\nbudget = "0 per week"\n', "key 'budget': '0 per week' is not of the form"),
        (W + 'country = "PAK"\nminimum = 2.5\n', "key 'minimum': 2.5 is not a whole number from 1 to 1,000,000"),
        (W + 'country = "PAK"\nquiet_days = 0\n', "key 'quiet_days': 0 is not a whole number from 1 to 2,000"),
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


def test_the_shipped_watches_are_right_and_hold_every_country() -> None:
    watches = {watch.name: watch for watch in read_watches_file(SHIPPED)}
    every = Watch("countries", by=("country", "admin1"), measures=("incidents", "killed"))
    assert watches["countries"] == every
    assert {"liptako-gourma", "mogadishu", "al-shabaab", "suicide-bombings"} <= set(watches)


def test_a_watch_is_added_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "watches.toml"
    path.write_text('# Mine.\n[[watch]]\nname = "one"  # the first\ncountry = "PAK"\n', encoding="utf-8")
    table = {"name": 'Borno "east"', "country": "NGA", "admin1": "Borno", "by": ["admin2"], "minimum": 2}
    added = add_to_watches_file(table, path)
    assert added == Watch('Borno "east"', country="NGA", admin1="Borno", by=("admin2",), minimum=2)
    text = path.read_text(encoding="utf-8")
    assert text.startswith('# Mine.\n[[watch]]\nname = "one"  # the first\ncountry = "PAK"\n\n[[watch]]\n')
    assert read_watches_file(path)[1] == added


def test_a_wrong_watch_is_not_added(tmp_path: Path) -> None:
    path = tmp_path / "watches.toml"
    with pytest.raises(WatchesFileError, match="key 'country'"):
        add_to_watches_file({"name": "w", "country": "Nigeria"}, path)
    assert not path.exists()
    add_to_watches_file({"name": "w", "country": "NGA"}, path)
    with pytest.raises(WatchesFileError, match="two watches are called 'w'"):
        add_to_watches_file({"name": "w", "country": "MLI"}, path)
    assert len(read_watches_file(path)) == 1
