"""Bits per byte on held-out conversations: our model against compressors and n-grams.

All refer to the same bytes: each conversation as `Conversation.text` shows it. Our model pays for every token of its
script, marks included, with no control token told; it sees between `CONTEXT` and twice as many tokens before the one
that it tells.

Run it: ``python -m procgen.dialogue.ruler.bits --data FOLDER --split validation --out bits.json``.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.dialogue.language.gguf import model_file
from procgen.dialogue.language.network import Network
from procgen.dialogue.language.own import DOMAIN
from procgen.dialogue.model.script import Script
from procgen.dialogue.recipe.data import Documents, conversations
from procgen.kit.ruler.intervals import Interval, ratio_interval
from procgen.runtime.gguf import Session
from procgen.runtime.store import ModelStore

Ids = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Told = Callable[[Ids], npt.NDArray[np.float32]]
"""Log-probabilities, in nats, of the tokens of rows (b, t) but the first: (b, t - 1)."""

CONTEXT = 256


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Conversations of a genre and split, as text and as tokens."""

    text: bytes
    ids: Ids


def held_out(folder: Path, script: Script, split: str, genre: str = "play") -> HeldOut:
    """Read them. Raises FileNotFoundError."""
    documents = Documents(script)
    texts = []
    for conversation in conversations(folder, split):
        if conversation.genre == genre:
            documents.add(conversation)
            texts.append(conversation.text())
    ids = [token for i in range(len(documents)) for token in documents.write(i, None)]
    return HeldOut("".join(texts).encode("utf-8"), np.array(ids, np.int64))


def model_bits(told: Told, text: HeldOut, batch: int = 2) -> float:
    """Bits per byte of a language model. The very first token, the mark of a document, is free."""
    nats, _ = window_nats(told, text, batch)
    return float(nats.sum()) / math.log(2) / len(text.text)


def bits_interval(nats: FloatArray, tokens: FloatArray, text: HeldOut, *, seed: int) -> Interval:
    """Bits per byte; windows are drawn, and a window's bytes are taken to be as many as its tokens have on average.

    Args:
        nats: (windows,) that each costs.
        tokens: (windows,) that each has.
        text: all of it.
        seed: of the draws.
    """
    scale = float(tokens.sum()) / math.log(2) / len(text.text)
    return ratio_interval(nats, tokens, seed=seed).times(scale)


def window_nats(told: Told, text: HeldOut, batch: int = 2) -> tuple[FloatArray, FloatArray]:
    """(windows,) nats that windows cost, and tokens that they have."""
    ids = text.ids
    nats: list[float] = []
    tokens: list[int] = []
    starts = range(0, max(len(ids) - 1 - CONTEXT, 1), CONTEXT)
    full = [start for start in starts if start + 2 * CONTEXT < len(ids)]
    rest = [start for start in starts if start + 2 * CONTEXT >= len(ids)]
    groups = [full[i : i + batch] for i in range(0, len(full), batch)] + [[start] for start in rest]
    for group in groups:
        rows = np.stack([ids[start : start + 2 * CONTEXT + 1] for start in group])
        for start, row in zip(group, told(rows), strict=True):
            own = row[CONTEXT if start else 0 :]
            nats.append(-float(own.sum(dtype=np.float64)))
            tokens.append(len(own))
    return np.array(nats), np.array(tokens, np.float64)


def compressors() -> dict[str, Callable[[bytes], int]]:
    """Name to the size that a text takes."""
    import pyppmd  # noqa: PLC0415 measures alone need it

    sizes: dict[str, Callable[[bytes], int]] = {
        "zlib -9": lambda data: len(zlib.compress(data, 9)),
        "xz -9e": lambda data: len(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME)),
    }
    for order in (5, 6, 8):
        sizes[f"PPMd order {order}"] = lambda data, order=order: len(  # type: ignore[misc]
            pyppmd.compress(data, max_order=order, mem_size=1 << 30)
        )
    return sizes


