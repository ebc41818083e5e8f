"""Godot 4's binary resources (.res), as far as images and what holds them need it.

Written after what the engine itself writes (format version 5 of Godot 4.0 to 4.x, which later ones read as well), and
checked by letting it read them: tests/engines/test_godot_exports.py.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

_ENGINE_MAJOR, _ENGINE_MINOR = 4, 2
_FORMAT_VERSION = 5
_NAMED_IDS = 1
_RESERVED_WORDS = 11
_NO_UID = 0xFFFFFFFFFFFFFFFF

_INT, _FLOAT, _STRING, _VECTOR2, _OBJECT, _DICTIONARY, _BYTES = 3, 4, 5, 10, 24, 26, 31
_INTERNAL = 2


@dataclass(frozen=True, slots=True)
class Vector2:
    """Godot's Vector2."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class FloatImage:
    """An Image of one float32 channel, FORMAT_RF."""

    values: npt.NDArray[np.generic]
    """(height, width), 4 bytes each, whose bits are taken as they are."""


@dataclass(frozen=True, slots=True)
class Resource:
    """Any other resource."""

    kind: str
    """Its class."""
    properties: dict[str, Value]


Value: TypeAlias = int | float | str | Vector2 | FloatImage


def _text(text: str) -> bytes:
    data = text.encode() + b"\0"
    return struct.pack("<I", len(data)) + data


def _image_data(image: FloatImage) -> bytes:
    height, width = image.values.shape
    data = np.ascontiguousarray(image.values).view(np.dtype("<u4")).tobytes()
    entries = [
        (_STRING, _text("width"), _INT, struct.pack("<i", width)),
        (_STRING, _text("height"), _INT, struct.pack("<i", height)),
        (_STRING, _text("format"), _STRING, _text("RFloat")),
        (_STRING, _text("mipmaps"), _INT, struct.pack("<i", 0)),
        # The bytes are a multiple of four long: no padding follows.
        (_STRING, _text("data"), _BYTES, struct.pack("<I", len(data)) + data),
    ]
    pieces = [struct.pack("<II", _DICTIONARY, len(entries))]
    for key_kind, key, kind, value in entries:
        pieces += [struct.pack("<I", key_kind), key, struct.pack("<I", kind), value]
    return b"".join(pieces)


def write_resource(main: Resource | FloatImage, recipe_json: str) -> bytes:
    """Write a resource with the images it holds.

    Args:
        main: what the file is.
        recipe_json: becomes the resource's metadata ``procgen_recipe``.

    Returns:
        The .res file, uncompressed.
    """
    root = Resource("Image", {"data": main}) if isinstance(main, FloatImage) else main
    images = [] if root.kind == "Image" else [v for v in root.properties.values() if isinstance(v, FloatImage)]
    resources = [Resource("Image", {"data": image}) for image in images]
    resources.append(Resource(root.kind, {**root.properties, "metadata/procgen_recipe": recipe_json}))
    names = sorted({name for resource in resources for name in resource.properties})

    def value_bytes(owner: str, value: Value) -> bytes:
        if isinstance(value, FloatImage):
            if owner == "Image":
                return _image_data(value)
            number = next(index for index, image in enumerate(images) if image is value)
            return struct.pack("<III", _OBJECT, _INTERNAL, number)
        if isinstance(value, Vector2):
            return struct.pack("<Iff", _VECTOR2, value.x, value.y)
        if isinstance(value, str):
            return struct.pack("<I", _STRING) + _text(value)
        if isinstance(value, int):
            return struct.pack("<Ii", _INT, value)
        return struct.pack("<If", _FLOAT, value)

    bodies = []
    for resource in resources:
        pieces = [_text(resource.kind), struct.pack("<I", len(resource.properties))]
        for name, value in resource.properties.items():
            pieces += [struct.pack("<I", names.index(name)), value_bytes(resource.kind, value)]
        bodies.append(b"".join(pieces))

    head = [b"RSRC", struct.pack("<IIIII", 0, 0, _ENGINE_MAJOR, _ENGINE_MINOR, _FORMAT_VERSION), _text(root.kind)]
    head.append(struct.pack("<QIQ", 0, _NAMED_IDS, _NO_UID) + bytes(4 * _RESERVED_WORDS))
    head += [struct.pack("<I", len(names)), *map(_text, names)]
    head.append(struct.pack("<II", 0, len(resources)))
    paths = [_text(f"local://{number}") for number in range(1, len(resources) + 1)]
    at = sum(map(len, head)) + sum(len(path) + 8 for path in paths)
    for path, body in zip(paths, bodies, strict=True):
        head += [path, struct.pack("<Q", at)]
        at += len(body)
    return b"".join([*head, *bodies, b"RSRC"])
