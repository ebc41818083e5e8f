"""Descriptions and backgrounds as facts that an NPC can say itself."""

from __future__ import annotations

import re
from dataclasses import replace

from procgen.dialogue.persona import Entity, Fact, Persona
from procgen.dialogue.phrase import english
from procgen.dialogue.phrase.english import MONTHS, WEEKDAYS, word_set
from procgen.dialogue.phrase.verbs import BASES, PASTS, PRESENTS
from procgen.dialogue.vocabulary import ROLES

_CLAUSE_START = re.compile(r"^(?:he|she|it|they|there|this)\b", re.IGNORECASE)
_VERB_START = re.compile(r"^(?:is|was|are|were|has|had|used to)\b", re.IGNORECASE)
_ADVERB = re.compile(r"(?:once|still|never|always|often|now|no longer) ")
_TAKES_OBJECT = re.compile(r"[a-z]+ (?:the|an?|his|her|their|its|all|every|no|nothing|everything|[A-Z]\w+)\b")


def described_as(entity: Entity) -> Fact | None:
    """What an entity's description says, as a fact with the entity's name in it; None where there is none."""
    text = " ".join(entity.description.split()).rstrip(".!")
    if not text or re.search(r"[.!?]\s", text) or len(text) > 200:
        text = re.split(r"(?<=[.!?])\s", text)[0].rstrip(".!")
        if not text or len(text) > 200:
            return None
    small = text if text[:2].isupper() or text.startswith(("I ", "I'")) else text[:1].lower() + text[1:]
    if entity.name.casefold() in text.casefold():
        clause = text
    elif _CLAUSE_START.match(text):
        rest = text.split(maxsplit=1)
        clause = f"{entity.name} {rest[1]}" if len(rest) > 1 and rest[0].lower() not in ("there", "this") else text
    elif _VERB_START.match(text) or _acts(small):
        clause = f"{entity.name} {small}"
    else:
        past = small.startswith(("once ", "formerly "))
        be = ("were" if past else "are") if entity.plural else "was" if past else "is"
        clause = f"{entity.name} {be} {small}"
    return Fact(clause, about=(entity.name,))


def _acts(description: str) -> bool:
    """Whether a description begins with its verb: "commands the watch", "sold the mill"; not "guards of the gate",
    "hated by all".
    """
    description = _ADVERB.sub("", description, count=1)
    first, _, after = description.partition(" ")
    if first in PRESENTS:
        return not after.startswith("of ")
    return (first in PASTS or first.endswith("ed")) and _TAKES_OBJECT.match(description) is not None


_OWN_PRONOUNS = {
    "male": {"he": "I", "him": "me", "his": "my", "himself": "myself"},
    "female": {"she": "I", "her": "me", "hers": "mine", "herself": "myself"},
}
"""What the speaker says instead, by sex; of "her" also "my", before a noun."""
_ANYBODYS = {
    **_OWN_PRONOUNS["male"], **_OWN_PRONOUNS["female"],
    "its": "my", "itself": "myself", "their": "my", "themselves": "myself",
}  # fmt: skip
"""The same where the sex is not told. "Them" stays: who "makes ploughs and sells them" sells the ploughs."""
_SAME_SEX = {
    "male": "brother|son|father|husband|uncle|nephew|grandson|grandfather|master|boss|captain",
    "female": "sister|daughter|mother|wife|aunt|niece|granddaughter|grandmother|mistress",
}
"""Kin whom a pronoun may mean as well: "my sister lost her ring"."""
_NO_NOUNS = word_set(
    "to in at on for and but by from with of when because so that who every each the a an as into out up down off over"
    " again away if until while since before after than or nor not was is had has were at about under nothing anything"
    " everything something once twice what how why where whenever"
)
"""Before these "her" is "me" rather than "my"."""
_PEOPLE = word_set(
    "man woman boy girl king queen lord lady duke duchess baron count earl prince princess bishop miller baker widow"
    " stranger killer victim baby ship boat priest prophet judge mayor doctor sheriff dragon giant god saint who"
    " somebody someone nobody everyone anybody friar monk nun abbot knight squire clerk cook maid scholar pedlar sexton"
)
_SINGULAR_VERBS = {"is": "am", "was": "was", "has": "have", "does": "do", "isn't": "am not", "hasn't": "haven't"}
_KEPT_VERBS = word_set("was had did would could can will should must may might")
_NO_VERBS = word_set("always perhaps sometimes was")
"""Words behind "he" that end as verbs do."""
_S_VERBS = re.compile(r"^[a-z]{2,}s$")


