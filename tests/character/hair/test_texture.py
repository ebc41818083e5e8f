from pathlib import Path

import numpy as np
import pytest

from procgen.character.hair import texture
from procgen.character.hair.texture import (
    BEARD,
    CAP_BAND,
    CURLS,
    HEIGHT_PX,
    LOCK_END,
    SHELL_BANDS,
    SOLID_STRIP,
    STRANDS_FILE,
    STRIPS,
    TEXTURES,
    WIDTH_PX,
    maps,
)
from procgen.errors import Failed


@pytest.mark.parametrize("name", TEXTURES)
def test_images_have_grey_colour_and_unit_normals(name: str) -> None:
    made = maps(name)
    assert made.albedo.dtype == np.uint8
    assert made.albedo.shape[2] == 4
    assert made.normal.shape == (*made.albedo.shape[:2], 3)
    assert np.array_equal(made.albedo[..., 0], made.albedo[..., 2])
    length = np.linalg.norm(made.normal.astype(float) / 127.5 - 1, axis=-1)
    assert abs(length - 1).max() < 0.02
    cover = (made.albedo[..., 3] > 127).mean()
    assert 0.15 < cover < 0.8


def test_unknown_texture_is_refused() -> None:
    with pytest.raises(KeyError):
        maps("hair_of_the_dog")


def test_a_damaged_file_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texture, "packaged_assets", lambda: tmp_path)
    with pytest.raises(Failed, match="hair_wavy"):
        maps.__wrapped__("hair_wavy")
    (tmp_path / STRANDS_FILE.format("hair_wavy")).write_bytes(b"no picture")
    with pytest.raises(Failed, match="can't be read"):
        maps.__wrapped__("hair_wavy")


@pytest.mark.parametrize("name", [*CURLS, BEARD])
def test_strips_end_ragged_and_do_not_touch(name: str) -> None:
    cover = maps(name).albedo[: int(HEIGHT_PX * LOCK_END), :, 3] > 127
    width = WIDTH_PX // STRIPS
    for strip in range(STRIPS):
        own = cover[:, strip * width : (strip + 1) * width]
        if strip == SOLID_STRIP:
            assert own.all()
            continue
        assert not own[:, 0].any()
        assert not own[:, -1].any()
        assert not own[-3:].any()
        ends = [np.flatnonzero(column).max() for column in own.T if column.any()]
        assert np.std(ends) > 8  # the silhouette of the tip is broken


@pytest.mark.parametrize("name", [*CURLS, BEARD])
def test_hair_is_darker_at_the_root(name: str) -> None:
    grey = maps(name).albedo[: int(HEIGHT_PX * LOCK_END), : WIDTH_PX // STRIPS * SOLID_STRIP].astype(float)
    shown = grey[..., 3] > 127
    assert grey[:100, :, 0][shown[:100]].mean() + 15 < grey[250:350, :, 0][shown[250:350]].mean()


@pytest.mark.parametrize("name", CURLS)
def test_a_cap_closes_gradually(name: str) -> None:
    """The scalp has no edge where hair begins."""
    top, bottom = (int(share * HEIGHT_PX) for share in CAP_BAND)
    share = maps(name).albedo[top:bottom, :, 3].mean(axis=1) / 255
    assert share[0] < 0.05
    assert share[len(share) // 3 :].min() > 0.98
    assert np.diff(share).max() < 0.15


def test_shells_thin_out_outwards_and_at_the_hairline() -> None:
    cover = maps("hair_straight").albedo[..., 3] > 127
    shares = []
    for top, bottom in SHELL_BANDS:
        band = cover[int(top * HEIGHT_PX) : int(bottom * HEIGHT_PX)]
        shares.append(band.mean())
        assert band[:8].mean() < 0.6 * band[30:].mean()
    assert shares[0] > shares[1] > shares[2]


def test_bands_tile_sideways() -> None:
    """A strand that leaves at one side comes in at the other: the edge columns are as alike as any neighbours are."""
    cover = maps("hair_wavy").albedo[int(texture.CAP_BAND[0] * HEIGHT_PX) :, :, 3].astype(float)
    inner = abs(np.diff(cover, axis=1)).mean(axis=0)
    assert abs(cover[:, 0] - cover[:, -1]).mean() < inner.mean() + 3 * inner.std()
