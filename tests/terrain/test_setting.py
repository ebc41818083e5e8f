from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from procgen.terrain.landforms import MEAN_DRIFT
from procgen.terrain.parameters import ResolvedTerrain, TerrainParameters, resolve
from procgen.terrain.setting import REGION_PX, RELIEF_DRIFT, setting_at


def terrain(**fields: object) -> ResolvedTerrain:
    values = {"width_px": 64, "depth_px": 64, "mean_height_m": 700.0, "relief_m": 400.0, **fields}
    return resolve(TerrainParameters(**values), ("diffusion",))  # type: ignore[arg-type]


@given(st.floats(-(2.0**30), 2.0**30), st.floats(-(2.0**30), 2.0**30))
def test_without_wandering_every_place_is_what_was_asked_for(x: float, z: float) -> None:
    frame = setting_at(terrain(wander=0.0, sea_level_m=100.0), x, z).frame
    assert (frame.mean_m, frame.relief_m) == (600.0, 400.0)


def test_mean_and_relief_drift_by_what_was_measured() -> None:
    wandering = terrain(wander=1.0)
    places = [setting_at(wandering, 3.7 * REGION_PX * i, -2.9 * REGION_PX * i).frame for i in range(600)]
    relief = np.log([frame.relief_m / 400.0 for frame in places])
    assert abs(float(relief.std()) - RELIEF_DRIFT) < 0.06
    mean = [(frame.mean_m - 700.0) / 400.0 for frame in places]
    assert abs(float(np.std(mean)) - MEAN_DRIFT) < 0.06


def test_the_drift_is_smooth() -> None:
    wandering = terrain(wander=1.0)
    along = [setting_at(wandering, float(x), 5.0).frame.mean_m for x in range(-REGION_PX, 3 * REGION_PX, 16)]
    assert np.abs(np.diff(along)).max() < 0.05 * 400.0
    assert np.ptp(along) > 0.1 * 400.0
