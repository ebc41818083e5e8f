"""Eyeballs and teeth: their meshes follow bodies, their textures the parameters."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.character.body.basis import packaged_basis
from procgen.character.body.body import Body
from procgen.character.body.macro import Macro, macro_weights
from procgen.character.mesh.part import Template
from procgen.character.skin import (
    IRISES,
    EyeParameters,
    MouthParameters,
    bake_eyes,
    bake_mouth,
    eyes_template,
    mouth_template,
)
from procgen.character.skin.eyes import LIMBUS_SHARE, RADIUS_M
from procgen.errors import InvalidFields

PEOPLE = {
    "woman": Macro(sex=0.0, heritage={"asian": 1.0}),
    "man": Macro(sex=1.0, heritage={"caucasian": 1.0}),
    "old": Macro(sex=1.0, age_years=85.0, heritage={"african": 1.0}),
    "child": Macro(sex=0.5, age_years=6.0),
}


def person(macro: Macro, **units: float) -> Body:
    basis = packaged_basis()
    weights = macro_weights(macro, basis)
    for name, share in units.items():
        weights[f"arkit/{name}"] = weights.get(f"arkit/{name}", 0.0) + share
    return Body.stand(basis, basis.evaluate(weights))


def outward_share(template: Template, vertices: np.ndarray, centre: np.ndarray) -> float:
    corners = vertices[template.triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return float(((normal * (corners.mean(axis=1) - centre)).sum(axis=1) > 0).mean())


@pytest.mark.parametrize("template", [eyes_template(), mouth_template()], ids=["eyes", "mouth"])
def test_templates_are_well_formed(template: Template) -> None:
    count = len(template.uv)
    assert template.triangles.min() == 0
    assert template.triangles.max() == count - 1
    assert template.uv.min() >= 0
    assert template.uv.max() <= 1
    np.testing.assert_allclose(template.bind_weight.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(template.skin_weight.sum(axis=1), 1, atol=1e-3)
    assert len(template.triangle_slot) == len(template.triangles)
    assert len(template.triangles) < 3000


@pytest.mark.parametrize("name", PEOPLE)
def test_eyeballs_are_round_and_sit_in_both_sockets(name: str) -> None:
    body = person(PEOPLE[name])
    template = eyes_template()
    vertices = template.fit(body)
    half = len(vertices) // 2
    basis = body.basis
    for side, group in enumerate(("helper-l-eye", "helper-r-eye")):
        centre = body.vertices[np.unique(basis.faces[basis.group_faces(group)])].mean(axis=0)
        ball = vertices[side * half : (side + 1) * half]
        radius = np.linalg.norm(ball - centre, axis=1)
        assert radius.mean() == pytest.approx(RADIUS_M, rel=0.25)
        assert radius.std() / radius.mean() < 0.05
        # The middle of the cornea is the foremost part.
        assert ball[:, 2].argmax() < 1 + 3 * 24
        assert ball[0, 2] > np.percentile(ball[:, 2], 85)
        assert (centre[0] > 0) == (side == 0)
    both = np.where(np.arange(len(template.triangles)) < len(template.triangles) // 2, 0, 1)
    for side in (0, 1):
        part = vertices[template.triangles[both == side]]
        normal = np.cross(part[:, 1] - part[:, 0], part[:, 2] - part[:, 0])
        centre = vertices[side * half : (side + 1) * half].mean(axis=0) - [0, 0, 0.004]
        assert ((normal * (part.mean(axis=1) - centre)).sum(axis=1) > 0).all()


def test_eyes_turn_with_the_gaze() -> None:
    template = eyes_template()
    ahead = template.fit(person(PEOPLE["man"]))
    aside = template.fit(person(PEOPLE["man"], eyeLookOutLeft=1.0))
    assert aside[0, 0] - ahead[0, 0] > 0.003
    still = len(ahead) // 2
    np.testing.assert_allclose(aside[still:], ahead[still:], atol=2e-4)


def test_lower_teeth_and_tongue_move_with_the_jaw() -> None:
    template = mouth_template()
    jaw = packaged_basis().joint_names.index("Jaw")
    moving = (template.skin_joint[:, 0] == jaw) & (template.skin_weight[:, 0] > 0.5)
    assert 0.3 < moving.mean() < 0.9
    shut, open_ = (template.fit(person(PEOPLE["woman"], jawOpen=share)) for share in (0.0, 1.0))
    assert (shut[moving, 1] - open_[moving, 1]).mean() > 0.008
    np.testing.assert_allclose(open_[~moving], shut[~moving], atol=1e-3)


def test_teeth_face_outwards() -> None:
    template = mouth_template()
    vertices = template.fit(person(PEOPLE["man"]))
    front = vertices[:, 2] > np.percentile(vertices[:, 2], 75)
    chosen = front[template.triangles].all(axis=1)
    corners = vertices[template.triangles[chosen]]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert (normal[:, 2].sum() / np.linalg.norm(normal, axis=1).sum()) > 0.3


def iris(texture: np.ndarray, side: int) -> np.ndarray:
    """Mean colour of a ring in the middle of an iris."""
    size = texture.shape[0]
    y, x = np.mgrid[:size, :size]
    reach = np.hypot(x + 0.5 - size / 2, y + 0.5 - size / 2) / (size / 2)
    ring = (reach > 0.55 * LIMBUS_SHARE) & (reach < 0.75 * LIMBUS_SHARE)
    return texture[:, side * size : (side + 1) * size][ring].mean(axis=0)


def test_each_eye_has_its_own_colour() -> None:
    eyes = bake_eyes(EyeParameters(left="blue", right="brown"))
    assert eyes.albedo.shape == (256, 512, 3)
    left, right = iris(eyes.albedo, 0), iris(eyes.albedo, 1)
    assert left[2] > left[0] + 20
    assert right[0] > right[2] + 20
    alike = bake_eyes(EyeParameters(left="blue"))
    np.testing.assert_allclose(iris(alike.albedo, 0), iris(alike.albedo, 1), atol=12)
    own = iris(bake_eyes(EyeParameters(right_colour=(0.1, 0.8, 0.2))).albedo, 1)
    assert own[1] > own[0] + 40


@pytest.mark.parametrize("name", IRISES)
def test_every_iris_is_darker_than_the_white_and_has_a_pupil(name: str) -> None:
    eyes = bake_eyes(EyeParameters(left=name), 128).albedo
    assert eyes[64, 64].max() < 12
    assert eyes[64, 64 + 40].mean() > 110
    assert iris(eyes, 0).mean() < 225


def test_pupil_glow_and_veins() -> None:
    wide, slit = (bake_eyes(EyeParameters(pupil=p, pupil_shape=s)).albedo for p, s in ((0.6, "round"), (0.6, "slit")))
    radius = round(128 * LIMBUS_SHARE * 0.98 * 0.45)
    assert wide[128, 128 + radius].max() < 40
    assert slit[128, 128 + radius].max() > wide[128, 128 + radius].max()
    assert bake_eyes(EyeParameters()).emissive is None
    shining = bake_eyes(EyeParameters(left="cyan", glow=1.0)).emissive
    assert shining is not None
    assert iris(shining, 0).mean() > 80
    assert shining[:8].max() == 0
    clear, red = (bake_eyes(EyeParameters(veins=v)).albedo.astype(int) for v in (0.0, 1.0))
    assert (red[..., 0] - red[..., 1]).mean() > (clear[..., 0] - clear[..., 1]).mean() + 1


def test_bad_eyes_and_mouths_are_named() -> None:
    with pytest.raises(InvalidFields) as caught:
        bake_eyes(EyeParameters(left="plaid", right="none", pupil=2.0, left_colour=(0, 0, 9), pupil_shape="star"), 100)
    assert [each.field for each in caught.value.violations] == [
        "pupil", "left", "right", "left_colour", "pupil_shape", "size",
    ]  # fmt: skip
    with pytest.raises(InvalidFields) as caught:
        bake_mouth(MouthParameters(yellow=-1.0, melanin=float("nan")))
    assert [each.field for each in caught.value.violations] == ["yellow", "melanin"]


def test_teeth_are_lighter_than_gums_and_yellow_with_stain() -> None:
    clean, stained = (bake_mouth(MouthParameters(yellow=y)).albedo.astype(float) for y in (0.0, 1.0))
    middle = slice(215, 297)
    crown, gum = clean[45:55, middle].reshape(-1, 3), clean[8:18, middle].reshape(-1, 3)
    assert np.percentile(crown.mean(axis=1), 80) > gum.mean() + 40
    assert gum[:, 0].mean() > gum[:, 1].mean() + 30
    blue_lost = (clean - stained)[45:55, middle].reshape(-1, 3).mean(axis=0)
    assert blue_lost[2] > blue_lost[0] + 10
    dark = bake_mouth(MouthParameters(melanin=1.0)).albedo.astype(float)
    assert dark[8:18, middle].mean() < gum.mean() - 15
