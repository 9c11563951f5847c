"""A plan of hosts to a server of all of them in one light process of its own, which can kill who asks it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flows.bench_collect.bodies import feed_body, index_of, page_body, stock

FEED = b"/feed"
_STORY = b"/story/"
_ROBOTS = b"User-agent: *\nDisallow: /members/\n"
_END_OF_HEAD = b"\r\n\r\n"
_LARGEST_HEAD = 65_536
_CHUNK = b"x" * 65_536
_FLOOD = 10_000_000_000
_DRIP_S = 1.0


class Habit(StrEnum):
    """How a host that is no good answers every request."""

    NEVER = "accepts and never answers"
    DRIP = "answers one byte a second"
    CLOSE = "closes midway"
    FLOOD = "sends 10 GB"


@dataclass(frozen=True, slots=True)
class Plan:
    """What the press is: its hosts, the entries of each feed, where its pages are from, and the hosts with a habit."""

    hosts: int
    entries: int
    pages: Path | None = None
    habits: Mapping[int, Habit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spent:
    """What the press has done so far: requests answered, and seconds of its own processor time."""

    answers: int
    cpu_s: float


class Press:
    """A press that is open: the parent's side of it."""

    def __init__(self, plan: Plan, port: int, pipe: Connection) -> None:
        self.plan = plan
        self.port = port
        self._pipe = pipe

    def print_edition(self, edition: int) -> None:
        """Put another edition into every feed; comes back once it is out."""
        self._ask(_Server.print_edition, edition)

    def kill(self, pid: int, after: int, delay_s: float) -> None:
        """Have the press end a process by SIGKILL, so much time after it has answered so many more requests."""
        self._ask(_Server.kill, pid, after, delay_s)

    def spare(self) -> None:
        """Forget whom to kill: the process has ended, and another one may get its number."""
        self._ask(_Server.spare)

    def spent(self) -> Spent:
        """What the press has done so far."""
        found: Spent = self._ask(_Server.spent)
        return found

    def _ask(self, method: Callable[..., Any], *arguments: Any) -> Any:
        self._pipe.send((method.__name__, arguments))
        return self._pipe.recv()


@contextmanager
def open_press(plan: Plan) -> Iterator[Press]:
    """Serve the plan's hosts on one free port until the block ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(plan, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Press(plan, ours.recv(), ours)
    finally:
        process.kill()
        process.join()


class _Server:
    """All hosts of a plan in one process: whole answers, made ahead, by host."""

    def __init__(self, plan: Plan, port: int) -> None:
        self._plan = plan
        self._port = port
        self._pages = stock(plan.pages).pages
        self._feeds: list[tuple[bytes, bytes, bytes]] = []
        self._answers = 0
        self._victim: tuple[int, int, float] | None = None
        self.print_edition(0)

    def print_edition(self, edition: int) -> None:
        """Make every feed's answer: its ETag, the answer with its body, and the one that says that nothing is new."""
        self._feeds = []
        for index in range(self._plan.hosts):
            etag = b'"%d-%d"' % (index, edition)
            body = feed_body(index, self._port, edition, self._plan.entries)
            whole = _answer(b"200 OK", b"application/xml; charset=utf-8", body, etag)
            self._feeds.append((etag, whole, b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + _END_OF_HEAD))

    def kill(self, pid: int, after: int, delay_s: float) -> None:
        """Remember whom to end, and when."""
        self._victim = (pid, self._answers + after, delay_s)

    def spare(self) -> None:
        """Remember nobody."""
        self._victim = None

    def spent(self) -> Spent:
        """What was done so far."""
        return Spent(self._answers, time.process_time())

    def habit(self, index: int) -> Habit | None:
        """What is wrong with a host."""
        return self._plan.habits.get(index)

    def answer(self, index: int, head: bytes) -> bytes:
        """The whole answer to the head of a request."""
        path = head.split(b" ", 2)[1] if head.count(b" ") > 1 else b""
        if path == FEED and index < len(self._feeds):
            etag, whole, unchanged = self._feeds[index]
            return unchanged if etag in head else whole
        if path.startswith(_STORY):
            number = path.rpartition(b"-")[2]
            if number.isdigit():
                return _answer(b"200 OK", b"text/html", page_body(self._pages, index, int(number)))
        if path == b"/robots.txt":
            return _answer(b"200 OK", b"text/plain", _ROBOTS)
        return _answer(b"404 Not Found", b"text/plain", b"")

    def answered(self) -> None:
        """Count an answer, and end whom it is time to end."""
        self._answers += 1
        if self._victim is not None and self._answers >= self._victim[1]:
            pid, _, delay_s = self._victim
            self._victim = None
            asyncio.get_running_loop().call_later(delay_s, _end, pid)

    def obey(self, pipe: Connection) -> None:
        """Do what the parent asks, or end where it has gone."""
        try:
            method, arguments = pipe.recv()
        except EOFError:
            os._exit(0)
        pipe.send(getattr(self, method)(*arguments))


