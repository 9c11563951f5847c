"""What a library writes to servers, watched at the standard library, to whether a message can have arrived."""

from __future__ import annotations

import http.client
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

# A gateway that answers so has passed the request on and seen no end of it; 520 and 524 are Cloudflare's.
_NO_END_SEEN = frozenset({502, 504, 520, 524})


@dataclass(slots=True)
class Exchange:
    """One request, or one mail; `carries` says that the message was in it, `status` is None without an answer.

    A mail's status is 200 where it was taken, 500 where it was refused.
    """

    carries: bool = False
    status: int | None = None
    patience_s: float = 0.0

    @property
    def is_refused(self) -> bool:
        """Whether it certainly has had no effect."""
        return self.status is not None and not 200 <= self.status < 300 and self.status not in _NO_END_SEEN


@dataclass(slots=True)
class Watch:
    """The exchanges seen so far, in their order."""

    exchanges: list[Exchange] = field(default_factory=list)

    def may_have_arrived(self) -> bool:
        """Whether a message that was not sent well can have arrived all the same, or in part.

        Where it was seen in no exchange (a service may encrypt it), every exchange is taken for one of it.
        """
        carrying = [exchange for exchange in self.exchanges if exchange.carries] or self.exchanges
        return any(not exchange.is_refused for exchange in carrying)

    @property
    def patience_s(self) -> float:
        """The longest wait that a server has asked for, in seconds."""
        return max((exchange.patience_s for exchange in self.exchanges), default=0.0)


@contextmanager
def watched(mark: str, on_writing: Callable[[], None]) -> Iterator[Watch]:
    """Watch what is written while the context lasts, in this process; `mark` is a word by which the message is known.

    `on_writing` is called before anything is written, each time. The library that writes says only whether all went
    well, not what is certain where it did not; `http.client` and `smtplib` are what it stands on.
    """
    watch = Watch()
    with _http_watched(watch, mark, on_writing), _mail_watched(watch, on_writing):
        yield watch


@contextmanager
def _http_watched(watch: Watch, mark: str, on_writing: Callable[[], None]) -> Iterator[None]:
    send, answer = http.client.HTTPConnection.send, http.client.HTTPConnection.getresponse
    under_way: dict[int, Exchange] = {}

    def watched_send(connection: http.client.HTTPConnection, data: Any) -> None:
        if connection.sock is None:
            connection.connect()  # nothing is written where this fails
        if id(connection) not in under_way:
            under_way[id(connection)] = Exchange()
            watch.exchanges.append(under_way[id(connection)])
            on_writing()
        under_way[id(connection)].carries |= _holds(data, mark)
        send(connection, data)

    def watched_answer(connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
        response = answer(connection)
        exchange = under_way.pop(id(connection), Exchange())
        exchange.status = response.status
        exchange.patience_s = _seconds(response.getheader("Retry-After"))
        return response

    connections = http.client.HTTPConnection
    with _in_place_of(connections, "send", watched_send), _in_place_of(connections, "getresponse", watched_answer):
        yield


@contextmanager
def _mail_watched(watch: Watch, on_writing: Callable[[], None]) -> Iterator[None]:
    mail = smtplib.SMTP.sendmail

    def watched_mail(server: smtplib.SMTP, *arguments: Any, **named: Any) -> Any:
        exchange = Exchange(carries=True)
        watch.exchanges.append(exchange)
        on_writing()
        try:
            refused = mail(server, *arguments, **named)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError):
            exchange.status = 500
            raise
        exchange.status = 200
        return refused

    with _in_place_of(smtplib.SMTP, "sendmail", watched_mail):
        yield


@contextmanager
def _in_place_of(owner: type, name: str, stand_in: Callable[..., Any]) -> Iterator[None]:
    """Have a method be another while the context lasts."""
    whole = getattr(owner, name)
    setattr(owner, name, stand_in)
    try:
        yield
    finally:
        setattr(owner, name, whole)


def _holds(data: Any, mark: str) -> bool:
    if isinstance(data, str):
        return mark in data
    return isinstance(data, bytes | bytearray | memoryview) and mark.encode() in bytes(data)


def _seconds(header: str | None) -> float:
    """The seconds of a Retry-After header; a date in it is not read, the waits grow by themselves."""
    return float(header) if header is not None and header.isascii() and header.isdigit() else 0.0
