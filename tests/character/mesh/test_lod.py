from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest

from procgen.character.mesh.lod import levels, simplified
from procgen.character.mesh.topology import (
    SURFACES,
    body_levels,
    body_topology,
    exported_vertices,
    sheets,
    template_topologies,
)
from procgen.character.ruler.lod import hausdorff_m, surface_distances_m
from tests.character.people_in_clothes import BASIS, HEAVY, body, random_shape, suit

BARS_M = (0.003, 0.008, 0.020)


def grid(side: int) -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[:side, :side]
    vertices = np.stack([x.ravel(), y.ravel(), np.zeros(side * side)], axis=1).astype(np.float32)
    corner = (np.arange(side - 1)[:, None] * side + np.arange(side - 1)).ravel()
    quads = np.stack([corner, corner + 1, corner + side + 1, corner + side], axis=1)
    return vertices, np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def test_a_flat_sheet_keeps_its_outline_and_its_area() -> None:
    vertices, triangles = grid(20)
    (level,) = levels(vertices[None], triangles, np.arange(len(vertices)), [0.01])
    corners = vertices[level.triangles]
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2]
    assert (area > 0).all()
    assert area.sum() / 2 == pytest.approx(19 * 19)
    assert len(level.triangles) < len(triangles) / 4
    assert {(0.0, 0.0), (0.0, 19.0), (19.0, 0.0), (19.0, 19.0)} <= {
        (x, y) for x, y, _ in vertices[level.triangles].reshape(-1, 3).tolist()
    }


def test_a_seam_stays_closed() -> None:
    # Two halves of a bent sheet that share places along x = 10, but no vertices.
    vertices, triangles = grid(21)
    vertices[:, 2] = np.abs(vertices[:, 0] - 10) * 0.5
    left = vertices[triangles].mean(axis=1)[:, 0] < 10
    corner = np.where(left[:, None], triangles, triangles + len(vertices))
    place = np.tile(np.arange(len(vertices)), 2)
    (level,) = levels(np.tile(vertices, (2, 1))[None], corner, place, [0.05])
    seam = [
        {int(place[v]) for v in np.unique(half) if vertices[place[v], 0] == 10}
        for half in (
            level.triangles[level.triangles[:, 0] < len(vertices)],
            level.triangles[level.triangles[:, 0] >= len(vertices)],
        )
    ]
    assert seam[0] == seam[1]
    assert len(seam[0]) >= 2
    halves = level.triangles // len(vertices)
    assert (halves == halves[:, :1]).all(), "no triangle reaches over the seam"


@pytest.mark.parametrize("surface", ["eyes", "mouth", "lashes"])
def test_the_asset_is_what_the_simplifier_makes(surface: str) -> None:
    for made, kept in zip(body_levels(BASIS, surface), sheets(BASIS)[surface].levels, strict=True):
        np.testing.assert_array_equal(made.triangles, kept.triangles)
        np.testing.assert_array_equal(made.stands_for, kept.stands_for)


def test_coarser_levels_use_the_first_vertices_of_the_finer_ones() -> None:
    for surface in SURFACES:
        topology = body_topology(BASIS, surface)
        assert topology is not None
        counts = topology.counts
        assert list(counts) == sorted(counts, reverse=True)
        for count, triangles in zip(counts, topology.triangles, strict=True):
            assert len(np.unique(triangles)) == count == triangles.max() + 1
        sizes = [len(triangles) for triangles in topology.triangles]
        assert all(coarse < 0.75 * fine or coarse < 500 for fine, coarse in itertools.pairwise(sizes))


def test_levels_have_no_torn_edges() -> None:
    topology = body_topology(BASIS, "skin")
    assert topology is not None
    vertex = exported_vertices(BASIS)[topology.source]
    borders = []
    for triangles in topology.triangles:
        corner = vertex[triangles]
        edges = Counter(
            tuple(sorted(pair))
            for start, end in ((0, 1), (1, 2), (2, 0))
            for pair in zip(corner[:, start].tolist(), corner[:, end].tolist(), strict=True)
        )
        assert max(edges.values()) == 2, "no edge with more than two triangles"
        borders.append(sum(count == 1 for count in edges.values()))
    assert all(coarse <= fine for fine, coarse in itertools.pairwise(borders)), "no new holes"


@pytest.mark.parametrize("seed", [11, 12])
def test_levels_stay_near_the_full_skin_of_any_body(seed: int) -> None:
    topology = body_topology(BASIS, "skin")
    assert topology is not None
    vertices = body(random_shape(seed)).vertices[exported_vertices(BASIS)[topology.source]]
    fine = topology.triangles[0].astype(np.int64)
    for level, bar in enumerate(BARS_M, 1):
        coarse = topology.triangles[level].astype(np.int64)
        assert hausdorff_m(vertices, fine, coarse, spacing_m=0.008) <= bar


def test_faces_below_clothes_go_and_no_hole_opens_at_any_level() -> None:
    template = suit()
    whole, cut = body_topology(BASIS, "skin"), body_topology(BASIS, "skin", template.hides.tobytes())
    assert whole is not None
    assert cut is not None
    hidden = np.zeros(len(BASIS.vertices), bool)
    hidden[template.hides] = True
    vertex = exported_vertices(BASIS)[cut.source]
    quads = BASIS.faces[BASIS.group_faces("body")]
    assert len(cut.triangles[0]) == 2 * int((~hidden[quads].all(axis=1)).sum())
    for level in range(4):
        assert len(cut.triangles[level]) < len(whole.triangles[level])
    # All that can be seen is still there: every seen vertex is near the coarsest cut level.
    places = body(HEAVY).vertices
    seen = np.setdiff1d(vertex, template.hides)
    seen_from = surface_distances_m(places[seen], places[vertex][cut.triangles[3]])
    assert seen_from.max() <= BARS_M[2]


def test_garments_have_levels_too() -> None:
    places = suit().fit(body(HEAVY))
    smooth = template_topologies(suit(), BASIS, lods=True)
    assert len(smooth) == len(suit().slots)
    for topology in smooth:
        sizes = [len(triangles) for triangles in topology.triangles]
        assert sizes == sorted(sizes, reverse=True)
        assert sizes[3] < sizes[0] / 3
    fine = np.concatenate([t.source[t.triangles[0]] for t in smooth])
    coarse = np.concatenate([t.source[t.triangles[1]] for t in smooth])
    assert hausdorff_m(places, fine, coarse, spacing_m=0.01) <= BARS_M[0]
    assert [len(t.triangles) for t in template_topologies(suit(), BASIS, lods=False)] == [1, 1]


def test_a_mesh_that_is_too_large_is_refused() -> None:
    count = 2_000_000
    triangles = np.arange(3 * 400_000, dtype=np.int32).reshape(-1, 3)
    with pytest.raises(ValueError, match="2000000 vertices and 400000 triangles"):
        simplified(np.zeros((count, 3), np.float32), triangles, np.arange(count), 100)
