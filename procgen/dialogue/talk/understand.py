"""What a player means: acts with their confidence, topics, kind of question, yes or no, and what is only odd.

Rules find what has a fixed form; everything else goes to the nearest of some seven hundred utterances by words, word
pairs and meaning. Nothing that a player says is ever followed as an instruction: an attempt at it is an act like any
other, and is answered in character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.reading.reader import Reading
from procgen.dialogue.talk import everyday
from procgen.dialogue.talk.actions import numbers_of
from procgen.dialogue.talk.examples import examples
from procgen.dialogue.talk.memory import told_by
from procgen.dialogue.talk.odd import is_gibberish, is_odd
from procgen.dialogue.talk.retrieve import Knowledge, Known, Topic
from procgen.dialogue.talk.rules import RULES
from procgen.dialogue.talk.spelling import content, mended, sentences, tokens

SURE = 0.25
"""Below this the likeliest kind says nothing."""
_SURE_ASKED = 0.2
"""The same of questions."""
_MOST_SENTENCES = 6


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a player does by speaking."""

    kind: str
    sure: float


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is asked.

    Attributes:
        kind: one of `reading.acts.ASKS`.
        rows: facts with how sure it is that they answer, the surest first.
    """

    kind: str
    rows: tuple[tuple[Known, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A player's words, understood.

    Attributes:
        text: on one line, slips in words that the NPC knows put right.
        words: small, short forms spelt out.
        acts: the likeliest first; one for each sentence, and no kind twice.
        question: "where", "when", "who", "why", "many", "price", "what", "whether", or empty.
        topics: names that stand in it, as keys of `Knowledge`.
        pronoun: "he", "she", "it", "they", "there" where one stands for a name said before, or empty.
        numbers: whole numbers.
        told: what the player tells of themselves.
        negated: whether something is denied or forbidden.
        unknown: a capitalised word that is no known name, or empty. It is never said back.
        questions: what is asked, in the order of the text.
        facts: those that were read, in the order of the reading.
        reading: of the network.
        ruled: the acts that the rules alone found.
    """

    text: str
    words: tuple[str, ...]
    acts: tuple[Act, ...]
    question: str = ""
    topics: tuple[tuple[str, Topic], ...] = ()
    pronoun: str = ""
    numbers: tuple[int, ...] = ()
    told: dict[str, str] = field(default_factory=dict)
    negated: bool = False
    unknown: str = ""
    questions: tuple[Question, ...] = ()
    facts: tuple[Known, ...] = ()
    reading: Reading | None = None
    ruled: tuple[Act, ...] = ()

    @property
    def main(self) -> Act:
        """The act that the answer is for: a question or a demand before a courtesy."""
        return max(self.acts, key=lambda act: (_RANK.get(act.kind, 2), act.sure))

    def does(self, *kinds: str) -> bool:
        """Whether any of the acts is of one of the kinds."""
        return any(act.kind in kinds for act in self.acts)


_RANK = {
    "odd": 9, "threaten": 8, "insult": 7, "ask_secret": 6, "farewell": 4, "take_leave": 4, "request": 5,
    "greet": 0, "thank": 1, "small_talk": 0, "statement": 1, "yes": 1, "no": 1, "tell_name": 2, "tell_self": 2,
    "gibberish": 0, "compliment": 2, "apologise": 2, "repeat": 3, "plea": 4, "order": 4, "offer": 3, "bribe": 4,
    **dict.fromkeys(word_set(
        "ask_about ask_where ask_who ask_when ask_why ask_many ask_price ask_way ask_opinion ask_name ask_self ask_how "
        "ask_goal ask_work ask_rumour ask_time ask_weather ask_place recall_me recall_said trade buy sell haggle more "
        "ask_help ask_nature ask_come accuse asked"),
        5,
    ),
    **dict.fromkeys(everyday.WANTED, 5),
}  # fmt: skip


