"""Copies of one text share a cluster whatever their headline; two reports of one attack do not."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from extractors.clusters import exact_cluster, gather, text_bands
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
    """Each article's cluster after they came in this order, every one compared with all before it."""
    stored: list[Article] = []
    for one in articles:
        told = gather([one], {one.article_id: stored}, ())
        stored = [replace(old, text_cluster=told.merged.get(old.text_cluster, old.text_cluster)) for old in stored]
        stored += told.articles
    return {one.entry_id: one.text_cluster for one in stored}


def together(clusters: dict[str, str]) -> set[frozenset[str]]:
    """Which names share a cluster."""
    return {frozenset(name for name in clusters if clusters[name] == cluster) for cluster in clusters.values()}


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


def test_an_id_once_given_stays_when_an_earlier_copy_comes_later() -> None:
    told = gather([article("early", TRIMMED, -3)], {"article-early": [article("late", WIRE)]}, ())
    assert told.articles[0].text_cluster == exact_cluster(WIRE)
    assert told.merged == {}


def test_a_copy_of_two_makes_their_clusters_one_under_the_id_of_the_earliest() -> None:
    words = WIRE.split()
    head, tail = " ".join(words[:70]), " ".join(words[-70:])
    for hours in (-1, 1):
        pieces = [article("head", head), article("tail", tail, hours)]
        told = gather([article("whole", WIRE, 5)], {"article-whole": pieces}, ())
        earlier, later = (tail, head) if hours < 0 else (head, tail)
        assert told.merged == {exact_cluster(later): exact_cluster(earlier)}
        assert told.articles[0].text_cluster == exact_cluster(earlier)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_pieces_are_together_through_the_whole_in_any_order(order: tuple[int, ...]) -> None:
    words = WIRE.split()
    three = [
        article("head", " ".join(words[:70]), 2),
        article("tail", " ".join(words[-70:]), 1),
        article("whole", WIRE, 3),
    ]
    assert together(gathered(*(three[place] for place in order))) == {frozenset({"head", "tail", "whole"})}


def test_articles_of_one_batch_see_each_other() -> None:
    batch = [article("wire", WIRE), article("trimmed", TRIMMED, -3), article("typeset", TYPESET), article("own", LOCAL)]
    pairs = [(exact_cluster(WIRE), exact_cluster(TRIMMED)), (exact_cluster(WIRE), exact_cluster(LOCAL))]
    told = gather(batch, {}, pairs)
    assert [one.text_cluster for one in told.articles] == [exact_cluster(TRIMMED)] * 3 + [exact_cluster(LOCAL)]
    assert told.merged == {}


def test_two_clusters_are_one_through_the_copies_of_a_batch() -> None:
    words = WIRE.split()
    head, tail = article("head", " ".join(words[:70])), article("tail", " ".join(words[-70:]), 1)
    batch = [article("wire", WIRE, 3), article("more", WIRE + " More follows in our next bulletin.", 4)]
    near = {"article-wire": [tail], "article-more": [head]}
    told = gather(batch, near, [(batch[0].text_cluster, batch[1].text_cluster)])
    assert {one.text_cluster for one in told.articles} == {head.text_cluster}
    assert told.merged == {tail.text_cluster: head.text_cluster}


def test_an_article_stays_with_what_was_kept_of_its_address_or_entry() -> None:
    feeds_own = replace(article("one", BRIEF), article_id="article-feed", text_cluster="text-given", origin="feed")
    before = replace(article("other", LOCAL), text_cluster="text-before")
    told = gather(
        [article("one", WIRE), article("other", WIRE + " More.")],
        {"article-one": [feeds_own], "article-other": [before]},
        (),
    )
    assert [one.text_cluster for one in told.articles] == ["text-given", "text-before"]


def test_equal_words_too_few_to_compare_are_together() -> None:
    stored = replace(article("old", "Curfew lifted."), text_cluster="text-merged")
    told = gather([article("new", "CURFEW LIFTED")], {"article-new": [stored]}, ())
    assert told.articles[0].text_cluster == "text-merged"


@pytest.mark.parametrize("text", ["", "Blast.", "خبر"])
def test_texts_of_few_words_have_a_cluster(text: str) -> None:
    assert gathered(article("one", text), article("two", text + "!"))["one"] == exact_cluster(text)


SENTENCES = WIRE.replace("\n", " ").split(". ")
COPIES = {
    "its first half": " ".join(WIRE.split()[: len(WIRE.split()) // 2]),
    "its last third": " ".join(WIRE.split()[-len(WIRE.split()) // 3 :]),
    "every second sentence": ". ".join(SENTENCES[::2]),
    "another outlet's paragraphs around it": f"{LOCAL} {WIRE} {LOCAL.upper()}",
    "one word in fifteen changed": " ".join(
        "so" if place % 15 == 7 else word for place, word in enumerate(WIRE.split())
    ),
}


@pytest.mark.parametrize("copy", COPIES)
def test_a_text_and_its_copy_have_bands_in_common(copy: str) -> None:
    common = set(text_bands(WIRE)).intersection(text_bands(COPIES[copy]))
    assert len(common) >= 2
    assert together(gathered(article("one", WIRE), article("two", COPIES[copy]))) == {frozenset({"one", "two"})}


def test_two_reports_have_no_bands_in_common() -> None:
    assert not set(text_bands(WIRE)).intersection(text_bands(LOCAL))


@pytest.mark.parametrize(
    "text", ["", "Four words are few", "خبر عاجل", "\ud800 \ud800 \ud800 a b c d e", "x " * 50_000]
)
def test_any_text_has_bands_that_a_column_of_64_bits_holds(text: str) -> None:
    assert all(-(2**63) <= band < 2**63 for band in text_bands(text))


def test_a_book_has_no_more_bands_than_a_long_article() -> None:
    book = " ".join(f"word{number}" for number in range(100_000))
    assert 200 < len(text_bands(book)) < 300


def test_bands_are_the_same_in_every_process() -> None:
    code = "import sys; from extractors.clusters import text_bands; print(text_bands(sys.argv[1]))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code, WIRE],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert printed == {str(text_bands(WIRE))}


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
