"""The learned generator's network, as ONNX graphs: what is told ahead, and a step along the diagonals of a map.

A cell's diagonal is u = x + 2 y. It depends on earlier diagonals alone, so all its cells are worked out at once. What
the layers saw on the last diagonals is kept in a ring; how far back it reaches follows from the largest dilation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.errors import ModelUnavailable
from procgen.layout.conditions import CONDITIONS, FREE_TILE, PLANES, planes
from procgen.layout.tiles import TILES
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.store import ModelStore

DOMAIN = "layout"
ROLES = ("context", "step")
FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
_LEAST_ROWS = 4
"""Of a product of matrices: fewer would be worked out by other routines, which round otherwise."""


@dataclass(frozen=True, slots=True)
class Diagonal:
    """Cells that are worked out together."""

    rows: IntArray
    columns: IntArray
    logits: FloatArray
    """(cells, maps, TILES), float32."""


def diagonal(number: int, depth: int, width: int) -> tuple[int, int]:
    """First row of a diagonal, and the row after its last."""
    return max((number - width + 2) // 2, 0), min(number // 2, depth - 1) + 1


class Network:
    """A learned generator's two graphs.

    Args:
        context: what is told ahead to features of each cell.
        step: a diagonal's cells.

    Raises:
        ModelUnavailable: they are of another vocabulary than this version's.
    """

    def __init__(self, context: LoadedModel, step: LoadedModel) -> None:
        self.context_model, self.step_model = context, step
        properties = step.entry.properties
        try:
            self.hidden = int(properties["hidden"])
            self.dilations = tuple(sorted(int(value) for value in properties["dilations"]))
            self.window_rows, self.window_reach = int(properties["window_rows"]), int(properties["window_reach"])
            told = [int(properties[name]) for name in ("tiles", "planes", "conditions")]
        except (KeyError, TypeError, ValueError) as error:
            raise ModelUnavailable(
                f"model {step.entry.name}: its properties lack or misstate {error}", "Export it again."
            ) from error
        if told != [TILES, PLANES, CONDITIONS]:
            raise ModelUnavailable(
                f"model {step.entry.name} has {told} tiles, planes and conditions, this version has "
                f"{[TILES, PLANES, CONDITIONS]}",
                "Train and export it again with this version of procgen.",
            )
        dy, dx = np.divmod(np.arange(self.window_rows * (2 * self.window_reach + 1)), 2 * self.window_reach + 1)
        dy, dx = dy - (self.window_rows - 1), dx - self.window_reach
        before = dx + 2 * dy < 0
        self._window = dy[before], dx[before]

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of its files by model name."""
        return {model.entry.name: model.entry.sha256 for model in (self.context_model, self.step_model)}

    def contexts(
        self,
        fixed: npt.NDArray[np.integer],
        conditions: FloatArray,
        plans: Sequence[FloatArray | None] | None = None,
    ) -> FloatArray:
        """Features of what is told ahead.

        Args:
            fixed: (maps, depth, width) tiles, FREE_TILE where a cell is free.
            conditions: (maps, CONDITIONS), of :func:`procgen.layout.conditions.vector`.
            plans: of each map, of :func:`procgen.layout.conditions.coarse`; None for maps without one.

        Returns:
            (maps, depth, width, channels).
        """
        depth, width = fixed.shape[1:]
        each = [None] * len(fixed) if plans is None else plans
        # Map by map: the graph's working memory is that of one.
        made = [
            self.context_model.run(
                {
                    "fixed": fixed[number : number + 1].astype(np.int64),
                    "planes": planes(depth, width, each[number])[None],
                    "conditions": conditions[number : number + 1],
                }
            )
            for number in range(len(fixed))
        ]
        return np.concatenate(made)

    def walk(self, contexts: FloatArray, choose: Callable[[Diagonal], npt.NDArray[np.integer]]) -> IntArray:
        """Go over maps diagonal by diagonal.

        Args:
            contexts: of :meth:`contexts`.
            choose: takes a diagonal and gives its tiles, (cells, maps).

        Returns:
            (maps, depth, width) what was chosen.
        """
        maps, depth, width, _ = contexts.shape
        tiles = _Padded(maps, depth, width, self.window_rows, self.window_reach, self._window)
        past = _Past(self.dilations, self.hidden, maps, depth)
        for number in range(width + 2 * (depth - 1)):
            first, end = diagonal(number, depth, width)
            rows = np.arange(first, end)
            columns = number - 2 * rows
            around = tiles.around(rows, columns)
            inputs: dict[str, npt.NDArray[np.generic]] = {
                "around": around,
                "context": np.swapaxes(contexts[:, rows, columns], 0, 1).reshape(len(around), -1),
                "past": past.gathered(number, first, end),
            }
            logits, seen = self._step(inputs)
            past.put(number, first, end, seen)
            chosen = choose(Diagonal(rows, columns, logits.reshape(end - first, maps, TILES)))
            tiles.put(rows, columns, chosen)
        return tiles.inside()

    def _step(self, inputs: dict[str, npt.NDArray[np.generic]]) -> tuple[FloatArray, FloatArray]:
        count = len(inputs["around"])
        if count < _LEAST_ROWS:
            inputs = {name: np.resize(value, (_LEAST_ROWS, *value.shape[1:])) for name, value in inputs.items()}
        logits, seen = self.step_model.run_all(inputs)
        return logits[:count], seen[:count]


