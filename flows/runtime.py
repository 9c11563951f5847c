"""Quiet ground for Prefect: its state in the home folder, its temporary server without noise, its failures told."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from flows.settings import Settings

# A newcomer's screen shows tocsin's own lines; Prefect's are for `tocsin serve` and --verbose. Its temporary server
# logs cancelled tasks as errors when it shuts down after a finished run. What ends a run is told by the command line,
# in one line; Prefect would tell it before, twice and with stacks.
_QUIET = {
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",  # an event that could not be sent
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "DO_NOT_TRACK": "1",
}
_VERBOSE = {
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_LOGGING_TO_API_ENABLED": "true",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "tocsin",
}


# Prefect speaks to its server through httpx and lets its errors through; those of our own requests never leave a stage.
_PREFECTS_OWN = frozenset({"prefect", "httpx", "httpcore"})
_NO_SERVER = "Prefect API server"


class PrefectError(Exception):
    """Prefect cannot keep the state of a run; the message is one line that says where, why and what to do."""


@contextmanager
def prefect_told(settings: Settings) -> Iterator[None]:
    """Turn what Prefect's server fails of inside the block into PrefectError; the errors of the stages pass."""
    try:
        _start_server()
        yield
    except Exception as error:
        is_prefects = type(error).__module__.partition(".")[0] in _PREFECTS_OWN
        if not is_prefects and not (isinstance(error, RuntimeError) and _NO_SERVER in str(error)):
            raise
        raise PrefectError(
            f"{settings.prefect_home}: Prefect cannot keep its state there ({str(error).partition(' - ')[0]}); "
            "see that the disk has room and the folder may be written, and run again (finished work is kept)"
        ) from error


def _start_server() -> None:
    """Start Prefect's temporary server out of reach of Ctrl-C, which goes to the whole group.

    A run that is interrupted tells the server; where it had ended, Prefect went on trying for minutes.
    """
    if "PREFECT_API_URL" in os.environ:
        return
    from prefect.server.api.server import SubprocessASGIServer

    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # which a new process inherits
    try:
        SubprocessASGIServer().start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def prepare(settings: Settings) -> None:
    """Set Prefect's environment before it is imported, for a run whose screen belongs to tocsin."""
    _set(settings, _QUIET)
    warnings.filterwarnings("ignore")


def prepare_verbose(settings: Settings) -> None:
    """Set Prefect's environment before it is imported, for a run whose logs are wanted."""
    _set(settings, {**_QUIET, **_VERBOSE})
    # Prefect's runner forgets to await its own stop when a signal ends it.
    warnings.filterwarnings("ignore", message="coroutine 'Runner.astop'", category=RuntimeWarning)


def _set(settings: Settings, values: dict[str, str]) -> None:
    settings.prefect_home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(settings.prefect_home.resolve()))
    for name, value in values.items():
        os.environ.setdefault(name, value)
