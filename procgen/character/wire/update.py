"""What moves when sliders move: of a person whom a client shows, the vertices that are elsewhere with another shape.

What a person wears depends on no slider, so numbers of vertices stay; what hangs on nothing that moved is not even
looked at. Persons that were shown last are kept, since sliders are dragged: what an update leads to is where the next
one starts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.body.body import Body
from procgen.character.body.macro import ADULT_YEARS
from procgen.character.body.reshape import Moulded, mould, remould
from procgen.character.body.safety import shape_problems
from procgen.character.generate import assemble, stand_up, style_of
from procgen.character.mesh.build import Stance, on_floor, stand, stand_near, styled
from procgen.character.mesh.model import Character, Topology
from procgen.character.mesh.part import Template
from procgen.character.mesh.update import LEAST_M, LEAST_TURN
from procgen.character.people.dress import kind_worn
from procgen.character.people.person import Person
from procgen.character.wardrobe.drape import DrapedTemplate, hangs_alike
from procgen.character.wire.messages import read_shape
from procgen.character.wire.request import LODS, examine_person, refuse
from procgen.character.wire.studio import Studio
from procgen.errors import Violation
from procgen.kit.wire.recent import Recent
from procgen.v1 import character_pb2, character_person_pb2

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Carried = tuple[Floats, Floats]

KEPT: Final = 16
_NORMAL_STEPS: Final = 127


@dataclass(frozen=True, eq=False)
class _Mesh:
    """A node with a mesh.

    Attributes:
        name: of the node.
        template: what is worn there; None for the body.
        topologies: of its primitives.
        soles: vertices of the template that may reach the floor.
        rests_on: vertices of the basis that the template is bound to.
    """

    name: str
    template: Template | None
    topologies: tuple[Topology, ...]
    soles: Ints
    rests_on: Ints


@dataclass(frozen=True, eq=False)
class _Shown:
    """A person in T-pose: what is the same for every shape, and what is not.

    Attributes:
        meshes: in the order of the file.
        moulded: the body in its own proportions.
        body: with the face of its style.
        stance: not yet on the floor.
        carried: vertices and normals of what is worn, as ``meshes`` less the body has them, not yet on the floor.
        lift: (3,) onto the floor.
        joints: (J, 3) on the floor.
    """

    person: Person
    meshes: tuple[_Mesh, ...]
    moulded: Moulded
    body: Body
    stance: Stance
    carried: tuple[Carried, ...]
    lift: Floats
    joints: Floats

    def arrays(self) -> Iterator[Carried]:
        """Vertices and normals of each mesh before seams are split, not yet on the floor, as rows of three or more."""
        yield self.stance.placed, self.stance.turned
        yield from self.carried


@dataclass(frozen=True, eq=False)
class _Faceted:
    """A person whose facets have vertices of their own, which only the whole character tells."""

    person: Person
    character: Character


class Updates:
    """Answers updates; safe to use from any thread.

    Args:
        studio: what persons are made with.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._kept: Recent[tuple[bytes, bool], _Shown | _Faceted] = Recent(KEPT)

    def update(self, request: character_pb2.UpdateRequest) -> character_pb2.UpdateResponse:
        """From one person to the same of another shape.

        Raises:
            InvalidFields: names every field that can't be accepted.
        """
        lods = request.lod > 0
        key = _key(request.before, request.before.shape), lods
        old = self._kept.find(key)
        found: list[Violation] = []
        # Who is kept was examined before.
        before = old.person if old is not None else examine_person(request.before, self._studio, "before", found)
        after = replace(before, shape=read_shape(request.shape))
        found += self._violations(before, after, examined=old is not None, clothes_known=not found)
        if request.lod >= LODS:
            found.append(Violation.of("lod", request.lod, f"0 to {LODS - 1}"))
        refuse(found)
        if old is None:
            old = self._kept.get(key, lambda: self._first(before, lods=lods))
        start = old
        new = self._kept.get((_key(request.before, request.shape), lods), lambda: self._next(start, after, lods=lods))
        response = character_pb2.UpdateResponse()
        if isinstance(old, _Shown) and isinstance(new, _Shown):
            _add_moved(response, old, new, request.lod)
        elif isinstance(old, _Faceted) and isinstance(new, _Faceted):
            _add_facets(response, old.character, new.character, request.lod)
        return response

    def _violations(self, before: Person, after: Person, *, examined: bool, clothes_known: bool) -> list[Violation]:
        """What is wrong with the new shape; sliders that stand where they were examined need no second look. Whether
        clothes suit it can be said only of such as there are.
        """
        shape = after.shape
        if examined:
            moved = {
                name: value for name, value in shape.modifiers.items() if before.shape.modifiers.get(name) != value
            }
            shape = replace(shape, modifiers=moved)
        found = [replace(each, field=f"shape.{each.field}") for each in shape_problems(shape, self._studio.basis)]
        if clothes_known and after.age_years < ADULT_YEARS <= before.age_years:
            unsafe = [piece.kind for piece in after.outfit if not kind_worn(piece.kind).child_safe]
            unsafe += ["beard"] if after.beard is not None else []
            if unsafe:
                allowed = f"{ADULT_YEARS:g} and more with what is worn: {', '.join(unsafe)}"
                found.append(Violation.of("shape.age_years", after.age_years, allowed))
        return found

    def _next(self, old: _Shown | _Faceted, person: Person, *, lods: bool) -> _Shown | _Faceted:
        return _reshaped(old, person) if isinstance(old, _Shown) else self._first(person, lods=lods)

    def _first(self, person: Person, *, lods: bool) -> _Shown | _Faceted:
        """A person whom no update led to: made as the file was, for the numbers of its vertices."""
        figure = stand_up(person, self._studio.basis)
        character = assemble(figure, lods=lods)
        if figure.style.faceted:
            return _Faceted(person, character)
        worn = {template.name: template for template in figure.templates}
        meshes = tuple(
            _Mesh(
                part.name,
                worn.get(part.name),
                tuple(surface.topology for surface in part.surfaces),
                _soles(worn.get(part.name), self._studio.basis),
                _rests_on(worn.get(part.name), self._studio.basis),
            )
            for part in character.parts
        )
        moulded = mould(person.shape, self._studio.basis)
        body = styled(moulded.body, figure.style)
        stance = stand(body, figure.style)
        carried = tuple(stance.carry(mesh.template) for mesh in meshes if mesh.template is not None)
        lift = np.zeros(3, np.float32)
        return _on_floor(_Shown(person, meshes, moulded, body, stance, carried, lift, stance.pose.places))


