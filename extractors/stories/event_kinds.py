"""What was done by whom to whom, to ACLED's sub-event and event type.

The close calls are ACLED's: an explosive used inside a gun fight is an Armed clash; an abduction that ends in death or
injury is an Attack; only property hit, unresisted, is Looting/property destruction. A suicide bomb stays one where
shots are told beside it, since reports seldom tell whether they were a clash.
"""

from __future__ import annotations

from dataclasses import dataclass

EVENT_TYPES = {
    "Armed clash": "Battles",
    "Government regains territory": "Battles",
    "Non-state actor overtakes territory": "Battles",
    "Chemical weapon": "Explosions/Remote violence",
    "Air/drone strike": "Explosions/Remote violence",
    "Suicide bomb": "Explosions/Remote violence",
    "Shelling/artillery/missile attack": "Explosions/Remote violence",
    "Remote explosive/landmine/IED": "Explosions/Remote violence",
    "Grenade": "Explosions/Remote violence",
    "Sexual violence": "Violence against civilians",
    "Attack": "Violence against civilians",
    "Abduction/forced disappearance": "Violence against civilians",
    "Peaceful protest": "Protests",
    "Protest with intervention": "Protests",
    "Excessive force against protesters": "Protests",
    "Violent demonstration": "Riots",
    "Mob violence": "Riots",
    "Looting/property destruction": "Strategic developments",
    "Other": "Strategic developments",
}
_WEAPON_SENSES = {
    "suicide vest": "suicide",
    "grenade": "grenade",
    "landmine": "explode",
    "explosive device": "explode",
    "vehicle bomb": "explode",
    "rocket": "shell",
    "missile": "shell",
    "mortar": "shell",
    "artillery": "shell",
    "drone": "airstrike",
    "aircraft bomb": "airstrike",
    "chemical": "chemical",
}
# A blast of any sort, the most telling first.
_BLASTS = (
    ("suicide", "Suicide bomb"),
    ("airstrike", "Air/drone strike"),
    ("grenade", "Grenade"),
    ("shell", "Shelling/artillery/missile attack"),
    ("explode", "Remote explosive/landmine/IED"),
    ("plant", "Remote explosive/landmine/IED"),
)
_BY_HAND = frozenset({"blade", "firearm", "blunt"})
# Senses that leave open what went off.
_UNTOLD = frozenset({"explode", "plant"})
_SHOTS = frozenset({"shoot", "shoot_dead"})
_DAMAGE = frozenset({"burn", "loot", "wreck"})
_CROWD_ACTS = frozenset({"clash", "burn", "attack", "loot", "wreck", "assault", "kill"})
_STRIKES = frozenset({"attack", "kill", "die", "injure", "toll"})
# Property that nobody need be in: an attack on it alone is on property.
_UNPEOPLED = frozenset({"infrastructure", "business", "transport", "other"})
# ACLED's actor kinds of crowds and of armed groups that are no state's.
CROWDS = frozenset({"Rioters", "Protesters"})
REBELS = frozenset({"Rebel groups", "Political militias", "Identity militias"})
ARMED = frozenset({"security_forces", "police", "military", "militants"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides an incident's kind: senses of its triggers, sides of doers and hit, weapons, whether it hurt people.

    `doers` holds `state`, `rebels`, `protesters`, `rioters`, `unknown`; `hit` categories of people hit, `property`
    those of things. `setting` are senses of what went on around (`during clashes`).
    """

    senses: frozenset[str]
    doers: frozenset[str]
    hit: frozenset[str]
    property: frozenset[str]
    weapons: frozenset[str]
    hurt: bool
    aimed_at_armed: bool = False
    setting: frozenset[str] = frozenset()


def sub_event(facts: Facts) -> str:
    """ACLED's sub-event for these facts."""
    senses = facts.senses
    if "chemical" in senses:
        return "Chemical weapon"
    if "rape" in senses:
        return "Sexual violence"
    crowd = _crowd(facts)
    if crowd is not None:
        return crowd
    if "capture" in senses:
        return "Government regains territory" if "state" in facts.doers else "Non-state actor overtakes territory"
    if "suicide" in senses:
        return "Suicide bomb"
    if "clash" in senses:
        return "Armed clash"
    blast = _blast(facts)
    if blast is not None:
        return "Armed clash" if _gun_fight(facts) and blast != "Air/drone strike" else blast
    if "clash" in facts.setting:
        return "Armed clash"
    if "find_bomb" in senses and not facts.hurt and not senses & (_SHOTS | {"clash"}):
        return "Remote explosive/landmine/IED"
    if "abduct" in senses and not senses & (_SHOTS | {"clash", "kill", "assault"}) and not facts.hurt:
        return "Abduction/forced disappearance"
    if senses & _DAMAGE and not facts.hurt and not senses & (_SHOTS | {"clash"}) and not facts.hit & ARMED:
        return "Looting/property destruction"
    if senses <= {"attack"} and facts.property and not facts.hit and facts.property <= _UNPEOPLED:
        return "Looting/property destruction"
    return "Armed clash" if _armed_sides(facts) else "Attack"


def _crowd(facts: Facts) -> str | None:
    senses = facts.senses | facts.setting
    protesters_hurt = "crowd" in facts.hit and facts.hurt and "rebels" not in facts.doers
    if senses & {"crackdown", "excessive"}:
        if facts.hurt or "excessive" in senses or senses & _SHOTS or "kill" in senses:
            return "Excessive force against protesters"
        return "Violent demonstration" if senses & {"riot", "clash"} else "Protest with intervention"
    if protesters_hurt and ("state" in facts.doers or (not facts.doers and senses & _SHOTS)):
        return "Excessive force against protesters"
    if senses & {"lynch", "mob"}:
        return "Mob violence"
    if "riot" in senses:
        return "Violent demonstration"
    if "rioters" in facts.doers and senses & _CROWD_ACTS and not senses & _SHOTS:
        return "Mob violence"
    if "protesters" in facts.doers and senses & _CROWD_ACTS:
        return "Violent demonstration"
    return None


def _blast(facts: Facts) -> str | None:
    told = facts.senses
    for sense, name in _BLASTS:
        if sense in told and not (sense in _UNTOLD and _finer(facts)):
            return name
    if told & _UNTOLD:
        return _finer(facts)
    if told & _STRIKES and not told & _SHOTS:
        return _finer(facts)
    return None


def _finer(facts: Facts) -> str | None:
    """The kind of blast that the weapons tell, where the trigger only says that something went off or was attacked."""
    if facts.weapons & _BY_HAND:
        return None
    meant = {_WEAPON_SENSES[weapon] for weapon in facts.weapons if weapon in _WEAPON_SENSES}
    return next((name for sense, name in _BLASTS if sense in meant), None)


def _gun_fight(facts: Facts) -> bool:
    """Shots between two armed sides go with the blast."""
    return bool(facts.senses & _SHOTS) and _armed_sides(facts)


def _armed_sides(facts: Facts) -> bool:
    """Forces against militants, or anybody against forces; attackers who die in their raid do not make it a battle."""
    if "state" in facts.doers:
        return "militants" in facts.hit
    return facts.aimed_at_armed or (facts.hit == {"militants"} and facts.hurt and "rebels" in facts.doers)
