"""One incident to a page of text: what is known, how it became known, and the words behind every cell."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console

from warehouse.records import Article, Cell, Incident, IncidentVersion, Report


def sentence_of(cell: Cell, report: Report, article: Article) -> str:
    """The evidence sentence that holds the cell's words; the words themselves where no sentence does."""
    for start, stop in report.event.evidence:
        if start <= cell.start and cell.stop <= stop:
            return " ".join(article.text[start:stop].split())
    return article.text[cell.start : cell.stop]


def _heading(version: IncidentVersion) -> str:
    where = ", ".join(dict.fromkeys(p for p in (version.place_name, version.admin2, version.admin1, version.country) if p))
    when = version.happened_first or "day unknown"
    if version.happened_last and version.happened_last != version.happened_first:
        when = f"{when} to {version.happened_last}"
    return f"{version.sub_event_type} · {when} · {where or 'place unknown'}"


def show_incident(console: Console, incident: Incident, articles: Mapping[str, Article]) -> None:
    """Print the incident's present facts with their sentences, its versions and its sources."""
    latest = incident.versions[-1]
    reports = {report.event_id: report for report in incident.reports}
    console.print(f"[bold]{incident.incident_id}[/]  {_heading(latest)}", highlight=False)
    console.print(
        f"status {latest.status} · confidence {latest.confidence:.2f} · {latest.sources} independent sources, "
        f"{latest.reports} reports\n",
        highlight=False,
    )
    console.print("[bold]What is known, and the words it rests on[/]")
    for cell in latest.cells:
        article = articles[cell.article_id]
        sentence = sentence_of(cell, reports[cell.event_id], article)
        console.print(f"  [bold]{cell.cell}[/]: {cell.value}", highlight=False)
        console.print(f"      “{sentence}”", highlight=False, markup=False)
        console.print(f"      {article.publisher}, {article.url}", style="dim", highlight=False, markup=False)
    console.print("\n[bold]How it became known[/]")
    for version in incident.versions:
        console.print(
            f"  {version.version}. {version.known_at:%Y-%m-%d %H:%M %Z}  {version.change}", highlight=False, markup=False
        )
    console.print("\n[bold]Sources[/]")
    for report in sorted(incident.reports, key=lambda r: (r.reported_at, r.event_id)):
        title = articles[report.article_id].title or ""
        console.print(
            f"  {report.reported_at:%Y-%m-%d %H:%M %Z}  {report.publisher}: {title}  {report.url}",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
