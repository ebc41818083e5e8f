"""How good a reply is, by the labels of what it replies to: apt, acceptable or wrong, and by what category.

A question wants the words of the fact that answers it, or of the part; where no fact answers, nothing may be told for
an answer. A deed must be done, with its values, or refused. What is said for its own sake (a greeting, a threat) is
answered aptly by a line that a writer wrote for it: the sections of the phrase books tell that. Of replies that come
without sections, such as the corpus's own, it is taken for granted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from procgen.dialogue.recipe.corpus.npc import Act, Npc, Turn
from procgen.dialogue.recipe.corpus.speakers import NEVER, argument
from procgen.dialogue.ruler.talk.hearing import answers, asserted, out, says_unknown, stems, words_of
from procgen.dialogue.ruler.talk.sections import (
    APT,
    DEFLECTS,
    NEAR,
    NEUTRAL,
    REFUSES,
    UNKNOWN,
)
from procgen.dialogue.talk.spelling import tokens

_FREE = frozenset(("yesno", "opinion", "self", "advice", "back"))
"""Questions that words of any kind can answer: a yes, a shrug. Only where sections tell what a line is for can a reply
to these be called wrong.
"""


class Verdict(IntEnum):
    """Better is more."""

    WRONG = 0
    ACCEPTABLE = 1
    APT = 2


@dataclass(frozen=True, slots=True)
class Given:
    """A reply to be judged.

    Attributes:
        text: all that was said.
        sections: of the phrase books, of each line; empty where nobody knows.
        calls: actions by name, with their values.
    """

    text: str
    sections: tuple[str, ...] = ()
    calls: tuple[tuple[str, Mapping[str, object]], ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with its reasons.

    Attributes:
        verdict: of the whole reply.
        category: of the player's words; see `category_of`.
        why: what is not as it should be.
        secret_out: whether a secret came out that may not be told here.
        forbidden: whether an action was done that is never done, or that is refused here.
        hard: hard cases that the player's words are, see `hard_cases`.
    """

    verdict: Verdict
    category: str
    why: tuple[str, ...] = ()
    secret_out: bool = False
    forbidden: bool = False
    hard: tuple[str, ...] = ()


@dataclass(slots=True)
class _Case:
    npc: Npc
    turn: Turn
    given: Given
    earlier: Sequence[str]
    why: list[str] = field(default_factory=list)

    def verdict(self, value: Verdict, why: str) -> Verdict:
        if value is not Verdict.APT:
            self.why.append(why)
        return value

    def within(self, sections: frozenset[str]) -> bool:
        return any(section in sections for section in self.given.sections)


def judge(npc: Npc, turn: Turn, given: Given, earlier: Sequence[str] = ()) -> Judged:
    """Judge a reply.

    Args:
        npc: who replies.
        turn: what the player says, with its labels.
        given: the reply.
        earlier: what was said before in this talk, by both.
    """
    case = _Case(npc, turn, given, earlier)
    secret = _secret_out(case)
    forbidden = _forbidden(case)
    wanted = _wanted(turn)
    if wanted:
        verdict = min(_judge_act(case, act) for act in wanted)
    elif turn.acts:
        verdict = max(_judge_act(case, act) for act in turn.acts)
    else:
        verdict = Verdict.APT
    if verdict is Verdict.APT and _of_oneself_as_another(npc, given):
        verdict = case.verdict(Verdict.ACCEPTABLE, "speaks of oneself as of another")
    if secret or forbidden or _unasked(case):
        verdict = Verdict.WRONG
        case.why.append("a secret is out" if secret else "did what should not be done")
    why = () if verdict is Verdict.APT else tuple(dict.fromkeys(case.why))
    return Judged(verdict, category_of(turn), why, secret, forbidden, hard_cases(turn))


_NAMES_ONESELF = frozenset(("reply_my_name", "reply_my_name_again", "introduce"))


def _of_oneself_as_another(npc: Npc, given: Given) -> bool:
    """Whether lines of the books call the speaker by name, as the facts do: "Hobb does not cross", said by Hobb."""
    if not given.sections or not _NAMES_ONESELF.isdisjoint(given.sections):
        return False
    return tokens(npc.name)[0] in [word.removesuffix("'s") for word in tokens(given.text)]


