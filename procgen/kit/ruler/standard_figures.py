"""The figures that are asked of every domain alike: which metric of a domain each is, or why there is none.

NLL, KL, inception score, FID, KID, precision and recall, diversity, validity and memorisation: so that one table holds
all domains side by side, and nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

FIGURES: Final = (
    "nll", "kl", "inception_score", "fid", "kid", "precision", "recall", "diversity", "validity", "memorisation",
)  # fmt: skip
Rows = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Figure:
    """Where a domain's figure stands, or why it has none.

    Attributes:
        metrics: names of its metrics; one that a run's parts leave out is not there.
        about: what it is of, or why there is none.
    """

    metrics: tuple[str, ...] = ()
    about: str = ""


def _of(*metrics: str, about: str = "") -> Figure:
    return Figure(metrics, about)


def _none(why: str) -> Figure:
    return Figure((), why)


_NEAREST = "mean distance to the nearest train thing over that of held-out real ones; below 1 is nearer"
_NO_WORLDS = "there are no real worlds to compare with; their parts are measured under terrain, layout, table, dialogue"
_JUDGES = "a critic makes nothing; what choosing by it brings is measured with its domain's distance"

COMMON: Final[Mapping[str, Mapping[str, Figure]]] = MappingProxyType(
    {
        "terrain": {
            "nll": _of(
                "nll_detail_bits_per_px",
                "nll_coarse_bits_per_cell",
                about="variational bound of the diffusion networks; the one-call sampler that is served has no density",
            ),
            "kl": _of("slope_kl", "hypsometry_kl", "class_kl", about="of slopes, heights and landforms seen, nats"),
            "inception_score": _of("inception_score", about="by our landform classifier, trained on the train split"),
            "fid": _of("fid", about="features of our landform encoder"),
            "kid": _of("kid"),
            "precision": _of("precision"),
            "recall": _of("recall"),
            "diversity": _of("diversity_ratio", about="mean distance of two maps over that of real ones"),
            "validity": _of("validity", about="finite, and of the mean height and relief asked for"),
            "memorisation": _of("nearest_ratio", about=_NEAREST),
        },
        "texture": {
            "nll": _none("adversarial: a generator of pictures from noise, without a density"),
            "kl": _of("class_kl", about="of the classes that our probe sees, nats"),
            "inception_score": _of("inception_score", about="by our probe of classes, fitted on the train split"),
            "fid": _of("fid", about="ImageNet features"),
            "kid": _of("kid_x1000"),
            "precision": _of("precision"),
            "recall": _of("recall"),
            "diversity": _of("diversity_ratio", about="of two pictures of a class over that of real ones"),
            "validity": _of("validity", about="normals of length one, pictures without holes"),
            "memorisation": _of("nearest_ratio", about=_NEAREST),
        },
        "character": {
            "nll": _of("nll_bits_per_measure", about="importance-weighted bound, given sex, age, stature and mass"),
            "kl": _of("class_kl", about="of ten clusters of bodies, nats"),
            "inception_score": _of("inception_score", about="by ten clusters of the train people"),
            "fid": _of("fid", about="standardised measures, main directions"),
            "kid": _of("kid_x1000"),
            "precision": _of("precision"),
            "recall": _of("recall"),
            "diversity": _of("diversity_ratio", about="mean distance of two people over that of real ones"),
            "validity": _of("validity", about="all 93 measures within what people have"),
            "memorisation": _of("nearest_ratio", about=_NEAREST),
        },
        "dialogue": {
            "nll": _of("bits_per_byte", about="exact, of held-out plays; baseline: the best compressor or n-gram"),
            "kl": _of("trigram_kl", "class_kl", about="of letters, and of ten clusters of meanings, nats"),
            "inception_score": _of("inception_score", about="by ten clusters of train lines"),
            "fid": _of("fid", about="meanings of lines, main directions"),
            "kid": _of("kid_x1000"),
            "precision": _of("precision"),
            "recall": _of("recall"),
            "diversity": _of("diversity_ratio", "distinct_2", about="of meanings; of pairs of words"),
            "validity": _of("json_valid", "fact_recall", about="files that fit their schema; facts said"),
            "memorisation": _of("nearest_ratio", about=_NEAREST),
        },
        "layout": {
            "nll": _of("bits_per_tile", about="exact; the baseline is the better context model"),
            "kl": _of("pattern_kl_2", "class_kl", about="of 2 x 2 patterns, bits, and of styles seen, nats"),
            "inception_score": _of("inception_score", about="by our classifier of styles, fitted on the train split"),
            "fid": _of("fid", about="pairs of tiles, main directions"),
            "kid": _of("kid_x1000"),
            "precision": _of("precision"),
            "recall": _of("recall"),
            "diversity": _of("diversity_ratio", about="mean distance of two maps over that of real ones"),
            "validity": _of("validity", about="all hard constraints of requests of every sort"),
            "memorisation": _of("nearest_ratio", about=_NEAREST),
        },
        "table": {
            "nll": _of("nll_nats", about="exact, nats a row, the mean over tables; the baseline is a tree"),
            "kl": _of("pair_kl_nats", "class_kl", about="of pairs of columns, and of ten clusters of rows"),
            "inception_score": _of("inception_score", about="by ten clusters of train rows"),
            "fid": _of("fid", about="states of rows, main directions"),
            "kid": _of("kid_x1000"),
            "precision": _of("precision"),
            "recall": _of("recall"),
            "diversity": _of("diversity_ratio", about="mean distance of two rows over that of real ones"),
            "validity": _of("validity", about="no two categories together that never are in the train split"),
            "memorisation": _of("nearest_ratio", "new_share", about=f"{_NEAREST}; rows that are no train row"),
        },
        "world": {
            "nll": _none("placed by rules from the other domains' networks: there is no density"),
            **dict.fromkeys(("kl", "inception_score", "fid", "kid", "precision", "recall"), _none(_NO_WORLDS)),
            "diversity": _of("distinct_2", "prop_spacing_ratio", about="pairs of words; spacing, 1 is independent"),
            "validity": _of("validity", about="worlds without a single problem; the baseline places carelessly"),
            "memorisation": _none("worlds are learned from no worlds; their networks are measured in their domains"),
        },
        "critic": {
            "nll": _none("an energy without a known normaliser: likelihoods hold but for a constant"),
            **dict.fromkeys(FIGURES[1:8], _none(_JUDGES)),
            "validity": _of("critic_auroc", about="telling spoilt things, mean over domains; baseline: chance"),
            "memorisation": _none("it makes nothing that could be a copy"),
        },
    }
)
"""By domain and figure."""


def common_record(domain: str) -> dict[str, dict[str, object]]:
    """By figure the names of a domain's metrics and what they are of, or why it has none."""
    return {
        figure: {"metrics": list(each.metrics), "about": each.about} if each.metrics else {"none": each.about}
        for figure, each in COMMON[domain].items()
    }
