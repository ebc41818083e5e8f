"""What a card is painted on: blades and stems over each other, and the maps that come of it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import scipy

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.foliage.blade import Blade, Drawn, Rgb, drawn, grain
from procgen.texture.layout.chance import uniform
from procgen.texture.material import FloatArray

Point: TypeAlias = tuple[float, float]
"""Right of the card's middle, and up from its foot, in widths of the card."""
_CHANNELS: Final = 6  # red, green, blue, height, roughness, translucency
_CONTACT_SHADE: Final = 0.42
_RISE, _DEEP = 0.003, 60.0
"""Height of a pile of blades, in widths of the card, and how many make most of it."""
_FLAT_FROM_PX: Final = 3.0
_STACKED: Final = 0.55
"""Share of the light that goes on through a second blade."""


class Dice:
    """Numbers of a card, one after the other."""

    def __init__(self, seed: int, card: str) -> None:
        self._seed, self._card, self._block = seed, card, 0
        self._left: list[float] = []

    def share(self) -> float:
        """0 to 1."""
        if not self._left:
            drawn_now = uniform(self._seed, f"foliage/{self._card}/{self._block}", 1024)
            self._left = (drawn_now * 0.5 + 0.5).tolist()[::-1]
            self._block += 1
        return self._left.pop()

    def between(self, low: float, high: float) -> float:
        """Evenly between two numbers."""
        return low + (high - low) * self.share()

    def about(self, middle: float, share: float) -> float:
        """Evenly within a share of a number."""
        return middle * self.between(1.0 - share, 1.0 + share)


@dataclass(frozen=True, slots=True, eq=False)
class CardMaps:
    """What a card shows, (rows, columns) float32 each, colours filled in beyond the edges."""

    albedo: FloatArray
    """(rows, columns, 3) sRGB-encoded."""
    opacity: FloatArray
    height_px: FloatArray
    roughness: FloatArray
    translucency: FloatArray


