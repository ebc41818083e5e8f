"""One reader of plain English for all domains: a vocabulary and a grammar, not a language model.

A domain has a :class:`Lexicon` of what it understands, from a vocabulary that is data, and asks :func:`read` what a
text says of it. Each term of the text has its meaning, its degree ("very", "a bit") and whether it is denied ("not",
"without", "moss-free"); words are known in their forms ("rocks", "mossier") and where they are misspelt ("brik"), and
what isn't understood is told. What terms say together is the domain's affair.
"""

from procgen.kit.english.lexicon import Lexicon
from procgen.kit.english.quantities import figures, take
from procgen.kit.english.reading import Nearest, Pause, Reading, Said, read
from procgen.kit.english.tokens import plain
from procgen.kit.english.vocabulary import each, named, read_words, terms

__all__ = [
    "Lexicon",
    "Nearest",
    "Pause",
    "Reading",
    "Said",
    "each",
    "figures",
    "named",
    "plain",
    "read",
    "read_words",
    "take",
    "terms",
]
