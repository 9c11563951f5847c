"""One delivery of what is in a warehouse; given a number, it dies by SIGKILL at that call that keeps deliveries."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from flows.deliver import deliver_alerts
from flows.settings import Settings
from warehouse.alerts import AlertStore

# The calls of a run with one message: what waits, the message that is begun, what became of it.
BEFORE_BEGINNING, BEFORE_RECORDING = 2, 3


def _die_at(call: int) -> None:
    whole: Callable[..., Any] = AlertStore.save_deliveries
    calls = count(1)

    def dying(self: AlertStore, *arguments: Any) -> None:
        if next(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        whole(self, *arguments)

    AlertStore.save_deliveries = dying  # type: ignore[method-assign]


if __name__ == "__main__":
    home, now, call = sys.argv[1:]
    _die_at(int(call))
    deliver_alerts.fn(Settings(home=Path(home)), datetime.fromisoformat(now))
