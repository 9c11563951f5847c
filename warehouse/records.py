"""The nouns of the path from feed to alert: frozen records that each stage takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Fate(StrEnum):
    """The one outcome an item has at a stage."""

    DONE = "done"
    UNCHANGED = "unchanged"
    DISCARDED = "discarded"
    RETRY = "retry"
    QUARANTINED = "quarantined"


class FailureClass(StrEnum):
    """How bad a failed poll is: it steers how long the feed is left alone."""

    TEMPORARY = "temporary"
    SOFT = "soft"
    PERMANENT = "permanent"


@dataclass(frozen=True, slots=True)
class Feed:
    """A declared source: `feed_id` is derived from `url`; `country` is ISO 3166 alpha-3, `language` ISO 639-1."""

    feed_id: str
    url: str
    publisher: str
    country: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the last polls of a feed left behind: validators, due time, rhythm and failures in a row.

    `interval_s` is the wait that the feed's own rhythm calls for, `hint_s` the least that its publisher asks for, `hub`
    its WebSub hub, `moved_to` where it has moved to for good. `validators_lie` says that it answered 304, or the same
    ETag, with other entries. `strikes` are its failures by weight; a paused feed has `paused_at`.
    """

    feed_id: str
    etag: str | None = None
    last_modified: str | None = None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    due_at: datetime | None = None
    failures: int = 0
    failure_class: FailureClass | None = None
    failure_reason: str | None = None
    interval_s: float | None = None
    hint_s: float | None = None
    hub: str | None = None
    moved_to: str | None = None
    validators_lie: bool = False
    body_digest: str | None = None
    read_in_full_at: datetime | None = None
    strikes: float = 0.0
    paused_at: datetime | None = None


class PollAnswer(StrEnum):
    """How a feed answered a poll: `same_bytes` is a whole answer with the body of the last one."""

    READ = "read"
    NOT_MODIFIED = "not_modified"
    SAME_BYTES = "same_bytes"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RobotsText:
    """The robots.txt of an origin (`https://paper.example:8080`) as asked for then; `reason` where it could not be had.

    Beside a reason `text` is that of an earlier day, which goes on to hold. Both are None where the origin has none,
    which allows everything.
    """

    origin: str
    text: str | None
    reason: str | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class HostRest:
    """A host (and port, as in a URL) that is to be left alone until then."""

    host: str
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed as first seen; `date_note` is `undated`, `future` or None."""

    entry_id: str
    feed_id: str
    guid: str | None
    link: str | None
    title: str | None
    summary: str | None
    published_at: datetime | None
    date_note: str | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Discard:
    """Something a feed held that could not become an entry, and why (a reason from a closed list)."""

    feed_id: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll of a feed: how it answered, how many entries that can be kept it held, and how many were new.

    `host` is the one that was asked; `discards` are the items that could not become entries.
    """

    feed_id: str
    polled_at: datetime
    host: str
    answer: PollAnswer
    entries: int = 0
    new: int = 0
    discards: tuple[Discard, ...] = ()
    failure_class: FailureClass | None = None
    failure_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one subject at one stage; a retry carries the time it is due."""

    stage: str
    subject_id: str
    fate: Fate
    reason: str | None
    due_at: datetime | None
    attempts: int
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page; `body` is decoded of its transfer compression."""

    url: str
    final_url: str
    status: int
    content_type: str | None
    body: bytes
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class PageRecord:
    """Where a page's raw bytes lie in the WARC archive; retention has dropped them where `dropped_at` is set."""

    page_id: str
    entry_id: str
    url: str
    final_url: str
    status: int
    content_type: str | None
    size: int
    warc_file: str
    warc_offset: int
    fetched_at: datetime
    dropped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Revisit:
    """When the page of an entry that gave an article is to be asked for again; `due_at` is None where it is not.

    `found` is what the last of so many `visits` found, at `visited_at`: from the closed list of `Found`, or why the
    page could not be had or gave no article.
    """

    entry_id: str
    due_at: datetime | None
    visits: int = 0
    found: str | None = None
    visited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """The text of one report; `article_id` is derived from the canonical `url`.

    `origin` is `page`, or `feed` where the page could not be had. `text_cluster` is shared by copies of one text.
    `published_at` is UTC, `published_zone` the offset it was written with (`+05:00`), `published_from` which of the
    article's dates was believed (json_ld, meta, markup, visible, url or feed). `access` is full, paywalled or
    truncated; `agency` is the news agency that the byline names. A text that stands in the place of an earlier one of
    the article, on which an incident rests, does so since `renewed_at`.
    """

    article_id: str
    entry_id: str
    feed_id: str
    url: str
    title: str | None
    text: str
    authors: tuple[str, ...]
    published_at: datetime | None
    language: str | None
    publisher: str
    publisher_country: str | None
    origin: str
    text_cluster: str
    first_seen_at: datetime
    extractor: str
    updated_at: datetime | None = None
    published_zone: str | None = None
    published_from: str | None = None
    access: str = "full"
    agency: str | None = None
    renewed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a text: `text[start:stop]` in characters, stop exclusive."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Count:
    """People counted: any of the three may be unknown."""

    low: int | None
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class When:
    """Days first to last (ISO, `--MM-DD` without a year) at a precision of day, week, month or year."""

    first: str
    last: str
    precision: str
    span: Span


