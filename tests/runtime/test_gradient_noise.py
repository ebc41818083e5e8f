"""Perlin noise: against the package `noise`, and the promises of a world without bounds."""

from __future__ import annotations

import math
import threading
import time

import noise
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from noise.perlin import BaseNoise

from procgen.runtime.gradient_noise import (
    BLOCK_PX,
    MAX_AREA_PX,
    MAX_CELL_PX,
    MAX_POSITION_PX,
    MAX_SHIFT_PX,
    SUBPIXELS,
    TURNS,
    Area,
    FloatArray,
    HashedGradients,
    Lattice,
    PermutationGradients,
    Workspace,
    blocks,
    evaluate_in_blocks,
    fade,
    mix64,
    noise_at_shifted,
    noise_on_grid,
    octave_lattices,
)

# As observed in the package: slopes of pnoise2 at lattice points, by the hash's last four bits.
DIRECTIONS = (
    *((1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0), (1.0, 0.0), (-1.0, 0.0), (1.0, 0.0), (-1.0, 0.0)),
    *((0.0, 1.0), (0.0, -1.0), (0.0, 1.0), (0.0, -1.0), (1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0)),
)
# Perlin's table, but for entry 180: the package's Python half says 9 a second time there, its compiled half does not.
(LEFT_OUT,) = set(range(256)) - set(BaseNoise.permutation)
PERMUTATION = (*BaseNoise.permutation[:180], LEFT_OUT, *BaseNoise.permutation[181:256])
FAR = 1 << 30

origins = st.integers(-FAR, FAR)
seeds = st.integers(0, 2**64 - 1)
turns = st.sampled_from([(1, 0), *TURNS])
cells = st.sampled_from([2.0, 2.5, 7.0, 16.0, 100.3, 256.0, float(MAX_CELL_PX)])


def permuted(repeat_x: int = 1024, repeat_z: int = 1024, base: int = 0) -> PermutationGradients:
    return PermutationGradients(PERMUTATION, DIRECTIONS, repeat_x, repeat_z, base)


def package_noise(x: FloatArray, z: FloatArray, **options: float) -> FloatArray:
    values = [noise.pnoise2(a, b, **options) for a, b in zip(x.ravel(), z.ravel(), strict=True)]
    return np.array(values, np.float32).reshape(x.shape)


def grid_in_cells(area: Area, cell_px: float) -> tuple[FloatArray, FloatArray]:
    x = (area.origin_x_px + np.arange(area.width_px)) / cell_px
    z = (area.origin_z_px + np.arange(area.depth_px)) / cell_px
    return np.meshgrid(x, z)


def shifts(area: Area, reach_px: float, seed: int = 0) -> tuple[FloatArray, FloatArray]:
    """Smooth displacements, a function of the world's position."""
    fields = (noise_on_grid(Lattice(HashedGradients(seed + k), 64.0), area) for k in range(2))
    x, z = (field * np.float32(reach_px) for field in fields)
    return x, z


def rectangle_inside(data: st.DataObject, area: Area) -> tuple[tuple[slice, slice], Area]:
    x = data.draw(st.integers(0, area.width_px - 1))
    z = data.draw(st.integers(0, area.depth_px - 1))
    width = data.draw(st.integers(1, area.width_px - x))
    depth = data.draw(st.integers(1, area.depth_px - z))
    part = Area(area.origin_x_px + x, area.origin_z_px + z, width, depth)
    return (slice(z, z + depth), slice(x, x + width)), part


# --- agreement with the package noise --------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", [(0, 0), (-700, 333), (1 << 15, -(1 << 15))])
@pytest.mark.parametrize("cell_px", [16.0, 32.0])
def test_grid_agrees_with_package(origin: tuple[int, int], cell_px: float) -> None:
    area = Area(*origin, 150, 90)
    ours = noise_on_grid(Lattice(permuted(), cell_px), area)
    np.testing.assert_allclose(ours, package_noise(*grid_in_cells(area, cell_px)), atol=1e-6, rtol=0)


