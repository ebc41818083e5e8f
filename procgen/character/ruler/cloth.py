"""How well clothes sit: cloth inside the skin, and holes where skin is hidden.

A cloth vertex counts as inside when the nearest point of the skin (hidden or not) is more than a millimetre away and
the vertex is on the inner side of its triangle. Rays find the few candidates; the nearest triangle is searched exactly.

Poses bring parts of the body against and into each other: an arm against the chest, a belly against the thighs, the
hollows of knees and armpits. There the bare body is inside itself, no cloth can be outside of it, and nobody sees it.
Cloth within two centimetres of such folds is counted apart, as pressed, where rays call it suspect; and so is cloth
that a pose brings into another part of the body (a sleeve into the thigh that it rests on), which is a place far away
in the rest pose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from procgen.character.body.basis import BODY_VERTICES
from procgen.character.body.body import Body
from procgen.character.mesh.nearest import nearest_on_triangles
from procgen.character.mesh.normals import Incidence, vertex_normals
from procgen.character.mesh.part import Template, hidden_vertices
from procgen.character.rig.skinning import axis_angle, pose_joints, skin

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

TOLERANCE_M = 0.001
_REACH_M = 0.06
SUNK_M = 0.02
_PATCH_M = 0.02
APART_M = 0.08
"""Places further apart than this share of the stature in the rest pose belong to different parts."""
_X, _Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def hang_deg(body: Body) -> float:
    """How far the arms are lowered from the rest pose until they hang beside the body without lying in it."""
    joint = dict(zip(body.basis.joint_names, body.joints, strict=True))
    shoulder, hand = joint["LeftUpperArm"], joint["LeftHand"]
    arm = float(np.linalg.norm(hand - shoulder))
    carried = np.zeros(len(body.vertices), np.float32)
    for number, name in enumerate(body.basis.joint_names):
        if name in ("Hips", "Spine", "Chest", "UpperChest", "LeftUpperLeg"):
            carried += (body.basis.skin_weight * (body.basis.skin_joint == number)).sum(axis=1)
    skin_place = body.vertices[:BODY_VERTICES][carried[:BODY_VERTICES] > 0.8]
    depth = shoulder[1] - skin_place[:, 1]
    beside = (depth > 0.3 * arm) & (depth < 1.25 * arm) & (skin_place[:, 0] > 0)
    room = (skin_place[beside, 0] + 0.11 * arm - shoulder[0]) / depth[beside]
    spread = np.degrees(np.arctan(max(float(room.max()), 0.12)))
    elbow = joint["LeftLowerArm"] - shoulder
    return float(np.degrees(np.arctan2(elbow[0], -elbow[1])) - spread)


def poses(body: Body) -> dict[str, dict[str, Floats]]:
    """The poses that clothes are judged in: rest, a walking step, seated; the arms hang as the body lets them."""
    lowered = hang_deg(body)
    arms = {"LeftUpperArm": axis_angle(_Z, -lowered), "RightUpperArm": axis_angle(_Z, lowered)}
    step = {
        "LeftUpperArm": axis_angle(_X, 25) @ arms["LeftUpperArm"],
        "RightUpperArm": axis_angle(_X, -25) @ arms["RightUpperArm"],
        "LeftUpperLeg": axis_angle(_X, -28),
        "LeftLowerLeg": axis_angle(_X, 8),
        "RightUpperLeg": axis_angle(_X, 22),
        "RightLowerLeg": axis_angle(_X, 28),
        "LeftLowerArm": axis_angle(_X, -15),
        "RightLowerArm": axis_angle(_X, -25),
        "Spine": axis_angle((0.0, 1.0, 0.0), 5),
    }
    seat = {f"{side}UpperLeg": axis_angle(_X, -85) for side in ("Left", "Right")}
    seat |= {f"{side}LowerLeg": axis_angle(_X, 85) for side in ("Left", "Right")}
    return {"rest": {}, "walk": step, "sit": arms | seat}


def posed(body: Body, templates: Sequence[Template], rotations: Mapping[str, Floats]) -> tuple[Floats, list[Floats]]:
    """The skin (19158, 3) and each template's vertices in a pose."""
    basis = body.basis
    turned, placed = pose_joints(basis, body.joints, rotations)
    moved = skin(body.vertices, basis.skin_joint, basis.skin_weight, body.joints, turned, placed)
    cloth = [
        skin(template.fit(body), template.skin_joint, template.skin_weight, body.joints, turned, placed)
        for template in templates
    ]
    return moved, cloth


def skin_triangles(body: Body) -> Ints:
    """The triangles (T, 3) of the body proper."""
    faces = body.basis.faces[body.basis.body_faces]
    return np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])


def scene_of(vertices: Floats, triangles: Ints) -> rtcore_scene.EmbreeScene:
    """A surface for rays: vertices (V, 3) and triangles (T, 3)."""
    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, vertices.astype(np.float32), triangles.astype(np.int32))
    return scene


