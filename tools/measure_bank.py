"""Measures the bank of instruments as it is played: tuning and evenness over the keys, and seams of loops.

python tools/measure_bank.py

Its card, assets/music_bank.md, says what came out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from procgen.formats.loudness import loudness_lufs
from procgen.music.play import Bank, Manner, packaged_bank, render
from procgen.music.play.bank import Preset
from procgen.music.play.waves import note_wave
from procgen.music.score import DRUM_KIT, NOTE, TICKS, Key, Metre, Mode, Part, Role, Score, Tempo
from tools.pack_bank import CHOICES, RATE_HZ, pitch_hz

CLEAR = 0.7
"""How periodic a note must be for its pitch to count."""
Floats = npt.NDArray[np.float64]


def held(bank: Bank, instrument: int, key: int) -> Floats:
    """(n,) a note of two seconds, dry, in the middle of the two sides."""
    notes = np.array([(0, 4 * TICKS, key, 0.8, 0)], NOTE)
    score = Score(
        notes, (Part("", instrument, Role.MELODY),), Key(0, Mode.MAJOR), (Metre(0, 4, 4),), (Tempo(0, 120.0),), 1
    )
    found = render(score, bank, manner=Manner(humanise=0.0, room=0.0, legato=False))
    return np.asarray(found.mix.mean(axis=1) / found.gain, np.float64)


def keys_of(preset: Preset) -> range:
    """Every other key of a compass."""
    roots = [zone.root for zone in preset.zones]
    low, high = max(36, int(min(roots)) - 1), min(96, int(max(roots)) + 2)
    return range(low, high + 1, 2) if high - low >= 6 else range(54, 73, 2)


def seams(bank: Bank) -> Iterator[float]:
    """Of each loop: its sharpest bend about its end over that which a hundredth of all others exceed."""
    for preset in bank.presets:
        for zone in preset.zones:
            if zone.loop is None:
                continue
            begin, end = ((place - zone.start) / bank.rate_hz(zone.sample) for place in zone.loop)
            length = round((2.0 * end - begin + 0.1) * RATE_HZ)
            bends = np.abs(np.diff(note_wave(bank, zone, zone.root, 0, 0.0, RATE_HZ, length)[:length].astype(float), 3))
            frames = bends[: len(bends) // 48 * 48].reshape(-1, 48).max(axis=1)
            seam = round(end * 1000)
            yield float(frames[max(seam - 12, 0) : seam + 3].max() / np.percentile(frames[20:], 99))


def main() -> int:
    """Print a line an instrument, and the whole."""
    bank = packaged_bank()
    tuned = {choice.name for choice in CHOICES if choice.heard == "period"}
    cents, steps = [], []
    for preset in bank.presets:
        if preset.instruments[0] >= DRUM_KIT:
            continue
        own, louds = [], []
        for key in keys_of(preset):
            sound = held(bank, preset.instruments[0], key)
            blocks = [sound[at : at + round(0.4 * RATE_HZ)] for at in (0, 9600, 19200)]
            louds.append(max(loudness_lufs(block, RATE_HZ) for block in blocks))
            right = 440.0 * 2.0 ** ((key - 69) / 12.0)
            hz, clear = pitch_hz(sound[9600:84000], RATE_HZ, right)
            if preset.name in tuned and clear > CLEAR:
                own.append(abs(1200.0 * float(np.log2(hz / right))))
        steps += np.abs(np.diff(louds)).tolist()
        cents += own
        told = f"{np.median(own):.1f} cents, at most {max(own):.1f}, of {len(own)} notes" if own else "not measured"
        print(f"{preset.name}: {told}")  # noqa: T201
    inside = float(np.mean(np.array(cents) <= 5.0))
    print(f"{len(cents)} notes: {np.median(cents):.2f} cents, {inside:.1%} within 5, at most {max(cents):.1f}")  # noqa: T201
    print(f"two semitones apart: {np.median(steps):.2f} LU, 95 of 100 within {np.percentile(steps, 95):.2f}")  # noqa: T201
    bends = list(seams(bank))
    print(f"{len(bends)} loops: {np.median(bends):.2f}, at most {max(bends):.2f}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
