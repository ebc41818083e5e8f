"""Verb forms that tell a clause from a noun phrase."""

from __future__ import annotations

from procgen.dialogue.phrase.english import word_set

AUXILIARIES = word_set(
    "ain't am are aren't can can't cannot could couldn't did didn't do does doesn't don't had hadn't has hasn't have"
    " haven't is isn't may might must mustn't shall should shouldn't was wasn't were weren't will won't would wouldn't"
)
"""Verbs whatever stands beside them, but for a few that are nouns too ("a can of oil")."""

BASES = word_set(
    "accept admit agree aim answer appear arrive ask attack avoid beg begin believe belong betray bite bleed bloom"
    " blow boil borrow break breathe bring build burn bury buy call camp carry catch change charge chase cheat check"
    " choose claim climb close collapse collect come command contain control cook cost count cover crash crawl cross"
    " cry cut damage deal demand deny depend deserve despise destroy die dig disappear dislike dream dress drink drive"
    " drop drown eat employ end enter escape exist expect explode face fail fall fear feed feel fight fill find fit"
    " fix flee flicker float flood flow fly follow forbid forget forgive freeze gather get give glow go grow guard"
    " guide hang happen hate haunt have heal hear help hide hire hit hold hope howl hum hunt hurt ignore include"
    " inspect join keep kill knock know lack land last laugh lead leak lean learn leave lend lie lift light like"
    " linger listen live load lock look lose love make mark matter mean meet melt mend mention miss move name need"
    " obey offer open operate order overheat owe own pass pay plan plant play poison pray prefer press pretend produce"
    " protect prove pull push put raise reach read recall recognize refuse remain remember rent repair reply require"
    " rescue rest return reveal ride ring rise rob rot rule run rust sail save say scream see seek seem sell send"
    " serve set shake shine shoot shut sign sing sink sit sleep smell smoke smuggle speak spend spread stand start"
    " stay steal stink stop store suffer suit support suspect swear swim take talk taste teach tell thank think"
    " threaten throw tire touch track trade train travel treat trust try turn understand use vanish visit vote wait"
    " wake walk want warn wash watch wear weep weigh whisper win wish wither work worry worship write yield"
)
"""Verbs as they stand after "they"."""

NOUNS_TOO = word_set(
    "answers attacks calls charges claims commands costs covers crashes cries cuts damages deals demands draws dreams"
    " dresses drinks drives drops ends faces fights finds fits flies guards guides hates helps hits hopes hunts knocks"
    " lands lights likes loads locks looks loves marks names offers orders passes plans plants plays rents replies"
    " rests rides rings rules runs rusts sails screams shakes signs smokes stands stores suits supports talks tastes"
    " tires tracks trades trains travels treats turns visits votes walks washes watches waves whispers wins wishes"
    " works wounds"
)
"""Forms in -s that are mostly plurals, unless an object follows or a name stands before them."""

PASTS = word_set(
    "ate became began bit blew bought broke brought built burnt came caught chose cut dealt drank drew drove dug fed"
    " fell felt fled flew forgave forgot fought found froze gave got grew heard held hid hit hung hurt kept knew laid"
    " lay led left lent let lit lost made meant met paid put ran rang read rode rose said sang sank sat saw sent set"
    " shone shook shot shut slept sold sought spent spoke spread stank stole stood struck stuck swam swept swore"
    " taught thought threw told took tore understood went wept woke won wore wrote"
)
"""Irregular pasts."""

PARTICIPLES_TOO = word_set(
    "bought brought built burnt caught cut dealt dug fed fought found held hit hung hurt kept laid led left lent lit"
    " lost made meant met paid put read said sent set shot shut sold sought spent struck stuck swept taught told"
    " understood won"
)
"""Pasts that may close a noun phrase instead: "a letter found in the well"."""

PAST_NOUNS = word_set("saw left ground found wound rose felt lit set cut hit read led shot lay fell bit")
"""Pasts that are nouns or adjectives too: "the left door", "a rose"."""

INTRANSITIVE_PASTS = word_set(
    "agreed appeared arrived belonged bled climbed collapsed crashed crawled cried died disappeared drowned emerged"
    " ended escaped existed exploded failed fainted happened landed laughed lied lingered lived looked marched"
    " mattered occurred passed prayed remained replied resigned retired returned rotted sailed screamed seemed started"
    " stayed stopped survived talked traveled turned vanished waited walked whispered worked worried yielded"
)
"""Regular pasts that are no passive participles."""

IMPERATIVES = word_set(
    "ask avoid beware bring burn come cross dig don't find follow get give go hide keep leave look meet never open"
    " pay press pull push read return say seek send speak stay take tell trust turn use wait walk watch"
)
"""How instructions begin."""

_PLURALS_OF_MEN = word_set("men women people children wolves thieves mice geese folk police cattle oxen elves dwarves")
_NO_SUBJECTS = word_set("arms goods sports customs news this his its us always perhaps towards upwards less")


def third_person(base: str) -> str:
    """The form after "she"."""
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2] not in "aeou":
        return base[:-1] + "ies"
    return "has" if base == "have" else base + "s"


PRESENTS = frozenset(map(third_person, BASES))


def is_plural_subject(word: str) -> bool:
    """Whether a verb without -s may follow: "wolves", "the guards"."""
    if word in _PLURALS_OF_MEN:
        return True
    return word.endswith("s") and not word.endswith(("ss", "'s", "us", "is")) and word not in _NO_SUBJECTS
