"""From a request to ambience: plan it, make each sound once, and mix what a listener in the middle would hear."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.ambience.parameters import AmbienceParameters, violations
from procgen.ambience.plan import Emitter, Plan, plan
from procgen.errors import InvalidFields
from procgen.formats.loudness import made_loud
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe
from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, filtered
from procgen.sound.dsp.space import air_gain, in_room
from procgen.sound.generate import PEAK_DB, Sound
from procgen.sound.generate import generate as make_sounds
from procgen.sound.parameters import SoundParameters

DOMAIN: Final = "ambience"


@dataclass(frozen=True, slots=True, eq=False)
class Ambience:
    """What is heard of a place.

    Attributes:
        plan: the bed and the sounds in space.
        sounds: by what was asked for, the variants of each.
        parameters: that it was made by.
        recipe: makes the same again.
    """

    plan: Plan
    sounds: Mapping[SoundParameters, tuple[Sound, ...]]
    parameters: AmbienceParameters
    recipe: Recipe

    @property
    def name(self) -> str:
        """What the names of its files start with."""
        return f"ambience-{self.recipe.sha256[:12]}"


def check(parameters: AmbienceParameters) -> None:
    """Raise InvalidFields that names every field that can't be accepted."""
    found = violations(parameters)
    if found:
        raise InvalidFields(found)


def generate(
    parameters: AmbienceParameters,
    report: Callable[[str, float], None] = lambda _stage, _share: None,
    checkpoint: Checkpoint = go_on,
) -> Ambience:
    """Plan what is heard, and make it.

    Args:
        parameters: the place, the hour, the weather.
        report: told what is done and the share of the whole.
        checkpoint: called while it works; raises to stop.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    check(parameters)
    planned = plan(parameters)
    wanted = planned.sounds()
    sounds = {}
    for number, each in enumerate(wanted):
        report(f"{each.effect} {each.kind}".strip(), number / len(wanted))
        sounds[each] = make_sounds(each, checkpoint=checkpoint)
    return Ambience(planned, sounds, parameters, Recipe(DOMAIN, _request(parameters)))


def _request(parameters: AmbienceParameters) -> dict[str, Any]:
    """For the recipe: as protobuf's JSON has it."""
    said = asdict(parameters)
    things = [{name: value for name, value in thing.items() if value} for thing in said.pop("things")]
    return {**said, "seed": str(said["seed"]), **({"things": things} if things else {})}


def mixed(ambience: Ambience) -> npt.NDArray[np.float32]:
    """What somebody hears who stands in the middle and looks north, (n, 2): a mix to listen to, engines do it anew."""
    n = round(ambience.parameters.mix_s * SAMPLE_RATE_HZ)
    whole = np.zeros((n, 2))
    for layer in ambience.plan.bed:
        loop = ambience.sounds[layer.sound][0].samples.astype(float)
        turns = np.resize(loop, (n, 2)) if loop.ndim == 2 else np.resize(loop, n)[:, None]
        whole += 10.0 ** (layer.gain_db / 20.0) * turns
    for number, emitter in enumerate(ambience.plan.emitters):
        chance = Chance("ambience/mix", ambience.parameters.seed, number)
        whole += _from_afar(_sounding(emitter, ambience.sounds[emitter.sound], n, chance), emitter)
    if ambience.plan.room_m:
        whole = in_room(Chance("ambience/room", ambience.parameters.seed), whole, ambience.plan.room_m, 2.0)[:n]
    return made_loud(whole, SAMPLE_RATE_HZ, ambience.parameters.loudness_lufs, PEAK_DB).samples


def _sounding(emitter: Emitter, sounds: tuple[Sound, ...], samples: int, chance: Chance) -> Floats:
    if emitter.every_s is None:
        return np.resize(sounds[0].samples.astype(float), samples)
    made = np.zeros(samples)
    at = chance.number(0.0, emitter.every_s[1]) * SAMPLE_RATE_HZ
    while at < samples:
        one = sounds[int(chance.number(0.0, len(sounds) - 0.001))].samples
        first = int(at)
        fits = one[: samples - first]
        made[first : first + len(fits)] += fits
        at += len(one) + chance.number(*emitter.every_s) * SAMPLE_RATE_HZ
    return made


def _from_afar(sound: Floats, emitter: Emitter) -> Floats:
    """(n, 2): weaker and darker by distance, on its side: both ears get all of its power between them."""
    away = max(float(np.hypot(np.hypot(emitter.x_m, emitter.z_m), emitter.y_m)), 0.1)
    gain = 10.0 ** (emitter.gain_db / 20.0) * min(emitter.radius_m / away, 1.0)
    darker = filtered(sound, lambda hz: air_gain(hz, away)) * gain
    side = 0.25 * np.pi * (1.0 + emitter.x_m / away)
    return np.column_stack([np.cos(side) * darker, np.sin(side) * darker])
