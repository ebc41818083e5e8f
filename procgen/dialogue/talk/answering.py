"""Answers to questions that facts answer: the part that was asked for, or the whole, or that it is not known."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import Final

from procgen.dialogue import meaning
from procgen.dialogue.persona import Fact
from procgen.dialogue.talk import courtesies, everyday, hanging, memory, questions, recall, trade
from procgen.dialogue.talk.answer import Answer
from procgen.dialogue.talk.facts import confirms, fresh, give, search, take_up, topic_slot
from procgen.dialogue.talk.meant import ABOUT, RULED, question_texts
from procgen.dialogue.talk.parts import parts_of
from procgen.dialogue.talk.reply import takes
from procgen.dialogue.talk.retrieve import Known
from procgen.dialogue.talk.secrecy import asks_secret
from procgen.dialogue.talk.spelling import content, tokens
from procgen.dialogue.talk.understand import Question

_SURE: Final = 0.43
"""How sure a fact's answer must be to be told;"""
_SAYS: Final = 0.3
"""the same of one that has the place, the hour, the number that was asked for;"""
_SAYS_OF_THEM: Final = 0.15
"""of one that has it of whom the surest, which has it not, is about."""
_LOOKED_AT: Final = 5
_NEAR: Final = 0.4
"""How near in meaning a fact must be that shares no word with what was said;"""
_SURE_FAR: Final = 0.45
"""how sure its answer must be where it is further."""
_SECOND: Final = 0.45
"""The same of a second one to the same question."""
_SURER: Final = 0.4
"""How sure a fact's answer must be for the question not to be one after a secret that shares its words."""
_FALSE, _SURELY_FALSE = 0.25, 0.7
"""How sure it must be that something is not so for it not to be confirmed, and for it to be gainsaid."""
_ALONE: Final = 0.55
"""How often a part stands alone where the whole would do as well."""
_UNKNOWN: Final = {
    "where": "reply_dont_know_where", "when": "reply_dont_know_when", "how_often": "reply_dont_know_when",
    "who": "reply_dont_know_who", "whose": "reply_dont_know_who", "why": "reply_dont_know_why",
    "how_many": "reply_dont_know_many",
}  # fmt: skip
_PART: Final = {
    "how_often": ("when", "how_many"), "whose": ("whose", "who"), "who": ("who",), "which": (), "what": (),
    "how": ("how",),
}  # fmt: skip
_BESIDE: Final = {
    "philosophy": "reply_philosophy", "offtopic": "reply_offtopic", "joke": "reply_amused", "offer": "reply_offered",
    "probe": "reply_secret", "insult": "reply_insulted",
}  # fmt: skip
"""What a question may be that no fact answers."""
_NAMED: Final = re.compile(r"(?!I\b)\b[A-Z]")
"""In what answers "who?" by itself: "a man" and "somebody" do not."""
_LINKED: Final = ("where", "when", "why", "how_many")
"""Questions that may be answered by way of whom the first fact tells of."""
_BESIDE_SURE: Final = 0.2
_OWN_SURE: Final = 0.5
"""How sure the rules must be of a question about the NPC."""
_OWN: Final = ("ask_name", "ask_goal", "ask_work", "ask_how", "ask_fear", "ask_nature", "ask_regard", "ask_place")


def asked(answer: Answer) -> None:
    """Answer every question that was heard."""
    best = max((sure for question in answer.heard.questions for _, sure in question.rows[:1]), default=0.0)
    if best < _SURER and asks_secret(answer):
        return
    told: dict[Known, str] = {}
    open_ones = []
    # Of several questions each is answered with its surest fact alone.
    most = 1 if len(answer.heard.questions) > 1 else 2
    found = [(question, _rows(answer, question)[:most]) for question in answer.heard.questions]
    whole = {rows[0] for question, rows in found if rows and not _pieces(question.kind, rows[0])}
    for question, rows in found:
        fresh = [known for known in rows if known not in told]
        if rows and rows[0] in told:
            _tell_on(answer, question.kind, rows[0], told)
        elif fresh:
            told.update(_tell(answer, question.kind, fresh, whole))
        else:
            open_ones.append(question.kind)
    if open_ones:
        _unanswered(answer, open_ones[0])


