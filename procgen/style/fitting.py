"""What requests take from a project's style, unless they are told otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from procgen.style.project import Style

_SETS: Final = {"godot": "godot", "unity": "unity_urp"}
"""Sets of files of a material, by engine."""
_LAYOUTS: Final = {"godot": "GODOT_TSCN", "unity": "UNITY_TILEMAP_JSON"}
_PALETTE_STRENGTH: Final = 0.6
"""So that materials are near the palette and still what they are of."""
_CHARACTER_TRIANGLES: Final = (24_000, 12_000, 6_000)
"""From so many on, each level of detail is taken; fewer take the coarsest."""


def fitting(style: Style) -> dict[str, dict[str, Any]]:
    """Fields of requests, as JSON of protobuf has them, by the form that GetInfo describes."""
    look = {
        "palette_rgb": [int(colour[1:], 16) for colour in style.palette],
        "palette_strength": _PALETTE_STRENGTH,
    }
    surface: dict[str, Any] = {
        **_measure(style, "texel_density_px_per_m", "width_px", "height_px"),
        **({"look": look} if style.palette else {}),
        **({"presets": [_SETS[style.engine]]} if style.engine in _SETS else {}),
    }
    found: dict[str, dict[str, Any]] = {
        "texture": surface,
        "texture_set": {"shared": surface} if surface else {},
        "layout": {"outputs": [f"LAYOUT_OUTPUT_{_LAYOUTS[style.engine]}", "LAYOUT_OUTPUT_PNG"]}
        if style.engine in _LAYOUTS
        else {},
        "character": {}
        if style.character_triangles is None
        else {"outputs": [{"kind": "glb", "lod": _level(style.character_triangles)}]},
    }
    return {form: fields for form, fields in found.items() if fields}


def _measure(style: Style, density: str, *sides: str) -> dict[str, Any]:
    """How large a material is: by the density where that is known, from which its sides follow; else by its sides."""
    if style.texel_density_px_per_m is not None:
        return {density: style.texel_density_px_per_m}
    return {} if style.texture_px is None else dict.fromkeys(sides, style.texture_px)


def _level(triangles: int) -> int:
    return sum(triangles < least for least in _CHARACTER_TRIANGLES)


def fitting_flags(style: Style, given: Collection[str] = ()) -> dict[str, dict[str, Any]]:
    """Flags of ``procgen generate DOMAIN`` by the domain's name and theirs.

    Args:
        style: of the project.
        given: names of flags that say something themselves; metres and a density would be one word too many.
    """
    found: dict[str, dict[str, Any]] = {}
    surface = {} if "metres" in given else _measure(style, "texel_density", "size")
    if style.palette:
        surface |= {"palette": list(style.palette), "palette_strength": _PALETTE_STRENGTH}
    if style.engine in _SETS:
        surface["set"] = [_SETS[style.engine]]
    if surface:
        found["texture"] = surface
    if style.engine in _LAYOUTS:
        found["layout"] = {"format": [_LAYOUTS[style.engine].lower(), "png"]}
    if style.character_triangles is not None:
        found["character"] = {"lod": _level(style.character_triangles)}
    return found


def under(request: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """A request with a style's fields where it says nothing itself.

    Args:
        request: its fields; what is in it stays.
        fields: of :func:`fitting` for its form.
    """
    found = dict(request)
    for name, value in fields.items():
        if name not in found:
            found[name] = value
        elif isinstance(value, Mapping) and isinstance(found[name], Mapping):
            found[name] = under(found[name], value)
    return found
