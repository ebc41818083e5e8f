from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from procgen.texture.classes import CLASS_NAMES
from procgen.texture.finish import FINISHES, PLAIN, finish_of, sheen_colour
from tests.texture.exporters import samples


def test_finishes_are_of_classes_that_there_are_and_within_what_gltf_allows() -> None:
    assert set(FINISHES) <= set(CLASS_NAMES)
    for finish in FINISHES.values():
        assert not finish.is_plain
        assert all(0.0 <= getattr(finish, name) <= 1.0 for name in finish.__dataclass_fields__)


def test_what_covers_a_surface_takes_its_coat_away() -> None:
    tiles = replace(samples.material(32, 32), material="tiles", masks={})
    half = np.repeat(np.array([0.0, 1.0], np.float32), 16)[:, None] * np.ones((1, 32), np.float32)
    assert finish_of(tiles) == FINISHES["tiles"]
    assert finish_of(replace(tiles, masks={"moss": half})).clearcoat == pytest.approx(FINISHES["tiles"].clearcoat / 2)
    assert finish_of(replace(tiles, masks={"moss": half, "snow": 1 - half})).clearcoat == 0.0
    assert finish_of(replace(tiles, material="")) == PLAIN


def test_sheen_has_the_hue_of_the_cloth() -> None:
    cloth = replace(samples.material(32, 32), material="fabric", masks={})
    red = np.broadcast_to(np.array([0.8, 0.2, 0.1], np.float32), (32, 32, 3))
    dyed = replace(cloth, surface=replace(cloth.surface, albedo=red))
    found = sheen_colour(dyed, finish_of(dyed))
    assert found[0] > found[1] > found[2] > 0.0
    assert max(found) <= FINISHES["fabric"].sheen
