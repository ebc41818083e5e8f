"""Clips as rows of the network's numbers: each at several speeds, beside sounds of the parametric models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.kit.recipe.loop import Report
from procgen.runtime.arrays import read_arrays
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ
from procgen.sound.effects import EFFECTS
from procgen.sound.generate import generate
from procgen.sound.learned.analysis import analysed
from procgen.sound.learned.classes import NONE, class_of_request
from procgen.sound.learned.edges import at_rate, trimmed
from procgen.sound.learned.values import values_of
from procgen.sound.parameters import SoundParameters
from procgen.sound.recipe.clips import RATE_HZ, Clip

LEAST_CLIPS: Final = 3
"""Of a class that has a name."""
SPEEDS: Final = (0.0, -3.0, -1.5, 1.5, 3.0)
"""Semitones by which clips are played faster, so that there are more of them; the first is as they are."""
_HELD: Final = 10
"""One clip of so many that are learned from is held back for validation."""
_TAUGHT_S: Final = 2.5


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Sounds.

    Attributes:
        names: of the clips.
        classes: (n,) index into the classes.
        values: (n, CHANNELS, FRAMES).
        lengths: (n,) logarithm of seconds, base 2.
        plain: (n,) whether it is a clip at its own speed.
    """

    names: tuple[str, ...]
    classes: npt.NDArray[np.int64]
    values: npt.NDArray[np.float32]
    lengths: npt.NDArray[np.float32]
    plain: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.names)

    def some(self, chosen: npt.NDArray[Any]) -> Rows:
        """Those of a mask or of indices."""
        indices = np.flatnonzero(chosen) if chosen.dtype == bool else chosen
        names = tuple(self.names[int(each)] for each in indices)
        return Rows(names, self.classes[indices], self.values[indices], self.lengths[indices], self.plain[indices])


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """What is learned from.

    Attributes:
        classes: names, the first of what has none.
        learned: clips of the split "train", at all speeds.
        taught: sounds of the parametric models, of no class: they teach what sounds are like at all.
        held: clips of that split that are validated with.
        tested: clips of the split "test".
    """

    classes: tuple[str, ...]
    learned: Rows
    taught: Rows
    held: Rows
    tested: Rows


def is_held(clip: Clip) -> bool:
    """Whether a clip of the split "train" is validated with: by its name."""
    return int(sha256(clip.name.encode()).hexdigest(), 16) % _HELD == 0


def class_of_clip(clip: Clip) -> str:
    """What the learned model calls what it is."""
    return class_of_request(clip.request) if clip.request else NONE


def classes_of(clips: Sequence[Clip]) -> tuple[str, ...]:
    """Names of classes that have clips enough to learn from, the first of what has none."""
    every = [class_of_clip(clip) for clip in clips if clip.split == "train" and not is_held(clip)]
    return (NONE, *sorted({each for each in every if each != NONE and every.count(each) >= LEAST_CLIPS}))


def read_corpus(
    clips: Sequence[Clip], *, cache: Path | None = None, report: Report = print, taught: int | None = None
) -> Corpus:
    """Analyse clips, and sounds of ours.

    Args:
        clips: all of a pack.
        cache: file that keeps what was analysed; read where it is there, and is of these clips.
        report: told how it goes.
        taught: how many kinds of ours are made twice; all if None.
    """
    classes = classes_of(clips)
    names, indices, values, lengths, plain, where = [], [], [], [], [], []
    source = _source(clips, taught)
    kept = read_arrays(cache) if cache is not None and cache.exists() else {}
    if "source" not in kept or str(kept["source"]) != source:
        for clip in clips:
            place = "test" if clip.split == "test" else "held" if is_held(clip) else "learned"
            for semitones in SPEEDS if place == "learned" else SPEEDS[:1]:
                found, length = row_of(clip, semitones)
                names.append(clip.name)
                indices.append(_index(classes, class_of_clip(clip)))
                values.append(found.astype(np.float16))
                lengths.append(length)
                plain.append(semitones == 0.0)
                where.append(place)
        report(f"{len(names)} rows of {len(clips)} clips in {len(classes) - 1} classes")
        kinds = [(name, kind) for name in EFFECTS for kind in EFFECTS[name].kinds]
        for number, (effect, kind) in enumerate(kinds[:taught]):
            seconds = min(_TAUGHT_S, EFFECTS[effect].kinds[kind].seconds)
            sounds = generate(SoundParameters(effect, kind, seed=number, duration_s=seconds, variants=2))
            for sound in sounds:
                found, length = values_of(analysed(trimmed(np.asarray(sound.samples, np.float64))))
                names.append(f"{effect}/{kind}")
                indices.append(0)
                values.append(found.astype(np.float16))
                lengths.append(length)
                plain.append(True)
                where.append("taught")
        report(f"{where.count('taught')} sounds of ours")
        kept = {
            "source": np.array(source),
            "names": np.array(names),
            "classes": np.array(indices),
            "values": np.stack(values),
            "lengths": np.array(lengths, np.float32),
            "plain": np.array(plain),
            "where": np.array(where),
        }
        if cache is not None:
            cache.parent.mkdir(parents=True, exist_ok=True)
            np.savez(cache, **kept)  # type: ignore[arg-type]
    every = Rows(
        tuple(map(str, kept["names"])),
        kept["classes"].astype(np.int64),
        kept["values"].astype(np.float32),
        kept["lengths"],
        kept["plain"],
    )
    parts = (every.some(kept["where"] == name) for name in ("learned", "taught", "held", "test"))
    return Corpus(classes, *parts)


def _source(clips: Sequence[Clip], taught: int | None) -> str:
    """What rows are made of: other clips in the same folder are other rows, of other classes."""
    total = sha256(f"{taught} {SPEEDS}".encode())
    for clip in clips:
        total.update(f"{clip.name} {clip.split} {class_of_clip(clip)} {len(clip.samples)}".encode())
        total.update(np.ascontiguousarray(clip.samples).tobytes())
    return total.hexdigest()


def row_of(clip: Clip, semitones: float = 0.0) -> tuple[npt.NDArray[np.float32], float]:
    """A clip as the network's numbers, played faster by so many semitones; and its length."""
    speed = 2.0 ** (semitones / 12.0)
    sound = at_rate(clip.samples, round(len(clip.samples) * SAMPLE_RATE_HZ / RATE_HZ / speed))
    return values_of(analysed(trimmed(sound), 0.5 * RATE_HZ * speed))


def _index(classes: Sequence[str], name: str) -> int:
    return classes.index(name) if name in classes else 0
