"""The service speaks, sends sound early, takes barks, and names all that is wrong."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.kit.wire.call import Call
from procgen.kit.wire.received import receive
from procgen.speech.wire.service import SpeechService, read_request
from procgen.v1 import speech_pb2
from tests.speech.lines import store


def events(method: str, request: Any) -> list[Any]:
    """All, in the order in which they are sent."""
    found: list[Any] = []
    found += getattr(SpeechService(store()), method)(request, Call("test"), found.append)
    return found


def test_live_sound_comes_sentence_by_sentence_before_the_result() -> None:
    told = events("generate", speech_pb2.SpeechRequest(text="Come in. Sit down.", live=True, outputs=["wav"]))
    kinds = [event.WhichOneof("event") for event in told]
    assert kinds.count("sound") == kinds.count("sentence") == 2
    assert kinds.index("sentence") < kinds.index("sound")
    sentences = [event.sentence for event in told if event.WhichOneof("event") == "sentence"]
    assert [each.text for each in sentences] == ["Come in.", "Sit down."]
    assert any(max(curve.weights) > 127 for curve in sentences[1].face if curve.morph.startswith("viseme_"))
    assert kinds.index("sound") < kinds.index("chunk")
    sounds = [event.sound for event in told if event.WhichOneof("event") == "sound"]
    assert sounds[1].offset_samples == len(sounds[0].pcm_s16le) // 2
    received = receive(told)
    whole = np.frombuffer(b"".join(each.pcm_s16le for each in sounds), "<i2")
    assert len(whole) == pytest.approx(received.result.duration_s * 24_000, abs=2)
    assert np.abs(whole).max() > 1000


def test_a_result_tells_words_sounds_and_the_whole_voice() -> None:
    result = receive(
        events(
            "generate",
            speech_pb2.SpeechRequest(text="Well met.", person={"sex": 1.0, "seed": 3}, voice={"breath": 0.5}),
        )
    ).result
    assert [word.text for word in result.words] == ["Well", "met"]
    assert result.words[0].end_s <= result.words[1].begin_s
    assert "".join(each.phoneme for each in result.phonemes) == "wɛlmɛt"
    assert result.voice.breath == pytest.approx(0.5)
    assert 80 < result.voice.f0_hz < 160
    assert json.loads(result.recipe.request_json)["person"]["seed"] == "3"


def test_barks_are_spoken_in_takes_that_differ() -> None:
    told = events(
        "barks",
        speech_pb2.BarksRequest(
            lines=[{"text": "Halt!", "file_name": "halt"}, {"text": "Run!", "mood": "afraid"}], takes=3
        ),
    )
    results = [event.result for event in told if event.WhichOneof("event") == "result"]
    assert [(each.line, each.take) for each in results] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert len({each.artifacts[0].sha256 for each in results}) == 6
    assert [each.artifacts[0].file_name for each in results][:3] == ["halt-1.wav", "halt-2.wav", "halt-3.wav"]


def test_all_that_is_wrong_with_barks_is_said_with_its_line() -> None:
    request = speech_pb2.BarksRequest(lines=[{"text": "Halt!"}, {"text": "", "mood": "odd"}], takes=99)
    with pytest.raises(InvalidFields) as caught:
        events("barks", request)
    assert {each.field for each in caught.value.violations} == {"takes", "lines[1].text", "lines[1].mood"}
    with pytest.raises(InvalidFields, match="lines: got 0 lines"):
        events("barks", speech_pb2.BarksRequest())


def test_all_that_is_wrong_with_a_line_is_said_at_once() -> None:
    request = speech_pb2.SpeechRequest(
        text="😀", model="none", outputs=["mp3"], file_name="../x", strength=3.0, person={"age_years": 2.0}
    )
    with pytest.raises(InvalidFields) as caught:
        read_request(request, ("hibari",))
    fields = {each.field for each in caught.value.violations}
    assert fields == {"text", "model", "outputs[0]", "file_name", "strength", "person.age_years"}


def test_info_tells_what_there_is() -> None:
    told = SpeechService(store()).get_info(speech_pb2.GetSpeechInfoRequest(), Call("test"))
    assert list(told.models) == ["hibari", "chorus"]
    assert "dwarf" in told.styles
    assert len(told.moods) == 16
    assert told.sample_rate_hz == 24_000
