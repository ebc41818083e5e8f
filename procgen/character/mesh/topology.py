"""What stays the same from body to body: surfaces with split seams, levels of detail, weights and morph targets.

Everything here is made once for a topology (the body less what is hidden; a garment) and kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape, make_body, plain_body
from procgen.character.mesh.lod import Level, levels
from procgen.character.mesh.model import LEVELS, Morphs, Topology
from procgen.character.mesh.morphs import Target, carried_targets, face_targets
from procgen.character.mesh.part import Template
from procgen.character.mesh.rows import distinct
from procgen.runtime.arrays import read_arrays
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.packaged import reading

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SURFACES: Mapping[str, tuple[str, ...]] = {
    "skin": ("body",),
    "eyes": ("helper-l-eye", "helper-r-eye"),
    "mouth": ("helper-upper-teeth", "helper-lower-teeth", "helper-tongue"),
    "lashes": tuple(f"helper-{side}-eyelashes-{row}" for side in "lr" for row in "12"),
}
"""The body's surfaces, which are also their slots' names, and the groups of the basis that they are made of."""
DETAIL_LEVELS = {"skin": LEVELS, "eyes": LEVELS, "mouth": 2, "lashes": 2}
"""In how many levels a surface is there at all."""
BODY_LIMITS_M = (0.0021, 0.0075, 0.055)
TEMPLATE_LIMITS_M = (0.002, 0.008, 0.03)
"""For LOD1 to LOD3. A limit bounds the root of a sum of squared distances, hence more than the distance itself."""
LOD_FILE = "character_lods.npz"
_ODD_BODIES, _ODD_SLIDERS = 4, 0.25
"""Sample bodies with all sliders moved, and the standard deviation of those."""
_FACE_IMPORTANCE = 2.5
_FACE_M = 0.006
"""Vertices that a face unit moves so far count for more, by up to the factor above, when levels are made."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A surface of the body before anything is hidden.

    Attributes:
        vertex: (V,) vertex of the basis; those at seams come more than once.
        uv: (V, 2), v down.
        quads: (F, 4) into the above.
        levels: LOD1 and on, as far as the surface has them.
    """

    vertex: Ints
    uv: Floats
    quads: Ints
    levels: tuple[Level, ...]

    @property
    def triangles(self) -> Ints:
        """(2 F, 3), the first halves of all quads, then the second."""
        return halves(self.quads)


def halves(quads: Ints) -> Ints:
    """Quads as triangles, (2 F, 3)."""
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def split_seams(basis: Basis, groups: Sequence[str]) -> tuple[Ints, Floats, Ints]:
    """Vertices, uv (v down) and quads of groups, with a vertex for each pair of vertex and texture coordinate."""
    faces = basis.group_faces(*groups)
    corners = np.stack([basis.faces[faces].ravel(), basis.face_uv[faces].ravel()], axis=1)
    pairs, inverse = distinct(corners)
    uv = basis.uv[pairs[:, 1]] * np.array([1, -1], np.float32) + np.array([0, 1], np.float32)
    return pairs[:, 0], uv, inverse.reshape(-1, 4).astype(np.int64)


def sample_bodies(basis: Basis) -> list[Floats]:
    """Vertices of bodies that are unlike one another: what levels of detail must fit."""
    shapes = [
        Shape(Macro(sex=1.0, muscle=0.6)),
        Shape(Macro(sex=0.0, weight=0.9, age_years=50.0)),
        Shape(Macro(sex=0.5, age_years=9.0)),
    ]
    for seed in range(_ODD_BODIES):
        random = np.random.Generator(np.random.Philox(key=seed))
        macro = Macro(sex=random.random(), age_years=20 + 60 * random.random(), muscle=random.random())
        values = _ODD_SLIDERS * random.standard_normal(len(basis.modifiers))
        moved = dict(zip(sorted(basis.modifiers), np.clip(values, -1, 1).tolist(), strict=True))
        shapes.append(Shape(macro, moved))
    return [make_body(shape, basis).vertices for shape in shapes]


def body_levels(basis: Basis, surface: str) -> list[Level]:
    """Make the levels of a surface of the body: seconds for the skin, hence done once and kept as an asset."""
    vertex, _, quads = split_seams(basis, SURFACES[surface])
    moved = np.zeros(len(basis.vertices), np.float32)
    for index, shift in face_targets(basis).values():
        moved[index] = np.maximum(moved[index], np.linalg.norm(shift, axis=1))
    importance = 1 + _FACE_IMPORTANCE * np.minimum(1, moved / np.float32(_FACE_M)) ** 2
    positions = np.stack([body[vertex] for body in sample_bodies(basis)])
    count = DETAIL_LEVELS[surface] - 1
    return levels(positions, halves(quads), vertex, BODY_LIMITS_M[:count], importance[vertex])


@lru_cache(maxsize=2)
def sheets(basis: Basis) -> Mapping[str, Sheet]:
    """The surfaces of the body, with their levels as the asset has them.

    Raises:
        Failed: the asset is missing, or was made for another basis.
    """
    path = packaged_assets() / LOD_FILE
    found = {}
    with reading(path):
        arrays = read_arrays(path)
        for name, groups in SURFACES.items():
            vertex, uv, quads = split_seams(basis, groups)
            made = tuple(
                Level(*(arrays[f"{name}_{level}_{part}"].astype(np.int32) for part in ("triangles", "into")))
                for level in range(1, DETAIL_LEVELS[name])
            )
            if any(len(level.stands_for) != len(vertex) for level in made):
                raise ValueError("it was made for another basis")
            found[name] = Sheet(vertex, uv, quads, made)
    return found


@lru_cache(maxsize=2)
def exported_vertices(basis: Basis) -> Ints:
    """The vertices of the basis that any surface has, ascending."""
    return np.unique(np.concatenate([sheet.vertex for sheet in sheets(basis).values()]))


@lru_cache(maxsize=8)
def _whole(basis: Basis, surface: str) -> tuple[Topology, Ints]:
    """A surface with nothing hidden, and which vertex of its sheet each of its vertices is."""
    sheet = sheets(basis)[surface]
    by_level = [sheet.triangles, *(level.triangles.astype(np.int64) for level in sheet.levels)]
    return make_topology(
        np.searchsorted(exported_vertices(basis), sheet.vertex),
        sheet.uv,
        basis.skin_joint[sheet.vertex],
        basis.skin_weight[sheet.vertex],
        by_level,
        _split_targets(face_targets(basis), sheet.vertex, len(basis.vertices)),
    )


@lru_cache(maxsize=32)
def body_topology(basis: Basis, surface: str, hidden: bytes = b"") -> Topology | None:
    """A surface of the body less its hidden faces; None where nothing is left.

    Args:
        basis: the mesh.
        surface: one of ``SURFACES``.
        hidden: int32 vertices of the basis; faces whose corners all are among them go.
    """
    sheet = sheets(basis)[surface]
    whole, order = _whole(basis, surface)
    covered = np.zeros(len(basis.vertices), bool)
    covered[np.frombuffer(hidden, np.int32)] = True
    gone = covered[sheet.vertex]
    stays = ~gone[sheet.quads].all(axis=1)
    if stays.all():
        return whole
    if not stays.any():
        return None
    kept = [whole.triangles[0][np.tile(stays, 2)]]
    for level, triangles in zip(sheet.levels, whole.triangles[1:], strict=True):
        # A vertex stands for all that went into it; it is hidden only if they all are, so that no hole opens.
        seen = np.zeros(len(gone), bool)
        seen[level.stands_for[~gone]] = True
        kept.append(triangles[seen[order][triangles].any(axis=1)])
    return cut(whole, kept)


def cut(whole: Topology, by_level: Sequence[npt.NDArray[np.uint16]]) -> Topology:
    """Some triangles of a topology, with the vertices that they use in the order that they had."""
    used = np.zeros(len(whole.source), bool)
    for triangles in by_level:
        used[triangles] = True
    place = np.cumsum(used) - 1
    morphs = None
    if whole.morphs is not None:
        stays = used[whole.morphs.vertex]
        owner = np.repeat(np.arange(len(whole.morphs.names)), np.diff(whole.morphs.start))[stays]
        count = np.bincount(owner, minlength=len(whole.morphs.names))
        if stays.any():
            morphs = Morphs(
                tuple(name for name, some in zip(whole.morphs.names, count, strict=True) if some),
                np.concatenate([[0], np.cumsum(count[count > 0])]),
                place[whole.morphs.vertex[stays]].astype(np.uint16),
                whole.morphs.shift[stays],
            )
    return Topology(
        source=whole.source[used],
        uv=whole.uv[used],
        joints=whole.joints[used],
        weights=whole.weights[used],
        triangles=tuple(place[triangles].astype(np.uint16) for triangles in by_level),
        counts=tuple(int(used[:count].sum()) for count in whole.counts),
        morphs=morphs,
    )


_TEMPLATES: WeakKeyDictionary[Template, dict[bool, tuple[Topology, ...]]] = WeakKeyDictionary()


def template_topologies(template: Template, basis: Basis, *, lods: bool) -> tuple[Topology, ...]:
    """A template's surfaces, one for each slot that any triangle shows; all levels take most of a second to make."""
    made = _TEMPLATES.setdefault(template, {})
    if lods not in made:
        count = len(template.uv)
        # Slots are simplified together, each with vertices of its own, so that their border stays closed.
        corner = template.triangles.astype(np.int64) + count * template.triangle_slot.astype(np.int64)[:, None]
        by_level = [corner]
        if lods:
            positions = np.stack([template.fit(plain_body(basis, sex)) for sex in (0.0, 1.0)])
            simplified = levels(
                np.tile(positions, (1, len(template.slots), 1)),
                corner,
                np.tile(same_places(template, basis), len(template.slots)),
                TEMPLATE_LIMITS_M,
                thorough=False,
            )
            by_level += [level.triangles.astype(np.int64) for level in simplified]
        carried = carried_targets(template, basis)
        made[lods] = tuple(
            make_topology(
                np.arange(count),
                template.uv,
                template.skin_joint,
                template.skin_weight,
                [triangles[triangles[:, 0] // count == slot] % count for triangles in by_level],
                carried,
            )[0]
            for slot in range(len(template.slots))
            if (template.triangle_slot == slot).any()
        )
    return made[lods]


def same_places(template: Template, basis: Basis) -> Ints:
    """Numbers of places: vertices that lie within a hundredth of a millimetre on both a man and a woman share one."""
    keys = [np.round(template.fit(plain_body(basis, sex)).astype(np.float64) * 1e5) for sex in (0.0, 1.0)]
    return distinct(np.concatenate(keys, axis=1).astype(np.int64))[1]


def _split_targets(targets: Mapping[str, Target], vertex: Ints, count: int) -> dict[str, Target]:
    """Targets over vertices of the basis, as targets over a surface's vertices."""
    split = {}
    for name, (index, shift) in targets.items():
        at = np.full(count, -1)
        at[index] = np.arange(len(index))
        moved = np.flatnonzero(at[vertex] >= 0)
        split[name] = moved, shift[at[vertex[moved]]]
    return split


def make_topology(
    source: Ints,
    uv: Floats,
    skin_joint: npt.NDArray[np.uint8],
    skin_weight: Floats,
    by_level: Sequence[Ints],
    targets: Mapping[str, Target],
) -> tuple[Topology, Ints]:
    """Order vertices by the coarsest level that uses them, and put everything in that order.

    Args:
        source: (V,) where each vertex comes from.
        uv: (V, 2).
        skin_joint, skin_weight: (V, 4).
        by_level: triangles (T, 3) of each level, into the V vertices; later levels may be missing or empty.
        targets: morph targets over the V vertices.

    Returns:
        The topology, and which of the V vertices each of its vertices is.

    Raises:
        ValueError: more than 65,535 vertices are used.
    """
    coarsest = np.full(len(source), -1)
    for level, triangles in enumerate(by_level):
        coarsest[np.unique(triangles)] = level
    used = np.flatnonzero(coarsest >= 0)
    order = used[np.argsort(-coarsest[used], kind="stable")]
    if len(order) > 65535:
        raise ValueError(f"a surface has {len(order)} vertices, of which 16-bit indices reach 65535")
    counts = tuple(int((coarsest >= level).sum()) for level in range(len(by_level)))
    place = np.full(len(source), -1)
    place[order] = np.arange(len(order))
    joints, weights = quantised_weights(skin_joint[order], skin_weight[order])
    topology = Topology(
        source=source[order],
        uv=np.ascontiguousarray(uv[order], np.float32),
        joints=joints,
        weights=weights,
        triangles=tuple(place[triangles].astype(np.uint16) for triangles in by_level),
        counts=counts,
        morphs=_morphs(targets, place),
    )
    return topology, order


def _morphs(targets: Mapping[str, Target], place: Ints) -> Morphs | None:
    names, vertices, shifts = [], [], []
    for name, (index, shift) in targets.items():
        at = place[index]
        kept = np.flatnonzero(at >= 0)
        kept = kept[np.argsort(at[kept])]
        if len(kept):
            names.append(name)
            vertices.append(at[kept])
            shifts.append(shift[kept])
    if not names:
        return None
    start = np.concatenate([[0], np.cumsum([len(part) for part in vertices])])
    return Morphs(tuple(names), start, np.concatenate(vertices).astype(np.uint16), np.concatenate(shifts))


def quantised_weights(
    skin_joint: npt.NDArray[np.integer], skin_weight: Floats
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint16]]:
    """Influences (V, 4) as files have them: each joint once, weights adding up to 65535, joint 0 where unused."""
    joint = skin_joint.astype(np.int64)
    weight = skin_weight.astype(np.float64)
    for later in range(1, joint.shape[1]):
        for earlier in range(later):
            same = (joint[:, later] == joint[:, earlier]) & (weight[:, later] > 0)
            weight[same, earlier] += weight[same, later]
            weight[same, later] = 0
    order = np.argsort(-weight, axis=1, kind="stable")
    joint, weight = np.take_along_axis(joint, order, 1), np.take_along_axis(weight, order, 1)
    steps = np.round(weight / weight.sum(axis=1, keepdims=True) * 65535).astype(np.int64)
    steps[:, 0] += 65535 - steps.sum(axis=1)
    joint[steps == 0] = 0
    return joint.astype(np.uint8), steps.astype(np.uint16)
