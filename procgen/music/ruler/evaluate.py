"""Music, measured: bits a note beside counted contexts, statistics beside composers, a judge, copies."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows
from procgen.music.compose.compose import PARTS, compose
from procgen.music.compose.events import (
    ENSEMBLE,
    LENGTH,
    LOWEST_PITCH,
    METRE,
    METRES,
    MODE,
    OTHER_METRE,
    QUARTET,
    SONG,
    START,
    STEP_TICKS,
    STEPS_OF_QUARTER,
    Ints,
    Piece,
    nearest_length,
)
from procgen.music.compose.network import ComposerNetwork, load_composer
from procgen.music.compose.wish import Style, Wish
from procgen.music.recipe.corpus import Work
from procgen.music.recipe.rows import Rows as TokenRows
from procgen.music.ruler.copies import Passages
from procgen.music.ruler.ngram import bits_a_note as bits_by_counts
from procgen.music.ruler.songs import songs
from procgen.music.ruler.statistics import STATISTICS, apart, features, summed
from procgen.music.score import Key, Mode, Score
from procgen.music.wire.words import Voices
from procgen.runtime.store import ModelStore

Progress = Callable[[str, float], None]
PARTS_MEASURED: Final = ("bits", "likeness", "copies", "songs")
EXCERPT_BARS: Final = 16
MOST_AROUND: Final = 12
"""Bars of ours before and after an excerpt, at most."""
_ROW: Final = 512
_ORDER: Final = 5
_BETTER_ORDER: Final = 6
"""The order of counted contexts that is best on the validation split."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure, on how much.

    Attributes:
        parts: some of `PARTS_MEASURED`.
        split: "validation" or "test".
        seed: of what is composed.
        excerpts: of real music and of ours.
        songs: that are sung.
        data: folder of the pack, for its lyrics.
    """

    parts: tuple[str, ...] = PARTS_MEASURED
    split: str = "test"
    seed: int = 0
    excerpts: int = 96
    songs: int = 12
    data: Path = Path()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some bars of a piece, and whose it is.

    Attributes:
        piece: the bars.
        composer: of the work.
        before, after: bars of the work on either side.
    """

    piece: Piece
    composer: str
    before: int
    after: int


def excerpts_of(works: Sequence[Work], count: int, chance: np.random.Generator) -> list[Excerpt]:
    """So many, from pieces by turns: bars of one metre, with music in most of them."""
    found: list[Excerpt] = []
    for _ in range(20):
        for index in chance.permutation(len(works)):
            piece = works[int(index)].piece
            if len(piece) < EXCERPT_BARS:
                continue
            first = int(chance.integers(len(piece) - EXCERPT_BARS + 1))
            cut = cut_bars(piece, first, EXCERPT_BARS)
            metre = int(cut.bars[0, METRE])
            if (cut.bars[:, METRE] != metre).any() or metre == OTHER_METRE or np.ptp(cut.steps):
                continue
            if (np.diff(cut.offsets) == 0).sum() > EXCERPT_BARS // 4:
                continue
            found.append(Excerpt(cut, works[int(index)].composer, first, len(piece) - EXCERPT_BARS - first))
            if len(found) == count:
                return found
    return found


def cut_bars(piece: Piece, first: int, bars: int) -> Piece:
    """Some bars of a piece."""
    offsets = piece.offsets[first : first + bars + 1]
    return Piece(
        piece.notes[offsets[0] : offsets[-1]], offsets - offsets[0], piece.bars[first : first + bars],
        piece.steps[first : first + bars],
    )  # fmt: skip


