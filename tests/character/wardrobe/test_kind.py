"""Options and colours of what can be worn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.character.body.basis import packaged_basis
from procgen.character.wardrobe.accessories import KINDS as ACCESSORIES
from procgen.character.wardrobe.garments import KINDS, build
from procgen.character.wardrobe.kind import REGIONS, SETTINGS, Shop, choice, complete_options, number
from procgen.errors import InvalidFields


@given(st.floats())
def test_numbers_are_accepted_in_their_range_only(value):
    option = number("length", "…", 0.5, 0.25, 0.75)
    assert option.accepts(value) == (0.25 <= value <= 0.75)


def test_words_and_truth_values_are_no_numbers():
    assert not number("length", "…", 0.5).accepts("0.5")
    assert not number("length", "…", 0.5).accepts(True)
    assert choice("neck", "…", "crew", "v").accepts("v")
    assert not choice("neck", "…", "crew", "v").accepts(0.5)


def test_all_bad_options_are_named():
    with pytest.raises(InvalidFields) as caught:
        complete_options(KINDS["tshirt"], {"sleeve": 7.0, "neck": "polo", "wings": 1.0})
    assert [violation.field for violation in caught.value.violations] == [
        "tshirt.neck",
        "tshirt.sleeve",
        "tshirt.wings",
    ]


@pytest.mark.parametrize(
    "colours",
    [{"sleeves": (0.1, 0.2, 0.3)}, {"tshirt": (0.1, 0.2, 1.3)}, {"tshirt": (0.1, 0.2)}, {"tshirt": (np.nan,) * 3}],
)
def test_bad_colours_are_refused(colours):
    with pytest.raises(InvalidFields):
        build("tshirt", {}, colours, packaged_basis())


def test_cloth_can_be_woven_and_patterned_without_another_mesh():
    plain, woven = (
        build("tunic", options, {}, packaged_basis()) for options in ({}, {"weave": "wool", "pattern": "dots"})
    )
    assert woven is plain
    assert "pattern" in KINDS["tunic"].colours
    assert KINDS["parka"].choices["weave"].default == "plain"
    assert KINDS["fur_coat"].choices["weave"].default == "fur"
    with pytest.raises(InvalidFields) as error:
        complete_options(KINDS["breastplate"], {"pattern": "dots"})
    assert "breastplate.pattern" in str(error.value)
    with pytest.raises(InvalidFields):
        complete_options(KINDS["tunic"], {"pattern": "polka"})


def test_no_such_garment():
    with pytest.raises(InvalidFields, match="toga"):
        build("toga", {}, {}, packaged_basis())


def test_colours_share_the_mesh():
    basis = packaged_basis()
    red = build("tshirt", {}, {"tshirt": (1.0, 0.0, 0.0)}, basis)
    plain = build("tshirt", {}, {}, basis)
    assert red.triangles is plain.triangles
    assert red.slots[0].colour == (1.0, 0.0, 0.0) != plain.slots[0].colour
    assert build("tshirt", {}, {}, basis).lift is plain.lift


def test_a_shop_keeps_what_was_asked_for_last():
    shop, basis = Shop({"belt": ACCESSORIES["belt"]}, 2), packaged_basis()

    def mesh(clearance):
        return shop.build("belt", {"clearance": clearance}, {}, basis).triangles

    first, second = mesh(0.01), mesh(0.015)
    assert mesh(0.01) is first
    mesh(0.02)  # for which the second goes: the first was asked for after it
    assert mesh(0.01) is first
    assert mesh(0.015) is not second


def test_every_setting_has_its_garments():
    for setting in SETTINGS:
        assert sum(setting in kind.settings for kind in KINDS.values()) >= 4
    for name, kind in KINDS.items():
        assert kind.name == name
        assert set(kind.settings) <= set(SETTINGS)
        assert kind.covers <= set(REGIONS)
        assert all(option.accepts(option.default) for option in kind.options.values())
