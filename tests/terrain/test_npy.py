from __future__ import annotations

import ast
import struct

import numpy as np
from hypothesis import given

from procgen.terrain.exporters import npy
from procgen.terrain.heightmap import Heightmap
from tests.terrain import maps


@given(maps.heightmaps())
def test_heights_come_back_exactly(heightmap: Heightmap) -> None:
    data = npy.encode(heightmap)
    magic, major, minor, header_bytes = struct.unpack_from("<6sBBH", data)
    header = ast.literal_eval(data[10 : 10 + header_bytes].decode("latin-1"))
    assert (magic, major, minor) == (b"\x93NUMPY", 1, 0)
    assert header == {"descr": "<f4", "fortran_order": False, "shape": heightmap.heights.shape}
    values = struct.unpack_from(f"<{heightmap.heights.size}f", data, 10 + header_bytes)
    np.testing.assert_array_equal(np.array(values, np.float32).reshape(header["shape"]), heightmap.heights)
