"""The labelled stories are joined no worse than it is on record."""

from __future__ import annotations

from collections import Counter

import pytest

from flows.bench_incidents.calibration import bands
from flows.bench_incidents.measuring import joined, measure_joining, measure_reading_and_joining
from flows.bench_incidents.reading import read_all, true_incidents
from flows.bench_incidents.stories import LEARNED_FROM, Story, read_hard_pairs, read_stories
from flows.bench_incidents.told import read_told


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return read_stories()


def test_the_set_is_as_large_as_it_is_said_to_be(stories: list[Story]) -> None:
    assert len(stories) == 313
    assert len({incident for story in stories for incident in story.incidents}) == 116
    assert len(read_hard_pairs()) == 60
    assert len({story.region for story in stories}) == 4


def test_every_label_is_defined_and_every_incident_told(stories: list[Story]) -> None:
    known = true_incidents()
    told = Counter(incident for story in stories for incident in story.incidents)
    assert set(told) == set(known)
    assert {incident for story in stories for incident in story.mentioned} <= set(known)


def test_a_person_has_read_every_story_that_tells_of_an_incident(stories: list[Story]) -> None:
    told = read_told(stories)
    for story in stories:
        labels = {one.incident for one in told[story.name]} - {None}
        assert labels == story.incidents | story.mentioned, story.name


# Measured (make bench-incidents): all 96.5 and 94.8, the held-out region 94.6 and 91.5. A floor falls only on purpose.
@pytest.mark.parametrize(
    ("among", "b_cubed", "ceaf_e"), [("all", 0.95, 0.93), ("learned from", 0.96, 0.94), ("held out", 0.94, 0.90)]
)
def test_reports_that_a_person_read_are_joined(stories: list[Story], among: str, b_cubed: float, ceaf_e: float) -> None:
    chosen = [story for story in stories if among == "all" or (story.region in LEARNED_FROM) == (among != "held out")]
    told = read_told(chosen)
    measured = measure_joining((one for story in chosen for one in told[story.name]), read_hard_pairs())
    assert measured.b_cubed.f >= b_cubed
    assert measured.ceaf_e.f >= ceaf_e
    assert measured.merged == ()


# Measured: of 281 joins given nine in ten and more (0.989 in the mean) 0.993 are right; of 18 others (0.724) all.
def test_a_probability_is_as_good_as_its_word(stories: list[Story]) -> None:
    told = [one for ones in read_told(stories).values() for one in ones]
    unsure, sure = bands(told, joined(one.report for one in told))
    assert unsure.joins + sure.joins > 250
    assert sure.right == pytest.approx(sure.given, abs=0.02)
    assert unsure.right > 0.5


# Measured: 74.7 and 63.4. What is missed is misread: a day, a place, one attack of two.
def test_stories_are_read_and_joined(stories: list[Story]) -> None:
    measured = measure_reading_and_joining(stories, read_all(stories), read_hard_pairs())
    assert measured.b_cubed.f >= 0.74
    assert measured.b_cubed.precision >= 0.95
    assert measured.ceaf_e.f >= 0.62