def answers_all(answer: Answer) -> bool:
    """Whether facts answer every question that stands in the text."""
    found = [(each.kind, _rows(answer, each)[:1]) for each in answer.heard.questions]
    if len(found) < len(question_texts(answer.heard.text)) or not all(rows for _, rows in found):
        return False
    told = [rows[0] for _, rows in found]
    # One fact answers twice only where it has a part for each.
    return all(told.count(rows[0]) == 1 or _pieces(kind, rows[0]) for kind, rows in found)


def _pieces(ask: str, known: Known) -> list[str]:
    """The parts of a fact that answer a kind of question."""
    pieces = [piece for kind in _PART.get(ask, (ask,)) for piece in parts_of(known.fact.text).get(kind, ())]
    return [piece for piece in pieces if _NAMED.search(piece)] if ask in ("who", "whose") else pieces


def _tell_on(answer: Answer, ask: str, known: Known, told: dict[Known, str]) -> None:
    """What a fact that was just told in part answers to one more question: another part, or the whole."""
    pieces = _pieces(ask, known)
    if not told[known]:
        return
    if pieces and takes("reply_part", [Fact(pieces[0])]):
        answer.say("reply_part", Fact(pieces[0]))
    else:
        answer.tell(known.fact, "reply_also")
        told[known] = ""


def _rows(answer: Answer, question: Question) -> list[Known]:
    """Facts that answer, the surest first; a second one where it is sure by itself."""
    own = content(list(answer.heard.words))
    spoken = {*own, *_last_words(answer)}
    rows: Sequence[tuple[Known, float]] = question.rows[:2]
    least = _SURE
    if question.kind in _LINKED:
        # Who somebody is does not answer where they are, where another fact nearly as likely says so.
        saying = [(known, sure) for known, sure in rows if sure >= _SAYS and _pieces(question.kind, known)]
        if rows and not _pieces(question.kind, rows[0][0]):
            whose = answer.knowledge.people(rows[0][0])
            of_them = [
                (known, sure)
                for known, sure in question.rows[1:_LOOKED_AT]
                if sure >= _SAYS_OF_THEM and _pieces(question.kind, known) and whose & answer.knowledge.people(known)
            ]
            saying = of_them[:1] or saying
        rows, least = (saying, _SAYS_OF_THEM) if saying else (rows, _SURE)
    found = []
    for n, (known, sure) in enumerate(rows):
        if question.kind != "back" and hanging.repeats(answer, known) and not _pieces(question.kind, known):
            # Told again it says nothing new; another fact of the same person may.
            linked = _linked(answer, question.kind, known)
            found += [linked] if linked is not None and linked not in found else []
            continue
        words = content(tokens(f"{known.source.text} {' '.join(known.source.about)}"))
        shares = not spoken.isdisjoint(words)
        far = not shares and own and not answer.heard.pronoun and meaning.nearness(own, words) < _NEAR
        if far and sure < _SURE_FAR:
            continue
        if sure >= (_SECOND if n else least):
            found.append(known)
    return found


def _last_words(answer: Answer) -> list[str]:
    """Words that tell something of the last exchange."""
    return content(tokens(" ".join(turn.text for turn in answer.before.history[-2:])))


