"""Morph targets as sparse accessors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from procgen.character.exporters.writer import UNSIGNED_SHORT, Writer, filled, places
from procgen.character.mesh.model import Character, Topology
from procgen.formats.gltf import FLOAT

Floats = npt.NDArray[np.float32]
Views = dict[str, int]
"""The buffer views of a surface by what they hold: attributes, "morph_vertex" and "morph_shift"."""


def add_targets(
    topology: Topology, level: int, targets: Sequence[str], writer: Writer, views: Views, character: Character
) -> str:
    """Give a primitive all targets of its mesh, in their order, as glTF demands; returns the list as JSON.

    Those that don't move the surface share an accessor of zeros.
    """
    moving = _moving(topology, level, writer, views, character)
    still: int | None = None
    numbers = []
    for name in targets:
        number = moving.get(name)
        if number is None:
            if still is None:
                nought = '"min":[0,0,0],"max":[0,0,0]'
                still = writer.accessor(f"{{{_shape(topology, level)},{nought}}}")
            number = still
        numbers.append(number)
    return "[" + ",".join([f'{{"POSITION":{number}}}' for number in numbers]) + "]"


def _shape(topology: Topology, level: int) -> str:
    return f'"componentType":{FLOAT},"count":{topology.counts[level]},"type":"VEC3"'


def _moving(topology: Topology, level: int, writer: Writer, views: Views, character: Character) -> dict[str, int]:
    """Accessors of the morph targets that move a surface."""
    morphs = topology.morphs
    if morphs is None:
        return {}
    gains = np.array([character.morph_gain.get(name, 1.0) for name in morphs.names], np.float32)
    if "morph_vertex" not in views:
        views["morph_vertex"] = writer.view(morphs.vertex)
        views["morph_shift"] = writer.view(morphs.shift * gains.repeat(np.diff(morphs.start))[:, None])
    bounds, ends = _bounds(topology, level)
    numbers = (bounds * gains[:, None]).tolist()
    shape = _shape(topology, level)
    found = {}
    for name, start, end, values in zip(morphs.names, morphs.start.tolist(), ends, numbers, strict=False):
        entries = end - start
        if entries:
            # Godot 4.6 takes only views that hold nothing but the entries of one accessor.
            index = writer.slice(views["morph_vertex"], 2 * start, 2 * entries)
            shift = writer.slice(views["morph_shift"], 12 * start, 12 * entries)
            found[name] = writer.accessor(
                f'{{{shape},{filled(_BOUNDS, values)},"sparse":{{"count":{entries},'
                f'"indices":{{"bufferView":{index},"componentType":{UNSIGNED_SHORT}}},'
                f'"values":{{"bufferView":{shift}}}}}}}'
            )
    return found


_BOUNDS = f'"min":{places(3)},"max":{places(3)}'


def _bounds(topology: Topology, level: int) -> tuple[Floats, list[int]]:
    """Least and greatest shift (M, 6) of each target at a level, and where its entries end."""
    key = f"morph_bounds_{level}"
    found: tuple[Floats, list[int]] | None = topology.prepared.get(key)
    if found is None:
        morphs, count = topology.morphs, topology.counts[level]
        assert morphs is not None
        bounds, ends = [], []
        for start, end in zip(morphs.start[:-1].tolist(), morphs.start[1:].tolist(), strict=True):
            # Entries are in the order of vertices, and a level is the first of them.
            end = start + int(np.searchsorted(morphs.vertex[start:end], count))
            shift = morphs.shift[start:end]
            # Vertices that a sparse accessor does not name do not move.
            whole = end - start == count
            nought = np.zeros((0 if whole else 1, 3), np.float32)
            both = np.concatenate([shift, nought])
            bounds.append(np.concatenate([both.min(axis=0), both.max(axis=0)]))
            ends.append(end)
        found = topology.prepared[key] = np.array(bounds, np.float32), ends
    return found
