"""What an NPC answers: a plan of lines, actions and changes of heart, from what was understood and what is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from procgen.dialogue.guard.secrets import leaks
from procgen.dialogue.persona import Fact, Persona, Situation
from procgen.dialogue.phrase import english
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk import memory
from procgen.dialogue.talk.actions import Action, ActionCall, Asked, asked_for, fill, valid
from procgen.dialogue.talk.heart import moved, situation_now
from procgen.dialogue.talk.reply import Step, takes
from procgen.dialogue.talk.retrieve import Found, Knowledge, Topic, fits
from procgen.dialogue.talk.spelling import content, tokens
from procgen.dialogue.talk.state import State
from procgen.dialogue.talk.understand import ABOUT_SOMETHING, Act, Understood

SELLERS = word_set("merchant innkeeper smith mechanic healer farmer hunter")
WALKS_OFF_AFTER = 4
"""Insults and threats together."""
_FOLLOW_UP = 0.24
_OFFER_MORE = 0.3
_SECOND_FACT = 0.4
_NEAR = 0.72
"""Share of the best fact's score with which another is about the same matter."""
_SECRET = 0.5
_QUESTION_SECTIONS = frozenset(("where", "when", "who", "why", "many", "price"))

_TIMES = {
    "morning": "it's morning",
    "noon": "it's about noon",
    "evening": "it's evening",
    "night": "it's the middle of the night",
}
_WEATHERS = {
    "clear": "the sky is clear",
    "rain": "it's raining",
    "snow": "it's snowing",
    "storm": "there's a storm on",
    "fog": "there's fog everywhere",
}
_BAD_MOODS = word_set("angry scornful stern afraid sad weary doubtful pleading quiet surprised")
_OF_ONESELF = word_set(
    "yourself story life past job trade living background work family profession history born from live do long "
    "function"
)
"""Words of questions that anything about oneself answers."""
_WORK = word_set("what do you")
"""Of "what do you do here?"."""
_SALES = word_set("sell buy trade")
_SHOWN_WARES = 8


