"""What a reply is made of: sections of the phrase books, those of intents and those that only talk has.

The books beside this module hold the latter, and `life/life.book` those of a life that is made up. A language model
and the rest of the domain know intents alone, so each such section stands for the intent that is nearest to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from procgen.dialogue.language.contract import LanguageModel, Spoken
from procgen.dialogue.persona import Fact, Persona, Situation
from procgen.dialogue.phrase import english, write
from procgen.dialogue.phrase.book import Book, library, merged, read_book
from procgen.dialogue.phrase.conditions import BookError
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.phrase.facts import kind_of
from procgen.dialogue.request import Line, LineRequest, Must
from procgen.errors import InvalidFields

BOOKS = Path(__file__).parent

STANDS_FOR: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            word_set("reply_welcome reply_glad reply_agree_action reply_confirm reply_hush reply_fine_then"), "agree"
        ),
        **dict.fromkeys(
            word_set(
                "reply_dont_know reply_dont_know_where reply_dont_know_when reply_dont_know_who reply_dont_know_why "
                "reply_dont_know_many reply_dont_know_price reply_no_your_name reply_recall_nothing reply_no_news "
                "reply_no_time reply_no_weather reply_no_place reply_said_nothing reply_only_that reply_included "
                "reply_all_known"
            ),
            "dont_know",
        ),
        **dict.fromkeys(
            word_set(
                "reply_background reply_goal reply_time reply_weather reply_this_place reply_but_know reply_work "
                "reply_tell reply_also"
            ),
            "inform",
        ),
        **dict.fromkeys(
            word_set("reply_again reply_said reply_recall_you reply_your_name reply_my_name_again reply_action_done"),
            "recall",
        ),
        **dict.fromkeys(word_set("reply_secret reply_secret_pressed reply_nameless"), "deflect"),
        **dict.fromkeys(
            word_set(
                "reply_refuse_action reply_cannot_action reply_no_trade reply_cannot_sell reply_no_work reply_no_joke "
                "reply_flirt"
            ),
            "refuse",
        ),
        **dict.fromkeys(word_set("reply_no_haggle reply_no_haggle_topic"), "haggle_refuse"),
        **dict.fromkeys(
            word_set(
                "reply_ask_name reply_ask_origin reply_ask_need reply_and_you reply_which reply_how_much "
                "reply_offer_more "
                "reply_unclear reply_silence reply_help reply_trade"
            ),
            "question",
        ),
        **dict.fromkeys(word_set("reply_my_name reply_met reply_real"), "introduce"),
        **dict.fromkeys(word_set("reply_enough reply_walk_off"), "farewell"),
        "reply_part": "inform",
        "reply_declined": "refuse",
        "reply_so_you_say": "disagree",
        "reply_kind_of_you": "thank",
        "reply_not_moved": "warn",
        "reply_condoled": "thank",
        "reply_comforted": "thank",
        "reply_bribe_refused": "unbribed",
        "reply_ordered": "refuse",
        "reply_offtopic": "dont_know",
        "reply_corrected": "dont_know",
        "reply_disbelieved": "disagree",
        "reply_agreed": "agree",
        "reply_confided": "comfort",
        "reply_news": "rumour",
        "reply_personal": "deflect",
        "reply_maybe": "deflect",
        "reply_insulted": "insult",
        "reply_threatened_firm": "warn",
        "reply_threatened_afraid": "beg",
        "reply_accused": "deny",
        "reply_apology_taken": "forgive",
        "reply_apology_idle": "forgive",
        "reply_pleased": "thank",
        "reply_comfort": "comfort",
        "reply_joke": "joke",
        "reply_greet_again": "greet",
        "reply_promise_taken": "accept",
        "reply_promise_kept": "thank",
        "reply_promise_open": "hope",
        "reply_promise_broken": "accuse",
        "reply_i_promise": "promise",
        "reply_no_promise": "dont_know",
        "reply_recall_promise": "recall",
        "reply_because_good": "inform",
        "reply_because_bad": "inform",
        "reply_other_name": "question",
        "reply_ask_promise": "question",
        "reply_ask_seeks": "question",
        "reply_ask_back": "question",
        "reply_raise_goal": "inform",
        "reply_change_subject": "inform",
        "reply_group_ask": "question",
        "reply_group_add": "inform",
        "reply_group_agree": "agree",
        "reply_group_doubt": "disagree",
        "reply_group_more": "question",
        "reply_group_side": "warn",
        "reply_likewise": "greet",
        "reply_none_of_that": "refuse",
        "reply_no_come": "refuse",
        "reply_not_seen": "dont_know",
        **dict.fromkeys(word_set("reply_trust reply_family reply_why_so reply_source reply_why_refused"), "deflect"),
        **dict.fromkeys(word_set("reply_no_cheaper reply_no_other"), "refuse"),
        **dict.fromkeys(word_set("reply_taken"), "trade_close"),
        **dict.fromkeys(word_set("reply_fares_ill"), "comfort"),
        **dict.fromkeys(word_set("reply_moment reply_waits reply_explain"), "question"),
        **dict.fromkeys(
            word_set(
                "reply_became reply_boss reply_business reply_buy_where reply_caught reply_chased reply_colour "
                "reply_come_in reply_cost reply_day reply_dream reply_drink reply_favourite "
                "reply_food reply_fortune reply_friends_had reply_fun reply_got reply_having "
                "reply_here_why reply_hobby reply_hours reply_invited reply_killed reply_law_here reply_leave "
                "reply_lend reply_likes reply_lost reply_machine reply_plans "
                "reply_proud reply_quiet reply_regret reply_rested reply_ruler reply_season reply_skill "
                "reply_strangers reply_strangest reply_teach reply_town reply_troubles reply_upset "
                "reply_view_folk reply_view_law reply_view_ruler reply_way reply_wonders"
            ),
            "deflect",
        ),
        **dict.fromkeys(
            word_set("reply_show_find reply_robbed reply_murder reply_missing reply_looks reply_met_before"), "question"
        ),
        **dict.fromkeys(word_set("reply_slain reply_done"), "congratulate"),
        **dict.fromkeys(word_set("reply_botched reply_broke"), "comfort"),
        **dict.fromkeys(word_set("reply_paid reply_deal"), "trade_close"),
        **dict.fromkeys(word_set("reply_pass reply_yield reply_no_deal"), "refuse"),
        **dict.fromkeys(
            word_set(
                "reply_hero reply_peace reply_want_of_you reply_home reply_senses reply_lodging reply_war reply_alibi "
                "reply_known reply_next reply_sent reply_beasts reply_bored reply_out reply_song"
            ),
            "deflect",
        ),
        "reply_stay": "hesitate",
        "reply_newcomer": "greet",
        "reply_gift": "thank",
        **dict.fromkeys(word_set("reply_of_trade reply_trade_wish reply_since reply_feels reply_from"), "deflect"),
        **dict.fromkeys(word_set("reply_shown reply_warned"), "question"),
        "reply_the_same": "introduce",
        "reply_need": "comfort",
        "reply_see_you": "farewell",
        "reply_alarm": "question",
    }
)
"""The intent of each section that isn't small talk."""

