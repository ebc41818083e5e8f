"""The low-poly look: few triangles, each flat and in a plain colour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from procgen.character.mesh.model import Character, Material, Morphs, Part, Surface, Topology

LEVELS = {"skin": 3}
LEVEL = 2
"""Level of detail whose triangles are shown by slot and otherwise, or the coarsest that a surface has."""
DRAWN = ("eye", "mouth", "brow", "lash")
"""Kinds of slots that keep their textures: a face without them is dead."""


def faceted(character: Character) -> Character:
    """Give every triangle corners of its own and its own normal, and take textures away from all but the face."""
    parts = tuple(
        Part(part.name, tuple(_surface(surface) for surface in part.surfaces), part.targets) for part in character.parts
    )
    materials = {
        name: replace(material, normal=None) if material.slot.kind in DRAWN else Material(material.slot)
        for name, material in character.materials.items()
    }
    return replace(character, parts=parts, materials=materials)


def _surface(surface: Surface) -> Surface:
    level = LEVELS.get(surface.slot, LEVEL)
    topology = faceted_topology(surface.topology, level)
    corners = surface.vertices[_corners(surface.topology, level)]  # (T, 3, 3)
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    normals = np.where(length > 1e-12, normals / np.maximum(length, 1e-12), np.array([[0, 1, 0]]))
    return Surface(topology, surface.slot, corners.reshape(-1, 3), np.repeat(normals, 3, axis=0).astype(np.float32))


def _corners(topology: Topology, level: int) -> np.ndarray:
    """(T, 3) the vertices of the triangles that are shown."""
    return topology.triangles[min(level, len(topology.triangles) - 1)].astype(np.int64)


def faceted_topology(topology: Topology, level: int) -> Topology:
    """The topology with no vertex shared; made once and kept with the smooth one. It has one level."""
    found = topology.prepared.get("faceted")
    if not isinstance(found, Topology):
        corner = _corners(topology, level).ravel()
        count = len(corner)
        found = Topology(
            source=topology.source[corner],
            uv=topology.uv[corner],
            joints=topology.joints[corner],
            weights=topology.weights[corner],
            triangles=(np.arange(count, dtype=np.uint16).reshape(-1, 3),),
            counts=(count,),
            morphs=_morphs(topology.morphs, corner),
        )
        topology.prepared["faceted"] = found
    return found


def _morphs(morphs: Morphs | None, corner: np.ndarray) -> Morphs | None:
    if morphs is None:
        return None
    names, vertices, shifts = [], [], []
    for number, name in enumerate(morphs.names):
        part = slice(int(morphs.start[number]), int(morphs.start[number + 1]))
        at = np.full(int(corner.max(initial=0)) + 1, -1)
        inside = morphs.vertex[part] < len(at)
        at[morphs.vertex[part][inside]] = np.flatnonzero(inside)
        moved = np.flatnonzero(at[corner] >= 0)
        if len(moved):
            names.append(name)
            vertices.append(moved)
            shifts.append(morphs.shift[part][at[corner[moved]]])
    if not names:
        return None
    start = np.concatenate([[0], np.cumsum([len(part) for part in vertices])])
    return Morphs(tuple(names), start, np.concatenate(vertices).astype(np.uint16), np.concatenate(shifts))
