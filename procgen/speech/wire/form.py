"""What requests for speech may say."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.forms import Flag, Form, under
from procgen.speech.acoustic import DOMAIN
from procgen.speech.casting import AGES
from procgen.speech.exporters import EXPORTERS
from procgen.speech.feeling import MOODS
from procgen.speech.parameters import RANGES
from procgen.speech.voice import AXES_RANGES, PERSON_RANGES, STYLES
from procgen.v1 import speech_pb2

FORM: Final = Form(
    speech_pb2.DESCRIPTOR.services_by_name["SpeechService"].methods_by_name["GenerateSpeech"],
    DOMAIN,
    "Speech",
    basic=("text", "mood", "strength", "person.sex", "person.age_years", "style", "rate", "seed"),
    numbers={**RANGES, **under("person", PERSON_RANGES), **under("voice", AXES_RANGES)},
    choices={
        "model": (None, "Which voices' networks."),
        "person.age": (AGES, "How old, in a word; years win."),
        "style": (STYLES, "Kind of being."),
        "mood": (MOODS, "How the speaker feels."),
        "outputs": (EXPORTERS, "What to send."),
    },
    texts={
        "intent": "What the line does, as dialogue names it: threaten, beg, greet.",
        "person.name": "Who speaks: whoever has a name has one voice.",
        "person.role": "What they are, as dialogue has it: smith, robot, child.",
        "file_name": "What the names of the files start with.",
    },
    long_texts={"text": "What is said, in English."},
    switches={
        "markup": "The text has marks, a subset of SSML.",
        "babble": "Made-up syllables instead of words, whatever the language.",
        "live": "Sends each sentence's samples as soon as they are there.",
    },
    flags={
        "text": Flag(),
        "person.age_years": Flag("age"),
        "person.stature_m": Flag("stature"),
        "person.name": Flag("speaker"),
        "person.role": Flag("role"),
        "person.seed": Flag("person", default=0),
        "style": Flag(unset="human"),
        "mood": Flag(unset="neutral"),
        "voice.rate": Flag("voice_rate"),
        "pitch_semitones": Flag("pitch", default=0.0),
        "loudness_lufs": Flag("lufs"),
    },
    unflagged={"person.sex": "`--sex`", "person.age": "for calls", "live": "for calls"},
)
