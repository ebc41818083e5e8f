"""A character as exporters take it: surfaces in T-pose, materials, and everything that hangs on the skeleton."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.character.mesh.part import Slot
from procgen.character.motion.manner import Manner
from procgen.runtime.checkpoint import Checkpoint, go_on

Floats = npt.NDArray[np.float32]

BASIC = ("idle", "walk", "wave")
"""Names of the clips that every file has."""
LEVELS = 4
"""Levels of detail, LOD0 to LOD3."""


@dataclass(frozen=True, eq=False)
class Morphs:
    """Morph targets of a surface, sparse, one after the other.

    Attributes:
        names: of the M targets.
        start: (M + 1,) first entry of each target.
        vertex: (N,) uint16 vertices of the surface, ascending in each target.
        shift: (N, 3) float32 metres, before the character's own gain.
    """

    names: tuple[str, ...]
    start: npt.NDArray[np.int64]
    vertex: npt.NDArray[np.uint16]
    shift: Floats


@dataclass(frozen=True, eq=False)
class Topology:
    """What a surface keeps whatever the body: made once, its bytes are written again and again.

    Vertices are ordered so that a level of detail uses the first ``counts[level]`` of them.

    Attributes:
        source: (V,) which vertex of the body or template each one comes from; vertices at texture seams come twice.
        uv: (V, 2) float32, v down.
        joints, weights: (V, 4) uint8 and uint16; weights add up to 65535, and unused influences name joint 0.
        triangles: of each level, (T, 3) uint16.
        counts: vertices of each level.
        morphs: None where nothing moves.
    """

    source: npt.NDArray[np.int64]
    uv: Floats
    joints: npt.NDArray[np.uint8]
    weights: npt.NDArray[np.uint16]
    triangles: tuple[npt.NDArray[np.uint16], ...]
    counts: tuple[int, ...]
    morphs: Morphs | None = None
    prepared: dict[str, Any] = field(default_factory=dict)
    """What exporters keep about it."""


@dataclass(frozen=True, eq=False)
class Surface:
    """Triangles of one material, in T-pose.

    Attributes:
        topology: what stays the same.
        slot: name of its material.
        vertices, normals: (V, 3) float32, metres and unit.
        tangents: (V, 4) float32 as glTF has them, where the material has a normal map.
        level_normals: of each level, normals (counts[level], 3) of its own; none where ``normals`` hold for all.
    """

    topology: Topology
    slot: str
    vertices: Floats
    normals: Floats
    tangents: Floats | None = None
    level_normals: tuple[Floats, ...] = ()


@dataclass(frozen=True, eq=False)
class Part:
    """Surfaces that are shown and hidden together: the body, a garment, a beard.

    Attributes:
        name: unique in a character.
        surfaces: at least one.
        targets: morph targets that any of its surfaces has, in the order of all targets.
    """

    name: str
    surfaces: tuple[Surface, ...]
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Texture:
    """An encoded picture: ``data`` of the type ``mime`` (image/png, image/jpeg, image/webp).

    ``fallback`` is the same as PNG or JPEG for readers that don't know WebP; without one such a picture makes
    the file unreadable to them.
    """

    data: bytes
    mime: str = "image/png"
    fallback: bytes | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What a slot looks like: the slot's own factors, and textures where there are any.

    Attributes:
        slot: colour, metallic, roughness, sidedness, alpha.
        base_colour: sRGB, alpha in its fourth channel; multiplied by the slot's colour.
        normal: tangent space, +Y up.
        occlusion_roughness_metallic: in red, green and blue.
        emissive: sRGB.
        emissive_factor: linear.
        tint: whether the slot's colour multiplies ``base_colour``; textures that are coloured already say no.
    """

    slot: Slot
    base_colour: Texture | None = None
    normal: Texture | None = None
    occlusion_roughness_metallic: Texture | None = None
    emissive: Texture | None = None
    emissive_factor: tuple[float, float, float] = (0.0, 0.0, 0.0)
    tint: bool = True


