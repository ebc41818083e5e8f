"""The plan of an answer: lines, actions and changes of heart, from what was understood and what is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk import (
    answering,
    courtesies,
    deeds,
    elliptic,
    everyday,
    hanging,
    initiative,
    memory,
    mind,
    questions,
    recall,
    replied,
    secrecy,
    trade,
    wanting,
)
from procgen.dialogue.talk.actions import Action, ActionCall, valid
from procgen.dialogue.talk.answer import Answer, keyed
from procgen.dialogue.talk.familiar import familiar
from procgen.dialogue.talk.heart import moved
from procgen.dialogue.talk.life.tell import tell_of_life
from procgen.dialogue.talk.meant import RULED, meant, question_texts
from procgen.dialogue.talk.reply import Step
from procgen.dialogue.talk.retrieve import Knowledge, Topic
from procgen.dialogue.talk.spelling import content, tokens
from procgen.dialogue.talk.state import State
from procgen.dialogue.talk.understand import Act, Understood, question_of, understand

WALKS_OFF_AFTER = 4
"""Insults and threats together."""

ANSWERS: Final[Mapping[str, Callable[[Answer], None]]] = {
    "greet": courtesies.greet,
    "farewell": courtesies.farewell,
    "take_leave": courtesies.farewell,
    "silence": courtesies.silence,
    "apologise": courtesies.apologise,
    "compliment": courtesies.compliment,
    "threaten": courtesies.threaten,
    "odd": courtesies.odd,
    "yes": courtesies.yes,
    "joke": courtesies.joke,
    "tell_name": courtesies.tell_name,
    "tell_self": courtesies.tell_self,
    "request": courtesies.request,
    "statement": courtesies.statement,
    "ask_secret": secrecy.ask_secret,
    "more": questions.more,
    "ask_opinion": questions.ask_opinion,
    "ask_rumour": questions.ask_rumour,
    "ask_time": questions.ask_time,
    "ask_weather": questions.ask_weather,
    "ask_place": questions.ask_place,
    "ask_name": questions.ask_name,
    "ask_self": questions.ask_self,
    "ask_nature": questions.ask_nature,
    "ask_how": questions.ask_how,
    "ask_regard": questions.ask_regard,
    "ask_goal": questions.ask_goal,
    "ask_work": questions.ask_work,
    "recall_me": recall.recall_me,
    "recall_said": recall.recall_said,
    "recall_promise": recall.recall_promise,
    "repeat": recall.repeat,
    "trade": trade.trade,
    "buy": trade.buy,
    "haggle": trade.haggle,
    "asked": answering.asked,
    "claim": answering.claim,
    "head_for": answering.heading,
    "untrue": answering.untrue,
    "correct": answering.correct,
    "jest": courtesies.jest,
}
"""What answers each kind of act. The rest has `LINES`; what has neither is answered as a statement."""
LINES: Final[Mapping[str, str]] = {
    "thank": "reply_welcome",
    "insult": "reply_insulted",
    "gibberish": "reply_gibberish",
    "no": "reply_fine_then",
    "small_talk": "reply_small_talk",
    "flirt": "reply_flirt",
    "boast": "reply_boast",
    "accuse": "reply_accused",
    "doubt": "reply_doubted",
    "ask_fear": "reply_fear",
    "complain": "reply_complaint",
    "hush": "reply_hush",
    "meet": "reply_likewise",
    "condole": "reply_condoled",
    "comfort": "reply_comforted",
    "news": "reply_news_heard",
    "confide": "reply_confided",
    "offer": "reply_offered",
    "bribe": "reply_bribe_refused",
    "plea": "reply_pleaded",
    "order": "reply_ordered",
    "offtopic": "reply_offtopic",
    "philosophy": "reply_philosophy",
    "agree": "reply_agreed",
    "declinable": "reply_declined",
    "sayable": "reply_glad_said",
    "doubtful": "reply_so_you_say",
    "kindly": "reply_kind_of_you",
    "besides": "reply_what_a_thing",
    "hard": "reply_not_moved",
    **everyday.ASKED,
    **everyday.LEARNED,
}
"""Sections of the books for acts that are answered by one line, whatever is known."""
_WISHES: Final = word_set("declinable want_thing order plea offer hurt ask_lend")
"""Acts that nobody refuses outright where they are of their own trade."""

_TWO: Final = 2
_OWN_WORDS: Final = 3
"""Fewer words than these ask on about what was asked before them."""
_AND: Final = re.compile(r"^(?:and|but|so|also)\s+(?=\w+\s+\w)", re.IGNORECASE)
_THEM: Final = re.compile(r"\b(?:he|she|they|him|her|them)\b", re.IGNORECASE)
_TOLD_AND_ASKED: Final = re.compile(
    r"(?P<told>(?:i|i've|i'm|my|we|our|they)\b[^?,.;!]*?)"
    r"(?:[,.;!]\s+(?:and |but |so )?|\s+(?:and |but |so )?(?=have you seen))"
    r"(?P<asked>(?:have|has|can|could|do|does|did|is|are|will|would|what|where|who|when|why|how)\b[^?]*\?)$",
    re.IGNORECASE,
)
"""Something told, and a question behind it: "I lost my dog, have you seen him?"."""
_MOVING: Final = word_set(
    "tell_loss sad_news good_news tell_missing tell_feared tell_need tell_lost tell_robbed hurt tell_love tell_fed_up"
)
"""Acts that are answered before what is asked beside them."""
_ALIKE: Final = 0.6
"""How near one of them must be by its words, where no rule knows it."""
_MINE: Final = re.compile(r"\bmy \w+", re.IGNORECASE)
_AFTER_SECRETS: Final = 0.2
"""How sure the reader may be that a secret is wanted for questions to be taken one by one."""
_PUTS_OFF: Final = word_set(
    "reply_trade_wish reply_none_of_that reply_maybe reply_cannot_action reply_declined reply_served reply_trade"
    " reply_no_trade"
)
"""Sections that say less than any fact does."""
_WHOLE: Final = word_set("odd gibberish threaten insult ask_secret jest joke bribe accuse recall_said repeat")
"""Acts that a text is answered for as a whole."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer before it is written.

    Attributes:
        state: what the NPC remembers afterwards, but for the lines themselves.
        steps: lines, in order.
        calls: actions that the NPC does.
        topics: what the answer is about, as written in lines.
        notes: facts that a model which writes may use.
    """

    state: State
    steps: Sequence[Step]
    calls: Sequence[ActionCall] = ()
    topics: Sequence[str] = ()
    notes: Sequence[str] = ()


def plan_answer(
    persona: Persona,
    situation: Situation,
    knowledge: Knowledge,
    state: State,
    heard: Understood,
    actions: Sequence[Action],
    level: str,
    seed: int,
) -> Plan:
    """What an NPC answers.

    Args:
        persona: who answers.
        situation: as the game gives it.
        knowledge: of the persona.
        state: before the player spoke.
        heard: what the player said.
        actions: what the game offers.
        level: content filter.
        seed: of this turn.
    """
    heard = _spelled_out(heard, knowledge, state)
    heard = _with_promise(meant(heard, knowledge, state), knowledge.secrets, level)
    chance = Chance("talk/plan", seed)
    now = replace(state, mood_turns=max(state.mood_turns - 1, 0), asked="", about="", arguments=())
    if not heard.does("odd", "gibberish"):
        # Facts about this world's people or about secrets are not taken from a player's mouth.
        now = learned(now, heard, knowledge.secrets, level)
    answer = Answer(persona, situation, knowledge, state, heard, actions, level, chance, now, topics=list(heard.topics))
    _resolve_pronoun(answer)
    answer.state = moved(answer.state, heard, persona, situation)
    if state.over and state.count("walked_off") and not heard.does("apologise", "greet", "farewell"):
        answer.say("reply_walk_off")
    else:
        _answer(answer)
    topics = [topic.name for _, topic in answer.topics]
    answer.state = memory.focused(answer.state, topics)
    if not answer.steps:
        answer.say("reply_unclear")
    calls = [call for call in answer.calls if valid(call, actions)]
    return Plan(answer.state, answer.steps, calls, topics, answer.notes)


def _spelled_out(heard: Understood, knowledge: Knowledge, state: State) -> Understood:
    """What was understood, with what it leaves out; what the player tells of themselves beside it stays told."""
    whole = elliptic.spelled_out(heard.text, state)
    return heard if whole == heard.text else replace(understand(whole, knowledge), told=heard.told)


def _with_promise(heard: Understood, secrets: Sequence[str], level: str) -> Understood:
    """What was understood; who promises something ("I will bring you a hammer") offers, and threatens with nothing."""
    promises = initiative.NO_PROMISES.isdisjoint(act.kind for act in heard.ruled if act.sure >= RULED)
    if "?" in heard.text or not promises or not mind.word_given(heard.text, secrets, level):
        return heard
    acts = [act for act in heard.acts if act.kind not in ("threaten", "claim", "order", "offer", "bribe")]
    return replace(heard, acts=(Act("offer", 1.0), *acts))


def learned(state: State, heard: Understood, secrets: Sequence[str], level: str) -> State:
    """The state with what the player told of themselves; who gives two names is trusted less."""
    known, told = state.known("name"), heard.told.get("name", "")
    after = memory.learn(state, heard.told, secrets, level)
    if known and told and after.known("name") != known:
        after = memory.counted(mind.felt(after, "other_name", -0.2), "other_name")
    claim = mind.done_by_player(heard.text, secrets, level)
    return mind.claimed(after, claim) if claim else after


def _answer(answer: Answer) -> None:
    kind = answer.heard.main.kind
    state = replace(answer.state, over=False)
    answer.state = memory.counted(state, "walked_off", -state.count("walked_off"))
    halves = _halves(answer)
    if halves:
        _answer_each(answer, halves)
    else:
        _answer_one(answer, kind)
    if answer.state.count("rude") >= WALKS_OFF_AFTER and kind in ("insult", "threaten"):
        answer.steps, answer.calls = [Step("reply_walk_off")], []
        state = memory.counted(memory.counted(answer.state, "rude", -2), "walked_off")
        answer.state = replace(state, over=True)
    else:
        initiative.begin(answer, kind)


def _halves(answer: Answer) -> list[Understood]:
    """Two questions of one breath, each understood by itself, where facts do not answer both of them."""
    heard = answer.heard
    beside = _TOLD_AND_ASKED.match(heard.text)
    if beside and not answer.before.asked and not heard.told and not heard.does(*_WHOLE):
        front = understand(beside["told"], answer.knowledge)
        kind, sure = familiar().kind(beside["told"])
        if kind in _MOVING and sure >= _ALIKE and front.main.kind not in _MOVING:
            front = replace(front, acts=(Act(kind, RULED),))
        if front.main.kind in _MOVING and front.main.sure >= RULED:
            asked, mine = _meant_of(answer, beside["asked"]), _MINE.search(beside["told"])
            if mine and not asked.topics and _THEM.search(asked.text):
                asked = _meant_of(answer, _THEM.sub(mine[0], asked.text, count=1))
            return [front, asked]
    texts = [_asked_alone(text) for text in question_texts(heard.text)]
    if len(texts) != _TWO or answer.before.asked or heard.told or heard.does(*_WHOLE):
        return []
    if any(len(tokens(text)) < _OWN_WORDS for text in texts):
        return []  # "and since when?" asks on
    if not all(question_of(" ".join(tokens(text))) for text in texts):
        return []  # "Sorry to bother you, where is it?" asks one thing
    if heard.reading is not None and heard.reading.sure("probe") >= _AFTER_SECRETS:
        return []
    if heard.main.kind == "asked" and answering.answers_all(answer):
        return []
    return [_meant_of(answer, text) for text in texts]


def _asked_alone(text: str) -> str:
    """A question without an "and" that hides its form; one that shows it stays as the reader has read it already."""
    return text if question_of(" ".join(tokens(text))) else _AND.sub("", text)


def _meant_of(answer: Answer, text: str) -> Understood:
    return meant(understand(text, answer.knowledge), answer.knowledge, answer.before)


def _answer_each(answer: Answer, halves: Sequence[Understood]) -> None:
    """Answer questions one after the other; what is unknown of both is said once, and a fact is told once."""
    whole = answer.heard
    for half in halves:
        before = len(answer.steps)
        answer.heard = _of_whom_was_told(answer, half) if before else half
        if answer.heard.topics:
            answer.topics = list(answer.heard.topics)
        _answer_one(answer, answer.heard.main.kind)
        fresh = len(answer.steps) - before
        said = {step.section for step in answer.steps[:before]}
        told = {fact for step in answer.steps[:before] for fact in step.facts}
        answer.steps[before:] = [
            step
            for step in answer.steps[before:]
            if (not told.issuperset(step.facts) if step.facts else step.section not in said)
        ]
        if told and fresh and len(answer.steps) == before and half.question == "whether":
            answer.say("reply_dont_know")  # who somebody is does not tell whether they are here
    if any(step.facts for step in answer.steps):
        # "Do you have a room, and how much is it?": who tells the price has said that there is one.
        answer.steps = [step for step in answer.steps if step.facts or step.section not in _PUTS_OFF]
    answer.heard = whole


def _of_whom_was_told(answer: Answer, half: Understood) -> Understood:
    """A second question with the name of whom the answer to the first tells, for its "he" or "she"."""
    told = [fact for step in answer.steps for fact in step.facts]
    if half.topics or not told or not _THEM.search(half.text):
        return half
    pronoun = half.pronoun if half.pronoun in ("he", "she", "they") else ""
    for _, topic in answer.knowledge.linked(tokens(told[0].text)):
        if topic.name[:1].isupper() and (not pronoun or topic.kind == "topic" or _means(pronoun, topic)):
            return _meant_of(answer, _THEM.sub(topic.name, half.text, count=1))
    return half


def _answer_one(answer: Answer, kind: str) -> None:
    """Answer what was said, as one act."""
    odd = answer.heard.does("odd", "gibberish")
    answered = not odd and (
        _answer_to_question(answer, kind)
        or hanging.hangs(answer)
        or deeds.act_on(answer, kind)
        or wanting.takes_up(answer)
        or replied.take_reply(answer, kind)
        or tell_of_life(answer, kind)
        or initiative.hear_words_given(answer, kind)
    )
    if not answered:
        courtesies.in_front(answer, kind)
        if kind in ANSWERS:
            ANSWERS[kind](answer)
        elif kind in _WISHES and _wishes_of_own_trade(answer):
            answer.say("reply_trade_wish")
        elif kind in LINES:
            answer.say(LINES[kind])
        else:
            courtesies.statement(answer)


def _wishes_of_own_trade(answer: Answer) -> bool:
    """Whether somebody wishes, and does not demand, what the NPC works with."""
    return answer.of_own_trade() and not any(act.kind == "threaten" for act in answer.heard.ruled)


# --- what was said before --------------------------------------------------------------------------------------------


def _resolve_pronoun(answer: Answer) -> None:
    """Let "she" and "there" mean what was last spoken of, where the text names nothing itself."""
    heard, kind = answer.heard, answer.heard.main.kind
    bare = kind in ("asked", "more") and not content(list(heard.words))
    if answer.topics or not (heard.pronoun or bare):
        return
    if kind not in ("asked", "more", "accuse", "ask_how"):
        return
    for name in answer.before.focus:
        topic = answer.knowledge.topic(name)
        if topic is not None and (bare or _means(heard.pronoun, topic)):
            answer.topics = [keyed(name, topic)]
            return


_PERSON_NOUN = re.compile(r"(?:er|or|man|woman|smith|ist|boy|girl|king|queen|priest|thief|victim|widow|guard)$")


def _means(pronoun: str, topic: Topic) -> bool:
    if pronoun in ("he", "she"):
        wanted = "male" if pronoun == "he" else "female"
        if topic.kind == "topic":
            return bool(_PERSON_NOUN.search(topic.name.lower()))
        return topic.kind in ("person", "creature") and topic.sex in ("", wanted)
    if pronoun == "there":
        return topic.kind == "place"
    if pronoun == "they":
        return topic.plural or topic.kind in ("faction", "person", "topic")
    return topic.kind != "person"


def _answer_to_question(answer: Answer, kind: str) -> bool:
    """Take the player's words as the answer to what the NPC asked last. False where they are none."""
    asked = answer.before.asked
    if asked.startswith("action:"):
        return deeds.fill_in(answer, asked.removeprefix("action:"))
    if kind == "no" and asked in ("more", "name", "origin", "need", "goal"):
        answer.say("reply_fine_then")
        return True
    if asked == "more" and kind in ("yes", "more") and answer.take_up(answer.before.about):
        questions.tell(answer, "more")
        return True
    if asked == "promise":
        return initiative.answer_of_promise(answer, kind)
    if asked == "goal" and initiative.answer_of_goal(answer, kind):
        return True
    if asked == "origin" and kind in ("claim", "tell_self", "news", "small_talk", "yes"):
        return _hear_origin(answer)
    if asked == "how" and kind in ("claim", "yes", "no", "small_talk", "ask_how", "tell_self", "news"):
        if not replied.take_reply(answer, kind):
            answer.say("reply_small_talk")
        return True
    return False


def _hear_origin(answer: Answer) -> bool:
    heard, secrets = answer.heard, answer.knowledge.secrets
    short = heard.text.strip(" .!") if len(heard.words) <= 4 else ""
    place = _without_lead(heard.told.get("origin") or short)
    if not place or "?" in heard.text or not memory.fit_to_repeat(place, secrets, answer.level):
        return False
    answer.state = memory.learn(answer.state, {"origin": place}, secrets, answer.level)
    answer.say("reply_origin", topic=place)
    return True


def _without_lead(text: str) -> str:
    words = text.split()
    while words and words[0].lower() in ("from", "i", "am", "i'm", "come", "im", "just"):
        words = words[1:]
    return " ".join(words)
