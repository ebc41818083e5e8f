"""An answer in the making: what was said and is known, and what will be said, done and remembered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from procgen.dialogue.guard.secrets import leaks
from procgen.dialogue.persona import Fact, Persona, Situation
from procgen.dialogue.phrase import english
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.talk import callings, memory
from procgen.dialogue.talk.actions import Action, ActionCall, Parameter
from procgen.dialogue.talk.heart import situation_now
from procgen.dialogue.talk.reply import Step, takes
from procgen.dialogue.talk.retrieve import Knowledge, Topic
from procgen.dialogue.talk.state import State
from procgen.dialogue.talk.understand import Understood


@dataclass(slots=True)
class Answer:
    """What the functions that answer read and add to.

    Attributes:
        persona: who answers.
        situation: as the game gives it.
        knowledge: of the persona.
        before: the state before the player spoke.
        heard: what the player said.
        actions: what the game offers.
        level: content filter.
        chance: of this turn.
        state: what the NPC remembers afterwards, but for the lines themselves.
        topics: what the answer is about, as keys of `knowledge`.
        steps: lines, in order.
        calls: actions that the NPC does.
        notes: facts that a model which writes may use.
    """

    persona: Persona
    situation: Situation
    knowledge: Knowledge
    before: State
    heard: Understood
    actions: Sequence[Action]
    level: str
    chance: Chance
    state: State
    topics: list[tuple[str, Topic]]
    steps: list[Step] = field(default_factory=list)
    calls: list[ActionCall] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def say(self, section: str, *facts: Fact, **slots: str) -> None:
        """Add a line by a section of the books."""
        self.steps.append(Step(section, facts, slots))
        self.notes += [fact.text for fact in facts]
        self.state = memory.mark_told(self.state, facts)

    def tell(self, fact: Fact, section: str) -> None:
        """Add a line with a fact, by a section where that takes such facts, else plainly."""
        self.say(section if takes(section, [fact]) else "reply_tell", fact)

    def of_own_trade(self) -> bool:
        """Whether the player's words are about what the NPC works with."""
        return callings.concerns(self.persona.role, self.heard.words)

    def ask(self, asked: str, about: str = "", arguments: tuple[tuple[str, bool | int | str], ...] = ()) -> None:
        """Remember what the last line asks."""
        self.state = replace(self.state, asked=asked, about=about, arguments=arguments)

    def count(self, what: str) -> None:
        """Remember that something happened once more."""
        self.state = memory.counted(self.state, what)

    def untold(self, facts: Iterable[Fact]) -> list[Fact]:
        """Those that the NPC has not told the player."""
        return [fact for fact in facts if not memory.was_told(self.state, fact)]

    def now(self) -> Situation:
        """The situation, with what the talk did to the NPC's heart."""
        return situation_now(self.situation, self.state)

    def take_up(self, name: str) -> bool:
        """Make what a name stands for the matter in hand. False where it stands for nothing."""
        topic = self.knowledge.topic(name)
        if topic is not None:
            self.topics = [keyed(name, topic)]
        return topic is not None

    def hides(self, text: str) -> bool:
        """Whether a text gives a secret away."""
        return bool(leaks(text, self.knowledge.secrets))

    def shown(self, parameter: Parameter) -> list[str]:
        """The values of a parameter that may be named, as words."""
        return [value.replace("_", " ") for value in parameter.allowed if not self.hides(value)]


def keyed(name: str, topic: Topic) -> tuple[str, Topic]:
    """A topic under the key that `Knowledge` has it by."""
    return (topic.name if topic.entity else name).casefold(), topic


def named(topic: Topic) -> str:
    """A topic's name as it stands in a sentence: "the gun", "Mara Venn"."""
    name = topic.name
    if topic.entity is None and name[:1].islower() and not english.has_determiner(name) and not name.endswith("s"):
        return f"the {name}"
    return name
