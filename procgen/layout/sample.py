"""Draws layouts from the learned generator: what is fixed stays, what a kind has not never comes, symmetry is exact.

Whatever is drawn in a cell depends on the seed, the place and what was drawn before it alone: neither on other maps
that are drawn at the same time, nor on threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.layout.conditions import FREE_TILE, vector
from procgen.layout.example import Counts, Neighbours
from procgen.layout.kinds import ALLOWED, across_styles, filling
from procgen.layout.network import Diagonal, FloatArray, Network
from procgen.layout.parameters import FREE, LayoutParameters
from procgen.layout.symmetry import completed, sources
from procgen.layout.tiles import TILES, Tile, TileArray
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.philox import philox4x32, stream_id

_MOST_PULL = 2.5
"""Densities off the middle that count at most, in halves."""
_STREAM = "layout/pixelcnn"
_PLACED_LATER = (Tile.LOCKED_DOOR, Tile.KEY)
"""Where they go depends on the whole map: :mod:`procgen.layout.mend` places them, by what the network says of them."""
Watch = Callable[[float, Callable[[], TileArray]], None]
"""Takes the share that is drawn, and how to get the first map so far."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How tiles are taken from what the network says of them."""

    temperature: float = 1.0
    """Divides logits: above one more varied, below one more usual."""
    pull: float = 1.5
    """Nats by which what fills a map is favoured where all that is left of it should be at density 1, and disfavoured
    where at 0: the network's own idea of how full a map becomes is a weak one, for it never sees the whole."""
    strange: float = 0.0
    """Nats by which a tile is disfavoured for each neighbour beside which it never lies in the example."""
    counted: float = 0.0
    """Nats by which a tile is favoured where the example has e times as many of it so far as the map has."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What one map is drawn from."""

    parameters: LayoutParameters
    """Free of violations; style and density as they are to be, or open."""
    attempt: int = 0
    """Another one, another map."""
    among: npt.NDArray[np.bool_] | None = None
    """(depth, width, TILES) tiles that may be drawn in each cell; all of the kind if None. What is held stays."""
    plan: FloatArray | None = None
    """(PLAN_PLANES, depth, width) of :func:`procgen.layout.conditions.coarse`, if any."""
    example: TileArray | None = None
    """(depth, width) a map whose pairs of neighbours and counts of tiles it is to have, as much as the manner says."""
    manner: Manner = Manner()


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A map as the network drew it."""

    tiles: TileArray
    logits: FloatArray
    """(depth, width, TILES) what it said of each cell, before constraints and the manner of drawing."""

    @property
    def bits_per_tile(self) -> float:
        """How unexpected it is."""
        return bits_per_tile(self.logits, self.tiles)


def log_odds(logits: FloatArray) -> FloatArray:
    """Natural logarithms of probabilities, along the last axis."""
    high = logits - logits.max(-1, keepdims=True)
    result: FloatArray = high - np.log(np.exp(high).sum(-1, keepdims=True, dtype=np.float32))
    return result


def bits_per_tile(logits: FloatArray, tiles: npt.NDArray[np.integer]) -> float:
    """Mean of -log2 of the tiles' probabilities."""
    odds = np.take_along_axis(log_odds(logits), tiles[..., None].astype(np.int64), -1)
    return float(-odds.mean(dtype=np.float64) / np.log(2.0))


def uniforms(seed: int, attempt: int, depth: int, width: int) -> npt.NDArray[np.float64]:
    """(depth, width) numbers between 0 and 1, by seed and place."""
    columns = np.arange(width, dtype=np.uint32)[None, :]
    rows = np.arange(depth, dtype=np.uint32)[:, None]
    stream = np.full((1, 1), stream_id(_STREAM), np.uint32)
    word = philox4x32(columns, rows, stream, np.full((1, 1), attempt, np.uint32), (seed & 0xFFFFFFFF, seed >> 32))[0]
    return (word.astype(np.float64) + 0.5) * 2.0**-32


def held_tiles(parameters: LayoutParameters) -> npt.NDArray[np.int16]:
    """(depth, width) tiles that must be: fixed ones, their mirror images, and entrances; FREE elsewhere."""
    held = np.full((parameters.depth, parameters.width), FREE, np.int16)
    if parameters.fixed is not None:
        held = completed(parameters.fixed, parameters.symmetry)
    for column, row in parameters.entrances:
        if held[row, column] == FREE:
            held[row, column] = Tile.ENTRANCE
    return held


def _conditions(parameters: LayoutParameters) -> FloatArray:
    density = parameters.density
    if density is not None and parameters.style:
        density = across_styles(density, parameters.kind, parameters.style)
    return vector(
        parameters.width,
        parameters.depth,
        kind=parameters.kind,
        style=parameters.style,
        density=density,
        locks=parameters.locks,
        symmetry=parameters.symmetry,
    )


