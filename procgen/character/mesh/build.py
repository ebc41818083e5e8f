"""From a body, what it wears and what that looks like to a character that exporters take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.body.body import Body
from procgen.character.body.reshape import Reach
from procgen.character.body.shape import plain_body
from procgen.character.mesh.model import Character, Material, Part, Skeleton, Surface, Topology
from procgen.character.mesh.morphs import face_targets, target_gains
from procgen.character.mesh.normals import Incidence, normal_rows, vertex_normals
from procgen.character.mesh.part import Slot, Template, hidden_vertices
from procgen.character.mesh.rows import narrow, wide
from procgen.character.mesh.tangents import TangentFrame
from procgen.character.mesh.topology import (
    SURFACES,
    body_topology,
    exported_vertices,
    same_places,
    template_topologies,
)
from procgen.character.motion.clips import clips_of
from procgen.character.rig.colliders import fit_colliders
from procgen.character.rig.sockets import place_sockets
from procgen.character.rig.tpose import Pull, TPose, dense_weights, leg_vertices, to_t_pose, turns
from procgen.character.style.faceted import faceted
from procgen.character.style.proportions import STYLES, Deformation, Style, deformation, styled_face

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

BODY_SLOTS: Mapping[str, Slot] = {
    "skin": Slot("skin", "skin", (0.80, 0.62, 0.52), roughness=0.6),
    "eyes": Slot("eye", "eyes", (0.92, 0.92, 0.92), roughness=0.15),
    "mouth": Slot("mouth", "mouth", (0.75, 0.55, 0.52), roughness=0.4),
    "lashes": Slot("lash", "lashes", (0.05, 0.04, 0.04), double_sided=True, alpha="mask"),
}
"""The body's surfaces as they look without materials."""
_ROUNDED = 1.6
"""Weight of the skin's normals in those of strands above it."""
_SMOOTH = 0.5
"""Cosine of the widest angle between normals at one place that count as one smooth surface."""


@dataclass(frozen=True, eq=False)
class _Frame:
    """What is prepared once for a template: vertices that share a normal, their faces, and how it hangs on joints."""

    smooth: Ints
    first: Ints
    incidence: Incidence
    pull: Pull
    feet: Ints


_FRAMES: WeakKeyDictionary[Template, _Frame] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class _BodyFrame:
    """The same for the body's exported vertices."""

    vertices: Ints
    pull: Pull
    feet: Ints


@dataclass(frozen=True, eq=False)
class _Near:
    """The part of the body's exported vertices that a slider reaches.

    Attributes:
        place: (N,) which they are; ``vertices`` (N,) of the basis.
        pull: how they hang on joints; None where any hangs on one that the T-pose turns.
        legs: whether the slider moves what says how upright the legs are.
    """

    place: Ints
    vertices: Ints
    pull: Pull | None
    legs: bool


@dataclass(frozen=True, eq=False)
class Stance:
    """A body in T-pose, and the way there, for everything that it wears.

    Attributes:
        body: in rest pose, in its own proportions.
        deformation: of the style, None where it has none.
        pose: from (styled) rest pose to T-pose.
        placed, turned: (E, 4) rows of the exported vertices and their normals in T-pose, before they were lifted.
        up_m: by how much they were lifted.
    """

    body: Body
    deformation: Deformation | None
    pose: TPose
    placed: Floats
    turned: Floats
    up_m: float = 0.0

    @cached_property
    def vertices(self) -> Floats:
        """(E, 3) the exported vertices in T-pose."""
        return narrow(self.placed, self.up_m)

    @cached_property
    def normals(self) -> Floats:
        """(E, 3) their normals."""
        return narrow(self.turned)

    def carry(self, template: Template) -> tuple[Floats, Floats]:
        """Vertices and normals (V, 3) of a template in T-pose; not lifted."""
        placed, turned = self.carry_rows(template)
        return narrow(placed), narrow(turned)

    def carry_rows(self, template: Template) -> tuple[Floats, Floats]:
        """The same as rows (V, 4)."""
        frame = _frame(template, self.body.basis)
        vertices = template.fit(self.body)
        if self.deformation is not None:
            # The table is as large as all that is prepared, made in a millisecond, and not wanted for most styles.
            joints = len(self.body.basis.joint_names)
            weights = dense_weights(template.skin_joint, template.skin_weight, joints)
            vertices = self.deformation.apply(vertices, weights)
        places = wide(vertices, 1.0)
        normals = normal_rows(places.take(frame.first, axis=0), frame.incidence).take(frame.smooth, axis=0)
        if template.strands:
            normals = _rounded(normals, template.skin_normals(self.body))
        return self.pose.apply(places, normals, frame.pull)

    def grounded(self, height: float) -> Stance:
        """The same, lifted by so many metres."""
        return replace(self, pose=self.pose.grounded(height), up_m=self.up_m + height)


