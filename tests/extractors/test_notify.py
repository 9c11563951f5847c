"""A message goes over the wire once, nothing in it acts, and what became of it is one line without secrets."""

from __future__ import annotations

import json
import logging
import re
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
from lxml import etree
from markdown_it import MarkdownIt
from requests import PreparedRequest, Response

from extractors.delivery.kinds import channel_key
from extractors.delivery.letters import one_line
from extractors.delivery.outcomes import Arrival, Sent
from extractors.delivery.wording import Letter
from extractors.notify import Parcel, send
from tests.inbox import Inbox
from tests.mailbox import Mailbox, open_mailbox

OWNER = "token-of-the-owner"
PLAIN = Letter("balochistan: 6 incidents", ("6 incidents in Balochistan.\n- 26 August, Musakhail",))
PICTURES = (("chart.png", b"\x89PNG one"), ("map.png", b"\x89PNG two"))
# A title of an article as an enemy writes it, and as it is left when its record is read in.
HOSTILE = one_line(
    "<script>alert(1)</script> *b* _i_ __u__ [x](https://evil.example/a_b) & R&D &lt;b&gt; @everyone @here <!channel> "
    "<@U012AB3CD> `c` ||s|| ~~d~~ :bomb: # h \x07\x1b[2J \u202egnp.exe\r\nBcc: all@desk.example\r\n\r\n# head\n> quote "
    + "A"
    * 10_000
)
LETTER = Letter(f"Spike: {HOSTILE[:150]}", (f"Six incidents.\n- {HOSTILE}\n  Dawn: https://dawn.example/n_1?a=1&b=2",))
PAGE_TAGS = {"html", "head", "meta", "title", "body", "p", "br", "a", "img"}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as opened:
        yield opened


Post = Callable[..., Sent]


@pytest.fixture
def post(tmp_path: Path) -> Post:
    def posted(url: str, letter: Letter = PLAIN, key: str = "message-1") -> Sent:
        return send(Parcel(url, letter, key), tmp_path)

    return posted


@pytest.fixture
def hosted(monkeypatch: pytest.MonkeyPatch) -> list[PreparedRequest]:
    """What is sent to services that nobody can run here, taken where `requests` hands it to the network."""
    taken: list[PreparedRequest] = []

    def answer(self: Any, request: PreparedRequest, **_: Any) -> Response:
        taken.append(request)
        response = Response()
        response.status_code, response.request, response.url = 200, request, request.url or ""
        response._content = b"ok" if "hooks.slack.com" in response.url else b'{"ok": true}'
        return response

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", answer)
    return taken


def sent_json(request: PreparedRequest) -> Any:
    return json.loads(request.body or b"")


def is_inert(text: str) -> bool:
    """Whether a Markdown with all that chats have added to it finds only text, its lists apart, and no mention."""
    text = text.removeprefix("# ")  # before a title that the service has no place for
    without_links = re.sub(r"https://\S+", "link", text)
    if set("<>*`~|$\\[]") & set(without_links) or re.search(r"[@#](?!\u2060)", without_links):
        return False
    parsed = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(text)
    inside = {child.type for token in parsed for child in token.children or ()}
    around = {token.type.removesuffix("_open").removesuffix("_close") for token in parsed}
    return inside <= {"text", "softbreak"} and around <= {"paragraph", "inline", "bullet_list", "list_item"}


def test_a_message_arrives_as_it_was_written_with_its_key(inbox: Inbox, post: Post) -> None:
    assert post(inbox.channel(OWNER)) == Sent(Arrival.ARRIVED)
    [message] = inbox.received
    assert (message["title"], message["message"]) == (PLAIN.title, PLAIN.body)
    assert inbox.requests[0].headers["Idempotency-Key"] == "message-1"


@pytest.mark.parametrize("kind", ["json", "xml", "form", "ntfy", "gotify"])
def test_what_shows_text_as_it_is_gets_it_as_it_is(kind: str, inbox: Inbox, post: Post) -> None:
    path = {"ntfy": "topic", "gotify": "Aabcdefghijklmn"}.get(kind, OWNER)
    assert post(f"{kind}://{inbox.host}/{path}", LETTER).arrival is Arrival.ARRIVED
    [request] = inbox.requests
    if kind == "xml":
        text = etree.fromstring(request.body).findtext(".//{*}Message")
    elif kind == "form":
        [text] = parse_qs(request.body.decode())["message"]
    else:
        text = json.loads(request.body)["message"]
        assert "X-Markdown" not in request.headers and "extras" not in json.loads(request.body)
    assert text == LETTER.body


# What Rocket.Chat says to a login.
LOGGED_IN = {"status": "success", "data": {"authToken": "t", "userId": "u"}}


