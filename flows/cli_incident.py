"""`tocsin incident …` and `tocsin review`: an incident's page, what a person decides on it, what needs deciding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text
from typer.core import TyperGroup

from flows.screen import screen
from flows.settings import load_settings

if TYPE_CHECKING:
    from flows.decide import Make
    from flows.named import Named

SHOW = "show"
# A list of more is no longer read in one sitting.
REVIEWED = 20


class IncidentGroup(TyperGroup):
    """Commands on incidents; what is none of them is the id of one to show."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Have `show` stand before an id; of two words in a row the first is meant as a command."""
        is_command = bool(args) and (args[0] in self.commands or args[0] in ctx.help_option_names)
        is_mistyped = len(args) > 1 and not any(word.startswith("-") for word in args[:2])
        return super().parse_args(ctx, args if is_command or is_mistyped else [SHOW, *args])


app = typer.Typer(
    cls=IncidentGroup,
    help="Incidents: show one by its ID, merge, split, correct and reject them, and undo that.",
    rich_markup_mode=None,
)

Id = Annotated[str, typer.Argument(metavar="ID", help="The incident's id, or its first letters.")]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, which is kept and shown with it.")]


@app.command(SHOW)
def show(
    incident_id: Id,
    asof: Annotated[
        datetime | None,
        typer.Option(
            "--asof",
            metavar="TIME",
            formats=["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
            help="As it was known at that moment, in UTC ('2024-08-27 06:00').",
        ),
    ] = None,
) -> None:
    """Show all that is known about one incident: versions, sources, the sentence behind every cell."""
    from extractors.known_then import beside_then, known_then
    from flows.fact_words import moment as minute
    from flows.incident_page import show_incident
    from flows.named import NothingNamed, beside, named_incident
    from warehouse.store import open_snapshot

    with open_snapshot(load_settings().snapshot) as snapshot:
        named = named_incident(snapshot, incident_id)
        found, told = named.incident, beside(snapshot, named.incident.incident_id)
        articles = {article.article_id: article for article in snapshot.articles.of_incident(found.incident_id)}
    if asof is not None:
        moment = asof.replace(tzinfo=UTC)
        then = known_then(found, moment)
        if then is None:
            since = f"it is known since {minute(found.versions[0].known_at)}"
            raise NothingNamed(f"nothing was known of {found.incident_id} at {minute(moment)}; {since}")
        found, told = then, beside_then(told, moment)
    _say_where_it_went(named)
    show_incident(screen(), found, articles, told)


@app.command()
def merge(
    one: Annotated[str, typer.Argument(metavar="A", help="An incident's id, or its first letters.")],
    another: Annotated[str, typer.Argument(metavar="B", help="That of another incident.")],
    why: Why,
) -> None:
    """Decide that two incidents are one attack; the id of the one founded first stays, the other leads to it."""
    from extractors.decisions import merged

    because, now = _reason(why), datetime.now(UTC)
    _decide([one, another], lambda found, standing: [merged(found[0], found[1], standing, because, now)], now)


@app.command()
def split(
    incident_id: Id,
    articles: Annotated[
        str, typer.Option("--articles", metavar="A,B,…", help="Addresses or ids of the articles to take out.")
    ],
    why: Why,
) -> None:
    """Decide that some articles of an incident tell of another attack, which becomes an incident of its own."""
    from extractors.decisions import split as split_off

    because, now = _reason(why), datetime.now(UTC)
    # An address may hold a comma, and is then named by its article's id.
    named = [part.strip() for part in articles.split(",") if part.strip()]
    _decide([incident_id], lambda found, standing: [split_off(found[0], named, standing, because, now)], now)


@app.command("set")
def set_cells(
    incident_id: Id,
    assignments: Annotated[list[str], typer.Argument(metavar="CELL=VALUE", help="As killed.best=12.")],
    why: Why,
) -> None:
    """Decide what cells of an incident say, whatever reports say.

    Cells: killed.low, killed.best, killed.high, the same of injured and abducted; status, sub_event_type, happened
    (2024-08-26, or 2024-08-26..2024-08-27), place_name, admin1, country, perpetrator, claimed_by, target, weapon.
    CELL=unknown says that nobody knows.
    """
    from extractors.decisions import cells_set
    from extractors.resolution.decided import checked_value

    because, now = _reason(why), datetime.now(UTC)
    _decide(
        [incident_id],
        lambda found, standing: cells_set(found[0], assignments, checked_value, standing, because, now),
        now,
    )


@app.command()
def reject(incident_id: Id, why: Why) -> None:
    """Decide that an incident is no attack; it is kept, and counted no more."""
    from extractors.decisions import rejected

    because, now = _reason(why), datetime.now(UTC)
    _decide([incident_id], lambda found, standing: [rejected(found[0], standing, because, now)], now)


@app.command()
def undo(
    why: Why,
    named: Annotated[
        str | None,
        typer.Argument(metavar="DECISION_ID|ID", help="A decision, or an incident; else the last decision of all."),
    ] = None,
) -> None:
    """Undo a decision, or the last one on an incident: what the reports say holds again."""
    from flows.decide import undo as undo_decision
    from flows.decided import show_undone

    show_undone(screen(), undo_decision(load_settings(), named, _reason(why), datetime.now(UTC)))


@app.command()
def decisions(
    incident_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="Only those on this incident.", show_default=False)
    ] = None,
) -> None:
    """List what people decided, the last of it first, undone decisions too."""
    from flows.decision_words import lines
    from flows.named import named_decisions
    from warehouse.store import open_snapshot

    with open_snapshot(load_settings().snapshot) as snapshot:
        called, found = named_decisions(snapshot, incident_id)
    if not found:
        print(f"Nothing was decided on {called}.")
    console = screen()
    for line in lines(found[::-1]):
        console.print(line, soft_wrap=True)


def review(
    limit: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="So many at most.")] = REVIEWED,
) -> None:
    """List what deserves a person's eye, the weightiest first, each with the command that answers it."""
    from flows.review import show_review
    from warehouse.review import doubts
    from warehouse.store import open_snapshot

    with open_snapshot(load_settings().snapshot) as snapshot:
        found = doubts(snapshot.connection, limit)
    show_review(screen(), found)


def register(root: typer.Typer) -> None:
    """Add the commands of this module to `root`."""
    root.add_typer(app, name="incident")
    root.command()(review)


def _reason(why: str) -> str:
    from extractors.decisions import reason

    return reason(why)


def _decide(names: Sequence[str], make: Make, now: datetime) -> None:
    from flows.decide import decide
    from flows.decided import show_decided

    decided = decide(load_settings(), names, make, now)
    for named in decided.named:
        _say_where_it_went(named)
    show_decided(screen(), decided)


def _say_where_it_went(named: Named) -> None:
    """One line where the id that was typed is that of an incident that was merged."""
    from flows.fact_words import day

    if named.forwards:
        first, into = named.forwards[0], named.incident.incident_id
        told = f"{first.incident_id} was merged into {into} on {day(first.since)}: {first.why}"
        screen().print(Text(told), soft_wrap=True)
