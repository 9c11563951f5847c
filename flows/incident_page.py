"""One incident to a page: what is known, the words behind every cell, who said which toll, how it became known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flows.quotation import Quotations
from warehouse.records import Article, Cell, CountedSpan, Incident, IncidentVersion, Report

# The cells of a version in reading order, under the question each answers.
QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What", ("sub_event_type",)),
    ("Status", ("status", "denied_by")),
    ("When", ("happened",)),
    ("Where", ("place",)),
    ("Who", ("perpetrator",)),
    ("Claimed by", ("claimed_by",)),
    ("Whom", ("target",)),
    ("With what", ("weapon",)),
    ("Killed", ("killed_low", "killed_best", "killed_high")),
    ("Injured", ("injured_low", "injured_best", "injured_high")),
    ("Abducted", ("abducted_low", "abducted_best", "abducted_high")),
)
MEASURES = ("killed", "injured", "abducted")
SPOTS = ("exact", "near")


def show_incident(console: Console, incident: Incident, articles: Mapping[str, Article]) -> None:
    """Print the page of `incident`; `articles` are those of its reports, by id."""
    latest = incident.versions[-1]
    reports = {report.event_id: report for report in incident.reports}
    console.print(_heading(incident, latest))
    quoted = Quotations(reports, articles)
    console.print(_title("What is known, and the words it rests on"))
    console.print(Padding(_answers(latest, quoted, reports), (0, 0, 0, 2)))
    unanswered = [label.lower() for label, names in QUESTIONS if not any(cell.cell in names for cell in latest.cells)]
    if unanswered:
        console.print(Padding(Text(f"No report says: {', '.join(unanswered)}.", style="dim"), (0, 0, 0, 2)))
    console.print(_title("The sentences"))
    console.print(Padding(_sentences(quoted), (0, 0, 0, 2)))
    ordered = sorted(incident.reports, key=lambda r: (r.reported_at, r.event_id))
    if any(_figures(report) for report in ordered):
        console.print(_title("Who said which toll"))
        console.print(Padding(_tolls(ordered), (0, 0, 0, 2)))
    console.print(_title("How it became known"))
    console.print(Padding(_history(incident.versions), (0, 0, 0, 2)))
    console.print(_title("Reports"))
    for line in _sources(ordered, articles):
        # An address that is broken over two lines cannot be followed.
        console.print(line, soft_wrap=True)


def _heading(incident: Incident, latest: IncidentVersion) -> Group:
    where = ", ".join(dict.fromkeys(p for p in (latest.place_name, latest.admin1, latest.country) if p))
    sources = "1 source" if latest.sources == 1 else f"{latest.sources} sources"
    reports = "1 report" if len(incident.reports) == 1 else f"{len(incident.reports)} reports"
    versions = "1 version" if len(incident.versions) == 1 else f"{len(incident.versions)} versions"
    return Group(
        Text(f"{latest.sub_event_type} · {_days(latest)} · {where or 'place unknown'}", style="bold"),
        Text(f"{incident.incident_id} · {sources}, {reports}, {versions} · confidence {latest.confidence:.2f}"),
    )


def _title(words: str) -> Text:
    return Text(f"\n{words}", style="bold cyan")


def _days(version: IncidentVersion) -> str:
    if version.happened_first is None:
        return "day unknown"
    if version.happened_last == version.happened_first:
        return version.happened_first
    return f"{version.happened_first} to {version.happened_last}"


def _value(version: IncidentVersion, label: str, cells: Sequence[Cell]) -> str:
    """What the version says, with all that the cell's words do not: the kind, the precision, the range."""
    match label:
        case "What":
            return f"{version.sub_event_type} ({version.event_type})"
        case "Status":
            denials = [cell.value for cell in cells if cell.cell == "denied_by"]
            return f"{version.status}; denied by {denials[0]}" if denials else version.status
        case "When":
            return f"{_days(version)} (known to the {version.happened_precision})"
        case "Where":
            return f"{cells[0].value} ({_resolved(version)})"
        case "Who":
            return f"{version.perpetrator} ({version.perpetrator_kind or 'unidentified'})"
        case "Killed" | "Injured" | "Abducted":
            return _range(version, label.lower())
        case _:
            return cells[0].value


def _resolved(version: IncidentVersion) -> str:
    """`exact; 2.04, 45.34; SO-BN`: how closely, the coordinates (an area has only its middle), the province's code."""
    parts = [version.place_precision or "unresolved"]
    if version.lat is not None and version.lon is not None:
        is_spot = version.place_precision in SPOTS
        parts.append(f"{'' if is_spot else 'its middle '}{version.lat:.2f}, {version.lon:.2f}")
    return "; ".join([*parts, *([version.admin1_code] if version.admin1_code else [])])


def _range(version: IncidentVersion, measure: str) -> str:
    low, best, high = (getattr(version, f"{measure}_{bound}") for bound in ("low", "best", "high"))
    if best is None:
        return f"{low} or more" if high is None else f"{low} to {high}"
    if low == best == high:
        return str(best)
    if high is None:
        return f"at least {low}" if low == best else f"{best} (at least {low})"
    return f"{best} ({low} to {high})"


