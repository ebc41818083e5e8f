"""Are landforms what they are called? A classifier of real land names ours.

Boosted trees learn from the train split which landform a map is of: from the means of its crops' features
(:mod:`procgen.terrain.morphometry.features`), its shares of geomorphons, how steep and how high above the sea it is,
and how much sea it has. Landforms with fewer than :data:`FEWEST_PATCHES` train patches are left out, of what is learned
and of what is judged. ``landform_named`` is the share of maps that get the right name, each landform counting alike:
``real`` of held-out real maps, the others of maps that were made with nothing but the landform's name;
``landform_named_LANDFORM`` of one. The labels of the data are guesses from statistics and region, so that real maps
get fewer right names than one might think.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier

from procgen.kit.ruler.intervals import mean_interval, mean_of
from procgen.kit.ruler.rows import Rows
from procgen.terrain.heightmap import slope_deg
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.terrain.morphometry.features import WIDTH
from procgen.terrain.morphometry.geomorphons import form_shares, geomorphons
from procgen.terrain.parameters import TerrainParameters
from procgen.terrain.recipe.data import Patch, TerrainPack, relief_m
from procgen.terrain.representation import FloatArray
from procgen.terrain.ruler.geomorphology import REACHES_PX
from procgen.terrain.ruler.samples import MAP_SIDE_PX, MapSet, Measures, Task, Work
from procgen.terrain.ruler.statistics import Surface

FEWEST_PATCHES: Final = 15
_STEP_M = 0.5
"""What heights of made maps are rounded to: most of the pack's have this step."""
_SLOPE_SHARES = (5, 50, 95)

Names = npt.NDArray[np.str_]


def naming_features(surface: Surface, crops: FloatArray) -> FloatArray:
    """(f,) of one map.

    Args:
        surface: the sea lies at zero; sides of at least 73.
        crops: (crops, features) of the map as it is; NaN stands for those of a map without land.
    """
    heights = surface.heights
    relief = relief_m(heights)
    slopes = np.percentile(slope_deg(heights, surface.metres_per_pixel), _SLOPE_SHARES)
    whole = [
        relief / (heights.shape[0] * surface.metres_per_pixel),
        float(heights.mean()) / relief,
        float((heights <= 0.0).mean()),
        *slopes,
    ]
    forms = [form_shares(geomorphons(heights, surface.metres_per_pixel, reach)) for reach in REACHES_PX]
    mean = crops.mean(axis=0) if len(crops) else np.full(WIDTH, np.nan, np.float32)
    return np.concatenate([mean, *forms, whole]).astype(np.float32)


def nameable(landforms: Sequence[str]) -> list[str]:
    """Landforms with enough patches, given the landform of each patch."""
    names, counts = np.unique(np.asarray(landforms), return_counts=True)
    return [str(name) for name in names[counts >= FEWEST_PATCHES]]


class LandformNamer:
    """A classifier of real land.

    Args:
        features: (n, f) of train patches.
        landforms: of each.
        seed: of the trees.

    Raises:
        ValueError: fewer than two landforms have enough patches.
    """

    def __init__(self, features: FloatArray, landforms: Sequence[str], *, seed: int) -> None:
        self.known = nameable(landforms)
        if len(self.known) < 2:
            raise ValueError(f"fewer than two landforms have {FEWEST_PATCHES} train patches")
        kept = np.isin(landforms, self.known)
        self._trees = HistGradientBoostingClassifier(
            max_iter=80,
            learning_rate=0.1,
            max_leaf_nodes=8,
            min_samples_leaf=5,
            l2_regularization=1.0,
            max_bins=64,
            max_features=0.2,
            class_weight="balanced",
            early_stopping=False,
            random_state=seed,
        ).fit(features[kept], np.asarray(landforms)[kept])

    def __call__(self, features: FloatArray) -> Names:
        """(n,) names for (n, f)."""
        return np.asarray(self._trees.predict(features), np.str_)


def naming_rows(namer: LandformNamer, columns: Mapping[str, tuple[FloatArray, Sequence[str]]], *, seed: int) -> Rows:
    """The figures of maps of landforms that the classifier knows; see the module.

    Args:
        namer: the classifier.
        columns: column to features (n, f) and the landform that each map is, or was asked to be.
        seed: of the draws.
    """
    rows: Rows = {"landform_named": {}}
    for column, (features, landforms) in columns.items():
        wanted, named = np.asarray(landforms), namer(features)
        found = {
            landform: mean_interval((named[wanted == landform] == landform).astype(np.float64), seed=seed)
            for landform in namer.known
            if (wanted == landform).any()
        }
        if found:
            rows["landform_named"] |= mean_of(list(found.values())).cells(column)
        for landform, interval in found.items():
            rows.setdefault(f"landform_named_{landform}", {}).update(interval.cells(column))
    return rows


@dataclass(frozen=True, slots=True)
class Asked:
    """What is made after nothing but a landform's name."""

    models: Mapping[str, str]
    """Column to generator; ``ours`` among them."""
    of_each: int
    """Samples of each landform."""
    seed: int
    """Of the first of each."""


def named_by_landform(pack: TerrainPack, split: str, asked: Asked, work: Work) -> tuple[Rows, MapSet]:
    """The figures, and our maps with their heights.

    The Moon's landforms are landforms, too. There are no figures where fewer than two landforms have enough patches.

    Args:
        pack: its train split is learned from.
        split: whose real maps are named.
        asked: what is made.
        work: measures tasks.
    """

    def judged(source: Surface | TerrainParameters, landform: str, step_m: float) -> Task:
        measures = Measures(drainage=False, encoder=False, step_m=step_m, blurs=("",))
        return Task(source, landform, measures, keep=True)

    def real(name: str, patches: list[Patch]) -> MapSet:
        surfaces = [Surface(patch.surface, patch.metres_per_pixel) for patch in patches]
        pairs = zip(surfaces, patches, strict=True)
        return work(name, [judged(surface, patch.landform, patch.step_m) for surface, patch in pairs])

    made = {
        column: work(
            f"{column}, by landform",
            [
                judged(
                    TerrainParameters(MAP_SIDE_PX, MAP_SIDE_PX, asked.seed + i, model=model, landform=name),
                    name,
                    _STEP_M,
                )
                for name in LANDFORM_NAMES
                for i in range(asked.of_each)
            ],
        )
        for column, model in asked.models.items()
    }

    def seen(maps: MapSet) -> tuple[FloatArray, list[str]]:
        pairs = zip(maps.surfaces, maps.crops, strict=True)
        return np.stack([naming_features(surface, crops[0]) for surface, crops in pairs]), maps.landforms

    train = pack.patches("train")
    landforms = [patch.landform for patch in train]
    if len(nameable(landforms)) < 2:
        return {}, made["ours"]
    namer = LandformNamer(seen(real("real, train, with the Moon", train))[0], landforms, seed=asked.seed)
    columns = {**made, "real": real(f"real, {split}, with the Moon", pack.patches(split))}
    return naming_rows(namer, {name: seen(maps) for name, maps in columns.items()}, seed=asked.seed), made["ours"]
