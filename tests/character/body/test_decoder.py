import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from procgen.character.body.decoder import Decoder, parameter_names
from procgen.character.body.macro import Macro
from procgen.character.body.plausible import random_shape
from procgen.character.body.shape import Shape, shape_weights
from procgen.character.recipe.decoder import FILE, catalog_entry
from procgen.errors import Failed, ModelUnavailable
from procgen.kit.recipe.export import write_catalog_entry
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore


@pytest.fixture(scope="module")
def decoder(basis):
    return Decoder(ModelStore(), basis)


def test_it_agrees_with_the_basis_on_bodies_and_faces(decoder, basis):
    shapes = [random_shape(seed, basis) for seed in range(900_000, 900_060)]
    exact = np.stack([basis.evaluate(shape_weights(shape, basis)) for shape in shapes])
    error_mm = np.linalg.norm(decoder.vertices(shapes) - exact, axis=2)[:, :13380] * 1000
    assert error_mm.mean() <= 0.5
    assert np.percentile(error_mm, 99) <= 2.0


def test_one_sided_sliders_and_extremes(decoder, basis):
    shapes = [
        Shape(Macro(sex=0.0), {"ear_wing_left": 0.8, "ear_wing": -0.3, "eye_scale_right": -0.5}),
        Shape(Macro(sex=1.0, age_years=90.0, muscle=1.0, weight=0.0), {"hand_scale_left": 1.0}),
        Shape(Macro(sex=0.3, age_years=44.0, heritage={"asian": 2.0, "african": 1.0}), {}),
    ]
    exact = np.stack([basis.evaluate(shape_weights(shape, basis)) for shape in shapes])
    error_mm = np.linalg.norm(decoder.vertices(shapes) - exact, axis=2)[:, :13380] * 1000
    assert error_mm.mean() <= 0.8
    assert np.percentile(error_mm, 99) <= 4.0


def test_a_body_does_not_depend_on_the_batch(decoder, basis):
    shapes = [random_shape(seed, basis) for seed in range(7)]
    together = decoder.vertices(shapes)
    assert together.shape == (7, 19158, 3)
    for number in (0, 6):
        np.testing.assert_allclose(together[number], decoder.vertices([shapes[number]])[0], atol=2e-6)


def test_minors_keep_their_shape_whatever_the_sliders_of_adults(decoder):
    child = Macro(sex=0.0, age_years=15.0, bust=0.5)
    grown = Macro(sex=0.0, age_years=15.0, bust=1.0, firmness=0.0)
    sliders = {"breast_point": 1.0, "buttocks_volume": 1.0, "measure_bust_circ": 1.0, "stomach_pregnant": 1.0}
    plain, shaped = decoder.vertices([Shape(child), Shape(grown, sliders)])
    np.testing.assert_array_equal(plain, shaped)


def test_unknown_sliders_are_refused(decoder):
    with pytest.raises(KeyError):
        decoder.parameters([Shape(Macro(), {"tail_length": 0.5})])


def test_a_decoder_of_another_basis_is_refused(basis):
    fewer = replace(basis, modifiers=dict(list(basis.modifiers.items())[:-1]))
    with pytest.raises(Failed, match="sliders"):
        Decoder(ModelStore(), fewer)


def test_a_damaged_file_is_found(basis, tmp_path, monkeypatch):
    shutil.copy(packaged_assets() / FILE, tmp_path / FILE)
    write_catalog_entry(tmp_path, catalog_entry())
    catalog = json.loads((tmp_path / "catalog.json").read_text())
    assert catalog["models"][0]["inputs"]["parameters"] == f"float[count, {len(parameter_names(basis))}]"
    monkeypatch.setattr("procgen.runtime.store.packaged_assets", lambda: tmp_path)
    assert len(Decoder(ModelStore(), basis).names) == len(parameter_names(basis))
    with (tmp_path / FILE).open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\1\2\3")
    with pytest.raises(ModelUnavailable, match="damaged"):
        Decoder(ModelStore(), basis)
