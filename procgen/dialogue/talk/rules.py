"""Acts that have a fixed form: what kind a sentence in plain words is, the first pattern that fits."""

from __future__ import annotations

import re

from procgen.dialogue.talk import everyday

# Sentences are small, without short forms ("do not", never "don't") and without fillers at either end.
_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "tell_name",
        r"^(?:hello |hi |hey |well )?(?:my name is|they call me|people call me|call me|the name is|i go by)\b",
    ),
    ("ask_self", r"^where (?:were|have) you\b"),
    (
        "doubt",
        r"^i do not (?:really |quite )?believe (?:you|that|it|this|a word)|^i doubt (?:it|that|you)\b"
        r"|^(?:that|this|it) (?:is not|can not be|cannot be) true\b|^you are making (?:that|it|this) up|^prove it$",
    ),
    (
        "ask_fear",
        r"^what (?:are you (?:so |most )?(?:afraid|scared|frightened) of|do you fear(?: most)?|(?:scares|frightens)"
        r" you(?: most)?)$",
    ),
    (
        "recall_promise",
        r"^what (?:did|have) (?:i|you) (?:just )?(?:promised?|sworn?|swear)\b|\b(?:remember|forgot|forgotten) (?:my"
        r"|your)"
        r" (?:promise|word)\b|^what (?:is|was) (?:my|your) promise",
    ),
    (
        "ask_regard",
        r"^why (?:are you|do you) (?:so )?(?:angry|cross|mad|cold|hostile|upset|hate|dislike|like|trust|distrust)\b"
        r"(?: (?:at|with|to|toward|towards))? ?(?:me)?$|^what do you (?:think|make) of me$|^do you (?:even |really "
        r"|still )?(?:like|love|hate|trust|respect|fear) me$|^are you my friend$|^are we"
        r" friends$",
    ),
    (
        "accuse",
        r"^(?:did|have) you (?:kill|murder|steal|rob|poison|betray|burn|lie)|\byou (?:did it|killed|murdered"
        r"|stole|are lying|betrayed)\b|^it was you",
    ),
    (
        "recall_me",
        r"^(?:and )?(?:what is|do you (?:know|remember)|tell me|say) my name|^who am i$|do you (?:still"
        r" )?remember (?:me|what i|where i|my)|what did i (?:tell|say)|what do you know about me$|^where (?:am i"
        r"|do i come) from$|what do i do for",
    ),
    (
        "ask_place",
        r"^(?:so )?where (?:am i|are we)(?: now| exactly)?$|what (?:is this|place is this|is this place)$|^what"
        r" is this (?:place|town|station|ship)(?! like)",
    ),
    ("recall_said", r"what (?:did|have) you (?:tell|told|say|said)|what did we (?:talk|speak)|remind me"),
    (
        "ask_goal",
        r"^what are you working on\b|\byour (?:goals?|dreams?|plans?|purpose|wish|ambition)\b|^what (?:do|would)"
        r" you (?:want|wish|desire|hope|dream)(?: for| of| most)?$|^what are you after$",
    ),
    (
        "ask_name",
        r"^(?:and )?(?:what is|tell me) your name|^(?:and )?who are you(?: (?:then|again|anyway|and|sir|lady"
        r"|friend|stranger)\b|$)|what (?:should|do|shall|may|can) (?:i|they|people) call you",
    ),
    (
        "ask_how",
        r"^what is up$|^how (?:is|goes|are) (?:it|life|everything|business|your day)(?: going)?$|^are you"
        r" feeling\b|^(?:and )?how (?:are|have) (?:you|things)(?: (?:doing|been|today|feeling|now))*$|^how do you"
        r" (?:do|feel)(?: today)?$|^are you (?:well|all right|ok|okay|alright|hurt|sad|angry|tired|afraid|happy)$",
    ),
    (
        "ask_work",
        r"\b(?:anything|something|any way|is there) (?:\w+ )?i (?:can|could|may) (?:do|help)\b|(?:any|some|have"
        r"|got|looking for|need|find|for) (?:\w+ )?(?:work|job|quest|task|errand|mission|employment|bounty"
        r"|bountie|contract)s?\b(?! (?:here|at))|(?:how )?can i help(?: you)?(?: with (?:anything|something))?$"
        r"|need (?:any |some |my )?help(?:ing)?$",
    ),
    (
        "ask_rumour",
        r"^what is (?:happening|going on)\b(?! (?:to|with) )|\b(?:any|some|have|(?:heard|what is|tell me)(?: the)?)"
        r" (?:\w+ )?(?:rumou?rs?|gossip|news)\b(?! of )|what is new\b|what is the word\b(?! for)",
    ),
    (
        "ask_secret",
        r"\byour (?:\w+ )?secrets?\b(?! (?:is|will be|stays)(?: \w+)? safe with me\b)"
        r"|\bwhat are you hiding|\bhiding (?:something|from)|not telling me|\bkeeping"
        r" (?:something )?from me|\byour deepest",
    ),
    ("ask_time", r"what time is it|what is the (?:time|hour)"),
    (
        "ask_weather",
        r"^(?:it )?looks? like (?:rain|snow|a storm)|^(?:it is )?(?:going to|about to) (?:rain|snow)|\bweather\b"
        r"|\bis it (?:raining|snowing|cold|hot|warm) (?:out|outside)|will it (?:rain|snow)",
    ),
    (
        "threaten",
        r"\b(?:or (?:i will|you die|else|you will regret)|i will (?:kill|hurt|gut|end|destroy|stab|shoot|beat"
        r"|break|burn|crush|scrap|dismantle|arrest|make you)|i am going to (?:kill|hurt|gut|destroy))\b",
    ),
    (
        "haggle",
        r"too (?:expensive|much money|pricey)|\b(?:cheaper|discount|lower (?:the|your) price|better price|half"
        r" (?:the )?price)\b"
        r"|^(?:how about|what about|i (?:will|would|can) (?:give you|pay|offer)(?: you)?|i offer|i pay) (?:\d+|half"
        r"|one|two"
        r"|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|a hundred)\b(?! (?:for|to|if))"
        r"|that is (?:too much"
        r"|robbery)",
    ),
    (
        "insult",
        r"\byou (?:are |are an? |are such an? |are nothing but an? |)(?:\w+ )?(?:idiot|moron|fool|liar|coward|pig"
        r"|swine|scum|bastard|dog|rat|snake|weasel|cretin|worm|imbecile|oaf|brute|wretch|drunk|drunkard|traitor"
        r"|thief|dimwit|halfwit|simpleton|buffoon|clown|loser|filth|garbage|trash|junk|useless|worthless|pathetic"
        r"|stupid|ugly|disgusting|dumb|horrible|awful|terrible)\b|\bi hate you\b|\bgo to hell\b|\bscrew you\b"
        r"|^(?:idiot|moron|fool|liar|coward)$",
    ),
    (
        "condole",
        r"^(?:i am )?(?:so |very |truly |really )?sorry (?:about (?:your|the|what)|for your|to hear|for the loss)\b"
        r"|\bcondolences\b|^(?:that is|how) (?:so |very )?(?:awful|terrible|dreadful|sad|horrible|cruel)$"
        r"|^(?:oh )?(?:you )?poor (?:lamb|thing|man|woman|soul|you|dear|child)$",
    ),
    (
        "apologise",
        r"^(?:i am )?(?:so |very |really |truly )?sorry\b(?! what)|\bi apologi[sz]e|\bmy apologies|\bforgive me\b",
    ),
    (
        "compliment",
        r"\b(?:what|that is|this is|such) an? (?:\w+ )?(?:magnificent|beautiful|wonderful|excellent|amazing"
        r"|splendid|fine|lovely|superb|impressive|great|gorgeous|brilliant|marvelous|marvellous|fantastic"
        r"|masterful|clever|kind|generous|brave|wise|skilled|talented|nice|awesome|good|helpful|smart|strong"
        r"|charming|funny)\b(?! (?:question|morning|day|evening|night|idea|point))|\byour (?:\w+ )?\w+ (?:is|are)"
        r" (?:so |very |really |truly )?(?:magnificent|beautiful|wonderful|excellent|amazing|splendid|fine|lovely"
        r"|superb|impressive|great|gorgeous|brilliant|marvelous|marvellous|fantastic|masterful|clever|kind"
        r"|generous|brave|wise|skilled|talented|nice|awesome|good|helpful|smart|strong|charming|funny)$|^you are"
        r" (?:an? |so |very |really |truly |the |quite )*(?:magnificent|beautiful|wonderful|excellent|amazing"
        r"|splendid|fine|lovely|superb|impressive|great|gorgeous|brilliant|marvelous|marvellous|fantastic"
        r"|masterful|clever|kind|generous|brave|wise|skilled|talented|nice|awesome|good|helpful|smart|strong"
        r"|charming|funny|best)\b|^(?:magnificent|beautiful|wonderful|excellent|amazing|splendid|fine|lovely"
        r"|superb|impressive|great|gorgeous|brilliant|marvelous|marvellous|fantastic|masterful|clever|kind"
        r"|generous|brave|wise|skilled|talented|nice|awesome|good|helpful|smart|strong|charming|funny) (?:work"
        r"|job|shop|place|piece)",
    ),
    (
        "meet",
        r"^(?:it is |it was )?(?:nice|pleased|good|a pleasure|my pleasure|pleasure|delighted|glad) to (?:meet"
        r"|have met|make|know) you",
    ),
    ("farewell", r"^(?:thanks|thank you)[a-z ]* (?:bye|goodbye|farewell)$"),
    ("thank", r"^(?:ok |okay |great |well |no )?(?:thanks|thank you|many thanks|much obliged)\b"),
    (
        "take_leave",
        r"^i (?:have |really |must |should |had |better |need |am |will |to |got |gotta |going |be )*"
        r"(?:to run|to dash|gotta (?:run|dash|go|fly|bounce)|got to (?:run|dash|fly|go))(?: now)?\b"
        r"(?! (?:to|into|from|for|after) )",
    ),
    (
        "farewell",
        r"^(?:ok |okay |well |thanks |right )?(?:goodbye|good bye|bye|farewell|see you|so long|good night)\b"
        r"|^(?:i )?(?:must|should|have to|need to|better|got to) (?:be )?(?:go|going|leave|leaving|off)\b",
    ),
    (
        "greet",
        r"^(?:hello|hi|hey|heya|hiya|hullo|ahoy|yo|greetings|good (?:morning|day|evening|afternoon)|well met|hail"
        r"|howdy)\b(?: (?:there|again|friend|sir|to you|my friend|robot|smith|detective|madam|miss|mister"
        r"|stranger))*$",
    ),
    (
        "more",
        r"^(?:(?:please )?tell me more|go on|and then|what else|anything else|is there more|what happened (?:then"
        r"|next)|more(?: please)?|continue)$",
    ),
    (
        "repeat",
        r"^(?:sorry |excuse me |wait )?(?:what|huh+|eh|pardon(?: me)?|come again|(?:please |can you |could you )?(?:say"
        r" (?:that|it)(?: once)? (?:again|once more)|repeat(?: (?:that|it|yourself))?)(?: please)?"
        r"|what did you (?:just )?say|what was that(?: again)?"
        r"|i (?:did not|could not) (?:quite )?(?:hear|catch) (?:you|that|it))$",
    ),
    (
        "ask_come",
        r"^(?:please |will you |can you |could you |would you )*(?:come with me|follow me|join me|wait here|stay"
        r" here|travel with me|come along)",
    ),
    (
        "ask_nature",
        r"^what are you$|\bare you (?:real|human|an? (?:ai|bot|npc|robot|machine|program|computer|character))\b"
        r"|is this a game",
    ),
    (
        "yes",
        r"^(?:yes|yeah|yep|aye|sure|of course|certainly|okay|ok|indeed|gladly|agreed|deal|absolutely|affirmative"
        r"|very well|all right)(?: (?:please|i do|i will|i am|go on|thanks|of course|then|sir|i would|do|tell me"
        r"|it is))*$",
    ),
    (
        "no",
        r"^(?:no|nope|nah|never|not (?:now|really|yet|today)|negative)(?: (?:thanks|thank you|i do not|i will not"
        r"|i am not|not|never|sir|way))*$",
    ),
    (
        "jest",
        r"^(?:ha(?:ha)+|he(?:he)+|lol|lmao|rofl)\b|\bwhat do you (?:call|get (?:if|when) you cross) an? \w+"
        r"|^why (?:do|does|did) (?:the |a |our |your )?\w+ cross the road|^knock knock|\bpull my finger\b"
        r"|^(?:i am |i was )?(?:just |only )?(?:joking|kidding|pulling your leg|teasing)\b",
    ),
    (
        "comfort",
        r"^there there\b|^do not (?:you )?(?:worry|cry|weep|be (?:sad|afraid|scared|frightened|ashamed|hard on"
        r" yourself)|blame yourself|lose heart|give up)\b|\bit (?:is|was) not your (?:fault|doing)\b"
        r"|\byou (?:did|have done) (?:all|everything|what|your best|the best)\b|\byou (?:are|were) not (?:alone|to"
        r" blame)\b"
        r"|^(?:it|that|this|things|everything) will (?:all )?(?:be (?:all right|alright|fine|okay|well)|pass|get"
        r" better)"
        r"|\bthat must (?:have )?(?:be|been|hurt|mess|feel|felt)\b|^(?:it is|that is) (?:all right|okay|fine) to"
        r" (?:cry|be|feel)"
        r"|^take heart\b|^cheer up\b|^chin up\b|^i am here for you\b",
    ),
    (
        "philosophy",
        r"\bmeaning (?:of|in|to) (?:it|life|all|this|anything|lying|living)\b|\b(?:where do we go|what happens|what"
        r" comes)"
        r" (?:when|after) (?:we|you|one|people) (?:die|death)|\bis there (?:a god|any god|life after)"
        r"|^why (?:do|does) (?:people|men|women|anyone|anybody|we all|everyone)\b|^why (?:live|go on|are we here)\b"
        r"|^what is (?:love|truth|death|freedom|courage|happiness|justice|evil|beauty|time)$"
        r"|^do you (?:ever )?(?:believe in|wonder (?:if|whether|why))\b",
    ),
    ("joke", r"\b(?:a|any|another) (?:joke|riddle)s?\b|make me laugh|say something funny"),
    (
        "flirt",
        r"\bmarry me\b|\bkiss me\b|\bi love you\b|\byou are (?:so |very )?(?:beautiful|pretty|cute|sexy|hot"
        r"|gorgeous)\b",
    ),
    (
        "ask_opinion",
        r"what do you (?:think|make) (?:of|about)|your opinion|do you (?:like|trust|hate|fear|love)\b|are you"
        r" afraid of|should i trust",
    ),
    (
        "ask_way",
        r"how (?:do|can|would|could|should) (?:i|we|one) (?:get|go|reach|travel)|(?:which|what is the|show me the"
        r"|know the) (?:way|road|path)|\bdirections? to\b|how far (?:is|to)|looking for the way",
    ),
    (
        "ask_price",
        r"\bhow much (?:is|are|for|does|do|would|will)\b|\bwhat (?:does|do) .{1,40} cost|\bprices?\b|^how much$"
        r"|\bcost of\b",
    ),
    ("ask_many", r"^(?:and )?how (?:many|old|big|tall|deep|strong|large|heavy|long)\b"),
    (
        "ask_where",
        r"^(?:and |but |so |do you know |tell me |can you tell me )?where\b|\bwhere (?:is|are|can|do|does|did)\b",
    ),
    (
        "ask_when",
        r"^(?:and |but |so |do you know |tell me )?(?:when|since when|at what time|how long (?:ago|until))\b",
    ),
    (
        "ask_why",
        r"^(?:and |but |so |do you know |tell me )?(?:why|how come|for what reason)\b|^how did .{1,40} die$",
    ),
    ("ask_who", r"^(?:and |but |so |do you know |tell me )?(?:who|whom|whose)\b"),
    (
        "ask_self",
        r"\babout your(?:self)?\b|^(?:and )?what do you do(?: here| for a living| for work)?$|^where (?:are|were"
        r"|have) you\b|\byour (?:story|job|past|trade|family|profession|life)\b|^do you (?:have (?:a |any"
        r" )?(?:family|children|wife|husband|kids)|live here)|^how old are you",
    ),
    (
        "sell",
        r"\bi (?:want|would like|have|wish) to sell\b|\b(?:would|will|do|could) you buy\b|(?:have|got) .{1,40} to"
        r" sell",
    ),
    (
        "buy",
        r"\bi (?:want|would like|wish|need) to buy\b|\bi will (?:take|buy|have)\b|\bsell me\b|\bcan i buy\b",
    ),
    (
        "trade",
        r"what (?:do|are) you sell|your (?:wares|goods|stock)|(?:what|anything|something|goods) .{0,24}for sale\b"
        r"|^what do you (?:make|sell|forge|craft|brew|serve|offer)$|\bdo you sell\b|^(?:let us )?trade$",
    ),
    (
        "ask_help",
        r"^(?:please )?(?:help|help me|help us|i need (?:your )?help|save me|can you help(?: me)?)(?: please)?$",
    ),
    (
        "ask_about",
        r"\btell me (?:\w+ ){0,2}about\b(?! (?:you|yourself)\b)|\bwhat (?:do|can) you (?:know|tell me) (?:about"
        r"|of)\b|^(?:and )?(?:what|how) about\b|\bhave you heard of\b|^what (?:is|are|was|happened)\b|^do you"
        r" know (?:of |about |anything)|^describe\b|^explain\b|^did you (?:know|hear|see)",
    ),
    (
        "request",
        r"^(?:please )?let (?:me|us) (?:in|out|through|pass|go|by)\b"
        r"|^i (?:need|want|would like) an? (?!word|moment|minute"
        r"|favou?r|hand|job|answer|drink of)\w+"
        r"|^(?:please )?(?:can|could|will|would) you (?:please )?(?!tell|say|know|be|have|like|explain"
        r"|describe)\w+|^(?:please )?(?:give|open|close|unlock|bring|fetch|hand|lend|fix|repair|heal|cure|teach"
        r"|make|forge|drop|attack|kill|stop|start|call|turn|move|sit|stand|dance|sing|cook|build|sell|unseal"
        r"|activate|carry|take) (?:me|us|the|it|that|this|my|your|him|her|a|an|up|down|on|off|down)\b",
    ),
    ("good_news", r"^i (?:have |just |have just )?(?:finally|managed|succeeded|won)\b|\bi did it$"),
    (
        "sad_news",
        r"^i am (?:so |very |really )?(?:scared|afraid|frightened|lonely|sad|hurt|worried|desperate"
        r"|heartbroken)\b|\bmy (?:\w+ )?(?:brother|sister|father|mother|wife|husband|son|daughter|friend|dog|cat"
        r"|horse|family|parents) (?:is |are |has |have |was |were )?(?:just )?(?:died|dead|been killed|killed"
        r"|gone|passed)",
    ),
)

RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern)) for kind, pattern in (*everyday.PATTERNS, *_PATTERNS)
)
"""Kinds of acts with their patterns, in the order in which they are tried."""