def test_package_is_not_constant_where_we_compare() -> None:
    values = package_noise(*grid_in_cells(Area(0, 0, 150, 90), 16.0))
    assert values.std() > 0.2


def test_displaced_points_agree_with_package() -> None:
    area = Area(40, -80, 60, 50)
    rng = np.random.default_rng(5)
    shift_x, shift_z = rng.integers(-SUBPIXELS * 9, SUBPIXELS * 9, (2, *area.shape)).astype(np.float32) / SUBPIXELS
    x, z = grid_in_cells(area, 16.0)
    ours = noise_at_shifted(Lattice(permuted(), 16.0), area, shift_x, shift_z)
    np.testing.assert_allclose(ours, package_noise(x + shift_x / 16, z + shift_z / 16), atol=2e-6, rtol=0)


@pytest.mark.parametrize(("persistence", "lacunarity"), [(0.5, 2), (0.7, 2), (0.4, 4)])
def test_octaves_persistence_and_lacunarity_agree_with_package(persistence: float, lacunarity: int) -> None:
    area = Area(3, 1000, 120, 80)
    octaves = 3
    total = np.zeros(area.shape, np.float32)
    for octave in range(octaves):
        frequency = lacunarity**octave
        lattice = Lattice(permuted(1024 * frequency, 1024 * frequency), 64.0 / frequency)
        total += np.float32(persistence**octave) * noise_on_grid(lattice, area)
    total /= np.float32(sum(persistence**octave for octave in range(octaves)))
    x, z = grid_in_cells(area, 64.0)
    theirs = package_noise(x, z, octaves=octaves, persistence=persistence, lacunarity=float(lacunarity))
    np.testing.assert_allclose(total, theirs, atol=1e-6, rtol=0)


@pytest.mark.parametrize("base", [1, 17, 90])
def test_base_agrees_with_package(base: int) -> None:
    area = Area(0, 0, 100, 100)
    ours = noise_on_grid(Lattice(permuted(base=base), 16.0), area)
    np.testing.assert_allclose(ours, package_noise(*grid_in_cells(area, 16.0), base=base), atol=1e-6, rtol=0)
    assert np.abs(ours - noise_on_grid(Lattice(permuted(), 16.0), area)).max() > 0.1


def test_repeat_agrees_with_package_and_repeats() -> None:
    area = Area(0, 0, 16 * 9, 16 * 7)
    ours = noise_on_grid(Lattice(permuted(3, 5), 16.0), area)
    theirs = package_noise(*grid_in_cells(area, 16.0), repeatx=3, repeaty=5)
    np.testing.assert_allclose(ours, theirs, atol=1e-6, rtol=0)
    np.testing.assert_array_equal(ours[:, :48], ours[:, 48:96])
    np.testing.assert_array_equal(ours[:32], ours[80:112])


# --- the formula -----------------------------------------------------------------------------------------------------


def direct_noise(lattice: Lattice, x: int, z: int) -> float:
    """The sum of the module's docstring for a point given in subpixels: cells in integers, the rest in float64."""
    a, b = lattice.turn
    i, rest_x = divmod(a * x + b * z + lattice.offset_x, lattice.cell)
    k, rest_z = divmod(a * z - b * x + lattice.offset_z, lattice.cell)
    tx, tz = rest_x / lattice.cell, rest_z / lattice.cell
    gx, gz = lattice.gradients(np.array([i, i + 1]), np.array([k, k + 1]))
    total = 0.0
    for row, column in np.ndindex(2, 2):
        dx, dz = tx - column, tz - row
        weight = math.prod(1.0 - float(fade(np.array(abs(t)))) for t in (dx, dz))
        total += weight * (float(gx[row, column]) * dx + float(gz[row, column]) * dz)
    return total


