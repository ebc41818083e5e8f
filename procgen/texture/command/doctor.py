"""What ``procgen doctor`` tries of materials."""

from __future__ import annotations

from typing import Final

from procgen.kit.command.checks import Check, Inspect
from procgen.runtime.store import ModelStore
from procgen.texture.generate import generate
from procgen.texture.parameters import TextureParameters


def _small_rock(store: ModelStore) -> Check:
    made = generate(TextureParameters(width_px=64, height_px=64, material="rock"), store)
    spread = float(made.surface.albedo.std())
    return Check("material", spread > 0.0, f"made a rock of 64 x 64 pixels, {made.metres_per_tile[0]:.1f} m wide")


CHECKS: Final[tuple[Inspect, ...]] = (_small_rock,)
