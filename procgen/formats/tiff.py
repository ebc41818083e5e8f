"""TIFF and BigTIFF of one band: read window by window, written tile by tile, so that neither needs the whole in memory.

Sources: TIFF Revision 6.0 (Adobe, 1992); "The BigTIFF File Format" (2007); Adobe Photoshop TIFF Technical Note 3
(2005) for the floating point predictor. Compressed blocks are unpacked by libtiff, which Pillow carries.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, BinaryIO, Final, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.errors import InvalidFields, Violation

NEW_SUBFILE_TYPE, WIDTH, LENGTH, BITS, COMPRESSION, PHOTOMETRIC = 254, 256, 257, 258, 259, 262
FILL_ORDER, STRIP_OFFSETS, SAMPLES, ROWS_PER_STRIP, STRIP_COUNTS = 266, 273, 277, 278, 279
PLANAR, PREDICTOR, TILE_WIDTH, TILE_LENGTH, TILE_OFFSETS, TILE_COUNTS, SAMPLE_FORMAT = 284, 317, 322, 323, 324, 325, 339

ASCII, SHORT, LONG, DOUBLE, LONG8 = 2, 3, 4, 12, 16
"""Types of tags, for :class:`Tag`."""
_TYPES: Final[Mapping[int, str]] = MappingProxyType(
    {1: "B", 3: "H", 4: "I", 6: "b", 7: "B", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}
)
_NONE, _LZW, _DEFLATE, _OLD_DEFLATE, _PACKBITS = 1, 5, 8, 32946, 32773
_COMPRESSIONS: Final = {_NONE: "none", _LZW: "LZW", _DEFLATE: "deflate", _OLD_DEFLATE: "deflate", _PACKBITS: "PackBits"}
_KINDS: Final[Mapping[tuple[int, int], str]] = MappingProxyType(
    {(1, 8): "u1", (1, 16): "u2", (2, 16): "i2", (1, 32): "u4", (2, 32): "i4", (3, 32): "f4", (3, 64): "f8"}
)
"""Types of samples by TIFF's format and bits."""
_LARGEST_BLOCK_BYTES = 1 << 26
_LARGEST_TAG_BYTES = 1 << 28
_CLASSIC_BYTES = 2**32 - 2**20
_SMALLEST_OVERVIEW_PX = 256
_LEVEL = 4

Pixels = npt.NDArray[Any]
ByteOrder = Literal["<", ">"]


def _wrong(field: str, value: object, allowed: str) -> InvalidFields:
    return InvalidFields([Violation.of(f"TIFF {field}", value, allowed)])


