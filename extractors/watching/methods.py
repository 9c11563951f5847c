"""The registry of methods: a name to how series are judged by it, and from how much history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from extractors.watching.arrays import Counts, Floats, Judged
from extractors.watching.cusum import SUPPOSED_DISPERSION, nb_cusum
from extractors.watching.ears import ears_c1, ears_c2, ears_c3
from extractors.watching.emergence import emergence
from extractors.watching.farrington import DAILY, farrington
from warehouse.records import Watch

_THREE_YEARS = 1_096
_SIX_YEARS = 2_192


# The deaths of a day come in heaps. With this ratio of variance to mean supposed before any is seen, a chance of 1 in
# 1,000 of tolls with lognormal tails comes 1.3 times as often from the first weeks on, with the supposition for
# incidents 13 times at first (flows/bench_alerts/results/chances.md).
KILLED_DISPERSION = 20.0


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of counts, of shape (rows,) each: at which chance a row alarms, and what its watch asks for.

    `fewest` are the counts that an alarm needs at least, `dispersion` is supposed before any is seen. A method may
    leave the columns before the `last` ones unjudged.
    """

    levels: Floats
    fewest: Floats
    dispersion: Floats
    quiet_days: Floats
    last: int


def question_of(rows: Sequence[tuple[Watch, str, float]], last: int) -> Question:
    """The question of rows, each given by its watch, what it counts, and its level.

    A run begins anew after an alarm: one of too few incidents, which the watch would not tell, is none.
    """
    killed = np.array([measure == "killed" for _, measure, _ in rows], dtype=bool)
    return Question(
        levels=np.array([level for _, _, level in rows], dtype=np.float64),
        fewest=np.where(killed, 1.0, np.array([watch.minimum for watch, _, _ in rows], dtype=np.float64)),
        dispersion=np.where(killed, KILLED_DISPERSION, SUPPOSED_DISPERSION),
        quiet_days=np.array([watch.quiet_days for watch, _, _ in rows], dtype=np.float64),
        last=last,
    )


@dataclass(frozen=True, slots=True)
class Method:
    """A way to judge series: `judge` takes counts and the Question that is asked of them.

    It reads `history_days` before the first day that is judged. `is_test` says whether its chances stand in the family
    over which false discoveries are controlled: a first incident after a quiet year is a fact that was asked for, not a
    rate that has to be surprising among all others.
    """

    history_days: int
    judge: Callable[[Counts, Question], Judged]
    is_test: bool = True


def _ears(method: Callable[[Counts], Judged]) -> Method:
    return Method(60, lambda counts, question: method(counts))


def _nb_cusum(counts: Counts, question: Question) -> Judged:
    return nb_cusum(counts, question.levels, fewest=question.fewest, dispersion=question.dispersion)


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "nb-cusum": Method(_THREE_YEARS, _nb_cusum),
        "ears-c1": _ears(ears_c1),
        "ears-c2": _ears(ears_c2),
        "ears-c3": _ears(ears_c3),
        "farrington-flexible": Method(_SIX_YEARS, lambda counts, question: farrington(counts, DAILY, question.last)),
        "emergence": Method(_SIX_YEARS, lambda counts, question: emergence(counts, question.quiet_days), is_test=False),
    }
)
