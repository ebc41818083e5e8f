"""A life in words: what slots and flags the sections of `life.book` have for each of its matters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from procgen.dialogue.phrase import english
from procgen.dialogue.talk.life.asked import KINS, Asked
from procgen.dialogue.talk.life.draw import GROWN, LIKES, Kin, Life, in_words, told_together, years_in_words

Slots = dict[str, str]
FLAG: Final = "yes"
"""What a slot holds that only conditions look at."""


def flags(*names: str) -> Slots:
    """Slots that only conditions look at."""
    return dict.fromkeys(names, FLAG)


def _about(kin: Kin) -> Slots:
    pronouns = {case: english.pronoun(case, kin.sex) for case in ("they", "them", "their")}
    return {**pronouns, "does": kin.does} if kin.does else {**pronouns}


def _age(life: Life) -> Slots:
    return {"years": in_words(life.years)}


def _partner(life: Life) -> Slots:
    kin = life.partner
    if kin is None:
        return flags(life.bond)
    told = {"partner": kin.relation, "together": years_in_words(life.together), **_about(kin), **flags(life.bond)}
    if kin.gone:
        told |= {"gone": years_in_words(kin.gone), "wed": years_in_words(max(1, life.together - kin.gone))}
    return told


def _children(life: Life) -> Slots:
    if not life.children:
        return flags("none", *(("unwed",) if life.partner is None else ()))
    told = {"children": told_together(life.children), **_about(life.children[0])}
    told["who"] = _called(life.children[0], life.children)
    return {**told, **flags("one" if len(life.children) == 1 else "several")}


def _siblings(life: Life) -> Slots:
    if not life.siblings:
        return flags("none")
    who = _called(life.siblings[0], life.siblings)
    told = {"siblings": told_together(life.siblings), "who": who, **_about(life.siblings[0])}
    return {**told, **flags("one" if len(life.siblings) == 1 else "several")}


def _parents(life: Life) -> Slots:
    if not life.parents:
        return {}
    living = [kin for kin in life.parents if not kin.gone]
    told = {"parents_did": life.parents_did}
    if len(living) == 1:
        lost = next(kin for kin in life.parents if kin.gone)
        told |= {
            "living": living[0].relation,
            "lost": lost.relation,
            "gone": years_in_words(lost.gone),
            **_about(living[0]),
        }
    if not living:
        told["gone"] = years_in_words(min(kin.gone for kin in life.parents))
    return {**told, **flags({0: "orphaned", 1: "halved", 2: "both"}[len(living)])}


def _family(life: Life) -> Slots:
    own = []
    if life.partner is not None and not life.partner.gone:
        own.append(f"a {life.partner.relation}")
    if life.children:
        own += told_together(life.children).replace(" and ", ", ").split(", ")
    if own:
        return {"family": english.listing(own), **flags("own")}
    parents = [f"my {kin.relation}" for kin in life.parents if not kin.gone]
    parents = ["my parents"] if len(parents) == 2 else parents
    kin = parents + ([told_together(life.siblings)] if life.siblings else [])
    return {"family": english.listing(kin), **flags("near")} if kin else flags("alone")


def _origin(life: Life) -> Slots:
    if not life.here:
        return flags("native")
    told = {"home": life.home, "moved": life.moved, "here": years_in_words(life.here)}
    return {name: words for name, words in told.items() if words}


def _since(life: Life) -> Slots:
    return {"trade": years_in_words(life.trade), "began": in_words(life.began)} if life.trade else {}


def _became(life: Life) -> Slots:
    return {"became": life.became, "began": in_words(life.began)} if life.became else {}


def _like(matter: str) -> Callable[[Life], Slots]:
    def told(life: Life) -> Slots:
        value, said = life.likes.get(matter, ("", ""))
        slots = {"value": value, "said": said}
        return {name: words for name, words in slots.items() if words} or flags("none")

    return told


def _self(life: Life) -> Slots:
    return {**_age(life), **_since(life), **_origin(life)}


_WORDS: Final[Mapping[str, Callable[[Life], Slots]]] = {
    "age": _age, "partner": _partner, "children": _children, "siblings": _siblings, "parents": _parents,
    "family": _family, "origin": _origin, "lived": _origin, "since": _since, "became": _became, "self": _self,
    **{matter: _like(matter) for matter in LIKES},
}  # fmt: skip
"""What slots a matter has."""
MATTERS: Final = tuple(_WORDS)


def slots_of(life: Life, matter: str) -> Slots:
    """Words of a matter for the section ``reply_life_`` of its name, and flags for its conditions."""
    told = _WORDS[matter](life)
    if life.being == "child":
        told |= {"years": in_words(life.years), **flags("small")}
    if life.being in ("robot", "spirit") and matter in KINS:
        # The dead had whom others have; what was built never did.
        told = _had(life, matter, told) if life.being == "spirit" else {}
    if life.being == "robot":
        told |= {
            "batch": in_words(life.batch[0]),
            "running": in_words(life.batch[1]),
            "version": in_words(life.version),
        }
        told["years"] = in_words(life.years)
    if life.being == "spirit":
        told |= {"dead": years_in_words(life.dead)}
    return told


def _had(life: Life, matter: str, told: Slots) -> Slots:
    """Of a spirit's kin, all of whom are gone."""
    if matter == "parents":
        return {"parents_did": life.parents_did}
    own = [life.partner.relation] if matter in ("partner", "family") and life.partner is not None else []
    own = own if matter == "partner" else [f"a {each}" for each in own]
    own += [told_together(life.children)] if matter in ("children", "family") and life.children else []
    own += [told_together(life.siblings)] if matter == "siblings" and life.siblings else []
    pronouns = {name: words for name, words in told.items() if name in ("they", "them", "their")}
    return {"had": english.listing(own), **pronouns} if own else {}


