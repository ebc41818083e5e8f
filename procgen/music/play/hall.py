"""The room in which everybody plays.

Its answer to a click is that of rooms of effects (:func:`procgen.sound.dsp.space.walls`), one for each ear; sounds go
through it in blocks by the Fourier transform, what one block rings on being added to the next (overlap and add).
"""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.formats.filters import resampled, spectra_of, waves_of
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.sound.dsp.chance import Chance
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, filtered
from procgen.sound.dsp.space import walls

Floats = npt.NDArray[np.float32]
_BLOCK: Final = 1 << 18
"""Samples that are transformed at once."""
_LEAST_HZ: Final = 160.0
_MAKING: Final = 0
"""The seed of the walls: all music of a size is played in one hall."""


@functools.lru_cache(maxsize=8)
def answers(room_m: float, rate_hz: int) -> Floats:
    """(2, n): what each ear hears of a click in the room, of energy 1, without what comes straight."""
    chance = Chance("hall", _MAKING)
    tails = np.array([walls(chance.part("ear", side), room_m) for side in range(2)])
    # What is low is heard straight: a hall that booms hides basses and drums.
    tails = np.array([filtered(tail, lambda hz: hz**2 / (hz**2 + _LEAST_HZ**2)) for tail in tails])
    if rate_hz != SAMPLE_RATE_HZ:
        tails = np.asarray(resampled(tails.T, rate_hz, SAMPLE_RATE_HZ)).T
    made = np.asarray(tails / np.sqrt(np.square(tails).sum(axis=1, keepdims=True)), np.float32)
    made.setflags(write=False)
    return made


def in_hall(sound: Floats, room_m: float, rate_hz: int, checkpoint: Checkpoint = go_on) -> Floats:
    """What the room answers.

    Args:
        sound: (n,).
        room_m: a side of the room.
        rate_hz: of the sound.
        checkpoint: called before each block; raises to stop the work.

    Returns:
        (2, n + the answer's length - 1).
    """
    tails = answers(room_m, rate_hz)
    block = max(_BLOCK, 2 << int(np.ceil(np.log2(tails.shape[1]))))
    step = block - tails.shape[1] + 1
    turned = _spectra(room_m, rate_hz, block)
    made = np.zeros((2, len(sound) + tails.shape[1] - 1), np.float32)
    for begin in range(0, len(sound), step):
        checkpoint()
        piece = np.zeros(block, np.float32)
        given = sound[begin : begin + step]
        piece[: len(given)] = given
        length = min(block, made.shape[1] - begin)
        made[:, begin : begin + length] += waves_of(spectra_of(piece) * turned, block)[:, :length]
    return made


@functools.lru_cache(maxsize=8)
def _spectra(room_m: float, rate_hz: int, block: int) -> npt.NDArray[np.complexfloating]:
    """(2, block / 2 + 1) of the answers."""
    tails = answers(room_m, rate_hz)
    return spectra_of(np.pad(tails, ((0, 0), (0, block - tails.shape[1]))))
