"""Names of hair colours, as sRGB that the grey strand textures are tinted with (their mean grey is about 0.75)."""

from __future__ import annotations

from collections.abc import Mapping

Colour = tuple[float, float, float]

NATURAL: Mapping[str, Colour] = {
    "black": (0.075, 0.065, 0.065),
    "dark_brown": (0.19, 0.125, 0.085),
    "brown": (0.31, 0.20, 0.13),
    "light_brown": (0.46, 0.32, 0.21),
    "auburn": (0.44, 0.19, 0.11),
    "red": (0.66, 0.29, 0.13),
    "dark_blonde": (0.60, 0.46, 0.29),
    "blonde": (0.84, 0.69, 0.45),
    "platinum": (0.95, 0.89, 0.76),
    "grey": (0.60, 0.59, 0.58),
    "white": (0.95, 0.94, 0.92),
}
"""Colours that hair has by nature."""


def greyed(colour: Colour, share: float) -> Colour:
    """A colour with a share (0..1) of its hairs gone white."""
    red, green, blue = (
        float(part * (1 - share) + white * share) for part, white in zip(colour, NATURAL["white"], strict=True)
    )
    return red, green, blue
