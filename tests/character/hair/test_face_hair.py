from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import coo_matrix, csgraph

from procgen.character.body.basis import packaged_basis
from procgen.character.hair import BEARDS, BROWS, LASHES
from procgen.character.hair.brows import project
from procgen.character.hair.face import standard_face
from procgen.character.hair.head import standard_head
from procgen.character.hair.lashes import GROUPS, unrolled
from procgen.character.hair.texture import CAP_BAND, LOCK_END, SOLID_STRIP, STRIPS, maps
from procgen.character.mesh.morphs import carried_targets

BASIS = packaged_basis()
HEAD = standard_head(BASIS)
FACE = standard_face(BASIS)


@pytest.mark.parametrize("name", sorted(BEARDS.kinds))
def test_beards_leave_the_lips_free(name: str) -> None:
    skin = BEARDS.build(name, {}, {}, BASIS)
    roots = np.abs(skin.offset).max(axis=1) == 0
    place = skin.fit(HEAD.body)[roots]
    assert len(place) > 50
    # The layer of roots may reach under the lips' edge, where its texture shows nothing.
    assert FACE.outside_lips(place).min() > -0.009


@pytest.mark.parametrize("name", sorted(BEARDS.kinds))
def test_beards_cards_have_no_edges_at_their_roots_and_tips(name: str) -> None:
    """Where a card begins and ends its picture covers little: its hairs begin and end one by one."""
    made = BEARDS.build(name, {}, {}, BASIS)
    cover = maps(made.slots[0].texture).albedo[..., 3] / 255
    height, width = cover.shape
    on_cards = (made.triangle_slot == 0) & (made.uv[made.triangles][..., 1] < LOCK_END).all(axis=1)
    corners = made.triangles[on_cards]
    number = csgraph.connected_components(
        coo_matrix((np.ones(2 * len(corners)), np.concatenate([corners[:, :2], corners[:, 1:]]).T))
    )[1]
    roots, tips = [], []
    for card in np.unique(number[corners[:, 0]]):
        uv = made.uv[np.flatnonzero(number == card)]
        across = np.arange(round(uv[:, 0].min() * width), round(uv[:, 0].max() * width))
        if across[0] // (width // STRIPS) != SOLID_STRIP:
            roots.append(cover[int(uv[:, 1].min() * height), across].mean())
            tips.append(cover[int(uv[:, 1].max() * height), across].mean())
    assert len(roots) > 50
    assert np.mean(roots) < 0.4
    assert np.mean(tips) < 0.1