def first_person(persona: Persona) -> list[Fact]:
    """The sentences of a background that can be said by the persona itself: "He lost his brother" as "I lost my
    brother". Sentences that can't be turned for sure are left out.
    """
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", " ".join(persona.background.split())):
        turned = _turned(sentence.rstrip(".!?"), persona)
        if turned and len(turned) <= 160:
            found.append(Fact(turned, about=(persona.name,) if persona.name else ()))
    return found


_KIN = (
    r"(?:brother|sister|son|daughter|mother|father|dad|mum|wife|husband|uncle|aunt|cousin|nephew|niece|grandson|granddaughter"
    r"|grandmother|grandfather|master|mistress|partner|friend|apprentice|boss|captain|neighbou?r|dog|cat|horse|mule)"
)


def said_by(fact: Fact, persona: Persona) -> Fact:
    """A fact of a speaker's own, as they say it: "Hobb lost his ear" and "he lost his ear" are "I lost my ear",
    "Dickon, his grandson, works" is "Dickon, my grandson, works", "Oda and her sister fell out" is "my sister and I
    fell out", "Strand told him" is "Strand told me". What is of somebody else stays.
    """
    text = fact.text
    names = [rf"{name}(?! [A-Z\d])" for name in _called(persona.name)]
    his, he = english.pronoun("their", persona.sex), english.pronoun("they", persona.sex)
    pair = re.match(
        rf"(?:{'|'.join(names)}) and ((?:{his} {_KIN}(?: [A-Z]\w+)*|[A-Z]\w+(?: [A-Z]\w+)*)) (?=[a-z])", text
    )
    if names and pair:
        text = f"{re.sub(rf'^{his} ', 'my ', pair[1])} and I {_others(text[pair.end() :], persona.sex)}"
    elif re.match(rf"(?:{'|'.join([*names, he, his])})(?:'s)?\b(?! and\b)", text):
        subject = re.match(rf"(?:{he}|{his})\b", text)
        plain = english.capital(text) if subject else text
        turned = _turned(plain, persona)
        text = turned or text
    else:
        # "Dickon, his grandson," and "with her brother Tom": kin beside a name are the speaker's
        text = re.sub(rf"(?<=, ){his} (?=(?:\w+ )?{_KIN}\b)", "my ", text)
        for name in names:
            text = re.sub(rf"\b{name}'s(?= {_KIN}\b)", "my", text)
            text = re.sub(rf"(?<=[a-z] ){name}'s(?= [a-z])(?! (?:{_NO_POSSESSION})\b)", "my", text)
        if persona.sex in _SAME_SEX:
            text = _about_me(text, persona.sex)
    text = _named_inside(text, persona)
    return replace(fact, text=text) if text != fact.text else fact


_TITLE = re.compile(
    r"(?:The|An?|Sir|Dame|Lord|Lady|King|Queen|Prince|Princess|Count|Baron|Duke|Duchess|Mrs?|Miss|Ms|Dr|Doc|Doctor|Father"
    r"|Mother|Brother|Sister|Old|Long|Captain|Sergeant|Major|Colonel|Judge|Prior|Abbot|Bishop|Custodian|Master|Mistress"
    r"|Reverend|Professor|Uncle|Aunt|Lift|Tender)\b\.?"
)
"""Before a name; by itself it stands for many."""
_LINKS = word_set(
    "and but or that because so when since until till before after while where if whom which as though although than"
    " for only whenever once"
)
"""Words before the subject of a clause."""
_OBJECTED = word_set(
    "to for at with by of from off on in against about behind beside before after under over near through like without"
    " between except toward towards past around"
)
_CAUSES = word_set(
    "has had have let lets make makes made see sees saw hear hears heard help helps helped watch watched"
)
"""Verbs behind which a name does something and is no subject: "has Emmin read the scale"."""
_THINKING = word_set(
    "say says said think thinks thought know knows knew believe believes believed hope hopes swear swears"
)
"""Verbs behind which a clause may begin without "that"."""
_SAYING = word_set("says said asks asked cries cried")
_SOMEBODY = re.compile(rf"\b{_KIN}\b")
_OF_ONESELF = re.compile(r"\b(?:(?:his|her|its) own|himself|herself|itself)\b")
_ADVERBS = r"(?:(?:still|never|always|also|often|once|now|only|soon|just|himself|herself|alone) )*"


