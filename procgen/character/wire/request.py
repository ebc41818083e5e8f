"""Requests for characters, checked as a whole: every field that can't be accepted is named, and none is taken on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from procgen.character.body.safety import shape_problems
from procgen.character.exporters import ExportOptions
from procgen.character.game.merge import TRIANGLES, USUAL_TRIANGLES
from procgen.character.materials import FORMATS
from procgen.character.mesh.model import BASIC
from procgen.character.motion.manner import RANGES, Manner
from procgen.character.motion.vocabulary import known, named, sets
from procgen.character.people.draw import Drawn
from procgen.character.people.person import Person
from procgen.character.people.roles import ROLES
from procgen.character.people.screening import check_person, field_violations
from procgen.character.skin import SIZES_PX
from procgen.character.wire.conditions import read_known, wire_fields
from procgen.character.wire.messages import read_person
from procgen.character.wire.own import OwnWorn, read_own
from procgen.character.wire.studio import Studio
from procgen.errors import InvalidFields, Violation
from procgen.formats.names import file_name_violations
from procgen.kit.wire.request_id import request_id_violations
from procgen.v1 import character_pb2, character_person_pb2

OUTPUTS_MAX: Final = 16
TEXTURE_SIDES_PX: Final = (0, *SIZES_PX)
DEFAULT_TEXTURE_PX: Final = 1024
PICTURE_PX: Final = (64, 1024)
DEFAULT_PICTURE_PX: Final = 512
TURNAROUND: Final = "turnaround"
TURNAROUND_PX: Final = 256
"""Least width of five figures side by side."""
GAME: Final = "game"
USDZ: Final = "usdz"
FILES: Final = {"glb": "full", "slim": "slim", "vrm": "vrm", GAME: "game", USDZ: "full"}
"""Kinds of files for engines, with the exporter's profile."""
IMPOSTOR: Final = "impostor"
PICTURES: Final = ("portrait", "figure", TURNAROUND, IMPOSTOR)
PERSON: Final = "person"
OUTFIT: Final = "outfit"
KINDS: Final = (*FILES, *PICTURES, PERSON, OUTFIT)
LODS: Final = 4
_SHOWN: Final = 5
"""Names that nobody knows, of those that are told."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file to make; what does not matter for its kind has the default, so that equal files have equal outputs."""

    kind: str = "glb"
    lod: int = 0
    texture_px: int = DEFAULT_TEXTURE_PX
    texture_format: str = FORMATS[0]
    clips: bool = True
    picture_px: int = DEFAULT_PICTURE_PX
    movements: tuple[str, ...] = BASIC
    manner: tuple[tuple[str, float], ...] = ()
    """What is said of the manner of moving, by the fields of :class:`procgen.character.motion.manner.Manner`."""
    triangles: int = USUAL_TRIANGLES
    face_shapes: bool = True

    def options(self, drawn: Drawn) -> ExportOptions:
        """For the exporter of files for engines; a person moves as it would where nothing else is said."""
        measures, person = drawn.measures, drawn.person
        manner = Manner(
            age_years=person.shape.macro.age_years,
            weight_kg_m2=RANGES["weight_kg_m2"].nearest(measures["mass"] / measures["stature"] ** 2),
            individuality=1.0,
            seed=person.seed,
        )
        said: dict[str, Any] = dict(self.manner)
        return ExportOptions(
            FILES[self.kind],
            self.lod,
            textures=self.texture_px > 0,
            clips=self.clips,
            movements=self.movements,
            manner=replace(manner, **said),
            face_shapes=self.face_shapes and self.kind != USDZ,
            mass_kg=measures["mass"],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """A character to make.

    Attributes:
        drawn: who, and the measures of the body.
        outputs: what to send.
        file_name: what the files' names start with, or empty.
        unknown_words: of the request's text.
        own: garments of somebody's own.
    """

    drawn: Drawn
    outputs: tuple[Output, ...]
    file_name: str
    unknown_words: tuple[str, ...] = ()
    own: tuple[OwnWorn, ...] = ()


def read_request(message: character_pb2.CharacterRequest, studio: Studio) -> Wanted:
    """Check a request as a whole, and draw the person where it is not given.

    Raises:
        InvalidFields: names every field that can't be accepted.
        ModelUnavailable: a network that persons are drawn by is missing or damaged.
    """
    found = request_id_violations(message.request_id)
    outputs = read_outputs(message.outputs, OUTPUTS_MAX, found) or (Output(),)
    found += file_name_violations(message.file_name)
    own = read_own(message.own_garments, studio, found)
    if message.HasField("person"):
        if message.text:
            found.append(Violation.of("text", repr(message.text), "empty where there is a person"))
        person = examine_person(message.person, studio, "person", found)
        refuse(found)
        drawn = Drawn(person, studio.measure(person.shape))
        return Wanted(drawn, outputs, message.file_name, own=own)
    known = read_known(message.conditions, message.text, found)
    try:
        drawn = studio.people.draw(known.conditions, message.seed)
    except InvalidFields as error:
        found += known.wire_fields(error.violations)
    refuse(found)
    return Wanted(drawn, outputs, message.file_name, known.unknown_words, own)


def check_request(message: character_pb2.CharacterRequest, studio: Studio) -> None:
    """Check a request without drawing anybody, which takes a tenth of a second; whether anybody meets all conditions is
    found by drawing alone.

    Raises:
        InvalidFields: names every field that can't be accepted.
        ModelUnavailable: as :func:`read_request`.
    """
    if message.HasField("person"):
        read_request(message, studio)
        return
    found = request_id_violations(message.request_id)
    read_outputs(message.outputs, OUTPUTS_MAX, found)
    found += file_name_violations(message.file_name)
    read_own(message.own_garments, studio, found)
    known = read_known(message.conditions, message.text, found)
    people = studio.people
    found += known.wire_fields(field_violations(known.conditions, people.population, people.basis))
    refuse(found)


def refuse(found: Sequence[Violation]) -> None:
    """Raise InvalidFields where anything was found."""
    if found:
        raise InvalidFields(list(found))


def examine_person(message: character_person_pb2.Person, studio: Studio, path: str, found: list[Violation]) -> Person:
    """A person from a request; everything that is wrong with it is added to ``found``."""
    person = read_person(message, path, found)
    wrong = wire_fields(check_person(person, studio.basis), person, path)
    if any(violation.field.startswith(f"{path}.shape") for violation in wrong):
        # The domain stops at the first kind of fault of a shape; all of them are to be named.
        wrong += [
            replace(each, field=f"{path}.shape.{each.field}") for each in shape_problems(person.shape, studio.basis)
        ]
    if person.role and person.role not in ROLES:
        wrong.append(Violation.of(f"{path}.role", person.role, "empty or one of " + ", ".join(ROLES)))
    said = {violation.field for violation in found}
    found += {violation.field: violation for violation in wrong if violation.field not in said}.values()
    return person


def read_person_alone(message: character_person_pb2.Person, studio: Studio, path: str) -> Person:
    """A person from a request of which it is the only part that can be wrong. Raises InvalidFields."""
    found: list[Violation] = []
    person = examine_person(message, studio, path, found)
    refuse(found)
    return person


def read_count(count: int, most: int, found: list[Violation]) -> int:
    """How many to make; one where nothing is said."""
    if count > most:
        found.append(Violation.of("count", count, f"0 to {most}"))
    return min(count or 1, most)


def read_outputs(
    messages: Sequence[character_pb2.CharacterOutput], most: int, found: list[Violation]
) -> tuple[Output, ...]:
    """The outputs of a request; what is wrong is added to ``found``."""
    if len(messages) > most:
        found.append(Violation.of("outputs", f"{len(messages)} outputs", f"at most {most}"))
        return ()
    outputs: list[Output] = []
    for number, message in enumerate(messages):
        path = f"outputs[{number}]"
        wrong = _output_violations(message, path)
        found += wrong
        if wrong:
            continue
        output = _output(message)
        if output in outputs:
            found.append(Violation.of(path, f"{output.kind} again", "each output once"))
        outputs.append(output)
    return tuple(outputs)


def _output_violations(message: character_pb2.CharacterOutput, path: str) -> list[Violation]:
    if message.kind not in KINDS:
        return [Violation.of(f"{path}.kind", repr(message.kind) if message.kind else "missing", ", ".join(KINDS))]
    found = []
    if message.lod >= LODS:
        found.append(Violation.of(f"{path}.lod", message.lod, f"0 to {LODS - 1}"))
    if message.HasField("texture_px") and message.texture_px not in TEXTURE_SIDES_PX:
        allowed = ", ".join(map(str, TEXTURE_SIDES_PX))
        found.append(Violation.of(f"{path}.texture_px", message.texture_px, f"one of {allowed}"))
    elif message.kind == GAME and message.HasField("texture_px") and message.texture_px == 0:
        found.append(Violation.of(f"{path}.texture_px", 0, f"one of {', '.join(map(str, SIZES_PX))} for {GAME}"))
    if message.triangles and not TRIANGLES[0] <= message.triangles <= TRIANGLES[1]:
        found.append(Violation.of(f"{path}.triangles", message.triangles, f"0 or {TRIANGLES[0]} to {TRIANGLES[1]}"))
    if message.texture_format and message.texture_format not in FORMATS:
        allowed = "empty or one of " + ", ".join(FORMATS)
        found.append(Violation.of(f"{path}.texture_format", repr(message.texture_format), allowed))
    unknown = [name for name in message.clip_names if not known(name)]
    if unknown:
        allowed = f"sets: {', '.join(sets())}; clips that GetCharacterInfo lists, or two with > between"
        found.append(Violation.of(f"{path}.clip_names", ", ".join(map(repr, unknown[:_SHOWN])), allowed))
    for field, value in message.manner.ListFields():
        if not RANGES[field.name].allows(value):
            found.append(Violation.of(f"{path}.manner.{field.name}", value, RANGES[field.name].ends))
    least = TURNAROUND_PX if message.kind == TURNAROUND else PICTURE_PX[0]
    if message.picture_px and not least <= message.picture_px <= PICTURE_PX[1]:
        found.append(Violation.of(f"{path}.picture_px", message.picture_px, f"0 or {least} to {PICTURE_PX[1]}"))
    return found


def _output(message: character_pb2.CharacterOutput) -> Output:
    if message.kind in PICTURES:
        return Output(message.kind, picture_px=message.picture_px or DEFAULT_PICTURE_PX)
    if message.kind == PERSON:
        return Output(message.kind)
    texture_px = message.texture_px if message.HasField("texture_px") else DEFAULT_TEXTURE_PX
    clips = message.clips if message.HasField("clips") else True
    movements = named(message.clip_names) if clips else BASIC
    # None of the manner matters for the clips that every file has.
    manner = [] if set(movements) <= set(BASIC) else message.manner.ListFields()
    game = message.kind == GAME
    return Output(
        message.kind,
        0 if game else message.lod,
        texture_px,
        (message.texture_format or FORMATS[0]) if texture_px else FORMATS[0],
        clips,
        movements=movements,
        manner=tuple((field.name, value) for field, value in manner),
        triangles=(message.triangles if game else 0) or USUAL_TRIANGLES,
        face_shapes=message.face_shapes if game and message.HasField("face_shapes") else True,
    )


def base_name(person: Person, otherwise: str) -> str:
    """What files of a person are called: the name in lower case, with hyphens."""
    return re.sub(r"[^\w]+", "-", person.name.lower()).strip("-_")[:60] or otherwise
