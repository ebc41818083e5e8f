"""How somebody walks: a walk of their own, drawn from what captured walks have in common and how they differ.

A walk is a vector: turns of joints, places of hips and ankles over one stride, as the first waves of a Fourier series,
with the length and the time of the stride. Strides are first brought to one course of events (left foot down, right
foot up, right foot down, left foot up), so that means of walks are walks. The model is a linear Gaussian variational
autoencoder, whose best fit has a closed form: principal axes (Tipping and Bishop: "Probabilistic principal component
analysis", 1999; that this is what a linear VAE learns: Lucas et al., "Don't Blame the ELBO!", 2019), here around a mean
that goes with the speed. Walks as sums of a few waves with few axes: Troje, "Decomposing biological motion" (J. Vision
2, 2002). Feet are planted afterwards, as those of all courses are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from procgen.character.motion.course import Course
from procgen.character.motion.library import FPS
from procgen.character.motion.spans import Span
from procgen.character.motion.vocabulary import entries
from procgen.character.rig.quaternion import Doubles, exp, log
from procgen.runtime.arrays import read_arrays
from procgen.runtime.catalog import packaged_assets

FILE: Final = "character_walks.npz"
WAVES: Final = 5
"""Of a stride that are kept."""
_PHASES: Final = 48
_EVENTS: Final = np.array([0.0, 0.12, 0.5, 0.62, 1.0])
"""When the left foot comes down, the right one leaves, comes down, the left one leaves, and again: as shares of a
stride (Perry, Burnfield: "Gait Analysis", 2010: a foot stands for 62 % of it)."""
_SHARE: Final = 0.85
"""Of somebody's own walk that shows in a clip at most; the rest is the clip's."""
_FINGERS: Final = ("Thumb", "Index", "Middle", "Ring", "Little", "Toes")
_LIMIT: Final = 1.4
"""Standard deviations to which axes are drawn."""


@dataclass(frozen=True, eq=False)
class Walks:
    """What is known of walks.

    Attributes:
        mean: (D,) of the vectors at the usual speed.
        faster: (D,) that is added for each unit of the logarithm of the speed, in leg lengths a second.
        axes: (K, D) that is added for each standard deviation.
        speed: (2,) mean and standard deviation of that logarithm.
    """

    mean: Doubles
    faster: Doubles
    axes: Doubles
    speed: Doubles

    def drawn(self, style: Sequence[float]) -> Doubles:
        """(D,) a walk by standard deviations, its speed's first."""
        own = np.clip(np.asarray(style, np.float64), -_LIMIT, _LIMIT)
        return np.asarray(self.mean + own[0] * self.speed[1] * self.faster + own[1:] @ self.axes)


@lru_cache(maxsize=1)
def packaged_walks() -> Walks:
    """What came with procgen."""
    return load_walks(packaged_assets() / FILE)


def load_walks(path: Path) -> Walks:
    """Read a file that :mod:`procgen.character.recipe.walks` wrote."""
    arrays = read_arrays(path)
    return Walks(*(arrays[name].astype(np.float64) for name in ("mean", "faster", "axes", "speed")))


def natural(name: str) -> bool:
    """Whether a clip is a walk that people have ways of their own of: ahead, on level ground, nothing special."""
    return bool(entries().get(name, {}).get("natural", False))


def own_walks(
    course: Course, joints: Sequence[str], style: Sequence[float], share: float, walks: Walks | None = None
) -> Course:
    """A course whose natural walks are somebody's.

    Args:
        course: of clips of the library.
        joints: of its skeleton.
        style: (1 + STYLE_AXES) standard deviations; see :meth:`Walks.drawn`.
        share: 0 to 1, how much it shows.
        walks: what is known of walks; the packaged ones if None.
    """
    chosen = [number for number, motion in enumerate(course.motions) if motion.walks and natural(motion.name)]
    if not share or not chosen:
        return course
    rows = {name: getattr(course, name).copy() for name in ("rotations", "hips", "feet", "middle", "ankles", "travel")}
    frames_s = list(course.frames_s)
    own = (walks or packaged_walks()).drawn(style)
    for number in chosen:
        was = encoded(course, number, joints)
        now = was + _SHARE * share * (own - was)
        part = course.parts[number]
        count = part.stop - part.start
        at = np.interp(np.arange(count) / (count - 1), _events(course.spans[number], count - 1), _EVENTS)
        # What the waves leave out of a clip stays.
        change = _turned(now, at) - _turned(was, at)
        _add(rows, part, change, joints)
        stride, seconds = np.exp(now[-2:] - was[-2:])
        rows["travel"][part] *= stride
        frames_s[number] *= float(seconds)
    return replace(course, **rows, frames_s=tuple(frames_s))


