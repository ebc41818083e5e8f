"""A number of terrain is stated once, and goes by its name from the flag to the recipe."""

from __future__ import annotations

import pytest

from procgen.kit.command.form_flags import Said, form_flags
from procgen.terrain.generate import request_record
from procgen.terrain.parameters import RANGES, resolve
from procgen.terrain.wire.form import FORM
from procgen.terrain.wire.service import read_request
from procgen.v1 import terrain_pb2

MODELS = ("diffusion", "noise-fbm")
FLAGS = {field.path: name for name, field in FORM.flagged.items()}


@pytest.mark.parametrize("name", RANGES)
def test_a_number_goes_by_its_name_from_the_flag_to_the_recipe(name: str) -> None:
    value = RANGES[name].nearest(65.0)
    values = {flag: each.default for flag, each in form_flags((FORM,)).items()} | {"size": 64}
    values[FLAGS[name]] = int(value) if RANGES[name].whole else value
    if name == "refinements":
        values["metres_per_pixel"] = 1.0
    request = terrain_pb2.TerrainRequest()
    said = Said((FORM,), values)
    said.check()
    said.fill(request, FORM, without=("variation",))
    assert getattr(request, name) == pytest.approx(value)
    parameters, _ = read_request(request, MODELS)
    assert getattr(parameters, name) == pytest.approx(value)
    record = request_record(resolve(parameters, MODELS))
    assert float(str(record[name])) == pytest.approx(value)
