"""Alerts, the text of each and the incidents behind it to an Atom feed: one entry per alert, updated in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from lxml.builder import ElementMaker

from extractors.delivery.letters import one_line, shown
from extractors.delivery.wording import Text, fragment
from warehouse.records import Alert

# Readers ask for the whole feed each time; with the reports of each alert these are about half a megabyte.
MOST_ENTRIES = 200
_ATOM = "http://www.w3.org/2005/Atom"
_A = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})


def atom(alerts: Sequence[Alert], texts: Mapping[str, Text], now: datetime) -> bytes:
    """The feed as RFC 4287 has it, the alerts that changed last first, no more than MOST_ENTRIES of them.

    `texts` are a title and a body for each alert by id; `now` is the feed's own time where there is no alert. An entry
    keeps its id and has another `updated` when the alert grows or ends, by which readers take its place.
    """
    newest = sorted(alerts, key=lambda alert: (alert.updated_at, alert.alert_id), reverse=True)[:MOST_ENTRIES]
    updated = newest[0].updated_at if newest else now
    feed = _A.feed(
        _A.id(_urn("tocsin alerts")),
        _A.title("tocsin: alerts"),
        _A.updated(_moment(updated)),
        _A.author(_A.name("tocsin")),
        *(_entry(alert, texts[alert.alert_id]) for alert in newest),
    )
    return bytes(etree.tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _entry(alert: Alert, text: Text) -> etree._Element:
    title, body = one_line(text[0]), shown(text[1])
    return _A.entry(
        _A.id(_urn(alert.alert_id)),
        _A.title(title),
        _A.published(_moment(alert.opened_at)),
        _A.updated(_moment(alert.updated_at)),
        _A.category(term=one_line(alert.watch)),
        _A.category(term=str(alert.severity)),
        _A.category(term=alert.state),
        _A.content(fragment([body]), type="html"),
    )


def _urn(subject: str) -> str:
    """A name for ever that leads nowhere: a feed in a file has no address of its own."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'tocsin:{subject}')}"


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
