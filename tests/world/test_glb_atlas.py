"""Pictures of a character in one."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from procgen.world.glb_atlas import fits_an_atlas, pack


def _picture(width: int, height: int, shade: int) -> tuple[np.ndarray, bytes]:
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    pixels = np.stack([across * 255 // width, down * 255 // height, np.full_like(across, shade)], -1).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return pixels, out.getvalue()


def test_every_surface_finds_its_own_colours() -> None:
    sizes = {4: (64, 32), 0: (32, 64), 2: (48, 16)}
    made = {number: _picture(*size, 40 * number) for number, size in sizes.items()}
    atlas = pack([(number, data) for number, (_, data) in made.items()])
    whole = np.asarray(Image.open(io.BytesIO(atlas.png)))
    rows, columns = whole.shape[:2]
    assert (columns, rows) == (96, 64)
    for number, (pixels, _) in made.items():
        height, width = pixels.shape[:2]
        across, down = np.meshgrid((np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height)
        uv = np.stack([across.ravel(), down.ravel()], 1).astype(np.float32)
        moved = atlas.moved(number, uv) * (columns, rows)
        found = whole[moved[:, 1].astype(int), moved[:, 0].astype(int)]
        assert np.array_equal(found, pixels.reshape(-1, 3))


@pytest.mark.parametrize(
    ("more", "fits"),
    [
        ({}, True),
        ({"alphaMode": "MASK"}, False),
        ({"normalTexture": {"index": 1}}, False),
        ({"pbrMetallicRoughness": {"baseColorFactor": [0.5, 1.0, 1.0, 1.0], "baseColorTexture": {"index": 0}}}, False),
        ({"pbrMetallicRoughness": {}}, False),
    ],
)
def test_only_opaque_pictures_of_colour_are_put_together(more: dict[str, object], fits: bool) -> None:
    material = {"name": "skin", "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}, **more}
    assert fits_an_atlas(material) == fits
