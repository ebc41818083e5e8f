"""Sound files hold what was put in, by readers that are not ours, and equal sounds give equal bytes."""

from __future__ import annotations

import io
import struct
import time
import wave

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from procgen.formats.filters import resampled
from procgen.formats.loudness import SILENT_LUFS, limited, loudness_lufs, made_loud, peaks_between, true_peak_db
from procgen.formats.sound import Mark, integers, same_serial, write_flac, write_ogg, write_opus, write_wav

RATE = 24_000
TONE = (0.5 * np.sin(2 * np.pi * 440.0 * np.arange(RATE) / RATE)).astype(np.float32)


def test_wav_of_16_bits_is_read_by_python() -> None:
    with wave.open(io.BytesIO(write_wav(TONE, RATE))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate(), file.getnframes()) == (1, 2, RATE, RATE)
        assert np.array_equal(np.frombuffer(file.readframes(RATE), "<i2"), integers(TONE, 16))


def test_wav_of_24_bits_and_two_channels_keeps_them() -> None:
    both = np.stack([TONE, -TONE], axis=1)
    read, rate = soundfile.read(io.BytesIO(write_wav(both, RATE, bits=24)), dtype="int32")
    assert rate == RATE
    assert np.array_equal(read >> 8, integers(both, 24).reshape(-1, 2))


def chunks(data: bytes) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    at = 12
    while at < len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        found.setdefault(name, []).append(data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    assert at == len(data) == struct.unpack_from("<I", data, 4)[0] + 8
    return found


def test_marks_loop_and_note_stand_in_wav() -> None:
    data = write_wav(
        TONE, RATE, note="a recipe", marks=[Mark(100, "word", 50), Mark(900, "odd")], loop=(10, 999), key=57
    )
    found = chunks(data)
    count, first = struct.unpack_from("<II", found[b"cue "][0])
    assert (count, first) == (2, 1)
    assert struct.unpack_from("<I", found[b"cue "][0], 4 + 20)[0] == 100
    assert b"word\0" in found[b"LIST"][1]
    assert struct.unpack("<II4s", found[b"LIST"][1][found[b"LIST"][1].index(b"ltxt") + 8 :][:12]) == (1, 50, b"rgn ")
    assert struct.unpack_from("<I", found[b"smpl"][0], 12)[0] == 57
    assert struct.unpack_from("<II", found[b"smpl"][0], 36 + 8) == (10, 999)
    with soundfile.SoundFile(io.BytesIO(data)) as file:
        assert file.comment == "a recipe"


@pytest.mark.parametrize(
    ("write", "subtype", "error"),
    [(write_flac, "PCM_16", 1e-4), (write_ogg, "VORBIS", 0.05), (write_opus, "OPUS", 0.1)],
)
def test_encoded_files_sound_alike_carry_their_note_and_are_the_same_at_any_time(
    write: object, subtype: str, error: float
) -> None:
    assert callable(write)
    first = write(TONE, RATE, note="a recipe")
    time.sleep(1.1)  # libsndfile's serial numbers come from the clock
    assert write(TONE, RATE, note="a recipe") == first
    with soundfile.SoundFile(io.BytesIO(first)) as file:
        assert (file.subtype, file.samplerate, file.comment) == (subtype, RATE, "a recipe")
        read = file.read(dtype="float32")
    assert len(read) == pytest.approx(RATE, abs=2)
    steady = slice(2000, 20_000)
    assert np.sqrt(np.square(read[steady] - TONE[steady]).mean()) < error


def test_pages_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="no page at byte 0"):
        same_serial(b"x" * 40)


def test_opus_has_no_other_rates() -> None:
    with pytest.raises(ValueError, match="44100"):
        write_opus(TONE, 44_100)


@pytest.mark.parametrize("rate", [24_000, 44_100, 48_000])
def test_loudness_is_that_of_the_ebus_first_and_third_test_signals(rate: int) -> None:
    """EBU Tech 3341, cases 1 and 3: a stereo sine of 1 kHz; at 24 kHz the filter's warp allows 0.1 LU."""
    at = np.arange(20 * rate) / rate

    def tone(level_db: float, seconds: float) -> np.ndarray:
        one = 10 ** (level_db / 20) * np.sin(2 * np.pi * 1000.0 * at[: round(seconds * rate)])
        return np.stack([one, one], axis=1)

    assert loudness_lufs(tone(-23.0, 20.0), rate) == pytest.approx(-23.0, abs=0.1)
    gated = np.concatenate([tone(-36.0, 10.0), tone(-23.0, 20.0), tone(-36.0, 10.0)])
    assert loudness_lufs(gated, rate) == pytest.approx(-23.0, abs=0.1)


def test_silence_and_peaks_between_samples() -> None:
    assert loudness_lufs(np.zeros(RATE), RATE) == SILENT_LUFS
    assert loudness_lufs(TONE[:2400], RATE) > -20.0
    # A sine of a quarter of the rate, sampled 45 degrees off its peaks, is 3 dB higher than its samples.
    quarter = np.sin(np.pi / 2.0 * np.arange(4000) + np.pi / 4.0) * np.hanning(4000)
    assert 20 * np.log10(np.abs(quarter).max()) == pytest.approx(-3.01, abs=0.01)
    assert true_peak_db(quarter) == pytest.approx(0.0, abs=0.1)


@given(st.integers(0, 2**32 - 1), st.integers(1, 3000), st.booleans(), st.floats(0.05, 1.2))
def test_points_between_samples_are_as_if_all_were_looked_at(seed: int, count: int, stereo: bool, least: float) -> None:
    chance = np.random.default_rng(seed)
    sound = chance.standard_normal((count, 2) if stereo else count)
    # Swells, so that there is much to leave out.
    sound *= (np.abs(np.sin(np.arange(count) / 80.0)) ** 6).reshape(-1, *[1] * stereo)
    all_of_it = np.abs(resampled(sound, 4, 1)).reshape(count, -1).max(axis=1)
    bound = least * np.abs(sound).max()
    found = peaks_between(sound, bound)
    assert np.array_equal(found[all_of_it > bound], all_of_it[all_of_it > bound])
    assert (found[all_of_it <= bound] <= 1.01 * bound).all()
    assert true_peak_db(sound) == pytest.approx(20.0 * np.log10(max(all_of_it.max(), 1e-10)), abs=1e-9)


def test_a_sound_with_high_peaks_is_as_loud_as_wanted_and_its_peaks_are_turned_down() -> None:
    clicks = 0.05 * np.sin(2 * np.pi * 300.0 * np.arange(2 * RATE) / RATE)
    clicks[::4000] += 0.9
    made = made_loud(clicks, RATE, -18.0, -1.0).samples
    assert loudness_lufs(made, RATE) == pytest.approx(-18.0, abs=0.1)
    assert true_peak_db(made) <= -0.9
    soft = 0.1 * clicks
    assert np.array_equal(limited(soft, RATE, -1.0), soft)
    assert np.array_equal(made_loud(np.zeros(RATE), RATE, -18.0, -1.0).samples, np.zeros(RATE, np.float32))
