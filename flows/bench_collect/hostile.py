"""A number of hosts to a plan in which some are hostile, and the poll of it to how many of the others were read."""

from __future__ import annotations

from flows.bench_collect.bodies import story_link
from flows.bench_collect.press import Habit, Plan
from flows.bench_collect.tasks import stored
from flows.settings import Settings

# One host in so many is hostile, the habits in turn.
_ONE_IN = 50


def mixed_plan(hosts: int, entries: int, one_in: int = _ONE_IN) -> Plan:
    """A plan with hostile hosts spread among the others."""
    habits = list(Habit)
    bad = {index: habits[place % len(habits)] for place, index in enumerate(range(0, hosts, one_in))}
    return Plan(hosts, entries, habits=bad)


def unharmed(settings: Settings, plan: Plan, port: int) -> int:
    """How many hosts without a habit have every entry of theirs in the warehouse."""
    links = set(stored(settings).links)
    return sum(
        links.issuperset(story_link(index, port, 0, number) for number in range(plan.entries))
        for index in range(plan.hosts)
        if index not in plan.habits
    )
