"""Coats and plumages: the colour of every point of a skin."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from procgen.creature.anatomy.flesh import Floats, Lumps

_WHITE: Final = "ece8df"
_USUAL: Final[Mapping[str, str]] = MappingProxyType(
    {"horn": "b5a487", "hoof": "2f2924", "skin": "d9a392", "beak": "c79a55", "leg": "cba04a", "comb": "c01d1a"}
)
"""Of zones that no coat covers, where it does not say."""
_LEGS: Final = ("lower leg", "foot", "toes", "feather")
_WOOL_SHADE: Final = 0.10


@cache
def coats() -> Mapping[str, Mapping[str, Any]]:
    """All coats by name."""
    found = tomllib.loads(Path(__file__).with_name("coats.toml").read_text("utf-8"))
    return MappingProxyType(found)


def linear(colour: str) -> Floats:
    """(3,) linear RGB of six hexadecimal digits of sRGB."""
    coded = np.array([int(colour[at : at + 2], 16) for at in (0, 2, 4)]) / 255.0
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4).astype(np.float32)


def painted(
    name: str,
    vertices: Floats,
    normals: Floats,
    shares: Floats,
    zones: Sequence[str],
    seed: int,
) -> Floats:
    """(V, 3) linear RGB.

    Args:
        name: of a coat.
        vertices: (V, 3) in units of the animal, so that patterns are as large on large ones.
        normals: (V, 3).
        shares: (V, Z) how much each zone has of a point.
        zones: their names.
        seed: whose coat: where its patches and marks are.
    """
    coat = coats()[name]
    random = np.random.Generator(np.random.Philox(key=np.array([seed, 0x636F_6174], np.uint64)))
    lumps = Lumps(seed)
    where = vertices + random.uniform(0, 30, 3).astype(np.float32)
    share = {zone: shares[:, number] for number, zone in enumerate(zones)}
    nothing = np.zeros(len(vertices), np.float32)
    body = np.tile(linear(coat["body"]), (len(vertices), 1))
    if "back" in coat:
        deep = coat.get("deep", 0.3)
        above = normals[:, 1] + 0.35 * lumps.at(where, 0.12) + 2.2 * (vertices[:, 1] - 0.95 + 0.35 * deep)
        body = _mix(body, coat["back"], _step(above, 0.0, 0.55) * (1 - sum(share.get(z, nothing) for z in _LEGS)))
    if "belly" in coat:
        below = -normals[:, 1] + 0.25 * lumps.at(where, 0.1)
        body = _mix(body, coat["belly"], _step(below, 0.2, 0.75))
    if "pied" in coat:
        said = coat["pied"]
        field = 0.75 * lumps.at(where, said["size"]) + 0.25 * lumps.at(where + 7, said["size"] / 2.7)
        body = _mix(body, said["colour"], _over(field, said["share"], said["soft"]))
    if "saddle" in coat:
        said = coat["saddle"]
        edge = vertices[:, 2] + 0.03 * lumps.at(where, 0.1)
        body = _mix(
            body,
            said["colour"],
            _step(edge, said["from"], said["from"] + 0.03) * _step(-edge, -said["to"], -said["to"] + 0.03),
        )
    if "stripes" in coat:
        said = coat["stripes"]
        turn = share.get("upper leg", nothing) + sum(share.get(z, nothing) for z in (*_LEGS, "ear"))
        way = vertices[:, 2] * (1 - turn) + vertices[:, 1] * turn + 0.4 * vertices[:, 1] * (1 - turn)
        wave = np.sin(2 * np.pi * (way / said["size"] + 0.55 * lumps.at(where, 0.16)))
        body = _mix(
            body,
            said["colour"],
            _step(wave + 0.5 * lumps.at(where + 9, 0.07), 0.1, 0.7) * said["share"] * 1.6 * (normals[:, 1] > -0.6),
        )
    if "spots" in coat:
        said = coat["spots"]
        where_spotted = _step(normals[:, 1], -0.25, 0.2) if said.get("above") else 1.0
        body = _mix(body, said["colour"], _over(lumps.at(where, said["size"]), said["share"], 0.12) * where_spotted)
    colour = np.zeros_like(body)
    own = coat.get("zones", {})
    for zone in zones:
        said = own.get(zone, _USUAL.get(zone))
        colour += share[zone][:, None] * (body if said is None else linear(said))
    bare = sum((share[zone] for zone in zones if zone in _USUAL), nothing)
    if random.random() < coat.get("blaze", 0.0):
        wide = random.uniform(0.014, 0.03)
        face = share.get("head", nothing) + share.get("muzzle", nothing)
        away = np.asarray(np.abs(vertices[:, 0] + np.float32(0.006) * lumps.at(where, 0.05)), np.float32)
        line = _step(np.float32(wide) - away, -0.004, 0.006)
        colour = _mix(colour, _WHITE, line * face * (normals[:, 1] + 0.7 * normals[:, 2] > 0.15) * (1 - bare))
    if "bib" in coat:
        facing = normals[:, 2] - np.float32(0.4) * normals[:, 1] + np.float32(0.2) * lumps.at(where, 0.08)
        front = _step(facing, 0.45, 0.7)
        colour = _mix(colour, _WHITE, front * (share.get("neck", nothing) + share.get("body", nothing)))
    for left in (True, False):
        for ahead in (True, False):
            high = random.uniform(0.12, 0.3)
            if random.random() < coat.get("socks", 0.0):
                mine = ((vertices[:, 0] > 0) == left) & ((vertices[:, 2] > -0.1) == ahead)
                low = _step(high - vertices[:, 1] + 0.02 * lumps.at(where, 0.05), 0.0, 0.015)
                colour = _mix(colour, _WHITE, low * mine * sum(share.get(z, nothing) for z in _LEGS))
    grain = coat.get("grain", 0.06)
    fine = lumps.at(vertices * np.array([1, 1, 0.55], np.float32), 0.018) * 0.6 + lumps.at(vertices, 0.05) * 0.4
    wool = share.get("wool", nothing) * _WOOL_SHADE
    colour *= (1 + (grain * (1 - bare) + wool) * fine)[:, None]
    # Light reaches less of what faces the ground: a little of it is in the colour, for engines without occlusion.
    colour *= (0.86 + 0.14 * _step(normals[:, 1], -0.9, 0.2))[:, None]
    colour *= (1 + 0.06 * random.standard_normal() + 0.02 * random.standard_normal(3)).astype(np.float32)
    return np.clip(colour, 0.002, 1.0).astype(np.float32)


def _mix(colour: Floats, other: str, share: Floats) -> Floats:
    return np.asarray(colour + (linear(other) - colour) * np.clip(share, 0, 1)[:, None], np.float32)


def _step(value: Floats, begin: float, end: float) -> Floats:
    t = np.clip((value - begin) / (end - begin), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def _over(field: Floats, share: float, soft: float) -> Floats:
    """1 on about a share of a noise's values, 0 elsewhere."""
    edge = 1.1 * (0.5 - share)
    return _step(field, edge - soft / 2 - 0.02, edge + soft / 2 + 0.02)
