"""Sounds for engines and scripts: what is known of them as JSON, and Godot's own resources with the samples inside."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Sequence
from typing import Final

from procgen.formats.sound import integers
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ
from procgen.sound.generate import Sound

_LOOP_FORWARD: Final = 1
_FORMAT_16_BITS: Final = 1
_RANDOM_NO_REPEATS: Final = 0
"""Of AudioStreamRandomizer: no variant twice in a row."""


def facts(sounds: Sequence[Sound]) -> bytes:
    """What is known of them: lengths, loops, loudness, how far variants are apart."""
    first = sounds[0]
    told = {
        "effect": first.effect,
        "kind": first.kind,
        "sample_rate_hz": SAMPLE_RATE_HZ,
        "loop": first.loop,
        "channels": 1 if first.samples.ndim == 1 else first.samples.shape[1],
        "variants": [
            {
                "samples": len(each.samples),
                "duration_s": round(each.duration_s, 6),
                "loudness_lufs": round(each.loudness_lufs, 2),
                "peak_db": round(each.peak_db, 2),
                "nearest_db": round(each.nearest_db, 2) if math.isfinite(each.nearest_db) else None,
            }
            for each in sounds
        ],
        "recipe": json.loads(first.recipe.to_json()),
    }
    return (json.dumps(told, indent=1) + "\n").encode()


def godot(sounds: Sequence[Sound]) -> bytes:
    """An AudioStreamWAV of Godot 4.3 or newer, or an AudioStreamRandomizer of one a variant."""
    if len(sounds) == 1:
        return f'[gd_resource type="AudioStreamWAV" format=4]\n\n[resource]\n{_stream(sounds[0])}'.encode()
    parts = [f'[gd_resource type="AudioStreamRandomizer" load_steps={len(sounds) + 1} format=4]\n']
    parts += [f'[sub_resource type="AudioStreamWAV" id="sound_{each.variant + 1}"]\n{_stream(each)}' for each in sounds]
    lines = [f"playback_mode = {_RANDOM_NO_REPEATS}", f"streams_count = {len(sounds)}"]
    lines += [f'stream_{each.variant}/stream = SubResource("sound_{each.variant + 1}")' for each in sounds]
    parts.append("[resource]\n" + "\n".join(lines) + "\n")
    return "\n".join(parts).encode()


def _stream(sound: Sound) -> str:
    data = base64.b64encode(integers(sound.samples, 16).astype("<i2").tobytes()).decode()
    lines = [
        f'data = PackedByteArray("{data}")',
        f"format = {_FORMAT_16_BITS}",
        f"mix_rate = {SAMPLE_RATE_HZ}",
        f"stereo = {str(sound.samples.ndim == 2).lower()}",
    ]
    if sound.loop:
        lines += [f"loop_mode = {_LOOP_FORWARD}", f"loop_end = {len(sound.samples)}"]
    return "\n".join([*lines, f"metadata/procgen_recipe = {json.dumps(sound.recipe.to_json())}", ""])
