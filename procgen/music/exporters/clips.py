"""Music as clips, an Ogg file a layer, and a JSON that says how they are played: for Unity, and whatever else."""

from __future__ import annotations

import json
from typing import Any

from procgen.formats.sound import write_ogg
from procgen.music.generate import RATE_HZ, Music, MusicSet, Piece

Named = list[tuple[str, str, bytes]]
"""Names, media types and bytes of files."""


def _clips(piece: Piece, name: str, recipe: str) -> tuple[dict[str, Any], Named]:
    """A piece as the JSON has it, and its clips."""
    wish = piece.settled.wish
    files = [
        (f"{name}-{layer}.ogg", "audio/ogg", write_ogg(samples, RATE_HZ, note=recipe))
        for layer, samples in piece.layers.items()
    ]
    told = {
        "layers": [
            {"name": layer, "file": file} for layer, (file, *_) in zip(piece.layers, files, strict=True)
        ],
        "loop": piece.loop,
        "beatsPerBar": wish.beats,
        "beatSeconds": 240.0 / (wish.unit * wish.tempo_bpm),
        "bars": len(piece.beats.bars) - 1,
        "seconds": piece.beats.samples / RATE_HZ,
    }  # fmt: skip
    return told, files


def music_clips(music: Music, base: str) -> Named:
    """A piece."""
    recipe = music.recipe.to_json()
    told, files = _clips(music.piece, base, recipe)
    return [_json({"pieces": [{"name": music.piece.settled.use, **told}]}, base), *files]


def set_clips(made: MusicSet, base: str) -> Named:
    """A set: pieces, bars that lead to them, stingers."""
    recipe = made.recipe.to_json()
    told: dict[str, Any] = {}
    files: Named = []
    for kind, pieces in (("pieces", made.pieces), ("bridges", made.bridges), ("stingers", made.stingers)):
        rows = []
        for name, piece in pieces.items():
            row, clips = _clips(piece, f"{base}-{kind.removesuffix('s')}-{name}", recipe)
            rows.append({"name": name, **row})
            files += clips
        told[kind] = rows
    return [_json(told, base), *files]


def _json(told: dict[str, Any], base: str) -> tuple[str, str, bytes]:
    return f"{base}.clips.json", "application/json", (json.dumps(told, indent=1) + "\n").encode()
