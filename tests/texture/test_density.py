from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.texture.classes import CLASSES
from procgen.texture.density import side_at
from procgen.texture.parameters import NOISE, ResolvedTexture, TextureParameters, resolve
from procgen.texture.record import request_record
from procgen.texture.sizes import SIDE, STEP_PX
from procgen.texture.wire.memory import texture_bytes
from procgen.v1 import texture_pb2

MODELS = (NOISE,)


def resolved(width_px: int = 0, height_px: int = 0, **said: object) -> ResolvedTexture:
    return resolve(TextureParameters(width_px, height_px, model=NOISE, **{"material": "brick", **said}), MODELS)


def refused(**said: object) -> tuple[str, str]:
    with pytest.raises(InvalidFields) as caught:
        resolved(**said)
    [wrong] = caught.value.violations
    return wrong.field, wrong.allowed


@given(st.sampled_from(sorted(CLASSES)), st.floats(60.0, 2000.0))
def test_every_class_gets_a_tile_of_the_density_and_of_about_its_usual_width(material: str, density: float) -> None:
    # What has fewer than 128 pixels a usual piece, or more than the finest scale, is refused by its field.
    assume(128.0 <= density * CLASSES[material].metres <= 2800.0)
    found = resolved(material=material, texel_density_px_per_m=density)
    assert found.width_px == found.height_px == side_at(density, CLASSES[material].metres, CLASSES[material].metres)
    assert found.width_px % STEP_PX == 0
    assert 1.0 / found.metres_per_pixel == pytest.approx(density, rel=1e-6)
    assert found.metres_per_tile == pytest.approx(CLASSES[material].metres, rel=0.13)


def test_said_sides_and_said_metres_are_kept() -> None:
    assert resolved(512, 256, texel_density_px_per_m=256.0).metres_per_tile == 2.0
    wide = resolved(texel_density_px_per_m=100.0, metres_per_tile=2.5)
    assert (wide.width_px, wide.metres_per_tile) == (256, pytest.approx(2.56))
    assert resolved(text="red brick wall", texel_density_px_per_m=512.0).width_px == 1024


def test_recipes_tell_the_density_and_ask_for_the_same_again() -> None:
    first = resolved(texel_density_px_per_m=300.0)
    record = request_record(first, None)
    assert record["texel_density_px_per_m"] == 300.0
    again = resolved(
        first.width_px,
        first.height_px,
        texel_density_px_per_m=record["texel_density_px_per_m"],
        metres_per_tile=record["metres_per_tile"],
        detail=record["detail"],
    )
    assert request_record(again, None) == record
    assert "texel_density_px_per_m" not in request_record(resolved(256, 256), None)


def test_what_does_not_fit_is_said_by_its_field() -> None:
    assert refused(texel_density_px_per_m=5000.0)[0] == "texel_density_px_per_m"
    assert "2048" in refused(texel_density_px_per_m=5000.0)[1]
    assert refused(width_px=1024, height_px=1024, texel_density_px_per_m=100.0, metres_per_tile=2.0) == (
        "metres_per_tile",
        "10.24, which 1024 pixels are at this texel density, or nothing",
    )
    assert refused(width_px=64, height_px=64, texel_density_px_per_m=3000.0)[0] == "texel_density_px_per_m"
    assert refused(width_px=64, height_px=0, texel_density_px_per_m=30.0)[0] == "height_px"
    assert refused(texel_density_px_per_m=-1.0, width_px=64, height_px=64)[0] == "texel_density_px_per_m"


@pytest.mark.parametrize("number", [float("inf"), float("nan")])
def test_what_is_no_number_is_said_by_its_field(number: float) -> None:
    assert refused(texel_density_px_per_m=number, width_px=64, height_px=64)[0] == "texel_density_px_per_m"
    assert refused(texel_density_px_per_m=300.0, metres_per_tile=number, width_px=256, height_px=256)[0] == (
        "metres_per_tile"
    )


@pytest.mark.parametrize("material", ["brick", "cliff", "chainmail"])
def test_memory_is_asked_for_before_the_size_is_known(material: str) -> None:
    density = 400.0
    side = side_at(density, CLASSES[material].metres, CLASSES[material].metres)
    by_sides = texture_pb2.TextureRequest(material=material, width_px=side, height_px=side)
    assert texture_bytes(
        texture_pb2.TextureRequest(material=material, texel_density_px_per_m=density)
    ) == texture_bytes(by_sides)
    most = texture_pb2.TextureRequest(width_px=int(SIDE.maximum), height_px=int(SIDE.maximum))
    unsaid = texture_pb2.TextureRequest(texel_density_px_per_m=4000.0)
    assert texture_bytes(unsaid) >= 0.5 * texture_bytes(most)
