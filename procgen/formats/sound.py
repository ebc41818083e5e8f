"""Sound files: WAV by ourselves, with its marks and loops; FLAC, Ogg Vorbis and Opus by libsndfile.

WAV as Microsoft and IBM have it (Multimedia Programming Interface 1.0, 1991): chunks ``fmt``, ``LIST`` INFO, ``data``,
``cue``, ``LIST`` adtl and ``smpl``.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile

from procgen import __version__

Samples = npt.NDArray[np.floating]
OPUS_HZ: Final = 48_000
_MOST_NOTE_BYTES: Final = 60_000
_PIECE: Final = 1 << 15
"""Samples that an encoder is given at once: libsndfile's Vorbis puts much on the stack."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a sound, with a name; of some length, or of none."""

    sample: int
    name: str
    samples: int = 0


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _text(data: str) -> bytes:
    return data.encode() + b"\0"


def integers(samples: Samples, bits: int) -> npt.NDArray[np.int32]:
    """Samples of -1 to 1 as whole numbers of 16 or 24 bits, rounded."""
    scale = 1 << (bits - 1)
    return np.clip(np.rint(np.asarray(samples, np.float64) * scale), -scale, scale - 1).astype(np.int32)


def write_wav(
    samples: Samples,
    rate_hz: int,
    *,
    bits: int = 16,
    note: str = "",
    marks: Sequence[Mark] = (),
    loop: tuple[int, int] | None = None,
    key: int = 60,
) -> bytes:
    """A WAV file.

    Args:
        samples: (n,) or (n, channels), -1 to 1.
        rate_hz: of the samples.
        bits: 16 or 24 a sample.
        note: a comment, in which a recipe stands.
        marks: places and spans with names.
        loop: first and last sample of a part that is played again and again.
        key: MIDI's number of the key at which the sound is as it is.
    """
    sound = np.asarray(samples)
    channels = 1 if sound.ndim == 1 else sound.shape[1]
    whole = integers(sound, bits).reshape(-1)
    if bits == 16:
        data = whole.astype("<i2").tobytes()
    else:
        data = whole.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    width = bits // 8
    parts = [
        _chunk(
            b"fmt ", struct.pack("<HHIIHH", 1, channels, rate_hz, rate_hz * channels * width, channels * width, bits)
        )
    ]
    info = _chunk(b"ISFT", _text(f"procgen {__version__}"))
    if note:
        info += _chunk(b"ICMT", _text(note))
    parts += [_chunk(b"LIST", b"INFO" + info), _chunk(b"data", data)]
    if marks:
        points = b"".join(
            struct.pack("<II4sIII", number, mark.sample, b"data", 0, 0, mark.sample)
            for number, mark in enumerate(marks, 1)
        )
        parts.append(_chunk(b"cue ", struct.pack("<I", len(marks)) + points))
        named = b""
        for number, mark in enumerate(marks, 1):
            named += _chunk(b"labl", struct.pack("<I", number) + _text(mark.name))
            if mark.samples:
                span = struct.pack("<II4sHHHH", number, mark.samples, b"rgn ", 0, 0, 0, 0)
                named += _chunk(b"ltxt", span)
        parts.append(_chunk(b"LIST", b"adtl" + named))
    loops = b"" if loop is None else struct.pack("<IIIIII", 0, 0, loop[0], loop[1], 0, 0)
    head = struct.pack("<IIIIIIIII", 0, 0, round(1e9 / rate_hz), key, 0, 0, 0, int(loop is not None), 0)
    parts.append(_chunk(b"smpl", head + loops))
    body = b"WAVE" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _encoded(samples: Samples, rate_hz: int, kind: str, subtype: str, note: str, level: float | None) -> bytes:
    sound = np.asarray(samples, np.float32)
    channels = 1 if sound.ndim == 1 else sound.shape[1]
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", rate_hz, channels, subtype, format=kind, compression_level=level) as writer:
        if note:
            writer.comment = note[:_MOST_NOTE_BYTES]
        for start in range(0, len(sound), _PIECE):
            writer.write(sound[start : start + _PIECE])
    return file.getvalue()


def write_flac(samples: Samples, rate_hz: int, *, note: str = "") -> bytes:
    """A FLAC file (RFC 9639) of 16 bits; nothing is lost beyond them."""
    return _encoded(integers(samples, 16) / 32768.0, rate_hz, "FLAC", "PCM_16", note, 0.6)


def write_ogg(samples: Samples, rate_hz: int, *, note: str = "") -> bytes:
    """An Ogg file with Vorbis, about quality 6."""
    return same_serial(_encoded(samples, rate_hz, "OGG", "VORBIS", note, 0.4))


def write_opus(samples: Samples, rate_hz: int, *, note: str = "") -> bytes:
    """An Ogg file with Opus (RFC 7845).

    Raises:
        ValueError: the rate is none of Opus's: 8, 12, 16, 24 or 48 kHz.
    """
    if rate_hz not in (8_000, 12_000, 16_000, 24_000, OPUS_HZ):
        raise ValueError(f"Opus has no {rate_hz} Hz")
    return same_serial(_encoded(samples, rate_hz, "OGG", "OPUS", note, None))


def same_serial(data: bytes, serial: int = 0x50524F43) -> bytes:
    """An Ogg file whose stream has a serial number that is always the same; libsndfile draws one by the clock.

    Page layout and checksum: RFC 3533, section 6.
    """
    pages = bytearray(data)
    at = 0
    while at + 27 <= len(pages):
        if pages[at : at + 4] != b"OggS":
            raise ValueError(f"no page at byte {at}")
        table = pages[at + 27 : at + 27 + pages[at + 26]]
        end = at + 27 + len(table) + sum(table)
        pages[at + 14 : at + 18] = struct.pack("<I", serial)
        pages[at + 22 : at + 26] = bytes(4)
        pages[at + 22 : at + 26] = struct.pack("<I", _page_checksum(bytes(pages[at:end])))
        at = end
    return bytes(pages)


_REVERSED: Final = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def _page_checksum(page: bytes) -> int:
    """Ogg's CRC: polynomial 0x04C11DB7, bits as they come, from 0. zlib's has the bits reversed, and inverts start and
    end: a start of all ones undoes the one, a last inversion the other.
    """
    reflected = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{reflected:032b}"[::-1], 2)
