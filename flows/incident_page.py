"""One incident to a page: what is known, the words or the person behind every cell, and how it became known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractors.known_then import Beside
from extractors.resolution.beliefs import beliefs, short_for
from extractors.resolution.incident_tolls import BOUNDS, MEASURES
from flows.decision_words import lines, told_by
from flows.fact_words import days, figure, heading, moment, where
from flows.incident_past import history, links, near_merges, sources, tells_toll, tolls
from flows.quotation import Quotations, Spot, spot_of
from warehouse.records import Article, Cell, Incident, IncidentVersion, Report

# The cells of a version in reading order, under the question each answers.
QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What", ("sub_event_type",)),
    ("Status", ("status", "denied_by")),
    ("When", ("happened",)),
    ("Where", ("place", "place_name", "admin1", "country")),
    ("Who", ("perpetrator",)),
    ("Claimed by", ("claimed_by",)),
    ("Whom", ("target",)),
    ("With what", ("weapon",)),
    *((measure.capitalize(), tuple(f"{measure}_{bound}" for bound in BOUNDS)) for measure in MEASURES),
)
SPOTS = ("exact", "near")


def show_incident(console: Console, incident: Incident, articles: Mapping[str, Article], beside: Beside) -> None:
    """Print the page of `incident`; `articles` are those it rests on, by id."""
    latest = incident.versions[-1]
    reports = {report.event_id: report for report in (*beside.cited, *incident.reports)}
    quoted = Quotations(reports, articles)
    console.print(_heading(incident, latest))
    _section(console, "What is known, and the words it rests on", _answers(latest, quoted, reports, beside))
    unanswered = [label.lower() for label, names in QUESTIONS if not any(cell.cell in names for cell in latest.cells)]
    if unanswered:
        console.print(Padding(Text(f"No report says: {', '.join(unanswered)}.", style="dim"), (0, 0, 0, 2)))
    _section(console, "The sentences", _sentences(quoted))
    used = {cell.rule for cell in latest.cells if short_for(cell.rule)}
    if used:
        _section(console, "Why these values", _rules(used))
    ordered = sorted(incident.reports, key=lambda r: (r.reported_at, r.event_id))
    if any(tells_toll(report) for report in ordered):
        _section(console, "Who said which toll", tolls(ordered))
    _section(console, "How it became known", history(incident.versions))
    _lines(console, "What people decided", lines(beside.decisions))
    _lines(console, "Merged into it", links(beside.forwards))
    _lines(console, "Reports", sources(ordered, articles, beside.memberships))
    _lines(console, "May be one with", near_merges(incident.incident_id, beside.near))


def _section(console: Console, title: str, table: Table) -> None:
    console.print(Text(f"\n{title}", style="bold cyan"))
    console.print(Padding(table, (0, 0, 0, 2)))


def _lines(console: Console, title: str, told: Iterable[Text]) -> None:
    """Print lines under their title, where there are any; none is broken, for an address then cannot be followed."""
    for number, line in enumerate(told):
        if number == 0:
            console.print(Text(f"\n{title}", style="bold cyan"))
        console.print(Text("  ").append_text(line), soft_wrap=True)


def _heading(incident: Incident, latest: IncidentVersion) -> Group:
    sources = "1 independent source" if latest.sources == 1 else f"{latest.sources} independent sources"
    reports = "1 report" if len(incident.reports) == 1 else f"{len(incident.reports)} reports"
    versions = "1 version" if len(incident.versions) == 1 else f"{len(incident.versions)} versions"
    return Group(
        Text(heading(latest), style="bold"),
        Text(f"{incident.incident_id} · {sources}, {reports}, {versions} · confidence {latest.confidence:.2f}"),
    )


def _value(version: IncidentVersion, label: str, cells: Sequence[Cell]) -> str:
    """What the version says, with all that the cell's words do not: the kind, the precision, the range."""
    match label:
        case "What":
            return f"{version.sub_event_type} ({version.event_type})"
        case "Status":
            denials = [cell.value for cell in cells if cell.cell == "denied_by"]
            return f"{version.status}; denied by {denials[0]}" if denials else version.status
        case "When":
            precision = version.happened_precision
            return f"{days(version)} (known to the {precision})" if precision else days(version)
        case "Where":
            return f"{where(version)} ({_resolved(version)})"
        case "Who":
            named = version.perpetrator
            return f"{named} ({version.perpetrator_kind or 'unidentified'})" if named else cells[0].value
        case "Killed" | "Injured" | "Abducted":
            return figure(version, label.lower()) or cells[0].value
        case _:
            return cells[0].value


