"""Bodies of all kinds, and something to wear, for tests of rigs and files."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from procgen.character.body.basis import BODY_VERTICES, Basis, packaged_basis
from procgen.character.body.body import Body
from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape, make_body
from procgen.character.mesh.part import Slot, Template

BASIS = packaged_basis()

MAN = Shape(Macro(sex=1.0, muscle=0.65, age_years=35.0), {"nose_hump": 0.5})
WOMAN = Shape(Macro(sex=0.0, age_years=28.0))
HEAVY = Shape(Macro(sex=0.2, weight=1.0, muscle=0.6, age_years=55.0))
CHILD = Shape(Macro(sex=0.5, age_years=8.0))
PEOPLE = {"man": MAN, "woman": WOMAN, "heavy": HEAVY, "child": CHILD}


def random_shape(seed: int) -> Shape:
    """Somebody of any build and age with moved sliders."""
    random = np.random.default_rng(seed)
    macro = Macro(
        sex=random.random(),
        age_years=random.uniform(8, 85),
        muscle=random.random(),
        weight=random.random(),
        height=random.uniform(0.35, 0.65),
        proportions=random.random(),
    )
    sliders = random.choice(sorted(BASIS.modifiers), 40, replace=False)
    return Shape(macro, {str(name): float(np.clip(random.normal() * 0.25, -1, 1)) for name in sliders})


def body(shape: Shape = MAN) -> Body:
    return make_body(shape, BASIS)


@lru_cache(maxsize=1)
def suit() -> Template:
    """Tights and a stripe: a fitting helper of the mesh as a garment in two colours, which hides the skin below."""
    return _of_helper(BASIS, "helper-tights")


def _of_helper(basis: Basis, group: str) -> Template:
    quads = basis.faces[basis.group_faces(group)]
    vertices = np.unique(quads)
    local = np.searchsorted(vertices, quads)
    triangles = np.concatenate([local[:, [0, 1, 2]], local[:, [0, 2, 3]]])
    place = basis.vertices[vertices]
    middle = np.abs(place[triangles].mean(axis=1)[:, 0]) < 0.03
    count = len(vertices)
    bind = np.zeros((count, 4), np.int32)
    bind[:, 0] = vertices
    weight = np.zeros((count, 4), np.float32)
    weight[:, 0] = 1.0
    low, high = place[:, 1].min(), place[:, 1].max()
    skin = basis.vertices[:BODY_VERTICES]
    covered = np.flatnonzero((skin[:, 1] > low + 0.12) & (skin[:, 1] < high - 0.12) & (np.abs(skin[:, 0]) < 0.12))
    return Template(
        name="suit",
        triangles=triangles.astype(np.int32),
        uv=np.ascontiguousarray(place[:, :2] / np.float32(0.3)),
        bind_vertex=bind,
        bind_weight=weight,
        lift=np.zeros(count, np.float32),
        offset=np.zeros((count, 3), np.float32),
        scale_pair=None,
        scale_rest_m=1.0,
        skin_joint=basis.skin_joint[vertices],
        skin_weight=basis.skin_weight[vertices],
        slots=(Slot("cloth", "suit", (0.16, 0.22, 0.4)), Slot("cloth", "suit_stripe", (0.8, 0.7, 0.3))),
        triangle_slot=middle.astype(np.uint8),
        hides=covered.astype(np.int32),
    )
