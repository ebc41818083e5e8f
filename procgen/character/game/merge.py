"""A character of few draw calls: all surfaces in at most three, one atlas, four levels of detail by a budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy
from PIL import Image

from procgen.character.game.atlas import Atlas, Chart, blocks, chart_of, crossed, make_atlas
from procgen.character.game.budget import within
from procgen.character.materials import Pictures, texture_of
from procgen.character.mesh.lod import simplified
from procgen.character.mesh.model import LEVELS, Character, Material, Morphs, Part, Surface, Topology
from procgen.character.mesh.part import STRANDS, Slot
from procgen.character.mesh.rows import distinct
from procgen.character.mesh.tangents import TangentFrame
from procgen.runtime.checkpoint import Checkpoint, go_on

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

TRIANGLES: Final = (5_000, 80_000)
"""Budgets of the finest level that can be asked for."""
USUAL_TRIANGLES: Final = 24_000
SHARES: Final = (1.0, 0.45, 0.18, 0.06)
"""Of the budget, for each level."""
MESH: Final = "Person"
_GROUPS: Final[Mapping[str, str]] = {"opaque": "opaque", "mask": "cut", "blend": "glass"}
"""Materials of the merged mesh by how slots' alpha is meant."""
_WEIGHTS: Final[Mapping[str, float]] = {"skin": 2.5, "eye": 2.0, "mouth": 0.7, "lash": 0.5, "brow": 0.7}
"""What a triangle of a kind of slot is worth when a budget is kept; of any other 1."""
_FAR_WITHOUT: Final = ("mouth", "lash")
"""Kinds of slots that the two coarsest levels may lack."""
_CUT: Final = "cut"
_CUT_SHARE: Final = 0.3
"""Of a budget, what hair and the like may have at least."""
_SMALL_M2: Final = 0.004
"""Pieces of clothes that are smaller are left out of a level that would have too many triangles."""
_MOST_VERTICES: Final = 65_535
_PLACE_M: Final = 1e-5


@dataclass(frozen=True, eq=False)
class _Laid:
    """A surface with vertices for the atlas: (V,) which vertex each is, uv in the atlas, triangles by level."""

    surface: Surface
    vertex: Ints
    uv: Floats
    tangents: Floats
    by_level: tuple[Ints, ...]


def merge(
    character: Character,
    pictures: Mapping[str, Pictures],
    side_px: int,
    *,
    triangles: int = USUAL_TRIANGLES,
    texture_format: str = "png",
    levels: int = LEVELS,
    relief: bool = True,
    checkpoint: Checkpoint = go_on,
) -> Character:
    """Merge everything that somebody is and wears.

    Args:
        character: built with as many levels of detail; its materials are not looked at.
        pictures: of every slot.
        side_px: side of the atlas.
        triangles: most of the finest level, within ``TRIANGLES``; the others have ``SHARES`` of it, as far as forms can
            be simplified.
        texture_format: "png" or "webp".
        levels: how many there are; one is as fine as the character is, but for the budget.
        relief: whether there are normal maps; without, gloss and metal have half the pixels, too.
        checkpoint: called between the steps; raises to stop the work.

    Returns:
        The same character with one part, whose surfaces are "opaque", "cut" (by alpha) and "glass", as far as there
        are such.
    """
    surfaces = [surface for part in character.parts for surface in part.surfaces]
    kinds = {surface.slot: character.materials[surface.slot].slot for surface in surfaces}
    charts = {
        name: chart_of(name, [own for own in surfaces if own.slot == name], slot.alpha == "mask")
        for name, slot in kinds.items()
    }
    checkpoint()
    atlas = make_atlas(list(charts.values()), pictures, side_px)
    checkpoint()
    chosen = _chosen(surfaces, kinds, triangles, levels)
    laid: dict[str, list[_Laid]] = {}
    for surface, shown in zip(surfaces, chosen, strict=True):
        group = _GROUPS[kinds[surface.slot].alpha]
        laid.setdefault(group, []).append(_lay(surface, shown, charts[surface.slot], atlas))
    checkpoint()
    merged = {group: _joined(laid[group], group) for group in _GROUPS.values() if group in laid}
    budgets = _shares(merged, [round(triangles * share) for share in SHARES[:levels]])
    merged = {name: _simpler(own, budgets[name], checkpoint) for name, own in merged.items()}
    # Strands have normals of the head's shape, not of their own; one level has those that it was made with.
    merged = {name: own if name == _CUT or levels == 1 else _level_normals(own) for name, own in merged.items()}
    if not relief:
        merged = {name: replace(own, tangents=None) for name, own in merged.items()}
    materials = _materials(merged, tuple(kinds.values()), atlas, texture_format, relief=relief)
    part = Part(MESH, tuple(merged.values()), character.parts[0].targets)
    return replace(character, parts=(part,), materials=materials)


