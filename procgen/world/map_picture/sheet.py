"""The sheet of paper that a map is drawn on, and where the ground lies on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from PIL import ImageDraw

from procgen.world.place import Land

Rgb = tuple[int, int, int]
Box = tuple[float, float, float, float]

SIDE_PX: Final = 1536
_MARGIN_PX: Final = 72
DRAWN_AT: Final = 2
"""Lines are drawn so many times larger and then made small, which smooths their edges."""

PAPER: Final[Rgb] = (243, 234, 214)
INK: Final[Rgb] = (62, 48, 38)
PUBLIC: Final = frozenset({"inn", "chapel", "smithy", "mill", "hall", "shop", "boathouse"})
"""Uses of buildings that are named, and have roofs of another colour."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where the ground lies on the page."""

    size_m: tuple[float, float]
    """Of the ground, along x and z."""
    px_per_m: float
    ground_px: tuple[int, int]
    left: int
    """Of its north-western corner."""
    top: int

    @classmethod
    def of(cls, land: Land) -> Sheet:
        """As large as the margin allows, in the middle."""
        rows, columns = land.heights_m.shape
        size_m = (columns - 1) * land.metres_per_pixel, (rows - 1) * land.metres_per_pixel
        px_per_m = (SIDE_PX - 2 * _MARGIN_PX) / max(size_m)
        width, height = round(size_m[0] * px_per_m), round(size_m[1] * px_per_m)
        return cls(size_m, px_per_m, (width, height), (SIDE_PX - width) // 2, (SIDE_PX - height) // 2)

    def page(self, x_m: float, z_m: float) -> tuple[float, float]:
        """A place on the page."""
        return self.left + x_m * self.px_per_m, self.top + z_m * self.px_per_m

    def at(self, x_m: float, z_m: float) -> tuple[float, float]:
        """A place in the enlarged picture."""
        x, y = self.page(x_m, z_m)
        return x * DRAWN_AT, y * DRAWN_AT

    def step_m(self) -> float:
        """Length of a piece of the rulers: about an eighth of the ground, a round number."""
        wanted = max(self.size_m) / 8.0
        power = 10.0 ** math.floor(math.log10(wanted))
        return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= wanted)


def draw_line(draw: ImageDraw.ImageDraw, points: list[tuple[float, float]], width: float, colour: Rgb) -> None:
    """Draw a line with round joints and ends."""
    draw.line(points, fill=colour, width=max(round(width), 1), joint="curve")
    radius = width / 2
    for x, y in (points[0], points[-1]):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
