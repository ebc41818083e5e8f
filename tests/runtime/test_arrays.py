from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.runtime.arrays import arrays_in, read_arrays
from procgen.runtime.catalog import packaged_assets

ASSETS = sorted(packaged_assets().glob("*.npz"))
SMALL = (packaged_assets() / "character_face_pairs.npz").read_bytes()


@pytest.mark.parametrize("path", ASSETS, ids=lambda path: path.name)
def test_all_packaged_arrays_can_be_read(path: Path) -> None:
    arrays = read_arrays(path)
    with np.load(path, allow_pickle=False) as file:
        assert set(arrays) == set(file.files)
        assert all(np.array_equal(arrays[name], file[name]) for name in file.files)


def test_objects_are_refused() -> None:
    out = io.BytesIO()
    np.savez(out, a=np.array([{}], object), allow_pickle=True)
    with pytest.raises(ValueError, match="no arrays, or damaged ones"):
        arrays_in(out.getvalue())


@settings(max_examples=400)
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 7))
def test_a_flipped_bit_is_found_or_changes_no_array(place: int, bit: int) -> None:
    damaged = bytearray(SMALL)
    damaged[place] ^= 1 << bit
    try:
        arrays = arrays_in(bytes(damaged))
    except ValueError:
        return
    whole = arrays_in(SMALL)
    # A name may be another one, which is missed later; what has the name is what it was.
    assert all(np.array_equal(arrays[name], whole[name]) for name in arrays.keys() & whole.keys())


@given(st.binary(max_size=100) | st.integers(0, len(SMALL) - 1).map(lambda end: SMALL[:end]))
def test_what_is_no_whole_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        arrays_in(data)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_arrays(tmp_path / "none.npz")
