"""True and found incidents, each as the articles (or the reports) that tell of it, to B-cubed and CEAF-e.

An article may tell of several incidents, so B-cubed is the extended one (Amigó, Gonzalo, Artiles and Verdejo 2009): two
articles that share some incidents truly and some by the finding count by the smaller of the two numbers, and each
article's mean is over the articles that it shares any with, itself among them. CEAF-e (Luo 2005) pairs true and found
incidents one to one so that the sum of their likeness, 2 |T and F| / (|T| + |F|), is largest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

Incidents = Mapping[str, AbstractSet[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean, 0 to 1."""

    precision: float
    recall: float

    @property
    def f(self) -> float:
        """The harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def b_cubed(true: Incidents, found: Incidents) -> Score:
    """Extended B-cubed over all articles that tell of an incident truly or by the finding."""
    return Score(_mean_share(_by_article(found), _by_article(true)), _mean_share(_by_article(true), _by_article(found)))


def _mean_share(asked: Mapping[str, AbstractSet[str]], other: Mapping[str, AbstractSet[str]]) -> float:
    """Of what each article shares with others in `asked`, how much it shares with them in `other`: mean of means."""
    means = []
    for one, ours in asked.items():
        shares = [
            min(len(ours & theirs), len(other.get(one, frozenset()) & other.get(two, frozenset()))) / len(ours & theirs)
            for two, theirs in asked.items()
            if ours & theirs
        ]
        means.append(sum(shares) / len(shares))
    return sum(means) / len(means) if means else 0.0


def _by_article(incidents: Incidents) -> dict[str, frozenset[str]]:
    articles: dict[str, set[str]] = {}
    for incident, members in incidents.items():
        for article in members:
            articles.setdefault(article, set()).add(incident)
    return {article: frozenset(names) for article, names in articles.items()}


def ceaf_e(true: Incidents, found: Incidents) -> Score:
    """CEAF with entity likeness phi-4 over the best one-to-one pairing of incidents."""
    total = sum(_alike(true[name], found[other]) for other, name in paired(true, found).items())
    return Score(total / len(found), total / len(true)) if true and found else Score(0.0, 0.0)


def paired(true: Incidents, found: Incidents) -> dict[str, str]:
    """The true incident that each found one stands for, by its name, in the one-to-one pairing that is most alike."""
    names, others = sorted(true), sorted(found)
    if not names or not others:
        return {}
    alike = np.array([[_alike(true[name], found[other]) for other in others] for name in names])
    rows, columns = linear_sum_assignment(alike, maximize=True)
    return {others[column]: names[row] for row, column in zip(rows, columns, strict=True) if alike[row, column] > 0}


def _alike(true: AbstractSet[str], found: AbstractSet[str]) -> float:
    return 2 * len(true & found) / (len(true) + len(found))


def merged_pairs(pairs: Iterable[tuple[str, str]], true: Incidents, found: Incidents) -> list[tuple[str, str]]:
    """The pairs of true incidents that the finding has as one.

    They are where one found incident has most articles of each, of those that do not tell of both.
    """
    return [pair for pair in pairs if _home(pair[0], pair[1], true, found) & _home(pair[1], pair[0], true, found)]


def _home(incident: str, other: str, true: Incidents, found: Incidents) -> set[str]:
    """The found incident with most of the articles that tell of `incident` and not of `other`."""
    own = set(true.get(incident, ())) - set(true.get(other, ()))
    counts = {name: len(own & set(members)) for name, members in found.items() if own & set(members)}
    most = max(counts.values(), default=0)
    return {name for name, count in counts.items() if count == most}