@pytest.mark.parametrize("origin", [(-20, 77), (FAR - 5, -FAR), (-MAX_POSITION_PX, MAX_POSITION_PX - 9)])
@pytest.mark.parametrize("turn", [(1, 0), (0, 1), (-3, 2), *TURNS])
def test_noise_is_the_sum_over_lattice_points_near_and_far(turn: tuple[int, int], origin: tuple[int, int]) -> None:
    lattice = Lattice(HashedGradients(8), 11.7, 12345, -54321, turn)
    area = Area(*origin, 12, 9)
    rng = np.random.default_rng(2)
    moved_x, moved_z = rng.integers(-200 * SUBPIXELS, 200 * SUBPIXELS, (2, *area.shape))
    plain = noise_on_grid(lattice, area)
    displaced = noise_at_shifted(
        lattice, area, (moved_x / SUBPIXELS).astype(np.float32), (moved_z / SUBPIXELS).astype(np.float32)
    )
    for row, column in np.ndindex(area.shape):
        x, z = (area.origin_x_px + column) * SUBPIXELS, (area.origin_z_px + row) * SUBPIXELS
        assert plain[row, column] == pytest.approx(direct_noise(lattice, x, z), abs=3e-6)
        x, z = x + int(moved_x[row, column]), z + int(moved_z[row, column])
        assert displaced[row, column] == pytest.approx(direct_noise(lattice, x, z), abs=3e-6)


@given(turn=turns, cell_px=cells, x=origins, z=origins)
def test_no_displacement_is_the_grid(turn: tuple[int, int], cell_px: float, x: int, z: int) -> None:
    area = Area(x, z, 33, 21)
    lattice = Lattice(HashedGradients(3), cell_px, 17, 5, turn)
    nothing = np.zeros(area.shape, np.float32)
    displaced = noise_at_shifted(lattice, area, nothing, nothing)
    np.testing.assert_allclose(displaced, noise_on_grid(lattice, area), atol=3e-6, rtol=0)


def test_whole_pixel_displacement_is_the_neighbouring_pixel() -> None:
    lattice = Lattice(HashedGradients(3), 20.0, 17, 5, (5, 2))
    area = Area(1000, -1000, 30, 20)
    east, north = np.full(area.shape, 7, np.float32), np.full(area.shape, -3, np.float32)
    np.testing.assert_array_equal(
        noise_at_shifted(lattice, area, east, north), noise_on_grid(lattice, Area(1007, -1003, 30, 20))
    )


def test_noise_is_zero_at_lattice_points() -> None:
    values = noise_on_grid(Lattice(HashedGradients(1), 16.0), Area(-64, 64, 128, 128))
    assert np.abs(values[::16, ::16]).max() == 0.0
    assert values.std() > 0.1


@given(seed=seeds, turn=turns)
def test_unit_gradients_stay_within_sqrt_half(seed: int, turn: tuple[int, int]) -> None:
    values = noise_on_grid(Lattice(HashedGradients(seed), 9.0, turn=turn), Area(0, 0, 100, 100))
    assert np.abs(values).max() <= math.sqrt(0.5) + 1e-6


def test_neighbouring_pixels_are_close_across_cell_borders() -> None:
    values = noise_on_grid(Lattice(HashedGradients(2), 100.0), Area(-FAR, FAR - 600, 600, 600))
    assert max(np.abs(np.diff(values, axis=axis)).max() for axis in (0, 1)) < 0.025


# --- a world without bounds ------------------------------------------------------------------------------------------


@given(data=st.data(), seed=seeds, turn=turns, cell_px=cells, x=origins, z=origins)
def test_tile_alone_equals_tile_in_big_request(
    data: st.DataObject, seed: int, turn: tuple[int, int], cell_px: float, x: int, z: int
) -> None:
    whole = Area(x, z, 150, 110)
    where, part = rectangle_inside(data, whole)
    lattice = Lattice(HashedGradients(seed), cell_px, 99999, -12345, turn)
    np.testing.assert_array_equal(noise_on_grid(lattice, part), noise_on_grid(lattice, whole)[where])


