"""The network of sounds as it serves: it draws sounds of a class, reads others, and hears what lies between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from procgen.errors import ModelUnavailable
from procgen.runtime.arrays import arrays_in
from procgen.runtime.model_file import LoadedModel, read_named
from procgen.runtime.store import ModelStore
from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.learned.frames import BANDS, Frames
from procgen.sound.learned.values import CHANNELS, FRAMES, frames_of, values_of

DOMAIN: Final = "sound"
GENERATOR: Final = "learned"
_MENDING: Final = "Install procgen-server again, or train and export the model of sounds anew."
_NEIGHBOUR: Final = (0.1, 0.4)
"""How far towards another sound of its class a drawn one lies..."""
_AROUND: Final = 0.8
"""...and how far it is off, in spreads of where the network sees its latents."""
_GRAIN: Final = 0.6
"""Of the spread of levels that is drawn; the noise that is heard adds its own."""
_VARIED: Final = 0.35
"""How far variants of a clip go in the direction in which two sounds of a class differ."""


@dataclass(frozen=True, slots=True, eq=False)
class Latent:
    """A sound for the network.

    Attributes:
        place: (latents,).
        classes: (classes,) shares of the classes.
    """

    place: Floats
    classes: Floats


class LearnedSounds:
    """The network. Calls from several threads at once are fine.

    Args:
        decoder, encoder: its halves.
        arrays: ``place`` and ``spread`` (n, latents) of where it sees the sounds it learned from, ``class`` (n,) which
            each is of, ``grain`` (2,) how alike what levels are off is from band to band and from frame to frame.

    Attributes:
        classes: names, the first of what has none.
    """

    def __init__(self, decoder: LoadedModel, encoder: LoadedModel, arrays: dict[str, npt.NDArray[Any]]) -> None:
        self._decoder, self._encoder = decoder, encoder
        self.classes = decoder.entry.labels(())
        self._place = np.asarray(arrays["place"], np.float64)
        self._spread = np.asarray(arrays["spread"], np.float64)
        self._grain = [float(each) for each in arrays["grain"]]
        known = np.asarray(arrays["class"], np.int64)
        self._of_class = [np.flatnonzero(known == number) for number in range(len(self.classes))]

    def drawn(self, name: str, chance: Chance, variation: float = 1.0) -> Latent:
        """A sound of a class: between some that it learned from, and a little beside.

        Args:
            name: of the class.
            chance: which.
            variation: how far from the middle of its class, 1 as they are.
        """
        number = self.classes.index(name)
        members = self._of_class[number]
        order = members[np.argsort(chance.uniform(0.0, 1.0, len(members)), kind="stable")]
        share = chance.number(*_NEIGHBOUR)
        place = (1.0 - share) * self._place[order[0]] + share * self._place[order[1 % len(order)]]
        beside = _AROUND * self._spread[order[0]] * chance.normal(self._place.shape[1])
        middle = self._place[members].mean(axis=0)
        far = min(variation, 1.0)
        place = middle + far * (place - middle) + variation * beside
        return Latent(place, np.eye(len(self.classes))[number])

    def read(self, frames: Frames) -> Latent:
        """Where a sound lies that has no class."""
        values, length = values_of(frames)
        classes = np.eye(len(self.classes))[0]
        inputs = {
            "values": values[None],
            "length": np.array([length], np.float32),
            "classes": classes[None].astype(np.float32),
        }
        return Latent(np.asarray(self._encoder.run(inputs)[0], np.float64), classes)

    def varied(self, latent: Latent, chance: Chance, variation: float = 1.0) -> Latent:
        """A sound beside another: in the direction in which two sounds of one class differ."""
        several = [members for number, members in enumerate(self._of_class) if number and len(members) > 1]
        members = chance.pick(several)
        one, other = members[np.argsort(chance.uniform(0.0, 1.0, len(members)), kind="stable")[:2]]
        step = _VARIED * variation * (self._place[other] - self._place[one])
        return Latent(latent.place + step, latent.classes)

    def heard(self, latent: Latent, chance: Chance) -> Frames:
        """The frames of a sound."""
        values, spread, length = self._told(latent)
        grain = chance.normal(BANDS, FRAMES)
        for axis, alike in enumerate(self._grain):
            grain = _alike(grain, alike, axis)
        return frames_of(values, length, _GRAIN * np.exp(spread) * grain)

    def moved(self, frames: Frames, one: Latent, other: Latent) -> Frames:
        """A sound changed as the network would change one latent's sound into another's: its own detail stays."""
        (a, _, shorter), (b, _, longer) = self._told(one), self._told(other)
        step = frames_of(b, longer).spread(len(frames)).level_db - frames_of(a, shorter).spread(len(frames)).level_db
        pitch = (b[3 * BANDS] - a[3 * BANDS]).mean()
        level = frames.level_db + np.clip(step, -12.0, 12.0) * (frames.level_db > -75.0)
        return Frames(
            seconds=frames.seconds * 2.0 ** float(np.clip(longer - shorter, -0.4, 0.4)),
            level_db=np.maximum(level - level.max(), -80.0),
            tonal=frames.tonal,
            offset=frames.offset,
            pitch=np.maximum(frames.pitch + float(np.clip(pitch, -0.25, 0.25)), 0.0),
            voiced=frames.voiced,
        )

    def _told(self, latent: Latent) -> tuple[Floats, Floats, float]:
        inputs = {
            "latents": latent.place[None].astype(np.float32),
            "classes": latent.classes[None].astype(np.float32),
        }
        values, spread, length = self._decoder.run_all(inputs)
        assert values.shape[1:] == (CHANNELS, FRAMES)
        return np.asarray(values[0], np.float64), np.asarray(spread[0], np.float64), float(length[0])


def between_latents(one: Latent, other: Latent, share: float) -> Latent:
    """What lies between two."""
    return Latent((1.0 - share) * one.place + share * other.place, (1.0 - share) * one.classes + share * other.classes)


def _alike(noise: Floats, alike: float, axis: int) -> Floats:
    """Noise of spread 1 whose neighbours along an axis are alike so much."""
    moved = np.moveaxis(noise, axis, 0).copy()
    fresh = np.sqrt(1.0 - alike**2)
    for row in range(1, len(moved)):
        moved[row] = alike * moved[row - 1] + fresh * moved[row]
    return np.moveaxis(moved, 0, axis)


_LOADED: Final[WeakKeyDictionary[LoadedModel, LearnedSounds]] = WeakKeyDictionary()


def load_learned(store: ModelStore, generator: str) -> LearnedSounds:
    """A model of sounds that a store holds.

    Raises:
        ModelUnavailable: it is missing, damaged or not trusted.
    """
    decoder = store.part(DOMAIN, generator, "decoder")
    found = _LOADED.get(decoder)
    if found is None:
        properties = decoder.entry.properties
        path = decoder.entry.beside(str(properties["tables"]))
        arrays = arrays_in(read_named(path, str(properties["tables_sha256"]), _MENDING))
        try:
            found = LearnedSounds(decoder, store.part(DOMAIN, generator, "encoder"), dict(arrays))
        except KeyError as error:
            raise ModelUnavailable(f"{path} lacks {error}", _MENDING) from error
        _LOADED[decoder] = found
    return found
