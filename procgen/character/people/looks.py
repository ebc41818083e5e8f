"""How different two people look: looks are vectors, and Euclidean distances compare them.

One unit is about what is plainly seen at a glance: another hair colour, a head's height, ten years of age. What a piece
of clothing adds is in dimensions of its own, so that a pair that wears the same differs by its colours alone.

==================  ==================================================================================================
part                a unit is
==================  ==================================================================================================
sex                 half the way from woman to man
age                 a factor of 1.35
stature             0.08 m
body                2 standard deviations of each named axis of the population (children: of stature and mass only)
face                1.5 standard deviations of each named axis of faces
skin                0.2 of the scale of melanin; 0.5 of undertone, wrinkles, freckles, stubble and paint
eyes                0.3 of the colour of the iris
hair, beard         1 a style that differs; 0.25 of the colour, along each of red, green and blue
clothes             0.7 a piece that only one has; 0.4 of the colour of its first material
==================  ==================================================================================================
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.face.axes import NAMES as FACE_AXES
from procgen.character.face.mesh import Condition, HeadMesh, corner_weights, head_vertices
from procgen.character.face.sliders import to_row
from procgen.character.hair import BEARDS, HAIR
from procgen.character.people.catalogue import CLOTHES, SHOPS
from procgen.character.people.draw import People, Sketch
from procgen.character.people.growth import mass_norm, stature_norm
from procgen.character.people.person import Worn
from procgen.character.population import AXIS_NAMES
from procgen.character.skin import IRISES
from procgen.character.wardrobe.kind import Colour, Kind

Look = npt.NDArray[np.float32]

_SEX, _AGE, _STATURE_M = 0.5, math.log(1.35), 0.08
_BODY, _FACE = 2.0, 1.5
_MELANIN, _SKIN, _IRIS = 0.2, 0.5, 0.3
_STYLE, _HAIR_COLOUR = 1.0, 0.25
_PIECE, _CLOTH_COLOUR = 0.7, 0.4
_EVERY = 6
"""Of the head's vertices, one in so many is compared."""
_SKIN_NUMBERS = ("undertone", "wrinkles", "freckles", "age_spots", "beard_stubble", "lipstick", "dirt")


def look_of(sketch: Sketch, people: People) -> Look:
    """The look (D,) of a person whose body need not be fitted yet: its wanted measures say how it looks."""
    person = sketch.person
    macro = person.shape.macro
    face = {name: value for name, value in person.shape.modifiers.items() if name in people.face_sliders}
    axes = people.faces.encode(face, macro.sex, macro.age_years, macro.heritage)
    iris = IRISES[person.eyes.left].outer if person.eyes.left_colour is None else person.eyes.left_colour
    parts = [
        [macro.sex / _SEX, math.log(macro.age_years) / _AGE, sketch.wanted["stature"] / _STATURE_M],
        [value / _BODY for value in _body(sketch, people)],
        [axes[name] / _FACE for name in FACE_AXES],
        [person.skin.melanin / _MELANIN, *(getattr(person.skin, name) / _SKIN for name in _SKIN_NUMBERS)],
        [len(person.skin.scars), len(person.skin.tattoos), float(person.skin.war_paint != "none")],
        [part / _IRIS for part in iris],
    ]
    for worn, kinds in ((person.hair, HAIR.kinds), (person.beard, BEARDS.kinds)):
        parts.append(_style(worn, kinds))
    parts.append(list(_clothes(person.outfit)))
    return np.concatenate([np.asarray(part, np.float32) for part in parts])


def face_of(sketch: Sketch, people: People) -> Look:
    """The form of a person's head (D,): Euclidean distances are root mean square distances of its skin, metres.

    Heads are brought to the same middle; what the body's fit does to them is left out.
    """
    person = sketch.person
    macro, faces = person.shape.macro, people.faces
    mesh = _heads(people.basis, faces.sliders)
    face = {name: value for name, value in person.shape.modifiers.items() if name in people.face_sliders}
    whose = corner_weights([Condition(macro.sex, macro.age_years, macro.heritage)])
    skin = mesh.evaluate(to_row(face, faces.sliders).astype(np.float32)[None], whose)[0]
    middle = skin - skin.mean(axis=0)
    return np.asarray(middle.ravel() / np.sqrt(len(middle)), np.float32)


@lru_cache(maxsize=1)
def _heads(basis: Basis, sliders: tuple[str, ...]) -> HeadMesh:
    """Some of the head's vertices under the sliders of the face."""
    return HeadMesh.of(basis, sliders, head_vertices(basis)[::_EVERY])


def _body(sketch: Sketch, people: People) -> list[float]:
    macro = sketch.person.shape.macro
    if sketch.row is None:
        tall = stature_norm(macro.sex, macro.age_years).deviations(sketch.wanted["stature"])
        heavy = mass_norm(macro.sex, macro.age_years).deviations(sketch.wanted["mass"])
        return [tall, heavy - tall] + [0.0] * (len(AXIS_NAMES) - 2)
    low, high = people.population.age_range_years
    return list(people.population.encode(sketch.row[None], macro.sex, min(max(macro.age_years, low), high))[0])


def _style(worn: Worn | None, kinds: Mapping[str, Kind]) -> list[float]:
    """One dimension a style, so that two styles are one unit apart, and the colour."""
    step = _STYLE / math.sqrt(2.0)
    chosen = [step * (worn is not None and worn.kind == name) for name in kinds]
    if worn is None:
        return [*chosen, step, 0.0, 0.0, 0.0]
    slot = kinds[worn.kind].slots[0]
    return [*chosen, 0.0, *(part / _HAIR_COLOUR for part in worn.colours.get(slot.name, slot.colour))]


@cache
def _clothes_kinds() -> tuple[Kind, ...]:
    return tuple(kind for category in CLOTHES for kind in SHOPS[category].kinds.values())


def _clothes(outfit: tuple[Worn, ...]) -> Iterator[float]:
    """Four dimensions a kind: whether it is worn, and its colour less grey."""
    worn = {piece.kind: piece for piece in outfit}
    for kind in _clothes_kinds():
        piece = worn.get(kind.name)
        if piece is None:
            yield from (0.0, 0.0, 0.0, 0.0)
        else:
            colour: Colour = piece.colours.get(kind.slots[0].name, kind.slots[0].colour)
            yield _PIECE
            yield from ((part - 0.5) / _CLOTH_COLOUR for part in colour)
