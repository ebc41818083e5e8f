"""The maps that follow from a :class:`procgen.texture.material.Surface`: normals, occlusion, curvature, packed ones."""

from procgen.texture.maps.normals import (
    decode_normals,
    directx,
    encode_normals,
    height_from_normals,
    height_of_foreign_normals,
    normals,
)
from procgen.texture.maps.occlusion import cavity, curvature, occlusion
from procgen.texture.maps.packing import hdrp_mask, orm, urp_metallic_smoothness
from procgen.texture.maps.srgb import linear_from_8bit, srgb_to_8bit, to_8bit, to_linear, to_srgb

__all__ = [
    "cavity",
    "curvature",
    "decode_normals",
    "directx",
    "encode_normals",
    "hdrp_mask",
    "height_from_normals",
    "height_of_foreign_normals",
    "linear_from_8bit",
    "normals",
    "occlusion",
    "orm",
    "srgb_to_8bit",
    "to_8bit",
    "to_linear",
    "to_srgb",
    "urp_metallic_smoothness",
]
