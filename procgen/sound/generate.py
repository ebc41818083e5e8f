"""From a request to sounds: the way through.

request -> what the model is asked for -> its sound -> pitch, colour, air, room -> trimmed, as loud as asked. What a
learned model makes, what lies between two sounds and what follows a clip comes of frames: :mod:`.blend`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.errors import InvalidFields
from procgen.formats.loudness import Loud, made_loud, turned
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe
from procgen.sound.blend import Blend
from procgen.sound.dry import dry
from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.noise import LOOP_UNIT, SAMPLE_RATE_HZ, filtered, high_pass, hump
from procgen.sound.dsp.space import air_gain, in_room, tilt_gain
from procgen.sound.effects import EFFECTS
from procgen.sound.effects.effect import samples_of
from procgen.sound.features import distance_db, likeness_vector
from procgen.sound.learned.library import NO_LIBRARY, Library
from procgen.sound.learned.synthesis import heard
from procgen.sound.parameters import SoundParameters, seconds_of, violations

DOMAIN: Final = "sound"
FOLLOWED: Final = "clip"
"""What an effect is called that follows a clip."""
PEAK_DB: Final = -1.0
"""True peak that no file exceeds (EBU R 128, 2020)."""
DISTINCT_DB: Final = 1.0
"""Variants that are nearer than this are drawn anew..."""
_TRIES: Final = 4
"""...at most so often; then the farthest is taken."""
_SILENT_DB: Final = -60.0
_FADE_IN_S, _FADE_OUT_S, _STILL_FADE_S = 0.0004, 0.008, 0.03
_SPOTS_HZ: Final = (130.0, 420.0, 1300.0, 3600.0, 9000.0)
_SPOT_DB: Final = 1.9
_SIDE: Final = 0.6
"""How loud what differs between two ears is, beside what both hear."""


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A sound.

    Attributes:
        samples: (n,) or (n, 2), -1 to 1 at :data:`procgen.sound.dsp.noise.SAMPLE_RATE_HZ`.
        effect, kind: what it is; an effect of :data:`FOLLOWED` and no kind where it follows a clip.
        variant: which, from 0.
        nearest_db: how far the variant is away that is most like it; infinite if there is none.
        loop: whether its end goes on with its beginning.
        loudness_lufs, peak_db: as measured.
        recipe: makes all variants again.
    """

    samples: npt.NDArray[np.float32]
    effect: str
    kind: str
    variant: int
    nearest_db: float
    loop: bool
    loudness_lufs: float
    peak_db: float
    recipe: Recipe

    @property
    def name(self) -> str:
        """What the names of its files start with."""
        return f"sound-{self.effect}-{self.recipe.sha256[:12]}"

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return len(self.samples) / SAMPLE_RATE_HZ


def check(parameters: SoundParameters, library: Library = NO_LIBRARY) -> None:
    """Raise InvalidFields that names every field that can't be accepted."""
    found = violations(parameters, library.classes)
    if found:
        raise InvalidFields(found)


