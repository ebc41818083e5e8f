"""Which lines are apt for which acts: by the section of the phrase books that they come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk.everyday import ASKED, LEARNED, REFINES
from procgen.dialogue.talk.reply import OF_LIFE, replies

UNKNOWN: Final = frozenset(
    {name for name in replies().sections if name.startswith("reply_dont_know")}
    | word_set(
        "dont_know reply_not_seen reply_only_that reply_no_news reply_no_time reply_no_weather reply_recall_nothing"
        " reply_way reply_buy_where reply_strangers reply_included reply_all_known reply_no_other"
    )
)
"""Sections that say that something is not known."""
DEFLECTS: Final = word_set(
    "reply_declined reply_so_you_say reply_secret reply_secret_pressed reply_no_secret reply_personal reply_nameless"
    " deflect reply_dont_know reply_accused reply_maybe reply_family reply_trust reply_why_so reply_of_trade"
    " reply_cost reply_ruler reply_law_here reply_source reply_why_refused"
    " reply_for_long"
)
"""Sections that keep something back."""
REFUSES: Final = word_set(
    "reply_declined reply_cannot_action reply_refuse_action reply_action_done reply_no_trade reply_cannot_sell"
    " reply_no_work refuse reply_bribe_refused reply_ordered reply_walk_off reply_none_of_that reply_no_come"
    " reply_trade_wish reply_no_cheaper"
)
"""Sections that refuse."""
NEUTRAL: Final = word_set(
    "reply_heard reply_noted reply_unsure reply_same reply_only_talk reply_small_talk reply_unclear"
    " reply_ask_name reply_ask_need reply_ask_origin reply_served reply_waits reply_story reply_explain reply_alarm"
    " reply_and_you reply_offer_more reply_fine_then reply_yes_to_what reply_ask_back reply_ask_seeks reply_ask_promise"
    " reply_purpose reply_answered reply_fares_so reply_why_what"
)
"""Sections that fit anything, and so nothing well."""
NEAR: Final = (
    word_set("insult threat accuse order lie"),
    word_set("compliment flirt thanks comfort offer"),
    word_set("news confess claim brag"),
    word_set("joke philosophy offtopic smalltalk"),
)
"""Acts so alike that a reply to one is acceptable for another: an order full of scorn, an insult that orders."""
_TELLS = word_set("reply_tell reply_part reply_confirm reply_also reply_but_know reply_again reply_said")
_THREATENED = word_set("reply_threatened_firm reply_threatened_afraid reply_walk_off warn")
_HOW = word_set("reply_how_fine reply_how_bad")
_OPINION = word_set(
    "reply_opinion_good reply_opinion_unsure reply_opinion_none reply_like_you reply_hardly_know_you reply_hate_you"
    " reply_judged reply_judged_person"
)
_SELF = word_set(
    "reply_background reply_my_name reply_my_name_again introduce reply_my_work reply_goal reply_goal_none reply_fear"
    " reply_because_good reply_because_bad reply_real reply_personal reply_this_place reply_recall_you reply_your_name"
    " reply_age reply_family reply_trust reply_why_so reply_content reply_able reply_since reply_feels reply_from"
    " reply_day reply_rested reply_upset reply_food reply_drink reply_colour reply_season reply_favourite reply_likes"
    " reply_friends_had reply_became reply_hobby reply_plans reply_dream reply_regret reply_proud reply_strangest"
    " reply_killed reply_caught reply_fortune reply_leave reply_hours reply_skill reply_boss reply_having reply_got"
    " reply_here_why reply_business reply_machine reply_missed"
) | {name for name in replies().sections if name.startswith(OF_LIFE)}
_TRADES = word_set(
    "reply_trade reply_wares reply_only_wares reply_no_trade reply_cannot_sell sell buy trade_open haggle_ask"
    " reply_no_haggle reply_no_haggle_topic haggle_counter haggle_accept haggle_refuse reply_agree_action reply_which"
    " reply_how_much reply_none_of_that reply_shown reply_trade_wish reply_cost reply_stock"
    " reply_taken reply_no_cheaper reply_for_long"
)

_OF_ONE_ACT: Final[Mapping[str, frozenset[str]]] = {
    "greet": word_set("reply_other_name greet reply_greet_again reply_met reply_likewise introduce reply_my_name")
    | _HOW,
    "bye": word_set("reply_see_you farewell reply_walk_off reply_enough"),
    "thanks": word_set("reply_welcome"),
    "sorry": word_set("reply_apology_taken reply_apology_idle forgive"),
    "compliment": word_set("reply_pleased reply_flattery thank"),
    "insult": word_set("reply_insulted reply_walk_off reply_shrugged reply_hush warn"),
    "threat": _THREATENED,
    "comfort": word_set("reply_comforted thank"),
    "condolence": word_set("reply_condoled mourn"),
    "flirt": word_set("reply_flirt reply_pleased reply_flattery"),
    "joke": word_set("reply_joke reply_no_joke reply_amused"),
    "brag": word_set("reply_boast"),
    "accuse": word_set("reply_accused deny reply_doubted reply_insulted"),
    "claim": word_set(
        "reply_heard reply_small_talk reply_confirm reply_doubted reply_disbelieved reply_news_heard"
        " reply_origin reply_trade_yours reply_purpose reply_answered reply_fares_well reply_fares_so reply_fares_ill"
    ),
    "news": word_set(
        "reply_warned reply_news_heard reply_glad reply_comfort reply_feared reply_love comfort congratulate"
    ),
    "agree": word_set("reply_agreed reply_noted reply_same reply_fine_then reply_small_talk reply_heard"),
    "disagree": word_set("reply_disbelieved reply_doubted reply_fine_then reply_heard reply_shrugged"),
    "offer": word_set(
        "reply_invited reply_friends reply_promise_taken reply_promise_kept reply_offered reply_no_work reply_work"
        " accept thank"
    ),
    "bribe": word_set("reply_bribe_refused unbribed bribed"),
    "plea": word_set(
        "reply_lend reply_trade_wish reply_i_promise reply_help reply_pleaded reply_cannot_action reply_refuse_action"
        " reply_agree_action"
    ),
    "order": word_set(
        "reply_i_promise reply_ordered reply_cannot_action reply_refuse_action reply_agree_action reply_hush"
    ),
    "trade": _TRADES,
    "inject": word_set("reply_odd reply_odd_again reply_gibberish reply_real"),
    "offtopic": word_set("reply_offtopic reply_dont_know reply_odd reply_no_joke"),
    "smalltalk": word_set("reply_noted reply_small_talk reply_weather reply_no_weather reply_heard reply_time")
    | word_set("reply_observed reply_moment reply_never_mind")
    | _HOW,
    "silence": word_set("reply_silence"),
    "nonsense": word_set("reply_gibberish reply_unclear reply_odd"),
    "correct": word_set("reply_corrected reply_apology_idle"),
    "confess": word_set(
        "reply_lost reply_chased reply_help reply_need reply_comfort reply_confided comfort reply_news_heard"
        " reply_feared reply_love reply_fed_up"
    ),
    "philosophy": word_set("reply_philosophy"),
    "lie": word_set("reply_disbelieved reply_doubted reply_accused deny undeceived"),
    "ask.opinion": _OPINION
    | _TELLS
    | word_set("reply_view_ruler reply_view_law reply_wonders reply_view_folk reply_town"),
    "ask.self": _SELF | _HOW | _OPINION,
    "ask.advice": word_set("reply_advice reply_opinion_unsure"),
    "ask.back": word_set("reply_again reply_said reply_only_talk reply_unclear reply_tell"),
    "ask.yesno": word_set(
        "reply_confirm reply_disbelieved reply_maybe reply_wary reply_the_same reply_danger reply_trust reply_moment"
        " reply_able reply_content"
    ),
    "ask.how": _HOW,
    "ask.who": _SELF,
    "ask.what": word_set("reply_work reply_news reply_goal reply_my_work reply_trade reply_wares"),
    "ask.when": word_set("reply_time"),
}
_OF_SEVERAL: Final[Mapping[str, frozenset[str]]] = {
    **{{**ASKED, **LEARNED}[kind]: frozenset(acts) for kind, acts in REFINES.items()},
    "reply_declined": word_set("plea order bribe trade offer threat"),
    "reply_glad_said": word_set("claim news confess comfort agree"),
    "reply_so_you_say": word_set("claim news accuse lie disagree brag threat insult"),
    "reply_kind_of_you": word_set("compliment comfort condolence offer thanks"),
    "reply_what_a_thing": word_set("joke philosophy offtopic nonsense inject brag flirt"),
    "reply_not_moved": word_set("insult threat accuse order"),
}
"""Sections whose lines were written for a case of an act, or to suit each of several."""
APT: Final[Mapping[str, frozenset[str]]] = {
    act: sections | {name for name, acts in _OF_SEVERAL.items() if act in acts} for act, sections in _OF_ONE_ACT.items()
}
"""By act. A question's are apt where no fact is wanted, and acceptable in place of one."""
