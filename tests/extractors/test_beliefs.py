"""The rules of belief are a closed list, and every one says which cells it may decide."""

from __future__ import annotations

from extractors.resolution.beliefs import Rule, beliefs, short_for

CELLS = {
    "all", "tolls", "sub_event_type", "status", "happened", "place", "perpetrator", "claimed_by", "denied_by", "target",
    "weapon",
}  # fmt: skip


def test_the_file_has_every_rule_once() -> None:
    assert [belief.name for belief in beliefs()] == list(Rule)


def test_every_rule_is_one_plain_sentence_or_two_about_known_cells() -> None:
    for belief in beliefs():
        assert belief.says.endswith(".")
        assert belief.says[0].isupper()
        assert len(belief.short.split()) <= 5
        assert belief.fields
        assert set(belief.fields) <= CELLS


def test_a_rule_of_an_older_warehouse_has_no_words() -> None:
    assert short_for("told") == ""
    assert short_for("later_count") == "later count"
