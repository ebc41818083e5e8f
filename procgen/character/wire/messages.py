"""Persons as messages of the contract, and back: floats of 32 bits and colours of 24, so nothing is lost on the way.

Reading never refuses a value: what can't be accepted is left to the domain's screening. Only what the domain has no
place for (names that nobody knows, colours beyond 24 bits) is noted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape
from procgen.character.people.catalogue import kind_of
from procgen.character.people.colours import rgb
from procgen.character.people.person import MACRO_NUMBERS, Person, StyleChoice, Worn
from procgen.character.skin import RANGES as SKIN_RANGES
from procgen.character.skin import EyeParameters, Scar, SkinParameters, Tattoo
from procgen.character.skin.eye_textures import RANGES as EYE_RANGES
from procgen.character.wardrobe.kind import Colour, Option
from procgen.errors import Violation
from procgen.runtime.ranges import Range
from procgen.v1 import character_person_pb2 as pb

RGB_ALLOWED: Final = "0xRRGGBB, a whole number from 0 to 16777215"
_COLOUR = "_colour"


@dataclass(frozen=True, slots=True)
class LookNames:
    """What a message about skin or eyes can say: names of its maps."""

    numbers: Mapping[str, Range]
    words: tuple[str, ...]
    colours: tuple[str, ...]
    """Without the "_colour" that the domain's names end in."""


def _look_names(kind: type[SkinParameters | EyeParameters], ranges: Mapping[str, Range]) -> LookNames:
    defaults: dict[str, Any] = {item.name: item.default for item in fields(kind)}
    return LookNames(
        {name: allowed for name, allowed in ranges.items() if name != "seed"},
        tuple(name for name, default in defaults.items() if isinstance(default, str)),
        tuple(name.removesuffix(_COLOUR) for name in defaults if name.endswith(_COLOUR)),
    )


SKIN: Final = _look_names(SkinParameters, SKIN_RANGES)
EYES: Final = _look_names(EyeParameters, EYE_RANGES)


def rgb_number(colour: Colour) -> int:
    """A colour, sRGB 0..1, as 0xRRGGBB."""
    red, green, blue = (round(part * 255) for part in colour)
    return red << 16 | green << 8 | blue


def rgb_colour(number: int, path: str, found: list[Violation]) -> Colour:
    """0xRRGGBB as a colour; black, and a violation, for a number that is none."""
    if number > 0xFFFFFF:
        found.append(Violation.of(path, hex(number), RGB_ALLOWED))
        return 0.0, 0.0, 0.0
    return rgb(number)


def person_message(person: Person) -> pb.Person:
    """A person as the wire carries it; :func:`read_person` reads the same back from a person that was drawn."""
    return pb.Person(
        seed=person.seed,
        name=person.name,
        background=person.background,
        setting=person.setting,
        role=person.role,
        shape=shape_message(person.shape),
        skin=_skin_message(person.skin),
        eyes=_eyes_message(person.eyes),
        hair=None if person.hair is None else worn_message(person.hair),
        beard=None if person.beard is None else worn_message(person.beard),
        brows=None if person.brows is None else worn_message(person.brows),
        outfit=[worn_message(worn) for worn in person.outfit],
        style=style_message(person.style),
    )


def shape_message(shape: Shape) -> pb.BodyShape:
    """Sliders of body and face; those that stand at 0 are left out."""
    return pb.BodyShape(
        **{name: getattr(shape.macro, name) for name in MACRO_NUMBERS},
        heritage=dict(shape.macro.heritage),
        modifiers={name: value for name, value in shape.modifiers.items() if value},
    )


def worn_message(worn: Worn) -> pb.Worn:
    """One thing that is worn."""
    return pb.Worn(
        kind=worn.kind,
        numbers={name: value for name, value in worn.options.items() if not isinstance(value, str)},
        words={name: value for name, value in worn.options.items() if isinstance(value, str)},
        colours_rgb={name: rgb_number(colour) for name, colour in worn.colours.items()},
    )


def style_message(style: StyleChoice) -> pb.Style:
    """A style and how far it goes."""
    return pb.Style(kind=style.kind, amount=style.amount)


def _skin_message(skin: SkinParameters) -> pb.Skin:
    return skin_message({item.name: getattr(skin, item.name) for item in fields(skin)})


def _eyes_message(eyes: EyeParameters) -> pb.Eyes:
    return eyes_message({item.name: getattr(eyes, item.name) for item in fields(eyes)})


def skin_message(known: Mapping[str, Any]) -> pb.Skin:
    """What is known of a skin, by the domain's names."""
    return pb.Skin(
        **_look(known, SKIN),
        scars=[
            pb.Scar(place=scar.place, kind=scar.kind, length_mm=scar.length_mm, age=scar.age)
            for scar in known.get("scars", ())
        ],
        tattoos=[
            pb.Tattoo(motif=ink.motif, place=ink.place, colour_rgb=rgb_number(ink.colour), strength=ink.strength)
            for ink in known.get("tattoos", ())
        ],
    )


def eyes_message(known: Mapping[str, Any]) -> pb.Eyes:
    """What is known of eyes, by the domain's names."""
    return pb.Eyes(**_look(known, EYES))


