"""Fits the regression of `procgen.dialogue.talk.familiar` and writes it.

    python tools/train_everyday.py CORPUS OUT

Needs the extra ``train``. Learns from `everyday.txt` and, for what is none of its kinds, from the corpus's train split
and single utterances: those that a fact answers, or that do what no kind is near to. The corpus writes as books do and
the utterances as players type; so that how something is written tells nothing of its kind, both are learned both ways.
Some two minutes.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np
import torch

from procgen.dialogue.reading.reader import packaged_reader
from procgen.dialogue.recipe.corpus import load, of_split
from procgen.dialogue.talk.examples import kinds_of_utterances
from procgen.dialogue.talk.familiar import NONE, OTHER, UTTERANCES, centred

_NEAR = {
    "ask.self", "ask.opinion", "ask.advice", "smalltalk", "compliment", "confess", "trade", "greet", "philosophy",
    "offtopic", "silence", "nonsense",
}  # fmt: skip
"""Acts whose turns may be everyday ones where no fact answers."""
_OTHERS = 9000
_STEPS, _RATE, _DECAY = 200, 0.02, 1e-3
"""Chosen, as is the number of others, with a quarter of the utterances held out."""
_ASKS = re.compile(
    r"(?i)(?:^|[,.] )(?:and |so |pray |pray tell |tell me )?(?:who|whom|whose|what|which|when|where|why|how|do|does|did"
    r"|are|is|am|was|were|can|could|may|might|will|would|shall|should|have|has|had|any|ever|got|mind|need)(?:'s|'d)?\b"
)


def typed(text: str) -> str:
    """As players type: lower case, no mark at the end."""
    return text.lower().rstrip(".?!")


def written(text: str) -> str:
    """As books have it: "do i know you" is "Do I know you?"."""
    text = re.sub(r"\bi\b", "I", text[:1].upper() + text[1:])
    return text if text.endswith((".", "?", "!")) else text + ("?" if _ASKS.search(text) else ".")


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder of SETTING/ID.npc, or one packed")
    parser.add_argument("out", type=Path, help="the file to write, dialogue_everyday.npz")
    told = parser.parse_args()
    known = kinds_of_utterances(UTTERANCES.read_text(encoding="utf-8"))
    rows = [(OTHER if kind == NONE else kind, form(text)) for form in (written, typed) for kind, text in known]
    turns = [turn for npc in of_split(load(told.corpus), "train") for talk in npc.talks for turn in talk.turns]
    others = [
        turn.player
        for turn in turns
        if turn.player.strip() and (turn.facts or _NEAR.isdisjoint(act.kind for act in turn.acts))
    ]
    chosen = np.random.default_rng(0).permutation(len(others))[:_OTHERS]
    rows += [(OTHER, typed(others[i]) if n % 2 else others[i]) for n, i in enumerate(chosen)]
    kinds = [*sorted({kind for kind, _ in rows if kind}), OTHER]
    gists = np.array([packaged_reader().gist(text) for _, text in rows])
    mean = gists.mean(0)
    x = torch.from_numpy(centred(gists, mean))
    y = torch.tensor([kinds.index(kind) for kind, _ in rows])
    model = torch.nn.Linear(x.shape[1], len(kinds))
    torch.nn.init.zeros_(model.weight)
    torch.nn.init.zeros_(model.bias)
    steps = torch.optim.Adam(model.parameters(), lr=_RATE)
    for _ in range(_STEPS):
        steps.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), y) + _DECAY * (model.weight**2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        steps.step()
    np.savez_compressed(
        told.out,
        kinds=np.array(kinds),
        mean=mean.astype(np.float16),
        weights=model.weight.detach().numpy().T.astype(np.float16),
        bias=model.bias.detach().numpy().astype(np.float16),
    )


if __name__ == "__main__":
    main()