class _Density:
    """Keeps maps as full as was asked for: looks at what is there, and pulls at what comes."""

    def __init__(self, draws: Sequence[Draw]) -> None:
        told = [one.parameters for one in draws]
        tables, least, most = zip(*(filling(one.kind, one.style) for one in told), strict=True)
        self._counted = np.stack(tables)
        self._least, self._most = np.array(least), np.array(most)
        self._pull = np.array([0.0 if one.parameters.density is None else one.manner.pull for one in draws])
        density = np.array([0.5 if one.density is None else one.density for one in told])
        self._wanted = self._least + density * (self._most - self._least)
        self._cells = told[0].depth * told[0].width
        self._seen, self._full = 0, np.zeros(len(draws))

    @property
    def idle(self) -> bool:
        """Whether nobody asked for a density."""
        return not self._pull.any()

    def pulled(self, logits: FloatArray) -> FloatArray:
        """(maps, cells, TILES) logits with what fills a map favoured or not."""
        if self.idle:
            return logits
        left = (self._wanted * self._cells - self._full) / max(self._cells - self._seen, 1)
        middle, half = (self._least + self._most) / 2.0, (self._most - self._least) / 2.0
        pull = self._pull * np.clip((left - middle) / half, -_MOST_PULL, _MOST_PULL)
        return np.asarray(logits + (pull[:, None] * self._counted)[:, None].astype(np.float32), np.float32)

    def add(self, chosen: npt.NDArray[np.integer]) -> None:
        """Count (maps, cells) tiles."""
        self._seen += chosen.shape[1]
        self._full += np.take_along_axis(self._counted, chosen, 1).sum(1)


def draw(
    network: Network,
    draws: Sequence[Draw],
    *,
    watch: Watch | None = None,
    checkpoint: Checkpoint = go_on,
) -> list[Drawn]:
    """Draw maps of one size.

    Args:
        network: of the generator.
        draws: at least one; all of the same width and depth.
        watch: called after each diagonal.
        checkpoint: called before each.
    """
    first = draws[0].parameters
    depth, width, maps = first.depth, first.width, len(draws)
    held = np.stack([held_tiles(one.parameters) for one in draws])
    fixed = np.where(held == FREE, FREE_TILE, held).astype(np.int64)
    told = np.stack([_conditions(one.parameters) for one in draws])
    contexts = network.contexts(fixed, told, [one.plan for one in draws])
    temperatures = np.array([one.manner.temperature for one in draws])[:, None, None]
    neighbours = Neighbours([(one.example, one.manner.strange) for one in draws], depth, width)
    counts = Counts([(one.example, one.manner.counted) for one in draws])
    numbers = np.stack([uniforms(one.parameters.seed, one.attempt, depth, width) for one in draws])
    barred = np.stack([_barred(one.parameters) for one in draws])
    outside = None if all(one.among is None for one in draws) else np.stack([_outside(one) for one in draws])
    images_of = np.stack([sources(one.parameters.symmetry, width, depth).ravel() for one in draws])
    tiles = np.full((maps, depth * width), FREE_TILE, np.int64)
    flat_held = held.reshape(maps, -1)
    logits = np.empty((maps, depth, width, TILES), np.float32)
    everyone = np.arange(maps)[:, None]
    diagonals = width + 2 * (depth - 1)
    density = _Density(draws)
    done = 0

    def so_far() -> TileArray:
        seen = np.where(tiles[0] == FREE_TILE, Tile.ROCK, tiles[0])
        return seen.reshape(depth, width).astype(np.uint8)

    def choose(at: Diagonal) -> npt.NDArray[np.integer]:
        nonlocal done
        checkpoint()
        own = np.swapaxes(at.logits, 0, 1)
        logits[:, at.rows, at.columns] = own
        out = barred[:, None] if outside is None else barred[:, None] | outside[:, at.rows, at.columns]
        own = neighbours.favoured(density.pulled(own), at.rows, at.columns)
        own = counts.favoured(own, at.rows, at.columns)
        chosen = _chosen(own, out, numbers[:, at.rows, at.columns], temperatures)
        cells = at.rows * width + at.columns
        source = images_of[:, cells]
        # Images come after what they are images of: their diagonals are later ones.
        image = source != cells
        chosen = np.where(image, tiles[everyone, source], chosen)
        keep = flat_held[:, cells]
        chosen = np.where(keep == FREE, chosen, keep)
        tiles[:, cells] = chosen
        density.add(chosen)
        neighbours.put(chosen, at.rows, at.columns)
        counts.put(chosen)
        done += 1
        if watch is not None:
            watch(done / diagonals, so_far)
        return chosen.T

    network.walk(contexts, choose)
    made = tiles.reshape(maps, depth, width).astype(np.uint8)
    return [Drawn(made[number], logits[number]) for number in range(maps)]


def _barred(parameters: LayoutParameters) -> npt.NDArray[np.bool_]:
    """(TILES,) tiles that are not drawn."""
    barred = ~ALLOWED[parameters.kind]
    barred[list(_PLACED_LATER)] = True
    if parameters.entrances:
        # Nobody wants others than these.
        barred[Tile.ENTRANCE] = True
    return barred


def _outside(one: Draw) -> npt.NDArray[np.bool_]:
    """(depth, width, TILES) tiles that are not drawn in a cell."""
    if one.among is None:
        return np.zeros((one.parameters.depth, one.parameters.width, TILES), np.bool_)
    return ~one.among


def _chosen(
    logits: FloatArray,
    barred: npt.NDArray[np.bool_],
    numbers: npt.NDArray[np.float64],
    temperatures: npt.NDArray[np.float64],
) -> npt.NDArray[np.int64]:
    """Tiles by the inverse of the cumulative distribution: (maps, cells) for (maps, cells, TILES) logits.

    Args:
        barred: what is not drawn, that or (maps, 1, TILES).
        temperatures: (maps, 1, 1).
    """
    odds = logits.astype(np.float64) / temperatures
    odds[np.broadcast_to(barred, odds.shape)] = -np.inf
    odds = np.exp(odds - odds.max(-1, keepdims=True))
    sums = np.cumsum(odds, -1)
    return np.asarray((sums <= numbers[..., None] * sums[..., -1:]).sum(-1), np.int64)
