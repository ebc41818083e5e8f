"""What years and sex do to skin, eyes and hair of one person, whose chance stays the same.

Abduction by chance: the person's own seed draws skin and eyes twice, as of the one and of the other age and sex. What
differs between the two is what the years did; it is added to the person as is, so that whatever somebody changed by
hand before stays changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from procgen.character.body.macro import ADULT_YEARS
from procgen.character.hair import NATURAL, greyed
from procgen.character.people.chance import chance_of
from procgen.character.people.grooming import MIN_BEARD_SEX, grey_share, natural_colour, receding
from procgen.character.people.person import Person, Worn
from procgen.character.skin import EyeParameters, SkinParameters, sample_eyes, sample_skin
from procgen.character.skin.eye_textures import RANGES as EYE_RANGES
from procgen.character.skin.parameters import RANGES as SKIN_RANGES
from procgen.character.wardrobe.kind import Colour
from procgen.runtime.ranges import Range

_SKIN = ("wrinkles", "age_spots", "mottling", "pores", "under_eyes", "flush")
_EYES = ("iris_size", "pupil", "veins", "yellow", "rim")
_STUBBLE_FROM_YEARS = 17.0
_DYED = 0.22
"""Farther than this from all natural colours and their greying, as a distance in RGB, hair is dyed and stays so."""
_ALL_GREY = 0.93
"""From this share on the colour that was below can't be told."""
_GREYS = ("grey", "white", "platinum")


def aged_skin(person: Person, sex: float, age_years: float) -> SkinParameters:
    """The skin at another age and sex; nobody's stubble stays where beards do not grow."""
    skin, heritage = person.skin, person.shape.macro.heritage
    # A man's draws include those of his stubble; a woman's are the same ones at every age.
    before = sample_skin(person.seed, heritage, person.age_years, 0.0)
    after = sample_skin(person.seed, heritage, age_years, 0.0)
    changed: dict[str, Any] = {
        name: _moved(getattr(skin, name), getattr(before, name), getattr(after, name), SKIN_RANGES[name])
        for name in _SKIN
    }
    grows = sex > MIN_BEARD_SEX and age_years >= _STUBBLE_FROM_YEARS
    grew = person.sex > MIN_BEARD_SEX and person.age_years >= _STUBBLE_FROM_YEARS
    stubble = skin.beard_stubble
    if grew and not grows:
        stubble = 0.0
    elif grows and not grew:
        stubble = sample_skin(person.seed, heritage, age_years, sex).beard_stubble
    return replace(skin, **changed, beard_stubble=stubble)


def aged_eyes(person: Person, age_years: float) -> EyeParameters:
    """The eyes at another age."""
    heritage = person.shape.macro.heritage
    before = sample_eyes(person.seed, heritage, person.age_years)
    after = sample_eyes(person.seed, heritage, age_years)
    changed: dict[str, Any] = {
        name: _moved(getattr(person.eyes, name), getattr(before, name), getattr(after, name), EYE_RANGES[name])
        for name in _EYES
    }
    return replace(person.eyes, **changed)


def aged_hair(person: Person, sex: float, age_years: float) -> Worn | None:
    """The hair at another age: greyer, and a man's hairline higher; or the other way round."""
    hair = person.hair
    if hair is None:
        return None
    options = dict(hair.options)
    old = receding(person.sex, person.age_years)
    if "receding" in options and not isinstance(options["receding"], str):
        new = receding(sex, age_years)
        share = (
            float(options["receding"]) / old if old > 0 else float(chance_of("ageing/receding", person.seed).random())
        )
        if new != old:
            options["receding"] = float(np.clip(share * new, 0.0, 1.0))
    colours = {
        name: aged_colour(colour, person, age_years) if name == "hair" else colour
        for name, colour in hair.colours.items()
    }
    return Worn(hair.kind, options, colours)


def aged_colour(colour: Colour, person: Person, age_years: float) -> Colour:
    """A colour of hair at another age; dyed hair stays."""
    found = _origin(colour, person)
    if found is None:
        return colour
    natural, late = found
    before, after = grey_share(person.age_years, late), grey_share(age_years, late)
    if after > before:
        return greyed(colour, (after - before) / (1.0 - before))
    if after == before:
        return colour
    if before >= _ALL_GREY:
        natural = natural_colour(person.shape.macro.heritage, chance_of("ageing/hair", person.seed))
    # What sets the colour apart from its name's stays, rather than grows with the grey that is taken out.
    own = np.array(colour) - np.array(greyed(natural, before))
    red, green, blue = np.clip(np.array(natural) + own, 0.02, 0.97)
    return greyed((float(red), float(green), float(blue)), after)


def _origin(colour: Colour, person: Person) -> tuple[Colour, float] | None:
    """The natural colour that greyed to another, and how late (0 early to 1 late); None for dyed hair."""
    found, nearest = None, _DYED
    for late in np.linspace(0.0, 1.0, 11):
        share = grey_share(person.age_years, float(late))
        for name, natural in NATURAL.items():
            distance = float(np.linalg.norm(np.array(greyed(natural, share)) - np.array(colour)))
            if name not in _GREYS and distance < nearest - 1e-9:
                found, nearest = (natural, float(late)), distance
    return found


def grows_beard(sex: float, age_years: float) -> bool:
    """Whether somebody may have a beard at all."""
    return sex > MIN_BEARD_SEX and age_years >= ADULT_YEARS


def _moved(value: float, before: float, after: float, allowed: Range) -> float:
    """A value changed as its drawn ones differ, inside its range; bit-equal where they do not."""
    if before == after:
        return value
    return allowed.nearest(value + after - before)