def _tell(answer: Answer, ask: str, rows: Sequence[Known], whole: Set[Known]) -> dict[Known, str]:
    """Tell the facts, those of the last argument never in part; returns them with the part that was told alone, or
    nothing.
    """
    section = ""
    told = {}
    for known in rows[:2]:
        alone = known not in whole and (len(rows) == 1 or ask not in ("what", "yesno"))
        part = _part(answer, ask, known) if alone else ""
        if part:
            answer.say("reply_part", Fact(part))
            answer.state = memory.mark_told(answer.state, [known.fact])
            answer.notes.append(known.fact.text)
        else:
            first = "reply_confirm" if ask == "yesno" and _bears_out(answer, known.fact) else "reply_tell"
            told_before = memory.was_told(answer.before, known.fact) and ask == "back"
            answer.tell(known.fact, section or ("reply_again" if told_before else first))
        told[known] = part
        section = "reply_also"
    linked = _linked(answer, ask, rows[0]) if len(told) == 1 else None
    if linked is not None:
        answer.tell(linked.fact, "reply_also")
        told[linked] = ""
    take_up(answer, rows[0].topics)
    return told


def _linked(answer: Answer, ask: str, known: Known) -> Known | None:
    """The fact that answers where the first only tells of whom: "Where is he who buys the pelts?" is answered by what
    Rusk buys and where Rusk sits. None where the first answers, or nothing is known of who stands in it.
    """
    if ask not in _LINKED or _pieces(ask, known):
        return None
    names = {key for key, topic in answer.topics if topic.entity is not None}
    persons = answer.knowledge.people(known) - names
    for other in answer.knowledge.facts:
        about = answer.knowledge.people(other) & persons
        if other != known and about and _pieces(ask, other) and not answer.hides(other.fact.text):
            return other
    return None


def _part(answer: Answer, ask: str, known: Known) -> str:
    """The words of a fact that answer by themselves; empty where the whole is better."""
    pieces = _pieces(ask, known)
    spoken = {*content(list(answer.heard.words)), *content(tokens(answer.persona.name))}
    new = [
        piece for piece in pieces if not set(content(tokens(piece))) <= spoken and takes("reply_part", [Fact(piece)])
    ]
    if len(new) != 1:
        return ""  # of two numbers only the whole tells which is meant
    again = memory.was_told(answer.before, known.fact)
    terse = "taciturn" in answer.persona.traits
    return new[0] if again or terse or answer.chance.random() < _ALONE else ""


def _unanswered(answer: Answer, ask: str) -> None:
    """What is said where no fact answers."""
    reading = answer.heard.reading
    beside = max(_BESIDE, key=reading.sure) if reading is not None else ""
    if reading is not None and reading.sure(beside) >= _BESIDE_SURE:
        answer.say(_BESIDE[beside])
        return
    ruled = next((act.kind for act in answer.heard.ruled if act.kind in _OWN and act.sure >= _OWN_SURE), "")
    if ask == "yesno" and _asks_own_name(answer):
        answer.say("reply_the_same")
        return
    fixed = [act.kind for act in answer.heard.ruled if act.sure >= RULED]
    everyday_kind = next((kind for kind in fixed if kind in everyday.ASKED), "")
    own_trade = ask in _OF_TRADE and answer.of_own_trade()
    if ruled in _ANSWERED_BY:
        _ANSWERED_BY[ruled](answer)
    elif "ask_self" in fixed and ask == "what":
        questions.ask_self(answer)
    elif own_trade and everyday_kind in ("", *_OF_THINGS):
        answer.say("reply_of_trade")
    elif everyday_kind:
        answer.say(everyday.ASKED[everyday_kind])
    elif ask == "self":
        questions.ask_self(answer)
    elif ask in ("opinion", "advice"):
        _opinion(answer, ask)
    elif ask == "back":
        recall.repeat(answer)
    elif ask == "yesno" and not _COSTLY.isdisjoint(answer.heard.words):
        answer.say("reply_cost" if _asks_what_it_costs(answer) and not answer.topics else "reply_dont_know_price")
    elif ask == "yesno":
        # Of those of whom it is asked so, two in five do know, and were not read: neither yes nor no suits both.
        answer.say("reply_maybe")
    else:
        price = ask == "how_many" and "much" in answer.heard.words
        price_of = "reply_cost" if _asks_what_it_costs(answer) else "reply_dont_know_price"
        section = price_of if price else _UNKNOWN.get(ask, "reply_dont_know")
        named = topic_slot(answer) if section in ("reply_dont_know", "reply_dont_know_where") else {}
        answer.say(section, **named)


