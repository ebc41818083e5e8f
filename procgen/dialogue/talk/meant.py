"""What a player means: rules where a form is fixed, the reader everywhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.reading.acts import ACTS, ASKS
from procgen.dialogue.reading.reader import ReadFacts, Reading, packaged_reader
from procgen.dialogue.talk import everyday
from procgen.dialogue.talk.familiar import familiar
from procgen.dialogue.talk.parts import parts_of
from procgen.dialogue.talk.retrieve import Knowledge, Known
from procgen.dialogue.talk.spelling import content, sentences, tokens
from procgen.dialogue.talk.state import State
from procgen.dialogue.talk.understand import Act, Question, Understood, question_of, surest

MOST_FACTS: Final = 24
"""Facts that the reader looks at; of more, those that the search finds."""
_MOST_SECRETS: Final = 8
"""Secrets that it looks at;"""
_TOLD: Final = 3
"""of so many words at least, for a name alone tells nothing."""
_MOST_QUESTIONS: Final = 3
_TOGETHER: Final = 0.5
"""How much of what is left to be sure of a fact is made up for by how surely it answers a question beside this one."""
_ASKS: Final = 0.5
"""How sure it must be that something is asked; less where it ends with a question mark."""
_ASKS_MARKED: Final = 0.3
_ASKS_BESIDE: Final = 0.5
"""The same of a question that is read by itself, where the whole is surer to be something else."""
_LIKELY: Final = 0.85
"""How sure an act must be to be answered as such; of what is less sure, the answer suits most that it may be."""
_FIXED: Final = word_set(
    "tell_name ask_name ask_time ask_weather ask_place recall_me recall_said recall_promise ask_goal ask_work"
    " ask_rumour haggle buy"
    " sell trade ask_regard ask_how ask_nature ask_secret silence odd gibberish more hush meet ask_fear repeat joke"
    " jest"
    " philosophy tell_missing ask_lodging ask_pass ask_stock take_leave"
).union(everyday.SAID)
"""Kinds whose rules know their forms better."""
_CERTAIN: Final = ("odd", "gibberish", "silence", "recall_me", "recall_promise", "ask_regard", "jest")
"""Those of them that no fact's answer overrules."""
_NEWS: Final = word_set("sad_news good_news tell_feared tell_missing")
"""News about the player, which is answered before whatever the nearest utterance makes of the sentences beside it."""
_OWN_FAULT: Final = re.compile(
    r"(?i)\b(?:disturb|bother|trouble|interrupt|late|forgive|apolog\w+|my fault|must think)\b"
)
"""Words of who is sorry for what they did, not for what befell the other."""
_BORNE_OUT: Final[Mapping[str, Sequence[str]]] = {
    **dict.fromkeys(("haggle", "sell", "trade"), ("trade", "request", "ask.how_many", "ask.what")),
    "buy": ("trade", "request", "ask.how_many", "ask.what"),
    "ask_work": ("offer", *(f"ask.{ask}" for ask in ASKS)),
    **dict.fromkeys(
        ("ask_weather", "ask_time", "ask_place", "ask_rumour", "more"),
        ("smalltalk", *(f"ask.{ask}" for ask in ASKS)),
    ),
    "ask_secret": ("probe",),
    "gibberish": ("nonsense", "silence"),
    "jest": ("joke",),
}  # fmt: skip
"""What the reader takes for possible where a rule of these kinds is right."""
_HARDLY: Final = 0.08
"""Below this together it takes them for impossible, and the rule for one that met its words by chance."""
_BY_A_WORD: Final = word_set("haggle sell trade buy ask_work ask_weather ask_time ask_place")
"""Kinds that a word or two make of what may be meant otherwise ("I'll have your job", "But they said weather"): no rule
"""
_OUTWEIGHED: Final = 3.0
"""of these is borne out where one other act is so many times as likely as these together."""
_TOLD_OF_ONESELF: Final = word_set("hurt tell_need tell_loss warn_of")
"""Kinds that tell something, and so ask for nothing: "Who was bitten, and when?" tells of no wound;"""
_SURELY_ASKED: Final = 0.85
"""so sure it must be, then, that something is asked."""
_REPLIES: Final = word_set("yes no")
"""Kinds that the rules know where the NPC has asked something,"""
_BARE: Final = 2
"""or where so many words are all that is said."""
_SURE_BESIDE: Final[Mapping[str, str]] = {
    "insult": "insult", "threaten": "threat", "apologise": "sorry", "compliment": "compliment", "farewell": "bye",
    "greet": "greet", "thank": "thanks", "flirt": "flirt", "sad_news": "confess", "good_news": "news",
    "comfort": "comfort", "accuse": "accuse", "condole": "condolence",
}  # fmt: skip
"""Kinds whose rules are sure where the reader half agrees, by its acts that are like them. More may be meant."""
_ALIKE: Final = 0.12
_OPPOSITE: Final = {"compliment": ("insult", "threat"), "insult": ("compliment",), "comfort": ("insult", "threat")}
"""What the reader must be wrong in where the rules are sure of a kind."""
RULED: Final = 0.85
"""How sure an act is that a rule found, not the nearest utterance."""
_OVERRULED: Final = 0.6
"""How sure the reader must be of a fact's answer to overrule a rule."""
_STANDS: Final = 0.35
"""The same for a question to stand beside an act that is surer."""
_PROBED: Final = 0.5
"""How sure it must be that something said, and not asked, is after a secret."""
_ANSWERED: Final = 0.25
"""The same for what is asked not to be one after a secret."""
_FAMILIAR: Final = 0.85
"""How sure it must be that something is asked which everybody is asked; chosen on the validation split;"""
_FAMILIAR_ALONE: Final = 0.38
"""the same of who knows no facts, and could tell none instead;"""
_ANSWERS_FAMILIAR: Final = 0.43
"""how sure a fact's answer, to be told instead."""
_REFINED: Final = 0.5
"""how sure the reader must be of the acts that a kind is a case of, for it to be likelier,"""
_REFINED_WANTED: Final = 0.6
"""so that a smaller part of that is enough."""
_FAMILIAR_WORDS: Final = 14
"""Longer texts ask for more than that."""
_FAMILIAR_ACTS: Final = word_set("insult threat inject probe")
"""What is one of these, half surely, is answered as such."""
_WANTING: Final = ("request", "plea", "order")
"""Who wants something done asks nothing of oneself."""
_FAMILIAR_SURELY: Final = 0.9
"""how sure, where a rule says otherwise;"""
_RULED_BETTER: Final = frozenset(everyday.ASKED) | {"ask_self", "yes", "no"}
"""kinds whose rules tell them by heart."""
_ANSWERED_SELF: Final = word_set("origin trade")
"""What a player may tell of themselves that has lines of its own."""
_KEPT: Final = word_set("tell_name tell_self")
"""Kinds of the rules that stay whatever else is meant."""
_RIDDLE: Final = re.compile(
    r"(?i)^[\"']?(?:(?:why|where|how) (?:did|do|does|don't|doesn't|is|are|was|were|can't)\b"
    r"|what(?:'s| is| has| did| do| does)\b|how many .* does it take\b)[^?]*\?[\"']?"
    r" (?!.*\?)(?!.*\b(?:I|I'm|I've|you|your|me|my|we|us)\b)\S+ \S+ "
)
"""A question that who asks it answers in the same breath: "Why did the pepper blush? It saw the salad dressing.";"""
_RIDDLED: Final = 0.1
"""how sure a joke must be for it to be one."""
_RIDDLE_FORM: Final = re.compile(
    r"(?i)^[\"']?(?:why (?:did|does|is|was) (?:the|an?) [a-z]+\b|why (?:do|are|don't|can't) [a-z]+s\b"
    r"|how many \w+ does it take\b"
    r"|what (?:did|does|do) (?:the|an?|one) [a-z]+ (?:say|said|call)\b|what do you (?:call|get)\b)"
    r"[^?]*\?[\"']? (?!.*\?)(?!.*\b(?:I|I'm|I've|you|your|me|we|us)\b)"
    r"(?:because|it|they|he|she|it's|they're|he's|she's|he'd|she'd|his|her|their|an?|the|[\"'])(?![\w'])"
)
"""Forms that only riddles have, answered at once: nobody is asked, whatever the reader thinks."""
_QUOTED: Final = re.compile(
    r"(?i)^(?:[^\"?]{0,60}\b(?:says?|said|asks?|asked|told me|tell you|wrote|writes|reads)\b[^\"?]{0,12})?"
    r"\"[^\"]{8,}\"[.!]?$"
)
"""Another's words, and nothing beside them but whose they are."""
_NEXT_QUESTION: Final = re.compile(
    r",?\s+(?:and|&|or)\s+(?:also\s+)?(?=(?:in |at |by |for |from |since )?(?:who|whom|whose|what|when|where|why|how"
    r"|which|hw)\b)"
    r"|,?\s+and\s+(?:also\s+)?(?=(?:is|are|was|were|do|does|did|can|could|may|will|would|have|has) "
    r"(?:i|we|you|he|she|it|they|there|that|this)\b)"
    r"|,\s+(?=(?:when|where|why|how)\b)|(?<=\?)\s+",
    re.IGNORECASE,
)
_GREETED: Final = re.compile(
    r"(?i)^(?:hello|hi|hey|good (?:morning|day|evening|afternoon)|morning|evening|afternoon|greetings|ahoy)\b[ ,!.]+"
)
_ASKED_INSTEAD: Final = re.compile(
    r"(?i)\bI (?:asked|said|meant|was asking|want(?:ed)? to know) "
    r"((?:who|whose|what|which|when|where|why|how)\b[^,.?!;]*)"
)
"""What was asked truly, of who puts right what was understood: "I asked when they cross, not where";"""
_NOT_ASKED: Final = re.compile(r"(?i)\bnot\b|n't\b")
"""that tells it from a mere "I asked who you are"."""
_NOT_GREETED: Final = word_set("greet farewell threaten insult silence odd gibberish")
"""Acts of who wants no greeting back, or has it anyway, though they call somebody by name."""
_HOSTILE: Final = ("threat", "accuse", "insult", "order")
_CROSS: Final = 0.25
"""How sure it must be that who calls somebody by name is one of these, to get no greeting."""
_BESIDE_ALL: Final = 0.3
"""How sure a greeting is that is only heard in a name: whatever else is said comes first."""
_SHORT_NAME: Final = 2
"""Letters of parts of a name that nobody is called by."""
_BEGIN: Final = (["who"], ["what"], ["when"], ["where"], ["why"], ["how"])
_WORDED: Final = {"when": "when", "where": "where", "why": "why", "many": "how_many", "price": "how_many", "who": "who"}
"""Kinds that words alone tell, where the reader isn't sure."""
_DOUBTED: Final = 0.5

