"""From text to sentences of words with their sounds.

Letters become sounds by hibari-tts's front end (Apache-2.0): numbers, dates, times, money, units and abbreviations are
written out, words looked up by part of speech, and unknown ones read by a small network. It is pinned, and its files
are held to a checksum, since what it reads decides the bytes of every result.
"""

from __future__ import annotations

import hashlib
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata, resources
from typing import Any, Final

from procgen.errors import InvalidFields, ModelUnavailable, Violation
from procgen.speech.markup import PLAIN, Manner, Piece
from procgen.speech.phonemes import ENDS, PAUSES, SOUNDS, SYMBOLS

MOST_CHARACTERS: Final = 4000
"""Of a text; about five minutes."""
MOST_DIGITS: Final = 15
"""Of a number that is read as one."""
_LONGEST: Final = 220
"""Letters of sounds that are spoken in one breath; longer sentences are cut at pauses, or between words."""
_FRONT: Final = "hibari-tts"
_FRONT_VERSION: Final = "0.2.1"
_FRONT_SHA256: Final = "0906f36d49b8be784960dd309f2355faf2eb3f5b3d6e99a47f4d2c8242fac6e5"
"""Of its rules and tables, see :func:`_front_digest`."""
_FRONT_FILES: Final = (
    "g2p/__init__.py", "g2p/lexicon.py", "g2p/normalize.py", "g2p/numbers.py", "g2p/oov.py", "g2p/tagger.py",
    "g2p/token.py", "g2p/tokenize.py", "assets/lexicon_us_gold.json.gz", "assets/lexicon_us_silver.json.gz",
    "assets/normalize.json", "assets/oov.json", "assets/oov.onnx", "assets/tagger.json.gz",
    "assets/tokenizer_exceptions.json",
)  # fmt: skip
WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
"""What a pronouncing dictionary may have an entry for."""
_EXCLAMATIONS: Final = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        ("s?shh+", "ʃʃʃ"), ("ssh", "ʃʃʃ"), ("pss+t", "psst"), ("pff+", "pff"), ("pff+t", "pft"), ("brr+", "bˈɜɹɹ"),
        ("grr+", "ɡˈɜɹɹ"), ("zzz+", "zzz"), ("hr?m+ph+", "hˈʌmf"), ("hrm+", "hɹˈʌm"), ("tsk", "tˈɪsk"),
        ("h?sss+", "sss"),
        ("hss", "hss"), ("nnn+", "nnn"),
    )
)  # fmt: skip
"""What people utter that has no vowel in writing, by its letters in lower case: it would be read letter by letter."""
_DEGREES: Final = re.compile(r"(?:(?<![\d.,])(1))?\s*°\s*([CF]\b)?")
_SCALES: Final = {"C": " Celsius", "F": " Fahrenheit", None: ""}
_NUMBER: Final = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or a mark between words.

    Attributes:
        text: as it is read, so numbers are words.
        phonemes: letters of :data:`procgen.speech.phonemes.SYMBOLS`.
        manner: how.
        space: whether the next word is apart.
        pause_s: silence instead of a sound.
        mark: whether it is a mark, which is no word.
    """

    text: str
    phonemes: str
    manner: Manner = PLAIN
    space: bool = True
    pause_s: float = 0.0
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is spoken in one breath.

    Attributes:
        words: in order.
        pause_s: silence after it, beside the usual one.
        joined: whether it goes on in the next, so that no long pause is made.
    """

    words: tuple[Word, ...]
    pause_s: float = 0.0
    joined: bool = False

    @property
    def text(self) -> str:
        """For subtitles."""
        said = "".join(word.text + (" " if word.space else "") for word in self.words if not word.pause_s)
        return re.sub(r"\s+", " ", said).strip()

    def shown(self, number: int) -> str:
        """A word with the marks that are written to it: opening ones before, all others after."""
        first, last = number, number + 1
        while first > 0 and self._touches(first - 1) and self.words[first - 1].text in "(“‘":
            first -= 1
        while last < len(self.words) and not self.words[last - 1].space and self.words[last].mark:
            last += 1
        return "".join(word.text for word in self.words[first:last]).strip()

    def _touches(self, number: int) -> bool:
        word = self.words[number]
        return word.mark and not word.space and not word.pause_s


