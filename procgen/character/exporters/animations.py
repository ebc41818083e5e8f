"""Clips as glTF animations: linear rotations of joints, and the hips' places.

Clips of the same joints and lengths differ in their numbers only, so what describes them is made once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from procgen.character.exporters.writer import Writer
from procgen.character.mesh.model import Character, Clip
from procgen.formats.gltf import FLOAT

Tree = dict[str, Any]
Layout = tuple[str, bool, int, float, tuple[tuple[int, int], ...]]
"""A clip's name, whether it loops, its frames, its last time, and of each track the node and the number of keys."""


def add_clips(character: Character, writer: Writer, first_joint: int) -> list[Tree]:
    """Write all clips; returns glTF's ``animations``. Joint j is node ``first_joint`` + j."""
    node = {name: first_joint + number for number, name in enumerate(character.skeleton.names)}
    layouts = tuple(_layout(clip, node) for clip in character.clips)
    views = []
    for clip in character.clips:
        # The root is the character's origin, and what the hips' node has is their place in it.
        places = clip.hips_m - character.skeleton.place("Root")
        views.append(writer.view(np.concatenate([clip.times_s, clip.times_s[[0, -1]]])))
        writer.view(np.concatenate([places.ravel(), *(track.rotations.ravel() for track in clip.tracks)]))
    animations, accessors = _describe(layouts, node["Hips"], views[0] if views else 0, len(writer.accessors))
    writer.accessors += accessors
    return animations


def _layout(clip: Clip, node: dict[str, int]) -> Layout:
    keys = tuple((node[track.joint], len(track.rotations)) for track in clip.tracks)
    return clip.name, clip.loops, len(clip.times_s), float(clip.times_s[-1]), keys


@lru_cache(maxsize=16)
def _describe(layouts: tuple[Layout, ...], hips: int, view: int, first_accessor: int) -> tuple[list[Tree], list[Tree]]:
    """Animations and accessors. Each clip has a view of times, all and then the first and last, and one of values."""
    accessors: list[Tree] = []

    def accessor(number: int, offset: int, count: int, kind: str, **more: Any) -> int:
        entry = {"bufferView": number, "byteOffset": offset, "componentType": FLOAT, "count": count, "type": kind}
        accessors.append({**entry, **more})
        return first_accessor + len(accessors) - 1

    animations = []
    for name, loops, frames, last, tracks in layouts:
        bounds = {"min": [0.0], "max": [last]}
        moving = accessor(view, 0, frames, "SCALAR", **bounds)
        still = None
        samplers = [{"input": moving, "output": accessor(view + 1, 0, frames, "VEC3")}]
        channels: list[Tree] = [{"sampler": 0, "target": {"node": hips, "path": "translation"}}]
        offset = 12 * frames
        for joint, count in tracks:
            at = moving
            if count != frames:
                still = at = accessor(view, 4 * frames, 2, "SCALAR", **bounds) if still is None else still
            channels.append({"sampler": len(samplers), "target": {"node": joint, "path": "rotation"}})
            samplers.append({"input": at, "output": accessor(view + 1, offset, count, "VEC4")})
            offset += 16 * count
        animations.append({"name": name, "channels": channels, "samplers": samplers, "extras": {"loop": loops}})
        view += 2
    return animations, accessors
