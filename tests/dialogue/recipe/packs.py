"""A small dialogue pack of made-up sentences, in the format of docs/dialogue.md."""

import itertools
import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from procgen.dialogue.recipe.data import split_of

_WHO = ("The old miller", "My lord", "A soldier", "The priest", "Your brother", "The captain", "Her father")
_DOES = ("has seen", "will not sell", "is looking for", "once lost", "forgot", "stole", "keeps", "would give me")
_WHAT = ("the red horse", "a silver ring", "two barrels of wine", "his good name", "the king's letter", "my shoes")
_END = (".", ", they say.", "!", ", and who can blame him?", "; I swear it.")


def _write(path: Path, records: Iterable[dict[str, Any]]) -> None:
    with lzma.open(path, "wt", encoding="utf-8", preset=0) as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


def _named(kind: str, split: str, count: int, key: str, **fields: str) -> list[str]:
    """Names that fall into a split."""
    names = (f"{kind} {i}" for i in itertools.count())
    return list(itertools.islice((name for name in names if split_of({key: name, **fields}) == split), count))


def write_pack(folder: Path, seed: int = 0) -> Path:
    """Plays, chats, prose, lore and lists: works of train, validation and test."""
    rng = np.random.default_rng(seed)

    def sentence() -> str:
        return " ".join((str(rng.choice(_WHO)), str(rng.choice(_DOES)), str(rng.choice(_WHAT)))) + str(rng.choice(_END))

    def turns(count: int) -> list[dict[str, str]]:
        found = []
        for i in range(count):
            turn = {"speaker": ("KING", "Second Guard")[i % 2], "text": f"{sentence()} {sentence()}"}
            if i % 5 == 0:
                turn["action"] = "angrily"
            if i % 7 == 3:
                turn["scene"] = "Enter a messenger."
            found.append(turn)
        return found

    plays = [("train", name) for name in _named("play", "train", 8, "source", genre="play")]
    plays += [("train", name) for name in _named("play", "validation", 3, "source", genre="play")]
    plays += [("test", f"test play {i}") for i in range(3)]
    chats = _named("chat", "train", 8, "id", genre="chat") + _named("chat", "validation", 3, "id", genre="chat")
    records: list[dict[str, Any]] = [
        {
            "id": f"{work}/{part}",
            "source": work,
            "genre": "play",
            "split": split,
            "setting": "A hall.",
            "turns": turns(14),
        }
        for split, work in plays
        for part in range(3)
    ]
    records += [
        {"id": name, "genre": "chat", "split": "train", "personas": {"A": "I keep bees."}, "turns": turns(30)}
        for name in chats
    ]
    _write(folder / "dialogue.jsonl.xz", records)
    prose = [
        {"work": f"novel {i}", "split": "train", "text": " ".join(sentence() for _ in range(60))} for i in range(6)
    ]
    _write(folder / "prose.jsonl.xz", prose)
    lore = [{"kind": "item", "name": f"Ring {i}", "split": "train", "text": sentence()} for i in range(20)]
    _write(folder / "lore.jsonl.xz", lore)
    rows = [sentence() for _ in range(30)]
    lists = [
        {"name": "rage", "category": "bark:emotion", "rows": rows},
        {"name": "Names", "category": "names", "rows": rows},
    ]
    _write(folder / "barks_tables.jsonl.xz", lists)
    return folder