def generate(
    parameters: SoundParameters,
    report: Callable[[str, float], None] = lambda _stage, _share: None,
    checkpoint: Checkpoint = go_on,
    library: Library = NO_LIBRARY,
) -> tuple[Sound, ...]:
    """Make the variants of a sound, none like another.

    Args:
        parameters: what and how.
        report: told what is done and the share of the whole.
        checkpoint: called while it works; raises to stop the work.
        library: the learned models.

    Raises:
        InvalidFields: names every field that can't be accepted.
        ModelUnavailable: a learned model is missing, damaged or not trusted.
    """
    check(parameters, library)
    effect, kind = FOLLOWED, ""
    if parameters.clip is None:
        effect = parameters.effect
        kind = parameters.kind or next(iter(EFFECTS[effect].kinds))
    blend = Blend(parameters, library)
    made: list[Loud] = []
    vectors: list[Floats] = []
    for variant in range(parameters.variants):
        tries: list[tuple[float, Loud, Floats]] = []
        for attempt in range(_TRIES if variant else 1):
            chance = Chance(f"{effect}/{kind}", parameters.seed, variant, attempt, checkpoint=checkpoint)
            loud = _loud(_heard(parameters, chance, attempt, blend), parameters)
            vector = likeness_vector(loud.samples) if parameters.variants > 1 else np.zeros(1)
            nearest = min((distance_db(vector, other) for other in vectors), default=np.inf)
            tries.append((nearest, loud, vector))
            if nearest >= DISTINCT_DB:
                break
        _, loud, vector = max(tries, key=lambda each: each[0])
        made.append(loud)
        vectors.append(vector)
        report(f"{effect} {kind}".rstrip(), (variant + 1) / parameters.variants)
    recipe = Recipe(DOMAIN, _request(parameters), library.used(parameters.model, parameters.morph_model))
    return tuple(
        Sound(
            samples=loud.samples,
            effect=effect,
            kind=kind,
            variant=number,
            nearest_db=_nearest(vectors, number),
            loop=parameters.loop,
            loudness_lufs=loud.loudness_lufs,
            peak_db=loud.peak_db,
            recipe=recipe,
        )
        for number, loud in enumerate(made)
    )


def _nearest(vectors: list[Floats], which: int) -> float:
    others = (other for number, other in enumerate(vectors) if number != which)
    return min((distance_db(vectors[which], other) for other in others), default=np.inf)


def _heard(parameters: SoundParameters, chance: Chance, attempt: int, blend: Blend) -> Floats:
    """One variant, as loud as it comes: (n,) or (n, 2)."""
    still = parameters.parametric and EFFECTS[parameters.effect].still
    sound = _made(parameters, chance) if parameters.parametric else _blended(parameters, chance, blend)
    if parameters.stereo:
        # What is one thing is in the middle; of what is all around, two ears hear in part something else.
        side = np.zeros(len(sound))
        if still:
            other = _made(parameters, chance.part("side"))[: len(sound)]
            side[: len(other)] = other * (_SIDE * np.std(sound) / (np.std(other) + 1e-12))
        sound = np.column_stack([sound + side, sound - side])
    return _finished(sound, parameters, chance, 1.0 + attempt, still=still)


def _made(parameters: SoundParameters, chance: Chance) -> Floats:
    """The model's sound at its pitch, (n,): a higher one is a longer one that is played faster."""
    wanted = samples_of(seconds_of(parameters))
    speed = 2.0 ** (parameters.pitch_semitones / 12.0)
    samples = max(round(wanted * speed), 16)
    if not parameters.loop:
        sound = dry(parameters, chance, samples)
        return _played(sound, speed)
    samples = max(round(samples / LOOP_UNIT), 1) * LOOP_UNIT
    sound = dry(parameters, chance, samples)
    # A model that made more than it was asked for goes on at the beginning.
    turns = np.pad(sound, (0, -len(sound) % samples)).reshape(-1, samples).sum(axis=0)
    return _resampled(turns, wanted)


def _blended(parameters: SoundParameters, chance: Chance, blend: Blend) -> Floats:
    """The sound of frames at its pitch, (n,)."""
    frames = blend.frames(chance)
    speed = 2.0 ** (parameters.pitch_semitones / 12.0)
    sound = heard(replace(frames, seconds=frames.seconds * speed), chance.part("heard"))
    return _played(sound, speed)


def _played(sound: Floats, speed: float) -> Floats:
    """A sound so many times as fast; silence behind it keeps its end from its beginning."""
    return sound if speed == 1.0 else _resampled(np.pad(sound, (0, 480)), round((len(sound) + 480) / speed))