@dataclass(frozen=True, slots=True)
class Tiff:
    """The first image of a file, whose pixels are read when they are asked for."""

    file: BinaryIO
    order: ByteOrder
    """"<" or ">"."""
    tags: Mapping[int, tuple[Any, ...]]
    """Every tag's values; texts are one value."""
    width: int
    depth: int
    dtype: np.dtype[Any]
    """Of the samples, in this machine's byte order."""
    tiled: bool
    block_width: int
    block_depth: int
    """Columns and rows of a tile, or of a strip, whose last one may have fewer."""
    compression: int
    predictor: int

    def one(self, tag: int, default: int) -> int:
        """A tag's single whole number."""
        return _one(self.tags, tag, default)

    def window(self, row: int, column: int, rows: int, columns: int) -> Pixels:
        """A part of the image.

        Args:
            row: of its northern edge; the part lies within the image.
            column: of its western edge.
            rows: how many.
            columns: how many.

        Returns:
            (rows, columns) of :attr:`dtype`. Blocks that the file leaves out, as sparse files do, are zero.

        Raises:
            InvalidFields: a block is damaged or cut off.
        """
        made = np.zeros((rows, columns), self.dtype)
        across = -(-self.width // self.block_width)
        for down in range(row // self.block_depth, -(-(row + rows) // self.block_depth)):
            top = down * self.block_depth
            for right in range(column // self.block_width, -(-(column + columns) // self.block_width)):
                left = right * self.block_width
                low, high = max(top, row), min(top + self.block_depth, row + rows)
                first, last = max(left, column), min(left + self.block_width, column + columns)
                part = self._part(down * across + right, (low - top, high - top), (first - left, last - left))
                made[low - row : high - row, first - column : last - column] = part
        return made

    def is_left_out(self, row: int, column: int) -> bool:
        """Whether the block of a pixel is not in the file."""
        across = -(-self.width // self.block_width)
        number = row // self.block_depth * across + column // self.block_width
        return self._place(number)[1] == 0

    def _place(self, number: int) -> tuple[int, int]:
        offsets = self.tags[TILE_OFFSETS if self.tiled else STRIP_OFFSETS]
        counts = self.tags[TILE_COUNTS if self.tiled else STRIP_COUNTS]
        if number >= len(offsets) or number >= len(counts):
            raise _wrong("blocks", min(len(offsets), len(counts)), f"at least {number + 1} for the image's size")
        return int(offsets[number]), int(counts[number])

    def _part(self, number: int, rows: tuple[int, int], columns: tuple[int, int]) -> Pixels:
        """Some rows and columns of a block, each from the first up to the last."""
        offset, count = self._place(number)
        size, (first, last), (left, right) = self.dtype.itemsize, rows, columns
        if count == 0:
            return np.zeros((last - first, right - left), self.dtype)
        depth = self.block_depth
        if not self.tiled:
            depth = min(depth, self.depth - number * self.block_depth)
        if self.compression == _NONE and self.predictor == 1:
            # Only what is asked for: a file without compression may be one strip of gigabytes.
            made = np.empty((last - first, right - left), self.dtype.newbyteorder(self.order))
            for row in range(first, last):
                data = self._bytes(offset + (row * self.block_width + left) * size, (right - left) * size)
                made[row - first] = np.frombuffer(data, made.dtype)
            return made
        if depth * self.block_width * size > _LARGEST_BLOCK_BYTES:
            allowed = f"tiles or strips of at most {_LARGEST_BLOCK_BYTES >> 20} MiB: write the file with tiles"
            raise _wrong("block", f"{depth * self.block_width * size >> 20} MiB", allowed)
        return self._unpacked(self._bytes(offset, count), depth)[first:last, left:right]

    def _bytes(self, offset: int, count: int) -> bytes:
        self.file.seek(offset)
        data = self.file.read(count)
        if len(data) != count:
            raise _wrong("data", f"{len(data)} of {count} bytes at {offset}", "a file that is not cut off")
        return data

    def _unpacked(self, data: bytes, depth: int) -> Pixels:
        """A block, its bytes unpacked by libtiff, to which they are the only strip of a picture of bytes."""
        size = self.dtype.itemsize
        entries = {
            WIDTH: self.block_width * size,
            LENGTH: depth,
            BITS: 8,
            COMPRESSION: self.compression,
            PHOTOMETRIC: 1,
            FILL_ORDER: self.one(FILL_ORDER, 1),
            STRIP_OFFSETS: 8 + 2 + 10 * 12 + 4,
            SAMPLES: 1,
            ROWS_PER_STRIP: depth,
            STRIP_COUNTS: len(data),
        }
        head = struct.pack("<2sHIH", b"II", 42, 8, len(entries))
        for tag, value in entries.items():
            head += struct.pack("<HHII", tag, LONG, 1, value)
        try:
            with Image.open(io.BytesIO(head + bytes(4) + data), formats=("TIFF",)) as picture:
                packed = np.array(picture, np.uint8).reshape(depth, self.block_width * size)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise _wrong("data", "a damaged block", f"whole {_COMPRESSIONS[self.compression]} data") from error
        return _restored(packed, self.dtype, self.order, self.predictor)


def _one(tags: Mapping[int, tuple[Any, ...]], tag: int, default: int) -> int:
    values = tags.get(tag, ())
    return int(values[0]) if values else default


def read_tiff(file: BinaryIO) -> Tiff:
    """Open a TIFF.

    Args:
        file: that can be read at any place.

    Returns:
        Its first image.

    Raises:
        InvalidFields: it is no TIFF, or one of more bands, or of a type or compression that is not read; names the tag.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(16)
    order: ByteOrder = "<" if head[:2] == b"II" else ">"
    version = struct.unpack(f"{order}H", head[2:4])[0] if len(head) >= 8 else 0
    if head[:2] not in (b"II", b"MM") or version not in (42, 43) or (version == 43 and len(head) < 16):
        raise _wrong("header", repr(head[:4]), "II or MM and the number 42, or 43 for BigTIFF")
    big = version == 43
    start = struct.unpack(f"{order}Q", head[8:16])[0] if big else struct.unpack(f"{order}I", head[4:8])[0]
    tags = _directory(file, order, big, start, size)
    width, depth = _one(tags, WIDTH, 0), _one(tags, LENGTH, 0)
    if width < 1 or depth < 1 or width > 2**31 or depth > 2**31:
        raise _wrong("ImageWidth, ImageLength", f"{width} x {depth}", "at least 1 x 1")
    if _one(tags, SAMPLES, 1) != 1:
        raise _wrong("SamplesPerPixel", _one(tags, SAMPLES, 1), "1: a single band of heights")
    kind = _one(tags, SAMPLE_FORMAT, 1), _one(tags, BITS, 1)
    if kind not in _KINDS:
        raise _wrong(
            "SampleFormat, BitsPerSample", f"{kind[0]}, {kind[1]}", "8 to 32 bits whole (1, 2), 32 or 64 bits float (3)"
        )
    dtype = np.dtype(_KINDS[kind])
    compression, predictor = _one(tags, COMPRESSION, 1), _one(tags, PREDICTOR, 1)
    if compression not in _COMPRESSIONS:
        allowed = ", ".join(f"{number} ({name})" for number, name in _COMPRESSIONS.items())
        raise _wrong("Compression", compression, allowed)
    predictors = (1,) if compression in (_NONE, _PACKBITS) else (1, 2, 3) if dtype.kind == "f" else (1, 2)
    if predictor not in predictors:
        raise _wrong("Predictor", predictor, ", ".join(map(str, predictors)) + " with this type and compression")
    tiled = TILE_OFFSETS in tags
    block_width = _one(tags, TILE_WIDTH, 0) if tiled else width
    block_depth = _one(tags, TILE_LENGTH, 0) if tiled else min(_one(tags, ROWS_PER_STRIP, depth), depth)
    needed = (TILE_OFFSETS, TILE_COUNTS) if tiled else (STRIP_OFFSETS, STRIP_COUNTS)
    if block_width < 1 or block_depth < 1 or any(tag not in tags for tag in needed):
        raise _wrong("blocks", "missing", "offsets, byte counts and sizes of strips or tiles")
    return Tiff(
        file,
        order,
        MappingProxyType(tags),
        width,
        depth,
        dtype,
        tiled,
        block_width,
        block_depth,
        compression,
        predictor,
    )


def _directory(file: BinaryIO, order: str, big: bool, start: int, size: int) -> dict[int, tuple[Any, ...]]:
    """All tags of a directory. Raises InvalidFields where it reaches beyond the file."""
    cut_off = _wrong("directory", f"at {start} of {size} bytes", "a directory inside of the file")
    count_form, entry_bytes, field_bytes = ("Q", 20, 8) if big else ("H", 12, 4)

    def read(at: int, count: int) -> bytes:
        if at < 0 or at + count > size:
            raise cut_off
        file.seek(at)
        return file.read(count)

    head = struct.calcsize(f"={count_form}")
    (count,) = struct.unpack(f"{order}{count_form}", read(start, head))
    if count > 4096:
        raise cut_off
    data = read(start + head, count * entry_bytes)
    tags: dict[int, tuple[Any, ...]] = {}
    for index in range(count):
        entry = data[index * entry_bytes : (index + 1) * entry_bytes]
        tag, kind = struct.unpack(f"{order}HH", entry[:4])
        (length,) = struct.unpack(f"{order}{'Q' if big else 'I'}", entry[4 : 4 + field_bytes])
        form = _TYPES.get(kind, "B" if kind == ASCII else "")
        if not form:
            continue
        total = length * struct.calcsize(f"={form}")
        if total > min(size, _LARGEST_TAG_BYTES):
            raise cut_off
        value = entry[4 + field_bytes :]
        if total > field_bytes:
            value = read(struct.unpack(f"{order}{'Q' if big else 'I'}", value)[0], total)
        if kind == ASCII:
            tags[tag] = (value[:total].split(b"\0")[0].decode("utf-8", "replace"),)
        else:
            tags[tag] = struct.unpack(f"{order}{length}{form}", value[:total])
    return tags


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag to be written."""

    number: int
    kind: int
    """One of :data:`ASCII`, :data:`SHORT`, :data:`LONG`, :data:`DOUBLE`, :data:`LONG8`."""
    values: tuple[Any, ...]
    """Numbers; of ASCII one text."""

    def packed(self) -> tuple[int, bytes]:
        """How many values, and their bytes, little-endian."""
        if self.kind == ASCII:
            data = self.values[0].encode("utf-8") + b"\0"
            return len(data), data
        return len(self.values), struct.pack(f"<{len(self.values)}{_TYPES[self.kind]}", *self.values)


@dataclass(frozen=True, slots=True)
class Level:
    """An image to be written: the whole, or a smaller one of the same for far views."""

    width: int
    depth: int
    rows: Callable[[int, int], Pixels]
    """First row and how many, to (rows, width) pixels."""


def overview_sizes(width: int, depth: int) -> list[tuple[int, int]]:
    """Columns and rows of the images of half the size, and half of that, that a file of a size should have."""
    sizes = []
    while max(width, depth) > _SMALLEST_OVERVIEW_PX:
        width, depth = -(-width // 2), -(-depth // 2)
        sizes.append((width, depth))
    return sizes


def write_tiff(
    file: BinaryIO,
    levels: Sequence[Level],
    dtype: npt.DTypeLike,
    tags: Sequence[Tag],
    checkpoint: Callable[[], None],
    tile_px: int = 256,
) -> None:
    """Write an image in deflated tiles with the predictor of its type, and smaller ones of it.

    The directories come first, then the smallest image, the whole last: a reader far away finds its way with few reads.
    Files that may pass 4 GB are BigTIFF. A row of tiles is in memory at a time.

    Args:
        file: empty, that can be written at any place.
        levels: the whole first, then ever smaller ones.
        dtype: int16, uint16 or float32.
        tags: more tags of the whole; of the smaller images as well if they do not say where it lies.
        checkpoint: called for each row of tiles.
        tile_px: along a side; a multiple of 16.
    """
    sample = np.dtype(dtype).newbyteorder("<")
    counts = [-(-level.width // tile_px) * -(-level.depth // tile_px) for level in levels]
    # Deflate adds five bytes for every 16 KB that it can't shrink.
    most = int(sum(counts) * (tile_px**2 * sample.itemsize * 1.001 + 64))
    big = most + 2**16 > _CLASSIC_BYTES
    pointer, entry_head, pointer_bytes = ("Q", "<HHQ", 8) if big else ("I", "<HHI", 4)
    file.write(struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16) if big else struct.pack("<2sHI", b"II", 42, 8))
    places: list[tuple[int, int]] = []
    for index, (level, count) in enumerate(zip(levels, counts, strict=True)):
        kind = LONG8 if big else LONG
        own = {
            NEW_SUBFILE_TYPE: Tag(NEW_SUBFILE_TYPE, LONG, (int(index > 0),)),
            WIDTH: Tag(WIDTH, LONG, (level.width,)),
            LENGTH: Tag(LENGTH, LONG, (level.depth,)),
            BITS: Tag(BITS, SHORT, (8 * sample.itemsize,)),
            COMPRESSION: Tag(COMPRESSION, SHORT, (_DEFLATE,)),
            PHOTOMETRIC: Tag(PHOTOMETRIC, SHORT, (1,)),
            SAMPLES: Tag(SAMPLES, SHORT, (1,)),
            PLANAR: Tag(PLANAR, SHORT, (1,)),
            PREDICTOR: Tag(PREDICTOR, SHORT, (3 if sample.kind == "f" else 2,)),
            TILE_WIDTH: Tag(TILE_WIDTH, LONG, (tile_px,)),
            TILE_LENGTH: Tag(TILE_LENGTH, LONG, (tile_px,)),
            TILE_OFFSETS: Tag(TILE_OFFSETS, kind, (0,) * count),
            TILE_COUNTS: Tag(TILE_COUNTS, kind, (0,) * count),
            SAMPLE_FORMAT: Tag(SAMPLE_FORMAT, SHORT, ({"u": 1, "i": 2, "f": 3}[sample.kind],)),
        }
        if index == 0:
            own |= {tag.number: tag for tag in tags}
        start = file.tell()
        entries, beyond = b"", b""
        at = start + (8 if big else 2) + len(own) * (20 if big else 12) + pointer_bytes
        found = {}
        for place, number in enumerate(sorted(own)):
            length, data = own[number].packed()
            field = start + (8 if big else 2) + place * (20 if big else 12) + struct.calcsize(entry_head)
            if len(data) > pointer_bytes:
                field = at + len(beyond)
                value = struct.pack(f"<{pointer}", field)
                beyond += data + bytes(-len(data) % 8)
            else:
                value = data.ljust(pointer_bytes, b"\0")
            found[number] = field
            entries += struct.pack(entry_head, number, own[number].kind, length) + value
        end = at + len(beyond)
        following = end if index + 1 < len(levels) else 0
        file.write(struct.pack("<Q" if big else "<H", len(own)) + entries + struct.pack(f"<{pointer}", following))
        file.write(beyond)
        places.append((found[TILE_OFFSETS], found[TILE_COUNTS]))
    written: list[tuple[list[int], list[int]]] = [([], []) for _ in levels]
    for index in range(len(levels) - 1, -1, -1):
        _write_tiles(file, levels[index], sample, tile_px, written[index], checkpoint)
    end = file.tell()
    for (offsets_at, counts_at), (offsets, sizes) in zip(places, written, strict=True):
        for at, values in ((offsets_at, offsets), (counts_at, sizes)):
            file.seek(at)
            file.write(struct.pack(f"<{len(values)}{pointer}", *values))
    file.seek(end)


def _write_tiles(
    file: BinaryIO,
    level: Level,
    sample: np.dtype[Any],
    tile_px: int,
    written: tuple[list[int], list[int]],
    checkpoint: Callable[[], None],
) -> None:
    columns = -(-level.width // tile_px) * tile_px
    for top in range(0, level.depth, tile_px):
        checkpoint()
        rows = min(tile_px, level.depth - top)
        band = np.asarray(level.rows(top, rows), sample)
        # Beyond the image tiles go on with its last pixels: they pack best.
        band = np.pad(band, ((0, tile_px - rows), (0, columns - level.width)), mode="edge")
        for left in range(0, columns, tile_px):
            data = zlib.compress(_predicted(band[:, left : left + tile_px]), _LEVEL)
            written[0].append(file.tell())
            written[1].append(len(data))
            file.write(data)


def _restored(packed: npt.NDArray[np.uint8], dtype: np.dtype[Any], order: ByteOrder, predictor: int) -> Pixels:
    """Samples of a block's bytes: what :func:`_predicted` does, undone.

    Args:
        packed: (rows, columns * bytes of a sample).
        dtype: of the samples.
        order: of their bytes, but with predictor 3, which has the most significant first.
        predictor: 1, 2 or 3.

    Returns:
        (rows, columns).
    """
    rows, size = packed.shape[0], dtype.itemsize
    if predictor == 3:
        planes = np.cumsum(packed, axis=1, dtype=np.uint8).reshape(rows, size, -1)
        joined = np.ascontiguousarray(planes.transpose(0, 2, 1)).reshape(rows, -1)
        return joined.view(dtype.newbyteorder(">")).astype(dtype)
    if predictor == 1:
        return packed.view(dtype.newbyteorder(order)).astype(dtype, copy=False)
    whole = np.dtype(f"u{size}")
    summed = np.cumsum(packed.view(whole.newbyteorder(order)), axis=1, dtype=whole)
    return summed.view(dtype)


def _predicted(tile: Pixels) -> bytes:
    """A tile's rows as differences: of whole numbers from sample to sample; of floats from byte to byte, after those of
    equal weight were put together, the most significant ones first.
    """
    if tile.dtype.kind != "f":
        whole = np.ascontiguousarray(tile).view(np.dtype(f"<u{tile.dtype.itemsize}"))
        made = whole.copy()
        made[:, 1:] -= whole[:, :-1]
        return made.tobytes()
    rows, columns = tile.shape
    size = tile.dtype.itemsize
    planes = np.ascontiguousarray(tile, tile.dtype.newbyteorder(">")).view(np.uint8).reshape(rows, columns, size)
    laid = np.ascontiguousarray(planes.transpose(0, 2, 1)).reshape(rows, columns * size)
    differences = laid.copy()
    differences[:, 1:] -= laid[:, :-1]
    return differences.tobytes()
