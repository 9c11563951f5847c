"""Reports are core, loose or followers by what they say of place, day and time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.resolution.tiers import Reason, Tier, bar_to_founding, tier_of
from tests.builders import on, place, report
from tests.extractors.resolution.chronicle import BALOCHISTAN, MUSAKHAIL, NOW, PAKISTAN, QUETTA_DISTRICT, attack
from warehouse.records import Event

NOWHERE_NEAR = place("Killi Sheikhan", admin1="Balochistan")  # the gazetteer has no coordinates for it


@pytest.mark.parametrize(
    ("told", "tier"),
    [
        (attack(), Tier.CORE),
        (attack(replace(MUSAKHAIL, precision="near")), Tier.CORE),
        (attack(day=on("2024-08-25", "2024-08-26")), Tier.CORE),
        (attack(day=on("2024-08-27")), Tier.CORE),  # a day ahead of the report, as in a zone further east
        (attack(status="alleged"), Tier.CORE),
        (attack(NOWHERE_NEAR), Tier.LOOSE),
        (attack(QUETTA_DISTRICT), Tier.LOOSE),
        (attack(BALOCHISTAN), Tier.LOOSE),
        (attack(PAKISTAN), Tier.LOOSE),
        (attack(day=None), Tier.LOOSE),
        (attack(day=on("--08-26")), Tier.LOOSE),
        (attack(day=on("2024-08-24", "2024-08-26")), Tier.LOOSE),
        (attack(day=on("2024-08-19", "2024-08-25", "week")), Tier.LOOSE),
        (attack(None), Tier.FOLLOWER),
        (attack(place("somewhere", "unknown")), Tier.FOLLOWER),
        (attack(timeframe="background"), Tier.FOLLOWER),
        (attack(status="denied"), Tier.FOLLOWER),
        (attack(day=on("2024-01-01", "2024-12-31", "year")), Tier.FOLLOWER),
        (attack(status="planned"), Reason.NOT_HAPPENED),
        (attack(day=on("2024-08-28")), Reason.FUTURE_DAY),
        (attack(kind="Arrests"), Reason.NOT_VIOLENCE),
        (attack(kind="Peaceful protest", timeframe="background"), Reason.NOT_VIOLENCE),
    ],
)
def test_the_tier_of_a_report(told: Event, tier: Tier | Reason) -> None:
    assert tier_of(report(1, "2024-08-26T06:00", told)) is tier


def test_a_withdrawn_text_follows() -> None:
    withdrawn = replace(report(1, "2024-08-26T06:00", attack()), withdrawn_at=NOW)
    assert (tier_of(withdrawn), bar_to_founding(withdrawn)) == (Tier.FOLLOWER, Reason.WITHDRAWN)


def test_what_may_found_has_no_bar() -> None:
    assert bar_to_founding(report(1, "2024-08-26T06:00", attack(PAKISTAN, day=None))) is None
