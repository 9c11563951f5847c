"""Texts to readings in the order of the texts, by one reader in this process or by several processes."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Protocol

from extractors.reading import Reader, Unread, batches
from models.pipeline import load
from models.places.gazetteer_index import index_file
from models.triage import Worth, worth_reading
from warehouse.records import Reading

Triage = Callable[[str, str | None], Worth]
# Batches read ahead of the one that is due, for each process: one long text must not let the others wait, and what has
# been read early is held.
_AHEAD = 4
# A process asked to end is given this long before it is killed.
_PATIENCE_S = 2.0


class ReadersError(ChildProcessError):
    """The reading processes cannot go on; the message is one line."""


class Readers(Protocol):
    """Reads texts: one reading a text, in their order, lazily."""

    def __call__(self, texts: Iterable[Unread], /) -> Iterator[Reading]:
        """The readings; raises ReadersError where a process died."""
        ...


@contextmanager
def open_readers(processes: int = 1, worth: Triage = worth_reading) -> Iterator[Readers]:
    """Readers that load once and stay loaded; with one process, this one, else as many as there is work for.

    `worth` must be a function of a module, which another process can import. What is read never depends on `processes`.
    """
    if processes == 1:
        yield Reader(load(), worth).read_all
        return
    index_file()  # built here, where it is shown and its errors are told, and not by each process
    pool = _Pool(processes, worth)
    try:
        yield pool.read_all
    finally:
        pool.close()


class _Pool:
    """Spawned processes, each with a reader; one is given a batch only while it waits for one.

    Spawned, not forked: the flows' process has threads. Each holds one end of a pipe whose other end only this process
    has, so that the end of either is seen by the other.
    """

    def __init__(self, processes: int, worth: Triage) -> None:
        self._most = processes
        self._worth = worth
        self._workers: dict[Connection, SpawnProcess] = {}
        self._idle: list[Connection] = []

    def read_all(self, texts: Iterable[Unread]) -> Iterator[Reading]:
        asked: dict[Connection, int] = {}
        read: dict[int, list[Reading]] = {}
        due = 0
        for number, batch in enumerate(batches(texts)):
            while len(asked) == self._most or number - due >= _AHEAD * self._most:
                self._receive(asked, read)
                while due in read:
                    yield from read.pop(due)
                    due += 1
            self._give(number, batch, asked)
        while asked:
            self._receive(asked, read)
            while due in read:
                yield from read.pop(due)
                due += 1

    def close(self) -> None:
        """End every process, whatever it does."""
        for pipe, process in self._workers.items():
            pipe.close()
            process.terminate()
        for process in self._workers.values():
            process.join(_PATIENCE_S)
            process.kill()
        self._workers.clear()

    def _give(self, number: int, batch: list[Unread], asked: dict[Connection, int]) -> None:
        pipe = self._idle.pop() if self._idle else self._start()
        asked[pipe] = number
        try:
            pipe.send(batch)
        except OSError as error:
            raise self._died(pipe) from error

    def _receive(self, asked: dict[Connection, int], read: dict[int, list[Reading]]) -> None:
        for ready in wait(list(asked)):
            pipe = next(pipe for pipe in asked if pipe is ready)
            try:
                answer = pipe.recv()
            except (EOFError, OSError) as error:
                raise self._died(pipe) from error
            if isinstance(answer, str):
                raise ReadersError(f"a reading process cannot go on: {answer}")
            read[asked.pop(pipe)] = answer
            self._idle.append(pipe)

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self._worth), daemon=True)
        # Ctrl-C goes to the whole group: this process alone answers it. What is spawned keeps the mask.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        self._workers[ours] = process
        return ours

    def _died(self, pipe: Connection) -> ReadersError:
        process = self._workers[pipe]
        process.join(_PATIENCE_S)
        code = process.exitcode
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with exit code {code}"
        return ReadersError(f"a reading process {how}; if memory ran out, run again with fewer processes")


def _work(pipe: Connection, worth: Triage) -> None:
    """Read batches until the other end is gone."""
    warnings.filterwarnings("ignore")
    # What could not be read is said by its reason; who asked tells it with the text's place.
    logging.getLogger("tocsin.reading").addHandler(logging.NullHandler())
    try:
        reader = Reader(load(), worth)
        while True:
            pipe.send(list(reader.read_all(pipe.recv())))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except Exception as error:
        pipe.send(" ".join(f"{error!r}".split()))