def _front_digest() -> str:
    total = hashlib.sha256()
    folder = resources.files("hibari")
    for name in _FRONT_FILES:
        data = folder.joinpath(*name.split("/")).read_bytes()
        total.update(f"{name}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()


class Front:
    """The front end, loaded; safe to use from any thread.

    Raises:
        ModelUnavailable: it is missing, or another than the one that is pinned.
    """

    def __init__(self) -> None:
        mending = f"Install it again: pip install --force-reinstall {_FRONT}=={_FRONT_VERSION}"
        try:
            version = metadata.version(_FRONT)
            if version != _FRONT_VERSION or _front_digest() != _FRONT_SHA256:
                raise ModelUnavailable(f"{_FRONT} {version} is not the one that reads text here", mending)
            # Tables of some 10 MB are read with it.
            from hibari.g2p import G2P  # noqa: PLC0415
            from hibari.g2p.normalize import normalize  # noqa: PLC0415
            from hibari.g2p.token import Tok  # noqa: PLC0415
        except (ImportError, OSError, metadata.PackageNotFoundError) as error:
            raise ModelUnavailable(f"{_FRONT}, which reads text, can't be loaded: {error}", mending) from error
        self._normalize, self._token = normalize, Tok
        self._read = G2P()
        self._lock = threading.Lock()

    def words(self, pieces: Sequence[Piece], dictionary: Mapping[str, str]) -> list[Word]:
        """The words of a text's parts.

        Args:
            pieces: of :func:`procgen.speech.markup.pieces_of`.
            dictionary: how names sound, by their letters in lower case.
        """
        tokens: list[Any] = []
        owners: list[Piece] = []
        for piece in pieces:
            if piece.text[:1].isspace() and tokens and tokens[-1] is not None:
                tokens[-1].whitespace = " "
            for token in self._tokens(piece, dictionary):
                tokens.append(token)
                owners.append(piece)
        spoken = [token for token in tokens if token is not None]
        with self._lock:
            read = self._read.phonemize_tokens(spoken) if spoken else []
        return list(_in_order(tokens, owners, spoken, read))

    def _tokens(self, piece: Piece, dictionary: Mapping[str, str]) -> Iterator[Any]:
        """None stands for a pause."""
        if piece.pause_s or not (piece.text or piece.phonemes):
            yield None
            return
        if piece.phonemes:
            yield self._token(piece.text or piece.phonemes, "NN", " ", phonemes=piece.phonemes, rating=5)
            return
        at = 0
        for match in WORD.finditer(piece.text):
            said = dictionary.get(match[0].casefold()) or _exclaimed(match[0])
            if said is not None:
                yield from self._plain(piece.text[at : match.start()])
                at = match.end()
                apart = " " if piece.text[at : at + 1].isspace() else ""
                yield self._token(match[0], "NNP", apart, phonemes=said, rating=5)
        yield from self._plain(piece.text[at:])

    def _plain(self, text: str) -> list[Any]:
        # Brackets would be read as the front end's own way to say how a word sounds.
        text = _without_pictures(_DEGREES.sub(_degrees, text)).translate({ord("["): "(", ord("]"): ")"})
        if not text.strip():
            return []
        tokens: list[Any] = self._read.tokenize(self._normalize(text))
        if tokens and text[-1].isspace():
            tokens[-1].whitespace = " "
        return tokens


def _exclaimed(word: str) -> str | None:
    """How an exclamation sounds; None of all other words, abbreviations such as SSH and TSK among them."""
    if word.isupper() and len(word) == 3 and word not in ("SHH", "BRR", "GRR"):
        return None
    return next((said for pattern, said in _EXCLAMATIONS if pattern.fullmatch(word.casefold())), None)


def _degrees(match: re.Match[str]) -> str:
    return f"{match[1] or ''} degree{'' if match[1] else 's'}{_SCALES[match[2]]}"


def _in_order(tokens: list[Any], owners: list[Piece], spoken: list[Any], read: list[Any]) -> Iterator[Word]:
    """What was read, with the pauses where they were. Words come out as many as went in, or fewer: in their order."""
    starts: dict[int, int] = {}
    place = 0
    for number, merged in enumerate(read):
        starts[number] = place
        # A word that was read is one token, or several that were written without a space between them.
        letters = len(merged.text.replace(" ", ""))
        while place < len(spoken) and letters > 0:
            letters -= len(spoken[place].text.replace(" ", ""))
            place += 1
    at = {start: number for number, start in starts.items()}
    count = 0
    for token, owner in zip(tokens, owners, strict=True):
        if token is None:
            yield Word("", "", owner.manner, pause_s=owner.pause_s, mark=True)
            continue
        if count in at:
            merged = read[at[count]]
            yield from _word_of(merged, owner)
        count += 1


def _word_of(token: Any, owner: Piece) -> Iterator[Word]:
    phonemes = "".join(letter for letter in token.phonemes or "" if letter in SYMBOLS)
    if phonemes:
        mark = not SOUNDS & set(phonemes)
        yield Word(f"{token.currency or ''}{token.text}", phonemes, owner.manner, bool(token.whitespace), mark=mark)


@cache
def load_front() -> Front:
    """The front end, loaded once. Raises ModelUnavailable."""
    return Front()


def _without_pictures(text: str) -> str:
    """Signs that are no writing, such as emoji, have no sound."""
    return "".join(
        " " if unicodedata.category(letter) in ("So", "Sk", "Cn", "Co", "Cs", "Cf") else letter for letter in text
    )


def text_violations(text: str, field: str = "text", *, any_script: bool = False) -> list[Violation]:
    """What can't be spoken, with its place, from 1.

    Args:
        text: without markup.
        field: its name.
        any_script: whether letters that are not Latin are fine, as they are for babble.
    """
    if len(text) > MOST_CHARACTERS:
        return [Violation.of(field, f"{len(text)} characters", f"at most {MOST_CHARACTERS}: send it in parts")]
    for place, letter in enumerate(text):
        if letter != "\n" and unicodedata.category(letter) == "Cc" and not letter.isspace():
            return [Violation.of(field, f"{letter!r} at {place + 1}", "text without control characters")]
        if letter.isalpha() and not any_script and "LATIN" not in unicodedata.name(letter, "") and letter not in "ªº":
            allowed = "English words in Latin letters; for other scripts ask for babble"
            return [Violation.of(field, f"{letter!r} at {place + 1}", allowed)]
    if not any(letter.isalnum() for letter in text):
        return [Violation.of(field, repr(text) if text else "nothing", "words to speak")]
    for match in _NUMBER.finditer(text):
        digits = sum(letter.isdigit() for letter in match[0])
        if digits > MOST_DIGITS and not any_script:
            allowed = f"numbers of at most {MOST_DIGITS} digits; write longer ones as digits apart"
            return [Violation.of(field, f"{digits} digits at {match.start() + 1}", allowed)]
    return []


def sentences_of(words: Iterable[Word]) -> list[Sentence]:
    """Words cut into what is spoken in one breath."""
    found: list[Sentence] = []
    now: list[Word] = []

    def end(pause_s: float = 0.0, *, joined: bool = False) -> None:
        nonlocal now
        if any(not word.mark for word in now):
            found.append(Sentence(tuple(now), pause_s, joined))
        elif found and pause_s:
            found[-1] = replace(found[-1], pause_s=found[-1].pause_s + pause_s)
        now = []

    for word in words:
        if word.pause_s and not now:
            end(word.pause_s)
            if not found:
                now.append(word)
            continue
        now.append(word)
        if word.mark and ENDS & set(word.phonemes) and word.space:
            end()
        elif _length(now) > _LONGEST:
            cut = max((number for number, each in enumerate(now[:-1]) if each.mark), default=len(now) - 1)
            rest = now[cut + 1 :]
            now = now[: cut + 1]
            end(joined=True)
            now = rest
    end()
    return found


def _length(words: list[Word]) -> int:
    return sum(len(word.phonemes) + word.space for word in words)


def read_text(pieces: Sequence[Piece], dictionary: Mapping[str, str]) -> list[Sentence]:
    """The sentences of a text's parts.

    Args:
        pieces: of :func:`procgen.speech.markup.pieces_of`, whose texts :func:`text_violations` let through.
        dictionary: how names sound, by their letters in lower case.

    Raises:
        InvalidFields: nothing of it can be spoken.
        ModelUnavailable: the front end is missing or another.
    """
    found = sentences_of(load_front().words(pieces, dictionary))
    if not found:
        raise InvalidFields([Violation.of("text", " ".join(piece.text for piece in pieces), "words to speak")])
    return found


__all__ = [
    "MOST_CHARACTERS", "MOST_DIGITS", "PAUSES", "Front", "Sentence", "Word", "load_front", "read_text", "sentences_of",
    "text_violations",
]  # fmt: skip
