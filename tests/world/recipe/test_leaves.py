"""The leaves in the assets are what their recipe draws, and a damaged file is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from procgen.errors import Failed
from procgen.world import leaves
from procgen.world.recipe.leaves import drawn_spray
from tests.figures import LONG


@pytest.mark.parametrize("kind", leaves.LEAFY if LONG else ("beech", "gorse", "spruce"))
def test_tiles_are_what_is_drawn(kind: str) -> None:
    fresh = drawn_spray(kind)
    kept = leaves.spray(kind)
    assert kept.shape == fresh.shape
    # Another processor's functions may differ in their last bits, and an edge by a pixel.
    assert (kept != fresh).mean() < 0.001


def test_a_damaged_file_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaves, "packaged_assets", lambda: tmp_path)
    with pytest.raises(Failed, match=leaves.LEAVES_FILE):
        leaves._sprays.__wrapped__()
    Image.fromarray(np.zeros((8, 8, 4), np.uint8)).save(tmp_path / leaves.LEAVES_FILE)
    with pytest.raises(Failed, match="can't be read: its shape"):
        leaves._sprays.__wrapped__()