def encoded(course: Course, number: int, joints: Sequence[str]) -> Doubles:
    """(D,) of a walk of a course: a loop of one stride that begins with the left foot's coming down."""
    part = course.parts[number]
    count = part.stop - part.start - 1
    frames = np.arange(count + 1) / count
    at = np.interp(np.arange(_PHASES) / _PHASES, _EVENTS, _events(course.spans[number], count))
    tracks = _tracks(course, part, joints)
    even = np.stack([np.interp(at, frames, track) for track in tracks.T])  # (C, _PHASES)
    waves = np.fft.rfft(even, axis=1)[:, : WAVES + 1] / _PHASES
    stride = float(np.linalg.norm(course.travel[part][-1]))
    seconds = count * course.frames_s[number]
    flat = np.concatenate([waves.real.ravel(), waves.imag[:, 1:].ravel()])
    return np.concatenate([flat, np.log([max(stride, 1e-3), seconds * FPS])])


def speed_of(vector: Doubles) -> float:
    """The logarithm of a walk's speed, in leg lengths a second."""
    return float(vector[-2] - vector[-1] + np.log(FPS))


def _moving(joints: Sequence[str]) -> list[int]:
    """Joints whose turns belong to walks: no fingers, no legs, which follow their feet."""
    left_out = (*_FINGERS, "Leg", "Foot", "Hips")
    return [number for number, name in enumerate(joints) if not any(word in name for word in left_out)]


def _tracks(course: Course, part: slice, joints: Sequence[str]) -> Doubles:
    """(F, C) all that a walk is."""
    turns = [log(course.rotations[part][:, number]) for number in _moving(joints)]
    turns += [log(course.hips[part]), log(course.feet[part, 0]), log(course.feet[part, 1])]
    middle = course.middle[part]
    centre = middle.mean(axis=0) * np.array([1.0, 0.0, 1.0])
    ankles = course.ankles[part] - centre
    return np.concatenate([*turns, middle - centre, ankles[:, 0], ankles[:, 1]], axis=1)


def _turned(vector: Doubles, at: Doubles) -> Doubles:
    """(F, C) the tracks of a vector at phases (F,)."""
    columns = (len(vector) - 2) // (2 * WAVES + 1)
    real = vector[: columns * (WAVES + 1)].reshape(columns, WAVES + 1)
    imag = np.concatenate([np.zeros((columns, 1)), vector[columns * (WAVES + 1) : -2].reshape(columns, WAVES)], axis=1)
    angle = 2 * np.pi * np.outer(np.arange(WAVES + 1), at)
    twice = np.where(np.arange(WAVES + 1) > 0, 2.0, 1.0)[:, None]
    return np.asarray((real @ (twice * np.cos(angle)) - imag @ (twice * np.sin(angle))).T)


def _add(rows: dict[str, Doubles], part: slice, change: Doubles, joints: Sequence[str]) -> None:
    """Changes of tracks (F, C), to the rows of a course."""
    column = 0

    def turned(rotations: Doubles) -> Doubles:
        nonlocal column
        column += 3
        return exp(log(rotations) + change[:, column - 3 : column])

    for number in _moving(joints):
        rows["rotations"][part, number] = turned(rows["rotations"][part, number])
    rows["hips"][part] = turned(rows["hips"][part])
    rows["rotations"][part, joints.index("Hips")] = rows["hips"][part]
    for leg in (0, 1):
        rows["feet"][part, leg] = turned(rows["feet"][part, leg])
    rows["middle"][part] += change[:, column : column + 3]
    rows["ankles"][part, 0] += change[:, column + 3 : column + 6]
    rows["ankles"][part, 1] += change[:, column + 6 : column + 9]


def _events(spans: Sequence[Span], frames: int) -> Doubles:
    """(5,) when the events of a stride are, as shares of it, in order and apart from each other."""
    left, right = ([span for span in spans if span.leg == leg] for leg in (0, 1))
    if len(left) != 1 or len(right) != 1:
        return _EVENTS
    down, off = right[0].begin % frames / frames, (right[0].begin + right[0].count) % frames / frames
    leaves = (left[0].begin + left[0].count) % frames / frames
    found = np.array([0.0, off, down, leaves, 1.0])
    return found if (np.diff(found) > 0.02).all() else _EVENTS
