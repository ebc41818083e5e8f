"""Packs the bank of instruments, assets/music_bank.zip, from Debian's package of the SoundFont FluidR3Mono_GM.

python tools/pack_bank.py FluidR3Mono_GM.sf3

The recordings' bytes stay as they are. What is worked out here is which keys each is played at, where recordings are
left out for their size; how far each is out of tune, by the autocorrelation of what is held; where it begins; and how
loud it is.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import soundfile

from procgen.formats.loudness import loudness_lufs
from procgen.music.play.bank import FILE, FORMAT, INDEX, Bank, Zone, read_zone
from procgen.music.play.waves import note_wave
from procgen.music.score import DRUM_KIT, ORCHESTRA_KIT
from tools.soundfont import FoundZone, Sample, SoundFont, hertz, seconds

ASSETS: Final = Path(__file__).parent.parent / "assets"
SNARE: Final = 38
RATE_HZ: Final = 48_000
VELOCITY: Final = 100
LOUDNESS_LUFS: Final = -23.0
ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
FASTEST_HZ: Final = 13.0
"""Strokes of a bow in a second; the file says up to twice as many."""
SHORTEST_RELEASE_S: Final = 0.2
LONGEST_RELEASE_S: Final = 8.0
"""For 100 dB."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """A preset that is packed.

    Attributes:
        name: ours.
        program: of bank 0; or of the drums' bank where it is a kit.
        others: General MIDI's programs that it stands in for.
        low, high: keys that are played; the ends' recordings go on beyond.
        gap: semitones that recordings are at least apart; those between are left out.
        level_db: beside other instruments.
        heard: what its pitch is measured by: "period" where partials are multiples of one, "partial" where the first is
            what is heard, "" where neither says it.
    """

    name: str
    program: int
    others: tuple[int, ...] = ()
    low: int = 0
    high: int = 127
    gap: int = 3
    level_db: float = 0.0
    heard: str = "period"


CHOICES: Final = (
    Choice("piano", 0, (1, 3), 21, 108, heard="partial"),
    Choice("electric_piano", 4, (2, 5), 28, 100, 4),
    Choice("harpsichord", 6, (7,), 29, 89, 4),
    Choice("celesta", 8, (), 60, 108, heard="partial"),
    Choice("glockenspiel", 9, (112,), 72, 108, heard="partial"),
    Choice("music_box", 10, (98,), 48, 96, 4, heard="partial"),
    Choice("vibraphone", 11, (), 53, 89, heard="partial"),
    Choice("marimba", 12, (), 36, 96, heard="partial"),
    Choice("xylophone", 13, (), 60, 108, 4, heard="partial"),
    Choice("tubular_bells", 14, (), 53, 79, heard=""),
    Choice("dulcimer", 15, (), 48, 88, heard="partial"),
    Choice("drawbar_organ", 16, (17, 18), 36, 96),
    Choice("church_organ", 19, (), 24, 108, 5),
    Choice("reed_organ", 20, (), 36, 96),
    Choice("accordion", 21, (23,), 41, 93),
    Choice("harmonica", 22, (), 55, 96),
    Choice("nylon_guitar", 24, (99,), 40, 88),
    Choice("steel_guitar", 25, (), 40, 88, 5),
    Choice("electric_guitar", 27, (26, 28, 29, 30, 31), 40, 88, 4),
    Choice("double_bass_plucked", 32, (35,), 24, 60, 4),
    Choice("electric_bass", 33, (34, 36, 37), 24, 60, 5),
    Choice("synth_bass", 38, (39, 87), 24, 72, heard=""),
    Choice("violin", 40, (), 55, 103, 3),
    Choice("viola", 41, (), 48, 91, 4),
    Choice("cello", 42, (), 36, 79, 4),
    Choice("double_bass", 43, (), 24, 67, 4),
    Choice("tremolo_strings", 44, (), 24, 103, 4, heard=""),
    Choice("pizzicato", 45, (), 28, 96, 4, heard="partial"),
    Choice("harp", 46, (), 24, 103, 4, heard="partial"),
    Choice("timpani", 47, (), 36, 60, heard=""),
    Choice("strings", 48, (49, 50, 51), 24, 103, 4, heard=""),
    Choice("choir", 52, (54, 85, 91), 36, 84, 4),
    Choice("voices", 53, (), 41, 84),
    Choice("trumpet", 56, (), 52, 87),
    Choice("trombone", 57, (), 34, 77, 4),
    Choice("tuba", 58, (), 26, 65),
    Choice("muted_trumpet", 59, (), 52, 87),
    Choice("horn", 60, (), 34, 81, 4),
    Choice("brass", 61, (55, 62, 63), 36, 96, 5),
    Choice("saxophone", 65, (64, 66, 67), 36, 88, 5),
    Choice("oboe", 68, (), 58, 93),
    Choice("english_horn", 69, (), 50, 84, 5),
    Choice("bassoon", 70, (), 34, 77, 4),
    Choice("clarinet", 71, (), 50, 96),
    Choice("piccolo", 72, (), 72, 108, 4),
    Choice("flute", 73, (), 60, 98),
    Choice("recorder", 74, (), 55, 98),
    Choice("pan_flute", 75, (76,), 55, 96, 4),
    Choice("shakuhachi", 77, (), 50, 91),
    Choice("whistle", 78, (), 60, 108),
    Choice("ocarina", 79, (), 60, 96),
    Choice("square_lead", 80, (82, 83, 101), 24, 108),
    Choice("saw_lead", 81, (84, 86, 90), 24, 108, heard=""),
    Choice("warm_pad", 89, (88, 92, 93, 94, 97, 100), 24, 96),
    Choice("sweep_pad", 95, (96, 102, 103), 24, 96),
    Choice("sitar", 104, (), 36, 84, 4, heard="partial"),
    Choice("banjo", 105, (), 48, 88),
    Choice("shamisen", 106, (), 48, 84, 4, heard="partial"),
    Choice("koto", 107, (), 48, 88, heard="partial"),
    Choice("kalimba", 108, (), 48, 88, heard="partial"),
    Choice("bagpipe", 109, (), 48, 84, heard=""),
    Choice("fiddle", 110, (), 55, 103, 3),
    Choice("shanai", 111, (), 50, 88),
    Choice("steel_drums", 114, (), 52, 88, heard="partial"),
    Choice("woodblock", 115, (113,), 36, 96, heard=""),
    Choice("taiko", 116, (117, 118), 24, 72, heard=""),
    Choice("reverse_cymbal", 119, (), 24, 96, heard=""),
    Choice("kit", 0, (), 27, 87, 0, -2.0),
    Choice("orchestra_kit", 48, (), 27, 87, 0, -2.0),
)
KITS: Final = {"kit": DRUM_KIT, "orchestra_kit": ORCHESTRA_KIT}
LEFT_OUT: Final = frozenset({28, 29, 30, 32, 33, 34, 52, 71, 72, 78, 79})
"""Keys of kits: scratches, clicks of studios, a second crash, whistles, friction drums."""

SOFTER_DB: Final = {
    42: 5.0,
    44: 5.0,
    46: 4.0,
    49: 3.0,
    54: 2.0,
    55: 2.0,
    57: 3.0,
    58: 6.0,
    81: 3.0,
    83: 5.0,
    84: 4.0,
    87: 6.0,
}
"""Keys of kits that are louder in the file than a snare drum should find beside it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is measured of a recording: cents that it is too high by, and how sure that is, 0 to 1."""

    cents: float
    clear: float


def decoded(sample: Sample) -> Floats:
    """(n,)"""
    wave, rate = soundfile.read(io.BytesIO(sample.data))
    if rate != sample.rate_hz or wave.ndim != 1:
        raise ValueError(f"{sample.name}: {rate} Hz of {wave.ndim} dimensions, {sample.rate_hz} said")
    return np.asarray(wave)


def pitch_hz(wave: Floats, rate_hz: int, expected_hz: float) -> tuple[float, float]:
    """The pitch near one that is expected, and how periodic the sound is: the median over frames of the highest point
    of the normalised autocorrelation within 0.7 semitones, at as many periods as are within 12 ms, by a parabola. A
    vibrato's middle comes out.
    """
    periods = max(int(0.012 * expected_hz), 1)
    lag = periods * rate_hz / expected_hz
    reach = min(0.7, 5.0 / periods)
    low, high = int(lag / 2 ** (reach / 12)), int(lag * 2 ** (reach / 12)) + 2
    size = max(round(0.02 * rate_hz), 2 * round(lag))
    found = []
    for begin in range(0, max(len(wave) - size - high, 0), max(size // 2, 1)):
        first = wave[begin : begin + size]
        windows = np.lib.stride_tricks.sliding_window_view(wave[begin + low : begin + high + size], size)
        likeness = windows @ first / np.sqrt((windows**2).sum(axis=1) * (first @ first) + 1e-20)
        best = int(likeness[1:-1].argmax()) + 1
        a, b, c = likeness[best - 1 : best + 2]
        if b >= max(a, c) and a - 2 * b + c < 0.0:
            found.append((low + best + 0.5 * (a - c) / (a - 2 * b + c), b))
    if not found:
        return expected_hz, 0.0
    lags, clear = np.median(np.array(found), axis=0)
    return periods * rate_hz / float(lags), float(clear)


def partial_hz(wave: Floats, rate_hz: int, expected_hz: float) -> tuple[float, float]:
    """The first partial near a pitch that is expected, within 0.7 semitones, and how far it stands out, 0 to 1."""
    piece = wave[: round(1.5 * rate_hz)]
    size = 1 << 19
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), size))
    hz = np.arange(len(spectrum)) * rate_hz / size
    near = np.flatnonzero(np.abs(np.log2(np.maximum(hz, 1.0) / expected_hz)) < 0.7 / 12.0)
    best = near[spectrum[near].argmax()]
    around = np.abs(np.log2(np.maximum(hz, 1.0) / expected_hz)) < 0.3
    inside = best not in (near[0], near[-1]) and spectrum[best] >= 0.99 * spectrum[around].max()
    loud = spectrum[best] > 0.05 * spectrum.max()
    return float(hz[best]), float(inside and loud)


def heard(choice: Choice, sample: Sample, wave: Floats, expected_hz: float) -> Heard:
    """What is measured of a recording that should have a pitch."""
    if choice.heard == "partial":
        hz, clear = partial_hz(wave[round(0.03 * sample.rate_hz) :], sample.rate_hz, expected_hz)
    else:
        begin, end = sample.loop
        # What is held is what is heard longest; short loops go round until there is enough.
        turns = -(-round(0.5 * sample.rate_hz) // max(end - begin, 1))
        middle = np.tile(wave[begin:end], turns) if end - begin >= 8 else wave[round(0.15 * sample.rate_hz) :]
        hz, clear = pitch_hz(middle[: 2 * sample.rate_hz], sample.rate_hz, expected_hz)
    return Heard(1200.0 * float(np.log2(hz / expected_hz)), clear)


def start_of(wave: Floats, rate_hz: int) -> int:
    """The sample at which a recording begins: a thousandth of a second before a hundredth of its height."""
    return max(int(np.argmax(np.abs(wave) > 0.01 * np.abs(wave).max())) - round(0.001 * rate_hz), 0)


def root_of(zone: FoundZone, sample: Sample) -> float:
    """The key that a recording is, as its file says."""
    root = zone.value(58)
    return (sample.key if root < 0 else root) - zone.value(51) - (zone.value(52) + sample.cents) / 100.0


def thinned(zones: list[FoundZone], roots: list[float], choice: Choice) -> list[FoundZone]:
    """Zones whose recordings are so far apart, each with the keys that are nearest; layers stay together."""
    order = sorted({(zone.low, zone.high): root for zone, root in zip(zones, roots, strict=True)}.items())
    played = [item for item in order if item[0][1] >= choice.low and item[0][0] <= choice.high]
    kept: list[tuple[tuple[int, int], float]] = []
    for item in played:
        if not kept or abs(item[1] - kept[-1][1]) >= choice.gap:
            kept.append(item)
    found = []
    for place, (span, root) in enumerate(kept):
        low = 0 if place == 0 else _between(kept[place - 1], (span, root)) + 1
        high = 127 if place == len(kept) - 1 else _between((span, root), kept[place + 1])
        for zone in zones:
            if (zone.low, zone.high) == span:
                found.append(FoundZone(low, high, zone.sample, zone.generators))
    return found


def _between(lower: tuple[tuple[int, int], float], upper: tuple[tuple[int, int], float]) -> int:
    """The last key of the lower of two zones: as it was where they were neighbours."""
    if lower[0][1] + 1 == upper[0][0]:
        return lower[0][1]
    # Down is better than up: less of the sound is lost, and nothing hisses.
    return min(max(int(0.6 * lower[1] + 0.4 * upper[1]), lower[0][1]), upper[0][0] - 1)


class Packer:
    """Collects presets and the recordings that they need."""

    def __init__(self, font: SoundFont) -> None:
        self.font = font
        self.samples: dict[int, tuple[str, Sample, Floats]] = {}
        self.told: list[str] = []

    def recording(self, place: int) -> tuple[str, Sample, Floats]:
        """A recording by its place in the file: its name in the bank, as it is, and decoded."""
        if place not in self.samples:
            sample = self.font.sample(place)
            self.samples[place] = (f"{place:03d}", sample, decoded(sample))
        return self.samples[place]

    def preset(self, choice: Choice) -> dict[str, Any]:
        """An instrument's entry of the index."""
        kit = choice.name in KITS
        zones = self.font.zones(128 if kit else 0, choice.program, VELOCITY)
        if kit:
            zones = [zone for zone in zones if zone.low not in LEFT_OUT and choice.low <= zone.low <= choice.high]
        else:
            roots = [root_of(zone, self.font.sample(zone.sample)) for zone in zones]
            zones = thinned(zones, roots, choice)
        rows = [self.zone(choice, zone, kit) for zone in zones]
        self.level(choice, rows, [0.04 * zone.value(48) for zone in zones])
        numbers = [KITS[choice.name]] if kit else [choice.program, *choice.others]
        return {"instruments": numbers, "zones": rows}

    def zone(self, choice: Choice, zone: FoundZone, kit: bool) -> dict[str, Any]:
        """A zone's row, without its gain."""
        name, sample, wave = self.recording(zone.sample)
        fixed = kit and not (choice.name == "orchestra_kit" and zone.high > zone.low + 2)
        root = root_of(zone, sample)
        if choice.heard and not kit:
            found = heard(choice, sample, wave, 440.0 * 2.0 ** ((root - 69.0) / 12.0))
            if found.clear > 0.8 and abs(found.cents) <= 45.0:
                root += found.cents / 100.0
            else:
                self.told.append(
                    f"{choice.name} {sample.name}: {found.cents:+.1f} cents, clear {found.clear:.2f}: left"
                )
        looped = bool(zone.value(54) & 1) and sample.loop[1] - sample.loop[0] >= 8
        cutoff = hertz(zone.value(8))
        sustain_db = min(zone.value(37) / 10.0, 100.0)
        decay_s = seconds(zone.value(36))
        return {
            "low": zone.low,
            "high": zone.high,
            "sample": name,
            "start": start_of(wave, sample.rate_hz),
            "root": round(zone.low if fixed else root, 4),
            "fixed": fixed,
            "gain_db": 0.0,
            "speaks_s": 0.0,
            "attack_s": round(max(seconds(zone.value(34)), 0.001), 5),
            "hold_s": round(seconds(zone.value(35)), 5),
            "decay_s": round(max(decay_s, 0.01), 4),
            "sustain_db": round(sustain_db if decay_s > 0.0 or sustain_db == 0.0 else 0.0, 2),
            "release_s": round(float(np.clip(seconds(zone.value(38)), SHORTEST_RELEASE_S, LONGEST_RELEASE_S)), 4),
            "cutoff_hz": round(cutoff) if cutoff < 15000.0 and not kit else 0,
            # A loudness that goes up and down by less is not heard as one.
            "tremolo_db": abs(zone.value(13)) / 10.0 if abs(zone.value(13)) >= 15 else 0.0,
            "tremolo_hz": round(min(hertz(zone.value(22)), FASTEST_HZ), 2),
            "choke": zone.value(57),
            "loop": list(sample.loop) if looped and not kit else None,
        }

    def level(self, choice: Choice, rows: list[dict[str, Any]], attenuations_db: list[float]) -> None:
        """Gains: of kits one for all beside what the file says, four tenths of it as players have it; of others such
        that loudness goes evenly over the keys.
        """
        rates = {name: sample.rate_hz for name, sample, _ in self.samples.values()}
        bank = Bank((), rates, lambda name: self.samples[int(name)][1].data)
        louds = [loudest_lufs(bank, read_zone(row)) for row in rows]
        for row in rows:
            row["speaks_s"] = 0.0 if row["loop"] is None else round(speaks_s(bank, read_zone(row)), 4)
        if choice.name in KITS:
            played = [loud - less for loud, less in zip(louds, attenuations_db, strict=True)]
            more = LOUDNESS_LUFS + choice.level_db - dict(zip((row["low"] for row in rows), played, strict=True))[SNARE]
            for row, less in zip(rows, attenuations_db, strict=True):
                row["gain_db"] = round(more - less - SOFTER_DB.get(row["low"], 0.0), 2)
            return
        keys = np.array([row["root"] for row in rows])
        said = np.array(louds) - attenuations_db
        slope = float(np.clip(np.polyfit(keys, said, 1)[0], -0.1, 0.1)) if len(set(keys)) > 2 else 0.0
        for row, key, loud in zip(rows, keys, louds, strict=True):
            layers = sum(other["low"] == row["low"] for other in rows)
            aim = LOUDNESS_LUFS + choice.level_db + slope * (key - np.median(keys)) - 10.0 * np.log10(layers)
            row["gain_db"] = round(float(aim - loud), 2)


