"""Skin colours come from pigments and agree with published skin."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.character.skin.reflectance import (
    Pigments,
    blood_fraction,
    cie_lab,
    decode_srgb,
    encode_srgb,
    individual_typology_angle,
    linear_colour,
    melanin_for_angle,
    melanosome_fraction,
)

# Mean colours of MakeHuman's CC0 skins, sRGB bytes, from light to dark.
TONES = [
    (212, 155, 130),
    (199, 145, 121),
    (190, 137, 113),
    (194, 145, 116),
    (191, 135, 106),
    (174, 100, 67),
    (98, 46, 24),
    (92, 50, 31),
]
shares = st.floats(0, 1)
undertones = st.floats(-1, 1)


def colour(melanin: float, haemoglobin: float, undertone: float = 0.0) -> np.ndarray:
    return linear_colour(melanosome_fraction(melanin), blood_fraction(haemoglobin), undertone)


@pytest.mark.parametrize("tone", TONES)
def test_every_published_tone_is_near_some_skin(tone: tuple[int, int, int]) -> None:
    grid = [
        colour(m, h, u)
        for m in np.linspace(0, 1, 26)
        for h in np.linspace(0, 1, 9)
        for u in (-1.0, -0.5, 0.0, 0.5, 1.0)
    ]
    wanted = cie_lab(decode_srgb(np.array(tone) / 255.0))
    assert np.linalg.norm(cie_lab(np.array(grid)) - wanted, axis=1).min() < 4.5


@given(shares, shares, undertones, st.floats(0.01, 0.5))
def test_more_melanin_is_darker(melanin: float, haemoglobin: float, undertone: float, more: float) -> None:
    if melanin + more <= 1:
        before, after = (cie_lab(colour(m, haemoglobin, undertone)) for m in (melanin, melanin + more))
        assert after[0] < before[0]


@given(st.floats(0, 0.6), st.floats(0, 0.7), undertones)
def test_more_blood_is_redder(melanin: float, haemoglobin: float, undertone: float) -> None:
    assert (
        cie_lab(colour(melanin, haemoglobin + 0.3, undertone))[1] > cie_lab(colour(melanin, haemoglobin, undertone))[1]
    )


@given(st.floats(0.05, 0.95), shares, undertones)
def test_the_typology_angle_gives_the_melanin_back(melanin: float, haemoglobin: float, undertone: float) -> None:
    angle = individual_typology_angle(colour(melanin, haemoglobin, undertone))
    again = melanin_for_angle(angle, haemoglobin, undertone)
    assert individual_typology_angle(colour(again, haemoglobin, undertone)) == pytest.approx(angle, abs=0.05)


@given(st.floats(0, 1))
def test_srgb_there_and_back(value: float) -> None:
    assert float(decode_srgb(encode_srgb(value))) == pytest.approx(value, abs=1e-6)


@given(shares, shares, undertones)
def test_the_linear_form_keeps_the_base_and_follows_small_changes(
    melanin: float, blood: float, undertone: float
) -> None:
    pigments = Pigments.at(melanin, blood, undertone)
    exact = encode_srgb(colour(melanin, blood, undertone))
    np.testing.assert_allclose(pigments.srgb(), exact, atol=1e-5)
    changed = linear_colour(1.2 * melanosome_fraction(melanin), 1.2 * blood_fraction(blood), undertone)
    np.testing.assert_allclose(pigments.srgb(0.2, 0.2), encode_srgb(changed), atol=0.02)
