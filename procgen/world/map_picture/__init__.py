"""A map of a world that looks drawn: relief and tints of the land, water with shore lines, roads, houses, names."""

from __future__ import annotations

from PIL import Image, ImageDraw

from procgen.world.map_picture.ground import drawn_ground
from procgen.world.map_picture.lettering import aged, framed_png, write_names
from procgen.world.map_picture.sheet import DRAWN_AT, PAPER, SIDE_PX, Box, Sheet
from procgen.world.map_picture.things import draw_barriers, draw_building, draw_props, draw_roads
from procgen.world.parts import Callbacks
from procgen.world.place import NOBODY, Place

__all__ = ["SIDE_PX", "map_png"]


def map_png(place: Place, callbacks: Callbacks | None = None) -> bytes:
    """Draw a world as seen from above, north up.

    Args:
        place: what there is.
        callbacks: how to stop the work.

    Returns:
        A PNG of 1536 x 1536 pixels. Its text ``procgen:map`` is JSON that says where the ground lies in it: ``left_px``
        and ``top_px`` of its north-western corner, and ``metres_per_pixel``.
    """
    checkpoint, settlement = (callbacks or Callbacks()).checkpoint, place.settlement
    sheet = Sheet.of(place.land)
    page = Image.new("RGB", (SIDE_PX, SIDE_PX), PAPER)
    page.paste(Image.fromarray(drawn_ground(place.land, sheet, checkpoint)), (sheet.left, sheet.top))
    checkpoint()
    large = page.resize((SIDE_PX * DRAWN_AT, SIDE_PX * DRAWN_AT), Image.Resampling.BILINEAR)
    checkpoint()
    draw = ImageDraw.Draw(large)
    draw_props(draw, place, sheet)
    checkpoint()
    taken: list[Box] = []
    if settlement is not None:
        draw_roads(draw, settlement, sheet)
        draw_barriers(draw, settlement, sheet)
        checkpoint()
        for building in sorted(settlement.buildings, key=lambda each: (each.z_m, each.x_m)):
            taken.append(draw_building(draw, building, sheet))
        checkpoint()
    page = large.reduce(DRAWN_AT)
    checkpoint()
    page = aged(page)
    checkpoint()
    if settlement is not None and settlement.kind != NOBODY:
        write_names(page, settlement, sheet, taken)
    return framed_png(page, place.name, sheet, checkpoint)
