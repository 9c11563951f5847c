"""Alerts, deliveries, acknowledgements and mutes come back as they were kept; those of earlier versions, too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.alert_records import OPENED_AT, alert, delivery
from tests.warehouse.earlier import write_earlier
from warehouse.records import Acknowledgement, Delivery, Fate, Mute, Severity
from warehouse.soundness import failed_checks
from warehouse.store import Warehouse, open_warehouse

_MOMENT = "TIMESTAMPTZ '2024-08-26 09:00:00Z'"
_EARLIER = (
    "INSERT INTO stored.alerts VALUES "
    "('alert-1', 'balochistan', 'ears-c2', '2024-08-26', '2024-08-26', 'open', 12, 0.3, 11, 'Twelve', [])",
    f"""
    INSERT INTO stored.deliveries VALUES
        ('alert-1', 'json-a', 'state-6', 'done', NULL, {_MOMENT}),
        ('alert-1', 'json-a', 'state-12', 'retry', 'error=500', {_MOMENT} + INTERVAL 1 HOUR),
        ('alert-1', 'json-b', 'state-6', 'retry', 'error=404', {_MOMENT}),
        ('alert-1', 'json-b', 'state-12', 'done', NULL, {_MOMENT} + INTERVAL 1 HOUR)
    """,
)


def told(rows: list[Delivery]) -> list[tuple[object, ...]]:
    return [(row.channel, row.number, row.change, row.fate, row.observed, row.due_at is not None) for row in rows]


def test_what_an_earlier_version_told_is_not_told_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_earlier(tmp_path, monkeypatch, 5, _EARLIER)
    with open_warehouse(path) as warehouse:
        assert told(warehouse.alerts.deliveries()) == [
            ("json-a", 1, "opened", "done", 12, False),
            ("json-a", 2, "grew", "retry", 12, True),
            ("json-b", 1, "opened", "done", 12, False),
        ]
        assert failed_checks(warehouse.connection) == []


def test_alerts_are_found_by_the_first_letters_of_their_id(empty: Warehouse) -> None:
    empty.alerts.save([alert("alert-12"), alert("alert-13"), alert("alert-2")])
    assert [found.alert_id for found in empty.alerts.like("alert-1")] == ["alert-12", "alert-13"]
    assert [found.alert_id for found in empty.alerts.like("2")] == ["alert-2"]
    assert empty.alerts.like("%") == []


def test_what_people_say_is_kept(empty: Warehouse) -> None:
    seen = Acknowledgement("alert-1", OPENED_AT, "known", Severity.HIGH)
    mutes = [
        Mute("mute-1", "balochistan", None, "", OPENED_AT, None),
        Mute("mute-2", "balochistan", "Kech", "drills", OPENED_AT, OPENED_AT + timedelta(days=7)),
    ]
    empty.alerts.acknowledge(seen)
    for mute in mutes:
        empty.alerts.mute(mute)
    assert (empty.alerts.acknowledgements(), empty.alerts.mutes()) == ([seen], mutes)


def test_a_mute_is_lifted_once_and_never_before_it_began(empty: Warehouse) -> None:
    mute = Mute("mute-1", "balochistan", None, "", OPENED_AT, None)
    empty.alerts.mute(mute)
    empty.alerts.lift([mute], OPENED_AT - timedelta(days=1))
    empty.alerts.lift([mute], OPENED_AT + timedelta(days=1))
    assert [kept.lifted_at for kept in empty.alerts.mutes()] == [OPENED_AT]
    assert failed_checks(empty.connection) == []


def test_a_delivery_that_comes_to_something_else_is_one_row(empty: Warehouse) -> None:
    first = delivery(fate=Fate.QUARANTINED, reason="may not have arrived")
    empty.alerts.save_deliveries([first, delivery("alert-2")])
    empty.alerts.save_deliveries([delivery()])
    empty.alerts.save_deliveries([])
    assert empty.alerts.deliveries() == [delivery(), delivery("alert-2")]
