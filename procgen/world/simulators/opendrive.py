"""Roads of a world as ASAM OpenDRIVE 1.7.

Each way is a road of straight pieces between its points, with a linear profile; x points east and y north, so that y is
-z of the world. Roads and streets have a lane each way, paths and piers are sidewalks. Where ways meet, roads end or
pass through one another: junctions with connecting lanes are not written.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_DRIVEN: Final = frozenset(("road", "street"))
_TYPES: Final[Mapping[str, str]] = {"road": "rural", "street": "townLocal"}
_SPEED_KM_H: Final[Mapping[str, int]] = {"road": 50, "street": 30}


def opendrive(manifest: Mapping[str, Any], settlement: Mapping[str, Any]) -> bytes:
    """A ``.xodr`` file.

    Args:
        manifest: ``manifest.json`` of a world.
        settlement: its ``settlement.json``.
    """
    ground = manifest["ground"]
    root = Element("OpenDRIVE")
    header = {
        "revMajor": "1", "revMinor": "7", "name": manifest["name"], "version": "1",
        "north": "0", "south": _text(-ground["depth_m"]), "east": _text(ground["width_m"]), "west": "0",
        "vendor": "procgen",
    }  # fmt: skip
    SubElement(root, "header", header)
    ways = [*settlement["roads"], *settlement["piers"]]
    for number, way in enumerate(ways, 1):
        _road(root, number, way)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _text(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".") if value else "0"


def _road(root: Element, number: int, way: Mapping[str, Any]) -> None:
    pieces = [
        (one, other, math.hypot(other[0] - one[0], other[2] - one[2]))
        for one, other in pairwise(way["points_m"])
        if math.hypot(other[0] - one[0], other[2] - one[2]) > 1e-6
    ]
    length = sum(piece[2] for piece in pieces)
    named = {"name": f"{way['kind']} {number}", "length": _text(length), "id": str(number), "junction": "-1"}
    road = SubElement(root, "road", {**named, "rule": "RHT"})
    driven = way["kind"] in _DRIVEN
    kind = SubElement(road, "type", {"s": "0", "type": _TYPES.get(way["kind"], "pedestrian")})
    if driven:
        SubElement(kind, "speed", {"max": str(_SPEED_KM_H[way["kind"]]), "unit": "km/h"})
    plan, profile = SubElement(road, "planView"), SubElement(road, "elevationProfile")
    gone = 0.0
    for one, other, long in pieces:
        place = {"s": _text(gone), "x": _text(one[0]), "y": _text(-one[2])}
        heading = math.atan2(-(other[2] - one[2]), other[0] - one[0])
        SubElement(SubElement(plan, "geometry", {**place, "hdg": _text(heading), "length": _text(long)}), "line")
        slope = (other[1] - one[1]) / long
        SubElement(profile, "elevation", {"s": _text(gone), "a": _text(one[1]), "b": _text(slope), "c": "0", "d": "0"})
        gone += long
    section = SubElement(SubElement(road, "lanes"), "laneSection", {"s": "0"})
    lane = "driving" if driven else "sidewalk"
    for side, ids in (("left", (1,)), ("center", (0,)), ("right", (-1,))):
        for identity in ids:
            told = {"id": str(identity), "type": lane if identity else "none", "level": "false"}
            made = SubElement(SubElement(section, side), "lane", told)
            if identity:
                half = _text(way["width_m"] / 2.0)
                SubElement(made, "width", {"sOffset": "0", "a": half, "b": "0", "c": "0", "d": "0"})
            else:
                mark = {"sOffset": "0", "type": "broken" if way["kind"] == "road" else "none", "color": "standard"}
                SubElement(made, "roadMark", mark)
