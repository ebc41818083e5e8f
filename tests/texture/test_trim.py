"""Trim sheets: each strip goes on along u, ends where it says, and is the material's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.runtime.store import ModelStore
from procgen.texture.generate import generate
from procgen.texture.maps import normals
from procgen.texture.parameters import TextureParameters
from procgen.texture.trim import TRIM_KINDS, TrimParameters, trim_violations, trimmed
from procgen.texture.trim.parameters import LEAST_ROWS, USUAL_HEIGHTS, USUAL_KINDS
from tests.texture.maps.surfaces import in_range, rough

_KINDS = st.lists(st.sampled_from(TRIM_KINDS), min_size=1, max_size=6).map(tuple)


@settings(max_examples=30)
@given(
    kinds=_KINDS,
    seed=st.integers(0, 2**64 - 1),
    wear=st.floats(0.0, 1.0),
    bevel=st.floats(0.0, 0.4),
    shape=st.sampled_from([(96, 96), (128, 64), (160, 224)]),
)
def test_strips_fill_the_sheet_and_go_on_along_u(
    kinds: tuple[str, ...], seed: int, wear: float, bevel: float, shape: tuple[int, int]
) -> None:
    asked = TrimParameters(kinds, seed=seed, wear=wear, bevel=bevel)
    surface, regions = trimmed(rough(1, *shape), asked, 0.01)
    assert in_range(surface)
    assert surface.shape == shape
    assert [region.y_px for region in regions] == asked.borders(shape[0])[:-1]
    assert sum(region.height_px for region in regions) == shape[0]
    assert len({region.name for region in regions}) == len(kinds)
    for region in regions:
        rows = slice(region.y_px, region.y_px + region.height_px)
        assert region.width_px == shape[1]
        assert region.height_m == pytest.approx(0.01 * region.height_px)
        # The step over the edge is no greater than steps within.
        height = surface.height[rows]
        steps = np.abs(np.diff(height, axis=1))
        assert np.abs(height[:, 0] - height[:, -1]).max() <= max(steps.max(), 1e-6) * 1.001
        # All strips end on one level: none shades its neighbour.
        assert not height[[0, -1]].any()


@pytest.mark.parametrize("kind", TRIM_KINDS)
def test_a_seam_is_no_place_to_be_seen(kind: str) -> None:
    """Moved along u, a sheet has the same normals, moved: nothing is worked out from where the picture ends."""
    surface, _ = trimmed(rough(2, 64, 128), TrimParameters((kind,), seed=5), 0.01)
    bent = normals(surface.height)
    moved = normals(np.roll(surface.height, 31, axis=1))
    np.testing.assert_allclose(np.roll(bent, 31, axis=1), moved, atol=1e-6)


def test_usual_strips_are_parts_in_powers_of_two() -> None:
    assert np.diff(TrimParameters().borders(1024)).tolist() == [round(32 * height) for height in USUAL_HEIGHTS]
    assert sum(USUAL_HEIGHTS) == 32.0
    assert len(USUAL_HEIGHTS) == len(USUAL_KINDS)


def test_heights_are_as_given() -> None:
    asked = TrimParameters(("plain", "boards", "plain"), (1.0, 2.0, 1.0))
    assert asked.borders(256) == [0, 64, 192, 256]
    assert asked.names == ("plain_1", "boards", "plain_2")


@pytest.mark.parametrize("kind", sorted(set(TRIM_KINDS) - {"plain"}))
def test_kinds_have_a_relief_of_their_own(kind: str) -> None:
    flat = replace(rough(3, 64, 128), height=np.zeros((64, 128), np.float32))
    plain, _ = trimmed(flat, TrimParameters(("plain",)), 0.01)
    other, _ = trimmed(flat, TrimParameters((kind,)), 0.01)
    assert np.abs(other.height - plain.height)[8:-8].max() > 1.0


def test_wear_bares_edges_and_nothing_else() -> None:
    surface = replace(
        rough(3, 128, 128),
        albedo=np.full((128, 128, 3), 0.3, np.float32),
        height=np.zeros((128, 128), np.float32),
        roughness=np.full((128, 128), 0.6, np.float32),
    )
    new, _ = trimmed(surface, TrimParameters(("plain", "plain"), wear=0.0), 0.01)
    worn, _ = trimmed(surface, TrimParameters(("plain", "plain"), wear=1.0), 0.01)
    changed = np.abs(worn.albedo - new.albedo).max(axis=-1) > 0.02
    assert 0.01 < changed.mean() < 0.4
    assert not changed[30:34].any(), "the middle of a strip is no edge"


@pytest.mark.parametrize(
    ("asked", "rows", "named"),
    [
        (TrimParameters(("gold",)), 128, ["kinds[0]"]),
        (TrimParameters(("plain",) * 17), 1024, ["kinds"]),
        (TrimParameters(("plain", "boards"), (1.0,)), 128, ["heights"]),
        (TrimParameters(("plain", "boards"), (1.0, -1.0)), 128, ["heights[1]"]),
        (TrimParameters(("plain", "boards"), (1.0, 60.0)), 128, ["heights"]),
        (TrimParameters(), 64, ["kinds"]),
        (TrimParameters(bevel=0.5, wear=2.0), 256, ["bevel", "wear"]),
    ],
)
def test_what_cannot_be_is_named(asked: TrimParameters, rows: int, named: list[str]) -> None:
    assert [wrong.field for wrong in trim_violations(asked, rows)] == named


def test_a_request_for_one_is_made_again_from_its_recipe() -> None:
    asked = TextureParameters(
        width_px=96,
        height_px=128,
        seed=9,
        material="planks",
        model="noise",
        trim={"kinds": ("boards", "rivets"), "heights": (3.0, 1.0), "wear": 0.7},
        weather={"dirt": 0.3},
    )
    store = ModelStore(threads=1)
    made, again = generate(asked, store), generate(asked, store)
    said = made.recipe.request["trim"]
    assert isinstance(said, dict)
    assert (said["kinds"], said["heights"], said["seed"]) == (["boards", "rivets"], [3.0, 1.0], "9")
    assert said["wear"] == pytest.approx(0.7)
    assert [region.name for region in made.regions] == ["boards", "rivets"]
    assert min(region.height_px for region in made.regions) >= LEAST_ROWS
    np.testing.assert_array_equal(made.surface.albedo, again.surface.albedo)
    assert set(made.masks) == {"dirt"}