def _rounded(own: Floats, below: Floats) -> Floats:
    """Normals (V, 4) of strands, turned towards those of the skin below where they already look its way.

    Each lock lit by its own arch would look carved; a braid keeps the roundness of its far sides.
    """
    along = np.einsum("va,va->v", own, below)[:, None]
    turned = own + below * (_ROUNDED * np.maximum(along, 0))
    length = np.sqrt(np.einsum("va,va->v", turned, turned))[:, None]
    return np.asarray(turned / np.maximum(length, 1e-6), np.float32)


def stand(body: Body, style: Style = STYLES["realistic"]) -> Stance:
    """Bring a body to its T-pose, in the proportions of a style."""
    basis = body.basis
    shown, joints, shaped = body, body.joints, None
    if style.reshapes:
        shaped = deformation(style, basis, joints)
        shown = Body(basis, shaped.apply(body.vertices, _all_weights(basis)))
        joints = shaped.joints
    pose = to_t_pose(basis, shown.vertices, joints)
    frame = _body_frame(basis)
    return Stance(body, shaped, pose, *_placed(shown, pose, frame.vertices, frame.pull))


def stand_near(old: Stance, body: Body, reach: Reach) -> Stance:
    """:func:`stand`, bit for bit, of a body that differs from that of an old stance by what ``reach`` names at most.

    Args:
        old: not lifted, in the body's own proportions.
        body: made by :func:`procgen.character.body.reshape.remould`.
        reach: from there.
    """
    near = _near(reach)
    pose = old.pose
    if reach.joints or near.legs:
        pose = to_t_pose(body.basis, body.vertices, body.joints)
        if not (np.array_equal(pose.back, old.pose.back) and np.array_equal(pose.shift, old.pose.shift)):
            return stand(body)
    if near.pull is None:
        frame = _body_frame(body.basis)
        return Stance(body, None, pose, *_placed(body, pose, frame.vertices, frame.pull))
    placed, turned = old.placed.copy(), old.turned.copy()
    placed[near.place], turned[near.place] = _placed(body, pose, near.vertices, near.pull)
    return Stance(body, None, pose, placed, turned)


def _placed(body: Body, pose: TPose, vertices: Ints, pull: Pull) -> tuple[Floats, Floats]:
    """Rows of some vertices of a body and of their normals in T-pose."""
    rows, normals = (rows.take(vertices, axis=0) for rows in (body.rows, body.skin_normals))
    return pose.apply(rows, normals, pull)


def styled(body: Body, style: Style) -> Body:
    """The body with the face that a style gives it."""
    return Body(body.basis, styled_face(style, body.basis, body.vertices)) if style.face else body


def on_floor(stance: Stance, soles: Sequence[float] = ()) -> Stance:
    """Lift a stance so that feet, or the lowest of the ``soles`` (heights of what is worn on them), touch the floor."""
    feet = _body_frame(stance.body.basis).feet
    return stance.grounded(-min(float(stance.placed[feet, 1].min()) + stance.up_m, *soles, np.inf))