def _triangles(surface: Surface, level: int) -> int:
    return len(surface.topology.triangles[level])


def _chosen(surfaces: Sequence[Surface], kinds: Mapping[str, Slot], triangles: int, levels: int) -> list[list[int]]:
    """Of each surface, which of its own levels each level shows; -1 where it is gone."""
    counts, weights, last = [], [], []
    for surface in surfaces:
        kind = kinds[surface.slot].kind
        own = [len(level) for level in surface.topology.triangles]
        last.append(len(own))
        counts.append([*own, 0])
        weights.append(_WEIGHTS.get(kind, 1.0))
    rows: list[list[int]] = []
    for level, share in enumerate(SHARES[:levels]):
        far = level >= LEVELS // 2
        ends = [
            own if far and kinds[surface.slot].kind in _FAR_WITHOUT else own[:-1]
            for own, surface in zip(counts, surfaces, strict=True)
        ]
        least = rows[-1] if rows else [0] * len(surfaces)
        rows.append(within(ends, weights, round(triangles * share), least))
    return [[-1 if row[number] == last[number] else row[number] for row in rows] for number in range(len(surfaces))]


def _lay(surface: Surface, levels: Sequence[int], chart: Chart, atlas: Atlas) -> _Laid:
    """A surface for the atlas: vertices at the borders of blocks come more than once."""
    topology = surface.topology
    keys, shapes = [], []
    for level in levels:
        own = topology.triangles[level].astype(np.int64) if level >= 0 else np.zeros((0, 3), np.int64)
        moved = blocks(chart.block, topology.uv, own)
        corner = np.repeat(moved[:, None], 3, axis=1).reshape(-1, 2)
        keys.append(np.concatenate([own.reshape(-1, 1), corner], axis=1))
        shapes.append(len(own))
    distinct_keys, number = distinct(np.concatenate(keys))
    vertex = distinct_keys[:, 0]
    uv = atlas.uv(chart.slot, topology.uv[vertex] - distinct_keys[:, 1:].astype(np.float32))
    ends = np.cumsum([0, *(3 * count for count in shapes)])
    by_level = tuple(number[start:end].reshape(-1, 3) for start, end in pairwise(ends.tolist()))
    frame = TangentFrame.of(topology.triangles[0], topology.uv)
    tangents = frame.tangents(surface.vertices, surface.normals)
    return _Laid(surface, vertex, uv, tangents.take(vertex, axis=0), by_level)


def _joined(laid: Sequence[_Laid], name: str) -> Surface:
    """Surfaces as one, its vertices in the order in which levels go without them."""
    starts = np.cumsum([0, *(len(own.vertex) for own in laid)])
    by_level = [
        np.concatenate([own.by_level[level] + start for own, start in zip(laid, starts, strict=False)])
        for level in range(len(laid[0].by_level))
    ]

    def joined(arrays: Sequence[npt.NDArray[np.generic]]) -> npt.NDArray[np.generic]:
        return np.concatenate([array[own.vertex] for array, own in zip(arrays, laid, strict=True)])

    topology = Topology(
        source=np.arange(starts[-1]),
        uv=np.concatenate([own.uv for own in laid]),
        joints=joined([own.surface.topology.joints for own in laid]).astype(np.uint8),
        weights=joined([own.surface.topology.weights for own in laid]).astype(np.uint16),
        triangles=(),
        counts=(),
        morphs=_joined_morphs(laid, starts),
    )
    whole = Surface(
        topology,
        name,
        joined([own.surface.vertices for own in laid]).astype(np.float32),
        joined([own.surface.normals for own in laid]).astype(np.float32),
        np.concatenate([own.tangents for own in laid]),
    )
    return _with_levels(whole, by_level)


