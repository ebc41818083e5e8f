"""How ``procgen evaluate all`` measures worlds."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from procgen.dialogue.language.own import OwnModel
from procgen.kit.ruler.side import Found, Ruler, Sample, Surroundings
from procgen.kit.ruler.standard_figures import measured, missing

_NO_WORLDS: Final = (
    "there are no real worlds to compare with; their parts are measured under terrain, layout, table, dialogue"
)

_COMMON: Final = {
    "nll": missing("placed by rules from the other domains' networks: there is no density"),
    **dict.fromkeys(("kl", "inception_score", "fid", "kid", "precision", "recall"), missing(_NO_WORLDS)),
    "diversity": measured("distinct_2", "prop_spacing_ratio", about="pairs of words; spacing, 1 is independent"),
    "validity": measured("validity", about="worlds without a single problem; the baseline places carelessly"),
    "memorisation": missing("worlds are learned from no worlds; their networks are measured in their domains"),
}


def _measure(around: Surroundings, _folder: Path) -> Found:
    from procgen.world.generate import generate  # noqa: PLC0415
    from procgen.world.map_picture import map_png  # noqa: PLC0415
    from procgen.world.parameters import WorldParameters  # noqa: PLC0415
    from procgen.world.place import Place  # noqa: PLC0415
    from procgen.world.ruler.evaluate import TEXTS, evaluate_worlds  # noqa: PLC0415 only here

    model = OwnModel.load(around.store)
    made: list[Place] = []

    def make(number: int) -> Place:
        parameters = WorldParameters(text=TEXTS[number % len(TEXTS)], seed=number, side_m=500.0, metres_per_pixel=4.0)
        place = generate(parameters, around.store, outputs=("props", "dialogue"), model=model).place
        made.append(place)
        return place

    found = evaluate_worlds(make, 1 if around.quick else 12, around.seed, lambda done, _: around.say(f"world {done}"))
    return found.metrics, found.bars, [Sample(place.name, map_png(place)) for place in made[:2]]


RULER: Final = Ruler(_measure, _COMMON, weight=1)
