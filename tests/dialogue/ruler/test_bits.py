"""Bits per byte: windows that cover every token once, n-grams that are distributions, compressors that learn."""

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from procgen.dialogue.model.bpe import BytePairs
from procgen.dialogue.model.controls import special_tokens
from procgen.dialogue.model.script import Script
from procgen.dialogue.ruler.bits import (
    CONTEXT,
    HeldOut,
    KneserNey,
    baselines,
    compressor_bits,
    compressors,
    held_out,
    model_bits,
)
from tests.dialogue.recipe.packs import write_pack


@pytest.mark.parametrize("length", [2, 100, CONTEXT + 1, 2 * CONTEXT, 2 * CONTEXT + 1, 2 * CONTEXT + 2, 2000])
def test_every_token_but_the_first_is_told_once_with_enough_context(length: int) -> None:
    told = np.zeros(length, int)

    def count(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        # Tokens are their own places here.
        for row in rows:
            assert (np.diff(row) == 1).all()
            first = 1 if row[0] == 0 else CONTEXT + 1
            told[row[first:]] += 1
        return np.full((len(rows), rows.shape[1] - 1), -math.log(2), np.float32)

    bits = model_bits(count, HeldOut(b"x" * length, np.arange(length)))
    assert (told[1:] == 1).all()
    assert bits == pytest.approx((length - 1) / length)


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_n_grams_are_distributions(order: int) -> None:
    rng = np.random.default_rng(order)
    ids = rng.choice(8, 400, p=np.array([8, 7, 6, 5, 4, 3, 2, 1]) / 36).astype(np.int64)
    model = KneserNey(ids, order, 9)
    for history in ([0, 1, 2, 3, 4], [7, 7, 7, 7, 7], [8, 8, 8, 8, 8], list(ids[10:15])):
        total = sum(model.odds(np.array([*history, token]))[-1] for token in range(9))
        assert total == pytest.approx(1.0, abs=1e-9)


def test_n_grams_learn_what_repeats() -> None:
    ids = np.tile(np.arange(10), 50)
    text = HeldOut(b"x" * 100, np.tile(np.arange(10), 10))
    assert KneserNey(ids, 3, 10).bits(text) < 0.5
    shuffled = np.random.default_rng(0).permutation(ids)
    assert KneserNey(shuffled, 3, 10).bits(text) > 2.5


def test_priming_helps_where_texts_are_alike() -> None:
    line = b"".join(b"The miller has %d sacks of flour and %d of rye. " % (i * i % 97, i * 7 % 31) for i in range(400))
    for size in compressors().values():
        alone, primed = compressor_bits(size, line[-4000:], line[:-4000])
        assert primed < alone


def test_baselines_of_a_pack(tmp_path: Path) -> None:
    script = Script(BytePairs(special_tokens(), [(b"h", b"e"), (b" ", b"t"), (b" t", b"he")]))
    folder = write_pack(tmp_path)
    text = held_out(folder, script, "test")
    assert script.pairs.decode(text.ids).split()[:2] == ["A", "hall."]
    assert b"KING: " in text.text
    assert not {script.mark("mood", "angry"), script.mark("role", "king")} & set(text.ids.tolist())
    found = baselines(folder, script, "test", orders=(3, 5))
    assert found["Kneser-Ney 5-gram"] < found["zlib -9"]
    assert all(0.05 < value < 8 for value in found.values())
