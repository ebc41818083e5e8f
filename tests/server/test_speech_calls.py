"""The speech service on a real server: many at once, and what is heard when a call is given up."""

from __future__ import annotations

import threading
import time

import grpc
import numpy as np

from procgen.kit.wire.received import receive
from procgen.v1 import speech_pb2, speech_pb2_grpc, system_pb2
from tests.client import channel, system_stub
from tests.conftest import RunningServer

LONG = "The old road to the mill is flooded again, and nobody has crossed the bridge. " * 12


def request(number: int) -> speech_pb2.SpeechRequest:
    person = speech_pb2.SpeechPerson(sex=number % 2, age_years=20 + number, seed=number)
    return speech_pb2.SpeechRequest(text=f"Gate {number} is shut.", seed=number, person=person)


def test_sixty_four_speak_at_once_none_fails_and_each_as_alone(server: RunningServer) -> None:
    heard: dict[int, bytes] = {}
    failed: list[object] = []

    def speak(number: int, opened: grpc.Channel) -> None:
        try:
            made = receive(speech_pb2_grpc.SpeechServiceStub(opened).GenerateSpeech(request(number)))
            heard[number] = made.file("wav")
        except grpc.RpcError as error:
            failed.append(error)

    with channel(server) as opened:
        threads = [threading.Thread(target=speak, args=(number, opened)) for number in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed
        assert len(set(heard.values())) == 64
        stub = speech_pb2_grpc.SpeechServiceStub(opened)
        for number in (0, 31, 63):
            assert receive(stub.GenerateSpeech(request(number))).file("wav") == heard[number]


def test_a_long_text_that_is_given_up_is_gone_before_it_could_be_spoken(server: RunningServer) -> None:
    with channel(server) as opened, system_stub(server) as system:
        whole = speech_pb2.SpeechRequest(request_id="long", text=LONG, seed=1, live=True)
        stream = speech_pb2_grpc.SpeechServiceStub(opened).GenerateSpeech(whole)
        first = next(event.sound for event in stream if event.WhichOneof("event") == "sound")
        assert np.abs(np.frombuffer(first.pcm_s16le, "<i2")).max() > 100
        stream.cancel()
        began = time.perf_counter()
        while system.Cancel(system_pb2.CancelRequest(request_id="long")).cancelled:
            assert time.perf_counter() - began < 60.0, "it goes on"
            time.sleep(0.01)
