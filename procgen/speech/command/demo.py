"""The demo's voices: eight people say the same line in four feelings, and other beings say another."""

from __future__ import annotations

from functools import partial
from typing import Final

from procgen.kit.command.exhibits import Maker, Room, file_names
from procgen.kit.command.gallery import Exhibit
from procgen.kit.command.pictures import labelled, read_picture, side_by_side
from procgen.kit.wire.received import Received
from procgen.v1 import speech_pb2, speech_pb2_grpc

Spoken = Received[speech_pb2.SpeechResult]

_LINE: Final = "The bridge is out. Nobody crosses the river tonight."
_BEINGS_LINE: Final = "Who wakes me from my sleep?"
_MOODS: Final = ("neutral", "joyful", "angry", "sad")
_FORMATS: Final = ("wav", "png")


def speech_command(request: speech_pb2.SpeechRequest) -> str:
    """The command that makes a request of text, sex, age, person, style and mood."""
    words = [f'procgen generate speech --text "{request.text}" --sex {request.person.sex:g}']
    words.append(f"--age {request.person.age_years:g} --person {request.person.seed} --seed {request.seed}")
    words.append(f"--strength {request.strength:g}")
    words += [f"--style {request.style}"] * bool(request.style) + [f"--mood {request.mood}"] * bool(request.mood)
    return " ".join([*words, *(f"--format {kind}" for kind in _FORMATS)])


def _sheet(title: str, name: str, lines: dict[str, speech_pb2.SpeechRequest], maker: Maker) -> tuple[Exhibit, ...]:
    """Lines of one person, or of several beings, by what is said of each."""
    stub = speech_pb2_grpc.SpeechServiceStub(maker.channel)
    made: dict[str, Spoken] = {}
    for said, request in lines.items():
        request.file_name = f"speech-{name}-{said}"
        made[said] = maker.make(stub.GenerateSpeech, request, _FORMATS)
    pictures = [labelled(read_picture(each.file("png"))[..., :3], said) for said, each in made.items()]
    first = next(iter(made.values()))
    voice = first.result.voice
    exhibit = Exhibit(
        title=title,
        caption=f"pitch {voice.f0_hz:.0f} Hz, vocal tract {voice.tract_cm:.1f} cm",
        picture=maker.picture(f"speech-{name}", side_by_side(pictures, 2)),
        facts=f"{first.result.duration_s:.1f} s of sound in {first.result.elapsed_ms:.0f} ms",
        files=file_names(*made.values()),
        recipe=first.recipe.to_json(),
        command="\n".join(map(speech_command, lines.values())),
        sounds=tuple(
            (said, next(each.file_name for each in spoken.result.artifacts if each.kind == "wav"))
            for said, spoken in made.items()
        ),
    )
    return (exhibit,)


def _person(title: str, sex: float, age_years: float, seed: int, maker: Maker) -> tuple[Exhibit, ...]:
    lines = {
        mood: speech_pb2.SpeechRequest(
            seed=1,
            text=_LINE,
            mood=mood,
            strength=1.0,
            person=speech_pb2.SpeechPerson(sex=sex, age_years=age_years, seed=seed),
        )
        for mood in _MOODS
    }
    return _sheet(title, f"{title.lower().replace(' ', '-')}", lines, maker)


def _beings(maker: Maker) -> tuple[Exhibit, ...]:
    lines = {
        style: speech_pb2.SpeechRequest(
            seed=1,
            text=_BEINGS_LINE,
            style=style,
            strength=0.75,
            person=speech_pb2.SpeechPerson(sex=1.0, age_years=40.0, seed=2),
        )
        for style in ("dwarf", "giant", "ghost", "robot", "small")
    }
    return _sheet("Other beings", "beings", lines, maker)


EXHIBITS: Final = (
    Room(
        "Voices",
        "Eight people say the same line in four feelings; each pitch, throat and pace follows from sex, age and seed.",
        (
            partial(_person, "Girl of 8", 0.0, 8.0, 1),
            partial(_person, "Boy of 11", 1.0, 11.0, 2),
            partial(_person, "Woman of 22", 0.0, 22.0, 3),
            partial(_person, "Man of 25", 1.0, 25.0, 4),
            partial(_person, "Woman of 48", 0.0, 48.0, 5),
            partial(_person, "Man of 52", 1.0, 52.0, 6),
            partial(_person, "Woman of 80", 0.0, 80.0, 7),
            partial(_person, "Man of 82", 1.0, 82.0, 8),
            _beings,
        ),
    ),
)
"""As rooms of the demo's page."""
