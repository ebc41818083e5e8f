"""Packs a folder of the dialogue corpus into assets, and writes what it holds into its card.

python tools/pack_corpus.py FOLDER
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from procgen.dialogue.recipe.corpus import PACKED, SPLITS, CorpusError, Npc, Said, load, load_said, of_split, pack

ASSETS = Path(__file__).parent.parent / "assets"
CARD = ASSETS / "dialogue_corpus.md"
BEGINS, ENDS = "<!-- counts: written by tools/pack_corpus.py -->", "<!-- end of counts -->"


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [f"| {' | '.join(map(str, row))} |" for row in (head, tuple("---" for _ in head), *rows)]
    return "\n".join(lines)


def counts(npcs: list[Npc], said: list[Said]) -> str:
    """Tables: by split, by setting, by act, by hard case; single utterances by act."""
    from procgen.dialogue.ruler.talk.judge import hard_cases  # noqa: PLC0415

    def row(name: str, some: list[Npc]) -> tuple[object, ...]:
        turns = sum(len(talk.turns) for npc in some for talk in npc.talks)
        facts = sum(len(npc.facts) for npc in some)
        lines = sum(len(npc.lines) + len(npc.rewrites) for npc in some)
        return name, len(some), facts, turns, lines

    turns = [turn for npc in npcs for talk in npc.talks for turn in talk.turns]
    acts = Counter(act.kind for turn in turns for act in turn.acts)
    hard = Counter(case for turn in turns for case in hard_cases(turn))
    alone = Counter(act for each in said for act in each.acts)
    settings = sorted({npc.head["setting"] for npc in npcs})
    head = ("", "persons", "facts", "turns", "lines and rewrites")
    return "\n\n".join(
        (
            _table(head, [row("all", npcs), *(row(split, of_split(npcs, split)) for split in SPLITS)]),
            _table(head, [row(name, [npc for npc in npcs if npc.head["setting"] == name]) for name in settings]),
            "Acts: " + ", ".join(f"{name} {count}" for name, count in acts.most_common()) + ".",
            "Hard cases: " + ", ".join(f"{name} {count}" for name, count in hard.most_common()) + ".",
            f"Single utterances: {len(said)}, of which {sum(bool(each.answered) for each in said)} answer something. "
            + ", ".join(f"{name} {count}" for name, count in alone.most_common())
            + ".",
        )
    )


def main() -> int:
    """Pack; 1 where a file is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds SETTING/ID.npc and utterances/NAME.tsv")
    folder = parser.parse_args().folder
    try:
        packed = pack(folder)
    except (CorpusError, FileNotFoundError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    (ASSETS / PACKED).write_bytes(packed)
    before, _, rest = CARD.read_text("utf-8").partition(BEGINS)
    after = rest.partition(ENDS)[2]
    CARD.write_text(f"{before}{BEGINS}\n\n{counts(load(folder), load_said(folder))}\n\n{ENDS}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
