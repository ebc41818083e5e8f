"""A hundred planned scenes of 20 to 60 nodes: they compile, play to an end on every path and come back as they were."""

from __future__ import annotations

import pytest

from procgen.dialogue.exporters import EXPORTERS
from procgen.dialogue.importers import IMPORTERS
from tests.dialogue.exporters import test_dialogic, test_ink, test_yarn
from tests.dialogue.exporters.planned import planned_scenes
from tests.dialogue.exporters.scenes import Teller, plays, starts

COUNT = 100
MOST = 6
"""Plays of each scene and start."""


def test_scenes_have_20_to_60_nodes() -> None:
    sizes = [len(scene.nodes) for scene in planned_scenes(COUNT)]
    assert (min(sizes), max(sizes)) >= (16, 60)
    assert max(sizes) <= 72


def test_every_play_ends_where_nothing_is_left_to_choose() -> None:
    for scene in planned_scenes(COUNT):
        for values in starts(scene):
            for picks in plays(scene, values, most=MOST):
                teller = Teller.begin(scene, values)
                for pick in picks:
                    teller = teller.choose(pick)
                assert teller.node is None or not teller.node.choices


def test_ink_compiles_and_plays() -> None:
    assert test_ink.compile_and_play(planned_scenes(COUNT), most=MOST) > COUNT


def test_yarn_plays() -> None:
    assert test_yarn.play(planned_scenes(COUNT)[::4], most=MOST) > COUNT


def test_dialogic_plays() -> None:
    assert sum(test_dialogic.play(scene) for scene in planned_scenes(COUNT)[::10]) > 10


@pytest.mark.parametrize("kind", IMPORTERS)
def test_export_import_export_is_equal(kind: str) -> None:
    for scene in planned_scenes(COUNT):
        data = EXPORTERS[kind].encode(scene)
        back = IMPORTERS[kind](data, "")
        assert back == scene
        assert EXPORTERS[kind].encode(back) == data
