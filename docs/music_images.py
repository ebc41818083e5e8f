"""Draw the pictures of music.md: `python docs/music_images.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PIL import Image

from procgen.kit.command.pictures import labelled, side_by_side
from procgen.music.compose.compose import compose
from procgen.music.compose.wish import Wish
from procgen.music.generate import Studio, generate
from procgen.music.parameters import MusicParameters
from procgen.music.play.bank import packaged_bank
from procgen.music.preview import piano_roll
from procgen.music.score import Notes, Score
from procgen.music.wire.words import Voices
from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.store import ModelStore

IMAGES: Final = Path(__file__).parent / "images"
SIZE_PX: Final = (620, 220)
SHOWN: Final[dict[str, dict[str, Any]]] = {
    "village, chamber band": {"use": "village", "ensemble": "chamber", "seed": 3},
    "battle, war drums and brass": {"use": "battle", "ensemble": "war", "seed": 2},
    "tavern, fiddle and whistle": {"use": "tavern", "ensemble": "tavern", "seed": 3},
    "temple, choir": {"use": "temple", "ensemble": "choir", "seed": 4},
    "night, harp": {"use": "night", "ensemble": "harp", "seed": 5},
    "menu, string quartet": {"use": "menu", "ensemble": "quartet", "seed": 6},
}


def main() -> None:
    """Six pieces as piano rolls."""
    store = ModelStore()

    def composed(wish: Wish, checkpoint: Checkpoint, *, loop: bool, motif: Notes | None, before: Score | None) -> Score:
        return compose(wish, store, checkpoint, loop=loop, motif=motif, before=before)

    studio = Studio(composed, packaged_bank(), {}, Voices(store))
    pictures = [
        labelled(piano_roll(generate(MusicParameters(bars=24, **fields), studio).piece, SIZE_PX), name)
        for name, fields in SHOWN.items()
    ]
    Image.fromarray(side_by_side(pictures, 2)).save(IMAGES / "music.jpg", quality=85, optimize=True)


if __name__ == "__main__":
    main()
