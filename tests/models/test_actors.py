"""Mentions of actors: what is one, how far its words go, and which actor of the list it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from models.annotations import ACTORS, PLACES, Context, register
from models.components.actors import Actors
from models.participants import actor_list, forces
from models.participants.actor_list import actors, by_key, find, namings
from models.participants.lexicon import lines, name_spellings, plural, spellings
from models.places.countries import by_alpha3
from warehouse import records

register()
VOCAB = spacy.blank("en").vocab
TTP = "tehrik-i-taliban-pakistan"


def doc_of(words: list[str], pos: list[str], heads: list[int] | None = None, deps: list[str] | None = None) -> Doc:
    """A Doc with every word its own head unless told, in one sentence."""
    heads = heads or [0] * len(words)
    return Doc(VOCAB, words=words, pos=pos, heads=heads, deps=deps or ["dep"] * len(words), lemmas=words)


def read(doc: Doc, publisher: str | None = None, published: datetime | None = None) -> list[tuple[str, str | None]]:
    doc._.context = Context(published, publisher)
    return [(span.text, span._.actor.key) for span in Actors()(doc).spans[ACTORS]]


def with_country(doc: Doc, start: int, stop: int, country: str) -> Doc:
    span = Span(doc, start, stop)
    words = records.Span(span.text, span.start_char, span.end_char)
    span._.place = records.Place(words, span.text, None, None, None, country, None, None, "exact")
    doc.spans[PLACES] = [span]
    return doc


# The list


def test_every_actor_has_its_own_key_and_sane_facts() -> None:
    keys = Counter(actor.key for actor in actors())
    assert [key for key, count in keys.items() if count > 1] == []
    assert len(actors()) >= 350
    for actor in actors():
        first, last = actor.active
        assert all(by_alpha3(code) for code in actor.countries), actor.key
        assert first is None or 1900 <= first <= 2026, actor.key
        assert last is None or (first is not None and first <= last <= 2026), actor.key
        assert actor.parent is None or (by_key(actor.parent) and actor.parent != actor.key), actor.key


def test_a_name_that_stands_for_two_actors_is_marked_as_needing_context() -> None:
    owners: dict[str, set[str]] = {}
    for actor in actors():
        for naming in namings(actor):
            if naming.sure:
                for key in name_spellings(naming.spelled):
                    owners.setdefault(key, set()).add(actor.key)
    # JeM of Kashmir and JEM of Darfur are told apart by their letters' case.
    assert {key: found for key, found in owners.items() if len(found) > 1 and key != "jem"} == {}


def test_every_name_of_an_actor_finds_it_at_home() -> None:
    lost = [(n.spelled, a.key) for a in actors() for n in namings(a) if find(n.spelled, a.countries[:1]) is not a]
    assert lost == []


@pytest.mark.parametrize(
    ("spelled", "key"),
    [
        ("TEHREEK-E-TALIBAN PAKISTAN", TTP),
        ("Tehrik e Taliban Pakistan", TTP),
        ("Tehreek i Taliban Pakistan", TTP),
        ("Jamaat ul Ahrar", "jamaat-ul-ahrar"),
        ("Jamaat-al-Ahrar", "jamaat-ul-ahrar"),
        ("Al Shabaab", "al-shabaab"),
        ("al-shabab", "al-shabaab"),
        ("Lashkar i Taiba", "lashkar-e-taiba"),
        ("Séléka", "seleka"),
        ("Farabundo Martí National Liberation Front", "farabundo-marti-national-liberation-front"),
    ],
)
def test_a_name_is_found_however_it_is_spelled(spelled: str, key: str) -> None:
    found = find(spelled)
    assert found is not None and found.key == key


def test_a_shared_name_without_a_country_finds_nobody() -> None:
    assert find("PLA") is None
    assert find("SDF", ["SYR"]) is by_key("syrian-democratic-forces")
    assert find("no such army") is None


# Extent


def test_a_name_takes_its_acronym_and_the_noun_it_qualifies() -> None:
    words = ["Tehreek", "e", "Taliban", "Pakistan", "(", "TTP", ")", "militants", "killed", "a", "guard"]
    pos = ["PROPN", "X", "PROPN", "PROPN", "PUNCT", "PROPN", "PUNCT", "NOUN", "VERB", "DET", "NOUN"]
    assert ("Tehreek e Taliban Pakistan ( TTP ) militants", TTP) in read(doc_of(words, pos, [7] * 7 + [8, 8, 10, 8]))


def test_a_description_takes_its_qualifiers_and_no_determiner_or_number() -> None:
    words = ["The", "two", "unidentified", "motorcycle", "-", "borne", "gunmen", "fled"]
    pos = ["DET", "NUM", "ADJ", "NOUN", "PUNCT", "ADJ", "NOUN", "VERB"]
    heads = [6, 6, 6, 5, 5, 6, 7, 7]
    deps = ["det", "nummod", "amod", "npadvmod", "punct", "amod", "nsubj", "ROOT"]
    spaces = [True, True, True, False, False, True, True, False]
    doc = Doc(VOCAB, words=words, spaces=spaces, pos=pos, heads=heads, deps=deps, lemmas=words)
    assert read(doc) == [("unidentified motorcycle-borne gunmen", None)]


def test_a_dateline_is_no_part_of_a_phrase() -> None:
    words = ["GAO", "-", "Masked", "gunmen", "fled"]
    deps = ["compound", "punct", "amod", "nsubj", "ROOT"]
    doc = doc_of(words, ["PROPN", "PUNCT", "ADJ", "NOUN", "VERB"], [3, 3, 3, 4, 4], deps)
    assert read(doc) == [("Masked gunmen", None)]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Three soldiers of the Special Task Force died in Chhattisgarh, India.", "soldiers of the Special Task Force"),
        ("The rebel army took the town from Myanmar's army.", "rebel army"),
        ("A police commando unit shot two men in Gadchiroli, India.", "police commando unit"),
    ],
)
def test_a_phrase_is_one_mention(nlp: Language, text: str, mention: str) -> None:
    doc = nlp(text)
    found = {span.text: span._.actor for span in doc.spans[ACTORS]}
    assert mention in found, sorted(found)
    assert (found[mention].form == "described") == mention.startswith("rebel")


def test_a_common_noun_is_an_actor_only_with_a_mark() -> None:
    armed = doc_of(["Armed", "men", "fled"], ["ADJ", "NOUN", "VERB"], [1, 2, 2], ["amod", "nsubj", "ROOT"])
    tall = doc_of(["Tall", "men", "fled"], ["ADJ", "NOUN", "VERB"], [1, 2, 2], ["amod", "nsubj", "ROOT"])
    assert read(armed) == [("Armed men", None)]
    assert read(tall) == []


@pytest.mark.parametrize(
    "words",
    [
        ["anti", "-", "Taliban", "drive"],
        ["Houthi", "-", "held", "town"],
        ["Maoist", "Times"],
        ["Iran", "-", "backed", "plan"],
    ],
)
def test_words_about_an_actor_are_no_actor(words: list[str]) -> None:
    pos = ["PUNCT" if word == "-" else "PROPN" if word[0].isupper() else "NOUN" for word in words]
    assert read(doc_of(words, pos)) == []


def test_an_acronym_that_is_a_word_here_is_no_name() -> None:
    assert read(doc_of(["WHO", "IS", "HERE"], ["PRON", "AUX", "ADV"]), "SYR") == []
    assert read(doc_of(["Let", "us", "go"], ["VERB", "PRON", "VERB"]), "PAK") == []


# Linking


@pytest.mark.parametrize(("publisher", "key"), [("MMR", "people-s-defence-force-myanmar"), ("FRA", None), (None, None)])
def test_an_ambiguous_acronym_links_only_with_support(publisher: str | None, key: str | None) -> None:
    doc = doc_of(["PDF", "fighters", "fled"], ["PROPN", "NOUN", "VERB"], [1, 2, 2], ["compound", "nsubj", "ROOT"])
    assert read(doc, publisher) == [("PDF fighters", key)]


@pytest.mark.parametrize(("place", "country", "key"), [("Swat", "PAK", TTP), ("Kabul", "AFG", "afghan-taliban")])
def test_taliban_is_who_acts_where_the_story_plays(place: str, country: str, key: str) -> None:
    words = ["Taliban", "fighters", "attacked", "in", place]
    doc = doc_of(words, ["PROPN", "NOUN", "VERB", "ADP", "PROPN"], [1, 2, 2, 2, 3])
    assert read(with_country(doc, 4, 5, country)) == [("Taliban fighters", key)]


def test_a_text_that_tells_both_talibans_apart_means_the_afghan_one_by_the_bare_name(nlp: Language) -> None:
    text = (
        "Islamabad accuses the Afghan Taliban of sheltering the Tehreek-e-Taliban Pakistan. "
        "Pakistan wants the Taliban to act. The Pakistani Taliban killed nine people in Bannu, Pakistan."
    )
    doc = nlp(text)
    keys = [(span.text, span._.actor.key) for span in doc.spans[ACTORS]]
    assert keys == [
        ("Afghan Taliban", "afghan-taliban"),
        ("Tehreek-e-Taliban Pakistan", TTP),
        ("Taliban", "afghan-taliban"),
        ("Pakistani Taliban", TTP),
    ]


def test_an_actor_long_gone_does_not_answer_for_a_shared_name() -> None:
    words = ["PLA", "cadres", "fled", "in", "Imphal"]
    doc = with_country(doc_of(words, ["PROPN", "NOUN", "VERB", "ADP", "PROPN"], [1, 2, 2, 2, 3]), 4, 5, "IND")
    assert read(doc, None, datetime(2015, 1, 1, tzinfo=UTC)) == [("PLA cadres", "people-s-liberation-army-of-manipur")]


# Forces


@pytest.mark.parametrize(
    ("words", "key", "name"),
    [
        (["Somali", "police"], "police-forces-of-somalia", "Police Forces of Somalia"),
        (["Cameroon", "'s", "army"], "military-forces-of-cameroon", "Military Forces of Cameroon"),
        (["Syrian", "government", "forces"], "military-forces-of-syria", "Military Forces of Syria"),
        (["Afghan", "security", "forces"], "security-forces-of-afghanistan", "Security Forces of Afghanistan"),
        (["US", "air", "force"], "military-forces-of-the-united-states", "Military Forces of the United States"),
        (["Assam", "Rifles"], "military-forces-of-india", "Military Forces of India"),
    ],
)
def test_a_force_is_its_country_s(words: list[str], key: str, name: str) -> None:
    pos = ["PART" if word == "'s" else "PROPN" if word[0].isupper() else "NOUN" for word in words]
    doc = doc_of([*words, "fired"], [*pos, "VERB"], [len(words) - 1] * (len(words) - 1) + [len(words)] * 2)
    (span,) = list(Actors()(doc).spans[ACTORS])
    actor = span._.actor
    assert (span.text, actor.key, actor.name, actor.kind) == (doc[: len(words)].text, key, name, "State forces")
    assert actor.form == "force" and len(actor.countries) == 1


@pytest.mark.parametrize(("publisher", "key"), [("KEN", "police-forces-of-kenya"), (None, None)])
def test_bare_police_are_the_story_s_if_it_has_one_country(publisher: str | None, key: str | None) -> None:
    assert read(doc_of(["Police", "fired"], ["NOUN", "VERB"], [1, 1]), publisher) == [("Police", key)]


def test_soldiers_are_those_of_the_force_named_before() -> None:
    words = ["Chadian", "troops", "fled", "Nigeria", ",", "soldiers", "said"]
    doc = doc_of(words, ["ADJ", "NOUN", "VERB", "PROPN", "PUNCT", "NOUN", "VERB"], [1, 2, 2, 2, 2, 6, 2])
    assert read(doc)[-1] == ("soldiers", "military-forces-of-chad")


def test_two_sorts_of_force_of_one_country_have_two_keys() -> None:
    keys = {forces.state_force("IRN", sort).key for sort in forces.TITLES}
    assert len(keys) == len(forces.TITLES)


# Every line of the word lists against its own sentences


def sentences(file: str, kind: str) -> Iterable[tuple[str, str]]:
    for row in lines(file):
        words = row.get("words") or row.get("noun")
        if words and kind in row:
            yield words, row[kind]


def mentioned(nlp: Language, text: str, words: str) -> list[str]:
    wanted = spellings(words) | spellings(plural(words))
    found = []
    doc = nlp(text)
    for span in doc.spans[ACTORS]:
        runs = (span[i:j].text for i in range(len(span)) for j in range(i + 1, len(span) + 1))
        if any(spellings(run) & wanted for run in runs):
            found.append(span.text)
    return found


@pytest.mark.parametrize("file", ["described_actors.jsonl", "forces.jsonl"])
def test_a_line_finds_its_sentence(nlp: Language, file: str) -> None:
    assert [(words, text) for words, text in sentences(file, "match") if not mentioned(nlp, text, words)] == []


@pytest.mark.parametrize("file", ["described_actors.jsonl", "forces.jsonl"])
def test_a_line_leaves_its_other_sentence_alone(nlp: Language, file: str) -> None:
    assert [(words, text) for words, text in sentences(file, "not") if mentioned(nlp, text, words)] == []


@pytest.mark.parametrize(
    ("text", "mention", "key", "kind"),
    [
        ("Suspected Boko Haram fighters fled Borno.", "Suspected Boko Haram fighters", "boko-haram", "Rebel groups"),
        ("Militants of the Jaish al-Adl fled.", "Militants of the Jaish al-Adl", "jaish-al-adl", "Rebel groups"),
        ("Gunmen from the Gulf cartel fled.", "Gunmen from the Gulf cartel", "gulf-cartel", "Political militias"),
        ("Bandits abducted thirty pupils in Zamfara.", "Bandits", None, "Political militias"),
        ("An angry mob lynched the driver.", "angry mob", None, "Rioters"),
        ("The New People's Army ambushed a patrol.", "New People's Army", "new-people-s-army", "Rebel groups"),
        ("IS-KP said it had bombed it.", "IS-KP", "islamic-state-khorasan-province", "Rebel groups"),
    ],
)
def test_whole_sentences(nlp: Language, text: str, mention: str, key: str | None, kind: str) -> None:
    doc = nlp(text)
    found = {span.text: span._.actor for span in doc.spans[ACTORS]}
    assert mention in found, sorted(found)
    assert (found[mention].key, found[mention].kind) == (key, kind)


def test_every_mention_reproduces_its_words_and_none_overlap(nlp: Language) -> None:
    text = "Police and army troops fought M23 rebels near Goma; the rebels, Wazalendo and FARDC soldiers lost ten men."
    doc = nlp(text)
    spans = list(doc.spans[ACTORS])
    assert [text[span.start_char : span.end_char] for span in spans] == [span.text for span in spans]
    assert all(first.end <= second.start for first, second in pairwise(spans))


def test_texts_of_no_words_or_odd_characters_have_no_actors(nlp: Language) -> None:
    for text in ("", "x", "\x00\x07", "قُتل جندي", "-- ( ) -"):
        doc = nlp(text)
        assert list(doc.spans[ACTORS]) == []


def test_a_wrong_line_is_named() -> None:
    row = {"key": "k", "name": "K", "kind": "Pirates", "countries": [], "names": [], "acronyms": []}
    with pytest.raises(ValueError, match=r"actors.jsonl: k: kind 'Pirates' is none of"):
        actor_list._actor({**row, "needs_context": [], "active": [None, None], "parent": None})
