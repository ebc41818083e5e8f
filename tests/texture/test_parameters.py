"""What can be asked for: all that is wrong is named, and what is not said is filled in."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.texture.classes import CLASSES
from procgen.texture.controls import Exemplar, MaterialMix, StyleVariation
from procgen.texture.parameters import (
    COMPOSED,
    NOISE,
    QUILTING,
    SCAN,
    STRUCTURED,
    ResolvedTexture,
    TextureParameters,
    resolve,
    usual_bond,
    violations,
)
from procgen.texture.scan.bank import Bank, packaged_bank
from procgen.texture.structures import STRUCTURES

MODELS = ("gan", "scan", "composed", "noise", "quilting", "random-phase")
PHOTO = Exemplar(np.full((64, 64, 3), 0.5, np.float32), "0" * 64)


def parameters(**fields: Any) -> TextureParameters:
    return TextureParameters(**{"width_px": 256, "height_px": 256, "material": "brick", **fields})


def resolved(**fields: Any) -> ResolvedTexture:
    return resolve(parameters(**fields), MODELS)


def wrong(**fields: Any) -> set[str]:
    return {violation.field for violation in violations(parameters(**fields), MODELS)}


def test_all_that_is_wrong_is_named_at_once() -> None:
    found = wrong(
        width_px=31,
        height_px=10**6,
        seed=-1,
        model="gpt",
        material="dragon",
        metres_per_tile=math.nan,
        mix=MaterialMix("x", share=math.inf),
        variation=StyleVariation(0, -1.0),
        look={"contrast": 99.0},
        weather={"moss": 2.0},
        quarter_turns=5,
        decal={"kind": "x"},
    )
    assert found == {
        "width_px",
        "height_px",
        "seed",
        "model",
        "material",
        "metres_per_tile",
        "mix.material",
        "mix.share",
        "variation.strength",
        "look.contrast",
        "weather.moss",
        "quarter_turns",
        "decal.kind",
    }
    with pytest.raises(InvalidFields):
        resolved(width_px=31)


def test_defaults_follow_from_size_and_class() -> None:
    texture = resolved(width_px=1024, height_px=512, seed=9)
    assert (texture.model, texture.style_seed, texture.scale) == ("composed", 9, 4)
    assert texture.metres_per_tile == 4.0, "two pieces of two metres"
    assert resolved(width_px=1024, height_px=1024).metres_per_tile == 2.0, "scans are as fine as that"
    assert resolved(width_px=1024, height_px=1024, model="gan").metres_per_tile == 4.0
    assert resolved(detail=1).metres_per_tile == 4.0
    assert resolved(metres_per_tile=0.5).scale == 8, "smaller than the networks go: resampled"


def test_scans_lie_as_they_were_found_unless_a_layout_is_said() -> None:
    assert resolved().layout is None
    assert resolved(layout={"bond": "herringbone"}).layout == {"bond": "herringbone"}
    assert resolved(layout={"bond": "herringbone"}).model == "composed"
    assert resolved(layout={"bond": "hexagon", "columns": 3}).model == "gan"
    assert wrong(model="composed", layout={"bond": "hexagon", "columns": 3}) == {"layout"}
    assert wrong(model="composed", layout={"bond": "grid"}, exemplar=PHOTO) == {"layout"}
    assert wrong(model="scan", material="ice") == {"material"}


def test_explicit_fields_win_over_the_text() -> None:
    texture = resolved(material="", text="very mossy red rock")
    assert texture.material == "rock"
    assert texture.weather.moss > 0.5
    assert texture.look.palette
    texture = resolved(
        material="sand", text="very mossy red rock", weather={"moss": 0.0, "snow": 0.5}, look={"palette": ()}
    )
    assert texture.material == "sand"
    assert (texture.weather.moss, texture.weather.snow) == (0.0, 0.5)
    assert not texture.look.palette
    assert wrong(material="", text="blue") == {"text"}


def test_the_text_says_layouts_only_where_pieces_are_laid() -> None:
    assert resolved(text="herringbone brick").layout == {"bond": "herringbone"}
    assert resolved(model="noise", text="herringbone brick").layout is None
    assert resolved(text="herringbone brick", layout={"bond": "grid"}).layout == {"bond": "grid"}
    assert resolved(text="herringbone brick", layout=None).layout is None
    assert resolved(material="", text="sand with wide joints", model="gan").layout == {}


def test_asked_for_nothing_a_class_is_drawn_that_all_else_goes_with() -> None:
    drawn = [resolved(material="", seed=seed).material for seed in range(40)]
    assert len(set(drawn)) > 15
    assert set(drawn) <= {*packaged_bank().classes, *STRUCTURES}
    assert drawn == [resolved(material="", seed=seed).material for seed in range(40)]
    assert len({resolved(material="", seed=seed, style_seed=3).material for seed in range(9)}) == 1
    for seed in range(9):
        assert usual_bond(resolved(material="", seed=seed, layout={"joint": 0.2}).material)
        assert CLASSES[resolved(material="", seed=seed, metres_per_tile=0.1).material].metres <= 1.0
    assert wrong(material="", metres_per_tile=9999.0) == {"metres_per_tile"}
    assert wrong(material="", text="blue") == {"text"}, "words are not passed over"


def test_wallpaper_is_printed_unless_it_is_a_users_or_pieces_are_said() -> None:
    assert resolved(material="wallpaper").model == STRUCTURED
    assert resolved(material="wallpaper", synthesis={"coherence": 0.8}).model == COMPOSED
    assert resolved(material="wallpaper", variation=StyleVariation(5, 0.3)).model == COMPOSED
    assert resolved(material="wallpaper", model=SCAN).model == SCAN
    entry = packaged_bank().own("wallpaper")[0]
    own = Bank([replace(entry, origin=replace(entry.origin, sha256="0" * 64))])
    assert resolve(parameters(material="wallpaper"), MODELS, own).model == COMPOSED


def test_an_exemplar_needs_no_class_but_a_generator_that_follows_it() -> None:
    assert resolved(material="", exemplar=PHOTO).model == SCAN
    assert resolved(exemplar=PHOTO, layout={"joint": 0.2}).model == "gan"
    without_networks = resolve(parameters(material="", exemplar=PHOTO), (SCAN, NOISE, QUILTING))
    assert without_networks.model == SCAN
    assert wrong(model="noise", exemplar=PHOTO) == {"exemplar"}
    assert wrong(model="quilting") == {"exemplar"}


def test_numbers_are_those_that_the_wire_carries() -> None:
    texture = resolved(look={"contrast": 1.1, "palette": ((0.1234, 0.5, 1.0),)}, weather={"moss": 0.3})
    assert texture.look.contrast == float(np.float32(1.1))
    assert texture.weather.moss == float(np.float32(0.3))
    assert texture.look.palette == ((31 / 255.0, 128 / 255.0, 1.0),)


def test_what_changes_nothing_is_left_out() -> None:
    assert resolved(mix=MaterialMix("moss", share=0.0)).mix is None
    assert resolved(variation=StyleVariation(4, 0.0)).variation is None
    mix = resolved(mix=MaterialMix(style_seed=3)).mix
    assert mix is not None
    assert (mix.material, mix.style_seed) == ("brick", 3)


def test_layouts_are_checked_by_their_bond() -> None:
    assert wrong(layout={"bond": "hexagon", "rows": 3}) == {"layout.rows"}
    assert wrong(layout={"bond": "hexagon", "columns": 3}) == set(), "rows are the generator's"
    assert wrong(layout={"joint": 0.2}) == set()
    assert wrong(layout={"bond": "knitted", "piece_size": 100.0}) == {"layout.bond", "layout.piece_size"}
    assert wrong(material="sand", layout={"joint": 0.2}) == {"layout.bond"}
    assert wrong(material="sand", layout={"bond": "cobble"}) == set()
