"""Verb forms that tell a clause from a noun phrase."""

from __future__ import annotations

from procgen.dialogue.phrase.english import word_set

AUXILIARIES = word_set(
    "ain't am are aren't can can't cannot could couldn't did didn't do does doesn't don't had hadn't has hasn't have"
    " haven't is isn't may might must mustn't shall should shouldn't was wasn't were weren't will won't would wouldn't"
)
"""Verbs whatever stands beside them, but for a few that are nouns too ("a can of oil")."""

BASES = word_set(
    "accept add admit adore agree aim allow amuse answer appear argue arrange arrive ask attack avoid bake ban"
    " beat become beg begin believe belong bestow betray bite bleed bloom blow boast boil borrow bother bow brag"
    " break breathe brew bribe bring build burn bury buy call camp carry carve catch cater chair change charge"
    " chart chase cheat check chew choose claim clean climb cling close collapse collect come command concern"
    " consist contain control cook cost cough count cover crack crash crave crawl creak creep cross cry cure curse"
    " cut damage dance deal deem deliver demand deny depend descend deserve despise destroy die dig dine disagree"
    " disappear dislike dismiss dive drag draw dream dress drift drink drip drive drop drown earn eat employ end"
    " enjoy enter entertain escape exaggerate examine exist expect explode face fade fail faint fall fasten fear"
    " feed feel ferry fetch fight figure file fill find fine fish fit fix flatter flee flicker flirt float flood"
    " flow fly follow forbid forget forgive freeze frown gamble gather get giggle give glance glow go gossip grade"
    " grieve grin groan grow grumble guard guess guide hand hang happen hate haul haunt have heal hear help"
    " hesitate hide hire hit hold honour hop hope hover howl hum hunt hurt ignore imagine improve include inherit"
    " insist inspect insult interrupt invent invite jam join jump keep kill knit knock know lack land last laugh"
    " lay lead leak lean learn leave lend lick lie lift light like limp linger list listen live load lock lodge"
    " look lose love lurk make manage mark marry matter mean meet melt mend mention milk mind miss mix moan moor"
    " mourn move mow murder name need nest nod number obey occupy offer open operate order overheat oversee owe"
    " own paint pardon pass patrol pay peddle peel perch perform persuade pick pickle place plan plant play poison"
    " poke polish possess post pour practise praise pray prefer prepare preside press pretend prevent print"
    " produce promise propose protect prove pull punish push put quarrel question quit race raise rattle reach"
    " read reap reappear recall receive recite recognize record reek refer refuse reign rejoice relay rely remain"
    " remember remind remove rent reopen repair repay reply report reprogram request require rescue resemble"
    " resent respect rest return reveal ride ring ripen rise roam roast rob rock roll rot row rule run rust sack"
    " sail save say scatter scold scrape scratch scream scrub seal search see seek seem select sell send separate"
    " serve set sew shake shear shed shelter shine shiver shoot shout shut sigh sign silt sing sink sit skip sleep"
    " sleepwalk slide slip smell smile smoke smuggle sneeze sniff snore sob solve sort spare speak speed spend"
    " spill spin spit splash split spoil spread spy stagger stammer stand stare start starve stay steal step stick"
    " stiffen sting stink stir stitch stop store strike string struggle study stumble succeed suck suffer suit"
    " support surrender surround suspect swallow swap swear sweat sweep swell swim swing take talk tan taste teach"
    " tear tell tend thank think threaten throw tie tire toil touch tow track trade train translate trap travel"
    " treat tremble trick trust try tuck turn type understand unload use vanish visit vote wail wait wake walk"
    " wander want warn wash waste watch wave wear weave weep weigh whisper whistle widen win wind wink wipe wish"
    " wither wonder work worry worship wrap wrestle write yawn yield"
)
"""Verbs as they stand after "they"."""

NOUNS_TOO = word_set(
    "answers attacks bakes bans beats bows braids brews calls chairs charges charts claims commands concerns"
    " costs coughs covers cracks crashes cries cures curses cuts damages dances deals demands dives drags draws"
    " dreams dresses drinks drips drives drops ends faces fades ferries fights files finds fines fishes fits flies"
    " frowns gossips grades grins groans guards guesses guides hands hates hauls helps hits hopes hops hunts"
    " insults jams jumps knits knocks lands lays lights likes lists loads locks lodges looks loves marks milks"
    " minds mixes moans murders names nests nods numbers offers orders paints passes patrols peels picks places"
    " plans plants plays posts prints promises questions races rattles reaps records reigns relays rents replies"
    " reports requests respects rests rides rings rocks rolls rows rules runs rusts sacks sails scratches screams"
    " seals searches shakes sheds shelters shivers shouts sighs signs skips slides slips smiles smokes spies"
    " spills spins splits spoils stares steps sticks stings stitches stores strikes strings struggles"
    " studies suits supports swallows swaps sweeps talks tans tastes tears ties tires tows tracks trades trains"
    " traps travels treats tricks turns types visits votes wails walks washes wastes watches waves whispers winds"
    " winks wins wishes wonders works wounds wraps yawns"
)
"""Forms in -s that are mostly plurals, unless an object follows or a name stands before them."""

PASTS = word_set(
    "ate beat became began bet bit bled blew bought bound bred broke brought built burnt burst came cast caught"
    " chose clung crept cut dealt drank dreamt drew drove dug fed fell felt fled flew flung forgave forgot fought"
    " found froze gave got grew heard held hid hit hung hurt kept knelt knew laid lay leapt learnt led left lent"
    " let lit lost made meant met paid put quit ran rang read rode rose said sang sank sat saw sent set shed shone"
    " shook shot shrank shut slept slid slit slung smelt sold sought spat sped spent spilt split spoilt spoke"
    " sprang spread spun stank stole stood strode strove struck strung stuck stung swam swept swore swung taught"
    " thought threw told took tore understood went wept woke won wore wove wrote"
)
"""Irregular pasts."""

PARTICIPLES_TOO = word_set(
    "bought bound bred brought built burnt cast caught cut dealt dug fed fought found held hit hung hurt kept"
    " laid led left lent lit lost made meant met paid put read said sent set shed shot shut slung sold sought"
    " spent spilt split spun struck strung stuck swept swung taught told understood won"
)
"""Pasts that may close a noun phrase instead: "a letter found in the well"."""

PAST_NOUNS = word_set(
    "beat bet bit bound cast cut fell felt found ground hit lay led left lit read rose saw set shot split wound"
)
"""Pasts that are nouns or adjectives too: "the left door", "a rose"."""

INTRANSITIVE_PASTS = word_set(
    "agreed appeared argued arrived asked begged belonged bled climbed collapsed coughed cracked crashed crawled cried"
    " danced died dined disagreed disappeared drifted drowned emerged ended escaped existed exploded failed"
    " fainted flooded happened hesitated insisted landed laughed lied limped lingered lived looked marched mattered"
    " melted moored mourned occurred passed prayed quarreled quarrelled remained replied resigned retired returned"
    " roamed rotted"
    " sailed screamed seemed sneezed snored started stayed stopped stumbled survived talked traveled turned"
    " vanished waited walked wandered whispered worked worried yielded"
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
