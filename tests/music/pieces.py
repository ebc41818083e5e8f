"""A small pack of scores of our own: scales and chords in the form of the audio pack."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import numpy as np

TICKS = 480
Row = tuple[int, int, int, int]


def song(bars: int, tonic: int, *, upbeat: int = 0) -> list[Row]:
    """Onset, length, pitch and part: a voice that walks, chords, and a bass at each bar's first beat."""
    rows: list[Row] = [(beat * TICKS, TICKS, tonic + 12, 0) for beat in range(upbeat)]
    scale = (0, 2, 4, 5, 7, 9, 11)
    for bar in range(bars):
        at = (upbeat + 4 * bar) * TICKS
        degree = (bar * 3) % 7
        rows.append((at, 4 * TICKS, tonic - 24 + scale[degree], 2))
        for beat in range(4):
            rows.append((at + beat * TICKS, TICKS, tonic + 12 + scale[(bar + beat) % 7], 0))
            rows += [
                (at + beat * TICKS + TICKS // 2, TICKS // 2, tonic + scale[(degree + step) % 7], 1) for step in (2, 4)
            ]
    return rows


def quartet(bars: int, tonic: int) -> list[Row]:
    """Four voices in long notes."""
    return [
        (bar * 3 * TICKS, 3 * TICKS, tonic + 12 - 9 * part + (bar % 2), part)
        for bar in range(bars)
        for part in range(4)
    ]


def meta(kind: str, parts: list[str], beats: int, fifths: int, split: str, composer: str) -> dict[str, Any]:
    """A line of the pack."""
    return {
        "kind": kind, "composer": composer, "title": "One", "parts": parts, "tempo_bpm": [[0.0, 90.0]],
        "time_sig": [[0.0, beats, 4]], "key_sig": [[0.0, fifths]], "split": split, "lyrics_part": 0,
    }  # fmt: skip


def write_pack(folder: Path, pieces: list[tuple[list[Row], dict[str, Any]]]) -> None:
    """Write the two files."""
    columns: dict[str, list[int]] = {"donset": [], "dur": [], "pitch": [], "part": []}
    offset = [0]
    for rows, _ in pieces:
        at = 0
        for onset, length, pitch, part in sorted(rows):
            columns["donset"].append(onset - at)
            columns["dur"].append(length)
            columns["pitch"].append(pitch)
            columns["part"].append(part)
            at = onset
        offset.append(len(columns["dur"]))
    arrays = {name: np.array(values, np.int32) for name, values in columns.items()}
    np.savez(folder / "scores_notes.npz", **arrays, offset=np.array(offset), tpq=np.array(TICKS))  # type: ignore[arg-type]
    with lzma.open(folder / "scores_meta.jsonl.xz", "wt", encoding="utf-8") as lines:
        for _, told in pieces:
            lines.write(json.dumps(told) + "\n")


def small_pack(folder: Path) -> None:
    """Songs and quartets of some composers, in all splits."""
    piano, strings = ["Voice", "Piano", "Piano"], ["Violin 1", "Violin 2", "Viola", "Violoncello"]
    pieces = [
        (song(12, 60 + 2 * number), meta("lied", piano, 4, 2 * number, "train", f"Composer {number}"))
        for number in range(4)
    ]
    pieces += [
        (
            quartet(16, 60 + number),
            meta("quartet", strings, 3, 0, "test" if number == 1 else "train", f"Quartet {number}"),
        )
        for number in range(4)
    ]
    write_pack(folder, pieces)
