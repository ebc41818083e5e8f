"""One note as its recording gives it: at a pitch, a brightness and a sample rate, for as long as it is held.

A recording is filtered once, at twice its rate, by its Fourier transform; pitches are read off that by cubic Hermite
splines (Niemitalo, "Polynomial interpolators for high-quality resampling of oversampled audio", 2001: with twice the
rate what they add is below -80 dB up to the ear's best range). Low passes keep what would fold at a high pitch away.
All of it is kept, for scores say few pitches often.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.formats.filters import Doubles, spectra_of, waves_of
from procgen.music.play.bank import Bank, Recording, Wave, Zone

OVERSAMPLED: Final = 2
BRIGHTNESS: Final = (0.72, 0.52, 0.32)
"""Velocities from which a note is of the brightest kind, the second, the third; below them of the fourth."""
_PARTIALS: Final = (0.0, 14.0, 8.0, 5.0)
"""Of the fundamental, where each kind's highs begin to fall by 6 dB an octave; 0 for nowhere."""
_LEAST_CORNER_HZ: Final = 900.0
_DRUM_CORNERS_HZ: Final = (0.0, 9000.0, 6000.0, 4000.0)
_BLEND: Final = 384
"""Samples over which the end of a loop goes over into what comes before its start."""
_AFTER: Final = 2048
_PIECE: Final = 1 << 14
"""Samples that are read off at once: what fits a processor's cache."""
_LENGTH_STEP_S: Final = 0.5
_VIBRATO_HZ: Final = 5.4
_VIBRATO_AFTER_S, _VIBRATO_RISE_S = 0.25, 0.4


def kind_of(velocity: float) -> int:
    """How dark a note is: 0 to 3."""
    return sum(velocity < edge for edge in BRIGHTNESS)


