"""From a request to an animal: draw an individual, build it, move it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np

from procgen.character.rig.quaternion import Doubles
from procgen.creature.anatomy.frame import Frame
from procgen.creature.anatomy.mesh import CELLS, Surface, surfaces
from procgen.creature.gait import beasts, birds
from procgen.creature.gait.clip import Clip, Heights, matrices
from procgen.creature.parameters import CreatureParameters, violations
from procgen.creature.species import SPECIES, Individual, frame_of, individual
from procgen.errors import InvalidFields
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe

DOMAIN: Final = "creature"
LEVELS: Final = len(CELLS)


@dataclass(frozen=True, eq=False)
class Creature:
    """An animal.

    Attributes:
        parameters: that it was made by.
        individual: what was drawn of its own.
        frame: joints and flesh.
        levels: its surfaces, by level of detail; those that were asked for.
        clips: its movements.
        recipe: makes the same again.
    """

    parameters: CreatureParameters
    individual: Individual
    frame: Frame
    levels: dict[int, tuple[Surface, ...]]
    clips: tuple[Clip, ...]
    recipe: Recipe

    @property
    def name(self) -> str:
        """What the names of its files start with."""
        return f"creature-{self.recipe.sha256[:12]}"

    def clip(self, name: str) -> Clip:
        """A movement by name. Raises KeyError for none."""
        return {clip.name: clip for clip in self.clips}[name]


def check(parameters: CreatureParameters) -> None:
    """Raise InvalidFields that names every field that can't be accepted."""
    found = violations(parameters)
    if found:
        raise InvalidFields(found)


def generate(
    parameters: CreatureParameters,
    levels: Sequence[int] = tuple(range(LEVELS)),
    report: Callable[[str, float], None] = lambda _stage, _share: None,
    checkpoint: Checkpoint = go_on,
) -> Creature:
    """Make an animal. The same parameters give the same one.

    Args:
        parameters: which.
        levels: of detail that are made.
        report: told what is done and the share of the whole.
        checkpoint: called while it works; raises to stop.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    check(parameters)
    said = parameters
    one = individual(said.species, said.breed, said.coat, said.seed, said.growth, said.build, said.size, said.horns)
    frame = frame_of(said.species, one)
    made: dict[int, tuple[Surface, ...]] = {}
    coarsest = surfaces(frame, one.coat, said.seed, LEVELS - 1, checkpoint)
    for number, level in enumerate(levels):
        report(f"level {level}", number / (len(levels) + 1))
        made[level] = coarsest if level == LEVELS - 1 else surfaces(frame, one.coat, said.seed, level, checkpoint)
    report("movements", len(levels) / (len(levels) + 1))
    movements = birds.movements if SPECIES[said.species].bird else beasts.movements
    lain = _without_tail(frame, coarsest[0])
    heights = Heights(len(frame.joints), lain.vertices, lain.joints, lain.weights)
    lowest = partial(_lowest_points, frame, heights, checkpoint)
    clips = movements(said.species, SPECIES[said.species].measures, frame, lowest)
    return Creature(said, one, frame, made, tuple(clips), Recipe(DOMAIN, _request(said)))


def _lowest_points(frame: Frame, heights: Heights, checkpoint: Checkpoint, clip: Clip) -> Doubles:
    """(F,) the height of the lowest point of a skin in each frame of a clip, metres."""
    checkpoint()
    frames = np.arange(0, clip.frames, 2)
    lowest = heights.of(matrices(frame, clip)[frames]).min(axis=1)
    return np.asarray(np.interp(np.arange(clip.frames), frames, lowest))


def clip_names(species: str) -> tuple[str, ...]:
    """Of the movements of a species, in their order."""
    kind = SPECIES[species]
    return (birds.names if kind.bird else beasts.names)(species, kind.measures)


def _without_tail(frame: Frame, surface: Surface) -> Surface:
    """What an animal stands and lies on: tails lie beside it."""
    names = list(frame.joints)
    tails = [number for number, name in enumerate(names) if name.startswith("Tail")]
    own = ~np.isin(surface.joints[:, 0], tails)
    rows = {field: getattr(surface, field)[own] for field in ("vertices", "normals", "colours", "joints", "weights")}
    return replace(surface, **rows, triangles=np.zeros((0, 3), np.int64))


def _request(said: CreatureParameters) -> dict[str, Any]:
    """For the recipe: as protobuf's JSON has it, without which files are sent and what they are called."""
    request: dict[str, Any] = {"species": said.species, "seed": str(said.seed)}
    request |= {name: getattr(said, name) for name in ("breed", "coat") if getattr(said, name)}
    request |= {name: float(getattr(said, name)) for name in ("growth", "build", "size")}
    if said.horns is not None:
        request["horns"] = float(said.horns)
    return request | {"lod": said.lod, "picture_px": said.picture_px}
