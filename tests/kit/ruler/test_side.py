"""What sides that measure share: where data is, means over parts, no times."""

from __future__ import annotations

from pathlib import Path

import pytest

from procgen.kit.ruler.side import NoPack, Ruler, find_pack, mean_rows, without_times


def ruler(file: str = "") -> Ruler:
    return Ruler(lambda _around, _folder: ({}, (), ()), {}, file)


def test_packs_are_found_by_what_they_hold(tmp_path: Path) -> None:
    for name in ("terrain", "textures"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").touch()
    texture = ruler("manifest.json")
    assert find_pack(texture, "texture", [tmp_path]) == tmp_path / "textures"
    assert find_pack(texture, "texture", [tmp_path / "textures"]) == tmp_path / "textures"
    with pytest.raises(NoPack, match=r"terrain_00\.npz"):
        find_pack(ruler("terrain_00.npz"), "terrain", [tmp_path])


def test_a_ruler_without_a_file_needs_no_folder() -> None:
    assert find_pack(ruler(), "layout", []) == Path()


def test_means_over_parts() -> None:
    one = {"fid": {"ours": 1.0, "ours_low": 0.0, "ours_high": 2.0, "tree": 4.0}, "own": {"ours": 1.0}}
    other = {"fid": {"ours": 3.0, "ours_low": 2.0, "ours_high": 4.0}}
    found = mean_rows([one, other])
    assert found["fid"]["ours"] == 2.0
    assert found["fid"]["ours_high"] == pytest.approx(2.0 + 2**0.5 / 2)
    assert "tree" not in found["fid"]
    assert "own" not in found
    assert mean_rows([]) == {}


def test_times_are_told_from_figures() -> None:
    rows = {key: {"ours": 1.0} for key in ("fit_ms", "decoder_ms_a_body_of_16", "bits_per_tile")}
    assert list(without_times(rows)) == ["bits_per_tile"]
