"""Made-up syllables in place of words: as many as the text has, in the same voice, for any language.

Words of equal letters get equal syllables, so that names are known again.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from procgen.runtime.philox import philox4x32, stream_id
from procgen.speech.markup import Piece
from procgen.speech.reading import Sentence, Word, sentences_of

_ONSETS: Final = ("b", "d", "ɡ", "m", "n", "l", "s", "ʃ", "t", "k", "p", "v", "h", "ɹ", "j", "w", "ʒ", "fl", "bɹ", "kl")
_NUCLEI: Final = ("ɑ", "i", "O", "ʌ", "ɛ", "u", "æ", "ə", "I", "A")
_CODAS: Final = ("", "", "", "n", "m", "l", "ɹ", "s", "k")
_TOKEN: Final = re.compile(r"\w+(?:['’-]\w+)*|[.!?…,;:—。！？、，]+")
_MARKS: Final = {"。": ".", "！": "!", "？": "?", "、": ",", "，": ","}
_LETTERS_A_SYLLABLE: Final = 2.8


def babble(pieces: list[Piece], seed: int) -> list[Sentence]:
    """Sentences of made-up words.

    Args:
        pieces: the parts of the text; pauses and sounds without words stay.
        seed: which language it is.
    """
    words: list[Word] = []
    for piece in pieces:
        if piece.pause_s:
            words.append(Word("", "", piece.manner, pause_s=piece.pause_s, mark=True))
        elif piece.vocal:
            words.append(Word(piece.text, piece.phonemes, piece.manner))
        else:
            words += [_word(match[0], piece, seed) for match in _TOKEN.finditer(piece.text)]
    return sentences_of(words)


def _word(text: str, piece: Piece, seed: int) -> Word:
    mark = _MARKS.get(text[0], text[0])
    if not text[0].isalnum() and mark in ".!?…,;:—":
        return Word(text, mark, piece.manner, mark=True)
    key = (seed & 0xFFFFFFFF, seed >> 32)
    count = min(max(round(len(text) / (1.4 if ord(text[0]) > 0x2E80 else _LETTERS_A_SYLLABLE)), 1), 6)
    place = np.arange(count, dtype=np.uint32)
    drawn = philox4x32(place, np.full_like(place, stream_id(text.casefold())), place * 0, place * 0, key)
    syllables = [
        _ONSETS[drawn[0][each] % len(_ONSETS)]
        + ("ˈ" if each == 0 else "")
        + _NUCLEI[drawn[1][each] % len(_NUCLEI)]
        + (_CODAS[drawn[2][each] % len(_CODAS)] if each == count - 1 else "")
        for each in range(count)
    ]
    return Word(text, "".join(syllables), piece.manner)
