"""What every player says to every NPC sooner or later, whoever it is: how old are you, I am hungry, never mind.

These have fixed forms and need no facts; where a fact answers after all, the fact is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from procgen.dialogue.phrase.english import word_set

_HERE = (
    r"(?: (?:here|there|nearby|around|around here|in these parts|in town|near here|close by|out here|in here|outside))*"
)
_MUCH = r"(?:so |very |really |rather |quite |a bit |a little |always )?"
_FEELS = r"(?:hungry|thirsty|starving|cold|freezing|tired|exhausted|sleepy|wet|soaked|lost|bored|weary)"
_FOOD = (
    r"(?:room|bed|ale|beer|wine|mead|cider|drink|drinks|meal|food|supper|dinner|breakfast|lunch|water|bread|soup|stew|tea"
    r"|coffee|whisky|whiskey|something to (?:eat|drink))"
)
_KIN = (
    r"(?:family|children|child|kids|wife|husband|sweetheart|sons|daughters|brothers|sisters|brothers or sisters"
    r"|siblings|parents)"
)
_PERIL = (
    r"(?:dragons?|bandits?|robbers?|thieves|wolves|wolf|bears?|fire|orcs?|goblins?|monsters?|soldiers|raiders|pirates|undead"
    r"|zombies|skeletons|ghosts?|army|killer|murderer)"
)
_ARTS = r"(?:sing|dance|fight|swim|read|write|cook|ride|drink|smoke|gamble|fish|hunt|juggle|whistle|play)"

_DEAR = (
    r"(?:brother|sister|father|mother|dad|mum|mom|wife|husband|son|daughter|friend|dog|cat|horse|uncle|aunt|cousin|baby"
    r"|child|kid|boy|girl|grandfather|grandmother|grandpa|grandma|girlfriend|boyfriend|partner|fiancee?|best friend)"
)
_VERY = r"(?:so |very |really |just |a bit |a little |terribly )*"
_JUST = r"(?:have )?(?:just |finally |really )*"

# In plain words, as those of `rules`; the first that fits.
PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    (
        "tell_feared",
        rf"^i am {_VERY}(?:scared|afraid|worried|frightened|terrified) (?:that |for |about |of losing |to lose )*"
        rf"(?:he|she|they|him|her|them|we|my {_DEAR})\b"
        rf"|^my {_DEAR} is (?:\w+ ){{0,2}}(?:surgery|hospital|dying|a coma|coma)\b"
        r"|^(?:what if|i hope) (?:he|she|they) (?:does not|do not|will not|dies?|makes? it|pulls? through)\b",
    ),
    (
        "tell_missing",
        rf"\b(?:took|taken|kidnapped|stole|snatched|abducted) (?:away )?my {_DEAR}\b"
        rf"|^my {_DEAR} (?:was|has been|got) (?:taken|kidnapped|abducted|snatched)\b",
    ),
    (
        "sad_news",
        rf"^my {_DEAR} {_JUST}(?:dumped|left|cheated on|walked out on|broke up with|divorced) me\b"
        rf"|^my {_DEAR} (?:has |have )?(?:just )?(?:died|passed away|is dead|was killed|got killed|got run over)\b"
        rf"|^i {_JUST}(?:lost my (?:job|home|house|farm|{_DEAR})"
        r"|got (?:fired|sacked|dumped|evicted|divorced))\b"
        rf"|^(?:we|they|she|he) {_JUST}(?:broke up(?: with me)?|split up|dumped me|left me|fired me|sacked me)\b"
        r"|^i (?:was|have been) (?:just )?(?:fired|sacked|dumped|evicted|left at the altar)\b",
    ),
    (
        "good_news",
        r"\b(?:i|we) (?:am|are) (?:getting married|engaged|pregnant|having a (?:baby|child)|going to be (?:an? )?"
        r"(?:father|mother|dad|mum|mom|parents?|married))\b"
        rf"|^(?:i|we) {_JUST}(?:won|graduated|passed(?: (?:my|the|all my|our) (?:\w+ )?"
        r"(?:exams?|tests?|finals|trial|bar))?$"
        r"|got (?:promoted|engaged|married|hired|accepted"
        r"|the (?:job|part|all clear)"
        r"|my \w+(?: \w+)?(?:licence|license|degree|diploma|papers))|got in(?:to \w+)?)\b"
        rf"|^(?:i|we) (?:have )?(?:just )?finally (?:got|made|did|finished|found|passed|won)\b"
        rf"|^my {_DEAR} {_JUST}(?:had a baby|got (?:married|engaged|promoted)|came home|said yes|proposed|woke up"
        r"|is (?:alive|safe|home|getting better|cured|healed))\b|^(?:she|he) said yes$",
    ),
    (
        "ask_lodging",
        r"^(?:(?:have |do )?you )?(?:got |have )?(?:any|some) (?:space|room|beds?|place|corner)"
        r"(?: (?:left|free|spare|to spare))* for (?:an? |the |my |two|three|us|me|one)\b"
        r"|^(?:is there |have you |got )*any (?:chance|hope|possibility) of (?:an? |the )?"
        r"(?:bed|room|bunk|place to sleep)\b",
    ),
    (
        "want_served",
        rf"^(?:is there |have you |got )*any (?:chance|hope) of (?:an? |some |the )?(?:\w+ (?:of )?)?{_FOOD}\b",
    ),
    (
        "ask_pass",
        r"\b(?:requesting|request|asking|ask|seeking) (?:for )?(?:permission |clearance |leave )?(?:to|for) "
        r"(?:dock|docking|land|landing|enter|entry|board|pass|passage|come aboard|depart|approach)\b",
    ),
    ("tell_love", r"^i (?:am|think i am|have fallen|fell) (?:so |really |madly )?in love(?: with \w+(?: \w+){0,2})?$"),
    (
        "tell_fed_up",
        r"^i (?:really |just )?(?:hate|loathe|can not stand"
        r"|am (?:so )?(?:sick|tired) of) (?:this|my|the|that) (?:\w+ )?"
        r"(?:town|place|village|city|job|work|life|weather|winter|rain|heat|cold|country|station|ship|road|world)$",
    ),
    (
        "ask_stock",
        r"^(?:(?:have|do) you )?(?:got|have|stock|carry|sell) any \w+(?: \w+)? (?:on|in|by|from|with|for) \w+$",
    ),
    ("ask_age", r"^(?:and )?(?:how old are you|what is your age|what age are you)$"),
    (
        "ask_family",
        r"^(?:are you|have you (?:ever )?been) (?:married|wed|single|a (?:mother|father|widow|widower))$"
        rf"|^(?:do you have|have you(?: got)?) (?:a |any )?{_KIN}$",
    ),
    (
        "ask_trust",
        r"^(?:can|may|could|should) (?:i|we) (?:really )?(?:trust|rely on|depend on|confide in) you$"
        r"|^are you (?:honest|trustworthy|discreet)$|^can you (?:keep (?:a|my) secret|be (?:trusted|discreet))$",
    ),
    (
        "ask_content",
        r"^do you (?:like|enjoy) (?:it here|living here|being (?:here|an? \w+)|(?:your|the|this) (?:job|work|trade|life"
        r"|place|town|village|city)|what you do)$|^are you happy(?: here| with (?:it|your (?:life|work|job)))?$",
    ),
    ("ask_able", rf"^(?:do|can) you {_ARTS}(?: (?:cards|dice|chess|music))?$"),
    ("ask_since", r"^how long have you (?:been|lived|worked|done|had|run|kept)\b"),
    ("ask_why_so", r"^why (?:are you|do you (?:look|seem|sound)) (?:so|always so|such an?|always) \w+(?: \w+)?$"),
    (
        "ask_danger",
        rf"^is (?:it|this place) (?:safe|dangerous){_HERE}(?: at night)?$"
        r"|^is it (?:safe|dangerous) to (?:go|travel|walk|ride|stay|sleep|sail|be)\b"
        r"|^(?:am i|are we) (?:safe|in danger)(?: here)?$",
    ),
    (
        "ask_seen",
        r"^(?:have|did) you (?:seen|see|spotted|noticed|met|meet) (?:an?|my|any|some) \w+",
    ),
    (
        "ask_there",
        rf"^any \w+ (?:nearby|around|here|around here|near here)$|^(?:is|are) there (?:an?|any) \w+(?: \w+)?{_HERE}$",
    ),
    (
        "ask_doing",
        r"^what (?:are you|is it you are) (?:making|doing|building|mending|cooking|brewing|forging|growing|planting"
        r"|writing|reading|up to)"
        r"(?: there| here| now)?$",
    ),
    ("trade", r"^what (?:have you got|do you have|are you selling|can i buy)(?: for sale| here| for me| today)*$"),
    (
        "ask_have",
        r"^(?:do you have|have you got|have you) (?:an?|any|some) (?!moment|minute|second|idea|clue|name)\w+(?: \w+)?$",
    ),
    (
        "ask_moment",
        r"^(?:can|may|could) (?:i|we) (?:ask (?:you )?(?:something|a question|a few questions)|talk|speak|have a word)"
        r"(?: (?:with|to) you)?(?: for a (?:moment|minute))?$"
        r"|^(?:do you have|have you(?: got)?|got) a (?:moment|minute|second)(?: for me)?$|^are you busy$"
        r"|^i have (?:got )?a question(?: for you)?$|^excuse me$|^guess what$|^you know what$"
        r"|^(?:do you |would you )?(?:want|like) to (?:hear|know) (?:something|an? \w+)$"
        r"|^(?:can|may) i tell you (?:something|an? \w+)$"
        r"|^i have (?:got )?(?:an?|some) (?:job|work|task|mission|proposal|proposition|deal|offer|idea)(?: for you)?$",
    ),
    (
        "tell_need",
        rf"^i am {_MUCH}{_FEELS}$|^i (?:am dying of|could die of) (?:hunger|thirst|cold)$"
        r"|^i (?:could|need to|have to) (?:eat|sleep|rest|drink)(?: something)?$",
    ),
    (
        "want_served",
        r"^(?:i (?:need|want|would like|will have|will take)|(?:can|could|may) i (?:please )?(?:have|get|order)"
        rf"|give me|bring me) (?:an? |some |the |your |my )*(?:\w+ (?:of )?)?{_FOOD}$"
        rf"|^(?:do you have|have you(?: got)?|got|is there|are there) (?:an? |any )(?:free )?{_FOOD}"
        r"(?: (?:left|free|available|for me|for us|for (?:the|to) ?night|tonight))*$"
        r"|^where can i (?:sleep|eat|stay|rest|get (?:a |some )?(?:room|bed|food|drink|meal))(?: here| tonight)*$"
        r"|^what is (?:for|there for) (?:dinner|supper|breakfast|lunch)$|^what is there to (?:eat|drink)$",
    ),
    (
        "want_thing",
        r"^i (?:need|want|would like) an? (?:new |good |sharp )?"
        r"(?!word|moment|minute|favou?r|hand|job|quest|task|answer|friend|lift|rest)\w+(?: for (?:my|an?|the) \w+)?$",
    ),
    (
        "befriend",
        r"^(?:let us|can we|could we|shall we|we could) be friends$|^(?:will|would) you be my friend$"
        r"|^i (?:want|would like) to be (?:your friend|friends)$",
    ),
    ("never_mind", r"^(?:oh )?(?:never mind|nevermind|forget it|forget i asked|it (?:is|was) nothing)$"),
    ("observe", rf"^you (?:look|seem|sound) {_MUCH}(?!like|for|at)\w+$"),
    ("seek", r"^i am (?:looking|searching) for (?:an?|my) \w+"),
    (
        "contradict",
        r"^(?:no )?(?:you are|that is) (?:wrong|mistaken|not right|lying|a lie|a liar)$"
        r"|^i (?:disagree|do not (?:agree|think so))$"
        r"|^(?:really|truly|seriously|are you (?:quite |really )?(?:sure|certain))$",
    ),
    (
        "remark",
        r"^(?:it is |what )an? (?:\w+ )?(?:fine|nice|lovely|beautiful|cold|hot|warm|wet|dark|quiet|long|strange)"
        r" (?:day|night|morning|evening|afternoon)$|^(?:nice|fine|lovely|terrible|awful) weather$"
        rf"|^it is {_MUCH}(?:cold|hot|warm|dark|quiet|wet|loud|late|early){_HERE}(?: tonight)?$",
    ),
    ("wait", r"^(?:wait|wait a (?:moment|minute|second)|hold on|one moment|stop)$"),
    ("silence", r"^(?:h+m+|u+m+|u+h+|er+m?|mm+)$"),
    (
        "acknowledge",
        r"^(?:oh |ah |hm+ |well )?(?:i see|(?:i )?(?:got|get) it|understood|i understand|noted|interesting|fascinating"
        r"|cool|neat|nice|great|wow|right|fair enough|fair point|good point|(?:that is )?good to know"
        r"|(?:that )?makes sense|(?:it )?figures|that is (?:\w+ )?(?:interesting|good|great|nice|cool|fine|fair|true)"
        r"|you do not say|is that so|if you say so|i suppose(?: so)?|i guess(?: so)?)$",
    ),
    (
        "shrug",
        r"^(?:well |and |so )?(?:who cares|so what|what of it|whatever|meh|big deal|i do not care(?: about that)?"
        r"|i could not care less|boring|(?:this|that|it) is boring|how boring|blah(?: blah)*|yada(?: yada)*)$",
    ),
    (
        "unsure",
        r"^(?:well |hm+ )?(?:(?:i )?(?:really )?do not (?:really )?know|(?:i have )?no idea|maybe(?: not)?"
        r"|perhaps|possibly|(?:i am )?not (?:so |quite |really )?sure|it depends|(?:that is )?hard to say"
        r"|i will think about it)$",
    ),
    ("same", r"^(?:me too|same(?: here)?|so (?:am|do) i|you too|the same to you|that makes two of us)$"),
    (
        "praise",
        r"^(?:good for you|well done|bravo|congratulations|congrats|(?:good|nice) (?:one|work|job)|lucky you)$",
    ),
    (
        "hush",
        r"^(?:please |just |oh )*(?:shut (?:up|it|your (?:mouth|face|trap))|be (?:quiet|silent)|hush|shush|quiet"
        r"|silence|stop talking|hold your tongue|keep your mouth shut)(?: now| already| please| you \w+)?$",
    ),
    ("insult", r"^you (?:really )?(?:smell|stink|reek)$|^i (?:despise|loathe|dislike|do not like|can not stand) you$"),
    (
        "threaten",
        r"\b(?:cut|slit|break|chop) (?:off )?your (?:ears?|throat|neck|fingers?|legs?|arms?|nose|head|bones)\b"
        r"|\bor die$|^your money or your life$|^i am going to (?:burn|rob|smash)\b"
        r"|^i will (?:tell|report|inform|call|fetch) (?:the )?(?:guards?|police|watch|captain|king)"
        r"(?: (?:about|on|of) you)?$|^i will report you\b",
    ),
    (
        "rude_question",
        r"^are you (?:deaf|blind|stupid|dumb|daft|thick|mad|crazy|insane|an? (?:idiot|fool|liar|thief|coward))$"
        r"|^who do you think you are$",
    ),
    ("ask_come", r"^let us go(?: together)?$"),
    (
        "ask_story",
        r"^(?:please )?(?:tell me|do you know|do you have|have you(?: got)?|know|let us hear|i want to hear)"
        r" (?:an? |any |some )(?:good |old |short |new )?(?:stor(?:y|ies)|tales?|legends?)$",
    ),
    (
        "ask_song",
        r"^(?:please )?(?:(?:can|could|will|would) you )?sing\b"
        r"|^(?:please )?(?:(?:do|can|could|will|would) you )?(?:know|have|play|give us)"
        r" (?:an? |any |some |us )*(?:good |old |new )?(?:songs?|tunes?)(?: for (?:me|us))?$",
    ),
    (
        "give_gift",
        r"^i (?:have )?(?:brought|bought|made|got|have) (?:you )?(?:a|some|a little|a small) (?:gift|present|something)"
        r"(?: for you)?$|^(?:this|here|that|it) is for you$|^(?:here )?take this$|^a (?:gift|present) for you$",
    ),
    ("thank_well", r"^(?:you can )?keep the change$"),
    ("ask_secret", r"^(?:do you know|have you got|know) any (?:good |dark )?secrets$"),
    ("meet", r"^(?:it (?:is|was|has been) )?(?:a |my )?pleasure (?:doing business|talking|speaking|meeting|to talk)\b"),
    (
        "warn_of",
        rf"^(?:there (?:is|are)|i (?:have )?(?:just )?(?:saw|seen|spotted)|we saw|help|beware of)"
        rf" (?:\w+ ){{0,3}}{_PERIL}\b|\b{_PERIL} (?:is|are|have) (?:coming|attacking|here|close|attacked)\b"
        r"|^(?:we are|the \w+ is) (?:under attack|on fire)$",
    ),
    (
        "hurt",
        r"\bmy (?:arm|leg|head|foot|hand|back|stomach|tooth|eye|knee|wound) (?:really )?(?:hurts|aches"
        r"|is (?:bleeding|broken))\b|^i am (?:\w+ )?(?:bleeding|hurt|injured|wounded|dying|poisoned|sick|ill)$"
        r"|\b(?:was|got|been) (?:bitten|stabbed|shot|poisoned|wounded)\b|^i think i am (?:going to die|dying)$",
    ),
    ("sell", r"^(?:look |have a look |check )?at (?:this|my|what i)\b"),
    ("ask_advice", r"\bany (?:advice|tips?)\b"),
    ("ask_origin", r"^where (?:are|do) you (?:come )?from(?: originally)?$"),
    ("ask_place", r"^what is (?:this|the) \w+ called$|^what is the name of this \w+$"),
    ("ask_help", r"^(?:please )?i (?:really )?need (?:your |some )?help\b"),
    (
        "see_you",
        r"^i will (?:be back|come back|return|see you|call you|visit you)(?: (?:soon|later|tomorrow|then|again))*$",
    ),
    ("ask_rate", r"^(?:and )?what (?:is|are) (?:your|the) (?:rates?|fees?|price|charge)$"),
    ("wish_luck", r"^wish (?:me|us) (?:good )?luck$"),
    (
        "head_for",
        r"^i (?:want|need|would like|have|am trying|must) to (?:go|cross|get|reach|see|find|meet|visit|travel"
        r"|speak|talk)\b|^i am (?:going|heading|off|on my way) to (?:the|an?|see|find|visit)\b",
    ),
    ("alarm", r"^(?:watch out|look out|behind you|duck|run|get down|beware)$"),
    (
        "ask_plainer",
        r"^(?:sorry )?i (?:do not|did not) (?:quite )?(?:understand|follow|get it|get that)(?: you| that)?$"
        r"|^what do you mean(?: by (?:that|this|it))?$|^meaning(?: what)?$",
    ),
    ("ask_work", r"^do you need (?:anything|something|any help|some help|help|a hand)$"),
    (
        "tell_loss",
        r"^i (?:have |have just |just )?lost (?:my \w+|everything|it all)(?: (?:in|to|at|on|last|this) .*)?$"
        r"|^i (?:have )?failed$"
        rf"|^i (?:am feeling|feel) {_MUCH}(?:sad|down|lonely|awful|terrible|lost|empty|hopeless)(?: today)?$",
    ),
)
SAID: Final[Mapping[str, str]] = {
    "tell_need": "reply_need",
    "tell_loss": "reply_comfort",
    "sad_news": "reply_comfort",
    "tell_feared": "reply_feared",
    "good_news": "reply_glad",
    "tell_love": "reply_love",
    "tell_fed_up": "reply_fed_up",
    "ask_trust": "reply_trust",
    "want_served": "reply_served",
    "want_thing": "reply_none_of_that",
    "wish_luck": "reply_luck",
    "thank_well": "reply_kind_of_you",
    "sell": "reply_shown",
    "befriend": "reply_friends",
    "never_mind": "reply_never_mind",
    "acknowledge": "reply_noted",
    "shrug": "reply_shrugged",
    "unsure": "reply_unsure",
    "same": "reply_same",
    "praise": "reply_pleased",
    "observe": "reply_observed",
    "seek": "reply_not_seen",
    "contradict": "reply_doubted",
    "remark": "reply_small_talk",
    "wait": "reply_waits",
    "ask_moment": "reply_moment",
    "ask_come": "reply_no_come",
    "ask_help": "reply_help",
    "ask_story": "reply_story",
    "ask_song": "reply_song",
    "ask_plainer": "reply_explain",
    "give_gift": "reply_gift",
    "alarm": "reply_alarm",
    "warn_of": "reply_warned",
    "hurt": "reply_help",
    "ask_advice": "reply_advice",
    "see_you": "reply_see_you",
}
"""Sections that answer what is said so, unless a fact surely does."""
ASKED: Final[Mapping[str, str]] = {
    "ask_age": "reply_age",
    "ask_family": "reply_family",
    "ask_content": "reply_content",
    "ask_able": "reply_able",
    "ask_why_so": "reply_why_so",
    "ask_since": "reply_since",
    "ask_origin": "reply_from",
    "ask_danger": "reply_danger",
    "ask_seen": "reply_not_seen",
    "ask_there": "reply_dont_know",
    "ask_doing": "reply_my_work",
    "ask_price": "reply_cost",
    "ask_rate": "reply_cost",
    "ask_have": "reply_none_of_that",
    "ask_stock": "reply_stock",
    "rude_question": "reply_insulted",
    **SAID,
}
"""Sections that answer a question of a kind where no fact does."""
WANTED: Final = frozenset((*(ASKED.keys() - SAID.keys()), "ask_moment", "ask_trust", "want_served", "want_thing"))
"""Kinds that want an answer before a courtesy does."""
LEARNED: Final[Mapping[str, str]] = {
    "ask_day": "reply_day",
    "ask_rested": "reply_rested",
    "ask_upset": "reply_upset",
    "ask_food": "reply_food",
    "ask_drink": "reply_drink",
    "ask_colour": "reply_colour",
    "ask_season": "reply_season",
    "ask_favourite": "reply_favourite",
    "ask_likes": "reply_likes",
    "ask_married": "reply_family",
    "ask_children": "reply_family",
    "ask_parents": "reply_family",
    "ask_siblings": "reply_family",
    "ask_pet": "reply_none_of_that",
    "ask_friends": "reply_friends_had",
    "ask_rooted": "reply_from",
    "ask_became": "reply_became",
    "ask_hobby": "reply_hobby",
    "ask_plans": "reply_plans",
    "ask_dream": "reply_dream",
    "ask_regret": "reply_regret",
    "ask_proud": "reply_proud",
    "ask_strangest": "reply_strangest",
    "ask_killed": "reply_killed",
    "ask_caught": "reply_caught",
    "ask_believe": "reply_philosophy",
    "ask_fear": "reply_fear",
    "ask_lonely": "reply_feels",
    "ask_being": "reply_content",
    "ask_fortune": "reply_fortune",
    "ask_leave": "reply_leave",
    "ask_workday": "reply_my_work",
    "ask_hours": "reply_hours",
    "ask_skill": "reply_skill",
    "ask_boss": "reply_boss",
    "ask_having": "reply_having",
    "ask_got": "reply_got",
    "ask_here_why": "reply_here_why",
    "ask_town": "reply_town",
    "ask_fun": "reply_fun",
    "ask_ruler": "reply_ruler",
    "ask_view_ruler": "reply_view_ruler",
    "ask_view_law": "reply_view_law",
    "ask_view_wonders": "reply_wonders",
    "ask_view_folk": "reply_view_folk",
    "ask_way": "reply_way",
    "ask_buy_where": "reply_buy_where",
    "ask_quiet": "reply_quiet",
    "ask_strangers": "reply_strangers",
    "ask_troubles": "reply_troubles",
    "ask_law": "reply_law_here",
    "ask_come_in": "reply_come_in",
    "ask_cost": "reply_cost",
    "ask_recommend": "reply_of_trade",
    "ask_quality": "reply_of_trade",
    "ask_teach": "reply_teach",
    "ask_lend": "reply_lend",
    "ask_invite": "reply_invited",
    "ask_business": "reply_business",
    "ask_machine": "reply_machine",
    "tell_lost": "reply_lost",
    "tell_chased": "reply_chased",
    "show_find": "reply_show_find",
    "tell_robbed": "reply_robbed",
    "tell_murder": "reply_murder",
    "tell_missing": "reply_missing",
    "tell_slain": "reply_slain",
    "tell_done": "reply_done",
    "tell_botched": "reply_botched",
    "give_pay": "reply_paid",
    "ask_pass": "reply_pass",
    "tell_met": "reply_met_before",
    "say_hero": "reply_hero",
    "say_peace": "reply_peace",
    "say_yield": "reply_yield",
    "ask_want_of_me": "reply_want_of_you",
    "ask_home": "reply_home",
    "order_stay": "reply_stay",
    "ask_senses": "reply_senses",
    "ask_lodging": "reply_lodging",
    "ask_war": "reply_war",
    "ask_alibi": "reply_alibi",
    "say_known": "reply_known",
    "ask_next": "reply_next",
    "say_deal": "reply_deal",
    "say_no_deal": "reply_no_deal",
    "say_from": "reply_newcomer",
    "tell_looks": "reply_looks",
    "ask_sent": "reply_sent",
    "say_broke": "reply_broke",
    "ask_beasts": "reply_beasts",
    "say_bored": "reply_bored",
    "ask_out": "reply_out",
}
"""Sections that answer what `familiar` alone tells; its other kinds are those of rules and of the reader."""
_TELLING: Final = ("news", "claim", "confess")
_DEMANDING: Final = ("order", "request", "plea")
OF_ONESELF: Final = word_set(
    "ask_day ask_rested ask_upset ask_food ask_drink ask_colour ask_season ask_favourite ask_likes ask_married"
    " ask_children ask_parents ask_siblings ask_pet ask_friends ask_age ask_rooted ask_since ask_became ask_hobby"
    " ask_plans ask_dream ask_regret ask_proud ask_strangest ask_killed ask_caught ask_believe ask_fear ask_lonely"
    " ask_content ask_being ask_fortune ask_leave ask_workday ask_skill ask_boss ask_home ask_machine ask_name ask_self"
    " ask_how ask_nature"
)
"""Kinds that ask of whoever is spoken to: "Do you regret it?", but not "Does he regret it?"."""
REFINES: Final[Mapping[str, tuple[str, ...]]] = {
    "show_find": (*_TELLING, "brag", "offer"),
    **dict.fromkeys(("tell_robbed", "tell_murder", "tell_missing", "say_broke"), (*_TELLING, "plea")),
    **dict.fromkeys(("tell_slain", "tell_done"), (*_TELLING, "brag")),
    "tell_botched": (*_TELLING, "sorry"),
    "give_pay": ("offer", "bribe", "trade", "thanks"),
    **dict.fromkeys(("ask_pass", "order_stay", "ask_song"), _DEMANDING),
    "ask_lodging": (*_DEMANDING, "trade"),
    "tell_met": ("claim", "greet"),
    "say_hero": ("brag", "claim"),
    "say_peace": ("comfort", "claim", "greet"),
    "say_yield": ("order", "threat"),
    "say_known": ("accuse", "claim", "threat", "probe"),
    "say_deal": ("agree", "trade"),
    "say_no_deal": ("disagree", "trade"),
    "say_from": ("claim", "greet", "smalltalk"),
    "tell_looks": ("claim", "news"),
    "say_bored": ("claim", "smalltalk", "confess"),
}
"""Acts of the reader that these kinds are cases of: what answers the kind says more than what answers the act."""
