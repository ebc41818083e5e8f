"""Layers of clothes: shells round a cylinder of the body's trunk stand for garments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from procgen.character.body.basis import packaged_basis
from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape, make_body, plain_body
from procgen.character.mesh.occlude import without_covered
from procgen.character.mesh.part import Slot, Template
from procgen.character.outfit import rank_of
from procgen.character.people.catalogue import template_of
from procgen.character.people.person import Worn
from procgen.character.ruler.cloth import penetration
from procgen.character.ruler.dressed import crossing

BASIS = packaged_basis()
SLOT = Slot("cloth", "shell")


def shell(layer: int, lift_m: float, low_m: float, high_m: float) -> Template:
    """The body's own faces between two heights above its middle, lifted from the skin."""
    faces = BASIS.faces[BASIS.body_faces]
    height = BASIS.vertices[faces, 1].mean(axis=1)
    side = np.abs(BASIS.vertices[faces, 0]).max(axis=1)
    faces = faces[(height > low_m) & (height < high_m) & (side < 0.2)]
    triangles = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    vertices, corners = np.unique(triangles, return_inverse=True)
    count = len(vertices)
    bind = np.zeros((count, 4), np.int32)
    bind[:, 0] = vertices
    weight = np.zeros((count, 4), np.float32)
    weight[:, 0] = 1.0
    return Template(
        name=f"shell{layer}",
        triangles=corners.reshape(-1, 3).astype(np.int32),
        uv=np.zeros((count, 2), np.float32),
        bind_vertex=bind,
        bind_weight=weight,
        lift=np.full(count, lift_m, np.float32),
        offset=np.zeros((count, 3), np.float32),
        scale_pair=None,
        scale_rest_m=1.0,
        skin_joint=BASIS.skin_joint[vertices],
        skin_weight=BASIS.skin_weight[vertices],
        slots=(SLOT,),
        triangle_slot=np.zeros(len(triangles), np.uint8),
        layer=layer,
    )


def _between(triangles: np.ndarray, template: Template, low_m: float, high_m: float) -> int:
    """Triangles whose middles lie between two heights."""
    height = BASIS.vertices[template.bind_vertex[triangles, 0], 1].mean(axis=1)
    return int(((height > low_m) & (height < high_m)).sum())


@pytest.mark.parametrize("inner_lift_m", [0.005, 0.03], ids=["below", "poking out"])
def test_what_lies_under_a_larger_piece_is_gone(inner_lift_m: float) -> None:
    inner, outer = shell(1, inner_lift_m, 0.05, 0.25), shell(2, 0.02, -0.05, 0.35)
    assert without_covered([inner, outer], BASIS) == [outer]


@pytest.mark.parametrize("inner_lift_m", [0.005, 0.03], ids=["below", "poking out"])
def test_what_reaches_beyond_the_upper_piece_stays(inner_lift_m: float) -> None:
    inner, outer = shell(1, inner_lift_m, -0.05, 0.35), shell(2, 0.02, 0.05, 0.25)
    cut, upper = without_covered([inner, outer], BASIS)
    assert upper is outer
    assert 0.3 < len(cut.triangles) / len(inner.triangles) < 0.8
    left = BASIS.vertices[inner.bind_vertex[cut.triangles.ravel(), 0], 1]
    assert left.min() < -0.04
    assert left.max() > 0.34
    # Creases, whose normals meet, keep a few triangles in the middle.
    middle = [_between(triangles, inner, 0.11, 0.19) for triangles in (cut.triangles, inner.triangles)]
    assert middle[0] < 0.05 * middle[1]
    # Below the upper piece's edge all is drawn in by some millimetres, and what pokes out by more.
    lowered = inner.lift - cut.lift
    poked = lowered > 0.0041
    assert lowered.max() > 0.003
    assert poked.any() == (inner_lift_m > 0.02)
    assert (cut.lift[poked] < outer.lift[0]).all()


def test_order_and_lower_layers_do_not_matter() -> None:
    inner, outer = shell(1, 0.005, 0.05, 0.25), shell(2, 0.02, -0.05, 0.35)
    assert without_covered([outer, inner], BASIS) == [outer]
    beside = replace(outer, layer=1)
    assert without_covered([inner, beside], BASIS) == [inner, beside]


def test_the_same_pieces_give_the_same_objects() -> None:
    inner, outer = shell(1, 0.005, -0.05, 0.35), shell(2, 0.02, 0.05, 0.25)
    assert without_covered([inner, outer], BASIS)[0] is without_covered([inner, outer], BASIS)[0]


def worn(*kinds: str) -> list[Template]:
    """Pieces as they lie over one another."""
    return without_covered([template_of(Worn(kind), BASIS) for kind in kinds], BASIS, [rank_of(kind) for kind in kinds])


def test_laces_below_narrow_trousers_are_not_drawn_into_the_foot() -> None:
    boot = next(piece for piece in worn("combat_boot", "tech_trousers") if piece.name == "combat_boot")
    assert (boot.lift < template_of(Worn("combat_boot"), BASIS).lift - 0.002).any(), "some are drawn in"
    assert penetration(plain_body(BASIS), [boot], {}).inside == 0


@pytest.mark.parametrize(
    ("below", "above"), [("bodysuit", "plated_boot"), ("bodysuit", "combat_boot"), ("plated_boot", "tech_trousers")]
)
def test_nothing_of_what_is_inside_shafts_and_legs_is_left_below_their_edges(below: str, above: str) -> None:
    pieces = worn(below, above)
    met = crossing(plain_body(BASIS), pieces, [piece.name for piece in pieces], {})
    assert met.pairs.get((below, above), 0) <= 0.002 * met.faces


@pytest.mark.parametrize(
    ("below", "above", "share"), [("bodysuit", "plated_boot", 0.0008), ("hose", "turn_shoe", 0.005)]
)
def test_tights_stay_inside_shafts_on_stout_calves(below: str, above: str, share: float) -> None:
    pieces = worn(below, above)
    body = make_body(Shape(Macro(sex=0.0, weight=0.9, muscle=0.8)), BASIS)
    met = crossing(body, pieces, [piece.name for piece in pieces], {})
    assert met.pairs.get((below, above), 0) <= share * met.faces
