"""The pack of scores, as events: see ``scores_notes.npz`` in the audio pack's README."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from procgen.music.compose.events import (
    DENSITY,
    DENSITY_EDGES,
    LONGEST_BAR,
    LOWEST_PITCH,
    METRES,
    OTHER_METRE,
    PITCHES,
    PLAYER,
    QUARTET,
    SONG,
    STEP_TICKS,
    STEPS_OF_QUARTER,
    SUNG,
    Ints,
    Piece,
    bar_numbers,
    nearest_length,
)
from procgen.music.notation.keys import fit
from procgen.music.score import Key, Mode

NOTES_FILE, META_FILE = "scores_notes.npz", "scores_meta.jsonl.xz"
SPLITS: Final = ("train", "validation", "test")
_VALIDATION_OF: Final = 16
"""One composer of so many is held back from the train split."""
_SURER: Final = 1.15
"""How much heavier the beats of an upbeat's bars must be before they are believed."""


@dataclass(frozen=True, slots=True)
class Work:
    """A piece, and whose it is."""

    composer: str
    title: str
    split: str
    piece: Piece


def load_works(folder: Path) -> list[Work]:
    """Read the pack.

    Args:
        folder: holds `NOTES_FILE` and `META_FILE`.

    Returns:
        Songs of a voice and a piano, and quartets; what can't be told to be one of the two is left out.

    Raises:
        FileNotFoundError: a file is missing.
        ValueError: one is not of the pack's form.
    """
    with (
        np.load(folder / NOTES_FILE, allow_pickle=False) as pack,
        lzma.open(folder / META_FILE, "rt", encoding="utf-8") as lines,
    ):
        try:
            arrays = {name: pack[name] for name in ("donset", "dur", "pitch", "part", "offset")}
            told = [json.loads(line) for line in lines]
        except (KeyError, json.JSONDecodeError) as error:
            raise ValueError(f"{folder} is no pack of scores: {error}") from error
    if len(arrays["offset"]) != len(told) + 1:
        raise ValueError(f"{folder / META_FILE} has {len(told)} lines, for {len(arrays['offset']) - 1} pieces")
    works = []
    for number, meta in enumerate(told):
        here = slice(int(arrays["offset"][number]), int(arrays["offset"][number + 1]))
        columns = np.stack([arrays[name][here].astype(np.int64) for name in ("donset", "dur", "pitch", "part")], 1)
        columns[:, 0] = np.cumsum(columns[:, 0])
        piece = as_piece(columns, meta)
        if piece:
            works.append(Work(meta["composer"], meta["title"], _split(meta), piece))
    return works


def as_piece(columns: Ints, meta: Mapping[str, Any]) -> Piece | None:
    """One piece as events, or None where it is neither song nor quartet.

    Args:
        columns: (n, 4) onset and length in ticks, MIDI number, part.
        meta: its line in the pack.
    """
    players = _players(columns, meta)
    if not players:
        return None
    shown = np.isin(columns[:, 3], list(players))
    columns = columns[shown]
    start = np.rint(columns[:, 0] / STEP_TICKS).astype(np.int64)
    length = np.maximum(np.rint(columns[:, 1] / STEP_TICKS).astype(np.int64), 1)
    player = np.array([players[part] for part in columns[:, 3]])
    quartet = bool(player.max() > max(SONG))
    starts, metres = _bars(start, length, player, meta["time_sig"])
    if not 0 < np.diff(starts).min() <= np.diff(starts).max() <= LONGEST_BAR:
        return None
    pitch = columns[:, 2] + _shift(meta["key_sig"]) - LOWEST_PITCH
    # The few beyond the range come back into it by octaves.
    pitch = np.where(pitch < 0, pitch % 12, np.where(pitch >= PITCHES, PITCHES - 12 + pitch % 12, pitch))
    bar = np.searchsorted(starts, start, side="right") - 1
    order = np.lexsort((pitch, player, start))
    notes = np.stack([start - starts[bar], player, pitch, nearest_length(length)], 1)[order]
    notes, bar = _once(notes, bar[order])
    bars = len(starts) - 1
    numbers = bar_numbers(
        bars, metres, minor=_minor(notes[:, 2] + LOWEST_PITCH), quartet=quartet,
        bpm=float(meta["tempo_bpm"][0][1]) if meta["tempo_bpm"] else 96.0,
    )  # fmt: skip
    offsets, steps = np.searchsorted(bar, np.arange(bars + 1)), np.diff(starts)
    dense = np.diff(offsets) * STEPS_OF_QUARTER / steps
    numbers[:, DENSITY] = np.searchsorted(DENSITY_EDGES, dense, side="right") + 1
    first = np.bincount(bar[notes[:, PLAYER] == (QUARTET if quartet else SONG)[0]], minlength=bars)
    numbers[:, SUNG] = (first > 0) + 1
    return Piece(notes, offsets, numbers, steps)


