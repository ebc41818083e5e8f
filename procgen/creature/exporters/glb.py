"""Animals as binary glTF: a skeleton, levels of detail by MSFT_lod, colours in the vertices, movements."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from procgen.character.exporters.glb import SCREEN_SHARES
from procgen.creature.anatomy.mesh import Surface
from procgen.creature.exporters.facts import clip_said, said_of
from procgen.creature.gait.clip import SHRUNK, Clip
from procgen.creature.generate import Creature
from procgen.formats.gltf import (
    ARRAY_BUFFER,
    ELEMENT_ARRAY_BUFFER,
    FLOAT,
    LOD,
    Block,
    Slice,
    Tree,
    block_of,
    write_glb,
)
from procgen.runtime.checkpoint import Checkpoint

_BYTE, _SHORT, _INT = 5121, 5123, 5125
_SLIM_CLIPS: Final = ("idle", "walk", "graze", "sniff", "peck", "lie", "rest", "swim", "glide")
"""What files for herds have."""
_MATERIALS: Final[dict[str, dict[str, Any]]] = {
    "coat": {"pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.85}},
    "feathers": {"pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.8}, "doubleSided": True},
    "shine": {"pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.15}},
}
_STILL: Final = 1e-5


def creature_glb(kind: Literal["slim"] | None) -> Callable[[Creature, Checkpoint], bytes]:
    """What writes an animal: with all levels of detail and movements, or slim with one level and few movements."""

    def write(creature: Creature, checkpoint: Checkpoint) -> bytes:
        levels = [creature.parameters.lod] if kind == "slim" else sorted(creature.levels)
        clips = [clip for clip in creature.clips if kind != "slim" or clip.name in _SLIM_CLIPS]
        return _File(creature, levels, clips, checkpoint).written()

    return write


class _File:
    def __init__(self, creature: Creature, levels: list[int], clips: list[Clip], checkpoint: Checkpoint) -> None:
        self.creature, self.levels, self.clips, self.checkpoint = creature, levels, clips, checkpoint
        self.blocks: list[Block | Slice] = []
        self.accessors: list[Tree] = []
        self.names = list(creature.frame.joints)
        self.slots: list[str] = []

    def written(self) -> bytes:
        creature = self.creature
        title = creature.parameters.species.title()
        nodes: list[Tree] = [{"name": title, "children": [1], "extras": said_of(creature)}, *self._joints()]
        meshes: list[Tree] = []
        first = len(nodes)
        for level in self.levels:
            self.checkpoint()
            name = f"{title}_LOD{level}" if len(self.levels) > 1 else title
            primitives = [self._primitive(surface) for surface in creature.levels[level]]
            nodes.append({"name": name, "mesh": len(meshes), "skin": 0})
            meshes.append({"name": name, "primitives": primitives})
        more: Tree = {}
        if len(self.levels) > 1:
            ids = list(range(first + 1, first + len(self.levels)))
            nodes[first]["extensions"] = {LOD: {"ids": ids}}
            nodes[first]["extras"] = {"MSFT_screencoverage": list(SCREEN_SHARES[: len(self.levels)])}
            more["extensionsUsed"] = [LOD]
        tree: Tree = {
            "asset": {
                "version": "2.0",
                "generator": "procgen",
                "extras": {"recipe": json.loads(creature.recipe.to_json())},
            },
            "scene": 0,
            "scenes": [{"nodes": [0, first]}],
            "nodes": nodes,
            "meshes": meshes,
            "skins": [self._skin()],
            "animations": [self._animation(clip) for clip in self.clips],
            "materials": [{"name": slot, **_MATERIALS[slot]} for slot in self.slots],
            "accessors": self.accessors,
            **more,
        }
        return write_glb(tree, self.blocks)

    def _node(self, joint: str) -> int:
        return 1 + self.names.index(joint)

    def _joints(self) -> list[Tree]:
        frame = self.creature.frame
        nodes = []
        for name in self.names:
            parent = frame.parents.get(name)
            way = np.subtract(frame.joints[name], frame.joints[parent] if parent else (0.0, 0.0, 0.0))
            node: Tree = {"name": name, "translation": [round(float(part), 6) for part in way]}
            if name in frame.hidden:
                node["scale"] = [SHRUNK] * 3
            children = [self._node(other) for other in self.names if frame.parents.get(other) == name]
            nodes.append({**node, **({"children": children} if children else {})})
        return nodes

    def _accessor(
        self, values: npt.NDArray[Any], kind: str, component: int, target: int | None = None, **more: Any
    ) -> int:
        stride = values.dtype.itemsize * values.shape[1] if target == ARRAY_BUFFER else None
        block = block_of(np.ascontiguousarray(values).tobytes())
        self.blocks.append(Block(block.byte_length, block.fill, target, stride))
        count = len(values)
        entry = {"bufferView": len(self.blocks) - 1, "componentType": component, "count": count, "type": kind, **more}
        self.accessors.append(entry)
        return len(self.accessors) - 1

    def _primitive(self, surface: Surface) -> Tree:
        if surface.name not in self.slots:
            self.slots.append(surface.name)
        ends: dict[str, Any] = {
            "min": surface.vertices.min(axis=0).tolist(),
            "max": surface.vertices.max(axis=0).tolist(),
        }
        shares = np.rint(surface.weights * 255).astype(np.int64)
        shares[:, 0] += 255 - shares.sum(axis=1)
        joints = np.where(shares > 0, surface.joints, 0)
        colours = np.full((len(surface.colours), 4), 65535, np.uint16)
        colours[:, :3] = np.rint(surface.colours * 65535)
        attributes = {
            "POSITION": self._accessor(surface.vertices.astype(np.float32), "VEC3", FLOAT, ARRAY_BUFFER, **ends),
            "NORMAL": self._accessor(_unit(surface.normals), "VEC3", FLOAT, ARRAY_BUFFER),
            "COLOR_0": self._accessor(colours, "VEC4", _SHORT, ARRAY_BUFFER, normalized=True),
            "JOINTS_0": self._accessor(joints.astype(np.uint8), "VEC4", _BYTE, ARRAY_BUFFER),
            "WEIGHTS_0": self._accessor(shares.astype(np.uint8), "VEC4", _BYTE, ARRAY_BUFFER, normalized=True),
        }
        small = len(surface.vertices) < 65535
        numbers = surface.triangles.reshape(-1, 1).astype(np.uint16 if small else np.uint32)
        indices = self._accessor(numbers, "SCALAR", _SHORT if small else _INT, ELEMENT_ARRAY_BUFFER)
        return {"attributes": attributes, "indices": indices, "material": self.slots.index(surface.name)}

    def _skin(self) -> Tree:
        matrices = np.tile(np.eye(4, dtype=np.float32), (len(self.names), 1, 1))
        # Column-major: the translation is the last row here. Rest rotations are none.
        matrices[:, 3, :3] = -np.array([self.creature.frame.joints[name] for name in self.names], np.float32)
        accessor = self._accessor(matrices.reshape(-1, 16), "MAT4", FLOAT)
        joints = list(range(1, 1 + len(self.names)))
        return {"joints": joints, "skeleton": 1, "inverseBindMatrices": accessor}

    def _animation(self, clip: Clip) -> Tree:
        frame = self.creature.frame
        every = np.linspace(0, clip.seconds, clip.frames, dtype=np.float32).reshape(-1, 1)
        ends: dict[str, Any] = {"min": [0.0], "max": [float(every[-1, 0])]}
        times = self._accessor(every, "SCALAR", FLOAT, **ends)
        hold = self._accessor(every[[0, -1]], "SCALAR", FLOAT, **ends)
        samplers: list[Tree] = []
        channels: list[Tree] = []

        def add(joint: str, path: str, values: npt.NDArray[Any], kind: str) -> None:
            still = float(np.abs(values - values[:1]).max()) < _STILL
            rows = (values[[0, -1]] if still else values).astype(np.float32)
            channels.append({"sampler": len(samplers), "target": {"node": self._node(joint), "path": path}})
            samplers.append({"input": hold if still else times, "output": self._accessor(rows, kind, FLOAT)})

        parent = frame.parents[clip.carrier]
        add(clip.carrier, "translation", clip.places - np.array(frame.joints[parent]), "VEC3")
        for joint in self.names:
            own = clip.rotations.get(joint)
            # A joint that another clip moves is brought back.
            if own is None and any(joint in other.rotations for other in self.clips):
                own = np.tile([0.0, 0.0, 0.0, 1.0], (clip.frames, 1))
            if own is not None:
                add(joint, "rotation", _unit(own), "VEC4")
        for joint in sorted({name for other in self.clips for name in other.scales}):
            size = clip.scales.get(joint, SHRUNK if joint in frame.hidden else 1.0)
            add(joint, "scale", np.full((clip.frames, 3), size), "VEC3")
        return {"name": clip.name, "samplers": samplers, "channels": channels, "extras": clip_said(clip)}


def _unit(rows: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)
