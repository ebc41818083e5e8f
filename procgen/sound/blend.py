"""Sounds by way of frames: what a learned model draws, what lies between two sounds, what follows a clip."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from procgen.sound.dry import dry
from procgen.sound.dsp.chance import Chance
from procgen.sound.effects.effect import samples_of
from procgen.sound.learned.analysis import analysed
from procgen.sound.learned.classes import class_of
from procgen.sound.learned.clip import Clip
from procgen.sound.learned.edges import trimmed
from procgen.sound.learned.frames import Frames, between
from procgen.sound.learned.library import Library
from procgen.sound.learned.network import Latent, between_latents
from procgen.sound.parameters import SoundParameters, is_parametric, seconds_of, surface_of

_STRETCH: Final = 1.6
"""By how much a sound is stretched to the length that is asked for; then it ends, or is cut off."""


def frames_for(parameters: SoundParameters, chance: Chance, library: Library) -> Frames:
    """The frames of one variant."""
    one = _one(parameters, chance.part("one"), library)
    frames = one if isinstance(one, Frames) else library.load(parameters.model).heard(one, chance.part("grain"))
    if parameters.morph_effect:
        other_parameters = replace(
            SoundParameters(parameters.morph_effect, parameters.morph_kind),
            model=parameters.morph_model,
            variation=parameters.variation,
        )
        other = _one(other_parameters, chance.part("other"), library)
        if isinstance(one, Latent) and isinstance(other, Latent) and parameters.model == parameters.morph_model:
            # What lies between two sounds of one model is a sound of its own, not both at once.
            middle = between_latents(one, other, parameters.morph)
            frames = library.load(parameters.model).heard(middle, chance.part("grain"))
        else:
            if isinstance(other, Latent):
                other = library.load(parameters.morph_model).heard(other, chance.part("grain", 1))
            frames = between(frames, other, parameters.morph)
    if parameters.duration_s is not None:
        natural = frames.seconds
        seconds = float(np.clip(parameters.duration_s, natural / _STRETCH, natural * _STRETCH))
        frames = replace(frames, seconds=seconds)
    return frames


def _one(parameters: SoundParameters, chance: Chance, library: Library) -> Frames | Latent:
    """One side: a clip's frames, changed as variants are; a parametric model's; or where a learned one draws it."""
    if parameters.clip is not None:
        return _followed(parameters.clip, parameters, chance, library)
    if is_parametric(parameters.model):
        sound = dry(parameters, chance, samples_of(seconds_of(parameters)))
        return analysed(trimmed(sound))
    name = class_of(parameters.effect, parameters.kind, surface_of(parameters.surface))
    return library.load(parameters.model).drawn(name, chance, 2.0 * parameters.variation)


def _followed(clip: Clip, parameters: SoundParameters, chance: Chance, library: Library) -> Frames:
    """A clip's frames, moved in the direction in which sounds of a kind differ."""
    frames = analysed(clip.samples, clip.highest_hz)
    network = library.load(parameters.model)
    latent = network.read(frames)
    return network.moved(frames, latent, network.varied(latent, chance, 2.0 * parameters.variation))
