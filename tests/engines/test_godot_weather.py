"""What snow, rain and hours make of surfaces and of the sky in the real Godot, in both kinds of renderers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from tests.engines.godot_probe import report_of
from tests.tools import Screen

Pixels = npt.NDArray[np.float64]

TILTS = (0, 30, 45, 75, 90, 180)
"""Degrees from upright of normals: flat ground, roofs, something steep, a wall, an underside."""
FLAT, LOW_ROOF, ROOF, STEEP, WALL, UNDERSIDE, ASIDE = range(len(TILTS) + 1)
MIDDLE = slice(4, 12)


def taken(project: Path, probe: str, screen: Screen, **arguments: Any) -> dict[str, Any]:
    script = ["--script", "res://weather_probe.gd"]
    return report_of(project, script, {"probe": probe, **arguments}, screen=screen, timeout=600)


def read(path: Path) -> Pixels:
    """(rows, columns, 3) of a picture, 0 to 255."""
    return np.asarray(Image.open(path).convert("RGB"), np.float64)


@pytest.mark.parametrize("screen", ["opengl3", "forward_plus"])
def test_snow_lies_on_what_looks_up_and_rain_darkens(godot_project: Path, tmp_path: Path, screen: Screen) -> None:
    weathers = {"dry": (0.0, 0.0), "dusted": (0.45, 0.0), "snowed": (0.9, 0.0), "soaked": (0.0, 1.0)}
    pictures = [
        {"path": str(tmp_path / f"{name}.png"), "snow": snow, "wet": wet} for name, (snow, wet) in weathers.items()
    ]
    report = taken(godot_project, "surfaces", screen, tilts=TILTS, pictures=pictures)
    assert report["materials"] == 3
    shown = {name: read(tmp_path / f"{name}.png") for name in weathers}
    for row in range(3):
        cells = {
            name: [
                picture[row * 16 :, column * 16 :][MIDDLE, MIDDLE].mean(axis=(0, 1)) for column in range(len(TILTS) + 1)
            ]
            for name, picture in shown.items()
        }
        dry, dusted, snowed, soaked = cells.values()
        # White where it was brown, up to the pitch of roofs.
        for column in (FLAT, LOW_ROOF, ROOF):
            assert snowed[column].min() > 190.0, (row, column)
            assert dry[column][2] < 70.0
        # More snow on what is flatter, and more where more has fallen.
        assert snowed[FLAT].sum() >= snowed[ROOF].sum() - 6.0 > snowed[STEEP].sum()
        assert dry[FLAT].sum() < dusted[FLAT].sum() < snowed[FLAT].sum()
        for column in (WALL, UNDERSIDE, ASIDE):
            assert snowed[column] == pytest.approx(dry[column], abs=2.0), (row, column)
        # Rain comes from above, but wets walls; nothing wets an underside.
        assert soaked[FLAT].sum() < soaked[WALL].sum() - 3.0 < dry[WALL].sum() - 6.0
        assert soaked[UNDERSIDE] == pytest.approx(dry[UNDERSIDE], abs=2.0)


@pytest.mark.parametrize("screen", ["opengl3", "forward_plus"])
def test_each_hour_has_clouds_of_its_own_and_no_night_is_black(
    godot_project: Path, tmp_path: Path, screen: Screen
) -> None:
    asked: dict[str, dict[str, Any]] = {
        "ten": {"hour": 10, "weather": "fair"},
        "eleven": {"hour": 11, "weather": "fair"},
        "windy": {"hour": 10, "weather": "windy"},
        "afternoon": {"hour": 15, "weather": "fair"},
        "ten again": {"hour": 10, "weather": "fair"},
        "before midnight": {"hour": 23.99, "weather": "cloudy"},
        "after midnight": {"hour": 0.01, "weather": "cloudy"},
        "rainy night": {"hour": 23, "weather": "heavy_rain"},
        "rainy noon": {"hour": 12, "weather": "heavy_rain"},
    }
    scenarios = [{"path": str(tmp_path / f"{name}.png"), "scenario": said} for name, said in asked.items()]
    assert taken(godot_project, "skies", screen, scenarios=scenarios)["wrong"] == ""
    shown = {name: read(tmp_path / f"{name}.png") for name in asked}

    def apart(one: str, other: str) -> float:
        """How far two skies differ where they do most, by the upper third of the pictures."""
        return float(np.percentile(np.abs(shown[one] - shown[other])[:22].sum(axis=-1), 90))

    assert apart("ten", "ten again") <= 1.0
    for other in ("eleven", "windy", "afternoon"):
        assert apart("ten", other) > 60.0, other
    assert apart("before midnight", "after midnight") < 12.0
    ground = {name: float(picture[-12:].mean()) for name, picture in shown.items()}
    # One sees where one goes, and that it is night.
    assert 20.0 < ground["rainy night"] < 0.65 * ground["rainy noon"]
    # What is lit by the sun at ten is bright, but not blown.
    assert 100.0 < ground["ten"] < 200.0
