"""Names of enums' values."""

from __future__ import annotations

import pytest

from procgen.kit.wire.enums import enum_number, full_name, short_name
from procgen.v1 import batch_pb2, layout_pb2, terrain_pb2, texture_outputs_pb2

OUTPUT = terrain_pb2.TerrainOutput.DESCRIPTOR


def test_both_names_lead_to_the_number() -> None:
    for enum in (OUTPUT, batch_pb2.BatchState.DESCRIPTOR, layout_pb2.LayoutOutput.DESCRIPTOR):
        for value in enum.values:
            short = short_name(enum, value.name)
            assert short == short.lower()
            assert full_name(enum, short) == full_name(enum, value.name) == value.name
            assert enum_number(enum, short) == value.number
    assert short_name(texture_outputs_pb2.TextureOutput.DESCRIPTOR, "TEXTURE_OUTPUT_ALBEDO_PNG") == "albedo_png"


def test_a_name_of_nothing_stays_one() -> None:
    assert full_name(OUTPUT, "jpg") == "TERRAIN_OUTPUT_JPG"
    for name in ("jpg", "TERRAIN_OUTPUT_PNG16"):
        with pytest.raises(KeyError):
            enum_number(OUTPUT, name)
