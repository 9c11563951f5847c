"""Incidents to the series of a watch: which days have how many, and whether a day's number is unusual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, stdev
from types import MappingProxyType

from extractors.resolution.lineage import lineage
from extractors.resolution.nearness import words_of
from models.places.distance import great_circle_km
from warehouse.records import IncidentDay, Watch


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a method says of one day: the incidents it expected, how far above them it lies, whether it is an alarm."""

    expected: float
    score: float
    is_alarm: bool


@dataclass(frozen=True, slots=True)
class Method:
    """A way to judge a day: from the counts of `days` consecutive days, the judged one last, and the watch's limits.

    The baseline is `baseline` days long and ends `gap` + 1 days before the judged day.
    """

    baseline: int
    gap: int
    judge: Callable[[Sequence[int], Watch], Judgement]

    @property
    def days(self) -> int:
        """How many days it reads."""
        return self.baseline + self.gap + 1


# The coordinates of any other precision are the middle of an area, where nothing need have happened.
_SPOTS = frozenset({"exact", "near"})
C2_BASELINE_DAYS = 7
C2_GAP_DAYS = 2


def ears_c2(counts: Sequence[int], watch: Watch) -> Judgement:
    """EARS C2 of the last of ten daily counts: its distance from the mean of the first seven in standard deviations.

    The two days between keep a slow rise out of its own baseline. Method: Hutwagner et al., "The bioterrorism
    preparedness and response Early Aberration Reporting System (EARS)", J Urban Health 80 (2003); formula as in Fricker
    et al., Statistics in Medicine 27 (2008), with the sample deviation. The deviation is at least `watch.floor`, since
    a week without any incident has none, and a day with fewer than `watch.minimum` incidents is no alarm.
    """
    baseline, today = counts[:C2_BASELINE_DAYS], counts[-1]
    expected = fmean(baseline)
    score = (today - expected) / max(stdev(baseline), watch.floor)
    return Judgement(expected, score, score > watch.threshold and today >= watch.minimum)


METHODS: Mapping[str, Method] = MappingProxyType({"ears-c2": Method(C2_BASELINE_DAYS, C2_GAP_DAYS, ears_c2)})


def watched(watch: Watch, incident: IncidentDay) -> bool:
    """Whether `incident` meets every condition that `watch` states.

    Names compare without case, accents and punctuation. An actor is a key, whose branches and wings count too, or a
    name; an event type may be a sub-event type. Within a radius lies only what is known to the spot.
    """
    return (
        (watch.country is None or watch.country == incident.country)
        and (watch.admin1 is None or words_of(watch.admin1) == words_of(incident.admin1))
        and (watch.actor is None or _is_by(watch.actor, incident))
        and (watch.event_type is None or watch.event_type in (incident.event_type, incident.sub_event_type))
        and _is_within(watch, incident)
    )


def daily_counts(incidents: Sequence[IncidentDay]) -> Mapping[str, int]:
    """Incidents a day, by ISO day."""
    return Counter(incident.day for incident in incidents)


def judge(watch: Watch, counts: Mapping[str, int], day: date) -> Judgement:
    """The judgement of `day` by the watch's method; raises KeyError for a method that is not in METHODS."""
    method = METHODS[watch.method]
    days = (day - timedelta(days=back) for back in reversed(range(method.days)))
    return method.judge([counts.get(d.isoformat(), 0) for d in days], watch)


def _is_by(actor: str, incident: IncidentDay) -> bool:
    if words_of(actor) == words_of(incident.perpetrator):
        return True
    return incident.perpetrator_key is not None and actor in lineage(incident.perpetrator_key)


def _is_within(watch: Watch, incident: IncidentDay) -> bool:
    if watch.lat is None or watch.lon is None or watch.radius_km is None:
        return True
    if incident.place_precision not in _SPOTS or incident.lat is None or incident.lon is None:
        return False
    return great_circle_km(watch.lat, watch.lon, incident.lat, incident.lon) <= watch.radius_km
