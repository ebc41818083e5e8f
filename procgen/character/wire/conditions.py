"""Conditions as messages and back, and the domain's violations by the paths that the contract has for their fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from procgen.character.people.catalogue import vocabulary
from procgen.character.people.conditions import Conditions, merged
from procgen.character.people.describe import MAX_CHARACTERS, describe
from procgen.character.people.person import Person, Worn
from procgen.character.wire.messages import (
    EYES,
    SKIN,
    LookNames,
    eyes_message,
    read_eyes,
    read_skin,
    read_style,
    read_worn,
    skin_message,
    style_message,
    worn_message,
)
from procgen.errors import Violation
from procgen.v1 import character_person_pb2 as pb

TEXT_ALLOWED: Final = f"at most {MAX_CHARACTERS} characters"
_SINGLE = ("sex", "age_years", "muscle", "face_strength")
_MAPS = ("heritage", "measures", "body_axes", "face_axes", "modifiers")
_PIECE = re.compile(r"(hair|beard|brows|outfit\[(\d+)\])\.(.+)", re.DOTALL)
_LOOK = re.compile(r"(skin|eyes)\.(\w+)")
_PATH = re.compile(r"(\w*)[.\[]?(\w*)")


def conditions_message(conditions: Conditions) -> pb.Conditions:
    """Conditions as the wire carries them."""
    values: dict[str, Any] = {name: getattr(conditions, name) for name in _SINGLE}
    values |= {name: dict(getattr(conditions, name)) for name in _MAPS}
    return pb.Conditions(
        **values,
        skin=skin_message(conditions.skin) if conditions.skin else None,
        eyes=eyes_message(conditions.eyes) if conditions.eyes else None,
        hair=None if conditions.hair is None else worn_message(conditions.hair),
        beard=None if conditions.beard is None else worn_message(conditions.beard),
        outfit=[worn_message(worn) for worn in conditions.outfit],
        without=conditions.without,
        only_outfit=conditions.only_outfit,
        setting=conditions.setting,
        role=conditions.role,
        style=None if conditions.style is None else style_message(conditions.style),
    )


def read_conditions(message: pb.Conditions, path: str, found: list[Violation]) -> Conditions:
    """Conditions from a message; what has no place in conditions is added to ``found``."""
    values: dict[str, Any] = {field.name: value for field, value in message.ListFields() if field.name in _SINGLE}
    values |= {name: dict(getattr(message, name)) for name in _MAPS}
    for name in ("hair", "beard"):
        if message.HasField(name):
            values[name] = read_worn(getattr(message, name), f"{path}.{name}", found)
    if message.HasField("style"):
        values["style"] = read_style(message.style)
    return Conditions(
        **values,
        skin=read_skin(message.skin, f"{path}.skin", found),
        eyes=read_eyes(message.eyes, f"{path}.eyes", found),
        outfit=tuple(read_worn(worn, f"{path}.outfit[{number}]", found) for number, worn in enumerate(message.outfit)),
        without=tuple(message.without),
        only_outfit=message.only_outfit,
        setting=message.setting,
        role=message.role,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What a request says of whoever is to be drawn, in fields and in words.

    Attributes:
        conditions: both together; fields win.
        unknown_words: words that mean nothing.
        said: the conditions that came as fields.
    """

    conditions: Conditions
    unknown_words: tuple[str, ...]
    said: Conditions

    def wire_fields(self, found: Iterable[Violation]) -> list[Violation]:
        """The domain's violations by their paths in a request; what came in words is said of the text."""
        return [
            Violation.of("text", f"{each.field}: {each.value}", each.allowed)
            if self._came_in_words(each.field)
            else replace(each, field=f"conditions.{_wire_field(each.field, self.conditions)}")
            for each in found
        ]

    def _came_in_words(self, field: str) -> bool:
        name, key = _PATH.match(field).groups()  # type: ignore[union-attr]  # it matches everything
        said, known = (getattr(who, name, None) for who in (self.said, self.conditions))
        if isinstance(said, Mapping) and isinstance(known, Mapping):
            return key in known and key not in said
        if isinstance(said, tuple):
            return key.isdigit() and int(key) >= len(said)
        return said in (None, "") and known not in (None, "")


def read_known(message: pb.Conditions, text: str, found: list[Violation]) -> Known:
    """Conditions and words of a request; what has no place in conditions is added to ``found``."""
    said = read_conditions(message, "conditions", found)
    if len(text) > MAX_CHARACTERS:
        found.append(Violation.of("text", f"{len(text)} characters", TEXT_ALLOWED))
        text = ""
    described = describe(text, vocabulary())
    # As the wire would carry it: a recipe says in fields what came in words, and must lead to the same person.
    in_fields = read_conditions(conditions_message(described.conditions), "text", found)
    return Known(merged(said, in_fields), described.unknown, said)


def wire_fields(found: Iterable[Violation], who: Person | Conditions, path: str) -> list[Violation]:
    """Violations of a person or conditions by the contract's paths: "skin.freckles" is "person.skin.numbers.freckles".

    Args:
        found: as the domain names the fields.
        who: what was examined.
        path: where it lies in the request.
    """
    return [replace(each, field=f"{path}.{_wire_field(each.field, who)}") for each in found]


def _wire_field(field: str, who: Person | Conditions) -> str:
    look = _LOOK.match(field)
    if look is not None:
        names = SKIN if look[1] == "skin" else EYES
        return f"{look[1]}.{_map_of(look[2], names)}" + field[look.end() :]
    piece = _PIECE.fullmatch(field)
    if piece is not None and piece[3] != "kind":
        worn: Worn | None = who.outfit[int(piece[2])] if piece[2] else getattr(who, piece[1], None)
        return f"{piece[1]}.{_piece_field(piece[3], worn)}"
    return field


def _map_of(name: str, names: LookNames) -> str:
    if name in names.numbers:
        return f"numbers.{name}"
    if name in names.words:
        return f"words.{name}"
    colour = name.removesuffix("_colour")
    return f"colours_rgb.{colour}" if colour in names.colours else name


def _piece_field(name: str, worn: Worn | None) -> str:
    if name == "colours" or name.startswith("colours."):
        return "colours_rgb" + name.removeprefix("colours")
    return f"words.{name}" if worn is not None and isinstance(worn.options.get(name), str) else f"numbers.{name}"
