"""The tail of the negative binomial is that of its sums where they are short, and of scipy everywhere."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from extractors.watching.negative_binomial import log_gamma, upper_tail


def tail(observed: float, mean: float, size: float) -> float:
    return float(upper_tail(np.array([float(observed)]), np.array([mean]), np.array([size]))[0])


@pytest.mark.parametrize("count", range(8))
def test_of_mean_and_size_one_each_count_more_is_half_as_likely(count: int) -> None:
    # Geometric: the chance of a count of y or more is (mean / (mean + 1)) ** y.
    assert tail(count, 1.0, 1.0) == pytest.approx(0.5**count, rel=1e-9)


def test_one_count_or_more_is_what_none_leaves() -> None:
    # None has the chance (size / (size + mean)) ** size = (2 / 2.5) ** 2 = 0.64.
    assert tail(1, 0.5, 2.0) == pytest.approx(0.36, rel=1e-9)
    # Exactly one has mean * (size / (size + mean)) ** (size + 1) = 0.5 * 0.512 = 0.256.
    assert tail(2, 0.5, 2.0) == pytest.approx(0.104, rel=1e-9)


def test_a_large_size_is_a_poisson() -> None:
    poisson = 1 - math.exp(-0.1) * (1 + 0.1 + 0.1**2 / 2 + 0.1**3 / 6)
    assert tail(4, 0.1, 1e6) == pytest.approx(poisson, rel=1e-4)


def test_a_huge_count_has_no_chance_and_no_warning() -> None:
    assert tail(1e6, 1.0, 1.0) == 0.0
    assert tail(1e6, 1e6, 5.0) == pytest.approx(float(special.betainc(1e6, 5.0, 1e6 / (1e6 + 5))), rel=1e-6)


@given(
    observed=st.integers(1, 20_000),
    mean=st.floats(1e-6, 1e4),
    size=st.floats(1e-4, 1e6),
)
def test_it_is_scipys(observed: int, mean: float, size: float) -> None:
    expected = float(special.betainc(observed, size, mean / (mean + size)))
    # Far below what any alarm asks for, neither has more than some digits.
    assert tail(observed, mean, size) == pytest.approx(expected, rel=1e-6, abs=1e-40)


@given(observed=st.integers(0, 300), mean=st.floats(1e-3, 500), size=st.floats(1e-2, 1e5))
def test_more_is_less_likely(observed: int, mean: float, size: float) -> None:
    assert tail(observed + 1, mean, size) <= tail(observed, mean, size) * (1 + 1e-9)


def test_gamma_of_a_whole_number_is_a_factorial() -> None:
    numbers = np.arange(1.0, 15.0)
    expected = [math.log(math.factorial(int(number) - 1)) for number in numbers]
    assert log_gamma(numbers) == pytest.approx(expected, abs=1e-10)


@given(st.floats(1e-9, 1e7))
def test_the_logarithm_of_gamma_is_scipys(number: float) -> None:
    assert log_gamma(np.array([number]))[0] == pytest.approx(special.gammaln(number), rel=1e-9, abs=1e-9)
