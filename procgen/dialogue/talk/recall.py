"""What an NPC remembers of the talk: what it said, and what the player told it."""

from __future__ import annotations

from procgen.dialogue.persona import Fact
from procgen.dialogue.talk import memory, mind
from procgen.dialogue.talk.answer import Answer
from procgen.dialogue.talk.retrieve import Known
from procgen.dialogue.talk.spelling import content, tokens


def recall_me(answer: Answer) -> None:
    """What the player told of themselves."""
    words, known = set(answer.heard.words), mind.told_of_player(answer.state)
    wanted = "name" if {"name", "who"} & words else "origin" if "where" in words else ""
    if wanted == "name":
        name = answer.state.known("name") or answer.situation.listener
        answer.say("reply_your_name", name=name) if name else answer.say("reply_no_your_name")
        return
    if wanted == "origin":
        known = [fact for fact in known if fact.text.startswith("you come from")]
    if not known:
        answer.say("reply_recall_nothing")
        return
    asked = set(content(list(answer.heard.words)))
    close = [fact for fact in known if asked & set(content(tokens(fact.text)))]
    answer.say("reply_recall_you", known[-1] if wanted else close[-1] if close else answer.chance.pick(known))


def recall_promise(answer: Answer) -> None:
    """What was promised, by whom the question asks for."""
    player = "you" not in answer.heard.words or not {"i", "my"}.isdisjoint(answer.heard.words)
    found = [each for each in answer.before.promises if each.player is player]
    if not found:
        answer.say("reply_no_promise")
        return
    last = found[-1]
    answer.say("reply_recall_promise", Fact(f"{'you' if player else 'I'} would {last.text}"))
    if last.kept == "kept":
        answer.say("reply_promise_kept")


def recall_said(answer: Answer) -> None:
    """The last that the NPC told, of the matter in hand where there is one."""
    told = _told(answer)
    keys = {key for key, _ in answer.topics}
    told = [known for known in told if known.topics & keys] or told
    if not told:
        answer.say("reply_said_nothing")
        return
    order = {key: place for place, key in enumerate(answer.state.told)}
    answer.tell(max(told, key=lambda known: order[_key(known.fact)]).fact, "reply_said")


def repeat(answer: Answer) -> None:
    """The very last fact once more."""
    same = [known.fact for known in _told(answer) if _key(known.fact) == answer.state.told[-1]]
    if same:
        answer.tell(same[0], "reply_again")
    else:
        answer.say("reply_only_talk" if answer.before.lines else "reply_unclear")


def _told(answer: Answer) -> list[Known]:
    return [known for known in answer.knowledge.facts if not answer.untold([known.fact])]


def _key(fact: Fact) -> str:
    return memory.key_of(fact.text)