def _resampled(sound: Floats, length: int) -> Floats:
    """A sound of so many samples, by way of its spectrum, whose end goes on with its beginning: (length,)."""
    if length == len(sound):
        return sound
    spectrum = scipy.fft.rfft(sound)
    made: Floats = scipy.fft.irfft(spectrum[: length // 2 + 1], length) * (length / len(sound))
    return made


def _finished(sound: Floats, parameters: SoundParameters, chance: Chance, apart: float, *, still: bool) -> Floats:
    """Coloured, in its place, and of its length.

    Args:
        sound: (n,) or (n, 2).
        apart: how much more than usual this one is to differ from others.
        still: whether it is all around.
    """
    loop = parameters.loop

    def colour(hz: Floats) -> Floats:
        gain = high_pass(hz, 20.0, 2.0) * _spots(hz, chance.part("spots"), 2.0 * parameters.variation * apart)
        gain[0] = 0.0
        if parameters.tilt_db:
            gain = gain * tilt_gain(hz, parameters.tilt_db)
        if parameters.distance_m:
            gain = gain * air_gain(hz, parameters.distance_m)
        return gain

    sound = filtered(sound, colour, loop=loop)
    if parameters.room_m:
        sound = in_room(chance, sound, parameters.room_m, parameters.distance_m, loop=loop)
    return sound if loop else _cut(sound, samples_of(seconds_of(parameters)), parameters, still=still)


def _spots(hz: Floats, chance: Chance, amount: float) -> Floats:
    """No two places or things are quite alike: broad humps and hollows of some dB."""
    coarse = np.geomspace(30.0, 0.5 * SAMPLE_RATE_HZ, 128)
    db = np.zeros(len(coarse))
    for middle, level in zip(_SPOTS_HZ, chance.normal(len(_SPOTS_HZ)), strict=True):
        db += _SPOT_DB * amount * level * hump(coarse, chance.about(middle, 0.6), 0.7)
    return np.asarray(10.0 ** (np.interp(hz, coarse, db) / 20.0))


def _cut(sound: Floats, wanted: int, parameters: SoundParameters, *, still: bool) -> Floats:
    """As long as asked, or from the first to the last that is heard; faded at both ends."""
    if parameters.duration_s is None:
        level = np.abs(sound) if sound.ndim == 1 else np.abs(sound).max(axis=1)
        over = np.flatnonzero(level > level.max() * 10.0 ** (_SILENT_DB / 20.0))
        first, last = (max(int(over[0]) - 24, 0), int(over[-1]) + 480) if len(over) else (0, 1)
        sound = sound[first : max(last, first + samples_of(0.02))]
        if still and not parameters.room_m:
            sound = sound[:wanted]
    else:
        sound = _exactly(sound, wanted)
    fade_in, fade_out = (_STILL_FADE_S,) * 2 if still else (_FADE_IN_S, _FADE_OUT_S)
    up, down = (min(samples_of(each), len(sound) // 2) for each in (fade_in, fade_out))
    shape = np.ones(len(sound))
    shape[:up] = np.sin(0.5 * np.pi * (np.arange(up) + 0.5) / max(up, 1)) ** 2
    shape[len(sound) - down :] *= np.cos(0.5 * np.pi * (np.arange(down) + 0.5) / max(down, 1)) ** 2
    return sound * (shape if sound.ndim == 1 else shape[:, None])


def _exactly(sound: Floats, wanted: int) -> Floats:
    return np.pad(sound[:wanted], ((0, max(wanted - len(sound), 0)), *((0, 0),) * (sound.ndim - 1)))


def _loud(sound: Floats, parameters: SoundParameters) -> Loud:
    """As loud as asked; of a loop no peak is turned down by itself, which its seam would tell: it stays quieter."""
    make = turned if parameters.loop else made_loud
    return make(sound, SAMPLE_RATE_HZ, parameters.loudness_lufs, PEAK_DB)


def _request(parameters: SoundParameters) -> dict[str, Any]:
    """For the recipe: as protobuf's JSON has it, what is said."""
    values = {each.name: getattr(parameters, each.name) for each in fields(parameters) if each.name != "clip"}
    if not parameters.morph_effect:
        del values["morph"]
    # 0 is said: where a kind has a number of its own, nothing said is another.
    said = {name: value for name, value in values.items() if value not in (None, "") and value is not False}
    if parameters.clip is not None:
        said["clip_sha256"] = parameters.clip.sha256
    return {**said, "seed": str(parameters.seed)}
