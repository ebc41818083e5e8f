"""A material's request as its recipe has it: every parameter that changes the bytes, named as in the contract."""

from __future__ import annotations

import base64
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from procgen.texture.colour import ColourParameters
from procgen.texture.controls import MaterialMix
from procgen.texture.decals import DecalParameters
from procgen.texture.layout import LAYOUT_RANGES, LayoutParameters
from procgen.texture.parameters import ResolvedTexture, rounded
from procgen.texture.scan.synthesis import SynthesisParameters
from procgen.texture.trim import TrimParameters
from procgen.texture.weather import WeatherParameters


def request_record(texture: ResolvedTexture, layout: LayoutParameters | None) -> dict[str, object]:
    """JSON-ready, without what changes nothing.

    Args:
        texture: what was asked for.
        layout: as it was laid, over the whole tile.
    """
    record: dict[str, object] = {
        "seed": str(texture.seed),
        "width_px": texture.width_px,
        "height_px": texture.height_px,
        "model": texture.model,
        "style_seed": str(texture.style_seed),
        "metres_per_tile": texture.metres_per_tile,
        "detail": texture.scale,
    }
    if texture.texel_density_px_per_m is not None:
        record["texel_density_px_per_m"] = texture.texel_density_px_per_m
    if texture.material:
        record["material"] = texture.material
    if texture.exemplar is not None:
        corners = {"corners": list(texture.exemplar.corners)} if texture.exemplar.corners else {}
        record["exemplar"] = {"sha256": texture.exemplar.sha256, **corners}
    if texture.mix is not None:
        record["mix"] = mix_record(texture.mix)
    if texture.variation is not None:
        variation = texture.variation
        record["variation"] = {"other_seed": str(variation.other_seed), "strength": variation.strength}
    look = look_record(texture.look)
    if look:
        record["look"] = look
    if not texture.weather.changes_nothing:
        weather = _changes(texture.weather, WeatherParameters())
        record["weather"] = {**weather, "seed": str(texture.weather.seed)}
    record["layout"] = {"none": True} if layout is None else layout_record(layout)
    synthesis = _changes(texture.synthesis, rounded(SynthesisParameters()))
    if synthesis:
        record["synthesis"] = synthesis
    if texture.quarter_turns:
        record["quarter_turns"] = texture.quarter_turns
    if texture.mirrored:
        record["mirrored"] = True
    if texture.variant:
        record["variant"] = texture.variant
    if texture.decal is not None:
        decal = texture.decal
        record["decal"] = {**_changes(decal, DecalParameters("")), "seed": str(decal.seed)}
    if texture.trim is not None:
        record["trim"] = {**_changes(texture.trim, TrimParameters()), "seed": str(texture.trim.seed)}
    return record


_Said = TypeVar("_Said", ColourParameters, WeatherParameters, SynthesisParameters, DecalParameters, TrimParameters)


def _changes(said: _Said, neutral: _Said) -> dict[str, Any]:
    """What differs from a neutral one."""
    changes: dict[str, Any] = {}
    for each in fields(said):
        value = getattr(said, each.name)
        if value == getattr(neutral, each.name):
            continue
        if each.name == "palette":
            changes["palette_rgb"] = [_rgb(colour) for colour in value]
        elif each.name.endswith("_colour"):
            changes[f"{each.name.removesuffix('_colour')}_rgb"] = _rgb(value)
        else:
            changes[each.name] = list(value) if isinstance(value, tuple) else value
    return changes


def look_record(look: ColourParameters) -> dict[str, Any]:
    """What is changed of the colours; nothing where nothing is."""
    return _changes(look, ColourParameters())


def _rgb(colour: tuple[float, float, float]) -> int:
    """0xRRGGBB."""
    red, green, blue = (round(channel * 255.0) for channel in colour)
    return red << 16 | green << 8 | blue


def mix_record(mix: MaterialMix) -> dict[str, object]:
    """A mixture."""
    record: dict[str, object] = {"material": mix.material, "style_seed": str(mix.style_seed), "share": mix.share}
    if mix.mask is not None:
        rows, columns = mix.mask.shape
        shares = base64.b64encode(mix.mask.tobytes()).decode()
        record["mask"] = {"width": columns, "height": rows, "shares": shares}
    return record


def layout_record(layout: LayoutParameters) -> dict[str, object]:
    """A layout, every number said."""
    record: dict[str, object] = {"bond": layout.bond}
    for name, allowed in LAYOUT_RANGES.items():
        value = getattr(layout, name)
        record[name] = int(value) if allowed.whole else float(np.float32(value))
    return {**record, "rotated": layout.rotated, "mirrored": layout.mirrored}
