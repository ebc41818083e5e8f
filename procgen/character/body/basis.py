"""The basis of the body: MakeHuman's hm08 mesh and its morph targets, evaluated exactly.

A body is the base mesh plus the weighted sum of its targets (:mod:`procgen.character.body.steps`). The targets that
keep the chests of minors flat and those that move adults' landmarks are derived when the file is read
(:mod:`procgen.character.body.flat_chest`, :mod:`procgen.character.body.bones`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.character.body import bones, flat_chest
from procgen.character.body.steps import Steps, StepsNear, Summand
from procgen.runtime.arrays import read_arrays
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.packaged import reading

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

BODY_VERTICES = 13380
"""The first vertices are the body proper; eyes, teeth, lashes and the helper meshes follow."""
STEP_M = 1e-4
_FILE = "character_basis.npz"


@dataclass(frozen=True, eq=False, repr=False)
class Basis:
    """The mesh, its targets and its skeleton's anchors.

    Attributes:
        vertices: (19158, 3) float32, the base mesh in metres. It is no person: the macro targets always come on top.
        faces: (F, 4) int64 quads into ``vertices``, in groups.
        uv: (21334, 2) float32, v up.
        face_uv: (F, 4) int64 quads into ``uv``.
        face_group: (F,) group of each face; ``groups`` names them ("body", "helper-skirt", "joint-ground", …).
        mirror: (19158,) vertex on the other side.
        target_names: name to number, such as "nose/nose-hump-incr" or "arkit/jawOpen".
        modifiers: slider name to (2, 2) numbers of its targets, by end (negative, positive) and side (left, right); a
            slider without sides stands on the left, -1 is none.
        joint_names, joint_parent: the 56 joints as SkeletonProfileHumanoid names them; parents come first, -1 is none.
        skin_joint, skin_weight: (19158, 4) influences; weights float32, adding up to 1.
    """

    vertices: Floats
    faces: Ints
    uv: Floats
    face_uv: Ints
    groups: tuple[str, ...]
    face_group: npt.NDArray[np.uint8]
    mirror: Ints
    target_names: Mapping[str, int]
    modifiers: Mapping[str, npt.NDArray[np.int16]]
    joint_names: tuple[str, ...]
    joint_parent: npt.NDArray[np.int8]
    skin_joint: npt.NDArray[np.uint8]
    skin_weight: Floats
    _start: npt.NDArray[np.uint32]
    _vertex: npt.NDArray[np.uint16]
    _shift: npt.NDArray[np.int16]
    _anchor_start: npt.NDArray[np.uint16]
    _anchor_vertex: npt.NDArray[np.uint16]

    def target(self, name: str) -> tuple[npt.NDArray[np.uint16], Floats]:
        """One target: its vertices, ascending, and their shifts (N, 3) in metres. Raises KeyError for other names."""
        number = self.target_names[name]
        part = slice(self._start[number], self._start[number + 1])
        return self._vertex[part], self._shift[:, part].T * np.float32(STEP_M)

    @cached_property
    def _steps(self) -> Steps:
        return Steps(self.mirror, self._start, self._vertex, self._shift, _partners(self.target_names))

    @cached_property
    def target_list(self) -> tuple[str, ...]:
        """Names of the targets by their numbers."""
        return tuple(self.target_names)

    @cached_property
    def slider_targets(self) -> dict[str, list[list[int]]]:
        """``modifiers`` as lists."""
        return {name: targets.tolist() for name, targets in self.modifiers.items()}

    def evaluate(self, weights: Mapping[str, float]) -> Floats:
        """The base mesh plus ``weights`` times its targets.

        Args:
            weights: target name to weight; names that the basis lacks raise KeyError.

        Returns:
            (19158, 3) float32 in metres.
        """
        return self.evaluate_summands(self.summands(weights))

    def summands(self, weights: Mapping[str, float]) -> list[Summand]:
        """What :meth:`evaluate` adds to the base mesh, in its order."""
        numbers = self.target_names
        return self._steps.summands({numbers[name]: weight for name, weight in weights.items()})

    def evaluate_summands(self, summands: Sequence[Summand]) -> Floats:
        """As :meth:`evaluate`."""
        moved = self._steps.add(summands)
        moved *= np.float32(STEP_M)
        moved += self.vertices
        return moved

    def moved_by(self, targets: Iterable[int]) -> Ints:
        """The vertices that any of the targets, by number, moves, ascending."""
        return self._steps.vertices_of(targets)

    def steps_near(self, vertices: Ints) -> StepsNear:
        """For :meth:`evaluate_near`, prepared once for vertices that are wanted again and again."""
        return self._steps.near(vertices)

    def evaluate_near(self, summands: Sequence[Summand], near: StepsNear, vertices: Ints) -> Floats:
        """Some of the vertices (N, 3) of :meth:`evaluate_summands`, bit for bit."""
        moved = near.add(summands)
        moved *= np.float32(STEP_M)
        moved += self.vertices.take(vertices, axis=0)
        return moved

    @cached_property
    def anchor_vertices(self) -> Ints:
        """The vertices that any joint is the mean of, ascending."""
        return np.unique(self._anchor_vertex).astype(np.int64)

    @cached_property
    def _anchors(self) -> tuple[Ints, Ints, Floats]:
        """The vertices that joints are the mean of, where each joint's begin, and their numbers (56, 1)."""
        start = self._anchor_start.astype(np.int64)
        return self._anchor_vertex.astype(np.int64), start[:-1], np.diff(start)[:, None].astype(np.float32)

    def joints(self, vertices: Floats) -> Floats:
        """The joints' places, (56, 3): each the mean of its anchor vertices."""
        vertex, start, count = self._anchors
        return np.asarray(np.add.reduceat(vertices[vertex], start, axis=0) / count, np.float32)

    def with_targets(self, targets: Mapping[str, tuple[npt.NDArray[np.uint16], npt.NDArray[np.int16]]]) -> Basis:
        """The basis with more targets after its own: vertices, ascending, and shifts (3, N) in steps of ``STEP_M``."""
        names = [*self.target_names, *targets]
        counts = np.cumsum([len(vertex) for vertex, _ in targets.values()])
        return replace(
            self,
            target_names={name: number for number, name in enumerate(names)},
            _start=np.concatenate([self._start, self._start[-1] + counts]).astype(np.uint32),
            _vertex=np.concatenate([self._vertex, *(vertex for vertex, _ in targets.values())]),
            _shift=np.concatenate([self._shift, *(shift for _, shift in targets.values())], axis=1),
        )

    def with_sliders(
        self,
        sliders: Mapping[str, tuple[npt.NDArray[np.uint16], npt.NDArray[np.int16]]],
    ) -> Basis:
        """The basis with more sliders after its own, of two ends that are each other's negative.

        Args:
            sliders: name to the target of its upper end, as :meth:`with_targets` takes them.
        """
        ends = {}
        for name, (vertex, shift) in sliders.items():
            target = name.replace("_", "/", 1).replace("_", "-")
            ends[f"{target}-decr"], ends[f"{target}-incr"] = (vertex, -shift), (vertex, shift)
        first, none = len(self.target_names), -1
        modifiers = {
            name: np.array([[first + 2 * place, none], [first + 2 * place + 1, none]], np.int16)
            for place, name in enumerate(sliders)
        }
        return replace(self.with_targets(ends), modifiers={**self.modifiers, **modifiers})

    @cached_property
    def body_faces(self) -> Ints:
        """Numbers of the faces of the body proper."""
        return np.flatnonzero(self.face_group == self.groups.index("body"))

    def group_faces(self, *names: str) -> Ints:
        """Numbers of the faces of the groups whose names begin so ("helper-l-eye" finds the lashes too: be exact)."""
        wanted = [number for number, group in enumerate(self.groups) if group in names]
        return np.flatnonzero(np.isin(self.face_group, wanted))


