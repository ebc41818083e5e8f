"""From parameters to a material, with the generators that need no weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from procgen.runtime.store import ModelStore
from procgen.texture.classical.torus import luminance
from procgen.texture.controls import Exemplar, MaterialMix
from procgen.texture.generate import Callbacks, generate, small_scale, texture_models
from procgen.texture.laying import laid_out, part_of
from procgen.texture.layout import LayoutParameters
from procgen.texture.layout.parameters import ROW_GROUP
from procgen.texture.material import Material, Surface
from procgen.texture.mixing import blended, share_map, zoomed
from procgen.texture.parameters import TextureParameters
from procgen.texture.sizes import scale_of


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore(threads=1)


def made(store: ModelStore, callbacks: Callbacks | None = None, **fields: Any) -> Material:
    asked = {"width_px": 64, "height_px": 64, "material": "rock", "model": "noise", "seed": 3, **fields}
    return generate(TextureParameters(**asked), store, callbacks)


def equal(one: Surface, other: Surface) -> bool:
    names = ("albedo", "height", "roughness", "metallic")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def photo(seed: int = 0) -> Exemplar:
    return Exemplar(np.random.default_rng(seed).random((90, 120, 3), np.float32), f"{seed:064x}")


def test_all_generators_can_be_asked_for(store: ModelStore) -> None:
    assert set(texture_models(store)) >= {"noise", "quilting", "random-phase"}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"width_px": 96, "height_px": 160, "weather": {"moss": 0.5, "snow": 0.2}, "look": {"hue_deg": 40.0}},
        {"model": "quilting", "exemplar": photo()},
        {"model": "random-phase", "exemplar": photo(), "material": ""},
        {"mix": MaterialMix("moss", 4, 0.5), "quarter_turns": 1, "mirrored": True},
        {"variant": 2},
        {"decal": {"kind": "cracks"}},
        {"width_px": 32, "height_px": 4096, "material": "bark"},
        {"width_px": 128, "height_px": 128, "detail": 8, "model": "quilting", "exemplar": photo()},
    ],
)
def test_the_same_request_has_the_same_maps(store: ModelStore, fields: dict[str, Any]) -> None:
    one, other = made(store, **fields), made(ModelStore(threads=2), **fields)
    assert one.recipe == other.recipe
    assert equal(one.surface, other.surface)
    rows, columns = one.surface.shape
    assert (columns, rows) == (fields.get("width_px", 64), fields.get("height_px", 64))
    for name in ("albedo", "roughness", "metallic"):
        values = getattr(one.surface, name)
        assert values.dtype == np.float32
        assert values.min() >= 0.0
        assert values.max() <= 1.0
    assert np.isfinite(one.surface.height).all()


def test_turning_moves_pixels_and_nothing_else(store: ModelStore) -> None:
    plain = made(store, width_px=64, height_px=96)
    turned = made(store, width_px=96, height_px=64, quarter_turns=1, mirrored=True)
    assert np.array_equal(np.rot90(plain.surface.albedo[:, ::-1]), turned.surface.albedo)


def test_weather_comes_after_turning(store: ModelStore) -> None:
    masks = made(store, weather={"snow": 0.4}, quarter_turns=2).masks
    assert set(masks) == {"snow"}
    assert masks["snow"].shape == (64, 64)


def test_a_style_seed_makes_pieces_of_one_material(store: ModelStore) -> None:
    pieces = [made(store, width_px=128, height_px=128, seed=seed, style_seed=5) for seed in (1, 2)]
    others = [made(store, width_px=128, height_px=128, seed=seed) for seed in (1, 8)]
    tones = [[float(luminance(each.surface.albedo).mean()) for each in pair] for pair in (pieces, others)]
    assert not equal(pieces[0].surface, pieces[1].surface)
    assert abs(tones[0][0] - tones[0][1]) < abs(tones[1][0] - tones[1][1])


def test_the_first_report_of_a_large_tile_is_small(store: ModelStore) -> None:
    reports: list[tuple[str, float, tuple[int, int] | None]] = []

    def report(stage: str, share: float, surface: Any) -> None:
        reports.append((stage, share, None if surface is None else surface().shape))

    made(store, Callbacks(report), width_px=512, height_px=256)
    shapes = [shape for _, _, shape in reports if shape is not None]
    assert shapes[0] == (64, 128)
    assert shapes[-1] == (256, 512)
    shares = [share for _, share, _ in reports]
    assert shares == sorted(shares)


def test_work_stops_where_it_is_told_to(store: ModelStore) -> None:
    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    with pytest.raises(Stop):
        made(store, Callbacks(checkpoint=stop))


def test_variants_share_their_border(store: ModelStore) -> None:
    tile, *others = (made(store, width_px=128, height_px=128, variant=number).surface for number in range(3))
    for other in others:
        for name in ("albedo", "height"):
            one, two = getattr(tile, name), getattr(other, name)
            assert np.array_equal(one[:4], two[:4])
            assert np.array_equal(one[:, -4:], two[:, -4:])
        assert not np.allclose(tile.albedo[48:80, 48:80], other.albedo[48:80, 48:80], atol=0.02)


def test_shares_of_a_mask_are_where_they_were_drawn() -> None:
    mask = np.array([[0, 255], [0, 255]], np.uint8)
    share = share_map(mask, 1.0, 64, 64)
    assert share[:, 8:24].mean() < 0.1
    assert share[:, 40:56].mean() > 0.9
    assert np.abs(np.roll(share, 1, 1) - share).max() < 0.2, "it is smooth, over the edge too"
    assert share_map(None, 0.25, 64, 64) == np.float32(0.25)


def test_a_mixture_ends_in_either_surface(store: ModelStore) -> None:
    one, other = made(store).surface, made(store, material="sand").surface
    assert np.allclose(blended(one, other, np.zeros((1, 1), np.float32)).albedo, one.albedo, atol=1e-6)
    assert np.allclose(blended(one, other, np.ones((1, 1), np.float32)).albedo, other.albedo, atol=1e-6)


def test_zooming_keeps_slopes_and_edges(store: ModelStore) -> None:
    surface = made(store).surface
    large = zoomed(surface, 2, lambda: None)
    assert large.shape == (128, 128)
    steps = np.abs(np.roll(large.height, -1, 1) - large.height)
    assert abs(float(steps.mean()) / float(np.abs(np.roll(surface.height, -1, 1) - surface.height).mean()) - 1.0) < 0.25
    assert steps[:, -1].mean() < 2.0 * steps.mean(), "it continues at its edge"


USUAL = LayoutParameters("running", columns=4, rows=8, joint=0.08)


def test_layouts_keep_the_size_of_pieces_and_what_is_said() -> None:
    scale = scale_of(1024, 512, 4)  # a base of 256 x 128
    layout = laid_out(USUAL, {}, scale)
    assert layout is not None
    assert (layout.bond, layout.columns, layout.rows) == ("running", 8, 8)
    half = laid_out(USUAL, {"piece_size": 0.5}, scale)
    assert half is not None
    assert (half.columns, half.rows) == (16, 16)
    said = laid_out(USUAL, {"bond": "grid", "rows": 3, "joint": 0.2}, scale)
    assert said is not None
    assert (said.bond, said.rows, said.joint) == ("grid", 3, float(np.float32(0.2)))
    assert laid_out(None, {}, scale) is None
    again = laid_out(None, {name: getattr(half, name) for name in half.__slots__}, scale)
    assert again == half, "a recipe says all of it"


@pytest.mark.parametrize("bond", ["hexagon", "cobble", "diamond", "herringbone", "basket", "flagstones"])
def test_pieces_that_are_as_wide_as_high_are_so_unless_counts_are_said(bond: str) -> None:
    scale = scale_of(512, 512, 4)  # a base of 128 x 128
    layout = laid_out(USUAL, {"bond": bond}, scale)
    assert layout is not None
    assert 0.8 <= layout.columns / layout.rows <= 1.25
    assert layout.rows % ROW_GROUP.get(bond, 1) == 0


def test_a_part_of_a_layout_fits_its_bond() -> None:
    whole = scale_of(1024, 1024, 1)
    part = part_of(LayoutParameters("third", columns=30, rows=33), whole, small_scale(whole))
    assert (part.columns, part.rows) == (4, 3)
