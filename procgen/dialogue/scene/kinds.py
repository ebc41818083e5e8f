"""Plans of each kind of scene: its own spine, and beats around it until the size is met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from procgen.dialogue.persona import Persona
from procgen.dialogue.scene.beats import (
    Beat,
    courtesy,
    furnish,
    insult,
    leaf,
    news,
    room,
    secret,
    self_talk,
    sell,
    slug,
    topic,
    trade,
    trouble,
    way,
)
from procgen.dialogue.scene.draft import Draft, Sketch, called
from procgen.dialogue.scene.quest import with_inventor, worded

_TALK: Final[Sequence[tuple[Beat, float]]] = (
    (topic, 4.0),
    (news, 2.0),
    (self_talk, 2.0),
    (courtesy, 1.0),
    (trouble, 1.5),
    (insult, 1.0),
    (secret, 2.5),
    (trade, 2.0),
)
_CALM: Final[Sequence[tuple[Beat, float]]] = (
    (topic, 4.0),
    (news, 2.0),
    (self_talk, 1.5),
    (trouble, 1.0),
    (secret, 2.0),
)
_QUESTIONS: Final[Sequence[tuple[Beat, float]]] = ((topic, 4.0), (news, 1.0), (secret, 1.0))


def left(draft: Draft, size: int) -> int:
    """Nodes that are still wanted."""
    return size - len(draft.sketches)


def _start(draft: Draft, *names: str) -> tuple[Sketch, list[Sketch]]:
    """The empty first node and those that it leads to; the last is for the first meeting."""
    start = draft.node("start")
    return start, [draft.node(name) for name in names]


def _greet(draft: Draft, *more: str) -> tuple[Sketch, Sketch, Sketch]:
    """Two greetings, of strangers and of those who have met, and the hub that both lead to."""
    start, (first, again) = _start(draft, "greeting", "greeting_again")
    met = draft.flag("met", "has met the player")
    hub = draft.node("hub")
    draft.go(start, again, f"{met} == true")
    draft.go(start, first)
    draft.do(first, f"{met} = true")
    draft.say(first, "greet")
    for section in more:
        draft.say(first, section)
    draft.say(again, "scene_greet_again")
    draft.go(first, hub)
    draft.go(again, hub)
    return first, again, hub


def _part(draft: Draft, hub: Sketch, *, warm: bool) -> None:
    """The way out of a hub; those who are trusted hear another farewell."""
    farewell = draft.node("farewell")
    draft.say(farewell, "farewell")
    if not warm or "trust" not in draft.variables or not _gains(draft, 3):
        draft.option(hub, "choice_farewell", farewell)
        return
    friend = draft.node("farewell_friend", "farewell")
    draft.say(friend, "scene_farewell_friend")
    draft.option(hub, "choice_farewell", friend, when=("trust >= 3",))
    draft.option(hub, "choice_farewell", farewell, when=("trust < 3",), instead=True)


def _gains(draft: Draft, level: int) -> bool:
    gains = sum(
        effect.variable == "trust" and effect.operator == "+="
        for sketch in draft.sketches.values()
        for effect in sketch.effects
        if sketch.id != "forgiven"
    )
    return int(draft.variables["trust"].start) < level <= int(draft.variables["trust"].start) + gains


def _cold(draft: Draft) -> None:
    """Another greeting for those who left in anger."""
    if "insulted" not in draft.variables or int(draft.variables["trust"].start) > 2:
        return
    cold = draft.node("greeting_cold", "greeting")
    draft.say(cold, "scene_greet_cold", mood="scornful")
    draft.go(cold, "hub")
    start = draft.sketches["start"]
    draft.go(start, cold, "met == true", "trust <= 0")
    start.branches.insert(0, start.branches.pop())


def talk(draft: Draft, size: int) -> None:
    """Hub and spokes."""
    _, _, hub = _greet(draft, "ask_need")
    extras = 3 if size >= 24 else 1
    furnish(draft, hub, left(draft, size) - extras, _TALK)
    _part(draft, hub, warm=extras > 1)
    if extras > 1:
        _cold(draft)
    draft.doing.insert(0, f"{called(draft.main)} answers questions")


# --- quests


def quest(draft: Draft, size: int) -> None:
    """From the hook to the reward, over several meetings."""
    request = draft.request
    found = (
        worded(request.quest)
        if request.quest
        else with_inventor(draft.inventor, draft.main, request.seed, request.goal)
    )
    draft.quest = found
    draft.focus = [found.place] if found.place else []
    words = found.slots()
    small = size < 13
    names = ["greeting", "remind", "after"] if small else ["greeting", "offer_again", "remind", "after"]
    start, nodes = _start(draft, *names)
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
        furnish(draft, hub, left(draft, size) // 2, _TALK)
        draft.option(hub, "choice_farewell", "")
        furnish(draft, terms, left(draft, size), _QUESTIONS, exits=1)
    else:
        furnish(draft, terms, left(draft, size), _QUESTIONS, exits=1)
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


# --- goods


def haggle(draft: Draft, size: int) -> None:
    """One thing whose price is fought over, round by round, and others beside it."""
    _, _, hub = _greet(draft, "trade_open")
    goods = draft.inventor.goods(12)
    wanted = left(draft, size) - 1
    if wanted >= 8:
        _bargain(draft, hub, min(wanted, 8 + draft.number(0, 5)), goods.pop())
    while goods and (rest := left(draft, size) - 1) >= 3 and room(draft, hub, 2 if rest > 8 else 1) > 0:
        sell(draft, hub, min(rest, draft.number(3, 7)), goods.pop(), draft.main)
    palette = ((topic, 3.0), (courtesy, 1.0), (news, 2.0), (self_talk, 1.0), (secret, 1.0))
    furnish(draft, hub, left(draft, size) - 1, palette)
    _part(draft, hub, warm=False)
    draft.doing.insert(0, f"{called(draft.main)} sells, and the price can be talked down")


def _bargain(draft: Draft, hub: Sketch, budget: int, item: str) -> None:
    """Offers and counter-offers; each costs patience. Needs eight nodes: two rounds, and four ways to end."""
    main, currency = draft.main, draft.inventor.world.currency
    rounds = max(2, (budget - 4) // 2)
    patience = draft.count("patience", rounds + ("patient" in main.traits), 0, 20, "offers that the trader still hears")
    price = draft.count("price", 0, 0, 1_000_000, "what was asked last")
    coins = draft.coins()
    owned = draft.flag(f"owns_{slug(item)}", f"bought the {item}")
    sold = leaf(draft, hub, f"sold_{slug(item)}", "deal")
    fed_up, gone = draft.node("fed_up", "haggle_refuse"), leaf(draft, hub, "walked_off", "trade_close")
    draft.say(sold, "haggle_accept", item=item)
    draft.do(sold, f"{owned} = true")
    draft.say(fed_up, "scene_fed_up", mood="stern", item=item)
    draft.say(gone, "scene_not_bought", item=item)
    asked = draft.number(12, 20) * 4
    steps = [asked - round(asked * 0.4 * i / rounds) for i in range(rounds)]
    tellings = ["sell", *["haggle_counter"] * (rounds - 2), "scene_last_price"]
    nodes = [draft.node(f"round_{i + 1}", "haggle") for i in range(rounds)]
    draft.option(hub, "scene_choice_price", nodes[0], when=(f"{owned} == false", f"{patience} > 0"), item=item)
    draft.go(fed_up, hub)
    for i, (node, amount, section) in enumerate(zip(nodes, steps, tellings, strict=True)):
        draft.say(node, section, item=item, price=f"{amount} {currency}")
        draft.do(node, f"{price} = {amount}")
        when, do = (f"{coins} >= {amount}",), (f"{coins} -= {amount}",)
        draft.option(node, "scene_choice_pay", sold, when=when, do=do, price=f"{amount} {currency}")
        if i + 1 < rounds:
            gate = draft.node(f"offer_{i + 1}", "haggle_ask")
            draft.go(gate, fed_up, f"{patience} <= 0")
            draft.go(gate, nodes[i + 1])
            offered = max(1, steps[i + 1] - max(2, asked // 10))
            cost = f"{patience} -= 1"
            draft.option(node, "scene_choice_offer", gate, do=(cost,), price=f"{offered} {currency}", item=item)
            if i == 0 and rounds > 2 and draft.most > 3:
                firm = draft.node("firm", "haggle_refuse")
                draft.say(firm, "haggle_refuse", item=item, price=f"{amount} {currency}")
                draft.option(firm, "scene_choice_pay", sold, when=when, do=do, price=f"{amount} {currency}")
                draft.option(firm, "scene_choice_too_dear", gone, item=item)
                check = draft.check("perception", firm)
                draft.option(node, "scene_choice_flaw", nodes[2], check=check, once=True, item=item)
        draft.option(node, "scene_choice_too_dear", gone, item=item)


def market(draft: Draft, size: int) -> None:
    """A square with stalls."""
    _, again, square = _greet(draft)
    draft.sketches["greeting"].says.clear()
    draft.say(draft.sketches["greeting"], "scene_market_cry", mood="eager")
    again.says.clear()
    draft.say(again, "scene_market_again")
    goods = draft.inventor.goods(12)
    stalls = 1 if size < 16 else min(draft.most - 2, max(2, size // 16), 4)
    roles = ("merchant", "farmer", "smith", "healer")
    for i in range(stalls):
        rest = left(draft, size)
        share = rest if i == stalls - 1 else rest // (stalls - i)
        if i == stalls - 1 and share >= 10 and room(draft, square, 2) > 0:
            share -= _thief(draft, square)
        who = draft.actor(i, roles[i])
        stall = draft.node(f"stall_{i + 1}", "hub")
        draft.say(stall, "scene_stall", who)
        draft.option(square, "scene_choice_stall", stall, who=who, other=called(who))
        bench, used = stall, 1
        if share > 4:
            bench, used = draft.node(f"bench_{i + 1}", "hub"), 2
            draft.go(stall, bench)
        while goods and share - used >= 3 and room(draft, bench, 2 if share - used > 10 else 1) > 0:
            used += sell(draft, bench, min(share - used, draft.number(3, 7)), goods.pop(), who)
        main, draft.main = draft.main, who
        furnish(draft, bench, share - used, ((topic, 3.0), (news, 2.0), (secret, 1.0)))
        draft.main = main
        draft.option(bench, "scene_choice_other_stalls", square, who=who)
    draft.option(square, "choice_leave", "")
    draft.doing.insert(0, "the player goes from stall to stall")


def _thief(draft: Draft, square: Sketch) -> int:
    """Somebody runs off with a purse."""
    node, caught, lost, ignored = (
        draft.node("thief", "event"),
        leaf(draft, square, "thief_caught", "check_passed"),
        leaf(draft, square, "thief_lost", "check_failed"),
        leaf(draft, square, "thief_ignored", "event"),
    )
    coins = draft.coins()
    draft.say(node, "scene_stop_thief", mood="angry")
    draft.say(caught, "scene_thief_caught", mood="joyful")
    draft.do(caught, f"{coins} += 5")
    draft.say(lost, "scene_thief_lost", mood="sad")
    draft.say(ignored, "scene_thief_ignored", mood="scornful")
    draft.option(square, "scene_choice_commotion", node, once=True)
    draft.option(node, "scene_choice_chase", caught, check=draft.check("perception", lost))
    draft.option(node, "scene_choice_stand_aside", ignored)
    draft.doing.append("a thief can be caught")
    return 4


# --- questioning


def interrogation(draft: Draft, size: int) -> None:
    """Questions to a suspect until there is evidence enough."""
    event = draft.inventor.event()
    small = draft.most < 4
    start, (opening, again, closed) = _start(draft, "opening", "questions_again", "closed")
    met = draft.flag("met", "has been questioned")
    over = draft.flag("case_closed", "the suspect has confessed or been let go")
    evidence = draft.count("evidence", 0, 0, 6, "what speaks against the suspect")
    hub = draft.node("hub")
    confessed, denied = draft.node("confession", "confess"), draft.node("denial", "deny")
    draft.go(start, closed, f"{over} == true")
    draft.go(start, again, f"{met} == true")
    draft.go(start, opening)
    draft.do(opening, f"{met} = true")
    draft.say(opening, "scene_suspect_opening", event=event)
    draft.say(again, "scene_suspect_again", event=event)
    draft.say(closed, "scene_suspect_closed", event=event)
    draft.go(opening, hub)
    draft.go(again, hub)
    draft.do(confessed, f"{over} = true")
    draft.do(denied, f"{over} = true")
    draft.say(confessed, "scene_confession", mood="sad", event=event)
    draft.say(denied, "scene_walks_free", mood="scornful", event=event)
    desk, exits = hub, 2
    if small and left(draft, size) > 1:
        desk, exits = draft.node("questions", "hub"), 1
        draft.option(hub, "scene_choice_questions", desk, event=event)
    sources = 0
    order = [int(i) for i in draft.chance.permutation(5)]
    # One place stays free for what else can be asked, where there is more than questions can fill.
    while (rest := left(draft, size)) > 0 and order and (places := room(draft, desk, exits + (rest > 5))) > 0:
        share = min(5, -(-rest // places))
        sources += _question(draft, desk, order.pop(), share, event, evidence)
    furnish(draft, desk, left(draft, size), _QUESTIONS, exits=exits)
    if desk is not hub:
        draft.option(desk, "choice_return_topic", hub)
    need = max(1, min(3, sources))
    draft.option(hub, "choice_accuse", confessed, when=(f"{evidence} >= {need}",), event=event, topic=event)
    draft.option(hub, "scene_choice_bluff", denied, when=(f"{evidence} < {need}",), instead=True, event=event)
    draft.option(hub, "scene_choice_pause", "", event=event)
    draft.doing.insert(0, f"{called(draft.main)} is questioned about {event}")


def _question(draft: Draft, hub: Sketch, number: int, budget: int, event: str, evidence: str) -> int:
    """A question, and how to press; returns how much evidence it can bring."""
    name = ("alibi", "motive", "witness", "object", "sympathy")[number]
    words = {"event": event}
    if name in {"alibi", "witness"}:
        words["other"] = draft.inventor.some("person").name
    if name == "alibi":
        words["where"] = draft.inventor.some("place").name
    if name == "object":
        words["item"] = draft.inventor.some("item").name
    node = draft.node(name, "question")
    draft.say(node, f"scene_{name}", slots=words)
    draft.option(hub, f"scene_choice_{name}", node, once=True, slots=words)
    if budget < 3:
        draft.say(node, "scene_slip", mood="afraid", slots=words)
        draft.do(node, f"{evidence} += 1")
        draft.go(node, hub)
        return 1
    slip, holds = leaf(draft, hub, f"{name}_slip", "reveal"), leaf(draft, hub, f"{name}_holds", "check_failed")
    draft.say(slip, "scene_slip", mood="afraid", slots=words)
    draft.do(slip, f"{evidence} += 1")
    draft.say(holds, "scene_holds", mood="stern", slots=words)
    skill, choice = {
        "alibi": ("perception", "scene_choice_catch_lie"),
        "motive": ("intimidation", "scene_choice_press"),
        "witness": ("deception", "scene_choice_feign"),
        "object": ("perception", "scene_choice_catch_lie"),
        "sympathy": ("persuasion", "scene_choice_soften"),
    }[name]
    draft.option(node, choice, slip, check=draft.check(skill, holds), slots=words)
    if budget >= 5:
        second, shut = leaf(draft, hub, f"{name}_crack", "reveal"), leaf(draft, hub, f"{name}_shut", "check_failed")
        draft.say(second, "scene_slip", mood="pleading", slots=words)
        draft.do(second, f"{evidence} += 1")
        draft.say(shut, "unintimidated" if skill != "intimidation" else "unpersuaded")
        other = "intimidation" if skill != "intimidation" else "persuasion"
        choice = "scene_choice_press" if other == "intimidation" else "scene_choice_soften"
        draft.option(node, choice, second, check=draft.check(other, shut), slots=words)
    draft.option(node, "scene_choice_let_it_rest", hub, slots=words)
    return 1


def rumour_mill(draft: Draft, size: int) -> None:
    """Two or three people tell different stories of one event; the player says whom to believe."""
    event = draft.inventor.event()
    voices = [draft.main, draft.actor(1, "villager")]
    if size >= 24:
        voices.append(draft.actor(2, "sailor" if draft.inventor.world.setting == "medieval" else "mechanic"))
    _, again, hub = _greet(draft)
    draft.sketches["greeting"].says.clear()
    draft.say(draft.sketches["greeting"], "scene_gossip_opening", event=event)
    again.says.clear()
    draft.say(again, "scene_gossip_again", event=event)
    heard = draft.count("heard", 0, 0, 9, "versions of the story that the player heard")
    culprits = [draft.inventor.some("person").name for _ in voices]
    rest = left(draft, size) - len(voices) * 2
    tellings = []
    for i, (who, culprit) in enumerate(zip(voices, culprits, strict=True)):
        node = draft.node(f"version_{i + 1}", "rumour")
        words = {"event": event, "other": culprit}
        draft.say(node, "scene_version", who, slots=words)
        draft.do(node, f"{heard} += 1")
        # One after the other, lest there are more choices than may be shown.
        when = (f"{heard} == {i}",)
        draft.option(
            hub, "scene_choice_version", node, when=when, who=who, instead=i > 0, event=event, other=called(who)
        )
        used = 0
        share = min(4, max(0, rest) // (len(voices) - i + 1))
        if share:
            for kind in ("source", "doubt", "motive_of", "rival")[: min(share, room(draft, node))]:
                reply = leaf(draft, hub, kind)
                # Who gainsays a story is somebody else who was there.
                voice = voices[(i + 1) % len(voices)] if kind == "rival" else who
                slots = words | ({"teller": called(who)} if kind == "rival" else {})
                draft.say(reply, f"scene_{kind}", voice, topic=culprit, slots=slots)
                draft.option(node, f"scene_choice_{kind}", reply, once=True, who=who, topic=culprit, slots=slots)
                used += 1
            draft.option(node, "choice_return_topic", hub, who=who)
        else:
            draft.go(node, hub)
        rest -= used
        tellings.append((who, words))
    judge = draft.node("judgment", "hub")
    draft.option(hub, "scene_choice_judge", judge, when=(f"{heard} >= {len(voices)}",), instead=True, event=event)
    ends = []
    for i, (who, words) in enumerate(tellings):
        end = draft.node(f"believed_{i + 1}", "verdict")
        draft.say(end, "scene_believed", who, mood="eager", slots=words)
        ends.append(end)
        draft.option(judge, "scene_choice_believe", end, who=who, teller=called(who), slots=words)
    if room(draft, judge, 0) > 0:
        draft.option(judge, "scene_choice_undecided", hub)
    furnish(draft, hub, left(draft, size), ((topic, 3.0), (secret, 2.0), (trouble, 1.0), (self_talk, 1.0)), exits=1)
    draft.option(hub, "choice_leave", "")
    names = " and ".join(called(who) for who in voices)
    draft.doing.insert(0, f"{names} tell different stories of {event}")


def trial(draft: Draft, size: int) -> None:
    """The player speaks for an accused: witnesses, a last word, a verdict."""
    event = draft.inventor.event()
    accused = draft.actor(1, "farmer")
    start, (opening, closed) = _start(draft, "opening", "closed")
    over = draft.flag("verdict_given", "the trial is over")
    case = draft.count("case", 0, 0, 9, "what speaks for the accused")
    draft.go(start, closed, f"{over} == true")
    draft.go(start, opening)
    words = {"event": event, "accused": called(accused)}
    draft.go(opening, "witness_1")
    draft.say(opening, "scene_charge", mood="stern", slots=words)
    draft.say(closed, "scene_court_closed", mood="stern", slots=words)
    endings = 3 if size < 12 else 4
    witnesses = max(1, min(4, (left(draft, size) - endings) // 9 + 1))
    entries = []
    gains = 0
    for i in range(witnesses):
        who = draft.actor(2 + i, ("guard", "villager", "merchant", "priest")[i])
        node = draft.node(f"witness_{i + 1}", "testimony")
        own = words | {"other": called(who)}
        draft.say(node, "scene_call_witness", mood="stern", slots=own)
        draft.say(node, "scene_testimony", who, mood="neutral", slots=own)
        entries.append((node, who, own))
    closing = draft.node("closing", "hub")
    for i, (node, who, own) in enumerate(entries):
        onward = entries[i + 1][0] if i + 1 < witnesses else closing
        share = max(2, (left(draft, size) - (endings - 1)) // (witnesses - i))
        gains += _examine(draft, node, who, own, onward, share, case)
    acquitted, condemned = draft.node("acquitted", "verdict"), draft.node("condemned", "verdict")
    draft.say(closing, "scene_last_word", mood="stern", slots=words)
    draft.say(acquitted, "scene_acquitted", mood="neutral", slots=words)
    draft.say(acquitted, "scene_accused_thanks", accused, mood="joyful", slots=words)
    draft.say(condemned, "scene_condemned", mood="stern", slots=words)
    need = max(1, (gains + 1) // 2)
    draft.option(closing, "scene_choice_rest_case", acquitted, when=(f"{case} >= {need}",), slots=words)
    draft.option(closing, "scene_choice_rest_weak", condemned, when=(f"{case} < {need}",), instead=True, slots=words)
    if endings > 3:
        mercy = draft.node("mercy", "verdict")
        draft.say(mercy, "scene_mercy", mood="neutral", slots=words)
        draft.do(mercy, f"{over} = true")
        draft.option(closing, "scene_choice_mercy", mercy, check=draft.check("persuasion", condemned), slots=words)
    draft.do(acquitted, f"{over} = true")
    draft.do(condemned, f"{over} = true")
    draft.doing.insert(0, f"{called(accused)} stands accused of {event}")
    draft.doing.insert(1, "the player speaks for them")


def _examine(
    draft: Draft, node: Sketch, who: Persona, words: dict[str, str], onward: Sketch, budget: int, case: str
) -> int:
    """Questions to a witness; returns how much they can help."""
    back = node
    used = 0
    if budget >= 4:
        back = draft.node(f"{node.id}_stand", "hub")
        draft.go(node, back)
        used = 1
    won, lost = (
        leaf(draft, back, f"{node.id}_shaken", "check_passed"),
        leaf(draft, back, f"{node.id}_firm", "check_failed"),
    )
    draft.say(won, "scene_witness_shaken", who, mood="doubtful", slots=words)
    draft.do(won, f"{case} += 1")
    draft.say(lost, "scene_witness_firm", who, mood="stern", slots=words)
    # Back at the stand the same question is not asked twice; without a stand the next one is called.
    if back is node:
        won.branches.clear()
        lost.branches.clear()
        draft.go(won, onward)
        draft.go(lost, onward)
    draft.option(
        back, "scene_choice_challenge", won, check=draft.check("perception", lost), once=True, who=who, slots=words
    )
    used += 2
    gains = 1
    # One place stays free for what else can be asked, where much is wanted.
    if budget - used >= 2 and (room(draft, back) > 1 or budget - used == 2):
        moved, cold = leaf(draft, back, f"{node.id}_moved"), leaf(draft, back, f"{node.id}_unmoved")
        moved.beat, cold.beat = "check_passed", "check_failed"
        draft.say(moved, "scene_witness_moved", who, mood="sad", slots=words)
        draft.do(moved, f"{case} += 1")
        draft.say(cold, "scene_witness_unmoved", who, mood="stern", slots=words)
        draft.option(
            back,
            "scene_choice_conscience",
            moved,
            check=draft.check("persuasion", cold),
            once=True,
            who=who,
            slots=words,
        )
        used += 2
        gains += 1
    if back is not node and budget - used >= 1 and (room(draft, back) > 1 or budget - used == 1):
        reply = leaf(draft, back, f"{node.id}_saw", "question")
        draft.say(reply, "scene_witness_saw", who, mood="neutral", slots=words)
        draft.option(back, "scene_choice_what_seen", reply, once=True, who=who, slots=words)
        used += 1
    main, draft.main = draft.main, who
    if back is not node:
        furnish(draft, back, budget - used, ((topic, 1.0),))
    draft.main = main
    draft.option(back, "scene_choice_no_more_questions", onward, who=who, slots=words)
    return gains


# --- strong feelings


_GRIEVANCES: Final = ("debt", "betrayal", "lie", "absence")


def confrontation(draft: Draft, size: int) -> None:
    """Rounds in which tension rises or falls, and three ways to end."""
    grievance = draft.pick(_GRIEVANCES)
    where = draft.inventor.some("place").name
    words = {"where": where}
    start, (settled,) = _start(draft, "settled")
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
        furnish(draft, hub, rest - 1, _CALM)
        draft.option(hub, "choice_farewell", "")
    draft.doing.insert(0, f"{called(draft.main)} is angry with the player over what happened at {where}")
    draft.doing.insert(1, "it ends in peace, a truce or blows")


_OBJECTIONS: Final = ("pay", "danger", "family", "doubt", "past", "post")


def recruit(draft: Draft, size: int) -> None:
    """Objections, each answered well or badly; then a yes or a no."""
    aim = draft.inventor.some("place").name
    words = {"where": aim}
    start, (first, again, joined) = _start(draft, "greeting", "greeting_again", "already")
    met = draft.flag("met", "has met the player")
    yes = draft.flag("joined", "comes along")
    resolve = draft.count("resolve", 0, 0, 9, "how willing they are to come")
    hub = draft.node("hub") if size >= 11 else None
    draft.go(start, joined, f"{yes} == true")
    draft.go(start, again, f"{met} == true")
    draft.go(start, first)
    draft.do(first, f"{met} = true")
    draft.say(first, "greet")
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
        furnish(draft, hub, left(draft, size), _CALM, exits=1)
        draft.option(hub, "choice_farewell", "")
    draft.doing.insert(0, f"{called(draft.main)} can be won over to come to {aim}")


def reunion(draft: Draft, size: int) -> None:
    """Old friends: what is remembered, what was never forgiven."""
    place = draft.inventor.some("place").name
    words = {"where": place}
    start, (first, again) = _start(draft, "greeting", "greeting_again")
    met = draft.flag("met", "has met the player again")
    warmth = draft.count("warmth", 2, 0, 5, "how glad they are to see the player")
    hub = draft.node("hub")
    draft.go(start, again, f"{met} == true")
    draft.go(start, first)
    draft.do(first, f"{met} = true")
    draft.say(first, "scene_recognise", mood="surprised", slots=words)
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
        other = draft.inventor.new("person").name
        _memory(draft, hub, words | {"other": other}, warmth, "lost_friend", 3)
    furnish(draft, hub, left(draft, size), _CALM)
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


KINDS: Final[dict[str, Callable[[Draft, int], None]]] = {
    "talk": talk,
    "quest": quest,
    "haggle": haggle,
    "interrogation": interrogation,
    "rumour_mill": rumour_mill,
    "confrontation": confrontation,
    "recruit": recruit,
    "reunion": reunion,
    "trial": trial,
    "market": market,
}
"""Planners by kind."""
