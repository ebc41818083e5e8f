"""Relief, roughness and metal of a photo, guessed from its tones.

Shape from shading has no answer for a material of many colours. What holds for most of them: crevices are dark, small
bright things stand out, and how far depends on what the material is. So each scale of the luminance becomes a scale
of the relief, with weights that rise with the wavelength, up to the size of the material's pieces; broad tones are
stains, not hills. What is usual for a class comes from its procedural
recipe's table of priors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.classical.torus import blur, luminance, slope
from procgen.texture.material import FloatArray, Surface


@dataclass(frozen=True, slots=True)
class Prior:
    """What is usual for a material."""

    slope: float
    """Root mean square of the relief's slope, at 128 px a natural piece."""
    roughness: float
    """Mean."""
    varies: float = 0.06
    """Standard deviation of the roughness; negative where dark parts are the smoother ones."""
    metallic: float = 0.0
    """Of the smooth parts."""
    piece_px: float = 10.0
    """Size of the largest things that stand out, at 128 px a natural piece."""
    raised: float = 1.0
    """1 where bright is high, -1 where dark is high."""


_USUAL = Prior(0.15, 0.7)

# Slopes and roughness of classes with full sets are the medians of the CC0 pack's training sets; others are set by
# eye beside them.
PRIORS: Mapping[str, Prior] = MappingProxyType(
    {
        "asphalt": Prior(0.2, 0.8, piece_px=4.0),
        "bamboo": Prior(0.3, 0.45),
        "bark": Prior(0.32, 0.7, piece_px=14.0),
        "brick": Prior(0.2, 0.8, piece_px=12.0),
        "cardboard": Prior(0.03, 0.9, 0.02),
        "carpet": Prior(0.2, 0.95, 0.02, piece_px=4.0),
        "chainmail": Prior(0.4, 0.42, metallic=1.0),
        "chipboard": Prior(0.04, 0.75),
        "clay": Prior(0.08, 0.85),
        "concrete": Prior(0.1, 0.8),
        "cork": Prior(0.08, 0.88),
        "corrugated": Prior(0.4, 0.5, metallic=1.0, piece_px=14.0),
        "fabric": Prior(0.14, 0.85, 0.04, piece_px=4.0),
        "foil": Prior(0.15, 0.22, metallic=1.0),
        "granite": Prior(0.01, 0.3, 0.03),
        "grass": Prior(0.3, 0.7, piece_px=8.0),
        "gravel": Prior(0.38, 0.75, piece_px=8.0),
        "ground": Prior(0.2, 0.75),
        "ice": Prior(0.02, 0.15, 0.08, raised=-1.0),
        "leather": Prior(0.08, 0.4, 0.05, piece_px=6.0),
        "leaves": Prior(0.4, 0.6, piece_px=12.0),
        "logs": Prior(0.45, 0.85, piece_px=16.0),
        "marble": Prior(0.005, 0.1, 0.02),
        "metal": Prior(0.01, 0.3, -0.06, 1.0),
        "metal_plate": Prior(0.06, 0.4, -0.08, 1.0),
        "moss": Prior(0.3, 0.92, 0.03, piece_px=12.0),
        "net": Prior(0.3, 0.85, 0.03, piece_px=6.0),
        "office_ceiling": Prior(0.08, 0.9, 0.02),
        "onyx": Prior(0.005, 0.05, 0.01),
        "paint": Prior(0.02, 0.4, 0.04),
        "paper": Prior(0.02, 0.92, 0.02),
        "paving": Prior(0.25, 0.8, piece_px=14.0),
        "planks": Prior(0.14, 0.72, piece_px=12.0),
        "plaster": Prior(0.07, 0.9, 0.03),
        "plastic": Prior(0.02, 0.3, 0.04),
        "porcelain": Prior(0.01, 0.07, 0.01),
        "road": Prior(0.15, 0.82, piece_px=4.0),
        "rock": Prior(0.25, 0.7, piece_px=16.0),
        "rock_wall": Prior(0.45, 0.82, piece_px=18.0),
        "roof_tiles": Prior(0.3, 0.75, piece_px=16.0),
        "rubber": Prior(0.04, 0.65, 0.03),
        "rust": Prior(0.08, 0.75, -0.1, 0.6),
        "sand": Prior(0.15, 0.9, 0.03),
        "snow": Prior(0.13, 0.75, 0.05, piece_px=20.0),
        "solar_panel": Prior(0.01, 0.12, 0.02),
        "tatami": Prior(0.12, 0.85, 0.03, piece_px=5.0),
        "terracotta": Prior(0.06, 0.85, 0.03),
        "terrazzo": Prior(0.005, 0.35, 0.05),
        "thatch": Prior(0.35, 0.9, 0.03),
        "tiles": Prior(0.06, 0.25, 0.1, piece_px=16.0),
        "travertine": Prior(0.02, 0.35, 0.04),
        "wallpaper": Prior(0.02, 0.85, 0.03),
        "wood": Prior(0.05, 0.6, 0.04),
        "wood_chips": Prior(0.35, 0.85, 0.03, piece_px=8.0),
        "wood_floor": Prior(0.05, 0.4, 0.05),
        "cobble": Prior(0.4, 0.8, piece_px=14.0),
        "mud": Prior(0.25, 0.5, 0.15, piece_px=14.0),
        "forest_floor": Prior(0.35, 0.8, piece_px=10.0),
        "cliff": Prior(0.4, 0.82, piece_px=18.0),
        "lava": Prior(0.4, 0.75, piece_px=18.0),
        "diamond_plate": Prior(0.2, 0.4, -0.08, 1.0),
        "scifi_panel": Prior(0.12, 0.42, metallic=0.4, piece_px=16.0),
        "hazard": Prior(0.04, 0.5),
        "hull": Prior(0.1, 0.6, piece_px=16.0),
        "fur": Prior(0.3, 0.75, piece_px=5.0),
    }
)
"""By class, for each in :data:`procgen.texture.classes.CLASSES`."""

