"""Answers that are heard: whose voice it is, and each sentence's sound beside its text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.forms import numbers_of
from procgen.runtime.store import ModelStore
from procgen.speech.acoustic import Acoustic
from procgen.speech.casting import style_of
from procgen.speech.generate import voices
from procgen.speech.live import LiveSentence, LiveVoice
from procgen.speech.parameters import RANGES, SpeechParameters, violations
from procgen.speech.voice import AXES_RANGES, SEXES, Axes, voice_of
from procgen.speech.wire.people import read_person, told_violations
from procgen.speech.wire.sentences import sentence_message, sound_messages
from procgen.v1 import dialogue_pb2 as pb
from procgen.v1 import speech_pb2

_NUMBERS: Final = {name: RANGES[name] for name in ("strength", "loudness_lufs")}
_ANY_TEXT: Final = "so"
"""What is said comes later."""


def read_voice(message: pb.ConverseRequest, store: ModelStore, found: list[Violation]) -> SpeechParameters:
    """Whose voice answers, and how they speak; what can't be accepted is added to ``found``.

    Args:
        message: a turn with ``speak``.
        store: holds the voices' networks.
        found: gets violations.
    """
    speak, persona = message.speak, message.persona
    person = speech_pb2.SpeechPerson(name=persona.name, role=persona.role, age=persona.age)
    if persona.sex in SEXES:
        person.sex = SEXES[persona.sex]
    person.MergeFrom(speak.person)
    parameters = SpeechParameters(
        text=_ANY_TEXT,
        seed=message.seed,
        person=read_person(person),
        axes=Axes(**numbers_of(speak.voice, AXES_RANGES)),
        style=speak.style or style_of(person.role),
        **numbers_of(speak, _NUMBERS),
        babble=speak.babble,
        dictionary=dict(speak.dictionary),
        model=speak.model,
    )
    found += [
        replace(each, field=f"speak.{each.field}") for each in (*violations(parameters), *told_violations(speak.person))
    ]
    models = voices(store)
    if speak.model and speak.model not in models:
        found.append(Violation.of("speak.model", speak.model, "one of " + ", ".join(models)))
    return parameters


class SpokenAnswer:
    """The sound of an answer whose text comes in pieces.

    Args:
        parameters: of :func:`read_voice`, without violations.
        store: holds the voices' networks.
        checkpoint: called after each sentence; raises to stop the work.

    Raises:
        ModelUnavailable: a network is missing, damaged or not trusted.
    """

    def __init__(self, parameters: SpeechParameters, store: ModelStore, checkpoint: Callable[[], None]) -> None:
        voice = voice_of(parameters.person, parameters.axes, parameters.style)
        self._voice = LiveVoice(parameters, Acoustic.speaking(store, voice, parameters.model))
        self._checkpoint = checkpoint

    def events(self, text: str, mood: str, intent: str) -> Iterator[pb.ConverseEvent]:
        """What is heard of a piece: each sentence, and its samples. What can't be spoken says why, and is skipped."""
        try:
            for live in self._voice.say(text.strip(), mood, intent, self._checkpoint):
                if isinstance(live, LiveSentence):
                    yield pb.ConverseEvent(sentence=sentence_message(live))
                for sound in sound_messages(live):
                    yield pb.ConverseEvent(sound=sound)
        except InvalidFields as error:
            unspoken = speech_pb2.SpokenSentence(text=text.strip(), unspoken=error.message)
            yield pb.ConverseEvent(sentence=unspoken)
