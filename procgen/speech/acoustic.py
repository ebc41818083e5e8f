"""The networks of a voice: from sounds to what a vocoder turns into a waveform.

Three graphs of one generator in the catalog play the roles of :data:`ROLES`. Between them durations, pitch and effort
pass through our hands; whatever has these inputs and outputs can take the place of the packaged ones. A spectrum graph
may know several speakers; it then is told how much of each a voice has, see :mod:`procgen.speech.speakers`.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.errors import ModelUnavailable
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.store import ModelStore
from procgen.speech.phonemes import EDGE, SYMBOLS
from procgen.speech.speakers import Speaker, blend, blended_cm, read_speakers
from procgen.speech.voice import Voice

DOMAIN: Final = "speech"
ROLES: Final = ("text", "prosody", "spectrum")
REACH: Final = "reach_hops"
"""Property of a spectrum graph: how many hops to either side a hop's spectra depend on. Where it says so, a sentence's
begin is made before the rest."""
FRAME_S: Final = 0.025
"""What durations count in."""
HOP_S: Final = 0.0125
"""From one pitch, effort and spectrum to the next: two a frame."""
BINS: Final = 601
"""Of spectra: 0 to half the sample rate."""
SAMPLE_RATE_HZ: Final = 24_000
_FURTHEST_HOPS: Final = 4000
"""That a graph may see: 50 s."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What the network makes of a sentence's sounds.

    Attributes:
        features: (1, 128, sounds).
        prosodic: (1, 192, sounds).
        frames: (sounds,) how many frames each would last as the network speaks.
    """

    features: Floats
    prosodic: Floats
    frames: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Spectra:
    """What a sentence sounds like, each (BINS, hops); see :mod:`procgen.speech.vocoder`.

    Attributes:
        harmonic, turn: logarithm of the harmonics' strength, and how their phase is turned.
        noise: logarithm of the noise's strength.
        free, phase: logarithm of the strength, and the phase, of what is neither.
    """

    harmonic: Floats
    turn: Floats
    noise: Floats
    free: Floats
    phase: Floats


class Acoustic:
    """A generator's three graphs.

    Args:
        text, prosody, spectrum: by role.

    Raises:
        ModelUnavailable: they say of themselves what this version can't use.
    """

    def __init__(self, text: LoadedModel, prosody: LoadedModel, spectrum: LoadedModel) -> None:
        self._text, self._prosody, self._spectrum = text, prosody, spectrum
        properties = spectrum.entry.properties
        try:
            rate, self.f0_hz, self.tract_cm = (
                float(properties[name]) for name in ("sample_rate_hz", "f0_hz", "tract_cm")
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ModelUnavailable(
                f"model {spectrum.entry.name}: its properties lack or misstate {error}", "Export it again."
            ) from error
        self.generator = spectrum.entry.generator
        self.speakers: tuple[Speaker, ...] = read_speakers(spectrum.entry)
        self.reach_hops = _reach_hops(spectrum)
        self._weights: Floats | None = None
        if rate != SAMPLE_RATE_HZ or not 50 <= self.f0_hz <= 500 or not 8 <= self.tract_cm <= 25:
            raise ModelUnavailable(
                f"model {spectrum.entry.name}: {properties} are of no voice of {SAMPLE_RATE_HZ} Hz", "Export it again."
            )

    @classmethod
    def load(cls, store: ModelStore, generator: str) -> Acoustic:
        """From the store: a spectrum graph's property ``reads`` names the generator whose other graphs go with it.

        Raises:
            ModelUnavailable: one is missing, damaged or not trusted.
        """
        text, prosody, spectrum = ROLES
        last = store.part(DOMAIN, generator, spectrum)
        reads = str(last.entry.properties.get("reads", generator))
        return cls(store.part(DOMAIN, reads, text), store.part(DOMAIN, reads, prosody), last)

    @classmethod
    def speaking(cls, store: ModelStore, voice: Voice, asked: str = "") -> Acoustic:
        """The networks that speak with a voice.

        Args:
            store: holds them.
            voice: whose.
            asked: the generator that is wanted; the default one if it is empty.

        Raises:
            ModelUnavailable: see :meth:`load`.
        """
        return cls.load(store, asked or store.generators(DOMAIN)[0]).of(voice)

    def of(self, voice: Voice) -> Acoustic:
        """The same networks, told whose voice it is: those that know several speakers then have that one's throat."""
        if not self.speakers:
            return self
        told = copy.copy(self)
        told._weights = blend(self.speakers, voice)
        told.tract_cm = blended_cm(self.speakers, told._weights)
        return told

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of its files by model name."""
        return {model.entry.name: model.entry.sha256 for model in (self._text, self._prosody, self._spectrum)}

    def read(self, phonemes: str) -> Read:
        """Read a sentence's letters; the edges before and after it are added.

        Args:
            phonemes: letters of :data:`procgen.speech.phonemes.SYMBOLS`, n of them.

        Returns:
            Of n + 2 sounds.
        """
        numbers = [SYMBOLS[letter] for letter in f"{EDGE}{phonemes}{EDGE}"]
        features, prosodic, frames = self._text.run_all({"phonemes": np.array([numbers], np.int64)})
        return Read(features, prosodic, frames.reshape(-1))

    def prosody(self, read: Read, frames: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Pitch and effort as the network would speak.

        Args:
            read: the sentence.
            frames: (sounds,) for how long each lasts, at least 1.

        Returns:
            Pitch in Hz, below 40 where there is none, and effort, each (hops,) with two hops a frame.
        """
        f0_hz, effort = self._prosody.run_all({"prosodic": _stretched(read.prosodic, frames)})
        return f0_hz[0], effort[0]

    def spectra(
        self,
        read: Read,
        frames: npt.NDArray[np.int64],
        f0_hz: Floats,
        effort: Floats,
        span: tuple[int, int] | None = None,
    ) -> Spectra:
        """Spectra of a sentence that is spoken so.

        Args:
            read: the sentence.
            frames: (sounds,) for how long each lasts, at least 1.
            f0_hz, effort: (hops,) as of :meth:`prosody`.
            span: first hop, and the one after the last, if not all are wanted; for a network that says how far it sees.
                They are those of the whole but for the eight bits of the network's sums, whose steps are as large as
                what it is given needs.
        """
        first, last = (0, len(f0_hz)) if span is None else span
        begin, end = 0, len(f0_hz)
        if span is not None and self.reach_hops is not None:
            # Two hops a frame: what is given begins and ends with one.
            begin, end = max((first - self.reach_hops) // 2 * 2, 0), min(last + self.reach_hops, end)
            end += end % 2
        given: dict[str, npt.NDArray[Any]] = {
            "features": np.ascontiguousarray(_stretched(read.features, frames)[:, :, begin // 2 : end // 2]),
            "f0_hz": f0_hz[None, begin:end],
            "effort": effort[None, begin:end],
        }
        if self.speakers:
            weights = np.eye(len(self.speakers), dtype=np.float32)[0] if self._weights is None else self._weights
            given["voice"] = weights[None]
        return Spectra(*(each[0][:, first - begin : last - begin] for each in self._spectrum.run_all(given)))


def _reach_hops(spectrum: LoadedModel) -> int | None:
    """What a spectrum graph says of how far it sees. Raises ModelUnavailable."""
    told = spectrum.entry.properties.get(REACH)
    if told is None or (isinstance(told, int) and 0 <= told <= _FURTHEST_HOPS):
        return told
    raise ModelUnavailable(
        f"model {spectrum.entry.name}: its property {REACH} is {told!r}, not 0 to {_FURTHEST_HOPS}", "Export it again."
    )


def _stretched(features: Floats, frames: npt.NDArray[np.int64]) -> Floats:
    """(1, channels, sounds) to (1, channels, frames)."""
    return np.ascontiguousarray(np.repeat(features, frames, axis=2))