def loudest_lufs(bank: Bank, zone: Zone) -> float:
    """The loudest 0.4 s of a note's first 1.2, at the recording's own key."""
    wave = note_wave(bank, zone, zone.root, 0, 0.0, RATE_HZ, round(1.2 * RATE_HZ))
    size = round(0.4 * RATE_HZ)
    return max(loudness_lufs(wave[at : at + size], RATE_HZ) for at in range(0, max(len(wave) - size, 1), size // 2))


def speaks_s(bank: Bank, zone: Zone) -> float:
    """Until a note is half as loud as it is for most of its first second."""
    wave = note_wave(bank, zone, zone.root, 0, 0.0, RATE_HZ, RATE_HZ)[:RATE_HZ]
    frame = round(0.005 * RATE_HZ)
    power = np.square(wave[: len(wave) // frame * frame], dtype=np.float64).reshape(-1, frame).mean(axis=1)
    level = np.sqrt(np.convolve(power, np.full(4, 0.25), "same"))
    return float(np.argmax(level >= 0.5 * np.percentile(level, 80))) * frame / RATE_HZ


def write(packer: Packer, presets: dict[str, Any], path: Path) -> None:
    """The bank's file: equal contents, equal bytes."""
    digest = hashlib.sha256(json.dumps(presets, sort_keys=True).encode())
    for name, sample, _ in sorted(packer.samples.values(), key=lambda each: each[0]):
        digest.update(name.encode() + sample.data)
    rates = {name: sample.rate_hz for name, sample, _ in packer.samples.values()}
    index = {
        "format": FORMAT,
        "sha256": digest.hexdigest(),
        "rates_hz": dict(sorted(rates.items())),
        "presets": presets,
    }
    with zipfile.ZipFile(path, "w") as file:
        packed = zipfile.ZipInfo(INDEX, ZIP_TIME)
        packed.compress_type = zipfile.ZIP_DEFLATED
        file.writestr(packed, json.dumps(index))
        for name, sample, _ in sorted(packer.samples.values(), key=lambda each: each[0]):
            file.writestr(zipfile.ZipInfo(f"samples/{name}.ogg", ZIP_TIME), sample.data)


def main() -> int:
    """Pack, and tell what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("font", type=Path, help="FluidR3Mono_GM.sf3")
    packer = Packer(SoundFont(parser.parse_args().font))
    presets = {}
    for choice in CHOICES:
        before = set(packer.samples)
        presets[choice.name] = packer.preset(choice)
        fresh = set(packer.samples) - before
        size = sum(len(packer.samples[place][1].data) for place in fresh)
        print(f"{choice.name}: {len(presets[choice.name]['zones'])} zones, {size} bytes more")  # noqa: T201
    missing = set(range(128)) - {number for one in presets.values() for number in one["instruments"]}
    if missing:
        print(f"programs that nothing plays: {sorted(missing)}", file=sys.stderr)  # noqa: T201
    print("\n".join(packer.told))  # noqa: T201
    write(packer, presets, ASSETS / FILE)
    print(f"{(ASSETS / FILE).stat().st_size} bytes")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
