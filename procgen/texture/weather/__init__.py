"""Layers of time and weather over a surface, in the order in which they come: wear, dirt, moss, damp, puddles, snow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.material import FloatArray, Surface
from procgen.texture.weather.ground_layers import dirt, moss, wear
from procgen.texture.weather.parameters import (
    LAYERS,
    WEATHER_RANGES,
    WeatherParameters,
    check,
    weather_violations,
)
from procgen.texture.weather.relief import Relief, relief_of
from procgen.texture.weather.water_layers import puddles, snow, wetness

__all__ = ["LAYERS", "WEATHER_RANGES", "WeatherParameters", "weather", "weather_violations"]

_Layer = Callable[[Surface, Relief, WeatherParameters], tuple[Surface, FloatArray]]
_WORK: dict[str, _Layer] = {
    "wear": wear,
    "dirt": dirt,
    "moss": moss,
    "wetness": wetness,
    "puddles": puddles,
    "snow": snow,
}


def weather(
    surface: Surface,
    parameters: WeatherParameters,
    metres_per_pixel: float,
    *,
    threads: int = 1,
    checkpoint: Checkpoint = go_on,
) -> tuple[Surface, dict[str, FloatArray]]:
    """Lay the layers on a surface, each over those before it.

    Where a layer lies follows from the bare surface, the seed and its own amount, so a layer's mask grows with its
    amount at every place, and does not move when another layer is changed (puddles do rise over what lies below).

    Args:
        surface: of any size; stays as it is.
        parameters: amounts and colours. With all amounts 0 the surface itself is returned.
        metres_per_pixel: tells how large patches, tufts and puddles are.
        threads: that may be worked with; the result does not depend on it.
        checkpoint: called every few ten ms.

    Returns:
        The surface, and the masks of the layers whose amount is above 0, by name: (rows, columns) float32, 0 to 1.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
    """
    check(parameters)
    masks: dict[str, FloatArray] = {}
    if parameters.changes_nothing:
        return surface, masks
    relief = relief_of(surface, metres_per_pixel, parameters.seed, threads=threads, checkpoint=checkpoint)
    opacity = surface.opacity
    for layer in LAYERS:
        if parameters.amount(layer) > 0.0:
            checkpoint()
            surface, masks[layer] = _WORK[layer](surface, relief, parameters)
    return replace(surface, opacity=opacity), masks
