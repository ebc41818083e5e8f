"""Short forms for describing garments: slots, common options, kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from procgen.character.mesh.part import Slot
from procgen.character.wardrobe.kind import Builder, Colour, Kind, Option, Value, number

LOOSE = number("looseness", "tight to wide", 0.35)
FOLDS = number("folds", "how wrinkled the cloth is", 0.6)


def sleeve(default: float, minimum: float = 0.0, maximum: float = 1.0) -> Option:
    """The option for a sleeve's length: 0 none, 0.5 elbow, 1 wrist."""
    return number("sleeve", "none to wrist", default, minimum, maximum)


def cloth(name: str, colour: Colour, texture: str = "fabric", roughness: float = 0.85) -> Slot:
    """A material of woven or knitted cloth."""
    return Slot("cloth", name, colour, texture, 0.0, roughness)


def leather(name: str, colour: Colour) -> Slot:
    """A material of leather."""
    return Slot("leather", name, colour, "leather", 0.0, 0.6)


def metal(name: str, colour: Colour, texture: str = "metal", roughness: float = 0.4) -> Slot:
    """A material of bare metal."""
    return Slot("metal", name, colour, texture, 1.0, roughness)


def plastic(name: str, colour: Colour, roughness: float = 0.45) -> Slot:
    """A material of hard plastic or painted composite."""
    return Slot("plastic", name, colour, "plastic", 0.0, roughness)


def numbers(options: Mapping[str, Value]) -> dict[str, float]:
    """The options that are numbers."""
    return {name: value for name, value in options.items() if isinstance(value, float)}


def words(options: Mapping[str, Value]) -> dict[str, str]:
    """The options that are choices."""
    return {name: value for name, value in options.items() if isinstance(value, str)}


def kind(
    name: str,
    label: str,
    settings: tuple[str, ...],
    layer: int,
    covers: tuple[str, ...],
    build: Builder,
    child_safe: bool,
    slots: Iterable[Slot],
    options: Iterable[Option],
) -> Kind:
    """A garment."""
    return Kind(
        name=name,
        label=label,
        settings=settings,
        layer=layer,
        options={option.name: option for option in options},
        slots=tuple(slots),
        child_safe=child_safe,
        covers=frozenset(covers),
        build=build,
    )
