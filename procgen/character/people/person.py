"""A person: everything that a character is made from, with all that chance decides decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape
from procgen.character.skin import EyeParameters, Scar, SkinParameters, Tattoo
from procgen.character.wardrobe.kind import Colour, Value

MACRO_NUMBERS = ("sex", "age_years", "muscle", "weight", "height", "proportions", "bust", "firmness")


@dataclass(frozen=True, slots=True)
class Worn:
    """One thing that is worn: its kind, the options and the slot colours that differ from the usual ones."""

    kind: str
    options: Mapping[str, Value] = field(default_factory=dict)
    colours: Mapping[str, Colour] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StyleChoice:
    """How true to life the character is: a style's name and how far it goes, 0 to 1."""

    kind: str = "realistic"
    amount: float = 1.0


@dataclass(frozen=True, slots=True)
class Person:
    """Equal persons make equal bytes. ``name``, ``background`` and ``role`` are not part of what is made."""

    seed: int
    shape: Shape
    skin: SkinParameters = field(default_factory=SkinParameters)
    eyes: EyeParameters = field(default_factory=EyeParameters)
    hair: Worn | None = None
    beard: Worn | None = None
    brows: Worn | None = None
    outfit: tuple[Worn, ...] = ()
    style: StyleChoice = field(default_factory=StyleChoice)
    name: str = ""
    background: str = ""
    setting: str = "medieval"
    role: str = ""

    @property
    def sex(self) -> float:
        """0 female to 1 male."""
        return self.shape.macro.sex

    @property
    def age_years(self) -> float:
        """6 to 90."""
        return self.shape.macro.age_years


def record(person: Person) -> dict[str, Any]:
    """A person as JSON; :func:`from_record` reads it back, bit for bit."""
    macro = person.shape.macro
    return {
        "seed": str(person.seed),
        "name": person.name,
        "background": person.background,
        "setting": person.setting,
        "role": person.role,
        "shape": {
            **{name: float(getattr(macro, name)) for name in MACRO_NUMBERS},
            "heritage": {name: float(value) for name, value in sorted(macro.heritage.items())},
            "modifiers": {name: float(value) for name, value in sorted(person.shape.modifiers.items()) if value},
        },
        "skin": _plain(person.skin),
        "eyes": _plain(person.eyes),
        **{name: _worn_record(getattr(person, name)) for name in ("hair", "beard", "brows")},
        "outfit": [_worn_record(worn) for worn in person.outfit],
        "style": {"kind": person.style.kind, "amount": float(person.style.amount)},
    }


def from_record(data: Mapping[str, Any]) -> Person:
    """Read what :func:`record` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    shape = data["shape"]
    return Person(
        seed=int(data["seed"]),
        name=str(data["name"]),
        background=str(data["background"]),
        setting=str(data["setting"]),
        role=str(data["role"]),
        shape=Shape(
            Macro(**{name: float(shape[name]) for name in MACRO_NUMBERS}, heritage=_floats(shape["heritage"])),
            _floats(shape["modifiers"]),
        ),
        skin=_skin(data["skin"]),
        eyes=EyeParameters(**{name: _value(EyeParameters, name, value) for name, value in data["eyes"].items()}),
        hair=_worn_from(data["hair"]),
        beard=_worn_from(data["beard"]),
        brows=_worn_from(data["brows"]),
        outfit=tuple(worn for worn in map(_worn_from, data["outfit"]) if worn is not None),
        style=StyleChoice(str(data["style"]["kind"]), float(data["style"]["amount"])),
    )


def _floats(values: Mapping[str, Any]) -> dict[str, float]:
    return {str(name): float(value) for name, value in values.items()}


def _worn_record(worn: Worn | None) -> dict[str, Any] | None:
    if worn is None:
        return None
    return {
        "kind": worn.kind,
        "options": dict(sorted(worn.options.items())),
        "colours": {name: list(map(float, colour)) for name, colour in sorted(worn.colours.items())},
    }


def _worn_from(data: Mapping[str, Any] | None) -> Worn | None:
    if data is None:
        return None
    return Worn(
        str(data["kind"]),
        {str(name): value if isinstance(value, str) else float(value) for name, value in data["options"].items()},
        {str(name): _colour(value) for name, value in data["colours"].items()},
    )


def _colour(value: Any) -> Colour:
    red, green, blue = map(float, value)
    return red, green, blue


def _plain(parameters: SkinParameters | EyeParameters) -> dict[str, Any]:
    """Parameters as JSON; seeds as text, since JSON's numbers have 53 bits."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(parameters)))
    plain["seed"] = str(parameters.seed)
    return plain


def _skin(data: Mapping[str, Any]) -> SkinParameters:
    values = {name: _value(SkinParameters, name, value) for name, value in data.items()}
    values["scars"] = tuple(
        Scar(str(scar["place"]), float(scar["length_mm"]), str(scar["kind"]), float(scar["age"]))
        for scar in data["scars"]
    )
    values["tattoos"] = tuple(
        Tattoo(str(ink["motif"]), str(ink["place"]), _colour(ink["colour"]), float(ink["strength"]))
        for ink in data["tattoos"]
    )
    return SkinParameters(**values)


def _value(kind: type[SkinParameters | EyeParameters], name: str, value: Any) -> Any:
    """A field's value with the type of its default. Raises KeyError for a field that there is not."""
    default: Any = {item.name: item.default for item in fields(kind)}[name]
    if isinstance(value, list):
        return tuple(value)
    if value is None or default is None:
        return value
    return type(default)(value)
