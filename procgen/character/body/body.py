"""One person's body: the mesh as the basis gives it, with what everything worn on it needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.mesh.normals import Incidence, normal_rows
from procgen.character.mesh.rows import narrow, wide

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


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
    def rows(self) -> Floats:
        """(19158, 4) the vertices as rows, see :mod:`procgen.character.mesh.rows`."""
        return wide(self.vertices, 1.0)

    @cached_property
    def skin_normals(self) -> Floats:
        """(19158, 4) rows of the normals of skin, eyes, mouth and lashes; those of all other vertices point up."""
        return normal_rows(self.rows, incidences(self.basis)[0])

    @cached_property
    def all_normals(self) -> Floats:
        """(19158, 4) rows of smooth unit normals, each mesh group for itself."""
        _, helpers, touched = incidences(self.basis)
        rows = self.skin_normals.copy()
        rows[touched] = normal_rows(self.rows, helpers).take(touched, axis=0)
        return rows

    @cached_property
    def normals(self) -> Floats:
        """(19158, 3) smooth unit normals, each mesh group for itself (helpers have their own)."""
        return narrow(self.all_normals)

    @cached_property
    def joints(self) -> Floats:
        """(56, 3) the joints' places."""
        return self.basis.joints(self.vertices)

    @property
    def stature_m(self) -> float:
        """Height from floor to crown."""
        return float(self.vertices[:BODY_VERTICES, 1].max())


@lru_cache(maxsize=4)
def incidences(basis: Basis) -> tuple[Incidence, Incidence, Ints]:
    """The quads round the vertices of skin, eyes, mouth and lashes; those round all others; and which those are.

    No vertex belongs to two groups.
    """
    shown = np.isin(basis.face_group, [number for number, name in enumerate(basis.groups) if _is_shown(name)])
    count = len(basis.vertices)
    helpers = Incidence.of(basis.faces[~shown], count)
    return Incidence.of(basis.faces[shown], count), helpers, helpers.touched


def _is_shown(group: str) -> bool:
    """Whether the group can be seen in results: all but the joints' cubes and what clothes and hair are fitted to."""
    return not group.startswith("joint-") and group not in ("helper-tights", "helper-skirt", "helper-hair")
