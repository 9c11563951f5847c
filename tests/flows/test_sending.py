"""Messages go out side by side, each in a process that can be ended, and leave nothing behind."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.delivery.outcomes import Arrival, Sent
from extractors.delivery.wording import Letter
from extractors.notify import Parcel
from flows.sending import Senders
from tests.inbox import Inbox

LETTER = Letter("title", ("six incidents in Balochistan",), (("chart.png", b"\x89PNG"),))


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def full() -> Iterator[int]:
    """The port of a listener whose queue is full: to connect to it takes as long as one is willing to wait."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for one in waiting:
            one.close()


def test_a_second_message_goes_the_way_of_the_first_and_the_pictures_are_removed(inbox: Inbox, temporary: Path) -> None:
    with Senders(20) as senders:
        for key in ("one", "two"):
            assert list(senders.send({"duty": Parcel(inbox.channel("a"), LETTER, key)})) == [
                ("duty", Sent(Arrival.ARRIVED))
            ]
        assert list(temporary.rglob("chart.png"))
    assert [request.headers["Idempotency-Key"] for request in inbox.requests] == ["one", "two"]
    assert list(temporary.iterdir()) == []


def test_who_hangs_is_ended_and_the_others_are_told_meanwhile(inbox: Inbox, full: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, Senders(2.0) as senders:
        parcels = {
            "silent": Parcel(f"json://127.0.0.1:{silent.getsockname()[1]}/", LETTER, "key"),
            "full": Parcel(f"json://127.0.0.1:{full}/", LETTER, "key"),
            "duty": Parcel(inbox.channel("a"), LETTER, "key"),
        }
        found = dict(senders.send(parcels))
    assert found == {
        "silent": Sent(Arrival.UNKNOWN, "no end after 2 s"),
        "full": Sent(Arrival.REFUSED, "no end after 2 s"),
        "duty": Sent(Arrival.ARRIVED),
    }