@pytest.mark.parametrize(
    "url",
    ["mmost://{}/3ccdd113474722377935511fc85d3dd4", "rocket://u:p@{}/#ops", "matrix://u:p@{}/#room"],
)
def test_a_chat_on_loopback_finds_nothing_to_act_upon(url: str, inbox: Inbox, post: Post) -> None:
    inbox.body = json.dumps(
        {"user_id": "@u:x", "access_token": "t", "home_server": "x", "room_id": "!r:x"} | LOGGED_IN
    ).encode()
    assert post(url.format(inbox.host), LETTER).arrival is Arrival.ARRIVED
    told = [json.loads(request.body) for request in inbox.requests if b"Six incidents" in request.body]
    assert len(told) == 1
    text = told[0].get("text") or told[0]["body"]
    assert "Spike" in text and is_inert(text) and "https://dawn.example/n_1?a=1&b=2" in text
    assert "format" not in told[0] and "formatted_body" not in told[0]


HOSTED = {
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
    "discord": "discord://1234567890/abcdefghijklmnop",
    "workflows": "workflows://host.example/workflow-id/signature",
    "gchat": "gchat://workspace/key/token",
    "webex": "wxteams://abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefgh",
    "zulip": "zulip://bot@org/a6k4ctbwnbkwnclw2xtpfrn8ljmpctcn/general",
    "guilded": "guilded://1234567890/abcdefghijklmnop",
    "revolt": "revolt://bot-token-abcdef/123456789",
}


