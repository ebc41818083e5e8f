"""Garments: sound meshes, textures in size, options, layers."""

import numpy as np
import pytest

from procgen.character.body.basis import packaged_basis
from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape, make_body, plain_body
from procgen.character.mesh.refine import edges_of
from procgen.character.rig.skinning import axis_angle, pose_joints, skin
from procgen.character.ruler.cloth import hang_deg
from procgen.character.wardrobe import cuts
from procgen.character.wardrobe.anatomy import anatomy_of
from procgen.character.wardrobe.garments import KINDS, UNDERLAYER, build
from procgen.character.wardrobe.layers import layered
from procgen.character.wardrobe.skirt import tights_weights
from procgen.texture.classes import CLASSES

BASIS = packaged_basis()


@pytest.mark.parametrize("name", KINDS)
def test_meshes_are_sound(name):
    kind = KINDS[name]
    template = build(name, {}, {}, BASIS)
    count = len(template.lift)
    assert template.triangles.min() >= 0
    assert template.triangles.max() < count
    assert len(np.unique(template.triangles)) == count
    assert 1500 <= len(template.triangles) <= 12_000
    np.testing.assert_allclose(template.bind_weight.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(template.skin_weight.sum(axis=1), 1, atol=1e-5)
    assert template.bind_weight.shape == template.skin_weight.shape == (count, 4)
    assert template.skin_weight.min() >= 0
    assert np.isfinite(template.uv).all()
    assert template.layer == kind.layer
    assert template.slots == kind.slots
    assert set(np.unique(template.triangle_slot)) == set(range(len(kind.slots)))
    assert all(slot.texture in CLASSES for slot in template.slots)
    assert template.tile_m > 0


@pytest.mark.parametrize("opening", [(0.085, 0.03, 0.012, 2.0), (0.07, 0.12, 0.01, 1.0), (0.092, 0.045, 0.025, 2.4)])
def test_necklines_are_distances(opening):
    """So that a strip along a neckline is as wide everywhere: no step along an edge is longer than the edge."""
    anatomy = anatomy_of(BASIS)
    edges, _ = edges_of(anatomy.cage.refined.faces)
    field = cuts.neckline(anatomy, *opening)
    assert (field > 0).sum() > 50
    near = np.abs(field[edges]).max(axis=1) < 0.08
    step = np.abs(np.diff(field[edges], axis=1))[:, 0]
    length = np.linalg.norm(np.diff(anatomy.place[edges], axis=1)[:, 0], axis=1)
    assert (step <= length + 0.001)[near].all()


def test_no_vertex_stands_out_of_the_shoulders_while_the_arms_hang():
    anatomy, body = anatomy_of(BASIS), plain_body(BASIS)
    lowered = hang_deg(body)
    arms = {f"{side}UpperArm": axis_angle((0, 0, 1), turn) for side, turn in (("Left", -lowered), ("Right", lowered))}
    turned, placed = pose_joints(BASIS, body.joints, arms)
    weights = tights_weights(BASIS)
    joint = np.argsort(-weights, axis=1, kind="stable")[:, :4].astype(np.uint8)
    share = np.take_along_axis(weights, joint.astype(int), axis=1)
    posed = skin(anatomy.place, joint, share, body.joints, turned, placed)
    coarse = len(anatomy.cage.ring.four[0])

    def stands_out(place):
        own = np.ascontiguousarray(place[:coarse].T)
        return np.linalg.norm(own - anatomy.cage.ring.smooth(own, 1.0), axis=0)

    shoulder = (anatomy.place[:coarse, 1] > 1.25) & (np.abs(anatomy.place[:coarse, 0]) < 0.25)
    assert (stands_out(posed) - stands_out(anatomy.place))[shoulder].max() < 0.008


@pytest.mark.parametrize("name", ["tshirt", "jeans", "gown", "bodysuit", "skirt", "cloak"])
def test_textures_keep_their_size(name):
    """In the median a centimetre of cloth shows about a centimetre of texture, nearly everywhere more than a third."""
    template = build(name, {}, {}, BASIS)
    vertices = template.fit(anatomy_of(BASIS).cage.reference).astype(float)
    corners, uv = vertices[template.triangles], template.uv[template.triangles] * template.tile_m
    size = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    one, other = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    shown = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])
    large = size > 1e-4
    ratio = np.sqrt(shown[large] / size[large])
    assert 0.7 < np.median(ratio) < 1.3
    assert np.percentile(ratio, 5) > 0.33


@pytest.mark.parametrize("name", KINDS)
def test_any_option_gives_a_garment(name):
    kind = KINDS[name]
    body = make_body(Shape(Macro(sex=0.3)), BASIS)
    for end in (0, 1):
        options = {
            option.name: option.values[-end] if option.values else (option.minimum, option.maximum)[end]
            for option in kind.options.values()
        }
        template = build(name, options, {}, BASIS)
        places = template.fit(body)
        assert np.isfinite(places).all()
        assert places[:, 1].min() > -0.02
        assert template.lift.min() > 0


@pytest.mark.parametrize(
    "outfit", [("shirt", "jacket"), ("tshirt", "skirt"), ("breeches", "linen_shirt", "tunic", "cloak")]
)
def test_outer_garments_lie_outside_of_inner_ones(outfit):
    templates = [build(name, {}, {}, BASIS) for name in (UNDERLAYER, *outfit)]
    fitted = layered(templates, BASIS)
    assert [template.name for template in fitted] == [UNDERLAYER, *outfit]
    assert sum(len(template.triangles) for template in fitted) < sum(len(template.triangles) for template in templates)
    assert all(len(new.lift) == len(old.lift) for new, old in zip(fitted, templates, strict=True))
    # Where two garments lie on the same place of the trunk, the outer one is the higher one.
    first = len(BASIS.vertices) + anatomy_of(BASIS).cage.fine_count
    last = first + anatomy_of(BASIS).cage.fine_count
    heights = []
    for template in fitted:
        alone = template.bind_weight.max(axis=1) > 0.999
        vertex = template.bind_vertex[np.arange(len(alone)), template.bind_weight.argmax(axis=1)]
        used = alone & (vertex >= first) & (vertex < last)
        low, high = np.full(last - first, np.inf), np.full(last - first, -np.inf)
        np.minimum.at(low, vertex[used] - first, template.lift[used])
        np.maximum.at(high, vertex[used] - first, template.lift[used])
        heights.append((low, high, template.layer))
    for low_out, _, outer in heights:
        for _, high_in, inner in heights:
            both = np.isfinite(low_out) & np.isfinite(high_in)
            if inner < outer and both.any():
                assert (low_out[both] >= high_in[both] - 1e-4).mean() > 0.99


def test_the_same_garment_twice_is_the_same_to_the_bit():
    from procgen.character.wardrobe.kind import Shop

    one, other = (Shop(KINDS).build("tunic", {"flare": 0.7}, {}, BASIS) for _ in range(2))
    assert one.lift.tobytes() == other.lift.tobytes()
    assert one.uv.tobytes() == other.uv.tobytes()
    body = make_body(Shape(Macro(sex=1.0)), BASIS)
    again = make_body(Shape(Macro(sex=1.0)), BASIS)
    assert one.fit(body).tobytes() == other.fit(again).tobytes()
