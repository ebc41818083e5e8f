"""The words that requests, phrase books and scenes share: roles, moods, intents, bark events and the like."""

from __future__ import annotations

SETTINGS = ("medieval", "modern", "scifi")
"""Kinds of world; the same three as of characters. Medieval is fantasy too."""

ROLES: dict[str, str] = {
    "villager": "citizen",
    "merchant": "merchant",
    "innkeeper": "innkeeper",
    "smith": "smith",
    "farmer": "farmer",
    "hunter": "farmer",
    "sailor": "sailor",
    "guard": "guard",
    "soldier": "soldier",
    "captain": "captain",
    "noble": "lord",
    "ruler": "king",
    "servant": "servant",
    "messenger": "messenger",
    "priest": "priest",
    "healer": "healer",
    "scholar": "scholar",
    "wizard": "witch",
    "bard": "fool",
    "thief": "thief",
    "beggar": "elder",
    "child": "child",
    "elder": "elder",
    "spirit": "spirit",
    "detective": "guard",
    "mechanic": "smith",
    "pilot": "sailor",
    "officer": "guard",
    "robot": "servant",
}
"""Roles that phrase books know, each with our language model's role token."""

MOODS: dict[str, str] = {
    "neutral": "",
    "joyful": "joyful",
    "amused": "amused",
    "tender": "tender",
    "eager": "eager",
    "proud": "proud",
    "angry": "angry",
    "scornful": "scornful",
    "stern": "stern",
    "afraid": "afraid",
    "sad": "sad",
    "weary": "weary",
    "doubtful": "doubtful",
    "surprised": "surprised",
    "pleading": "pleading",
    "quiet": "quiet",
}
"""Moods, each with our language model's mood token."""

REGISTERS = ("plain", "archaic", "formal", "rough", "casual", "technical")
"""Ways of speaking."""

AGES = ("child", "young", "adult", "old")
_AGES_YEARS = ((14, "child"), (30, "young"), (60, "adult"))
"""Years below which somebody is so old, the youngest first."""
SEXES = ("female", "male", "other")

TRAITS = (
    "brave", "cowardly", "kind", "cruel", "greedy", "generous", "honest", "sly", "cheerful", "gloomy", "proud",
    "humble", "curious", "grumpy", "pious", "superstitious", "learned", "simple", "gossipy", "taciturn", "nervous",
    "patient", "hot_tempered", "loyal",
)  # fmt: skip

MANNERS = (
    "drunk", "grieving", "sarcastic", "vampire", "orc", "pirate", "elf", "dwarf", "flirtatious", "stammering",
    "shouting", "whispering", "dreamy", "pompous", "paranoid", "lonely", "bored", "sleepy", "deadpan", "motherly",
    "boastful", "pedantic", "bitter", "poetic", "shy", "cold", "goblin", "sick", "hungry", "forgetful", "giggly",
    "jealous", "lovesick", "guilty", "mad", "rustic",
)  # fmt: skip
"""How speakers come across besides: states, kinds of being, ways of talking; each has sentences of its own that are
heard beside their lines."""
MANNER_HEARD = 0.65
"""How often a manner is heard of which nothing is said."""

INTENTS = (
    # meeting and parting
    "greet", "farewell", "introduce", "ask_name", "ask_need", "small_talk", "call_attention",
    # courtesy and its opposite
    "thank", "apologise", "forgive", "compliment", "insult", "comfort", "congratulate", "joke", "boast",
    # saying yes and no
    "accept", "refuse", "agree", "disagree", "hesitate", "promise",
    # knowing
    "inform", "question", "rumour", "directions", "reveal", "confess", "deflect", "dont_know", "lie", "recall",
    # force
    "order", "warn", "threaten", "beg", "surrender", "challenge", "accuse", "deny",
    # trade
    "trade_open", "sell", "buy", "haggle_ask", "haggle_counter", "haggle_accept", "haggle_refuse", "trade_close",
    # quests
    "quest_hook", "quest_offer", "quest_details", "quest_accepted", "quest_declined", "quest_remind", "quest_turn_in",
    "quest_reward", "quest_failed", "quest_twist",
    # feeling
    "mourn", "celebrate", "complain", "hope", "remember",
    # skill checks, as the other side answers
    "persuaded", "unpersuaded", "intimidated", "unintimidated", "deceived", "undeceived", "bribed", "unbribed",
)  # fmt: skip
"""What a line does."""

