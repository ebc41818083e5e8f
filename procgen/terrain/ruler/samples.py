"""Making and measuring many maps, on several processes: real ones, generated ones, and those of peers."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.errors import Failed
from procgen.kit.ruler.memorisation import cell_heights
from procgen.runtime.store import ModelStore
from procgen.terrain.generate import generate
from procgen.terrain.ground.hydrology import drain
from procgen.terrain.morphometry.features import BLURS_PX, map_features
from procgen.terrain.parameters import TerrainParameters
from procgen.terrain.representation import FloatArray
from procgen.terrain.ruler.drainage_statistics import DrainageStatistics, drainage
from procgen.terrain.ruler.encoder import Encoded, Encoder
from procgen.terrain.ruler.geomorphology import Morphology, morphology
from procgen.terrain.ruler.statistics import MapStatistics, Surface, map_statistics

MAP_SIDE_PX = 256


@dataclass(frozen=True, slots=True)
class Measures:
    """What is worked out of each map, beside its statistics."""

    drainage: bool = True
    encoder: bool = True
    morphology: bool = False
    step_m: float | None = None
    """Features of crops are worked out of heights rounded to multiples of it; None leaves them out."""
    blurs: tuple[str, ...] = tuple(BLURS_PX)
    """The smoothings that they are worked out of."""


@dataclass(frozen=True, slots=True)
class Task:
    """A map to be measured: given, or to be generated first."""

    source: Surface | TerrainParameters
    landform: str = ""
    measures: Measures = Measures()
    keep: bool = False
    """Whether the heights are wanted back."""
    then_drain: bool = False
    """Whether drainage is measured once more after the generator's own drainage step."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A map's measures."""

    landform: str
    metres_per_pixel: float
    statistics: MapStatistics
    cells: FloatArray
    """(32, 32) for the search of neighbours."""
    drainage: DrainageStatistics | None
    encoded: Encoded | None
    """Of this one map."""
    heights: FloatArray | None
    drained: DrainageStatistics | None
    """After the generator's own drainage step."""
    crops: FloatArray | None
    """(blurs, crops, features) that a judge sees."""
    morphology: Morphology | None


@dataclass(frozen=True, slots=True)
class MapSet:
    """Measures of a set of maps."""

    maps: tuple[Judged, ...]

    def __len__(self) -> int:
        return len(self.maps)

    def __getitem__(self, index: slice | npt.NDArray[np.intp]) -> MapSet:
        if isinstance(index, slice):
            return MapSet(self.maps[index])
        return MapSet(tuple(self.maps[i] for i in index))

    @property
    def statistics(self) -> list[MapStatistics]:
        return [one.statistics for one in self.maps]

    @property
    def drainage(self) -> list[DrainageStatistics]:
        return [one.drainage for one in self.maps if one.drainage is not None]

    @property
    def crops(self) -> list[FloatArray]:
        """(blurs, crops, features) of each map that was asked for them."""
        return [one.crops for one in self.maps if one.crops is not None]

    @property
    def morphology(self) -> list[Morphology]:
        return [one.morphology for one in self.maps if one.morphology is not None]

    @property
    def surfaces(self) -> list[Surface]:
        """Of the maps whose heights were kept."""
        return [Surface(one.heights, one.metres_per_pixel) for one in self.maps if one.heights is not None]

    @property
    def landforms(self) -> list[str]:
        return [one.landform for one in self.maps]

    @property
    def cells(self) -> list[FloatArray]:
        return [one.cells for one in self.maps]

    @property
    def encoded(self) -> Encoded:
        """Of all maps. Raises ValueError where none was encoded."""
        parts = [one.encoded for one in self.maps if one.encoded is not None]
        return Encoded(
            np.concatenate([part.crops for part in parts]),
            np.concatenate([part.logits for part in parts]),
            np.concatenate([part.level for part in parts]),
        )


