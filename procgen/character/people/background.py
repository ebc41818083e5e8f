"""A few sentences of past and present for a character, by role, age, setting and chance.

A plain grammar of our own; dialogue and narrative are another domain's work.
"""

from __future__ import annotations

import numpy as np

YOUNG_YEARS, OLD_YEARS = 18.0, 55.0

_ORIGIN = {
    "medieval": (
        "Born in a village two days upriver",
        "Raised behind the walls of the old town",
        "Came down from the hill farms as a child",
        "Grew up among boats and nets",
        "Left at the abbey gate one winter",
        "Third child of a miller",
        "From a family that has always worked this land",
        "Arrived with a merchant's train and stayed",
    ),
    "modern": (
        "Grew up in a suburb at the end of the line",
        "Moved here for work a few years ago",
        "Was born above the family's corner shop",
        "Spent a childhood between three cities",
        "Comes from a fishing town on the coast",
        "Has lived on the same street for ever",
        "First of the family to leave the valley",
        "Came as an exchange student and never went home",
    ),
    "scifi": (
        "Born in the low gravity of a ring station",
        "Raised on a freighter between two moons",
        "Grew up under the domes of a mining colony",
        "Woke from cold sleep forty years late",
        "Left a crowded core world with one bag",
        "From a long line of terraformers",
        "Learned to walk on a ship that no longer flies",
        "Was found in an escape pod with no records",
    ),
}
_NOW = {
    "child": (
        "knows every shortcut for a mile around",
        "collects things that others throw away",
        "asks three questions for every answer",
        "wants to be anything but what is planned",
        "is braver than is good for the knees",
    ),
    "adult": (
        "{works} and is known for steady hands",
        "{works} and keeps a list of everyone who owes a favour",
        "{works}, though the heart is elsewhere",
        "{works} and saves for a place of {own} own",
        "{works} and has not missed a day in years",
        "{works} by day and plays for coins at night",
    ),
    "old": (
        "{worked} for most of a life and still gives advice",
        "{worked} once; the stories have grown since",
        "{works} still, slower and better than the young ones",
        "has buried two rivals and taught a dozen pupils",
    ),
}
_TRAITS = (
    "Laughs easily and forgets nothing.",
    "Speaks little and listens well.",
    "Cannot pass a stray animal.",
    "Distrusts anyone who smiles before noon.",
    "Pays debts early and expects the same.",
    "Is afraid of deep water and will not say so.",
    "Hums when nervous.",
    "Keeps a letter that was never sent.",
    "Would rather mend a thing than buy it.",
    "Knows a song for every road.",
    "Trusts numbers more than people.",
    "Never sits with the back to a door.",
    "Has a temper that is over as quickly as it comes.",
    "Gives the last of the bread away.",
)


def background_of(setting: str, sex: float, age_years: float, works: str, generator: np.random.Generator) -> str:
    """Three short sentences.

    Args:
        setting: "medieval", "modern" or "scifi".
        sex: 0 female to 1 male; decides a pronoun.
        age_years: children, adults and the old have different lives.
        works: what the role does, in the present: "keeps watch at the gate".
        generator: where chance comes from.
    """
    stage = "child" if age_years < YOUNG_YEARS else "old" if age_years >= OLD_YEARS else "adult"
    own = "her" if sex < 0.35 else "his" if sex > 0.65 else "their"
    now = str(generator.choice(_NOW[stage])).format(works=works, worked=_past(works), own=own)
    first = str(generator.choice(_ORIGIN[setting]))
    return f"{first}. {now[0].upper()}{now[1:]}. {generator.choice(_TRAITS)}"


_PAST = {
    "keeps": "kept", "sells": "sold", "leads": "led", "runs": "ran", "makes": "made", "teaches": "taught",
    "flies": "flew", "drives": "drove", "builds": "built", "sings": "sang", "writes": "wrote", "rides": "rode",
    "reads": "read", "fights": "fought", "studies": "studied", "carries": "carried", "feeds": "fed", "breaks": "broke",
}  # fmt: skip


def _past(works: str) -> str:
    """The past of a phrase that begins with a verb in the third person."""
    verb, _, rest = works.partition(" ")
    past = _PAST.get(verb) or (verb.removesuffix("s") + ("d" if verb.endswith("es") else "ed"))
    return f"{past} {rest}".strip()
