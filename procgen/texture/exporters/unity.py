"""What Unity has to be told about a material's pictures: a description that our bridge reads.

Unity's own material files name textures by identifiers that each project makes up when it imports them, so a .mat
written here would point nowhere. Properties and keywords are those of the shaders "Universal Render Pipeline/Lit" and
"HDRP/Lit", and of "Complex Lit" where there is a clear coat, which the universal "Lit" has not. Sheen is of neither.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from procgen.texture.exporters.metadata import facts
from procgen.texture.exporters.names import png_name
from procgen.texture.exporters.pictures import PICTURES
from procgen.texture.exporters.planes import Planes
from procgen.texture.finish import finish_of

_CENTIMETRES = 100.0
_ANISOTROPIC = 2.0
"""HDRP's kind of such surfaces."""

_URP: Mapping[str, tuple[str, str]] = {
    "albedo": ("_BaseMap", ""),
    "normal": ("_BumpMap", "_NORMALMAP"),
    "urp_metallic": ("_MetallicGlossMap", "_METALLICSPECGLOSSMAP"),
    "ao": ("_OcclusionMap", "_OCCLUSIONMAP"),
    "height": ("_ParallaxMap", ""),
}
_HDRP: Mapping[str, tuple[str, str]] = {
    "albedo": ("_BaseColorMap", ""),
    "normal": ("_NormalMap", "_NORMALMAP"),
    "hdrp_mask": ("_MaskMap", "_MASKMAP"),
    "height": ("_HeightMap", ""),
}


def _description(
    planes: Planes,
    shader: str,
    maps: Mapping[str, tuple[str, str]],
    floats: dict[str, float],
    keywords: Iterable[str] = (),
) -> bytes:
    material = planes.material
    cut = material.cutoff is not None
    width_m, height_m = material.metres_per_tile
    textures: list[dict[str, Any]] = []
    for name, (slot, keyword) in maps.items():
        picture = PICTURES[name]
        textures.append(
            {
                "file": png_name(planes, name),
                "map": name,
                "property": slot,
                "keyword": keyword,
                "srgb": picture.srgb,
                "type": "NormalMap" if picture.is_normal_map else "Default",
                "bits": 16 if name == "height" else 8,
                "channels": picture.channels,
            }
        )
    described = {
        "shader": shader,
        "textures": textures,
        "floats": floats,
        "keywords": list(keywords),
        "colors": {"_BaseColor": [1.0, 1.0, 1.0, 1.0]},
        "transparent": material.surface.opacity is not None and not cut,
        "two_sided": cut,
        "wrap_mode": "Clamp" if cut else "Repeat",
        "mipmaps": True,
        "tiling_per_metre": [1.0, 1.0] if material.regions else [1.0 / width_m, 1.0 / height_m],
        **facts(planes),
    }
    return (json.dumps(described, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def urp_json(planes: Planes) -> bytes:
    """Describe the material for the universal pipeline.

    Returns:
        A JSON object: ``shader``; ``textures``, each with ``file``, ``map``, the shader's ``property`` and ``keyword``,
        ``srgb`` (the importer's sRGBTexture), ``type`` (the importer's textureType), ``bits`` and ``channels`` in
        words; ``floats`` and ``colors`` by property, ``keywords`` of the shader; ``transparent``, ``two_sided``;
        ``wrap_mode``, ``mipmaps``; ``tiling_per_metre`` (scale of the texture where coordinates are metres; 1 of what
        has regions); and the facts of the material: ``recipe``, ``material``, ``width_px``, ``height_px``,
        ``metres_per_pixel``, ``metres_per_tile``, ``height_min_m``, ``height_max_m``.
    """
    low, high = planes.range_m
    # The shader's parallax is a share of the texture, at most 0.08.
    depth = min((high - low) / planes.material.metres_per_tile[0], 0.08)
    floats = {
        "_Metallic": 1.0,
        "_Smoothness": 1.0,
        "_BumpScale": 1.0,
        "_OcclusionStrength": 1.0,
        "_Parallax": depth,
        "_SmoothnessTextureChannel": 0.0,
    }
    finish = finish_of(planes.material)
    if not finish.clearcoat:
        return _description(planes, "Universal Render Pipeline/Lit", _URP, floats)
    floats |= {
        "_ClearCoat": 1.0,
        "_ClearCoatMask": finish.clearcoat,
        "_ClearCoatSmoothness": 1.0 - finish.clearcoat_roughness,
    }
    return _description(planes, "Universal Render Pipeline/Complex Lit", _URP, floats, ["_CLEARCOAT"])


def hdrp_json(planes: Planes) -> bytes:
    """Describe the material for the high-definition pipeline; members as in :func:`urp_json`."""
    low, high = planes.range_m
    floats = {
        "_Metallic": 1.0,
        "_SmoothnessRemapMin": 0.0,
        "_SmoothnessRemapMax": 1.0,
        "_MetallicRemapMin": 0.0,
        "_MetallicRemapMax": 1.0,
        "_AORemapMin": 0.0,
        "_AORemapMax": 1.0,
        "_NormalScale": 1.0,
        # In centimetres and metres, as the shader's inspector and its code have them.
        "_HeightPoMAmplitude": (high - low) * _CENTIMETRES,
        "_HeightAmplitude": high - low,
        "_HeightCenter": 0.5,
    }
    finish, keywords = finish_of(planes.material), []
    if finish.clearcoat:
        floats["_CoatMask"] = finish.clearcoat
        keywords.append("_MATERIAL_FEATURE_CLEAR_COAT")
    if finish.anisotropy:
        floats |= {"_MaterialID": _ANISOTROPIC, "_Anisotropy": finish.anisotropy}
        keywords.append("_MATERIAL_FEATURE_ANISOTROPY")
    return _description(planes, "HDRP/Lit", _HDRP, floats, keywords)
