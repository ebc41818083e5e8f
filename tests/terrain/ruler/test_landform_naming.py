from __future__ import annotations

import numpy as np
import pytest

from procgen.terrain.morphometry.features import map_features
from procgen.terrain.ruler.landform_naming import FEWEST_PATCHES, LandformNamer, nameable, naming_features, naming_rows
from procgen.terrain.ruler.statistics import Surface
from tests.terrain.ruler.fields import land

RELIEF_M = {"hills": 150.0, "alpine": 2500.0}


def _features(name: str, seed: int) -> np.ndarray:
    surface = Surface(land(seed, 128, RELIEF_M[name]), 30.0)
    return naming_features(surface, map_features(surface.heights, 30.0, 0.5)[0])


def test_landforms_that_differ_are_named_rightly() -> None:
    train = [name for name in RELIEF_M for _ in range(FEWEST_PATCHES)]
    namer = LandformNamer(np.stack([_features(name, i) for i, name in enumerate(train)]), train, seed=0)
    assert namer.known == ["alpine", "hills"]
    held = ["hills", "alpine", "hills"]
    features = np.stack([_features(name, 100 + i) for i, name in enumerate(held)])
    rows = naming_rows(namer, {"real": (features, held), "ours": (features[:1], ["alpine"])}, seed=0)
    assert rows["landform_named"]["real"] == 1.0
    assert rows["landform_named"]["ours"] == 0.0
    assert rows["landform_named_hills"] == {"real": 1.0, "real_low": 1.0, "real_high": 1.0}


def test_a_map_without_land_has_features_too() -> None:
    surface = Surface(np.zeros((128, 128), np.float32), 30.0)
    crops = map_features(surface.heights, 30.0, 0.5)[0]
    found, ground = naming_features(surface, crops), _features("hills", 1)
    assert found.shape == ground.shape
    assert np.isfinite(ground).all()


def test_landforms_with_few_patches_are_left_out() -> None:
    many, few = ["hills"] * FEWEST_PATCHES, ["karst"] * (FEWEST_PATCHES - 1)
    assert nameable([*many, *few]) == ["hills"]
    with pytest.raises(ValueError, match="two landforms"):
        LandformNamer(np.zeros((len(many), 3), np.float32), many, seed=0)
