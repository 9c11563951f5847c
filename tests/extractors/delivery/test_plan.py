"""What is sent now to which channel, and what waits: each case by hand, with the moments in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.delivery.outcomes import Arrival, Sent, begun, ended
from extractors.delivery.plan import Kind, Plan, Said, plan
from extractors.delivery.rules import ChannelRules, QuietHours
from tests.alert_records import alert, delivery
from warehouse.records import Acknowledgement, Alert, Change, Delivery, Fate, Mute, Severity

NOW = datetime(2024, 8, 27, 12, tzinfo=UTC)
DUTY = ChannelRules("duty")
NIGHT = ChannelRules("duty", quiet=QuietHours(time(22), time(6)), zone=ZoneInfo("Asia/Karachi"))
MORNING = ChannelRules("mail", digest=time(7), zone=ZoneInfo("Asia/Karachi"))
MODERATE, HIGH, CRITICAL = Severity


def planned(
    alerts: Sequence[Alert],
    told: Sequence[Delivery] = (),
    *,
    rules: ChannelRules = DUTY,
    seen: Sequence[Acknowledgement] = (),
    mutes: Sequence[Mute] = (),
    now: datetime = NOW,
) -> Plan:
    return plan(alerts, Said(told, seen, mutes), [rules], now)


def changes(made: Plan) -> list[tuple[str, str, int]]:
    """What is sent now, message by message: the alert, the change, its number."""
    return [(row.alert_id, row.change, row.number) for message in made.messages for row in message.deliveries]


def sent(made: Plan, told: Sequence[Delivery] = (), arrival: Arrival = Arrival.ARRIVED) -> list[Delivery]:
    """What is kept after all messages of a plan came to the same."""
    kept = {(row.alert_id, row.channel, row.digest): row for row in told}
    for message in made.messages:
        for row in ended(begun(message, DUTY, NOW), Sent(arrival, "why"), DUTY, NOW):
            kept[row.alert_id, row.channel, row.digest] = row
    for row in (*made.waiting, *made.dropped):
        kept[row.alert_id, row.channel, row.digest] = row
    return list(kept.values())


def test_an_opening_is_told_once_to_each_channel() -> None:
    both = plan([alert()], Said((), (), ()), [DUTY, ChannelRules("mail")], NOW)
    assert [(message.channel, message.kind) for message in both.messages] == [("duty", "single"), ("mail", "single")]
    assert changes(both) == [("alert-1", "opened", 1)] * 2
    told = sent(both)
    assert plan([alert()], Said(told, (), ()), [DUTY, ChannelRules("mail")], NOW) == Plan((), (), ())
    assert len({row.digest for row in told}) == 1


@pytest.mark.parametrize(
    ("now_is", "change"),
    [
        ({"observed": 11}, None),
        ({"observed": 12}, Change.GREW),
        ({"killed": 59}, None),
        ({"killed": 60}, Change.GREW),
        ({"severity": HIGH}, Change.GREW),
        ({"observed": 3, "killed": 1}, None),
        ({"state": "closed", "closed_at": NOW}, Change.ENDED),
    ],
)
def test_growth_is_told_at_a_doubling_or_a_higher_severity(now_is: dict[str, object], change: Change | None) -> None:
    made = planned([alert(**now_is)], [delivery()])
    assert changes(made) == ([("alert-1", change, 2)] if change else [])


def test_from_nobody_killed_two_are_growth() -> None:
    told = [delivery(killed=None)]
    assert changes(planned([alert(killed=1)], told)) == []
    assert changes(planned([alert(killed=2)], told)) == [("alert-1", "grew", 2)]


def test_what_shrank_and_grew_again_is_not_told_twice() -> None:
    told = [delivery(), delivery(number=2, change=Change.GREW, observed=12)]
    assert changes(planned([alert(observed=7)], told)) == []
    assert changes(planned([alert(observed=13)], told)) == []
    assert changes(planned([alert(observed=24)], told)) == [("alert-1", "grew", 3)]


def test_the_end_is_told_only_where_the_opening_arrived() -> None:
    over = alert(state="closed", closed_at=NOW)
    assert changes(planned([over])) == []
    doubtful = delivery(fate=Fate.QUARANTINED, reason="may not have arrived: it hung")
    assert changes(planned([over], [doubtful])) == []
    assert changes(planned([over], [delivery()])) == [("alert-1", "ended", 2)]
    assert changes(planned([over], [delivery(), delivery(number=2, change=Change.ENDED, state="closed")])) == []


def test_an_alert_that_opens_again_is_told_again() -> None:
    told = [delivery(), delivery(number=2, change=Change.ENDED, state="closed")]
    assert changes(planned([alert()], told)) == [("alert-1", "opened", 3)]


def test_a_new_channel_hears_of_what_is_open_and_of_no_past() -> None:
    old = [alert(f"alert-{n}", state="closed", closed_at=NOW) for n in range(50)]
    made = planned([*old, alert("alert-a"), alert("alert-b")], rules=ChannelRules("new"))
    assert [len(message.deliveries) for message in made.messages] == [2]


def test_several_alerts_of_a_run_are_one_message_the_most_severe_first_and_critical_ones_apart() -> None:
    alerts = [alert("alert-m"), alert("alert-c", severity=CRITICAL), alert("alert-h", severity=HIGH)]
    made = planned(alerts)
    assert [(m.kind, [row.alert_id for row in m.deliveries]) for m in made.messages] == [
        (Kind.SINGLE, ["alert-c"]),
        (Kind.GROUP, ["alert-h", "alert-m"]),
    ]
    apart = planned(alerts, rules=replace(DUTY, group=False))
    assert [len(message.deliveries) for message in apart.messages] == [1, 1, 1]


def test_a_channel_hears_only_of_its_watches_and_from_its_severity_on() -> None:
    alerts = [alert("alert-1", watch="sahel"), alert("alert-2", severity=HIGH)]
    assert changes(planned(alerts, rules=replace(DUTY, watches=frozenset({"sahel"})))) == [("alert-1", "opened", 1)]
    assert changes(planned(alerts, rules=replace(DUTY, severity=HIGH))) == [("alert-2", "opened", 1)]


# The quiet hours are from 17:00 to 01:00 UTC: Karachi is five hours ahead and knows no summer time.
@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2024, 8, 27, 16, 59, tzinfo=UTC), None),
        (datetime(2024, 8, 27, 17, 0, tzinfo=UTC), datetime(2024, 8, 28, 1, tzinfo=UTC)),
        (datetime(2024, 8, 28, 0, 59, tzinfo=UTC), datetime(2024, 8, 28, 1, tzinfo=UTC)),
        (datetime(2024, 8, 28, 1, 0, tzinfo=UTC), None),
    ],
)
def test_quiet_hours_hold_back_all_but_the_critical(now: datetime, until: datetime | None) -> None:
    made = planned([alert(), alert("alert-c", severity=CRITICAL)], rules=NIGHT, now=now)
    assert [row.due_at for row in made.waiting] == ([until] if until else [])
    assert len(changes(made)) == (1 if until else 2)
    if until:
        [waiting] = made.waiting
        assert (waiting.fate, waiting.attempts) == (Fate.RETRY, 0)
        assert waiting.reason == "waits for the end of the quiet hours"
        assert changes(planned([alert()], [waiting], rules=NIGHT, now=until)) == [("alert-1", "opened", 1)]


def test_what_gets_critical_in_the_quiet_hours_waits_no_longer() -> None:
    night = datetime(2024, 8, 27, 20, tzinfo=UTC)
    [waiting] = planned([alert()], rules=NIGHT, now=night).waiting
    assert changes(planned([alert(severity=CRITICAL)], [waiting], rules=NIGHT, now=night)) == [("alert-1", "opened", 1)]


def test_quiet_hours_end_by_the_clock_on_the_wall_when_summer_time_begins() -> None:
    # In Berlin 02:00 becomes 03:00 on 31 March 2024; 06:00 is then 04:00 UTC, not 05:00.
    rules = replace(NIGHT, zone=ZoneInfo("Europe/Berlin"))
    [waiting] = planned([alert()], rules=rules, now=datetime(2024, 3, 30, 23, tzinfo=UTC)).waiting
    assert waiting.due_at == datetime(2024, 3, 31, 4, tzinfo=UTC)


def test_a_digest_has_all_changes_since_the_last_one() -> None:
    first, second = datetime(2024, 8, 27, 12, tzinfo=UTC), datetime(2024, 8, 27, 18, tzinfo=UTC)
    kept = sent(planned([alert()], rules=MORNING, now=first))
    assert [(row.due_at, row.reason) for row in kept] == [
        (datetime(2024, 8, 28, 2, tzinfo=UTC), "waits for the digest of 07:00")
    ]
    alerts = [alert(observed=7), alert("alert-2", severity=CRITICAL)]
    kept = sent(planned(alerts, kept, rules=MORNING, now=second), kept)
    made = planned(alerts, kept, rules=MORNING, now=datetime(2024, 8, 28, 2, 5, tzinfo=UTC))
    assert [(message.kind, len(message.deliveries)) for message in made.messages] == [(Kind.DIGEST, 2)]
    assert [row.observed for row in made.messages[0].deliveries] == [6, 7]


def test_what_is_found_within_the_hour_of_the_digest_is_in_it_but_no_second_digest_follows() -> None:
    at_seven = datetime(2024, 8, 28, 2, 4, tzinfo=UTC)
    made = planned([alert()], rules=MORNING, now=at_seven)
    assert changes(made) == [("alert-1", "opened", 1)]
    told = [delivery(channel="mail", sent_at=at_seven)]
    later = planned([alert(), alert("alert-2")], told, rules=MORNING, now=at_seven + timedelta(minutes=15))
    assert not later.messages
    assert [row.alert_id for row in later.waiting] == ["alert-2"]


def test_more_messages_than_an_hour_takes_wait_for_the_oldest_to_be_an_hour_old() -> None:
    rules = replace(DUTY, per_hour=2, group=False)
    told = [delivery("alert-9", sent_at=NOW - timedelta(minutes=50))]
    alerts = [alert("alert-9"), alert("alert-1"), alert("alert-2", severity=HIGH), alert("alert-3")]
    made = planned(alerts, told, rules=rules)
    assert changes(made) == [("alert-2", "opened", 1)]
    assert {(row.alert_id, row.due_at) for row in made.waiting} == {
        ("alert-1", NOW + timedelta(minutes=10)),
        ("alert-3", NOW + timedelta(minutes=10)),
    }


def test_what_a_person_has_seen_is_told_again_only_when_it_is_more_severe() -> None:
    seen = [Acknowledgement("alert-1", NOW, "", MODERATE)]
    for now_is in ({}, {"observed": 40}, {"state": "closed", "closed_at": NOW}):
        assert changes(planned([alert(**now_is)], [delivery()], seen=seen)) == []
        assert changes(planned([alert(**now_is)], seen=seen)) == []
    assert changes(planned([alert(severity=HIGH)], [delivery()], seen=seen)) == [("alert-1", "grew", 2)]


def test_what_waits_is_dropped_when_a_person_has_seen_it() -> None:
    [waiting] = planned([alert()], rules=NIGHT, now=datetime(2024, 8, 27, 20, tzinfo=UTC)).waiting
    made = planned([alert()], [waiting], seen=[Acknowledgement("alert-1", NOW, "", MODERATE)])
    assert [(row.fate, row.reason, row.due_at) for row in made.dropped] == [(Fate.DISCARDED, "acknowledged", None)]
    again = planned([alert(severity=HIGH)], made.dropped, seen=[Acknowledgement("alert-1", NOW, "", MODERATE)])
    assert changes(again) == [("alert-1", "opened", 1)]


def test_what_waits_for_a_channel_that_is_gone_is_dropped_and_told_when_it_is_back() -> None:
    told = sent(planned([alert()]), arrival=Arrival.REFUSED)
    made = planned([alert()], told, rules=ChannelRules("other"))
    assert [(row.channel, row.fate, row.reason) for row in made.dropped] == [
        ("duty", Fate.DISCARDED, "the channel is not in the settings any more")
    ]
    assert changes(planned([alert()], made.dropped)) == [("alert-1", "opened", 1)]


def mute(series: str | None = None, until: datetime | None = None, lifted_at: datetime | None = None) -> Mute:
    return Mute("mute-1", "balochistan", series, "", NOW - timedelta(days=1), until, lifted_at)


def test_a_mute_tells_nothing_and_its_end_only_of_what_is_open_once() -> None:
    alerts = [alert("alert-open"), alert("alert-over", state="closed", closed_at=NOW)]
    told = [delivery("alert-over")]
    hour = timedelta(hours=1)
    assert not planned(alerts, told, mutes=[mute(until=NOW + hour)]).messages
    made = planned(alerts, told, mutes=[mute(until=NOW + hour)], now=NOW + hour)
    assert changes(made) == [("alert-open", "opened", 1)]
    assert not planned(alerts, [*told, *sent(made)], mutes=[mute(until=NOW + hour)], now=NOW + 2 * hour).messages
    assert changes(planned(alerts, told, mutes=[mute(lifted_at=NOW + hour)], now=NOW + hour)) == changes(made)


def test_a_mute_of_a_series_leaves_the_others() -> None:
    alerts = [alert("alert-1", series="Kech"), alert("alert-2", series="Quetta")]
    assert changes(planned(alerts, mutes=[mute("Kech")])) == [("alert-2", "opened", 1)]


def test_what_failed_is_tried_again_when_it_is_due_in_a_message_with_what_is_new() -> None:
    told = sent(planned([alert()]), arrival=Arrival.REFUSED)
    assert [(row.fate, row.attempts, row.due_at) for row in told] == [(Fate.RETRY, 1, NOW + timedelta(minutes=5))]
    early = planned([alert()], told, now=NOW + timedelta(minutes=4))
    assert (early.messages, list(early.waiting)) == ((), told)
    later = planned([alert(observed=7), alert("alert-2")], told, now=NOW + timedelta(minutes=5))
    assert [len(message.deliveries) for message in later.messages] == [2]
    assert changes(later) == [("alert-1", "opened", 1), ("alert-2", "opened", 1)]


def test_what_failed_is_told_although_it_has_ended_since() -> None:
    told = sent(planned([alert()]), arrival=Arrival.REFUSED)
    over = alert(state="closed", closed_at=NOW)
    made = planned([over], told, now=NOW + timedelta(minutes=5))
    assert changes(made) == [("alert-1", "opened", 1)]
    assert made.messages[0].deliveries[0].state == "closed"


def test_what_may_have_arrived_is_not_sent_again_unless_the_receiver_drops_what_it_has_seen() -> None:
    made = planned([alert()])
    [crashed] = begun(made.messages[0], DUTY, NOW)
    assert (crashed.fate, crashed.reason) == (
        Fate.QUARANTINED,
        "may not have arrived: the run ended while it was being sent",
    )
    assert not planned([alert()], [crashed]).messages
    hook = replace(DUTY, is_idempotent=True)
    [crashed] = begun(made.messages[0], hook, NOW)
    again = planned([alert(), alert("alert-2")], [crashed], rules=hook)
    assert {message.message_id: len(message.deliveries) for message in again.messages} == {
        made.messages[0].message_id: 1,
        next(m.message_id for m in again.messages if m.deliveries[0].alert_id == "alert-2"): 1,
    }


def test_it_is_given_up_after_eight_attempts() -> None:
    told: list[Delivery] = []
    now, attempts = NOW, 0
    while (made := planned([alert()], told, now=now)).messages:
        rows = begun(made.messages[0], DUTY, now)
        told = ended(rows, Sent(Arrival.REFUSED, "error=500"), DUTY, now)
        attempts += 1
        now = told[0].due_at or now + timedelta(days=9)
    assert attempts == 8
    assert (told[0].fate, told[0].reason) == (Fate.QUARANTINED, "given up after 8 attempts: error=500")
    assert changes(planned([alert(observed=12)], told)) == [("alert-1", "grew", 2)]


def test_a_service_that_asks_for_patience_gets_it_up_to_a_day() -> None:
    [message] = planned([alert()]).messages
    rows = begun(message, DUTY, NOW)
    for asked_s, minutes in ((0, 5), (3600, 60), (10**9, 24 * 60)):
        [row] = ended(rows, Sent(Arrival.REFUSED, "error=429", asked_s), DUTY, NOW)
        assert row.due_at == NOW + timedelta(minutes=minutes)


YEARS = timedelta(days=4000)


@pytest.mark.parametrize("rules", [DUTY, NIGHT, replace(MORNING, name="duty")])
def test_a_clock_moved_back_sends_nothing_twice_and_holds_nothing_for_ever(rules: ChannelRules) -> None:
    future = NOW + YEARS
    told = [delivery(sent_at=future, noted_at=future)]
    assert not planned([alert()], told, rules=rules).messages
    waiting = delivery(
        "alert-2",
        fate=Fate.RETRY,
        attempts=0,
        message_id=None,
        reason="waits",
        noted_at=future,
        sent_at=future,
        due_at=future + timedelta(days=1),
    )
    failed = delivery(
        "alert-3",
        fate=Fate.RETRY,
        reason="down",
        message_id=None,
        noted_at=future,
        sent_at=future,
        due_at=future + timedelta(hours=1),
    )
    alerts = [alert(), alert("alert-2"), alert("alert-3")]
    made = planned(alerts, [*told, waiting, failed], rules=rules)
    rows = {row.alert_id: row for row in [*told, waiting, failed]}
    rows |= {row.alert_id: row for row in made.waiting}
    for row in made.waiting:
        assert row.due_at is not None and row.due_at <= NOW + timedelta(days=1)
    sent_now = {alert_id for alert_id, _, _ in changes(made)}
    next_day = planned(alerts, list(rows.values()), rules=rules, now=NOW + timedelta(days=1))
    assert sent_now | {alert_id for alert_id, _, _ in changes(next_day)} == {"alert-2", "alert-3"}


states = st.tuples(st.sampled_from(["open", "closed"]), st.integers(1, 40), st.sampled_from(list(Severity)))
steps = st.lists(
    st.tuples(states, st.sampled_from(list(Arrival)), st.integers(-600, 3000), st.booleans()), min_size=1, max_size=12
)


@given(steps)
def test_whatever_happens_no_change_is_sent_twice(
    told_steps: list[tuple[tuple[str, int, Severity], Arrival, int, bool]],
) -> None:
    """The alert opens, grows, ends; sendings arrive, fail or are lost; the clock jumps; some runs crash in between."""
    kept: dict[tuple[str, str], Delivery] = {}
    arrived: list[str] = []
    now = NOW
    for (state, observed, severity), arrival, minutes, is_killed in told_steps:
        now += timedelta(minutes=minutes)
        current = alert(state=state, observed=observed, severity=severity, closed_at=None if state == "open" else now)
        made = planned([current], list(kept.values()), rules=NIGHT, now=now)
        rows = [row for message in made.messages for row in begun(message, NIGHT, now)]
        if made.messages and arrival is not Arrival.REFUSED:
            arrived += [row.digest for row in rows]
        if made.messages and not is_killed:
            rows = ended(rows, Sent(arrival, "why"), NIGHT, now)
        kept |= {(row.alert_id, row.digest): row for row in (*made.waiting, *made.dropped, *rows)}
    assert len(arrived) == len(set(arrived))
