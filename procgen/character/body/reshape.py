"""Bodies whose sliders are dragged: what a moved slider reaches is made anew, everything else is taken over.

Most sliders move some hundred of the nineteen thousand vertices. What is made here is the same, bit for bit, as what
:func:`procgen.character.body.shape.make_body` makes of the whole shape, so nothing drifts however long one drags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.body import Body, incidences
from procgen.character.body.shape import Shape, shape_weights
from procgen.character.body.steps import StepsNear, Summand
from procgen.character.mesh.normals import Patch

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_MOST_MOVED = 6000
"""A slider that moves more vertices is answered by the whole body: that is no slower then."""
_KEPT = 24
"""Sets of targets whose reach is kept: about a MiB each."""


@dataclass(eq=False)
class Reach:
    """What some targets can reach on any body.

    Attributes:
        basis: whose targets.
        vertices: (N,) of the basis, ascending, that they move.
        shown, others: the normals round them, of skin, eyes, mouth and lashes, and of helpers.
    """

    basis: Basis
    vertices: Ints
    shown: Patch
    others: Patch
    _asked: bool = field(default=False, init=False, repr=False)

    def places(self, summands: Sequence[Summand]) -> Floats:
        """Where ``vertices`` are (N, 3), not yet on the floor."""
        if not self._asked:
            # What is asked for once is asked for again where a slider is dragged; only then is it worth preparing.
            self._asked = True
            return self.basis.evaluate_summands(summands).take(self.vertices, axis=0)
        return self.basis.evaluate_near(summands, self._near, self.vertices)

    @cached_property
    def _near(self) -> StepsNear:
        return self.basis.steps_near(self.vertices)

    @cached_property
    def turned(self) -> Ints:
        """The vertices that move or whose normals may turn, ascending."""
        return np.unique(np.concatenate([self.vertices, self.shown.turned, self.others.turned]))

    @cached_property
    def joints(self) -> bool:
        """Whether any joint is placed by what moves."""
        return bool(np.isin(self.basis.anchor_vertices, self.vertices).any())


@dataclass(frozen=True, eq=False)
class Moulded:
    """A body and how it came about.

    Attributes:
        body: on the floor.
        summands: targets and weights.
        floor_m: how high its lowest vertex was before.
    """

    body: Body
    summands: Sequence[Summand]
    floor_m: np.float32


def mould(shape: Shape, basis: Basis) -> Moulded:
    """The body of a shape."""
    return _whole(basis, basis.summands(shape_weights(shape, basis)))


def remould(old: Moulded, shape: Shape) -> tuple[Moulded, Reach | None]:
    """The body of another shape, and what differs at most from the old one's; None for anything."""
    basis = old.body.basis
    summands = basis.summands(shape_weights(shape, basis))
    # Targets that are added with others than before count as changed: sums in another order differ in their last bits.
    changed = tuple(sorted({number for numbers, _ in set(old.summands) ^ set(summands) for number in numbers}))
    reach = reach_of(basis, changed)
    if reach is None:
        return _whole(basis, summands), None
    places = reach.places(summands)
    inside = int(np.searchsorted(reach.vertices, BODY_VERTICES))
    before = old.body.vertices.take(reach.vertices[:inside], axis=0)[:, 1]
    if inside and (before.min() <= 0 or places[:inside, 1].min() <= old.floor_m):
        # Whoever stands on what moves is lifted or lowered as a whole.
        return _whole(basis, summands), None
    places[:, 1] -= old.floor_m
    return Moulded(_patched(old.body, reach, places), summands, old.floor_m), reach


def _whole(basis: Basis, summands: Sequence[Summand]) -> Moulded:
    vertices = basis.evaluate_summands(summands)
    return Moulded(Body.stand(basis, vertices), summands, vertices[:BODY_VERTICES, 1].min())


@lru_cache(maxsize=_KEPT)
def reach_of(basis: Basis, targets: tuple[int, ...]) -> Reach | None:
    """What targets reach, by their numbers; None where that is most of the body."""
    vertices = basis.moved_by(targets)
    if len(vertices) > _MOST_MOVED:
        return None
    shown, others, _ = incidences(basis)
    return Reach(basis, vertices, Patch.of(shown, vertices), Patch.of(others, vertices))


def _patched(old: Body, reach: Reach, places: Floats) -> Body:
    """A body whose vertices ``reach.vertices`` are at ``places`` (N, 3)."""
    vertices = old.vertices.copy()
    vertices[reach.vertices] = places
    rows = old.rows.copy()
    rows[reach.vertices, :3] = places
    shown = reach.shown.normals(rows)
    skin_normals = old.skin_normals.copy()
    skin_normals[reach.shown.turned] = shown
    body = Body(old.basis, vertices)
    known = {"rows": rows, "skin_normals": skin_normals}
    if "all_normals" in vars(old):
        all_normals = known["all_normals"] = old.all_normals.copy()
        all_normals[reach.shown.turned] = shown
        all_normals[reach.others.turned] = reach.others.normals(rows)
    if not reach.joints:
        known["joints"] = old.joints
    # What a body works out once, it is told.
    vars(body).update(known)
    return body
