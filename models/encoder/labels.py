"""What the encoder says of each word piece and of each window: the names of its outputs, in their order."""

from __future__ import annotations

SUB_EVENTS = (
    "Armed clash",
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Chemical weapon",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Grenade",
    "Sexual violence",
    "Attack",
    "Abduction/forced disappearance",
    "Excessive force against protesters",
    "Violent demonstration",
    "Mob violence",
    "Looting/property destruction",
)
# The incident types of MUC-4 that have enough examples to learn from.
MUC_TYPES = ("ATTACK", "BOMBING", "KIDNAPPING", "ARSON", "ROBBERY")
CATEGORIES = (
    "civilians",
    "police",
    "military",
    "security_forces",
    "militants",
    "government",
    "politician",
    "journalist",
    "business",
    "infrastructure",
    "religious",
    "education",
    "transport",
    "other",
)
ROLES = ("perpetrator", "organization", "target", "thing", "weapon", "place", "area", "claimant", "trigger")
# What happened to a person, at any mention of him; and the mentions that together make the figure, each person once.
EFFECTS = ("killed", "injured", "abducted")
SUMS = tuple(f"sum of {effect}" for effect in EFFECTS)

TYPES = (*SUB_EVENTS, *MUC_TYPES)
# Outputs for each word piece; `background` is an incident that the text tells as history.
PIECE_LABELS = (*ROLES, *EFFECTS, *SUMS, *CATEGORIES, *TYPES, "background")
# Outputs for each window of text: the types of the incidents in it, whether it has any and whether MUC-4 asks for it.
WINDOW_LABELS = (*TYPES, "incident", "MUC incident")
