"""The command line: what a person types to what a flow or a reader of the snapshot does."""

from __future__ import annotations

import logging
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from flows import (
    cli_alerts,
    cli_archive,
    cli_backtest,
    cli_diff,
    cli_feeds,
    cli_gazetteer,
    cli_incident,
    cli_read,
    cli_records,
    cli_status,
    cli_watch,
)
from flows.failures import EXPECTED, one_line
from flows.screen import never_fail_on_letters, screen
from flows.settings import load_settings

app = typer.Typer(
    name="tocsin",
    help="An open news monitor for political violence: feeds in, incidents out, every cell with its sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)
app.add_typer(cli_alerts.app, name="alerts")
app.add_typer(cli_feeds.app, name="feeds")
app.add_typer(cli_gazetteer.app, name="gazetteer")
app.add_typer(cli_watch.app, name="watch")
cli_records.register(app)
cli_incident.register(app)
cli_read.register(app)
cli_archive.register(app)
cli_status.register(app)
cli_diff.register(app)
cli_backtest.register(app)

Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show the logs of Prefect and of the stages.")]
Now = Annotated[
    datetime | None,
    typer.Option(
        "--now",
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        help="The moment to run at, in UTC (default: the clock).",
    ),
]


# What typer makes of Ctrl-C, without a word.
_INTERRUPTED = 130
# The first feeds are of 1999; and what a run a year ahead would store is due for nobody.
_EARLIEST = datetime(1999, 1, 1, tzinfo=UTC)
_FURTHEST = timedelta(days=366)


def _believable(now: datetime | None) -> datetime | None:
    """The moment in UTC; wrong use where no run can have been or be soon."""
    if now is None:
        return None
    moment = now.replace(tzinfo=UTC)
    if not _EARLIEST <= moment <= datetime.now(UTC) + _FURTHEST:
        raise typer.BadParameter(f"{moment.date()} is before 1999 or more than a year ahead", param_hint="--now")
    return moment


@app.command()
def demo(
    home: Annotated[Path, typer.Option(help="Folder of the demo's data; emptied first.")] = Path("var/demo"),
    verbose: Verbose = False,
) -> None:
    """Serve the bundled newsroom on a loopback port, monitor it with the real flows, and report."""
    from flows.ground import check_room, clear_demo
    from flows.runtime import prefect_told, prepare, prepare_verbose

    settings = load_settings().model_copy(update={"home": home})
    clear_demo(home)
    check_room(home)
    (prepare_verbose if verbose else prepare)(settings)
    from flows.demo import run_demo

    with prefect_told(settings):
        run_demo(settings, screen())


@app.command()
def run(verbose: Verbose = False, now: Now = None) -> None:
    """Do one pass: poll the feeds that are due, read, resolve, alert, publish the snapshot."""
    from flows.ground import check_ground
    from flows.runtime import prefect_told, prepare, prepare_verbose

    settings = load_settings()
    moment = _believable(now)
    check_ground(settings)
    (prepare_verbose if verbose else prepare)(settings)
    from flows.monitor import monitor
    from flows.report import show_alerts, show_counts, show_incidents
    from warehouse.store import open_snapshot

    with prefect_told(settings):
        counts = monitor(settings, moment)
    console = screen()
    show_counts(console, counts)
    show_incidents(console, settings.snapshot)
    with open_snapshot(settings.snapshot) as snapshot:
        show_alerts(console, snapshot.alerts.all())


@app.command()
def serve() -> None:
    """Serve the flow `monitor` on the schedule of the settings, with its own Prefect server, until interrupted."""
    from flows.ground import check_ground
    from flows.runtime import prepare_verbose
    from flows.scheduler import check_schedule, scheduler

    settings = load_settings()
    check_ground(settings)
    prepare_verbose(settings)
    check_schedule(settings.schedule)
    with scheduler(settings.prefect_port, settings.prefect_home / "server.log") as address:
        os.environ["PREFECT_API_URL"] = address
        from flows.monitor import monitor

        # An interrupted runner leaves cancelled tasks, which asyncio would log with their stacks.
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        print(f"tocsin: on schedule '{settings.schedule}'; runs are shown at {address.removesuffix('/api')}")
        monitor.serve(name="tocsin", cron=settings.schedule, limit=1, pause_on_shutdown=False)


def main() -> None:
    """Run the command line; exits 0 when done, 1 on failure, 2 on wrong use, each failure with one clear line."""
    if sys.stdout is None:  # closed by the shell's `>&-`: the next file opened would take its place
        print("tocsin: standard output is closed; leave it open, or send it to a file", file=sys.stderr)
        sys.exit(1)
    never_fail_on_letters()
    try:
        code = app(prog_name="tocsin", standalone_mode=False)
        if code == _INTERRUPTED:
            print("tocsin: interrupted", file=sys.stderr)
        sys.exit(code if isinstance(code, int) else 0)
    except typer.Abort:
        sys.exit(1)
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "tocsin"
        said = error.format_message()
        is_help = "\n" in said  # a command that needs another one after it, and stands alone
        print(said if is_help else f"tocsin: {said} (see '{path} --help')", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        print("tocsin: interrupted", file=sys.stderr)
        sys.exit(1)
    except EXPECTED as error:
        print(f"tocsin: {one_line(error)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
