"""Whose text a report prints: an agency's, or its own outlet's."""

from __future__ import annotations

from dataclasses import replace

from extractors.resolution.sources import sources_of
from tests.builders import event, report
from warehouse.records import Report


def told(number: int, publisher: str, agency: str | None = None, text: str | None = None) -> Report:
    return replace(report(number, f"2024-08-26T{number:02}:00", event(), publisher, text), agency=agency)


def names(*reports: Report) -> list[str]:
    sources = sources_of(reports)
    return [sources.of(one) for one in reports]


def test_each_outlet_is_a_source_however_many_texts_it_writes() -> None:
    assert names(told(1, "Daily"), told(2, "Herald"), told(3, "Daily")) == ["Daily", "Herald", "Daily"]


def test_a_copy_is_of_the_outlet_that_had_it_first() -> None:
    assert names(told(1, "Daily", text="a"), told(2, "Herald", text="a")) == ["Daily", "Daily"]


def test_two_rewritten_texts_of_one_agency_are_one_source() -> None:
    assert names(told(1, "Daily", "Reuters"), told(2, "Herald", "Reuters")) == ["Reuters", "Reuters"]


def test_a_credit_in_any_copy_tells_whose_all_copies_are() -> None:
    assert names(told(1, "Daily", text="a"), told(2, "Herald", "AFP", text="a"), told(3, "Post", "AFP")) == ["AFP"] * 3


def test_the_agencys_own_page_and_a_papers_copy_are_one_source() -> None:
    assert names(told(1, "Reuters"), told(2, "Herald", "Reuters")) == ["Reuters", "Reuters"]


def test_of_two_agencies_that_a_text_credits_the_first_counts() -> None:
    assert names(told(1, "Daily", "AFP, AP"), told(2, "Herald", "AFP"), told(3, "Post", "AP")) == ["AFP", "AFP", "AP"]


def test_a_credit_found_later_is_news_of_the_earlier_copies() -> None:
    sources = sources_of([told(1, "Daily", text="a")])
    assert sources.add(told(2, "Herald", "AFP", text="a"))
    assert not sources.add(told(3, "Post", "AP", text="a"))
    assert sources.of(told(4, "Post", text="a")) == "AFP"
