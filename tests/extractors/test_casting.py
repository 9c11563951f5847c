"""Who plays a role: the likeliest filler first, then others above a higher bar, each player once."""

from __future__ import annotations

from extractors.stories.casting import BARS, FIRST_BARS, chosen
from extractors.stories.story import Filler
from warehouse.records import ActorMention, Place, Span, Target

TEXT = "Gunmen attacked a police post near Kano, killing two constables; the gunmen fled. The post burned."


def words(quoted: str, after: int = 0) -> Span:
    start = TEXT.index(quoted, after)
    return Span(quoted, start, start + len(quoted))


def target(quoted: str, after: int = 0) -> Filler:
    span = words(quoted, after)
    return Filler(span, (0, len(TEXT)), "dobj", (), target=Target(span, None, "police", "group", None, None))


def actor(quoted: str, after: int = 0, key: str | None = None) -> Filler:
    span = words(quoted, after)
    return Filler(span, (0, len(TEXT)), "nsubj", (), actor=ActorMention(span, key, None, None))


def place(quoted: str) -> Filler:
    span = words(quoted)
    return Filler(span, (0, len(TEXT)), "pobj", (), place=Place(span, *(None,) * 8))


def quoted(fillers: list[Filler], likelihoods: list[float], role: str) -> list[str]:
    return [cast.filler.span.text for cast in chosen(fillers, likelihoods, role)]


def test_a_first_target_needs_less_than_the_next_and_who_acts_with_another_less_than_who_acts_alone() -> None:
    unsure = (FIRST_BARS["target"] + BARS["target"]) / 2
    assert quoted([target("two constables"), target("police post")], [0.9, unsure], "target") == ["two constables"]
    assert quoted([target("police post")], [unsure], "target") == ["police post"]
    unsure = (FIRST_BARS["perpetrator"] + BARS["perpetrator"]) / 2
    assert quoted([actor("Gunmen"), actor("Kano")], [0.9, unsure], "perpetrator") == ["Gunmen", "Kano"]
    assert quoted([actor("Kano")], [unsure], "perpetrator") == []


def test_the_likeliest_comes_first_and_the_unlikely_stay_out() -> None:
    found = [target("two constables"), target("police post"), target("Kano")]
    high = BARS["target"] + 0.05
    assert quoted(found, [high, high + 0.1, 0.05], "target") == ["police post", "two constables"]
    assert quoted(found, [BARS["target"] - 0.05, 0.9, 0.05], "target") == ["police post"]


def test_the_same_thing_named_again_is_one() -> None:
    again = target("post", TEXT.index("The post"))
    assert quoted([target("police post"), again], [0.9, 0.8], "target") == ["police post"]


def test_one_group_under_two_names_is_one_perpetrator() -> None:
    found = [actor("Gunmen", key="x"), actor("Kano", key="x"), actor("constables")]
    assert quoted(found, [0.9, 0.85, 0.8], "perpetrator") == ["Gunmen", "constables"]


def test_an_incident_has_one_place() -> None:
    assert quoted([place("Kano"), place("post")], [0.8, 0.7], "place") == ["Kano"]


def test_nobody_is_guessed() -> None:
    assert quoted([actor("Gunmen")], [FIRST_BARS["perpetrator"] - 0.01], "perpetrator") == []
    assert quoted([], [], "target") == []