@dataclass(frozen=True, eq=False)
class Skeleton:
    """Joints in T-pose with rest rotations that are none: names, parents (-1 is none), places (J, 3) in metres."""

    names: tuple[str, ...]
    parents: tuple[int, ...]
    places: Floats

    def number(self, name: str) -> int:
        """Of a joint by its name."""
        return self.names.index(name)

    def place(self, name: str) -> Floats:
        """Of a joint by its name."""
        return np.asarray(self.places[self.number(name)])


@dataclass(frozen=True, slots=True)
class Socket:
    """Where something can be attached: an empty node below a joint.

    ``offset_m`` is in the joint's axes, which in T-pose are the character's; ``rotation`` is a quaternion x, y, z, w.
    """

    name: str
    joint: str
    offset_m: tuple[float, float, float]
    rotation: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Capsule:
    """A collider: a capsule round ``centre_m`` (in the joint's axes) along ``axis``; the height includes both caps."""

    joint: str
    centre_m: tuple[float, float, float]
    axis: tuple[float, float, float]
    radius_m: float
    height_m: float


@dataclass(frozen=True, slots=True)
class Spring:
    """A chain of joints that swings, from its root to its tail.

    Attributes:
        joints: their names.
        radius_m: of each, where it meets colliders.
        stiffness, drag, gravity: as VRM's springs have them: how strongly it goes back to rest, how much of its speed
            it loses, how strongly it is pulled down.
        against: joints whose colliders it does not enter.
    """

    joints: tuple[str, ...]
    radius_m: float
    stiffness: float
    drag: float
    gravity: float
    against: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Track:
    """Rotations of one joint: (K, 4) quaternions x, y, z, w at a clip's times, or (2, 4) where it holds still."""

    joint: str
    rotations: Floats


@dataclass(frozen=True, eq=False)
class Clip:
    """A movement.

    Attributes:
        name: "idle", "walk", "sit_talk".
        times_s: (K,) float32, from 0 on.
        fixed: tracks that are the same for every skeleton, always the same objects.
        joints, rotations: (J,) other joints, and (J, K, 4) what they do on this skeleton.
        hips_m: (K, 3) places of the hips.
        loops: whether the end meets the beginning.
        said: what files say of it beside that, as JSON.
    """

    name: str
    times_s: Floats
    fixed: tuple[Track, ...]
    joints: tuple[str, ...]
    rotations: Floats
    hips_m: Floats
    loops: bool
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def extras(self) -> dict[str, Any]:
        """What files say of it."""
        return {"loop": self.loops, **self.said}

    @property
    def tracks(self) -> tuple[Track, ...]:
        """One a joint that turns."""
        return self.fixed + tuple(map(Track, self.joints, self.rotations))


@dataclass(frozen=True, eq=False)
class Character:
    """Everything about one character, ready for export.

    Attributes:
        name: of the root node.
        parts: the body first.
        skeleton: 56 joints.
        materials: slot name to material, for every slot in use.
        morph_gain: morph target to what its shifts are multiplied with on this face.
        sockets, colliders: what hangs on the skeleton.
        move: makes clips by name, in a manner.
        extras: JSON for the file's ``asset.extras``: the recipe.
        springs: what hangs and swings.
    """

    name: str
    parts: tuple[Part, ...]
    skeleton: Skeleton
    materials: Mapping[str, Material]
    morph_gain: Mapping[str, float]
    sockets: tuple[Socket, ...]
    colliders: tuple[Capsule, ...]
    move: Callable[[tuple[str, ...], Manner, Checkpoint], tuple[Clip, ...]]
    extras: Mapping[str, Any] = field(default_factory=dict)
    springs: tuple[Spring, ...] = ()

    @cached_property
    def clips(self) -> tuple[Clip, ...]:
        """The movements that every file has, made when they are first asked for."""
        return self.move(BASIC, Manner(), go_on)

    def moved(self, names: tuple[str, ...], manner: Manner, checkpoint: Checkpoint = go_on) -> tuple[Clip, ...]:
        """Movements by name, as :func:`procgen.character.motion.vocabulary.named` gives them.

        Args:
            names: of the clips.
            manner: how those of the library are moved.
            checkpoint: called after every few clips; raises to stop the work.
        """
        return self.clips if names == BASIC else self.move(names, manner, checkpoint)
