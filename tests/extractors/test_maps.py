"""Maps of incidents, by their pixels and by where points of the earth stand on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from extractors.drawing.labels import Sheet
from extractors.drawing.map_foot import DOT
from extractors.drawing.map_ground import LAND
from extractors.drawing.outlines import layer
from extractors.drawing.outlines_built import joined, parted, simplified
from extractors.drawing.spots import notes, spots
from extractors.drawing.windows import KM_A_DEGREE, LEAST_KM, Window, equal_earth, window_of
from extractors.maps import WIDTH, incident_map
from models.places.largest_towns import Town
from tests.extractors.pictures import like, pixels, size
from tests.extractors.test_charts import HOSTILE
from warehouse.records import IncidentDay

MUSAKHAIL = IncidentDay(
    incident_id="incident-1",
    day="2024-08-26",
    event_type="Violence against civilians",
    sub_event_type="Attack",
    country="PAK",
    admin1="Balochistan",
    admin2=None,
    place_name="Musakhail",
    place_precision="exact",
    lat=30.87,
    lon=69.82,
    perpetrator=None,
    perpetrator_key=None,
    target_category=None,
    killed_best=23,
    sources=2,
    confidence=0.9,
    known_at=datetime(2024, 8, 26, 9, tzinfo=UTC),
    articles=(),
)
KALAT = replace(MUSAKHAIL, place_name="Kalat", lat=29.03, lon=66.59, killed_best=11)
BELA = replace(MUSAKHAIL, place_name="Bela", lat=26.23, lon=66.31, killed_best=14)
PROVINCE = replace(MUSAKHAIL, place_name="Balochistan", place_precision="admin1", lat=28.5, lon=65.5)
COUNTRY = replace(MUSAKHAIL, place_name="Pakistan", place_precision="country", lat=30.0, lon=70.0)
NOWHERE = replace(MUSAKHAIL, place_name=None, place_precision=None, lat=None, lon=None)
DISTRICT = replace(MUSAKHAIL, place_name="Kech", place_precision="admin2", lat=26.0, lon=62.6)
SEA = "#d3e2ea"


def few_towns(south: float, north: float, west: float, east: float, most: int) -> list[Town]:
    """Two towns, as the gazetteer would give them."""
    return [Town("Quetta", "PAK", 30.184, 67.001, 1_565_546), Town("Khuzdar", "PAK", 27.812, 66.617, 218_112)]


def at(lat: float, lon: float, **stated: object) -> IncidentDay:
    return replace(MUSAKHAIL, lat=lat, lon=lon, **stated)  # type: ignore[arg-type]


def drawn(*incidents: IncidentDay) -> bytes:
    png = incident_map(incidents, few_towns)
    assert png is not None
    return png


def pixel_of(png: bytes, *incidents: IncidentDay) -> tuple[int, int]:
    """Row and column of the first incident on the map of all of them."""
    window = window_of([(i.lon, i.lat) for i in incidents if i.lon is not None and i.lat is not None], WIDTH)
    [(x, y)] = window.pixels(np.array([(incidents[0].lon, incidents[0].lat)]))
    return window.height - round(float(y)), round(float(x))


def is_red(png: bytes, row: int, column: int) -> bool:
    red, green, blue = pixels(png)[row, column]
    return bool(red > 180 and green < 90 and blue < 110)


def test_dots_stand_where_incidents_were() -> None:
    png = drawn(MUSAKHAIL, KALAT, BELA)
    assert is_red(png, *pixel_of(png, MUSAKHAIL, KALAT, BELA))
    assert is_red(png, *pixel_of(png, BELA, KALAT, MUSAKHAIL))
    assert size(png)[0] == 720
    assert png == drawn(MUSAKHAIL, KALAT, BELA)


def test_what_is_known_only_to_a_province_has_no_dot_and_is_told() -> None:
    alone, with_province = drawn(MUSAKHAIL, BELA), drawn(MUSAKHAIL, BELA, PROVINCE)
    map_of_both = size(alone)[1] - 60
    assert (pixels(alone)[:map_of_both] == pixels(with_province)[:map_of_both]).all()
    assert size(with_province)[1] > size(alone)[1]
    assert notes([MUSAKHAIL, PROVINCE]) == ["1 known only to the province is not drawn"]
    assert notes([PROVINCE, PROVINCE, COUNTRY, NOWHERE, MUSAKHAIL]) == [
        "2 known only to the province and 1 known only to the country and 1 whose place is not known are not drawn"
    ]
    assert notes([MUSAKHAIL]) == []


def test_where_nothing_is_known_to_the_spot_there_is_no_map() -> None:
    assert incident_map([], few_towns) is None
    assert incident_map([PROVINCE, COUNTRY, NOWHERE], few_towns) is None
    assert incident_map([at(float("nan"), 70.0), at(30.0, float("inf")), at(91.0, 0.0)], few_towns) is None


def test_a_district_is_drawn_dashed_and_said_to_be_one() -> None:
    assert notes([DISTRICT]) == ["Dashed dots: known only to the district, drawn in its middle"]
    assert drawn(DISTRICT) != drawn(replace(DISTRICT, place_precision="near"))


def test_incidents_of_one_spot_are_one_dot_of_all_their_killed() -> None:
    [spot] = spots([MUSAKHAIL, replace(MUSAKHAIL, killed_best=None), replace(MUSAKHAIL, killed_best=7)])
    assert (spot.incidents, spot.killed, spot.name) == (3, 30, "Musakhail")
    [unknown] = spots([replace(MUSAKHAIL, killed_best=None)])
    assert unknown.killed is None


def red_pixels(png: bytes) -> int:
    return int(np.count_nonzero(like(pixels(png)[: size(png)[1] - 90], DOT, 60)))


def test_the_area_of_a_dot_goes_with_the_killed() -> None:
    # Far from each other, so that nothing covers either; 64 against 16 killed is four times the area.
    one, other = at(30.0, 62.0, killed_best=64, place_name=None), at(30.0, 70.0, killed_best=16, place_name=None)
    picture = like(pixels(drawn(one, other)), DOT, 60)[:300]
    left, right = np.count_nonzero(picture[:, :360]), np.count_nonzero(picture[:, 360:])
    assert 3.2 < left / right < 4.6


def test_an_unknown_toll_is_a_ring() -> None:
    png = drawn(replace(MUSAKHAIL, killed_best=None))
    row, column = pixel_of(png, MUSAKHAIL)
    assert (pixels(png)[row, column] == 255).all()
    assert is_red(png, row, column + 4) or is_red(png, row, column + 5)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_name_is_drawn_and_never_read_as_mathematics(text: str) -> None:
    png = incident_map(
        [replace(MUSAKHAIL, place_name=text), BELA],
        lambda *_: [Town(text, "PAK", 29.0, 68.0, 1), Town(text, None, 28.0, 67.0, 1)],
    )
    assert png is not None and size(png)[0] == 720


@pytest.mark.parametrize(
    "incidents",
    [
        [at(-18.14, 178.44), at(-18.22, -178.8)],
        [at(89.9, 10.0), at(89.0, -170.0)],
        [at(90.0, 0.0)],
        [at(-90.0, 0.0), at(-77.85, 166.67)],
        [at(30.87, 69.82), at(49.99, 36.23), at(18.54, -72.34), at(-33.9, 151.2)],
        [at(0.0, 180.0), at(0.0, -180.0)],
        [at(0.0, lon) for lon in range(-180, 180, 10)],
        [at(30.0 + number % 9, 60.0 + number % 11, killed_best=number) for number in range(300)],
        [at(50.0, 20.0, killed_best=200_000), at(51.0, 21.0, killed_best=0)],
    ],
    ids=["antimeridian", "north", "pole", "south", "world", "both sides of 180", "all around", "300", "a huge toll"],
)
def test_any_place_on_earth_is_drawn(incidents: list[IncidentDay]) -> None:
    width, height = size(drawn(*incidents))
    assert width == 720
    assert 250 < height < 760


def test_a_window_over_the_antimeridian_is_no_wider_than_it_must_be() -> None:
    window = window_of([(178.44, -18.14), (-178.8, -18.22)], WIDTH)
    assert 176 < window.west < 178.44
    assert 181.2 < window.east < 184
    suva, lakeba = window.pixels(np.array([(178.44, -18.14), (181.2, -18.22)]))
    assert 0 < suva[0] < lakeba[0] < WIDTH


def test_a_spot_alone_is_shown_with_200_km_around_it() -> None:
    window = window_of([(69.82, 30.87)], WIDTH)
    assert window.north - window.south == pytest.approx(LEAST_KM / KM_A_DEGREE)
    [(x, y)] = window.pixels(np.array([(69.82, 30.87)]))
    assert (x, y) == pytest.approx((WIDTH / 2, window.height / 2), abs=1)
    # 240 km across 720 pixels: as wide as 1.2 times its height.
    assert window.km == pytest.approx(1 / 3, rel=0.01)


def test_a_degree_east_is_as_long_as_it_is() -> None:
    # At 60 degrees north a degree east is half of one north.
    window = window_of([(20.0, 60.0)], WIDTH)
    origin, east, north = window.pixels(np.array([(20.0, 60.0), (21.0, 60.0), (20.0, 60.5)]))
    assert east[0] - origin[0] == pytest.approx(north[1] - origin[1], rel=0.01)


def test_the_equal_earth_is_as_published() -> None:
    # The corners and the middle of the published map: the pole is as high as a quarter, in radii, of about 1.3173.
    points = equal_earth(np.array([(0.0, 0.0), (180.0, 0.0), (0.0, 90.0), (-180.0, 90.0)]))
    assert points == pytest.approx(np.array([(0, 0), (2.7066, 0), (0, 1.3173), (-1.6026, 1.3173)]), abs=1e-3)


def test_the_world_has_no_one_scale_and_is_cut_to_its_rim() -> None:
    png = drawn(at(30.87, 69.82), at(18.54, -72.34), at(-33.9, 151.2))
    assert (pixels(png)[2, 2] == 255).all()
    assert like(pixels(png), SEA).sum() > 30_000
    assert window_of([(69.82, 30.87), (-72.34, 18.54), (151.2, -33.9)], WIDTH).km is None


@pytest.mark.parametrize(
    ("lat", "lon", "ground"),
    [
        (26.5, 65.0, LAND),  # Balochistan
        (24.0, 65.0, SEA),  # the Arabian Sea
        (41.5, 51.0, SEA),  # the Caspian Sea
        (0.0, 33.0, SEA),  # Lake Victoria
        (-17.8, 178.0, LAND),  # Fiji, Viti Levu
        (-16.65, 180.5, SEA),  # beyond the antimeridian
        (-80.0, 100.0, LAND),  # Antarctica
        (64.5, 180.5, SEA),  # the Bering Sea, where the map of the world was cut
        (66.5, 180.5, LAND),  # Chukotka beyond it
    ],
)
def test_land_and_sea_are_where_they_are(lat: float, lon: float, ground: str) -> None:
    incident = at(lat - 0.4, lon, killed_best=None, place_name=None)
    png = incident_map([incident], lambda *_: [])
    assert png is not None
    window = window_of([(lon, lat - 0.4)], WIDTH)
    east = window.west + (lon - window.west) % 360
    [(x, y)] = window.pixels(np.array([(east, lat)]))
    assert like(pixels(png), ground)[window.height - round(float(y)), round(float(x))]


def test_lines_reach_into_a_window_over_the_antimeridian_from_both_sides() -> None:
    found = layer("land", "fine").within(176.0, -20.0, 183.0, -15.0)
    assert {bool(line[:, 0].min() > 180) for line in found} == {True, False}


def test_words_cover_nothing_and_stay_on_the_sheet() -> None:
    sheet = Sheet(100, 50)
    assert sheet.beside(20, 25, 5, 40, 10) == (25, 20)
    # The right is taken and the left too narrow: above.
    assert sheet.beside(20, 25, 5, 20, 10) == (10, 30)
    assert sheet.upon(45, 25, 30, 10) == (30.0, 30.0)
    assert sheet.beside(20, 25, 5, 200, 10) is None


def test_lines_that_meet_end_to_end_are_one() -> None:
    def line(*points: tuple[float, float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.array(points, dtype=float)

    pieces = [line((0, 0), (1, 0)), line((2, 0), (1, 0)), line((2, 0), (3, 0)), line((2, 0), (2, 1))]
    # At (2, 0) three meet, so each ends there.
    found = [one.tolist() for one in joined(pieces)]
    assert sorted(len(one) for one in found) == [2, 2, 3]
    assert [[0, 0], [1, 0], [2, 0]] in found or [[2, 0], [1, 0], [0, 0]] in found


def test_a_point_that_the_line_does_not_need_is_left_out() -> None:
    line = np.array([(0, 0), (1, 0.01), (2, 0), (3, 1), (4, 0)], dtype=float)
    assert simplified(line, 0.1).tolist() == [[0, 0], [2, 0], [3, 1], [4, 0]]
    ring = np.array([(0, 0), (1, 0), (1, 1), (0, 0)], dtype=float)
    assert simplified(ring, 0.1).tolist() == ring.tolist()


def test_a_border_is_disputed_where_it_runs_through_a_box_that_is() -> None:
    # Along the line of control in Kashmir, and out of it to the south.
    border = np.array([(74.5, 34.0), (74.0, 33.5), (74.2, 33.0), (74.6, 32.5), (75.0, 32.3)])
    agreed, disputed = parted(border)
    assert [part.tolist() for part in disputed] == [border[:3].tolist()]
    assert [part.tolist() for part in agreed] == [border[2:].tolist()]


def test_a_window_is_the_same_however_its_points_are_written() -> None:
    assert isinstance(window_of([(190.0, 0.0)], WIDTH), Window)
    assert window_of([(190.0, 0.0)], WIDTH) == window_of([(-170.0, 0.0)], WIDTH)
