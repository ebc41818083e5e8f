"""Trains the writer on the dialogue corpus, and puts it among the assets.

    python tools/train_writer.py CORPUS --run FOLDER --budget 8h [--resume] [--seed N]

Needs the extras ``train`` and ``llm``, whose SmolLM2 is what the adapter is for.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from procgen.dialogue.language.gguf import model_file
from procgen.dialogue.recipe.corpus import Npc, load
from procgen.dialogue.recipe.corpus.npc import Turn
from procgen.dialogue.recipe.writer.examples import Answered
from procgen.dialogue.recipe.writer.train import train_writer
from procgen.dialogue.ruler.talk.judge import Verdict
from procgen.dialogue.ruler.talk.play import play
from procgen.kit.recipe.loop import parse_budget


def answers(npc: Npc, seed: int) -> Iterator[tuple[Turn, Answered]]:
    """The talks of a person as the phrase books answer them."""
    for played in play(npc, None, seed):
        section = played.given.sections[0] if played.given.sections else ""
        yield played.turn, Answered(played.given.text, section, played.judged.verdict is Verdict.APT)


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder of SETTING/ID.npc, or one packed")
    parser.add_argument("--run", type=Path, required=True, help="folder of the run")
    parser.add_argument("--budget", default="8h", help="over all resumed runs")
    parser.add_argument("--resume", action="store_true", help="go on from the run's checkpoint")
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args()
    train_writer(
        load(told.corpus),
        model_file("smollm2"),
        answers,
        told.run,
        budget_s=parse_budget(told.budget),
        seed=told.seed,
        resume=told.resume,
    )


if __name__ == "__main__":
    main()
