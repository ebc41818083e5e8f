"""The classical generators: valid whatever is asked for, the same for the same seed, and as full as asked for."""

from __future__ import annotations

import dataclasses
import statistics
import time
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.layout.classical.registry import CLASSICAL_MODELS, classical_for
from procgen.layout.kinds import LOCKABLE, fullness, most_locks
from procgen.layout.parameters import FREE, KINDS, STYLES, SYMMETRIES, LayoutParameters, violations
from procgen.layout.rules import problems
from procgen.layout.symmetry import mirrored_cell, mirrors
from procgen.layout.tiles import Tile, TileArray
from tests.figures import figure, scaled

every_kind = pytest.mark.parametrize("kind", KINDS)
SIDES = st.sampled_from([16, 17, 21, 32, 40, 64])


def made(kind: str, **changes: object) -> TileArray:
    parameters = dataclasses.replace(LayoutParameters(kind, width=40, depth=40), **changes)
    return classical_for(kind).make(parameters)[0]


@st.composite
def requests(draw: st.DrawFn) -> LayoutParameters:
    kind = draw(st.sampled_from(KINDS))
    width, depth = draw(SIDES), draw(SIDES)
    symmetry = draw(st.sampled_from(SYMMETRIES))
    entrances: set[tuple[int, int]] = set()
    if draw(st.booleans()):
        cell = draw(st.integers(0, width - 1)), draw(st.integers(0, depth - 1))
        entrances = {cell, *(mirrored_cell(cell, mirror, width, depth) for mirror in mirrors(symmetry))}
    return LayoutParameters(
        kind=kind,
        width=width,
        depth=depth,
        seed=draw(st.integers(0, 2**64 - 1)),
        density=draw(st.none() | st.floats(0.0, 1.0)),
        style=draw(st.sampled_from(("", *STYLES[kind]))),
        symmetry=symmetry,
        entrances=tuple(sorted(entrances)),
        locks=draw(st.integers(0, min(4, most_locks(kind, width, depth)))),
    )


@settings(max_examples=scaled(25, 2000), suppress_health_check=[HealthCheck.too_slow])
@given(requests())
def test_every_request_gets_a_valid_layout(parameters: LayoutParameters) -> None:
    assert violations(parameters) == []
    tiles, style = classical_for(parameters.kind).make(parameters)
    assert problems(tiles, parameters) == ()
    assert style in STYLES[parameters.kind]
    assert parameters.style in ("", style)


@settings(max_examples=scaled(12, 600), suppress_health_check=[HealthCheck.too_slow])
@given(requests(), st.integers(0, 2**32), st.floats(0.0, 0.8))
def test_what_is_fixed_stays(parameters: LayoutParameters, seed: int, share: float) -> None:
    # Half of a layout of another seed is fixed, as a designer would keep it: the rest is made to fit.
    plain = dataclasses.replace(parameters, seed=seed, locks=0, entrances=(), symmetry="none")
    other, _ = classical_for(parameters.kind).make(plain)
    fixed = np.full(other.shape, FREE, np.int16)
    wide, deep = max(2, round(other.shape[1] * share)), max(2, round(other.shape[0] * share))
    fixed[2:deep, 2:wide] = other[2:deep, 2:wide]
    asked = dataclasses.replace(plain, seed=parameters.seed, fixed=fixed)
    if violations(asked):
        # A part cut out of a layout may hold half of a door; that is said, and nothing is made.
        return
    tiles, _ = classical_for(asked.kind).make(asked)
    assert problems(tiles, asked) == ()
    assert np.array_equal(tiles[fixed != FREE], fixed[fixed != FREE])


@every_kind
def test_a_seed_gives_one_layout_and_another_seed_another(kind: str) -> None:
    assert np.array_equal(made(kind, seed=3), made(kind, seed=3))
    assert (made(kind, seed=3) != made(kind, seed=4)).mean() > 0.05


@every_kind
def test_denser_is_fuller(kind: str) -> None:
    def mean(density: float) -> float:
        return statistics.fmean(fullness(made(kind, seed=seed, density=density), kind) for seed in range(scaled(6, 40)))

    sparse, middling, full = mean(0.0), mean(0.5), mean(1.0)
    assert sparse < middling < full
    # The scale of fullness is that of density.
    assert sparse < 0.35
    assert full > 0.65


