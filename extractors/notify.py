"""A message to a channel: sent once through apprise, with what became of it in one line that names no secret."""

from __future__ import annotations

import logging
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import apprise
from apprise.common import NotifyFormat, OverflowMode
from apprise.conversion import convert_between

from extractors.delivery.kinds import AS_WRITTEN, WEBHOOKS, kind_of
from extractors.delivery.letters import inert, one_line
from extractors.delivery.outcomes import Arrival, Sent
from extractors.delivery.wire import Watch, watched
from extractors.delivery.wording import Letter, Picture, html

_LOGGER: Final = "apprise"
# By the IETF's draft-ietf-httpapi-idempotency-key-header.
KEY_HEADER = "Idempotency-Key"
# Messages go out in this project's name, and without apprise's pictures, which who reads them would have to fetch.
_ASSET: Final[dict[str, Any]] = {
    "app_id": "tocsin",
    "app_desc": "tocsin alerts",
    "app_url": "",
    "image_url_mask": "",
    "image_url_logo": "",
    "async_mode": False,
    "http_redirects": False,
    "interpret_emojis": False,
}
# How long an answer may take; apprise's own 4 s are less than a busy server takes, and a message that is sent but not
# answered is not sent again. With the connection it stays below what a run waits for a channel.
ANSWER_S = 12.0
CONNECT_S = 4.0
_MOST_OF_A_REASON = 200
_MORE = "… (shortened; all of it: tocsin alerts)"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A letter for the apprise URL of a channel; `key` is the same for the same changes."""

    url: str
    letter: Letter
    key: str


def load_services() -> None:
    """Load all that apprise can send with, which takes a second, once in a process; else the first message takes it."""
    apprise.Apprise.instantiate("json://localhost")


def send(parcel: Parcel, folder: Path, on_writing: Callable[[], None] = lambda: None) -> Sent:
    """Send one message; `on_writing` is called before anything is written, `folder` is an empty one for its pictures.

    Redirections are not followed, since a message that is posted would become a page that is read; nor is anything
    tried twice, whatever the URL asks for.
    """
    with _captured() as lines:
        server, kind = _server(parcel.url), kind_of(parcel.url)
        if server is None:
            return Sent(Arrival.REFUSED, "its URL is not an apprise URL (see apprise's list of services)")
        title, body, body_format = _fitted(server, kind, parcel.letter)
        if kind in WEBHOOKS:
            server.headers[KEY_HEADER] = parcel.key
        attached = _written(parcel.letter.pictures, folder) if server.attachment_support else []
        sender = apprise.Apprise()
        sender.add(server)
        if not _is_watched(server):
            on_writing()
        with watched(_mark(title, body), on_writing) as watch:
            try:
                is_sent = sender.notify(
                    title=title,
                    body=body,
                    notify_type=apprise.NotifyType.WARNING,
                    body_format=body_format,
                    attach=attached or None,
                )
            except Exception as error:  # a plugin of apprise may raise anything its service's client raises
                return _unsent(server, watch, type(error).__name__)
    if is_sent:
        return Sent(Arrival.ARRIVED)
    why = one_line(_without_secrets(lines[-1], parcel.url)) if lines else "the service refused the message"
    return _unsent(server, watch, why[:_MOST_OF_A_REASON])


def _server(url: str) -> Any:
    """The service of a URL, set up to send a message once and to say whether it did; None where there is none."""
    server = apprise.Apprise.instantiate(url, asset=apprise.AppriseAsset(**_ASSET))
    if server is None:
        return None
    server.retry, server.optional, server.redirects = 0, False, False
    server.overflow_mode = OverflowMode.UPSTREAM
    # Text is no Markdown: a service that can be told so is.
    if server.notify_format is NotifyFormat.MARKDOWN:
        server.notify_format = NotifyFormat.TEXT
    if "rto=" not in url:
        server.socket_read_timeout = ANSWER_S
    if "cto=" not in url:
        server.socket_connect_timeout = CONNECT_S
    return server


def _fitted(server: Any, kind: str, letter: Letter) -> tuple[str, str, NotifyFormat]:
    """Title, body and its format as the service takes them, none of it longer than it takes."""
    title, body = letter.title, letter.body
    if kind not in AS_WRITTEN:
        title, body = inert(title), inert(body)
    if server.title_maxlen > 0:
        title = title if len(title) <= server.title_maxlen else f"{title[: server.title_maxlen - 1]}…"
        if server.notify_format is NotifyFormat.HTML and (page := _page(server, letter)):
            return title, page, NotifyFormat.HTML
    # Some services count the title as a part of the body, in bold or as a heading.
    room = server.body_maxlen - len(_converted(server, title)) - len("# \r\n<b></b><br />")
    return title, _shortened(server, body, room), NotifyFormat.TEXT


def _page(server: Any, letter: Letter) -> str | None:
    """The letter as HTML, its pictures where the service shows them in it; None where it is too long."""
    names = [name for name, _ in letter.pictures] if hasattr(server, "inline") else []
    page = html(letter, names)
    if len(page) > server.body_maxlen:
        return None
    if names:
        server.inline = True
    return page


def _converted(server: Any, text: str) -> str:
    return str(convert_between(NotifyFormat.TEXT, server.notify_format, text))  # type: ignore[no-untyped-call]


def _shortened(server: Any, body: str, room: int) -> str:
    """The body with as many of its lines, and of the letters of a line alone, as there is room for once converted."""
    lines = body.split("\n")
    most = server.body_max_line_count or len(lines)
    if len(lines) <= most and len(_converted(server, body)) <= room:
        return body
    room -= len(_converted(server, f"\n{_MORE}"))
    kept: list[str] = []
    for line in lines[: max(1, most - 1)]:
        size = len(_converted(server, f"{line}\n"))
        if size > room:
            break
        kept.append(line)
        room -= size
    return "\n".join([*(kept or [lines[0][: max(0, room // 6)]]), _MORE])


def _mark(title: str, body: str) -> str:
    """The longest word of ASCII letters: no encoding but one for secrecy changes it, and an alert's id is one."""
    return max(re.findall(r"[A-Za-z0-9]+", f"{title} {body}"), key=len, default=title)


