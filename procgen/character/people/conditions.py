"""What is known of a person who is to be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from procgen.character.people.person import StyleChoice, Worn

NONE = "none"
"""Kind of hair or beard that is none at all."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Whatever is None or empty is drawn from the learned populations, or follows from role and setting.

    Attributes:
        sex: 0 female to 1 male.
        age_years: 6 to 90.
        heritage: shares of "african", "asian", "caucasian".
        muscle: 0 lean to 1 muscular.
        measures: by name, metres and kilograms.
        body_axes, face_axes: axes of the populations, standard deviations.
        modifiers: modelling sliders that are set outright.
        skin, eyes: what is known of them, by the names of SkinParameters and EyeParameters.
        hair, beard: what is known; a kind of "none" is none, "" is any; the colour of slot "" is that of all slots.
        outfit: things that are worn, whatever the role wears.
        without: kinds that are not worn, even if the role has them.
        only_outfit: whether nothing but the outfit is worn.
        setting, role: names, or empty.
        style: realistic if None.
        face_strength: how strongly faces differ from the average, 0.25 to 2.
    """

    sex: float | None = None
    age_years: float | None = None
    heritage: Mapping[str, float] = field(default_factory=dict)
    muscle: float | None = None
    measures: Mapping[str, float] = field(default_factory=dict)
    body_axes: Mapping[str, float] = field(default_factory=dict)
    face_axes: Mapping[str, float] = field(default_factory=dict)
    modifiers: Mapping[str, float] = field(default_factory=dict)
    skin: Mapping[str, Any] = field(default_factory=dict)
    eyes: Mapping[str, Any] = field(default_factory=dict)
    hair: Worn | None = None
    beard: Worn | None = None
    outfit: tuple[Worn, ...] = ()
    without: tuple[str, ...] = ()
    only_outfit: bool = False
    setting: str = ""
    role: str = ""
    style: StyleChoice | None = None
    face_strength: float | None = None


def merged(first: Conditions, second: Conditions) -> Conditions:
    """Both together; where both say something, the first wins."""
    values: dict[str, Any] = {}
    for item in fields(Conditions):
        ours, theirs = getattr(first, item.name), getattr(second, item.name)
        if isinstance(ours, Mapping):
            values[item.name] = {**theirs, **ours}
        elif item.name == "outfit":
            kinds = {worn.kind for worn in ours}
            values[item.name] = ours + tuple(worn for worn in theirs if worn.kind not in kinds)
        elif item.name == "without":
            values[item.name] = tuple(dict.fromkeys((*ours, *theirs)))
        elif item.name == "only_outfit":
            values[item.name] = ours or theirs
        else:
            values[item.name] = theirs if ours in (None, "") else ours
    return Conditions(**values)