def ours_like(excerpt: Excerpt, seed: int, store: ModelStore) -> Piece:
    """What we compose in place of an excerpt: for the same players, in its metre, mode and density, and cut out of a
    longer piece as it was, up to :data:`MOST_AROUND` bars from either end.
    """
    told = excerpt.piece.bars[0]
    beats, unit = METRES[int(told[METRE])]
    quarters = excerpt.piece.steps.sum() / STEPS_OF_QUARTER
    dense = len(excerpt.piece.notes) / quarters
    before, after = min(excerpt.before, MOST_AROUND), min(excerpt.after, MOST_AROUND)
    wish = Wish(
        seed, Key(9, Mode.MINOR) if told[MODE] else Key(0, Mode.MAJOR), beats, unit, 96.0,
        before + len(excerpt.piece) + after,
        style=Style.QUARTET if told[ENSEMBLE] else Style.SONG, density=float(np.clip(dense / 8.0, 0.0, 1.0)),
    )  # fmt: skip
    return cut_bars(as_events(compose(wish, store), told), before, len(excerpt.piece))


def as_events(score: Score, told: Ints) -> Piece:
    """A composed score, in the key without signature, as events."""
    players = SONG if len(score.parts) == len(PARTS[Style.SONG]) else QUARTET
    notes = score.notes
    step = notes["start"].astype(np.int64) // STEP_TICKS
    starts = score.bar_starts() // STEP_TICKS
    bar = np.searchsorted(starts, step, side="right") - 1
    rows = np.stack(
        [
            step - starts[bar],
            np.array(players)[notes["part"]],
            notes["pitch"].astype(np.int64) - LOWEST_PITCH,
            nearest_length(notes["length"] // STEP_TICKS),
        ],
        1,
    )
    offsets = np.searchsorted(bar, np.arange(score.bars + 1))
    return Piece(rows, offsets, np.repeat(told[None], score.bars, 0), np.diff(starts))


def bits_by_network(network: ComposerNetwork, pieces: Sequence[Piece]) -> float:
    """Bits a note of pieces by what serves; ends of bars are counted in."""
    nats, notes = 0.0, 0
    for row in TokenRows(pieces).all(_ROW):
        tokens = [
            bar if is_bar else note for bar, note, is_bar in zip(row["bars"], row["notes"], row["is_bar"], strict=True)
        ]
        steps = np.rint(row["quarters"] * STEPS_OF_QUARTER).astype(np.int64)
        known = network.read(network.empty(), tokens[:-1], steps[:-1])[row["counts"]]
        target, ends = row["notes"][1:][row["counts"]], row["is_bar"][1:][row["counts"]]
        for number in range(target.shape[1]):
            logits = network.logits(number, known).astype(np.float64)
            told = logits[np.arange(len(target)), target[:, number]] - np.logaddexp.reduce(logits, -1)
            nats -= float(told.sum() if number == START else told[~ends].sum())
            if number < LENGTH:
                known = network.knows(number, target[:, number], known)
        notes += int((~ends).sum())
    return nats / notes / math.log(2.0)


def evaluate_music(
    works: Sequence[Work],
    store: ModelStore,
    options: Options,
    progress: Progress,
) -> Rows:
    """All figures.

    Args:
        works: of the pack.
        store: has the composer.
        options: what, and on how much.
        progress: told how far it is.
    """
    train = [work.piece for work in works if work.split == "train"]
    held = [work for work in works if work.split == options.split]
    found: Rows = {}
    if "bits" in options.parts:
        pieces = [work.piece for work in held]
        told = bits_by_network(load_composer(store), pieces)
        progress("bits", 0.5)
        counted = bits_by_counts(train, pieces, _ORDER)
        found["bits_per_note"] = {"ours": told, "baseline": min(counted, bits_by_counts(train, pieces, _BETTER_ORDER))}
        found["bits_per_note_5gram"] = {"baseline": counted}
        found["bits_below_5gram"] = {"ours": 1.0 - told / counted}
        progress("bits", 1.0)
    if "songs" in options.parts:
        found |= songs(options.data, store, Voices(store), options.seed, options.songs, progress)
    if not {"likeness", "copies"} & set(options.parts):
        return found
    chance = np.random.default_rng([options.seed, 5])
    real = excerpts_of(held, options.excerpts, chance)
    ours: list[Piece] = []
    for number, excerpt in enumerate(real):
        ours.append(ours_like(excerpt, options.seed + number, store))
        progress("composed", (number + 1) / len(real))
    if "likeness" in options.parts:
        found |= _likeness(real, ours, options.seed)
    if "copies" in options.parts:
        passages = Passages(train)
        mine = [passages.longest(piece) for piece in ours]
        theirs = [passages.longest(excerpt.piece) for excerpt in real]
        found["longest_copy_notes"] = {"ours": float(max(mine)), "real": float(np.percentile(theirs, 95))}
        found["longest_copy_notes_median"] = {"ours": float(np.median(mine)), "real": float(np.median(theirs))}
        found["longest_copy_notes_p95"] = {
            "ours": float(np.percentile(mine, 95)), "real": float(np.percentile(theirs, 95)),
        }  # fmt: skip
        progress("copies", 1.0)
    return found


def _likeness(real: Sequence[Excerpt], ours: Sequence[Piece], seed: int) -> Rows:
    """Statistics beside the spread of composers, and a judge that tells ours from real excerpts."""
    found: Rows = {}
    composers = sorted({excerpt.composer for excerpt in real})
    pieces = [excerpt.piece for excerpt in real]
    for name in STATISTICS:
        spread = []
        for composer in composers:
            own = [excerpt.piece for excerpt in real if excerpt.composer == composer]
            rest = [excerpt.piece for excerpt in real if excerpt.composer != composer]
            if rest:
                spread.append(apart(name, summed(name, own), summed(name, rest)))
        found[f"{name}_distance"] = {
            "ours": apart(name, summed(name, ours), summed(name, pieces)), "real": float(np.mean(spread)),
        }  # fmt: skip
    x = np.array([features(piece) for piece in [*pieces, *ours]])
    y = np.repeat([0, 1], [len(pieces), len(ours)])
    # Ours of an excerpt are judged beside it, so that its metre and density tell nothing.
    groups = np.array([composers.index(excerpt.composer) for excerpt in real] * 2)
    folds = StratifiedGroupKFold(min(8, len(composers)), shuffle=True, random_state=seed)
    judges = {
        "trees": ExtraTreesClassifier(400, min_samples_leaf=2, random_state=seed),
        "line": make_pipeline(StandardScaler(), LogisticRegression(C=0.05, max_iter=2000)),
        "network": make_pipeline(
            StandardScaler(), MLPClassifier((32, 16), solver="lbfgs", alpha=3.0, max_iter=4000, random_state=seed)
        ),
    }
    accuracy = {
        name: float((cross_val_predict(judge, x, y, groups=groups, cv=folds) == y).mean())
        for name, judge in judges.items()
    }
    for name, share in accuracy.items():
        found[f"judge_accuracy_{name}"] = {"ours": share, "real": 0.5}
    found["judge_accuracy"] = {"ours": max(accuracy.values()), "real": 0.5}
    return found


def music_bars(rows: Rows) -> list[Bar]:
    """The bars that the figures at hand are measured by."""
    bars = []
    if "bits_below_5gram" in rows:
        bars.append(Bar("bits_below_5gram", "at least 0.25", rows["bits_below_5gram"]["ours"] >= 0.25))
    for name in STATISTICS:
        row = rows.get(f"{name}_distance")
        if row:
            bars.append(Bar(f"{name}_distance", "at most that of composers", row["ours"] <= row["real"]))
    if "judge_accuracy" in rows:
        bars.append(Bar("judge_accuracy", "at most 0.7", rows["judge_accuracy"]["ours"] <= 0.7))
    if "words_misheard" in rows:
        placed, misheard, stress = (rows[each] for each in ("syllables_placed", "words_misheard", "stressed_on_beats"))
        bars.append(Bar("syllables_placed", "all", placed["ours"] >= 1.0))
        bars.append(Bar("words_misheard", "at most 0.25", misheard["ours"] <= 0.25))
        if "real" in stress:
            near = stress["ours"] >= stress["real"] - 0.05
            bars.append(Bar("stressed_on_beats", "at most 0.05 below real songs", near))
    if "longest_copy_notes_p95" in rows:
        row = rows["longest_copy_notes_p95"]
        bars.append(Bar("longest_copy_notes_p95", "at most real", row["ours"] <= row["real"]))
    return bars
