"""Three sample projects that tests make: a pixel game in Godot, a realistic one in Unity, and a bare folder."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image


def picture(path: Path, side: int, *colours: tuple[int, int, int]) -> None:
    """A texture of stripes, each of one colour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.zeros((side, side, 3), np.uint8)
    for index, rows in enumerate(np.array_split(np.arange(side), len(colours))):
        pixels[rows] = colours[index]
    Image.fromarray(pixels).save(path)


def mesh(path: Path, quads: int, *, metres: float, bones: bool = False) -> None:
    """A strip of squares of so many metres, each of which takes the whole texture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    places = np.concatenate([np.pad(corners * metres, ((0, 0), (0, 1))) for _ in range(quads)]).astype("<f4")
    uv = np.tile(corners, (quads, 1)).astype("<f4")
    order = np.concatenate([np.array([0, 1, 2, 0, 2, 3]) + 4 * quad for quad in range(quads)]).astype("<u4")
    binary = places.tobytes() + uv.tobytes() + order.tobytes()
    views = [(0, places.nbytes), (places.nbytes, uv.nbytes), (places.nbytes + uv.nbytes, order.nbytes)]
    tree: dict[str, Any] = {
        "asset": {"version": "2.0"},
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "indices": 2}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": len(places), "type": "VEC3"},
            {"bufferView": 1, "componentType": 5126, "count": len(uv), "type": "VEC2"},
            {"bufferView": 2, "componentType": 5125, "count": len(order), "type": "SCALAR"},
        ],
        "bufferViews": [{"buffer": 0, "byteOffset": at, "byteLength": size} for at, size in views],
        "buffers": [{"byteLength": len(binary)}],
    }
    if bones:
        tree["skins"] = [{"joints": [0]}]
        tree["nodes"] = [{"mesh": 0}]
    text = json.dumps(tree).encode()
    text += b" " * (-len(text) % 4)
    head = struct.pack("<4sIIII", b"glTF", 2, 12 + 16 + len(text) + len(binary), len(text), 0x4E4F534A)
    path.write_bytes(head + text + struct.pack("<I4s", len(binary), b"BIN\0") + binary)


def pixel_game(folder: Path) -> Path:
    """Godot, tiles of 16 pixels, four colours, snake_case."""
    (folder / "tiles").mkdir(parents=True)
    (folder / "project.godot").write_text("config_version=5\n")
    for name in ("grass_tile", "dirt_tile", "brick_wall"):
        picture(folder / "tiles" / f"{name}.png", 64, (58, 112, 60), (120, 84, 50), (58, 112, 60), (190, 170, 120))
    (folder / "tiles" / "ground_set.tres").write_text("texture_region_size = Vector2i(16, 16)\n")
    (folder / ".godot").mkdir()
    picture(folder / ".godot" / "cached.png", 2048, (255, 0, 255))
    return folder


def realistic(folder: Path) -> Path:
    """Unity, 1024 pixels, 512 a metre, prefixes, props of 24 and a person of 20,000 triangles."""
    (folder / "ProjectSettings").mkdir(parents=True)
    art = folder / "Assets" / "Art"
    for name in ("T_OldBrick", "T_WornPlank", "T_GreyStone"):
        picture(art / f"{name}.png", 1024, (96, 92, 88), (150, 140, 126))
        picture(art / f"{name}_Normal.png", 2048, (128, 128, 255))
    for name in ("SM_WoodenCrate", "SM_IronBarrel"):
        mesh(art / f"{name}.glb", 12, metres=2.0)
    mesh(art / "SK_OldSmith.glb", 10_000, metres=2.0, bones=True)
    return folder


def bare(folder: Path) -> Path:
    """No engine, two files, one of them damaged."""
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("nothing here")
    (folder / "broken-picture.png").write_bytes(b"\x89PNG\r\n\x1a\nnot really")
    (folder / "broken-mesh.glb").write_bytes(b"glTF\x02\x00\x00\x00" + b"\xff" * 40)
    return folder
