"""Music as files; each a pure function of the music. Equal music, equal bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from procgen.formats.sound import write_flac, write_ogg, write_opus, write_wav
from procgen.music.exporters import clips, godot
from procgen.music.exporters.facts import music_json, set_json
from procgen.music.generate import RATE_HZ, Music, MusicSet, Piece
from procgen.music.notation.midi_out import write_midi
from procgen.music.notation.musicxml import write_musicxml
from procgen.music.play.render import Stereo
from procgen.music.preview import picture_png

Files = list[tuple[str, str, bytes]]
"""Names, without a folder, media types and bytes."""
_MUSICXML_TYPE: Final = "application/vnd.recordare.musicxml+xml"
_GODOT_TYPE: Final = "application/x-godot-resource"


def _wav(samples: Stereo, recipe: str, *, loop: bool) -> bytes:
    return write_wav(samples, RATE_HZ, note=recipe, loop=(0, len(samples) - 1) if loop else None)


_SOUND: Final[Mapping[str, tuple[str, str, Callable[[Stereo, str, bool], bytes]]]] = {
    "wav": (".wav", "audio/wav", lambda samples, recipe, loop: _wav(samples, recipe, loop=loop)),
    "ogg": (".ogg", "audio/ogg", lambda samples, recipe, _loop: write_ogg(samples, RATE_HZ, note=recipe)),
    "flac": (".flac", "audio/flac", lambda samples, recipe, _loop: write_flac(samples, RATE_HZ, note=recipe)),
    "opus": (
        ".opus",
        "audio/ogg; codecs=opus",
        lambda samples, recipe, _loop: write_opus(samples, RATE_HZ, note=recipe),
    ),
}
"""Suffix, media type and writer of a sound file."""


def _sound(kind: str, samples: Stereo, name: str, recipe: str, *, loop: bool) -> tuple[str, str, bytes]:
    suffix, media_type, write = _SOUND[kind]
    return name + suffix, media_type, write(samples, recipe, loop)


def _slug(name: str) -> str:
    """A part's name as file names have it."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def music_files(kind: str, music: Music, base_name: str = "") -> Files:
    """Files of a piece.

    Args:
        kind: one of `MUSIC_KINDS`.
        music: the piece.
        base_name: what the names start with; made of the recipe if empty.
    """
    base, recipe, piece = base_name or music.name, music.recipe.to_json(), music.piece
    if kind in _SOUND:
        return [_sound(kind, piece.mix, base, recipe, loop=piece.loop)]
    if kind == "layers":
        return _layers(piece, base, recipe)
    if kind == "stems":
        return list(_stems(music, base, recipe))
    return _WRITERS[kind](music, base)


def _layers(piece: Piece, base: str, recipe: str) -> Files:
    return [_sound("wav", each, f"{base}-{name}", recipe, loop=piece.loop) for name, each in piece.layers.items()]


def _midi(piece: Piece, base: str, recipe: str) -> tuple[str, str, bytes]:
    return f"{base}.mid", "audio/midi", write_midi(piece.arrangement.score, note=recipe)


def _musicxml(music: Music) -> bytes:
    title = f"{music.piece.settled.use}, {music.piece.settled.mood}".capitalize()
    return write_musicxml(music.piece.arrangement.score, title=title, note=music.recipe.to_json())


def _stems(music: Music, base: str, recipe: str) -> Iterator[tuple[str, str, bytes]]:
    for number, part in enumerate(music.piece.arrangement.score.parts):
        name = f"{base}-stem-{number + 1:02d}-{_slug(part.name)}"
        yield _sound("wav", music.rendered.of((number,)), name, recipe, loop=music.piece.loop)


_WRITERS: Final[Mapping[str, Callable[[Music, str], Files]]] = {
    "midi": lambda music, base: [_midi(music.piece, base, music.recipe.to_json())],
    "musicxml": lambda music, base: [(f"{base}.musicxml", _MUSICXML_TYPE, _musicxml(music))],
    "png": lambda music, base: [(f"{base}.png", "image/png", picture_png(music.piece, music.recipe.to_json()))],
    "json": lambda music, base: [(f"{base}.json", "application/json", music_json(music))],
    "godot": lambda music, base: [(f"{base}.tres", _GODOT_TYPE, godot.layers(music))],
    "clips": clips.music_clips,
}
MUSIC_KINDS: Final = (*_SOUND, "layers", "stems", *_WRITERS)
"""Kinds of files of a piece, in the order to show them in."""


def set_files(kind: str, made: MusicSet, base_name: str = "") -> Files:
    """Files of a set.

    Args:
        kind: one of `SET_KINDS`.
        made: the set.
        base_name: what the names start with; made of the recipe if empty.
    """
    base, recipe = base_name or made.name, made.recipe.to_json()
    if kind == "json":
        return [(f"{base}.json", "application/json", set_json(made))]
    if kind == "clips":
        return clips.set_clips(made, base)
    if kind == "godot":
        files = [(f"{base}.tres", _GODOT_TYPE, godot.interactive(made))]
        return [*files, (f"{base}-stingers.tres", _GODOT_TYPE, godot.stingers(made))] if made.stingers else files
    found: Files = []
    for name, piece in _all(made, base):
        if kind in _SOUND:
            found.append(_sound(kind, piece.mix, name, recipe, loop=piece.loop))
        elif kind == "layers":
            found += _layers(piece, name, recipe)
        elif kind == "midi":
            found.append(_midi(piece, name, recipe))
        elif kind == "png":
            found.append((f"{name}.png", "image/png", picture_png(piece, recipe)))
        else:
            raise ValueError(f"no kind {kind}")
    return found


def _all(made: MusicSet, base: str) -> Iterator[tuple[str, Piece]]:
    for kind, pieces in (("", made.pieces), ("to-", made.bridges), ("stinger-", made.stingers)):
        for name, piece in pieces.items():
            yield f"{base}-{kind}{name}", piece


SET_KINDS: Final = (*_SOUND, "layers", "midi", "png", "json", "godot", "clips")
"""Kinds of files of a set."""
