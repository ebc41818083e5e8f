from collections.abc import Iterator

import numpy as np
import pytest

from procgen.character.body.basis import packaged_basis
from procgen.character.body.body import Body
from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape, make_body
from procgen.character.hair import BEARDS, BROWS, HAIR, KINDS, LASHES, NATURAL, greyed
from procgen.character.hair.bind import HAT_BACK_M, HAT_FRONT_M
from procgen.character.hair.head import Solid, standard_head
from procgen.character.hair.texture import TEXTURES
from procgen.character.mesh.part import Template
from procgen.character.wardrobe.kind import Kind, Shop, Value
from procgen.errors import InvalidFields

BASIS = packaged_basis()
HEAD = standard_head(BASIS)
MOST_TRIANGLES = 12_000


def _shop(name: str) -> Shop:
    return next(shop for shop in (HAIR, BEARDS, BROWS, LASHES) if name in shop.kinds)


def _extremes(kind: Kind) -> Iterator[dict[str, Value]]:
    numbers = [option for option in kind.options.values() if option.kind == "number"]
    yield {}
    yield {option.name: option.minimum for option in numbers}
    yield {option.name: option.maximum for option in numbers}
    for option in kind.options.values():
        for word in option.values[1:]:
            yield {option.name: word}


def _check(template: Template) -> None:
    vertices = len(template.uv)
    assert 0 < len(template.triangles) <= MOST_TRIANGLES
    assert template.triangles.min() >= 0
    assert template.triangles.max() < vertices
    assert np.allclose(template.bind_weight.sum(axis=1), 1, atol=1e-5)
    assert np.allclose(template.skin_weight.sum(axis=1), 1, atol=1e-5)
    assert template.bind_vertex.max() < len(BASIS.vertices)
    assert np.isfinite(template.offset).all()
    assert np.isfinite(template.uv).all()
    for array, kind in (
        (template.triangles, np.int32),
        (template.bind_vertex, np.int32),
        (template.bind_weight, np.float32),
        (template.lift, np.float32),
        (template.offset, np.float32),
        (template.uv, np.float32),
        (template.skin_joint, np.uint8),
        (template.skin_weight, np.float32),
    ):
        assert array.dtype == kind


def test_there_is_a_choice() -> None:
    assert len(HAIR.kinds) >= 12
    assert len(BEARDS.kinds) >= 5
    assert len(BROWS.kinds) >= 4
    assert not any(kind.child_safe for kind in BEARDS.kinds.values())
    assert all(kind.child_safe for kind in HAIR.kinds.values())
    for setting in ("medieval", "modern", "scifi"):
        assert sum(setting in kind.settings for kind in HAIR.kinds.values()) >= 10


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_option_gives_a_sound_mesh(name: str) -> None:
    shop = _shop(name)
    for options in _extremes(shop.kinds[name]):
        template = shop.build(name, options, {}, BASIS)
        _check(template)
        assert all(slot.texture in (*TEXTURES, "") for slot in template.slots)
        assert set(np.unique(template.triangle_slot)) <= set(range(len(template.slots)))


@pytest.mark.parametrize("name", ["side_part", "afro", "braids", "full_long", "brows_arched", "lashes"])
def test_templates_are_made_the_same_again(name: str) -> None:
    kind = _shop(name).kinds[name]
    first, second = (Shop({name: kind}).build(name, {}, {}, BASIS) for _ in range(2))
    assert first is not second
    for field in ("triangles", "uv", "bind_vertex", "bind_weight", "lift", "offset", "skin_joint", "skin_weight"):
        assert getattr(first, field).tobytes() == getattr(second, field).tobytes()


@pytest.mark.parametrize("name", sorted({**HAIR.kinds, **BEARDS.kinds}))
def test_surfaces_face_outwards(name: str) -> None:
    """Most triangles of hair look away from the skin beneath."""
    template = _shop(name).build(name, {}, {}, BASIS)
    corner = template.fit(HEAD.body)[template.triangles]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    middle = corner.mean(axis=1)
    above = middle[:, 1] > HEAD.joint("Head")[1]
    near = HEAD.solid.height(middle)[1]
    outward = (normal * near).sum(axis=1)[above]
    assert outward[outward > 0].sum() > 1.5 * -outward[outward < 0].sum()