def _partners(numbers: Mapping[str, int]) -> dict[int, int]:
    """Of each target of the left side ("eyes/l-eye-scale-incr"), by number, that of the right side."""
    partners = {}
    for name, number in numbers.items():
        other = numbers.get(name.replace("/l-", "/r-"), number)
        if other != number:
            partners[number] = other
    return partners


def load_basis(folder: Path) -> Basis:
    """Read the basis from a folder of assets.

    Raises:
        Failed: the file is missing or damaged.
    """
    path = folder / _FILE
    with reading(path):
        arrays = read_arrays(path)
        shift = arrays["target_shift"].transpose(0, 2, 1)
        basis = Basis(
            vertices=arrays["vertices"],
            faces=arrays["faces"].astype(np.int64),
            uv=arrays["uv"],
            face_uv=arrays["face_uv"].astype(np.int64),
            groups=tuple(str(name) for name in arrays["groups"]),
            face_group=arrays["face_group"],
            mirror=arrays["mirror"].astype(np.int64),
            target_names={str(name): number for number, name in enumerate(arrays["target_names"])},
            modifiers={
                str(name): row for name, row in zip(arrays["modifier_names"], arrays["modifier_targets"], strict=True)
            },
            joint_names=tuple(str(name) for name in arrays["joint_names"]),
            joint_parent=arrays["joint_parent"],
            skin_joint=arrays["skin_joint"],
            skin_weight=arrays["skin_weight"].astype(np.float32) / np.float32(65535),
            _start=arrays["target_start"],
            _vertex=np.cumsum(arrays["target_vertex"], dtype=np.uint16),
            _shift=np.ascontiguousarray(shift).view(np.int16)[..., 0],
            _anchor_start=arrays["anchor_start"],
            _anchor_vertex=arrays["anchor_vertex"],
        )
        basis = basis.with_targets(flat_chest.derive(basis, STEP_M, BODY_VERTICES))
        return basis.with_sliders(bones.derive(basis, STEP_M, BODY_VERTICES))


@lru_cache(maxsize=1)
def packaged_basis() -> Basis:
    """The basis that came with procgen, read once."""
    return load_basis(packaged_assets())
