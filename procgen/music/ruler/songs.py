"""Songs, measured: whether all syllables are sung, where stressed ones begin, and which words are understood."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from procgen.errors import InvalidFields
from procgen.kit.ruler.rows import Rows
from procgen.music.arrange.arrange import arrange
from procgen.music.arrange.modes import in_mode
from procgen.music.arrange.textures import felt_beat
from procgen.music.compose.compose import compose
from procgen.music.generate import RATE_HZ, Singers
from procgen.music.lyrics import LyricSyllable
from procgen.music.moods import MOODS, USES
from procgen.music.parameters import SINGERS, MusicParameters
from procgen.music.recipe.corpus import META_FILE
from procgen.music.score import TICKS, Score
from procgen.music.settle import settled
from procgen.runtime.checkpoint import go_on
from procgen.runtime.store import ModelStore
from procgen.speech.ruler.judges import Judges, word_errors, words_of

Progress = Callable[[str, float], None]
Stressed = list[tuple[bool, bool]]
"""Of each syllable: whether it bears its word's stress, and whether it begins on a beat."""
_ABOUT: Final = (
    "the old mill", "the sea", "the harvest", "the long winter", "the king's road", "the river", "the war", "the moon",
)  # fmt: skip
_MOODS: Final = ("neutral", "sad", "joyful", "quiet")
_BARS: Final = 16
_REAL_SONGS: Final = 60
_LINE_WORDS: Final = 8
_ENGLISH: Final = frozenset(
    ("the", "and", "of", "to", "in", "my", "thy", "is", "that", "with", "for", "you", "me", "it", "not", "his", "from")
)
_ENGLISH_SHARE: Final = 0.2
"""Of words that are among those: what English has and other languages have not."""


def songs(folder: Path, store: ModelStore, singers: Singers, seed: int, count: int, progress: Progress) -> Rows:
    """Figures of songs about this and that, sung alone, beside real songs in English.

    Args:
        folder: of the pack.
        store: has the composer.
        singers: read, write and sing lyrics.
        seed: of the first song.
        count: of songs, by all singers in turn.
        progress: told how far it is.

    Raises:
        Failed: the judge of what is understood is missing.
    """
    judges = Judges()
    placed: list[float] = []
    own: Stressed = []
    errors, words = 0, 0
    for number in range(count):
        score, asked, said = _song(store, singers, seed + number, number)
        placed.append(min(len(score.syllables) / len(asked), 1.0))
        own += stressed_on_beats(score)
        kind = list(SINGERS)[number % len(SINGERS)]
        mood = _MOODS[number % len(_MOODS)]
        sung = singers.singer(kind, "", mood, seed + number, go_on)(score, 0, RATE_HZ)
        heard = words_of(judges.heard(sung.samples, RATE_HZ))
        errors, words = errors + word_errors(said, heard), words + len(said)
        progress("songs", (number + 1) / count)
    with lzma.open(folder / META_FILE, "rt", encoding="utf-8") as lines:
        real = real_stresses([json.loads(line) for line in lines], singers)
    rows: Rows = {
        "syllables_placed": {"ours": min(placed)},
        "words_misheard": {"ours": errors / words},
        "stressed_on_beats": {"ours": _share(own, stressed=True)},
        "unstressed_on_beats": {"ours": _share(own, stressed=False)},
    }
    if real:
        rows["stressed_on_beats"]["real"] = _share(real, stressed=True)
        rows["unstressed_on_beats"]["real"] = _share(real, stressed=False)
    return rows


def _song(
    store: ModelStore, singers: Singers, seed: int, number: int
) -> tuple[Score, tuple[LyricSyllable, ...], list[str]]:
    """A song of its own, the syllables that were to be sung, and the words as they are."""
    mood = _MOODS[number % len(_MOODS)]
    lyrics = singers.verses(_ABOUT[number % len(_ABOUT)], mood, "medieval", _BARS, seed, go_on)
    each = settled(MusicParameters(use="tavern", mood=mood, lyrics=lyrics, bars=_BARS, seed=seed, metre="4/4"))
    words = singers.words(lyrics)
    score = in_mode(compose(each.wish, store), each.key.mode)
    made = arrange(score, each.ensemble, USES[each.use].groove, seed=seed, legato=MOODS[mood].legato, words=words)
    return made.score, words, sung_words(made.score)


def sung_words(score: Score) -> list[str]:
    """The words of a score, to compare."""
    return words_of("".join(each.text + " " * each.ends_word for each in score.syllables))


def stressed_on_beats(score: Score) -> Stressed:
    """Of each syllable of a score in one metre."""
    metre = score.metres[0]
    beat, _ = felt_beat(metre.beats, metre.unit)
    starts = score.bar_starts()
    ticks = np.array([each.tick for each in score.syllables], np.int64)
    since = ticks - starts[score.bars_at(ticks)]
    return [(each.stressed, bool(at % beat == 0)) for each, at in zip(score.syllables, since, strict=True)]


def real_stresses(told: Sequence[Mapping[str, Any]], singers: Singers, most: int = _REAL_SONGS) -> Stressed:
    """The same of songs in English of a pack, whose syllables have places in quarters.

    Args:
        told: lines of the pack.
        singers: know stresses.
        most: songs, the first of those there are.
    """
    found: Stressed = []
    english = [meta for meta in told if _is_english(meta)]
    for meta in english[:most]:
        found += _stresses_of(meta, singers)
    return found


def _is_english(meta: Mapping[str, Any]) -> bool:
    words = ["".join(letter for letter in word.lower() if letter.isalpha()) for word in meta.get("lyrics") or ()]
    return bool(words) and sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words)


def _stresses_of(meta: Mapping[str, Any], singers: Singers) -> Stressed:
    """Words are read some at a time, and left out where they are not sung in as many syllables as they are said in."""
    words: list[tuple[str, list[float]]] = []
    goes_on = False
    for piece, at in zip(meta["lyrics"], meta["lyrics_t"], strict=True):
        text = "".join(letter for letter in piece if letter.isalpha() or letter in "'’")
        if goes_on and words:
            words[-1] = (words[-1][0] + text, [*words[-1][1], at])
        elif text:
            words.append((text, [at]))
        goes_on = piece.endswith("-")
    found: Stressed = []
    for first in range(0, len(words), _LINE_WORDS):
        line = words[first : first + _LINE_WORDS]
        try:
            read = singers.words(" ".join(text for text, _ in line))
        except InvalidFields:
            continue
        stresses: list[list[bool]] = [[]]
        for syllable in read:
            stresses[-1].append(syllable.stressed)
            if syllable.ends_word:
                stresses.append([])
        if len(stresses) != len(line) + 1:
            continue
        for (_, times), own in zip(line, stresses, strict=False):
            if len(times) == len(own):
                found += [(stress, _on_beat(meta, at)) for stress, at in zip(own, times, strict=True)]
    return found


def _on_beat(meta: Mapping[str, Any], quarter: float) -> bool:
    begins, beats, unit = max((each for each in meta["time_sig"] if each[0] <= quarter), key=lambda each: each[0])
    beat, _ = felt_beat(int(beats), int(unit))
    return bool(round((quarter - begins) * TICKS) % beat == 0)


def _share(syllables: Stressed, *, stressed: bool) -> float:
    """Of those with or without stress: the share that begins on a beat."""
    own = [on for stress, on in syllables if stress == stressed]
    return sum(own) / max(len(own), 1)
