"""How ``procgen evaluate all`` measures materials."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from procgen.kit.ruler.side import Found, Ruler, Sample, Surroundings, finished
from procgen.kit.ruler.standard_figures import NEAREST, measured, missing
from procgen.texture.wire.service import TextureService
from procgen.v1 import texture_outputs_pb2, texture_pb2

_MATERIALS: Final = ("brick", "rock", "wood", "planks", "grass", "sand")

_COMMON: Final = {
    "nll": missing("adversarial: a generator of pictures from noise, without a density"),
    "kl": measured("class_kl", about="of the classes that our probe sees, nats"),
    "inception_score": measured("inception_score", about="by our probe of classes, fitted on the train split"),
    "fid": measured("fid", about="ImageNet features"),
    "kid": measured("kid_x1000"),
    "precision": measured("precision"),
    "recall": measured("recall"),
    "diversity": measured("diversity_ratio", about="of two pictures of a class over that of real ones"),
    "validity": measured("validity", about="normals of length one, pictures without holes"),
    "memorisation": measured("nearest_ratio", about=NEAREST),
}


def _measure(around: Surroundings, folder: Path) -> Found:
    from procgen.texture.generate import generate  # noqa: PLC0415
    from procgen.texture.material import Surface  # noqa: PLC0415
    from procgen.texture.parameters import TextureParameters  # noqa: PLC0415
    from procgen.texture.recipe.pack import TexturePack  # noqa: PLC0415
    from procgen.texture.ruler.bars import texture_bars  # noqa: PLC0415
    from procgen.texture.ruler.baselines import classical_baselines  # noqa: PLC0415
    from procgen.texture.ruler.evaluate import Options, evaluate_texture  # noqa: PLC0415 torch

    def sample(material: str, number: int) -> Surface:
        parameters = TextureParameters(128, 128, seed=number, material=material)
        return generate(parameters, around.store).surface

    baselines = classical_baselines(TexturePack(folder).of("train"))
    quilting = {"quilting": baselines["quilting"]}
    parts = ("maps",) if around.quick else ("likeness", "classes", "maps", "memorisation")
    options = Options(split=around.split, seed=around.seed, rounds=1, parts=parts)
    found = evaluate_texture(folder, sample, options, baselines=quilting, progress=around.progress).metrics
    service = around.domains.service(TextureService)
    samples = []
    for material in _MATERIALS:
        request = texture_pb2.TextureRequest(
            seed=around.seed + 1,
            material=material,
            width_px=256,
            height_px=256,
            outputs=[texture_outputs_pb2.TEXTURE_OUTPUT_ALBEDO_PNG],
        )
        samples.append(Sample(material, finished(service.generate, request, "albedo_png")))
    return found, texture_bars(found), samples


RULER: Final = Ruler(_measure, _COMMON, file="manifest.json", weight=6)
