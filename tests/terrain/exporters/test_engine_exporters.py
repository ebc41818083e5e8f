from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from procgen.terrain.exporters import ENGINE_EXPORTERS, Exporter
from procgen.terrain.heightmap import Heightmap
from tests.terrain import maps

REPOSITORY = Path(__file__).parents[3]

every_exporter = pytest.mark.parametrize("exporter", ENGINE_EXPORTERS.values(), ids=ENGINE_EXPORTERS)


def fitting(exporter: Exporter) -> Heightmap:
    side = 64 if exporter.size_violations(65, 65) else 65
    return maps.of(maps.hills(side, side, 700.0, base_m=-100.0))


def digests() -> list[str]:
    return [hashlib.sha256(exporter.encode(fitting(exporter))).hexdigest() for exporter in ENGINE_EXPORTERS.values()]


@every_exporter
def test_equal_maps_give_equal_bytes_however_they_lie_in_memory(exporter: Exporter) -> None:
    heightmap = fitting(exporter)
    heights = heightmap.heights
    heights.flags.writeable = False
    expected = exporter.encode(heightmap)
    wide = np.repeat(heights, 2, axis=1)
    for same in (heights, np.asfortranarray(heights), wide[:, ::2], heights[::-1].copy()[::-1]):
        assert exporter.encode(replace(heightmap, heights=same)) == expected


def test_another_process_gives_the_same_bytes() -> None:
    command = "from tests.terrain.exporters.test_engine_exporters import digests; print(*digests())"
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo"}
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == digests()


@every_exporter
def test_recipes_are_in_the_file_or_beside_it(exporter: Exporter) -> None:
    heightmap = fitting(exporter)
    carries_its_recipe = heightmap.recipe.sha256.encode() in exporter.encode(heightmap)
    assert exporter.has_sidecar is not carries_its_recipe
