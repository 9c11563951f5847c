"""`python -m flows.bench_incidents`: how well the stories are joined; with `--learn` by weights that are made anew."""

from __future__ import annotations

import argparse
import tomllib
import warnings
from collections.abc import Mapping, Sequence

from extractors.resolution.likeness import ODDS, WEIGHTS, knowledge
from flows.bench_incidents.calibration import bands
from flows.bench_incidents.learning import learned, pairs_of
from flows.bench_incidents.measuring import Measured, joined, measure_joining, measure_reading_and_joining
from flows.bench_incidents.reading import Labelled, labelled, newsroom_incidents, read_all, true_incidents
from flows.bench_incidents.stories import LEARNED_FROM, Story, read_hard_pairs, read_newsroom, read_stories
from flows.bench_incidents.told import read_told
from warehouse.records import Report

_HEAD = """\
# What each detail of two reports adds to the logit that they are of one attack. Learned; do not edit: what people think
# of it stands in likeness.toml ([prior]). Made by `make learn-incidents` from the stories of {regions}
# and of the newsroom, as a person and as the reader reads them: {ones} pairs of one attack, {twos} of two.

[weights]
"""


def main() -> None:
    """Print the table."""
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser(prog="flows.bench_incidents", description=__doc__)
    parser.add_argument("--learn", action="store_true", help="learn the weights first, and write them")
    arguments = parser.parse_args()
    stories = read_stories()
    told, read = read_told(stories), read_all(stories)
    if arguments.learn:
        _learn(stories, told, read)
        knowledge.cache_clear()
    _show(stories, told, read)


def _learn(
    stories: Sequence[Story], told: Mapping[str, Sequence[Labelled]], read: Mapping[str, Sequence[Report]]
) -> None:
    known = true_incidents()
    ours = [story for story in stories if story.region in LEARNED_FROM]
    newsroom = read_newsroom()
    of_newsroom = read_all(newsroom)
    pairs = [
        *pairs_of(one for story in ours for one in told[story.name]),
        *pairs_of(one for story in ours for one in labelled(story, read[story.name], known)),
        *pairs_of(one for story in newsroom for one in labelled(story, of_newsroom[story.name], newsroom_incidents())),
    ]
    weights = learned(pairs, tomllib.loads(ODDS.read_text(encoding="utf-8"))["prior"])
    ones = sum(pair.is_one for pair in pairs)
    head = _HEAD.format(regions=", ".join(LEARNED_FROM), ones=ones, twos=len(pairs) - ones)
    WEIGHTS.write_text(head + "".join(f"{name} = {weight:.2f}\n" for name, weight in weights.items()), encoding="utf-8")


def _show(
    stories: Sequence[Story], told: Mapping[str, Sequence[Labelled]], read: Mapping[str, Sequence[Report]]
) -> None:
    hard = read_hard_pairs()
    regions = sorted({story.region for story in stories})
    chosen: list[tuple[str, tuple[str, ...]]] = [(region, (region,)) for region in regions]
    chosen += [("learned from", LEARNED_FROM), ("held out", tuple(r for r in regions if r not in LEARNED_FROM))]
    print(f"{'':49} {'B-cubed':>12} {'CEAF-e':>20} {'hard pairs':>18}")
    print(f"{'':38} true found {'P':>5} {'R':>5} {'F':>5} {'P':>8} {'R':>5} {'F':>5}    as one")
    for name, among in [*chosen, ("all", tuple(regions))]:
        ours = [story for story in stories if story.region in among]
        joining = measure_joining((one for story in ours for one in told[story.name]), hard)
        print(_line(name, "joining", joining))
        print(_line("", "reading too", measure_reading_and_joining(ours, read, hard)))
    _show_calibration(told)


def _show_calibration(told: Mapping[str, Sequence[Labelled]]) -> None:
    every = [one for ones in told.values() for one in ones]
    print("\nreports that joined an incident: the mean of the probabilities they were given, and how many are right")
    for band in bands(every, joined(one.report for one in every)):
        print(f"  from {band.least:.1f} on {band.joins:5} joins   given {band.given:.3f}   right {band.right:.3f}")


def _line(name: str, what: str, measured: Measured) -> str:
    scores = "    ".join(
        " ".join(f"{100 * value:5.1f}" for value in (score.precision, score.recall, score.f))
        for score in (measured.b_cubed, measured.ceaf_e)
    )
    pairs = f"{len(measured.merged)} of {measured.pairs}"
    return f"{name:26.26}{what:12} {measured.true:4} {measured.found:5} {scores}    {pairs}"


if __name__ == "__main__":
    main()
