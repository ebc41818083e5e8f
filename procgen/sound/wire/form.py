"""What requests for sounds may say."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.forms import Flag, Form
from procgen.sound.effects import EFFECTS
from procgen.sound.effects.surfaces import SURFACE_OF_CLASS
from procgen.sound.exporters import EXPORTERS
from procgen.sound.generate import DOMAIN
from procgen.sound.parameters import RANGES, all_kinds, all_named
from procgen.v1 import sound_pb2

SURFACE_NAMES: Final = tuple(dict.fromkeys((*all_named("surfaces"), *SURFACE_OF_CLASS)))
"""Surfaces, and the classes of texture that sound like one of them."""
FORM: Final = Form(
    sound_pb2.DESCRIPTOR.services_by_name["SoundService"].methods_by_name["GenerateSound"],
    DOMAIN,
    "Sound",
    basic=("effect", "kind", "material", "surface", "intensity", "duration_s", "variants", "seed"),
    numbers=RANGES,
    choices={
        "effect": (EFFECTS, "What sounds."),
        "kind": (all_kinds(), "Kind of the effect, its first if unset; which each has, docs/sound.md lists."),
        "material": (all_named("materials"), "What the thing is made of."),
        "surface": (SURFACE_NAMES, "What is walked on or dug: a surface, or a class of texture."),
        "foot": (all_named("feet"), "What touches the ground."),
        "gait": (all_named("gaits"), "How it is put down."),
        "model": (None, "What makes it: the parametric models, or one that learned from clips."),
        "morph_effect": (EFFECTS, "What it lies on the way to."),
        "morph_kind": (all_kinds(), "Kind of that, its first if unset."),
        "morph_model": (None, "What makes that."),
        "outputs": (EXPORTERS, "What to send."),
    },
    texts={"file_name": "What the names of the files start with."},
    switches={
        "loop": "The end goes on with the beginning, to the sample.",
        "stereo": "Two channels: of what is all around, and of rooms.",
    },
    flags={
        "effect": Flag(),
        "kind": Flag(),
        "surface": Flag(),
        "duration_s": Flag("duration"),
        "rate_hz": Flag("rate"),
        "pitch_semitones": Flag("pitch"),
        "tilt_db": Flag("tilt"),
        "loudness_lufs": Flag("lufs"),
        "variants": Flag("count"),
        "model": Flag(),
        "morph_effect": Flag(),
        "morph_kind": Flag(),
        "morph_model": Flag(),
    },
)