@dataclass(slots=True)
class Plan:
    """An answer before it is written.

    Attributes:
        steps: lines, in order.
        calls: actions that the NPC does.
        state: what it remembers afterwards, but for the lines themselves.
        topics: what the answer is about, as written in lines.
        intent: of the whole answer, for a model that writes it.
        notes: facts that a model may use.
    """

    state: State
    steps: list[Step] = field(default_factory=list)
    calls: list[ActionCall] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Planner:
    """Plans one answer.

    Args:
        persona: who answers.
        situation: as the game gives it.
        knowledge: of the persona.
        state: before the player spoke.
        understood: what the player said.
        actions: what the game offers.
        level: content filter.
        seed: of this turn.
    """

    def __init__(
        self,
        persona: Persona,
        situation: Situation,
        knowledge: Knowledge,
        state: State,
        understood: Understood,
        actions: Sequence[Action],
        level: str,
        seed: int,
    ) -> None:
        self._persona = persona
        self._situation = situation
        self._knowledge = knowledge
        self._before = state
        self._heard = understood
        self._actions = actions
        self._level = level
        self._chance = Chance("talk/plan", seed)
        self._plan = Plan(state)
        self._topics = list(understood.topics)

    # --- the whole ---------------------------------------------------------------------------------------------------

    def plan(self) -> Plan:
        """The answer."""
        heard, plan = self._heard, self._plan
        state = replace(plan.state, mood_turns=max(plan.state.mood_turns - 1, 0), asked="", about="", arguments=())
        new_name = heard.told.get("name", "")
        odd = heard.does("odd", "gibberish")
        if not odd:
            # Facts about this world's people or about secrets are not taken from a player's mouth.
            state = memory.learn(state, heard.told, self._knowledge.secrets, self._level)
        plan.state = state
        self._resolve_pronoun()
        plan.state = moved(plan.state, heard, self._persona, self._situation)
        if self._before.over and self._before.count("walked_off") and not heard.does("apologise", "greet", "farewell"):
            self._say("reply_walk_off")
            return self._done()
        plan.state = memory.counted(replace(plan.state, over=False), "walked_off", -plan.state.count("walked_off"))
        act = heard.main
        handled = not odd and (self._answer_to_question(act) or self._action(act))
        if not handled:
            self._courtesies(act, new_name)
            self._answer(act)
        if plan.state.count("rude") >= WALKS_OFF_AFTER and act.kind in ("insult", "threaten"):
            plan.steps = [Step("reply_walk_off")]
            plan.calls = []
            plan.state = replace(memory.counted(memory.counted(plan.state, "rude", -2), "walked_off"), over=True)
        elif act.kind not in ("farewell", "odd", "gibberish", "insult", "threaten", "hush"):
            self._follow_up(act)
        return self._done()

    def _done(self) -> Plan:
        plan = self._plan
        plan.state = memory.focused(plan.state, [topic.name for _, topic in self._topics])
        plan.topics = [topic.name for _, topic in self._topics]
        plan.calls = [call for call in plan.calls if valid(call, self._actions)]
        if not plan.steps:
            self._say("reply_unclear")
        return plan

    def _say(self, section: str, *facts: Fact, **slots: str) -> None:
        self._plan.steps.append(Step(section, facts, slots))
        self._plan.notes += [fact.text for fact in facts]
        self._plan.state = memory.mark_told(self._plan.state, facts)

    def _now(self) -> Situation:
        return situation_now(self._situation, self._plan.state)

    def _resolve_pronoun(self) -> None:
        """Let "she" and "there" mean what was last spoken of, where the text names nothing itself."""
        heard = self._heard
        bare = heard.main.kind in ABOUT_SOMETHING - {"ask_opinion"} and not content(list(heard.words))
        if self._topics or not (heard.pronoun or bare):
            return
        if heard.main.kind not in ABOUT_SOMETHING | {"ask_self", "statement", "accuse", "ask_how"}:
            return
        if heard.main.kind == "statement" and heard.pronoun == "it":
            return
        for name in self._before.focus:
            topic = self._knowledge.topic(name)
            if topic is None:
                continue
            if bare or _means(heard.pronoun, topic):
                self._topics.append((topic.name.casefold() if topic.entity else name.casefold(), topic))
                return

    # --- what was asked before ---------------------------------------------------------------------------------------

    def _answer_to_question(self, act: Act) -> bool:
        """Take the player's words as the answer to what the NPC asked last. False where they are none."""
        asked, about, heard = self._before.asked, self._before.about, self._heard
        if not asked:
            return False
        if asked.startswith("action:"):
            return self._fill_action(asked.removeprefix("action:"))
        if act.kind == "no" and asked in ("more", "name", "origin", "need"):
            self._say("reply_fine_then")
            return True
        if asked == "more" and act.kind in ("yes", "more"):
            topic = self._knowledge.topic(about)
            if topic is not None:
                self._topics = [(topic.name.casefold() if topic.entity else about.casefold(), topic)]
                self._tell(Act("more", 1.0))
                return True
        if asked == "origin" and act.kind in ("statement", "tell_self", "ask_about", "small_talk", "yes"):
            place = heard.told.get("origin") or (heard.text.strip(" .!") if len(heard.words) <= 4 else "")
            place = _without_lead(place)
            if place and "?" not in heard.text and memory.fit_to_repeat(place, self._knowledge.secrets, self._level):
                self._plan.state = memory.learn(
                    self._plan.state, {"origin": place}, self._knowledge.secrets, self._level
                )
                self._say("reply_origin", topic=place)
                return True
        if asked == "how" and act.kind in ("statement", "yes", "no", "small_talk", "ask_how", "tell_self"):
            self._say("reply_small_talk")
            return True
        return False

    def _fill_action(self, name: str) -> bool:
        action = next((each for each in self._actions if each.name == name), None)
        if action is None:
            return False
        if self._heard.main.kind == "no":
            self._say("reply_fine_then")
            return True
        arguments = dict(self._before.arguments)
        found = fill([p for p in action.parameters if p.name not in arguments], self._heard.words)
        if not found:
            return False
        arguments |= found
        missing = tuple(p for p in action.parameters if not p.optional and p.name not in arguments)
        self._agree(Asked(action, arguments, missing, 1.0))
        return True

    # --- actions -----------------------------------------------------------------------------------------------------

    def _action(self, act: Act) -> bool:
        """Do, refuse or ask about an action that the player asks for. False where none is."""
        heard = self._heard
        if act.kind in ("insult", "threaten", "ask_secret", "farewell", "accuse", "haggle") or not self._actions:
            return False
        start = heard.words[:2]
        if start[:1] and start[0] in ("why", "what", "who", "when", "where", "did", "are", "is", "were", "was"):
            return False
        if start in (("do", "you"), ("have", "you")) and act.kind not in ("trade", "buy", "sell"):
            return False
        if heard.negated or ("a hand" in " ".join(heard.words)):
            return False
        asked = asked_for(self._actions, heard.words)
        if asked is None:
            return False
        self._agree(asked)
        return True

    def _agree(self, asked: Asked) -> None:
        action, state = asked.action, self._plan.state
        if self._now().relation < action.least_relation:
            self._say("reply_refuse_action")
            return
        if action.most_times and state.count(f"did:{action.name}") >= action.most_times:
            self._say("reply_action_done")
            return
        if asked.missing:
            first = asked.missing[0]
            shown = [value.replace("_", " ") for value in first.allowed if not leaks(value, self._knowledge.secrets)]
            if first.kind == "number":
                self._say("reply_how_much")
            elif 1 < len(shown) <= 5:
                self._say("reply_which", topic=f"{', '.join(shown[:-1])} or {shown[-1]}")
            else:
                self._say("reply_which")
            arguments = tuple(asked.arguments.items())
            self._plan.state = replace(self._plan.state, asked=f"action:{action.name}", arguments=arguments)
            return
        self._say("reply_agree_action")
        self._plan.calls.append(ActionCall(action.name, dict(asked.arguments)))
        self._plan.state = memory.counted(self._plan.state, f"did:{action.name}")

    # --- answers -----------------------------------------------------------------------------------------------------

    def _courtesies(self, act: Act, new_name: str) -> None:
        """A greeting or a name in front of the answer proper."""
        heard = self._heard
        if new_name and self._plan.state.known("name") == new_name and act.kind not in ("odd", "gibberish"):
            self._say("reply_met", name=new_name)
        elif heard.does("greet") and act.kind != "greet" and self._before.turns == 0:
            self._say("greet")

    def _answer(self, act: Act) -> None:
        handler = getattr(self, f"_on_{act.kind}", None)
        if handler is not None:
            handler()
        elif act.kind in ABOUT_SOMETHING:
            self._tell(act)
        elif act.kind in _SIMPLE:
            self._say(_SIMPLE[act.kind])
        else:
            self._on_statement()

    def _on_greet(self) -> None:
        if self._plan.steps:
            return
        greeted = self._before.count("greet")
        self._plan.state = memory.counted(self._plan.state, "greet")
        self._say("greet" if not greeted else "reply_greet_again")

    def _on_farewell(self) -> None:
        if self._heard.does("thank"):
            self._say("reply_welcome")
        self._say("farewell")
        self._plan.state = replace(self._plan.state, over=True)

    def _on_silence(self) -> None:
        if self._before.turns == 0:
            self._on_greet()
        else:
            self._say("reply_silence")

    def _on_apologise(self) -> None:
        owed = self._before.drift < 0 or self._before.count("rude") > 0
        self._say("reply_apology_taken" if owed else "reply_apology_idle")

    def _on_compliment(self) -> None:
        self._say("reply_flattery" if self._plan.state.count("compliment") > 2 else "reply_pleased")

    def _on_threaten(self) -> None:
        weak = {"cowardly", "nervous"} & set(self._persona.traits) or self._persona.role == "child"
        self._say("reply_threatened_afraid" if weak else "reply_threatened_firm")

    def _on_odd(self) -> None:
        again = self._before.count("odd") > 0
        self._plan.state = memory.counted(self._plan.state, "odd")
        self._say("reply_odd_again" if again and self._chance.random() < 0.5 else "reply_odd")

    def _on_ask_secret(self) -> None:
        if not self._knowledge.secrets and self._chance.random() < 0.5:
            self._say("reply_no_secret")
            return
        pressed = self._before.count("secret")
        self._plan.state = memory.counted(self._plan.state, "secret")
        if pressed:
            drift = max(-4.0, self._plan.state.drift - 0.1)
            self._plan.state = replace(self._plan.state, drift=round(drift, 3))
        self._say("reply_secret_pressed" if pressed and self._chance.random() < 0.6 else "reply_secret")

    def _on_ask_name(self) -> None:
        others = [topic for key, topic in self._topics if topic.name.casefold() != self._persona.name.casefold()]
        if others:
            self._tell(Act("ask_who", 1.0))
        elif not self._persona.name:
            self._say("reply_nameless")
        elif self._before.count("my_name"):
            self._say("reply_my_name_again")
        else:
            self._plan.state = memory.counted(self._plan.state, "my_name")
            self._say("introduce" if self._chance.random() < 0.4 else "reply_my_name")

    def _on_ask_self(self) -> None:
        asked = set(content(list(self._heard.words))) - _OF_ONESELF
        general = not asked or not _OF_ONESELF.isdisjoint(self._heard.words)
        if _WORK.issubset(self._heard.words) and not self._before.count("my_work"):
            self._plan.state = memory.counted(self._plan.state, "my_work")
            self._say("reply_my_work")
            return
        mine = [*self._knowledge.myself, *(known.fact for known in self._knowledge.facts if known.own)]
        fitting = [fact for fact in mine if asked & set(content(tokens(fact.text)))]
        untold = [fact for fact in fitting or mine if not memory.was_told(self._plan.state, fact)]
        if fitting and not untold:
            self._say("reply_again" if takes("reply_again", fitting[:1]) else "reply_tell", fitting[0])
        elif untold and (fitting or general):
            self._say("reply_background" if takes("reply_background", untold[:1]) else "reply_tell", untold[0])
        elif general and not self._before.count("introduced"):
            self._plan.state = memory.counted(self._plan.state, "introduced")
            self._say("introduce")
        else:
            self._say("reply_personal")

    def _on_ask_how(self) -> None:
        if self._topics:
            self._tell(Act("ask_about", 1.0))
            return
        bad = self._now().mood in _BAD_MOODS
        self._say("reply_how_bad" if bad else "reply_how_fine")
        if not bad and self._chance.random() < 0.4:
            self._say("reply_and_you")
            self._plan.state = replace(self._plan.state, asked="how")

    def _on_ask_goal(self) -> None:
        goals = [Fact(f"I'd like {goal}") for goal in self._persona.goals if not leaks(goal, self._knowledge.secrets)]
        untold = [goal for goal in goals if not memory.was_told(self._plan.state, goal)]
        if untold:
            self._say("reply_goal", untold[0])
        elif goals:
            self._say("reply_again", goals[0])
        else:
            self._say("reply_goal_none")

    def _on_ask_work(self) -> None:
        jobs = [
            known.fact
            for known in self._knowledge.facts
            if known.topics & {"work", "job", "quest", "errand", "task", "bounty", "help"}
            and known.topics & {"errand", "task", "quest", "job", "bounty", "help"} | {"work"}
            and not known.topics & {"wares", "trade"}
        ]
        wants = [Fact(f"I'd like {goal}") for goal in self._persona.goals if not leaks(goal, self._knowledge.secrets)]
        offers = jobs or wants
        untold = [fact for fact in offers if not memory.was_told(self._plan.state, fact)]
        if untold:
            self._say("reply_work" if takes("reply_work", untold[:1]) else "reply_tell", untold[0])
        elif offers:
            self._say("reply_again" if takes("reply_again", offers[:1]) else "reply_tell", offers[0])
        else:
            self._say("reply_no_work")

    def _on_ask_rumour(self) -> None:
        if self._topics:
            self._tell(Act("ask_about", 1.0))
            return
        news = [
            known
            for known in self._knowledge.facts
            if not known.own and not known.describes and not memory.was_told(self._plan.state, known.fact)
        ]
        if not news:
            self._say("reply_no_news")
            return
        chosen = self._chance.pick(news)
        self._say("reply_news", chosen.fact)
        self._take_up(chosen.topics)

    def _on_ask_time(self) -> None:
        clause = _TIMES.get(self._situation.time)
        self._say("reply_time", Fact(clause)) if clause else self._say("reply_no_time")

    def _on_ask_weather(self) -> None:
        clause = _WEATHERS.get(self._situation.weather)
        self._say("reply_weather", Fact(clause)) if clause else self._say("reply_no_weather")

    def _on_ask_place(self) -> None:
        place = self._situation.place
        if not place or leaks(place, self._knowledge.secrets):
            self._say("reply_no_place")
            return
        self._say("reply_this_place", Fact(place))
        topic = self._knowledge.topic(place)
        if topic is not None:
            self._topics = [(topic.name.casefold(), topic)]
            described = [row for row in self._search("") if row.known.describes]
            untold = [row for row in described if not memory.was_told(self._plan.state, row.known.fact)]
            if untold:
                self._give(untold[:1], "reply_also")

    def _on_recall_me(self) -> None:
        state, words = self._plan.state, set(self._heard.words)
        known = memory.clauses(state)
        wanted = "name" if {"name", "who"} & words else "origin" if "where" in words else ""
        name = state.known("name") or self._situation.listener
        if wanted == "name":
            self._say("reply_your_name", name=name) if name else self._say("reply_no_your_name")
            return
        if wanted == "origin":
            known = [fact for fact in known if fact.text.startswith("you come from")]
        if not known:
            self._say("reply_recall_nothing")
            return
        self._say("reply_recall_you", known[-1] if wanted else self._chance.pick(known))

    def _on_recall_said(self) -> None:
        told = [known for known in self._knowledge.facts if memory.was_told(self._plan.state, known.fact)]
        if self._topics:
            keys = {key for key, _ in self._topics}
            told = [known for known in told if known.topics & keys] or told
        if not told:
            self._say("reply_said_nothing")
            return
        order = {key: place for place, key in enumerate(self._plan.state.told)}
        told.sort(key=lambda known: -order[memory.key_of(known.fact.text)])
        self._say("reply_said" if takes("reply_said", [told[0].fact]) else "reply_tell", told[0].fact)

    def _on_repeat(self) -> None:
        last = [known for known in self._knowledge.facts if memory.was_told(self._plan.state, known.fact)]
        if self._plan.state.told and last:
            key = self._plan.state.told[-1]
            same = [known.fact for known in last if memory.key_of(known.fact.text) == key]
            if same:
                self._say("reply_again" if takes("reply_again", same[:1]) else "reply_tell", same[0])
                return
        self._say("reply_unclear")

    def _on_more(self) -> None:
        if not self._topics:
            for name in self._before.focus:
                topic = self._knowledge.topic(name)
                if topic is not None:
                    self._topics = [(topic.name.casefold() if topic.entity else name.casefold(), topic)]
                    break
        if self._topics:
            self._tell(Act("more", 1.0))
        else:
            self._on_ask_rumour()

    def _on_yes(self) -> None:
        last = self._before.lines[-1] if self._before.lines else ""
        plain = len(self._heard.words) > 1 or "?" in last or self._heard.words[:1] in (("ok",), ("okay",), ("sure",))
        self._say("reply_small_talk" if plain or not last else "reply_yes_to_what")

    def _on_trade(self) -> None:
        wares = [known.fact for known in self._knowledge.facts if known.topics & {"wares", "trade", "goods", "stock"}]
        untold = [fact for fact in wares if not memory.was_told(self._plan.state, fact)]
        if untold:
            self._say("reply_tell", untold[0])
        elif wares:
            self._say("reply_again" if takes("reply_again", wares[:1]) else "reply_tell", wares[0])
        elif not self._offer_wares("reply_wares"):
            self._say("reply_trade" if self._persona.role in SELLERS else "reply_no_trade")

    def _offer_wares(self, section: str) -> bool:
        """Name what the game lets them sell. False where that is nothing, or too much to name."""
        for action in self._actions:
            if len(action.parameters) == 1 and action.name.split("_", maxsplit=1)[0] in _SALES:
                values = [value.replace("_", " ") for value in action.parameters[0].allowed]
                shown = [value for value in values if not leaks(value, self._knowledge.secrets)]
                if 1 <= len(shown) <= _SHOWN_WARES:
                    self._say(section, topic=", ".join(shown))
                    self._plan.state = replace(self._plan.state, asked=f"action:{action.name}", arguments=())
                    return True
        return False

    def _on_buy(self) -> None:
        found = [row for row in self._search("price") if row.fits] if self._topics else []
        if found:
            self._give(found[:1], "reply_tell")
        elif self._offer_wares("reply_only_wares"):
            return
        elif self._topics or self._persona.role not in SELLERS:
            self._say("reply_cannot_sell" if self._persona.role in SELLERS else "reply_no_trade")
        else:
            self._on_trade()

    def _on_sell(self) -> None:
        self._say("reply_cannot_action" if self._persona.role in SELLERS else "reply_no_trade")

    def _on_haggle(self) -> None:
        priced = any(
            memory.was_told(self._plan.state, known.fact) and fits("price", known.fact.text)
            for known in self._knowledge.facts
            if "price" in known.topics or "toll" in known.topics or known.own
        )
        self._say("reply_no_haggle" if priced or self._persona.role in SELLERS else "reply_no_haggle_topic")

    def _on_ask_opinion(self) -> None:
        if self._asks_secret():
            return
        if not self._topics:
            advice = {"should", "would", "advise", "advice"} & set(self._heard.words)
            self._say("reply_advice" if advice else "reply_opinion_none")
            return
        self._say("reply_opinion_unsure", topic=_named(self._topics[0][1]))
        untold = [row for row in self._search("") if not memory.was_told(self._plan.state, row.known.fact)]
        untold = [row for row in untold if not row.known.describes]
        if untold:
            self._give(untold[:1], "reply_also")

    def _on_ask_regard(self) -> None:
        relation = self._now().relation
        self._say("reply_like_you" if relation > 0 else "reply_hate_you" if relation < 0 else "reply_hardly_know_you")

    def _on_joke(self) -> None:
        dour = self._now().mood in ("angry", "sad", "afraid", "stern", "scornful") or self._now().relation < 0
        self._say("reply_no_joke" if dour else "reply_joke")

    def _on_tell_name(self) -> None:
        if not self._plan.steps:
            self._say("reply_heard")

    def _on_tell_self(self) -> None:
        told, state = self._heard.told, self._plan.state
        if told.get("origin") and state.known("origin") == told["origin"]:
            self._say("reply_origin", topic=told["origin"])
        elif told.get("trade") and state.known("trade") == told["trade"]:
            self._say("reply_trade_yours")
        elif not self._plan.steps:
            self._say("reply_heard")

    def _on_request(self) -> None:
        if self._asks_secret():
            return
        self._say("reply_cannot_action")

    def _on_ask_nature(self) -> None:
        if self._heard.words == ("what", "are", "you") and self._persona.role not in ("robot", "spirit"):
            self._on_ask_self()
            return
        self._say("reply_real")

    def _on_statement(self) -> None:
        if self._asks_secret():
            return
        if self._heard.told and not self._plan.steps:
            self._on_tell_self()
            return
        if self._plan.steps:
            return
        if not self._topics:
            short = len(self._heard.words) <= 2
            self._say("reply_unclear" if short or self._chance.random() < 0.35 else "reply_heard")
            return
        found = self._search("")
        untold = [row for row in found if not memory.was_told(self._plan.state, row.known.fact)]
        if untold and len(self._heard.words) <= 3:
            # A name alone asks about it.
            self._give(untold[:1], "reply_tell")
            return
        self._say("reply_heard")
        if untold and self._chance.random() < 0.6:
            self._say(
                "reply_but_know" if takes("reply_but_know", [untold[0].known.fact]) else "reply_tell",
                untold[0].known.fact,
            )

    # --- facts -------------------------------------------------------------------------------------------------------

    def _asks_secret(self) -> bool:
        """Deflect what touches a secret. False where it doesn't."""
        if self._knowledge.hidden(self._heard.words) <= _SECRET:
            return False
        self._on_ask_secret()
        return True

    def _search(self, question: str) -> list[Found]:
        heard = self._heard
        return self._knowledge.search(heard.words, [key for key, _ in self._topics], question, heard.text)

    def _tell(self, act: Act) -> None:
        """Answer a question from what is known."""
        heard = self._heard
        if self._asks_secret():
            return
        if self._about_me():
            self._on_ask_name() if act.kind == "ask_who" else self._on_ask_self()
            return
        question = "" if act.kind == "more" else heard.question
        if act.kind == "ask_way":
            question = "where"
        if question == "where" and self._topics and self._is_here(self._topics[0][1]):
            self._on_ask_place()
            return
        several = len(self._topics) > 1 and act.kind == "ask_about"
        rows = self._one_for_each() if several else self._search(question)
        if not rows:
            self._unknown(question)
            return
        strict = question in ("where", "when", "many", "price")
        fitting = [row for row in rows if self._fits(row, question) and row.score >= 0.4 * rows[0].score]
        if not fitting:
            rows = [row for row in rows if not row.known.describes and not self._only_repeats(row)]
            if question == "whether" and rows and self._topics:
                # What is known of the matter answers "is it so?" as well as can be.
                told = memory.was_told(self._plan.state, rows[0].known.fact)
                self._give(rows[:1], "reply_again" if told else "reply_tell")
            else:
                self._unknown(question, rows)
            return
        rows = fitting
        if "happened" in heard.words:
            rows = [row for row in rows if not row.known.describes] or rows
        untold = [row for row in rows if not memory.was_told(self._plan.state, row.known.fact)]
        best = rows[0]
        if untold and (untold[0] is best or (not strict and untold[0].score >= 0.45 * best.score)):
            self._give(self._with_second(untold, act), self._telling(untold[0], question))
        elif act.kind == "more" or self._plan.state.count(self._again(best)) > 1:
            self._say("reply_only_that", **self._topic_slot())
        elif act.kind == "ask_way":
            self._say("reply_dont_know_way", **self._topic_slot())
        else:
            self._plan.state = memory.counted(self._plan.state, self._again(best))
            self._give([best], "reply_again" if takes("reply_again", [best.known.fact]) else "reply_tell")
        self._offer_more(untold, act)

    def _fits(self, row: Found, question: str) -> bool:
        """Whether a fact answers a question of this kind, rather than being about the same name only."""
        heard = self._heard
        if question == "where" and any(topic.kind == "place" for _, topic in self._topics):
            # What happened in a place does not say where it lies.
            names = [topic.name.casefold() for _, topic in self._topics]
            begins = any(row.known.fact.text.casefold().startswith(name) for name in names)
            return begins and (row.fits or row.known.describes)
        if question in ("where", "when", "many", "price"):
            return row.fits and (row.covered or question != "when")
        if question == "why":
            bare = not content(list(heard.words))
            if bare and (row.known.describes or memory.was_told(self._plan.state, row.known.fact)):
                return row.fits
            return (row.fits or not self._only_repeats(row)) and row.covered
        plain = " ".join(heard.words)
        if question == "who" and not content(list(heard.words)):
            return False
        if question == "who" and not re.search(r"\bwho (?:is|are|was|were) (?!.*ing\b)", plain):
            keys = {key for key, _ in self._topics}
            names = [topic.name.casefold() for _, topic in self._topics]
            begins = any(row.known.fact.text.casefold().startswith(name) for name in names)
            return row.covered and (bool(self._knowledge.people(row.known) - keys) or not begins)
        if question == "whether":
            told = set(content(list(heard.words))) - self._topic_words()
            return row.covered and bool(told) and not row.known.describes
        return True

    def _is_here(self, topic: Topic) -> bool:
        """Whether a topic is the place where they speak."""
        here = self._knowledge.topic(self._situation.place) if self._situation.place else None
        return here is not None and here == topic

    def _topic_words(self) -> set[str]:
        return {word for _, topic in self._topics for word in content(tokens(topic.name))}

    def _only_repeats(self, row: Found) -> bool:
        """Whether a fact says no more than the question does: "why was it doubled?" "It was doubled"."""
        own = set(content(tokens(row.known.fact.text)))
        asked = {*content(list(self._heard.words)), *(w for _, t in self._topics for w in content(tokens(t.name)))}
        alike = sum(any(word[:5] == other[:5] for other in asked) for word in own)
        return alike >= 0.7 * len(own)

    @staticmethod
    def _again(row: Found) -> str:
        return f"again:{memory.key_of(row.known.fact.text)}"

    def _one_for_each(self) -> list[Found]:
        rows: list[Found] = []
        for key, _ in self._topics[:2]:
            found = self._knowledge.search(self._heard.words, [key], "", self._heard.text)
            untold = [row for row in found if not memory.was_told(self._plan.state, row.known.fact)]
            rows += [row for row in (untold or found)[:1] if row.known.fact not in [r.known.fact for r in rows]]
        return rows

    def _with_second(self, untold: list[Found], act: Act) -> list[Found]:
        first = untold[0]
        if len(untold) < 2 or "taciturn" in self._persona.traits or act.kind not in ("ask_about", "ask_who", "more"):
            return [first]
        several = len(self._topics) > 1 and act.kind == "ask_about"
        near = untold[1].score >= _NEAR * first.score and not untold[1].known.describes
        return untold[:2] if several or (near and self._chance.random() < _SECOND_FACT) else [first]

    def _telling(self, row: Found, question: str) -> str:
        """The section that a fact is told by."""
        heard, fact = self._heard, row.known.fact
        if question == "whether" and not heard.negated and takes("reply_confirm", [fact]):
            asked, own = set(content(list(heard.words))), set(content(tokens(fact.text)))
            if len(asked & own) >= max(2, 0.75 * len(asked)):
                return "reply_confirm"
        return "reply_tell"

    def _give(self, rows: Sequence[Found], section: str) -> None:
        facts = [row.known.fact for row in rows]
        if section.startswith("reply_") and not takes(section, facts):
            section = "reply_tell"
        for fact in facts:
            self._say(section, fact)
            section = "reply_also"
        if not self._topics:
            self._take_up(rows[0].known.topics)

    def _take_up(self, keys: Iterator[str] | frozenset[str]) -> None:
        """Make what a fact is about the matter in hand, entities first."""
        found = [(key, topic) for key in sorted(keys) if (topic := self._knowledge.topic(key)) is not None]
        self._topics = sorted(found, key=lambda pair: pair[1].entity is None)[:2]

    def _about_me(self) -> bool:
        keys = {key for key, _ in self._topics}
        if self._persona.name and self._persona.name.casefold() in keys:
            return True
        mine = set(tokens(self._persona.name))
        return not keys and bool(mine & set(self._heard.words))

    def _topic_slot(self) -> dict[str, str]:
        named = [_named(topic) for _, topic in self._topics if not leaks(topic.name, self._knowledge.secrets)]
        return {"topic": named[0]} if named else {}

    def _unknown(self, question: str, rows: Sequence[Found] = ()) -> None:
        if question == "price" and not self._topics and not content(list(self._heard.words)):
            self._say("reply_price_of_what")
            return
        kind = f"reply_dont_know_{question}" if question in _QUESTION_SECTIONS else "reply_dont_know"
        slots = self._topic_slot() if question not in ("why", "who") or self._topics else {}
        self._say(kind, **slots)
        untold = [row for row in rows if not memory.was_told(self._plan.state, row.known.fact)]
        if untold and self._topics:
            fact = untold[0].known.fact
            self._say("reply_but_know" if takes("reply_but_know", [fact]) else "reply_tell", fact)

    def _offer_more(self, untold: Sequence[Found], act: Act) -> None:
        told = self._plan.state
        left = [row for row in untold if not memory.was_told(told, row.known.fact) and not row.known.describes]
        if not left or not self._topics or "taciturn" in self._persona.traits or self._before.asked == "more":
            return
        if act.kind in ("ask_about", "ask_who", "more") and self._chance.random() < _OFFER_MORE:
            topic = self._topics[0][1]
            self._say("reply_offer_more", topic=_named(topic))
            self._plan.state = replace(self._plan.state, asked="more", about=topic.name)

    def _follow_up(self, act: Act) -> None:
        """Ask the player something now and then."""
        state, plan = self._plan.state, self._plan
        recently = state.count("asked_at") and state.turns - state.count("asked_at") < 3
        if state.asked or plan.calls or recently or len(plan.steps) > 1 or self._now().relation < 0:
            return
        if self._chance.random() > (_FOLLOW_UP if act.kind != "greet" else 0.5):
            return
        named = self._situation.listener or state.known("name")
        asked_name, asked_origin = state.count("asked:name"), state.count("asked:origin")
        if act.kind in ("greet", "ask_name") and not named and not asked_name:
            asked = "name"
        elif act.kind == "greet" and not state.count("asked:need"):
            asked = "need"
        elif (
            act.kind in ("tell_name", "ask_self", "ask_how")
            and named
            and not asked_origin
            and not state.known("origin")
        ):
            asked = "origin"
        else:
            return
        self._say(f"reply_ask_{asked}", **({"name": named} if named else {}))
        state = memory.counted(plan.state, f"asked:{asked}")
        counts = {**dict(state.counts), "asked_at": state.turns}
        plan.state = replace(state, asked=asked, counts=tuple(counts.items()))


