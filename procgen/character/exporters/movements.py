"""Clips of the library as glTF animations that are small: few keys, rotations in 16 bits, equal bytes once.

Sources: the glTF 2.0 specification, sections 3.11 ("Animations") and 3.6.2.2 (normalized integers).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.character.exporters.keys import moving_keys, turning_keys
from procgen.character.exporters.writer import Writer
from procgen.character.mesh.model import Clip, Skeleton
from procgen.formats.gltf import FLOAT, dumped
from procgen.runtime.checkpoint import Checkpoint

SHORT: Final = 5122
_BOUND_M: Final = 0.001
_FINE_DEG, _USUAL_DEG, _FINGER_DEG = 0.12, 0.35, 0.8
"""How far rotations may be off between keys: of what carries the feet, of the rest, of fingers."""
_CARRIES: Final = ("Hips", "UpperLeg", "LowerLeg", "Foot", "Spine")
_FINGERS: Final = ("Thumb", "Index", "Middle", "Ring", "Little")


class _Pool:
    """Arrays of one component type in one view, each once, with their accessors."""

    def __init__(self, writer: Writer, view: int, component: str) -> None:
        self._writer, self._view, self._component = writer, view, component
        self._found: dict[tuple[str, bytes], int] = {}
        self._pieces: list[bytes] = []
        self._end = 0

    def accessor(self, values: npt.NDArray[Any], kind: str, more: str = "") -> int:
        """The number of an accessor of these values."""
        data = values.tobytes()
        found = self._found.get((kind, data))
        if found is None:
            entry = f'{{"bufferView":{self._view},"byteOffset":{self._end},{self._component},"count":{len(values)}'
            found = self._found[kind, data] = self._writer.accessor(f'{entry},"type":"{kind}"{more}}}')
            self._pieces.append(data)
            self._end += len(data)
        return found

    @property
    def data(self) -> npt.NDArray[np.uint8]:
        """All bytes."""
        return np.frombuffer(b"".join(self._pieces), np.uint8)


def add_movements(
    clips: Sequence[Clip], skeleton: Skeleton, writer: Writer, first_joint: int, checkpoint: Checkpoint
) -> list[str]:
    """Write clips; returns each as JSON. Joint j is node ``first_joint`` + j."""
    if not clips:
        return []
    view = writer.view_count
    floats = _Pool(writer, view, f'"componentType":{FLOAT}')
    shorts = _Pool(writer, view + 1, f'"componentType":{SHORT},"normalized":true')
    root = skeleton.place("Root")
    animations = []
    for clip in clips:
        checkpoint()
        animations.append(_animation(clip, skeleton, root, floats, shorts, first_joint))
    writer.view(floats.data)
    writer.view(shorts.data)
    return animations


def _animation(
    clip: Clip, skeleton: Skeleton, root: npt.NDArray[np.float32], floats: _Pool, shorts: _Pool, first_joint: int
) -> str:
    bounds = np.array([_bound(joint) for joint in clip.joints], np.float32)
    keys = turning_keys(clip.rotations, bounds)
    moving = moving_keys(clip.hips_m, _BOUND_M)
    samplers: list[str] = []
    channels: list[str] = []

    def add(node: int, path: str, frames: npt.NDArray[np.bool_], values: int) -> None:
        times = clip.times_s[frames]
        said = f',"min":[{times[0]:.9g}],"max":[{times[-1]:.9g}]'
        samplers.append(f'{{"input":{floats.accessor(times, "SCALAR", said)},"output":{values}}}')
        target = f'{{"node":{node},"path":"{path}"}}'
        channels.append(f'{{"sampler":{len(channels)},"target":{target}}}')

    places = (clip.hips_m - root)[moving].astype(np.float32)
    add(first_joint + skeleton.number("Hips"), "translation", moving, floats.accessor(places, "VEC3"))
    turned = np.round(clip.rotations * 32767).astype(np.int16)
    for joint, own, frames in zip(clip.joints, turned, keys, strict=True):
        add(first_joint + skeleton.number(joint), "rotation", frames, shorts.accessor(own[frames], "VEC4"))
    extras = dumped(clip.extras)
    return (
        f'{{"name":{dumped(clip.name)},"channels":[{",".join(channels)}],"samplers":[{",".join(samplers)}],'
        f'"extras":{extras}}}'
    )


def _bound(joint: str) -> float:
    if joint.endswith(_CARRIES):
        return _FINE_DEG
    return _FINGER_DEG if any(finger in joint for finger in _FINGERS) else _USUAL_DEG
