"""Baked skin: what parameters do and do not change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.skin import Scar, SkinParameters, SkinTextures, Tattoo, bake_skin, base_colour, violations
from procgen.character.skin.layout import standard_body, texel_map, triangles_of
from procgen.character.skin.parameters import (
    RANGES,
    SCAR_KINDS,
    SCAR_PLACES,
    TATTOO_MOTIFS,
    TATTOO_PLACES,
    WAR_PAINTS,
)
from procgen.character.skin.regions import regions
from procgen.errors import InvalidFields

SIZE = 512
PLAIN = SkinParameters(seed=3, melanin=0.3, moles=0)
# Breast tips and groin, (x, y, z) and radius in metres on the standard body.
PRIVATE = [((0.0699, 1.2094, 0.1519), 0.035), ((-0.0699, 1.2094, 0.1519), 0.035), ((0.0, 0.80, 0.03), 0.06)]


def at(texture: np.ndarray, field: str, above: float = 0.8) -> np.ndarray:
    """Values of a texture where a region's field is strong."""
    texels = texel_map(SIZE)
    chosen = (regions(SIZE).field(field) > above) & texels.inside
    assert chosen.any()
    return texture.reshape(-1, 3)[texels.index[chosen]].astype(float)


def changed(one: SkinTextures, two: SkinTextures) -> np.ndarray:
    """(N,) which of the body's texels differ in albedo by more than a level."""
    texels = texel_map(SIZE)
    step = np.abs(one.albedo.astype(int) - two.albedo).max(axis=2).ravel()[texels.index]
    return (step > 1) & texels.inside


def test_same_parameters_same_bytes_on_any_thread() -> None:
    ask = SkinParameters(
        seed=9, freckles=0.5, wrinkles=0.8, age_spots=0.5, tattoos=(Tattoo("runes", "left_arm"),), scars=(Scar("chin"),)
    )
    first = bake_skin.__wrapped__(ask, SIZE)
    with ThreadPoolExecutor(2) as pool:
        for again in pool.map(lambda _: bake_skin.__wrapped__(ask, SIZE), range(2)):
            for name in ("albedo", "normal", "orm"):
                np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    other = bake_skin(replace(ask, seed=10), SIZE)
    assert not np.array_equal(other.albedo, first.albedo)


def test_shapes_and_cache() -> None:
    skin = bake_skin(PLAIN, SIZE)
    assert skin is bake_skin(PLAIN, SIZE)
    for texture in (skin.albedo, skin.normal, skin.orm):
        assert texture.shape == (SIZE, SIZE, 3)
        assert texture.dtype == np.uint8
        assert not texture.flags.writeable
    assert (skin.orm[..., 2] == 0).all()
    vectors = skin.normal.reshape(-1, 3)[texel_map(SIZE).index] / 127.0 - 128 / 127
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=0.03)
    assert (vectors[:, 2] > 0).all()


def test_base_colour_is_the_mean_of_the_bake() -> None:
    for melanin in (0.1, 0.5, 0.9):
        ask = replace(PLAIN, melanin=melanin)
        texels = texel_map(SIZE)
        mean = bake_skin(ask, SIZE).albedo.reshape(-1, 3)[texels.index[texels.inside]].mean(axis=0)
        np.testing.assert_allclose(np.array(base_colour(ask)) * 255, mean, atol=14)


def _seams() -> tuple[np.ndarray, np.ndarray]:
    """UV places (K, 2, 2) of the edges that lie on two islands, seen from each."""
    basis = standard_body().basis
    corners, places = triangles_of(basis)
    edges = np.concatenate([corners[:, [a, b]] for a, b in ((0, 1), (1, 2), (2, 0))])
    ends = np.concatenate([places[:, [a, b]] for a, b in ((0, 1), (1, 2), (2, 0))])
    turned = edges[:, 0] > edges[:, 1]
    edges[turned], ends[turned] = edges[turned][:, ::-1], ends[turned][:, ::-1]
    order = np.lexsort((edges[:, 1], edges[:, 0]))
    edges, ends = edges[order], ends[order]
    pair = np.flatnonzero((edges[1:] == edges[:-1]).all(axis=1) & (ends[1:] != ends[:-1]).any(axis=1))
    return basis.uv[ends[pair]], basis.uv[ends[pair + 1]]


def _sample(texture: np.ndarray, uv: np.ndarray) -> np.ndarray:
    x = np.clip(uv[:, 0] * SIZE - 0.5, 0, SIZE - 1.001)
    y = np.clip((1 - uv[:, 1]) * SIZE - 0.5, 0, SIZE - 1.001)
    column, row, values = x.astype(int), y.astype(int), texture.astype(float)
    right, down = (x - column)[:, None], (y - row)[:, None]
    above = values[row, column] * (1 - right) + values[row, column + 1] * right
    return above * (1 - down) + (values[row + 1, column] * (1 - right) + values[row + 1, column + 1] * right) * down


