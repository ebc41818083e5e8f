"""What makes a face broken, measured on the mesh, and the bounds that a sound face keeps.

Each defect is measured against the same person with all sliders at 0, whose mesh is sound: MakeHuman's macro shapes
were modelled by hand. So the bounds hold at every age and for every heritage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.face.landmarks import EYES, LEFT
from procgen.character.face.mesh import HeadMesh, head_vertices
from procgen.character.face.tight import crossing_pairs
from procgen.character.mesh.normals import face_normals

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LID_RIMS = tuple(range(13352, 13380))
"""The rims of the left eye's lids, where they lie against the eyeball."""
LIPS = ((474, 493), (473, 487), (471, 517), (7229, 7242), (7227, 7264))
"""Pairs of the lower edge of the upper lip and the upper edge of the lower lip, across the seam."""
_SLIVER_M2 = 2e-8
"""Faces of the sound mesh below a hundredth of a square millimetre (twice the area) have no direction to lose."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One way to be broken.

    Attributes:
        name: of the defect.
        bound: largest value of a sound face.
        unit: "mm", "faces", "edges" or "ratio".
        meaning: what is measured.
    """

    name: str
    bound: float
    unit: str
    meaning: str


DEFECTS = (
    Defect("lid_in_eyeball", 1.0, "mm", "how much deeper a lid's rim lies in the eyeball"),
    Defect("lid_off_eyeball", 1.6, "mm", "how much further a lid's rim stands off the eyeball"),
    Defect("eye_closed", 0.45, "ratio", "share of the opening between the lids that is lost"),
    Defect("lips_crossed", 2.0, "mm", "how much further the upper lip hangs over the lower"),
    Defect("lips_apart", 1.2, "mm", "how much wider the lips gape"),
    Defect("folded", 9.0, "faces", "visible faces turned by more than a right angle: folds, turned-out nostrils"),
    Defect("stretched", 2.8, "ratio", "longest edge over its own length"),
    Defect("crossed", 0.0, "edges", "edges that pass through skin in tight places"),
)
NAMES = tuple(defect.name for defect in DEFECTS)
BOUNDS = np.array([defect.bound for defect in DEFECTS])


class Soundness:
    """Measures defects of many faces at once.

    Args:
        basis: the mesh.
        sliders: the order of the rows.
        pairs: (P, 5) edges and triangles of tight places, see :mod:`procgen.character.face.tight`.
    """

    def __init__(self, basis: Basis, sliders: tuple[str, ...], pairs: Ints) -> None:
        head = head_vertices(basis)
        body = head[head < BODY_VERTICES]
        front = body[basis.vertices[body, 2] > basis.vertices[LEFT["gonion"], 2] - 0.03]
        eyes = np.concatenate([np.arange(*span) for span in EYES.values()])
        rims = np.array(LID_RIMS, np.int64)
        self.mesh = HeadMesh.of(basis, sliders, np.concatenate([front, eyes, rims, basis.mirror[rims], pairs.ravel()]))
        place = self.mesh.places
        quads = basis.faces[basis.body_faces]
        quads = quads[np.isin(quads, front).all(axis=1)]
        self.quads = place(quads[self._visible(basis, quads)])
        edges = np.concatenate([self.quads, np.roll(self.quads, -1, axis=1)], axis=0).reshape(2, -1).T
        self.edges = np.unique(np.sort(edges, axis=1), axis=0)
        self.eyes = [place(np.arange(*span)) for span in EYES.values()]
        self.rims = [place(rims), place(basis.mirror[rims])]
        opening = np.array([LEFT["palpebrale_superius"], LEFT["palpebrale_inferius"]])
        self.opening = [place(opening), place(basis.mirror[opening])]
        self.lips = place(np.array(LIPS))
        tight = place(pairs)
        self.edge, self.triangle = tight[:, :2], tight[:, 2:]

    @staticmethod
    def _visible(basis: Basis, quads: Ints) -> npt.NDArray[np.bool_]:
        """Faces that look outwards: not those of the mouth's inside, the eyes' sockets and the nostrils' depths."""
        middle = basis.vertices[quads].mean(axis=1)
        normal = face_normals(basis.vertices, quads)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
        axis = np.array([0.0, 0.0, 1.0], np.float32) * (middle[:, 2:] - basis.vertices[LEFT["tragion"], 2])
        outwards = (normal * (axis + middle * np.array([1.0, 0.0, 0.0], np.float32))).sum(axis=1) > 0.0
        inside = (np.abs(middle[:, 0]) < 0.03) & (middle[:, 2] < basis.vertices[LEFT["cheilion"], 2] - 0.012)
        visible: npt.NDArray[np.bool_] = outwards & ~(inside & (middle[:, 1] < basis.vertices[LEFT["alare"], 1] + 0.02))
        return visible

    def _rim_distance(self, points: npt.NDArray[np.float32]) -> Floats:
        """(n, 56) metres from the rims of the lids to the eyeballs' surfaces, negative inside."""
        distances = []
        for eye, rim in zip(self.eyes, self.rims, strict=True):
            centre = points[:, eye].mean(axis=1, keepdims=True)
            radius = np.linalg.norm(points[:, eye] - centre, axis=2).mean(axis=1, keepdims=True)
            distances.append(np.linalg.norm(points[:, rim] - centre, axis=2) - radius)
        return np.concatenate(distances, axis=1).astype(np.float64)

    def measure(self, values: npt.NDArray[np.floating], corners: npt.NDArray[np.float32]) -> Floats:
        """(n, 8) the defects of faces (n, S) of people (n, 24), as ``DEFECTS``."""
        base = self.mesh.base(corners)
        points = base + self.mesh.shifts(np.asarray(values, np.float32))
        rim = 1e3 * (self._rim_distance(points) - self._rim_distance(base))
        opened = [
            np.stack([p[:, pair[0], 1] - p[:, pair[1], 1] for pair in self.opening], axis=1) for p in (points, base)
        ]
        gap = [p[:, self.lips[:, 0], 1] - p[:, self.lips[:, 1], 1] for p in (points, base)]
        wider = 1e3 * (gap[0] - gap[1])
        folded = np.zeros(len(points))
        stretched = np.zeros(len(points))
        for number, (own, rest) in enumerate(zip(points, base, strict=True)):
            turned, right = face_normals(own, self.quads), face_normals(rest, self.quads)
            size = np.linalg.norm(right, axis=1)
            folded[number] = np.count_nonzero(((turned * right).sum(axis=1) < 0.0) & (size > _SLIVER_M2))
            length = [np.linalg.norm(p[self.edges[:, 0]] - p[self.edges[:, 1]], axis=1) for p in (own, rest)]
            long = length[1] > 1e-3
            stretched[number] = np.max(length[0][long] / length[1][long])
        return np.stack(
            [
                np.maximum(-rim.min(axis=1), 0.0),
                np.maximum(rim.max(axis=1), 0.0),
                1.0 - (opened[0] / opened[1]).min(axis=1),
                np.maximum(-wider.min(axis=1), 0.0),
                np.maximum(wider.max(axis=1), 0.0),
                folded,
                stretched,
                np.array([np.count_nonzero(crossing_pairs(own, self.edge, self.triangle)) for own in points]),
            ],
            axis=1,
        )

    def sound(self, values: npt.NDArray[np.floating], corners: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
        """(n,) which faces keep every bound."""
        kept: npt.NDArray[np.bool_] = np.all(self.measure(values, corners) <= BOUNDS, axis=1)
        return kept