@given(data=st.data(), seed=seeds, turn=turns, cell_px=cells, x=origins, z=origins)
def test_displaced_tile_alone_equals_tile_in_big_request(
    data: st.DataObject, seed: int, turn: tuple[int, int], cell_px: float, x: int, z: int
) -> None:
    whole = Area(x, z, 150, 110)
    where, part = rectangle_inside(data, whole)
    lattice = Lattice(HashedGradients(seed), cell_px, 99999, -12345, turn)
    big = noise_at_shifted(lattice, whole, *shifts(whole, 150.0, seed))
    np.testing.assert_array_equal(noise_at_shifted(lattice, part, *shifts(part, 150.0, seed)), big[where])


def test_far_away_is_as_exact_as_the_origin() -> None:
    # A pattern that repeats every 3 cells is the same, bit for bit, any multiple of its period away.
    lattice = Lattice(permuted(3, 3), 8.0, 4321, 1234)
    period = 24 * (FAR // 24)
    np.testing.assert_array_equal(
        noise_on_grid(lattice, Area(5, 7, 64, 64)), noise_on_grid(lattice, Area(5 + period, 7 - period, 64, 64))
    )


# --- the hash --------------------------------------------------------------------------------------------------------


def test_mix64_gives_the_published_sequence_of_splitmix64() -> None:
    # The first outputs of SplitMix64 from state 1234567, as Vigna's splitmix64.c gives them.
    golden = 0x9E3779B97F4A7C15
    expected = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
    ]
    assert [mix64(1234567 + (k + 1) * golden) for k in range(4)] == expected


@pytest.mark.parametrize("distance", [256, 1 << 16, 1 << 31, 1 << 32, 1 << 48])
def test_hashed_gradients_have_no_period(distance: int) -> None:
    hashed, here = HashedGradients(4), np.arange(40)
    x, z = hashed(here, here)
    for columns, rows in ((here + distance, here), (here, here + distance), (here + distance, here + distance)):
        other_x, other_z = hashed(columns, rows)
        assert abs(float((x * other_x + z * other_z).mean())) < 0.1


def test_hashed_gradients_are_unit_vectors_in_all_directions() -> None:
    x, z = HashedGradients(4)(np.arange(-200, 200), np.arange(-100, 100))
    np.testing.assert_allclose(np.hypot(x, z), 1.0, atol=1e-6)
    counts = np.histogram(np.arctan2(z, x), bins=32, range=(-math.pi, math.pi))[0]
    assert np.abs(counts / counts.mean() - 1.0).max() < 0.1


def test_hashed_gradients_of_neighbours_are_unrelated() -> None:
    x, z = HashedGradients(4)(np.arange(300), np.arange(300))
    for one, other in (
        ((slice(1, None), slice(None)), (slice(None, -1), slice(None))),
        ((slice(None), slice(1, None)), (slice(None), slice(None, -1))),
        ((slice(1, None), slice(1, None)), (slice(None, -1), slice(None, -1))),
        ((slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None))),
    ):
        assert abs(float((x[one] * x[other] + z[one] * z[other]).mean())) < 0.015
    assert abs(float((x * x.T + z * z.T)[np.triu_indices(300, 1)].mean())) < 0.015


@pytest.mark.parametrize("bit", [0, 1, 31, 32, 63])
def test_one_bit_of_the_seed_changes_all(bit: int) -> None:
    here = np.arange(100)
    one, other = HashedGradients(7)(here, here), HashedGradients(7 ^ (1 << bit))(here, here)
    assert abs(float((one[0] * other[0] + one[1] * other[1]).mean())) < 0.05


# --- octaves ---------------------------------------------------------------------------------------------------------


