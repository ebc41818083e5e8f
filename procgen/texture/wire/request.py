"""The message of a texture request as the domain has it.

Only what the wire can get wrong is checked here: counts that do not fit together, colours that are none, blobs that are
not there. Ranges are the domain's, which names everything else that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.formats.names import file_name_violations
from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.blobs import SHA256_ALLOWED, BlobStore, sha256_allowed
from procgen.kit.wire.forms import numbers_of, said
from procgen.kit.wire.request_id import request_id_violations
from procgen.texture.controls import Exemplar, MaterialMix, StyleVariation
from procgen.texture.exemplar.perspective import rectified
from procgen.texture.exemplar.read import read_exemplar
from procgen.texture.parameters import RANGES, TextureParameters, violations
from procgen.texture.scan.bank import Bank
from procgen.texture.wire.outputs import Wanted, read_outputs
from procgen.v1 import texture_controls_pb2, texture_pb2

INLINE_BYTES = 1 << 19
"""Greatest photo in a request itself."""
_RGB_ALLOWED = "0xRRGGBB, a whole number from 0 to 16777215"


def read_request(
    message: texture_pb2.TextureRequest, models: tuple[str, ...], blobs: BlobStore, bank: Bank | None = None
) -> tuple[TextureParameters, Wanted]:
    """Check a request as a whole.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    parameters, wanted, found = examine(message, models, blobs, bank)
    if found:
        raise InvalidFields(found)
    return parameters, wanted


def examine(
    message: texture_pb2.TextureRequest, models: tuple[str, ...], blobs: BlobStore, bank: Bank | None = None
) -> tuple[TextureParameters, Wanted, list[Violation]]:
    """The parameters and outputs of a request, and everything that is wrong with it."""
    found = request_id_violations(message.request_id)
    parameters = TextureParameters(
        **numbers_of(message, RANGES),
        model=message.model,
        material=message.material,
        text=message.text,
        exemplar=_exemplar(message.exemplar, blobs, found) if message.HasField("exemplar") else None,
        mix=_mix(message.mix, found) if message.HasField("mix") else None,
        variation=(
            StyleVariation(message.variation.other_seed, message.variation.strength)
            if message.HasField("variation")
            else None
        ),
        look=_said(message.look, "look", found),
        weather=_said(message.weather, "weather", found),
        layout=None if message.layout.none else _said(message.layout, "layout", found, ("none",)),
        synthesis=_said(message.synthesis, "synthesis", found),
        mirrored=message.mirrored,
        decal=_said(message.decal, "decal", found) if message.HasField("decal") else None,
        trim=_said(message.trim, "trim", found) if message.HasField("trim") else None,
        foliage=message.foliage.species if message.HasField("foliage") else None,
    )
    # What could not be read was left out above: that it is missing need not be said too.
    unreadable = {violation.field.split(".")[0] for violation in found}
    found += [
        violation
        for violation in violations(parameters, models, bank)
        if not ("exemplar" in unreadable and violation.value == "missing" and violation.field == "exemplar")
    ]
    wanted = read_outputs(message.outputs, message.presets, found)
    found += file_name_violations(message.file_name)
    return parameters, wanted, found


def _said(message: Message, path: str, found: list[Violation], without: Iterable[str] = ()) -> dict[str, Any]:
    """What a message says, by the domain's names: colours (``_rgb`` here, ``_colour`` there) as three numbers."""
    said: dict[str, Any] = {}
    for field, value in message.ListFields():
        name = field.name
        if name in without:
            continue
        if name == "palette_rgb":
            colours = [_colour(entry, f"{path}.palette_rgb[{index}]", found) for index, entry in enumerate(value)]
            said["palette"] = tuple(colour for colour in colours if colour is not None)
            continue
        if name.endswith("_rgb"):
            name = f"{name.removesuffix('_rgb')}_colour"
            value = _colour(value, f"{path}.{field.name}", found)
            if value is None:
                continue
        said[name] = tuple(value) if field.is_repeated else value
    return said


def _colour(value: int, path: str, found: list[Violation]) -> tuple[float, float, float] | None:
    if value > 0xFFFFFF:
        found.append(Violation.of(path, hex(value), _RGB_ALLOWED))
        return None
    return (value >> 16) / 255.0, (value >> 8 & 255) / 255.0, (value & 255) / 255.0


def _exemplar(message: texture_controls_pb2.Exemplar, blobs: BlobStore, found: list[Violation]) -> Exemplar | None:
    """The photo, decoded; None where there is something wrong with it."""
    if message.image and message.sha256:
        found.append(Violation.of("exemplar", "image and sha256", "either of them"))
        return None
    image: bytes | None
    if message.image or not message.sha256:
        path, image = "exemplar.image", message.image
        if len(image) > INLINE_BYTES:
            allowed = f"at most {INLINE_BYTES} bytes; larger ones go ahead with PutBlob"
            found.append(Violation.of(path, f"{len(image)} bytes", allowed))
            return None
    else:
        path = "exemplar.sha256"
        if not sha256_allowed(message.sha256):
            found.append(Violation.of(path, repr(message.sha256), SHA256_ALLOWED))
            return None
        image = blobs.get(message.sha256)
        if image is None:
            allowed = "the name of a blob that is here: send it with PutBlob, it is forgotten after a while"
            found.append(Violation.of(path, message.sha256, allowed))
            return None
    try:
        albedo, corners = read_exemplar(image, path), tuple(message.corners)
        if corners:
            albedo = rectified(albedo, corners, "exemplar.corners")
        return Exemplar(albedo, sha256(image), corners)
    except InvalidFields as error:
        found += error.violations
        return None


def _mix(message: texture_controls_pb2.MaterialMix, found: list[Violation]) -> MaterialMix:
    mask = None
    if message.HasField("mask"):
        rows, columns = message.mask.height, message.mask.width
        if len(message.mask.shares) == rows * columns:
            mask = np.frombuffer(message.mask.shares, np.uint8).reshape(rows, columns)
        else:
            allowed = f"width * height bytes, {rows * columns}"
            found.append(Violation.of("mix.mask.shares", f"{len(message.mask.shares)} bytes", allowed))
    return MaterialMix(
        material=message.material,
        style_seed=said(message, "style_seed"),
        share=message.share if message.HasField("share") else 0.5,
        mask=mask,
    )
