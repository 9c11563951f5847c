"""The scores of joining, against examples worked out by hand."""

from __future__ import annotations

import pytest

from flows.bench_incidents.scoring import b_cubed, ceaf_e, merged_pairs, paired

# Bagga and Baldwin (1998), figures 3 to 5: three true chains of five, two and five mentions.
TRUE = {"a": set("12345"), "b": set("67"), "c": set("89XYZ")}


def test_b_cubed_of_two_chains_that_became_one() -> None:
    score = b_cubed(TRUE, {"one": set("12345"), "two": set("6789XYZ")})
    # Five mentions are pure; two stand in 2/7 pure company, five in 5/7: (5 + 2 x 2/7 + 5 x 5/7) / 12.
    assert score.precision == pytest.approx(64 / 84)
    assert score.recall == 1.0


def test_b_cubed_of_the_two_long_chains_that_became_one() -> None:
    score = b_cubed(TRUE, {"one": set("1234589XYZ"), "two": set("67")})
    assert score.precision == pytest.approx((10 * 0.5 + 2) / 12)
    assert score.recall == 1.0


def test_b_cubed_of_a_chain_cut_in_two() -> None:
    score = b_cubed({"a": set("1234")}, {"one": set("123"), "two": set("4")})
    assert score.precision == 1.0
    # Three mentions find three of their four, one finds itself: (3 x 3/4 + 1/4) / 4.
    assert score.recall == pytest.approx(10 / 16)


def test_b_cubed_of_an_article_that_tells_two_attacks_of_which_one_is_found() -> None:
    true = {"a": {"roundup", "first"}, "b": {"roundup", "second"}}
    score = b_cubed(true, {"one": {"roundup", "first"}, "two": {"second"}})
    assert score.precision == 1.0
    # roundup shares 2 with itself (1 found: 1/2), 1 with first (found), 1 with second (not): (1/2 + 1 + 0) / 3 = 1/2.
    # first: with itself and roundup, both found: 1. second: with itself found, with roundup not: 1/2.
    assert score.recall == pytest.approx((1 / 2 + 1 + 1 / 2) / 3)


def test_b_cubed_counts_what_is_found_nowhere() -> None:
    assert b_cubed({"a": {"1", "2"}}, {"one": {"1"}}).recall == pytest.approx((1 / 2 + 0) / 2)


def test_ceaf_pairs_each_incident_once() -> None:
    score = ceaf_e(TRUE, {"one": set("12345"), "two": set("6789XYZ")})
    # {12345} is found whole: 1. {6789XYZ} stands for the long chain: 2 x 5 / (5 + 7). The short one is found by none.
    assert score.precision == pytest.approx((1 + 10 / 12) / 2)
    assert score.recall == pytest.approx((1 + 10 / 12) / 3)


def test_an_incident_that_is_no_incident_costs_precision() -> None:
    score = ceaf_e({"a": {"1"}}, {"one": {"1"}, "two": {"2"}})
    assert (score.precision, score.recall) == (0.5, 1.0)


def test_nothing_found_scores_nothing() -> None:
    assert (ceaf_e(TRUE, {}).f, b_cubed(TRUE, {}).f) == (0.0, 0.0)


def test_the_pairing_is_the_best_of_all_and_not_the_first() -> None:
    # `one` is most like `a`, but `two` has nothing else than `a`.
    assert paired({"a": {"1", "2", "3"}, "b": {"4", "5"}}, {"one": {"1", "2", "4", "5"}, "two": {"3"}}) == {
        "one": "b",
        "two": "a",
    }


def test_two_incidents_are_one_where_most_of_both_lie_in_one() -> None:
    true = {"a": {"1", "2", "both"}, "b": {"3", "4", "both"}}
    pair = [("a", "b")]
    assert merged_pairs(pair, true, {"one": {"1", "2", "3", "4", "both"}}) == pair
    assert merged_pairs(pair, true, {"one": {"1", "2", "both"}, "two": {"3", "4", "both"}}) == []
    assert merged_pairs(pair, true, {"one": {"1", "2", "3"}, "two": {"4", "both"}}) == pair  # b lies in both: a tie