def cast(scene: rtcore_scene.EmbreeScene, origin: Floats, direction: Floats) -> tuple[Ints, Floats]:
    """First triangle that each ray meets, -1 none, and its distance."""
    found = scene.run(
        np.ascontiguousarray(origin, np.float32),
        np.ascontiguousarray(direction, np.float32),
        query="INTERSECT",
        output=True,
    )
    return np.asarray(found["primID"], np.int64), np.asarray(found["tfar"], np.float32)


def triangle_normals(vertices: Floats, triangles: Ints) -> Floats:
    """Unit normals (T, 3) to the outer side."""
    corners = vertices[triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12), np.float32)


def _suspects(points: Floats, vertices: Floats, triangles: Ints) -> Bools:
    """Points (P,) from which a ray along an axis leaves the skin nearby: all that are inside, and some more."""
    scene, normal = scene_of(vertices, triangles), triangle_normals(vertices, triangles)
    suspect = np.zeros(len(points), np.bool_)
    for direction in np.concatenate([np.eye(3), -np.eye(3)]).astype(np.float32):
        hit, distance = cast(scene, points, np.tile(direction, (len(points), 1)))
        suspect |= (hit >= 0) & (distance < _REACH_M) & ((normal[hit] @ direction) > 0)
    return suspect


def surrounding_triangle(points: Floats, vertices: Floats, triangles: Ints) -> Ints:
    """The nearest skin triangle (P,) of those points that lie inside by more than :data:`TOLERANCE_M`, -1 for others.

    Args:
        points: (P, 3).
        vertices, triangles: of the skin, (V, 3) and (T, 3).
    """
    normal = triangle_normals(vertices, triangles)
    found = np.full(len(points), -1)
    centre = vertices[triangles].mean(axis=1)
    for number in np.flatnonzero(_suspects(points, vertices, triangles)):
        point = points[number]
        near = np.flatnonzero((np.abs(centre - point) < _REACH_M).all(axis=1))
        if len(near):
            away = point - nearest_on_triangles(point, vertices[triangles[near]])
            best = int(np.argmin((away**2).sum(axis=1)))
            deep = float(np.linalg.norm(away[best])) > TOLERANCE_M
            if deep and float(away[best] @ normal[near[best]]) < 0:
                found[number] = near[best]
    return found


@dataclass(frozen=True, slots=True)
class Fit:
    """What was measured.

    Attributes:
        vertices: of cloth looked at.
        inside: of them inside the skin.
        pressed: of them where the bare body folds into itself, or in another part of the body.
        rays: that met hidden skin.
        holes: of them that saw into the body; see :func:`holes`.
    """

    vertices: int = 0
    inside: int = 0
    pressed: int = 0
    rays: int = 0
    holes: int = 0

    @property
    def share_inside(self) -> float:
        return self.inside / max(self.vertices, 1)

    def __add__(self, other: Fit) -> Fit:
        return Fit(
            self.vertices + other.vertices,
            self.inside + other.inside,
            self.pressed + other.pressed,
            self.rays + other.rays,
            self.holes + other.holes,
        )


def crossings(points: Floats, vertices: Floats, triangles: Ints, layers: int = 16) -> Ints:
    """In how many parts of a closed, perhaps self-overlapping surface each point (P,) lies: crossings along rays."""
    scene, normal = scene_of(vertices, triangles), triangle_normals(vertices, triangles)
    counts = []
    for direction in np.array([[0.31, 0.27, 0.91], [-0.83, 0.35, -0.43], [0.12, -0.61, -0.78]], np.float32):
        place, count = points.astype(np.float32).copy(), np.zeros(len(points), np.int64)
        going = np.arange(len(points))
        for _ in range(layers):
            if not len(going):
                break
            hit, far = cast(scene, place[going], np.tile(direction, (len(going), 1)))
            met = hit >= 0
            going, hit, far = going[met], hit[met], far[met]
            count[going] += np.where(normal[hit] @ direction > 0, 1, -1)
            place[going] += direction * (far[:, None] + np.float32(2e-5))
        counts.append(count)
    return np.asarray(np.median(counts, axis=0), np.int64)


