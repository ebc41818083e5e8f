"""What a moved slider changes: vertices of the body's surfaces and joints, instead of a whole file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.body.body import Body
from procgen.character.mesh.build import Stance, on_floor, stand, styled
from procgen.character.mesh.topology import SURFACES, body_topology
from procgen.character.style.proportions import STYLES, Style

Floats = npt.NDArray[np.float32]

LEAST_M = 1e-6
"""Vertices and joints that move less are left out, as are normals that turn by less than ``LEAST_TURN``."""
LEAST_TURN = 1e-4


@dataclass(frozen=True, eq=False)
class Change:
    """New places of some vertices of a surface, in T-pose.

    Attributes:
        vertices: (N,) uint16 numbers in the surface, as its primitive in the file has them.
        positions, normals: (N, 3) float32.
    """

    vertices: npt.NDArray[np.uint16]
    positions: Floats
    normals: Floats


@dataclass(frozen=True, eq=False)
class Update:
    """From one body to another.

    Attributes:
        surfaces: by name ("skin", "eyes", …), those where anything changed.
        joints: (M,) numbers of joints that moved; ``places`` (M, 3) where they are now, in T-pose.
    """

    surfaces: Mapping[str, Change]
    joints: npt.NDArray[np.int64]
    places: Floats


def posed(body: Body, style: Style = STYLES["realistic"]) -> Stance:
    """A body in T-pose on the floor: what updates are made between. Keep it as long as its sliders are being moved."""
    return on_floor(stand(styled(body, style), style))


def update(old: Stance, new: Stance, basis: Basis, hidden: bytes = b"") -> Update:
    """What changed from one body to another.

    Args:
        old, new: from :func:`posed`.
        basis: of both.
        hidden: int32 vertices of the basis that clothes hide, as the file was built with.
    """
    moved = _differ(new.vertices, old.vertices, LEAST_M) | _differ(new.normals, old.normals, LEAST_TURN)
    surfaces = {}
    if moved.any():
        for name in SURFACES:
            topology = body_topology(basis, name, hidden)
            if topology is None:
                continue
            changed = np.flatnonzero(moved.take(topology.source))
            if len(changed):
                source = topology.source[changed]
                surfaces[name] = Change(
                    changed.astype(np.uint16), new.vertices.take(source, axis=0), new.normals.take(source, axis=0)
                )
    joints = np.flatnonzero(_differ(new.pose.places, old.pose.places, LEAST_M))
    return Update(surfaces, joints, new.pose.places[joints])


def _differ(one: Floats, other: Floats, least: float) -> npt.NDArray[np.bool_]:
    """Which rows (N, 3) are further apart than ``least`` along any axis."""
    apart = np.abs(one - other) > least
    return np.asarray(apart[:, 0] | apart[:, 1] | apart[:, 2])