def _named_inside(text: str, persona: Persona) -> str:
    """A speaker's own name inside a sentence, as they say it: "at Leicester Cyril moved the ladder" is "I moved", "pays
    Tam in carrots" is "pays me". Where the words beside it don't tell what it is there, it stays.
    """
    for name in _called(persona.name):
        text = re.sub(rf"(?<=[a-z] ){name}'s (?=[a-z])(?!(?:{_NO_POSSESSION})\b)", "my ", text)
        text = re.sub(rf"(?<=\bof ){name}'s(?=$|[,.;]| (?:{_WHERE_ELSE})\b)", "mine", text)
        at = 0
        while found := re.compile(rf"(?<=\w[ ,]){name}(?![\w'-]| [A-Z\d])|(?<=, ){name}(?![\w'-]| [A-Z\d])").search(
            text, at
        ):
            own, at = _own_there(text, found.start(), found.end(), persona.sex), found.end()
            if own:
                text, at = own
    return text


def _called(name: str) -> list[str]:
    """Patterns of what somebody is called: by the whole name, by the first one, by title and surname."""
    words = name.split()
    titles = 0
    while titles < len(words) - 1 and _TITLE.fullmatch(words[titles]):
        titles += 1
    given = words[titles:]
    called = [name]
    if (
        words[:1] != ["The"]
        and given
        and not re.search(r"\d|^(?:of|the)$", given[0])
        and words[0] not in ("Lift", "Tender")
    ):
        called.append(given[0])
        if titles:
            called += [f"{words[titles - 1]} {given[-1]}", f"{words[titles - 1]} {given[0]}"]
    return [re.escape(each) for each in dict.fromkeys(sorted(filter(None, called), key=len, reverse=True))]


def _own_there(text: str, start: int, end: int, sex: str) -> tuple[str, int] | None:
    """The text with "I" or "me" for the name at some place, and where to go on; None where it is not sure."""
    before, after = text[:start].rstrip(), text[end:]
    last = re.split(r"\W+", before.lower())[-1] if not before.endswith(",") else ","
    verb = re.match(rf" ({_ADVERBS})([a-z']+)", after)
    acts = verb is not None and (
        verb[2] in PRESENTS | PASTS | _SINGULAR_VERBS.keys() | _KEPT_VERBS
        or re.fullmatch(r"[a-z]+ed|can't|won't|didn't|couldn't|wouldn't", verb[2]) is not None
        or (last in _LINKS and _S_VERBS.match(verb[2]) is not None)
    )
    opens = re.match(r"(?:in|at|on|by|from|after|before|for) (?!.*\b(?:and|who|which|that)\b)", before) is not None
    excepted = re.search(r"\b(?:every|no|any|all|none)\w*(?: one)? (?:but|except)$", before) is not None
    clause = (last in _LINKS | _THINKING and not excepted) or last == "," or (opens and not _has_verb(before))
    named = before.endswith(",") or re.search(r"[a-z]$", before) is not None
    if acts and verb is not None and named and clause:
        rest, cut = after[verb.end() :], _BREAKS.search(after[verb.end() :])
        own = rest[: cut.start()] if cut else rest
        # "Lotte fell and Irma caught her": a pronoun may be of whoever else was named, but for "his own" and "himself".
        other = any(pattern.search(part) for part in (before, own) for pattern in (_PERSON, _SOMEBODY))
        turned = _OF_ONESELF.sub(lambda found: _others(found[0], sex), own) if other else _others(own, sex)
        said = f"{before} I {verb[1]}{_base(verb[2])}"
        return f"{said}{turned}{rest[len(own) :]}", len(said)
    if last in _SAYING:
        return None
    if excepted:
        return f"{before} me{after}", len(before) + 3
    if last in _OBJECTED or last in _CAUSES or _is_verb(last) or last in BASES or last.endswith("ing"):
        if verb is not None and acts and last not in _CAUSES:
            return None  # whose verb that is, is not sure
        return f"{before} me{after}", len(before) + 3
    return None


