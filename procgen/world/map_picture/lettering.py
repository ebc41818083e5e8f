"""The paper of a map, the names on it and the frame around it."""

from __future__ import annotations

import json
import math

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from procgen.formats.png import Filter, write_png
from procgen.runtime.checkpoint import Checkpoint
from procgen.world.ground_paint import noise
from procgen.world.map_picture.sheet import INK, PAPER, PUBLIC, SIDE_PX, Box, Sheet
from procgen.world.place import Settlement

_HALO = (247, 240, 222)
"""Colour behind letters."""


def aged(page: Image.Image) -> Image.Image:
    """A page with the fibres, stains and dark edges of old paper."""
    pixels = np.asarray(page, np.float32)
    fibre = noise((SIDE_PX, SIDE_PX), 3.0, "world/map/fibre")[..., None] * np.float32(2.2)
    stain = noise((SIDE_PX, SIDE_PX), 260.0, "world/map/stain")[..., None] * np.float32(5.0)
    edge = np.minimum(np.arange(SIDE_PX), np.arange(SIDE_PX)[::-1]).astype(np.float32)
    border = np.clip(np.minimum(edge[:, None], edge[None, :]) / 160.0, 0.0, 1.0)[..., None]
    aged = (pixels + fibre + stain) * (np.float32(0.88) + np.float32(0.12) * border)
    return Image.fromarray(np.clip(aged, 0, 255).astype(np.uint8))


def write_names(
    page: Image.Image, settlement: Settlement, sheet: Sheet, taken: list[Box], size: int = 34, must: bool = True
) -> None:
    """Write the settlement's name and those of its public buildings where nothing else stands.

    Args:
        page: is drawn on.
        settlement: has the names.
        sheet: where it lies on the page.
        taken: where nothing is to be written; gains what is.
        size: of the settlement's name.
        must: whether that is written even where there is no room.
    """
    draw = ImageDraw.Draw(page)
    px, py = sheet.page(settlement.x_m, settlement.z_m)
    reach = settlement.radius_m * sheet.px_per_m
    _letter(
        draw,
        sheet,
        taken,
        settlement.name,
        px,
        py,
        size,
        offsets=[(0, -reach - 24), (0, reach + 26), (0, -reach - 60), (reach + 90, 0)],
        must=must,
    )
    named = [building for building in settlement.buildings if building.use in PUBLIC]
    for building in sorted(named, key=lambda each: (each.z_m, each.x_m)):
        x, y = sheet.page(building.x_m, building.z_m)
        near = math.hypot(building.width_m, building.depth_m) / 2 * sheet.px_per_m
        away = [(0.0, -near - 11), (0.0, near + 12)]
        for side in (1, -1):
            away += [(side * (near + 50), -8.0), (side * (near + 60), 10.0), (side * (near + 40), -near - 16)]
        _letter(draw, sheet, taken, building.name, x, y, 17, offsets=away, must=False)


def _letter(
    draw: ImageDraw.ImageDraw,
    sheet: Sheet,
    taken: list[Box],
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
    bounds = sheet.left + 6, sheet.top + 6, sheet.left + sheet.ground_px[0] - 6, sheet.top + sheet.ground_px[1] - 6
    fallback: Box | None = None
    for dx, dy in offsets:
        cx = min(max(x + dx, bounds[0] + half_w), bounds[2] - half_w)
        cy = min(max(y + dy, bounds[1] + half_h), bounds[3] - half_h)
        box = (cx - half_w, cy - half_h, cx + half_w, cy + half_h)
        fallback = fallback or box
        if not any(_overlap(box, other) for other in taken):
            break
    else:
        if not must or fallback is None:
            return
        box = fallback
    taken.append(box)
    where = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    draw.text(where, text, fill=INK, font=font, anchor="mm", stroke_width=3, stroke_fill=_HALO)


def framed_png(page: Image.Image, name: str, sheet: Sheet, checkpoint: Checkpoint) -> bytes:
    """A drawn page with what lies around a map, as PNG; its text ``procgen:map`` says where the ground is on it."""
    _draw_frame(page, name, sheet)
    where = {"left_px": sheet.left, "top_px": sheet.top, "metres_per_pixel": round(1.0 / sheet.px_per_m, 9)}
    return write_png(
        np.asarray(page),
        checkpoint,
        texts={"procgen:map": json.dumps(where, separators=(",", ":"))},
        method=Filter.AVERAGE,
        srgb=True,
    )


def _draw_frame(page: Image.Image, name: str, sheet: Sheet) -> None:
    """Draw what lies around a map: rulers, title, arrow, scale."""
    draw = ImageDraw.Draw(page)
    right, bottom = sheet.left + sheet.ground_px[0], sheet.top + sheet.ground_px[1]
    draw.rectangle((sheet.left - 2, sheet.top - 2, right + 1, bottom + 1), outline=INK, width=2)
    draw.rectangle((sheet.left - 13, sheet.top - 13, right + 12, bottom + 12), outline=INK, width=1)
    # Black and white rulers between the lines, a piece for each step of the scale.
    step = sheet.step_m()
    for axis in (0, 1):
        count = int(sheet.size_m[axis] / step)
        for number in range(count + 1):
            if number % 2:
                continue
            start = number * step * sheet.px_per_m
            end = min((number + 1) * step, sheet.size_m[axis]) * sheet.px_per_m
            for near in (sheet.top - 11, bottom + 3) if axis == 0 else (sheet.left - 11, right + 3):
                box = (
                    (sheet.left + start, near, sheet.left + end, near + 7)
                    if axis == 0
                    else (near, sheet.top + start, near + 7, sheet.top + end)
                )
                draw.rectangle(box, fill=INK)
    title = ImageFont.load_default(44)
    draw.text((SIDE_PX / 2, sheet.top - 42), name or "Map", fill=INK, font=title, anchor="mm")
    _arrow(draw, right - 58, sheet.top + 74)
    _scale(draw, sheet, sheet.left + 26, bottom - 34)


def _arrow(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
    draw.ellipse((x - 31, y - 31, x + 31, y + 31), fill=_HALO, outline=INK, width=2)
    for number in range(8):
        angle = math.pi * number / 4
        length = 27 if number % 2 == 0 else 15
        tip = (x + length * math.sin(angle), y - length * math.cos(angle))
        for side, fill in ((-1, INK), (1, PAPER)):
            waist = angle + side * math.pi / 8
            draw.polygon([tip, (x + 7 * math.sin(waist), y - 7 * math.cos(waist)), (x, y)], fill=fill, outline=INK)
    draw.text(
        (x, y - 45),
        "N",
        fill=INK,
        font=ImageFont.load_default(26),
        anchor="mm",
        stroke_width=2,
        stroke_fill=_HALO,
    )


def _scale(draw: ImageDraw.ImageDraw, sheet: Sheet, x: float, y: float) -> None:
    step = sheet.step_m()
    length = step * sheet.px_per_m
    font = ImageFont.load_default(17)
    draw.rounded_rectangle((x - 14, y - 30, x + 2 * length + 64, y + 20), 6, fill=_HALO, outline=INK)
    for number in range(4):
        box = (x + number * length / 2, y, x + (number + 1) * length / 2, y + 8)
        draw.rectangle(box, fill=INK if number % 2 == 0 else PAPER, outline=INK)
    for number in range(3):
        text = f"{number * step:g}" + (" m" if number == 2 else "")
        draw.text((x + number * length, y - 13), text, fill=INK, font=font, anchor="mm")


def _overlap(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]
