"""When what is heard: times as JSON, and subtitles as SubRip and WebVTT (W3C 2019), the latter with times of words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Final

from procgen.speech.acoustic import SAMPLE_RATE_HZ
from procgen.speech.generate import Speech
from procgen.speech.timing import SpokenSentence, SpokenWord

_LONGEST: Final = 42
"""Letters of a line of a subtitle, as broadcasters have it."""
_STAYS_S: Final = 0.2
"""How long a subtitle stays after its last word, where nothing follows."""


def timing(speech: Speech) -> bytes:
    """Sounds, words and sentences with their times, the voice, and the recipe."""
    said = {
        "sample_rate_hz": SAMPLE_RATE_HZ,
        "duration_s": _rounded(speech.timing.duration_s),
        "loudness_lufs": round(speech.loudness_lufs, 2),
        "peak_db": round(speech.peak_db, 2),
        "sentences": [
            {"text": each.text, "begin_s": _rounded(each.begin_s), "end_s": _rounded(each.end_s)}
            for each in speech.timing.sentences
        ],
        "words": [
            {
                "text": each.text,
                "phonemes": each.phonemes,
                "begin_s": _rounded(each.begin_s),
                "end_s": _rounded(each.end_s),
            }
            for each in speech.timing.words
        ],
        "phonemes": [
            {
                "phoneme": each.letter,
                "begin_s": _rounded(each.begin_s),
                "end_s": _rounded(each.end_s),
                "word": each.word,
            }
            for each in speech.timing.phones
        ],
        "recipe": json.loads(speech.recipe.to_json()),
    }
    return (json.dumps(said, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _rounded(seconds: float) -> float:
    return round(seconds, 4)


def _cues(speech: Speech) -> Iterator[tuple[float, float, list[SpokenWord]]]:
    """Words that are shown together: of one sentence, two lines at most."""
    for sentence in speech.timing.sentences:
        yield from _cues_of(sentence, speech)


def _cues_of(sentence: SpokenSentence, speech: Speech) -> Iterator[tuple[float, float, list[SpokenWord]]]:
    own = [each for each in speech.timing.words if sentence.begin_s - 1e-9 <= each.begin_s < sentence.end_s + 1e-9]
    now: list[SpokenWord] = []
    for word in own:
        if now and len(_joined([*now, word])) > 2 * _LONGEST:
            yield now[0].begin_s, now[-1].end_s, now
            now = []
        now.append(word)
    if now:
        following = [each.begin_s for each in speech.timing.words if each.begin_s > now[-1].begin_s]
        end_s = min([now[-1].end_s + _STAYS_S, speech.timing.duration_s, *following])
        yield now[0].begin_s, max(end_s, now[-1].end_s), now


def _joined(words: list[SpokenWord]) -> str:
    return " ".join(word.shown for word in words)


def _lines(text: str) -> str:
    """In two lines where one would be too long, as even as words allow."""
    if len(text) <= _LONGEST:
        return text
    breaks = [place for place, letter in enumerate(text) if letter == " "]
    if not breaks:
        return text
    middle = min(breaks, key=lambda place: abs(place - len(text) // 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def _clock(seconds: float, point: str) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}{point}{whole % 1000:03}"


def srt(speech: Speech) -> bytes:
    """SubRip."""
    parts = [
        f"{number}\n{_clock(begin_s, ',')} --> {_clock(end_s, ',')}\n{_lines(_joined(words))}\n"
        for number, (begin_s, end_s, words) in enumerate(_cues(speech), 1)
    ]
    return "\n".join(parts).encode()


def vtt(speech: Speech) -> bytes:
    """WebVTT, each word with the time at which it is heard."""
    parts = ["WEBVTT\n\nNOTE\nprocgen_recipe " + speech.recipe.sha256 + "\n"]
    for begin_s, end_s, words in _cues(speech):
        said = " ".join(
            ("" if number == 0 else f"<{_clock(word.begin_s, '.')}>") + escape(word.shown, quote=False)
            for number, word in enumerate(words)
        )
        parts.append(f"{_clock(begin_s, '.')} --> {_clock(end_s, '.')}\n{said}\n")
    return "\n".join(parts).encode()
