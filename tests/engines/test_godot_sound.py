"""Sounds in the real Godot, from the real server: feet ask the ground, a place is heard, resources are read."""

from __future__ import annotations

import hashlib
import io
import wave
from pathlib import Path
from typing import Any

import pytest

from procgen.ambience.places import SETTLEMENTS, WEATHERS
from procgen.kit.wire.received import Received, receive
from procgen.sound.effects.footsteps import FEET, GAITS
from procgen.sound.effects.surfaces import SURFACES
from procgen.v1 import sound_pb2, sound_pb2_grpc
from tests.client import channel
from tests.conftest import RunningServer
from tests.engines.godot_probe import report_of


@pytest.fixture(scope="module")
def steps(server: RunningServer) -> Received[sound_pb2.SoundResult]:
    """The same steps as a native client gets them."""
    request = sound_pb2.SoundRequest(
        effect="footstep", seed=7, surface="planks", foot="boot", gait="walk", intensity=0.5, wetness=0.0, variants=3,
        outputs=["wav", "godot"],
    )  # fmt: skip
    with channel(server) as opened:
        return receive(sound_pb2_grpc.SoundServiceStub(opened).GenerateSound(request))


@pytest.fixture(scope="module")
def loop(server: RunningServer) -> Received[sound_pb2.SoundResult]:
    request = sound_pb2.SoundRequest(effect="rain", duration_s=1.0, loop=True, stereo=True, outputs=["godot"])
    with channel(server) as opened:
        return receive(sound_pb2_grpc.SoundServiceStub(opened).GenerateSound(request))


@pytest.fixture(scope="module")
def game(
    server: RunningServer,
    godot_project: Path,
    steps: Received[sound_pb2.SoundResult],
    loop: Received[sound_pb2.SoundResult],
) -> dict[str, Any]:
    (godot_project / "steps.tres").write_bytes(steps.file("godot"))
    (godot_project / "loop.tres").write_bytes(loop.file("godot"))
    arguments = {"probe": "sound", "web_port": server.web_port}
    return report_of(godot_project, ["--script", "res://sound_probe.gd"], arguments)


def test_feet_ask_the_ground_and_are_heard(game: dict[str, Any]) -> None:
    assert game["below"] == "planks"
    assert game["elsewhere"] == ["snow", "dirt"]
    assert game["heard"] == ["footstep"]
    assert game["playing"]
    assert game["variants"] == 3
    assert game["no_repeats"]


def test_what_is_heard_is_what_a_native_client_gets(
    game: dict[str, Any], steps: Received[sound_pb2.SoundResult]
) -> None:
    with wave.open(io.BytesIO(steps.file("wav"))) as file:
        data = file.readframes(file.getnframes())
    assert game["data_sha256"] == hashlib.sha256(data).hexdigest()
    assert game["mix_rate"] == 48_000


def test_what_cannot_be_made_is_told(game: dict[str, Any]) -> None:
    assert "trombone" in game["refused"]
    assert game["problems"] == [game["refused"]]


def test_a_place_is_heard_all_around_and_from_where_things_are(game: dict[str, Any]) -> None:
    place = game["place"]
    assert place["bed"] == 1
    assert place["bed_plays"]
    assert place["bed_loops"]
    assert len(place["emitters"]) == 4
    assert place["plays"]
    assert place["fire"] == pytest.approx([3.0, 0.0, -4.0], abs=0.01)
    assert place["reverberation_s"] > 1.0
    assert 0.3 < place["reverb"] <= 1.0


def test_what_is_of_the_land_is_where_somebody_walks_and_things_stay(game: dict[str, Any]) -> None:
    followed = game["place"]["followed"]
    # Most are near enough to twenty metres away and stay where they are.
    assert followed["kept"] >= 2
    assert len(followed["away_m"]) == 3
    assert max(followed["away_m"]) <= 60.0
    assert followed["over_m"] == pytest.approx([0.0] * 3, abs=0.05)
    assert followed["stays"] == pytest.approx([3.0, 0.0, -4.0], abs=0.01)


def test_the_engine_reads_the_resources(
    game: dict[str, Any], steps: Received[sound_pb2.SoundResult], loop: Received[sound_pb2.SoundResult]
) -> None:
    kept = game["resources"]
    assert kept["variants"] == 3
    assert kept["length_s"] == pytest.approx(steps.result.variants[1].duration_s, abs=1e-3)
    assert kept["loops"]
    assert kept["stereo"]
    assert kept["loop_end"] == round(loop.result.variants[0].duration_s * 48_000)


def test_what_the_inspector_suggests_is_what_there_is(game: dict[str, Any]) -> None:
    assert set(game["feet"]) == set(FEET)
    assert set(game["gaits"]) == set(GAITS)
    assert set(game["surfaces"]) == set(SURFACES)
    assert set(game["weathers"]) == set(WEATHERS)
    assert set(game["settlements"]) == set(SETTLEMENTS)