def _end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def _answer(status: bytes, kind: bytes, body: bytes, etag: bytes = b"") -> bytes:
    validator = b"ETag: " + etag + b"\r\n" if etag else b""
    head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\n%sContent-Length: %d" % (status, kind, validator, len(body))
    return head + _END_OF_HEAD + body


class _Connection(asyncio.Protocol):
    """One connection: which host it is to is known by the address that was connected to."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self._buffer = bytearray()
        self._to_send = 0
        self._is_paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        peer, here = transport.get_extra_info("peername")[0], transport.get_extra_info("sockname")[0]
        if not peer.startswith("127.") or not here.startswith("127."):  # the socket is open on every address
            transport.abort()
            return
        self._index = index_of(here)
        self._habit = self._server.habit(self._index)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > _LARGEST_HEAD:
            self._transport.abort()
        while (end := self._buffer.find(_END_OF_HEAD)) >= 0:
            head = bytes(self._buffer[: end + len(_END_OF_HEAD)])
            del self._buffer[: len(head)]
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        match self._habit:
            case None:
                self._transport.write(self._server.answer(self._index, head))
                self._server.answered()
            case Habit.NEVER:
                pass
            case Habit.DRIP:
                self._drip(self._server.answer(self._index, head))
            case Habit.CLOSE:
                whole = self._server.answer(self._index, head)
                self._transport.write(whole[: len(whole) // 2])
                self._transport.close()
            case Habit.FLOOD:
                self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n")
                self._to_send = _FLOOD
                self._flood()

    def _drip(self, rest: bytes) -> None:
        if rest and not self._transport.is_closing():
            self._transport.write(rest[:1])
            asyncio.get_running_loop().call_later(_DRIP_S, self._drip, rest[1:])

    def _flood(self) -> None:
        """Send one more piece, as fast as it is taken but no faster than the other hosts have their turns."""
        if self._to_send > 0 and not self._is_paused and not self._transport.is_closing():
            self._to_send -= len(_CHUNK)
            self._transport.write(_CHUNK)
            asyncio.get_running_loop().call_soon(self._flood)

    def pause_writing(self) -> None:
        self._is_paused = True

    def resume_writing(self) -> None:
        self._is_paused = False
        self._flood()


def _serve(plan: Plan, pipe: Connection) -> None:
    """Tell the port, then answer until the parent goes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, hard), hard))
    asyncio.run(_answer_all(plan, pipe))


async def _answer_all(plan: Plan, pipe: Connection) -> None:
    listening = socket.create_server(("0.0.0.0", 0), backlog=4_096)
    server = _Server(plan, listening.getsockname()[1])
    loop = asyncio.get_running_loop()
    loop.add_reader(pipe.fileno(), server.obey, pipe)
    async with await loop.create_server(lambda: _Connection(server), sock=listening) as opened:
        pipe.send(listening.getsockname()[1])
        await opened.serve_forever()
