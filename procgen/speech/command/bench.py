"""What ``procgen bench`` times of speech: whole calls, from a client's side."""

from __future__ import annotations

import time
from typing import Final

from procgen.kit.command.benches import Bench, Benches, Client, Figures, seconds_until, timed
from procgen.kit.wire.received import receive
from procgen.v1 import speech_pb2, speech_pb2_grpc

_GENERATE: Final = "/procgen.v1.SpeechService/GenerateSpeech"
_BARK: Final = "Put that down, stranger, or I will call the guard."
_LONG: Final = (
    "The old road to the mill is flooded again, and nobody has crossed the bridge since the storm. "
    "If you must go, take the path by the oak, keep to the left of the stones, and be back before dark. "
    "Tell the miller that I still owe him two sacks of flour, and that I have not forgotten."
)


def _request(text: str, run: int, *, live: bool = False) -> speech_pb2.SpeechRequest:
    person = speech_pb2.SpeechPerson(sex=run % 2, age_years=20 + run % 50, seed=run)
    return speech_pb2.SpeechRequest(text=text, seed=run, person=person, live=live)


def _served(client: Client) -> Figures:
    stub = speech_pb2_grpc.SpeechServiceStub(client.channel)

    def first(run: int) -> float:
        request = _request(_LONG, run, live=True)
        return seconds_until(lambda: stub.GenerateSpeech(request), lambda event: event.WhichOneof("event") == "sound")

    def first_on_web(run: int) -> float:
        request = _request(_LONG, run, live=True)
        events = map(speech_pb2.SpeechEvent.FromString, client.web_stream(_GENERATE, request))
        return seconds_until(lambda: events, lambda event: event.WhichOneof("event") == "sound")

    def share(run: int) -> float:
        began = time.perf_counter()
        received = receive(stub.GenerateSpeech(_request(_LONG, run)))
        return (time.perf_counter() - began) / received.result.duration_s

    return {
        "speech_first_ms": Bench(first),
        "speech_first_web_ms": Bench(first_on_web),
        "bark_ms": Bench(timed(lambda run: receive(stub.GenerateSpeech(_request(_BARK, run))))),
        "speech_rtf": Bench(share),
    }


BENCHES: Final = Benches(_served)
