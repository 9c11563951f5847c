"""How an incident became known to the tables and lines of its page: tolls, versions, reports, and ids near it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from extractors.resolution.incident_tolls import MEASURES
from flows.fact_words import day, moment
from warehouse.records import Article, Count, CountedSpan, Forward, IncidentVersion, Membership, NearMerge, Report


def tells_toll(report: Report) -> bool:
    """Whether it counts people."""
    return bool(_figures(report))


def _figures(report: Report) -> dict[str, CountedSpan]:
    event = report.event
    told = {"killed": event.killed, "injured": event.injured, "abducted": event.abducted}
    return {measure: counted for measure, counted in told.items() if counted is not None}


def tolls(ordered: Sequence[Report]) -> Table:
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
        table.add_row(moment(report.reported_at), Text(outlet), *told)
    return table


def _copies(ordered: Sequence[Report]) -> set[str]:
    """The reports whose text another article above told; one article may make two, an act and its denial."""
    first: dict[str, str] = {}
    return {r.event_id for r in ordered if first.setdefault(r.text_cluster, r.article_id) != r.article_id}


def _told(counted: CountedSpan) -> str:
    return f"{_number(counted.count)}  “{' '.join(counted.span.text.split())}”"


def _number(count: Count) -> str:
    """`24+` for `dozens`, `200` for `about 200`, `up to 40`, `12`, `30-40`."""
    low, best, high = count.low, count.best, count.high
    if low is None:
        return f"up to {high}" if best is None else str(best)
    if high is None:
        return f"{low if best is None else best}+"
    return str(low) if low == high else f"{low}-{high}"


def history(versions: Sequence[IncidentVersion]) -> Table:
    """When each version became known, when it was learned here, and what it changed; by whom, where a person did."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("", justify="right", style="dim")
    table.add_column("known", no_wrap=True)
    table.add_column("learned", no_wrap=True)
    table.add_column("what changed", overflow="fold")
    for number, version in enumerate(versions, 1):
        change = Text(version.change, style="yellow" if version.decision_id else "")
        table.add_row(str(number), moment(version.known_at), day(version.learned_at), change)
    return table


def sources(
    ordered: Sequence[Report], articles: Mapping[str, Article], memberships: Sequence[Membership]
) -> Iterator[Text]:
    """Each report with its headline, its address and why it is in the incident; what is no news of its own says so."""
    copies = _copies(ordered)
    why = {membership.event_id: membership for membership in memberships}
    for report in ordered:
        notes = [] if report.event.timeframe == "current" else ["follow-up"]
        notes += ["denial"] if report.event.status == "denied" else []
        notes += ["copy of a text above"] if report.event_id in copies else []
        notes += [f"credits {report.agency}"] if report.agency else []
        notes += [f"withdrawn {day(report.withdrawn_at)}"] if report.withdrawn_at else []
        article = articles.get(report.article_id)
        headline = article.title if article is not None and article.title else "without a headline"
        yield Text.assemble(
            f"{moment(report.reported_at)}  ",
            (report.publisher, "bold"),
            f": {headline}",
            (f" ({', '.join(notes)})" if notes else "", "yellow"),
        )
        yield Text(f"  {report.url}", style="dim")
        if report.event_id in why:
            yield Text(f"  {_joined(why[report.event_id])}", style="dim")


def _joined(membership: Membership) -> str:
    if membership.probability is None:
        return membership.because
    return f"{membership.because} ({membership.probability:.2f})"


def links(forwards: Sequence[Forward]) -> Iterator[Text]:
    """The ids that lead here, since when and why."""
    for forward in forwards:
        yield Text(f"{forward.incident_id} since {moment(forward.since)}: {forward.why}")


def near_merges(incident_id: str, near: Sequence[NearMerge]) -> Iterator[Text]:
    """The incidents that it may be one with, how probably and why."""
    for pair in near:
        other = pair.other_id if pair.incident_id == incident_id else pair.incident_id
        yield Text.assemble((other, "bold"), f" {pair.probability:.2f}: {pair.because}")
