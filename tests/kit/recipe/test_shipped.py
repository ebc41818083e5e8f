"""A new run can go on from the weights that ship."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from procgen.kit.recipe.export import field_example
from procgen.kit.recipe.shipped import difference, load_shipped, shipped_weights
from procgen.models.energy import Energy
from procgen.models.face_vae import FaceDecoder, FaceVaeConfig, NamedMean
from procgen.models.gan import DetailConfig, DetailGenerator, GeneratorConfig, StyleEncoder, TextureGenerator
from procgen.models.implicit import ImplicitField
from procgen.terrain.recipe.plan import PLAN_CONFIG

ASSETS = Path(__file__).parents[3] / "assets"


def normal(*shape: int) -> Tensor:
    return torch.from_numpy(np.random.default_rng(5).standard_normal(shape, np.float32))


def face_decoder() -> FaceDecoder:
    config = FaceVaeConfig(
        sliders=133, identity=100, axes=26, asymmetry=25, asymmetry_rate=0.0, condition=24, free=28, hidden=256
    )
    return FaceDecoder(config, torch.ones(133), NamedMean(torch.zeros(50, 133)))


WHOLE: dict[str, tuple[nn.Module, dict[str, Tensor]]] = {
    "texture_base": (
        TextureGenerator(GeneratorConfig()),
        {"noise": normal(1, 192, 4, 6), "style": normal(1, 73, 1, 1), "structure": 0.3 * normal(1, 11, 32, 48)},
    ),
    "texture_encoder": (StyleEncoder(GeneratorConfig().style), {"albedo": normal(1, 3, 64, 32)}),
    "texture_detail": (
        DetailGenerator(DetailConfig(classes=55)),
        {"base": normal(1, 6, 32, 48), "noise": normal(1, 1792, 4, 6), "label": torch.zeros(1, 55, 1, 1)},
    ),
    "terrain_plan": (ImplicitField(PLAN_CONFIG), field_example(ImplicitField(PLAN_CONFIG), 8)),
    "critic_texture": (Energy(180), {"features": normal(16, 180)}),
}


@pytest.mark.parametrize("name", WHOLE)
def test_network_makes_what_its_graph_makes(name: str) -> None:
    network, inputs = WHOLE[name]
    load_shipped(ASSETS / f"{name}.onnx", network.eval())
    # Powers of the weights were rounded by themselves.
    assert difference(ASSETS / f"{name}.onnx", network, inputs) < 2e-3


def test_turned_matrices_of_a_module_and_of_the_network_itself_come_back() -> None:
    model, path = face_decoder().eval(), ASSETS / "character_face.onnx"
    load_shipped(path, model)
    inputs = {"latent": normal(3, 54), "noise": normal(3, 133), "condition": normal(3, 24)}
    inputs["latent"][:, 25] = 0.0  # what the rate of asymmetry, which no tensor holds, has no effect on
    assert difference(path, model, inputs) < 1e-5


def test_what_does_not_fit_is_named() -> None:
    wrong = TextureGenerator(GeneratorConfig(width=(128, 96, 48, 20)))
    with pytest.raises(ValueError, match=r"conv3\.weight is \[16, 28, 3, 3\], not \[20, 32, 3, 3\]"):
        shipped_weights(ASSETS / "texture_base.onnx", wrong)
    with pytest.raises(ValueError, match=r"head\.0\.weight is not there"):
        shipped_weights(ASSETS / "texture_base.onnx", StyleEncoder(64))
