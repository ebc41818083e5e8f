"""Several maps in the channels of one picture, as engines want them. All are linear, not sRGB."""

from __future__ import annotations

import numpy as np

from procgen.texture.material import FloatArray


def _packed(*channels: FloatArray | float) -> FloatArray:
    shape = next(channel.shape for channel in channels if isinstance(channel, np.ndarray))
    out = np.empty((*shape, len(channels)), np.float32)
    for index, channel in enumerate(channels):
        out[..., index] = channel
    return out


def _smoothness(roughness: FloatArray) -> FloatArray:
    return np.float32(1.0) - np.asarray(roughness, np.float32)


def orm(occlusion: FloatArray, roughness: FloatArray, metallic: FloatArray) -> FloatArray:
    """Godot's ORM and glTF's occlusion-metallic-roughness: (rows, columns, 3), R occlusion, G roughness, B metallic."""
    return _packed(occlusion, roughness, metallic)


def hdrp_mask(
    metallic: FloatArray, occlusion: FloatArray, roughness: FloatArray, detail: FloatArray | float = 1.0
) -> FloatArray:
    """Mask map of Unity's high-definition pipeline, (rows, columns, 4).

    R is metallic, G occlusion, B the detail mask and A smoothness.
    """
    return _packed(metallic, occlusion, detail, _smoothness(roughness))


def urp_metallic_smoothness(metallic: FloatArray, roughness: FloatArray) -> FloatArray:
    """Metallic map of Unity's universal pipeline: (rows, columns, 4), RGB metallic, A smoothness."""
    return _packed(metallic, metallic, metallic, _smoothness(roughness))
