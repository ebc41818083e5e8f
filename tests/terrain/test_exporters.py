from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from procgen.terrain.exporters import ENGINE_EXPORTERS, EXPORTERS, Exporter
from procgen.terrain.wire.outputs import OUTPUTS
from tests.terrain import maps

REPOSITORY = Path(__file__).parents[2]

every_exporter = pytest.mark.parametrize("exporter", EXPORTERS.values(), ids=EXPORTERS)


def digests() -> list[str]:
    heightmap = maps.of(maps.hills(33, 33, 700.0, base_m=-100.0))
    return [hashlib.sha256(exporter.encode(heightmap)).hexdigest() for exporter in EXPORTERS.values()]


def test_kinds_are_those_of_the_contract_in_its_order() -> None:
    contract = (REPOSITORY / "proto/procgen/v1/terrain.proto").read_text("utf-8")
    names = re.findall(r"TERRAIN_OUTPUT_(\w+) = (\d+);", contract)
    ordered = [name.lower() for name, number in sorted(names, key=lambda item: int(item[1])) if number != "0"]
    assert list(OUTPUTS) == ordered
    assert [exporter.kind for exporter in OUTPUTS.values()] == ordered


def test_file_names_never_collide() -> None:
    suffixes = [exporter.suffix for exporter in OUTPUTS.values()]
    of_heights = (*EXPORTERS.values(), *ENGINE_EXPORTERS.values())
    suffixes += [exporter.sidecar_suffix for exporter in of_heights if exporter.has_sidecar]
    assert len(set(suffixes)) == len(suffixes)


def test_an_array_has_a_json_beside_it() -> None:
    assert EXPORTERS["npy"].sidecar_suffix == ".json"


def test_only_meshes_and_coarser_grids_are_no_rasters() -> None:
    exporters = {**EXPORTERS, **ENGINE_EXPORTERS}
    no_rasters = {kind for kind, exporter in exporters.items() if not exporter.is_raster}
    assert no_rasters == {"glb", "lod_glb", "collision_f32", "collision_glb"}


@every_exporter
def test_equal_maps_give_equal_bytes_however_they_lie_in_memory(exporter: Exporter) -> None:
    heights = maps.hills(33, 33, 700.0)
    wide = np.repeat(heights, 2, axis=1)
    heightmap = maps.of(heights)
    expected = exporter.encode(heightmap)
    assert exporter.encode(heightmap) == expected
    for same in (np.asfortranarray(heights), wide[:, ::2], heights[::-1].copy()[::-1]):
        assert exporter.encode(replace(heightmap, heights=same)) == expected


@every_exporter
def test_the_map_is_left_as_it_was(exporter: Exporter) -> None:
    heightmap = maps.of(maps.hills(33, 33, 700.0))
    before = heightmap.heights.copy()
    heightmap.heights.flags.writeable = False
    exporter.encode(heightmap)
    np.testing.assert_array_equal(heightmap.heights, before)


def test_another_process_gives_the_same_bytes() -> None:
    command = "from tests.terrain.test_exporters import digests; print(*digests())"
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo"}
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == digests()
