"""Kinds of props: the engines' addons know which ones people walk through, and which have a trunk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from procgen.world.crops import CROPS
from procgen.world.herbs import HERBS
from procgen.world.prop_models import KINDS
from procgen.world.trees import TREES

BRIDGES = Path(__file__).resolve().parents[2] / "engine_bridges"
GODOT = BRIDGES / "godot/addons/procgen/world/world_props.gd"
UNITY = BRIDGES / "unity/com.procgen.bridge/Runtime/Builders/WorldBuilder.cs"


def listed(script: Path, name: str) -> set[str]:
    """The texts of a list of a script."""
    found = re.search(rf"\b{name}\b[^=]*=[^\[{{]*[\[{{]([^\]}}]*)[\]}}]", script.read_text("utf-8"))
    assert found is not None
    return set(re.findall(r'"(\w+)"', found.group(1)))


@pytest.mark.parametrize(("script", "soft", "trees"), [(GODOT, "SOFT", "TREES"), (UNITY, "Soft", "Trees")])
def test_engines_know_the_plants(script: Path, soft: str, trees: str) -> None:
    assert listed(script, trees) == {*TREES, "dead_tree"}
    # One runs into a cactus.
    assert listed(script, soft) >= ({*HERBS, *CROPS} - {"cactus"})
    assert listed(script, soft) <= set(KINDS)
