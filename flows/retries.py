"""When Prefect tries a task again: only for the ground it stands on; what became of an item is a row, not a retry."""

from __future__ import annotations

from typing import Any, TypedDict

from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from warehouse.errors import WarehouseHeld


class TaskRetries(TypedDict):
    """The keyword arguments of Prefect's `task` that say how often, when and why it runs again."""

    retries: int
    retry_delay_seconds: list[float]
    retry_condition_fn: Any


def is_ground(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """True where the task failed because another process held the warehouse, which passes by itself."""
    return isinstance(state.result(raise_on_failure=False), WarehouseHeld)


# A snapshot is published, or another pass ends, within seconds; a minute in all is longer than either.
ON_GROUND = TaskRetries(retries=3, retry_delay_seconds=[5, 15, 40], retry_condition_fn=is_ground)
