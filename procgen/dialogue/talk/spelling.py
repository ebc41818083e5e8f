"""Player text as plain words: folded, short forms spelt out; and which words may be names with a slip."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from procgen.dialogue import meaning
from procgen.dialogue.phrase.english import word_set

_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "`": "'"})
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)?")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")

_SHORT = {
    "i'm": "i am", "im": "i am", "i've": "i have", "ive": "i have", "i'll": "i will", "i'd": "i would",
    "you're": "you are", "youre": "you are", "you've": "you have", "you'll": "you will", "you'd": "you would",
    "he's": "he is", "she's": "she is", "it's": "it is", "that's": "that is", "thats": "that is", "there's": "there is",
    "what's": "what is", "whats": "what is", "who's": "who is", "whos": "who is", "where's": "where is",
    "wheres": "where is", "when's": "when is", "how's": "how is", "hows": "how is", "why's": "why is",
    "they're": "they are", "we're": "we are", "we've": "we have", "they've": "they have", "let's": "let us",
    "lets": "let us", "don't": "do not", "dont": "do not", "doesn't": "does not", "doesnt": "does not",
    "didn't": "did not", "didnt": "did not", "isn't": "is not", "aren't": "are not", "wasn't": "was not",
    "weren't": "were not", "haven't": "have not", "hasn't": "has not", "won't": "will not", "wont": "will not",
    "wouldn't": "would not", "can't": "can not", "cant": "can not", "cannot": "can not", "couldn't": "could not",
    "shouldn't": "should not", "ain't": "is not", "u": "you", "ur": "your", "r": "are", "wanna": "want to",
    "gonna": "going to", "gimme": "give me", "lemme": "let me", "gotta": "got to", "pls": "please", "plz": "please",
    "thx": "thanks", "ty": "thank you", "y'all": "you all", "ya": "you", "thee": "you", "thou": "you", "thy": "your",
    "art": "are", "dost": "do", "hast": "have", "cuz": "because", "idk": "i do not know", "sry": "sorry",
    "where're": "where are", "who're": "who are", "whatcha": "what are you", "dunno": "do not know", "kinda": "kind of",
    "goodnight": "good night", "d'you": "do you", "d'ye": "do you", "dyou": "do you", "wen": "when", "hw": "how",
    "wot": "what", "wots": "what is", "wut": "what", "whens": "when is", "teh": "the", "dis": "this",
    "dat": "that", "cos": "because", "coz": "because", "'em": "them", "cud": "could", "shud": "should",
    "wud": "would", "nuffin": "nothing", "sumthing": "something", "summat": "something", "gud": "good",
    "whither": "where", "wherefore": "why", "tis": "it is", "'tis": "it is",
}  # fmt: skip
_AFTER_WILL = word_set(
    "give take pay be come go kill do have buy tell help see get bring find make never always not just try let show"
    " keep wait return"
)
"""Before these "ill" is "I'll" without its apostrophe."""


def fold(text: str) -> str:
    """Small letters without accents or look-alikes, typewriter quotes, no characters that can't be seen."""
    composed = unicodedata.normalize("NFKD", text.translate(_QUOTES))
    return "".join(c for c in composed if unicodedata.category(c) not in {"Mn", "Cf"}).lower()


def tokens(text: str) -> list[str]:
    """Words and numbers, short forms spelt out."""
    found: list[str] = []
    for token, after in itertools.pairwise([*_TOKEN.findall(fold(text)), ""]):
        if token == "ill" and after in _AFTER_WILL:
            found += ["i", "will"]
        else:
            found += _SHORT[token].split() if token in _SHORT else [token]
    return found


def sentences(text: str) -> list[str]:
    """A text's sentences."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def singular(word: str) -> str:
    """A word without the ending of a possessive or a plural."""
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def misspelt(word: str, name: str) -> bool:
    """Whether a word may be a name with a slip: one letter in a name of four to seven, two in a longer one."""
    most = 0 if len(name) < 4 else 1 if len(name) < 8 else 2
    return most > 0 and word[:1] == name[:1] and OSA.distance(word, name, score_cutoff=most) <= most


_SMALL_WORD = re.compile(r"(?<![\w'])[a-z]+(?![\w'])")
_LEAST_MENDED = 4
"""Letters of a word that is put right."""

STOPS = word_set(
    "a an the this that these those i you he she it we they me him her us them my your his its our their "
    "mine yours to "
    "of in on at by for from with without into onto about as and or but if then than so do does did done is are was "
    "were be been am being have has had will would can could shall should may might must not no yes what who whom "
    "whose "
    "which where when why how there here please just also very really much many some any all more most tell say know "
    "think want like get got go come let one thing things something anything nothing someone anyone up down out over "
    "hey hello hi oh well ok okay now still again too only ever even because see look around good give take make need "
    "long far old new right way kind other another every each own same such back off until while after before"
)
"""Words that say nothing of the matter."""


def mended(text: str, known: Sequence[str]) -> str:
    """A text in which a small word that is none, but a known one with a slip, is that one.

    Args:
        text: as it came.
        known: words that may be meant; the first that is near enough is.
    """
    table = meaning.packaged_table()

    def mend(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) < _LEAST_MENDED or word in STOPS or word in _SHORT or word in table or singular(word) in table:
            return word
        return next((other for other in known if misspelt(word, other)), word)

    return _SMALL_WORD.sub(mend, text)


def content(words: list[str]) -> list[str]:
    """Words that tell what a text is about, in the singular."""
    return [singular(word) for word in words if word not in STOPS and singular(word) not in STOPS and len(word) > 1]
