"""Charts, by their pixels: what is counted where, what alarms, and that no text or number breaks one."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from extractors.charts import ALARM, OBSERVED, MethodPoint, methods_chart, series_chart
from extractors.drawing.bars import bars
from extractors.drawing.canvas import plain
from extractors.drawing.scales import day_marks, round_below, round_marks
from tests.extractors.pictures import like, pixels, size
from warehouse.records import SeriesDay

ROOT = Path(__file__).parent.parent.parent
LAST = date(2024, 8, 28)
HOSTILE = (
    "$x^2$ and $ alone",
    r"\frac{1}{2} \alpha_{i} \undefined",
    "a_b^c {%} # & ~",
    "\x00\x1b[31mred\x07 \u202eback\u2028lines\nmore\ttabs",
    "\ud800 half a pair",
    "أحداث العنف في بلوچستان",
    "北京 и Київ 🔥 \U0010ffff",
    "e" + "\u0301" * 500,
    "wide " * 2_000,
    "",
)


def day(back: int, observed: float = 1.0, *, alarms: bool = False, **stated: float | None) -> SeriesDay:
    """A day so many days before the last, of which one incident is expected."""
    plain_day = {"expected": 1.0, "exposure": 1.0, **stated}
    return SeriesDay(
        watch="Pakistan",
        series="Balochistan",
        measure="incidents",
        day=(LAST - timedelta(days=back)).isoformat(),
        observed=observed,
        chance=0.5,
        score=0.0,
        is_alarm=alarms,
        judged_at=datetime(2024, 8, 29, tzinfo=UTC),
        **plain_day,  # type: ignore[arg-type]
    )


def columns(png: bytes, colour: str) -> list[int]:
    """The columns of the plot in which a colour stands, left to right; the legend above it does not count."""
    below_legend = pixels(png)[62:]
    return [int(column) for column in np.flatnonzero(like(below_legend, colour).any(axis=0))]


def test_a_chart_is_640_by_240_and_the_same_for_the_same_days() -> None:
    days = [day(back) for back in range(30)]
    assert size(series_chart("Balochistan", days)) == (640, 240)
    assert series_chart("Balochistan", days) == series_chart("Balochistan", list(reversed(days)))


def test_an_alarm_has_its_colour_in_its_own_place_and_a_mark_above_it() -> None:
    # Ten bars of one width: the third from the right ends at seven tenths to eight tenths of the plot.
    png = series_chart("", [day(back, 5.0 if back == 2 else 1.0, alarms=back == 2) for back in range(10)])
    left, right = columns(png, OBSERVED)[0], columns(png, OBSERVED)[-1]
    alarm = columns(png, ALARM)
    share = [(column - left) / (right - left) for column in (alarm[0], alarm[-1])]
    assert 0.68 < share[0] < 0.74
    assert 0.76 < share[1] < 0.81
    # Its bar goes up from the foot without a gap; the mark stands free above it.
    middle = like(pixels(png)[62:], ALARM)[:, (alarm[0] + alarm[-1]) // 2]
    assert np.count_nonzero(np.diff(middle.astype(int)) == 1) >= 2


def test_an_alarm_is_darker_than_any_other_bar_in_grey() -> None:
    def grey(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert grey(ALARM) < grey(OBSERVED) / 2


def test_bars_are_counted_from_zero() -> None:
    png = series_chart("", [day(1, 4.0, expected=None), day(0, 2.0, expected=None)])
    heights = like(pixels(png)[62:], OBSERVED).sum(axis=0)
    higher, lower = sorted({int(height) for height in heights[heights > 20]}, reverse=True)[:2]
    # Lines of the grid and rounding take a few pixels.
    assert abs(higher - 2 * lower) <= 3


def test_a_day_that_is_not_fully_known_is_hatched_and_another_is_not() -> None:
    known = series_chart("", [day(back) for back in range(10)])
    unknown = series_chart("", [day(back, exposure=0.69 if back == 4 else 0.7) for back in range(10)])
    differs = (pixels(known)[62:] != pixels(unknown)[62:]).any(axis=(0, 2))
    where = np.flatnonzero(differs)
    assert len(where)
    # The fifth bar from the right of ten, of a plot from about 30 to 626.
    assert where[0] > 300
    assert where[-1] < 400


def test_a_bar_is_a_day_until_there_are_too_many_to_see() -> None:
    assert [bars([day(back) for back in range(count)])[0] for count in (1, 210, 211, 1470, 1471, 3650)] == [
        1,
        1,
        7,
        7,
        30,
        30,
    ]


def test_bars_of_many_days_sum_them_and_end_with_the_last() -> None:
    span, counted = bars([day(back, 2.0, alarms=back == 8) for back in range(365)])
    assert (span, len(counted)) == (7, 53)
    assert [(bar.observed, bar.expected, bar.is_alarm) for bar in counted[-3:]] == [
        (14.0, 7.0, False),
        (14.0, 7.0, True),
        (14.0, 7.0, False),
    ]
    assert (counted[-1].first, counted[-1].last) == (date(2024, 8, 22), LAST)
    # 365 = 52 weeks and a day: the first bar has one day, and says so.
    assert (counted[0].observed, counted[0].is_well_known, counted[1].is_well_known) == (2.0, False, True)


def test_a_day_that_the_series_lacks_is_not_well_known() -> None:
    _, counted = bars([day(0), day(2)])
    assert [(bar.observed, bar.expected, bar.is_well_known) for bar in counted] == [
        (1.0, 1.0, True),
        (0.0, None, False),
        (1.0, 1.0, True),
    ]


@pytest.mark.parametrize(
    "days",
    [
        [],
        [day(0)],
        [day(0, 0.0)],
        [day(back, 0.0, expected=None, exposure=0.0) for back in range(40)],
        [day(back, 1e9 if back == 3 else 0.0, alarms=back == 3) for back in range(60)],
        [day(back) for back in range(3_650)],
        [day(0), day(5_000)],
        [day(0, 0.3, expected=1e-9)],
    ],
    ids=["none", "one", "one of 0", "nothing known", "a huge day", "ten years", "a long gap", "fractions"],
)
def test_any_series_is_drawn(days: list[SeriesDay]) -> None:
    assert size(series_chart("any", days)) == (640, 240)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_title_is_drawn_and_never_read_as_mathematics(text: str) -> None:
    assert size(series_chart(text, [day(0)])) == (640, 240)
    assert size(methods_chart(text, [MethodPoint(text, 1.0, 0.5, 2.0, 3.0)], text)) == (760, 340)


def test_a_dollar_is_a_dollar() -> None:
    # As mathematics both would be drawn alike.
    assert series_chart("$a$", []) != series_chart("a", [])


def test_a_line_of_words_is_plain_and_short() -> None:
    assert plain("a\x1b[1m\nb\u2028 c", 20) == "a [1m b c"
    assert plain("abcdef", 4) == "abc…"
    assert plain("e\u0301", 4) == "é"


def test_methods_stand_side_by_side_by_colour_and_mark() -> None:
    points = [MethodPoint("C1", 0.5, 0.4, 5.0, 6.0), MethodPoint("C2", 1.0, 0.8, 3.0, 3.5)]
    png = methods_chart("Methods", points, "month")
    assert size(png) == (760, 340)
    picture = pixels(png)
    for colour, left_half in (("#0072b2", 380), ("#d55e00", 380)):
        assert like(picture[100:, :left_half], colour).any(), "detected"
        assert like(picture[100:, left_half:], colour).any(), "delay"
    assert png == methods_chart("Methods", points, "month")


@pytest.mark.parametrize(
    "points",
    [
        [],
        [MethodPoint("never", 0.0, 0.0, None, None)],
        [MethodPoint(f"method {number}", number, 1.0, 0.0, 0.0) for number in range(25)],
        [MethodPoint("one", threshold / 10, threshold / 20, 3.0, 4.0) for threshold in range(20)],
    ],
    ids=["none", "nothing detected", "25 methods", "20 thresholds"],
)
def test_any_methods_are_drawn(points: list[MethodPoint]) -> None:
    assert size(methods_chart("Methods", points, "series and year")) == (760, 340)


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (0.0, [0, 1]),
        (3.0, [0, 1, 2, 3]),
        (9.0, [0, 5, 10]),
        (12_480.0, [0, 5_000, 10_000, 15_000]),
        (float("nan"), [0, 1]),
    ],
)
def test_marks_are_round_few_and_reach_the_highest(highest: float, marks: list[float]) -> None:
    assert round_marks(highest, 4, whole=True) == marks


def test_marks_of_shares_may_be_fractions() -> None:
    assert round_marks(0.7, 4, whole=False) == [0.0, 0.2, 0.4, 0.6000000000000001, 0.8]
    assert [round_below(value) for value in (0.07, 1.0, 4.9, 50.0, 999.0)] == [0.05, 1.0, 2.0, 50.0, 500.0]


@pytest.mark.parametrize(
    ("first", "marks"),
    [
        (date(2024, 8, 28), ["2024-08-28"]),
        (date(2024, 8, 24), [f"2024-08-{number}" for number in (24, 25, 26, 27, 28)]),
        (date(2024, 8, 18), [f"2024-08-{number}" for number in (18, 20, 22, 24, 26, 28)]),
        (date(2024, 7, 25), ["2024-07-31", "2024-08-07", "2024-08-14", "2024-08-21", "2024-08-28"]),
        (date(2024, 1, 5), ["2024-03-01", "2024-05-01", "2024-07-01"]),
        (date(2014, 8, 30), [f"{year}-01-01" for year in (2016, 2018, 2020, 2022, 2024)]),
    ],
)
def test_dates_are_few_and_even(first: date, marks: list[str]) -> None:
    assert [mark.isoformat() for mark in day_marks(first, LAST, 6)] == marks


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )


def test_matplotlib_is_loaded_only_to_draw() -> None:
    code = "import sys, flows.cli, extractors.charts, extractors.maps; print('matplotlib' in sys.modules)"
    assert run(code).stdout.strip() == "False"


def test_the_first_picture_of_a_machine_says_nothing(tmp_path: Path) -> None:
    code = "from extractors.charts import series_chart; print(len(series_chart('北京 $', [])) > 1_000)"
    for home in (tmp_path, Path("/dev/null"), tmp_path / "missing"):
        said = run(code, HOME=str(home), TMPDIR=str(tmp_path))
        assert (said.stdout.strip(), said.stderr) == ("True", "")


def test_settings_of_the_users_own_matplotlib_do_not_show(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text(
        "figure.dpi: 300\nfont.family: serif\ntext.usetex: True\naxes.facecolor: red\n"
    )
    code = "from extractors.charts import series_chart; import sys; sys.stdout.write(series_chart('a', []).hex())"
    said = run(code, MPLCONFIGDIR=str(tmp_path))
    assert bytes.fromhex(said.stdout) == series_chart("a", [])
