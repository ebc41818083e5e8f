"""Skins are closed, hang on their bones, and become coarser level by level."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest

from procgen.creature.anatomy.flesh import Limb, skin_over
from procgen.creature.anatomy.mesh import Surface
from procgen.creature.species import SPECIES
from tests.creature.animals import animal


def _edges(surface: Surface) -> Counter[tuple[int, int]]:
    pairs = np.concatenate([surface.triangles[:, [0, 1]], surface.triangles[:, [1, 2]], surface.triangles[:, [2, 0]]])
    return Counter(map(tuple, pairs.tolist()))


@pytest.mark.parametrize("species", sorted(SPECIES))
def test_the_coat_is_closed_and_hangs_on_bones(species: str) -> None:
    creature = animal(species)
    coat = creature.levels[3][0]
    edges = _edges(coat)
    assert all(edges[end, begin] == count for (begin, end), count in edges.items())
    assert np.allclose(coat.weights.sum(axis=1), 1.0, atol=1e-5)
    assert coat.joints.max() < len(creature.frame.joints)
    assert coat.vertices[:, 1].min() == 0.0
    across = coat.vertices[:, 0]
    assert across.min() == pytest.approx(-across.max(), abs=0.12 * creature.frame.unit_m)


def test_levels_have_fewer_triangles_and_the_same_size() -> None:
    creature = animal("deer", levels=(0, 1, 2, 3))
    counts = [len(creature.levels[level][0].triangles) for level in range(4)]
    assert all(coarse < 0.5 * fine for fine, coarse in itertools.pairwise(counts))
    tall = [np.ptp(creature.levels[level][0].vertices, axis=0) for level in range(4)]
    assert np.allclose(tall, tall[0], atol=0.12 * creature.frame.unit_m)


def test_a_ball_is_round_and_looks_outwards() -> None:
    ball = Limb((0.0, 1.0, 0.0), (0.0, 1.0, 1e-4), (0.5, 0.5), (0.5, 0.5), "bone", "body", 0.01)
    skin = skin_over([ball], 0.06, 1)
    out = skin.vertices - np.array([0, 1, 0], np.float32)
    assert np.allclose(np.linalg.norm(out, axis=1), 0.5, atol=0.012)
    assert (np.einsum("va,va->v", out, skin.normals) > 0.48).all()
    corner = skin.vertices[skin.triangles]
    flat = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    assert (np.einsum("va,va->v", flat, corner.mean(axis=1) - np.array([0, 1, 0])) > 0).all()
