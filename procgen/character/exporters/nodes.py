"""Joints with their colliders, and sockets, as glTF nodes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import numpy as np

from procgen.character.exporters.writer import filled, places
from procgen.character.mesh.model import Character
from procgen.formats.gltf import dumped

Quaternion = tuple[float, float, float, float]

_TURN_NONE = (0.0, 0.0, 0.0, 1.0)


def skeleton_nodes(character: Character, first_joint: int) -> tuple[str, int]:
    """The joints, from node ``first_joint`` on, and the sockets: JSON without brackets, and how many nodes.

    Raises:
        ValueError: a place is not finite.
    """
    skeleton = character.skeleton
    layout = _layout(
        skeleton.names,
        skeleton.parents,
        tuple(capsule.joint for capsule in character.colliders),
        tuple((socket.name, socket.joint, socket.rotation) for socket in character.sockets),
        first_joint,
    )
    joints = np.concatenate([skeleton.places, np.zeros((1, 3))])  # parent -1 is the origin
    numbers: list[float] = np.round(joints[:-1] - joints[list(skeleton.parents)], 6).ravel().tolist()
    for capsule in character.colliders:
        numbers += (*capsule.centre_m, *capsule.axis, capsule.radius_m, capsule.height_m)
    for socket in character.sockets:
        numbers += socket.offset_m
    text, pick = layout
    return filled(text, pick(numbers)), len(skeleton.names) + len(character.sockets)


@lru_cache(maxsize=16)
def _layout(
    names: tuple[str, ...],
    parents: tuple[int, ...],
    capsules: tuple[str, ...],
    sockets: tuple[tuple[str, str, Quaternion], ...],
    first_joint: int,
) -> tuple[str, Callable[[Sequence[float]], tuple[float, ...]]]:
    """JSON with places for numbers, and what puts those of joints, capsules and sockets in their order there."""
    children: list[list[int]] = [[] for _ in names]
    for number, parent in enumerate(parents):
        if parent >= 0:
            children[parent].append(first_joint + number)
    for number, (_, joint, _) in enumerate(sockets):
        children[names.index(joint)].append(first_joint + len(names) + number)
    order: list[int] = []
    nodes = []
    for number, name in enumerate(names):
        order += range(3 * number, 3 * number + 3)
        more: dict[str, Any] = {}
        node = f'{{"name":{_text(name)},"translation":{places(3)}'
        if name in capsules:
            first = 3 * len(names) + 8 * capsules.index(name)
            order += range(first, first + 8)
            collider = f'"shape":"capsule","center":{places(3)},"axis":{places(3)},"radius":%.9g,"height":%.9g'
            node += f',"extras":{{"collider":{{{collider}}}}}'
        if children[number]:
            more["children"] = children[number]
        nodes.append(_closed(node, more))
    for number, (name, _, rotation) in enumerate(sockets):
        first = 3 * len(names) + 8 * len(capsules) + 3 * number
        order += range(first, first + 3)
        more = {} if rotation == _TURN_NONE else {"rotation": list(rotation)}
        nodes.append(_closed(f'{{"name":{_text(name)},"translation":{places(3)}', more))
    return ",".join(nodes), itemgetter(*order)


def _text(name: str) -> str:
    """A name as JSON in which numbers will be filled."""
    return dumped(name).replace("%", "%%")


def _closed(node: str, more: dict[str, Any]) -> str:
    """An object in the making with a few members more."""
    return node + "".join(f',"{name}":{dumped(value)}' for name, value in more.items()) + "}"
