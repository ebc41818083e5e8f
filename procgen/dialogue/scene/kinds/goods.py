"""Scenes about goods and their price."""

from __future__ import annotations

from procgen.dialogue.scene.beats import (
    courtesy,
    furnish,
    grant,
    leaf,
    matter,
    news,
    room,
    self_talk,
    sell,
    slug,
    topic,
)
from procgen.dialogue.scene.draft import Draft, Sketch, called
from procgen.dialogue.scene.kinds.meeting import greet, left, part


def haggle(draft: Draft, size: int) -> None:
    """One thing whose price is fought over, round by round, and others beside it."""
    first, _, front = greet(draft, "trade_open")
    draft.tell(first)
    hub = front
    if draft.most < 4 and draft.guarded and size > 12:
        hub = draft.node("wares", "hub")
        draft.option(front, "choice_trade", hub)
        draft.option(hub, "choice_return_topic", front)
    goods = draft.inventor.goods(12)
    kept = int(bool(draft.guarded))
    exits = 1 + kept if hub is front else 0
    wanted = left(draft, size) - 1 - kept
    if wanted >= 8:
        _bargain(draft, hub, min(wanted, 8 + draft.number(0, 5)), goods.pop())
    while goods and (rest := left(draft, size) - 1 - kept) >= 3 and room(draft, hub, exits + (rest > 8)) > 0:
        sell(draft, hub, min(rest, draft.number(3, 7)), goods.pop(), draft.main)
    palette = ((matter, 9.0), (topic, 3.0), (courtesy, 1.0), (news, 2.0), (self_talk, 1.0))
    furnish(draft, hub, left(draft, size) - 1 - kept, palette, exits=exits)
    part(draft, front, warm=False)
    if draft.guarded:
        grant(draft, front, draft.sketches["farewell"])
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
    _, again, square = greet(draft)
    draft.sketches["greeting"].says.clear()
    draft.say(draft.sketches["greeting"], "scene_market_cry", mood="eager")
    again.says.clear()
    draft.say(again, "scene_market_again")
    draft.tell(draft.sketches["greeting"])
    if draft.guarded:
        grant(draft, square)
    goods = draft.inventor.goods(12)
    stalls = 1 if size < 16 else min(max(1, room(draft, square, 2)), max(2, size // 16), 4)
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
        furnish(draft, bench, share - used, ((matter, 4.0), (topic, 3.0), (news, 2.0)))
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
