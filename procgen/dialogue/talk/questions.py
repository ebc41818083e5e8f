"""What is asked of an NPC: of the world, of the place, and of itself."""

from __future__ import annotations

import re

from procgen.dialogue.persona import Fact
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk import facts, memory, mind
from procgen.dialogue.talk.answer import Answer, named
from procgen.dialogue.talk.retrieve import Found, Topic
from procgen.dialogue.talk.secrecy import asks_secret
from procgen.dialogue.talk.spelling import content, tokens

_TIMES = {
    "morning": "it's morning",
    "noon": "it's about noon",
    "evening": "it's evening",
    "night": "it's the middle of the night",
}
_WEATHERS = {
    "clear": "the sky is clear",
    "rain": "it's raining",
    "snow": "it's snowing",
    "storm": "there's a storm on",
    "fog": "there's fog everywhere",
}
_BAD_MOODS = word_set("angry scornful stern afraid sad weary doubtful pleading quiet surprised")
_OF_ONESELF = word_set(
    "yourself story life past job trade living background work family profession history born from live do long "
    "function"
)
"""Words of questions that anything about oneself answers."""
_YES_OR_NO = word_set("do are have did were can will would is")
"""First words of questions that who tells their name does not answer."""
_FEELS = re.compile(r"do you\b|are you (?!an?\b|the\b|my\b|from\b)")
"""How it is asked what they feel, or do now and then."""
_WORK = word_set("what do you")
"""Of "what do you do here?"."""
_DISLIKE = word_set("angry cross mad cold hostile upset hate dislike distrust")
"""Words of a question for what speaks against the player."""
_JOBS = word_set("work job quest errand task bounty help")
"""Topics of facts that offer work."""


def tell(answer: Answer, kind: str) -> None:
    """Answer a question about the matter in hand from what is known; there is one.

    Args:
        answer: its topics are what is asked about.
        kind: "ask_about", "ask_who" or "more".
    """
    if asks_secret(answer):
        return
    if _about_me(answer):
        ask_name(answer) if kind == "ask_who" else ask_self(answer)
        return
    question = "" if kind == "more" else answer.heard.question
    if question == "where" and _is_here(answer, answer.topics[0][1]):
        ask_place(answer)
        return
    several = len(answer.topics) > 1 and kind == "ask_about"
    rows = facts.one_for_each(answer) if several else facts.search(answer, question)
    fitting = [row for row in rows if row.score >= 0.4 * rows[0].score and facts.fits(answer, row, question)]
    if "happened" in answer.heard.words:
        fitting = [row for row in fitting if not row.known.describes] or fitting
    if fitting:
        _tell_fitting(answer, fitting, kind, question)
        return
    rows = [row for row in rows if not row.known.describes and not facts.only_repeats(answer, row)]
    if question == "whether" and rows:
        # What is known of the matter answers "is it so?" as well as can be.
        facts.give(answer, rows[:1], "reply_tell" if facts.fresh(answer, rows[:1]) else "reply_again")
    else:
        facts.unknown(answer, question, rows)


def _tell_fitting(answer: Answer, rows: list[Found], kind: str, question: str) -> None:
    untold, best = facts.fresh(answer, rows), rows[0]
    repeated = f"again:{memory.key_of(best.known.fact.text)}"
    strict = question in facts.STRICT
    if untold and (untold[0] is best or (not strict and untold[0].score >= 0.45 * best.score)):
        facts.give_best(answer, untold, kind, question)
    elif kind == "more" or answer.state.count(repeated) > 1:
        answer.say("reply_only_that", **facts.topic_slot(answer))
    else:
        answer.count(repeated)
        facts.give(answer, [best], "reply_again")
    facts.offer_more(answer, untold)


def _about_me(answer: Answer) -> bool:
    name = answer.persona.name
    return bool(name) and name.casefold() in (key for key, _ in answer.topics)


def _is_here(answer: Answer, topic: Topic) -> bool:
    """Whether a topic is the place where they speak."""
    here = answer.knowledge.topic(answer.situation.place) if answer.situation.place else None
    return here is not None and here == topic


def more(answer: Answer) -> None:
    """Go on with the matter in hand."""
    if answer.topics or any(answer.take_up(name) for name in answer.before.focus):
        tell(answer, "more")
    else:
        ask_rumour(answer)


def ask_opinion(answer: Answer) -> None:
    """An opinion is none of an NPC's facts; what it knows of the matter is."""
    if asks_secret(answer):
        return
    if not answer.topics:
        advice = {"should", "would", "advise", "advice"} & set(answer.heard.words)
        answer.say("reply_advice" if advice else "reply_opinion_none")
        return
    answer.say("reply_opinion_unsure", topic=named(answer.topics[0][1]))
    untold = [row for row in facts.fresh(answer, facts.search(answer, "")) if not row.known.describes]
    if untold:
        facts.give(answer, untold[:1], "reply_also")


def ask_rumour(answer: Answer) -> None:
    """Any news that is not of the NPC itself: of the world, else what the NPC alone knows of others."""
    if answer.topics:
        tell(answer, "ask_about")
        return
    untold = [known for known in answer.knowledge.facts if not known.describes and answer.untold([known.fact])]
    news = [known for known in untold if not known.own] or [known for known in untold if not _of_me(known.fact)]
    if not news:
        answer.say("reply_no_news")
        return
    chosen = answer.chance.pick(news)
    answer.say("reply_news", chosen.fact)
    facts.take_up(answer, chosen.topics)


