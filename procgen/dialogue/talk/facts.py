"""Which facts an answer gives, and how: those that fit the question, the untold first, more on the same matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from procgen.dialogue.persona import Fact
from procgen.dialogue.talk import memory
from procgen.dialogue.talk.answer import Answer, named
from procgen.dialogue.talk.reply import takes
from procgen.dialogue.talk.retrieve import Found
from procgen.dialogue.talk.spelling import content, tokens

STRICT = frozenset(("where", "when", "many", "price"))
"""Questions that only a fact of their kind answers."""
_SECTIONS = STRICT | {"who", "why"}
"""Questions with a section of their own for what is not known."""
_OFFER_MORE = 0.3
_SECOND_FACT = 0.4
_NEAR = 0.72
"""Share of the best fact's score with which another is about the same matter."""


def search(answer: Answer, question: str) -> list[Found]:
    """What is known of what the player speaks of, the most fitting first."""
    heard = answer.heard
    return answer.knowledge.search(heard.words, [key for key, _ in answer.topics], question, heard.text)


def one_for_each(answer: Answer) -> list[Found]:
    """A fact on each of two topics."""
    rows: list[Found] = []
    for key, _ in answer.topics[:2]:
        found = answer.knowledge.search(answer.heard.words, [key], "", answer.heard.text)
        rows += [row for row in (fresh(answer, found) or found)[:1] if row.known.fact not in _facts(rows)]
    return rows


def fresh(answer: Answer, rows: Iterable[Found]) -> list[Found]:
    """Those that the player was not told."""
    return [row for row in rows if not memory.was_told(answer.state, row.known.fact)]


def fits(answer: Answer, row: Found, question: str) -> bool:
    """Whether a fact answers a question of this kind, rather than being about the same name only."""
    asked = content(list(answer.heard.words))
    if question == "where" and any(topic.kind == "place" for _, topic in answer.topics):
        # What happened in a place does not say where it lies.
        return _begins_with_topic(answer, row) and (row.fits or row.known.describes)
    if question in STRICT:
        return row.fits and (row.covered or question != "when")
    if question == "why":
        if not asked and (row.known.describes or memory.was_told(answer.state, row.known.fact)):
            return row.fits
        return (row.fits or not only_repeats(answer, row)) and row.covered
    if question == "who" and not asked:
        return False
    if question == "who" and not re.search(r"\bwho (?:is|are|was|were) (?!.*ing\b)", " ".join(answer.heard.words)):
        others = answer.knowledge.people(row.known) - {key for key, _ in answer.topics}
        return row.covered and (bool(others) or not _begins_with_topic(answer, row))
    if question == "whether":
        return row.covered and bool(set(asked) - _topic_words(answer)) and not row.known.describes
    return True


def _begins_with_topic(answer: Answer, row: Found) -> bool:
    return row.known.fact.text.casefold().startswith(tuple(topic.name.casefold() for _, topic in answer.topics))


def _topic_words(answer: Answer) -> set[str]:
    return {word for _, topic in answer.topics for word in content(tokens(topic.name))}


def only_repeats(answer: Answer, row: Found) -> bool:
    """Whether a fact says no more than the question does: "why was it doubled?" "It was doubled"."""
    own = set(content(tokens(row.known.fact.text)))
    asked = {*content(list(answer.heard.words)), *_topic_words(answer)}
    alike = sum(any(word[:5] == other[:5] for other in asked) for word in own)
    return alike >= 0.7 * len(own)


def give(answer: Answer, rows: Sequence[Found], section: str) -> None:
    """Tell facts, the first by a section of the books."""
    facts = _facts(rows)
    if section.startswith("reply_") and not takes(section, facts):
        section = "reply_tell"
    for fact in facts:
        answer.say(section, fact)
        section = "reply_also"


def give_best(answer: Answer, untold: list[Found], kind: str, question: str) -> None:
    """Tell the best of what is untold, now and then with a second fact."""
    first, *others = untold
    rows = [first]
    if others and "taciturn" not in answer.persona.traits:
        several = len(answer.topics) > 1 and kind == "ask_about"
        near = others[0].score >= _NEAR * first.score and not others[0].known.describes
        if several or (near and answer.chance.random() < _SECOND_FACT):
            rows = untold[:2]
    sure = question == "whether" and confirms(answer, first.known.fact)
    give(answer, rows, "reply_confirm" if sure else "reply_tell")


def confirms(answer: Answer, fact: Fact) -> bool:
    """Whether a fact says yes to "is it so?": it holds nearly all that was said."""
    if answer.heard.negated or not takes("reply_confirm", [fact]):
        return False
    asked, own = set(content(list(answer.heard.words))), set(content(tokens(fact.text)))
    return len(asked & own) >= max(2, 0.75 * len(asked))


def take_up(answer: Answer, keys: Iterable[str]) -> None:
    """Make what a fact is about the matter in hand, entities first."""
    found = [(key, topic) for key in sorted(keys) if (topic := answer.knowledge.topic(key)) is not None]
    answer.topics = sorted(found, key=lambda pair: pair[1].entity is None)[:2]


def topic_slot(answer: Answer) -> dict[str, str]:
    """The matter in hand, for a template that can name it."""
    fit = [named(topic) for _, topic in answer.topics if not answer.hides(topic.name)]
    return {"topic": fit[0]} if fit else {}


def unknown(answer: Answer, question: str, rows: Sequence[Found] = ()) -> None:
    """Say that it is not known; what is known of the matter instead, if anything."""
    section = f"reply_dont_know_{question}" if question in _SECTIONS else "reply_dont_know"
    answer.say(section, **topic_slot(answer))
    untold = fresh(answer, rows)
    if untold:
        answer.tell(untold[0].known.fact, "reply_but_know")


def offer_more(answer: Answer, untold: Sequence[Found]) -> None:
    """Now and then, offer what is left to tell of the matter."""
    left = [row for row in fresh(answer, untold) if not row.known.describes]
    if not left or "taciturn" in answer.persona.traits or answer.before.asked == "more":
        return
    if answer.chance.random() < _OFFER_MORE:
        topic = answer.topics[0][1]
        answer.say("reply_offer_more", topic=named(topic))
        answer.ask("more", about=topic.name)


def _facts(rows: Sequence[Found]) -> list[Fact]:
    return [row.known.fact for row in rows]
