"""What is wrong with a packaged file is told alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from procgen.errors import Cancelled, Failed
from procgen.runtime.arrays import read_arrays
from procgen.runtime.packaged import reading


@pytest.mark.parametrize("fault", ["missing", "cut off", "of something else", "misshapen"])
def test_a_damaged_file_is_named_with_what_helps(fault: str, tmp_path: Path) -> None:
    path = tmp_path / "some.npz"
    if fault != "missing":
        np.savez_compressed(path, heights=np.arange(100.0))
    if fault == "cut off":
        path.write_bytes(path.read_bytes()[:60])
    wanted = "widths" if fault == "of something else" else "heights"
    with pytest.raises(Failed, match=r"some\.npz can't be read") as caught, reading(path):
        read_arrays(path)[wanted].reshape(7, 9)
    assert "nstall procgen again" in str(caught.value.remedy)


def test_other_faults_are_left_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(Cancelled), reading(tmp_path):
        raise Cancelled
    with reading(tmp_path):
        pass