def _written(pictures: Sequence[Picture], folder: Path) -> list[str]:
    """The pictures as files, whose removal is the work of who gave the folder."""
    paths = [folder / Path(name).name for name, _ in pictures]
    for path, (_, content) in zip(paths, pictures, strict=True):
        path.write_bytes(content)
    return [str(path) for path in paths]


def _unsent(server: Any, watch: Watch, why: str) -> Sent:
    """A failure: certain where nothing was written that holds the message, or where it was refused in so many words."""
    is_doubtful = watch.may_have_arrived() if _is_watched(server) else True
    return Sent(Arrival.UNKNOWN if is_doubtful else Arrival.REFUSED, why, watch.patience_s)


def _is_watched(server: Any) -> bool:
    """Whether the service is reached by HTTP or as mail, as nearly all are; of what else is written nothing is seen."""
    return not {"requests", "smtplib"}.isdisjoint(vars(sys.modules[type(server).__module__]))


@contextmanager
def _captured() -> Iterator[list[str]]:
    """Collect what apprise logs instead of letting it reach the screen; warnings of its plugins are dropped."""
    lines: list[str] = []
    logger = logging.getLogger(_LOGGER)
    handler = _Lines(lines)
    propagated, level = logger.propagate, logger.level
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield lines
    finally:
        logger.removeHandler(handler)
        logger.propagate, logger.level = propagated, level


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(" ".join(record.getMessage().split()))


def _without_secrets(line: str, channel_url: str) -> str:
    rest = channel_url.partition("://")[2]
    parts = [part for part in re.split(r"[/:@?&=]+", rest) if len(part) > 3]
    for part in sorted({*parts, *map(unquote, parts)}, key=len, reverse=True):
        line = line.replace(part, "…")
    return line
