"""Clips as glTF animations: linear rotations of joints, and the hips' places; those of the library are written smaller.

Clips of the same joints and lengths differ in their numbers only, so what describes them is made once, as are the bytes
of the tracks that are the same for every skeleton.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.character.exporters.movements import add_movements
from procgen.character.exporters.writer import Writer
from procgen.character.mesh.model import Clip, Skeleton, Track
from procgen.formats.gltf import FLOAT, dumped
from procgen.runtime.checkpoint import Checkpoint

Tree = dict[str, Any]
Floats = npt.NDArray[np.float32]
Layout = tuple[str, tuple[tuple[str, Any], ...], int, float, tuple[Track, ...], tuple[str, ...]]
"""A clip's name, what is said of it, its frames, its last time, its fixed tracks, and the joints of its own tracks."""


def add_clips(
    clips: Sequence[Clip], skeleton: Skeleton, writer: Writer, first_joint: int, checkpoint: Checkpoint
) -> str:
    """Write clips; returns glTF's ``animations`` as JSON. Joint j is node ``first_joint`` + j."""
    every_file_has = [clip for clip in clips if clip.fixed]
    animations = [_basic(every_file_has, skeleton, writer, first_joint)] if every_file_has else []
    others = [clip for clip in clips if not clip.fixed]
    return f"[{','.join(animations + add_movements(others, skeleton, writer, first_joint, checkpoint))}]"


def _basic(clips: Sequence[Clip], skeleton: Skeleton, writer: Writer, first_joint: int) -> str:
    """The clips that every file has: written with all their frames, which is fastest."""
    first_view = writer.view_count
    layouts = []
    for clip in clips:
        times = clip.times_s
        layouts.append((clip.name, tuple(clip.extras.items()), len(times), float(times[-1]), clip.fixed, clip.joints))
        writer.view(_fixed(clip.fixed, times.tobytes()))
        # The root is the character's origin, and what the hips' node has is their place in it.
        hips = clip.hips_m - skeleton.place("Root")
        writer.view(np.concatenate([hips.ravel(), clip.rotations.ravel()]))
    names = skeleton.names
    animations, accessors = _describe(tuple(layouts), names, first_joint, first_view, len(writer.accessors))
    writer.accessors += accessors
    return animations


@lru_cache(maxsize=16)
def _fixed(tracks: tuple[Track, ...], times: bytes) -> Floats:
    """The first view of a clip: its times, the first and last of them, and the tracks."""
    seconds = np.frombuffer(times, np.float32)
    return np.concatenate([seconds, seconds[[0, -1]], *(track.rotations.ravel() for track in tracks)])


@lru_cache(maxsize=64)
def _describe(
    layouts: tuple[Layout, ...], names: tuple[str, ...], first_joint: int, view: int, first_accessor: int
) -> tuple[str, tuple[str, ...]]:
    """JSON of animations, without the brackets, and of accessors.

    Each clip has the view that :func:`_fixed` makes, and one of all its own.
    """
    node = {name: first_joint + number for number, name in enumerate(names)}
    accessors: list[str] = []

    def accessor(number: int, offset: int, count: int, kind: str, **more: Any) -> int:
        entry = {"bufferView": number, "byteOffset": offset, "componentType": FLOAT, "count": count, "type": kind}
        accessors.append(dumped({**entry, **more}))
        return first_accessor + len(accessors) - 1

    animations = []
    for name, said, frames, last, fixed, joints in layouts:
        bounds = {"min": [0.0], "max": [last]}
        moving = accessor(view, 0, frames, "SCALAR", **bounds)
        still = None
        samplers = [{"input": moving, "output": accessor(view + 1, 0, frames, "VEC3")}]
        channels: list[Tree] = [{"sampler": 0, "target": {"node": node["Hips"], "path": "translation"}}]

        def add(joint: str, times: int, values: int, samplers: list[Tree], channels: list[Tree]) -> None:
            channels.append({"sampler": len(samplers), "target": {"node": node[joint], "path": "rotation"}})
            samplers.append({"input": times, "output": values})

        offset = 4 * (frames + 2)
        for track in fixed:
            at, count = moving, len(track.rotations)
            if count != frames:
                still = at = accessor(view, 4 * frames, 2, "SCALAR", **bounds) if still is None else still
            add(track.joint, at, accessor(view, offset, count, "VEC4"), samplers, channels)
            offset += 16 * count
        for number, joint in enumerate(joints):
            offset = 12 * frames + 16 * frames * number
            add(joint, moving, accessor(view + 1, offset, frames, "VEC4"), samplers, channels)
        animations.append({"name": name, "channels": channels, "samplers": samplers, "extras": dict(said)})
        view += 2
    return dumped(animations)[1:-1], tuple(accessors)
