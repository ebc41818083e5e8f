"""Scenes of strong feelings: old grievances, a companion won, old friends."""

from __future__ import annotations

from typing import Final

from procgen.dialogue.scene.beats import (
    furnish,
    leaf,
    room,
)
from procgen.dialogue.scene.draft import Draft, Sketch, called
from procgen.dialogue.scene.kinds.meeting import CALM, begin, left

_GRIEVANCES: Final = {"debt": "debt", "lie": "lie", "absence": "absence", "hiding": "lie", "loss": "absence"}
"""By deed; others are a betrayal."""


def confrontation(draft: Draft, size: int) -> None:
    """Rounds in which tension rises or falls, and three ways to end."""
    found = draft.premise()
    grievance = _GRIEVANCES.get(found.deed, "betrayal")
    where = found.where
    words = found.slots()
    start, (settled,) = begin(draft, "settled")
    over = draft.flag("settled_it", "the quarrel is over, one way or another")
    tension = draft.count("tension", 2, 0, 5, "how near to blows it is")
    draft.go(start, settled, f"{over} == true")
    draft.say(settled, "scene_settled", slots=words)
    rounds = 1 if size < 16 else 2 if size < 26 else 3 if size < 48 else 4
    sections = [f"scene_grievance_{grievance}", *(f"scene_round_{i}" for i in range(2, rounds + 1))]
    nodes = [draft.node(f"round_{i + 1}", "accuse") for i in range(rounds)]
    fight, truce, peace = draft.node("fight", "exit"), draft.node("truce", "exit"), draft.node("peace", "apology")
    draft.go(start, nodes[0])
    draft.do(nodes[0], f"{tension} = 2")
    for i, (node, section) in enumerate(zip(nodes, sections, strict=True)):
        draft.say(node, section, mood="angry", slots=words)
        draft.tell(node, section="scene_grievance_fact", mood="angry")
        replies = [
            ("hot", f"scene_choice_hot_{i + 1}", "scene_hot", "angry", 1),
            ("calm", f"scene_choice_calm_{i + 1}", "scene_calm", "stern", -1),
            ("even", f"scene_choice_even_{i + 1}", "scene_even", "doubtful", 0),
        ]
        for name, choice, answer, mood, step in replies:
            reply = draft.node(f"{name}_{i + 1}", "answer")
            draft.say(reply, answer, mood=mood, slots=words)
            if step:
                draft.do(reply, f"{tension} {'+=' if step > 0 else '-='} 1")
            draft.option(node, choice, reply, slots=words)
            last = i + 1 == rounds
            if last and step >= 0:
                draft.go(reply, fight, f"{tension} >= 3")
            elif i and step > 0:
                draft.go(reply, fight, f"{tension} >= 4")
            if last and step <= 0 and (step or rounds > 1):
                draft.go(reply, peace, f"{tension} <= 1")
            elif i and step < 0:
                draft.go(reply, peace, f"{tension} <= 0")
            if not last:
                draft.go(reply, nodes[i + 1])
            elif step == 0 or rounds > 1:
                draft.go(reply, truce)
            else:
                reply.branches.clear()
                draft.go(reply, fight if step > 0 else peace)
        if i + 1 == rounds:
            even = draft.sketches[f"even_{i + 1}"]
            if rounds == 1:
                even.branches.clear()
                draft.go(even, truce)
    for node, section, mood in (
        (fight, "scene_fight", "angry"),
        (truce, "scene_truce", "stern"),
        (peace, "scene_peace", "tender"),
    ):
        draft.say(node, section, mood=mood, slots=words)
        draft.do(node, f"{over} = true")
    rest = left(draft, size)
    if rest > 1:
        hub = draft.node("aftermath", "hub")
        draft.go(peace, hub)
        draft.go(settled, hub, f"{tension} <= 1")
        furnish(draft, hub, rest - 1, CALM)
        draft.option(hub, "choice_farewell", "")
    draft.doing.insert(0, f"{called(draft.main)} is angry with the player over what happened at {where}")
    draft.doing.insert(1, "it ends in peace, a truce or blows")


_OBJECTIONS: Final = ("pay", "danger", "family", "doubt", "past", "post")


