"""Garments as users would make them on the neutral body: a tunic, as arrays, OBJ and GLB."""

from __future__ import annotations

import io
import json
import struct
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.character.body.basis import packaged_basis
from procgen.character.wardrobe.accessories.figure import radial_hull, turns
from procgen.character.wardrobe.own.binding import neutral

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

COLUMNS = 40


@lru_cache(maxsize=1)
def tunic(ease_m: float = 0.02) -> tuple[Floats, Floats, Ints]:
    """A tube round the trunk of the neutral body, from below the arms to the thighs: vertices, uv, triangles."""
    places = neutral(packaged_basis()).places(lowered=False)
    trunk = places[np.abs(places[:, 0]) < 0.22]
    heights = np.linspace(1.28, 0.78, 22)
    rings = []
    for height in heights:
        flat = trunk[np.abs(trunk[:, 1] - height) < 0.02][:, [0, 2]]
        middle = (flat.min(axis=0) + flat.max(axis=0)) / 2
        ring = radial_hull(flat - middle, ease_m, turns(COLUMNS)) + middle
        rings.append(np.stack([ring[:, 0], np.full(COLUMNS, height), ring[:, 1]], axis=1))
    vertices = np.concatenate(rings).astype(np.float32)
    row, column = np.meshgrid(np.arange(len(heights) - 1), np.arange(COLUMNS), indexing="ij")
    a, b = row * COLUMNS + column, row * COLUMNS + (column + 1) % COLUMNS
    c, d = b + COLUMNS, a + COLUMNS
    triangles = np.concatenate([np.stack(each, -1).reshape(-1, 3) for each in ((a, b, c), (a, c, d))])
    uv = np.stack([np.tile(np.arange(COLUMNS) / COLUMNS, len(heights)), vertices[:, 1]], axis=1)
    return vertices, uv.astype(np.float32), triangles


def as_obj(vertices: Floats, triangles: Ints) -> bytes:
    """The mesh as OBJ."""
    lines = [f"v {x:.6f} {y:.6f} {z:.6f}" for x, y, z in vertices.tolist()]
    lines += ["f " + " ".join(str(corner + 1) for corner in face) for face in triangles.tolist()]
    return "\n".join(lines).encode()


def as_glb(vertices: Floats, uv: Floats, triangles: Ints, **changes: object) -> bytes:
    """The mesh as GLB with a small picture; ``changes`` replace entries of its tree."""
    picture = io.BytesIO()
    Image.fromarray(np.full((4, 4, 3), (200, 40, 40), np.uint8)).save(picture, "PNG")
    blocks = [vertices.tobytes(), uv.tobytes(), triangles.astype("<u4").tobytes(), picture.getvalue()]
    starts = np.cumsum([0, *(len(block) + -len(block) % 4 for block in blocks)]).tolist()
    buffer = b"".join(block + b"\0" * (-len(block) % 4) for block in blocks)
    tree = {
        "asset": {"version": "2.0"},
        "buffers": [{"byteLength": len(buffer)}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": start, "byteLength": len(block)}
            for start, block in zip(starts, blocks, strict=False)
        ],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": len(vertices), "type": "VEC3"},
            {"bufferView": 1, "componentType": 5126, "count": len(uv), "type": "VEC2"},
            {"bufferView": 2, "componentType": 5125, "count": triangles.size, "type": "SCALAR"},
        ],
        "images": [{"bufferView": 3, "mimeType": "image/png"}],
        "textures": [{"source": 0}],
        "materials": [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "indices": 2, "material": 0}]}],
        "nodes": [{"mesh": 0}],
        "scenes": [{"nodes": [0]}],
    } | changes
    text = json.dumps(tree).encode()
    text += b" " * (-len(text) % 4)
    head = struct.pack("<4sII", b"glTF", 2, 28 + len(text) + len(buffer))
    return head + struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(buffer), b"BIN\0") + buffer