_ANSWERED_BY = {
    "ask_name": questions.ask_name, "ask_goal": questions.ask_goal, "ask_work": questions.ask_work,
    "ask_how": questions.ask_how, "ask_nature": questions.ask_nature, "ask_regard": questions.ask_regard,
    "ask_place": questions.ask_place,
}  # fmt: skip
_OF_TRADE: Final = ("what", "which", "how", "yesno", "why")
"""Kinds of question about one's own trade to which nobody says that they don't know."""
_COSTLY: Final = frozenset(("expensive", "cheap", "pricey", "costly"))
"""Words of who asks for a price by yes or no."""
_SHORT_QUESTION: Final = 6
_OF_THINGS: Final = ("ask_there", "ask_have", "ask_seen")


def _asks_own_name(answer: Answer) -> bool:
    """Whether it is asked if they are who they are: "Lord Carrow, I presume?", "Are you Bram?"."""
    name, words = content(tokens(answer.persona.name)), answer.heard.words
    named = bool(name) and not set(name).isdisjoint(words)
    others = set(content(list(words))) - {*name, answer.persona.role, "presume", "suppose", "name", "called"}
    return named and not others and len(words) <= _SHORT_QUESTION


def _asks_what_it_costs(answer: Answer) -> bool:
    """Whether who sells things is asked for a price, and not what something came to once."""
    return answer.persona.role in trade.SELLERS and {"did", "was", "were"}.isdisjoint(answer.heard.words)


def _opinion(answer: Answer, ask: str) -> None:
    if ask == "advice":
        answer.say("reply_advice")
    elif answer.topics:
        answer.say("reply_opinion_unsure", **topic_slot(answer))
    else:
        answer.say("reply_opinion_none")


def heading(answer: Answer) -> None:
    """The player is off to somewhere, or wants to meet somebody: what is known of it."""
    rows = fresh(answer, search(answer, ""))
    if rows:
        give(answer, rows[:1], "reply_tell")
    else:
        courtesies.heard(answer)


def claim(answer: Answer) -> None:
    """Something is claimed or told: what is known of it, else that it was heard."""
    if asks_secret(answer):
        return
    row = _about(answer)
    if row is not None and _falsely(answer) >= _SURELY_FALSE:
        untrue(answer)
    elif row is not None:
        sure = "reply_confirm" if _bears_out(answer, row.fact) else "reply_tell"
        answer.tell(row.fact, sure)
        take_up(answer, row.topics)
    else:
        courtesies.heard(answer)


def _bears_out(answer: Answer, fact: Fact) -> bool:
    return _falsely(answer) < _FALSE and confirms(answer, fact)


def _falsely(answer: Answer) -> float:
    """How sure it is that something was said that is not so."""
    return answer.heard.reading.false if answer.heard.reading is not None else 0.0


def untrue(answer: Answer) -> None:
    """Something is claimed that is not so."""
    row = _about(answer)
    answer.say("reply_disbelieved")
    if row is not None:
        answer.tell(row.fact, "reply_also")
        take_up(answer, row.topics)


def _about(answer: Answer) -> Known | None:
    reading = answer.heard.reading
    if reading is None or not answer.heard.facts:
        return None
    i = int(reading.about.argmax())
    return answer.heard.facts[i] if reading.about[i] >= ABOUT else None


def correct(answer: Answer) -> None:
    """The player puts right what was understood: the question then, or that it was misheard."""
    if answer.heard.questions:
        asked(answer)
    else:
        answer.say("reply_corrected")
