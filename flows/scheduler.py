"""A schedule to its keeper: Prefect's own server on a loopback port, started unless one answers there already."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A first start creates the server's database: 15 s were seen on two busy cores.
START_SECONDS = 120
_ASK_EVERY = 0.5


class SchedulerError(Exception):
    """Prefect's server could not be started; the message is one line that says where its log is."""


def check_schedule(cron: str) -> None:
    """Do nothing where Prefect understands the cron line; else raise SchedulerError."""
    from prefect.client.schemas.schedules import CronSchedule

    try:
        CronSchedule(cron=cron)
    except ValueError as error:
        raise SchedulerError(
            f"setting 'schedule' (tocsin.toml or TOCSIN_SCHEDULE): {cron!r} is no cron line as '*/15 * * * *'"
        ) from error


@contextmanager
def scheduler(port: int, log: Path) -> Iterator[str]:
    """Give the address of a Prefect API that keeps schedules: the one of the environment, one at `port`, or a new one.

    A server started here writes to `log` and ends with the block. Raises SchedulerError where it does not start.
    """
    address = os.environ.get("PREFECT_API_URL") or f"http://127.0.0.1:{port}/api"
    if _answers(address):
        yield address
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT) as server:
        try:
            _await_start(server, address, log)
            yield address
        finally:
            server.terminate()


def _await_start(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    for _ in range(int(START_SECONDS / _ASK_EVERY)):
        if server.poll() is not None:
            break
        if _answers(address):
            return
        time.sleep(_ASK_EVERY)
    raise SchedulerError(f"Prefect's server did not start at {address}; its log: {log}")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