def test_octave_wavelengths_halve() -> None:
    assert [lattice.cell_px for lattice in octave_lattices(1, 256.0, 4)] == [256.0, 128.0, 64.0, 32.0]


@pytest.mark.parametrize("turned", [False, True])
def test_octaves_do_not_meet_at_lattice_points(turned: bool) -> None:
    lattices = octave_lattices(12, 256.0, 8, turned=turned)
    area = Area(0, 0, 600, 600)
    for number, coarse in enumerate(lattices[:-1]):
        others = np.sum([np.abs(noise_on_grid(lattice, area)) for lattice in lattices[number + 1 :]], axis=0)
        near = np.abs(noise_on_grid(coarse, area)) < 0.002
        assert near.sum() > 500
        assert others[near].mean() == pytest.approx(others.mean(), rel=0.1)


def test_turned_octaves_have_no_preferred_direction() -> None:
    # Energy of slopes along the axes against that along the diagonals; upright lattices differ by a fifth.
    def ratio(turned: bool) -> float:
        axes, diagonals = 0.0, 0.0
        for seed in range(4):
            total = np.zeros((256, 256), np.float64)
            for octave, lattice in enumerate(octave_lattices(seed, 32.0, 4, turned=turned)):
                total += 0.5**octave * noise_on_grid(lattice, Area(0, 0, 256, 256))
            window = np.outer(np.hanning(256), np.hanning(256))
            power = np.abs(np.fft.fft2(total * window)) ** 2
            frequency = np.fft.fftfreq(256)
            kz, kx = np.meshgrid(frequency, frequency, indexing="ij")
            slope = power * (kx**2 + kz**2)
            turn = np.cos(4.0 * np.arctan2(kz, kx))
            axes += float(slope[turn > 0.7].sum())
            diagonals += float(slope[turn < -0.7].sum())
        return axes / diagonals

    assert ratio(False) > 1.12
    assert ratio(True) == pytest.approx(1.0, abs=0.06)


# --- blocks and threads ----------------------------------------------------------------------------------------------


@given(width=st.integers(1, 700), depth=st.integers(1, 700))
def test_blocks_cover_each_pixel_once(width: int, depth: int) -> None:
    covered = np.zeros((depth, width), int)
    for where, piece in blocks(Area(-3, 9, width, depth)):
        covered[where] += 1
        assert covered[where].shape == piece.shape
        assert (piece.origin_x_px + 3, piece.origin_z_px - 9) == (where[1].start, where[0].start)
    assert (covered == 1).all()


def fill_turned(area: Area, out: FloatArray, workspace: Workspace) -> None:
    noise_on_grid(Lattice(HashedGradients(6), 10.0, turn=(5, 2)), area, out=out, workspace=workspace)


@pytest.mark.parametrize("threads", [1, 2, 3, 16])
def test_threads_and_blocks_do_not_change_the_result(threads: int) -> None:
    area = Area(-500, 123456, 2 * BLOCK_PX + 40, 2 * BLOCK_PX + 1)
    whole = noise_on_grid(Lattice(HashedGradients(6), 10.0, turn=(5, 2)), area)
    np.testing.assert_array_equal(evaluate_in_blocks(fill_turned, area, threads=threads), whole)


@pytest.mark.parametrize("threads", [1, 3])
def test_checkpoint_hears_the_share_done_in_the_callers_thread(threads: int) -> None:
    calls: list[tuple[float, int]] = []
    area = Area(0, 0, 2 * BLOCK_PX, 3 * BLOCK_PX)
    evaluate_in_blocks(
        fill_turned, area, threads=threads, checkpoint=lambda share: calls.append((share, threading.get_ident()))
    )
    assert [share for share, _ in calls] == pytest.approx([k / 6 for k in range(7)])
    assert {thread for _, thread in calls} == {threading.get_ident()}


