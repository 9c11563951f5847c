"""Messages for channels to what became of each: channels side by side, each in a process that is ended if it hangs."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Final

from extractors.delivery.outcomes import Arrival, Sent
from extractors.notify import Parcel, load_services, send

# What a process may take to start and load apprise's 150 services: 1 s, and many times as much on a busy machine.
START_S: Final = 60.0
_READY, _WRITING = "ready", "writing"


@dataclass(slots=True)
class _Lane:
    """The process of one channel; `deadline` is when what it does must be over, `has_written` that it has begun to."""

    pipe: Connection
    process: SpawnProcess
    folder: Path
    parcel: Parcel
    deadline: float
    has_written: bool = False


class Senders:
    """Processes that send: one for each channel that has something to send, all ended on leaving the context.

    A message that takes more than `seconds` is ended with its process: the time limits of sockets begin anew with every
    byte, and a name that is looked up has none.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lanes: dict[str, _Lane] = {}
        # This process's: one that is ended removes nothing.
        self._folder = TemporaryDirectory(prefix="tocsin-pictures-")

    def __enter__(self) -> Senders:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for name in list(self._lanes):
            self._end(name)
        self._folder.cleanup()

    def send(self, parcels: Mapping[str, Parcel]) -> Iterator[tuple[str, Sent]]:
        """Send one message to each channel, by name; gives what became of each as soon as it is known."""
        for name, parcel in parcels.items():
            self._begin(name, parcel)
        under_way = set(parcels)
        while under_way:
            for name in list(under_way):
                sent = self._heard(name)
                if sent is not None:
                    under_way.remove(name)
                    yield name, sent
            self._wait(under_way)

    def _begin(self, name: str, parcel: Parcel) -> None:
        known = self._lanes.get(name)
        if known is None:
            self._lanes[name] = self._start(parcel)
            return
        known.parcel, known.deadline, known.has_written = parcel, time.monotonic() + self._seconds, False
        known.pipe.send((parcel, known.folder))

    def _start(self, parcel: Parcel) -> _Lane:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs,), daemon=True)
        # Ctrl-C goes to the whole group: this process alone answers it. What is spawned keeps the mask.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        folder = Path(self._folder.name) / str(process.pid)
        folder.mkdir()
        return _Lane(ours, process, folder, parcel, time.monotonic() + START_S)

    def _wait(self, under_way: set[str]) -> None:
        lanes = [self._lanes[name] for name in under_way]
        if lanes:
            first = min(lane.deadline for lane in lanes) - time.monotonic()
            wait([lane.pipe for lane in lanes], max(0.0, first))

    def _heard(self, name: str) -> Sent | None:
        """What became of the message of a channel, once it is known."""
        lane = self._lanes[name]
        try:
            while lane.pipe.poll():
                told = lane.pipe.recv()
                if told == _READY:
                    lane.deadline = time.monotonic() + self._seconds
                    lane.pipe.send((lane.parcel, lane.folder))
                elif told == _WRITING:
                    lane.has_written = True
                else:
                    return _as_sent(told)
        except (EOFError, OSError):
            return self._lost(name, "the process that sent it has ended")
        if time.monotonic() >= lane.deadline:
            return self._lost(name, f"no end after {self._seconds:g} s")
        return None

    def _lost(self, name: str, why: str) -> Sent:
        has_written = self._lanes[name].has_written
        self._end(name)
        return Sent(Arrival.UNKNOWN if has_written else Arrival.REFUSED, why)

    def _end(self, name: str) -> None:
        lane = self._lanes.pop(name)
        lane.process.kill()
        lane.process.join()
        lane.pipe.close()


def _as_sent(told: object) -> Sent:
    if not isinstance(told, Sent):
        raise TypeError(f"a sending process gave a {type(told).__name__}")
    return told


def _work(pipe: Connection) -> None:
    """Send messages until the other end is gone; what goes wrong is told there by this one's end, not on the screen."""
    try:
        load_services()
        pipe.send(_READY)
        while True:
            parcel, folder = pipe.recv()
            pipe.send(send(parcel, folder, lambda: pipe.send(_WRITING)))
    except Exception:
        return