PEOPLE = {
    "man": Macro(sex=1.0, age_years=35, muscle=0.9),
    "heavy": Macro(sex=0.8, age_years=45, weight=1.0),
    "child": Macro(sex=0.4, age_years=7),
    "old": Macro(sex=0.0, age_years=85, heritage={"asian": 1.0}),
}


def _people() -> dict[str, Body]:
    return {name: make_body(Shape(macro, {"head_scale_horiz": 0.0}), BASIS) for name, macro in PEOPLE.items()}


@pytest.mark.parametrize("name", sorted({**HAIR.kinds, **BEARDS.kinds}))
def test_hair_follows_every_head(name: str) -> None:
    """On other people hardly more of it lies inside the skin than on the one that it was made on."""
    template = _shop(name).build(name, {}, {}, BASIS)
    vertex = HEAD.earless.vertex

    def sunk(body: Body) -> float:
        solid = Solid(vertex, body.vertices[vertex], body.normals[vertex], np.ones(len(vertex), bool))
        return float((solid.height(template.fit(body))[0] < -0.004).mean())

    made_on = sunk(HEAD.body)
    assert made_on < 0.06  # roots and the cards' edges
    for body in _people().values():
        assert sunk(body) < made_on + 0.02


def test_buzz_cut_hugs_the_scalp_of_all() -> None:
    template = HAIR.build("buzz_cut", {"length": 1.0}, {}, BASIS)
    for body in _people().values():
        place = template.fit(body)
        root = (body.vertices[template.bind_vertex] * template.bind_weight[..., None]).sum(axis=1)
        assert np.linalg.norm(place - root, axis=1).max() < 0.017


@pytest.mark.parametrize("name", sorted(HAIR.kinds))
def test_nothing_stands_above_the_hat_line_under_a_hat(name: str) -> None:
    template = HAIR.build(name, {"under_hat": "yes"}, {}, BASIS)
    points = template.fit(HEAD.body)
    eyes = HEAD.centre[1] - 0.022
    forward = np.clip((points[:, 2] - HEAD.centre[2]) / 0.2 + 0.5, 0, 1)
    above = points[:, 1] > eyes + HAT_BACK_M + (HAT_FRONT_M - HAT_BACK_M) * forward + 0.002
    height, _ = HEAD.solid.height(points[above])
    assert np.quantile(height, 0.995) < 0.012


@pytest.mark.parametrize("name", ["ponytail", "shoulder_wavy", "topknot", "afro"])
def test_all_hair_lies_flat_in_a_hood(name: str) -> None:
    points = HAIR.build(name, {"under_hat": "hood"}, {}, BASIS).fit(HEAD.body)
    height, _ = HEAD.solid.height(points[points[:, 1] > HEAD.joint("Neck")[1]])
    assert np.quantile(height, 0.99) < 0.009


def test_long_hair_lies_on_the_chest_while_the_head_turns() -> None:
    template = HAIR.build("long_straight", {"length": 1.0}, {}, BASIS)
    place = template.fit(HEAD.body)
    names = BASIS.joint_names
    share = {
        name: ((template.skin_joint == names.index(name)) * template.skin_weight).sum(axis=1)
        for name in ("Head", "Neck", "UpperChest")
    }
    assert (share["Head"][place[:, 1] > HEAD.joint("Head")[1] + 0.01] > 0.99).all()
    assert (share["UpperChest"][place[:, 1] < HEAD.joint("Neck")[1] - 0.12] > 0.99).all()
    assert (share["Neck"] > 0.3).any()


def test_bad_wishes_are_all_named() -> None:
    with pytest.raises(InvalidFields) as caught:
        HAIR.build("bob", {"length": 2.0, "part": "diagonal", "beehive": 1.0}, {}, BASIS)
    assert len(caught.value.violations) == 3
    with pytest.raises(InvalidFields):
        HAIR.build("bob", {"length": float("nan")}, {}, BASIS)
    with pytest.raises(InvalidFields):
        BEARDS.build("goatee", {}, {"beard": (2.0, 0.0, 0.0)}, BASIS)


def test_colours() -> None:
    template = HAIR.build("pixie", {}, {"hair": NATURAL["red"]}, BASIS)
    assert template.slots[0].colour == NATURAL["red"]
    assert all(0 <= part <= 1 for colour in NATURAL.values() for part in colour)
    assert greyed(NATURAL["brown"], 1.0) == NATURAL["white"]
    assert greyed(NATURAL["brown"], 0.0) == NATURAL["brown"]