def _key(person: character_person_pb2.Person, shape: character_person_pb2.BodyShape) -> bytes:
    """What a person of a shape is made from, as bytes."""
    made = character_person_pb2.Person()
    made.CopyFrom(person)
    made.shape.CopyFrom(shape)
    made.ClearField("name")
    made.ClearField("background")
    return made.SerializeToString(deterministic=True)


def _reshaped(old: _Shown, person: Person) -> _Shown:
    """A person who was shown in another shape. What is worn moves only where something below it moved."""
    style = style_of(person)
    moulded, reach = remould(old.moulded, person.shape)
    if reach is not None and not (style.face or style.reshapes):
        body = moulded.body
        stance = stand_near(old.stance, body, reach)
        moved = reach.turned
    else:
        body = styled(moulded.body, style)
        stance = stand(body, style)
        differs = (body.vertices != old.body.vertices) | (body.normals != old.body.normals)
        moved = np.flatnonzero(differs.any(axis=1))
    below = np.zeros(len(body.vertices), np.bool_)
    below[moved] = True
    same_pose = np.array_equal(body.joints, old.body.joints) and np.array_equal(stance.pose.back, old.stance.pose.back)
    worn = [(mesh, mesh.template) for mesh in old.meshes if mesh.template is not None]
    draped = any(isinstance(template, DrapedTemplate) for _, template in worn)
    same_cloth = draped and hangs_alike(old.body, body, moved)
    carried = tuple(
        was
        if same_pose and not below[mesh.rests_on].any() and (same_cloth or not isinstance(template, DrapedTemplate))
        else stance.carry(template)
        for (mesh, template), was in zip(worn, old.carried, strict=True)
    )
    return _on_floor(_Shown(person, old.meshes, moulded, body, stance, carried, old.lift, old.joints))


def _on_floor(shown: _Shown) -> _Shown:
    """With the lift that the lowest soles need."""
    lowest = [
        float(vertices[mesh.soles, 1].min())
        for mesh, (vertices, _) in zip(shown.meshes[1:], shown.carried, strict=True)
        if len(mesh.soles)
    ]
    grounded = on_floor(shown.stance, lowest)
    return replace(shown, lift=grounded.pose.shift - shown.stance.pose.shift, joints=grounded.pose.places)


def _rests_on(template: Template | None, basis: Basis) -> Ints:
    """Vertices of the basis that a template's vertices follow, beside surfaces that are draped over it."""
    if template is None:
        return np.zeros(0, np.int64)
    named = template.bind_vertex[template.bind_weight != 0]
    bound = np.unique(np.append(named, list(template.scale_pair or ()))).astype(np.int64)
    return bound[bound < len(basis.vertices)]


