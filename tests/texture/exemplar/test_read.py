"""Photos from anywhere: what is fine is read, what isn't gets one clear error, and memory stays flat."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from procgen.errors import InvalidFields
from procgen.texture.exemplar.read import KEPT_SIDE_PX, MAX_BYTES, MAX_PIXELS, MAX_SIDE_PX, read_exemplar
from tests.texture.exemplar.photos import encode, material, picture

KINDS = ("PNG", "JPEG", "WEBP")


def refused(data: bytes) -> str:
    with pytest.raises(InvalidFields) as caught:
        read_exemplar(data, "exemplar.image")
    (violation,) = caught.value.violations
    assert violation.field == "exemplar.image"
    return str(violation)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of_size(width: int, height: int, data: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


# --- what is fine ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("WEBP", {"lossless": True})])
def test_lossless_pictures_are_read_as_they_are(kind: str, options: dict[str, bool]) -> None:
    image = picture()
    albedo = read_exemplar(encode(image, kind, **options), "exemplar")
    assert albedo.dtype == np.float32
    np.testing.assert_array_equal(np.rint(albedo * 255.0), np.asarray(image))


def test_cmyk_is_read_as_colours() -> None:
    read = read_exemplar(encode(picture(mode="CMYK"), "JPEG", quality=95), "exemplar.image")
    assert np.abs(read - material()).mean() < 0.03


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_lossy_pictures_are_read_about_as_they_are(kind: str) -> None:
    image = picture()
    albedo = read_exemplar(encode(image, kind, quality=90), "exemplar")
    assert albedo.shape == (96, 128, 3)
    assert np.abs(albedo * 255.0 - np.asarray(image, np.float32)).mean() < 6.0


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "L"), ("PNG", "P"), ("PNG", "1"), ("JPEG", "L")])
def test_grey_and_palette_pictures_are_converted(kind: str, mode: str) -> None:
    image = picture(mode=mode)
    albedo = read_exemplar(encode(image, kind), "exemplar")
    wanted = np.asarray(image.convert("RGB"), np.float32) / 255.0
    assert albedo.shape == (96, 128, 3)
    assert np.abs(albedo - wanted).mean() < 0.02


def test_sixteen_bit_grey_is_scaled() -> None:
    values = np.linspace(0, 65535, 96 * 128).reshape(96, 128).astype(np.uint16)
    albedo = read_exemplar(encode(Image.fromarray(values), "PNG"), "exemplar")
    np.testing.assert_allclose(albedo[..., 1], values / 65535.0, atol=0.003)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_opaque_alpha_is_dropped(mode: str) -> None:
    albedo = read_exemplar(encode(picture(mode=mode), "PNG"), "exemplar")
    assert albedo.shape == (96, 128, 3)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied(orientation: int) -> None:
    from PIL import ImageOps

    image = picture()
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encode(image, "PNG", exif=exif)
    with Image.open(io.BytesIO(data)) as opened:
        wanted = np.asarray(ImageOps.exif_transpose(opened))
    np.testing.assert_array_equal(np.rint(read_exemplar(data, "exemplar") * 255.0), wanted)


def test_colour_profile_is_applied() -> None:
    """A picture whose profile has red and blue exchanged comes out exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for k in range(int.from_bytes(profile[128:132], "big")):
        entry = 132 + 12 * k
        if profile[entry : entry + 4] == b"rXYZ":
            profile[entry : entry + 4] = b"bXYZ"
        elif profile[entry : entry + 4] == b"bXYZ":
            profile[entry : entry + 4] = b"rXYZ"
    image = picture()
    albedo = read_exemplar(encode(image, "PNG", icc_profile=bytes(profile)), "exemplar")
    exchanged = np.asarray(image, np.float32)[..., ::-1] / 255.0
    assert np.abs(albedo - exchanged).mean() < 0.02


def test_broken_profile_is_passed_over() -> None:
    image = picture()
    albedo = read_exemplar(encode(image, "PNG", icc_profile=b"no profile at all"), "exemplar")
    np.testing.assert_array_equal(np.rint(albedo * 255.0), np.asarray(image))


def test_large_photos_are_reduced() -> None:
    image = picture().resize((1600, 2000), Image.Resampling.BICUBIC)
    for kind in KINDS:
        albedo = read_exemplar(encode(image, kind), "exemplar")
        assert min(albedo.shape[:2]) == KEPT_SIDE_PX
        assert albedo.shape[0] / albedo.shape[1] == pytest.approx(1.25, abs=0.01)


