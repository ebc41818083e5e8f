"""Files are read by others: lengths, loops, recipes, engines' resources."""

from __future__ import annotations

import base64
import io
import json
import re
import struct

import numpy as np
import pytest
import soundfile

from procgen.formats.sound import integers
from procgen.sound.exporters import EXPORTERS
from procgen.sound.generate import Sound, generate
from procgen.sound.parameters import SoundParameters

LOOP = generate(SoundParameters("rain", duration_s=0.5, loop=True, stereo=True))
STEPS = generate(SoundParameters("footstep", seed=2, variants=3))


def one(kind: str, sounds: tuple[Sound, ...] = LOOP) -> bytes:
    return EXPORTERS[kind].files(sounds)[0][1]


@pytest.mark.parametrize(("kind", "off"), [("wav", 2e-5), ("wav24", 1e-6), ("flac", 2e-5), ("ogg", 0.2), ("opus", 0.3)])
def test_sound_files_hold_the_sound(kind: str, off: float) -> None:
    read, rate_hz = soundfile.read(io.BytesIO(one(kind)))
    assert rate_hz == 48_000
    assert read.shape == LOOP[0].samples.shape
    assert np.abs(read - LOOP[0].samples).max() < off
    assert LOOP[0].recipe.sha256[:16].encode() in one(kind)


def test_the_loop_of_a_wav_is_all_of_it() -> None:
    data = one("wav")
    at = data.index(b"smpl") + 8
    assert struct.unpack_from("<I", data, at + 28)[0] == 1
    assert struct.unpack_from("<II", data, at + 44) == (0, len(LOOP[0].samples) - 1)
    single = one("wav", STEPS)
    assert struct.unpack_from("<I", single, single.index(b"smpl") + 36)[0] == 0


def test_variants_are_files_that_are_counted() -> None:
    names = [name for name, _ in EXPORTERS["wav"].files(STEPS, "step")]
    assert names == ["step-1.wav", "step-2.wav", "step-3.wav"]
    assert [name for name, _ in EXPORTERS["json"].files(STEPS, "step")] == ["step.json"]
    assert [name for name, _ in EXPORTERS["wav"].files(LOOP, "rain")] == ["rain.wav"]


def test_facts_are_those_of_the_sounds() -> None:
    told = json.loads(one("json", STEPS))
    assert (told["effect"], told["kind"], told["loop"], told["channels"]) == ("footstep", "step", False, 1)
    assert [each["samples"] for each in told["variants"]] == [len(each.samples) for each in STEPS]
    assert all(each["nearest_db"] >= 1.0 for each in told["variants"])
    assert json.loads(one("json"))["variants"][0]["nearest_db"] is None


def test_godots_resource_holds_the_samples_and_the_loop() -> None:
    text = one("godot").decode()
    (data,) = re.findall(r'PackedByteArray\("([^"]*)"\)', text)
    assert base64.b64decode(data) == integers(LOOP[0].samples, 16).astype("<i2").tobytes()
    assert f"loop_end = {len(LOOP[0].samples)}\n" in text
    several = one("godot", STEPS).decode()
    assert several.count("[sub_resource") == 3
    assert "streams_count = 3" in several
    assert "loop_mode" not in several


def test_the_picture_shows_something() -> None:
    assert one("png", STEPS).startswith(b"\x89PNG")