_LEAD = re.compile(
    r"^(?:(?:so|well|and|but|then|now|listen|look|um|uh|hm|hmm|right|ok|okay|please|oh|ah|alright|anyway"
    r"|hypothetically|speaking)\b ?)+"
    r"(?=\w+ \w)"
)
_TAIL = re.compile(r"(?: (?:then|please|now|friend|today|though|already|sir|mate|buddy|lad|madam))+$")
_EXCUSE = re.compile(
    r"^(?:i am )?(?:so |very )?sorry (?:to|for) (?:bother|disturb|interrupt|trouble|wake"
    r"|bothering|disturbing|interrupting"
    r"|troubling|waking)(?: you)?(?: (?:so late|again|but|and))* "
)
"""What is said before a question for manners' sake."""
_BEHIND_SORRY = word_set("sad_news good_news tell_feared tell_missing tell_loss tell_need ask_moment")
"""Acts before which "sorry" is no apology."""
_QUESTIONS = (
    ("price", r"\bhow much\b|\bprices?\b|\bcosts?\b"),
    ("when", r"\bhow long (?:ago|until|till)\b"),
    ("many", r"\bhow (?:many|old|big|tall|deep|large|heavy|long|far)\b"),
    ("where", r"\bwhere\b|\bwhich way\b|\bhow (?:do|can|would) (?:i|we) (?:get|go|reach)|\bdirections?\b"),
    ("when", r"\bwhen\b|\bwhat time\b|\bhow long (?:ago|until)\b|\bwhat day\b"),
    ("why", r"\bwhy\b|\bhow come\b|\bwhat caused\b|\breason\b"),
    ("who", r"\bwho(?:m|se)?\b"),
    ("what", r"\b(?:what|which|how)\b"),
    ("whether", r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should) "),
)

_ASKING = word_set("where when who why whether many price")
"""Kinds of question that ask without a question mark, too."""
_PRONOUNS = {
    "he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "it": "it", "its": "it", "they": "they",
    "them": "they", "their": "they", "there": "there", "that": "it", "this": "it",
}  # fmt: skip
_GENERAL = word_set("ask_about ask_price ask_who ask_many request")
"""Rules so wide that the nearest utterance counts more, where no name stands in the text."""
_NO_QUESTIONS = word_set(
    "threaten insult compliment sad_news good_news tell_self tell_name boast yes no flirt hush statement"
)
"""Acts that a question hardly ever is."""


def question_of(text: str) -> str:
    """The kind of question of a text in plain words; empty where it is none."""
    return next((kind for kind, pattern in _QUESTIONS if re.search(pattern, text)), "")


