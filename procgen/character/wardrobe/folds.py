"""Folds: how cloth wrinkles where limbs bend and where it hangs. All are heights (V,) in metres, never below zero."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.wardrobe.anatomy import Anatomy, smoothstep

Floats = npt.NDArray[np.float32]


def _bell(value: Floats, centre: float, width: float) -> Floats:
    return np.asarray(np.exp(-(((value - centre) / width) ** 2)), np.float32)


def _waves(phase: Floats) -> Floats:
    """Rounded ridges with narrow valleys, 0 to 1."""
    return np.asarray(1 - np.abs(np.sin(phase / 2)) ** 1.5, np.float32)


def sleeve_folds(anatomy: Anatomy, length: float, height: float = 0.006) -> Floats:
    """Wrinkles round the elbow, above the cuff of a sleeve of ``length`` metres, and a twist along the arm."""
    arm, angle = anatomy.arm, anatomy.arm_angle
    warp = 1.3 * np.sin(2 * angle + 9 * arm) + 0.8 * np.sin(angle - 23 * arm)
    bend = _bell(arm, anatomy.upper_arm_m, 0.065) * _waves(2 * np.pi * arm / 0.052 + warp)
    cuff = _bell(arm, length - 0.035, 0.05) * _waves(2 * np.pi * arm / 0.046 + 1.2 * warp)
    twist = 0.45 * _waves(3 * angle + 14 * arm + 0.6 * warp)
    return np.where(anatomy.is_arm, height * (bend + 0.8 * cuff + twist), 0).astype(np.float32) * smoothstep(
        arm, 0.06, 0.14
    )


def trunk_folds(anatomy: Anatomy, height: float = 0.006) -> Floats:
    """Slack above the waist and drag lines from the armpits."""
    y, angle = anatomy.place[:, 1], anatomy.trunk_angle
    sides = np.sin(angle) ** 2
    warp = 1.1 * np.sin(3 * angle) + 0.7 * np.sin(5 * angle + 20 * y)
    slack = _bell(y, anatomy.waist + 0.015, 0.06) * _waves(2 * np.pi * y / 0.062 + warp) * (0.35 + 0.65 * sides)
    drag = _bell(y, anatomy.armpit - 0.05, 0.09) * _waves(26 * y + 9 * np.abs(angle)) * sides**2 * 0.7
    hang = smoothstep(y, anatomy.waist, anatomy.hip) * _waves(9 * angle + 0.7 * warp) * 0.55
    return np.asarray(height * (slack + drag + hang) * (1 - anatomy.arm_share), np.float32)


def leg_folds(anatomy: Anatomy, length: float, height: float = 0.007) -> Floats:
    """Wrinkles behind and over the knee, a stack above a hem at ``length`` metres, whiskers from the crotch."""
    leg, angle = anatomy.leg, anatomy.leg_angle
    warp = 1.2 * np.sin(2 * angle + 7 * leg) + 0.8 * np.sin(3 * angle - 19 * leg)
    knee = _bell(leg, anatomy.thigh_m + 0.01, 0.075) * _waves(2 * np.pi * leg / 0.06 + warp)
    knee *= 0.55 + 0.45 * np.abs(np.sin(angle - 0.3))
    stack = _bell(leg, length - 0.05, 0.075) * _waves(2 * np.pi * leg / 0.058 + 1.2 * warp)
    from_crotch = np.hypot(anatomy.side, anatomy.place[:, 1] - anatomy.crotch)
    rays = np.arctan2(anatomy.side, anatomy.place[:, 1] - anatomy.crotch)
    whiskers = _bell(from_crotch, 0.13, 0.06) * _waves(11 * rays) * 0.5
    line = 0.3 * _waves(2 * angle + 6 * leg + 0.5 * warp) * smoothstep(leg, 0.05, 0.2)
    return np.asarray(height * (knee + 0.9 * stack + whiskers + line) * (1 - anatomy.arm_share), np.float32)


def skirt_folds(angle: Floats, drop: Floats, count: int, height: float, start: float = 0.05) -> Floats:
    """Folds that hang from the waist and open downwards.

    Args:
        angle, drop: round the body, and metres below the waist.
        count: of folds round the body.
        height: at 0.6 metres below the waist.
        start: metres below the waist where they begin.
    """
    irregular = count * angle + 0.9 * np.sin(2 * angle + 0.5) + 0.6 * np.sin(5 * angle + 1.0) + 0.35 * np.sin(6 * drop)
    wave = 0.5 + 0.5 * np.cos(irregular)
    size = 0.72 + 0.28 * np.sin(3 * angle + 0.7)
    return np.asarray(height * wave**1.3 * size * np.clip((drop - start) / 0.6, 0, None) ** 0.8, np.float32)
