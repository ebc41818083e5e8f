from __future__ import annotations

import numpy as np
import pytest

from procgen.terrain.ruler.geomorphology import (
    FEWEST_OF_A_LANDFORM,
    REACHES_PX,
    form_distances,
    landform_rows,
    morphology,
    morphology_columns,
)
from procgen.terrain.ruler.statistics import Surface
from tests.terrain.ruler.fields import fractal, land

REAL = [morphology(Surface(land(seed), 30.0)) for seed in range(FEWEST_OF_A_LANDFORM)]
LIKE = [morphology(Surface(land(seed + 100), 30.0)) for seed in range(FEWEST_OF_A_LANDFORM)]
ROUGH = [
    morphology(Surface(np.asarray(500.0 + 2000.0 * fractal(1.5, seed), np.float32), 30.0))
    for seed in range(FEWEST_OF_A_LANDFORM)
]


def test_a_set_is_no_distance_from_itself() -> None:
    assert set(form_distances(REAL, REAL)) == {f"geomorphons_{reach}px" for reach in REACHES_PX}
    assert max(form_distances(REAL, REAL).values()) == 0.0
    assert 0.0 < max(form_distances(REAL, ROUGH).values()) <= 1.0


def test_like_land_is_within_what_halves_come_to_and_other_land_is_not() -> None:
    columns = morphology_columns(REAL, {"ours": LIKE, "baseline": ROUGH}, seed=0)
    for reach in REACHES_PX:
        name = f"geomorphons_{reach}px"
        assert columns["ours"][name] < 1.6 * columns["real"][name]
        assert columns["baseline"][name] > 2.0 * columns["real"][name]
    assert columns["ours"]["valley_length"] == pytest.approx(columns["real"]["valley_length"], abs=0.4)
    assert columns["ours"]["valley_length_gap"] < columns["baseline"]["valley_length_gap"]


def test_landforms_with_few_maps_have_no_figures() -> None:
    names = ["hills"] * len(REAL)
    rows = landform_rows([*REAL, REAL[0]], [*names, "karst"], {"ours": (LIKE, names)}, seed=0)
    assert set(rows["geomorphons_12px_hills"]) == {"ours", "real"}
    assert "ridge_length_gap_hills" in rows
    assert not any("karst" in name for name in rows)
