"""Movements of the library as clips of a character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.model import BASIC, Capsule, Clip, Skeleton
from procgen.character.motion.course import Course, course_of
from procgen.character.motion.fit import Build, fit
from procgen.character.motion.join import join
from procgen.character.motion.library import packaged_library
from procgen.character.motion.manner import Gait, Manner, gait_of
from procgen.character.motion.vary import varied
from procgen.character.motion.vocabulary import entries, pair
from procgen.character.rig.clips import heels, make_clips, spread_deg
from procgen.character.rig.legs import SIDES
from procgen.character.rig.sockets import dominant_vertices
from procgen.runtime.checkpoint import Checkpoint

Floats = npt.NDArray[np.float32]

_PACKS_SPREAD_DEG: Final = 9.0
"""At which hanging arms of the pack clear a slim trunk."""


def build_of(skeleton: Skeleton, vertices: Floats, basis: Basis, colliders: Sequence[Capsule]) -> Build:
    """What movements are fitted to; ``vertices`` (E, 3) in T-pose, the body's first."""
    owned = dominant_vertices(basis)
    tips = [float(vertices[owned[skeleton.number(f"{side}Toes")], 2].max()) for side in SIDES]
    spread = max(spread_deg(skeleton, vertices, basis) - _PACKS_SPREAD_DEG, 0.0)
    return Build.of(skeleton, colliders, heels(skeleton, vertices, basis), np.array(tips), spread)


def clips_of(
    names: tuple[str, ...],
    manner: Manner,
    checkpoint: Checkpoint,
    *,
    skeleton: Skeleton,
    vertices: Floats,
    basis: Basis,
    colliders: Sequence[Capsule],
) -> tuple[Clip, ...]:
    """Clips of a character by name, in order.

    Args:
        names: as :func:`procgen.character.motion.vocabulary.named` gives them.
        manner: how those of the library are moved.
        checkpoint: called after every few clips; raises to stop the work.
        skeleton, vertices, basis: as :func:`procgen.character.rig.clips.make_clips` takes them.
        colliders: of the body.
    """
    found = [clip for clip in make_clips(skeleton, vertices, basis) if clip.name in names]
    others = [name for name in names if name not in BASIC and pair(name) is None]
    between = [both for both in map(pair, names) if both is not None]
    if others or between:
        build, gait = build_of(skeleton, vertices, basis, colliders), gait_of(manner)
        for begin in range(0, len(others), _AT_A_TIME):
            checkpoint()
            course = course_of(tuple(others[begin : begin + _AT_A_TIME]))
            found += _fitted(varied(course, packaged_library(), gait), gait, build)
        for both in between:
            checkpoint()
            found += _fitted(join(varied(course_of(both), packaged_library(), gait)), gait, build)
    return tuple(found)


_AT_A_TIME: Final = 12
"""Clips that are fitted together."""


def _fitted(course: Course, gait: Gait, build: Build) -> Iterator[Clip]:
    """The clips of a varied course on a body."""
    library = packaged_library()
    fitted = fit(course, library.joints, build)
    for motion, part, frame_s in zip(course.motions, course.parts, course.frames_s, strict=True):
        count = part.stop - part.start
        left, ahead = (fitted.travel_m[part][-1] / (frame_s * (count - 1))).tolist()
        said: dict[str, Any] = {"sets": entries()[motion.name]["sets"]} if motion.name in entries() else {}
        if left or ahead:
            said["velocity_m_s"] = [round(left, 4), round(motion.slope * ahead, 4), round(ahead, 4)]
        if motion.loops:
            said["phase"] = round(gait.phase, 4)
        if motion.seat_m:
            said["seat_m"] = round(motion.seat_m * build.leg_m / course.leg_m, 3)
        yield Clip(
            motion.name,
            (np.arange(count) * frame_s).astype(np.float32),
            (),
            library.joints,
            np.ascontiguousarray(fitted.rotations[part].transpose(1, 0, 2), np.float32),
            np.ascontiguousarray(fitted.hips_m[part], np.float32),
            motion.loops,
            said,
        )