def _resolved(version: IncidentVersion) -> str:
    """`exact; 2.04, 45.34; SO-BN`: how closely, the coordinates (an area has only its middle), the province's code."""
    parts = [version.place_precision or "unresolved"]
    if version.lat is not None and version.lon is not None:
        is_spot = version.place_precision in SPOTS
        parts.append(f"{'' if is_spot else 'its middle '}{version.lat:.2f}, {version.lon:.2f}")
    return "; ".join([*parts, *([version.admin1_code] if version.admin1_code else [])])


def _answers(version: IncidentVersion, quoted: Quotations, reports: Mapping[str, Report], beside: Beside) -> Table:
    """A row a question: the answer, what it rests on, and the rule that it is believed by."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(style="green", overflow="fold")
    table.add_column(overflow="fold")
    for label, names in QUESTIONS:
        cells = [cell for cell in version.cells if cell.cell in names]
        if cells:
            answer = Text.assemble(_value(version, label, cells), (_why(cells, reports), "dim"))
            table.add_row(label, answer, _grounds(cells, quoted, beside))
    return table


def _why(cells: Sequence[Cell], reports: Mapping[str, Report]) -> str:
    """The line below a place that says why it was chosen among those of its name; none where a person set it."""
    told = next((cell for cell in cells if cell.cell == "place"), None)
    is_set = any(cell.decision_id is not None for cell in cells)
    report = reports.get(told.event_id or "") if told is not None and not is_set else None
    place = report.event.place if report is not None else None
    return f"\n{place.why}" if place is not None and place.why else ""


def _grounds(cells: Sequence[Cell], quoted: Quotations, beside: Beside) -> Text:
    """`“at least 32” [1]` and its rule; where the bounds of a toll rest on different grounds, each says which."""
    decisions = {decision.decision_id: decision for decision in beside.decisions}
    grounds: dict[Spot | str | None, list[Cell]] = {}
    for cell in cells:
        grounds.setdefault(spot_of(cell) or cell.decision_id, []).append(cell)
    told = []
    for ground, same in grounds.items():
        names = ", ".join(_part(cell.cell) for cell in same) if len(grounds) > 1 else ""
        told.append(Text(f"{names} " if names else "", style="dim"))
        if isinstance(ground, Spot):
            rules = ", ".join(dict.fromkeys(short for cell in same if (short := short_for(cell.rule))))
            told[-1] = Text.assemble(told[-1], quoted.words(ground), (f" {rules}" if rules else "", "dim italic"))
        else:
            told[-1] = Text.assemble(told[-1], (told_by(decisions.get(ground or "")), "yellow"))
    return Text("\n").join(told)


def _part(name: str) -> str:
    """What a cell adds to the answer it is part of: `best` of `killed_best`, `place name`."""
    measure, _, bound = name.rpartition("_")
    return bound if measure in MEASURES else name.replace("_", " ")


def _rules(used: Collection[str]) -> Table:
    """What each of the rules says that the values are believed by."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim italic", overflow="fold")
    table.add_column(overflow="fold")
    for belief in beliefs():
        if belief.name in used:
            table.add_row(belief.short, belief.says)
    return table


def _sentences(quoted: Quotations) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for number, (sentence, report) in enumerate(quoted.sentences(), 1):
        outlet = f"{report.publisher}, {moment(report.reported_at)}"
        table.add_row(f"[{number}]", Text.assemble(sentence, (f"  {outlet}, {report.url}", "dim")))
    return table
