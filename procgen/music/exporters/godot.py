"""Music as Godot's own resources, with the sound inside: layers that play together, clips that follow each other.

Checked with what the engine reads: tests/engines/test_godot_music.py. Godot 4.3 or newer.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Final

from procgen.formats.ogg import ogg_pages
from procgen.formats.sound import write_ogg
from procgen.music.generate import RATE_HZ, Music, MusicSet, Piece
from procgen.music.play.render import Stereo

_ANY_CLIP: Final = -1
_AT_NEXT_BAR: Final = 2
"""Of AudioStreamInteractive.TransitionFromTime."""
_TO_START: Final = 1
"""Of TransitionToTime."""
_FADE_CROSS: Final = 3
"""Of FadeMode."""
_FADE_BEATS: Final = 1.0
_ADVANCE: Final = 1
"""Of AutoAdvanceMode: what is over gives way to the first clip."""
_RANDOM_NO_REPEATS: Final = 0


class _Resources:
    """The parts of a .tres file."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def add(self, kind: str, lines: list[str]) -> str:
        """One more; how others name it."""
        name = f"part_{len(self._parts) + 1}"
        self._parts.append(f'[sub_resource type="{kind}" id="{name}"]\n' + "\n".join(lines) + "\n")
        return f'SubResource("{name}")'

    def file(self, kind: str, lines: list[str], recipe: str) -> bytes:
        """The whole, whose main resource is this."""
        head = f'[gd_resource type="{kind}" load_steps={len(self._parts) + 1} format=4]\n'
        own = "\n".join([*lines, f"metadata/procgen_recipe = {json.dumps(recipe)}"])
        return "\n".join([head, *self._parts, f"[resource]\n{own}\n"]).encode()


def _vorbis(resources: _Resources, samples: Stereo, piece: Piece, *, ends_on_beat: bool = False) -> str:
    """An AudioStreamOggVorbis; where it ends on its last beat, what rings on is heard with what follows."""
    pages = [page for page in ogg_pages(write_ogg(samples, RATE_HZ)) if page.packets]
    packets = ", ".join(
        "[" + ", ".join(f'PackedByteArray("{base64.b64encode(one).decode()}")' for one in page.packets) + "]"
        for page in pages
    )
    granules = ", ".join(str(page.granule) for page in pages)
    sequence = resources.add(
        "OggPacketSequence",
        [
            f"packet_data = [{packets}]",
            f"granule_positions = PackedInt64Array({granules})",
            f"sampling_rate = {float(RATE_HZ)}",
        ],
    )
    wish = piece.settled.wish
    return resources.add(
        "AudioStreamOggVorbis",
        [
            f"packet_sequence = {sequence}",
            f"bpm = {wish.tempo_bpm * wish.unit / 4.0:.17g}",
            f"bar_beats = {wish.beats}",
            *([f"beat_count = {len(piece.beats.beats)}"] if ends_on_beat else []),
            f"loop = {str(piece.loop).lower()}",
        ],
    )


def _synchronized(resources: _Resources, piece: Piece, *, ends_on_beat: bool = False) -> list[str]:
    lines = [f"stream_count = {len(piece.layers)}"]
    for number, layer in enumerate(piece.layers.values()):
        lines.append(f"stream_{number}/stream = {_vorbis(resources, layer, piece, ends_on_beat=ends_on_beat)}")
    names = ", ".join(f'"{name}"' for name in piece.layers)
    return [*lines, f"metadata/procgen_layers = PackedStringArray({names})"]


def layers(music: Music) -> bytes:
    """An AudioStreamSynchronized: a stream a layer, from the calmest."""
    resources = _Resources()
    return resources.file("AudioStreamSynchronized", _synchronized(resources, music.piece), music.recipe.to_json())


def interactive(made: MusicSet) -> bytes:
    """An AudioStreamInteractive: a clip a use, each of layers, and a bar between, changed to on the next bar.

    Pieces that do not loop give way to the first.
    """
    resources = _Resources()
    clips = [(use, resources.add("AudioStreamSynchronized", _synchronized(resources, piece)))
             for use, piece in made.pieces.items()]  # fmt: skip
    bridges = [
        (f"to_{use}", resources.add("AudioStreamSynchronized", _synchronized(resources, piece, ends_on_beat=True)))
        for use, piece in made.bridges.items()
    ]
    lines = [f"clip_count = {len(clips) + len(bridges)}"]
    for number, (name, stream) in enumerate([*clips, *bridges]):
        lines += [f'clip_{number}/name = &"{name}"', f"clip_{number}/stream = {stream}"]
        goes_on = number < len(clips) and number > 0 and not made.pieces[name].loop
        lines += [f"clip_{number}/auto_advance = {_ADVANCE}", f"clip_{number}/next_clip = 0"] if goes_on else []
    lines.append("initial_clip = 0")
    rules = ", ".join(
        f"Vector2i({_ANY_CLIP}, {number}): " + _transition(len(clips) + number) for number in range(len(clips))
    )
    lines.append(f"_transitions = {{{rules}}}")
    return resources.file("AudioStreamInteractive", lines, made.recipe.to_json())


def _transition(bridge: int) -> str:
    fields: Mapping[str, object] = {
        "from_time": _AT_NEXT_BAR,
        "to_time": _TO_START,
        "fade_mode": _FADE_CROSS,
        "fade_beats": _FADE_BEATS,
        "use_filler_clip": "true",
        "filler_clip": bridge,
        "hold_previous": "false",
    }
    return "{" + ", ".join(f'"{name}": {value}' for name, value in fields.items()) + "}"


def stingers(made: MusicSet) -> bytes:
    """An AudioStreamRandomizer of the stingers, in their order: games take one by its place."""
    resources = _Resources()
    lines = [f"playback_mode = {_RANDOM_NO_REPEATS}", f"streams_count = {len(made.stingers)}"]
    for number, piece in enumerate(made.stingers.values()):
        lines.append(f"stream_{number}/stream = {_vorbis(resources, piece.mix, piece)}")
    names = ", ".join(f'"{name}"' for name in made.stingers)
    lines.append(f"metadata/procgen_stingers = PackedStringArray({names})")
    return resources.file("AudioStreamRandomizer", lines, made.recipe.to_json())