INTENT_KINDS = {
    "meeting": ("greet", "introduce", "ask_name", "ask_need", "small_talk", "call_attention", "trade_open"),
    "parting": ("farewell", "trade_close"),
    "warm": ("thank", "forgive", "compliment", "comfort", "congratulate", "promise"),
    "sorrow": ("mourn", "comfort", "apologise", "confess", "surrender", "beg", "quest_failed"),
    "grim": (
        "mourn", "comfort", "apologise", "confess", "surrender", "beg", "quest_failed", "intimidated", "accuse", "warn",
        "threaten", "insult", "complain",
    ),
    "yes": ("accept", "agree", "haggle_accept", "quest_accepted", "persuaded", "bribed"),
    "pledge": ("accept", "agree", "haggle_accept", "quest_accepted", "promise"),
    "no": ("refuse", "haggle_refuse", "quest_declined", "unpersuaded", "unbribed", "disagree"),
    "hostile": (
        "insult", "threaten", "accuse", "challenge", "deny", "refuse", "haggle_refuse", "unpersuaded", "unintimidated",
        "undeceived", "unbribed", "disagree",
    ),
    "bold": ("boast", "challenge", "threaten", "insult", "unintimidated", "order"),
    "yielding": ("apologise", "confess", "beg", "surrender", "intimidated", "persuaded", "deceived"),
    "telling": ("inform", "rumour", "reveal", "recall", "directions", "quest_details", "quest_twist"),
    "bargain": ("sell", "buy", "haggle_ask", "haggle_counter", "haggle_refuse"),
}  # fmt: skip
"""Intents that one sentence suits or does not; most are of several kinds, some of none."""

CHOICES = (
    "greet", "farewell", "ask_about", "ask_work", "ask_rumour", "ask_place", "ask_name", "ask_reward", "ask_details",
    "accept", "refuse", "persuade", "intimidate", "deceive", "bribe", "trade", "buy", "haggle", "sell", "thank",
    "apologise", "insult", "compliment", "comfort", "accuse", "turn_in", "not_yet", "leave", "yes", "no", "continue",
    "return_topic",
)  # fmt: skip
"""What a player's choice does; books call them ``choice_greet`` and so on."""

EVENTS = (
    # fighting
    "spot_enemy", "lose_enemy", "attack", "hit_enemy", "miss", "hurt", "low_health", "ally_hurt", "ally_down",
    "kill", "flee", "victory", "take_cover", "reload", "out_of_ammo", "call_help", "taunt", "death",
    # on watch
    "idle", "hear_noise", "investigate", "all_clear", "patrol", "halt", "let_pass", "catch_thief",
    # daily life
    "greet_passer", "bump_into", "work", "market_cry", "trade", "trade_done", "cannot_afford", "rest", "hungry",
    "see_rain", "see_night", "see_morning", "see_snow", "see_hero", "see_corpse", "see_monster", "see_fire",
    "see_weapon_drawn", "mourn", "celebrate", "gossip",
    # company
    "follow", "wait_here", "find_item", "door_locked", "level_up", "healed", "lost", "arrive", "leave_place",
)  # fmt: skip
"""When a bark is called out."""

DESCRIPTIONS = ("item", "place", "creature", "person", "rumour", "book", "letter", "sign", "toast", "proverb", "song")
"""Short texts that are not said to anybody."""


def age_of(years: float) -> str:
    """One of :data:`AGES`."""
    return next((name for below, name in _AGES_YEARS if years < below), "old")
