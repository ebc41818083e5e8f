"""TIFFs of one band: ours as libtiff reads them, and back; what is wrong with a file is named."""

from __future__ import annotations

import io
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from procgen.errors import InvalidFields
from procgen.formats.tiff import Level, Pixels, overview_sizes, read_tiff, write_tiff


def nothing() -> None:
    """No checkpoint."""


def written(pixels: Pixels, *smaller: Pixels, tile_px: int = 16) -> io.BytesIO:
    def level(image: Pixels) -> Level:
        return Level(image.shape[1], image.shape[0], lambda first, count: image[first : first + count])

    out = io.BytesIO()
    write_tiff(out, [level(image) for image in (pixels, *smaller)], pixels.dtype, [], nothing, tile_px)
    return out


@st.composite
def rasters(draw: st.DrawFn) -> Pixels:
    dtype = np.dtype(draw(st.sampled_from(["f4", "i2", "u2"])))
    shape = draw(st.integers(1, 70)), draw(st.integers(1, 70))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    return np.frombuffer(random.bytes(shape[0] * shape[1] * dtype.itemsize), dtype).reshape(shape)


@given(rasters(), st.data())
def test_every_window_of_what_is_written_is_read_back_bit_for_bit(pixels: Pixels, data: st.DataObject) -> None:
    tiff = read_tiff(written(pixels))
    row, column = (data.draw(st.integers(0, side - 1)) for side in pixels.shape)
    rows, columns = (
        data.draw(st.integers(1, pixels.shape[0] - row)),
        data.draw(st.integers(1, pixels.shape[1] - column)),
    )
    part = tiff.window(row, column, rows, columns)
    assert part.dtype == pixels.dtype
    assert part.tobytes() == pixels[row : row + rows, column : column + columns].tobytes()


@given(rasters())
def test_libtiff_reads_what_is_written(pixels: Pixels) -> None:
    if pixels.dtype == np.int16:  # Pillow has no such picture of tiles; GDAL read one, see tests/terrain
        pixels = pixels.view(np.uint16)
    with Image.open(written(pixels)) as picture:
        assert np.asarray(picture).astype(pixels.dtype).tobytes() == pixels.tobytes()


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
@pytest.mark.parametrize("predictor", [1, 2, 3])
@pytest.mark.parametrize("dtype", ["f4", "u2"])
@pytest.mark.parametrize("big", [False, True])
def test_what_libtiff_writes_is_read(compression: str, predictor: int, dtype: str, big: bool) -> None:
    if (compression in ("raw", "packbits") and predictor > 1) or (dtype == "u2" and predictor == 3):
        predictor = 1
    pixels = (np.random.default_rng(1).random((61, 43)) * 3000).astype(dtype)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "TIFF", compression=compression, tiffinfo={317: predictor}, big_tiff=big)
    tiff = read_tiff(out)
    assert tiff.predictor == predictor
    assert np.array_equal(tiff.window(0, 0, 61, 43), pixels)


def test_smaller_images_follow_the_whole_and_lie_before_it() -> None:
    pixels = np.arange(600 * 300, dtype=np.float32).reshape(600, 300)
    out = written(pixels, pixels[::2, ::2].copy(), pixels[::4, ::4].copy(), tile_px=64)
    with Image.open(out) as picture:
        assert picture.n_frames == 3
        places = []
        for frame, step in enumerate((1, 2, 4)):
            picture.seek(frame)
            assert np.array_equal(np.asarray(picture), pixels[::step, ::step])
            assert picture.tag_v2[254] == int(frame > 0)
            places.append(min(picture.tag_v2[324]))
    assert places == sorted(places, reverse=True), "the smallest first"
    assert overview_sizes(600, 300) == [(300, 150), (150, 75)]
    assert overview_sizes(256, 256) == []


def test_a_file_that_may_pass_four_gigabytes_is_bigtiff() -> None:
    """Its tiles are never asked for: the directory is written first."""

    class Stopped(Exception):
        pass

    def stop() -> None:
        raise Stopped

    for side, version in ((16384, 42), (40000, 43)):
        out = io.BytesIO()
        with pytest.raises(Stopped):
            write_tiff(out, [Level(side, side, lambda _first, _count: np.zeros((0, 0)))], "f4", [], stop)
        assert struct.unpack("<2sH", out.getvalue()[:4]) == (b"II", version)


def test_a_window_of_a_large_file_needs_little_memory(tmp_path) -> None:  # type: ignore[no-untyped-def]
    side = 3000
    band = np.random.default_rng(0).random((256, side), np.float32)
    path = tmp_path / "large.tif"
    with path.open("wb") as file:
        write_tiff(file, [Level(side, side, lambda _first, count: band[:count])], "f4", [], nothing)
    assert path.stat().st_size > 25_000_000
    with path.open("rb") as file:
        tracemalloc.start()
        part = read_tiff(file).window(1800, 2000, 100, 100)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert np.array_equal(part, band[1800 % 256 :][:100, 2000:2100])
    assert most < 8_000_000


def _changed(tag: int, value: int) -> bytes:
    """A file whose tag has another value."""
    data = bytearray(written(np.zeros((20, 20), np.float32)).getvalue())
    (count,) = struct.unpack("<H", data[8:10])
    for at in range(10, 10 + 12 * count, 12):
        if struct.unpack("<H", data[at : at + 2])[0] == tag:
            kind = struct.unpack("<H", data[at + 2 : at + 4])[0]
            data[at + 8 : at + 12] = struct.pack("<HH" if kind == 3 else "<I", *((value, 0) if kind == 3 else (value,)))
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "header"),
        (b"GIF89a" + bytes(20), "header"),
        (b"II*\0" + struct.pack("<I", 10**6), "directory"),
        (_changed(259, 7), "Compression: got 7, allowed is 1 (none), 5 (LZW)"),
        (_changed(317, 9), "Predictor: got 9, allowed is 1, 2, 3"),
        (_changed(277, 3), "SamplesPerPixel: got 3"),
        (_changed(258, 24), "BitsPerSample: got 3, 24"),
        (_changed(256, 0), "ImageWidth, ImageLength: got 0 x 20"),
        (_changed(322, 0), "blocks"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(data: bytes, named: str) -> None:
    with pytest.raises(InvalidFields, match="TIFF ") as caught:
        read_tiff(io.BytesIO(data))
    assert named in str(caught.value)


def test_damaged_and_cut_off_blocks_are_named() -> None:
    data = written(np.random.default_rng(0).random((40, 40), np.float32)).getvalue()
    with pytest.raises(InvalidFields, match="cut off"):
        read_tiff(io.BytesIO(data[:-100])).window(0, 0, 40, 40)
    damaged = bytearray(data)
    tiff = read_tiff(io.BytesIO(data))
    at = tiff.tags[324][0]
    damaged[at : at + 50] = bytes(50)
    with pytest.raises(InvalidFields, match="damaged block"):
        read_tiff(io.BytesIO(bytes(damaged))).window(0, 0, 40, 40)


@given(st.binary(max_size=300), st.integers(0, 2**32))
def test_no_bytes_do_more_than_be_refused(tail: bytes, seed: int) -> None:
    random = np.random.default_rng(seed)
    data = bytearray(written(np.zeros((20, 20), np.int16)).getvalue())
    for at in random.integers(4, len(data), 6):
        data[at] = random.integers(0, 256)
    for broken in (bytes(data), b"II*\0" + tail):
        try:
            tiff = read_tiff(io.BytesIO(broken))
            if tiff.width * tiff.depth < 10**6:
                tiff.window(0, 0, tiff.depth, tiff.width)
        except InvalidFields:
            pass
