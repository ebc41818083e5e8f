"""What is known of music, JSON-ready: beats and bars in samples and seconds, sections, chords, parts, layers."""

from __future__ import annotations

import json
from typing import Any, Final

from procgen.music.arrange.ensembles import LAYERS
from procgen.music.generate import RATE_HZ, Music, MusicSet, Piece
from procgen.music.motif import motif_text
from procgen.music.parameters import KEYS

_QUALITIES: Final = {
    (0, 4, 7): "", (0, 3, 7): "m", (0, 3, 6): "dim", (0, 4, 7, 10): "7", (0, 3, 7, 10): "m7", (0, 4, 7, 11): "maj7",
    (0, 5, 7): "sus4",
}  # fmt: skip


def piece_facts(piece: Piece) -> dict[str, Any]:
    """What is known of a piece."""
    score, beats = piece.arrangement.score, piece.beats
    starts = score.bar_starts()
    return {
        **piece.settled.told(),
        "motif": motif_text(piece.motif),
        "lyrics": piece.lyrics,
        "loop": piece.loop,
        "samples": len(next(iter(piece.layers.values()))),
        "samples_to_last_bar": beats.samples,
        "duration_s": round(piece.duration_s, 6),
        "beats_per_bar": piece.settled.wish.beats,
        "beat_s": round(240.0 / (piece.settled.wish.unit * piece.settled.wish.tempo_bpm), 9),
        "bar_samples": beats.bars.tolist(),
        "beat_samples": beats.beats.tolist(),
        "sections": [
            {"name": each.name, "bar": each.bar, "bars": each.bars, "energy": round(each.energy, 4),
             "sample": int(beats.bars[each.bar])}
            for each in score.sections
        ],
        "chords": [
            {"name": KEYS[each.root] + _QUALITIES[each.intervals],
             "start_s": round(float(score.seconds(each.start)), 4), "end_s": round(float(score.seconds(each.end)), 4)}
            for each in piece.arrangement.chords
            if each.end <= starts[-1]
        ],
        "parts": [
            {"name": part.name, "instrument": part.instrument, "role": part.role.value, "layer": LAYERS[layer],
             "notes": int((score.notes["part"] == number).sum())}
            for number, (part, layer) in enumerate(zip(score.parts, piece.arrangement.layers, strict=True))
        ],
        "layers": list(piece.layers),
    }  # fmt: skip


def music_json(music: Music) -> bytes:
    """Of one piece."""
    return _json({
        "sample_rate_hz": RATE_HZ,
        **piece_facts(music.piece),
        "unknown_words": list(music.piece.settled.text.unknown),
        "recipe": json.loads(music.recipe.to_json()),
    })  # fmt: skip


def set_json(made: MusicSet) -> bytes:
    """Of a set."""
    return _json({
        "sample_rate_hz": RATE_HZ,
        "motif": motif_text(made.motif),
        "pieces": {use: piece_facts(piece) for use, piece in made.pieces.items()},
        "bridges": {use: piece_facts(piece) for use, piece in made.bridges.items()},
        "stingers": {name: piece_facts(piece) for name, piece in made.stingers.items()},
        "recipe": json.loads(made.recipe.to_json()),
    })  # fmt: skip


def _json(told: dict[str, Any]) -> bytes:
    return (json.dumps(told, indent=1) + "\n").encode()
