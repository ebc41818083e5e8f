"""Times, subtitles and lips agree with the sound."""

from __future__ import annotations

import io
import itertools
import json
import re

import numpy as np
import pytest
import soundfile

from procgen.speech.exporters import EXPORTERS
from procgen.speech.face import morph_curves
from procgen.speech.generate import Speech
from procgen.speech.timing import FRAMES_PER_S, VISEMES, Phone, Timing, rhubarb_cues, viseme_curves
from tests.speech.lines import spoken


@pytest.fixture(scope="module")
def speech() -> Speech:
    return spoken("Bob, give me five maps of Rome & home. <Stop!", mood="surprised", strength=1.0)


def test_every_sound_file_is_as_long_as_the_speech_and_has_its_recipe(speech: Speech) -> None:
    for kind in ("wav", "wav24", "flac", "ogg", "opus"):
        with soundfile.SoundFile(io.BytesIO(EXPORTERS[kind].encode(speech))) as file:
            assert file.frames / file.samplerate == pytest.approx(speech.timing.duration_s, abs=1e-3), kind
            assert json.loads(file.comment)["sha256"] == speech.recipe.sha256, kind


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.replace(",", ".").split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest)


def test_subtitles_follow_one_another_and_hold_all_words(speech: Speech) -> None:
    srt = EXPORTERS["srt"].encode(speech).decode()
    times = [tuple(map(seconds, pair)) for pair in re.findall(r"(\S+) --> (\S+)", srt)]
    assert all(begin < end for begin, end in times)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(times))
    assert times[-1][1] <= speech.timing.duration_s + 1e-3
    shown = " ".join(line for line in srt.splitlines() if line and "-->" not in line and not line.isdigit())
    assert shown.startswith("Bob, give me five maps of Rome")
    vtt = EXPORTERS["vtt"].encode(speech).decode()
    assert vtt.startswith("WEBVTT\n")
    inside = [seconds(clock) for clock in re.findall(r"<(\d\d:\d\d:\d\d\.\d{3})>", vtt)]
    assert inside == sorted(inside)


@pytest.mark.parametrize("letter", list("pbmfvO"))
def test_the_right_mouth_is_strongest_within_a_frame_of_its_sound(letter: str, speech: Speech) -> None:
    curves = viseme_curves(speech.timing)
    shape = {"p": "PP", "b": "PP", "m": "PP", "f": "FF", "v": "FF", "O": "O"}[letter]
    for phone in (each for each in speech.timing.phones if each.letter == letter):
        first, last = (round(at_s * FRAMES_PER_S) for at_s in (phone.begin_s, phone.end_s))
        around = curves[max(first - 6, 0) : last + 7, VISEMES.index(shape)]
        peak = max(first - 6, 0) + int(around.argmax())
        assert first - 1 <= peak <= last + 1
        assert curves[peak].argmax() == VISEMES.index(shape)
        assert curves[peak, VISEMES.index(shape)] > 0.6


def test_visemes_are_shares_and_silence_is_the_resting_mouth(speech: Speech) -> None:
    curves = viseme_curves(speech.timing)
    assert (curves >= 0).all()
    assert np.allclose(curves.sum(axis=1), 1.0, atol=1e-5)
    assert (viseme_curves(Timing((), (), (), 1.0))[:, 0] == 1.0).all()


def test_lips_are_closed_for_a_closing_sound_between_vowels() -> None:
    timing = Timing((Phone("ɑ", 0.0, 0.2, 0), Phone("b", 0.2, 0.26, 0), Phone("ɑ", 0.26, 0.5, 0)), (), (), 0.5)
    frame = round(0.23 * FRAMES_PER_S)
    assert viseme_curves(timing)[frame, VISEMES.index("aa")] < 0.05


def test_rhubarbs_cues_rise_and_end_at_rest(speech: Speech) -> None:
    cues = rhubarb_cues(speech.timing)
    assert cues[0] == (0.0, "X")
    assert cues[-1][1] == "X"
    assert all(first[0] < second[0] and first[1] != second[1] for first, second in itertools.pairwise(cues))
    assert {shape for _, shape in cues} <= set("ABCDEFGHX")


def test_animations_have_the_curves_keys(speech: Speech) -> None:
    curves = morph_curves(speech.timing, speech.mood, speech.strength, 0)
    told = json.loads(EXPORTERS["unity"].encode(speech))
    assert told["frameRate"] == FRAMES_PER_S
    for each in told["curves"]:
        name = each["property"].removeprefix("blendShape.")
        times, values = ([key[field] for key in each["keys"]] for field in ("time", "value"))
        drawn = np.interp(np.arange(len(curves[name])) / FRAMES_PER_S, times, values)
        assert np.abs(drawn / 100.0 - curves[name]).max() < 0.006
    godot = EXPORTERS["godot"].encode(speech).decode()
    assert godot.count('/type = "blend_shape"') == len(curves) == len(told["curves"])
    assert 'NodePath("body:viseme_PP")' in godot
    plain = json.loads(EXPORTERS["lips"].encode(speech))
    assert set(plain["morphs"]) == set(curves)
    assert "browInnerUp" in curves


def test_the_same_speech_gives_the_same_files(speech: Speech) -> None:
    for exporter in EXPORTERS.values():
        if exporter.kind != "opus":  # its encoder takes long; tests/formats/test_sound.py has it
            assert exporter.encode(speech) == exporter.encode(speech), exporter.kind