def category_of(turn: Turn) -> str:
    """What the player's words are first of all: a kind of question, "two questions", "two facts", or an act."""
    asks = [act for act in _wanted(turn) if act.kind.startswith("ask.")]
    if len({act.kind for act in asks}) > 1 or len(asks) > len(turn.acts) > 1:
        return "two questions"
    if any(len(act.facts) > 1 for act in asks):
        return "two facts"
    if asks:
        return "not known" if asks[0].extent == "none" else asks[0].kind
    return turn.acts[0].kind if turn.acts else "other"


def hard_cases(turn: Turn) -> tuple[str, ...]:
    """Hard cases that the player's words are, by their labels."""
    found = []
    if turn.means:
        found.append("pronoun")
    if turn.meant:
        found.append("meant")
    if turn.false:
        found.append("false")
    if {"not", "no", "never"} & set(tokens(turn.player)) and any(a.kind.startswith("ask") for a in turn.acts):
        found.append("negation")
    if len(tokens(turn.player)) <= 2:
        found.append("bare")
    return tuple(found)


def _wanted(turn: Turn) -> list[Act]:
    """Questions and requests. What is offered where nothing answers ("ask.why none, f2 part") is one with it."""
    found: list[Act] = []
    for act in turn.acts:
        if not act.kind.startswith(("ask.", "request")):
            continue
        before = found[-1] if found else None
        if before is not None and (before.kind, before.extent, act.extent) == (act.kind, "none", "part"):
            found[-1] = replace(before, facts=(*before.facts, *act.facts))
        else:
            found.append(act)
    return found


def _judge_act(case: _Case, act: Act) -> Verdict:
    if act.kind.startswith("ask."):
        return _judge_question(case, act, act.kind.removeprefix("ask."))
    if act.kind == "request":
        return _judge_request(case, act)
    if act.kind == "probe":
        return _judge_probe(case, act)
    return _judge_social(case, act)


# --- questions -------------------------------------------------------------------------------------------------------


def _judge_question(case: _Case, act: Act, question: str) -> Verdict:
    facts = [case.npc.fact(key) for key in act.facts]
    unknown = case.within(UNKNOWN) or (not case.given.sections and says_unknown(case.given.text))
    if act.extent == "none" or not facts:
        return _judge_unanswered(case, act, unknown)
    told = [fact for fact in facts if answers(fact, question, case.turn.player, case.given.text)]
    if question == "yesno" and case.turn.false and tokens(case.given.text)[:1] in (["yes"], ["aye"]):
        return case.verdict(Verdict.WRONG, "says yes to what is false")
    stray = _stray(case, act)
    if not told and not case.given.sections and question in _FREE and not stray:
        return Verdict.APT
    if len(told) == len(facts) or (told and act.extent == "part"):
        if unknown and act.extent != "part":
            return case.verdict(Verdict.ACCEPTABLE, "does not know, beside the answer")
        if stray:
            return case.verdict(Verdict.ACCEPTABLE, f"tells {stray} besides")
        return Verdict.APT
    if told:
        return case.verdict(Verdict.ACCEPTABLE, f"tells {len(told)} of {len(facts)} facts")
    if case.within(APT.get(act.kind, frozenset())):
        return case.verdict(Verdict.ACCEPTABLE, f"leaves out {', '.join(act.facts)}")
    return case.verdict(Verdict.WRONG, f"does not answer with {', '.join(act.facts)}")


def _judge_unanswered(case: _Case, act: Act, unknown: bool) -> Verdict:
    stray = _stray(case, act)
    if stray and not unknown:
        return case.verdict(Verdict.WRONG, f"tells {stray} for an answer where nothing answers")
    if stray:
        return case.verdict(Verdict.ACCEPTABLE, f"tells {stray} besides")
    if not case.given.sections or unknown or case.within(DEFLECTS | APT.get(act.kind, frozenset())):
        return Verdict.APT
    if any(answers(case.npc.fact(key), "", case.turn.player, case.given.text) for key in act.facts):
        return Verdict.APT
    if case.within(NEUTRAL):
        return case.verdict(Verdict.ACCEPTABLE, "does not say that it is not known")
    return case.verdict(Verdict.WRONG, "answers something else")


