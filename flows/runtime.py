"""Quiet ground for Prefect: its state in the home folder, its temporary server without noise."""

from __future__ import annotations

import os
import warnings

from flows.settings import Settings

# A newcomer's screen shows tocsin's own lines; Prefect's are for `tocsin serve` and --verbose. Its temporary server
# logs cancelled tasks as errors when it shuts down after a finished run.
_QUIET = {
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "DO_NOT_TRACK": "1",
}
_VERBOSE = {
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "tocsin",
}


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
