"""Small networks with random weights, exported as real ones are."""

from pathlib import Path
from unittest import mock

import torch

from procgen.layout.network import Network, load_network
from procgen.layout.recipe import export as layout_export
from procgen.models.pixelcnn import PixelCNN, PixelCNNConfig
from procgen.runtime.store import ModelStore

TINY = PixelCNNConfig(
    width=24,
    hidden=12,
    context=8,
    embedding=6,
    window_rows=3,
    window_reach=4,
    dilations=(1, 2, 1, 4),
    context_dilations=(1, 2),
)
GENERATOR = "tiny-layouts"


def random_network(seed: int = 0, config: PixelCNNConfig = TINY) -> PixelCNN:
    """One in which everything matters, and whose tiles vary."""
    torch.manual_seed(seed)
    model = PixelCNN(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.15 * torch.randn_like(parameter))
    return model


def exported(folder: Path, seed: int = 0) -> Network:
    """Such a network, as serving has it; its files lie in ``folder``."""
    with mock.patch.object(layout_export, "load_network", return_value=random_network(seed)):
        layout_export.export(folder, folder, generator=GENERATOR, licence="MIT", default=False)
    return load_network(ModelStore((folder,)), GENERATOR)
