"""Copies of one text share a cluster whatever their headline; two reports of one attack do not."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from extractors.clusters import assign_cluster, exact_cluster
from extractors.languages import language_of
from warehouse.records import Article

NOW = datetime(2024, 9, 3, 12, 0, tzinfo=UTC)

WIRE = """A suicide bomber blew himself up at the gate of a mosque in the city of Kunduz during Friday prayers,
killing at least nineteen people and wounding more than forty, a provincial official said. The head of
the public hospital said that his wards were full and that doctors had been called from two other towns.
Witnesses saw a man in a long brown coat push through the crowd at the door before the explosion. Nobody
has claimed the attack. A branch of the Islamic State group has bombed several mosques in the north of
the country since the spring of last year. The interior ministry said that a team from the capital had
been sent to investigate. Shops in the old bazaar stayed shut for the rest of the day, and imams asked
people over loudspeakers to give blood. The provincial governor visited the wounded in the evening and
promised the families of the dead that those behind the bombing would be found."""
LOCAL = """An explosion tore through worshippers at a mosque in Kunduz on Friday, leaving at least nineteen dead,
according to a provincial official. Doctors at the public hospital said that they had received forty-two
wounded people, some with burns. The blast happened as men were leaving after prayers, a resident told
our reporter by telephone. Police sealed off the streets around the bazaar. The Islamic State group is
suspected, since it struck two mosques of the same community in March, but there was no claim by
nightfall. The victims are to be buried on Saturday morning."""
BRIEF = "Gunmen on motorcycles shot dead two policemen at a checkpoint near Mastung on Sunday night, police said."
OTHER_BRIEF = (
    "Gunmen on motorcycles shot dead three labourers at a brick kiln near Mastung on Monday night, police said."
)


def article(name: str, text: str, hours: int = 0) -> Article:
    moment = NOW + timedelta(hours=hours)
    return Article(
        f"article-{name}", name, "feed", f"https://{name}.example/a", name, text, (), moment, "en", name, None, "page",
        exact_cluster(text), moment, "test",
    )  # fmt: skip


def gathered(*articles: Article) -> dict[str, str]:
    """Each article's cluster after they came in this order."""
    recent: list[Article] = []
    for one in articles:
        recent.append(assign_cluster(one, recent))
    return {one.entry_id: one.text_cluster for one in recent}


TRIMMED = "By our correspondent, Kabul. " + WIRE[: int(len(WIRE) * 0.55)]
TYPESET = WIRE.replace("\n", " ").replace("'", "’").upper()


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_copies_are_together_and_reports_apart_in_any_order(order: tuple[int, ...]) -> None:
    four = [
        article("wire", WIRE),
        article("trimmed", TRIMMED, 3),
        article("typeset", TYPESET, 5),
        article("local", LOCAL, 1),
    ]
    clusters = gathered(*(four[place] for place in order))
    assert clusters["wire"] == clusters["trimmed"] == clusters["typeset"] != clusters["local"]


def test_short_reports_of_two_attacks_in_stock_phrases_stay_apart() -> None:
    clusters = gathered(article("one", BRIEF), article("two", OTHER_BRIEF))
    assert clusters["one"] != clusters["two"]


def test_one_quoted_statement_joins_nothing() -> None:
    quote = "“We condemn this cowardly act and stand with the families of those who were killed”, the president said. "
    clusters = gathered(article("one", quote + WIRE), article("two", quote + LOCAL))
    assert clusters["one"] != clusters["two"]


def test_exact_copies_share_an_id_that_needs_no_comparison() -> None:
    assert (
        exact_cluster("Five dead, 3 hurt!") == exact_cluster("five dead\n3 HURT") != exact_cluster("Five dead, 4 hurt")
    )


def test_the_earliest_copy_gives_the_cluster() -> None:
    early, late = article("early", WIRE), replace(article("late", TRIMMED, 3), text_cluster="text-of-late")
    for recent in ([early, late], [late, early]):
        assert assign_cluster(article("new", WIRE + " More follows.", 6), recent).text_cluster == early.text_cluster


def test_an_article_read_again_is_not_its_own_copy() -> None:
    first = article("one", WIRE)
    assert assign_cluster(first, [replace(first, text_cluster="text-of-old-version")]).text_cluster == exact_cluster(
        WIRE
    )


@pytest.mark.parametrize("text", ["", "Blast.", "خبر"])
def test_texts_of_few_words_have_a_cluster(text: str) -> None:
    assert gathered(article("one", text), article("two", text + "!"))["one"] == exact_cluster(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BRIEF, "en"),
        ("Tres campesinos fueron asesinados la noche del sábado en una vereda de la región.", "es"),
        ("قتل ثلاثة أشخاص في هجوم استهدف دورية للشرطة في العاصمة بغداد يوم الاثنين", "ar"),
        ("Трое мирных жителей погибли при обстреле города в понедельник утром", "ru"),
    ],
)
def test_language_is_found_without_and_against_a_wrong_hint(text: str, language: str) -> None:
    assert language_of(text) == language
    assert language_of(text, "de") == language


def test_few_letters_take_the_hint() -> None:
    assert language_of("Bomb!", "fr-FR", "en") == "fr"
    assert language_of("12 34") is None


def test_close_languages_follow_the_hint() -> None:
    norwegian = "To menn ble skutt og drept i Oslo natt til søndag, sier politiet."
    assert language_of(norwegian, "no") == "no"
