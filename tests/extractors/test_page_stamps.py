"""Visible dates in many languages, with the label that says whether they are of the publication or of a change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extractors.dates.worded_dates import MAX_STAMP, Stamp, read_stamp, read_stamps, stamp_words
from extractors.pages.page_stamps import stamps


@pytest.mark.parametrize(
    ("words", "stamp"),
    [
        ("Published: Tuesday, 03 September 2024, 20:10 (GMT+0300)", "2024-09-03T20:10:00+03:00"),
        ("Posted on September 3, 2024 at 8.40 pm PKT", "2024-09-03T20:40:00+05:00"),
        ("17:41 JST, October 13, 2024", "2024-10-13T17:41:00+09:00"),
        ("Updated 5 Sep 2024 07:00 UTC | Published 3 Sep 2024 12:05 am UTC", "2024-09-03T00:05:00+00:00"),
        ("3rd Sept. 2024", "2024-09-03"),
        ("By Sana Achakzai 3-Sep-2024 10:12", "2024-09-03T10:12:00"),
        ("31 June 2024", None),
        ("May 2024", None),
        ("Marching on 12 2024", None),
        ("Sat, Aug 31, 2024 at 10:12 a.m. EDT", "2024-08-31T10:12:00-04:00"),
        ("2 décembre 2024 à 10h56", "2024-12-02T10:56:00"),
        ("1er août 2024", "2024-08-01"),
        ("3 de septiembre de 2024", "2024-09-03"),
        ("28.04.2023, 19.30 Uhr", "2023-04-28T19:30:00"),
        ("14 августа 2024, 10:12", "2024-08-14T10:12:00"),
        ("20 Januari 2026 18:33 WIB", "2026-01-20T18:33:00+07:00"),
        ("2025年1月14日 21時17分", "2025-01-14T21:17:00"),
        ("입력 2025.05.15 오후 8:00", "2025-05-15T20:00:00"),
        ("٣ سبتمبر ٢٠٢٤", "2024-09-03"),
        ("3 تشرين الأول 2024 - 10:12", "2024-10-03T10:12:00"),
        ("3 ستمبر 2024", "2024-09-03"),
        ("৩ সেপ্টেম্বর ২০২৪, ১০:১২ পিএম", "2024-09-03T22:12:00"),
        # Day and month may not be told apart: no date is better than a wrong one.
        ("03/09/2024", None),
        ("30/09/2024", "2024-09-30"),
        ("09/30/2024 5:30 PM", "2024-09-30T17:30:00"),
        ("05/05/2024", "2024-05-05"),
    ],
)
def test_visible_stamps(words: str, stamp: str | None) -> None:
    assert read_stamp(words) == stamp


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Stand: 28.04.2023, 19:30 Uhr", [Stamp("2023-04-28T19:30:00", is_update=True)]),
        ("Standard, 28.04.2023", [Stamp("2023-04-28")]),
        ("2024/9/3 10:12 更新", [Stamp("2024-09-03T10:12:00", is_update=True)]),
        (
            "Giriş: 03.07.2024 - 18:24 Güncelleme: 04.07.2024 - 18:57",
            [Stamp("2024-07-03T18:24:00"), Stamp("2024-07-04T18:57:00", is_update=True)],
        ),
        (
            "3 September 2024, 8.40 pm PKT (updated 5 September 2024)",
            [Stamp("2024-09-03T20:40:00+05:00"), Stamp("2024-09-05", is_update=True)],
        ),
    ],
)
def test_changes_are_told_apart_by_their_labels(words: str, found: list[Stamp]) -> None:
    assert read_stamps(words) == found


def test_the_stamp_nearest_to_the_headline_comes_first_and_the_sites_own_head_is_none() -> None:
    tree = html.fromstring(
        """<html><body>
        <header><div class="today-date">5 September 2024</div></header>
        <div class="teaser"><span class="date">1 September 2024</span></div>
        <p>one</p><p>two</p><p>three</p><div>four</div>
        <h1>Raid on a camp</h1><div class="date">3 September 2024</div>
        </body></html>"""
    )
    assert [stamp.words for stamp in stamps(tree)] == ["2024-09-03", "2024-09-01"]


def test_a_month_is_one_month_in_every_language_of_the_table() -> None:
    assert set(stamp_words().months.values()) == set(range(1, 13))
    assert stamp_words().months["mai"] == stamp_words().months["أيار"] == 5
    assert "listopad" not in stamp_words().months


@given(st.text(alphabet=st.sampled_from("0123456789 ./-:年月日maySEPtember٣,pm+"), max_size=2 * MAX_STAMP))
def test_no_words_are_too_odd(words: str) -> None:
    assert all(stamp.words[:2] in ("19", "20") for stamp in read_stamps(words))