def _look(known: Mapping[str, Any], names: LookNames) -> dict[str, Any]:
    colours = {name: known.get(name + _COLOUR) for name in names.colours}
    return {
        "numbers": {name: known[name] for name in names.numbers if name in known},
        "words": {name: known[name] for name in names.words if name in known},
        "colours_rgb": {name: rgb_number(colour) for name, colour in colours.items() if colour is not None},
        "seed": known.get("seed"),
    }


def read_person(message: pb.Person, path: str, found: list[Violation]) -> Person:
    """A person from a message.

    Args:
        message: as it came.
        path: where it lies in the request: "person".
        found: what has no place in a person is added here.
    """
    outfit = [read_worn(worn, f"{path}.outfit[{number}]", found) for number, worn in enumerate(message.outfit)]
    worn = {
        name: read_worn(getattr(message, name), f"{path}.{name}", found) if message.HasField(name) else None
        for name in ("hair", "beard", "brows")
    }
    seed = {"seed": message.seed}
    return Person(
        seed=message.seed,
        shape=read_shape(message.shape),
        skin=SkinParameters(**{**seed, **read_skin(message.skin, f"{path}.skin", found)}),
        eyes=EyeParameters(**{**seed, **read_eyes(message.eyes, f"{path}.eyes", found)}),
        outfit=tuple(outfit),
        style=read_style(message.style),
        name=message.name,
        background=message.background,
        setting=message.setting,
        role=message.role,
        **worn,
    )


def read_shape(message: pb.BodyShape) -> Shape:
    """Sliders of body and face."""
    numbers = {name: getattr(message, name) for name in MACRO_NUMBERS}
    modifiers = {name: value for name, value in message.modifiers.items() if value}
    return Shape(Macro(**numbers, heritage=dict(message.heritage)), modifiers)


def read_style(message: pb.Style) -> StyleChoice:
    """A style; realistic and whole where nothing is said."""
    return StyleChoice(message.kind or "realistic", message.amount if message.HasField("amount") else 1.0)


def read_worn(message: pb.Worn, path: str, found: list[Violation]) -> Worn:
    """One thing that is worn."""
    for name in sorted(set(message.numbers) & set(message.words)):
        found.append(Violation.of(f"{path}.words.{name}", message.words[name], "a number or a word, not both"))
    kind = kind_of(message.kind)
    options: Mapping[str, Option] = {} if kind is None else kind.choices
    return Worn(
        message.kind,
        {**{name: _at_end(value, options.get(name)) for name, value in message.numbers.items()}, **message.words},
        {
            name: rgb_colour(number, f"{path}.colours_rgb.{name}", found)
            for name, number in sorted(message.colours_rgb.items())
        },
    )


def _at_end(value: float, option: Option | None) -> float:
    """A number; the end of its range where 32 bits have rounded that outwards."""
    if option is not None and not option.values:
        for end in (option.minimum, option.maximum):
            if value == float(np.float32(end)):
                return end
    return value


def read_skin(message: pb.Skin, path: str, found: list[Violation]) -> dict[str, Any]:
    """What a message says of a skin, by the domain's names."""
    known = _read_look(message, SKIN, path, found)
    if message.scars:
        known["scars"] = tuple(_scar(scar) for scar in message.scars)
    if message.tattoos:
        known["tattoos"] = tuple(
            _tattoo(ink, f"{path}.tattoos[{number}]", found) for number, ink in enumerate(message.tattoos)
        )
    return known


def read_eyes(message: pb.Eyes, path: str, found: list[Violation]) -> dict[str, Any]:
    """What a message says of eyes, by the domain's names."""
    return _read_look(message, EYES, path, found)


def _read_look(message: pb.Skin | pb.Eyes, names: LookNames, path: str, found: list[Violation]) -> dict[str, Any]:
    known: dict[str, Any] = {"seed": message.seed} if message.HasField("seed") else {}
    for name, value in _known_names(message.numbers, names.numbers, f"{path}.numbers", found):
        known[name] = int(value) if names.numbers[name].whole and value.is_integer() else value
    for name, word in _known_names(message.words, names.words, f"{path}.words", found):
        known[name] = word
    for name, number in _known_names(message.colours_rgb, names.colours, f"{path}.colours_rgb", found):
        known[name + _COLOUR] = rgb_colour(number, f"{path}.colours_rgb.{name}", found)
    return known


def _known_names(
    said: Mapping[str, Any], allowed: Iterable[str], path: str, found: list[Violation]
) -> list[tuple[str, Any]]:
    """The entries of a map whose names mean something, by name; the others are violations."""
    names = tuple(allowed)
    found += [Violation.of(path, repr(name), ", ".join(names)) for name in sorted(said) if name not in names]
    return [(name, said[name]) for name in sorted(said) if name in names]


def _scar(message: pb.Scar) -> Scar:
    usual = Scar(message.place)
    return Scar(
        message.place,
        message.length_mm if message.HasField("length_mm") else usual.length_mm,
        message.kind or usual.kind,
        message.age if message.HasField("age") else usual.age,
    )


def _tattoo(message: pb.Tattoo, path: str, found: list[Violation]) -> Tattoo:
    usual = Tattoo(message.motif, message.place)
    return Tattoo(
        message.motif,
        message.place,
        rgb_colour(message.colour_rgb, f"{path}.colour_rgb", found) if message.HasField("colour_rgb") else usual.colour,
        message.strength if message.HasField("strength") else usual.strength,
    )