_FINEST_SIGMA_PX = 0.6
_HARD_EDGE = 2.0
"""Tones beyond this many standard deviations of their scale are drawn in: a white speck is no spike."""
_WEIGHT_EXPONENT = 0.3
"""Of a scale's width. With it heights of the pack's training sets spread as far as they do where slopes are as steep;
0.8 makes them 1.5 times as high, and less like the real ones."""


def estimate_height(albedo: FloatArray, prior: Prior, piece_px: float) -> FloatArray:
    """Guess the relief.

    Args:
        albedo: (rows, columns, 3) periodic, sRGB-encoded.
        prior: what is usual.
        piece_px: pixels a natural piece.

    Returns:
        (rows, columns) pixels, of zero mean.
    """
    tone = luminance(albedo)
    unit = piece_px / 128.0
    height = np.zeros_like(tone)
    sigma = _FINEST_SIGMA_PX * max(unit, 1.0) ** 0.5
    finer = blur(tone, sigma)
    # Down to the size of the pieces: half a wavelength of a band of standard deviation sigma is some 3 sigma.
    while sigma < max(prior.piece_px * unit / 1.5, 2.0 * _FINEST_SIGMA_PX):
        sigma *= 2.0
        coarser = blur(tone, sigma)
        band = finer - coarser
        spread = float(band.std(dtype=np.float64))
        if spread > 1e-6:
            limit = np.float32(_HARD_EDGE * spread)
            height += limit * np.tanh(band / limit) * np.float32(sigma**_WEIGHT_EXPONENT)
        finer = coarser
    dx, dy = slope(height)
    steepness = float(np.sqrt(np.mean(np.square(dx, dtype=np.float64) + np.square(dy, dtype=np.float64))))
    if steepness < 1e-7:
        return np.zeros_like(tone)
    # An even picture is an even surface: contrast below a tenth scales the slope down.
    contrast = min(float(tone.std(dtype=np.float64)) / 0.05, 1.0)
    height *= np.float32(prior.raised * prior.slope * contrast / steepness)
    return np.asarray(height - height.mean(dtype=np.float64), np.float32)


def estimate_maps(albedo: FloatArray, material: str | None = None, *, piece_px: float = 128.0) -> Surface:
    """Guess the maps that a photo lacks.

    Args:
        albedo: (rows, columns, 3) periodic, sRGB-encoded, 0 to 1.
        material: one of :data:`procgen.texture.classes.CLASS_NAMES`, or None where it is not known.
        piece_px: pixels a natural piece of the class.

    Raises:
        InvalidFields: if there is no such class.
    """
    if material is not None and material not in PRIORS:
        raise InvalidFields([Violation.of("material", material, f"one of {', '.join(CLASS_NAMES)}")])
    prior = _USUAL if material is None else PRIORS[material]
    height = estimate_height(albedo, prior, piece_px)
    tone = luminance(albedo)
    local = tone - blur(tone, 12.0 * piece_px / 128.0)
    spread = float(local.std(dtype=np.float64))
    shifted = np.tanh(local / np.float32(2.0 * spread)) if spread > 1e-6 else np.zeros_like(local)
    # Crevices are rougher than what is rubbed; negative for metals, whose dark stains are the rough parts.
    sign = np.float32(-2.0 * prior.varies)
    roughness = np.clip(np.float32(prior.roughness) + sign * shifted, 0.02, 1.0)
    metallic = np.full(tone.shape, prior.metallic, np.float32)
    if prior.metallic > 0.0:
        # Rust and paint have a colour of their own; bare metal is greyer.
        chroma = albedo.max(axis=-1) - albedo.min(axis=-1)
        rusty = (
            np.clip((chroma - 0.12) / 0.18, 0.0, 1.0) if material in ("rust", "corrugated", "metal") else 0.0 * chroma
        )
        metallic = metallic * (1.0 - rusty)
        roughness = roughness + (0.85 - roughness) * rusty
    return Surface(
        albedo=albedo.astype(np.float32),
        height=height,
        roughness=np.asarray(roughness, np.float32),
        metallic=np.asarray(metallic, np.float32),
    )