OF_LIFE = "reply_life_"
"""How sections of `life.book` begin."""
ASIDES = 0.3
"""How often, for that in single lines, who is asked something says beside the answer what they are like."""
RECENT = (48, 12, 3, 0)
"""How many of the lines said before a new one must not repeat; fewer where the books have no more."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an answer, to be written.

    Attributes:
        section: an intent, or a section that only talk has.
        facts: must be said.
        slots: for templates.
    """

    section: str
    facts: tuple[Fact, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)


def intent_of(section: str) -> str:
    """The intent that a section is for, or stands for."""
    if section.startswith(OF_LIFE):
        return "introduce"
    return STANDS_FOR.get(section, "small_talk") if section.startswith("reply_") else section


@cache
def replies() -> Book:
    """The sections that only talk has.

    Raises:
        BookError: a line can't be read.
    """
    paths = sorted(BOOKS.rglob("*.book"))
    book = merged([read_book(path.read_text(encoding="utf-8"), path.stem) for path in paths])
    if book.problems:
        raise BookError("; ".join(map(str, book.problems[:10])))
    return book


@cache
def book_for(section: str) -> Book:
    """The books in which a section stands where its intent's is looked for."""
    whole = _all_books()
    if not section.startswith("reply_"):
        return whole
    sections = {**whole.sections, intent_of(section): replies().sections[section]}
    return Book(MappingProxyType(sections))


@cache
def _all_books() -> Book:
    return merged([library(), replies()])


def seed_of(seed: int, *numbers: int) -> int:
    """A seed for a part of a turn."""
    digest = hashlib.sha256("/".join(("dialogue/talk", *map(str, (seed, *numbers)))).encode()).digest()
    return int.from_bytes(digest[:8], "little")


def write_step(
    step: Step,
    persona: Persona,
    situation: Situation,
    said: Sequence[str],
    must: Must,
    seed: int,
    model: LanguageModel | None,
    history: Sequence[Spoken],
    stop: Callable[[], None],
) -> Line:
    """Write a line of an answer.

    Raises:
        InvalidFields: nothing passes the checks, however few of the lines said before count.
    """
    intent = intent_of(step.section)
    problem: InvalidFields | None = None
    ranking = None if model is not None and model.rephrases else model
    for recent in RECENT:
        request = LineRequest(
            intent=intent,
            persona=persona,
            situation=situation,
            facts=step.facts,
            must=must,
            slots=step.slots,
            said=tuple(said[-recent:]) if recent else (),
            seed=seed,
            asides=ASIDES,
        )
        try:
            book = book_for(step.section)
            return write.line(request, ranking, stop, history=history, book=book, scored=False)
        except InvalidFields as error:
            problem = error
    if step.facts and problem is not None:
        # The books have nothing that takes these facts; by themselves they are sentences too.
        text = " ".join(english.sentence(fact.text) for fact in step.facts)
        return Line(text, intent, persona.name, situation.mood)
    if step.section.startswith(OF_LIFE):
        # What is made up is not worth breaking a bound for.
        return write_step(Step("reply_personal"), persona, situation, said, must, seed, model, history, stop)
    assert problem is not None
    raise problem


def takes(section: str, facts: Sequence[Fact]) -> bool:
    """Whether a section of `replies` has templates for facts of these kinds."""
    kinds = {kind_of(fact.text) for fact in facts}
    if "sentence" in kinds or len(facts) != 1:
        return False
    kind = next(iter(kinds))
    return any(kind in template.names for template in replies().sections[section])