class _Padded:
    """Maps that grow, with the tile that means "outside" around them."""

    def __init__(
        self, maps: int, depth: int, width: int, rows: int, reach: int, window: tuple[IntArray, IntArray]
    ) -> None:
        self._above, self._reach = rows - 1, reach
        self._depth, self._width = depth, width
        self._stride = width + 2 * reach
        self._tiles = np.full((maps, (depth + rows - 1) * self._stride), FREE_TILE, np.int64)
        self._offsets = window[0] * self._stride + window[1]
        self._bases = np.arange(len(window[0])) * (TILES + 1)

    def _at(self, rows: IntArray, columns: IntArray) -> IntArray:
        return (rows + self._above) * self._stride + columns + self._reach

    def around(self, rows: IntArray, columns: IntArray) -> IntArray:
        """(cells * maps, cells of the window), as the step's graph wants it."""
        found = self._tiles[:, self._at(rows, columns)[:, None] + self._offsets] + self._bases
        return np.ascontiguousarray(np.swapaxes(found, 0, 1)).reshape(-1, len(self._offsets))

    def put(self, rows: IntArray, columns: IntArray, chosen: npt.NDArray[np.integer]) -> None:
        self._tiles[:, self._at(rows, columns)] = chosen.T

    def inside(self) -> IntArray:
        tiles = self._tiles.reshape(len(self._tiles), -1, self._stride)
        return np.ascontiguousarray(tiles[:, self._above :, self._reach : self._reach + self._width])


class _Past:
    """What the layers saw on the last diagonals: a ring of diagonals, by row."""

    def __init__(self, dilations: tuple[int, ...], hidden: int, maps: int, depth: int) -> None:
        self._hidden, self._layers, self._maps = hidden, len(dilations), maps
        self._margin = max(dilations)
        self._ring = 3 * self._margin + 1
        self._seen = np.zeros((self._ring, depth + self._margin, maps, len(dilations) * hidden), np.float32)
        self._groups = [
            (d, slice(dilations.index(d) * hidden, (dilations.index(d) + dilations.count(d)) * hidden))
            for d in sorted(set(dilations))
        ]

    def gathered(self, number: int, first: int, end: int) -> FloatArray:
        """(cells * maps, 4 * layers * hidden)."""
        channels = self._layers * self._hidden
        result = np.empty((end - first, self._maps, 4, channels), np.float32)
        for dilation, part in self._groups:
            # Above left, above, above right, left: diagonals back, and rows up.
            for place, (back, up) in enumerate(((3, 1), (2, 1), (1, 1), (1, 0))):
                slot = (number - back * dilation) % self._ring
                row = self._margin - up * dilation
                result[:, :, place, part] = self._seen[slot, first + row : end + row, :, part]
        return result.reshape((end - first) * self._maps, 4 * channels)

    def put(self, number: int, first: int, end: int, seen: FloatArray) -> None:
        slot = self._seen[number % self._ring]
        # Rows that the diagonal does not cross are outside of the map.
        slot[:] = 0.0
        slot[self._margin + first : self._margin + end] = seen.reshape(end - first, self._maps, -1)


def load_network(store: ModelStore, generator: str) -> Network:
    """The network of a learned generator.

    Raises:
        ModelUnavailable: a file of it is missing or damaged.
    """
    return Network(*(store.part(DOMAIN, generator, role) for role in ROLES))


def told(network: Network, tiles: npt.NDArray[np.integer], contexts: FloatArray) -> FloatArray:
    """Logits of whole maps that are known: (maps, depth, width, TILES)."""
    result = np.empty((*tiles.shape, TILES), np.float32)

    def choose(at: Diagonal) -> npt.NDArray[np.integer]:
        result[:, at.rows, at.columns] = np.swapaxes(at.logits, 0, 1)
        return np.swapaxes(tiles[:, at.rows, at.columns], 0, 1)

    network.walk(contexts, choose)
    return result
