"""Alerts in the warehouse to messages in channels, each change once, and to the feed that readers subscribe to."""

from __future__ import annotations

import logging
import os
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path

from prefect import task

from extractors.alert_feed import MOST_ENTRIES, atom
from extractors.delivery.changes import covers, is_active
from extractors.delivery.outcomes import Arrival, Sent, begun, ended, put_off
from extractors.delivery.plan import Message, Said, plan
from extractors.delivery.wording import MOST_PICTURED, worded
from extractors.notify import Parcel
from flows.alert_contents import AlertContents
from flows.channels import ChannelError
from flows.retries import ON_GROUND
from flows.sending import Senders
from flows.settings import Settings
from warehouse.records import Delivery, Fate
from warehouse.store import Warehouse, open_warehouse

log = logging.getLogger("tocsin.alert")


@task(name="deliver-alerts", **ON_GROUND)
def deliver_alerts(settings: Settings, now: datetime) -> dict[str, int]:
    """Send what is new of each alert once to each channel, and keep what waits; gives the numbers of messages.

    The rows of a message are committed before it is sent and after: whatever ends this process between the two, and
    however often the task is tried again, it is not sent a second time.
    """
    with open_warehouse(settings.warehouse) as warehouse:
        alerts = warehouse.alerts.all()
        made = plan(alerts, said(warehouse), [channel.rules() for channel in settings.channels], now)
        _keep_changed(warehouse, [*made.waiting, *made.dropped])
        told = {delivery.alert_id for sending in made.messages for delivery in sending.deliveries}
        contents = AlertContents(warehouse, [alert for alert in alerts if alert.alert_id in told])
        arrivals = _Post(warehouse, settings, contents, now).send(made.messages)
        delivered = arrivals.pop(Arrival.ARRIVED, 0)
        return {"delivered": delivered, "undelivered": arrivals.total(), "changes_waiting": len(made.waiting)}


@task(name="write-alert-feed", **ON_GROUND)
def write_alert_feed(settings: Settings, now: datetime) -> dict[str, int]:
    """Write the feed of alerts, those that are muted left out; gives the number of its entries.

    A feed that cannot be written is told of and stops no run.
    """
    with open_warehouse(settings.warehouse) as warehouse:
        mutes = [mute for mute in warehouse.alerts.mutes() if is_active(mute, now)]
        alerts = [alert for alert in warehouse.alerts.all() if not any(covers(mute, alert) for mute in mutes)]
        newest = sorted(alerts, key=lambda alert: alert.updated_at, reverse=True)[:MOST_ENTRIES]
        content = atom(newest, AlertContents(warehouse, newest).texts(), now)
    path = settings.feed_of_alerts
    try:
        _replace(path, content)
    except OSError as error:
        log.error("feed=%s cannot be written: %s", path, error.strerror or error)
        return {"feed_entries": 0}
    return {"feed_entries": len(newest)}


def said(warehouse: Warehouse) -> Said:
    """What was told of alerts before, and what people said about them."""
    store = warehouse.alerts
    return Said(store.deliveries(), store.acknowledgements(), store.mutes())


def _keep_changed(warehouse: Warehouse, deliveries: Iterable[Delivery]) -> None:
    known = set(warehouse.alerts.deliveries())
    warehouse.alerts.save_deliveries([delivery for delivery in deliveries if delivery not in known])


class _Post:
    """The messages of one run on their way, and the rows that are kept of them."""

    def __init__(self, warehouse: Warehouse, settings: Settings, contents: AlertContents, now: datetime) -> None:
        self._warehouse = warehouse
        self._seconds = settings.timeout_s
        self._tables = {channel.key: channel for channel in settings.channels}
        self._rules = {channel.key: channel.rules() for channel in settings.channels}
        self._contents = contents
        self._texts = contents.texts()
        self._now = now

    def send(self, messages: Iterable[Message]) -> Counter[Arrival]:
        """Send one message to each channel at a time.

        A channel that fails, or has taken as long for its messages as one may take, is left alone until the next run.
        """
        queues: dict[str, deque[Message]] = defaultdict(deque)
        for sending in messages:
            queues[sending.channel].append(sending)
        arrivals: Counter[Arrival] = Counter()
        taken_s: Counter[str] = Counter()
        with Senders(self._seconds) as senders:
            while turn := {name: queue.popleft() for name, queue in queues.items() if queue}:
                begun_at = time.monotonic()
                for name, sent in self._one_each(senders, turn):
                    arrivals[sent.arrival] += 1
                    taken_s[name] += round(time.monotonic() - begun_at)
                    if sent.arrival is not Arrival.ARRIVED or taken_s[name] >= self._seconds:
                        left = [row for sending in queues.pop(name) for row in put_off(sending, self._now)]
                        self._warehouse.alerts.save_deliveries(left)
        return arrivals

    def _one_each(self, senders: Senders, turn: Mapping[str, Message]) -> Iterator[tuple[str, Sent]]:
        """Send a message to each channel; gives what became of it when that is kept."""
        rows = {name: begun(sending, self._rules[name], self._now) for name, sending in turn.items()}
        parcels: dict[str, Parcel] = {}
        nowhere: list[tuple[str, Sent]] = []
        for name, sending in turn.items():
            try:
                parcels[name] = self._parcel(sending)
            except ChannelError as error:
                nowhere.append((name, Sent(Arrival.REFUSED, str(error))))
        self._warehouse.alerts.save_deliveries([row for name in turn for row in rows[name]])
        for name, sent in chain(nowhere, senders.send(parcels)):
            after = ended(rows[name], sent, self._rules[name], self._now)
            self._warehouse.alerts.save_deliveries(after)
            _tell(after[0], len(after))
            yield name, sent

    def _parcel(self, sending: Message) -> Parcel:
        day = self._now.astimezone(self._rules[sending.channel].zone).date()
        shown = sending.deliveries[:MOST_PICTURED]
        pictures = {row.alert_id: self._contents.pictures(row.alert_id) for row in shown}
        letter = worded(sending, self._texts, day, pictures)
        return Parcel(self._tables[sending.channel].address(os.environ), letter, sending.message_id)


def _tell(row: Delivery, changes: int) -> None:
    """One line in the log: nobody reads on what is not sent again, so that is an error."""
    if row.fate is Fate.DONE:
        log.info("channel=%s message=%s changes=%d arrived", row.channel, row.message_id, changes)
    else:
        level = logging.ERROR if row.fate is Fate.QUARANTINED else logging.WARNING
        log.log(level, "channel=%s changes=%d %s", row.channel, changes, row.reason)


def _replace(path: Path, content: bytes) -> None:
    """Have the file hold `content`, at every moment whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