def _players(columns: Ints, meta: Mapping[str, Any]) -> dict[int, int]:
    """Index into `PLAYERS` of each part that counts."""
    names, parts = meta["parts"], sorted(set(columns[:, 3].tolist()))
    if meta["kind"] == "quartet":
        return dict(zip(parts, QUARTET, strict=True)) if len(parts) == len(QUARTET) else {}
    hands = [number for number, name in enumerate(names) if "iano" in name or "lavier" in name or "Harp" in name]
    sung = [number for number in range(len(names)) if number not in hands]
    lyrics = meta.get("lyrics_part")
    voice = lyrics if lyrics in sung else (sung[0] if sung else None)
    if voice is None or len(hands) < 2:
        return {}
    return {voice: SONG[0], hands[0]: SONG[1], hands[1]: SONG[2]}


def _bars(start: Ints, length: Ints, player: Ints, signatures: Sequence[Sequence[float]]) -> tuple[Ints, Ints]:
    """Steps at which bars start, with the end of the last, and the metre of each.

    Signatures don't say where an upbeat ends: the beat that long notes of the lowest part begin on is taken for the
    first of a bar, where that is clear.
    """
    end = int((start + length).max())
    changes = [(round(at * STEPS_OF_QUARTER), int(beats), int(unit)) for at, beats, unit in signatures or [(0.0, 4, 4)]]
    changes[0] = (min(changes[0][0], 0), *changes[0][1:])
    edges = [change[0] for change in changes[1:]] + [end]
    starts: list[int] = []
    metres: list[int] = []
    for (at, beats, unit), until in zip(changes, edges, strict=True):
        bar, beat = STEPS_OF_QUARTER * 4 * beats // unit, STEPS_OF_QUARTER * 4 // unit
        here = (start >= at) & (start < until)
        weight = np.sqrt(length[here]) * np.where(player[here] == player.max(), 3.0, 1.0)
        phase = (start[here] - at) % bar
        heavy = np.array([weight[phase == number * beat].sum() for number in range(beats)])
        upbeat = int(np.argmax(heavy))
        if heavy[upbeat] < _SURER * heavy[0]:
            upbeat = 0
        first = at + (upbeat * beat - bar if upbeat else 0)
        own = list(range(first, until, bar))
        if starts and own:
            own[0] = at  # the upbeat is a short bar
        starts += own
        metres += [METRES.index((beats, unit)) if (beats, unit) in METRES else OTHER_METRE] * len(own)
    return np.array([*starts, max(end, starts[-1] + bar)], np.int64), np.array(metres, np.int64)


def _shift(signatures: Sequence[Sequence[float]]) -> int:
    """Semitones up or down to the key without signature, from the first one."""
    fifths = int(signatures[0][1]) if signatures else 0
    return (-7 * fifths + 5) % 12 - 5


def _once(notes: Ints, bar: Ints) -> tuple[Ints, Ints]:
    """Without notes that another of the same player at the same time and pitch covers."""
    same = np.concatenate([[False], (np.diff(notes[:, :3], axis=0) == 0).all(1) & (np.diff(bar) == 0)])
    return notes[~same], bar[~same]


def _minor(pitch: Ints) -> bool:
    """Whether a piece without signature sounds like A minor rather than C major."""
    heard = np.bincount(pitch % 12, minlength=12).astype(np.float64)
    return fit(heard, Key(9, Mode.MINOR)) > fit(heard, Key(0, Mode.MAJOR))


def _split(meta: Mapping[str, Any]) -> str:
    if meta["split"] != "train":
        return str(meta["split"])
    drawn = int.from_bytes(hashlib.sha256(meta["composer"].encode()).digest()[:4], "little")
    return "validation" if drawn % _VALIDATION_OF == 0 else "train"
