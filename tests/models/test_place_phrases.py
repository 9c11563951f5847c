"""Phrases that may be places: which holds which by the words between, and which are where nothing was."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Span

from models.acts.place_phrases import holders, is_aside, is_between, is_coarse, is_generic, is_unnamed, is_where


def phrases(nlp: Language, text: str, *names: str) -> list[Span]:
    doc = nlp(text)
    found = [doc.char_span(text.index(name), text.index(name) + len(name)) for name in names]
    assert all(span is not None for span in found), names
    return [span for span in found if span is not None]


@pytest.mark.parametrize(
    ("text", "inner", "outer"),
    [
        ("A bomb exploded at Zarghoon village in Mastung District on Monday.", "Zarghoon", "Mastung District"),
        ("Gunmen killed a man near Doda Bridge in Surab area on Monday.", "Doda Bridge", "Surab"),
        ("A bomb exploded at Bagri panchayat (village council) in Mirpur on Monday.", "Bagri panchayat", "Mirpur"),
        ("Rebels burned a bus at Chilpi under the Bodla police station limits.", "Chilpi", "Bodla police station"),
        ("Gunmen burned two cars at Doda near Surab on Monday.", "Doda", "Surab"),
        ("A grenade exploded near Sabzal rail crossing on Joint Road on Monday.", "Sabzal", "Joint Road"),
        ("Police fired on a crowd in Khartoum's northern city of Bahri on Monday.", "Bahri", "Khartoum"),
        ("A blast hit Old Quetta city's Pashtunabad area on Monday.", "Pashtunabad", "Old Quetta"),
        ("A man was shot dead in Doda Colony, Landhi Town on Monday.", "Doda Colony", "Landhi Town"),
        ("A man was shot dead in Mizorams border town of Champhai on Monday.", "Champhai", "Mizorams"),
    ],
)
def test_words_between_two_names_say_which_holds_which(nlp: Language, text: str, inner: str, outer: str) -> None:
    spans = sorted(phrases(nlp, text, inner, outer), key=lambda span: span.start)
    (held,) = holders(spans).items()
    assert (spans[held[0]].text, spans[held[1]].text) == (inner, outer)


@pytest.mark.parametrize(
    "text",
    [
        "Bombs exploded in Quetta and in Mastung on Monday.",
        "Bombs exploded in Quetta, Mastung and Kalat on Monday.",
        "Gunmen killed a man in Quetta before they fled to Mastung on Monday.",
        "A trader of Quetta who had worked in Mastung was killed on Monday.",
    ],
)
def test_names_with_other_words_between_do_not_hold_each_other(nlp: Language, text: str) -> None:
    assert holders(phrases(nlp, text, "Quetta", "Mastung")) == {}


@pytest.mark.parametrize(
    ("text", "name", "aside"),
    [
        ("A mine killed a soldier near the Indo Nepal border in Banke District.", "Indo Nepal", True),
        ("Rebels attacked a post along the PakAfghan border on Monday.", "PakAfghan", True),
        ("A bomb exploded near the Chaman border on Monday.", "Chaman", False),
        ("Rebels blew up the pipeline going from Sibi District in Balochistan to Karachi.", "Sibi District", True),
        ("Rebels blew up the pipeline going from Sibi District in Balochistan to Karachi.", "Balochistan", True),
        ("Rebels blew up the pipeline going from Sibi District in Balochistan to Karachi.", "Karachi", True),
        ("Gunmen abducted two traders from Sibi on Monday.", "Sibi", False),
        ("The two hostages were rescued from Sibi on Monday.", "Sibi", True),
        ("A constable hurt in the clash succumbed at a hospital in Sibi on Monday.", "Sibi", True),
        ("A bomb exploded outside a hospital in Sibi on Monday.", "Sibi", False),
    ],
)
def test_where_nothing_was(nlp: Language, text: str, name: str, aside: bool) -> None:
    (span,) = phrases(nlp, text, name)
    assert is_aside(span) is aside


@pytest.mark.parametrize(
    ("name", "unnamed"),
    [
        ("Dal lake", False),
        ("Sector J", False),
        ("Dera mines", False),
        ("Khans house", True),
        ("northern Syrian province", True),
        ("Bus Stand", True),
        ("NH", True),
        ("premises", True),
        ("Spring Day celebrations", True),
    ],
)
def test_descriptions_are_no_names(nlp: Language, name: str, unnamed: bool) -> None:
    (span,) = phrases(nlp, f"A bomb exploded near the {name} on Monday.", name)
    assert is_unnamed(span) is unnamed


def test_areas_and_lines_hold_villages(nlp: Language) -> None:
    text = "A bomb exploded in Dorai in Surab tehsil near the Bodla police station on the Sibi highway."
    found = phrases(nlp, text, "Dorai", "Surab", "Bodla police station", "Sibi")
    assert [is_coarse(span) for span in found] == [False, True, True, True]


def test_between_two_places_is_near_both(nlp: Language) -> None:
    text = "The ambush took place between Hangu and Kohat, said police in Lahore."
    found = phrases(nlp, text, "Hangu", "Kohat", "Lahore")
    assert [is_between(span) for span in found] == [True, True, False]


def test_a_preposition_of_place_says_that_it_is_where(nlp: Language) -> None:
    text = "A man of Hangu was killed at a camp near Kohat by Lahore men."
    assert [is_where(span) for span in phrases(nlp, text, "Hangu", "Kohat", "Lahore")] == [False, True, False]


def test_sorts_peoples_and_letters_are_generic(nlp: Language) -> None:
    text = "A bomb hit the Bus Stand and the Pashtun Bazaar near Block I on NH."
    found = phrases(nlp, text, "Bus Stand", "Pashtun Bazaar", "Block I", "NH")
    assert [is_generic(span) for span in found] == [True, False, False, True]


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("A court in Ankara on Monday convicted two men of killing a trader.", True),
        ("Two men were sentenced by a court in Ankara for killing a trader.", True),
        ("Gunmen attacked a court in Ankara on Monday and killed a guard.", False),
        ("A judge in Ankara was shot dead on Monday.", False),
    ],
)
def test_where_it_was_judged_is_not_where_it_was(nlp: Language, text: str, aside: bool) -> None:
    (town,) = phrases(nlp, text, "Ankara")
    assert is_aside(town) is aside