def compressor_bits(size: Callable[[bytes], int], text: bytes, primer: bytes) -> tuple[float, float]:
    """Bits per byte of a text alone, and after a primer (what both take less what the primer takes)."""
    alone = size(text)
    primed = size(primer + text) - size(primer)
    return 8 * alone / len(text), 8 * primed / len(text)


class KneserNey:
    """Interpolated n-grams with modified Kneser-Ney smoothing (Chen and Goodman 1999).

    Args:
        ids: training tokens in a row.
        order: tokens of an n-gram.
        vocabulary: how many tokens there are.
    """

    def __init__(self, ids: Ids, order: int, vocabulary: int) -> None:
        self._vocabulary = vocabulary
        self._keys: list[npt.NDArray[Any]] = []
        self._counts: list[FloatArray] = []
        self._totals: list[FloatArray] = []
        self._back_off: list[FloatArray] = []
        grams = [ids]
        keys = []
        firsts = []
        for n in range(1, order + 1):
            if n == 1:
                key = ids
            else:
                key = np.full(len(ids), -1, np.int64)
                key[n - 1 :] = grams[-1][n - 2 : -1] * vocabulary + ids[n - 1 :]
            unique, first, inverse = np.unique(key[n - 1 :], return_index=True, return_inverse=True)
            keys.append(unique)
            firsts.append(first + n - 1)
            gram = np.full(len(ids), -1, np.int64)
            gram[n - 1 :] = inverse
            grams.append(gram)
        for n in range(1, order + 1):
            if n == order:
                counts = np.bincount(grams[n][n - 1 :], minlength=len(keys[n - 1])).astype(np.float64)
            else:
                # Continuation counts: how many different tokens stand before; those that begin the text count once.
                counts = np.bincount(grams[n][firsts[n]], minlength=len(keys[n - 1])).astype(np.float64)
                counts = np.maximum(counts, 1)
            ones, twos, threes, fours = (float((counts == i).sum()) for i in (1, 2, 3, 4))
            y = ones / max(ones + 2 * twos, 1)
            ratios = (twos / max(ones, 1), threes / max(twos, 1), fours / max(threes, 1))
            steps = [i - (i + 1) * y * ratio for i, ratio in zip((1, 2, 3), ratios, strict=True)]
            discounts = np.clip(np.array([0.0, *steps]), 0, None)
            history = np.zeros(len(keys[n - 1]), np.int64) if n == 1 else keys[n - 1] // vocabulary
            size = 1 if n == 1 else len(keys[n - 2])
            taken = discounts[np.minimum(counts, 3).astype(np.int64)]
            totals = np.asarray(np.bincount(history, counts, size), np.float64)
            self._keys.append(keys[n - 1])
            self._counts.append(counts - taken)
            self._totals.append(totals)
            self._back_off.append(np.bincount(history, taken, size) / np.maximum(totals, 1e-30))

    def odds(self, ids: Ids) -> FloatArray:
        """Probability of each token after those before it, (n,)."""
        odds = np.full(len(ids), 1.0 / self._vocabulary)
        history = np.zeros(len(ids), np.int64)
        for keys, counts, totals, back_off in zip(self._keys, self._counts, self._totals, self._back_off, strict=True):
            known = history >= 0
            at = np.where(known, history, 0)
            key = ids if len(totals) == 1 else at * self._vocabulary + ids
            place = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
            found = known & (keys[place] == key)
            known &= totals[at] > 0
            share = np.where(found, counts[place] / np.maximum(totals[at], 1e-30), 0.0)
            odds = np.where(known, share + back_off[at] * odds, odds)
            gram = np.where(found, place, -1)
            history = np.concatenate([[-1], gram[:-1]])
        return odds

    def bits(self, text: HeldOut) -> float:
        """Bits per byte; the first token is free, as it is for the model."""
        return float(-np.log2(self.odds(text.ids)[1:]).sum() / len(text.text))


def primer(folder: Path, genre: str = "play") -> bytes:
    """The train split of a genre, as text."""
    return "".join(c.text() for c in conversations(folder, "train") if c.genre == genre).encode("utf-8")