_HELD: Final = ("where", "when", "how_many")
"""Kinds of question whose answers rules find in facts."""
_NOT_HELD: Final = 0.5
"""What a fact is worth where they find none."""
_LEAST: Final = 1e-6
"""Keeps a quotient finite."""

KINDS: Final[Mapping[str, str]] = {
    "greet": "greet", "bye": "farewell", "thanks": "thank", "sorry": "apologise", "compliment": "compliment",
    "insult": "insult", "threat": "threaten", "comfort": "comfort", "condolence": "condole", "flirt": "flirt",
    "joke": "jest", "brag": "boast", "accuse": "accuse", "claim": "claim", "news": "news", "agree": "agree",
    "disagree": "doubt", "offer": "offer", "bribe": "bribe", "plea": "plea", "order": "order", "trade": "trade",
    "inject": "odd", "offtopic": "offtopic", "smalltalk": "small_talk", "silence": "silence",
    "nonsense": "gibberish", "correct": "correct", "confess": "confide", "philosophy": "philosophy",
    "lie": "untrue", "request": "request", "probe": "ask_secret",
}  # fmt: skip
"""Kinds of act by the reader's; those of questions are all `ASKED`."""
_SUITS: Final[Mapping[str, Sequence[str]]] = {
    "claim": ("agree", "disagree", "smalltalk"), "news": ("claim", "confess"), "accuse": ("lie", "probe"),
    "disagree": ("claim", "accuse", "lie"), "lie": ("claim", "disagree"), "insult": ("accuse",),
    "compliment": ("flirt",), "request": ("order", "plea"), "order": ("request",), "inject": ("offtopic", "nonsense"),
}  # fmt: skip
"""Acts that the answer to an act suits as well: who is told "So I have heard" may have brought news or made a claim."""
ABOUT: Final = 0.75
"""How sure it must be that something said is about a fact, for it to be taken up."""
_PASSES: Final = 0.15
"""What an answer that passes is worth of one that suits; that a claim was heard passes for anything."""
_JARS: Final = 0.1
"""What an answer that does neither costs; chosen on the validation split, as the shares around it."""
COMMON: Final[Mapping[str, Sequence[str]]] = {
    "declinable": ("plea", "order", "request", "bribe", "trade", "offer", "probe", "threat"),
    "sayable": ("claim", "news", "confess", "comfort", "agree"),
    "doubtful": ("claim", "news", "accuse", "lie", "disagree", "brag", "threat", "insult", "probe"),
    "kindly": ("compliment", "comfort", "condolence", "offer", "thanks"),
    "besides": ("joke", "philosophy", "offtopic", "nonsense", "inject", "brag", "flirt"),
    "hard": ("insult", "threat", "accuse", "order"),
}  # fmt: skip
"""Kinds that are no act by themselves: what a line answers that suits several acts, each with those acts."""
_GENERAL: Final = 0.93
"""What a line that suits several acts is worth of one that was written for the act: it says less."""
_NEAR: Final = (
    ("insult", "threat", "accuse", "order", "lie"), ("compliment", "flirt", "thanks", "comfort", "offer"),
    ("news", "confess", "claim", "brag"), ("joke", "philosophy", "offtopic", "smalltalk"),
)  # fmt: skip
"""Acts so alike that the answer to one passes for another."""
ASKED: Final = "asked"
CLAIM: Final = "claim"