def folded_skin(vertices: Floats, body: Body, triangles: Ints) -> Bools:
    """Which vertices of the basis (19158,) are skin that a pose folds into another part, or next to such.

    Args:
        vertices: (19158, 3) of the posed body.
        body: in its rest pose; "next to" is measured on it.
        triangles: of the skin.
    """
    skin_vertices = np.unique(triangles)
    normals = vertex_normals(vertices, Incidence.of(triangles, len(vertices)))[skin_vertices]
    # A little over its own skin a point is in nothing, unless in another part.
    inside = crossings(vertices[skin_vertices] + normals * np.float32(0.002), vertices, triangles) > 0
    folded = np.zeros(len(vertices), np.bool_)
    cells = np.floor(body.vertices[skin_vertices] / _PATCH_M).astype(np.int64) @ np.array([1, 1 << 20, 1 << 40])
    around = np.stack(np.meshgrid(*[[-1, 0, 1]] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    taken = (np.unique(cells[inside])[:, None] + around @ np.array([1, 1 << 20, 1 << 40])).ravel()
    folded[skin_vertices] = np.isin(cells, taken)
    return folded


def penetration(body: Body, templates: Sequence[Template], rotations: Mapping[str, Floats]) -> Fit:
    """Cloth inside the skin of one body in one pose; vertices that no triangle uses do not count."""
    vertices, cloth = posed(body, templates, rotations)
    triangles = skin_triangles(body)
    skin_vertices = np.unique(triangles)
    folded = folded_skin(vertices, body, triangles) if rotations else np.zeros(len(vertices), np.bool_)
    total = Fit()
    for part, template in zip(cloth, templates, strict=True):
        used = np.unique(template.triangles)
        suspect = used[_suspects(part[used], vertices, triangles)]
        rest = template.fit(body)[suspect]
        own = np.array(
            [skin_vertices[((body.vertices[skin_vertices] - point) ** 2).sum(axis=1).argmin()] for point in rest], int
        )
        pressed = folded[own]
        around = surrounding_triangle(part[suspect[~pressed]], vertices, triangles)
        there, here = around[around >= 0], own[~pressed][around >= 0]
        apart = np.linalg.norm(body.vertices[triangles[there]].mean(axis=1) - body.vertices[here], axis=1)
        elsewhere = int((apart > APART_M * body.stature_m).sum()) if rotations else 0
        total += Fit(len(used), len(there) - elsewhere, int(pressed.sum()) + elsewhere)
    return total


def covered(body: Body, templates: Sequence[Template], rotations: Mapping[str, Floats], skin_vertices: Ints) -> Bools:
    """Which of some skin vertices have cloth over them: a ray along the normal meets it within six centimetres."""
    vertices, cloth = posed(body, templates, rotations)
    starts = np.cumsum([0] + [len(part) for part in cloth])
    triangles = [template.triangles + start for template, start in zip(templates, starts[:-1], strict=True)]
    scene = scene_of(np.concatenate(cloth), np.concatenate(triangles))
    normals = vertex_normals(vertices, Incidence.of(skin_triangles(body), len(vertices)))[skin_vertices]
    hit, far = cast(scene, vertices[skin_vertices] - normals * np.float32(0.001), normals)
    return np.asarray((hit >= 0) & (far < _REACH_M))


def view_directions(count: int) -> Floats:
    """``count`` directions (count, 3) spread evenly over the sphere (a Fibonacci lattice)."""
    height = 1 - (np.arange(count) + 0.5) * 2 / count
    angle = np.pi * (3 - np.sqrt(5)) * np.arange(count)
    flat = np.sqrt(1 - height**2)
    return np.stack([flat * np.cos(angle), height, flat * np.sin(angle)], axis=1).astype(np.float32)


def holes(
    body: Body, templates: Sequence[Template], rotations: Mapping[str, Floats], views: int = 14, step_m: float = 0.01
) -> Fit:
    """Rays from all sides that come to hidden skin and there see into the body.

    A ray is good when it meets cloth or visible skin from outside, before the hidden skin or right behind it (where
    cloth has sunk in a little, one sees cloth all the same).

    Args:
        body, templates, rotations: as worn.
        views: parallel bundles of rays.
        step_m: distance of the rays in a bundle.
    """
    vertices, cloth = posed(body, templates, rotations)
    triangles = skin_triangles(body)
    hidden = np.zeros(len(vertices), np.bool_)
    hidden[hidden_vertices(list(templates))] = True
    faces = body.basis.faces[body.basis.body_faces]
    gone = np.tile(hidden[faces].all(axis=1), 2)
    starts = np.cumsum([0] + [len(part) for part in cloth])
    seen_triangles = [triangles[~gone]]
    seen_triangles += [
        template.triangles + len(vertices) + start for template, start in zip(templates, starts[:-1], strict=True)
    ]
    places, shown_triangles = np.concatenate([vertices, *cloth]), np.concatenate(seen_triangles)
    seen = scene_of(places, shown_triangles)
    normal = triangle_normals(places, shown_triangles)
    missing = scene_of(vertices, triangles[gone])
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    centre, radius = (low + high) / 2, float(np.linalg.norm(high - low)) / 2
    rays = open_rays = 0
    for towards in view_directions(views):
        side = np.cross(towards, (0.0, 1.0, 0.0) if abs(towards[1]) < 0.9 else (1.0, 0.0, 0.0))
        side /= np.linalg.norm(side)
        up = np.cross(side, towards)
        line = np.arange(-radius, radius, step_m)
        grid = (line[:, None, None] * side + line[None, :, None] * up).reshape(-1, 3)
        origin = (centre + grid - towards * (radius + 1)).astype(np.float32)
        direction = np.tile(towards, (len(origin), 1))
        skin_hit, skin_far = cast(missing, origin, direction)
        met = skin_hit >= 0
        shown, shown_far = cast(seen, origin[met], direction[met])
        beyond = shown_far - skin_far[met]
        from_behind = (normal[shown] @ towards > 0) & (beyond > 0)
        rays += int(met.sum())
        open_rays += int(((shown < 0) | (beyond > SUNK_M) | from_behind).sum())
    return Fit(rays=rays, holes=open_rays)
