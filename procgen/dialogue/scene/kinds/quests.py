"""Scenes about a quest: given, reminded of, turned in."""

from __future__ import annotations

from dataclasses import replace

from procgen.dialogue.scene.beats import (
    furnish,
    leaf,
    room,
    way,
)
from procgen.dialogue.scene.draft import Draft, Sketch, called
from procgen.dialogue.scene.kinds.meeting import QUESTIONS, TALK, begin, left
from procgen.dialogue.scene.quest import of_premise, worded


def quest(draft: Draft, size: int) -> None:
    """From the hook to the reward, over several meetings."""
    request = draft.request
    found = (
        worded(request.quest)
        if request.quest
        else of_premise(draft.inventor, draft.main, request.seed, draft.premise(), request.goal)
    )
    draft.quest = found
    draft.focus = [found.place] if found.place else []
    words = found.slots()
    small = size < 13
    names = ["greeting", "remind", "after"] if small else ["greeting", "offer_again", "remind", "after"]
    start, nodes = begin(draft, *names)
    greeting, remind, after = nodes[0], nodes[-2], nodes[-1]
    stage = draft.count("quest", 0, 0, 4, "0 unheard of, 1 offered, 2 accepted, 3 done, 4 rewarded")
    done = draft.flag("deed_done", f"the player has {found.done}; set by the game")
    coins = draft.coins()
    draft.go(start, after, f"{stage} == 4")
    draft.go(start, remind, f"{stage} >= 2")
    offer = draft.node("offer", "quest_offer")
    accepted, declined = draft.node("accepted", "quest_accepted"), draft.node("declined", "quest_declined")
    draft.say(greeting, "greet")
    draft.say(greeting, "scene_hook", slots=words)
    draft.tell(greeting, section="scene_hook_fact")
    draft.say(offer, "scene_offer", slots=words)
    draft.do(offer, f"{stage} = 1")
    terms = offer
    if size > 8:
        terms = draft.node("terms", "hub")
        draft.go(offer, terms)
    if not small:
        offered = nodes[1]
        draft.go(start, offered, f"{stage} == 1")
        draft.say(offered, "scene_offer_again", slots=words)
        draft.go(offered, terms)
    draft.go(start, greeting)
    draft.option(greeting, "scene_choice_hear_out", offer, slots=words)
    draft.option(greeting, "scene_choice_not_now", "")
    draft.say(accepted, "quest_accepted", slots=words)
    draft.do(accepted, f"{stage} = 2")
    draft.say(declined, "quest_declined", slots=words)
    draft.say(remind, "quest_remind", slots=words)
    draft.say(after, "scene_after_quest", slots=words)
    draft.option(terms, "choice_accept", accepted, slots=words)
    _turn_in(draft, size, remind, stage, done, coins)
    _terms(draft, size, terms)
    if left(draft, size) > 0 and size >= 24:
        hub = draft.node("waiting", "hub")
        draft.go(after, hub)
        furnish(draft, hub, left(draft, size) // 2, TALK)
        draft.option(hub, "choice_farewell", "")
        furnish(draft, terms, left(draft, size), QUESTIONS, exits=1)
    else:
        furnish(draft, terms, left(draft, size), QUESTIONS, exits=1)
    draft.option(terms, "choice_refuse", declined, slots=words)
    draft.option(remind, "choice_not_yet", "", slots=words)
    draft.tags += [f"goal:{found.goal}", f"twist:{found.twist}"] if found.twist else [f"goal:{found.goal}"]
    draft.doing.insert(0, f"{called(draft.main)} asks the player to {found.task}")
    if found.reward:
        draft.doing.insert(1, f"the reward is {found.reward}")


def _terms(draft: Draft, size: int, terms: Sketch) -> None:
    """Questions on the task."""
    found = draft.quest
    assert found is not None
    words = found.slots()
    asks = [("why", f"scene_why_{found.goal}", "scene_choice_why")]
    if found.enemy:
        asks.append(("danger", "scene_danger", "scene_choice_danger"))
    if found.place:
        asks.append(("way", "directions", "choice_ask_place"))
    if found.target:
        asks.append(("target", "scene_about_target", "scene_choice_target"))
    if found.reward:
        asks.append(("pay", "scene_pay_terms", "choice_ask_reward"))
    for name, section, choice in asks:
        # One place stays free for what else there is to ask about, one for a refusal.
        if left(draft, size) <= 0 or room(draft, terms, 2) <= 0:
            return
        reply = leaf(draft, terms, name, "quest_details")
        slots = dict(words)
        if name == "way":
            slots |= {"place": found.place, "topic": found.place, "direction": way(draft)}
        draft.say(reply, section, slots=slots)
        draft.option(terms, choice, reply, once=True, slots=slots)


def _turn_in(draft: Draft, size: int, remind: Sketch, stage: str, done: str, coins: str) -> None:
    """What happens when it is done: the twist, what the player makes of it, and the reward."""
    found = draft.quest
    assert found is not None
    words = found.slots()
    turn_in = draft.node("turn_in", "quest_turn_in")
    draft.option(remind, "choice_turn_in", turn_in, when=(f"{done} == true",), slots=words)
    draft.say(turn_in, "quest_turn_in", slots=words)
    draft.sketches["after"].beat = "quest_after"
    if size < 13 or not found.twist:
        draft.say(turn_in, "quest_reward", slots=words)
        draft.do(turn_in, f"{stage} = 4", *([f"{coins} += {found.coins}"] if found.coins else []))
        return
    draft.do(turn_in, f"{stage} = 3")
    twist = draft.node("twist", "quest_twist")
    draft.go(turn_in, twist)
    draft.say(twist, f"scene_twist_{found.twist}", mood="quiet", slots=words)
    currency = draft.inventor.world.currency
    short = found.twist == "empty_purse" and found.coins > 1
    paid = found.coins // 2 if short else found.coins
    reward = draft.node("reward", "quest_reward")
    plain = words | ({"reward": f"{paid} {currency}"} if short else {})
    draft.say(reward, "quest_reward", slots=plain)
    draft.do(reward, f"{stage} = 4", *([f"{coins} += {paid}"] if paid else []))
    # The game may have the player come back between telling and reward; the reward still waits.
    start = draft.sketches["start"]
    owed = next(i for i, branch in enumerate(start.branches) if branch.target == "remind")
    draft.go(start, twist, f"{stage} == 3")
    start.branches.insert(owed, start.branches.pop())
    start.branches[owed + 1] = replace(
        start.branches[owed + 1], conditions=(replace(start.branches[owed + 1].conditions[0], operator="=="),)
    )
    start.branches.pop(owed)
    draft.option(twist, "scene_choice_take_reward", reward, slots=plain)
    if left(draft, size) >= 3 and found.coins and size >= 16:
        more, refused = draft.node("reward_more", "quest_reward"), draft.node("no_more", "check_failed")
        extra = paid + max(5, found.coins // 2)
        if short:
            extra = found.coins
        draft.say(more, "scene_reward_more", mood="quiet", slots=words | {"reward": f"{extra} {currency}"})
        draft.do(more, f"{stage} = 4", f"{coins} += {extra}")
        draft.say(refused, "unpersuaded")
        draft.go(refused, reward)
        draft.option(twist, "scene_choice_demand_more", more, check=draft.check("persuasion", refused), slots=words)
    if left(draft, size) >= 1:
        spared = draft.node("no_reward", "quest_reward")
        draft.say(spared, "scene_no_reward", mood="tender", slots=words)
        draft.do(spared, f"{stage} = 4")
        draft.option(twist, "scene_choice_keep_reward", spared, slots=words)
    if left(draft, size) >= 1 and room(draft, twist, 0) > 0:
        shamed = draft.node("shamed", "quest_reward")
        draft.say(shamed, "scene_shamed", mood="sad", slots=words)
        draft.do(shamed, f"{stage} = 4")
        draft.option(twist, "scene_choice_shame", shamed, slots=words)