def _joined_morphs(laid: Sequence[_Laid], starts: Ints) -> Morphs | None:
    found: dict[str, list[tuple[Ints, Floats]]] = {}
    for own, start in zip(laid, starts, strict=False):
        morphs = own.surface.topology.morphs
        if morphs is None:
            continue
        for number, target in enumerate(morphs.names):
            entries = slice(int(morphs.start[number]), int(morphs.start[number + 1]))
            at = np.full(len(own.surface.vertices), -1)
            at[morphs.vertex[entries]] = np.arange(entries.start, entries.stop)
            moved = np.flatnonzero(at[own.vertex] >= 0)
            found.setdefault(target, []).append((moved + start, morphs.shift[at[own.vertex[moved]]]))
    found = {name: entries for name, entries in found.items() if sum(len(moved) for moved, _ in entries)}
    if not found:
        return None
    counts = [sum(len(moved) for moved, _ in entries) for entries in found.values()]
    return Morphs(
        tuple(found),
        np.concatenate([[0], np.cumsum(counts)]),
        np.concatenate([moved for entries in found.values() for moved, _ in entries]).astype(np.uint16),
        np.concatenate([shift for entries in found.values() for _, shift in entries]),
    )


def _with_levels(whole: Surface, by_level: Sequence[npt.NDArray[np.integer]]) -> Surface:
    """A surface with other levels over the vertices that it has, which are ordered, and left out, anew.

    Raises:
        ValueError: more vertices are used than indices of 16 bits reach.
    """
    coarsest = np.full(len(whole.vertices), -1)
    for level, triangles in enumerate(by_level):
        coarsest[np.unique(triangles)] = level
    used = np.flatnonzero(coarsest >= 0)
    order = used[np.argsort(-coarsest[used], kind="stable")]
    if len(order) > _MOST_VERTICES:
        raise ValueError(f"a merged surface has {len(order)} vertices, of which 16-bit indices reach {_MOST_VERTICES}")
    place = np.full(len(coarsest), -1)
    place[order] = np.arange(len(order))
    old = whole.topology
    topology = Topology(
        source=old.source[order],
        uv=old.uv[order],
        joints=old.joints[order],
        weights=old.weights[order],
        triangles=tuple(place[triangles].astype(np.uint16).reshape(-1, 3) for triangles in by_level),
        counts=tuple(int((coarsest >= level).sum()) for level in range(len(by_level))),
        morphs=_reordered(old.morphs, place),
    )
    assert whole.tangents is not None
    return Surface(topology, whole.slot, whole.vertices[order], whole.normals[order], whole.tangents[order])


def _reordered(morphs: Morphs | None, place: Ints) -> Morphs | None:
    if morphs is None:
        return None
    names, vertices, shifts = [], [], []
    for number, name in enumerate(morphs.names):
        entries = slice(int(morphs.start[number]), int(morphs.start[number + 1]))
        at = place[morphs.vertex[entries]]
        kept = np.flatnonzero(at >= 0)
        kept = kept[np.argsort(at[kept])]
        if len(kept):
            names.append(name)
            vertices.append(at[kept])
            shifts.append(morphs.shift[entries][kept])
    if not names:
        return None
    start = np.concatenate([[0], np.cumsum([len(own) for own in vertices])])
    return Morphs(tuple(names), start, np.concatenate(vertices).astype(np.uint16), np.concatenate(shifts))


def _places(vertices: Floats) -> Ints:
    """(V,) vertices with the same number lie at the same place."""
    return distinct(np.round(vertices.astype(np.float64) / _PLACE_M).astype(np.int64))[1]


def _simpler(surface: Surface, budgets: Sequence[int], checkpoint: Checkpoint) -> Surface:
    """A surface whose levels are simplified further where they have more triangles than they may."""
    place = _places(surface.vertices)
    by_level = [level.astype(np.int64) for level in surface.topology.triangles]
    for level, most in enumerate(budgets):
        if level and len(by_level[level - 1]) < len(by_level[level]):
            by_level[level] = by_level[level - 1]
        if len(by_level[level]) > most:
            checkpoint()
            by_level[level] = simplified(surface.vertices, by_level[level], place, most, checkpoint)
            by_level[level] = _thinned(by_level[level], surface.vertices, most, surface.slot == _CUT)
    return _with_levels(surface, by_level)