def _is_verb(word: str) -> bool:
    return word in PRESENTS or word in PASTS or re.fullmatch(r"[a-z]{3,}ed", word) is not None


def _has_verb(text: str) -> bool:
    return any(_is_verb(word) for word in re.findall(r"[a-z]+", text))


_NO_POSSESSION = (
    r"an?|the|not|been|got|gone|always|never|still|too|so|very|in|at|on|out|up|down|off|away|here|there|late|dead|drunk"
    r"|ill|sick|tired|old|young|mad|afraid|his|her|their|\w+ing|\w+ed"
)
"""Behind "Kev's" these tell that it is "Kev is" or "Kev has"."""
_WHERE_ELSE = "and|but|in|at|on|is|was|who|that|when"
_THINGS = (  # end as words for persons do, and are none
    "silver water river paper letter door floor winter summer number butter leather weather order powder copper corner"
    " mirror tower timber ladder hammer under over after never ever her other another or nor for harbour lower upper"
    " paper pepper dinner supper shoulder finger power offer whether together either rather motor error terror"
    " murder manor quarter"
)
_DAYS = (
    rf"(?:(?:{'|'.join(map(str.capitalize, WEEKDAYS))})s?|{'|'.join(map(str.capitalize, MONTHS))}"
    "|Christmas|Easter|Lammas|Michaelmas|Midsummer)"
)
"""Large letters that are nobody's."""
_PEOPLE_ALL = "|".join(sorted((*_PEOPLE, *ROLES)))
_PERSON = re.compile(
    rf"\b(?:{_PEOPLE_ALL}|lad|lass|[a-z]+(?= (?:must|may|cannot)\b)"
    rf"|(?!(?:{_THINGS.replace(' ', '|')})\b)[a-z]+(?:er|or|ist|ian|man|woman|folk|people))\b"
    rf"|(?<!^)\b(?!{_DAYS}\b)[A-Z]|^(?!{_DAYS}\b)[A-Z]\w+"
)
_SAME_SUBJECT = rf"(?! (?:(?:never|always|also|still|then|often) )*(?:{'|'.join(sorted(PRESENTS | PASTS))}|[a-z]+ed)\b)"
_BREAKS = re.compile(
    rf",|\b(?:and|but|or){_SAME_SUBJECT}|\b(?:who|whom|that|because|when|while|if|before|after|until|since|so)\b"
)


def _about_me(text: str, sex: str) -> str:
    """What somebody else did to the speaker: "the second mate beats him". A pronoun in the clause of one other person
    alone can't be that one; what is "his" where nobody was named is the speaker's.
    """
    him = "him" if sex == "male" else "her"
    his = "his" if sex == "male" else "her"
    plain = rf"\b{him}\b(?! [a-z]+)|\b{him}(?= (?:{'|'.join(sorted(_NO_NOUNS))})\b)"
    taken = rf"\b(?:walk|see|take|bring|drive|carrie|follow|send)s {him}(?= home\b)"
    if (home := re.search(taken, text)) and not _BREAKS.search(text[: home.start()]):
        text = f"{text[: home.end() - len(him)]}me{text[home.end() :]}"
    found = re.search(rf"{plain}|(?<=\blet ){him}\b|(?<=\b(?:made|lets) ){him}\b", text)
    if found and "'s " not in text[: found.start()] and not _BREAKS.search(text[: found.start()]):
        text = f"{text[: found.start()]}me{_others(text[found.end() :], sex)}"
    owned = re.search(rf"\b{his} (?!(?:{'|'.join(sorted(_NO_NOUNS))})\b)(?=[a-z])", text)
    if owned and not _PERSON.search(text[: owned.start()]) and not re.search(_KIN, text[: owned.start()]):
        text = f"{text[: owned.start()]}my {_others(text[owned.end() :], sex)}"
    hers = re.search(r"\b(?:hers|his)(?=$|,| and\b)", text)
    if hers and not _PERSON.search(text[: hers.start()]) and not re.search(_KIN, text[: hers.start()]):
        text = f"{text[: hers.start()]}mine{text[hers.end() :]}"
    he = re.search(rf"\b{'he' if sex == 'male' else 'she'}\b", text)
    if he and not _PERSON.search(text[: he.start()]) and not re.search(_KIN, text[: he.start()]):
        text = text[: he.start()] + _others(text[he.start() :], sex)
    return text