def strings(value: Any) -> Iterator[str]:
    """Every text of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


@pytest.mark.parametrize("service", HOSTED)
def test_a_hosted_chat_finds_nothing_to_act_upon(service: str, hosted: list[PreparedRequest], post: Post) -> None:
    assert post(HOSTED[service], LETTER).arrival is Arrival.ARRIVED
    body = hosted[-1].body or ""
    words = body.decode() if isinstance(body, bytes) else body
    texts = list(strings(json.loads(words))) if words.startswith("{") else [v for [v] in parse_qs(words).values()]
    told = [text for text in texts if "script" in text]
    assert told and all(is_inert(text) for text in told)
    assert sum("Six incidents" in text for text in texts) == 1


def test_slack_is_told_that_it_is_no_markdown(hosted: list[PreparedRequest], post: Post) -> None:
    post(HOSTED["slack"], LETTER)
    assert sent_json(hosted[0])["mrkdwn"] is False


def test_discord_gets_no_more_than_it_takes_and_pings_nobody(hosted: list[PreparedRequest], post: Post) -> None:
    post(f"{HOSTED['discord']}?format=markdown", Letter(LETTER.title, (LETTER.body * 9,)))
    [told] = map(sent_json, hosted)
    assert len(told["content"]) <= 2000 and told["content"].endswith("(shortened; all of it: tocsin alerts)")
    assert not {"embeds", "allow_mentions"} & told.keys()


def test_telegram_gets_html_that_is_nothing_but_text(hosted: list[PreparedRequest], post: Post) -> None:
    assert post("tgram://123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/12345", LETTER).arrival is Arrival.ARRIVED
    told = sent_json(hosted[-1])
    assert told["parse_mode"] == "HTML" and len(told["text"]) <= 4096
    page = etree.fromstring(f"<p>{told['text']}</p>")
    assert {element.tag for element in page.iter()} <= {"p", "b"}
    shown = " ".join("".join(page.itertext()).split())
    assert HOSTILE[:120] in shown and "https://dawn.example/n_1?a=1&b=2" in shown


def parts(mail: EmailMessage) -> dict[str, str]:
    """The texts of a mail by their type."""
    return {
        part.get_content_type(): part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"
    }


def test_a_mail_is_a_page_of_text_and_links_beside_plain_text(mailbox: Mailbox, post: Post) -> None:
    assert post(mailbox.channel(), LETTER) == Sent(Arrival.ARRIVED)
    [mail] = mailbox.mails
    assert mail["Subject"].startswith("Spike: <script>") and "\n" not in mail["Subject"] and mail["Bcc"] is None
    assert mail["To"] == "duty@desk.example"
    page = etree.fromstring(parts(mail)["text/html"], etree.HTMLParser())
    assert {element.tag for element in page.iter()} <= PAGE_TAGS
    assert [link.get("href") for link in page.iter("a")][-1] == "https://dawn.example/n_1?a=1&b=2"
    assert all(set(element.attrib) <= {"href", "http-equiv", "content"} for element in page.iter())
    plain = parts(mail)["text/plain"]
    assert HOSTILE[:200] in plain and "Dawn: https://dawn.example/n_1?a=1&b=2" in plain


def test_pictures_stand_in_the_mail_and_are_removed_with_their_folder(
    mailbox: Mailbox, post: Post, tmp_path: Path
) -> None:
    post(mailbox.channel(), Letter("t", ("one two three",), PICTURES))
    [mail] = mailbox.mails
    shown = {part.get_filename(): part for part in mail.walk() if part.get_content_type() == "image/png"}
    assert {name: part.get_content() for name, part in shown.items()} == dict(PICTURES)
    page = etree.fromstring(parts(mail)["text/html"], etree.HTMLParser())
    assert [image.get("src") for image in page.iter("img")] == ["cid:chart.png", "cid:map.png"]
    assert [shown[name]["Content-ID"] for name in dict(PICTURES)] == ["<chart.png>", "<map.png>"]
    assert {path.name for path in tmp_path.iterdir()} == set(dict(PICTURES))


def test_pictures_go_where_they_can_and_are_left_out_where_not(inbox: Inbox, post: Post) -> None:
    letter = Letter("t", ("one two three",), PICTURES)
    assert post(inbox.channel(OWNER), letter).arrival is Arrival.ARRIVED
    assert [a["filename"] for a in json.loads(inbox.requests[0].body)["attachments"]] == ["chart.png", "map.png"]
    assert post(f"gotify://{inbox.host}/Aabcdefghijklmn", letter).arrival is Arrival.ARRIVED
    assert b"chart" not in inbox.requests[1].body


@pytest.mark.parametrize(
    ("status", "arrival"),
    [
        (500, Arrival.REFUSED),
        (404, Arrival.REFUSED),
        (429, Arrival.REFUSED),
        (301, Arrival.REFUSED),
        (307, Arrival.REFUSED),
        (502, Arrival.UNKNOWN),
        (504, Arrival.UNKNOWN),
        (204, Arrival.ARRIVED),
    ],
)
def test_an_answer_says_whether_the_message_can_have_arrived(
    status: int, arrival: Arrival, inbox: Inbox, post: Post, capfd: pytest.CaptureFixture[str]
) -> None:
    inbox.status, inbox.body = status, b"<html>\x00nonsense"
    inbox.headers = {"Retry-After": "90", "Location": f"http://{inbox.host}/elsewhere"}
    sent = post(inbox.channel(OWNER))
    assert (sent.arrival, len(inbox.requests)) == (arrival, 1)
    if arrival is not Arrival.ARRIVED:
        assert sent.reason is not None and f"error={status}" in sent.reason
        assert "\n" not in sent.reason and OWNER not in sent.reason
        assert sent.patience_s == 90
    assert capfd.readouterr() == ("", "")


def test_what_the_url_asks_for_does_not_send_twice_nor_call_a_failure_success(inbox: Inbox, post: Post) -> None:
    inbox.status = 500
    assert post(f"{inbox.channel(OWNER)}?retry=3&optional=yes&overflow=split").arrival is Arrival.REFUSED
    assert len(inbox.requests) == 1


def test_nobody_listening_is_certain_not_to_have_it(post: Post, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for kind in ("json", "mailto"):
        sent = post(f"{kind}://127.0.0.1:{port}/{OWNER}?from=a@b.example&to=c@d.example")
        assert sent.arrival is Arrival.REFUSED
        assert sent.reason is not None and "\n" not in sent.reason and OWNER not in sent.reason
    assert capfd.readouterr() == ("", "")


def test_who_takes_it_and_says_nothing_may_have_it(inbox: Inbox, post: Post) -> None:
    inbox.hang = True
    assert post(f"{inbox.channel(OWNER)}?rto=0.1").arrival is Arrival.UNKNOWN


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_mail_that_is_refused_is_certain_not_to_be_there(command: str, mailbox: Mailbox, post: Post) -> None:
    mailbox.refuse = command
    sent = post(mailbox.channel())
    assert (sent.arrival, mailbox.taken) == (Arrival.REFUSED, [])


def test_a_mail_server_that_leaves_with_the_mail_may_have_it(mailbox: Mailbox, post: Post) -> None:
    mailbox.leave = True
    assert post(mailbox.channel()).arrival is Arrival.UNKNOWN
    assert len(mailbox.taken) == 1


def test_a_mail_to_two_of_whom_one_has_it_is_not_sent_again(
    mailbox: Mailbox, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"mailto://127.0.0.1:{mailbox.server_address[1]}/one@desk.example/two@desk.example?from=t@desk.example"
    mailbox.refuse = "RCPT TO:<TWO"
    assert post(url).arrival is Arrival.UNKNOWN
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize("channel", ["", "nonsense", "no-such-service://token-abcdef", "https//half"])
def test_what_is_no_channel_says_so(channel: str, post: Post, capfd: pytest.CaptureFixture[str]) -> None:
    sent = post(channel)
    assert sent.arrival is Arrival.REFUSED and sent.reason is not None
    assert "not an apprise URL" in sent.reason and "token-abcdef" not in sent.reason
    assert capfd.readouterr() == ("", "")


def test_the_logger_is_left_as_it_was(inbox: Inbox, post: Post) -> None:
    logger = logging.getLogger("apprise")
    before = (logger.level, logger.propagate, list(logger.handlers))
    post(inbox.channel(OWNER))
    assert (logger.level, logger.propagate, list(logger.handlers)) == before


def test_a_channel_key_tells_the_service_and_no_secret() -> None:
    key = channel_key("tgram://123456789:AbCdEf/42")
    assert key.startswith("tgram-")
    assert not {"123456789", "AbCdEf", "42"} & set(key.split("-"))
    assert key == channel_key("tgram://123456789:AbCdEf/42") != channel_key("tgram://123456789:AbCdEf/43")
