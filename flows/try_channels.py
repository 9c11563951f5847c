"""Channels to a test message in each, and whether it arrived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from extractors.delivery.outcomes import Arrival, Sent
from extractors.delivery.wording import Letter
from extractors.ids import stable_id
from extractors.notify import Parcel
from flows.channels import ChannelError, ChannelTable
from flows.delivery_words import moment
from flows.sending import Senders
from warehouse.records import Watch


def try_channels(
    channels: Sequence[ChannelTable], seconds: float, environment: Mapping[str, str], now: datetime
) -> Iterator[tuple[str, str | None]]:
    """Send each channel a test message, `seconds` at most; gives its name, and None where it arrived, else why not."""
    key = stable_id("test", now.isoformat())
    letter = Letter("tocsin: a test", (f"A test of this channel at {moment(now)}; nothing has happened. [{key}]",))
    parcels: dict[str, Parcel] = {}
    for channel in channels:
        try:
            parcels[channel.key] = Parcel(channel.address(environment), letter, key)
        except ChannelError as error:
            yield channel.key, f"not sent: {error}"
    with Senders(seconds) as senders:
        for name, sent in senders.send(parcels):
            yield name, _why(sent)


def _why(sent: Sent) -> str | None:
    match sent.arrival:
        case Arrival.ARRIVED:
            return None
        case Arrival.REFUSED:
            return f"did not arrive: {sent.reason}"
        case Arrival.UNKNOWN:
            return f"may not have arrived: {sent.reason}"


def unknown_watches(channels: Sequence[ChannelTable], watches: Sequence[Watch]) -> list[str]:
    """A line for each watch that a channel is for and that is not there."""
    known = {watch.name for watch in watches}
    return [
        f"{channel.key}: there is no watch '{name}'"
        for channel in channels
        for name in channel.watches or ()
        if name not in known
    ]