@pytest.mark.parametrize("ask", [PLAIN, replace(PLAIN, dirt=0.8, sunburn=1.0, scalp_stubble=1.0, mottling=0.8)])
def test_colour_is_equal_on_both_sides_of_a_seam(ask: SkinParameters) -> None:
    albedo = bake_skin(ask, SIZE).albedo
    one, two = _seams()
    assert len(one) > 1000
    here, there = (_sample(albedo, places.mean(axis=1)) for places in (one, two))
    across = np.abs(here - there).mean()
    elsewhere = np.abs(here - np.roll(there, len(there) // 2, axis=0)).mean()
    assert across < 5
    assert across < 0.4 * elsewhere


def test_pigments_darken_and_redden() -> None:
    light, dark = (bake_skin(replace(PLAIN, melanin=m), SIZE).albedo for m in (0.1, 0.9))
    assert at(light, "freckles", 0.5).mean() > at(dark, "freckles", 0.5).mean() + 60
    palm, back = at(dark, "palm"), at(dark, "beard")
    assert palm.mean() > back.mean() + 25, "palms stay light on dark skin"
    lips, cheeks = at(bake_skin(PLAIN, SIZE).albedo, "lips"), at(bake_skin(PLAIN, SIZE).albedo, "freckles", 0.5)
    assert lips[:, 0].mean() / lips[:, 1].mean() > cheeks[:, 0].mean() / cheeks[:, 1].mean() + 0.1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"lipstick": 1.0, "lipstick_colour": (0.5, 0.0, 0.1)}, "lips"),
        ({"eyeshadow": 1.0}, "eyeshadow"),
        ({"eyeliner": 1.0}, "eyeliner"),
        ({"blush": 1.0}, "blush"),
        ({"nail_polish": 1.0}, "nails"),
        ({"beard_stubble": 1.0}, "beard"),
        ({"scalp_stubble": 1.0}, "scalp"),
        ({"sunburn": 1.0}, "sun"),
        ({"under_eyes": 1.0}, "under_eye"),
        ({"dirt": 0.4}, "dirt"),
        ({"war_paint": "half"}, "paint"),
    ],
)
def test_each_colour_stays_in_its_region(said: dict[str, object], field: str) -> None:
    plain = replace(PLAIN, under_eyes=0.0)
    difference = changed(bake_skin(plain, SIZE), bake_skin(replace(plain, **said), SIZE))  # type: ignore[arg-type]
    assert difference.any()
    assert (regions(SIZE).field(field)[difference] > 0).all()


def test_freckles_moles_and_age_spots_only_darken_and_stay_off_lips() -> None:
    texels = texel_map(SIZE)
    for said in ({"freckles": 1.0}, {"moles": 40}, {"age_spots": 1.0}):
        plain, marked = bake_skin(PLAIN, SIZE), bake_skin(replace(PLAIN, **said), SIZE)  # type: ignore[arg-type]
        difference = changed(plain, marked)
        assert 20 < difference.sum() < 0.15 * texels.inside.sum()
        before, after = (t.albedo.reshape(-1, 3)[texels.index[difference]].astype(int) for t in (plain, marked))
        assert (after.sum(axis=1) < before.sum(axis=1)).mean() > 0.98
        assert (regions(SIZE).field("lips")[difference] < 0.95).all()


def test_wrinkles_and_pores_shape_the_normals_and_smoothness_flattens_them() -> None:
    texels = texel_map(SIZE)

    def bumps(ask: SkinParameters) -> float:
        return float(np.abs(bake_skin(ask, SIZE).normal.reshape(-1, 3)[texels.index, :2].astype(float) - 128).mean())

    assert bumps(replace(PLAIN, wrinkles=1.0)) > 1.3 * bumps(replace(PLAIN, wrinkles=0.0))
    assert bumps(replace(PLAIN, pores=1.0)) > 1.3 * bumps(replace(PLAIN, pores=0.0))
    flat = bake_skin(replace(PLAIN, wrinkles=1.0, smoothness=1.0), SIZE).normal
    assert np.abs(flat.reshape(-1, 3)[texels.index, :2].astype(int) - 128).max() == 0


@pytest.mark.parametrize("place", SCAR_PLACES)
def test_every_scar_lies_near_its_place_and_is_as_long_as_asked(place: str) -> None:
    texels = texel_map(SIZE)
    for kind in SCAR_KINDS:
        marked = bake_skin.__wrapped__(replace(PLAIN, scars=(Scar(place, 60.0, kind, 0.0),)), SIZE)
        difference = changed(bake_skin(PLAIN, SIZE), marked)
        assert difference.sum() >= 4, kind
        extent = np.ptp(texels.position[difference], axis=0)
        assert 0.02 < np.linalg.norm(extent) < 0.12, kind
        middle = texels.position[difference].mean(axis=0)
        if place.startswith(("left", "right")):
            assert (middle[0] > 0) == place.startswith("left")


