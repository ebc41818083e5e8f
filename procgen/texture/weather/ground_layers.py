"""Wear, dirt and moss: what time does to a dry surface. Each returns the changed surface and where it did so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from procgen.texture.maps.torus import gaussian
from procgen.texture.material import FloatArray, Surface
from procgen.texture.weather.parameters import Colour, WeatherParameters
from procgen.texture.weather.relief import Relief, cover, mix, smoothstep

_DIRT: Colour = (0.29, 0.24, 0.18)
_MOSS_DARK: Colour = (0.120, 0.135, 0.060)
_MOSS_LIGHT: Colour = (0.375, 0.405, 0.165)
_MOSS_DRY: Colour = (0.370, 0.320, 0.150)


def _rgb(colour: Colour) -> FloatArray:
    return np.array(colour, np.float32)


def wear(surface: Surface, relief: Relief, parameters: WeatherParameters) -> tuple[Surface, FloatArray]:
    """Rub edges and high places bare: lighter, smoother, rounded off."""
    places = relief.convex - np.float32(0.4) * relief.hollow
    places += np.float32(0.55) * relief.noise("wear/patches", 0.35)
    places += np.float32(0.45) * relief.noise("wear/chips", 0.03, smoothness=1.2)
    mask = cover(places, parameters.wear, softness=0.45, most=0.55)
    if parameters.wear_colour is None:
        grey = surface.albedo.mean(axis=-1, keepdims=True)
        relief.checkpoint()
        bare = surface.albedo * np.float32(0.6) + grey * np.float32(0.4)
        relief.checkpoint()
        bare += np.float32(0.28) * (np.float32(1.0) - bare)
    else:
        bare = np.broadcast_to(_rgb(parameters.wear_colour), surface.albedo.shape)
        bare = bare * (np.float32(1.0) + np.float32(0.04) * relief.grain("wear/grain"))[..., None]
    relief.checkpoint()
    rounded = gaussian(surface.height, 2.0)
    worn = replace(
        surface,
        albedo=np.clip(mix(surface.albedo, bare, mask[..., None] * np.float32(0.85)), 0.0, 1.0),
        height=mix(surface.height, np.minimum(rounded, surface.height), mask * np.float32(0.7)),
        roughness=surface.roughness * (np.float32(1.0) - np.float32(0.35) * mask),
        metallic=mix(surface.metallic, parameters.wear_metallic, mask)
        if parameters.wear_metallic > 0.0
        else surface.metallic,
    )
    return worn, mask


def dirt(surface: Surface, relief: Relief, parameters: WeatherParameters) -> tuple[Surface, FloatArray]:
    """Let dirt gather in hollows, fill them a little, and spread from there."""
    patches = relief.noise("dirt/patches", 0.5)
    places = relief.hollow + np.float32(0.7) * relief.hidden - np.float32(0.3) * relief.convex
    places += np.float32(0.7) * patches
    places += np.float32(0.3) * relief.noise("dirt/fine", 0.02, smoothness=1.1)
    mask = cover(places, parameters.dirt, softness=1.8, most=0.9)
    shade = np.float32(1.0) + np.float32(0.10) * patches + np.float32(0.07) * relief.grain("dirt/grain")
    colour = _rgb(parameters.dirt_colour or _DIRT) * shade[..., None]
    relief.checkpoint()
    filling = np.maximum(gaussian(surface.height, 3.0) - surface.height, 0.0)
    dirty = replace(
        surface,
        albedo=np.clip(mix(surface.albedo, colour, mask[..., None] * np.float32(0.82)), 0.0, 1.0),
        height=surface.height + np.float32(0.6) * mask * filling,
        roughness=mix(surface.roughness, 0.93, mask * np.float32(0.9)),
        metallic=surface.metallic * (np.float32(1.0) - mask),
    )
    return dirty, mask


def moss(surface: Surface, relief: Relief, parameters: WeatherParameters) -> tuple[Surface, FloatArray]:
    """Grow cushions of moss out of low, sheltered, rough places."""
    patches = relief.noise("moss/patches", 0.4)
    places = np.float32(0.75) * relief.hollow + np.float32(0.4) * relief.hidden + np.float32(0.9) * patches
    places += np.float32(0.35) * relief.noise("moss/edge", 0.04, smoothness=1.2)
    # Moss holds on to rough ground; where all is alike this changes nothing.
    places += np.float32(2.0) * relief.roughness
    mask = cover(places, parameters.moss, softness=0.7)
    tufts = relief.noise("moss/tufts", 0.015, least_px=5.0, smoothness=1.6)
    cushions = relief.noise("moss/cushions", 0.06, least_px=10.0, smoothness=2.5)
    grain = relief.grain("moss/grain")
    up = smoothstep(np.float32(0.5) + np.float32(0.27) * tufts + np.float32(0.20) * cushions)
    dry = smoothstep(np.float32(0.35) + np.float32(0.35) * relief.noise("moss/dry", 0.2)) * np.float32(0.7)
    if parameters.moss_colour is None:
        dark, light, brown = _rgb(_MOSS_DARK), _rgb(_MOSS_LIGHT), _rgb(_MOSS_DRY)
    else:
        light = _rgb(parameters.moss_colour)
        dark, brown = light * np.float32(0.35), light * np.float32(0.8)
    relief.checkpoint()
    top = light + dry[..., None] * (brown - light)
    relief.checkpoint()
    colour = dark + up[..., None] * (top - dark)
    relief.checkpoint()
    colour *= (np.float32(1.0) + np.float32(0.10) * grain)[..., None]
    relief.checkpoint()
    thickness = relief.length_px(0.008, least_px=2.0, most_share=0.02)
    softened = gaussian(surface.height, 3.0)
    body = np.float32(0.55) + np.float32(0.18) * tufts + np.float32(0.22) * cushions + np.float32(0.03) * grain
    overgrown = softened + np.float32(thickness) * np.maximum(body, 0.05)
    cover_alpha = smoothstep(mask * np.float32(1.6))[..., None]
    mossy = replace(
        surface,
        albedo=np.clip(mix(surface.albedo, colour, cover_alpha), 0.0, 1.0),
        height=mix(surface.height, overgrown, mask),
        roughness=mix(surface.roughness, np.float32(0.92) + np.float32(0.05) * (np.float32(1.0) - up), mask),
        metallic=surface.metallic * (np.float32(1.0) - mask),
    )
    return mossy, mask
