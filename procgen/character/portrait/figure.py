"""Characters before the camera: posed by their own clips, framed as a portrait or whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from procgen.character.mesh.model import Character, Clip
from procgen.character.portrait.camera import Camera
from procgen.character.portrait.render import Picture, render, sheet
from procgen.character.portrait.scene import Look, Piece, Scene
from procgen.formats.gltf import turn_matrix
from procgen.runtime.checkpoint import Checkpoint, go_on

Floats = npt.NDArray[np.float32]

FRAMES = ("face", "bust", "figure")
"""How much a picture shows."""
_TURNED_DEG = -22.0
_PLAIN = Look()


@dataclass(frozen=True, eq=False)
class Shown:
    """A character in a moment of a movement, ready for pictures from anywhere.

    Attributes:
        character: who.
        scene: its surfaces.
        places: (J, 3) of its joints.
    """

    character: Character
    scene: Scene
    places: Floats


def show(character: Character, looks: Mapping[str, Look], *, clip: str | Clip = "idle", time_s: float = 0.0) -> Shown:
    """Make a character ready for pictures.

    Args:
        character: who.
        looks: slot name to its look.
        clip, time_s: which movement, any or one of the character's own by name, and when in it; no such clip leaves the
            T-pose.
    """
    pieces, places = posed(character, looks, clip, time_s)
    return Shown(character, Scene(pieces), places)


def take(
    shown: Shown,
    frame: str,
    width_px: int,
    height_px: int,
    *,
    azimuth_deg: float = _TURNED_DEG,
    samples: int = 3,
    transparent: bool = False,
    checkpoint: Checkpoint = go_on,
) -> Picture:
    """A picture of a character.

    Args:
        shown: who, from :func:`show`.
        frame: one of :data:`FRAMES`.
        width_px, height_px: size of the picture.
        azimuth_deg: from where; 0 is the front, 90 the character's left.
        samples: rays a pixel, along each side.
        transparent: with an alpha channel instead of a background.
        checkpoint: called every tenth of a second or so; raises to stop the work.

    Returns:
        (height, width, 3 or 4) uint8, sRGB.
    """
    return render(
        shown.scene,
        _camera(shown, frame, azimuth_deg, width_px / height_px),
        width_px,
        height_px,
        samples=samples,
        transparent=transparent,
        checkpoint=checkpoint,
    )


def around(
    shown: Shown,
    width_px: int,
    height_px: int,
    views: int,
    *,
    samples: int = 2,
    checkpoint: Checkpoint = go_on,
) -> Picture:
    """The whole figure from all sides, each picture of the size given, side by side without gaps: an impostor's frames.

    Returns:
        (height, views * width, 4) uint8, sRGB with alpha; the first is the front, each next from further to the
        character's left.
    """
    return np.concatenate(
        [
            take(
                shown,
                "figure",
                width_px,
                height_px,
                azimuth_deg=360.0 * view / views,
                samples=samples,
                transparent=True,
                checkpoint=checkpoint,
            )
            for view in range(views)
        ],
        axis=1,
    )


def turnaround(
    character: Character,
    looks: Mapping[str, Look],
    width_px: int,
    height_px: int,
    *,
    samples: int = 2,
    checkpoint: Checkpoint = go_on,
) -> Picture:
    """Front, three quarters, side, back, and a step of the walk, side by side; each of the size given."""
    views = [(0.0, "idle"), (-40.0, "idle"), (-90.0, "idle"), (180.0, "idle"), (-60.0, "walk")]
    shown = {clip: show(character, looks, clip=clip, time_s=time_s) for clip, time_s in (("idle", 0.0), ("walk", 0.25))}
    return sheet(
        [
            take(
                shown[clip],
                "figure",
                width_px,
                height_px,
                azimuth_deg=azimuth,
                samples=samples,
                checkpoint=checkpoint,
            )
            for azimuth, clip in views
        ],
        columns=len(views),
    )


def posed(
    character: Character, looks: Mapping[str, Look], clip: str | Clip, time_s: float
) -> tuple[list[Piece], Floats]:
    """The surfaces of a character in a moment of a clip, and the places of its joints then, (J, 3)."""
    skeleton = character.skeleton
    turned, placed = _pose(character, clip, time_s)
    shift = placed - np.einsum("jab,jb->ja", turned, skeleton.places)
    matrices = np.concatenate([turned, shift[:, :, None]], axis=2).reshape(len(placed), 12).astype(np.float32)
    pieces = []
    for part in character.parts:
        for surface in part.surfaces:
            topology = surface.topology
            weights = topology.weights.astype(np.float32) / np.float32(65535)
            blended = np.einsum("vk,vkm->vm", weights, matrices[topology.joints]).reshape(-1, 3, 4)
            vertices = np.einsum("vab,vb->va", blended[:, :, :3], surface.vertices) + blended[:, :, 3]
            normals = np.einsum("vab,vb->va", blended[:, :, :3], surface.normals)
            normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-6)
            look = looks.get(surface.slot)
            if look is None:
                slot = character.materials[surface.slot].slot
                look = replace(
                    _PLAIN,
                    colour=tuple(part**2.2 for part in slot.colour),
                    metallic=slot.metallic,
                    roughness=slot.roughness,
                )
            pieces.append(Piece(vertices, normals, topology.uv, topology.triangles[0], look))
    return pieces, placed


def _pose(character: Character, clip: str | Clip | None, time_s: float) -> tuple[Floats, Floats]:
    """Global rotations (J, 3, 3) and places (J, 3)."""
    skeleton = character.skeleton
    if isinstance(clip, str):
        clip = next((own for own in character.clips if own.name == clip), None)
    turned = np.tile(np.eye(3, dtype=np.float32), (len(skeleton.names), 1, 1))
    placed = skeleton.places.copy()
    if clip is None:
        return turned, placed
    own = {track.joint: turn_matrix(_unit(_at(clip, track.rotations, time_s))) for track in clip.tracks}
    for number, (joint, parent) in enumerate(zip(skeleton.names, skeleton.parents, strict=True)):
        if parent >= 0:
            turned[number] = turned[parent]
            placed[number] = placed[parent] + turned[parent] @ (skeleton.places[number] - skeleton.places[parent])
        if joint == "Hips":
            placed[number] = _at(clip, clip.hips_m, time_s)
        if joint in own:
            turned[number] = turned[number] @ own[joint]
    return turned, placed


def _at(clip: Clip, values: Floats, time_s: float) -> Floats:
    """Values at a moment, between the two nearest; tracks that hold still have two keys."""
    times = clip.times_s if len(values) == len(clip.times_s) else clip.times_s[[0, -1]]
    last = float(times[-1])
    moment = time_s % last if clip.loops and last > 0 else min(time_s, last)
    after = int(np.clip(np.searchsorted(times, moment), 1, len(times) - 1))
    share = (moment - times[after - 1]) / max(float(times[after] - times[after - 1]), 1e-9)
    one, other = values[after - 1], values[after]
    if values.shape[1] == 4 and float(one @ other) < 0:
        other = -other
    return np.asarray(one * (1 - share) + other * share, np.float32)


def _unit(quaternion: Floats) -> Floats:
    return np.asarray(quaternion / np.linalg.norm(quaternion), np.float32)


def _camera(shown: Shown, frame: str, azimuth_deg: float, aspect: float) -> Camera:
    names, places, pieces = shown.character.skeleton.names, shown.places, shown.scene.pieces
    head, neck = places[names.index("Head")], places[names.index("Neck")]
    low = min(float(piece.vertices[:, 1].min()) for piece in pieces)
    high = max(float(piece.vertices[:, 1].max()) for piece in pieces)
    # By the skin, which comes first: a tall hat makes no small face.
    size = max(float(pieces[0].vertices[:, 1].max()) - float(head[1]), 0.1)
    if frame == "figure":
        x = np.concatenate([piece.vertices[:, [0, 2]] for piece in pieces])
        wide = float(np.hypot(*(x.max(axis=0) - x.min(axis=0)))) * 0.8
        tall = high - low
        middle = (float(head[0]) * 0.5, low + tall / 2, 0.0)
        return Camera(middle, max(tall, wide / aspect) * 1.08, azimuth_deg, 4.0, 18.0)
    target = head + np.array([0.0, size * (0.36 if frame == "face" else 0.02), 0.02], np.float32)
    target[0] = (head[0] + neck[0]) / 2
    x_m, y_m, z_m = (float(value) for value in target)
    return Camera((x_m, y_m, z_m), size * (1.55 if frame == "face" else 2.7), azimuth_deg, 2.0, 16.0)
