"""Place names in sentences, what lies in what, and which of the namesakes is meant."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from models.places.place_names import place_names
from models.places.place_relations import holders, is_near
from models.places.place_shape import PlaceName
from tests.models.conftest import Read
from tests.models.known_places import known as lookup
from warehouse.records import Place, PlaceRole

ENGLISH = spacy.blank("en").vocab


def doc_of(words: str, ents: dict[str, str] | None = None) -> Doc:
    """A sentence by hand: words, and entities by their text."""
    tokens = words.split()
    labels = ["O"] * len(tokens)
    for text, label in (ents or {}).items():
        parts = text.split()
        at = next(i for i in range(len(tokens)) if tokens[i : i + len(parts)] == parts)
        labels[at : at + len(parts)] = [f"B-{label}", *[f"I-{label}"] * (len(parts) - 1)]
    pos = ["PROPN" if token[:1].isupper() else "NOUN" for token in tokens]
    return Doc(ENGLISH, words=tokens, ents=labels, pos=pos)


def names_in(doc: Doc) -> list[tuple[str, str | None]]:
    return [(doc[name.start : name.stop].text, name.sort) for name in place_names(doc, lookup)]


def test_sorts_beside_names_and_clean_borders() -> None:
    doc = doc_of(
        "Gunmen struck the Killi Sheikhan area of Mastung District in Balochistan 's north .",
        {"the Killi Sheikhan": "GPE"},
    )
    assert names_in(doc) == [("Killi Sheikhan", "any"), ("Mastung District", "admin2"), ("Balochistan", None)]


@pytest.mark.parametrize(
    ("words", "ents"),
    [
        ("The Karachi Times reported it .", {"Karachi": "GPE"}),
        ("The Balochistan Liberation Army claimed it .", {"Balochistan": "GPE"}),
        ("Fighters of Tehreek-e-Taliban Pakistan fled .", {"Pakistan": "GPE"}),
        ("Shahid Karachi said so .", {"Shahid Karachi": "PERSON"}),
        ("The Taliban said so .", {"Taliban": "GPE"}),
    ],
)
def test_nothing_is_in_the_names_of_bodies_and_people(words: str, ents: dict[str, str]) -> None:
    assert [name for name in place_names(doc_of(words, ents), lookup) if name.role is PlaceRole.PLACE] == []


def test_a_known_name_behind_in_is_a_place_without_the_entity_model() -> None:
    assert names_in(doc_of("Two men were shot in Mastung on foot .")) == [("Mastung", None)]
    assert names_in(doc_of("Two men met Mastung on foot .")) == []


def test_a_place_that_opens_the_name_of_a_body_belongs_to_it() -> None:
    doc = doc_of("Officers of Karachi Police said so .", {"Karachi Police": "ORG"})
    assert [(name.words, name.role) for name in place_names(doc, lookup)] == [("Karachi", PlaceRole.BODY)]


def test_the_surname_of_somebody_in_the_text_is_no_place() -> None:
    doc = doc_of("Ahmed Sariab left . Later Sariab spoke .", {"Ahmed Sariab": "PERSON", "Sariab spoke": "GPE"})
    assert names_in(doc) == []


def test_roads_are_no_places() -> None:
    assert names_in(doc_of("A van burned on Karachi Road today .", {"Karachi Road": "FAC"})) == []


def test_a_dateline_in_capitals_is_a_place() -> None:
    assert names_in(doc_of("KARACHI : Two men died .")) == [("KARACHI", None)]


def test_a_hyphenated_name_is_one() -> None:
    assert names_in(doc_of("A bomb went off in the Dasht - e - Barchi area ."))[0][0] == "Dasht - e - Barchi"


def name_at(doc: Doc, words: str) -> PlaceName:
    tokens = words.split()
    start = next(i for i in range(len(doc)) if [token.text for token in doc[i : i + len(tokens)]] == tokens)
    return PlaceName(start, start + len(tokens), words)


@pytest.mark.parametrize(
    ("words", "first", "second", "expected"),
    [
        ("in Mastung , Balochistan", "Mastung", "Balochistan", [(1,), ()]),
        ("a village of Mastung of Balochistan", "Mastung", "Balochistan", [(1,), ()]),
        ("Killi village of Mastung", "Killi", "Mastung", [(1,), ()]),
        ("Balochistan 's restive southern Mastung", "Balochistan", "Mastung", [(), (0,)]),
        ("the Balochistan town of Mastung", "Balochistan", "Mastung", [(), (0,)]),
        ("Karachi , the provincial capital of Pakistan", "Karachi", "Pakistan", [(1,), ()]),
        ("Karachi , Mastung and others", "Karachi", "Mastung", [(), ()]),
        ("from Karachi to Mastung", "Karachi", "Mastung", [(), ()]),
    ],
)
def test_what_lies_in_what(words: str, first: str, second: str, expected: list[tuple[int, ...]]) -> None:
    doc = doc_of(words)
    assert holders(doc, [name_at(doc, first), name_at(doc, second)], lookup) == expected


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("near Mastung", True),
        ("20 km north of Mastung", True),
        ("on the outskirts of the town of Mastung", True),
        ("outside the village of Mastung", True),
        ("in Mastung", False),
        ("the mayor of Mastung", False),
        ("in the west of Mastung", False),
        ("some way west of Mastung", True),
    ],
)
def test_nearness(words: str, near: bool) -> None:
    doc = doc_of(words)
    assert is_near(doc, name_at(doc, "Mastung")) is near


def places(doc: Doc) -> dict[str, Place]:
    return {span.text: span._.place for span in doc.spans["places"]}


def test_an_unknown_village_takes_the_point_of_the_district_that_holds_it(read: Read) -> None:
    doc = read("Gunmen killed a guard in the Killi Hasanzai area of Mastung District in Balochistan on Monday.")
    found = places(doc)
    village, district = found["Killi Hasanzai"], found["Mastung District"]
    assert (village.name, village.geonameid, village.precision) == ("Killi Hasanzai", None, "admin2")
    assert (village.lat, village.lon, village.admin2) == (district.lat, district.lon, "Mastung")
    assert (district.country, district.admin1, district.precision) == ("PAK", "Balochistan", "admin2")


def test_near_a_town_is_said_so(read: Read) -> None:
    doc = read("A convoy was ambushed 20 km north of Gao, Mali, officials said.")
    assert (places(doc)["Gao"].country, places(doc)["Gao"].precision) == ("MLI", "near")


def test_peoples_are_kept_apart_from_places(read: Read) -> None:
    doc = read("South Sudanese soldiers and Chadian rebels fought in Juba.")
    assert [(span.text, span._.place.country) for span in doc.spans["affiliations"]] == [
        ("South Sudanese", "SSD"),
        ("Chadian", "TCD"),
    ]
    assert list(places(doc)) == ["Juba"]


def test_a_name_that_the_entity_model_cut_short_is_read_whole(read: Read) -> None:
    doc = read("Militants killed five people in the Dera Ismail Khan district of Khyber Pakhtunkhwa, officials said.")
    assert [(span.text, span._.place.admin2) for span in doc.spans["places"]] == [
        ("Dera Ismail Khan", "Dera Ismail Khan"),
        ("Khyber Pakhtunkhwa", None),
    ]


def test_a_people_before_the_sort_of_a_place_is_no_place(read: Read) -> None:
    doc = read("A man stabbed three people in the western German city of Solingen and fled to the Philippines.")
    assert [span.text for span in doc.spans["places"]] == ["Solingen", "Philippines"]
    assert [span.text for span in doc.spans["affiliations"]] == ["German"]


def test_a_region_over_borders_has_no_country(read: Read) -> None:
    doc = read("Jihadist violence has spread across the Sahel since then.")
    assert (places(doc)["Sahel"].country, places(doc)["Sahel"].name) == (None, "Sahel")


def test_offsets_quote_the_text(read: Read) -> None:
    text = "PESHAWAR, Pakistan — Two blasts hit Peshawar’s old city; Kabul's airport was shut."
    doc = read(text)
    spans = [span._.place.span for span in doc.spans["places"]]
    assert [text[span.start : span.stop] for span in spans] == [span.text for span in spans]
    assert {"Peshawar", "Kabul"} <= {span.text for span in spans}
    assert not any(span.text.endswith(("'s", "’s", ",", ".")) for span in spans)


@pytest.mark.parametrize("text", ["", " ", ".", "\x00\x01", "هجوم في صنعاء", "x" * 5000, "In, of, in the ,"])
def test_odd_texts_are_read_without_error(read: Read, text: str) -> None:
    doc = read(text)
    assert len(doc.spans["places"]) <= len(doc)


def test_gaza_is_the_strip_unless_the_story_is_mozambique(read: Read) -> None:
    strip = places(read("The war in Gaza has killed thousands of people, the ministry said."))["Gaza"]
    assert (strip.name, strip.country, strip.precision) == ("Gaza Strip", "PSE", "admin1")
    province = places(read("Insurgents killed two men in Gaza province in southern Mozambique."))["Gaza"]
    assert (province.country, province.precision) == ("MOZ", "admin1")


def test_near_a_name_that_town_and_province_share_is_near_the_town(read: Read) -> None:
    near = places(read("An air strike near Nabatieh killed three people."))["Nabatieh"]
    assert (near.precision, near.geonameid) == ("near", 278913)
    assert places(read("Shops are shut in the north-west of England."))["England"].country == "GBR"


def test_a_village_at_the_border_does_not_lie_beyond_it(read: Read) -> None:
    opening = "Police shot two men in the Gadchiroli district of Maharashtra."
    village = places(read(f"{opening} They came to Vandhapur village near the border with Chhattisgarh."))["Vandhapur"]
    assert (village.name, village.admin1, village.precision) == ("Vandhapur", "Maharashtra", "admin2")


def test_an_unknown_name_in_an_unknown_district_keeps_its_words(read: Read) -> None:
    doc = read("A pilot was shot in Indonesia's Central Papua province. He had flown to Alama in Mimika district.")
    alama = places(doc)["Alama"]
    assert (alama.name, alama.geonameid, alama.admin1, alama.precision) == ("Alama", None, "Central Papua", "admin1")


def test_a_name_joined_by_and_is_one(read: Read) -> None:
    doc = read("A captain was killed in the Doda district of Jammu and Kashmir on Monday.")
    assert [(span.text, span._.place.precision) for span in doc.spans["places"]] == [
        ("Doda", "admin2"),
        ("Jammu and Kashmir", "admin1"),
    ]


def test_an_unknown_name_that_was_struck_beside_a_town_is_a_place(read: Read) -> None:
    doc = read("Ten Syrians were killed by an air strike on Wadi al-Kfour, near Nabatieh in southern Lebanon.")
    assert places(doc)["Wadi al-Kfour"].country == "LBN"


@pytest.mark.parametrize(
    ("words", "ents", "name"),
    [
        ("Gunmen shot a man at Lalpur in Mastung District .", {"Lalpur": "ORG"}, "Lalpur"),
        ("A shop burned in Chak Bela of Mastung District .", {"Chak Bela": "PERSON"}, "Chak Bela"),
        ("Two men died in Dhok Rata when a bomb went off .", {"Dhok Rata": "PERSON"}, "Dhok Rata"),
        ("A mine exploded in Hatri and other areas .", {"Hatri": "PERSON"}, "Hatri"),
        ("They burned a bus at Hatri , where police came .", {"Hatri": "ORG"}, "Hatri"),
        ("A bomb went off in Hatri colony .", {"Hatri": "NORP"}, "Hatri"),
        ("Rebels attacked Hatri village with guns .", {}, "Hatri"),
        ("A grenade fell near Hatri Civil Hospital .", {"Hatri Civil Hospital": "ORG"}, "Hatri Civil Hospital"),
        ("He was shot in Sector 8 B of the town .", {}, "Sector 8 B"),
        ("He was shot at National Highway 30 today .", {}, "National Highway 30"),
        ("He died under Hatri Police Station limits .", {"Hatri Police Station": "ORG"}, "Hatri Police Station"),
        ("He was shot on Hatri Road in Mastung .", {"Hatri Road": "FAC", "Mastung": "GPE"}, "Hatri Road"),
        ("A post in Hatri of Mastung District burned .", {"Hatri of Mastung District": "ORG"}, "Hatri"),
    ],
)
def test_a_frame_makes_a_place_of_a_name_that_no_list_has(words: str, ents: dict[str, str], name: str) -> None:
    assert name in [found for found, _ in names_in(doc_of(words, ents))]


@pytest.mark.parametrize(
    ("words", "ents"),
    [
        ("They met in Hamid 's house .", {"Hamid": "PERSON"}),
        ("He served in Frontier Force of the state .", {"Frontier Force": "ORG"}),
        ("He spoke at Reuters on Monday .", {"Reuters": "ORG"}),
        ("A case was lodged in the Crime Department in time .", {"Crime Department": "GPE"}),
        ("He was taken to LTV , they said .", {"LTV": "GPE"}),
        ("So wrote The Times of India .", {"India": "GPE"}),
    ],
)
def test_a_frame_makes_no_place_of_people_and_bodies(words: str, ents: dict[str, str]) -> None:
    found = [name for name in place_names(doc_of(words, ents), lookup) if name.role is PlaceRole.PLACE]
    assert [name for name in found if name.sort != "admin2"] == []


def test_whose_it_is_or_where_it_goes_is_not_where_it_is() -> None:
    doc = doc_of("A Karachi bound bus was hit in Mastung .", {"Karachi": "GPE", "Mastung": "GPE"})
    assert [(name.words, name.role) for name in place_names(doc, lookup)] == [
        ("Karachi", PlaceRole.BODY),
        ("Mastung", PlaceRole.PLACE),
    ]


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        ("Hatri village under Mastung", "Hatri", "Mastung"),
        ("Hatri tehsil ( revenue unit ) of Mastung", "Hatri", "Mastung"),
        ("Hatri village that falls under the limits of Mastung", "Hatri", "Mastung"),
    ],
)
def test_a_clause_may_say_what_holds_a_place(words: str, first: str, second: str) -> None:
    doc = doc_of(words)
    assert holders(doc, [name_at(doc, first), name_at(doc, second)], lookup) == [(1,), ()]


def test_near_the_capital_is_near_it() -> None:
    doc = doc_of("some way north of the capital Mastung")
    assert is_near(doc, name_at(doc, "Mastung"))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Gunmen killed a CRPF jawan in the Hatripora area on Monday.", "IND"),
        ("Frontier Corps troops were ambushed in the Hatripora area on Monday.", "PAK"),
        ("A trader was shot dead in the Hatripora area on Monday, reports Dhaka Tribune.", "BGD"),
        ("A trader was shot dead in the Hatripora area on Monday.", None),
    ],
)
def test_forces_and_papers_tell_the_country_of_an_unknown_place(read: Read, text: str, country: str | None) -> None:
    assert places(read(text))["Hatripora"].country == country


def test_who_is_aimed_at_is_no_place(read: Read) -> None:
    doc = read("Two men on a motorcycle fired at Hamid Gul in Mastung District on Monday, police said.")
    assert list(places(doc)) == ["Mastung District"]


def test_a_name_that_is_known_only_elsewhere_says_so(read: Read) -> None:
    """The gazetteer has an Otukpo in Nigeria alone, and the text is set in Pakistan."""
    text = (
        "Gunmen killed two men in Otukpo in Mastung District of Balochistan on Monday, Pakistani police said in Quetta."
    )
    told = places(read(text))["Otukpo"]
    assert (told.country, told.precision) == ("PAK", "admin2")
    assert told.why == "no place of this name is known in Mastung; the text puts it in Mastung"


def test_a_known_name_that_the_text_puts_where_one_lies_needs_no_entity_model(read: Read) -> None:
    """To the model `Lice` is no name, and `Dawlat Abad` a person."""
    found = places(read("A bomb went off on Monday on the road to Lice, in Diyarbakir province, killing two soldiers."))
    assert (found["Lice"].country, found["Lice"].admin1) == ("TUR", "Diyarbakir")
    found = places(read("The soldiers had been sent to Dawlat Abad, in Faryab Province, where four were killed."))
    assert (found["Dawlat Abad"].country, found["Dawlat Abad"].admin1) == ("AFG", "Faryab")


def test_the_second_city_of_a_country_is_not_called_after_it(read: Read) -> None:
    found = places(read("A bomb killed four people on Monday in Tripoli, the second city of Lebanon, officials said."))
    assert (found["Tripoli"].country, found["Lebanon"].precision) == ("LBN", "country")


@pytest.mark.parametrize("between", [", in the north-east of", ", on the outskirts of"])
def test_a_part_of_a_town_is_in_it(read: Read, between: str) -> None:
    told = places(read(f"A device went off in Hatripora{between} Baghdad on Monday, killing four people."))["Hatripora"]
    assert (told.country, told.precision, told.why) == (
        "IRQ",
        "near",
        "not in the gazetteer; the text puts it in Baghdad",
    )


def test_the_word_for_a_people_is_no_place(read: Read) -> None:
    assert "Kurdish" not in places(read("The army fought in Kurdish towns on Monday, and four people were killed."))


def test_a_namesake_in_the_country_that_is_named_is_meant_unless_it_is_far_smaller(read: Read) -> None:
    """Tripoli in Libya has five times the people of the one in Lebanon; London has twenty times those of Ontario's."""
    judged = "Eight men were sentenced on Monday for bombing two mosques in Tripoli. Nobody was hanged in Lebanon."
    assert places(read(judged))["Tripoli"].country == "LBN"
    assert (
        places(read("A man was stabbed to death in London on Monday. He had come from Canada."))["London"].country
        == "GBR"
    )