@pytest.mark.parametrize("name", ["full_short", "goatee", "mutton_chops"])
def test_the_skin_under_a_beard_darkens_gradually(name: str) -> None:
    made = BEARDS.build(name, {}, {}, BASIS)
    cover = maps(made.slots[0].texture).albedo[..., 3] / 255
    on_skin = np.abs(made.offset).max(axis=1) == 0
    rows = (made.uv[on_skin][:, 1] * len(cover)).astype(int)
    rows = np.arange(rows.min(), int(CAP_BAND[1] * len(cover)))
    share = cover[rows].mean(axis=1)
    assert share[0] < 0.1
    assert share[len(share) // 2 :].min() > 0.9
    # Two rows are under a millimetre of skin.
    assert (share[2:] - share[:-2]).max() < 0.2


def test_full_beard_grows_where_beards_do() -> None:
    eyes, chin = HEAD.joint("LeftEye"), FACE.mouth + np.array([0, -0.036, 0], np.float32)
    assert FACE.bearded(chin[None])[0] > 0.004
    assert FACE.bearded(eyes[None])[0] < 0
    assert FACE.bearded(FACE.mouth[None])[0] < 0
    assert (FACE.bearded(HEAD.body.vertices[HEAD.ears]) < 0.004).all()


@pytest.mark.parametrize("name", ["goatee", "full_short", "full_long", "braided"])
def test_beards_open_with_the_jaw(name: str) -> None:
    template = BEARDS.build(name, {}, {}, BASIS)
    vertex, shift = carried_targets(template, BASIS)["jawOpen"]
    skin, jaw = BASIS.target("arkit/jawOpen")
    chin = jaw[np.argmin(np.linalg.norm(HEAD.body.vertices[skin] - FACE.mouth - [0, -0.04, -0.005], axis=1))]
    low = template.fit(HEAD.body)[vertex][:, 1] < FACE.mouth[1] - 0.035
    front = template.fit(HEAD.body)[vertex][:, 2] > FACE.mouth[2] - 0.03
    moved = shift[low & front]
    assert len(moved) > 30
    assert np.median(moved[:, 1]) == pytest.approx(chin[1], rel=0.25)


def test_beard_moves_with_head_and_jaw_alone() -> None:
    template = BEARDS.build("full_long", {}, {}, BASIS)
    hanging = np.abs(template.offset).max(axis=1) > 0
    joints = template.skin_joint[hanging][template.skin_weight[hanging] > 0.1]
    assert {BASIS.joint_names[joint] for joint in np.unique(joints)} == {"Head", "Jaw"}


@pytest.mark.parametrize("name", sorted(BROWS.kinds))
def test_brows_lie_on_the_skin_and_mirror(name: str) -> None:
    template = BROWS.build(name, {}, {}, BASIS)
    place = template.fit(HEAD.body)
    height, _ = HEAD.solid.height(place)
    assert abs(height).max() < 0.004
    left, right = place[place[:, 0] > 0], place[place[:, 0] < 0]
    assert np.allclose(np.sort(left[:, 0]), np.sort(-right[:, 0]), atol=1e-3)
    eyes = HEAD.joint("LeftEye")[1]
    assert (place[:, 1] > eyes + 0.008).all()
    assert (place[:, 1] < eyes + 0.035).all()


def test_brows_follow_their_muscles() -> None:
    targets = carried_targets(BROWS.build("brows_arched", {}, {}, BASIS), BASIS)
    for name in ("browInnerUp", "browDownLeft", "browDownRight", "browOuterUpLeft", "browOuterUpRight"):
        assert name in targets
    _, shift = targets["browInnerUp"]
    assert shift[:, 1].max() > 0.002


def test_places_beside_the_face_have_no_skin() -> None:
    with pytest.raises(ValueError, match="beside"):
        project(HEAD, np.array([[0.0, HEAD.centre[1]], [0.3, HEAD.centre[1]]], np.float32))


@pytest.mark.parametrize("group", [name for names in GROUPS.values() for name in names])
def test_lashes_unroll_to_a_grid(group: str) -> None:
    eye = HEAD.joint("LeftEye" if "-l-" in group else "RightEye")
    points = HEAD.body.vertices
    grid = unrolled(BASIS, group, eye, points)
    used = np.unique(BASIS.faces[BASIS.group_faces(group)])
    assert np.array_equal(np.sort(grid.ravel()), used)
    assert len(grid) == 5
    assert np.linalg.norm(points[grid[0]] - eye, axis=1).mean() < np.linalg.norm(points[grid[-1]] - eye, axis=1).mean()
    edges = {
        tuple(sorted(pair))
        for quad in BASIS.faces[BASIS.group_faces(group)].tolist()
        for pair in zip(quad, quad[1:] + quad[:1], strict=True)
    }
    for row in grid.tolist():
        assert all(tuple(sorted(pair)) in edges for pair in pairwise(row))


def test_what_is_no_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="grid"):
        unrolled(BASIS, "helper-tongue", HEAD.joint("LeftEye"), HEAD.body.vertices)


def test_lashes_close_with_the_eyes_and_grow_with_their_length() -> None:
    template = LASHES.build("lashes", {}, {}, BASIS)
    targets = carried_targets(template, BASIS)
    vertex, shift = targets["eyeBlinkLeft"]
    assert (template.fit(HEAD.body)[vertex, 0] > 0).all()
    assert shift[:, 1].min() < -0.004
    short, long = (LASHES.build("lashes", {"length": length}, {}, BASIS).fit(HEAD.body) for length in (0.0, 1.0))
    assert np.ptp(long[:, 2]) > np.ptp(short[:, 2]) + 5e-4


def test_lower_lashes_can_be_left_out() -> None:
    with_, without = (LASHES.build("lashes", {"lower": lower}, {}, BASIS) for lower in (0.5, 0.0))
    assert len(without.triangles) < len(with_.triangles)
