from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.terrain.exporters import r16, unity_raw
from procgen.terrain.heightmap import Heightmap
from tests.terrain import maps


@given(maps.heightmaps(st.sampled_from([33, 65]), square=True))
def test_heights_come_back_to_half_a_step_southern_row_first(heightmap: Heightmap) -> None:
    data = unity_raw.encode(heightmap)
    side = heightmap.heights.shape[0]
    rows = [struct.unpack_from(f"<{side}H", data, 2 * side * row) for row in range(side)]
    assert len(data) == 2 * side * side
    error = np.abs(maps.dequantise(np.array(rows[::-1]), heightmap) - heightmap.heights)
    assert error.max() <= maps.half_step_m(heightmap)


def test_is_r16_with_its_rows_turned_round() -> None:
    heightmap = maps.of(maps.hills(33, 33, 500.0))
    turned = maps.of(heightmap.heights[::-1])
    assert unity_raw.encode(heightmap) == r16.encode(turned)


@pytest.mark.parametrize(
    ("depth", "width", "fields"),
    [
        (32, 33, ["depth_px"]),
        (33, 64, ["width_px"]),
        (64, 64, ["width_px", "depth_px"]),
        (33, 65, ["width_px", "depth_px"]),
        (17, 17, ["width_px", "depth_px"]),
    ],
)
def test_sizes_that_unity_refuses_are_named(depth: int, width: int, fields: list[str]) -> None:
    with pytest.raises(InvalidFields) as caught:
        unity_raw.encode(maps.of(np.zeros((depth, width))))
    assert [violation.field for violation in caught.value.violations] == fields
    values = {"width_px": str(width), "depth_px": str(depth)}
    for violation in caught.value.violations:
        assert violation.value == values[violation.field]
        assert "33, 65, 129, 257, 513, 1025, 2049, 4097" in violation.allowed


@pytest.mark.parametrize("side", [33, 65, 129, 257, 513, 1025, 2049, 4097])
def test_sizes_that_unity_takes(side: int) -> None:
    assert unity_raw.size_violations(side, side) == []
