"""A map of a world that looks drawn: relief and tints of the land, water with shore lines, roads, houses, names."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from procgen.formats.png import Filter, write_png
from procgen.runtime.checkpoint import Checkpoint
from procgen.terrain.ground.fields import smoothed
from procgen.texture.terrain_layers import BIOMES
from procgen.world.crops import PATCH_M
from procgen.world.distances import chamfer
from procgen.world.ground_height import sampled
from procgen.world.ground_paint import noise
from procgen.world.meshes import turned_y
from procgen.world.parts import Callbacks
from procgen.world.place import Building, FloatArray, Place, Prop, Road
from procgen.world.trees import TREES

Rgb = tuple[int, int, int]
Box = tuple[float, float, float, float]

SIDE_PX: Final = 1536
_MARGIN_PX: Final = 72
_DRAWN_AT: Final = 2
"""Lines are drawn so many times larger and then made small, which smooths their edges."""

_PAPER: Final[Rgb] = (243, 234, 214)
_INK: Final[Rgb] = (62, 48, 38)
_SHORE: Final[Rgb] = (58, 84, 98)
_ROAD: Final[Rgb] = (250, 240, 214)
_ROOF: Final[Rgb] = (168, 82, 60)
_ROOF_DARK: Final[Rgb] = (132, 60, 46)
_POINTED: Final = frozenset({"spruce", "larch", "scots_pine", "cypress"})
_BUSHES: Final = frozenset({"juniper", "gorse", "heather", "mangrove"})
_ROUND: Final = (frozenset(TREES) - _POINTED) | _BUSHES | {"dead_tree"}
"""How plants are drawn."""
_CROPS: Final[Mapping[str, tuple[Rgb, Rgb]]] = MappingProxyType(
    {
        "wheat": ((226, 200, 120), (190, 160, 84)),
        "cabbages": ((150, 178, 112), (112, 132, 80)),
        "vines": ((176, 170, 104), (98, 120, 66)),
        "maize": ((196, 192, 100), (130, 148, 70)),
    }
)
"""Colours of fields and of their rows."""
_PUBLIC: Final = frozenset(
    {"inn", "tavern", "chapel", "church", "temple", "smithy", "mill", "hall", "shop", "boathouse"}
)

_TINTS: Final[Mapping[str, Rgb]] = MappingProxyType(
    {
        "sea": (236, 220, 182),
        "lake": (206, 214, 176),
        "river": (206, 214, 176),
        "beach": (241, 224, 178),
        "bare_rock": (205, 196, 184),
        "ice": (246, 246, 244),
        "tundra": (208, 205, 178),
        "cold_steppe": (221, 213, 168),
        "boreal_forest": (172, 194, 152),
        "grassland": (207, 218, 160),
        "shrubland": (216, 214, 160),
        "temperate_forest": (174, 203, 142),
        "temperate_rainforest": (155, 192, 142),
        "desert": (238, 217, 165),
        "savanna": (227, 213, 152),
        "tropical_forest": (169, 204, 132),
        "tropical_rainforest": (148, 194, 128),
        "wetland": (176, 200, 168),
    }
)
"""Of land, by biome; under water, where its edge shows through."""


def map_png(place: Place, callbacks: Callbacks | None = None) -> bytes:
    """Draw a world as seen from above, north up.

    Args:
        place: what there is.
        callbacks: how to stop the work.

    Returns:
        A PNG of 1536 x 1536 pixels. Its text ``procgen:map`` is JSON that says where the ground lies in it: ``left_px``
        and ``top_px`` of its north-western corner, and ``metres_per_pixel``.
    """
    return _Map(place, (callbacks or Callbacks()).checkpoint).drawn()


class _Map:
    def __init__(self, place: Place, checkpoint: Checkpoint) -> None:
        self.place, self.land = place, place.land
        self.checkpoint = checkpoint
        rows, columns = self.land.heights_m.shape
        self.size_m = (columns - 1) * self.land.metres_per_pixel, (rows - 1) * self.land.metres_per_pixel
        room = SIDE_PX - 2 * _MARGIN_PX
        self.px_per_m = room / max(self.size_m)
        self.ground_px = round(self.size_m[0] * self.px_per_m), round(self.size_m[1] * self.px_per_m)
        self.left = (SIDE_PX - self.ground_px[0]) // 2
        self.top = (SIDE_PX - self.ground_px[1]) // 2
        self.taken: list[Box] = []

    def drawn(self) -> bytes:
        page = Image.new("RGB", (SIDE_PX, SIDE_PX), _PAPER)
        page.paste(Image.fromarray(self._ground()), (self.left, self.top))
        self.checkpoint()
        large = page.resize((SIDE_PX * _DRAWN_AT, SIDE_PX * _DRAWN_AT), Image.Resampling.BILINEAR)
        self.checkpoint()
        draw = ImageDraw.Draw(large)
        for step in (self._trees, self._roads, self._buildings):
            step(draw)
            self.checkpoint()
        page = large.reduce(_DRAWN_AT)
        self.checkpoint()
        page = self._aged(page)
        self.checkpoint()
        self._names(page)
        self._frame(page)
        where = {"left_px": self.left, "top_px": self.top, "metres_per_pixel": round(1.0 / self.px_per_m, 9)}
        return write_png(
            np.asarray(page),
            self.checkpoint,
            texts={"procgen:map": json.dumps(where, separators=(",", ":"))},
            method=Filter.AVERAGE,
            srgb=True,
        )

    # The land.

    def _ground(self) -> npt.NDArray[np.uint8]:
        land = self.land
        width, height = self.ground_px
        x_m = (np.arange(width) + 0.5) / self.px_per_m
        z_m = (np.arange(height) + 0.5) / self.px_per_m
        spacing = land.metres_per_pixel

        def of(field: FloatArray) -> FloatArray:
            self.checkpoint()
            return sampled(field, spacing, x_m, z_m)

        table = np.array([_TINTS[name] for name in BIOMES], np.float32)
        softness = max(round(14.0 / spacing), 1)
        tints = [of(smoothed(np.ascontiguousarray(table[land.biome, channel]), softness)) for channel in range(3)]
        colour = np.stack(tints, axis=-1)
        rough = noise((height, width), 26.0, "world/map/paper") * np.float32(0.6)
        rough += noise((height, width), 7.0, "world/map/grain") * np.float32(0.4)
        colour += rough[..., None] * np.float32(5.0)
        shade = of(self._shade())
        colour = np.where(
            shade[..., None] < 1.0,
            colour * (0.42 + 0.58 * shade[..., None]) + np.array((22.0, 16.0, 30.0)) * (1.0 - shade[..., None]),
            colour + (shade[..., None] - 1.0) * 70.0,
        )
        self._contours(colour, of(smoothed(land.heights_m.astype(np.float32), 1)), of(land.water.astype(np.float32)))
        self.checkpoint()
        self._water(colour)
        return np.clip(colour, 0, 255).astype(np.uint8)

    def _shade(self) -> FloatArray:
        """Light on the relief, 1 where it is level."""
        land = self.land
        heights = smoothed(land.heights_m.astype(np.float32), 1)
        heights = np.where(land.water, np.maximum(heights, np.nan_to_num(land.water_m, nan=-np.inf)), heights)
        dz, dx = np.gradient(heights, land.metres_per_pixel)
        typical = float(np.quantile(np.hypot(dx, dz), 0.9))
        strength = np.float32(0.55 / max(typical, 0.08))
        light = np.array((-0.5, 0.72, -0.5))
        light = light / math.sqrt(float(light @ light))
        dx, dz = dx * strength, dz * strength
        lit = (-dx * light[0] + light[1] - dz * light[2]) / np.sqrt(1.0 + dx * dx + dz * dz)
        shade: FloatArray = np.clip(lit / light[1], 0.25, 1.45).astype(np.float32)
        return shade

    def _contours(self, colour: FloatArray, heights: FloatArray, wet: FloatArray) -> None:
        """Fine lines at equal heights, every fifth stronger."""
        low, high = float(heights.min()), float(heights.max())
        step = next((step for step in (2.0, 5.0, 10.0, 20.0, 50.0, 100.0) if (high - low) / step < 26.0), 200.0)
        dz, dx = np.gradient(heights)
        rise = np.maximum(np.hypot(dx, dz), 1e-4)
        for every, strength in ((1, 0.10), (5, 0.13)):
            offset = np.abs((heights / (step * every) + 0.5) % 1.0 - 0.5) * step * every
            line = np.clip(1.25 - offset / rise, 0.0, 1.0) * (wet < 0.5) * strength * np.clip(rise * 40.0, 0.0, 1.0)
            colour += (np.array(_INK, np.float32) - colour) * line[..., None]

    def _water(self, colour: FloatArray) -> None:
        land = self.land
        width, height = self.ground_px
        # Half a cell on both sides of a shore is water by a share, which a smooth line runs through.
        wet = np.asarray(
            Image.fromarray(smoothed(land.water.astype(np.float32), 1)).resize(
                (
                    width + round(land.metres_per_pixel * self.px_per_m),
                    height + round(land.metres_per_pixel * self.px_per_m),
                ),
                Image.Resampling.BICUBIC,
            ),
            np.float32,
        )
        skip = round(land.metres_per_pixel * self.px_per_m / 2)
        wet = wet[skip : skip + height, skip : skip + width]
        is_wet = wet > 0.5
        if not is_wet.any():
            return
        self.checkpoint()
        away = _distance_px(is_wet, 90)
        self.checkpoint()
        deep = np.clip(away / 90.0, 0.0, 1.0)[..., None]
        near, far = np.array((176.0, 207.0, 208.0), np.float32), np.array((116.0, 163.0, 178.0), np.float32)
        water = near + (far - near) * np.sqrt(deep)
        water += noise((height, width), 40.0, "world/map/water")[..., None] * 4.0
        # Lines that follow the shore, fainter as they leave it.
        for number, place_px in enumerate((5.0, 13.0, 24.0, 38.0)):
            line = np.clip(1.2 - np.abs(away - place_px), 0.0, 1.0) * (0.5 - 0.11 * number)
            water += (np.array(_SHORE, np.float32) - water) * line[..., None]
        colour[is_wet] = water[is_wet]
        edge = np.clip(1.9 - np.abs(_distance_px(is_wet, 3) - _distance_px(~is_wet, 3)), 0.0, 1.0) * 0.85
        colour += (np.array(_SHORE, np.float32) - colour) * edge[..., None]

    # What stands on it.

    def _at(self, x_m: float, z_m: float) -> tuple[float, float]:
        """A place in the enlarged picture."""
        return (self.left + x_m * self.px_per_m) * _DRAWN_AT, (self.top + z_m * self.px_per_m) * _DRAWN_AT

    def _trees(self, draw: ImageDraw.ImageDraw) -> None:
        unit = max(self.px_per_m, 1.1) * _DRAWN_AT
        for prop in sorted(self.place.props, key=lambda prop: (prop.z_m, prop.x_m)):
            x, y = self._at(prop.x_m, prop.z_m)
            if prop.kind in _CROPS:
                self._patch(draw, prop)
            elif prop.kind in _POINTED:
                tall, half = 5.2 * unit * prop.scale, 1.7 * unit * prop.scale
                draw.polygon(
                    [(x + half * 0.4, y), (x + half * 2.2, y + half * 0.2), (x + half * 0.6, y + half * 0.7)],
                    fill=(120, 132, 98),
                )
                shape = [(x - half, y + half * 0.5), (x, y - tall), (x + half, y + half * 0.5)]
                draw.polygon(shape, fill=(104, 138, 96), outline=(56, 76, 54), width=_DRAWN_AT)
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
                    width=_DRAWN_AT,
                )
                draw.ellipse((x - size * 0.7, y - size * 1.3, x + size * 0.3, y - size * 0.3), fill=(164, 190, 118))
            elif prop.kind in ("boulder", "rock_cluster"):
                size = 1.2 * unit * prop.scale
                draw.polygon(
                    [(x - size, y), (x - size * 0.4, y - size), (x + size * 0.6, y - size * 0.8), (x + size, y)],
                    fill=(176, 168, 158),
                    outline=_INK,
                    width=1,
                )
            elif prop.kind in ("boat", "raft"):
                angle = math.radians(prop.turn_deg)
                ahead = np.array((math.sin(angle), math.cos(angle))) * 2.6 * unit
                side = np.array((ahead[1], -ahead[0])) * 0.32
                middle = np.array((x, y))
                hull = [middle + ahead, middle + side, middle - ahead * 0.9, middle - side]
                draw.polygon(
                    [(float(px), float(py)) for px, py in hull], fill=(214, 190, 150), outline=_INK, width=_DRAWN_AT
                )

    def _patch(self, draw: ImageDraw.ImageDraw, prop: Prop) -> None:
        """A patch of a field, with its rows."""
        fill, ink = _CROPS[prop.kind]
        c, s = math.cos(math.radians(prop.turn_deg)), math.sin(math.radians(prop.turn_deg))
        half = 0.5 * PATCH_M

        def at(across: float, along: float) -> tuple[float, float]:
            return self._at(prop.x_m + across * c + along * s, prop.z_m - across * s + along * c)

        draw.polygon([at(-half, -half), at(half, -half), at(half, half), at(-half, half)], fill=fill)
        for along in (-0.6 * half, 0.0, 0.6 * half):
            draw.line([at(-half, along), at(half, along)], fill=ink, width=_DRAWN_AT)

    def _roads(self, draw: ImageDraw.ImageDraw) -> None:
        settlement = self.place.settlement
        if settlement is None:
            return
        unit = self.px_per_m * _DRAWN_AT
        roads = sorted(settlement.roads, key=lambda road: (road.kind != "path", road.width_m))
        paths = [road for road in roads if road.kind == "path"]
        wide = [road for road in roads if road.kind != "path"]
        for road in paths:
            self._dashed(draw, road, max(1.1 * unit, 1.6 * _DRAWN_AT))
        for colour, extra in ((_INK, 1.6), (_ROAD, 0.0)):
            for road in wide:
                line = [self._at(float(x), float(z)) for x, _, z in road.points_m]
                width = max(road.width_m * unit * 0.9, 3.0 * _DRAWN_AT) + extra * _DRAWN_AT
                _line(draw, line, width, colour)
        for road in (*roads, *settlement.piers):
            pier = road.kind == "pier"
            for index in range(len(road.points_m) - 1):
                if not (pier or road.bridge[index]):
                    continue
                (ax, _, az), (bx, _, bz) = road.points_m[index], road.points_m[index + 1]
                a, b = self._at(float(ax), float(az)), self._at(float(bx), float(bz))
                width = max(road.width_m * unit, 4.0 * _DRAWN_AT)
                if pier:
                    _line(draw, [a, b], width + 1.6 * _DRAWN_AT, _INK)
                    _line(draw, [a, b], width - 0.6 * _DRAWN_AT, (206, 178, 134))
                else:
                    length = max(math.hypot(b[0] - a[0], b[1] - a[1]), 1e-6)
                    nx, ny = -(b[1] - a[1]) / length, (b[0] - a[0]) / length
                    for side in (-1, 1):
                        away = side * (width / 2 + 1.2 * _DRAWN_AT)
                        rail = [(px + nx * away, py + ny * away) for px, py in (a, b)]
                        _line(draw, rail, 1.8 * _DRAWN_AT, _INK)

    def _dashed(self, draw: ImageDraw.ImageDraw, road: Road, width: float) -> None:
        points = np.array([self._at(float(x), float(z)) for x, _, z in road.points_m])
        lengths = np.concatenate([[0.0], np.cumsum(np.sqrt(np.sum(np.diff(points, axis=0) ** 2, axis=1)))])
        total, dash = float(lengths[-1]), 6.0 * _DRAWN_AT
        for start in np.arange(0.0, total, dash * 1.6):
            where = np.array([start, min(start + dash, total)])
            ends = np.stack([np.interp(where, lengths, points[:, axis]) for axis in (0, 1)], axis=1)
            _line(draw, [(float(x), float(y)) for x, y in ends], width, (128, 96, 66))

    def _buildings(self, draw: ImageDraw.ImageDraw) -> None:
        if self.place.settlement is None:
            return
        for building in sorted(self.place.settlement.buildings, key=lambda each: (each.z_m, each.x_m)):
            self._building(draw, building)

    def _building(self, draw: ImageDraw.ImageDraw, building: Building) -> None:
        """The roof from above, one slope in shadow; its shadow to the south-east."""
        grown = max(1.0, 9.0 / (min(building.width_m, building.depth_m) * self.px_per_m))
        half_w, half_d = building.width_m / 2 * grown, building.depth_m / 2 * grown
        matrix = turned_y(building.turn_deg)

        def corner(x: float, z: float, away: float = 0.0) -> tuple[float, float]:
            place = matrix @ np.array((x, 0.0, z))
            px, py = self._at(building.x_m + float(place[0]), building.z_m + float(place[2]))
            return px + away, py + away

        away = min(building.height_m * self.px_per_m * 0.7, 5.0) * _DRAWN_AT
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
        bright, dark = (_ROOF, _ROOF_DARK) if building.use not in _PUBLIC else ((184, 122, 66), (146, 90, 48))
        for slope, (nx, nz) in zip(slopes, normals, strict=True):
            facing = matrix @ np.array((nx, 0.0, nz))
            lit = -float(facing[0]) - float(facing[2]) > 0.0
            draw.polygon([corner(x, z) for x, z in slope], fill=bright if lit else dark)
        draw.polygon([corner(x, z) for x, z in outline], outline=_INK, width=round(1.2 * _DRAWN_AT))
        if building.use in ("chapel", "church", "temple"):
            cx, cy = self._at(building.x_m, building.z_m)
            arm = 5.0 * _DRAWN_AT
            for end in ((arm * 0.7, 0.0), (0.0, arm)):
                _line(draw, [(cx - end[0], cy - end[1]), (cx + end[0], cy + end[1])], 1.8 * _DRAWN_AT, _PAPER)
        reach = math.hypot(half_w, half_d) * self.px_per_m
        px, py = self.left + building.x_m * self.px_per_m, self.top + building.z_m * self.px_per_m
        self.taken.append((px - reach, py - reach, px + reach, py + reach))

    # Paper, names, frame.

    def _aged(self, page: Image.Image) -> Image.Image:
        pixels = np.asarray(page, np.float32)
        fibre = noise((SIDE_PX, SIDE_PX), 3.0, "world/map/fibre")[..., None] * np.float32(2.2)
        stain = noise((SIDE_PX, SIDE_PX), 260.0, "world/map/stain")[..., None] * np.float32(5.0)
        edge = np.minimum(np.arange(SIDE_PX), np.arange(SIDE_PX)[::-1]).astype(np.float32)
        border = np.clip(np.minimum(edge[:, None], edge[None, :]) / 160.0, 0.0, 1.0)[..., None]
        aged = (pixels + fibre + stain) * (np.float32(0.88) + np.float32(0.12) * border)
        return Image.fromarray(np.clip(aged, 0, 255).astype(np.uint8))

    def _names(self, page: Image.Image) -> None:
        settlement = self.place.settlement
        draw = ImageDraw.Draw(page)
        if settlement is None:
            return
        px, py = self.left + settlement.x_m * self.px_per_m, self.top + settlement.z_m * self.px_per_m
        reach = settlement.radius_m * self.px_per_m
        self._lettered(
            draw,
            settlement.name,
            px,
            py,
            34,
            offsets=[(0, -reach - 24), (0, reach + 26), (0, -reach - 60), (reach + 90, 0)],
        )
        named = [building for building in settlement.buildings if building.use in _PUBLIC]
        for building in sorted(named, key=lambda each: (each.z_m, each.x_m)):
            x, y = self.left + building.x_m * self.px_per_m, self.top + building.z_m * self.px_per_m
            near = math.hypot(building.width_m, building.depth_m) / 2 * self.px_per_m
            away = [(0.0, -near - 11), (0.0, near + 12)]
            for side in (1, -1):
                away += [(side * (near + 50), -8.0), (side * (near + 60), 10.0), (side * (near + 40), -near - 16)]
            self._lettered(draw, building.name, x, y, 17, offsets=away, must=False)

    def _lettered(
        self,
        draw: ImageDraw.ImageDraw,
        text: str,
        x: float,
        y: float,
        size: int,
        *,
        offsets: list[tuple[float, float]],
        must: bool = True,
    ) -> None:
        """A name where nothing else stands; the first place that is free, or none if it need not be."""
        font = ImageFont.load_default(size)
        left, top, right, bottom = draw.textbbox((0, 0), text, font=font)
        half_w, half_h = (right - left) / 2 + 3, (bottom - top) / 2 + 3
        bounds = self.left + 6, self.top + 6, self.left + self.ground_px[0] - 6, self.top + self.ground_px[1] - 6
        fallback: Box | None = None
        for dx, dy in offsets:
            cx = min(max(x + dx, bounds[0] + half_w), bounds[2] - half_w)
            cy = min(max(y + dy, bounds[1] + half_h), bounds[3] - half_h)
            box = (cx - half_w, cy - half_h, cx + half_w, cy + half_h)
            fallback = fallback or box
            if not any(_overlap(box, other) for other in self.taken):
                break
        else:
            if not must or fallback is None:
                return
            box = fallback
        self.taken.append(box)
        where = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        draw.text(where, text, fill=_INK, font=font, anchor="mm", stroke_width=3, stroke_fill=(247, 240, 222))

    def _frame(self, page: Image.Image) -> None:
        draw = ImageDraw.Draw(page)
        right, bottom = self.left + self.ground_px[0], self.top + self.ground_px[1]
        draw.rectangle((self.left - 2, self.top - 2, right + 1, bottom + 1), outline=_INK, width=2)
        draw.rectangle((self.left - 13, self.top - 13, right + 12, bottom + 12), outline=_INK, width=1)
        # Black and white rulers between the lines, a piece for each step of the scale.
        step = self._step_m()
        for axis in (0, 1):
            count = int(self.size_m[axis] / step)
            for number in range(count + 1):
                if number % 2:
                    continue
                start = number * step * self.px_per_m
                end = min((number + 1) * step, self.size_m[axis]) * self.px_per_m
                for near in (self.top - 11, bottom + 3) if axis == 0 else (self.left - 11, right + 3):
                    box = (
                        (self.left + start, near, self.left + end, near + 7)
                        if axis == 0
                        else (near, self.top + start, near + 7, self.top + end)
                    )
                    draw.rectangle(box, fill=_INK)
        title = ImageFont.load_default(44)
        name = self.place.name or "Map"
        draw.text((SIDE_PX / 2, self.top - 42), name, fill=_INK, font=title, anchor="mm")
        self._arrow(draw, right - 58, self.top + 74)
        self._scale(draw, self.left + 26, bottom - 34)

    def _step_m(self) -> float:
        wanted = max(self.size_m) / 8.0
        power = 10.0 ** math.floor(math.log10(wanted))
        return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= wanted)

    def _arrow(self, draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
        draw.ellipse((x - 31, y - 31, x + 31, y + 31), fill=(247, 240, 222), outline=_INK, width=2)
        for number in range(8):
            angle = math.pi * number / 4
            length = 27 if number % 2 == 0 else 15
            tip = (x + length * math.sin(angle), y - length * math.cos(angle))
            for side, fill in ((-1, _INK), (1, _PAPER)):
                waist = angle + side * math.pi / 8
                draw.polygon([tip, (x + 7 * math.sin(waist), y - 7 * math.cos(waist)), (x, y)], fill=fill, outline=_INK)
        draw.text(
            (x, y - 45),
            "N",
            fill=_INK,
            font=ImageFont.load_default(26),
            anchor="mm",
            stroke_width=2,
            stroke_fill=(247, 240, 222),
        )

    def _scale(self, draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
        step = self._step_m()
        length = step * self.px_per_m
        font = ImageFont.load_default(17)
        draw.rounded_rectangle((x - 14, y - 30, x + 2 * length + 64, y + 20), 6, fill=(247, 240, 222), outline=_INK)
        for number in range(4):
            box = (x + number * length / 2, y, x + (number + 1) * length / 2, y + 8)
            draw.rectangle(box, fill=_INK if number % 2 == 0 else _PAPER, outline=_INK)
        for number in range(3):
            text = f"{number * step:g}" + (" m" if number == 2 else "")
            draw.text((x + number * length, y - 13), text, fill=_INK, font=font, anchor="mm")


def _line(draw: ImageDraw.ImageDraw, points: list[tuple[float, float]], width: float, colour: Rgb) -> None:
    """A line with round joints and ends."""
    draw.line(points, fill=colour, width=max(round(width), 1), joint="curve")
    radius = width / 2
    for x, y in (points[0], points[-1]):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _overlap(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def _distance_px(inside: npt.NDArray[np.bool_], most: int) -> FloatArray:
    """(rows, columns) how far each pixel inside is from the nearest outside, up to ``most``; 0 outside.

    Steps across the grid count 4 thirds, and the picture is made smaller where distances are long.
    """
    shrink = 3 if most > 20 else 1
    image = Image.fromarray(inside.astype(np.uint8) * np.uint8(255))
    if shrink > 1:
        image = image.reduce(shrink)
    away = chamfer(np.asarray(image) <= 127, most / shrink, np.float32, oblique=4.0 / 3.0) * np.float32(shrink)
    if shrink > 1:
        size = inside.shape[1], inside.shape[0]
        away = np.asarray(Image.fromarray(away).resize(size, Image.Resampling.BICUBIC), np.float32)
    return away * inside
