"""Quests: what is asked, by whom, where, for what, and what turns out to be otherwise; consistent with a world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.character.people.chance import chance_of
from procgen.dialogue.persona import Entity, Persona, World
from procgen.dialogue.scene.invent import Inventor, the
from procgen.dialogue.scene.story.premise import Premise
from procgen.errors import InvalidFields, Violation


@dataclass(frozen=True, slots=True)
class _Goal:
    """How a goal is worded; names stand in braces.

    Attributes:
        needs: of target, item (or machine, which is an item that stands where it is), place and enemy.
        title: of the quest.
        task: what is asked, as after "to".
        done: what was done, as after "I have".
        stages: entries of a journal.
        twists: what may turn out, of `TWISTS`.
    """

    needs: tuple[str, ...]
    title: str
    task: str
    done: str
    stages: tuple[str, ...]
    twists: tuple[str, ...]


_GOALS: Final[dict[str, _Goal]] = {
    "fetch": _Goal(
        ("item", "place"),
        "Out of {place}",
        "fetch {item} from {place}",
        "brought {item} from {place}",
        ("Find {item} at {place}.", "Bring {item} to {giver}."),
        ("not_theirs", "worth_more", "empty_purse"),
    ),
    "deliver": _Goal(
        ("item", "target", "place"),
        "For {target}'s Hands",
        "carry {item} to {target} at {place}",
        "put {item} into the hands of {target}",
        ("Take {item} to {target} at {place}.", "Tell {giver} that it is done."),
        ("not_theirs", "farewell_gift", "empty_purse"),
    ),
    "find_person": _Goal(
        ("target", "place"),
        "Looking for {target}",
        "find out what became of {target}, last seen near {place}",
        "found {target} near {place}",
        ("Look for {target} near {place}.", "Tell {giver} what became of {target}."),
        ("left_willingly", "guilty_giver", "empty_purse"),
    ),
    "clear": _Goal(
        ("place", "enemy"),
        "The Clearing of {place}",
        "drive {enemy} out of {place}",
        "driven {enemy} out of {place}",
        ("Drive {enemy} out of {place}.", "Tell {giver} that {place} is safe."),
        ("let_them_in", "guilty_giver", "empty_purse"),
    ),
    "escort": _Goal(
        ("target", "place"),
        "The Road to {place}",
        "bring {target} safely to {place}",
        "brought {target} safely to {place}",
        ("Go with {target} to {place}.", "Tell {giver} that {target} arrived."),
        ("left_willingly", "bait", "empty_purse"),
    ),
    "investigate": _Goal(
        ("place", "enemy"),
        "What Happened at {place}",
        "find out what happened at {place}",
        "learned what happened at {place}",
        ("Look around {place}.", "Tell {giver} what happened at {place}."),
        ("guilty_giver", "let_them_in", "empty_purse"),
    ),
    "guard": _Goal(
        ("item", "place", "enemy"),
        "A Night at {place}",
        "keep watch over {item} at {place} until morning",
        "kept {item} safe at {place}",
        ("Keep {item} safe at {place} until morning.", "Tell {giver} how the night went."),
        ("not_theirs", "bait", "empty_purse"),
    ),
    "repair": _Goal(
        ("machine", "place"),
        "Mending at {place}",
        "get {machine} at {place} working again",
        "got {machine} at {place} working again",
        ("Repair {machine} at {place}.", "Tell {giver} that it works again."),
        ("broke_it", "worth_more", "empty_purse"),
    ),
    "persuade": _Goal(
        ("target", "place"),
        "A Word with {target}",
        "talk {target} into coming back from {place}",
        "talked {target} into coming back from {place}",
        ("Speak with {target} at {place}.", "Tell {giver} what {target} said."),
        ("guilty_giver", "left_willingly", "empty_purse"),
    ),
    "steal_back": _Goal(
        ("item", "target", "place"),
        "What {target} Took",
        "take {item} back from {target} at {place}",
        "taken {item} back from {target}",
        ("Take {item} from {target} at {place}.", "Bring {item} to {giver}."),
        ("not_theirs", "farewell_gift", "worth_more"),
    ),
}
GOALS: Final = tuple(_GOALS)

TWISTS: Final[dict[str, str]] = {
    "not_theirs": "the thing never belonged to the giver",
    "worth_more": "the thing is worth far more than was said",
    "empty_purse": "the giver can't pay what was promised",
    "farewell_gift": "the thing was given, not taken, and the giver knew",
    "left_willingly": "the person went away of their own will, and the giver knew why",
    "guilty_giver": "the giver caused the trouble",
    "let_them_in": "the giver let the enemies in, for money",
    "bait": "the player was the bait",
    "broke_it": "the giver broke it",
}
"""What a quest may turn out to be."""


@dataclass(frozen=True, slots=True)
class Quest:
    """A task.

    Attributes:
        goal: one of `GOALS`.
        giver: name of who asks.
        target: a person's name, where the goal has one.
        item: a thing, with its article.
        place: where.
        enemy: who is in the way, in the plural.
        reward: what is promised, in words: "40 crowns".
        coins: how much of it is money.
        twist: one of `TWISTS`, or empty.
        title: for a journal.
        task: as after "to": "fetch the silver horn from Crow Mill".
        done: as after "I have": "brought the silver horn from Crow Mill".
        stages: entries of a journal, in order.
    """

    goal: str
    giver: str
    target: str = ""
    item: str = ""
    place: str = ""
    enemy: str = ""
    reward: str = ""
    coins: int = 0
    twist: str = ""
    title: str = ""
    task: str = ""
    done: str = ""
    stages: tuple[str, ...] = ()

    def slots(self) -> dict[str, str]:
        """Words for the phrase books; what the quest has none of is left out."""
        words = {
            "giver": self.giver, "target": self.target, "item": self.item, "place_there": self.place,
            "enemy": self.enemy, "danger": self.enemy, "reward": self.reward, "task": self.task, "done": self.done,
            "quest": self.title,
        }  # fmt: skip
        return {name: word for name, word in words.items() if word}


def generate(world: World, giver: Persona, seed: int, goal: str = "", avoid: Iterable[str] = ()) -> tuple[Quest, World]:
    """A quest of a world.

    Args:
        world: what exists; its places, persons and things are used where it has them.
        giver: who asks for it; of their own or the world's facts, those about a place or person draw the quest there.
        seed: equal seeds, equal quests.
        goal: one of `GOALS`, or empty for any.
        avoid: texts that no name may hold.

    Returns:
        The quest, and the world with whatever had to be made up.

    Raises:
        InvalidFields: if the goal is unknown.
    """
    if goal and goal not in _GOALS:
        raise InvalidFields([Violation.of("goal", goal, "one of " + ", ".join(GOALS))])
    inventor = Inventor(world, chance_of("dialogue/quest", seed), (giver,), (*giver.secrets, *avoid))
    quest = with_inventor(inventor, giver, seed, goal)
    return quest, inventor.world


def with_inventor(inventor: Inventor, giver: Persona, seed: int, goal: str = "") -> Quest:
    """A quest whose names come from an inventor, which a scene shares."""
    chance = chance_of("dialogue/goal", seed)
    goal = goal or GOALS[int(chance.integers(len(GOALS)))]
    words = _GOALS[goal]
    names = {"giver": giver.name or "whoever asked"}
    kinds = {"target": "person", "item": "item", "machine": "machine", "place": "place", "enemy": "creature"}
    troubled = _troubled(inventor.world, giver)
    for need in words.needs:
        kind = kinds[need]
        drawn = [e for e in troubled if e.kind == kind and e.name not in names.values()]
        entity = drawn[int(chance.integers(len(drawn)))] if drawn else inventor.some(kind)
        inventor.use(entity.name)
        names[need] = the(entity)
    return _drawn(chance, goal, names, inventor.world.currency)


def _drawn(chance: np.random.Generator, goal: str, names: Mapping[str, str], currency: str) -> Quest:
    """A quest with a reward and a twist that are drawn, for who gives it and all that its goal needs."""
    twists = _GOALS[goal].twists
    coins = int(chance.integers(3, 13)) * 5
    quest = Quest(
        goal=goal,
        giver=names["giver"],
        target=names.get("target", ""),
        item=names.get("item", names.get("machine", "")),
        place=names.get("place", ""),
        enemy=names.get("enemy", ""),
        reward=f"{coins} {currency}",
        coins=coins,
        twist=twists[int(chance.integers(len(twists)))],
    )
    return worded(quest)


_GOALS_BY_DEED: Final[dict[str, tuple[str, ...]]] = {
    "theft": ("steal_back", "fetch", "investigate"),
    "loss": ("fetch", "investigate"),
    "absence": ("find_person", "persuade", "escort"),
    "death": ("investigate", "guard"),
    "fire": ("investigate", "guard"),
    "debt": ("persuade", "deliver", "steal_back"),
    "lie": ("persuade", "investigate", "deliver"),
    "hiding": ("fetch", "steal_back", "investigate"),
    "threat": ("guard", "escort", "deliver"),
    "harm": ("repair", "investigate", "guard"),
    "clue": ("investigate", "deliver"),
}
"""What is asked for, by what happened."""


def of_premise(inventor: Inventor, giver: Persona, seed: int, premise: Premise, goal: str = "") -> Quest:
    """A quest about a premise: its thing, its place and whom it is about are those of the quest.

    Args:
        inventor: makes up what the premise lacks.
        giver: who asks.
        seed: draws goal, reward and twist.
        premise: what happened.
        goal: one of `GOALS`, or empty for one that suits what happened.
    """
    chance = chance_of("dialogue/goal", seed)
    goals = _GOALS_BY_DEED.get(premise.deed, GOALS)
    goal = goal or goals[int(chance.integers(len(goals)))]
    needs = _GOALS[goal].needs
    names = {"target": premise.target, "item": premise.item, "machine": premise.item, "place": premise.where}
    if "enemy" in needs:
        names["enemy"] = the(inventor.some("creature"))
    needed = {"giver": giver.name or "whoever asked"} | {need: names[need] for need in needs}
    return _drawn(chance, goal, needed, inventor.world.currency)


def worded(quest: Quest) -> Quest:
    """A quest with its title, task and journal, where it has none; those that users give may lack them."""
    words = _GOALS[quest.goal]
    names = {name: getattr(quest, name) for name in ("giver", "target", "item", "place", "enemy")}
    names["machine"] = names["item"]
    missing = [name for name in words.needs if not names[name]]
    if missing and not (quest.task and quest.done):
        allowed = f"a name, which {quest.goal} needs"
        raise InvalidFields([Violation.of(f"quest.{name}", "missing", allowed) for name in missing])
    return Quest(
        quest.goal, quest.giver, quest.target, quest.item, quest.place, quest.enemy,
        quest.reward or (str(quest.coins) if quest.coins else ""), quest.coins, quest.twist,
        quest.title or _capital(words.title.format(**names)),
        quest.task or words.task.format(**names),
        quest.done or words.done.format(**names),
        quest.stages or tuple(_capital(stage.format(**names)) for stage in words.stages),
    )  # fmt: skip


def _troubled(world: World, giver: Persona) -> list[Entity]:
    """Entities that the giver knows something about, and that are not the giver."""
    facts = [f for f in (*giver.knows, *world.facts) if f.is_known_to(giver.name)]
    about = {name.casefold() for fact in facts for name in fact.about}
    return [e for e in world.entities if e.name.casefold() in about and e.name != giver.name]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
