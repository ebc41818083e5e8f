"""What critics learn from and are judged on: real things, spoilt ones and our own, as features, by domain and split."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.character.population import Population
from procgen.character.recipe.population_core import made_like, part, read_survey, rounded
from procgen.critic import character, dialogue, layout, terrain, texture
from procgen.critic.pictures import FloatArray
from procgen.critic.recipe import spoiling as critic_spoiling
from procgen.dialogue.language.own import OwnModel
from procgen.dialogue.recipe.data import real_lines
from procgen.dialogue.recipe.requests import INTENTS, Dice, case
from procgen.dialogue.request import LineRequest
from procgen.dialogue.speak import speak
from procgen.layout.generate import generate as generate_layout
from procgen.layout.parameters import KINDS, LayoutParameters
from procgen.layout.recipe.corpus import Example, corpus
from procgen.runtime.store import ModelStore
from procgen.terrain.generate import generate as generate_terrain
from procgen.terrain.parameters import DIFFUSION
from procgen.terrain.recipe.data import Patch, TerrainPack, earth, like
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.generate import generate as generate_texture
from procgen.texture.parameters import TextureParameters
from procgen.texture.recipe.pack import TexturePack

BEST_OF: Final = 4
SPLITS: Final = ("train", "validation", "test")
_SEEDS: Final = {"train": 10_000_000, "validation": 20_000_000, "test": 30_000_000}
"""First seeds of our own: splits share none."""
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """A split of a domain.

    ``own`` holds candidates: candidate k of request i at (i, k); ``things`` and ``real_things`` are what the domain's
    own metric looks at.
    """

    real: FloatArray
    """(n, D)"""
    spoilt: FloatArray
    """(m, D)"""
    defects: tuple[str, ...]
    """Of each spoilt one."""
    own: FloatArray
    """(requests, candidates, D); one candidate each in the train split."""
    real_things: npt.NDArray[Any]
    """(n, …)"""
    things: npt.NDArray[Any]
    """(requests, candidates, …)"""
    kinds: tuple[str, ...] = ()
    """Of each request, where the domain has kinds."""


def _candidates(split: str) -> int:
    return 1 if split == "train" else BEST_OF


def _crop(heights: FloatArray, rng: np.random.Generator, *, turned: bool) -> FloatArray:
    row, column = rng.integers(0, np.array(heights.shape) - terrain.SIDE_PX + 1)
    window = heights[row : row + terrain.SIDE_PX, column : column + terrain.SIDE_PX]
    if turned:
        window = np.rot90(window, int(rng.integers(4)))
        window = window[:, ::-1] if rng.random() < 0.5 else window
    return np.ascontiguousarray(window)


def terrain_features(data: Path, split: str, store: ModelStore, report: Report, *, requests: int) -> Features:
    """Windows of 128 x 128 of the Earth's patches; our own are made under the conditions of patches."""
    patches = earth(TerrainPack(data).patches(split))
    rng = np.random.default_rng(_SEEDS[split])
    # Own maps lie as the generator makes them: north is north in them, too.
    views = 3 if split == "train" else 1
    real_windows: list[FloatArray] = []
    real, spoilt, defects = [], [], []
    names = list(critic_spoiling.TERRAIN)
    for number, patch in enumerate(patches):
        for view in range(views):
            window = _crop(patch.surface, rng, turned=split == "train")
            real.append(terrain.window_features(window, patch.metres_per_pixel, patch.landform))
            real_windows.append(window)
            # Four spoilt ones for each: there are seven ways to be wrong, each of many strengths.
            for turn in range(4 if split == "train" else 1):
                defect = names[(number * views + view + turn) % len(names)]
                broken = critic_spoiling.TERRAIN[defect](_crop(patch.surface, rng, turned=split == "train"), rng)
                spoilt.append(terrain.window_features(broken, patch.metres_per_pixel, patch.landform))
                defects.append(defect)
    # More than one request for a patch, where more are asked for than there are.
    rounds = -(-requests // len(patches))
    chosen = np.concatenate([rng.permutation(len(patches)) for _ in range(rounds)])[:requests]
    own, windows = [], []
    for number, index in enumerate(chosen):
        patch = patches[index]
        made = [_own_window(patch, _SEEDS[split] + BEST_OF * number + k, store) for k in range(_candidates(split))]
        own.append([terrain.window_features(window, patch.metres_per_pixel, patch.landform) for window in made])
        windows.append([_with_spacing(window, patch.metres_per_pixel) for window in made])
        if number % 50 == 49:
            report(f"terrain, {split}: {number + 1} of {len(chosen)} requests")
    spaced = [_with_spacing(window, patches[i // views].metres_per_pixel) for i, window in enumerate(real_windows)]
    return Features(
        np.stack(real), np.stack(spoilt), tuple(defects), np.array(own), np.stack(spaced), np.array(windows)
    )


def _own_window(patch: Patch, seed: int, store: ModelStore) -> FloatArray:
    asked = replace(like(patch, DIFFUSION, seed), width_px=terrain.SIDE_PX, depth_px=terrain.SIDE_PX)
    return generate_terrain(asked, store).heights


def _with_spacing(window: FloatArray, metres_per_pixel: float) -> FloatArray:
    """(129, 128): the window, and a row that holds its spacing."""
    return np.concatenate([window, np.full((1, window.shape[1]), metres_per_pixel, np.float32)])


def texture_features(data: Path, split: str, store: ModelStore, report: Report, *, requests: int) -> Features:
    """Base colours of 128 x 128; our own are made for the classes of pictures."""
    items = [item for item in TexturePack(data).of(split) if item.material in CLASS_NAMES]
    rng = np.random.default_rng(_SEEDS[split])
    names = list(critic_spoiling.TEXTURE)
    real, spoilt, defects = [], [], []
    for number, item in enumerate(items):
        picture = item.image
        if split == "train":  # materials have no up; whether photographs have is not to be learned
            picture = np.ascontiguousarray(
                np.rot90(
                    np.roll(picture, tuple(rng.integers(0, 128, 2)), (0, 1)) if item.tiles else picture,
                    int(rng.integers(4)),
                )
            )
        real.append(texture.picture_features(picture, item.material))
        defect = names[number % len(names)]
        broken = critic_spoiling.TEXTURE[defect](item.image, rng)
        spoilt.append(texture.picture_features(broken, item.material))
        defects.append(defect)
    chosen = rng.permutation(len(items))[:requests]
    own, pictures = [], []
    for number, index in enumerate(chosen):
        item = items[index]
        made = []
        for k in range(_candidates(split)):
            seed = _SEEDS[split] + BEST_OF * number + k
            made.append(generate_texture(TextureParameters(128, 128, seed=seed, material=item.material), store))
        albedos = [np.clip(material.surface.albedo, 0.0, 1.0) for material in made]
        own.append([texture.picture_features(albedo, item.material) for albedo in albedos])
        pictures.append([(albedo * 255.0 + 0.5).astype(np.uint8) for albedo in albedos])
        if number % 100 == 99:
            report(f"texture, {split}: {number + 1} of {len(chosen)} requests")
    return Features(
        np.stack(real),
        np.stack(spoilt),
        tuple(defects),
        np.array(own),
        np.stack([item.pixels for item in items]),
        np.array(pictures),
    )


def character_features(data: Path, split: str, store: ModelStore, report: Report, *, requests: int) -> Features:
    """Measures of the survey's people; our own are made by the sex, age, stature and mass of these."""
    people = part(read_survey(data), split)
    rng = np.random.default_rng(_SEEDS[split])
    population = Population(store)
    measures = rounded(people.measures)
    spoilt = measures.copy()
    for sex in np.unique(people.sex):
        same = people.sex == sex
        spoilt[same] = rounded(critic_spoiling.spoilt_measures(measures[same], rng))
    chosen = people[np.sort(rng.permutation(len(people))[:requests])]
    made, kept = [], np.ones(len(chosen), bool)
    for k in range(_candidates(split)):
        candidate, accepted = made_like(population, chosen, _SEEDS[split] + k)
        made.append(rounded(candidate))
        kept &= accepted
        report(f"character, {split}: candidate {k + 1}")
    own = np.stack(made, 1)[kept]
    sex, age = chosen.sex[kept], chosen.age_years[kept]
    return Features(
        character.measure_features(measures, people.sex, people.age_years),
        character.measure_features(spoilt, people.sex, people.age_years),
        ("mixed up",) * len(spoilt),
        np.stack([character.measure_features(own[:, k], sex, age) for k in range(own.shape[1])], 1),
        measures,
        own,
    )


_LAYOUTS = {"train": ("train", 800), "validation": ("val", 100), "test": ("test", 100)}
"""Names of the corpus's splits, and how many of its maps of each kind are looked at."""


def layout_features(_data: Path, split: str, store: ModelStore, report: Report, *, requests: int) -> Features:
    """Maps of the corpus, made anew from its seeds; our own are made for kind, style and density of some of them."""
    rng = np.random.default_rng(_SEEDS[split])
    name, count = _LAYOUTS[split]
    real, spoilt, things = [], [], []
    asked: list[Example] = []
    for kind in KINDS:
        for number, example in enumerate(corpus(kind, name, count)):
            things.append(example.tiles)
            real.append(layout.layout_features(example.tiles, kind))
            spoilt.append(layout.layout_features(critic_spoiling.spoilt_layout(example.tiles, rng), kind))
            if number < -(-requests // len(KINDS)):
                asked.append(example)
        report(f"layout, {split}: {kind} is there")
    own, made = [], []
    for number, example in enumerate(asked):
        tiles = []
        for k in range(_candidates(split)):
            parameters = LayoutParameters(
                example.kind,
                seed=_SEEDS[split] + BEST_OF * number + k,
                style=example.style,
                density=example.density,
                locks=example.locks,
            )
            tiles.append(generate_layout(parameters, store).tiles)
        own.append([layout.layout_features(each, example.kind) for each in tiles])
        made.append(tiles)
        if number % 100 == 99:
            report(f"layout, {split}: {number + 1} of {len(asked)} requests")
    return Features(
        np.stack(real),
        np.stack(spoilt),
        ("mixed up",) * len(spoilt),
        np.array(own),
        np.stack(things),
        np.array(made),
        tuple(example.kind for example in asked),
    )


_LINES = {"train": 6000, "validation": 600, "test": 800}
_READ_AT_ONCE = 64


def _go_on() -> None:
    pass


def dialogue_features(data: Path, split: str, store: ModelStore, report: Report, *, requests: int) -> Features:
    """Turns of plays, novels and chats; our own are lines of random people who do this or that."""
    rng = np.random.default_rng(_SEEDS[split])
    model = OwnModel.load(store)
    lines = real_lines(data, split, _LINES[split], rng)
    names = list(critic_spoiling.LINES)
    defects = tuple(names[i % len(names)] for i in range(len(lines)))
    broken = [critic_spoiling.spoilt_line(line, defect, rng) for line, defect in zip(lines, defects, strict=True)]

    def read(texts: list[str], what: str) -> FloatArray:
        parts = []
        for first in range(0, len(texts), _READ_AT_ONCE):
            parts.append(dialogue.line_features(texts[first : first + _READ_AT_ONCE], model, _go_on))
            if first // _READ_AT_ONCE % 20 == 0:
                report(f"dialogue, {split}: {what}, {first} of {len(texts)} read")
        return np.concatenate(parts)

    said = []
    for number in range(requests):
        at = _SEEDS[split] + BEST_OF * number
        who = case(_SEEDS[split], number)
        dice = Dice(at, 0)
        intent = dice.one(INTENTS)
        said.append(
            [
                speak(LineRequest(intent, who.persona, who.situation, seed=at + k), model, _go_on).text
                for k in range(_candidates(split))
            ]
        )
    flat = [text for candidates in said for text in candidates]
    own = read(flat, "our own").reshape(requests, _candidates(split), -1)
    return Features(read(lines, "real"), read(broken, "spoilt"), defects, own, np.array(lines), np.array(said))
