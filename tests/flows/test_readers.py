"""Readers in one process or several: the same readings in the same order, and one line where a process dies."""

from __future__ import annotations

import os
from itertools import count, takewhile

import pytest
from spacy.language import Language

from extractors.reading import Reader, Unread, batches
from flows.readers import ReadersError, open_readers
from models.triage import worth_reading

# Names that mean another place or another group in the text beside, so that what one text leaves behind would show.
TOLD = (
    Unread("Taliban fighters killed four policemen in Miranshah, Pakistan, on Monday.", published="2014-03-04"),
    Unread("Taliban fighters killed four policemen in Kunduz, Afghanistan, on Monday.", published="2014-03-04"),
    Unread("A bomb killed two people in Hyderabad on Friday.", publisher_country="IND", published="2013-02-22"),
    Unread("A bomb killed two people in Hyderabad on Friday.", publisher_country="PAK", published="2013-02-22"),
    Unread("Clashes in Tripoli, Lebanon, killed three civilians.", publisher_country="LBN"),
    Unread("Clashes in Tripoli killed three militiamen; Libya's army shelled the airport.", publisher_country="LBY"),
    Unread("GUNMEN KILL FIVE IN KANO\n\nThe National Liberation Army said it was not involved."),
    Unread("The National Liberation Army (ELN) blew up a pipeline in Arauca, Colombia."),
    Unread("The National Liberation Army attacked a garrison in Kosovo."),
    Unread("The army said its soldiers had shot two men.", publisher_country="NGA"),
    Unread("The army said its soldiers had shot two men.", publisher_country="IND"),
    Unread(""),
)
QUIET = (Unread("The orchestra will play in Vienna next summer, the organisers said."),)


def test_a_text_is_read_alone_as_in_company_and_in_any_order(nlp: Language) -> None:
    reader = Reader(nlp)
    alone = [reader.read(t.text, t.title, t.published, t.publisher_country) for t in TOLD]
    assert alone[0].events and alone[0].places[0].country == "PAK"
    assert list(reader.read_all(TOLD)) == alone
    assert list(reader.read_all(TOLD[::-1])) == alone[::-1]
    assert list(reader.read_all(TOLD * 2)) == alone * 2


def test_two_processes_read_what_one_reads_in_the_same_order(nlp: Language) -> None:
    texts = (*TOLD, *QUIET * 260, *TOLD[::-1])
    assert len(list(batches(texts))) > 1
    with open_readers(2) as readers:
        twice = [list(readers(iter(texts))), list(readers(texts[:3]))]
    assert twice == [list(Reader(nlp).read_all(texts)), list(Reader(nlp).read_all(texts[:3]))]


def test_batches_are_bounded_and_taken_as_they_are_needed() -> None:
    taken = takewhile(lambda _: True, (Unread(f"{number} " + "x" * 10_000) for number in count()))
    first = next(batches(taken))
    assert 1 < len(first) < 10
    assert next(taken).text.startswith(f"{len(first) + 1} ")
    assert [len(batch) for batch in batches([Unread("y" * 500_000)] * 2)] == [1, 1]


def death(text: str, title: str | None) -> bool:
    """Stands for a process that the system kills."""
    os._exit(7)


def test_a_dead_process_is_one_line() -> None:
    with open_readers(2, death) as readers, pytest.raises(ReadersError, match=r"exit code 7.*fewer processes"):
        list(readers(TOLD))


def test_the_settings_default_is_this_process() -> None:
    with open_readers(1, worth_reading) as readers:
        assert [reading.reason for reading in readers(QUIET)] == ["no-violence"]