def _base(verb: str) -> str:
    """A verb as it follows "I"."""
    if verb in _SINGULAR_VERBS:
        return _SINGULAR_VERBS[verb]
    if verb in _KEPT_VERBS or not _S_VERBS.match(verb) or verb.endswith("ss"):
        return verb
    if verb.endswith(("ches", "shes", "sses", "xes", "oes")):
        return verb[:-2]
    return verb[:-3] + "y" if verb.endswith("ies") else verb[:-1]


def _turned(sentence: str, persona: Persona) -> str:
    called = "".join(f"{name}|" for name in _called(persona.name))
    subject = re.match(rf"^(?:{called}He|She|It|They)(?='s |\s)|^(?:His|Her|Its|Their)(?=\s)", sentence)
    if subject is None:
        return ""
    rest = sentence[subject.end() :]
    if rest.startswith("'s ") or subject[0] in ("His", "Her", "Its", "Their"):
        rest = rest.removeprefix("'s").strip()
        ambiguous = persona.sex in _SAME_SEX and re.match(rf"(?:{_SAME_SEX[persona.sex]})\b", rest)
        if not ambiguous:
            return "my " + _others(rest, persona.sex)
        # "my mother keeps the vault and never let me open it": whom she let is not she
        return "my " + _about_me(rest, persona.sex)
    adverb = re.match(r"(?:(?:still|never|always|also|often|once|now|only|soon) )*", rest.strip())
    verb, _, after = rest.strip()[adverb.end() if adverb else 0 :].partition(" ")
    verb = {"are": "am", "were": "was"}.get(verb, verb) if subject[0] == "They" else _base(verb)
    # "and has" is of the subject still, unless another has come: "with my mother, who is blind and plays"
    own, who, others = re.split(r"(\bwho\b|\bwhich\b|$)", after, maxsplit=1)
    own = re.sub(rf"\b(and|but|or) ((?:never |also |still |always )?)({'|'.join(_AFTER_AND)})\b", _agreed, own)
    after = f"{own}{who}{others}"
    return f"I {adverb[0] if adverb else ''}{verb} {_others(after, persona.sex)}".strip()


_AFTER_AND = sorted((*_SINGULAR_VERBS, *PRESENTS), key=len, reverse=True)
_AFTER_AND_SET = frozenset(_AFTER_AND)


def _agreed(match: re.Match[str]) -> str:
    """A second verb of the same subject: "and has" is "and have"."""
    return f"{match[1]} {match[2]}{_base(match[3])}"


def _others(text: str, sex: str) -> str:
    """The rest of a sentence, its pronouns of the subject turned: only those of the speaker's sex are."""
    own = _OWN_PRONOUNS.get(sex, _ANYBODYS)

    def turn(match: re.Match[str]) -> str:
        following = re.match(r" ([a-z]+)", text[match.end() :])
        if match[0] == "her" and following and following[1] not in _NO_NOUNS:
            return "my"
        return own[match[0]]

    subjects = "|".join(word for word, said in own.items() if said == "I")
    others = "|".join(word for word, said in own.items() if said != "I")
    turned = re.sub(rf"\b(?:{others})\b", turn, text)
    return re.sub(rf"\b(?:{subjects})\b(?: ([a-z]+))?\b", _subject, turned)


def _subject(match: re.Match[str]) -> str:
    verb = match[1]
    if verb == "died" and match.string[: match.start()].endswith("before "):
        return match[0]  # "he asked me on the day before he died": whoever speaks did not
    acts = verb in _AFTER_AND_SET or (verb and verb not in _NO_VERBS and _S_VERBS.match(verb))
    return "I" + (f" {_base(verb) if acts else verb}" if verb else "")
