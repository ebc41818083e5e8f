"""Control tokens of our language model: the vocabulary of genres, roles, moods, intents and lengths, and the rules that
read them off the annotations of a conversation. Training and serving use the same rules.
"""

from __future__ import annotations

import re

GENRES = (
    "play",
    "novel",
    "chat",
    "negotiation",
    "smalltalk",
    "prose",
    "bark",
    "table",
    "character",
    "creature",
    "item",
    "place",
    "quest",
    "rule",
    "spell",
)
"""What a document is; the last seven are kinds of lore."""

ROLES: dict[str, str] = {
    "king": r"king|emperor|duke|prince|pharaoh|caesar|sultan|khan|tsar",
    "queen": r"queen|empress|duchess|princess",
    "lord": r"lord|sir|count|baron|earl|marquis|squire|knight|gentleman|milord|viscount",
    "lady": r"lady|countess|baroness|madame?|milady|gentlewoman",
    "captain": r"captain|general|colonel|major|lieutenant|admiral|commander|sergeant|corporal",
    "soldier": r"soldier|officer|warrior|archer|private|trooper",
    "guard": r"guard|sentinel|sentry|watch|watchman|constable|policeman|gaoler|jailer|jailor|keeper|porter|sheriff",
    "servant": r"servant|maid|butler|page|footman|valet|steward|boots|waiter|attendant|groom|cook",
    "messenger": r"messenger|herald|post|courier|crier",
    "priest": r"priest|friar|bishop|parson|father|abbot|abbess|nun|monk|cardinal|vicar|saint|rector|pope|brother",
    "healer": r"doctor|physician|surgeon|nurse|apothecary|dr",
    "merchant": r"merchant|trader|shopkeeper|tradesman|goldsmith|jeweller|pedlar|peddler|banker|dealer|vendor|camper",
    "innkeeper": r"host|hostess|innkeeper|landlord|landlady|barkeep|barman|barmaid|drawer",
    "farmer": r"farmer|shepherd|peasant|ploughman|goatherd|gardener|miller|countryman|shepherdess",
    "smith": r"smith|blacksmith|carpenter|weaver|tailor|cobbler|potter|builder|mechanic|engineer|workman",
    "sailor": r"sailor|boatswain|mariner|pilot|fisherman|pirate|mate|boatman",
    "thief": r"thief|murderer|outlaw|bandit|robber|burglar|rogue|assassin|beggar|gypsy",
    "scholar": r"professor|scholar|student|schoolmaster|teacher|tutor|philosopher|poet|clerk|secretary|lawyer|judge",
    "witch": r"witch|wizard|sorcerer|sorceress|magician|fairy|enchanter|enchantress|seer|soothsayer",
    "spirit": r"ghost|spirit|devil|demon|angel|apparition|voice|god|goddess|dragon|death",
    "fool": r"fool|clown|jester",
    "child": r"boy|girl|child|son|daughter|lad|little|baby",
    "elder": r"old|grandmother|grandfather|granny|elder|aunt|uncle",
    "citizen": r"citizen|man|woman|townsman|villager|neighbour|stranger|crowd|people|gentlemen|ladies|senator|tribune",
}
"""Roles, each with what a speaker's name must hold; the first that fits counts."""

MOODS: dict[str, str] = {
    "angry": r"angr\w*|furious\w*|rage|enraged|indignant\w*|fierce\w*|savage\w*|wrath\w*|annoyed|irritat\w*|impatient\w*|displeased|hotly|snarl\w*|growl\w*",  # noqa: E501
    "afraid": r"afraid|fear\w*|terrified|frightened|scared|trembl\w*|nervous\w*|anxious\w*|alarm\w*|horror|horrified|panic\w*|shudder\w*",  # noqa: E501
    "sad": r"sad\w*|sorrow\w*|weep\w*|sob\w*|tear\w*|crying|grief|mourn\w*|pained|bitter\w*|despair\w*|miserabl\w*|melanchol\w*|groan\w*",  # noqa: E501
    "joyful": r"joy\w*|happy|happily|cheer\w*|glad\w*|delight\w*|merr\w*|gay|gaily|laugh\w*|smil\w*|beaming|radiant\w*",
    "amused": r"amus\w*|dry|dryly|drily|chuckl\w*|grin\w*|teas\w*|playful\w*|ironic\w*|wry\w*",
    "scornful": r"scorn\w*|contempt\w*|sneer\w*|haught\w*|sarcas\w*|disdain\w*|disgust\w*|cold\w*|mock\w*",
    "surprised": r"surpris\w*|astonish\w*|amaz\w*|shock\w*|stagger\w*|startl\w*|incredul\w*|bewilder\w*|exclaiming",
    "tender": r"tender\w*|gentl[ey]\w*|kind\w*|lov\w*|fond\w*|sooth\w*|affection\w*|soft\w*|caress\w*|kiss\w*",
    "pleading": r"plead\w*|beg\w*|implor\w*|entreat\w*|kneel\w*|beseech\w*|urgent\w*",
    "stern": r"stern\w*|grave\w*|sharp\w*|sever\w*|firm\w*|solemn\w*|command\w*",
    "quiet": r"quiet\w*|whisper\w*|low|aside|calm\w*|thoughtful\w*|musing|hoarse\w*|murmur\w*",
    "loud": r"shout\w*|loud\w*|call\w*|cries|roar\w*|scream\w*|yell\w*|shriek\w*",
    "eager": r"eager\w*|excited\w*|hurr\w*|hast\w*|rush\w*|enthusias\w*|quickly|breathless\w*",
    "weary": r"wear\w*|tired\w*|sigh\w*|yawn\w*|exhaust\w*|languid\w*|faint\w*|sleepy",
    "proud": r"proud\w*|pompous\w*|dignity|triumph\w*|boast\w*",
    "doubtful": r"doubt\w*|hesita\w*|uncertain\w*|suspicio\w*|puzzl\w*|uneas\w*|shy\w*|embarrass\w*|confus\w*|awkward\w*",  # noqa: E501
}
"""Moods, each with the words of an annotation that name it; the first that fits counts."""