class PlaceRole(StrEnum):
    """What a place name is in its text: where something is, or what it only belongs to (Gritta et al. 2020).

    `people` (Turkish), `body` (within or beside the name of a body, person or team: Glasgow Police), `government` (a
    capital or country that speaks and acts: Islamabad said). Only a `place` may be where an event was.
    """

    PLACE = "place"
    PEOPLE = "people"
    BODY = "body"
    GOVERNMENT = "government"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in words, resolved as far as known.

    `precision` is exact, near, admin2, admin1 or country, None where nothing is known but the words. `admin1_code` is
    ISO 3166-2 (PK-BA); `why` says in one line why this place was chosen among those of its name.
    """

    span: Span
    name: str | None
    geonameid: int | None
    admin1: str | None
    admin2: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str | None
    admin1_code: str | None = None
    role: PlaceRole = PlaceRole.PLACE
    why: str | None = None


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor in words; `actor` is its key in the knowledge list, `kind` ACLED's actor kind."""

    span: Span
    actor: str | None
    name: str | None
    kind: str | None
    suspected: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """Whom or what an event hit: category, form (person, group, property), effect and number."""

    span: Span
    name: str | None
    category: str
    form: str
    effect: str | None
    count: Count | None


@dataclass(frozen=True, slots=True)
class Weapon:
    """What an event was done with."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class CountedSpan:
    """A number of people with the words that give it."""

    count: Count
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """One incident as one text tells it. Offsets count in the article's text; `evidence` are sentence spans."""

    event_type: str
    sub_event_type: str
    status: str
    timeframe: str
    trigger: Span
    happened: When | None
    place: Place | None
    perpetrators: tuple[ActorMention, ...]
    claimed_by: tuple[ActorMention, ...]
    targets: tuple[Target, ...]
    weapons: tuple[Weapon, ...]
    killed: CountedSpan | None
    injured: CountedSpan | None
    abducted: CountedSpan | None
    killed_by_side: tuple[tuple[str, int], ...]
    attributed_to: Span | None
    confidence: float
    evidence: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Period:
    """ISO days, both inclusive."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Toll:
    """A figure over a period or an area, never an event."""

    measure: str
    count: Count
    period: Period | None
    place: Place | None
    change_percent: float | None
    compared_with: Period | None
    attributed_to: Span | None
    evidence: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one text; `gazetteer` is the version of the gazetteer that its places were resolved with."""

    relevant: bool
    language: str | None
    events: tuple[Event, ...] = ()
    tolls: tuple[Toll, ...] = ()
    places: tuple[Place, ...] = ()
    actors: tuple[ActorMention, ...] = ()
    reason: str | None = None
    gazetteer: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """An event with the article it comes from: what incident resolution reads.

    `event_id` is derived from article, trigger and sub-event; `reported_at` is the publication time, or first sight if
    undated; `learned_at` is when this machine first saw the article. `agency` is the news agency that the byline names,
    `rare_words` are those of the event's sentences, `other_days` (ISO) those on which the article has other events. An
    outlet that has put another text in the place of this one does not stand by it from `withdrawn_at` on.
    """

    event_id: str
    article_id: str
    publisher: str
    url: str
    text_cluster: str
    reported_at: datetime
    learned_at: datetime
    event: Event
    agency: str | None = None
    rare_words: tuple[str, ...] = ()
    other_days: tuple[str, ...] = ()
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell of an incident version and what it rests on.

    Either words, `start` to `stop` in the article's text, or the decision of a person, `decision_id`. `rule` says why
    this value is believed among those told.
    """

    cell: str
    value: str
    event_id: str | None
    article_id: str | None
    start: int | None
    stop: int | None
    rule: str = ""
    decision_id: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentVersion:
    """What was known of an incident after the report `event_id` or a decision; `change` says what that changed.

    Two clocks: `known_at` is the publication time of that report, or the time of the decision; `learned_at` is when
    this machine first saw it. `version` counts what was written of the incident, in order of writing: where an older
    report turns up late, the versions from there on are written again at `recorded_at`, and those that they take the
    place of have their `replaced_at`. The versions that stand, in order of `known_at`, are its history.
    """

    incident_id: str
    version: int
    known_at: datetime
    learned_at: datetime
    event_id: str | None
    change: str
    event_type: str
    sub_event_type: str
    status: str
    happened_first: str | None
    happened_last: str | None
    happened_precision: str | None
    place_name: str | None
    geonameid: int | None
    admin1: str | None
    admin1_code: str | None
    admin2: str | None
    country: str | None
    lat: float | None
    lon: float | None
    place_precision: str | None
    perpetrator: str | None
    perpetrator_key: str | None
    perpetrator_kind: str | None
    claimed_by: str | None
    target: str | None
    target_category: str | None
    weapon: str | None
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    injured_low: int | None
    injured_best: int | None
    injured_high: int | None
    abducted_low: int | None
    abducted_best: int | None
    abducted_high: int | None
    sources: int
    reports: int
    confidence: float
    cells: tuple[Cell, ...]
    recorded_at: datetime
    replaced_at: datetime | None = None
    decision_id: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """An attack: its id for ever, its member reports and the versions that stand, in order of `known_at`.

    `recorded` counts all versions ever written of it, those that were replaced included.
    """

    incident_id: str
    founded_at: datetime
    reports: tuple[Report, ...]
    versions: tuple[IncidentVersion, ...]
    recorded: int = 0


@dataclass(frozen=True, slots=True)
class Membership:
    """A report in an incident, and why: `tier` is how it was compared (core, loose or follower; see `Tier`).

    `probability` is that it tells of the same attack as the core it joined (None where it founded, is a copy, or a
    person put it there), `because` the details that say so. Reports of one `component` are linked to one another,
    directly or over others; it is empty for a report that was placed in an incident which others make.
    """

    event_id: str
    incident_id: str
    position: int
    tier: str
    component: str
    probability: float | None
    because: str


@dataclass(frozen=True, slots=True)
class Leaver:
    """A report that has left its incident since the last resolution: read again by another reader, or gone.

    `successor_id` is the event that the new reading has in its place, None where it has none.
    """

    event_id: str
    incident_id: str
    successor_id: str | None
    left_at: datetime


@dataclass(frozen=True, slots=True)
class Block:
    """Where and when a report is looked for: some keys and the days, ISO and inclusive, on which it may have happened.

    Two reports are compared that share a key and a day.
    """

    event_id: str
    tier: str
    keys: tuple[int, ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Known:
    """An incident as it was resolved before: its reports, each with its membership, and what has left it since."""

    incident_id: str
    founded_at: datetime
    reports: tuple[Report, ...]
    memberships: tuple[Membership, ...]
    leavers: tuple[Leaver, ...] = ()


@dataclass(frozen=True, slots=True)
class Forward:
    """An incident that was merged into another: from `since` on its id leads there, until `until`."""

    incident_id: str
    to_incident_id: str
    since: datetime
    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class NearMerge:
    """Two incidents that stayed two although that they are one has this probability, and what speaks for it."""

    incident_id: str
    other_id: str
    probability: float
    because: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of some reports at `resolved_at`.

    `incidents` are new (`founded` of them) or changed, with the versions that stand; `memberships` are all of theirs,
    and those of incidents that have not changed but whose reports are linked to others than before. `outcomes` are of
    reports in no incident. `looked_at` are the incidents that were resolved anew: those that they are nearly one with
    are now `near` and no others.
    """

    incidents: tuple[Incident, ...]
    memberships: tuple[Membership, ...]
    blocks: tuple[Block, ...]
    outcomes: tuple[Outcome, ...]
    forwards: tuple[Forward, ...]
    near: tuple[NearMerge, ...]
    looked_at: frozenset[str]
    resolved_at: datetime
    founded: int = 0


