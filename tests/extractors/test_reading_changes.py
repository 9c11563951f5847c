"""What two readers found to counts of events the same, changed (and in which fields), vanished and new."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extractors.reading_changes import WORDS, changed_fields, reading_changes
from tests.builders import actor, event, on, people, place, report, span, target, weapon
from warehouse.records import Report

TOLD = event(
    happened=on("2024-08-26"),
    place=place("Musakhail"),
    perpetrators=(actor("bla"),),
    targets=(target("civilians"),),
    weapons=(weapon("firearm"),),
    killed=22,
)


def numbered(number: int, **stated: Any) -> Report:
    return replace(report(number, "2024-08-26T08:00", replace(TOLD, **stated)), event_id=f"event-{number}")


@pytest.mark.parametrize(
    ("stated", "fields"),
    [
        ({}, []),
        ({"sub_event_type": "Armed clash", "event_type": "Battles"}, ["kind"]),
        ({"status": "alleged"}, ["status"]),
        ({"timeframe": "background"}, ["timeframe"]),
        ({"happened": on("2024-08-27")}, ["day"]),
        ({"happened": None, "place": None}, ["day", "place"]),
        ({"place": place("Musakhail", "admin2")}, ["place"]),
        ({"perpetrators": (actor("bla", suspected=True),)}, ["actors"]),
        ({"claimed_by": (actor("bla"),)}, ["actors"]),
        ({"targets": ()}, ["targets"]),
        ({"weapons": (weapon("grenade"),)}, ["weapons"]),
        ({"killed": people(23)}, ["tolls"]),
        ({"killed_by_side": (("civilians", 22),)}, ["tolls"]),
        ({"attributed_to": span("police")}, ["attribution"]),
        ({"confidence": 0.5}, ["confidence"]),
        ({"trigger": span("killed", 30)}, [WORDS]),
        ({"evidence": ((0, 10),)}, [WORDS]),
        ({"place": replace(place("Musakhail"), span=span("in Musakhail", 57))}, [WORDS]),
    ],
)
def test_fields_change_by_what_they_say(stated: dict[str, Any], fields: list[str]) -> None:
    assert changed_fields(TOLD, replace(TOLD, **stated)) == fields
    assert changed_fields(replace(TOLD, **stated), TOLD) == fields


def test_events_are_paired_or_vanished_or_new() -> None:
    same, old = numbered(1, trigger=span("killed", 10)), numbered(2, trigger=span("shot", 300), evidence=((300, 350),))
    bomb = {"sub_event_type": "Suicide bomb", "trigger": span("blast", 600), "evidence": ((600, 650),)}
    found = reading_changes([([same, old], [same, numbered(3, **bomb)])], 5)
    assert (found.same, found.changed, found.vanished, found.new) == (1, 0, 1, 1)
    assert found.examples == [(old, None), (None, numbered(3, **bomb))]
    assert (found.old_ids, found.new_ids) == (["event-2"], ["event-3"])


def test_changes_of_several_articles_add_up_and_of_each_sort_the_first_are_shown() -> None:
    pairs = [([numbered(n)], [numbered(n, killed=people(n), status="alleged")]) for n in (1, 2, 3)]
    found = reading_changes([*pairs, ([], [numbered(4)]), ([numbered(5)], [])], 2)
    assert (found.same, found.changed, found.vanished, found.new) == (0, 3, 1, 1)
    assert dict(found.fields) == {"tolls": 3, "status": 3}
    assert found.examples == [*((old, new) for ([old], [new]) in pairs[:2]), (None, numbered(4)), (numbered(5), None)]


def test_nothing_to_compare() -> None:
    found = reading_changes([], 3)
    assert (found.same, found.changed, found.vanished, found.new, found.examples) == (0, 0, 0, 0, [])
