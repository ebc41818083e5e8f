"""From a scene to a picture."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.character.portrait.camera import Camera
from procgen.character.portrait.scene import Hits, Piece, Scene
from procgen.character.portrait.shade import glint, shade, to_display
from procgen.runtime.checkpoint import Checkpoint, go_on

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_WALL = np.array([[0.86, 0.88, 0.90], [0.66, 0.68, 0.72]], np.float32)
"""Display colours of the background, middle and corners."""
_RAYS_AT_ONCE = 1 << 16
"""Rays that are traced or shaded together: bounds the memory, and the time between two checkpoints to about a tenth of
a second of one processor."""
_AT_ONCE: Final = 2
"""Parts of a picture that are worked out side by side, as far as there are processors: embree and numpy hold nobody up
while they work."""
_T = TypeVar("_T")
_R = TypeVar("_R")
_NOTHING = -1
_BEHIND_GLASS = 1 << 16
"""Added to the number of a piece that is seen through glass."""


@dataclass(frozen=True, eq=False)
class _Seen:
    """Rays, and what they met.

    Attributes:
        things: (N,) number of the piece that each meets, ``_NOTHING`` for none; other numbers behind glass.
        hits: numbered by the rays.
        pixel: (M,) of each hit, ascending.
        towards: (M, 3) its ray's direction.
        glass, glass_towards: the same of clear surfaces before them.
    """

    things: npt.NDArray[np.int32]
    hits: Hits
    pixel: Ints
    towards: Floats
    glass: Hits
    glass_towards: Floats

    def of(self, chosen: Bools) -> _Seen:
        """Some of the hits, by a mask (M,)."""
        return _Seen(
            self.things, self.hits.of(chosen), self.pixel[chosen], self.towards[chosen], self.glass, self.glass_towards
        )


def render(
    shown: Scene | Sequence[Piece],
    camera: Camera,
    width_px: int,
    height_px: int,
    *,
    samples: int = 3,
    transparent: bool = False,
    checkpoint: Checkpoint = go_on,
) -> Picture:
    """Take a picture.

    A pixel has ``samples`` rays along its diagonal; the other ones of its square are traced where these, or its
    neighbours', see something else, or strands. Of a pixel that shows one thing the diagonal is shaded alone.

    Args:
        shown: what is seen; of a scene, several pictures can be taken.
        camera: from where.
        width_px, height_px: size of the picture.
        samples: rays a pixel, along each side.
        transparent: with an alpha channel instead of a background.
        checkpoint: called every tenth of a second or so; raises to stop the work.

    Returns:
        (height, width, 3 or 4) uint8, sRGB.
    """
    scene = shown if isinstance(shown, Scene) else Scene(shown)
    view = _View(scene, camera, width_px, height_px, samples)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return _rendered(pool, view, transparent=transparent, checkpoint=checkpoint)


def _rendered(pool: Executor, view: _View, *, transparent: bool, checkpoint: Checkpoint) -> Picture:
    """The picture of a view; its parts are worked out side by side, and put together in their order."""

    def done(work: Callable[[_T], _R], parts: Iterable[_T]) -> Iterator[_R]:
        def one(part: _T) -> _R:
            checkpoint()
            return work(part)

        return pool.map(one, parts)

    samples, height_px, width_px = view.samples, view.height_px, view.width_px
    every = np.arange(height_px * width_px)
    steps = np.arange(samples)
    on = list(done(lambda pixels: view.seen(pixels, steps, steps), _parts(every, _RAYS_AT_ONCE // samples)))
    things = np.concatenate([part.things for part in on]).reshape(-1, samples)
    # Pixels that show one thing.
    alone = _settled(things.reshape(height_px, width_px, samples), view.scene.strands).ravel()
    rows, columns = np.nonzero(~np.eye(samples, dtype=bool))
    doubtful = list(_parts(every[~alone], _RAYS_AT_ONCE // max(len(rows), 1))) if len(rows) else []
    off = list(done(lambda pixels: view.seen(pixels, rows, columns), doubtful))
    for pixels, part in zip(doubtful, off, strict=True):
        here = np.concatenate([things[pixels], part.things.reshape(len(pixels), -1)], axis=1)
        alone[pixels] = (here == here[:, :1]).all(axis=1)
    total = np.zeros((len(every), 4), np.float32)
    for part, light in zip(on, done(lambda part: view.light(part, alone), on), strict=True):
        view.add(total, part, light, alone, 1 / samples)
    off = [part.of(~alone[part.pixel]) for part in off]
    for part, light in zip(off, done(lambda part: view.light(part, alone), off), strict=True):
        view.add(total, part, light, alone, 0.0)
    picture, alpha = np.split(total.reshape(height_px, width_px, 4), [3], axis=2)
    if transparent:
        picture = np.concatenate([picture / np.maximum(alpha, 1e-6), alpha], axis=2)
    else:
        picture = picture + _wall(width_px, height_px) * (1 - alpha)
    return np.asarray(np.clip(picture * 255 + 0.5, 0, 255), np.uint8)


@dataclass(frozen=True, eq=False)
class _View:
    """A scene before a camera.

    Attributes:
        samples: rays a pixel, along each side.
    """

    scene: Scene
    camera: Camera
    width_px: int
    height_px: int
    samples: int

    def seen(self, pixels: Ints, rows: Ints, columns: Ints) -> _Seen:
        """What pixels (P,) show by some rays of each: those of some rows and columns of its square."""
        down, across = np.divmod(pixels, self.width_px)
        row = (down[:, None] * self.samples + rows).ravel()
        column = (across[:, None] * self.samples + columns).ravel()
        towards = self.camera.directions(self.width_px * self.samples, self.height_px * self.samples, column, row)
        eyes = np.broadcast_to(self.camera.eye, towards.shape).astype(np.float32)
        # The same ray has the same number, whichever others are traced with it.
        number = row * (self.width_px * self.samples) + column
        hits = self.scene.trace(eyes, towards, number)
        glass = self.scene.clear(eyes, towards, hits)
        things = np.full(len(towards), _NOTHING, np.int32)
        things[hits.ray] = hits.piece
        things[glass.ray] += _BEHIND_GLASS
        return _Seen(things, hits, pixels[hits.ray // len(rows)], towards[hits.ray], glass, towards[glass.ray])

    def light(self, part: _Seen, alone: Bools) -> Floats:
        """(M, 3) light of hits; see :meth:`add` for ``alone``."""
        hits = part.hits
        if not len(hits.ray):
            return np.zeros((0, 3), np.float32)
        one = alone[part.pixel]
        # Of strands each has light and shadow of its own.
        together = one & (~self.scene.strands[hits.piece] | (self.samples == 1))
        first = np.arange(len(one))
        first[together] -= hits.ray[together] % self.samples
        light = shade(self.scene, hits, part.towards, self.camera, first, together)
        if len(part.glass.ray):
            place = np.searchsorted(hits.ray, part.glass.ray)
            behind = hits.ray[np.minimum(place, len(hits.ray) - 1)] == part.glass.ray
            light[place[behind]] += glint(self.scene, part.glass, part.glass_towards, self.camera)[behind]
        return np.asarray(to_display(light), np.float32)

    def add(self, total: Floats, part: _Seen, light: Floats, alone: Bools, share: float) -> None:
        """Add light and cover of hits to the pixels (H * W, 4).

        Args:
            total: so far.
            part: rays.
            light: (M, 3) of :meth:`light`.
            alone: (H * W,) pixels of which only the rays of a diagonal count, which share the view of the lights.
            share: of such a ray in its pixel.
        """
        if not len(part.pixel):
            return
        weight = np.where(alone[part.pixel], np.float32(share), np.float32(1 / self.samples**2))
        start, end = int(part.pixel[0]), int(part.pixel[-1]) + 1
        place = part.pixel - start
        for channel, values in enumerate((*light.T, np.float32(1))):
            total[start:end, channel] += np.bincount(place, weight * values, end - start).astype(np.float32)


def _parts(pixels: Ints, most: int) -> Iterator[Ints]:
    """Pixels, a part at a time."""
    most = max(most, 1)
    for first in range(0, len(pixels), most):
        yield pixels[first : first + most]


def _settled(things: npt.NDArray[np.int32], strands: Bools) -> Bools:
    """Which pixels (H, W) show one thing, as their neighbours do, by the rays that are known: (H, W, S) things.

    Where strands are seen, and beside them, nothing is settled.
    """
    low, high = things.min(axis=2), things.max(axis=2)
    settled = (low == high) & ~np.append(strands, False)[np.minimum(low, len(strands))]
    for axis in (0, 1):
        one, other = (np.moveaxis(each, axis, 0) for each in (low, high))
        same = (one[1:] == other[:-1]) & (other[1:] == one[:-1])
        moved = np.moveaxis(settled, axis, 0)
        moved[1:] &= same
        moved[:-1] &= same
    return np.asarray(settled)


def _wall(width: int, height: int) -> npt.NDArray[np.float32]:
    x = (np.arange(width, dtype=np.float32) + 0.5) / width - 0.5
    y = (np.arange(height, dtype=np.float32) + 0.5) / height - 0.45
    far = np.clip(np.hypot(x[None, :], y[:, None]) * 1.5, 0, 1)[..., None]
    return np.asarray(_WALL[0] * (1 - far) + _WALL[1] * far, np.float32)


def png(picture: Picture) -> bytes:
    """Encode a picture."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG", compress_level=4)
    return out.getvalue()


def sheet(pictures: Sequence[Picture], columns: int, gap_px: int = 4) -> Picture:
    """Pictures of one size side by side, row by row."""
    height, width, channels = pictures[0].shape
    rows = -(-len(pictures) // columns)
    page = np.full(((height + gap_px) * rows + gap_px, (width + gap_px) * columns + gap_px, channels), 245, np.uint8)
    for number, picture in enumerate(pictures):
        top = gap_px + number // columns * (height + gap_px)
        left = gap_px + number % columns * (width + gap_px)
        page[top : top + height, left : left + width] = picture
    return page