def note_wave(bank: Bank, zone: Zone, pitch: float, kind: int, vibrato_cents: float, rate_hz: int, least: int) -> Wave:
    """A note that is held.

    Args:
        bank: has the recording.
        zone: of the preset.
        pitch: key, with a fraction.
        kind: how dark, 0 to 3.
        vibrato_cents: how far its pitch trembles, when it is held for long.
        rate_hz: of what comes out.
        least: samples that are needed.

    Returns:
        (n,) float32, n at least so many, unless the recording rings out before; its beginning does not depend on n.
    """
    step = round(_LENGTH_STEP_S * rate_hz)
    length = -(-least // step) * step
    ratio = _ratio(bank, zone, pitch, rate_hz)
    key = ("note", zone, round(pitch, 4), kind, vibrato_cents, rate_hz)

    def make() -> Wave:
        source, loop = _source(bank, zone, kind, ratio)
        places = np.arange(length, dtype=np.float64)
        if vibrato_cents and zone.loop:
            places -= (2.0 ** (vibrato_cents / 1200.0) - 1.0) * _vibrato(bank, length, rate_hz)
        wave = _read_off(source, loop, places * ratio, ratio)
        return wave * _envelope(zone, len(wave), rate_hz)

    return bank.kept(key, _rings_for(bank, zone, kind, ratio, least), make)


def _rings_for(bank: Bank, zone: Zone, kind: int, ratio: float, least: int) -> int:
    """Samples of the note that there can be."""
    if zone.loop is not None:
        return least
    source, _ = _source(bank, zone, kind, ratio)
    return min(least, int((len(source) - 4) / ratio))


def _ratio(bank: Bank, zone: Zone, pitch: float, rate_hz: int) -> float:
    """Samples of the source to one of the note."""
    semitones = 0.0 if zone.fixed else pitch - zone.root
    return float(OVERSAMPLED * bank.rate_hz(zone.sample) / rate_hz * 2.0 ** (semitones / 12.0))


def _source(bank: Bank, zone: Zone, kind: int, ratio: float) -> tuple[Wave, tuple[int, int] | None]:
    """A recording at twice its rate, filtered, and its loop there."""
    # What is above half the new rate would fold: steps of a quarter of an octave, below what is kept of highs.
    guard = max(0, int(np.ceil(4.0 * np.log2(ratio / OVERSAMPLED / 1.05))))
    key = ("source", zone.sample, zone.loop, zone.cutoff_hz, zone.gain_db, zone.fixed, zone.root, kind, guard)
    loop = _loop(zone)
    made = bank.kept(key, 1, lambda: _filtered(bank.recording(zone.sample), zone, kind, guard))
    return made, None if loop is None else (OVERSAMPLED * loop[0], OVERSAMPLED * loop[1])


def _loop(zone: Zone) -> tuple[int, int] | None:
    """Counted from where the recording begins."""
    return None if zone.loop is None else (zone.loop[0] - zone.start, zone.loop[1] - zone.start)


def _filtered(recording: Recording, zone: Zone, kind: int, guard: int) -> Wave:
    wave = recording.wave[zone.start :]
    loop = _loop(zone)
    if loop is None:
        end = len(wave)
        padded = np.concatenate([wave, np.zeros(_AFTER, np.float32)])
    else:
        begin, end = loop
        blend = min(_BLEND, begin, end - begin)
        fade = np.linspace(0.0, 1.0, blend, endpoint=False, dtype=np.float32)
        held = wave[begin:end].copy()
        held[len(held) - blend :] += fade * (wave[begin - blend : begin] - held[len(held) - blend :])
        turns = -(-_AFTER // len(held)) + 1
        padded = np.concatenate([wave[:begin], *[held] * turns])[: end + _AFTER]
    size = 1 << int(np.ceil(np.log2(len(padded) + _AFTER)))
    spectrum = spectra_of(np.concatenate([padded, np.zeros(size - len(padded), np.float32)]))
    hz = np.arange(len(spectrum)) * (recording.rate_hz / size)
    gain = np.full(len(hz), OVERSAMPLED * 10.0 ** (zone.gain_db / 20.0))
    if zone.cutoff_hz:
        gain /= np.sqrt(1.0 + (hz / zone.cutoff_hz) ** 4)
    corner_hz = _corner_hz(zone, kind)
    if corner_hz:
        gain /= np.sqrt(1.0 + (hz / corner_hz) ** 2)
    if guard:
        edge_hz = 0.47 * recording.rate_hz * 2.0 ** (-guard / 4.0)
        gain *= np.clip(0.5 + 8.0 * (1.0 - hz / edge_hz), 0.0, 1.0)
    finer = np.zeros(OVERSAMPLED * size // 2 + 1, np.complex64)
    finer[: len(spectrum)] = spectrum * gain
    # A few samples more than the loop's end, from which the splines read.
    return waves_of(finer, OVERSAMPLED * size)[: OVERSAMPLED * end + (8 if zone.loop else OVERSAMPLED * 64)].astype(
        np.float32
    )


def _corner_hz(zone: Zone, kind: int) -> float:
    if zone.fixed:
        return _DRUM_CORNERS_HZ[kind]
    root_hz = 440.0 * 2.0 ** ((zone.root - 69.0) / 12.0)
    return max(_PARTIALS[kind] * root_hz, _LEAST_CORNER_HZ) if kind else 0.0


def _read_off(source: Wave, loop: tuple[int, int] | None, places: Doubles, ratio: float) -> Wave:
    """The sound at places of the source, or at fewer where a recording without a loop ends before."""
    length = len(places)
    if loop is None:
        length = min(length, int((len(source) - 4) / ratio))
        places = places[:length]
    else:
        begin, end = loop
        last = int(places[-1]) + 4 if length else 0
        turns = max(-(-(last - end) // (end - begin)), 0)
        source = np.concatenate([source[:end], *[source[begin:end]] * turns, source[begin : begin + 4]])
    made = np.empty(length, np.float32)
    for start in range(0, length, _PIECE):
        at = places[start : start + _PIECE]
        whole = at.astype(np.int64)
        part = (at - whole).astype(np.float32)
        # Four neighbours; the first is the sample before, and before the recording there is none.
        before = source[np.maximum(whole - 1, 0)] if start == 0 else source[whole - 1]
        here, next_, after = source[whole], source[whole + 1], source[whole + 2]
        slope = 0.5 * (next_ - before)
        curve = before - 2.5 * here + 2.0 * next_ - 0.5 * after
        bend = 0.5 * (after - before) + 1.5 * (here - next_)
        made[start : start + _PIECE] = ((bend * part + curve) * part + slope) * part + here
    return made


def _vibrato(bank: Bank, length: int, rate_hz: int) -> Wave:
    """(length,) samples by which a note is late whose pitch trembles, for a depth of 1: the integral of a sine, nearly
    so while the depth grows.
    """
    turn = 2.0 * np.pi * _VIBRATO_HZ

    def make() -> Wave:
        seconds = np.arange(length) / rate_hz - _VIBRATO_AFTER_S
        depth = np.clip(seconds / _VIBRATO_RISE_S, 0.0, 1.0) * (rate_hz / turn)
        return np.asarray(depth * (np.cos(turn * seconds) - 1.0), np.float32)

    return bank.kept(("vibrato", rate_hz), length, make)[:length]


def _envelope(zone: Zone, length: int, rate_hz: int) -> Wave:
    """(length,) amplitude while a note is held."""
    seconds = np.arange(length, dtype=np.float32) / np.float32(rate_hz)
    fallen = np.maximum(seconds - np.float32(zone.attack_s + zone.hold_s), 0.0) * np.float32(100.0 / zone.decay_s)
    level = np.minimum(fallen, np.float32(zone.sustain_db))
    gain = np.exp(level * np.float32(-np.log(10.0) / 20.0)) if zone.sustain_db else np.ones(length, np.float32)
    if zone.tremolo_db:
        gain *= 10.0 ** (zone.tremolo_db / 20.0 * np.sin(np.float32(2.0 * np.pi * zone.tremolo_hz) * seconds))
    rise = min(round(zone.attack_s * rate_hz), length)
    gain[:rise] *= np.arange(rise, dtype=np.float32) / np.float32(max(rise, 1))
    return gain