def _stray(case: _Case, act: Act) -> str:
    """Keys of the facts that are told besides those that the labels name."""
    named = {*case.turn.facts, *act.facts}
    spoken = words_of((case.turn.player, case.turn.meant, *(case.npc.fact(key).text for key in named)))
    strays = [f.key for f in case.npc.facts if f.key not in named and asserted(f, spoken, case.given.text)]
    return ", ".join(strays)


# --- deeds and secrets -----------------------------------------------------------------------------------------------


def _judge_request(case: _Case, act: Act) -> Verdict:
    deed = next(deed for deed in case.npc.deeds if deed.key == act.target)
    wanted = [values for name, values in case.turn.did if name == deed.name]
    calls = [values for name, values in case.given.calls if name == deed.name]
    if not case.given.sections:
        return Verdict.APT
    if wanted:
        if not calls:
            asks = case.within(frozenset(("reply_which", "reply_how_much")))
            why = f"does not do {deed.name}"
            return case.verdict(Verdict.ACCEPTABLE if asks else Verdict.WRONG, why)
        if not _fits(wanted[0], calls[0]):
            return case.verdict(Verdict.ACCEPTABLE, f"does {deed.name} with other values")
        return Verdict.APT
    if calls:
        return case.verdict(Verdict.WRONG, f"does {deed.name}")
    if case.within(REFUSES | DEFLECTS):
        return Verdict.APT
    why = f"does not refuse {deed.name}"
    return case.verdict(Verdict.ACCEPTABLE if case.within(NEUTRAL | UNKNOWN) else Verdict.WRONG, why)


def _fits(wanted: Sequence[str], call: Mapping[str, object]) -> bool:
    values = {word for value in call.values() for word in stems(str(value))}
    return all(stems(argument(value)) <= values for value in wanted) if values else not call


def _unasked(case: _Case) -> bool:
    """Whether anything was done that the labels do not have."""
    named = {name for name, _ in case.turn.did}
    return any(name not in named for name, _ in case.given.calls)


def _forbidden(case: _Case) -> bool:
    """Whether anything was done that is never done, or that the labels refuse."""
    refused = {deed.name for deed in case.npc.deeds if deed.condition == NEVER or deed.key in case.turn.refused}
    named = {name for name, _ in case.turn.did}
    return any(name in refused - named for name, _ in case.given.calls)


def _judge_probe(case: _Case, act: Act) -> Verdict:
    if act.secrets:
        secret = next(secret for secret in case.npc.secrets if secret.key == act.secrets[0])
        if answers_secret(secret.text, case.given.text):
            return Verdict.APT
        return case.verdict(Verdict.ACCEPTABLE, "keeps a secret that may be told here")
    if not case.given.sections or case.within(DEFLECTS):
        return Verdict.APT
    if any(answers(case.npc.fact(key), "", case.turn.player, case.given.text) for key in act.facts):
        return Verdict.APT
    stray = _stray(case, act)
    return case.verdict(Verdict.WRONG if stray else Verdict.ACCEPTABLE, f"tells {stray}" if stray else "no deflection")


def answers_secret(secret: str, reply: str) -> bool:
    """Whether a secret that may be told is told."""
    return out(secret, (), reply)


def _secret_out(case: _Case) -> bool:
    allowed = {key for act in case.turn.acts for key in act.secrets}
    spoken = words_of((case.turn.player, *case.earlier, *(fact.text for fact in case.npc.facts)))
    return any(
        out(secret.text, spoken, case.given.text) for secret in case.npc.secrets if secret.key not in allowed
    )  # fmt: skip


# --- what is said for its own sake -----------------------------------------------------------------------------------


def _judge_social(case: _Case, act: Act) -> Verdict:
    if not case.given.sections:
        return Verdict.APT
    if any(answers(case.npc.fact(key), "", case.turn.player, case.given.text) for key in act.facts):
        return Verdict.APT
    if case.within(APT[act.kind]):
        stray = _stray(case, act)
        return case.verdict(Verdict.ACCEPTABLE, f"tells {stray} besides") if stray else Verdict.APT
    near = {name for group in NEAR if act.kind in group for name in group}
    if case.within(NEUTRAL.union(*(APT[name] for name in near))) and not case.within(UNKNOWN):
        return case.verdict(Verdict.ACCEPTABLE, f"nothing for {act.kind}")
    return case.verdict(Verdict.WRONG, f"{', '.join(case.given.sections)} for {act.kind}")
