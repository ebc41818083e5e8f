"""The pictures that engines want, as whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from procgen.texture.exporters.planes import Level
from procgen.texture.maps import directx, encode_normals, hdrp_mask, orm, to_8bit, urp_metallic_smoothness
from procgen.texture.material import FloatArray

Pixels = npt.NDArray[np.generic]
"""uint8 or uint16."""

_FULL_SCALE_16 = 65535
_PART = 1 << 18
"""Values that are turned into whole numbers at a time."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One map, or several in the channels of one."""

    name: str
    channels: str
    """What they hold, in words."""
    planes: tuple[str, ...]
    """Those it is made of."""
    pack: Callable[[Level, int], Pixels]
    """From planes and bits a channel, 8 or 16, to (rows, columns) or (rows, columns, 3 or 4)."""
    srgb: bool = False
    """Whether colours are sRGB-encoded; alpha never is."""

    @property
    def is_normal_map(self) -> bool:
        """Whether all it holds are normals."""
        return self.planes == ("normal",)


def quantise(values: FloatArray, bits: int) -> Pixels:
    """0 to 1 as whole numbers of 8 or 16 bits, rounded; any shape."""
    if bits == 8:
        return to_8bit(values)
    codes = np.empty(values.shape, np.uint16)
    source, target = np.ravel(values), codes.reshape(-1)
    for first in range(0, source.size, _PART):
        # float64: in float32 rounding of the product can pass half a step.
        scaled = source[first : first + _PART].astype(np.float64) * _FULL_SCALE_16
        target[first : first + _PART] = np.rint(np.clip(scaled, 0, _FULL_SCALE_16))
    return codes


def _with_alpha(colours: Pixels, alpha: FloatArray, bits: int) -> Pixels:
    return np.dstack([colours, quantise(alpha, bits)])


def _albedo(level: Level, bits: int) -> Pixels:
    colours = quantise(level["albedo"], bits)
    return _with_alpha(colours, level["opacity"], bits) if "opacity" in level else colours


def _opacity(level: Level, bits: int) -> Pixels:
    """White where the material has no opacity of its own."""
    if "opacity" in level:
        return quantise(level["opacity"], bits)
    return quantise(np.ones_like(level["metallic"]), bits)


def _translucency(level: Level, bits: int) -> Pixels:
    """Black where the material lets no light through."""
    return quantise(level["translucency"] if "translucency" in level else np.zeros_like(level["metallic"]), bits)


def _grey(name: str) -> Callable[[Level, int], Pixels]:
    return lambda level, bits: quantise(level[name], bits)


def _orm(level: Level, bits: int) -> Pixels:
    return quantise(orm(level["occlusion"], level["roughness"], level["metallic"]), bits)


def _hdrp_mask(level: Level, bits: int) -> Pixels:
    return quantise(hdrp_mask(level["metallic"], level["occlusion"], level["roughness"]), bits)


def _unity_layer_mask(level: Level, bits: int) -> Pixels:
    """As HDRP's mask, with height in the channel that surfaces have for details."""
    mask = hdrp_mask(level["metallic"], level["occlusion"], level["roughness"])
    mask[..., 2] = level["height"]
    return quantise(mask, bits)


def _urp_metallic(level: Level, bits: int) -> Pixels:
    return quantise(urp_metallic_smoothness(level["metallic"], level["roughness"]), bits)


def _terrain3d_albedo(level: Level, bits: int) -> Pixels:
    return _with_alpha(quantise(level["albedo"], bits), level["height"], bits)


def _terrain3d_normal(level: Level, bits: int) -> Pixels:
    return _with_alpha(encode_normals(level["normal"], bits), level["roughness"], bits)


PICTURES: Mapping[str, Picture] = MappingProxyType(
    {
        picture.name: picture
        for picture in (
            Picture("albedo", "RGB base colour, A opacity where there is one", ("albedo", "opacity"), _albedo, True),
            Picture(
                "normal",
                "RGB normal, OpenGL: green is up in the picture",
                ("normal",),
                lambda level, bits: encode_normals(level["normal"], bits),
            ),
            Picture(
                "normal_dx",
                "RGB normal, DirectX: green is down in the picture",
                ("normal",),
                lambda level, bits: encode_normals(directx(level["normal"]), bits),
            ),
            Picture("height", "height, black is height_min_m and white height_max_m", ("height",), _grey("height")),
            Picture("roughness", "perceptual roughness", ("roughness",), _grey("roughness")),
            Picture("ao", "ambient occlusion, white is open", ("occlusion",), _grey("occlusion")),
            Picture("metallic", "metallic", ("metallic",), _grey("metallic")),
            Picture("opacity", "opacity", ("opacity", "metallic"), _opacity),
            Picture("translucency", "share of light that goes through", ("translucency", "metallic"), _translucency),
            Picture("orm", "R occlusion, G roughness, B metallic", ("occlusion", "roughness", "metallic"), _orm),
            Picture(
                "hdrp_mask",
                "R metallic, G occlusion, B detail mask (all), A smoothness",
                ("metallic", "occlusion", "roughness"),
                _hdrp_mask,
            ),
            Picture(
                "unity_layer_mask",
                "R metallic, G occlusion, B height over its range, A smoothness",
                ("metallic", "occlusion", "height", "roughness"),
                _unity_layer_mask,
            ),
            Picture("urp_metallic", "RGB metallic, A smoothness", ("metallic", "roughness"), _urp_metallic),
            Picture(
                "terrain3d_albedo_height",
                "RGB base colour, A height over its range",
                ("albedo", "height"),
                _terrain3d_albedo,
                True,
            ),
            Picture(
                "terrain3d_normal_roughness",
                "RGB normal, OpenGL: green is up in the picture; A perceptual roughness",
                ("normal", "roughness"),
                _terrain3d_normal,
            ),
        )
    }
)
"""Every picture by its name."""
