"""Changes become messages: one alert as it is told, several under a title of their own, all as a page, too."""

from __future__ import annotations

from datetime import date

from lxml import etree

from extractors.delivery.plan import Kind, Message
from extractors.delivery.wording import Letter, html, worded
from tests.alert_records import delivery
from warehouse.records import Change

DAY = date(2024, 8, 28)
TEXTS = {f"alert-{n}": (f"watch {n}: 6 incidents", f"Six.\n  Dawn: https://dawn.example/{n}") for n in range(60)}


def message(kind: Kind, number: int, **stated: object) -> Message:
    rows = tuple(delivery(f"alert-{n}", **stated) for n in range(number))
    return Message("duty", kind, "message-1", rows)


def test_one_alert_is_told_as_it_is_and_growth_is_said() -> None:
    assert worded(message(Kind.SINGLE, 1), TEXTS, DAY) == Letter(*TEXTS["alert-0"][:1], (TEXTS["alert-0"][1],))
    assert worded(message(Kind.SINGLE, 1, change=Change.GREW), TEXTS, DAY).title == "Growing: watch 0: 6 incidents"


def test_several_are_told_one_after_the_other() -> None:
    letter = worded(message(Kind.GROUP, 2), TEXTS, DAY)
    assert letter.title == "2 alerts: watch 0: 6 incidents"
    assert letter.body == (
        "watch 0: 6 incidents\nSix.\n  Dawn: https://dawn.example/0\n\n"
        "watch 1: 6 incidents\nSix.\n  Dawn: https://dawn.example/1"
    )


def test_a_digest_says_its_day_and_what_is_over() -> None:
    assert worded(message(Kind.DIGEST, 2), TEXTS, DAY).title == "Digest of 28 August 2024: 2 alerts"
    over = worded(message(Kind.DIGEST, 1, state="closed"), TEXTS, DAY)
    assert over.title == "Digest of 28 August 2024: 1 alert, 1 of them over"


def test_of_many_alerts_the_first_ten_are_told_in_full_and_the_rest_counted() -> None:
    letter = worded(message(Kind.GROUP, 60), TEXTS, DAY)
    assert len(letter.parts) == 11
    last = letter.parts[-1].split("\n")
    assert (last[0], last[-2:]) == ("watch 10: 6 incidents", ["watch 49: 6 incidents", "and 10 more: tocsin alerts"])


def test_the_pictures_of_the_first_alerts_go_with_them_each_under_its_own_name() -> None:
    pictures = {f"alert-{n}": [("chart.png", b"c"), ("map.png", bytes([n]))] for n in range(9)}
    letter = worded(message(Kind.DIGEST, 9), TEXTS, DAY, pictures)
    assert [name for name, _ in letter.pictures] == [
        f"alert-{n}-{name}" for n in range(3) for name in ("chart.png", "map.png")
    ]
    assert letter.pictures[-1][1] == b"\x02"


def test_a_page_has_a_paragraph_a_part_its_lines_its_links_and_its_pictures() -> None:
    letter = Letter("a < b", ("one\ntwo & https://dawn.example/x?a=1&b=2", "<b>three</b>"))
    page = etree.fromstring(html(letter, ["chart.png"]), etree.HTMLParser())
    assert page.findtext("head/title") == "a < b"
    first, second, third = page.findall("body/p")
    assert ["".join(p.itertext()) for p in (first, second)] == [
        "onetwo & https://dawn.example/x?a=1&b=2",
        "<b>three</b>",
    ]
    assert [a.get("href") for a in first.iter("a")] == ["https://dawn.example/x?a=1&b=2"]
    assert [image.get("src") for image in third] == ["cid:chart.png"]