# --- here and now ----------------------------------------------------------------------------------------------------


def ask_time(answer: Answer) -> None:
    """The time of the day."""
    clause = _TIMES.get(answer.situation.time)
    answer.say("reply_time", Fact(clause)) if clause else answer.say("reply_no_time")


def ask_weather(answer: Answer) -> None:
    """The weather."""
    clause = _WEATHERS.get(answer.situation.weather)
    answer.say("reply_weather", Fact(clause)) if clause else answer.say("reply_no_weather")


def ask_place(answer: Answer) -> None:
    """Where they speak, and what that place is."""
    place = answer.situation.place
    if not place or answer.hides(place):
        answer.say("reply_no_place")
        return
    answer.say("reply_this_place", Fact(place))
    topic = answer.knowledge.topic(place)
    if topic is not None:
        answer.topics = [(topic.name.casefold(), topic)]
        untold = [row for row in facts.fresh(answer, facts.search(answer, "")) if row.known.describes]
        if untold:
            facts.give(answer, untold[:1], "reply_also")


# --- the NPC itself --------------------------------------------------------------------------------------------------


def ask_name(answer: Answer) -> None:
    """The NPC's name, or who somebody else is."""
    own = answer.persona.name
    if any(topic.name.casefold() != own.casefold() for _, topic in answer.topics):
        tell(answer, "ask_who")
    elif not own:
        answer.say("reply_nameless")
    elif answer.before.count("my_name"):
        answer.say("reply_my_name_again")
    else:
        answer.count("my_name")
        answer.say("introduce" if answer.chance.random() < 0.4 else "reply_my_name")


def ask_self(answer: Answer) -> None:
    """The NPC's life: what fits the question, else what it has not told yet."""
    asked = set(content(list(answer.heard.words))) - _OF_ONESELF
    yes_or_no = bool(answer.heard.words) and answer.heard.words[0] in _YES_OR_NO
    words = answer.heard.words[1:] if yes_or_no else answer.heard.words
    general = (not asked and not yes_or_no) or not _OF_ONESELF.isdisjoint(words)
    if _WORK.issubset(answer.heard.words) and not answer.before.count("my_work"):
        answer.count("my_work")
        answer.say("reply_my_work")
        return
    mine = [*answer.knowledge.myself, *(each.fact for each in answer.knowledge.facts if each.own and _of_me(each.fact))]
    fitting = [fact for fact in mine if asked & set(content(tokens(fact.text)))]
    untold = answer.untold(fitting or mine)
    if fitting and not untold:
        answer.tell(fitting[0], "reply_again")
    elif untold and (fitting or general):
        answer.tell(untold[0], "reply_background")
    elif general and not yes_or_no and not answer.before.count("introduced"):
        answer.count("introduced")
        answer.say("introduce")
    else:
        answer.say("reply_feels" if _FEELS.match(" ".join(answer.heard.words)) else "reply_personal")


def _of_me(fact: Fact) -> bool:
    """Whether a fact is told in the first person."""
    return not {"i", "my", "me"}.isdisjoint(tokens(fact.text))


def ask_nature(answer: Answer) -> None:
    """Whether the NPC is real."""
    if answer.heard.words == ("what", "are", "you") and answer.persona.role not in ("robot", "spirit"):
        ask_self(answer)
        return
    answer.say("reply_real")


def ask_how(answer: Answer) -> None:
    """How the NPC is, or something it is about."""
    if answer.topics:
        tell(answer, "ask_about")
        return
    bad = answer.now().mood in _BAD_MOODS
    answer.say("reply_how_bad" if bad else "reply_how_fine")
    if not bad and answer.chance.random() < 0.4:
        answer.say("reply_and_you")
        answer.ask("how")


def ask_regard(answer: Answer) -> None:
    """What the NPC feels for the player."""
    relation, drift = answer.now().relation, answer.state.drift
    if not _DISLIKE.isdisjoint(answer.heard.words):
        relation, drift = min(relation, 0), -1.0
    why = mind.reason(answer.state, good=(drift or relation) > 0)
    if why is None or not drift:
        answer.say("reply_like_you" if relation > 0 else "reply_hate_you" if relation < 0 else "reply_hardly_know_you")
    if why is not None:
        answer.say("reply_because_good" if drift > 0 else "reply_because_bad", why)


def ask_goal(answer: Answer) -> None:
    """What the NPC wants."""
    goals = answer.knowledge.goals
    untold = answer.untold(goals)
    if untold:
        answer.say("reply_goal", untold[0])
    elif goals:
        answer.say("reply_again", goals[0])
    else:
        answer.say("reply_goal_none")


def ask_work(answer: Answer) -> None:
    """Work for the player: a job that the NPC knows of, else what it wants itself."""
    jobs = [
        known.fact for known in answer.knowledge.facts if known.topics & _JOBS and not known.topics & {"wares", "trade"}
    ]
    offers = jobs or answer.knowledge.goals
    untold = answer.untold(offers)
    if untold:
        answer.tell(untold[0], "reply_work")
    elif offers:
        answer.tell(offers[0], "reply_again")
    else:
        answer.say("reply_no_work")