class Judge:
    """Generates and measures maps in one process.

    Args:
        models: folders with more models than the packaged ones.
        threads: of each network call.
    """

    def __init__(self, models: tuple[Path, ...], threads: int) -> None:
        self._store = ModelStore(models, threads=threads)
        self._threads = threads
        self._encoder: Encoder | None = None

    def __call__(self, task: Task) -> Judged:
        surface = task.source
        if isinstance(surface, TerrainParameters):
            made = generate(surface, self._store)
            surface = Surface(made.heights - np.float32(made.sea_level_m), made.metres_per_pixel)
        heights, spacing = surface.heights, surface.metres_per_pixel
        encoded = None
        if task.measures.encoder:
            self._encoder = self._encoder or Encoder(threads=self._threads)
            encoded = self._encoder.encode([surface])
        drained = None
        if task.then_drain:
            drained = drainage(drain(heights, spacing, 0.0).surface_m, spacing)
        step = task.measures.step_m
        return Judged(
            landform=task.landform,
            metres_per_pixel=spacing,
            statistics=map_statistics(surface),
            cells=cell_heights(heights),
            drainage=drainage(heights, spacing) if task.measures.drainage else None,
            encoded=encoded,
            heights=heights if task.keep else None,
            drained=drained,
            crops=map_features(heights, spacing, step, task.measures.blurs) if step is not None else None,
            morphology=morphology(surface) if task.measures.morphology else None,
        )


_judge: Judge | None = None
"""The one of this worker process."""


def _start_worker(models: tuple[Path, ...]) -> None:
    global _judge  # noqa: PLW0603 a pool's workers have no other place to keep what they load once
    _judge = Judge(models, threads=1)


def _work(task: Task) -> Judged:
    assert _judge is not None
    return _judge(task)


Work = Callable[[str, list[Task]], MapSet]


@contextmanager
def workers(models: tuple[Path, ...], processes: int, progress: Callable[[str, float], None]) -> Iterator[Work]:
    """A function that measures lists of tasks, in order; the result does not depend on the number of processes.

    Args:
        models: folders with more models than the packaged ones.
        processes: one works in this process.
        progress: called with a set's name and the share done.
    """
    pool: ProcessPoolExecutor | None = None
    if processes > 1:
        # New processes rather than copies of this one: ONNX Runtime's threads do not survive a fork.
        pool = ProcessPoolExecutor(
            processes, multiprocessing.get_context("spawn"), initializer=_start_worker, initargs=(models,)
        )
    judge = Judge(models, threads=1) if pool is None else None

    def work(name: str, tasks: list[Task]) -> MapSet:
        done: list[Judged] = []
        results = pool.map(_work, tasks, chunksize=4) if pool is not None else map(judge or _work, tasks)
        for result in results:
            done.append(result)
            progress(name, len(done) / len(tasks))
        return MapSet(tuple(done))

    try:
        yield work
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def peer_surfaces(folder: Path) -> list[Surface]:
    """Maps of another generator, cut into squares of 256 x 256.

    Args:
        folder: .npy files of heights in metres, (h, w) with at least 256 rows and columns; beside each ``X.npy`` an
            ``X.json`` or ``X.npy.json`` with ``metres_per_pixel`` and, if the sea is not at zero, ``sea_level_m``.

    Raises:
        Failed: there is no such file, or one is unfit; says which and why.
    """
    surfaces = []
    for path in sorted(folder.glob("*.npy")):
        hint = "A peer's folder holds X.npy, (h, w) metres, and X.json with metres_per_pixel."
        sidecar = next((p for p in (path.with_suffix(".json"), Path(f"{path}.json")) if p.exists()), None)
        try:
            facts = json.loads(sidecar.read_text("utf-8")) if sidecar else {}
            spacing, sea = float(facts["metres_per_pixel"]), float(facts.get("sea_level_m", 0.0))
            heights = np.load(path, allow_pickle=False).astype(np.float32)
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise Failed(f"{path} or its .json can't be read: {error!r}", hint) from error
        if heights.ndim != 2 or min(heights.shape) < MAP_SIDE_PX or not np.isfinite(heights).all() or not spacing > 0.0:
            raise Failed(f"{path} is no finite map of at least {MAP_SIDE_PX} x {MAP_SIDE_PX}", hint)
        for row in range(0, heights.shape[0] - MAP_SIDE_PX + 1, MAP_SIDE_PX):
            for column in range(0, heights.shape[1] - MAP_SIDE_PX + 1, MAP_SIDE_PX):
                cut = heights[row : row + MAP_SIDE_PX, column : column + MAP_SIDE_PX]
                surfaces.append(Surface(np.ascontiguousarray(cut - np.float32(sea)), spacing))
    if not surfaces:
        raise Failed(f"{folder} holds no .npy files", "Name a folder of .npy maps with .json beside them.")
    return surfaces
