"""Cuts of a corpus, as the decoder learns from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor

from procgen.kit.recipe.device import device, placed
from procgen.runtime.philox import keyed
from procgen.speech.acoustic import BINS, Acoustic, Floats
from procgen.speech.recipe.corpus import Spoken
from procgen.speech.vocoder import HOP, pulses

MARGIN: Final = 32
"""Hops at either end of a cut that the network looks at and no sound is judged of; what it sees from one place."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A line.

    Attributes:
        features: (128, frames) of its sounds, each as long as it lasts.
        said: the line.
    """

    features: Floats
    said: Spoken

    @property
    def held(self) -> bool:
        """Whether it is for validation."""
        return self.said.held


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """Pieces of lines of equal length, in a batch of b.

    Attributes:
        features: (b, 128, frames).
        f0_hz, effort: (b, hops).
        voice: (b, speakers).
        pulses: (b, HOP * hops).
        noise: (b, BINS, hops) complex.
        wave: (b, HOP * (hops - 2 MARGIN)) what the teacher said, without the margins.
    """

    features: Tensor
    f0_hz: Tensor
    effort: Tensor
    voice: Tensor
    pulses: Tensor
    noise: Tensor
    wave: Tensor

    def middle(self, wave: Tensor) -> Tensor:
        """(b, samples) without the margins."""
        return wave[:, MARGIN * HOP : wave.shape[1] - MARGIN * HOP]


def rows_of(corpus: Sequence[Spoken], acoustic: Acoustic) -> list[Row]:
    """Lines with what the packaged network reads."""
    return [Row(np.repeat(acoustic.read(said.letters).features[0], said.frames, 1), said) for said in corpus]


class _Line(Protocol):
    @property
    def held(self) -> bool: ...


LineT = TypeVar("LineT", bound=_Line)


def split_rows(rows: Sequence[LineT]) -> tuple[list[LineT], list[LineT]]:
    """Lines to learn from, and to validate with. Raises ValueError where there are none of either."""
    learned, held = [row for row in rows if not row.held], [row for row in rows if row.held]
    if not learned or not held:
        raise ValueError(f"{len(learned)} lines to learn from and {len(held)} to validate with are too few")
    return learned, held


def cut(row: Row, first: int, frames: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Features, pitch, effort and sound of some frames of a line; before and after it there is nothing."""
    whole = row.features.shape[1]
    before, after = max(-first, 0), max(first + frames - whole, 0)
    inside = slice(max(first, 0), min(first + frames, whole))
    hops = slice(2 * inside.start, 2 * inside.stop)
    beside, samples = (2 * before, 2 * after), (2 * before * HOP, 2 * after * HOP)
    return (
        np.pad(row.features[:, inside], ((0, 0), (before, after)), mode="edge"),
        np.pad(row.said.f0_hz[hops], beside),
        np.pad(row.said.effort[hops], beside, mode="edge"),
        np.pad(row.said.wave[hops.start * HOP : hops.stop * HOP], samples),
    )


def stacked(rows: Sequence[tuple[Row, int]], frames: int, seed: str) -> Cuts:
    """Cuts of lines, each from a frame on.

    Args:
        rows: lines and their first frames.
        frames: of each.
        seed: of the noise.
    """
    parts = [cut(row, first, frames) for row, first in rows]
    features, f0_hz, effort, wave = (np.stack(each).astype(np.float32) for each in zip(*parts, strict=True))
    hops = 2 * frames
    noise = keyed(seed).standard_normal((len(rows), BINS, hops, 2)).astype(np.float32)
    return Cuts(
        placed(features),
        placed(f0_hz),
        placed(effort),
        placed(np.stack([row.said.weights for row, _ in rows])),
        placed(np.stack([pulses(each) for each in f0_hz])),
        torch.view_as_complex(torch.from_numpy(noise)).to(device()),
        placed(wave[:, MARGIN * HOP : wave.shape[1] - MARGIN * HOP]),
    )


class Drawn:
    """Random cuts, which go on where a run was cut off."""

    def __init__(self, rows: Sequence[Row], seed: int) -> None:
        self._rows, self._seed, self._count = rows, seed, 0

    def next(self, count: int, frames: int) -> Cuts:
        """So many cuts."""
        chance = keyed(f"speech/cuts/{self._seed}/{self._count}")
        self._count += 1
        chosen = [self._rows[int(each)] for each in chance.integers(len(self._rows), size=count)]
        # Some begin or end in the silence around a line, as whole lines do.
        over = MARGIN // 2
        lasts = [max(row.features.shape[1] - frames + over, 1 - over) for row in chosen]
        firsts = [int(chance.integers(-over, last)) for last in lasts]
        return stacked(list(zip(chosen, firsts, strict=True)), frames, f"speech/noise/{self._seed}/{self._count}")

    def state_dict(self) -> dict[str, Any]:
        """For :func:`procgen.kit.recipe.loop.run`."""
        return {"count": self._count}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """For :func:`procgen.kit.recipe.loop.run`."""
        self._count = int(state["count"])
