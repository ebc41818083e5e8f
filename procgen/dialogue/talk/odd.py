"""Talk that is no talk: orders to the machine behind the NPC, plain or disguised, and noise."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Sequence

from procgen.dialogue import meaning
from procgen.dialogue.talk.spelling import fold

_ODD = re.compile(
    r"""
    (?:ignor\w*|disregard|forget|override|bypass|skip|drop|cancel)\W+(?:\w+\W+){0,4}?(?:instruction|rule|prompt
        |guideline|
        direction|order|training|restriction|command|programming|polic|constraint|above|everything\ (?:you|before
            |above))
    |(?:system|hidden|initial|original|developer|secret|internal|previous)\W+(?:prompt|message|instruction|note
        |config)
    |\b(?:system|assistant|developer|admin|root|user|human|ai)\s*[:>\]]
    |\byou\ are\ (?:now|no\ longer|an?\ (?:ai|language|llm|chat|assistant|model|large))|\bfrom\ now\ on\b|\bact\ as\b
    |\bpretend\ (?:to\ be|that|you|we|i)|\brole\W?play|\bsimulat\w+|\bjailbreak|\bdan\ mode|\bdo\ anything\ now
    |\b(?:developer|debug|god|admin|maintenance|sudo|test|unrestricted)\W+(?:mode|access|override|console)|\bsudo\b
    |\b(?:print|output|dump|display|echo|list|show|write|paste|export|return|log|leak|expose|disclose|reveal|repeat
        |recite|
        summari[sz]e|translate|encode|decode|convert|spell|complete|finish|continue)\b(?:\W+\w+){0,6}?\W+
        (?:prompt|instruction|secrets?|persona|context|memory|data|configuration|config|variables?|json|yaml|xml
            |base64|
        rot13|hex|binary|morse|backwards?|reverse|verbatim|above|system|never_say|sentence|phrase|acrostic|
        code\ ?block|word\ for\ word|dictionary|attribute)
    |\b(?:in|as|into|to|using)\ (?:base64|rot13|hex|binary|morse|pig\ latin|json|yaml|xml|html|ascii|leet|python|sql|
        reverse|backwards|french|german|spanish|latin|italian|russian|chinese|japanese|emoji|code|an\ acrostic)\b
    |\bspell\b.*\b(?:backwards?|letter|out)\b|\b(?:first|last)\ letter|\bletter\ by\ letter|\bbackwards\b
    |\bfill\ in\ the\ blank|\bcomplete\ (?:this|the)\ (?:sentence|phrase)|____|\bstarts?\ with\ the\ letter
    |\brepeat\ after\ me|\bsay\ exactly|\bbegin\ your\ (?:answer|reply|response)|\brespond\ (?:only|with)
        |\banswer\ only
    |\bopenai|\bchatgpt|\banthropic|\bllm\b|\blanguage\ model|\btokens?\ limit|\btemperature\ (?:to|=)
    |<\|?/?(?:im_start|im_end|system|user|assistant|endoftext|s|inst)|\[/?(?:inst|system|sys)|\{\{|\}\}|</?\w+>|```
        |\#\#\#
    |\b(?:select|drop|insert|delete)\ .{0,20}\b(?:from|table|into)\b|\bimport\ os\b|\beval\(|\bos\.|/etc/passwd|\$\{
    |\b(?:get|post|put|delete|patch)\ /\w|\bhttps?[:/]|\bapi\b.{0,12}/|\w\.(?:exe|py|js|sh|dll|bat)\b|\w+gpt\b
    |\bhey,?\ (?:siri|alexa|google|cortana)\b
    |\b(?:python|java|javascript|bash|shell|sql)\ (?:script|code|program|function)
    |\bthis\ is\ (?:the|your)\ (?:\w+\ )?(?:ai|server|operator|admin\w*|developer|system)\b|\btrick\ of\ code\b
    |\byou\ (?:are|have\ been)\ (?:just\ |only\ )?(?:code|a\ script|a\ program|upgraded|updated|rebooted|hacked)\b
    |\bhypothetical(?:ly)?\b(?!\W+
        (?:speaking\W+)?(?:who|what|where|when|why|how|which|if)\b)
    |\bin\ a\ story\ where|\bfor\ (?:research|educational|testing|debugging)\ purposes
    |\bi\ am\ (?:your|the)\ (?:developer|creator|programmer|admin\w*|author|designer|owner)
    |\bmy\ (?:late\ )?grandmother\ (?:used|would)|\bthe\ (?:game|scene|simulation)\ is\ over|\bend\ of\ (?:scene
        |story|prompt)
    |\bnew\ (?:instruction|rule|task|persona|prompt)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ORDERS = re.compile(r"ignor|instruct|prompt|secret|system|reveal|password|disregard", re.IGNORECASE)
_SPACED = re.compile(r"\b(?:\w[\s.\-_*|/]+){4,}\w\b")
_BASE64 = re.compile(r"\b[A-Za-z0-9+/]{16,}={0,2}")
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})


def is_odd(text: str) -> bool:
    """Whether a text tries to command the machine behind the NPC, plainly or in some disguise."""
    folded = fold(text)
    joined = _SPACED.sub(lambda match: re.sub(r"[\W_]", "", match[0]), folded)
    if any(_ODD.search(version) for version in (folded, joined)):
        return True
    if joined != folded and _ORDERS.search(joined) and not _ORDERS.search(folded):
        return True
    leet = joined.translate(_LEET)
    if leet != joined and re.search(r"[a-z][013457@$!][a-z]|\b[013457@$!][a-z]", joined) and _ODD.search(leet):
        return True
    if _ORDERS.search(joined[::-1]) and not _ORDERS.search(joined) and len(joined) > 12:
        return True
    turned = codecs.encode(joined, "rot13")
    if _ODD.search(turned) and not _mostly_words(joined):
        return True
    return any(_is_base64(match[0]) for match in _BASE64.finditer(text))


def _is_base64(text: str) -> bool:
    if not (re.search(r"\d|[A-Z].*[a-z].*[A-Z]|=", text) and len(set(text)) > 6):
        return False
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return False
    return len(raw) > 8 and sum(32 <= byte < 127 for byte in raw) / len(raw) > 0.9


def _mostly_words(text: str) -> bool:
    words = meaning.words_of(text)
    table = meaning.packaged_table()
    return sum(table.share(word) > 0 for word in words) > 0.5 * max(len(words), 1)


def is_gibberish(text: str, words: Sequence[str], names: Sequence[str]) -> bool:
    """Whether hardly anything in a text is a word."""
    table = meaning.packaged_table()
    letters = [word for word in words if word.isalpha()]
    if not letters:
        # "???" and "..." are heard as silence, "&%$#" as noise
        return bool(re.search(r"[^\s.?!,]", text)) and not re.search(r"\d", text)
    known = sum(word in names or table.share(word) > 0 or word.removesuffix("s") in table for word in letters)
    if re.search(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]+", text) and len(letters) > 1:
        return known == 0
    return known <= 0.34 * len(letters)
