"""What a surface has that base colour, roughness and metallic don't say: a coat, fuzz, brushed grain, dull pores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np

from procgen.texture.maps.srgb import to_linear
from procgen.texture.material import Material


@dataclass(frozen=True, slots=True)
class Finish:
    """Factors, as glTF's ``KHR_materials_clearcoat``, ``_sheen``, ``_anisotropy`` and ``_specular`` have them."""

    clearcoat: float = 0.0
    """How much of a clear layer lies on top: glaze, varnish, glass."""
    clearcoat_roughness: float = 0.0
    sheen: float = 0.0
    """How much fibres at grazing angles shine, in the colour of the surface."""
    sheen_roughness: float = 0.5
    anisotropy: float = 0.0
    """How much a highlight is stretched along u, by grain that is too fine for the normals."""
    specular: float = 1.0
    """Of the reflection of what is no metal: pores swallow some."""

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to say."""
        return self == PLAIN


PLAIN: Final = Finish()
_CLOTH: Final = Finish(sheen=0.6, sheen_roughness=0.5, specular=0.6)
_POROUS: Final = Finish(specular=0.5)
_GLAZE: Final = Finish(clearcoat=1.0, clearcoat_roughness=0.05)
_VARNISH: Final = Finish(clearcoat=0.5, clearcoat_roughness=0.2)

FINISHES: Final[Mapping[str, Finish]] = MappingProxyType(
    {
        "carpet": replace(_CLOTH, sheen_roughness=0.7),
        "fabric": _CLOTH,
        "fur": replace(_CLOTH, sheen=0.8, sheen_roughness=0.4),
        "moss": Finish(sheen=0.3, sheen_roughness=0.7, specular=0.5),
        "porcelain": _GLAZE,
        "solar_panel": replace(_GLAZE, clearcoat_roughness=0.03),
        "tiles": replace(_GLAZE, clearcoat=0.7, clearcoat_roughness=0.1),
        "hull": Finish(clearcoat=0.4, clearcoat_roughness=0.25),
        "hazard": Finish(clearcoat=0.3, clearcoat_roughness=0.3),
        "wood_floor": _VARNISH,
        "terrazzo": replace(_VARNISH, clearcoat_roughness=0.15),
        "metal": Finish(anisotropy=0.4),
        "scifi_panel": Finish(anisotropy=0.3),
        **dict.fromkeys(
            (
                "bark",
                "cardboard",
                "cork",
                "forest_floor",
                "grass",
                "ground",
                "leaves",
                "mud",
                "paper",
                "sand",
                "thatch",
            ),
            _POROUS,
        ),
    }
)
"""By class of material; the others are plain. Judged by what such things are, not measured."""


def finish_of(material: Material) -> Finish:
    """The finish of a material, as far as nothing covers it: what has grown, settled or fallen on it has none."""
    found = FINISHES.get(material.material, PLAIN)
    if found.is_plain or not material.masks:
        return found
    open_share = float(np.prod([1.0 - np.clip(mask, 0.0, 1.0) for mask in material.masks.values()], axis=0).mean())
    return replace(
        found,
        clearcoat=found.clearcoat * open_share,
        sheen=found.sheen * open_share,
        anisotropy=found.anisotropy * open_share,
    )


def sheen_colour(material: Material, finish: Finish) -> tuple[float, float, float]:
    """Linear RGB of the sheen: the mean colour of the surface, half way to grey, as fibres have it."""
    mean = to_linear(material.surface.albedo).mean(axis=(0, 1), dtype=np.float64)
    red, green, blue = (round(float(finish.sheen * (0.5 * each + 0.5 * mean.max())), 4) for each in mean)
    return red, green, blue
