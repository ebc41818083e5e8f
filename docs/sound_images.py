"""Draw the pictures of sound.md and ambience.md: `python docs/sound_images.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PIL import Image

from procgen.ambience.generate import generate as make_ambience
from procgen.ambience.generate import mixed
from procgen.ambience.parameters import AmbienceParameters, Thing
from procgen.formats.sound import write_wav
from procgen.formats.spectrogram import spectrogram_rgb
from procgen.kit.command.pictures import labelled, side_by_side
from procgen.runtime.store import ModelStore
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ
from procgen.sound.generate import Sound, generate
from procgen.sound.learned.clip import read_clip
from procgen.sound.learned.library import library_of
from procgen.sound.parameters import SoundParameters
from procgen.sound.preview import preview_rgb

IMAGES: Final = Path(__file__).parent / "images"
SHOWN: Final[dict[str, dict[str, Any]]] = {
    "boot on gravel": {"effect": "footstep", "surface": "gravel", "foot": "boot"},
    "boot on planks": {"effect": "footstep", "surface": "planks", "foot": "boot"},
    "boot on snow": {"effect": "footstep", "surface": "snow", "foot": "boot"},
    "a door opens": {"effect": "door", "kind": "open"},
    "glass breaks": {"effect": "break", "material": "glass"},
    "church bell": {"effect": "bell", "kind": "church"},
    "campfire": {"effect": "fire", "duration_s": 4.0},
    "brook": {"effect": "river", "kind": "brook", "duration_s": 4.0},
    "thunder, near": {"effect": "thunder", "kind": "near"},
    "wolf": {"effect": "creature", "kind": "wolf"},
    "nightingale": {"effect": "birds", "kind": "nightingale"},
    "healing": {"effect": "magic", "kind": "heal"},
}
PLACES: Final = {
    "a wood at six in the morning, a brook": AmbienceParameters(
        hour=6.0, weather="breeze", things=(Thing("brook", 4.0, 0.0, -8.0),), seed=1
    ),
    "thunderstorm on the shore": AmbienceParameters("beach", "thunderstorm", hour=20.0, seed=1),
}


def learned() -> list[Any]:
    """Nine sounds by way of frames: drawn, between two, and after a clip."""
    library = library_of(ModelStore())

    def made(**fields: Any) -> Sound:
        return generate(SoundParameters(**{"seed": 1, **fields}), library=library)[0]

    monster = {"effect": "creature", "kind": "monster", "model": "learned"}
    gong = {"effect": "bell", "kind": "gong", "duration_s": 2.0}
    way = {"morph_effect": "creature", "morph_kind": "growl", "morph_model": "learned"}
    source = made(effect="door", kind="creak")
    clip = read_clip(write_wav(source.samples, SAMPLE_RATE_HZ), "clip")
    shown = {
        "a monster": made(**monster),
        "a step in snow": made(effect="footstep", surface="snow", model="learned"),
        "an explosion": made(effect="explosion", model="learned"),
        "a gong": made(**gong),
        "half way": made(**gong, **way),
        "a growl": made(effect="creature", kind="growl", model="learned"),
        "a clip": source,
        "after it": made(clip=clip, model="learned"),
        "after it, another": made(clip=clip, model="learned", seed=2),
    }
    return [labelled(preview_rgb(sound), name) for name, sound in shown.items()]


def main() -> None:
    """Twelve sounds, nine by way of frames, and two places."""
    pictures = [
        labelled(preview_rgb(generate(SoundParameters(seed=1, **fields))[0]), name) for name, fields in SHOWN.items()
    ]
    Image.fromarray(side_by_side(pictures, 3)).save(IMAGES / "sounds.jpg", quality=80, optimize=True)
    Image.fromarray(side_by_side(learned(), 3)).save(IMAGES / "sounds-learned.jpg", quality=80, optimize=True)
    places = []
    for name, parameters in PLACES.items():
        mono = mixed(make_ambience(parameters)).mean(axis=1)
        places.append(labelled(spectrogram_rgb(mono, SAMPLE_RATE_HZ, (1000, 220), 12_000.0), name))
    Image.fromarray(side_by_side(places, 1)).save(IMAGES / "ambience.jpg", quality=80, optimize=True)


if __name__ == "__main__":
    main()
