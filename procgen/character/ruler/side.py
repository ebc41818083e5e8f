"""How ``procgen evaluate all`` measures people."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from procgen.character.wire.service import CharacterService
from procgen.kit.ruler.side import Found, Ruler, Sample, Surroundings, finished, without_times
from procgen.kit.ruler.standard_figures import NEAREST, measured
from procgen.v1 import character_pb2

_COMMON: Final = {
    "nll": measured("nll_bits_per_measure", about="importance-weighted bound, given sex, age, stature and mass"),
    "kl": measured("class_kl", about="of ten clusters of bodies, nats"),
    "inception_score": measured("inception_score", about="by ten clusters of the train people"),
    "fid": measured("fid", about="standardised measures, main directions"),
    "kid": measured("kid_x1000"),
    "precision": measured("precision"),
    "recall": measured("recall"),
    "diversity": measured("diversity_ratio", about="mean distance of two people over that of real ones"),
    "validity": measured("validity", about="all 93 measures within what people have"),
    "memorisation": measured("nearest_ratio", about=NEAREST),
}


def _measure(around: Surroundings, folder: Path) -> Found:
    from procgen.character.ruler.evaluate import PARTS, Options, character_bars, evaluate_character  # noqa: PLC0415 torch

    parts = ("population", "crowd") if around.quick else PARTS
    options = Options(
        parts=parts, split=around.split, seed=around.seed, people=4 if around.quick else 40,
        crowd=10 if around.quick else 100,
    )  # fmt: skip
    found = without_times(evaluate_character(folder, options, around.progress))
    service = around.domains.service(CharacterService)
    samples = []
    for seed in range(around.seed + 1, around.seed + 5):
        portrait = character_pb2.CharacterOutput(kind="portrait", picture_px=256)
        request = character_pb2.CharacterRequest(seed=seed, outputs=[portrait])
        samples.append(Sample(f"seed {seed}", finished(service.generate, request, "portrait")))
    return found, character_bars(found), samples


RULER: Final = Ruler(_measure, _COMMON, file="ansur2.csv.xz", weight=8)
