"""Draw the pictures of speech.md: `python docs/speech_images.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PIL import Image

from procgen.kit.command.pictures import labelled, side_by_side
from procgen.runtime.store import ModelStore
from procgen.speech.generate import generate
from procgen.speech.parameters import SpeechParameters
from procgen.speech.preview import preview_rgb
from procgen.speech.voice import Person

IMAGES: Final = Path(__file__).parent / "images"
LINE: Final = "The bridge is out. Nobody crosses tonight."
SHOWN: Final = {
    "woman of 30": {"person": Person(0.0, 30.0, None, 3)},
    "man of 50": {"person": Person(1.0, 50.0, None, 4)},
    "girl of 8": {"person": Person(0.0, 8.0, None, 1)},
    "woman of 30, angry": {"person": Person(0.0, 30.0, None, 3), "mood": "angry", "strength": 1.0},
    "woman of 30, sad": {"person": Person(0.0, 30.0, None, 3), "mood": "sad", "strength": 1.0},
    "giant": {"person": Person(1.0, 50.0, None, 4), "style": "giant"},
}


def main() -> None:
    """One line by six speakers, as spectrograms."""
    store = ModelStore()
    pictures = [
        labelled(preview_rgb(generate(SpeechParameters(text=LINE, seed=1, **fields), store)), name)
        for name, fields in SHOWN.items()
    ]
    Image.fromarray(side_by_side(pictures, 3)).save(IMAGES / "speech_voices.jpg", quality=85, optimize=True)


if __name__ == "__main__":
    main()
