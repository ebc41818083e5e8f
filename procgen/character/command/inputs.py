"""What a character command reads: values by name, colours, things that are worn, changes, files of conditions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from google.protobuf import json_format

from procgen.character.people.catalogue import CLOTHES, category_of, kind_of
from procgen.errors import Failed, Violation
from procgen.kit.command.blob_files import send_file
from procgen.kit.command.control_files import read_control_file
from procgen.kit.command.flag_reader import FlagReader
from procgen.kit.wire.blobs import BlobStore
from procgen.v1 import character_pb2, character_person_pb2

_COLOUR = re.compile(r"#([0-9a-fA-F]{6})")
_PROTO = "message Conditions of character_person.proto"
_CONDITION_FIELDS = tuple(item.name for item in character_person_pb2.Conditions.DESCRIPTOR.fields)
_OWN_PARTS = re.compile(r":(?=name=|layer=|#)")
EVERY_SLOT = ""
"""Slot whose colour is that of all slots, of hair and beards."""


@dataclass(slots=True)
class Reader(FlagReader):
    """Reads what people are, too."""

    def worn(self, text: str, flag: str) -> character_person_pb2.Worn:
        """``KIND[:NAME=VALUE]...``: a VALUE is a number, a word or a colour such as #7a2030; a colour without NAME is
        that of all hair, or of a garment's main material.
        """
        kind, *parts = (part.strip() for part in text.split(":"))
        made = character_person_pb2.Worn(kind=kind)
        for part in parts:
            name, equals, value = (piece.strip() for piece in part.partition("="))
            colour = colour_of(value if equals else name)
            if colour is not None:
                made.colours_rgb[name if equals else _main_slot(kind)] = colour
            elif not (equals and name and value) or value.startswith("#"):
                allowed = "KIND[:NAME=VALUE]..., such as cloak:length=0.6:cloth=#7a2030"
                self.wrong.append(Violation.of(flag, repr(text), allowed))
            elif (number := _number(value)) is not None:
                made.numbers[name] = number
            else:
                made.words[name] = value
        return made

    def own_garments(self, texts: Iterable[str] | None, blobs: BlobStore) -> tuple[character_pb2.OwnGarment, ...]:
        """``FILE[:name=NAME][:layer=NUMBER][:#RRGGBB]``; the files are put where the service finds them.

        Raises:
            Failed: a file can't be read.
            InvalidFields: it is empty or too large.
        """
        made = []
        for text in texts or ():
            path, *parts = _OWN_PARTS.split(text)
            garment = character_pb2.OwnGarment()
            for part in parts:
                name, _, value = part.partition("=")
                if (colour := colour_of(part)) is not None:
                    garment.colour_rgb = colour
                elif name == "layer" and value.isdecimal() and len(value) < 10:
                    garment.layer = int(value)
                elif name == "name":
                    garment.name = value
                else:
                    allowed = "FILE[:name=NAME][:layer=0 to 4][:#RRGGBB]"
                    self.wrong.append(Violation.of("--own-garment", repr(text), allowed))
            garment.sha256 = send_file(Path(path), "--own-garment", blobs, "Name a GLB or OBJ.")
            made.append(garment)
        return tuple(made)

    def skin(self, texts: Iterable[str] | None) -> character_person_pb2.Skin:
        """NAME=VALUE of skin: numbers, words and colours."""
        made = character_person_pb2.Skin()
        for name, value in self.pairs(texts, "--skin", "NAME=VALUE, such as freckles=0.6"):
            colour, number = colour_of(value), _number(value)
            if colour is not None:
                made.colours_rgb[name] = colour
            elif number is not None:
                made.numbers[name] = number
            elif value.startswith("#"):
                self.wrong.append(Violation.of("--skin", f"{name}={value}", "a colour such as #8a4b2d"))
            else:
                made.words[name] = value
        return made

    def eyes(self, texts: Iterable[str] | None) -> character_person_pb2.Eyes:
        """A colour for both eyes, or NAME=VALUE; colours by name or such as #4a7a5c."""
        made = character_person_pb2.Eyes()
        for text in texts or ():
            name, equals, value = (piece.strip() for piece in text.partition("="))
            value, places = (value, [name]) if equals else (name, ["left", "right"])
            colour, number = colour_of(value), _number(value)
            if not (places[0] and value) or (value.startswith("#") and colour is None):
                allowed = "a colour, or NAME=VALUE such as left=green"
                self.wrong.append(Violation.of("--eyes", repr(text), allowed))
                continue
            for place in places:
                if colour is not None:
                    made.colours_rgb[place] = colour
                elif number is not None:
                    made.numbers[place] = number
                else:
                    made.words[place] = value
        return made

    def edits(self, texts: Iterable[str] | None) -> Edits:
        """NAME=VALUE to reach, NAME=+VALUE or NAME=-VALUE to change by."""
        made = Edits()
        allowed = "NAME=VALUE, NAME=+VALUE or NAME=-VALUE, such as mass=+10"
        for name, value in self.pairs(texts, "--edit", allowed):
            number = _number(value)
            if number is None:
                self.wrong.append(Violation.of("--edit", f"{name}={value}", allowed))
            elif value[0] in "+-":
                made.by[name] = number
            else:
                made.to[name] = number
        return made


@dataclass(slots=True)
class Edits:
    """New values, and changes of values, by name."""

    to: dict[str, float] = field(default_factory=dict)
    by: dict[str, float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.to or self.by)

    def request(self, person: character_person_pb2.Person, locks: Iterable[str]) -> character_pb2.EditRequest:
        """What to ask for a person."""
        request = character_pb2.EditRequest(person=person, locks=list(locks))
        own = {"age": "age_years", "sex": "sex", "muscle": "muscle"}
        for name, value in self.to.items():
            if name in own:
                setattr(request, own[name], value)
            else:
                request.measures[name] = value
        for name, value in self.by.items():
            if name in own:
                setattr(request, own[name], getattr(person.shape, own[name]) + value)
            else:
                request.measure_changes[name] = value
        return request


def _main_slot(kind: str) -> str:
    known = kind_of(kind) if category_of(kind) in CLOTHES else None
    return EVERY_SLOT if known is None else known.slots[0].name


def colour_of(text: str) -> int | None:
    """A colour such as ``#8a4b2d`` as 0xRRGGBB, None for any other text."""
    found = _COLOUR.fullmatch(text)
    return int(found[1], 16) if found else None


def read_conditions(path: Path) -> character_person_pb2.Conditions:
    """Conditions from protobuf's JSON of them: ``{"age_years": 40, "skin": {"scars": [...]}}``.

    Raises:
        Failed: the file is no such JSON.
    """
    return read_control_file(path, character_person_pb2.Conditions, _CONDITION_FIELDS, _PROTO)


def read_outfit(path: Path, known: character_person_pb2.Conditions) -> None:
    """Put on what a file of the output "outfit" has, and nothing else but what is in ``known`` already.

    Raises:
        Failed: the file holds no clothes.
    """
    remedy = "Name a .json that --format outfit wrote."
    try:
        conditions = json.loads(path.read_text("utf-8"))["conditions"]
        worn = json_format.ParseDict(conditions, character_person_pb2.Conditions())
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, RecursionError, json_format.ParseError) as error:
        raise Failed(f"{path} holds no clothes: {error}", remedy) from error
    if not worn.outfit:
        raise Failed(f"{path} holds no clothes", remedy)
    said = {piece.kind for piece in known.outfit}
    known.outfit.extend(piece for piece in worn.outfit if piece.kind not in said)
    known.only_outfit = True


def read_person(path: Path) -> character_person_pb2.Person:
    """A person from a file of the output "person", or from a recipe.

    Raises:
        Failed: the file holds no person.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        person = data["request"]["person"] if "request" in data else data["person"]
        return json_format.ParseDict(person, character_person_pb2.Person())
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, RecursionError, json_format.ParseError) as error:
        raise Failed(f"{path} holds no person: {error}", "Name a .json that --format person wrote.") from error


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