def build(
    body: Body,
    templates: Sequence[Template] = (),
    materials: Mapping[str, Material] | None = None,
    *,
    name: str = "Character",
    style: Style = STYLES["realistic"],
    lods: bool = False,
    extras: Mapping[str, Any] | None = None,
) -> Character:
    """Make a character.

    Args:
        body: in rest pose.
        templates: what it wears, brows, hair and beard included; names must be unique.
        materials: slot name to material; slots that are missing look as their ``Slot`` says. The body's slots are
            "skin", "eyes", "mouth" and "lashes"; the lashes of the basis are only there where "lashes" has a material
            and no template brings lashes.
        name: of the root node.
        style: proportions, and whether everything is faceted.
        lods: whether what is worn has LOD1 to LOD3 too, which takes most of a second for a template that is new.
        extras: JSON for the file, such as the recipe.

    Raises:
        ValueError: two templates share a name.
    """
    names = [template.name for template in templates]
    if len(set(names)) != len(names) or "Body" in names:
        raise ValueError(f"names of templates are not unique: {', '.join(sorted(names))}")
    body = styled(body, style)
    basis = body.basis
    given = dict(materials or {})
    stance = stand(body, style)
    carried = [stance.carry_rows(template) for template in templates]
    soles = [
        float(placed[feet, 1].min())
        for feet, (placed, _) in zip((_frame(template, basis).feet for template in templates), carried, strict=True)
        if len(feet)
    ]
    stance = on_floor(stance, soles)

    own_lashes = any(slot.kind == "lash" for template in templates for slot in template.slots)
    hidden = _hidden(tuple(templates))
    used: dict[str, Material] = {}
    surfaces = []
    for surface in SURFACES:
        topology = body_topology(basis, surface, hidden)
        if topology is None or (surface == "lashes" and (own_lashes or surface not in given)):
            continue
        material = used[surface] = given.get(surface) or Material(BODY_SLOTS[surface])
        surfaces.append(_surface(topology, surface, material, stance.placed, stance.turned, stance.up_m))
    parts = [_part("Body", surfaces, basis)]
    for template, (placed, turned) in zip(templates, carried, strict=True):
        surfaces = []
        shown = [slot for number, slot in enumerate(template.slots) if (template.triangle_slot == number).any()]
        for topology, slot in zip(template_topologies(template, basis, lods=lods or style.faceted), shown, strict=True):
            material = used.setdefault(slot.name, given.get(slot.name) or Material(slot))
            surfaces.append(_surface(topology, slot.name, material, placed, turned, stance.up_m))
        if surfaces:
            parts.append(_part(template.name, surfaces, basis))
    skeleton = Skeleton(basis.joint_names, tuple(int(parent) for parent in basis.joint_parent), stance.pose.places)
    gains = {target: gain * style.head_scale for target, gain in target_gains(body).items()}
    colliders = fit_colliders(skeleton, stance.vertices, basis)
    character = Character(
        name=name,
        parts=tuple(parts),
        skeleton=skeleton,
        materials=used,
        morph_gain=gains,
        sockets=place_sockets(skeleton, stance.vertices, basis),
        colliders=colliders,
        move=partial(clips_of, skeleton=skeleton, vertices=stance.vertices, basis=basis, colliders=colliders),
        extras=dict(extras or {}),
    )
    return faceted(character) if style.faceted else character


def _surface(topology: Topology, slot: str, material: Material, placed: Floats, turned: Floats, up_m: float) -> Surface:
    places = narrow(placed.take(topology.source, axis=0), up_m)
    up = narrow(turned.take(topology.source, axis=0))
    tangents = None
    if material.normal is not None:
        frame = topology.prepared.get("tangents")
        if frame is None:
            frame = topology.prepared["tangents"] = TangentFrame.of(topology.triangles[0], topology.uv)
        tangents = frame.tangents(places, up)
    return Surface(topology, slot, places, up, tangents)


