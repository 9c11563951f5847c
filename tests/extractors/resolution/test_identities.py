"""Ids are for ever: one stays with its core, a merged one leads on, and no two incidents have one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from extractors.resolution.identities import Earlier, Identities, Names, free_names, identify, minted
from extractors.resolution.in_memory import InMemory
from tests.extractors.resolution.chronicle import NOW


def earlier(name: str, hour: int, makers: str, placed: str = "") -> Earlier:
    """An incident of events of one letter each."""
    return Earlier(name, NOW + timedelta(hours=hour), frozenset(makers), frozenset(makers + placed))


def identified(clusters: Sequence[str], *known: Earlier) -> Identities:
    return identify(
        [list(events) for events in clusters], known, [Names((), (f"new {events[0]}",)) for events in clusters]
    )


def test_a_new_cluster_takes_its_first_name() -> None:
    assert identified(["a"]) == Identities(("new a",), {}, ())


def test_an_incident_keeps_its_id_whatever_joins_it() -> None:
    assert identified(["zab"], earlier("one", 1, "ab")).ids == ("one",)


def test_a_merge_leaves_the_older_id_and_the_others_lead_to_it() -> None:
    known = [earlier("young", 3, "a"), earlier("old", 1, "c"), earlier("middle", 2, "b")]
    assert identified(["abc"], *known) == Identities(("old",), {"middle": "old", "young": "old"}, ())


def test_a_split_keeps_the_id_with_most_of_the_core() -> None:
    assert identified(["a", "bc"], earlier("one", 1, "abc")).ids == ("new a", "one")


def test_of_equal_parts_the_one_with_the_founding_report_keeps_the_id() -> None:
    assert identified(["a", "b"], earlier(minted("b"), 1, "ab")).ids == ("new a", minted("b"))
    assert identified(["a", "b"], earlier("another", 1, "ab")).ids == ("another", "new b")


def test_what_was_placed_in_an_incident_takes_its_id_nowhere_where_its_core_is() -> None:
    assert identified(["ax", "byz"], earlier("one", 1, "a", "xyz")).ids == ("one", "new b")


def test_where_the_core_is_gone_the_id_stays_with_the_rest_unless_that_is_another_incident() -> None:
    assert identified(["x"], earlier("one", 1, "a", "x")).ids == ("one",)
    gone = identified(["bx"], earlier("one", 1, "a", "x"), earlier("two", 2, "b"))
    assert gone == Identities(("two",), {}, ("one",))


def test_an_incident_of_which_nothing_is_left_is_said_to_be_left() -> None:
    assert identified(["b"], earlier("one", 1, "a")) == Identities(("new b",), {}, ("one",))


def parted(clusters: Sequence[str], back: Sequence[str], *known: Earlier) -> tuple[str, ...]:
    """The ids of clusters of which some get back the id that they had before they were merged."""
    names = [Names((name,) if name else (), (f"new {c[0]}",)) for c, name in zip(clusters, back, strict=True)]
    return identify([list(events) for events in clusters], known, names).ids


def test_where_a_merge_is_undone_every_id_is_where_it_was() -> None:
    merged = earlier(minted("a"), 1, "abcd")
    assert parted(["a", "bcd"], ["", "young"], merged) == (minted("a"), "young")
    assert parted(["bc", "d", "a"], ["young", "other", ""], merged) == ("young", "other", minted("a"))


def test_where_a_merge_is_undone_a_vague_report_that_founded_it_has_its_id_back() -> None:
    merged = earlier(minted("a"), 1, "bcd", "axy")
    assert parted(["axy", "bcd"], ["", "young"], merged) == (minted("a"), "young")


def test_of_what_was_merged_the_core_takes_the_id_along_only_where_nothing_else_is_left() -> None:
    assert parted(["abc", "x"], ["young", ""], earlier(minted("a"), 1, "abc", "x")) == (minted("a"), "new x")
    assert parted(["bc"], ["young"], earlier(minted("a"), 1, "abc")) == (minted("a"),)


class Named(InMemory):
    """Surroundings with incidents of these ids, and what earlier readers had in the place of some events."""

    def __init__(self, living: Collection[str] = (), closed: Collection[str] = (), former: str = "") -> None:
        super().__init__()
        self._are = (frozenset(living), frozenset(closed))
        self._were = former

    def living(self, incident_ids):  # type: ignore[no-untyped-def]
        return self._are[0].intersection(incident_ids)

    def closed(self, incident_ids):  # type: ignore[no-untyped-def]
        return self._are[1].intersection(incident_ids)

    def former(self, event_ids):  # type: ignore[no-untyped-def]
        return {event: list(self._were) for event in event_ids if self._were}


def names(events: str, around: InMemory, known: Collection[str] = ()) -> list[str]:
    [found] = free_names([list(events)], known, around)
    return [*found.back, *found.own]


def test_a_cluster_is_called_after_its_first_event_that_founded_no_other() -> None:
    assert names("ab", Named()) == [minted("a"), minted("b")]
    assert names("ab", Named(living=[minted("a")])) == [minted("b")]
    assert names("ab", Named(), known=[minted("a")]) == [minted("b")]


def test_an_id_that_was_merged_comes_back_before_a_new_one() -> None:
    assert names("ab", Named(closed=[minted("b")]))[0] == minted("b")
    assert names("ab", Named(closed=[minted("z")], former="z"))[0] == minted("z")


def test_where_all_its_events_founded_incidents_that_live_without_them_it_gets_another_name() -> None:
    [name] = names("a", Named(living=[minted("a")]))
    assert name != minted("a")
    [other] = names("a", Named(living=[minted("a"), name]))
    assert other not in (minted("a"), name)
