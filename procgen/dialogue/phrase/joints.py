"""Faults at the joints of a line that a rule can tell: in templates as they are written, and in the lines they make."""

from __future__ import annotations

import re

from procgen.dialogue.phrase import english

_CLAUSES = "trouble|wisdom|pride|past|clause"
_NOUNS = "work_place|work_tool|work_folk"
_DETERMINERS = "the|a|an|my|your|his|her|our|their|this|that|these|those|every|some"
_PREPOSITIONS = "of|from|with|by|between|for|to|in|on|at|about|than|like|without|near|past|into|against"

_MISPLACED = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (rf"(?i)\b(?:{_PREPOSITIONS}) <(?:{_CLAUSES})\b[^>]*>", "a clause stands where a noun should"),
        (rf"(?i)\b(?!that )(?:{_DETERMINERS}|no) <(?:trouble|wisdom|pride|past)\b[^>]*>", "a clause has an article"),
        (rf"(?i)\b(?:{_DETERMINERS}) <(?:{_NOUNS}|work_act)\b[^>]*>", "a rule with its own article has another"),
        (rf"\b(?!like )(?:{_PREPOSITIONS}) <wish\b[^>]*>", "an infinitive stands where a noun should"),
        (r"(?<!sure as )<sure_as>", "<sure_as> does not follow 'sure as'"),
        (r"\b(?:I|you|we|they|can|will|must|should|could|would) <work_act>", "a gerund stands where a verb should"),
        (r"<work_folk[^>]*> (?:is|was|has|does|isn't|wasn't|hasn't|doesn't)\b", "people take a plural verb"),
        (
            r"<work_(?:place|tool|act)[^>]*> (?:are|were|have|do|aren't|weren't|don't)\b",
            "one thing takes a singular verb",
        ),
        (r"<(?:aside|closer)>[.!?,;:]", "a whole sentence has its own full stop"),
    )
)
_BARE_SENTENCE = re.compile(r"[^.!?:\s]\s<(?:aside|closer|tell_clause|tell_thing)>")

_ODD = re.compile(
    r" [,.;:!?](?!\.\.)|[,;:][,.;:!?]|[.!?][,;:]|[!?]\.|(?<!\.)\.\.(?!\.)|[<>|]|"
    r"\b(?:the|a|an|my|your) (?:the|a|an|my|your|his|their|our)\b|"
    r"\b(\w+) \1\b(?<!that that)(?<!had had)|"
    r"\b(?:I|we|they) (?:is|has|does)\b|\b(?:He|She|It) (?:are|have|do)\b|"
    r"\bI'(?:d|m|ve|ll) (?:I|we|you|they)\b|\bI I\b"
)
_ARTICLE = re.compile(r"(?<![\w'-])(an?|An?) (\w[\w-]*)")
_SMALL = re.compile(r"(?<!\.\.)[.!?]['\")]* [a-z]")


def misplaced(body: str) -> str:
    """What is wrong with where a template puts a rule's words; "" if nothing."""
    for pattern, message in _MISPLACED:
        if pattern.search(body):
            return message
    return "a sentence follows words without a stop" if _BARE_SENTENCE.search(body) else ""


def odd(text: str) -> bool:
    """Whether an article, a double word, a sign, a verb or a small letter is wrong."""
    if _ODD.search(text) or _SMALL.search(text) or (text[:1].isalpha() and text[0].islower()):
        return True
    return any(english.article(match[2]) != match[1].lower() for match in _ARTICLE.finditer(text))
