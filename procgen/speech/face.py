"""The face beside the lips: what a mood does to brows, eyes and the corners of the mouth, and blinks.

Shapes are those of ARKit; which go with a feeling follows the action units of Ekman and Friesen's basic emotions
(EMFACS, 1983), at our strengths.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import gaussian_field
from procgen.speech.timing import FRAMES_PER_S, VISEMES, Timing, viseme_curves

_BOTH: Final = ("Left", "Right")
_SHAPES: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "neutral": {},
        "joyful": {"mouthSmile": 0.6, "cheekSquint": 0.4, "browInnerUp": 0.15},
        "amused": {"mouthSmile": 0.4, "cheekSquint": 0.3, "browOuterUp": 0.15},
        "tender": {"mouthSmile": 0.25, "browInnerUp": 0.25, "eyeSquint": 0.15},
        "eager": {"browInnerUp": 0.3, "browOuterUp": 0.3, "eyeWide": 0.3, "mouthSmile": 0.2},
        "proud": {"mouthSmile": 0.2, "browOuterUp": 0.1, "eyeSquint": 0.2},
        "angry": {"browDown": 0.8, "eyeSquint": 0.4, "noseSneer": 0.35, "mouthFrown": 0.25},
        "scornful": {"noseSneer": 0.4, "mouthFrown": 0.2, "eyeSquint": 0.3, "browDown": 0.2},
        "stern": {"browDown": 0.4, "eyeSquint": 0.15, "mouthFrown": 0.1},
        "afraid": {"browInnerUp": 0.8, "browOuterUp": 0.4, "eyeWide": 0.7, "mouthStretch": 0.25},
        "sad": {"browInnerUp": 0.7, "mouthFrown": 0.5, "eyeSquint": 0.2},
        "weary": {"browInnerUp": 0.2, "eyeBlink": 0.25, "mouthFrown": 0.15},
        "doubtful": {"browOuterUp": 0.35, "browDown": 0.15, "mouthFrown": 0.15},
        "surprised": {"browInnerUp": 0.7, "browOuterUp": 0.7, "eyeWide": 0.7},
        "pleading": {"browInnerUp": 0.8, "eyeWide": 0.15, "mouthFrown": 0.15},
        "quiet": {"eyeSquint": 0.05},
    }
)
"""By mood; a name without a side means both, but for the one that has none."""
_ONE: Final = ("browInnerUp",)
_SEEN: Final = 0.01
"""Shapes that are weaker all the time are left out."""
_EASE_S: Final = 0.35
_BLINK_S: Final = 0.16
_BETWEEN_S: Final = (3.4, 1.1)
"""From one blink to the next, mean and standard deviation: in talk some 17 a minute (Bentivoglio et al. 1997, 26 when
talking, fewer when moved).
"""


def face_curves(timing: Timing, mood: str, strength: float, seed: int) -> dict[str, npt.NDArray[np.float32]]:
    """How strong each of ARKit's shapes is that takes part, beside what the lips do.

    Args:
        timing: of the speech.
        mood: one of :data:`procgen.speech.feeling.MOODS`.
        strength: of it, 0 to 1.
        seed: of the blinks.

    Returns:
        (frames,) by shape, at 60 a second, as long as :func:`procgen.speech.timing.viseme_curves`.
    """
    frames = int(np.ceil(timing.duration_s * FRAMES_PER_S)) + 1
    at_s = np.arange(frames) / FRAMES_PER_S
    held = np.minimum(np.clip(at_s / _EASE_S, 0.0, 1.0), np.clip((timing.duration_s - at_s) / _EASE_S, 0.0, 1.0))
    held = held * held * (3.0 - 2.0 * held)
    curves: dict[str, npt.NDArray[np.float32]] = {}
    for shape, most in _SHAPES[mood].items():
        for name in (shape,) if shape in _ONE else tuple(shape + side for side in _BOTH):
            curves[name] = (strength * most * held).astype(np.float32)
    blink = np.zeros(frames)
    drawn = gaussian_field(seed, "speech/blinks", 0, 0, 4 + int(timing.duration_s), 1)[0]
    when_s = 0.6
    for each in drawn:
        blink = np.maximum(blink, np.clip(1.0 - np.abs(at_s - when_s) / (_BLINK_S / 2.0), 0.0, 1.0))
        when_s += max(_BETWEEN_S[0] + _BETWEEN_S[1] * float(each), 1.0)
    for side in _BOTH:
        name = f"eyeBlink{side}"
        curves[name] = np.maximum(curves.get(name, np.zeros(frames)), blink).astype(np.float32)
    return curves


def morph_curves(timing: Timing, mood: str, strength: float, seed: int) -> dict[str, npt.NDArray[np.float32]]:
    """(frames,) by name of a morph target, 0 to 1: visemes but the silent one, and the face.

    Args:
        timing, mood, strength, seed: as of :func:`face_curves`.
    """
    visemes = viseme_curves(timing)
    curves = {f"viseme_{name}": visemes[:, number] for number, name in enumerate(VISEMES) if number}
    curves |= face_curves(timing, mood, strength, seed)
    return {name: curve for name, curve in curves.items() if curve.max() > _SEEN}
