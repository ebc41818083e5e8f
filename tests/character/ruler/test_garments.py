"""Garments of a pack are laid on the neutral body as the pack says, and what crosses is counted."""

from __future__ import annotations

import io
import lzma
from pathlib import Path

import numpy as np
import pytest

from procgen.character.body.basis import packaged_basis
from procgen.character.ruler.evaluate import PARTS, Options, character_bars, evaluate_character
from procgen.character.ruler.garments import PIECES, garment_figures, pieces
from procgen.character.wardrobe.own.binding import neutral
from procgen.character.wardrobe.own.skin import skin_triangles

BASIS = packaged_basis()


def _pack(folder: Path, offset_m: float) -> Path:
    """A pack of one piece twice, and of hair: a band round the trunk, so far in front of the skin's own vertices."""
    vertices = neutral(BASIS).lowered.body.vertices
    triangles = skin_triangles(BASIS)
    triangles = triangles[(np.abs(vertices[triangles, 1] - 1.1) < 0.08).all(axis=1)]
    triangles = triangles[(np.abs(vertices[triangles, 0]) < 0.16).all(axis=1)]
    used, corners = np.unique(triangles, return_inverse=True)
    count, faces = len(used), corners.reshape(-1, 3)
    offset = (vertices[used] - vertices[used].mean(axis=0)) * [1, 0, 1]
    offset *= offset_m / np.linalg.norm(offset, axis=1, keepdims=True)
    names = np.array(["band", "again", "wig"])
    buffer = io.BytesIO()
    np.savez(
        buffer,
        names=names,
        category=np.array(["clothes", "clothes", "hair"]),
        v_ptr=np.arange(4) * count,
        f_ptr=np.arange(4) * len(faces),
        fit_idx=np.tile(np.stack([used] * 3, axis=1), (3, 1)).astype(np.uint16),
        fit_w=np.tile([100_000, 0, 0], (3 * count, 1)).astype(np.int32),
        fit_off=np.tile(np.round(offset * 1e6), (3, 1)).astype(np.int32),
        scale_verts=np.tile([[0, 1]] * 3, (3, 1, 1)).astype(np.uint16),
        scale_den=np.tile(np.maximum(np.abs(vertices[0] - vertices[1]), 1e-6), (3, 1)).astype(np.float32),
        faces=np.tile(np.concatenate([faces, faces[:, 2:]], axis=1), (3, 1)).astype(np.uint16),
    )
    (folder / PIECES).write_bytes(lzma.compress(buffer.getvalue(), preset=0))
    return folder


def test_pieces_lie_as_the_pack_says(tmp_path: Path) -> None:
    ((name, mesh),) = pieces(_pack(tmp_path, 0.01) / PIECES, BASIS)
    assert name == "band"
    upright = neutral(BASIS).upright
    height = upright.heights(mesh.vertices)[0]
    assert 0.002 < np.median(height) < 0.011
    assert (mesh.triangles >= 0).all()


def test_a_band_fits_without_crossing(tmp_path: Path) -> None:
    for offset_m in (0.01, -0.01):
        found = garment_figures(_pack(tmp_path, offset_m), 2, 3)
        assert found == {"garments": 1.0, "garments_crossing": 0.0, "garment_band": 0.0}
        assert character_bars({"garments_crossing": {"ours": found["garments_crossing"]}})[0].met


def test_what_is_no_pack_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        garment_figures(tmp_path, 1, 0)
    (tmp_path / PIECES).write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match="holds no garments"):
        garment_figures(tmp_path, 1, 0)


def test_only_garments_may_be_missing_where_all_is_measured(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        evaluate_character(tmp_path, Options(parts=("garments",), people=10), lambda *_: None)
    assert "garments" in PARTS
    assert "crossing" in PARTS


def test_few_pairs_are_held_to_no_bar() -> None:
    area = {"measures_area": {"ours": 0.6}}
    assert character_bars(area | {"measures_pairs": {"ours": 149.0}}) == []
    (bar,) = character_bars(area | {"measures_pairs": {"ours": 150.0}})
    assert bar.metric == "measures_area"
    assert bar.met
