"""Where recipes compute, and how precisely: on a graphics processor where torch finds one, else on the processor."""

from __future__ import annotations

import os
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

NetworkT = TypeVar("NetworkT", bound=nn.Module)

VARIABLE = "PROCGEN_DEVICE"
"""Names another device than the one that is found: "cpu", "cuda:1"."""


def device() -> torch.device:
    """Where networks and batches belong."""
    return torch.device(os.environ.get(VARIABLE) or ("cuda" if torch.cuda.is_available() else "cpu"))


def use_threads(count: int) -> None:
    """Let torch have so many threads; 0 leaves it to torch."""
    if count:
        torch.set_num_threads(count)


def autocast() -> torch.autocast:
    """The context in which networks compute in bfloat16 where that is safe, unless the device is slow at it.

    Processors without AVX-512 only imitate it: there a step of training takes some fifteen times as long as in float32.
    """
    where = device().type
    able = torch.cuda.is_bf16_supported() if where == "cuda" else torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.autocast(where, torch.bfloat16, enabled=able)


def settled(network: NetworkT) -> NetworkT:
    """A network, moved to the device, its convolutions laid out for channels last."""
    return network.to(device=device(), memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def placed(array: npt.NDArray[Any]) -> Tensor:
    """An array on the device; fields (b, c, h, w) with the channels last, which convolutions are fastest with."""
    tensor = torch.from_numpy(np.ascontiguousarray(array)).to(device())
    return tensor.contiguous(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor


def normal(shape: tuple[int, ...] | torch.Size, generator: int | torch.Generator) -> Tensor:
    """Standard normal numbers, the same on every device.

    Args:
        shape: of what is drawn.
        generator: of the processor, or a seed for a fresh one.
    """
    if isinstance(generator, int):
        generator = torch.Generator().manual_seed(generator)
    return torch.randn(shape, generator=generator).to(device())