def _answers(version: IncidentVersion, quoted: Quotations, reports: Mapping[str, Report]) -> Table:
    """A row a question: the answer, and the words it rests on with the number of their sentence."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(style="green", overflow="fold")
    table.add_column(overflow="fold")
    for label, names in QUESTIONS:
        cells = [cell for cell in version.cells if cell.cell in names]
        if cells:
            answer = Text.assemble(_value(version, label, cells), (_why(cells[0], reports), "dim"))
            table.add_row(label, answer, _words(cells, quoted))
    return table


def _why(cell: Cell, reports: Mapping[str, Report]) -> str:
    """The line below a place that says why it was chosen among those of its name; nothing below other cells."""
    place = reports[cell.event_id].event.place
    return f"\n{place.why}" if cell.cell == "place" and place is not None and place.why else ""


def _words(cells: Sequence[Cell], quoted: Quotations) -> Text:
    """`“at least 32” [1]`; where the bounds of a toll rest on different words, each says which: `low “32” [1]`."""
    spots: dict[tuple[str, int, int], list[Cell]] = {}
    for cell in cells:
        spots.setdefault((cell.event_id, cell.start, cell.stop), []).append(cell)
    lines = []
    for same in spots.values():
        names = ", ".join(cell.cell.rpartition("_")[2] for cell in same) if len(spots) > 1 else ""
        lines.append(Text.assemble((f"{names} ", "dim") if names else "", quoted.words(same[0])))
    return Text("\n").join(lines)


def _sentences(quoted: Quotations) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for number, (sentence, report) in enumerate(quoted.sentences(), 1):
        outlet = f"{report.publisher}, {_moment(report.reported_at)}"
        table.add_row(f"[{number}]", Text.assemble(sentence, (f"  {outlet}, {report.url}", "dim")))
    return table


def _figures(report: Report) -> dict[str, CountedSpan]:
    event = report.event
    told = {"killed": event.killed, "injured": event.injured, "abducted": event.abducted}
    return {measure: counted for measure, counted in told.items() if counted is not None}


def _tolls(ordered: Sequence[Report]) -> Table:
    """Every figure with the outlet that gave it and when; copies of one text are one voice and say so."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    measures = [measure for measure in MEASURES if any(measure in _figures(report) for report in ordered)]
    for column in ("reported", "outlet", *measures):
        table.add_column(column, overflow="fold")
    copies = _copies(ordered)
    for report in ordered:
        figures = _figures(report)
        if not figures or report.event.status == "denied":  # a denial repeats the toll of what it denies
            continue
        outlet = f"{report.publisher} (copy)" if report.event_id in copies else report.publisher
        told = (_told(figures[measure]) if measure in figures else "" for measure in measures)
        table.add_row(_moment(report.reported_at), Text(outlet), *told)
    return table


def _copies(ordered: Sequence[Report]) -> set[str]:
    """The reports whose text another article above told; one article may make two, an act and its denial."""
    first: dict[str, str] = {}
    return {r.event_id for r in ordered if first.setdefault(r.text_cluster, r.article_id) != r.article_id}


def _told(counted: CountedSpan) -> str:
    low, best, high = counted.count.low, counted.count.best, counted.count.high
    number = f"{low}+" if best is None and high is None else f"up to {high}" if best is None and low is None else None
    if number is None:
        number = str(best) if low == best == high else f"{best}+" if high is None else f"{low}-{high}"
    return f"{number}  “{' '.join(counted.span.text.split())}”"


def _history(versions: Sequence[IncidentVersion]) -> Table:
    """When each version could be known from the press, when it was learned here, and what it changed."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("", justify="right", style="dim")
    table.add_column("published", no_wrap=True)
    table.add_column("learned", no_wrap=True)
    table.add_column("what changed", overflow="fold")
    for version in versions:
        learned = f"{version.learned_at.astimezone(UTC):%Y-%m-%d}"
        table.add_row(str(version.version), _moment(version.known_at), learned, Text(version.change))
    return table


def _sources(ordered: Sequence[Report], articles: Mapping[str, Article]) -> Iterator[Text]:
    """Each report with its headline and address; what is no news of its own says what it is."""
    copies = _copies(ordered)
    for report in ordered:
        notes = [] if report.event.timeframe == "current" else ["follow-up"]
        notes += ["denial"] if report.event.status == "denied" else []
        notes += ["copy of a text above"] if report.event_id in copies else []
        article = articles.get(report.article_id)
        headline = article.title if article is not None and article.title else "without a headline"
        yield Text.assemble(
            f"  {_moment(report.reported_at)}  ",
            (report.publisher, "bold"),
            f": {headline}",
            (f" ({', '.join(notes)})" if notes else "", "yellow"),
            (f"\n    {report.url}", "dim"),
        )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}Z"