class DecisionKind(StrEnum):
    """What a person decides on an incident."""

    MERGE = "merge"
    SPLIT = "split"
    SET = "set"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Anchor:
    """An event that a decision speaks of, with its article: who reads the article anew finds its successor there."""

    event_id: str
    article_id: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on the incident `incident_id`; it holds until `undone_at`.

    A merge joins it with `other_id`: `anchors` are the events of the one then, `others` those of the other. A split
    takes `anchors` out and leaves `others`. Set gives the field `cell` the value `value` (`killed_best`, `12`).
    """

    decision_id: str
    kind: DecisionKind
    incident_id: str
    why: str
    decided_at: datetime
    other_id: str | None = None
    anchors: tuple[Anchor, ...] = ()
    others: tuple[Anchor, ...] = ()
    cell: str | None = None
    value: str | None = None
    undone_at: datetime | None = None
    undone_why: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentDay:
    """An incident as a watch counts it: the facts known at the moment asked for, and its articles.

    `day` is the ISO day it happened (incidents not known to the day are not here); `articles` are (publisher, URL).
    `sources` are independent ones, `known_at` is when the world first knew that it counts; `killed_best` is the lowest
    figure where there is no best one, as series count it.
    """

    incident_id: str
    day: str
    event_type: str
    sub_event_type: str
    country: str | None
    admin1: str | None
    admin2: str | None
    place_name: str | None
    place_precision: str | None
    lat: float | None
    lon: float | None
    perpetrator: str | None
    perpetrator_key: str | None
    target_category: str | None
    killed_best: int | None
    sources: int
    confidence: float
    known_at: datetime
    articles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """What to watch: any crossing of conditions, how it is split into series, and how each series is judged.

    `target` is a target category. `by` splits the watch into a series for each value of those columns (admin1, admin2,
    actor, event_type, target), beside the one of all of it. `measures` are incidents, killed or both. A day is an alarm
    where what was counted has a `chance` of at most this by chance and at least `minimum` incidents lie behind it;
    `budget`, false alarms a day, chooses the chance by replay. `quiet_days` are those before an emergence.
    """

    name: str
    country: str | None = None
    admin1: str | None = None
    actor: str | None = None
    event_type: str | None = None
    target: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    by: tuple[str, ...] = ()
    measures: tuple[str, ...] = ("incidents",)
    method: str = "nb-cusum"
    chance: float = 0.001
    budget: float | None = None
    minimum: int = 3
    quiet_days: int = 365


@dataclass(frozen=True, slots=True)
class Selection:
    """What a watch selects, in the very values that incidents have; None is no condition, an empty tuple holds nothing.

    `areas` are first-level areas, `actors` keys, or names where there is no key; `target` is a target category.
    """

    country: str | None = None
    areas: tuple[str, ...] | None = None
    actors: tuple[str, ...] | None = None
    event_type: str | None = None
    target: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class Moments:
    """Evenly spaced moments at which the ledger is looked at: `count` of them from `first` on, `step_s` apart."""

    first: datetime
    step_s: int = 86_400
    count: int = 1


@dataclass(frozen=True, slots=True)
class CountChange:
    """By how much the counts of a day of a series grow at the moment of that number, or shrink where a report erred."""

    series: str
    day: date
    moment: int
    incidents: int
    killed: int


@dataclass(frozen=True, slots=True)
class FeedStart:
    """The first day whose news a feed shows, and the day of its first answer (None: an archive, never polled)."""

    feed_id: str
    first_day: date
    first_polled: date | None


@dataclass(frozen=True, slots=True)
class AlarmLevel:
    """The chance at which a watch alarms: chosen on `days` of its past, in which it gave `alarms_a_day`."""

    watch: str
    method: str
    budget: float
    chance: float
    alarms_a_day: float
    days: int
    chosen_at: datetime


@dataclass(frozen=True, slots=True)
class SeriesDay:
    """What the last run said of a day of a series: what was counted, what was to be expected, and whether it alarms.

    `series` is empty for all of the watch, else the value it was split by (`Balochistan`). `exposure` is the share of
    what happened that could be known by then: of the feeds that were answering, and of the reports that had come in.
    """

    watch: str
    series: str
    measure: str
    day: str
    observed: float
    expected: float | None
    exposure: float
    chance: float
    score: float
    is_alarm: bool
    judged_at: datetime


class Severity(StrEnum):
    """How unusual and how deadly a spike is, the least first."""

    MODERATE = "moderate"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Alert:
    """A spike of one series of a watch: one row per episode, updated in place.

    `alert_id` is derived from watch, series, measure and first day and stays. `observed` counts incidents or killed by
    `measure` since `opened_day`, `expected` is a day's, `chance` that of as much by chance. `uncertain` are sentences
    that say what the alert does not know, `also` the other series in which the same spike shows.
    """

    alert_id: str
    watch: str
    series: str
    measure: str
    method: str
    opened_day: str
    last_day: str
    state: str
    severity: Severity
    observed: int
    killed: int | None
    expected: float
    chance: float
    score: float
    summary: str
    incident_ids: tuple[str, ...]
    uncertain: tuple[str, ...]
    also: tuple[str, ...]
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None


class Change(StrEnum):
    """What is told of an alert: that it opened (or opened again), that it grew, or that it ended."""

    OPENED = "opened"
    GREW = "grew"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One change of one alert for one channel, and what became of telling it; there is one row for each, ever.

    `channel` is its name, never its address. `number` counts the changes of the alert for that channel from 1, and
    `digest` is derived from alert and number, so that nothing is sent twice. `state`, `severity`, `observed` and
    `killed` are of the alert as it was told. `message_id` is that of the message which held it, several changes
    together; None before the first attempt, and again where it certainly did not arrive.

    Before anything is sent the row is committed as quarantined: what a crash leaves of it is right. `sent_at` is when
    it was last attempted, or found to have to wait; a retry waits until `due_at`, whether something failed (`attempts`
    of it) or the channel is to be left alone then.
    """

    alert_id: str
    channel: str
    digest: str
    change: Change
    number: int
    state: str
    severity: Severity
    observed: int
    killed: int | None
    fate: Fate
    reason: str | None
    attempts: int
    message_id: str | None
    noted_at: datetime
    sent_at: datetime
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A person has seen an alert, as severe as it was then: it is told again only where it gets more severe."""

    alert_id: str
    acked_at: datetime
    why: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Mute:
    """A watch, or one series of it, of which nothing is told until then, or until a person lifts it (`lifted_at`)."""

    mute_id: str
    watch: str
    series: str | None
    why: str
    muted_at: datetime
    until: datetime | None
    lifted_at: datetime | None = None