@pytest.mark.parametrize("threads", [1, 2])
def test_raising_checkpoint_stops_the_work(threads: int) -> None:
    begun = []

    def fill(area: Area, out: FloatArray, workspace: Workspace) -> None:
        begun.append(area)
        time.sleep(0.05)
        out.fill(0.0)

    def stop_after_one(share: float) -> None:
        if share > 0.0:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        evaluate_in_blocks(fill, Area(0, 0, 2048, 2048), threads=threads, checkpoint=stop_after_one)
    stopped_at = len(begun)
    assert stopped_at < 48  # of 64
    time.sleep(0.1)
    assert len(begun) == stopped_at


@pytest.mark.parametrize("threads", [1, 2])
def test_error_in_a_block_is_passed_on(threads: int) -> None:
    def fill(area: Area, out: FloatArray, workspace: Workspace) -> None:
        raise ArithmeticError(str(area.origin_x_px))

    with pytest.raises(ArithmeticError):
        evaluate_in_blocks(fill, Area(0, 0, 1024, 1024), threads=threads)


# --- bad arguments ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [(0, 0, 0, 1), (0, 0, 1, -1), (MAX_POSITION_PX, 0, 1, 1), (0, -MAX_POSITION_PX - 1, 1, 1)],
)
def test_impossible_area_is_refused(arguments: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError):
        Area(*arguments)


@pytest.mark.parametrize(
    ("cell_px", "turn"), [(0.5, (1, 0)), (MAX_CELL_PX + 1.0, (1, 0)), (math.nan, (1, 0)), (9.0, (0, 0)), (9.0, (8, 1))]
)
def test_impossible_lattice_is_refused(cell_px: float, turn: tuple[int, int]) -> None:
    with pytest.raises(ValueError):
        Lattice(HashedGradients(0), cell_px, turn=turn)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, MAX_SHIFT_PX * 1.01, -MAX_SHIFT_PX * 1.01])
@pytest.mark.parametrize("axis", [0, 1])
def test_impossible_displacement_is_refused(bad: float, axis: int) -> None:
    area = Area(0, 0, 8, 8)
    shift = np.zeros((2, 8, 8), np.float32)
    shift[axis, 3, 4] = bad
    with pytest.raises(ValueError, match="displacements"):
        noise_at_shifted(Lattice(HashedGradients(0), 9.0), area, shift[0], shift[1])


def test_displacement_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        noise_at_shifted(
            Lattice(HashedGradients(0), 9.0),
            Area(0, 0, 8, 8),
            np.zeros((8, 7), np.float32),
            np.zeros((8, 8), np.float32),
        )


@pytest.mark.parametrize("turn", [(1, 0), (7, -7)])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_largest_numbers_together_do_not_overflow(turn: tuple[int, int], sign: float) -> None:
    area = Area(MAX_POSITION_PX - MAX_AREA_PX, -MAX_POSITION_PX, MAX_AREA_PX, 2)
    lattice = Lattice(HashedGradients(3), float(MAX_CELL_PX), -1, 12345, turn)
    shift = np.full(area.shape, sign * MAX_SHIFT_PX, np.float32)
    values = noise_at_shifted(lattice, area, shift, -shift)
    moved = int(sign) * MAX_SHIFT_PX
    for column in (0, MAX_AREA_PX - 1):
        x, z = (area.origin_x_px + column + moved) * SUBPIXELS, (area.origin_z_px - moved) * SUBPIXELS
        assert values[0, column] == pytest.approx(direct_noise(lattice, x, z), abs=1e-6)


def test_area_too_large_to_work_on_at_once_is_refused() -> None:
    with pytest.raises(ValueError, match="at once"):
        noise_on_grid(Lattice(HashedGradients(0), 9.0), Area(0, 0, MAX_AREA_PX + 1, 1))


def test_no_threads_are_refused() -> None:
    with pytest.raises(ValueError, match="thread"):
        evaluate_in_blocks(fill_turned, Area(0, 0, 8, 8), threads=0)
