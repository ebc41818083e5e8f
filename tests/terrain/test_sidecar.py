from __future__ import annotations

import json

import pytest
from hypothesis import given

from procgen.runtime.recipe import Recipe
from procgen.terrain.exporters import EXPORTERS, Exporter, sidecar
from procgen.terrain.heightmap import Heightmap
from tests.terrain import maps


@given(maps.heightmaps())
def test_everything_comes_back(heightmap: Heightmap) -> None:
    described = json.loads(sidecar(heightmap, "mountain.npy", "npy"))
    depth, width = heightmap.heights.shape
    assert Recipe.from_json(json.dumps(described.pop("recipe"))) == heightmap.recipe
    assert "float32" in described.pop("encoding")
    assert described == {
        "file": "mountain.npy",
        "kind": "npy",
        "metres_per_pixel": heightmap.metres_per_pixel,
        "height_min_m": heightmap.height_min_m,
        "height_max_m": heightmap.height_max_m,
        "width_px": width,
        "depth_px": depth,
        "seed": heightmap.recipe.request["seed"],
        "sea_level_m": heightmap.sea_level_m,
    }


@pytest.mark.parametrize("exporter", EXPORTERS.values(), ids=EXPORTERS)
def test_exactly_the_kinds_that_need_one_have_one(exporter: Exporter) -> None:
    heightmap = maps.of(maps.hills(33, 33, 50.0))
    carries_its_recipe = heightmap.recipe.sha256.encode() in exporter.encode(heightmap)
    assert exporter.has_sidecar is not carries_its_recipe
    if exporter.has_sidecar:
        assert json.loads(sidecar(heightmap, "x", exporter.kind))["encoding"]
    else:
        with pytest.raises(ValueError, match="no sidecar"):
            sidecar(heightmap, "x", exporter.kind)


def test_encodings_differ() -> None:
    heightmap = maps.of(maps.hills(3, 4, 50.0))
    kinds = [kind for kind, exporter in EXPORTERS.items() if exporter.has_sidecar]
    assert len({json.loads(sidecar(heightmap, "x", kind))["encoding"] for kind in kinds}) == len(kinds) == 6