def test_mpo_of_a_phone_is_read_as_its_first_picture() -> None:
    first, second = picture(), picture(64, 64)
    data = encode(first, "MPO", save_all=True, append_images=[second])
    assert read_exemplar(data, "exemplar").shape == (96, 128, 3)


# --- what is refused -------------------------------------------------------------------------------------------------


def test_empty_and_huge_files() -> None:
    assert "0 bytes" in refused(b"")
    assert "bytes" in refused(b"\x89PNG\r\n\x1a\n" + bytes(MAX_BYTES))


@pytest.mark.parametrize("kind", ["BMP", "GIF", "TIFF", "TGA"])
def test_other_formats_are_refused_with_the_list(kind: str) -> None:
    assert "a PNG, JPEG or WebP picture" in refused(encode(picture(mode="P" if kind == "GIF" else "RGB"), kind))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_animated(kind: str) -> None:
    frames = [picture(), picture().transpose(Image.Transpose.ROTATE_180)]
    data = encode(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    assert "animated" in refused(data)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparent(kind: str) -> None:
    image = picture(mode="RGBA")
    image.putpixel((3, 3), (1, 2, 3, 100))
    assert "transparen" in refused(encode(image, kind))


@pytest.mark.parametrize(("width", "height"), [(1, 10_000), (63, 200), (64, 600), (10_000, 64), (1, 1)])
@pytest.mark.parametrize("kind", KINDS)
def test_sizes_that_are_no_use(kind: str, width: int, height: int) -> None:
    assert f"{width} x {height} px" in refused(encode(Image.new("RGB", (width, height)), kind))


@pytest.mark.parametrize(("width", "height"), [(65_535, 65_535), (2**31 - 1, 2**31 - 1), (MAX_SIDE_PX, MAX_SIDE_PX)])
def test_bombs_are_refused_by_their_header(width: int, height: int) -> None:
    assert f"{width} x {height} px" in refused(png_of_size(width, height))


def test_size_that_header_and_data_disagree_on() -> None:
    data = bytearray(encode(picture(), "WEBP", lossless=True))
    data[21] ^= 0x55  # width in the bit stream
    refused(bytes(data))


@pytest.mark.parametrize("kind", KINDS)
@given(share=st.floats(0.0, 0.95))
@settings(max_examples=25, deadline=None)
def test_truncated(kind: str, share: float) -> None:
    data = photo(kind)
    refused(data[: int(len(data) * share)])


@cache
def photo(kind: str) -> bytes:
    return encode(picture(), kind)


@given(
    st.sampled_from((b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x00\x00\x00\x00WEBPVP8X", b"II*\x00")),
    st.binary(max_size=400),
)
@settings(max_examples=200, deadline=None)
def test_random_bytes_never_raise_anything_else(start: bytes, rest: bytes) -> None:
    refused(start + rest)


@given(st.sampled_from(KINDS), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_damaged_bytes_give_a_picture_or_the_one_error(kind: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(photo(kind))
    for place, value in changes:
        data[place % len(data)] = value
    try:
        albedo = read_exemplar(bytes(data), "exemplar")
    except InvalidFields as error:
        assert [v.field for v in error.violations] == ["exemplar"]
    else:
        assert albedo.ndim == 3
        assert albedo.shape[2] == 3
        assert np.isfinite(albedo).all()


MEASURE = """
import resource, zlib
from procgen.errors import InvalidFields
from procgen.texture.exemplar.read import read_exemplar
from tests.texture.exemplar.photos import encode, picture
from tests.texture.exemplar.test_read import png_of_size

for kind in ("PNG", "WEBP", "JPEG"):
    read_exemplar(encode(picture(), kind), "x")
packer = zlib.compressobj()
squeezed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
wide = bytearray(encode(picture(), "WEBP", lossless=True))
wide[21:25] = (0x0FFFFFFF).to_bytes(4, "little")
bombs = [png_of_size(30_000, 30_000, squeezed), png_of_size(8_000, 8_000, squeezed), bytes(wide)]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for data in bombs * 3:
    try:
        read_exemplar(data, "x")
    except InvalidFields:
        continue
    raise SystemExit("accepted")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_memory_stays_flat_under_bombs() -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 16  # MiB


def test_largest_picture_is_within_the_limits_that_errors_name() -> None:
    assert MAX_SIDE_PX**2 > MAX_PIXELS
