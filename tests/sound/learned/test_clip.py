"""A user's clip is read whatever its rate and bits; what can't be followed is named."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import soundfile

from procgen.errors import InvalidFields
from procgen.sound.learned.clip import read_clip


def file_of(samples: Any, rate_hz: int = 48_000, **how: Any) -> bytes:
    data = io.BytesIO()
    soundfile.write(data, samples, rate_hz, **({"format": "WAV", "subtype": "FLOAT"} | how))
    return data.getvalue()


def ring(rate_hz: int, seconds: float = 0.5) -> Any:
    times = np.arange(int(rate_hz * seconds)) / rate_hz
    return 0.5 * np.exp(-6.0 * times) * np.sin(2.0 * np.pi * 700.0 * times)


@pytest.mark.parametrize("rate_hz", [4000, 8000, 11_025, 22_050, 44_056, 44_100, 47_999, 96_000, 192_000])
def test_a_clip_of_any_rate_has_the_pitch_it_had(rate_hz: int) -> None:
    clip = read_clip(file_of(ring(rate_hz), rate_hz), "clip")
    spectrum = np.abs(np.fft.rfft(clip.samples))
    assert spectrum.argmax() * 48_000 / len(clip.samples) == pytest.approx(700.0, abs=4.0)
    assert clip.highest_hz == 0.5 * min(rate_hz, 48_000)


@pytest.mark.parametrize(
    "how",
    [
        {"subtype": "PCM_U8"},
        {"subtype": "PCM_24"},
        {"format": "FLAC", "subtype": "PCM_16"},
        {"format": "OGG", "subtype": "VORBIS"},
        {"format": "MP3", "subtype": "MPEG_LAYER_III"},
    ],
    ids=str,
)
def test_bits_and_formats_are_read(how: dict[str, Any]) -> None:
    clip = read_clip(file_of(ring(44_100), 44_100, **how), "clip")
    assert 0.3 < clip.seconds < 0.62
    assert np.abs(clip.samples).max() == pytest.approx(1.0, abs=0.05)


def test_channels_are_mixed_and_silence_around_is_cut() -> None:
    sound = np.concatenate([np.zeros(20_000), ring(48_000), np.zeros(20_000)])
    clip = read_clip(file_of(np.column_stack([sound, sound])), "clip")
    assert clip.seconds < 0.6


BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "1 to 16777216 bytes"),
    "no sound": (b"RIFF is not enough" * 40, "a WAV, FLAC, OGG or MP3 file"),
    "cut off": (file_of(ring(48_000))[:30], "a WAV, FLAC, OGG or MP3 file"),
    "silence": (file_of(np.zeros(4000)), "a clip that is heard"),
    "as good as silence": (file_of(1e-6 * ring(48_000)), "a clip that is heard"),
    "a constant": (file_of(np.full(4000, 0.5)), "a clip that is heard"),
    "NaN": (file_of(np.where(np.arange(4000) == 99, np.nan, 0.1)), "finite samples"),
    "infinite": (file_of(np.where(np.arange(4000) == 99, np.inf, 0.1)), "finite samples"),
    "too long": (file_of(np.tile(ring(8000), 21), 8000), "at most 10 s"),
    "too short": (file_of(ring(48_000)[:100]), "at least 0.01 s"),
    "a click": (file_of(np.eye(1, 9000, 4000)[0]), "at least 0.01 s"),
    "too slow": (file_of(ring(2000), 2000), "4000 to 384000"),
    "too many channels": (file_of(np.tile(ring(48_000)[:, None], (1, 9))), "at most 8"),
    "no samples": (file_of(np.zeros(0)), "at least 0.01 s"),
}


@pytest.mark.parametrize("which", BAD)
def test_what_can_not_be_followed_is_named(which: str) -> None:
    data, allowed = BAD[which]
    with pytest.raises(InvalidFields) as caught:
        read_clip(data, "clip")
    (violation,) = caught.value.violations
    assert violation.field == "clip"
    assert allowed in violation.allowed


def test_a_damaged_file_never_gets_further() -> None:
    whole = bytearray(file_of(ring(22_050), 22_050, format="OGG", subtype="VORBIS"))
    chance = np.random.default_rng(1)
    for _ in range(40):
        torn = bytearray(whole)
        for at in chance.integers(0, len(torn), 12):
            torn[int(at)] = int(chance.integers(256))
        try:
            assert np.isfinite(read_clip(bytes(torn), "clip").samples).all()
        except InvalidFields as error:
            assert [each.field for each in error.violations] == ["clip"]
