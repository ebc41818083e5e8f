"""Philox against its published vectors, and the promises of position-hashed noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field, philox4x32

# Known answers of philox4x32-10 from the Random123 distribution (kat_vectors): counter, key, result.
KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN)
def test_published_vectors(counter: str, key: str, result: str) -> None:
    c = [np.array([word], np.uint32) for word in words(counter)]
    k0, k1 = words(key)
    assert [int(word[0]) for word in philox4x32(c[0], c[1], c[2], c[3], (k0, k1))] == words(result)


def test_counters_may_lie_in_memory_in_any_way_and_be_wider() -> None:
    columns, rows = np.broadcast_arrays(np.arange(5, dtype=np.uint32)[None, :], np.arange(3, dtype=np.uint32)[:, None])
    stream = np.full((1, 1), 7, np.uint32)
    plain = np.stack(philox4x32(columns.copy(), rows.copy(), stream, stream, (1, 2)))
    for c, r in (
        (columns, rows),
        (np.asfortranarray(columns), np.asfortranarray(rows)),
        (columns.copy()[::-1, ::-1][::-1, ::-1], rows.astype(np.int64)),
    ):
        assert np.array_equal(np.stack(philox4x32(c, r, stream, stream, (1, 2))), plain)


coordinates = st.integers(-(2**30), 2**30)
seeds = st.integers(0, 2**64 - 1)


@given(seeds, coordinates, coordinates, st.integers(0, 20), st.integers(0, 20), st.integers(1, 20), st.integers(1, 20))
def test_a_part_equals_the_same_cells_of_the_whole(
    seed: int, x: int, z: int, dx: int, dz: int, width: int, depth: int
) -> None:
    whole = gaussian_field(seed, "test", x, z, 40, 40)
    part = gaussian_field(seed, "test", x + dx, z + dz, width, depth)
    assert np.array_equal(part, whole[dz : dz + depth, dx : dx + width])


@given(seeds, coordinates, coordinates)
def test_seeds_and_streams_are_independent(seed: int, x: int, z: int) -> None:
    field = gaussian_field(seed, "test", x, z, 32, 32)
    for other in (gaussian_field(seed ^ 1, "test", x, z, 32, 32), gaussian_field(seed, "other", x, z, 32, 32)):
        assert abs(float(np.corrcoef(field.ravel(), other.ravel())[0, 1])) < 0.2
    assert np.isfinite(field).all()


def test_the_high_half_of_a_seed_counts() -> None:
    assert not np.array_equal(gaussian_field(1, "t", 0, 0, 8, 8), gaussian_field(1 | 1 << 63, "t", 0, 0, 8, 8))


def test_numbers_are_standard_normal() -> None:
    field = gaussian_field(7, "test", -500, 123, 1000, 1000).astype(np.float64)
    assert abs(field.mean()) < 5e-3
    assert abs(field.std() - 1.0) < 5e-3
    assert abs((field**4).mean() - 3.0) < 0.05
    for shifted in (field[:, 1:] * field[:, :-1], field[1:] * field[:-1]):
        assert abs(shifted.mean()) < 5e-3  # neighbours do not correlate
