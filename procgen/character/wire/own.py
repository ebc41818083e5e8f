"""Garments of users in requests: files that were sent ahead, read, bound to the body and reported on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from procgen.character.body.body import Body
from procgen.character.wardrobe.own import OwnGarment, bind, read_mesh, report
from procgen.character.wire.messages import rgb_colour
from procgen.character.wire.studio import Studio
from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.blobs import SHA256_ALLOWED, sha256_allowed
from procgen.v1 import character_pb2

MOST: Final = 4
USUAL_LAYER: Final = 2
LAST_LAYER: Final = 4
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True, eq=False)
class OwnWorn:
    """A garment of somebody's own, and what the request says of it."""

    garment: OwnGarment
    message: character_pb2.OwnGarment


def read_own(
    messages: Sequence[character_pb2.OwnGarment], studio: Studio, found: list[Violation]
) -> tuple[OwnWorn, ...]:
    """The garments of a request; what is wrong with them is added to ``found``."""
    if len(messages) > MOST:
        found.append(Violation.of("own_garments", f"{len(messages)} garments", f"at most {MOST}"))
        return ()
    worn: list[OwnWorn] = []
    for number, message in enumerate(messages):
        path = f"own_garments[{number}]"
        name = f"own_{message.name or number + 1}"
        wrong = _violations(message, path)
        if name in [each.garment.template.name for each in worn]:
            wrong.append(Violation.of(f"{path}.name", repr(message.name), "a name that no other garment has"))
        found += wrong
        if wrong:
            continue
        try:
            worn.append(OwnWorn(_bound(message, name, studio, f"{path}.sha256"), message))
        except InvalidFields as error:
            found += error.violations
    return tuple(worn)


def _violations(message: character_pb2.OwnGarment, path: str) -> list[Violation]:
    found: list[Violation] = []
    if not sha256_allowed(message.sha256):
        value = repr(message.sha256) if message.sha256 else "missing"
        found.append(Violation.of(f"{path}.sha256", value, SHA256_ALLOWED))
    if message.name and not _NAME.fullmatch(message.name):
        found.append(Violation.of(f"{path}.name", repr(message.name), "1 to 40 letters, digits, - and _"))
    if message.layer > LAST_LAYER:
        found.append(Violation.of(f"{path}.layer", message.layer, f"0 to {LAST_LAYER}"))
    rgb_colour(message.colour_rgb, f"{path}.colour_rgb", found)
    return found


def _bound(message: character_pb2.OwnGarment, name: str, studio: Studio, field: str) -> OwnGarment:
    """The garment bound to the body. Raises InvalidFields for a file that is not here or can't be worn."""
    layer = message.layer if message.HasField("layer") else USUAL_LAYER
    colour = message.colour_rgb if message.HasField("colour_rgb") else None

    def make() -> OwnGarment:
        data = studio.blobs.get(message.sha256)
        if data is None:
            allowed = "the name of a blob that is here: send it with PutBlob, it is forgotten after a while"
            raise InvalidFields([Violation.of(field, message.sha256, allowed)])
        mesh = read_mesh(data, field)
        if colour is not None:
            mesh = replace(mesh, colour=rgb_colour(colour, field, []))
        return bind(mesh, studio.basis, name, layer, field)

    return studio.own_garments.get((message.sha256, name, layer, colour), make)


def report_message(worn: OwnWorn, body: Body) -> character_pb2.GarmentReport:
    """How a garment fits a body."""
    found = report(worn.garment, body)
    return character_pb2.GarmentReport(
        name=worn.garment.template.name,
        vertices=found.vertices,
        triangles=found.triangles,
        crossings=found.crossings,
        deepest_m=round(found.deepest_m, 5),
        hidden_vertices=found.hidden,
        crossing_triangles=found.crossing_triangles,
        settled_vertices=found.settled,
        settled_m=round(found.settled_m, 5),
        lowered_arms=found.placing.lowered,
        scale=round(found.placing.scale, 5),
        moved_m=[round(each, 5) for each in found.placing.shift_m] if any(found.placing.shift_m) else (),
    )
