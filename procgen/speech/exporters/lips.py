"""Lips and face as files: Rhubarb's cues, curves at 60 a second, Godot's Animation, and a clip for Unity's bridge.

Names are those of the morph targets of characters: ``viseme_PP`` and ARKit's ``browInnerUp``, on the mesh ``Body``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.recipe import canonical_json
from procgen.speech.face import morph_curves
from procgen.speech.generate import Speech
from procgen.speech.timing import FRAMES_PER_S, rhubarb_cues

MESH: Final = "body"
"""Of characters, which has all targets."""
_NEAR: Final = 0.004
"""Keys are left out where a line between their neighbours comes as near."""

Floats = npt.NDArray[np.float32]


def _morphs(speech: Speech) -> dict[str, Floats]:
    return morph_curves(speech.timing, speech.mood, speech.strength, int(str(speech.recipe.request["seed"])))


def _keys(curve: Floats) -> list[tuple[float, float]]:
    """Times and values of the frames that a curve of straight lines needs (Ramer 1972, Douglas and Peucker 1973)."""
    kept = np.zeros(len(curve), bool)
    kept[[0, -1]] = True
    spans = [(0, len(curve) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        line = np.interp(np.arange(first, last + 1), [first, last], [curve[first], curve[last]])
        away = np.abs(curve[first : last + 1] - line)
        worst = int(away.argmax())
        if away[worst] > _NEAR:
            kept[first + worst] = True
            spans += [(first, first + worst), (first + worst, last)]
    return [(int(frame) / FRAMES_PER_S, float(curve[frame])) for frame in np.flatnonzero(kept)]


def rhubarb(speech: Speech) -> bytes:
    """Tab-separated times and mouth shapes, as Rhubarb Lip Sync writes them."""
    return "".join(f"{at_s:.2f}\t{shape}\n" for at_s, shape in rhubarb_cues(speech.timing)).encode()


def curves(speech: Speech) -> bytes:
    """A number a frame for each morph target."""
    said = {
        "frames_per_s": FRAMES_PER_S,
        "duration_s": round(speech.timing.duration_s, 4),
        "morphs": {
            name: [round(float(value), 3) for value in curve] for name, curve in sorted(_morphs(speech).items())
        },
        "recipe": json.loads(speech.recipe.to_json()),
    }
    return (json.dumps(said, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _by_name(speech: Speech) -> Mapping[str, list[tuple[float, float]]]:
    return {name: _keys(curve) for name, curve in sorted(_morphs(speech).items())}


def godot(speech: Speech) -> bytes:
    """An Animation (Godot 4, text resource) with a blend shape track a target; paths are from the mesh's parent."""
    lines = ['[gd_resource type="Animation" format=3]', "", "[resource]", f'resource_name = "{speech.name}"']
    lines += [f"length = {speech.timing.duration_s:.4f}", f"step = {1.0 / FRAMES_PER_S:.6f}"]
    for number, (name, keys) in enumerate(_by_name(speech).items()):
        values = ", ".join(f"{at_s:.4f}, 1, {value:.4f}" for at_s, value in keys)
        lines += [
            f'tracks/{number}/type = "blend_shape"',
            f"tracks/{number}/imported = false",
            f"tracks/{number}/enabled = true",
            f'tracks/{number}/path = NodePath("{MESH}:{name}")',
            f"tracks/{number}/interp = 1",
            f"tracks/{number}/loop_wrap = false",
            f"tracks/{number}/keys = PackedFloat32Array({values})",
        ]
    lines.append(f"metadata/procgen_recipe = {json.dumps(speech.recipe.to_json(), ensure_ascii=False)}")
    return ("\n".join(lines) + "\n").encode()


def unity(speech: Speech) -> bytes:
    """An AnimationClip as JSON: curves of blend shapes, whose weights Unity counts to 100."""
    said = {
        "name": speech.name,
        "frameRate": FRAMES_PER_S,
        "length": round(speech.timing.duration_s, 4),
        "curves": [
            {
                "path": MESH,
                "type": "SkinnedMeshRenderer",
                "property": f"blendShape.{name}",
                "keys": [{"time": round(at_s, 4), "value": round(100.0 * value, 2)} for at_s, value in keys],
            }
            for name, keys in _by_name(speech).items()
        ],
        "recipe": speech.recipe.to_json(),
    }
    return (canonical_json(said) + "\n").encode()
