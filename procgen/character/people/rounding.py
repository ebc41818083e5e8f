"""Persons as the wire carries them: floats of 32 bits, colours of 24.

So a recipe that is read back asks for the same bytes.
"""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any

import numpy as np

from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape
from procgen.character.people.catalogue import kind_of
from procgen.character.people.person import MACRO_NUMBERS, Person, Worn


def single(value: float) -> float:
    """The nearest float of 32 bits."""
    return float(np.float32(value))


def rounded(person: Person) -> Person:
    """A person whose numbers are what the wire carries. Rounding twice is rounding once."""
    return replace(
        person,
        shape=rounded_shape(person.shape),
        skin=_rounded_fields(person.skin),
        eyes=_rounded_fields(person.eyes),
        hair=None if person.hair is None else rounded_worn(person.hair),
        beard=None if person.beard is None else rounded_worn(person.beard),
        brows=None if person.brows is None else rounded_worn(person.brows),
        outfit=tuple(rounded_worn(worn) for worn in person.outfit),
        style=replace(person.style, amount=single(person.style.amount)),
    )


def rounded_shape(shape: Shape) -> Shape:
    """Sliders as the wire carries them; those at 0 are left out."""
    numbers = {name: single(getattr(shape.macro, name)) for name in MACRO_NUMBERS}
    heritage = {name: single(share) for name, share in shape.macro.heritage.items()}
    modifiers = {name: single(value) for name, value in shape.modifiers.items() if value}
    return Shape(Macro(**numbers, heritage=heritage), modifiers)


def rounded_worn(worn: Worn) -> Worn:
    """Options and colours as the wire carries them; an end of an option's range that it moves out comes back in."""
    kind = kind_of(worn.kind)

    def inside(name: str, value: float) -> float:
        option = None if kind is None else kind.options.get(name)
        near = single(value)
        if option is not None and near > option.maximum >= value:
            return float(np.nextafter(np.float32(near), np.float32(-np.inf)))
        if option is not None and near < option.minimum <= value:
            return float(np.nextafter(np.float32(near), np.float32(np.inf)))
        return near

    return Worn(
        worn.kind,
        {name: value if isinstance(value, str) else inside(name, value) for name, value in worn.options.items()},
        {name: _rounded_value(colour) for name, colour in worn.colours.items()},
    )


def _rounded_fields(parameters: Any) -> Any:
    return replace(
        parameters, **{item.name: _rounded_value(getattr(parameters, item.name)) for item in fields(parameters)}
    )


def _rounded_value(value: Any) -> Any:
    """A number, a colour, or marks; words, whole numbers and nothing stay."""
    if isinstance(value, float) and math.isfinite(value):
        return single(value)
    if isinstance(value, tuple) and value and isinstance(value[0], int | float):
        return tuple(round(part * 255) / 255 for part in value)
    if isinstance(value, tuple):
        return tuple(_rounded_fields(mark) for mark in value)
    return value
