"""Reads SoundFonts: the zones of a preset, and the bytes of its samples.

SoundFont Technical Specification 2.04 (E-mu Systems, 2006); samples that are Ogg Vorbis streams as MuseScore's variant
has them, whose loops count from the start of their sample.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_KEYS, _VELOCITIES, _SAMPLE, _INSTRUMENT = 43, 44, 53, 41
_START_OFFSET, _END_OFFSET = 0, 1
_RANGES: Final = (_KEYS, _VELOCITIES)
_NOT_ADDED: Final = (*_RANGES, _SAMPLE, _INSTRUMENT)
_VORBIS: Final = 0x10
_LISTS: Final = (b"LIST", b"phdr", b"isng", b"IPRD")
DEFAULTS: Final = {8: 13500, 33: -12000, 34: -12000, 35: -12000, 36: -12000, 37: 0, 38: -12000, 48: 0, 56: 100, 58: -1}
"""Of the generators that are read here: cutoff, envelope, attenuation, scale tuning, root."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A recording: its Ogg Vorbis stream, and what the file says of it."""

    name: str
    data: bytes
    loop: tuple[int, int]
    rate_hz: int
    key: int
    cents: int


@dataclass(frozen=True, slots=True)
class FoundZone:
    """Keys that a sample is played at, and its generators, those of the preset added."""

    low: int
    high: int
    sample: int
    generators: dict[int, int]

    def value(self, generator: int) -> int:
        """Of a generator, or what it is if nothing says."""
        return self.generators.get(generator, DEFAULTS.get(generator, 0))


class SoundFont:
    """A file of presets.

    Raises:
        ValueError: the file is no SoundFont.
    """

    def __init__(self, path: Path) -> None:
        self._bytes = path.read_bytes()
        if self._bytes[:4] != b"RIFF" or self._bytes[8:12] != b"sfbk":
            raise ValueError(f"{path} is no SoundFont")
        self._lists: dict[bytes, tuple[int, int]] = {}
        for name, at, size in self._chunks(12, len(self._bytes)):
            if name == b"LIST":
                self._lists.update({each: (begin, length) for each, begin, length in self._chunks(at + 4, at + size)})
        self._presets = self._records(b"phdr", "<20sHHHIII")
        self._preset_bags = self._records(b"pbag", "<HH")
        self._preset_generators = self._records(b"pgen", "<Hh")
        self._instruments = self._records(b"inst", "<20sH")
        self._instrument_bags = self._records(b"ibag", "<HH")
        self._instrument_generators = self._records(b"igen", "<Hh")
        self._samples = self._records(b"shdr", "<20sIIIIIBbHH")

    def _chunks(self, at: int, end: int) -> list[tuple[bytes, int, int]]:
        found = []
        while at + 8 <= end:
            name = self._bytes[at : at + 4]
            (size,) = struct.unpack_from("<I", self._bytes, at + 4)
            found.append((name, at + 8, size))
            at += 8 + size
            # Some writers leave out the byte that makes a chunk's length even.
            if size % 2 and self._bytes[at : at + 4] not in _LISTS:
                at += 1
        return found

    def _records(self, name: bytes, form: str) -> list[tuple[Any, ...]]:
        at, size = self._lists[name]
        return list(struct.iter_unpack(form, self._bytes[at : at + size]))

    def _zones(
        self, bags: list[tuple[Any, ...]], generators: list[tuple[Any, ...]], first: int, after: int
    ) -> list[dict[int, int]]:
        return [dict(generators[bags[each][0] : bags[each + 1][0]]) for each in range(first, after)]

    def zones(self, bank: int, program: int, velocity: int) -> list[FoundZone]:
        """What a preset plays at a velocity.

        Raises:
            KeyError: it has no such preset.
        """
        for place, header in enumerate(self._presets[:-1]):
            if header[1:3] == (program, bank):
                own = self._zones(self._preset_bags, self._preset_generators, header[3], self._presets[place + 1][3])
                return self._resolved(own, velocity)
        raise KeyError(f"bank {bank} has no program {program}")

    def _resolved(self, own: list[dict[int, int]], velocity: int) -> list[FoundZone]:
        shared = own[0] if _INSTRUMENT not in own[0] else {}
        found = []
        for zone in own:
            if _INSTRUMENT not in zone:
                continue
            added = {**shared, **zone}
            low, high = _span(added, _KEYS)
            if not _within(velocity, _span(added, _VELOCITIES)):
                continue
            place = zone[_INSTRUMENT]
            first, after = self._instruments[place][1], self._instruments[place + 1][1]
            inner = self._zones(self._instrument_bags, self._instrument_generators, first, after)
            of_all = inner[0] if _SAMPLE not in inner[0] else {}
            for each in inner:
                if _SAMPLE not in each:
                    continue
                said = {**of_all, **each}
                if not _within(velocity, _span(said, _VELOCITIES)):
                    continue
                from_key, to_key = _span(said, _KEYS)
                total = {
                    key: said.get(key, DEFAULTS.get(key, 0)) + (added.get(key, 0) if key not in _NOT_ADDED else 0)
                    for key in {*said, *added}
                }
                if max(low, from_key) <= min(high, to_key):
                    found.append(FoundZone(max(low, from_key), min(high, to_key), each[_SAMPLE], total))
        return found

    def sample(self, place: int) -> Sample:
        """One of its recordings.

        Raises:
            ValueError: it is no Ogg Vorbis stream.
        """
        name, begin, end, loop_begin, loop_end, rate_hz, key, cents, _, kind = self._samples[place]
        if not kind & _VORBIS:
            raise ValueError(f"sample {place} is not packed")
        at, _ = self._lists[b"smpl"]
        text = name.split(b"\0")[0].decode("latin-1")
        return Sample(text, self._bytes[at + begin : at + end], (loop_begin, loop_end), rate_hz, key, cents)


def _span(generators: dict[int, int], which: int) -> tuple[int, int]:
    value = generators.get(which)
    return (0, 127) if value is None else (value & 0xFF, value >> 8 & 0xFF)


def _within(value: int, span: tuple[int, int]) -> bool:
    return span[0] <= value <= span[1]


def seconds(timecents: int) -> float:
    """Of 1,200 to an octave; 0 for what the format takes as none."""
    return 0.0 if timecents <= -12000 else 2.0 ** (timecents / 1200.0)


def hertz(cents: int) -> float:
    """Of cents above 8.176 Hz."""
    return float(440.0 * 2.0 ** ((cents - 6900.0) / 1200.0))
