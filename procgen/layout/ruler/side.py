"""How ``procgen evaluate all`` measures tile maps."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from procgen.kit.ruler.side import Found, Ruler, Sample, Surroundings, pictured
from procgen.kit.ruler.standard_figures import NEAREST, measured
from procgen.layout.wire.service import LayoutService
from procgen.v1 import layout_pb2

_KINDS: Final = ("village", "dungeon", "cave", "city")

_COMMON: Final = {
    "nll": measured("bits_per_tile", about="exact; the baseline is the better context model"),
    "kl": measured("pattern_kl_2", "class_kl", about="of 2 x 2 patterns, bits, and of styles seen, nats"),
    "inception_score": measured("inception_score", about="by our classifier of styles, fitted on the train split"),
    "fid": measured("fid", about="pairs of tiles, main directions"),
    "kid": measured("kid_x1000"),
    "precision": measured("precision"),
    "recall": measured("recall"),
    "diversity": measured("diversity_ratio", about="mean distance of two maps over that of real ones"),
    "validity": measured("validity", about="all hard constraints of requests of every sort"),
    "memorisation": measured("nearest_ratio", about=NEAREST),
}


def _measure(around: Surroundings, _folder: Path) -> Found:
    from procgen.layout.network import DOMAIN, load_network  # noqa: PLC0415
    from procgen.layout.ruler.bars import layout_bars  # noqa: PLC0415
    from procgen.layout.ruler.evaluate import Options, evaluate_layout  # noqa: PLC0415 scikit-learn

    split = "val" if around.split == "validation" else around.split
    maps = 4 if around.quick else 8
    options = Options(
        split=split, seed=around.seed, train_maps=3 * maps, held_maps=maps, made_maps=maps,
        seeds=6 if around.quick else 60, flows=4 if around.quick else 40,
    )  # fmt: skip
    network = load_network(around.store, around.store.generators(DOMAIN)[0])
    found = evaluate_layout(network, options, around.progress).metrics
    service = around.domains.service(LayoutService)
    samples = []
    for kind in _KINDS:
        request = layout_pb2.LayoutRequest(seed=around.seed + 1, kind=kind, width=48, depth=48)
        samples.append(Sample(kind, pictured(service.generate, request)))
    return found, layout_bars(found), samples


RULER: Final = Ruler(_measure, _COMMON, weight=4)
