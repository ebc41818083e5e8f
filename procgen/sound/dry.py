"""What a parametric model is asked for, and its sound."""

from __future__ import annotations

from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.effects import EFFECTS, Ask
from procgen.sound.parameters import HEARD, NAMED, SoundParameters, surface_of


def dry(parameters: SoundParameters, chance: Chance, samples: int) -> Floats:
    """The model's sound by itself, (samples,) or longer."""
    effect = EFFECTS[parameters.effect]
    kind = parameters.kind or next(iter(effect.kinds))
    values = {name: getattr(parameters, name) for name in HEARD if getattr(parameters, name) is not None}
    names = {
        field: getattr(parameters, field) or next(iter(getattr(effect, attribute)), "") for field, attribute in NAMED
    }
    names["surface"] = surface_of(names["surface"])
    ask = Ask(
        samples=samples,
        loop=parameters.loop,
        chance=chance,
        kind=kind,
        values={**effect.kinds[kind].values, **values},
        variation=2.0 * parameters.variation,
        **names,
    )
    return effect.make(ask)