def _called(kin: Kin, among: Sequence[Kin]) -> str:
    """How somebody of the family is spoken of: "my girl", "my eldest", "my older brother"."""
    if kin.relation in ("son", "daughter"):
        if len(among) > 1:
            return "my eldest" if kin is among[0] else "my youngest" if kin is among[-1] else "my middle one"
        return f"my {kin.relation}" if kin.years >= 14 else "my girl" if kin.sex == "female" else "my boy"
    if sum(each.relation == kin.relation for each in among) > 1:
        return f"my eldest {kin.relation}" if kin is among[0] else f"one of my {kin.relation}s"
    return f"my {kin.relation}"


def _kin_of(life: Life, matter: str) -> tuple[Kin, ...]:
    partner = (life.partner,) if life.partner is not None else ()
    return {
        "partner": partner, "children": life.children, "parents": life.parents, "siblings": life.siblings,
        "family": (*partner, *life.children) or (*life.parents, *life.siblings),
    }.get(matter, ())  # fmt: skip


def kin_slots(life: Life, asked: Asked) -> Slots | None:
    """Words of those of the family who are asked about; None where there is nobody of that kind."""
    among = _kin_of(life, asked.matter)
    chosen = [kin for kin in among if asked.which in ("", "youngest", kin.relation, kin.sex)]
    if asked.many and asked.which in ("male", "female"):
        chosen = list(among)
    if not chosen:
        return None
    kin = chosen[-1] if asked.which == "youngest" else chosen[0]
    with_me = kin.relation in ("wife", "husband") or (kin.relation in ("son", "daughter") and kin.years < 14)
    told = {"who": _called(kin, among), "kin_years": in_words(kin.years), **_about(kin)}
    parent = kin.relation in ("mother", "father")
    if asked.many and len(chosen) > 1 and (parent or asked.aspect != "does"):
        told |= {"who": _called_together(chosen), "they": "they", "them": "them", "their": "their"}
        told["kin_years"] = english.listing([in_words(each.years) for each in chosen])
        told |= flags("several")
    if parent:
        told["does"] = life.parents_did
        told |= flags("parent")
    lost = all(each.gone for each in chosen) if asked.many else bool(kin.gone)
    if lost:
        told |= {"gone": years_in_words(kin.gone), **flags("lost")}
    elif asked.many and any(each.gone for each in chosen):
        told |= {"who": _called(next(each for each in chosen if not each.gone), among), **flags("some_lost")}
        alive = next(each for each in chosen if not each.gone)
        told |= {**_about(alive), "kin_years": in_words(alive.years)}
        told.pop("several", None)
    if not lost:
        told |= flags("with_me" if with_me else "away")
        if parent:
            told |= {"home": life.home} if life.home else flags("near")
    if life.partner is not None:
        told["together"] = years_in_words(life.together)
    if kin.relation in ("son", "daughter", "brother", "sister") and kin.years < GROWN:
        told |= flags("young")
    return told


def _called_together(kin: Sequence[Kin]) -> str:
    relations = {each.relation for each in kin}
    if relations <= {"mother", "father"}:
        return "my parents"
    return "mine" if relations <= {"son", "daughter"} else f"my {kin[0].relation}s" if len(relations) == 1 else "we"