def facts_to_read(known: Knowledge, heard: Understood, before: State) -> tuple[Known, ...]:
    """The facts that may matter: all, or those that the search finds and those that were told last."""
    if len(known.facts) <= MOST_FACTS:
        return known.facts
    focus = [name.casefold() for name in before.focus[:2]]
    keys = [key for key, _ in heard.topics]
    rows = [row.known for row in known.search(heard.words, keys, "", heard.text, most=MOST_FACTS // 2)]
    rows += [row.known for row in known.search(heard.words, (), "", heard.text, most=MOST_FACTS // 3)]
    rows += [each for each in known.facts if not each.topics.isdisjoint(focus)]
    return tuple(dict.fromkeys(rows))[:MOST_FACTS]


def secrets_to_read(known: Knowledge) -> tuple[str, ...]:
    """The secrets that what is said may be after."""
    return tuple(secret for secret in known.secrets if len(tokens(secret)) >= _TOLD)[:_MOST_SECRETS]


def meant(heard: Understood, known: Knowledge, before: State) -> Understood:
    """What the rules understood, and what the reader reads of it: acts, questions, and the facts that answer them.

    Raises:
        ModelUnavailable: a file of the reader is missing or damaged.
    """
    facts = facts_to_read(known, heard, before)
    read = packaged_reader().facts([(each.source.text, each.source.about) for each in facts])
    secrets = packaged_reader().facts([(secret, ()) for secret in secrets_to_read(known)])
    reading = _read(heard.text, before, read, secrets)
    heard = replace(heard, facts=facts, reading=reading)
    if _QUOTED.search(heard.text.strip()) and not heard.does(*_CERTAIN) and reading.sure("inject") < _ASKS:
        # What another said is told, not meant: "She asked, 'Has he seen it?'" asks nothing.
        return replace(heard, acts=(Act(KINDS["news"], RULED),))
    questions = _questions(heard, before, read, secrets)
    bare = len(heard.words) <= _BARE and before.turns > 0
    fixed = _FIXED | _REPLIES if before.asked or bare else _FIXED
    if heard.topics:
        fixed = fixed | {"head_for"}
    ruled = [act for act in heard.acts if act.kind in fixed and act.sure >= RULED and _borne_out(act.kind, reading)]
    best = max((sure for each in questions for _, sure in each.rows[:1]), default=0.0)
    riddled = _RIDDLE_FORM.search(heard.text) or (_RIDDLE.search(heard.text) and reading.sure("joke") >= _RIDDLED)
    if riddled and best < _OVERRULED:
        return replace(heard, acts=(Act(KINDS["joke"], RULED),))
    certain = any(act.kind in _CERTAIN or act.kind in _NEWS for act in ruled)
    # Who says their name, or that it is cold, and asks on is answered, too.
    beside = _KEPT.union(everyday.SAID) if len(sentences(heard.text)) > 1 else _KEPT
    asks_on = bool(questions) and all(act.kind in beside for act in ruled)
    if ruled and not asks_on and (best < _OVERRULED or heard.does(*_CERTAIN)):
        return replace(heard, acts=tuple(act for act in heard.acts if act.sure >= RULED)) if certain else heard
    if best < _ANSWERS_FAMILIAR and not before.asked and not ruled and (kind := _familiar(heard, reading, known.me)):
        front = [act for act in heard.acts if act.kind == "greet" and act.sure >= RULED]
        return replace(heard, acts=surest([*front, kind]), questions=())
    acts = [act for act in heard.acts if act.kind in _KEPT]
    acts += [
        act
        for act in heard.acts
        if act.kind in _SURE_BESIDE and act.sure >= RULED and reading.sure(_SURE_BESIDE[act.kind]) >= _ALIKE
    ]
    said = [(name, sure) for name, sure in reading.likely(_LIKELY) if not name.startswith("ask.") and sure >= _LIKELY]
    tells = any(act.kind == "tell_self" for act in acts) and not _ANSWERED_SELF.isdisjoint(heard.told)
    if not said and best < _STANDS and not (tells and not questions):
        suits = suiting(reading)
        # One behind a greeting is asked, and so is one that was read by itself, however little the whole seems to ask.
        if not questions or (suits[0] != "greet" and suits[1] > asking(reading) >= _ASKS_MARKED):
            questions, said = [], [suits]
    if any(act.kind == "apologise" for act in heard.ruled) and _OWN_FAULT.search(heard.text):
        # "I'm so sorry, you must think me rude"
        acts, said = [*acts, Act("apologise", RULED)], [(name, sure) for name, sure in said if name != "condolence"]
    elif reading.sure("condolence") > reading.sure("sorry"):
        # "I'm sorry about Tom"
        acts = [Act("condole", act.sure) if act.kind == "apologise" else act for act in acts]
    wanted = max(asking(reading), _PROBED) if not questions else asking(reading)
    if reading.sure("probe") < wanted or (questions and best >= _ANSWERED):
        said = [(name, sure) for name, sure in said if name != "probe"]
    if questions and said and said[0][1] > asking(reading) and best < _STANDS:
        questions = []
    against = {other for act in acts for other in _OPPOSITE.get(act.kind, ())}
    acts += [Act(KINDS.get(name, name), sure) for name, sure in said if name not in against]
    if questions:
        acts.append(Act(ASKED, max(asking(reading), _ASKS)))
    if before.turns == 0 and heard.does("greet") and not any(act.kind == "farewell" for act in heard.ruled):
        acts = [act for act in acts if act.kind != "farewell"]  # "good day, my lord" of who has just come
    hostile = sum(map(reading.sure, _HOSTILE)) >= _CROSS
    greeted = hostile or not _NOT_GREETED.isdisjoint(act.kind for act in acts)
    if before.turns == 0 and not greeted and calls(heard.text, known.me):
        acts = [*acts, Act("greet", _BESIDE_ALL)]  # "Braddo? It's your sister."
    return replace(heard, acts=surest(acts) or (Act(CLAIM, _LIKELY),), questions=tuple(questions))


def calls(text: str, name: str) -> bool:
    """Whether a text begins by calling somebody of this name: "Miss Brock?", "Hurd, are you awake?"."""
    called = "|".join(re.escape(part) for part in name.split() if part[:1].isupper() and len(part) > _SHORT_NAME)
    return bool(called) and re.match(rf"(?i)(?:\w+\.? )?(?:{called})(?: \w+)?(?:[.?!:;]|,)(?:\s|$)", text) is not None


def _familiar(heard: Understood, reading: Reading, me: str) -> Act | None:
    """What everybody is asked sooner or later, if it is that."""
    if heard.topics or len(heard.words) > _FAMILIAR_WORDS or not _ANSWERED_SELF.isdisjoint(heard.told):
        return None
    kind, sure = familiar().kind(heard.text)
    if kind == "ask_nature" and not set(tokens(me)).isdisjoint(tokens(heard.text)):
        return None  # "Are you Brask?"
    if sure < _FAMILIAR_SURELY and any(act.kind in _RULED_BETTER and act.sure >= RULED for act in heard.ruled):
        return None
    refined = ("ask.self",) if kind in everyday.OF_ONESELF else everyday.REFINES.get(kind, ())
    if any(reading.sure(act) >= _PROBED for act in _FAMILIAR_ACTS.difference(refined)):
        return None
    if kind in everyday.OF_ONESELF and sum(map(reading.sure, _WANTING)) >= _PROBED:
        return None
    if any(s >= _LIKELY and name not in refined and not name.startswith("ask.") for name, s in reading.likely(_LIKELY)):
        return None
    wanted = _FAMILIAR if heard.facts else _FAMILIAR_ALONE
    if sum(map(reading.sure, refined)) >= _REFINED:
        wanted *= _REFINED_WANTED
    return Act(kind, sure) if sure >= wanted else None


def _borne_out(kind: str, reading: Reading) -> bool:
    if kind == "haggle" and reading.sure("bribe") > reading.sure("trade"):
        return False  # who gives twenty for a secret wants no other price
    if kind in _TOLD_OF_ONESELF and asking(reading) >= _SURELY_ASKED:
        return False
    if kind not in _BORNE_OUT:
        return True
    borne = sum(reading.sure(act) for act in _BORNE_OUT[kind])
    others = (reading.sure(act) for act in ACTS if act not in _BORNE_OUT[kind])
    return borne >= max(_HARDLY, max(others) / _OUTWEIGHED if kind in _BY_A_WORD else 0.0)


def suiting(reading: Reading) -> tuple[str, float]:
    """The act, or kind of `COMMON`, whose answer most likely suits what was said, where no act is sure; how likely."""
    social = {name: reading.sure(name) for name in ACTS if not name.startswith("ask.")}
    whole = sum(social.values())

    def worth(name: str) -> float:
        suited = set(COMMON.get(name, (name, *_SUITS.get(name, ()))))
        passable = social.keys() if name == CLAIM else suited.union(*map(_near, suited if name in COMMON else (name,)))
        # Summed in the order of the acts: that of a set's texts is another in each process.
        suits, passes = (sum(sure for each, sure in social.items() if each in names) for names in (suited, passable))
        found = (1.0 - _PASSES) * suits + _PASSES * passes - _JARS * (whole - passes)
        return found * _GENERAL if name in COMMON else found

    # What is about a fact is answered with the fact.
    common = () if reading.about.max(initial=0.0) >= ABOUT else COMMON
    best = max((*social, *common), key=worth)
    return best, worth(best)


def _near(name: str) -> frozenset[str]:
    return frozenset(each for group in _NEAR if name in group for each in group)


def _read(text: str, before: State, facts: ReadFacts, secrets: ReadFacts) -> Reading:
    earlier = " ".join(turn.text for turn in before.history[-4:] if turn.player)
    return packaged_reader().read(text, " ".join(_last_lines(before)), earlier, facts, secrets)


def asking(reading: Reading) -> float:
    """How sure it is that something is asked."""
    return float(reading.acts[-len(ASKS) :].sum())


def _questions(heard: Understood, before: State, read: ReadFacts, secrets: ReadFacts) -> list[Question]:
    """Questions of a text, each with the facts that may answer it, the surest first."""
    assert heard.reading is not None
    instead = _ASKED_INSTEAD.search(heard.text)
    texts = [f"{instead[1]}?"] if instead and _NOT_ASKED.search(heard.text) else question_texts(heard.text)
    if len(texts) < 2:
        reading, text = heard.reading, heard.text
        wanted = _ASKS_MARKED if text.rstrip().endswith("?") else _ASKS
        greeted = _GREETED.match(text)
        beside = texts[0] if texts else text[greeted.end() :] if greeted else text
        if asking(reading) < wanted and len(beside.split()) < len(text.split()):
            # What is asked behind a greeting, or beside something told, is read by itself.
            reading, text = _read(beside, before, read, secrets), beside
            wanted = _ASKS_BESIDE
        return [_question(text, reading, heard.facts)] if asking(reading) >= wanted else []
    found: list[Question] = []
    for text in texts[:_MOST_QUESTIONS]:
        kind = "how" if tokens(text) == ["how"] else _WORDED.get(question_of(" ".join(tokens(text))), "")
        if found and kind and not content(tokens(text)):
            found.append(Question(kind, found[-1].rows))  # "and when?" asks on about the same
            continue
        reading = _read(text, before, read, secrets)
        if asking(reading) >= _ASKS_MARKED:
            found.append(_question(text, reading, heard.facts))
    return beside_each_other(found)


def beside_each_other(questions: Sequence[Question]) -> list[Question]:
    """Questions asked in one breath, each with how sure its facts are beside the others: of different kinds ("who built
    it, and why?") a fact that surely answers one is likelier to answer the rest; of one kind each asks for its own.
    """
    sures = [dict(question.rows) for question in questions]
    found = []
    for question in questions:
        others = [sure for other, sure in zip(questions, sures, strict=True) if other.kind != question.kind]
        rows = [
            (known, sure + _TOGETHER * (1.0 - sure) * max((other.get(known, 0.0) for other in others), default=0.0))
            for known, sure in question.rows
        ]
        found.append(replace(question, rows=tuple(sorted(rows, key=lambda row: -row[1]))))
    return found


def question_texts(text: str) -> list[str]:
    """The questions of a text, one by one: sentences that end or begin as questions, parted before "and when", "and
    who".
    """
    asked = [each for each in sentences(text) if each.rstrip().endswith("?") or tokens(each)[:1] in _BEGIN]
    found = []
    for sentence in asked:
        parts = [part.strip() for part in _NEXT_QUESTION.split(sentence)]
        found += [part for part in parts if len(part.split()) > 1 or (len(parts) > 1 and tokens(part) in _BEGIN)]
    return found


def _question(text: str, reading: Reading, facts: Sequence[Known]) -> Question:
    sure = reading.acts[-len(ASKS) :]
    kind = ASKS[int(sure.argmax())]
    worded = _WORDED.get(question_of(" ".join(tokens(text))), "")
    which_way = (kind, worded) == ("which", "where")
    if worded and worded != kind and (float(sure.max()) < _DOUBTED or which_way):
        kind = worded
    sure_of = 0.5 * (reading.answers @ (sure / sure.sum()) + reading.about)
    if kind in _HELD:  # of facts that are as likely, the one that has a place, an hour, a number
        held = [bool(parts_of(fact.source.text).get(kind)) for fact in facts]
        weighed = sure_of * np.where(held, 1.0, _NOT_HELD)
        sure_of = weighed * (sure_of.max(initial=0.0) / max(weighed.max(initial=0.0), _LEAST))
    order = sorted(range(len(facts)), key=lambda i: -sure_of[i])
    return Question(kind, tuple((facts[i], float(sure_of[i])) for i in order))


def _last_lines(before: State) -> list[str]:
    """What the NPC said since the player last spoke."""
    lines: list[str] = []
    for turn in reversed(before.history):
        if turn.player:
            break
        lines.insert(0, turn.text)
    return lines
