"""A Doc with its triggers to who did what to whom, where, when and by whose account: `span._.roles` of each trigger."""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span

from models.acts.agents import agents, claimants, nearest_actor, self_declared, suspected
from models.acts.circumstances import dates, source, spoken_dates, weapons
from models.acts.denials import denial
from models.acts.groups import Groups
from models.acts.patients import patients
from models.acts.syntax import is_passive, objects, prepositional, subjects
from models.acts.tied_places import places
from models.acts.trigger_rules import SENSES
from models.annotations import (
    ACTORS,
    AFFILIATIONS,
    DATES,
    PLACES,
    QUANTITIES,
    TARGETS,
    TRIGGERS,
    WEAPONS,
    Patient,
    Roles,
)
from models.participants.forces import KIND as STATE

_GROUPS = (ACTORS, AFFILIATIONS, DATES, PLACES, QUANTITIES, TARGETS, TRIGGERS, WEAPONS)
# Triggers that somebody did; who finds a bomb did not lay it.
_DONE = frozenset(name for name, sense in SENSES.items() if sense.founds or name in {"injure", "die"}) - {"find_bomb"}
# Triggers whose doer is the attacker even when only the sentence names him.
_LOOSE = frozenset({"claim", "blame", "deny", "incident", "toll", "find_bomb"})


class RoleReader:
    """Reads the roles of every trigger by the dependency parse, and by neighbourhood where the parse says nothing."""

    def __init__(self, nearest: bool) -> None:
        self.nearest = nearest

    def __call__(self, doc: Doc) -> Doc:
        triggers = list(doc.spans.get(TRIGGERS, ()))
        if triggers:
            groups = Groups(doc, _GROUPS)
            for trigger in triggers:
                trigger._.roles = self.match(trigger, groups)
            if self.nearest:
                hurt = _hurt_by_sentence(triggers)
                for trigger in triggers:
                    trigger._.roles = _with_nearest(trigger, hurt[trigger.root.sent.start], groups)
        return doc

    def match(self, trigger: Span, groups: Groups) -> Roles:
        """The roles of one trigger that the parse ties to it."""
        sense = trigger._.trigger.sense
        hit = patients(trigger, groups) if sense not in {"claim", "blame", "deny"} else ()
        doers = _apart(agents(trigger, groups), hit) if sense in _DONE else ()
        if sense == "blame":
            doers = _blamed(trigger, groups)
        return Roles(
            agents=doers,
            patients=hit,
            weapons=weapons(trigger, groups),
            places=places(trigger, groups),
            dates=dates(trigger, groups),
            spoken=spoken_dates(trigger, groups),
            claimants=claimants(trigger, groups) if sense == "claim" else _owned(trigger, groups),
            source=source(trigger),
            suspected=sense == "blame" or suspected(trigger, doers),
            denial=denial(trigger, groups),
        )


def _hurt_by_sentence(triggers: list[Span]) -> dict[int, tuple[Span, ...]]:
    """The actors that some trigger of a sentence hits, by the sentence's first token."""
    hurt: dict[int, tuple[Span, ...]] = {}
    for trigger in triggers:
        start = trigger.root.sent.start
        mine = tuple(patient.actor for patient in trigger._.roles.patients if patient.actor is not None)
        hurt[start] = (*hurt.get(start, ()), *mine)
    return hurt


def _with_nearest(trigger: Span, taken: tuple[Span, ...], groups: Groups) -> Roles:
    """The roles with a doer from nearby where the parse ties none: never one whom the sentence says was hit."""
    roles: Roles = trigger._.roles
    if roles.agents or trigger._.trigger.sense in _LOOSE:
        return roles
    doers = nearest_actor(trigger, groups, taken)
    return replace(roles, agents=doers, suspected=suspected(trigger, doers))


def _apart(doers: tuple[Span, ...], hit: tuple[Patient, ...]) -> tuple[Span, ...]:
    """Doers that are not also read as hit."""
    taken = [(p.phrase.start, p.phrase.end) for p in hit]
    return tuple(d for d in doers if not any(d.start < stop and start < d.end for start, stop in taken))


def _owned(trigger: Span, groups: Groups) -> tuple[Span, ...]:
    """Who says that he did it, as a claim: an army that reports its own operation claims nothing."""
    return tuple(span for span in self_declared(trigger, groups) if span._.actor.kind != STATE)


def _blamed(trigger: Span, groups: Groups) -> tuple[Span, ...]:
    """`police blamed the TTP for the attack`, `accused the army of shelling`: the actor who is the verb's object."""
    verb = trigger.root
    crimes = prepositional(verb, ("of",))
    if verb.lemma_.lower() == "accuse" and crimes and not any(groups.at(TRIGGERS, crime) for crime in crimes):
        return ()  # "accused the army of making them dig"
    told = subjects(verb) if is_passive(verb) else [*objects(verb), *prepositional(verb, ("on",))]
    return tuple(span for noun in told if (span := groups.of_head(ACTORS, noun)) is not None)


@Language.factory(
    "tocsin_roles",
    assigns=["span._.roles"],
    requires=["doc.spans", "span._.trigger", "token.dep"],
    default_config={"nearest": True},
)
def make_roles(nlp: Language, name: str, nearest: bool) -> RoleReader:
    """The component; `nearest` lets the only attacker of a sentence stand in where the parse names none."""
    return RoleReader(nearest)
