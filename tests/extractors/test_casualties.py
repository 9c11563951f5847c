"""How many an incident killed, injured and abducted: from hand-made tallies, and from sentences of reports."""

from __future__ import annotations

from dataclasses import replace

import pytest
from spacy.language import Language

from extractors.reading import Reader
from extractors.stories.casualties import by_side, counted
from extractors.stories.story import Mention, Tally
from tests.extractors.mention_builders import mention, tally


def number(thread: tuple[Mention, ...], effect: str) -> int | None:
    found = counted(thread, effect)
    return None if found is None else found.count.best


def more(effect: str, count: int, at: int) -> Tally:
    return replace(tally(effect, count, at), more=True)


def test_the_first_figure_is_the_total_and_what_follows_tells_it_in_detail() -> None:
    lead = mention("injure", 10, tallies=(tally("injured", 14, 0),))
    detail = mention("injure", 210, tallies=(tally("injured", 9, 200), tally("injured", 7, 220)))
    assert number((lead, detail), "injured") == 14


def test_a_side_that_the_first_figure_leaves_out_adds_to_it() -> None:
    soldiers = mention("kill", 10, tallies=(tally("killed", 2, 0, "security_forces"),))
    rebels = mention("kill", 210, tallies=(tally("killed", 6, 200, "militants"),))
    again = mention("kill", 310, tallies=(tally("killed", 6, 300, "militants"),))
    assert number((soldiers, rebels, again), "killed") == 8
    assert by_side((soldiers, rebels)) == (("security_forces", 2), ("militants", 6))


def test_a_toll_that_has_risen_replaces_the_first_figure() -> None:
    lead = mention("kill", 10, tallies=(tally("killed", 4, 0),))
    risen = mention("toll", 210, tallies=(tally("killed", 7, 200),))
    assert number((lead, risen), "killed") == 7


def test_others_add_to_the_figure_beside_them_but_not_to_themselves() -> None:
    first = mention("injure", 10, tallies=(tally("injured", 1, 0),))
    beside = mention("injure", 50, tallies=(more("injured", 2, 40),))
    alone = mention("injure", 10, tallies=(more("injured", 2, 0),))
    later = mention("injure", 310, tallies=(tally("injured", 2, 300, "civilians"),))
    assert number((first, beside), "injured") == 3
    assert number((alone, later), "injured") == 2


def test_the_wounded_who_died_are_no_longer_wounded() -> None:
    hurt = mention("injure", 10, tallies=(tally("injured", 8, 0),))
    died = mention("die", 60, "succumbed", tallies=(tally("killed", 1, 50),))
    assert (number((hurt, died), "injured"), number((hurt, died), "killed")) == (7, 1)


def test_a_figure_beside_the_dead_has_left_them_out() -> None:
    dead = mention("kill", 10, tallies=(tally("killed", 1, 0),))
    hurt = mention("injure", 50, tallies=(tally("injured", 13, 40),))
    died = mention("die", 260, "succumbed", tallies=(tally("killed", 1, 250),))
    assert number((dead, hurt, died), "injured") == 13


def test_a_victim_of_rape_is_not_counted_as_wounded() -> None:
    assert counted((mention("rape", 10, tallies=(tally("injured", 1, 0),)),), "injured") is None


@pytest.mark.parametrize(
    ("text", "killed", "injured", "abducted"),
    [
        ("Two people died, one of them the gunman, and three were wounded in the attack on a rally.", 2, 3, 0),
        (
            "One Lieutenant Colonel and seven soldiers were killed and two constables injured by gunmen in Bannu.",
            8,
            2,
            0,
        ),
        ("Two policemen, Asad Khan and Bilal Shah, were killed by militants in Bannu.", 2, 0, 0),
        (
            "A trooper was killed and another sustained serious injuries when militants attacked a post in Bannu.",
            1,
            1,
            0,
        ),
        ("A teacher was shot dead while his companion sustained injuries when gunmen opened fire in Quetta.", 1, 1, 0),
        ("Gunmen attacked a van in Kurram, killing the driver and injuring his helper.", 1, 1, 0),
        ("Militants abducted and killed a headman, identified as Tomba Singh, in Thoubal.", 1, 0, 1),
        ("The clash left one person dead and two others injured in Kano.", 1, 2, 0),
        ("A blast in Quetta claimed the life of a manager and injured three clerks.", 1, 3, 0),
        ("A bomb exploded in Quetta and three shopkeepers sustained 20 burn injuries.", 0, 3, 0),
        ("Armed men took the contractor away from his home in Bargarh and shot him dead.", 1, 0, 1),
        ("Gunmen opened fire on a bus in Quetta but the passengers escaped unhurt.", 0, 0, 0),
        ("Six policemen two soldiers and a driver were killed by militants in Bannu.", 9, 0, 0),
        ("Five or more soldiers were injured when a mine exploded in Tank.", 0, 5, 0),
    ],
)
def test_counts_of_a_report(nlp: Language, text: str, killed: int, injured: int, abducted: int) -> None:
    events = Reader(nlp).read(text).events
    assert len(events) == 1
    told = [events[0].killed, events[0].injured, events[0].abducted]
    assert [0 if found is None else found.count.best for found in told] == [killed, injured, abducted]
