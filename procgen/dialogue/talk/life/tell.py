"""What somebody tells of the life that is drawn for them.

Facts go first: what a fact surely answers is told, and of what facts, secrets or goals so much as mention, kin, years,
where they come from, nothing is made up. Follow-ups are understood from what was told last; what was told before is
told again as that, in other words.
"""

from __future__ import annotations

from typing import Final

from procgen.dialogue.persona import Fact
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk import memory
from procgen.dialogue.talk.answer import Answer
from procgen.dialogue.talk.life.asked import KINS, Asked, asked_of_life
from procgen.dialogue.talk.life.draw import Life, life_of, years_in_words
from procgen.dialogue.talk.life.left import is_left, said_of
from procgen.dialogue.talk.life.words import FLAG, Slots, flags, kin_slots, slots_of
from procgen.dialogue.talk.state import State

_FACT_ANSWERS: Final = 0.43
"""How sure a fact's answer must be to be told instead;"""
_FACT_ANSWERS_ON: Final = 0.6
"""the same where what is asked follows from what was told of one's life."""
_AGAIN: Final = 0.75
"""How often it is said that something was told already."""
_HAND: Final = "life:"
"""How counts of the state begin that hold the turn in which a matter was told."""
_STAYS: Final = 1
"""Turns of other things after which a matter is still in hand."""
_NOT_PERSONAL: Final = word_set(
    "odd gibberish threaten insult rude_question farewell ask_secret accuse silence bribe haggle hurt warn_of flirt"
    " tell_name sad_news jest joke"
)
"""Acts that ask nothing of one's life, whatever words they are in."""


def in_hand(state: State) -> str:
    """The matter of their life that was told last, if it was a moment ago."""
    told = [(turn, name) for name, turn in state.counts if name.startswith(_HAND) and turn >= state.turns - _STAYS]
    return max(told)[1].removeprefix(_HAND) if told else ""


def tell_of_life(answer: Answer, kind: str) -> bool:
    """Tell what is asked of one's life. False where nothing is, or facts may know."""
    if answer.persona.facts_only or kind in _NOT_PERSONAL:
        return False
    heard, hand = answer.heard, in_hand(answer.before)
    own = answer.persona.name.casefold()
    if any(key != own for key, _ in heard.topics):
        return False
    asked = asked_of_life(heard.words, kind, hand, question="?" in heard.text)
    if asked is None:
        return False
    best = max((sure for question in heard.questions for _, sure in question.rows[:1]), default=0.0)
    if best >= (_FACT_ANSWERS_ON if asked.follows else _FACT_ANSWERS):
        return False
    world = answer.situation.world
    if not is_left(asked.matter, answer.persona, world, counted=asked.aspect in _COUNTED):
        return not asked.aspect and _say_what_is_said(answer, asked.matter)
    if asked.matter == "self" and (answer.knowledge.myself or any(known.own for known in answer.knowledge.facts)):
        return False
    return _say(answer, life_of(answer.persona, world.setting), asked)


def _say_what_is_said(answer: Answer, matter: str) -> bool:
    """Tell what the background says of a matter, which the reader of facts does not look at."""
    known = said_of(matter, answer.knowledge.myself)
    if known:
        untold = answer.untold(known)
        answer.tell((untold or known)[0], "reply_background" if untold else "reply_again")
    return bool(known)


_COUNTED: Final = ("age", "long", "when")
_OF_KIN: Final = word_set("age name does miss fate where fond")
"""Aspects of kin that have sections of their own;"""
_OF_THE_DEAD: Final = word_set("miss name where")
"""those that a spirit tells of its own, too."""
_REASONED: Final = word_set("partner children origin lived")
"""Matters that are asked why, besides likings of which a reason is known."""


def _say(answer: Answer, life: Life, asked: Asked) -> bool:
    found = _section(life, asked)
    if found is None or answer.hides(" ".join(found[1].values())):
        return False
    section, slots = found
    told = Fact(f"{section}: {' '.join(sorted(slots.values()))}")
    if memory.was_told(answer.before, told) and not asked.follows and answer.chance.random() < _AGAIN:
        answer.say("reply_life_again")
    answer.say(section, **slots)
    known = ", ".join(name if words == FLAG else f"{name} {words}" for name, words in slots.items())
    answer.notes.append(f"your own {asked.matter}: {known}")
    answer.state = memory.mark_told(answer.state, [told])
    answer.state = memory.noted(answer.state, f"{_HAND}{asked.matter}", answer.before.turns + 1)
    answer.topics = []
    return True


def _section(life: Life, asked: Asked) -> tuple[str, Slots] | None:
    """The section of an answer, and its slots; None where a life has nothing to say to it."""
    slots = slots_of(life, asked.matter)
    whole = (f"reply_life_{asked.matter}", slots)
    if asked.matter in KINS and asked.aspect in _OF_KIN:
        return _of_kin(life, asked, slots) or whole
    if asked.matter == "pet" and asked.aspect == "name" and "value" in slots:
        return "reply_life_pet_name", slots
    if asked.aspect == "long" or (asked.aspect == "when" and asked.matter == "partner"):
        wed = life.partner is not None and life.being == "person"
        return ("reply_life_together", slots) if wed else whole
    if asked.aspect == "when" and asked.matter in ("origin", "lived"):
        return "reply_life_lived", slots
    if asked.aspect == "miss" and asked.matter in ("origin", "lived"):
        return "reply_life_home_missed", slots
    if asked.aspect == "why":
        reasoned = asked.matter in _REASONED and (life.being == "robot" or not _REASONS.isdisjoint(slots))
        why = {**slots, **flags(f"of_{asked.matter}")}
        return ("reply_life_why", why) if reasoned or "said" in slots else None
    return whole if not asked.follows or asked.aspect == "many" else None


_REASONS: Final = word_set("moved native single courting married widowed none")
"""Slots and flags of which a reason is told."""


def _of_kin(life: Life, asked: Asked, slots: Slots) -> tuple[str, Slots] | None:
    """The section for something of kin; None where there is nobody of whom it is asked."""
    section = f"reply_life_kin_{asked.aspect}"
    if life.being in ("person", "child"):
        kin = kin_slots(life, asked)
        return (section, {**kin, **flags(*(("small",) if life.being == "child" else ()))}) if kin is not None else None
    if life.being == "spirit" and asked.aspect in _OF_THE_DEAD and not {"had", "parents_did"}.isdisjoint(slots):
        gone = {"gone": years_in_words(life.dead), "they": "they", "them": "them", "their": "their"}
        return section, {**gone, **flags("lost", "several")}
    return None