INTENTS: dict[str, str] = {
    "greeting": r"^\W*(hello|hi|hey|good (morning|day|evening|morrow|even|afternoon)|welcome|hail|well met|how do you do)\b",  # noqa: E501
    "farewell": r"\b(good ?-?bye|farewell|adieu|good night|god be with you|see you (soon|later))\b",
    "thanks": r"\b(thank(s| you| ye)|i thank|much obliged|grateful)\b",
    "apology": r"\b(sorry|pardon|forgive me|apologi[sz]e|excuse me)\b",
    "threat": r"\b(i'll kill|i will kill|you (shall|will|'ll) (die|pay|regret|repent)|or (you )?die|beware|i warn you)\b",  # noqa: E501
    "insult": r"\b(fool|villain|knave|rascal|wretch|scoundrel|idiot|coward|liar|rogue|dog)\b.*!",
    "bargain": r"\b(price|pay|sell|buy|cost|worth|offer|deal|bargain|pounds?|shillings?|gold|coins?|money)\b",
    "refuse": r"^\W*(no\b|never\b|not i\b|i (can't|cannot|won't|will not|refuse)|impossible\b|nay\b)",
    "agree": r"^\W*(yes\b|ay\b|aye\b|certainly\b|of course\b|very well\b|all right\b|agreed\b|indeed\b|to be sure|sure\b|okay\b)",  # noqa: E501
    "order": r"^\W*(go|come|take|bring|give|get|put|let|leave|stand|stop|hold|wait|look|listen|be|do|don't|tell|speak|hear|make|sit|stay|keep|send|call|open|shut|follow)\b(?![^.!]*\?)",  # noqa: E501
    "question": r"\?",
    "story": r"\b(once|was|were|had|went|came|said|told)\b.*\b(was|were|had|went|came|said|told)\b",
    "exclaim": r"!",
}
"""Intents, each with how such a line reads; the first that fits counts; `state` where none does."""

INTENT_NAMES = (*INTENTS, "state")

LENGTHS: tuple[tuple[str, int], ...] = (("word", 3), ("short", 8), ("line", 18), ("long", 40), ("speech", 1 << 30))
"""Lengths in words: name, and the most words that it stands for."""

STRUCTURE = ("pad", "doc", "end", "setting", "persona", "scene", "speaker", "say", "act", "name", "text", "row")
"""Marks of a script's parts."""

FITS, WHOLE = "pad", "doc"
"""Marks that never come after words, so that their odds there are free for a verdict: the mean of these after each word
of a text tells whether it fits who speaks and what was said before, and whether its sentences hang together."""


def special_tokens() -> tuple[str, ...]:
    """All control tokens, in the order of their ids."""
    return (
        *(f"<{mark}>" for mark in STRUCTURE),
        *(f"<genre:{name}>" for name in GENRES),
        *(f"<role:{name}>" for name in ROLES),
        *(f"<mood:{name}>" for name in MOODS),
        *(f"<intent:{name}>" for name in INTENT_NAMES),
        *(f"<length:{name}>" for name, _ in LENGTHS),
    )


def _compiled(table: dict[str, str], *, whole_words: bool) -> list[tuple[str, re.Pattern[str]]]:
    form = r"\b(?:{})\b" if whole_words else "{}"
    return [(name, re.compile(form.format(pattern), re.IGNORECASE | re.DOTALL)) for name, pattern in table.items()]


_ROLES = _compiled(ROLES, whole_words=True)
_MOODS = _compiled(MOODS, whole_words=True)
_INTENTS = _compiled(INTENTS, whole_words=False)


def _first(table: list[tuple[str, re.Pattern[str]]], text: str) -> str:
    return next((name for name, pattern in table if pattern.search(text)), "")


def role_of(speaker: str) -> str:
    """The role that a speaker's name tells, or an empty string."""
    return _first(_ROLES, speaker)


def mood_of(annotation: str) -> str:
    """The mood that a stage direction or an emotion tag tells, or an empty string."""
    return _first(_MOODS, annotation)


def intent_of(text: str) -> str:
    """What a spoken line does."""
    return _first(_INTENTS, text) or "state"


def length_of(text: str) -> str:
    """The length of a spoken line."""
    words = len(text.split())
    return next(name for name, most in LENGTHS if words <= most)
