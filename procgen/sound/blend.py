"""Sounds by way of frames: what a learned model draws, what lies between two sounds, what follows a clip."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Final

import numpy as np

from procgen.sound.dry import dry
from procgen.sound.dsp.chance import Chance
from procgen.sound.effects.effect import samples_of
from procgen.sound.learned.analysis import analysed
from procgen.sound.learned.classes import class_of
from procgen.sound.learned.edges import trimmed
from procgen.sound.learned.frames import Frames, between
from procgen.sound.learned.library import Library
from procgen.sound.learned.network import Latent, between_latents
from procgen.sound.parameters import SoundParameters, is_parametric, seconds_of, surface_of

_STRETCH: Final = 1.6
"""By how much a sound is stretched to the length that is asked for; then it ends, or is cut off."""


class Blend:
    """Variants of what is asked for, of the same parameters; a clip that is followed is looked at once for all of them.

    Args:
        parameters: what and how.
        library: the learned models.
    """

    def __init__(self, parameters: SoundParameters, library: Library) -> None:
        self._parameters, self._library = parameters, library

    def frames(self, chance: Chance) -> Frames:
        """The frames of one variant."""
        parameters, library = self._parameters, self._library
        one = self._followed(chance.part("one")) if parameters.clip else self._made(parameters, chance.part("one"))
        frames = one if isinstance(one, Frames) else library.load(parameters.model).heard(one, chance.part("grain"))
        if parameters.morph_effect:
            other_parameters = replace(
                SoundParameters(parameters.morph_effect, parameters.morph_kind),
                model=parameters.morph_model,
                variation=parameters.variation,
            )
            other = self._made(other_parameters, chance.part("other"))
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

    def _made(self, parameters: SoundParameters, chance: Chance) -> Frames | Latent:
        """A parametric model's frames, or where a learned one draws a sound."""
        if is_parametric(parameters.model):
            sound = dry(parameters, chance, samples_of(seconds_of(parameters)))
            return analysed(trimmed(sound))
        name = class_of(parameters.effect, parameters.kind, surface_of(parameters.surface))
        return self._library.load(parameters.model).drawn(name, chance, 2.0 * parameters.variation)

    def _followed(self, chance: Chance) -> Frames:
        """The clip's frames, moved in the direction in which sounds of a kind differ."""
        frames, latent = self._clip
        network = self._library.load(self._parameters.model)
        return network.moved(frames, latent, network.varied(latent, chance, 2.0 * self._parameters.variation))

    @cached_property
    def _clip(self) -> tuple[Frames, Latent]:
        """The clip's frames, and where the model sees them."""
        clip = self._parameters.clip
        assert clip is not None, "asked for where there is one"
        frames = analysed(clip.samples, clip.highest_hz)
        return frames, self._library.load(self._parameters.model).read(frames)
