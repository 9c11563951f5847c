"""Changes and the text of each alert to the message that is sent: its title, its body, and that as HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree
from lxml.builder import E

from extractors.delivery.plan import Kind, Message
from warehouse.records import Change, Delivery

# Of more alerts than these in one message only the titles are told.
MOST_IN_FULL = 10
MOST_TITLES = 50
# Two pictures each: chats take ten files with a message at most.
MOST_PICTURED = 3
_URL = re.compile(r"(https?://\S+)")

# A title and a body, as one alert is told by itself.
Text = tuple[str, str]
Picture = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: `parts` are paragraphs of one or more lines, `pictures` file names and PNG bytes."""

    title: str
    parts: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()

    @property
    def body(self) -> str:
        """The parts as plain text."""
        return "\n\n".join(self.parts)


def worded(
    message: Message, texts: Mapping[str, Text], day: date, pictures: Mapping[str, Sequence[Picture]] | None = None
) -> Letter:
    """The message in words; `texts` and `pictures` are the alerts' own by id, `day` is that of a digest."""
    told = [_told(delivery, texts[delivery.alert_id]) for delivery in message.deliveries]
    title = told[0][0] if message.kind is Kind.SINGLE else _title(message, told, day)
    parts = [told[0][1]] if message.kind is Kind.SINGLE else _parts(told)
    return Letter(title, tuple(parts), tuple(_pictures(message, pictures or {})))


def _told(delivery: Delivery, text: Text) -> Text:
    title, body = text
    return (f"Growing: {title}" if delivery.change is Change.GREW else title), body


def _pictures(message: Message, pictures: Mapping[str, Sequence[Picture]]) -> list[Picture]:
    """The pictures of the first alerts, under names of which no two are the same."""
    return [
        (f"{row.alert_id}-{name}", content)
        for row in message.deliveries[:MOST_PICTURED]
        for name, content in pictures.get(row.alert_id, ())
    ]


def _title(message: Message, told: Sequence[Text], day: date) -> str:
    number = f"{len(told)} alert{'s' if len(told) > 1 else ''}"
    if message.kind is Kind.GROUP:
        return f"{number}: {told[0][0]}"
    over = sum(delivery.state != "open" for delivery in message.deliveries)
    return f"Digest of {day.day} {day:%B %Y}: {number}{f', {over} of them over' if over else ''}"


def _parts(told: Sequence[Text]) -> list[str]:
    parts = [f"{title}\n{body}" for title, body in told[:MOST_IN_FULL]]
    titles = [title for title, _ in told[MOST_IN_FULL:MOST_TITLES]]
    left = len(told) - MOST_TITLES
    more = [f"and {left} more: tocsin alerts"] if left > 0 else []
    return [*parts, *(["\n".join([*titles, *more])] if titles else [])]


def html(letter: Letter, shown: Sequence[str] = ()) -> str:
    """The letter as a page: a paragraph for each part, its addresses as links, then its pictures of those names."""
    pictures = [E.p(E.img(src=f"cid:{name}", alt=name)) for name in shown]
    page = E.html(E.head(E.title(letter.title)), E.body(*map(_paragraph, letter.parts), *pictures))
    return str(etree.tostring(page, encoding="unicode", method="html"))


def fragment(parts: Sequence[str]) -> str:
    """A piece of a page: a paragraph for each part, its addresses as links."""
    return str(etree.tostring(E.div(*map(_paragraph, parts)), encoding="unicode", method="html"))


def _paragraph(part: str) -> etree._Element:
    return E.p(*_lines(part))


def _lines(part: str) -> list[etree._Element | str]:
    content: list[etree._Element | str] = []
    for number, line in enumerate(part.split("\n")):
        if number:
            content.append(E.br())
        content += [E.a(piece, href=piece) if _URL.fullmatch(piece) else piece for piece in _URL.split(line)]
    return content
