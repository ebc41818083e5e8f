"""Cutting, thickening and unfolding of cloth, on sheets whose answers are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.mesh.cut import Piece, clip, rim_edges
from procgen.character.mesh.refine import edges_of, refine_chords
from procgen.character.mesh.shell import thicken
from procgen.character.mesh.unfold import stretch, unfold


def sheet(rows=8, columns=10, step=0.1):
    """A flat sheet of triangles, with its places (V, 3) and quads (F, 4)."""
    y, x = np.meshgrid(np.arange(rows) * step, np.arange(columns) * step, indexing="ij")
    places = np.stack([x.ravel(), y.ravel(), np.zeros(x.size)], axis=1).astype(np.float32)
    number = np.arange(x.size).reshape(x.shape)
    quads = np.stack([number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]], axis=-1).reshape(-1, 4)
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    source = np.repeat(np.arange(len(places))[:, None], 4, axis=1)
    share = np.zeros(source.shape, np.float32)
    share[:, 0] = 1
    return Piece(source, share, np.arange(len(places)), places[:, :2].copy(), triangles), places, quads


def area(piece, places):
    corners = piece.carry(places)[piece.triangles]
    return np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2


@given(
    st.floats(0.0, 2 * np.pi),
    st.floats(-0.3, 0.3),
)
@settings(max_examples=60, deadline=None)
def test_a_straight_cut_is_exact(angle, offset):
    piece, places, _ = sheet()
    normal = np.array([np.cos(angle), np.sin(angle)])
    field = ((places[:, :2] - (0.45, 0.35)) @ normal - offset).astype(np.float32)
    kept = clip(piece, field)
    if not len(kept.triangles):
        assert (field > -0.03).all()
        return
    left = kept.carry(field)
    assert left.max() <= 1e-5
    whole = clip(piece, field, keep_outside=True)
    assert area(whole, places).sum() == pytest.approx(area(piece, places).sum(), rel=1e-5)
    # Where the cut crosses the sheet, its edge is straight: every new open edge that is no old one lies on the line.
    inner = rim_edges(kept)
    middle = kept.carry(places)[inner].mean(axis=1)
    border = (np.abs(middle[:, 0] - 0.0) < 1e-5) | (np.abs(middle[:, 0] - 0.9) < 1e-5)
    border |= (np.abs(middle[:, 1]) < 1e-5) | (np.abs(middle[:, 1] - 0.7) < 1e-5)
    assert np.abs(left[inner[~border]]).max(initial=0) < 1e-5


def test_a_cut_leaves_no_slivers_and_keeps_shares():
    piece, places, _ = sheet()
    kept = clip(piece, (places[:, 0] - 0.4001).astype(np.float32))
    inner = (kept.uv[kept.triangles][:, :, 1] > 0.01) & (kept.uv[kept.triangles][:, :, 1] < 0.69)
    assert area(kept, places)[inner.all(axis=1)].min() > 5e-4
    np.testing.assert_allclose(kept.share.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(kept.uv, kept.carry(places)[:, :2], atol=1e-6)


def test_a_seam_stays_closed():
    piece, places, _ = sheet()
    # The same sheet in two halves that are welded at x = 0.5.
    right = places[piece.triangles].mean(axis=1)[:, 0] > 0.5
    double = np.flatnonzero(np.isclose(places[:, 0], 0.5))
    renamed = np.arange(len(places))
    renamed[double] = len(places) + np.arange(len(double))
    triangles = piece.triangles.copy()
    triangles[right] = renamed[triangles[right]]
    extra = np.concatenate([np.arange(len(places)), double])
    seamed = Piece(piece.source[extra], piece.share[extra], piece.weld[extra], piece.uv[extra], triangles)
    field = (places[:, 1] - 0.33 + 0.1 * places[:, 0]).astype(np.float32)
    kept = clip(seamed, field[extra])
    middle = kept.carry(places)[rim_edges(kept)].mean(axis=1)
    assert not np.any(np.isclose(middle[:, 0], 0.5) & (middle[:, 1] > 0.01) & (middle[:, 1] < 0.25))


def test_thick_cloth_is_closed_at_its_edges():
    piece, places, _ = sheet()
    lift = np.full(len(places), 0.01, np.float32)
    shell = thicken(piece, lift, 0.004, np.full(len(places), -1.0, np.float32))
    heights = shell.lift
    assert heights.min() == pytest.approx(0.006, abs=1e-6)
    assert heights.max() == pytest.approx(0.01, abs=1e-6)
    # By place, every edge of the closed body has two sides.
    place = np.round(np.concatenate([shell.piece.carry(places), heights[:, None]], axis=1) * 1e5).astype(int)
    _, number = np.unique(place, axis=0, return_inverse=True)
    corners = number.ravel()[shell.piece.triangles]
    edges = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]), axis=1)
    _, count = np.unique(edges, axis=0, return_counts=True)
    assert (count == 2).all()


def test_refining_keeps_quads_without_gaps():
    _, places, quads = sheet()
    stretched = places * np.array([1, 3, 1], np.float32)
    refined = refine_chords(stretched, quads, 0.2)
    assert len(refined.faces) == 2 * len(quads)
    new = refined.apply(stretched)
    corners = new[refined.faces]
    sizes = np.abs(np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])[:, 2]) / 2
    assert sizes.sum() == pytest.approx(0.9 * 0.7 * 3, rel=1e-5)
    _, sides = edges_of(refined.faces)
    assert np.bincount(sides.ravel()).max() == 2


def test_unfolding_a_bent_sheet_keeps_its_lengths():
    piece, places, _ = sheet()
    angle = places[:, 0] / 0.3
    bent = np.stack([0.3 * np.sin(angle), places[:, 1], 0.3 * np.cos(angle)], axis=1).astype(np.float64)
    shadow = bent[:, :2] * (0.6, 1.0) + np.stack([0.2 * places[:, 0], np.zeros(len(places))], axis=1)
    flat = unfold(bent, piece.triangles, shadow, rounds=60, solver_steps=60)
    sizes = stretch(bent, piece.triangles, flat)
    assert sizes.max() < 1.02
    assert sizes.min() > 0.98
