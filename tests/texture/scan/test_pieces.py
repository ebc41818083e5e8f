"""Where pieces of a scan go: on the torus, by the seed alone, and never the scan laid out again."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.texture.scan.appearance import FINE, SEARCH_PX, Appearance
from procgen.texture.scan.pieces import COARSE, Composition, PieceParameters, compose
from procgen.texture.scan.synthesis import SynthesisParameters
from tests.texture.scan.scans import scan

SCAN = scan()


def composed(rows: int = 256, columns: int = 256, seed: int = 1) -> Composition:
    return compose(SCAN.appearance, rows, columns, seed)


def test_every_pixel_belongs_to_a_piece_that_reaches_it() -> None:
    found = composed()
    rows, columns = found.owner.shape
    for number, (top, left, height, width) in enumerate(found.squares):
        down, across = np.nonzero(found.owner == number)
        assert (((down - top) % rows) < height).all()
        assert (((across - left) % columns) < width).all()
    assert len(np.unique(found.owner)) == len(found.offsets), "a piece is nowhere"


def test_the_seed_alone_decides() -> None:
    one, again, other = composed(seed=5), composed(seed=5), composed(seed=6)
    assert np.array_equal(one.owner, again.owner)
    assert np.array_equal(one.offsets, again.offsets)
    assert not np.array_equal(one.offsets, other.offsets)


@pytest.mark.parametrize("seed", range(4))
def test_no_large_part_of_the_scan_is_laid_out_again(seed: int) -> None:
    assert composed(seed=seed).largest_share <= 0.12


@pytest.mark.parametrize(("rows", "columns"), [(16, 16), (16, 512), (64, 96), (144, 80)])
def test_any_size(rows: int, columns: int) -> None:
    found = composed(rows, columns)
    assert found.owner.shape == (rows, columns)
    assert found.owner.min() >= 0


def mismatch(found: Composition) -> float:
    """Mean squared difference, along all cuts, of what a pixel shows and what the piece beside would show there."""
    fine = SCAN.appearance.fine
    n = len(fine)
    rows, columns = found.owner.shape
    y, x = np.mgrid[:rows, :columns]

    def shown(owner: np.ndarray) -> np.ndarray:
        top, left = found.squares[owner, 0], found.squares[owner, 1]
        down, across = (y - top) % rows + top, (x - left) % columns + left
        at = found.offsets[owner]
        return fine[(down * FINE + at[..., 0]) % n, (across * FINE + at[..., 1]) % n]

    gaps = []
    for axis in (0, 1):
        beside = np.roll(found.owner, -1, axis)
        cut = beside != found.owner
        gaps.append(np.square(shown(found.owner) - shown(beside)).sum(axis=-1)[cut])
    return float(np.concatenate(gaps).mean())


def test_pieces_join_around_the_torus_too() -> None:
    found = composed()
    random = Composition(found.owner, np.random.default_rng(0).permutation(found.offsets), found.squares)
    assert mismatch(found) < 0.6 * mismatch(random)
    rolled = Composition(
        np.roll(found.owner, (7, 11), (0, 1)),
        found.offsets - FINE * np.array([7, 11]),
        found.squares + np.array([7, 11, 0, 0]),
    )
    assert mismatch(rolled) == pytest.approx(mismatch(found), rel=1e-5), "the tile's edge is a place like others"


def test_pieces_stay_within_a_scan_that_does_not_go_on_at_its_edges() -> None:
    found = compose(scan(tiles=(False, False)).appearance, 192, 192, 3)
    begin = found.squares[:, :2] + found.offsets / FINE
    slack = 2 * COARSE
    assert (begin >= -slack).all()
    assert (begin + found.squares[:, 2:] <= SEARCH_PX + slack).all()


@pytest.mark.parametrize(("anisotropy", "coherence"), [(1.0, 0.5), (-1.0, 0.5), (1.0, 1.0), (0.0, 0.0)])
def test_pieces_are_long_which_way_one_says_and_never_all_of_the_scan(anisotropy: float, coherence: float) -> None:
    asked = SynthesisParameters(anisotropy=anisotropy, coherence=coherence)
    found = compose(SCAN.appearance, 512, 512, 1, asked.pieces)
    height, width = found.squares[:, 2:].mean(axis=0)
    assert (width > height) == (anisotropy > 0.0)
    assert found.squares[:, 2:].max() < SEARCH_PX
    assert len(np.unique(found.owner)) == len(found.offsets), "a piece is nowhere"


def test_a_guide_is_followed() -> None:
    appearance = SCAN.appearance
    assert appearance.guide is not None
    half = np.where(np.arange(128)[:, None] < 64, 1.5, -1.5) * np.ones((128, 128))
    guide = np.stack([half, half], axis=-1).astype(np.float32)

    def brightness(guidance: float) -> float:
        found = compose(appearance, 256, 256, 2, PieceParameters(guidance=guidance), guide)
        shown = []
        for number, (top, left, height, width) in enumerate(found.squares):
            at = (np.array([top, left]) + found.offsets[number] // FINE) % SEARCH_PX
            rows, columns = (np.arange(at[0], at[0] + height) % 256)[:, None], np.arange(at[1], at[1] + width) % 256
            shown.append((float(appearance.guide[rows, columns, 0].mean()), top + height / 2 < 128))
        return float(np.mean([value for value, above in shown if above]) - np.mean([v for v, a in shown if not a]))

    assert brightness(2.0) > brightness(0.0) + 0.3


def test_courses_are_kept_where_stains_hide_them() -> None:
    n, course = SEARCH_PX * FINE, 64
    rng = np.random.default_rng(3)
    waves = np.fft.rfft2(rng.standard_normal((n, n)))
    waves[np.hypot(np.fft.fftfreq(n)[:, None] * n, np.fft.rfftfreq(n) * n) > 4.0] = 0.0
    stains = np.fft.irfft2(waves, s=(n, n))
    edges = np.cos(2.0 * np.pi * np.arange(n) / course)[:, None] * np.ones(n)
    fine = np.stack([stains / stains.std() + 0.3 * edges], axis=-1).astype(np.float32)
    appearance = Appearance(fine / fine.std(), (True, True))

    def in_step(courses: float) -> float:
        """How far all pieces agree on where a course begins: 1 is all the way."""
        found = compose(appearance, 256, 256, 2, PieceParameters(courses=courses))
        return float(np.abs(np.exp(2j * np.pi * found.offsets[:, 0] / course).mean()))

    assert in_step(3.0) > 0.9
    assert in_step(0.0) < 0.6
