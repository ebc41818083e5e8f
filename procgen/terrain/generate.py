"""From parameters to a height map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.runtime.recipe import Recipe
from procgen.runtime.store import LoadedModel, ModelStore
from procgen.terrain.cascade import Networks, cascade_heights
from procgen.terrain.classical import CLASSICAL_MODELS, classical_heights
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.parameters import ResolvedTerrain, TerrainParameters, resolve
from procgen.terrain.representation import FloatArray

DOMAIN = "terrain"


def _nothing_to_show(stage: str, share: float, heights: Callable[[], FloatArray] | None) -> None:
    pass


def _go_on() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Callbacks:
    """How a caller watches and stops the work."""

    report: Callable[[str, float, Callable[[], FloatArray] | None], None] = _nothing_to_show
    """Gets the stage, the share done (0 to 1) and, where there is something to see, a function that makes the heights
    so far."""
    checkpoint: Callable[[], None] = _go_on
    """Called every few ten milliseconds; raises to stop the work."""


@dataclass(frozen=True, slots=True)
class _StoredNetwork:
    """A network of the store, with the noise levels that its catalog entry prescribes."""

    model: LoadedModel
    levels: tuple[float, ...]

    def __call__(self, inputs: dict[str, npt.NDArray[np.generic]]) -> FloatArray:
        return self.model.run(inputs)


def terrain_models(store: ModelStore) -> tuple[str, ...]:
    """Names that the parameter ``model`` takes; the default first."""
    return (*store.generators(DOMAIN), *CLASSICAL_MODELS)


def _network(store: ModelStore, generator: str, role: str) -> _StoredNetwork:
    model = store.part(DOMAIN, generator, role)
    return _StoredNetwork(model, tuple(float(level) for level in model.entry.properties["noise_levels"]))


def load_networks(store: ModelStore, generator: str) -> tuple[_StoredNetwork, _StoredNetwork]:
    """The coarse and the detail network of a learned generator.

    Raises:
        ModelUnavailable: one of them is missing or damaged.
    """
    return _network(store, generator, "coarse"), _network(store, generator, "detail")


def request_record(terrain: ResolvedTerrain) -> dict[str, object]:
    """The recipe's request: every parameter that changes the heights, with its value, named as in the contract."""
    record: dict[str, object] = {
        "seed": str(terrain.seed),
        "origin_x_px": str(terrain.origin_x_px),
        "origin_z_px": str(terrain.origin_z_px),
        "width_px": terrain.width_px,
        "depth_px": terrain.depth_px,
        "metres_per_pixel": terrain.metres_per_pixel,
        "model": terrain.model,
        "landform": terrain.landform,
        "mean_height_m": terrain.mean_height_m,
        "relief_m": terrain.relief_m,
        "wander": terrain.wander,
        "sea_level_m": terrain.sea_level_m,
        "keep_sea_floor": terrain.keep_sea_floor,
    }
    if terrain.sketch is not None:
        depth, width = terrain.sketch.heights_m.shape
        record["sketch"] = {
            "width": width,
            "depth": depth,
            "heights_m": [float(value) for value in terrain.sketch.heights_m.flat],
            "weights": [float(value) for value in terrain.sketch.weights.flat],
        }
    return record


def generate(parameters: TerrainParameters, store: ModelStore, callbacks: Callbacks | None = None) -> Heightmap:
    """Make a height map.

    Args:
        parameters: what is asked for.
        store: where the networks come from.
        callbacks: how to watch and stop the work.

    Returns:
        The heights in metres with their recipe. Equal recipes have equal heights on one machine, bit for bit.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        ModelUnavailable: a network is missing or damaged.
        Cancelled, DeadlinePassed: whatever ``callbacks.checkpoint`` raised.
    """
    callbacks = callbacks or Callbacks()
    terrain = resolve(parameters, terrain_models(store))
    digests: dict[str, str] = {}
    if terrain.model in CLASSICAL_MODELS:
        heights = _classical(terrain, store.threads, callbacks)
    else:
        coarse, detail = load_networks(store, terrain.model)
        digests = {network.model.entry.name: network.model.entry.sha256 for network in (coarse, detail)}
        heights = cascade_heights(terrain, Networks(coarse, detail), callbacks.report, callbacks.checkpoint)
    if not terrain.keep_sea_floor:
        heights = np.maximum(heights, np.float32(terrain.sea_level_m))
    recipe = Recipe(DOMAIN, request_record(terrain), digests)
    return Heightmap(heights, terrain.metres_per_pixel, terrain.sea_level_m, recipe)


def _classical(terrain: ResolvedTerrain, threads: int, callbacks: Callbacks) -> FloatArray:
    def checkpoint(share: float) -> None:
        callbacks.checkpoint()
        callbacks.report("noise", share, None)

    return classical_heights(
        terrain.model,
        seed=terrain.seed,
        origin_x_px=terrain.origin_x_px,
        origin_z_px=terrain.origin_z_px,
        width_px=terrain.width_px,
        depth_px=terrain.depth_px,
        mean_m=terrain.mean_height_m,
        relief_m=terrain.relief_m,
        wander=terrain.wander,
        threads=threads,
        checkpoint=checkpoint,
    )
