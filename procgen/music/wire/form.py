"""What requests for music may say."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.forms import Flag, Form
from procgen.music.arrange.ensembles import ensembles
from procgen.music.exporters.registry import MUSIC_KINDS, SET_KINDS
from procgen.music.games.stingers import STINGERS
from procgen.music.generate import MUSIC_DOMAIN, SET_DOMAIN
from procgen.music.moods import ERAS, MOODS, USES
from procgen.music.parameters import ENDINGS, KEYS, METRES, MODES, NO_STINGERS, RANGES, SET_RANGES, SINGERS
from procgen.v1 import music_pb2

_METHODS: Final = music_pb2.DESCRIPTOR.services_by_name["MusicService"].methods_by_name
_TEXT: Final = "What it is in plain words: sad harbour at night, slow waltz, accordion."
_MOTIF: Final = "Notes that it is made from: E4 D4 C4:2 R:0.5, with beats after a colon."
_MODEL: Final = (None, "Which composer.")
_FILE_NAME: Final = "What the names of the files start with."
_WORLD: Final = {
    "mood": (MOODS, "How it feels."),
    "era": (ERAS, "Kind of world."),
    "ensemble": (ensembles(), "Who plays."),
    "key": (KEYS, "Its tonic."),
}
_FLAGS: Final = {
    "length_s": Flag("length"),
    "loudness_lufs": Flag("lufs"),
}

FORM: Final = Form(
    _METHODS["GenerateMusic"],
    MUSIC_DOMAIN,
    "Music",
    basic=("text", "use", "mood", "ensemble", "key", "tempo_bpm", "bars", "seed"),
    numbers=RANGES,
    choices={
        "use": (USES, "What it is for."),
        **_WORLD,
        "mode": (MODES, "Its scale."),
        "metre": (METRES, "Its metre."),
        "singer": (SINGERS, "Who sings."),
        "ending": (ENDINGS, "Whether its end goes on with its beginning, or closes; as the use has it if unset."),
        "model": _MODEL,
        "outputs": (MUSIC_KINDS, "What to send."),
    },
    long_texts={
        "text": _TEXT,
        "lyrics": "Words that are sung, lines parted by strokes: The harbour sleeps / the lamps burn low.",
        "song": "What a song is about, whose words are written: Bram of Oxmoor and the old mill.",
    },
    texts={
        "form": "A letter a section, such as AABA; equal letters are alike.",
        "singer_name": "Who sings, by name: whoever has a name has one voice, in talk too.",
        "curve": "How strong it is from beginning to end, 0 to 1: 0.2 0.5 1.",
        "motif": _MOTIF,
        "file_name": _FILE_NAME,
    },
    flags={"text": Flag(), "use": Flag(), "mood": Flag(), "ensemble": Flag(), "tempo_bpm": Flag("tempo"), **_FLAGS},
)
"""One piece."""
SET_FORM: Final = Form(
    _METHODS["GenerateMusicSet"],
    SET_DOMAIN,
    "Music of a place",
    basic=("text", "uses", "mood", "ensemble", "era", "seed"),
    numbers=SET_RANGES,
    choices={
        "uses": (USES, "What the pieces of a set are for, the first is the theme."),
        "stingers": ((*STINGERS, NO_STINGERS), "Stingers of a set; all if unset."),
        **_WORLD,
        "model": _MODEL,
        "outputs": (SET_KINDS, "What to send."),
    },
    long_texts={"text": _TEXT},
    texts={"motif": _MOTIF, "file_name": _FILE_NAME},
    flags=_FLAGS,
)
"""The music of a place."""
