"""The upper tails of counts and of the normal and Student's distributions against scipy's and printed tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from extractors.watching.tails import count_upper, normal_upper, t_bound


def one(count: float, mean: float, dispersion: float) -> float:
    return float(count_upper(*(np.array([value], dtype=np.float64) for value in (count, mean, dispersion)))[0])


@pytest.mark.parametrize(("z", "chance"), [(0.0, 0.5), (1.96, 0.0249979), (3.0, 0.0013499), (-3.0, 0.9986501)])
def test_normal_upper_is_that_of_tables(z: float, chance: float) -> None:
    assert normal_upper(np.array([z]))[0] == pytest.approx(chance, abs=5e-8)


def test_normal_upper_keeps_its_digits_far_out_and_its_shape() -> None:
    z = np.linspace(-10.0, 37.0, 48).reshape(6, 8)
    assert np.allclose(normal_upper(z), stats.norm.sf(z), rtol=1e-12, atol=0)
    assert normal_upper(np.array([np.inf, -np.inf])).tolist() == [0.0, 1.0]


def test_counts_by_hand() -> None:
    # Poisson of mean 2: 1 - e^-2 (1 + 2 + 2). Of mean 1 and dispersion 2, size 1: the geometric 1/2, 1/4, 1/8 ...
    assert one(3, 2.0, 1.0) == pytest.approx(1 - 5 * math.exp(-2))
    assert one(4, 1.0, 2.0) == pytest.approx(1 / 16)
    assert one(1, 1.0, 2.0) == pytest.approx(1 / 2)


def test_no_count_is_certain_and_any_is_impossible_of_a_mean_of_0() -> None:
    assert one(0, 5.0, 3.0) == 1.0
    assert one(0, 0.0, 1.0) == 1.0
    assert one(1, 0.0, 1.0) == 0.0


def test_counts_are_scipys_over_all_that_series_hold() -> None:
    random = np.random.default_rng(20130314)
    mean = np.exp(random.uniform(-8, 7, 20_000))
    dispersion = np.where(random.random(20_000) < 0.3, 1.0, 1.0 + np.exp(random.uniform(-5, 5, 20_000)))
    count = np.floor(mean * np.exp(random.uniform(-2, 2, 20_000)) + random.integers(0, 6, 20_000))
    size = mean / np.maximum(dispersion - 1.0, 1e-9)
    poisson, wide = stats.poisson.sf(count - 1, mean), stats.nbinom.sf(count - 1, size, 1 / dispersion)
    theirs = np.where(dispersion > 1, wide, poisson)
    assert np.allclose(count_upper(count, mean, dispersion), theirs, rtol=1e-8, atol=1e-200)


def test_a_dispersion_of_nearly_one_is_a_poissons() -> None:
    poisson = one(12, 5.0, 1.0)
    for excess in (1e-12, 1e-9, 1e-8, 2e-8, 1e-6):
        assert one(12, 5.0, 1.0 + excess) == pytest.approx(poisson, rel=1e-5)


def test_huge_counts_and_dispersions_are_no_trouble() -> None:
    assert one(1e6, 3.0, 2.0) == 0.0
    assert one(1e12, 3.0, 1e6) == 0.0
    assert one(1e6, 1e6, 1.0) == pytest.approx(0.5, abs=1e-3)
    for count, mean, dispersion in ((5, 2.0, 1e7), (99_999, 1e5, 1e4), (999_990, 1e6, 1e5)):
        theirs = stats.nbinom.sf(count - 1, mean / (dispersion - 1), 1 / dispersion)
        assert one(count, mean, dispersion) == pytest.approx(theirs, rel=1e-6)


def test_counts_beyond_all_terms_are_normal() -> None:
    # Two deviations of sqrt(4 * 10^10) above a mean of 10^10.
    assert one(1e10 + 4e5, 1e10, 4.0) == pytest.approx(0.02275, abs=1e-5)


@pytest.mark.parametrize(("freedom", "bound"), [(1, 12.706), (2, 4.303), (10, 2.228), (60, 2.000), (225, 1.971)])
def test_t_bound_is_that_of_tables(freedom: int, bound: float) -> None:
    assert t_bound(freedom, 0.05) == pytest.approx(bound, abs=5e-4)


def test_t_bound_of_the_ends() -> None:
    assert t_bound(10, 1.0) == 0.0
    assert t_bound(10, 0.0) == math.inf
