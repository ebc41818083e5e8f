"""What stands on the ground of a map: plants, fields, roads, houses."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from PIL import ImageDraw

from procgen.world.cover.grown import Woods
from procgen.world.crops import PATCH_M
from procgen.world.map_picture.sheet import DRAWN_AT, INK, PAPER, PUBLIC, Box, Rgb, Sheet, draw_line
from procgen.world.meshes import turned_y
from procgen.world.place import Building, Place, Prop, Road, Settlement
from procgen.world.trees import TREES

_ROAD: Final[Rgb] = (250, 240, 214)
_ROOF: Final[Rgb] = (168, 82, 60)
_ROOF_DARK: Final[Rgb] = (132, 60, 46)
_POINTED: Final = frozenset({"spruce", "larch", "scots_pine", "cypress"})
_BUSHES: Final = frozenset({"juniper", "gorse", "heather", "mangrove"})
_ROUND: Final = (frozenset(TREES) - _POINTED) | _BUSHES | {"dead_tree"}
"""How plants are drawn."""
_TREE_PX: Final = 8.0
"""Of the finished map: woods have a tree in each square of this side."""
_CROPS: Final[Mapping[str, tuple[Rgb, Rgb]]] = MappingProxyType(
    {
        "wheat": ((226, 200, 120), (190, 160, 84)),
        "cabbages": ((150, 178, 112), (112, 132, 80)),
        "vines": ((176, 170, 104), (98, 120, 66)),
        "maize": ((196, 192, 100), (130, 148, 70)),
    }
)
"""Colours of fields and of their rows."""


def draw_props(draw: ImageDraw.ImageDraw, place: Place, sheet: Sheet) -> None:
    """Draw plants, woods, rocks, boats and fields."""
    unit = max(sheet.px_per_m, 1.1) * DRAWN_AT
    woods = _thinned(place.cover.woods, sheet) if place.cover is not None else []
    for prop in sorted([*place.props, *woods], key=lambda prop: (prop.z_m, prop.x_m)):
        x, y = sheet.at(prop.x_m, prop.z_m)
        if prop.kind in _CROPS:
            _patch(draw, sheet, prop)
        elif prop.kind in _POINTED:
            tall, half = 5.2 * unit * prop.scale, 1.7 * unit * prop.scale
            draw.polygon(
                [(x + half * 0.4, y), (x + half * 2.2, y + half * 0.2), (x + half * 0.6, y + half * 0.7)],
                fill=(120, 132, 98),
            )
            shape = [(x - half, y + half * 0.5), (x, y - tall), (x + half, y + half * 0.5)]
            draw.polygon(shape, fill=(104, 138, 96), outline=(56, 76, 54), width=DRAWN_AT)
            draw.polygon(
                [(x, y - tall), (x + half, y + half * 0.5), (x + half * 0.1, y + half * 0.5)], fill=(80, 112, 78)
            )
        elif prop.kind in _ROUND:
            size = (0.9 if prop.kind in _BUSHES else 2.5) * unit * prop.scale
            draw.ellipse((x - size * 0.7, y - size * 0.2, x + size * 1.5, y + size), fill=(132, 146, 104))
            draw.ellipse(
                (x - size, y - size * 1.5, x + size, y + size * 0.5),
                fill=(136, 166, 98),
                outline=(66, 88, 54),
                width=DRAWN_AT,
            )
            draw.ellipse((x - size * 0.7, y - size * 1.3, x + size * 0.3, y - size * 0.3), fill=(164, 190, 118))
        elif prop.kind in ("boulder", "rock_cluster"):
            size = 1.2 * unit * prop.scale
            draw.polygon(
                [(x - size, y), (x - size * 0.4, y - size), (x + size * 0.6, y - size * 0.8), (x + size, y)],
                fill=(176, 168, 158),
                outline=INK,
                width=1,
            )
        elif prop.kind in ("boat", "raft"):
            angle = math.radians(prop.turn_deg)
            ahead = np.array((math.sin(angle), math.cos(angle))) * 2.6 * unit
            side = np.array((ahead[1], -ahead[0])) * 0.32
            middle = np.array((x, y))
            hull = [middle + ahead, middle + side, middle - ahead * 0.9, middle - side]
            draw.polygon([(float(px), float(py)) for px, py in hull], fill=(214, 190, 150), outline=INK, width=DRAWN_AT)


def _thinned(woods: Woods, sheet: Sheet) -> list[Prop]:
    """One tree of woods for each square that a tree on the map takes, the largest there."""
    side_m = _TREE_PX / sheet.px_per_m
    across = (woods.x_m // side_m).astype(np.int64)
    down = (woods.z_m // side_m).astype(np.int64)
    order = np.lexsort((-woods.scale, across, down))
    first = np.ones(len(order), bool)
    first[1:] = (np.diff(across[order]) != 0) | (np.diff(down[order]) != 0)
    return [
        Prop(woods.kinds[woods.kind[n]], float(woods.x_m[n]), float(woods.y_m[n]), float(woods.z_m[n]), 0.0, 1.0, 0.0)
        for n in order[first]
    ]


def _patch(draw: ImageDraw.ImageDraw, sheet: Sheet, prop: Prop) -> None:
    """A patch of a field, with its rows."""
    fill, ink = _CROPS[prop.kind]
    c, s = math.cos(math.radians(prop.turn_deg)), math.sin(math.radians(prop.turn_deg))
    half = 0.5 * PATCH_M

    def at(across: float, along: float) -> tuple[float, float]:
        return sheet.at(prop.x_m + across * c + along * s, prop.z_m - across * s + along * c)

    draw.polygon([at(-half, -half), at(half, -half), at(half, half), at(-half, half)], fill=fill)
    for along in (-0.6 * half, 0.0, 0.6 * half):
        draw.line([at(-half, along), at(half, along)], fill=ink, width=DRAWN_AT)


_WALL: Final[Rgb] = (122, 112, 100)
_FENCE: Final[Rgb] = (150, 128, 92)
_HEDGE: Final[Rgb] = (98, 122, 70)


def draw_barriers(draw: ImageDraw.ImageDraw, settlement: Settlement, sheet: Sheet) -> None:
    """Draw walls with their gates, and the fences of yards as thin lines."""
    unit = sheet.px_per_m * DRAWN_AT
    for barrier in settlement.barriers:
        line = [sheet.at(float(x), float(z)) for x, _, z in barrier.points_m]
        if barrier.of:
            draw_line(draw, line, max(0.35 * unit, 1.0 * DRAWN_AT), _HEDGE if barrier.kind == "hedge" else _FENCE)
        else:
            width = max(barrier.thickness_m * unit, 2.2 * DRAWN_AT)
            draw_line(draw, line, width + 1.2 * DRAWN_AT, INK)
            draw_line(draw, line, width, _WALL if barrier.kind == "wall" else _FENCE)
    for gate in settlement.gates:
        turn = math.radians(gate.turn_deg)
        for way in (-1.0, 1.0):
            off = way * (gate.width_m / 2 + 1.5)
            x, y = sheet.at(gate.x_m + off * math.cos(turn), gate.z_m - off * math.sin(turn))
            half = max(1.8 * unit, 3.0 * DRAWN_AT)
            draw.rectangle((x - half, y - half, x + half, y + half), fill=_WALL, outline=INK, width=DRAWN_AT)


def draw_roads(draw: ImageDraw.ImageDraw, settlement: Settlement, sheet: Sheet) -> None:
    """Draw roads, piers and bridges."""
    unit = sheet.px_per_m * DRAWN_AT
    roads = sorted(settlement.roads, key=lambda road: (road.kind != "path", road.width_m))
    paths = [road for road in roads if road.kind == "path"]
    wide = [road for road in roads if road.kind != "path"]
    for road in paths:
        _dashed(draw, sheet, road, max(1.1 * unit, 1.6 * DRAWN_AT))
    for colour, extra in ((INK, 1.6), (_ROAD, 0.0)):
        for road in wide:
            line = [sheet.at(float(x), float(z)) for x, _, z in road.points_m]
            width = max(road.width_m * unit * 0.9, 3.0 * DRAWN_AT) + extra * DRAWN_AT
            draw_line(draw, line, width, colour)
    for road in (*roads, *settlement.piers):
        pier = road.kind == "pier"
        for index in range(len(road.points_m) - 1):
            if not (pier or road.bridge[index]):
                continue
            (ax, _, az), (bx, _, bz) = road.points_m[index], road.points_m[index + 1]
            a, b = sheet.at(float(ax), float(az)), sheet.at(float(bx), float(bz))
            width = max(road.width_m * unit, 4.0 * DRAWN_AT)
            if pier:
                draw_line(draw, [a, b], width + 1.6 * DRAWN_AT, INK)
                draw_line(draw, [a, b], width - 0.6 * DRAWN_AT, (206, 178, 134))
            else:
                length = max(math.hypot(b[0] - a[0], b[1] - a[1]), 1e-6)
                nx, ny = -(b[1] - a[1]) / length, (b[0] - a[0]) / length
                for side in (-1, 1):
                    away = side * (width / 2 + 1.2 * DRAWN_AT)
                    rail = [(px + nx * away, py + ny * away) for px, py in (a, b)]
                    draw_line(draw, rail, 1.8 * DRAWN_AT, INK)


def _dashed(draw: ImageDraw.ImageDraw, sheet: Sheet, road: Road, width: float) -> None:
    points = np.array([sheet.at(float(x), float(z)) for x, _, z in road.points_m])
    lengths = np.concatenate([[0.0], np.cumsum(np.sqrt(np.sum(np.diff(points, axis=0) ** 2, axis=1)))])
    total, dash = float(lengths[-1]), 6.0 * DRAWN_AT
    for start in np.arange(0.0, total, dash * 1.6):
        where = np.array([start, min(start + dash, total)])
        ends = np.stack([np.interp(where, lengths, points[:, axis]) for axis in (0, 1)], axis=1)
        draw_line(draw, [(float(x), float(y)) for x, y in ends], width, (128, 96, 66))


def draw_building(draw: ImageDraw.ImageDraw, building: Building, sheet: Sheet) -> Box:
    """Draw a roof from above, one slope in shadow; its shadow to the south-east. Returns what it takes of the sheet."""
    grown = max(1.0, 9.0 / (min(building.width_m, building.depth_m) * sheet.px_per_m))
    half_w, half_d = building.width_m / 2 * grown, building.depth_m / 2 * grown
    matrix = turned_y(building.turn_deg)

    def corner(x: float, z: float, away: float = 0.0) -> tuple[float, float]:
        place = matrix @ np.array((x, 0.0, z))
        px, py = sheet.at(building.x_m + float(place[0]), building.z_m + float(place[2]))
        return px + away, py + away

    away = min(building.height_m * sheet.px_per_m * 0.7, 5.0) * DRAWN_AT
    outline = [(-half_w, -half_d), (half_w, -half_d), (half_w, half_d), (-half_w, half_d)]
    draw.polygon([corner(x, z, away) for x, z in outline], fill=(96, 92, 84))
    along_x = building.width_m >= building.depth_m
    slopes = (
        (
            [(-half_w, -half_d), (half_w, -half_d), (half_w, 0), (-half_w, 0)],
            [(-half_w, 0), (half_w, 0), (half_w, half_d), (-half_w, half_d)],
        )
        if along_x
        else (
            [(-half_w, -half_d), (0, -half_d), (0, half_d), (-half_w, half_d)],
            [(0, -half_d), (half_w, -half_d), (half_w, half_d), (0, half_d)],
        )
    )
    normals = ((0.0, -1.0), (0.0, 1.0)) if along_x else ((-1.0, 0.0), (1.0, 0.0))
    bright, dark = (_ROOF, _ROOF_DARK) if building.use not in PUBLIC else ((184, 122, 66), (146, 90, 48))
    for slope, (nx, nz) in zip(slopes, normals, strict=True):
        facing = matrix @ np.array((nx, 0.0, nz))
        lit = -float(facing[0]) - float(facing[2]) > 0.0
        draw.polygon([corner(x, z) for x, z in slope], fill=bright if lit else dark)
    draw.polygon([corner(x, z) for x, z in outline], outline=INK, width=round(1.2 * DRAWN_AT))
    if building.use == "chapel":
        cx, cy = sheet.at(building.x_m, building.z_m)
        arm = 5.0 * DRAWN_AT
        for end in ((arm * 0.7, 0.0), (0.0, arm)):
            draw_line(draw, [(cx - end[0], cy - end[1]), (cx + end[0], cy + end[1])], 1.8 * DRAWN_AT, PAPER)
    reach = math.hypot(half_w, half_d) * sheet.px_per_m
    px, py = sheet.page(building.x_m, building.z_m)
    return px - reach, py - reach, px + reach, py + reach
