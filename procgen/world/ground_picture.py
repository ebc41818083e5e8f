"""One picture of the whole ground, for viewers that know no splat maps: its layers' materials seen from far away."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.texture.maps import encode_normals, linear_from_8bit, normals, srgb_to_8bit, to_8bit
from procgen.texture.material import Material
from procgen.world.ground_paint import LAYERS, centres_m, noise, side_px_of
from procgen.world.materials import Materials
from procgen.world.meshes import FloatArray
from procgen.world.parts import Callbacks
from procgen.world.place import Place

RgbArray = npt.NDArray[np.uint8]

_MOST_PX = 2048
_ENLARGED: Final = 5.0
"""A tile covers so many times its width: at its own size it would repeat every few pixels."""
_MOTTLED: Final = 0.11
"""How much large soft patches darken and lighten, against repeats."""
_SIDE_PX: Final = 64
_BAND_ROWS = 256
_SOIL: Final = LAYERS.index("soil")


def ground_picture(place: Place, materials: Materials, callbacks: Callbacks | None = None) -> tuple[RgbArray, RgbArray]:
    """Albedo (sRGB) and normals (OpenGL) of the whole ground: (side, side, 3) each, 2048 pixels a side at most.

    Args:
        place: its land counts.
        materials: of the ground's layers, and where those are.
        callbacks: how to stop the work.
    """
    callbacks = callbacks or Callbacks()
    side = min(2 * side_px_of(place.land), _MOST_PX)
    x_m, z_m = centres_m(place.land, side)
    mottled = noise((side, side), 55.0 / (x_m[1] - x_m[0]), "world/ground/mottled")
    used = [index for index, name in enumerate(LAYERS) if name in materials.ground]
    shares = np.empty((len(used), side, side), np.float32)
    for row, index in enumerate(used):
        channel = Image.fromarray(materials.splat[..., index]).resize((side, side), Image.Resampling.BILINEAR)
        np.multiply(np.asarray(channel), np.float32(1.0 / 255.0), out=shares[row])
        callbacks.checkpoint()
    # What has no material of its own, being rare, is soil.
    rest = used.index(_SOIL) if _SOIL in used else 0
    shares[rest] += np.maximum(np.float32(1.0) - shares.sum(axis=0), np.float32(0.0))
    tiles = [_seen_from_afar(materials.ground[LAYERS[index]]) for index in used]
    albedo = np.empty((side, side, 3), np.uint8)
    normal = np.empty((side, side, 3), np.uint8)
    for top in range(0, side, _BAND_ROWS):
        rows = slice(top, top + _BAND_ROWS)
        # Colours and normals together; of each layer only where it is.
        seen = np.zeros((len(z_m[rows]) * side, 6), np.float32)
        for share, (tile, width_m) in zip(shares[:, rows].reshape(len(used), -1), tiles, strict=True):
            callbacks.checkpoint()
            here = np.flatnonzero(share)
            column = (x_m / width_m * _SIDE_PX).astype(np.int64) % _SIDE_PX
            row_ = (z_m[rows] / width_m * _SIDE_PX).astype(np.int64) % _SIDE_PX
            texel = (row_[:, None] * _SIDE_PX + column).ravel().take(here)
            seen[here] += share.take(here)[:, None] * tile.take(texel, axis=0)
        light, slopes = np.split(seen.reshape(-1, side, 6), 2, axis=-1)
        light *= np.float32(1.0) + np.float32(_MOTTLED) * mottled[rows, :, None]
        albedo[rows] = srgb_to_8bit(np.clip(light, 0.0, 1.0))
        slopes /= np.sqrt(np.sum(slopes**2, axis=-1, keepdims=True))
        normal[rows] = encode_normals(slopes)
    return albedo, normal


def _seen_from_afar(material: Material) -> tuple[FloatArray, float]:
    """A small tile: linear albedo and normals, (side * side, 6) row by row, and the metres that it covers."""
    surface = material.surface
    small = [
        np.asarray(Image.fromarray(plane).resize((_SIDE_PX, _SIDE_PX), Image.Resampling.BOX), np.float32)
        for plane in (*np.moveaxis(np.ascontiguousarray(surface.albedo), -1, 0), surface.height)
    ]
    colour = linear_from_8bit(to_8bit(np.stack(small[:3], axis=-1)))
    tile = np.concatenate([colour, normals(small[3] * np.float32(0.5))], axis=-1).reshape(-1, 6)
    return tile, material.metres_per_tile[0] * _ENLARGED
