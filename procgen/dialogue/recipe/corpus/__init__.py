"""The dialogue corpus: persons written down with what they know, hide and say, and what each turn of a talk means.

`read` reads a file and says what is wrong with it, `packed` keeps many in one, `split` parts them for training and
measuring. The format is told in ``docs/dialogue.md``.
"""

from procgen.dialogue.recipe.corpus.npc import Act, Npc, Talk, Turn
from procgen.dialogue.recipe.corpus.packed import PACKED, load, load_said, pack
from procgen.dialogue.recipe.corpus.read import CorpusError, read_npc
from procgen.dialogue.recipe.corpus.said import Said
from procgen.dialogue.recipe.corpus.split import SPLITS, of_split, split_of

__all__ = [
    "PACKED",
    "SPLITS",
    "Act",
    "CorpusError",
    "Npc",
    "Said",
    "Talk",
    "Turn",
    "load",
    "load_said",
    "of_split",
    "pack",
    "read_npc",
    "split_of",
]