@pytest.mark.parametrize(("kind", "style"), [(kind, style) for kind in KINDS for style in STYLES[kind]])
def test_density_is_that_of_the_style(kind: str, style: str) -> None:
    def mean(density: float) -> float:
        seeds = range(scaled(6, 40))
        return statistics.fmean(
            fullness(made(kind, seed=seed, style=style, density=density, width=64, depth=64), kind, style)
            for seed in seeds
        )

    # The scale is a line, and what it is drawn through is none: villages on a coast are emptier at 0 than it says.
    assert -0.5 < mean(0.0) < 0.35
    assert 0.65 < mean(1.0) < 1.5


@every_kind
def test_styles_differ(kind: str) -> None:
    @cache
    def shares(style: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        maps = [made(kind, seed=seed, style=style, density=0.5) for seed in range(4)]
        pairs = [np.bincount((tiles[:, 1:].astype(int) * 32 + tiles[:, :-1]).ravel(), minlength=1024) for tiles in maps]
        total = np.sum(pairs, axis=0)
        return np.sqrt(total / total.sum())

    styles = STYLES[kind]
    apart = [float(np.linalg.norm(shares(a) - shares(b))) for a in styles for b in styles if a < b]
    assert min(apart) > 0.08


@every_kind
def test_sixteen_and_a_hundred_and_twenty_eight_tiles(kind: str) -> None:
    for width, depth in ((16, 16), (128, 16), (128, 128)):
        parameters = LayoutParameters(kind, width=width, depth=depth, seed=9)
        assert problems(classical_for(kind).make(parameters)[0], parameters) == ()


@pytest.mark.parametrize("kind", sorted(LOCKABLE))
def test_locks_keep_something_and_keys_lie_about(kind: str) -> None:
    tiles = made(kind, seed=5, locks=3)
    assert (tiles == Tile.LOCKED_DOOR).sum() == (tiles == Tile.KEY).sum() == 3


def test_villages_dungeons_and_houses_have_doors() -> None:
    for kind in ("village", "dungeon", "interior", "city"):
        for style in set(STYLES[kind]) - {"ruins"}:  # whose walls have fallen
            assert (made(kind, seed=2, style=style, density=0.6) == Tile.DOOR).sum() >= 2, (kind, style)


def test_a_coastal_village_has_piers_and_a_canal_has_bridges() -> None:
    assert sum((made("village", seed=seed, style="coastal") == Tile.PIER).any() for seed in range(6)) >= 4
    assert all((made("village", seed=seed, style="riverside") == Tile.BRIDGE).any() for seed in range(6))
    assert all((made("city", seed=seed, style="canal") == Tile.BRIDGE).any() for seed in range(6))


def test_what_no_layout_can_have_is_said_and_nothing_hangs() -> None:
    # One free tile for a door and a key: each would fit, and together with a room behind the door they don't.
    fixed = np.full((16, 16), Tile.WALL, np.int16)
    fixed[4, 4:8] = (Tile.ENTRANCE, Tile.FLOOR, FREE, FREE)
    asked = LayoutParameters("dungeon", width=16, depth=16, locks=1, fixed=fixed)
    assert violations(asked) == []
    with pytest.raises(InvalidFields) as caught:
        classical_for("dungeon").make(asked)
    assert {violation.field for violation in caught.value.violations} == {"locks"}


def test_models_cover_the_kinds_each_once() -> None:
    assert sorted(kind for model in CLASSICAL_MODELS.values() for kind in model.kinds) == sorted(KINDS)
    assert [name for name, model in CLASSICAL_MODELS.items() if model.name != name] == []


def test_time_of_a_map_of_64_by_64() -> None:
    for kind in KINDS:
        times = []
        for seed in range(scaled(3, 60)):
            start = time.process_time()
            made(kind, width=64, depth=64, seed=seed)
            times.append((time.process_time() - start) * 1000)
        figure(f"classical {kind} of 64 x 64, median", statistics.median(times), "ms", "<= 30")
