"""Ambience as files: each sound by itself, the plan as JSON, and a mix to listen to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from procgen.ambience.generate import Ambience, mixed
from procgen.formats.sound import write_wav
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ
from procgen.sound.exporters import EXPORTERS as SOUND_EXPORTERS
from procgen.sound.parameters import SoundParameters

Files = list[tuple[str, str, bytes]]
"""Names, without a folder, media types and bytes."""
_SOUNDS: Final = ("wav", "ogg", "flac", "opus", "godot")
"""Formats that each sound can be sent in."""


def sound_ids(ambience: Ambience) -> Mapping[SoundParameters, str]:
    """What the sounds are called, such as "2-birds-songbird"."""
    return {
        each: f"{number + 1}-{each.effect}{f'-{each.kind}' if each.kind else ''}"
        for number, each in enumerate(ambience.sounds)
    }


def sound_names(ambience: Ambience, base_name: str = "") -> Mapping[SoundParameters, str]:
    """What the files of each sound are called, without what follows of the kind of file."""
    return {each: f"{base_name or ambience.name}-{said}" for each, said in sound_ids(ambience).items()}


def _sounds(kind: str) -> Callable[[Ambience, str], Files]:
    exporter = SOUND_EXPORTERS[kind]

    def export(ambience: Ambience, base_name: str) -> Files:
        return [
            (file, exporter.media_type, data)
            for asked, name in sound_names(ambience, base_name).items()
            for file, data in exporter.files(ambience.sounds[asked], name)
        ]

    return export


def _plan(ambience: Ambience, base_name: str) -> Files:
    data = json.dumps(told(ambience), indent=1) + "\n"
    return [(f"{base_name or ambience.name}.json", "application/json", data.encode())]


def told(ambience: Ambience) -> dict[str, Any]:
    """The plan, JSON-ready: metres, seconds and dB; sounds by what their files' names hold after their common start."""
    names = sound_ids(ambience)
    return {
        "bed": [{"sound": names[each.sound], "gain_db": round(each.gain_db, 2)} for each in ambience.plan.bed],
        "emitters": [
            {
                "name": each.name,
                "position_m": [each.x_m, each.y_m, each.z_m],
                "radius_m": each.radius_m,
                "gain_db": each.gain_db,
                "sound": names[each.sound],
                "loop": each.every_s is None,
                "strewn": each.strewn,
                **({"every_s": list(each.every_s)} if each.every_s else {}),
            }
            for each in ambience.plan.emitters
        ],
        "room_m": ambience.plan.room_m,
        "reverberation_s": round(ambience.plan.reverberation_s, 3),
        "sounds": {
            names[asked]: {
                "effect": asked.effect,
                "kind": made[0].kind,
                "variants": len(made),
                "duration_s": round(made[0].duration_s, 4),
            }
            for asked, made in ambience.sounds.items()
        },
        "recipe": json.loads(ambience.recipe.to_json()),
    }


def _mix(ambience: Ambience, base_name: str) -> Files:
    data = write_wav(mixed(ambience), SAMPLE_RATE_HZ, note=ambience.recipe.to_json())
    return [(f"{base_name or ambience.name}.mix.wav", "audio/wav", data)]


EXPORTERS: Final[Mapping[str, Callable[[Ambience, str], Files]]] = {
    **{kind: _sounds(kind) for kind in _SOUNDS},
    "json": _plan,
    "mix": _mix,
}
"""By kind."""
