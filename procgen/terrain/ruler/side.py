"""How ``procgen evaluate all`` measures terrain."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from procgen.kit.ruler.side import Found, Ruler, Sample, Surroundings, finished
from procgen.kit.ruler.standard_figures import NEAREST, measured, missing
from procgen.terrain.ruler.bars import bars
from procgen.terrain.wire.service import TerrainService
from procgen.v1 import terrain_pb2

_COMMON: Final = {
    "nll": missing("implicit generators: noise goes to a sample in one pass, and has no density"),
    "kl": measured("slope_kl", "hypsometry_kl", "class_kl", about="of slopes, heights and landforms seen, nats"),
    "inception_score": measured("inception_score", about="by our landform classifier, trained on the train split"),
    "fid": measured("fid", about="features of our landform encoder"),
    "kid": measured("kid"),
    "precision": measured("precision"),
    "recall": measured("recall"),
    "diversity": measured("diversity_ratio", about="mean distance of two maps over that of real ones"),
    "validity": measured("validity", about="finite, and of the mean height and relief asked for"),
    "memorisation": measured("nearest_ratio", about=NEAREST),
}


def _measure(around: Surroundings, folder: Path) -> Found:
    from procgen.terrain.ruler.evaluate import Options, evaluate  # noqa: PLC0415 torch and scipy, for this domain alone

    options = Options(
        split=around.split,
        seed=around.seed,
        samples=8 if around.quick else 96,
        per_patch=1,
        parts=("statistics",) if around.quick else ("statistics", "encoder", "memorisation"),
        processes=1,
    )
    found = evaluate(folder, options, progress=around.progress).metrics
    service = around.domains.service(TerrainService)
    samples = [
        Sample(
            f"seed {seed}",
            finished(
                service.generate,
                terrain_pb2.TerrainRequest(
                    seed=seed, width_px=256, depth_px=256, outputs=[terrain_pb2.TERRAIN_OUTPUT_HILLSHADE_PNG]
                ),
                "hillshade_png",
            ),
        )
        for seed in range(around.seed, around.seed + 4)
    ]
    return found, bars(found), samples


RULER: Final = Ruler(_measure, _COMMON, file="terrain_00.npz", weight=7)