def _soles(template: Template | None, basis: Basis) -> Ints:
    """Vertices that hang on feet and toes: what may reach the floor."""
    if template is None:
        return np.zeros(0, np.int64)
    foot = np.array([name.endswith(("Foot", "Toes")) for name in basis.joint_names])
    return np.flatnonzero((template.skin_weight * foot[template.skin_joint]).sum(axis=1) > 0.5)


def _count(topology: Topology, lod: int) -> int:
    """Vertices of a primitive at a level; 0 where the file has none there."""
    if lod >= len(topology.counts) or not len(topology.triangles[lod]):
        return 0
    return topology.counts[lod]


def _add_moved(response: character_pb2.UpdateResponse, old: _Shown, new: _Shown, lod: int) -> None:
    still = np.array_equal(old.lift, new.lift)
    for mesh, was, now in zip(old.meshes, old.arrays(), new.arrays(), strict=True):
        if not still:
            _add(response, mesh, lod, _Pair(was, now, old.lift, new.lift), None)
        elif not (now[0] is was[0] and now[1] is was[1]):
            other = _differ(was[0], now[0]) | _differ(was[1], now[1])
            _add(response, mesh, lod, _Pair(was, now, old.lift, new.lift), other)
    _add_joints(response, old.joints, new.joints)


def _add_facets(response: character_pb2.UpdateResponse, old: Character, new: Character, lod: int) -> None:
    for part, moved_part in zip(old.parts, new.parts, strict=True):
        number = 0
        for surface, moved in zip(part.surfaces, moved_part.surfaces, strict=True):
            count = _count(surface.topology, lod)
            if count:
                was, now = ((each.vertices[:count], each.normals[:count]) for each in (surface, moved))
                _add_primitive(response, part.name, number, was, now, np.arange(count), count)
                number += 1
    _add_joints(response, old.skeleton.places, new.skeleton.places)


@dataclass(frozen=True, eq=False)
class _Pair:
    """A mesh before and after: rows of its vertices and normals, and what lifts them onto the floor."""

    was: Carried
    now: Carried
    lift: Floats
    new_lift: Floats

    def of(self, source: Ints) -> tuple[Carried, Carried]:
        """Some of the vertices (N, 3) and normals (N, 3), on the floor."""
        (old, old_normals), (new, new_normals) = (
            tuple(rows.take(source, axis=0)[:, :3] for rows in both) for both in (self.was, self.now)
        )
        return (old + self.lift, old_normals), (new + self.new_lift, new_normals)


def _add(
    response: character_pb2.UpdateResponse,
    mesh: _Mesh,
    lod: int,
    pair: _Pair,
    other: npt.NDArray[np.bool_] | None,
) -> None:
    """The primitives of a mesh; only what is ``other`` can have moved, None if all can."""
    number = 0
    for topology in mesh.topologies:
        count = _count(topology, lod)
        if count:
            source = topology.source[:count]
            near = np.arange(count) if other is None else np.flatnonzero(other.take(source))
            _add_primitive(response, mesh.name, number, *pair.of(source.take(near)), near, count)
            number += 1


def _add_primitive(
    response: character_pb2.UpdateResponse, part: str, number: int, was: Carried, now: Carried, near: Ints, count: int
) -> None:
    """What moved of the vertices ``near`` of a primitive of so many."""
    changed = _differ(was[0], now[0], LEAST_M) | _differ(was[1], now[1], LEAST_TURN)
    moved = np.flatnonzero(changed)
    if not len(moved):
        return
    everything = len(moved) == count
    places, normals = (rows.take(moved, axis=0) for rows in now)
    response.parts.add(
        part=part,
        primitive=number,
        vertices_u16=b"" if everything else near.take(moved).astype("<u2").tobytes(),
        positions_f32=np.ascontiguousarray(places, "<f4").tobytes(),
        normals_i8=np.rint(normals * np.float32(_NORMAL_STEPS)).astype(np.int8).tobytes(),
    )


def _add_joints(response: character_pb2.UpdateResponse, was: Floats, now: Floats) -> None:
    if _differ(was, now, LEAST_M).any():
        response.joints_f32 = np.ascontiguousarray(now, "<f4").tobytes()


def _differ(one: Floats, other: Floats, least: float = 0.0) -> npt.NDArray[np.bool_]:
    """Which rows (N, 3 or more) are further apart than ``least`` along any of the first three axes."""
    apart = np.abs(one - other) > least if least else one != other
    return np.asarray(apart[:, 0] | apart[:, 1] | apart[:, 2])
