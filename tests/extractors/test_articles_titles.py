"""Which of the titles that a page gives itself is the headline of its article."""

from __future__ import annotations

import pytest

from extractors.pages.page_titles import Titles, headline

OWN = "Mine kills two on quarry road"
OTHER = "Quarry blast: what we know, how many died"
SITES = ("The Herald", "Herald Media Ltd")


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (Titles(shared=OWN, linked=OTHER, document=f"{OTHER} | The Herald"), OWN),
        (Titles(shared=OTHER, linked=OWN, document=f"{OTHER} | The Herald"), OWN),
        (Titles(shared=OTHER, linked=OWN, document=OTHER, shown=(OTHER,), alternative="Death at the quarry"), OWN),
        (Titles(shared=OWN, linked=OTHER, document=OWN, shown=(OWN,)), OWN),
        (Titles(shared=OWN, linked=OTHER, document=OWN, shown=(OTHER,), named=OWN), OWN),
        (Titles(shared=OTHER, linked=OWN, document=OWN, shown=(OWN,), tweeted=OWN, meta=OWN), OWN),
        (Titles(shared=OWN, linked=OTHER, document=OTHER, shown=(OTHER,), tweeted=OTHER), OWN),
        (Titles(shared=OTHER, linked=OWN, document="Two dead - The Herald", shown=(OWN,)), OWN),
        (Titles(shared=OWN, linked=OTHER, document="Two dead - The Herald"), OWN),
    ],
    ids=[
        "linked is for search engines",
        "shared is for search engines",
        "an alternative says that the linked one is for readers",
        "shown and shared alike",
        "named as shared",
        "shared stands alone",
        "shared stands not quite alone",
        "title of the document says nothing, heading does",
        "nothing says anything",
    ],
)
def test_of_two_headlines_the_one_for_readers(titles: Titles, expected: str) -> None:
    assert headline(titles) == expected


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (Titles(), None),
        (Titles(document=f"{OWN} | The Herald", shown=("The Herald", "Latest news", OWN), sites=SITES), OWN),
        (Titles(document="The Herald", shown=("Latest news", OWN), sites=SITES), "Latest news"),
        (Titles(document=f"{OWN} - The Herald", sites=SITES), OWN),
        (Titles(shared="The Herald", linked=OWN, sites=SITES), OWN),
        (Titles(shared="THE HERALD", document=OWN, sites=SITES), OWN),
    ],
    ids=["none", "heading in the title", "first heading", "title alone", "site as shared title", "in capitals"],
)
def test_without_the_two_the_page_speaks(titles: Titles, expected: str | None) -> None:
    assert headline(titles) == expected


@pytest.mark.parametrize(
    ("shared", "shown", "expected"),
    [
        (f"{OWN} – The Herald", (), OWN),
        (f"The Herald | {OWN}", (), OWN),
        (f"{OWN} | The Herald | By Amina Yusuf", (), OWN),
        (f"{OWN} » Herald Media Ltd", (), OWN),
        (f"{OWN} - The Northern Courier and Advertiser of Saturday", (OWN,), OWN),
        (f"{OWN} - Army denies", (), f"{OWN} - Army denies"),
        ("The Herald", (), None),
        ("Five years on - the herald of war", (), "Five years on - the herald of war"),
    ],
    ids=["tail", "head", "middle", "publisher", "as shown", "no site", "site alone", "other words"],
)
def test_the_sites_name_is_no_part_of_it(shared: str, shown: tuple[str, ...], expected: str | None) -> None:
    assert headline(Titles(shared=shared, shown=shown, sites=SITES)) == expected


def test_a_title_that_was_cut_off_is_found_whole() -> None:
    assert headline(Titles(shared="Mine kills two on …", linked=OWN, document="Mine kills two on...")) == OWN
    assert headline(Titles(shared="Mine kills two on...", document="Mine kills two on...")) == "Mine kills two on..."
    assert headline(Titles(shared="…", shown=(OWN,))) == "…"
