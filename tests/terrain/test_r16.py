from __future__ import annotations

import struct

import numpy as np
from hypothesis import given

from procgen.terrain.exporters import r16
from procgen.terrain.heightmap import Heightmap
from tests.terrain import maps


def read(data: bytes, shape: tuple[int, ...]) -> np.ndarray:
    return np.array(struct.unpack(f"<{len(data) // 2}H", data)).reshape(shape)


@given(maps.heightmaps())
def test_heights_come_back_to_half_a_step(heightmap: Heightmap) -> None:
    values = read(r16.encode(heightmap), heightmap.heights.shape)
    error = np.abs(maps.dequantise(values, heightmap) - heightmap.heights)
    assert error.max() <= maps.half_step_m(heightmap)


def test_rows_run_from_the_north_west() -> None:
    heights = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
    assert r16.encode(maps.of(heights)) == struct.pack("<6H", 0, 13107, 26214, 39321, 52428, 65535)


def test_flat_map_is_all_zero() -> None:
    assert r16.encode(maps.of(np.full((3, 4), -7.5))) == bytes(24)
