"""How a register sounds: light changes of the words of templates, never of what slots bring in."""

from __future__ import annotations

import re
from functools import lru_cache

from procgen.dialogue.phrase.english import word_set

_NOT = {
    "do not": "don't", "does not": "doesn't", "did not": "didn't", "is not": "isn't", "are not": "aren't",
    "was not": "wasn't", "were not": "weren't", "have not": "haven't", "has not": "hasn't", "had not": "hadn't",
    "will not": "won't", "would not": "wouldn't", "could not": "couldn't", "should not": "shouldn't",
    "cannot": "can't",
}  # fmt: skip
_PRONOUN_VERBS = {
    "I am": "I'm", "I have": "I've", "I will": "I'll", "I would": "I'd",
    "you are": "you're", "you have": "you've", "you will": "you'll",
    "we are": "we're", "we have": "we've", "we will": "we'll",
    "they are": "they're", "they have": "they've", "they will": "they'll",
    "it is": "it's", "that is": "that's", "there is": "there's", "let us": "let's",
    "he is": "he's", "she is": "she's", "what is": "what's", "who is": "who's",
}  # fmt: skip
# A pronoun and a verb are drawn together before a word that carries the stress: "I am tired", not "yes, I am", "what is
# it?", "there you are at last" or "that is how it is here"; and "I have seen", not "all I have is" or "I have a key".
_NOT_BEHIND = r"(?<!how )(?<!what )(?<!who )(?<!here )(?<!where )(?<!than )(?<!as )(?<!of )"
_BE_OR_WILL = re.compile(
    _NOT_BEHIND + r"\b(" + "|".join(pair for pair in _PRONOUN_VERBS if not pair.endswith((" have", " us"))) + r")"
    r"(?= (?!(?:it|he|she|they|I|you|we|to)\b)[a-z]+)",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(r"\b(?:how|however) [a-z]+ (?:[a-z]+ )?$", re.IGNORECASE)
_LET_US = re.compile(r"\bLet us(?= [a-z]+)")
_NO_PARTICIPLE = (
    r"(?!(?:need|bed|red|bread|seed|[a-z]*teen|seven|ten|eleven|dozen|[a-z]*men|children|golden|wooden|barn|corn|own|town)"
    r"\b)"
)
_PARTICIPLE = _NO_PARTICIPLE + (
    r"(?:(?:never|always|already|just|often|only|both|all|not|long|nearly|almost) )*(?:[a-z]+(?:ed|en|wn|rn)|been|had"
    r"|done|gone|got|come|made|lost|found|heard|said|told|kept|held|left|sent|met|paid|put|read|run|sat|set|sold|stood"
    r"|taught|thought|brought|bought|caught|built|slept|spent|won|felt|led|dealt|dreamt|sworn|sung|drunk|begun|cut|let)"
)
_HAVE = re.compile(
    _NOT_BEHIND + r"\b(" + "|".join(pair for pair in _PRONOUN_VERBS if pair.endswith(" have")) + r")"
    r"(?= " + _PARTICIPLE + r"\b(?! (?:is|to)\b))",
    re.IGNORECASE,
)
_NOT_PATTERN = re.compile(r"\b(" + "|".join(_NOT) + r")\b(?! only)", re.IGNORECASE)

_FULL: dict[str, str] = {
    **{short: full for full, short in _NOT.items()},
    "shan't": "shall not",
    "mustn't": "must not",
    "I'm": "I am", "I've": "I have", "I'll": "I will",
    "you're": "you are", "you've": "you have", "you'll": "you will",
    "we're": "we are", "we've": "we have", "we'll": "we will",
    "they're": "they are", "they've": "they have", "they'll": "they will",
    "he'll": "he will", "she'll": "she will", "it'll": "it will", "that'll": "that will", "there'll": "there will",
}  # fmt: skip
# "Don't you", "isn't it" and the like turn round when they are spelt out, so before a pronoun they stay.
_FULL_PATTERN = re.compile(
    r"\b(" + "|".join(sorted(_FULL, key=len, reverse=True)) + r")\b(?! (?:you|I|we|they|he|she|it|thou)\b)",
    re.IGNORECASE,
)
_IS_PATTERN = re.compile(
    r"\b(it|that|there|he|she|what|who|here)'s\b(?= (?:a|an|the|no|not|my|your|our|their|his|her|in|on|at|only|all|"
    r"nothing|too|so|very|always|never|still|far|little|much|more|[a-z]+ing)\b)",
    re.IGNORECASE,
)
_ING = re.compile(r"\b([a-z]*[aeiouy][a-z]*[a-z])ing\b")
_KEEPS_G = word_set(
    "bring sing sting string swing spring ring king thing anything everything wring fling cling sling wing ding"
    " evening ceiling sibling darling"
)
_THEM = re.compile(r"(?<=[a-z] )them\b(?! (?:all|both|who|that)\b)")


def _like(match: re.Match[str], replacement: str) -> str:
    """With a large first letter where the words had one."""
    return replacement[0].upper() + replacement[1:] if match[0][0].isupper() else replacement


def _lookup(table: dict[str, str], match: re.Match[str]) -> str:
    key = match[0].lower()
    key = "I" + key[1:] if key.startswith(("i ", "i'")) else key
    if key.endswith("n't") and key != "don't" and match[0][0].isupper():
        return match[0]  # "Haven't seen you", "Can't say": a fragment that "Have not seen you" would not mend
    return _like(match, table[key])


def _short(match: re.Match[str]) -> str:
    """A pronoun and its verb in one, as in "they're"; not in "how proud they are of it"."""
    return match[0] if _HOW_MUCH.search(match.string, 0, match.start()) else _lookup(_PRONOUN_VERBS, match)


def contracted(text: str) -> str:
    """Contract: "I do not know" becomes "I don't know"."""
    text = _NOT_PATTERN.sub(lambda match: _lookup(_NOT, match), text)
    text = _BE_OR_WILL.sub(_short, text)
    text = _LET_US.sub("Let's", text)
    return _HAVE.sub(lambda match: _lookup(_PRONOUN_VERBS, match), text)


def spelt_out(text: str) -> str:
    """Spell out: "I don't know" becomes "I do not know"; questions that would turn round stay as they are."""
    text = _FULL_PATTERN.sub(lambda match: _lookup(_FULL, match), text)
    return _IS_PATTERN.sub(lambda match: f"{match[1]} is", text)


def dropped(text: str) -> str:
    """Drop g's: "looking for them" becomes "lookin' for 'em"."""
    text = _ING.sub(lambda match: match[0] if match[0] in _KEEPS_G else f"{match[1]}in'", text)
    return _THEM.sub("'em", text)


@lru_cache(maxsize=16_384)
def spoken(text: str, register: str, drops: bool) -> str:
    """Words of a template as a register has them.

    Args:
        text: a stretch of a template.
        register: one of `vocabulary.REGISTERS`.
        drops: whether this line, of a rough speaker, drops its g's; sparing means that few do.
    """
    if register == "formal":
        return spelt_out(text)
    if register in ("casual", "rough"):
        text = contracted(text)
        return dropped(text) if register == "rough" and drops else text
    return text