def _part(name: str, surfaces: Sequence[Surface], basis: Basis) -> Part:
    moved = {target for surface in surfaces if surface.topology.morphs for target in surface.topology.morphs.names}
    if name == "Body":
        # The body lists all targets, the silent viseme and a tongue that is hidden too, so that tools find every name.
        return Part(name, tuple(surfaces), tuple(face_targets(basis)))
    return Part(name, tuple(surfaces), tuple(target for target in face_targets(basis) if target in moved))


@lru_cache(maxsize=12)
def _hidden(templates: tuple[Template, ...]) -> bytes:
    """As ``body_topology`` takes it; the same outfit gives the same object, whose hash is known."""
    return hidden_vertices(templates).astype(np.int32).tobytes()


@lru_cache(maxsize=2)
def _body_frame(basis: Basis) -> _BodyFrame:
    vertices = exported_vertices(basis)
    joint, weight = basis.skin_joint[vertices], basis.skin_weight[vertices]
    return _BodyFrame(
        vertices,
        Pull.of(joint, weight, turns(basis)),
        _on_feet(joint, weight, basis),
    )


@lru_cache(maxsize=24)
def _near(reach: Reach) -> _Near:
    basis = reach.basis
    exported = _body_frame(basis).vertices
    place = np.flatnonzero(np.isin(exported, reach.turned))
    vertices = exported[place]
    pull = Pull.of(basis.skin_joint[vertices], basis.skin_weight[vertices], turns(basis))
    # A product of large matrices is rounded otherwise than that of a part of them, but for what is not turned at all.
    unturned = pull.soft == len(vertices) and all(turn == 0 for turn, _ in pull.solid)
    return _Near(
        place,
        vertices,
        pull if unturned else None,
        bool(np.isin(leg_vertices(basis), reach.vertices).any()),
    )


@lru_cache(maxsize=2)
def _all_weights(basis: Basis) -> Floats:
    return dense_weights(basis.skin_joint, basis.skin_weight, len(basis.joint_names))


def _on_feet(joint: npt.NDArray[np.uint8], weight: Floats, basis: Basis) -> Ints:
    """Vertices that stand on the floor: those that hang on feet and toes."""
    foot = np.array([name.endswith(("Foot", "Toes")) for name in basis.joint_names])
    return np.flatnonzero((weight * foot[joint]).sum(axis=1) > 0.5)


def _frame(template: Template, basis: Basis) -> _Frame:
    found = _FRAMES.get(template)
    if found is None:
        smooth = _smooth_places(template, basis)
        _, first, smooth = np.unique(smooth, return_index=True, return_inverse=True)
        joint, weight = template.skin_joint, template.skin_weight
        found = _FRAMES[template] = _Frame(
            smooth,
            first,
            Incidence.of(smooth[template.triangles], len(first)),
            Pull.of(joint, weight, turns(basis)),
            _on_feet(joint, weight, basis),
        )
    return found


def _smooth_places(template: Template, basis: Basis) -> Ints:
    """Numbers of smooth points: vertices at one place whose surfaces meet without an edge share one."""
    place = same_places(template, basis)
    vertices = template.fit(plain_body(basis))
    normals = vertex_normals(vertices, Incidence.of(template.triangles, len(vertices)))
    smooth = np.arange(len(place))
    by_place = np.argsort(place, kind="stable")
    start = np.append(0, np.flatnonzero(np.diff(place[by_place])) + 1)
    count = np.diff(np.append(start, len(place)))
    # The n-th vertex of every place at once: each joins the first before it that it meets smoothly.
    for later in range(1, int(count.max(initial=1))):
        group = start[count > later]
        vertex = by_place[group + later]
        for earlier in range(later - 1, -1, -1):
            other = by_place[group + earlier]
            joins = np.einsum("va,va->v", normals[vertex], normals[other]) > _SMOOTH
            smooth[vertex[joins]] = smooth[other[joins]]
    return smooth
