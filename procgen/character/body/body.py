"""One person's body: the mesh as the basis gives it, with what everything worn on it needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.mesh.normals import Incidence, vertex_normals

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Body:
    """A shaped body in its rest pose (arms lowered by about 45 degrees), feet on the floor.

    Attributes:
        basis: where it comes from.
        vertices: (19158, 3) float32 in metres, helpers included; the lowest body vertex lies at y = 0.
    """

    basis: Basis
    vertices: Floats

    @classmethod
    def stand(cls, basis: Basis, vertices: Floats) -> Body:
        """Put evaluated vertices on the floor."""
        lifted = vertices.copy()
        lifted[:, 1] -= vertices[:BODY_VERTICES, 1].min()
        return cls(basis, lifted)

    @cached_property
    def normals(self) -> Floats:
        """(19158, 3) smooth unit normals, each mesh group for itself (helpers have their own)."""
        return vertex_normals(self.vertices, _incidence(self.basis))

    @cached_property
    def joints(self) -> Floats:
        """(56, 3) the joints' places."""
        return self.basis.joints(self.vertices)

    @property
    def stature_m(self) -> float:
        """Height from floor to crown."""
        return float(self.vertices[:BODY_VERTICES, 1].max())


_INCIDENCES: dict[int, Incidence] = {}


def _incidence(basis: Basis) -> Incidence:
    """The quads round each vertex, prepared once a basis."""
    found = _INCIDENCES.get(id(basis))
    if found is None:
        found = _INCIDENCES[id(basis)] = Incidence.of(basis.faces, len(basis.vertices))
    return found