@pytest.mark.parametrize("place", TATTOO_PLACES)
@pytest.mark.parametrize("motif", TATTOO_MOTIFS)
def test_every_tattoo_shows_and_stays_on_its_side(motif: str, place: str) -> None:
    texels = texel_map(SIZE)
    inked = bake_skin.__wrapped__(replace(PLAIN, tattoos=(Tattoo(motif, place),)), SIZE)
    difference = changed(bake_skin(PLAIN, SIZE), inked)
    assert difference.sum() > 60
    x = texels.position[difference, 0]
    if place.startswith("left"):
        assert x.min() > 0
    elif place.startswith("right"):
        assert x.max() < 0
    elif place in ("chest", "back"):
        side = texels.normal[difference, 2]
        assert (side > 0).all() if place == "chest" else (side < 0).all()


@pytest.mark.parametrize("paint", [name for name in WAR_PAINTS if name != "none"])
def test_war_paint_stays_on_the_face(paint: str) -> None:
    texels = texel_map(SIZE)
    difference = changed(bake_skin(PLAIN, SIZE), bake_skin(replace(PLAIN, war_paint=paint), SIZE))
    assert difference.sum() > 30
    assert texels.position[difference, 1].min() > 1.43
    assert (regions(SIZE).field("mouth")[difference] < 0.99).all()


def test_nothing_private_is_painted() -> None:
    """Breast tips and groin look like the skin around them: what is not mottling there changes slowly."""
    texels, where = texel_map(SIZE), regions(SIZE)
    for centre, radius in PRIVATE:
        nearest = np.linalg.norm(texels.position - np.array(centre, np.float32), axis=1).argmin()
        distance = np.linalg.norm(texels.position - texels.position[nearest], axis=1)
        core, ring = distance < radius / 2, (distance > radius) & (distance < 1.6 * radius)
        assert core.sum() > 10
        shade = 1 - where.field("occlusion")
        for change in (where.melanin, where.blood - 0.45 * shade):
            assert abs(float(change[core & texels.inside].mean() - change[ring & texels.inside].mean())) < 0.05


def test_all_bad_fields_are_named() -> None:
    bad = SkinParameters(
        melanin=1.5,
        freckles=float("nan"),
        moles=99,
        lipstick_colour=(0.1, 2.0, 0.3),
        war_paint="clown",
        scars=(Scar("elbow", 1.0, "bite", 2.0),),
        tattoos=(Tattoo("rose", "nose", (0.1, 0.2, float("inf")), -1.0),),
    )
    wanted = [
        "melanin", "freckles", "moles", "lipstick_colour", "war_paint", "scars[0].place", "scars[0].length_mm",
        "scars[0].kind", "scars[0].age", "tattoos[0].motif", "tattoos[0].place", "tattoos[0].colour",
        "tattoos[0].strength",
    ]  # fmt: skip
    assert [each.field for each in violations(bad)] == wanted
    with pytest.raises(InvalidFields) as caught:
        bake_skin(bad, 300)
    assert [each.field for each in caught.value.violations] == [*wanted, "size"]


def test_ranges_know_every_number_and_its_default() -> None:
    numbers = {each.name: each.default for each in fields(SkinParameters) if isinstance(each.default, int | float)}
    assert set(numbers) == set(RANGES)
    for name, default in numbers.items():
        assert RANGES[name].default == default
        assert RANGES[name].allows(default)


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_any_allowed_request_bakes(data: st.DataObject) -> None:
    numbers = {
        name: data.draw(
            st.integers(int(r.minimum), int(r.maximum)) if r.whole else st.floats(r.minimum, r.maximum), label=name
        )
        for name, r in RANGES.items()
    }
    scars = data.draw(
        st.lists(
            st.builds(
                Scar, st.sampled_from(SCAR_PLACES), st.floats(5, 200), st.sampled_from(SCAR_KINDS), st.floats(0, 1)
            ),
            max_size=2,
        )
    )
    paint = data.draw(st.sampled_from(WAR_PAINTS))
    ask = SkinParameters(**numbers, scars=tuple(scars), war_paint=paint)  # type: ignore[arg-type]
    assert violations(ask) == []
    skin = bake_skin.__wrapped__(ask, SIZE)
    inside = skin.albedo.reshape(-1, 3)[texel_map(SIZE).index[texel_map(SIZE).inside]]
    assert inside.mean() > 10
    assert inside.std() > 1