def surest(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The surest of each kind, in the order in which the kinds come."""
    best: dict[str, Act] = {}
    for act in acts:
        if act.kind not in best or act.sure > best[act.kind].sure:
            best[act.kind] = act
    return tuple(best.values())


def understand(text: str, knowledge: Knowledge, *, name_wanted: bool = False) -> Understood:
    """Understand what a player says.

    Args:
        text: on one line, bounded (`guard.sanitise.player_text`).
        knowledge: of the NPC that hears it, for names.
        name_wanted: whether the NPC has just asked for a name.
    """
    text = mended(text, knowledge.vocabulary)
    words = tokens(text)
    topics = tuple(knowledge.linked(words))
    told = told_by(text, name_wanted=name_wanted)
    # "I am Mara" where Mara is somebody else in this world is still what the player claims to be called.
    if not words and not re.search(r"[^\s.?!,…-]", text):
        return Understood(text, (), (Act("silence", 1.0),))
    known_names = [part for _, topic in topics for part in tokens(topic.name)]
    acts: list[Act] = []
    if is_odd(text):
        acts.append(Act("odd", 1.0))
    elif is_gibberish(text, words, [*known_names, *tokens(" ".join(told.values()))]) and "name" not in told:
        acts.append(Act("gibberish", 0.9))
    else:
        for part in sentences(text)[:_MOST_SENTENCES]:
            acts += _acts_of(part, knowledge, told)
    best = surest(acts)
    if any(act.kind != "silence" for act in best):
        best = tuple(act for act in best if act.kind != "silence")  # "Hm. What did she say?" is not silent
    plain = " ".join(words)
    pronoun = next((_PRONOUNS[word] for word in words if word in _PRONOUNS), "")
    return Understood(
        text=text,
        words=tuple(words),
        acts=best or (Act("statement", 0.3),),
        question=question_of(plain),
        topics=topics,
        pronoun=pronoun,
        numbers=tuple(numbers_of(words)),
        told=told,
        negated=bool({"not", "never", "no"} & set(words)),
        unknown=_unknown_name(text, known_names),
        ruled=best,
    )


def _acts_of(part: str, knowledge: Knowledge, told: dict[str, str]) -> list[Act]:
    """Acts of one sentence: a greeting or thanks in front are acts of their own."""
    words = tokens(part)
    if not words:
        return []
    found: list[Act] = []
    plain = _EXCUSE.sub("", " ".join(words)) or " ".join(words)
    courtesy = re.match(
        r"^(?P<act>hello|hi|hey|greetings|(?:good )?(?:morning|day|evening|evenin|afternoon)|thanks"
        r"|thank you|sorry)"
        r"(?: (?:there|again|friend|sir|so much|very much))*[ ,]+(?=(?:and )?(?:who|what|where|when|why|how|can|could|"
        r"do|did|"
        r"is|are|i|we|they|he|she|my|any|got|please|tell|give|open|have|will|would)\b)",
        plain,
    )
    if courtesy:
        head = courtesy["act"]
        kind = "thank" if head.startswith("thank") else "apologise" if head == "sorry" else "greet"
        found.append(Act(kind, 0.9))
        plain = plain[courtesy.end() :].removeprefix("and ")
        words = plain.split()
    bare = _TAIL.sub("", _LEAD.sub("", plain)) or plain
    ruled = ""
    for kind, pattern in RULES:
        if pattern.search(bare):
            ruled = kind
            break
    if ruled in _BEHIND_SORRY:
        found = [act for act in found if act.kind != "apologise"]  # "Sorry, my dog died" owes nobody anything
    if ruled and ruled not in _GENERAL:
        return [*found, Act(ruled, 0.9)]
    masked = _masked(words, knowledge)
    kind, sure = examples().nearest(masked)
    if ruled and ("xx" in masked or sure < SURE or _unknown_name(part, ()) or kind in ("yes", "no")):
        return [*found, Act(ruled, 0.9)]
    asks = part.rstrip().endswith("?") or question_of(plain) in _ASKING
    if kind in _NO_QUESTIONS and asks and sure < 0.6:
        sure = 0.0
    if not _plausible(kind, sure, words):
        sure = 0.0
    wanted = _SURE_ASKED if asks and kind.startswith("ask_") else SURE
    if sure >= wanted and not (kind in ("tell_name", "yes", "no") and sure < 0.4):
        found.append(Act(kind, sure))
    elif told:
        found.append(Act("tell_name" if "name" in told else "tell_self", 0.6))
    elif asks:
        found.append(Act("ask_about", 0.4))
    else:
        found.append(Act("statement", 0.4))
    return found


def _plausible(kind: str, sure: float, words: Sequence[str]) -> bool:
    """Whether a likely kind has the words that it can't be without: nobody is insulted where there is no "you"."""
    if kind in _TO_YOU and len(words) > 2:
        return not {"you", "your", "yourself"}.isdisjoint(words)
    if kind in _OF_ME:
        return sure >= 0.38 and not {"i", "my", "we", "me", "our"}.isdisjoint(words)
    return kind != "greet" or not _GREETINGS.isdisjoint(words[:3])


_TO_YOU = word_set("trade accuse insult compliment ask_name ask_self ask_goal ask_nature ask_opinion")
_OF_ME = word_set("sad_news good_news tell_self boast")
_GREETINGS = word_set(
    "hello hi hey heya hiya hullo ahoy yo greetings morning evening afternoon day hail howdy salutations met pleased "
    "nice "
    "pleasure top good welcome"
)


def _masked(words: Sequence[str], knowledge: Knowledge) -> list[str]:
    """Words in which every known name is "xx"."""
    parts = {part for _, topic in knowledge.linked(list(words)) for part in tokens(topic.name)}
    masked: list[str] = []
    for word in words:
        if word in parts or word.removesuffix("'s") in parts or word.removesuffix("s") in parts:
            if masked[-1:] != ["xx"]:
                if masked[-1:] in (["the"], ["a"], ["an"]):
                    masked.pop()
                masked.append("xx")
        else:
            masked.append(word)
    return masked


def _unknown_name(text: str, known: Sequence[str]) -> str:
    """A word with a capital inside a sentence that is no known name."""
    for match in re.finditer(r"(?<=[a-z,] )([A-Z][a-z]{2,})\b", text):
        if match[1].lower() not in known and content([match[1].lower()]):
            return match[1]
    return ""
