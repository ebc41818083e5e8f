"""The bank that scores are played from: recordings of instruments, and which keys each is played at.

One zip file: ``bank.json`` and ``samples/NAME.ogg``, mono. ``tools/pack_bank.py`` writes it.
"""

from __future__ import annotations

import functools
import io
import json
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import soundfile

from procgen.errors import InvalidFields, ModelUnavailable, Violation
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.model_file import MENDING

Wave = npt.NDArray[np.float32]
FORMAT: Final = 1
INDEX: Final = "bank.json"
FILE: Final = "music_bank.zip"
MEMORY_BYTES: Final = 128 << 20
"""Of sounds that are kept; what was used least recently goes first."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Keys that a recording is played at.

    Attributes:
        low, high: the first and the last key.
        sample: the recording's name.
        start: the sample of the recording at which it begins.
        root: the key that it is, with a fraction: 69.0 sounds at 440 Hz.
        fixed: whether it sounds the same at all keys.
        gain_db: that brings it to the loudness of all others.
        attack_s, hold_s: until it is at its full, and how long it stays so.
        decay_s: in which it then falls by 100 dB...
        sustain_db: ...but by no more than this.
        release_s: in which it falls by 100 dB after its note's end.
        cutoff_hz: of a low pass of the second order; 0 for none.
        tremolo_db, tremolo_hz: how far its loudness goes up and down while it is held, and how often.
        choke: a note stops those before it of the same number; 0 for none.
        loop: first sample and the one after the last of what goes on while it is held; None if it rings out.
    """

    low: int
    high: int
    sample: str
    start: int
    root: float
    fixed: bool
    gain_db: float
    attack_s: float
    hold_s: float
    decay_s: float
    sustain_db: float
    release_s: float
    cutoff_hz: float
    tremolo_db: float
    tremolo_hz: float
    choke: int
    loop: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Preset:
    """An instrument.

    Attributes:
        name: "oboe".
        instruments: General MIDI's programs that it plays; the first is its own, and it stands in for the others.
        zones: in order of keys; some lie over others.
    """

    name: str
    instruments: tuple[int, ...]
    zones: tuple[Zone, ...]

    @property
    def sustained(self) -> bool:
        """Whether its notes go on as long as they are held."""
        return any(zone.loop is not None and zone.sustain_db < 60.0 for zone in self.zones)

    def at(self, key: int) -> tuple[Zone, ...]:
        """What sounds at a key: beyond its compass the nearest zone, and of drums nothing."""
        found = tuple(zone for zone in self.zones if zone.low <= key <= zone.high)
        if found or self.zones[0].fixed:
            return found
        nearest = min(self.zones, key=lambda zone: max(zone.low - key, key - zone.high))
        return (nearest,)


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound as it lies in the bank: (n,) float32, and its rate."""

    wave: Wave
    rate_hz: int


class Bank:
    """Instruments, and recordings that are read when they are first played.

    Args:
        presets: all of them.
        rates_hz: of each recording.
        read: gives a recording's Ogg Vorbis stream.
        sha256: of what it was read from; in recipes.
    """

    def __init__(
        self, presets: tuple[Preset, ...], rates_hz: Mapping[str, int], read: Callable[[str], bytes], sha256: str = ""
    ) -> None:
        self.presets = presets
        self.sha256 = sha256
        self._rates_hz = rates_hz
        self._read = read
        self._by_instrument = {number: preset for preset in presets for number in preset.instruments}
        self._kept: OrderedDict[tuple[Any, ...], Wave] = OrderedDict()
        self._lock = threading.Lock()

    def preset(self, instrument: int) -> Preset:
        """What plays a part. Raises InvalidFields: none does."""
        found = self._by_instrument.get(instrument)
        if found is None:
            known = sorted(self._by_instrument)
            allowed = f"0 to {max(one for one in known if one < 128)}, or {', '.join(map(str, known[-2:]))} for drums"
            raise InvalidFields([Violation.of("instrument", instrument, allowed)])
        return found

    def rate_hz(self, name: str) -> int:
        """Sample rate of a recording."""
        return self._rates_hz[name]

    def recording(self, name: str) -> Recording:
        """One, decoded. Raises ModelUnavailable: it is damaged."""
        try:
            wave, rate_hz = soundfile.read(io.BytesIO(self._read(name)), dtype="float32")
        except (OSError, KeyError, RuntimeError, zipfile.BadZipFile) as error:
            raise ModelUnavailable(f"bank of instruments: recording {name}: {error}", MENDING) from error
        if wave.ndim != 1 or rate_hz != self._rates_hz[name]:
            raise ModelUnavailable(f"bank of instruments: recording {name} is not as the index says", MENDING)
        return Recording(np.asarray(wave), rate_hz)

    def kept(self, key: tuple[Any, ...], least: int, make: Callable[[], Wave]) -> Wave:
        """What was made of recordings for a key, from memory where it is as long as needed.

        Args:
            key: says all that it depends on, but for its length.
            least: samples that are needed.
            make: makes it, of any length from there on, the beginning always the same.
        """
        with self._lock:
            found = self._kept.get(key)
            if found is not None and len(found) >= least:
                self._kept.move_to_end(key)
                return found
        made = make()
        made.setflags(write=False)
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > 1 and sum(each.nbytes for each in self._kept.values()) > MEMORY_BYTES:
                self._kept.popitem(last=False)
        return made


def read_bank(path: Path) -> Bank:
    """The bank of a file.

    Raises:
        ModelUnavailable: the file is missing or damaged.
    """
    try:
        # It is small, and a file that is open could not be replaced everywhere.
        file = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
        index = json.loads(file.read(INDEX))
        if index["format"] != FORMAT:
            raise ValueError(f"its format is {index['format']}, this version reads {FORMAT}")
        presets = tuple(_preset(name, said) for name, said in index["presets"].items())
        rates_hz = {str(name): int(rate) for name, rate in index["rates_hz"].items()}
        digest = str(index["sha256"])
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelUnavailable(f"bank of instruments {path}: {error}", MENDING) from error

    def read(name: str) -> bytes:
        return file.read(f"samples/{name}.ogg")  # checks the sum

    return Bank(presets, rates_hz, read, digest)


def _preset(name: str, said: dict[str, Any]) -> Preset:
    return Preset(name, tuple(int(one) for one in said["instruments"]), tuple(map(read_zone, said["zones"])))


def read_zone(row: Mapping[str, Any]) -> Zone:
    """A zone of the index. Raises KeyError, TypeError, ValueError: it is not as one should be."""
    loop = row["loop"]
    return Zone(**{**row, "loop": None if loop is None else (int(loop[0]), int(loop[1]))})


@functools.cache
def packaged_bank() -> Bank:
    """The bank that comes with the package. Raises ModelUnavailable: its file is missing or damaged."""
    return read_bank(packaged_assets() / FILE)