def recruit(draft: Draft, size: int) -> None:
    """Objections, each answered well or badly; then a yes or a no."""
    found = draft.premise()
    aim = found.where
    words = found.slots()
    start, (first, again, joined) = begin(draft, "greeting", "greeting_again", "already")
    met = draft.flag("met", "has met the player")
    yes = draft.flag("joined", "comes along")
    resolve = draft.count("resolve", 0, 0, 9, "how willing they are to come")
    hub = draft.node("hub") if size >= 11 else None
    draft.go(start, joined, f"{yes} == true")
    draft.go(start, again, f"{met} == true")
    draft.go(start, first)
    draft.do(first, f"{met} = true")
    draft.say(first, "greet")
    draft.tell(first)
    draft.say(again, "scene_recruit_again", slots=words)
    draft.say(joined, "scene_already_joined", slots=words)
    count = 1 if size < 14 else 2 if size < 24 else 3 if size < 44 else 4
    kinds = [_OBJECTIONS[int(i)] for i in draft.chance.permutation(len(_OBJECTIONS))[:count]]
    nodes = [draft.node(f"objection_{kind}", "refuse") for kind in kinds]
    join, decline = draft.node("join", "accept"), draft.node("decline", "refuse")
    for node in (first, again) if hub is None else (hub,):
        draft.option(node, "scene_choice_pitch", nodes[0], do=(f"{resolve} = 0",), slots=words)
    if hub is None:
        for node in (first, again):
            draft.option(node, "choice_leave", "")
    else:
        draft.go(first, hub)
        draft.go(again, hub)
    need = count // 2 + 1
    for i, (node, kind) in enumerate(zip(nodes, kinds, strict=True)):
        draft.say(node, f"scene_objection_{kind}", mood="doubtful", slots=words)
        won = draft.node(f"{kind}_answered", "check_passed")
        lost = draft.node(f"{kind}_unanswered", "check_failed")
        draft.say(won, "scene_objection_met", slots=words)
        draft.do(won, f"{resolve} += 1")
        draft.say(lost, "scene_objection_stays", mood="doubtful", slots=words)
        last = i + 1 == count
        draft.option(node, f"scene_choice_answer_{kind}", won, check=draft.check("persuasion", lost), slots=words)
        if kind == "pay":
            coins = draft.coins()
            money = f"20 {draft.inventor.world.currency}"
            draft.option(
                node, "scene_choice_pay_share", won, when=(f"{coins} >= 20",), do=(f"{coins} -= 20",), price=money
            )
        draft.option(node, "scene_choice_brush_off", lost, slots=words)
        for reply in (won, lost):
            if not last:
                draft.go(reply, nodes[i + 1])
            elif count == 1:
                draft.go(reply, join if reply is won else decline)
            else:
                if reply is won or count > need:
                    draft.go(reply, join, f"{resolve} >= {need}")
                draft.go(reply, decline)
    draft.say(join, "scene_joins", mood="eager", slots=words)
    draft.do(join, f"{yes} = true")
    draft.say(decline, "scene_declines", slots=words)
    if hub is not None:
        furnish(draft, hub, left(draft, size), CALM, exits=1)
        draft.option(hub, "choice_farewell", "")
    draft.doing.insert(0, f"{called(draft.main)} can be won over to come to {aim}")


def reunion(draft: Draft, size: int) -> None:
    """Old friends: what is remembered, what was never forgiven."""
    found = draft.premise()
    place = found.where
    words = found.slots()
    start, (first, again) = begin(draft, "greeting", "greeting_again")
    met = draft.flag("met", "has met the player again")
    warmth = draft.count("warmth", 2, 0, 5, "how glad they are to see the player")
    hub = draft.node("hub")
    draft.go(start, again, f"{met} == true")
    draft.go(start, first)
    draft.do(first, f"{met} = true")
    draft.say(first, "scene_recognise", mood="surprised", slots=words)
    draft.tell(first)
    draft.say(again, "scene_reunion_again", slots=words)
    draft.go(first, hub)
    draft.go(again, hub)
    small = size < 10
    closer, cooler = draft.node("parting_warm", "farewell"), draft.node("parting_cool", "farewell")
    draft.say(closer, "scene_parting_warm", mood="tender", slots=words)
    draft.say(cooler, "scene_parting_cool", slots=words)
    _memory(draft, hub, words, warmth, "memory", 1 if small else 3)
    if left(draft, size) >= 4 and room(draft, hub) > 1:
        _memory(draft, hub, words, warmth, "grievance", 3)
    if left(draft, size) >= 8 and room(draft, hub) > 1:
        absent = draft.inventor.new("person").name
        _memory(draft, hub, words | {"other": absent}, warmth, "lost_friend", 3)
    furnish(draft, hub, left(draft, size), CALM)
    draft.option(hub, "choice_farewell", closer, when=(f"{warmth} >= 3",))
    draft.option(hub, "choice_farewell", cooler, when=(f"{warmth} < 3",), instead=True)
    draft.doing.insert(0, f"{called(draft.main)} knew the player at {place}")


def _memory(draft: Draft, hub: Sketch, words: dict[str, str], warmth: str, name: str, budget: int) -> None:
    """Something of old, and what the player says to it."""
    node = draft.node(name, "remember")
    draft.say(node, f"scene_{name}", mood={"grievance": "stern", "lost_friend": "sad"}.get(name, ""), slots=words)
    draft.option(hub, f"scene_choice_{name}", node, once=True, slots=words)
    if budget < 3:
        draft.do(node, f"{warmth} += 1")
        draft.go(node, hub)
        return
    warm, cold = leaf(draft, hub, f"{name}_warm", "remember"), leaf(draft, hub, f"{name}_cold", "remember")
    draft.say(warm, f"scene_{name}_warm", mood="tender", slots=words)
    draft.do(warm, f"{warmth} += 1")
    draft.say(cold, f"scene_{name}_cold", mood="sad", slots=words)
    draft.do(cold, f"{warmth} -= 1")
    draft.option(node, f"scene_choice_{name}_warm", warm, slots=words)
    draft.option(node, f"scene_choice_{name}_cold", cold, slots=words)