_SIMPLE: Mapping[str, str] = {
    "thank": "reply_welcome",
    "insult": "reply_insulted",
    "gibberish": "reply_gibberish",
    "no": "reply_fine_then",
    "sad_news": "reply_comfort",
    "good_news": "reply_glad",
    "small_talk": "reply_small_talk",
    "flirt": "reply_flirt",
    "boast": "reply_boast",
    "accuse": "reply_accused",
    "doubt": "reply_doubted",
    "ask_fear": "reply_fear",
    "complain": "reply_complaint",
    "hush": "reply_hush",
    "ask_help": "reply_help",
    "ask_come": "reply_cannot_action",
    "meet": "reply_likewise",
}


_PERSON_NOUN = re.compile(r"(?:er|or|man|woman|smith|ist|boy|girl|king|queen|priest|thief|victim|widow|guard)$")


def _named(topic: Topic) -> str:
    """A topic's name as it stands in a sentence: "the gun", "Mara Venn"."""
    name = topic.name
    if topic.entity is None and name[:1].islower() and not english.has_determiner(name) and not name.endswith("s"):
        return f"the {name}"
    return name


def _means(pronoun: str, topic: Topic) -> bool:
    if pronoun in ("he", "she"):
        wanted = "male" if pronoun == "he" else "female"
        if topic.kind == "topic":
            return bool(_PERSON_NOUN.search(topic.name.lower()))
        return topic.kind in ("person", "creature") and topic.sex in ("", wanted)
    if pronoun == "there":
        return topic.kind == "place"
    if pronoun == "they":
        return topic.plural or topic.kind in ("faction", "person", "topic")
    return topic.kind != "person"


def _without_lead(text: str) -> str:
    words = text.split()
    lead = {"from", "i", "am", "i'm", "come", "im", "just", "the"} - {"the"}
    while words and words[0].lower() in lead:
        words = words[1:]
    return " ".join(words)
