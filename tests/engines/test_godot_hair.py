"""Hair in the real Godot: it ends softly, stays as thick as it is from afar, and beards are not ragged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from procgen.character.exporters import encode
from procgen.character.hair import BEARDS
from procgen.character.hair.texture import maps
from procgen.character.materials import Pictures, encoded
from procgen.character.mesh.build import BODY_SLOTS, build
from procgen.kit.command.pictures import read_picture
from tests.character.people_in_clothes import BASIS, body
from tests.engines.godot_probe import report_of

AWAY_M = (1.5, 3.0, 6.0)
BLACK, WHITE = 24, 231
"""Of 255: less is covered whole, more is not covered."""
RAGGED = 0.32
"""Steps of coverage from pixel to pixel, for each pixel's worth of beard: 0.44 where its cards had edges at their roots
and the skin's layer one where it closes, 0.25 without.
"""


@pytest.mark.parametrize("number", [0, 1])
def test_hair_ends_softly_at_every_distance(
    people: Mapping[str, bytes], godot_project: Path, tmp_path: Path, number: int
) -> None:
    person = tmp_path / "person.glb"
    person.write_bytes(people[sorted(people)[number]])
    shots = [{"away_m": away_m, "path": str(tmp_path / f"{away_m}.png")} for away_m in AWAY_M]
    script = ["--script", "res://hair_probe.gd"]
    report = report_of(godot_project, script, {"person": str(person), "strands": "cut", "shots": shots}, screen=True)
    assert report["problem"] == ""
    covered = []
    for shot, away_m in zip(shots, AWAY_M, strict=True):
        bright = read_picture((tmp_path / f"{away_m}.png").read_bytes())[..., :3].astype(np.float64).mean(axis=2)
        hair, edge = bright < BLACK, (bright >= BLACK) & (bright <= WHITE)
        assert hair.sum() > 20, shot
        # Cut, there is next to none; around what is covered, about every edge has some.
        around = np.zeros_like(hair)
        around[1:-1, 1:-1] = hair[1:-1, 1:-1] & ~(hair[:-2, 1:-1] & hair[2:, 1:-1] & hair[1:-1, :-2] & hair[1:-1, 2:])
        assert edge.sum() > 0.25 * around.sum(), (away_m, edge.sum(), around.sum())
        covered.append(float((255.0 - bright).sum()) * away_m**2)
    assert max(covered) < 1.25 * min(covered), covered


def test_a_beard_has_no_edges(godot_project: Path, tmp_path: Path) -> None:
    beard = BEARDS.build("full_short", {}, {}, BASIS)
    slot, strands = beard.slots[0], maps(beard.slots[0].texture)
    skin = Pictures(BODY_SLOTS["skin"])
    materials = encoded({"skin": skin, slot.name: Pictures(slot, strands.albedo, strands.normal)}, "png")
    person = tmp_path / "bearded.glb"
    person.write_bytes(encode(build(body(), [beard], materials, name="Bearded")))
    shots = [{"away_m": 1.5, "path": str(tmp_path / "beard.png")}]
    said = {"person": str(person), "strands": slot.name, "shots": shots}
    assert report_of(godot_project, ["--script", "res://hair_probe.gd"], said, screen=True)["problem"] == ""
    cover = 1 - read_picture((tmp_path / "beard.png").read_bytes())[..., :3].astype(np.float64).mean(axis=2) / 255
    assert cover.sum() > 1000
    steps = sum(np.abs(np.diff(cover, axis=axis)).sum() for axis in (0, 1))
    assert steps < RAGGED * cover.sum(), steps / cover.sum()
