"""Beats that any kind of scene may hold: each adds an option to a hub and the nodes behind it.

Every beat takes a hub and a budget of nodes, and says how many it used; 0 where it does not fit or has nothing to say.
What was talked of once is gone from the hub, or returns in another form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from procgen.dialogue.persona import Entity, Fact, Persona
from procgen.dialogue.scene.draft import Draft, Sketch, called
from procgen.dialogue.scene.invent import the, with_article
from procgen.dialogue.scene.story.asks import open_asks
from procgen.dialogue.scene.story.plots import PlotNode

Beat = Callable[[Draft, Sketch, int], int]

TRADERS: Final = frozenset(
    {"merchant", "innkeeper", "smith", "farmer", "hunter", "sailor", "healer", "mechanic", "thief", "scholar", "wizard"}
)
_LARGEST: Final = 7
"""Nodes of a beat that is not a hub by itself."""


def room(draft: Draft, hub: Sketch, exits: int = 1) -> int:
    """Options that a hub still has room for; those that stand in for each other count once."""
    return draft.most - exits - sum(not option.instead for option in hub.options)


def furnish(draft: Draft, hub: Sketch, budget: int, palette: Sequence[tuple[Beat, float]], exits: int = 1) -> int:
    """Fill a hub with beats until the budget is used.

    Args:
        draft: the scene.
        hub: gets the options.
        budget: nodes to be added.
        palette: beats and their weights.
        exits: options that will be added later.

    Returns:
        Nodes that were added.
    """
    used = 0
    seen: set[Beat] = set()
    while used < budget and (places := room(draft, hub, exits)) > 0:
        left = budget - used
        share = -(-left // places)
        if draft.guarded and left >= 3 and any(beat is secret for beat, _ in palette):
            share = max(share, 4)
        part = left if places == 1 else min(left, max(1, share + draft.number(-1, 1)))
        added = 0
        for beat in _drawn(draft, palette, seen):
            added = beat(draft, hub, part)
            if added:
                if beat not in (topic, matter):
                    seen.add(beat)
                break
        if not added:
            break
        used += added
    return used


def _drawn(draft: Draft, palette: Sequence[tuple[Beat, float]], seen: set[Beat]) -> list[Beat]:
    """Beats in an order drawn by weight; facts that must be told come first, and no beat stands twice in a hub."""
    free = [(beat, weight) for beat, weight in palette if beat not in seen]
    keys = [float(draft.chance.exponential()) / weight for _, weight in free]
    order = [free[i][0] for i in sorted(range(len(free)), key=keys.__getitem__)]
    if draft.due and topic in order:
        order.sort(key=lambda beat: beat is not topic)
    if draft.guarded and secret in order:
        order.sort(key=lambda beat: beat is not secret)
    return order


def leaf(draft: Draft, hub: Sketch, name: str, beat: str = "") -> Sketch:
    """A node that returns to a hub by itself."""
    node = draft.node(name, beat)
    draft.go(node, hub)
    return node


def slug(text: str) -> str:
    """A part of an id."""
    words = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")
    return re.sub(r"^(the|a|an)_", "", words)[:24].strip("_") or "that"


# --- what the scene is about


def matter(draft: Draft, hub: Sketch, budget: int) -> int:
    """Questions about the premise: one, or one that others follow."""
    found = draft.told_premise
    themes = open_asks(draft)
    if found is None or not themes:
        return 0
    if budget > draft.most + 2 and room(draft, hub) <= 1:
        return 0  # the last place must hold more than a few questions
    words = found.slots()

    def ask(asked: PlotNode, place: Sketch, back: Sketch | None) -> Sketch:
        answer = draft.node(f"ask_{asked.id}", "question")
        draft.say(answer, asked.lines[0].section, slots=words, intent="inform")
        if back is not None:
            draft.go(answer, back)
        draft.option(place, asked.choices[0].section, answer, once=True, slots=words, intent="ask_details")
        return answer

    asks = max(themes.values(), key=len)
    if budget < 4 or len(asks) < 3:
        ask(asks[0], hub, hub)
        return 1
    more = draft.node(f"more_of_{asks[1].id}", "hub")
    draft.go(ask(asks[0], hub, None), more)
    follow = asks[1 : 1 + min(budget - 2, room(draft, more))]
    for asked in follow:
        ask(asked, more, more)
    draft.option(more, "choice_return_topic", hub)
    return 2 + len(follow)


# --- topics and facts


def _subject(draft: Draft, fact: Fact) -> tuple[str, Entity | None]:
    """What a fact is about: as it stands in a question, and the entity if it is one."""
    for name in fact.about:
        entity = draft.inventor.find(name)
        if entity is not None:
            return the(entity), entity
    if fact.about:
        return with_article(fact.about[0]), None
    # A fact that says nothing of its subject: whatever name of the world stands in it.
    for entity in draft.inventor.world.entities:
        if re.search(rf"(?<!\w){re.escape(entity.name)}(?!\w)", fact.text):
            return the(entity), entity
    return "", None


def next_fact(draft: Draft, who: Persona, entity: Entity | None = None) -> tuple[Fact, Persona] | None:
    """A fact to tell: one that must be told, else one of the world or of the speaker, else something made up.

    Args:
        draft: the scene.
        who: tells it, where they know it.
        entity: that it must be about, if any; facts that must be told may be about anything.
    """
    if draft.due:
        fact = draft.due.pop(0)
        teller = draft.teller(fact)
        draft.told.append(fact)
        return fact, teller
    asked = {fact.text for fact in (*draft.request.facts, *draft.request.guarded)}
    told = {fact.text for fact in draft.told} | asked
    for fact in (*who.knows, *draft.inventor.world.facts):
        about = entity is None or entity.name in fact.about
        known = fact.is_known_to(who.name)
        if fact.text not in told and about and known and fact.about and draft.allowed(fact.text):
            draft.told.append(fact)
            return fact, who
    if entity is None:
        kind = draft.pick(("person", "place", "item", "faction", "person", "place"))
        entity = draft.inventor.some(kind, made_up=True)
    made = draft.inventor.fact(entity)
    if made is None:
        return None
    draft.told.append(made)
    return made, who


def topic(draft: Draft, hub: Sketch, budget: int) -> int:
    """Something or somebody to ask about."""
    entity = draft.inventor.find(draft.focus.pop(0)) if draft.focus and not draft.due else None
    found = next_fact(draft, draft.main, entity)
    if found is None and entity is not None:
        entity, found = None, next_fact(draft, draft.main)
    if found is None:
        return 0
    return _topic(draft, hub, budget, *found, named=entity is not None or found[0].source != "invented")


def _topic(
    draft: Draft,
    hub: Sketch,
    budget: int,
    fact: Fact,
    who: Persona,
    *,
    named: bool,
    again: bool = False,
    mentioned: bool = False,
    back: Sketch | None = None,
) -> int:
    """A question, its answer, and questions on that.

    Args:
        draft: the scene.
        hub: gets the question.
        budget: nodes to be added.
        fact: the answer.
        who: gives it.
        named: whether the player can know of the subject.
        again: whether it was asked about just now.
        mentioned: whether it was named just now.
        back: where it returns to; the hub itself where None.
    """
    back = back or hub
    name, entity = _subject(draft, fact)
    key = slug(name or fact.text)
    # What was named just now can be said to have been mentioned; what the player brings up can't.
    section = "scene_choice_more" if again else "choice_ask_about" if mentioned else "scene_choice_ask_about"
    if who is not draft.main:
        section = "scene_choice_ask_other"
    if not name or not (named or draft.known(name)):
        kind = entity.kind if entity else ""
        section = f"scene_choice_open_{kind}" if kind in {"person", "place"} else "scene_choice_anything_else"
        if who is not draft.main:
            section = "scene_choice_ask_other_news"
    other = called(who) if who is not draft.main else ""
    answer = draft.node(f"about_{key}", "topic")
    draft.say(answer, "inform", who, facts=(fact,), topic=name)
    note = draft.flag(f"knows_{key}", f"heard of {name or fact.text}")
    draft.do(answer, f"{note} = true")
    if budget < 4:
        draft.option(hub, section, answer, once=True, who=who, topic=name, other=other)
        if budget == 1:
            draft.go(answer, back)
            return 1
        used = 1 + _follow(draft, answer, back, budget - 1, fact, name, entity, who)
        draft.option(answer, "choice_return_topic", back, who=who)
        return used
    draft.option(hub, section, answer, when=(f"{note} == false",), who=who, topic=name, other=other)
    more = draft.node(f"more_{key}", "hub")
    draft.go(answer, more)
    draft.option(
        hub,
        "scene_choice_again",
        more,
        when=(f"{note} == true",),
        who=who,
        instead=True,
        topic=name or "what you told me",
    )
    used = 2 + _follow(draft, more, more, budget - 2, fact, name, entity, who)
    draft.option(more, "choice_return_topic", back, who=who)
    return used


def _follow(
    draft: Draft, node: Sketch, back: Sketch, budget: int, fact: Fact, name: str, entity: Entity | None, who: Persona
) -> int:
    """Questions on an answer."""
    used = 0
    kinds = ["source", "doubt", "opinion", "advice", "known"]
    if entity is not None:
        kinds += ["more", "related", "related"]
        if entity.kind == "place" and (draft.quest is None or draft.quest.place != name):
            kinds.append("way")
    if draft.due:
        kinds.insert(0, "more")
    kinds = [kinds[int(i)] for i in draft.chance.permutation(len(kinds))]
    if budget > 3:
        kinds.sort(key=lambda kind: kind not in {"related", "more"})
    while used < budget and kinds and (places := room(draft, node)) > 0:
        kind = kinds.pop(0)
        # The last places must use what is left, and only a new topic can hold much.
        share = -(-(budget - used) // places)
        if kind in {"more", "related"}:
            wanted = entity if kind == "more" else _other(draft, fact, entity)
            found = next_fact(draft, who, wanted) if wanted or kind == "more" else None
            if found is None:
                continue
            if kind == "more" and share == 1:
                used += _more(draft, node, back, *found, name)
            else:
                about = _subject(draft, found[0])[1]
                known = found[0].source != "invented" or (wanted is not None and about is wanted)
                mentioned = kind == "related" and about is wanted
                again = known and about is not None and about is entity
                used += _topic(
                    draft, node, max(1, share), *found, named=known, again=again, mentioned=mentioned, back=back
                )
            kinds = [k for k in kinds if k != "more"]
            continue
        if places == 1 and share > 1:
            continue
        if kind == "way":
            reply = leaf(draft, back, "way", "directions")
            draft.say(reply, "directions", who, topic=name, place=name, direction=way(draft))
            draft.option(node, "choice_ask_place", reply, once=True, who=who, topic=name, place=name)
        else:
            reply = leaf(draft, back, kind)
            section = f"scene_{kind}" if kind != "opinion" or entity is None else f"scene_opinion_{entity.kind}"
            if section not in _OPINIONS and kind == "opinion":
                section = "scene_opinion"
            draft.say(reply, section, who, topic=name)
            draft.option(node, f"scene_choice_{kind}", reply, once=True, who=who, topic=name)
        used += 1
    # A hub that could not hold it all goes on with another subject.
    while budget - used > 0 and room(draft, node) > 0:
        found = next_fact(draft, who)
        if found is None:
            break
        share = -(-(budget - used) // room(draft, node))
        used += _topic(draft, node, share, *found, named=found[0].source != "invented", back=back)
    return used


_OPINIONS: Final = frozenset({"scene_opinion_person", "scene_opinion_place"})


def _more(draft: Draft, node: Sketch, back: Sketch, fact: Fact, who: Persona, name: str) -> int:
    reply = leaf(draft, back, "more", "topic")
    about, _ = _subject(draft, fact)
    draft.say(reply, "inform", who, facts=(fact,), topic=about)
    if name and about == name:
        draft.option(node, "scene_choice_more", reply, once=True, who=who, topic=name)
    elif about and (fact.source != "invented" or draft.known(about)):
        draft.option(node, "scene_choice_ask_about", reply, once=True, who=who, topic=about)
    else:
        draft.option(node, "scene_choice_anything_else", reply, once=True, who=who)
    return 1


def _other(draft: Draft, fact: Fact, entity: Entity | None) -> Entity | None:
    """Somebody or something else that a fact names."""
    for name in fact.about:
        other = draft.inventor.find(name)
        if other is not None and other is not entity and other.name not in {p.name for p in draft.cast}:
            return other
    return None


def way(draft: Draft) -> str:
    """A way to somewhere, as after "go"."""
    return draft.pick(("north", "south", "east", "west"))


def news(draft: Draft, hub: Sketch, budget: int) -> int:
    """What is being said."""
    if budget > _LARGEST:
        return 0
    found = next_fact(draft, draft.main)
    if found is None:
        return 0
    fact, who = found
    name, entity = _subject(draft, fact)
    answer = draft.node("rumour", "rumour")
    draft.say(answer, "rumour", who, facts=(fact,), topic=name)
    if who is draft.main:
        draft.option(hub, "choice_ask_rumour", answer, once=True)
    else:
        draft.option(hub, "scene_choice_ask_other_news", answer, once=True, who=who, other=called(who))
    if budget == 1:
        draft.go(answer, hub)
        return 1
    used = 1 + _follow(draft, answer, hub, budget - 1, fact, name, entity, who)
    draft.option(answer, "choice_return_topic", hub, who=who)
    return used


# --- the speaker


def self_talk(draft: Draft, hub: Sketch, budget: int) -> int:
    """Who they are, and what they want."""
    if budget > _LARGEST or "asked_self" in draft.variables:
        return 0
    note = draft.flag("asked_self", "asked the speaker about themselves")
    node = draft.node("about_self", "topic")
    draft.say(node, "scene_about_self")
    draft.do(node, f"{note} = true")
    draft.option(hub, "scene_choice_self", node, once=True)
    used = 1
    if budget > 1:
        for kind in ("want", "how_long", "regret", "pride"):
            if used >= budget or room(draft, node) <= 0:
                break
            reply = leaf(draft, hub, kind, "topic")
            goal = draft.main.goals[0] if draft.main.goals else ""
            draft.say(reply, "scene_want_goal" if kind == "want" and goal else f"scene_{kind}", goal=goal)
            draft.option(node, f"scene_choice_{kind}", reply, once=True)
            if kind in {"regret", "want"}:
                draft.do(reply, f"{draft.trust()} += 1")
            used += 1
        draft.option(node, "choice_return_topic", hub)
    else:
        draft.go(node, hub)
    return used


def courtesy(draft: Draft, hub: Sketch, budget: int) -> int:
    """A kind word."""
    if "complimented" in draft.variables or budget > 3:
        return 0
    note = draft.flag("complimented", "said something kind")
    node = leaf(draft, hub, "compliment", "compliment")
    draft.say(node, "scene_pleased")
    draft.do(node, f"{note} = true", f"{draft.trust()} += 1")
    draft.option(hub, "choice_compliment", node, once=True)
    return 1


def trouble(draft: Draft, hub: Sketch, budget: int) -> int:
    """Something weighs on them."""
    if budget < 3 or budget > _LARGEST or "asked_trouble" in draft.variables:
        return 0
    note = draft.flag("asked_trouble", "asked what weighs on the speaker")
    node, comforted, shrugged = draft.node("trouble"), leaf(draft, hub, "comforted"), leaf(draft, hub, "shrugged")
    draft.do(node, f"{note} = true")
    draft.say(node, "scene_trouble", mood="sad")
    draft.option(hub, "scene_choice_trouble", node, once=True)
    draft.option(node, "choice_comfort", comforted)
    draft.option(node, "scene_choice_shrug", shrugged)
    draft.say(comforted, "scene_comforted", mood="tender")
    draft.do(comforted, f"{draft.trust()} += 1")
    draft.say(shrugged, "scene_shrugged", mood="stern")
    draft.do(shrugged, f"{draft.trust()} -= 1")
    return 3


def insult(draft: Draft, hub: Sketch, budget: int) -> int:
    """An insult, and whether it is taken back."""
    if budget < 3 or budget > _LARGEST or "insulted" in draft.variables:
        return 0
    note = draft.flag("insulted", "insulted the speaker")
    node, forgiven, out = (
        draft.node("insulted", "anger"),
        leaf(draft, hub, "forgiven"),
        draft.node("thrown_out", "exit"),
    )
    draft.do(node, f"{note} = true", f"{draft.trust()} -= 2")
    draft.say(node, "scene_insulted", mood="angry")
    draft.option(hub, "choice_insult", node, once=True)
    draft.option(node, "choice_apologise", forgiven)
    draft.option(node, "scene_choice_stand_by_it", out)
    draft.say(forgiven, "forgive", mood="stern")
    draft.do(forgiven, f"{draft.trust()} += 1")
    draft.say(out, "scene_thrown_out", mood="angry")
    draft.doing.append("an insult can end it")
    return 3


# --- secrets


_REPLIES: Final = {
    "persuasion": ("choice_persuade", "persuaded", "unpersuaded"),
    "intimidation": ("choice_intimidate", "intimidated", "unintimidated"),
    "deception": ("choice_deceive", "scene_fooled", "undeceived"),
}


def secret(draft: Draft, hub: Sketch, budget: int) -> int:
    """Something that is told only to those who are trusted, or by persuasion, threat, lie or money."""
    if budget < 3 or (budget > _LARGEST + 3 and not (draft.guarded and room(draft, hub) > 1)):
        return 0
    budget = min(budget, _LARGEST + 3)
    if draft.guarded:
        fact = draft.guarded.pop(0)
        who = draft.teller(fact)
    else:
        if "guarded" in {sketch.beat for sketch in draft.sketches.values()}:
            return 0
        who = draft.main
        made = draft.inventor.fact(draft.inventor.some(draft.pick(("person", "place")), made_up=True), (who.name,))
        if made is None:
            return 0
        fact = made
    draft.told.append(fact)
    name, _ = _subject(draft, fact)
    key = slug(name or "something")
    choice = "scene_choice_secret" if name and fact.source != "invented" else "scene_choice_secret_open"
    note = draft.flag(f"secret_{key}", f"was told the secret of {name or 'the speaker'}")
    guard = draft.node(f"guarded_{key}", "guarded")
    told = leaf(draft, hub, f"secret_{key}", "reveal")
    # What nobody has named is not named in the refusal either.
    hinted = name if choice == "scene_choice_secret" else ""
    draft.say(guard, "deflect", who, topic=hinted)
    draft.do(told, f"{note} = true")
    draft.say(told, "reveal", who, facts=(fact,), topic=name)
    draft.earned.append(told.id)
    draft.option(hub, choice, guard, when=(f"{note} == false",), who=who, topic=hinted)
    used = 2
    routes = [skill for skill in _REPLIES if skill != "deception" or "honest" not in who.traits]
    routes = [routes[int(i)] for i in draft.chance.permutation(len(routes))]
    while routes and used < budget and room(draft, guard) > (1 if budget - used > 1 else 0):
        skill = routes.pop()
        attempt, won, lost = _REPLIES[skill]
        refused = leaf(draft, hub, lost, "check_failed")
        draft.say(refused, lost, who)
        draft.do(refused, f"{draft.trust()} -= 1")
        target, used = told, used + 1
        if used < budget:
            target, used = draft.node(won.removeprefix("scene_"), "check_passed"), used + 1
            draft.say(target, won, who)
            draft.go(target, told)
        draft.option(guard, attempt, target, check=draft.check(skill, refused), once=True, who=who, topic=hinted)
    if "trusting" not in draft.doing and room(draft, guard) > 0 and _trust_can_grow(draft):
        draft.option(guard, "scene_choice_trust", told, when=(f"{draft.trust()} >= 2",), who=who, topic=hinted)
    if used < budget and room(draft, guard) > 0:
        price = draft.number(2, 5) * 5
        bribed = draft.node("bribed", "check_passed")
        draft.say(bribed, "scene_bribed", who)
        draft.go(bribed, told)
        coins = draft.coins()
        money = f"{price} {draft.inventor.world.currency}"
        draft.option(
            guard,
            "scene_choice_bribe",
            bribed,
            when=(f"{coins} >= {price}",),
            do=(f"{coins} -= {price}",),
            who=who,
            price=money,
        )
        used += 1
    draft.option(guard, "choice_return_topic", hub, who=who)
    draft.doing.append(f"{called(who)} hides something" + (f" about {hinted}" if hinted else ""))
    return used


def grant(draft: Draft, hub: Sketch, refused: Sketch | None = None) -> None:
    """What is guarded, told to who is persuasive. Others come to `refused`, or are sent back to the hub."""
    if refused is None:
        refused = leaf(draft, hub, "unpersuaded", "check_failed")
        draft.say(refused, "unpersuaded")
    fact = draft.guarded.pop(0)
    draft.told.append(fact)
    who = draft.teller(fact)
    name, _ = _subject(draft, fact)
    told = leaf(draft, hub, f"secret_{slug(name or 'something')}", "reveal")
    draft.earned.append(told.id)
    draft.say(told, "reveal", who, facts=(fact,), topic=name)
    check = draft.check("persuasion", refused)
    draft.option(hub, "scene_choice_secret" if name else "scene_choice_secret_open", told, check=check, once=True,
                 who=who, topic=name)  # fmt: skip
    draft.doing.append(f"{called(who)} hides something" + (f" about {name}" if name else ""))


def _trust_can_grow(draft: Draft) -> bool:
    trust = draft.variables.get(draft.trust())
    start = int(trust.start) if trust else 0
    gains = sum(
        effect.variable == "trust" and effect.operator == "+=" and sketch.id != "forgiven"
        for sketch in draft.sketches.values()
        for effect in sketch.effects
    )
    return start + gains >= 2


# --- goods


def trade(draft: Draft, hub: Sketch, budget: int) -> int:
    """Something for sale."""
    if budget < 3 or budget > _LARGEST + 1 or draft.main.role not in TRADERS:
        return 0
    goods = [name for name in draft.inventor.goods(12) if f"owns_{slug(name)}" not in draft.variables]
    return sell(draft, hub, min(budget, _LARGEST), goods[0], draft.main) if goods else 0


def sell(draft: Draft, hub: Sketch, budget: int, item: str, who: Persona) -> int:
    """One thing: its price, some haggling, and whether it is bought. Needs three nodes."""
    currency = draft.inventor.world.currency
    key = slug(item)
    asked = draft.number(3, 10) * 4
    lower = asked - max(2, asked // 8)
    lowest = lower - max(2, asked // 8)
    owned = draft.flag(f"owns_{key}", f"bought the {item}")
    price = draft.count("price", 0, 0, 1_000_000, "what was asked last")
    coins = draft.coins()
    offer, sold = draft.node(f"offer_{key}", "sell"), leaf(draft, hub, f"sold_{key}", "deal")
    left = leaf(draft, hub, f"left_{key}", "trade_close")
    draft.say(left, "scene_not_bought", who, item=item)
    draft.say(offer, "sell", who, item=item, price=f"{asked} {currency}")
    draft.do(offer, f"{price} = {asked}")
    draft.do(sold, f"{owned} = true")
    draft.say(sold, "scene_sold", who, item=item)
    draft.option(hub, "scene_choice_price", offer, when=(f"{owned} == false",), who=who, item=item)

    def pay(sketch: Sketch, amount: int) -> None:
        when, do = (f"{coins} >= {amount}",), (f"{coins} -= {amount}",)
        draft.option(sketch, "scene_choice_pay", sold, when=when, do=do, who=who, price=f"{amount} {currency}")

    pay(offer, asked)
    used = 3
    if used + 2 <= budget:
        counter, firm = draft.node(f"counter_{key}", "haggle"), draft.node(f"firm_{key}", "haggle")
        draft.say(counter, "haggle_counter", who, item=item, price=f"{lower} {currency}")
        draft.do(counter, f"{price} = {lower}")
        draft.say(firm, "haggle_refuse", who, item=item, price=f"{asked} {currency}")
        skill = "persuasion"
        draft.option(offer, "choice_haggle", counter, check=draft.check(skill, firm), once=True, who=who, item=item)
        pay(counter, lower)
        pay(firm, asked)
        draft.option(firm, "scene_choice_too_dear", left, who=who, item=item)
        used += 2
        if used + 2 <= budget:
            last, enough = draft.node(f"last_{key}", "haggle"), draft.node(f"enough_{key}", "haggle")
            draft.say(last, "scene_last_price", who, item=item, price=f"{lowest} {currency}")
            draft.do(last, f"{price} = {lowest}")
            pay(last, lowest)
            draft.option(last, "scene_choice_too_dear", left, who=who, item=item)
            draft.say(enough, "haggle_refuse", who, item=item, price=f"{lower} {currency}")
            pay(enough, lower)
            draft.option(enough, "scene_choice_too_dear", left, who=who, item=item)
            check = draft.check("perception", enough)
            draft.option(counter, "scene_choice_flaw", last, check=check, once=True, who=who, item=item)
            used += 2
        draft.option(counter, "scene_choice_too_dear", left, who=who, item=item)
    draft.option(offer, "scene_choice_too_dear", left, who=who, item=item)
    return used