class Sheet:
    """A card under the brush; its foot is the middle of its lower edge."""

    def __init__(self, width_px: int, height_px: int, finer: int, dice: Dice, checkpoint: Checkpoint = go_on) -> None:
        """Nothing on it.

        Args:
            width_px, height_px: of the card.
            finer: pixels painted along one of the card's.
            dice: what it differs by.
            checkpoint: called between the blades.
        """
        self.dice = dice
        self.tall = height_px / width_px
        """Height over width."""
        self._finer = finer
        self._scale = float(width_px * finer)
        self._paint = np.zeros((height_px * finer, width_px * finer, _CHANNELS), np.float32)
        self._alpha = np.zeros(self._paint.shape[:2], np.float32)
        self._laid = 0
        self._checkpoint = checkpoint

    def blade(
        self,
        blade: Blade,
        at: Point,
        angle: float,
        length: float,
        *,
        light: float = 0.5,
        bend: float = 0.0,
        roll: float = 0.0,
    ) -> None:
        """Lay a blade over what is there.

        Args:
            blade: its form.
            at: its foot.
            angle: where it points, radians anticlockwise from the right.
            length: widths of the card.
            light: 0 in the shade to 1.
            bend: how far its tip lies to the left of where it points, over its length.
            roll: as :func:`~procgen.texture.foliage.blade.drawn`.
        """
        c, s = math.cos(angle), math.sin(angle)
        wide = (1.0 + 0.55 * abs(roll)) * blade.half_width * length
        ends = [(at[0] + c * length * t - s * bend * length * t * t, at[1] + s * length * t + c * bend * length * t * t)
                for t in (0.0, 0.5, 1.0)]  # fmt: skip
        box = self._box(ends, wide + 2.0 / self._scale)
        if box is None:
            return
        rows, columns, x, y = box
        away_x, away_y = x - np.float32(at[0]), y - np.float32(at[1])
        along = (away_x * np.float32(c) + away_y * np.float32(s)) / np.float32(length)
        across = (away_y * np.float32(c) - away_x * np.float32(s)) / np.float32(length)
        across = across - np.float32(bend) * along * np.abs(along)
        shift = self.dice.share()
        frame = np.asarray(along, np.float32), np.asarray(across, np.float32)
        self._over(rows, columns, drawn(blade, *frame, length * self._scale, light=light, roll=roll, shift=shift))

    def stem(
        self, path: Sequence[Point], radii: Sequence[float], low: Rgb, high: Rgb, *, roughness: float = 0.8
    ) -> None:
        """A round stem along points, with a radius at each, in widths of the card."""
        noise, _ = grain()
        for (a, b), (ra, rb) in zip(itertools.pairwise(path), itertools.pairwise(radii), strict=True):
            box = self._box([a, b], max(ra, rb) + 2.0 / self._scale)
            if box is None:
                continue
            rows, columns, x, y = box
            dx, dy = b[0] - a[0], b[1] - a[1]
            long = max(math.hypot(dx, dy), 1e-6)
            t = np.clip(((x - a[0]) * dx + (y - a[1]) * dy) / long**2, 0.0, 1.0)
            across = ((y - a[1]) * dx - (x - a[0]) * dy) / long
            away = np.hypot(x - a[0] - t * dx, y - a[1] - t * dy)
            radius = ra + (rb - ra) * t
            inside = ((radius - away) * self._scale).astype(np.float32)
            round_q = np.clip(np.abs(across) / np.maximum(radius, 1e-6), 0.0, 1.0)
            bulge = np.sqrt(1.0 - round_q * round_q)
            grained = noise[
                (y * 900.0 * 0.15).astype(np.int64) % noise.shape[0],
                (x * 900.0).astype(np.int64) % noise.shape[1],
            ]
            share = np.clip(0.25 + 0.5 * bulge + 0.18 * grained, 0.0, 1.0)[..., None].astype(np.float32)
            self._over(
                rows,
                columns,
                Drawn(
                    coverage=np.clip(inside + np.float32(0.5), 0.0, 1.0),
                    inside_px=inside,
                    albedo=np.array(low, np.float32) * (1 - share) + np.array(high, np.float32) * share,
                    height_px=(bulge * radius * self._scale * 0.5).astype(np.float32),
                    roughness=np.full_like(inside, roughness),
                    translucency=np.full_like(inside, 0.06),
                ),
            )

    def _box(self, points: Sequence[Point], margin: float) -> tuple[slice, slice, FloatArray, FloatArray] | None:
        """Pixels round some points, and where they are, (1, columns) and (rows, 1); None outside the card."""
        height, width = self._alpha.shape
        left = (min(p[0] for p in points) - margin + 0.5) * self._scale
        right = (max(p[0] for p in points) + margin + 0.5) * self._scale
        top = height - (max(p[1] for p in points) + margin) * self._scale
        foot = height - (min(p[1] for p in points) - margin) * self._scale
        first_column, last_column = max(int(left), 0), min(int(right) + 1, width)
        first_row, last_row = max(int(top), 0), min(int(foot) + 1, height)
        if first_column >= last_column or first_row >= last_row:
            return None
        x = (np.arange(first_column, last_column, dtype=np.float32) + np.float32(0.5)) / np.float32(self._scale)
        y = (height - np.arange(first_row, last_row, dtype=np.float32) - np.float32(0.5)) / np.float32(self._scale)
        return slice(first_row, last_row), slice(first_column, last_column), (x - np.float32(0.5))[None, :], y[:, None]

    def _over(self, rows: slice, columns: slice, what: Drawn) -> None:
        self._checkpoint()
        paint, alpha = self._paint[rows, columns], self._alpha[rows, columns]
        # What lies on a blade takes light from it, close to its own edge most.
        reach = np.float32(max(0.010 * self._scale, 2.0))
        shade = np.minimum(np.maximum(what.inside_px / (np.float32(2.0) * reach) + np.float32(0.5), 0.0), 1.0)
        shade *= shade
        paint[..., :3] *= (1.0 - np.float32(_CONTACT_SHADE) * shade)[..., None]
        self._laid += 1
        level = _RISE * self._scale * (1.0 - math.exp(-self._laid / _DEEP))
        cover = what.coverage
        through = what.translucency * (1.0 - np.float32(1.0 - _STACKED) * alpha)
        values = np.empty(paint.shape, np.float32)
        values[..., :3] = what.albedo
        values[..., 3] = what.height_px + np.float32(level)
        values[..., 4] = what.roughness
        values[..., 5] = through
        # Premultiplied: what is not covered yet has no colour to mix with.
        paint += (values - paint) * cover[..., None]
        alpha *= 1.0 - cover
        alpha += cover

    def finished(self) -> CardMaps:
        """The card at its own size; what lies beyond its edges goes on as its nearest blade is."""
        n = self._finer
        rows, columns = self._alpha.shape[0] // n, self._alpha.shape[1] // n
        paint = self._paint.reshape(rows, n, columns, n, _CHANNELS).mean(axis=(1, 3))
        alpha = self._alpha.reshape(rows, n, columns, n).mean(axis=(1, 3))
        values = paint / np.maximum(alpha, np.float32(1e-3))[..., None]
        solid = alpha > 0.25
        self._checkpoint()
        if solid.any():
            away, nearest = scipy.ndimage.distance_transform_edt(~solid, return_indices=True)
            values = values[tuple(nearest)]
            # Farther out it lies flat, or there would be ridges where two blades are as near.
            level = values[solid, 3].mean()
            values[..., 3] = level + (values[..., 3] - level) * np.exp(-away / _FLAT_FROM_PX)
        return CardMaps(
            albedo=np.clip(values[..., :3], 0.0, 1.0),
            opacity=np.clip(alpha, 0.0, 1.0),
            height_px=values[..., 3] / np.float32(n),
            roughness=np.clip(values[..., 4], 0.0, 1.0),
            translucency=np.clip(values[..., 5], 0.0, 1.0),
        )