def baselines(folder: Path, script: Script, split: str, orders: Sequence[int] = (3, 5)) -> dict[str, float]:
    """Bits per byte of everything that is not a neural network."""
    text = held_out(folder, script, split)
    before = primer(folder)
    results: dict[str, float] = {}
    for name, size in compressors().items():
        results[name], results[f"{name}, primed"] = compressor_bits(size, text.text, before)
    train = held_out(folder, script, "train").ids
    for order in orders:
        results[f"Kneser-Ney {order}-gram"] = KneserNey(train, order, len(script.pairs)).bits(text)
    return results


def _go_on() -> None:
    """Nobody cancels a measure."""


def served_told(network: Network) -> Told:
    """What the exported files tell."""
    return lambda ids: network.told(ids, _go_on)


def checkpoint_told(checkpoint: Path) -> Told:
    """What a checkpoint tells before it is rounded to integers."""
    import torch  # noqa: PLC0415 the exported model is measured without

    from procgen.dialogue.recipe.export import load_decoder  # noqa: PLC0415 likewise

    model = load_decoder(checkpoint)

    def told(ids: Ids) -> npt.NDArray[np.float32]:
        with torch.no_grad():
            rows = torch.from_numpy(ids)
            odds = torch.log_softmax(model.logits(model(rows[:, :-1])), -1)
            found: npt.NDArray[np.float32] = odds.gather(2, rows[:, 1:, None])[..., 0].numpy()
            return found

    return told


def gguf_bits(session: Session, text: bytes) -> float:
    """Bits per byte of a text under a model of the GGUF backend, in windows as of `model_bits`."""
    ids = session.tokens(text.decode("utf-8"))

    def told(rows: Ids) -> npt.NDArray[np.float32]:
        found = []
        for row in rows.tolist():
            with session.begin((row[0],), _go_on) as turn:
                odds = [turn.logits]
                for start in range(1, len(row) - 1, 64):
                    odds += turn.feed(row[start : min(start + 64, len(row) - 1)], every=True)
            line = np.stack(odds).astype(np.float64)
            line -= line.max(1, keepdims=True)
            found.append(line[np.arange(len(line)), row[1:]] - np.log(np.exp(line).sum(1)))
        return np.array(found, np.float32)

    return model_bits(told, HeldOut(text, np.array(ids, np.int64)), batch=1)


def main() -> None:
    """Measure and write a JSON file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="folder of the dialogue pack")
    parser.add_argument("--split", choices=("validation", "test"), default="validation")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--models", type=Path, help="folder with a catalog; the packaged model if not given")
    parser.add_argument("--generator", default="own")
    parser.add_argument("--checkpoint", type=Path, help="measure the network before rounding too")
    parser.add_argument("--gguf", help="a GGUF file or a packaged name, such as smollm2")
    parser.add_argument("--gguf-bytes", type=int, default=100_000, help="of the text's beginning")
    parser.add_argument("--baselines", action="store_true", help="compressors and n-grams too")
    arguments = parser.parse_args()
    store = ModelStore((arguments.models,) if arguments.models else ())
    network = Network(store.part(DOMAIN, arguments.generator, "decoder"))
    script = Script(network.tables.pairs)
    text = held_out(arguments.data, script, arguments.split)
    results: dict[str, float] = {"bytes": len(text.text), "tokens": len(text.ids)}

    def keep(name: str, value: float) -> None:
        results[name] = value
        arguments.out.write_text(json.dumps(results, indent=2) + "\n", "utf-8")

    keep("own, int8", model_bits(served_told(network), text))
    if arguments.checkpoint:
        keep("own, float", model_bits(checkpoint_told(arguments.checkpoint), text))
    if arguments.gguf:
        session = Session(model_file(arguments.gguf), context_tokens=2 * CONTEXT + 64, slots=1)
        part = text.text[: arguments.gguf_bytes].decode("utf-8", "ignore").encode("utf-8")
        keep(f"{arguments.gguf}, first {len(part)} bytes", gguf_bits(session, part))
        session.close()
    if arguments.baselines:
        for name, value in baselines(arguments.data, script, arguments.split).items():
            keep(name, value)


if __name__ == "__main__":
    main()