def _thinned(triangles: Ints, vertices: Floats, most: int, strands: bool) -> Ints:
    """Without the smallest pieces, as long as there are more than so many triangles: strands, or buckles and knots."""
    count = len(vertices)
    sides = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]]])
    links = scipy.sparse.coo_matrix((np.ones(len(sides), np.int8), (sides[:, 0], sides[:, 1])), (count, count))
    piece = scipy.sparse.csgraph.connected_components(links, directed=False)[1][triangles[:, 0]]
    area = np.linalg.norm(crossed(vertices[triangles]), axis=1) / 2
    areas, counts = np.bincount(piece, area), np.bincount(piece)
    # What has most triangles for its size goes first.
    order = np.argsort(areas / np.maximum(counts, 1), kind="stable")
    order = order[counts[order] > 0][:-1]
    if not strands:
        order = order[areas[order] < _SMALL_M2]
    before = np.cumsum(counts[order]) - counts[order]
    gone = np.zeros(len(areas), bool)
    gone[order[len(triangles) - before > most]] = True
    return np.asarray(triangles[~gone[piece]])


def _shares(merged: Mapping[str, Surface], budgets: Sequence[int]) -> dict[str, list[int]]:
    """Budgets of each surface: what is cut by alpha gives way, since a face matters more from afar than strands."""
    rows: dict[str, list[int]] = {name: [] for name in merged}
    for level, budget in enumerate(budgets):
        counts = {name: _triangles(own, level) for name, own in merged.items()}
        left = budget
        for name in sorted(merged, key=lambda name: name == "opaque"):
            share = left if name == "opaque" else max(budget - counts.get("opaque", 0), round(budget * _CUT_SHARE))
            rows[name].append(min(counts[name], share))
            left -= rows[name][-1]
    return rows


def _level_normals(surface: Surface) -> Surface:
    """The surface with normals for each level: a vertex of a fold leans with the fold only while that is there."""
    place = _places(surface.vertices)
    topology = surface.topology
    found = []
    for triangles, count in zip(topology.triangles, topology.counts, strict=True):
        face = crossed(surface.vertices[triangles])
        own = np.zeros((count, 3))
        for corner in range(3):
            np.add.at(own, triangles[:, corner], face)
        # Every face counts for all vertices at the places of its corners, by how far it looks their way.
        links = scipy.sparse.csr_matrix(
            (np.ones(triangles.size, np.float32), (place[triangles.ravel()], np.repeat(np.arange(len(face)), 3))),
            (int(place.max()) + 1, len(face)),
        )[place[:count]].tocoo()
        toward = np.maximum(np.einsum("ea,ea->e", face[links.col], own[links.row]), 0)
        weight = toward / np.maximum(np.linalg.norm(face[links.col], axis=1), 1e-12)
        total = np.stack(
            [np.bincount(links.row, weight * face[links.col, axis], count) for axis in range(3)], axis=1
        ).astype(np.float32)
        length = np.linalg.norm(total, axis=1, keepdims=True)
        found.append(
            np.where(length > 1e-9, total / np.maximum(length, 1e-9), surface.normals[:count]).astype(np.float32)
        )
    return replace(surface, level_normals=tuple(found))


def _materials(
    merged: Mapping[str, Surface], slots: Sequence[Slot], atlas: Atlas, texture_format: str, *, relief: bool
) -> dict[str, Material]:
    alphas = {group: alpha for alpha, group in _GROUPS.items()}
    hairy = {_CUT: next((slot.kind for slot in slots if slot.kind in STRANDS), _CUT)}
    both = {group: any(slot.double_sided for slot in slots if _GROUPS[slot.alpha] == group) for group in merged}
    # All of them show the same pictures, which take long to encode.
    base = texture_of(atlas.base, texture_format)
    normal = texture_of(atlas.normal, texture_format) if relief else None
    orm = texture_of(atlas.orm if relief else np.asarray(Image.fromarray(atlas.orm).reduce(2)), texture_format)
    emissive = None if atlas.emissive is None else texture_of(atlas.emissive, texture_format)
    return {
        group: Material(
            Slot(
                hairy.get(group, group),
                group,
                (1.0, 1.0, 1.0),
                metallic=1.0,
                roughness=1.0,
                double_sided=both[group],
                alpha=alphas[group],
            ),
            base,
            normal,
            orm,
            emissive if group == "opaque" else None,
            (1.0, 1.0, 1.0) if emissive is not None and group == "opaque" else (0.0, 0.0, 0.0),
            tint=False,
        )
        for group in merged
    }
