"""Scenes in which questions are asked: of a suspect, of the town, in court."""

from __future__ import annotations

from procgen.dialogue.persona import Persona
from procgen.dialogue.scene.beats import (
    furnish,
    leaf,
    room,
    secret,
    self_talk,
    topic,
    trouble,
)
from procgen.dialogue.scene.draft import Draft, Sketch, called
from procgen.dialogue.scene.kinds.meeting import QUESTIONS, begin, greet, left
from procgen.dialogue.scene.story.premise import person


def interrogation(draft: Draft, size: int) -> None:
    """Questions to a suspect until there is evidence enough."""
    event = draft.premise().event
    small = draft.most < 4
    start, (opening, again, closed) = begin(draft, "opening", "questions_again", "closed")
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
    draft.tell(opening, section="scene_suspect_knows")
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
    furnish(draft, desk, left(draft, size), QUESTIONS, exits=exits)
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
        words["other"] = draft.premise().other
    if name == "alibi":
        words["where"] = draft.inventor.some("place").name
    if name == "object":
        words["item"] = draft.premise().item
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
    found = draft.premise()
    event = found.event
    voices = [draft.main, draft.actor(1, "villager")]
    if size >= 24:
        voices.append(draft.actor(2, "sailor" if draft.inventor.world.setting == "medieval" else "mechanic"))
    _, again, hub = greet(draft)
    draft.sketches["greeting"].says.clear()
    draft.say(draft.sketches["greeting"], "scene_gossip_opening", event=event)
    draft.tell(draft.sketches["greeting"])
    again.says.clear()
    draft.say(again, "scene_gossip_again", event=event)
    heard = draft.count("heard", 0, 0, 9, "versions of the story that the player heard")
    # None accuses who is there to hear it.
    heard_of = [name for name in (found.target, found.other) if name not in {who.name for who in voices}]
    culprits = [*heard_of, *(draft.inventor.some("person").name for _ in voices)][: len(voices)]
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
    found = draft.premise()
    event = found.event
    accused = person(draft, found.target, "farmer")
    start, (opening, closed) = begin(draft, "opening", "closed")
    over = draft.flag("verdict_given", "the trial is over")
    case = draft.count("case", 0, 0, 9, "what speaks for the accused")
    draft.go(start, closed, f"{over} == true")
    draft.go(start, opening)
    words = {"event": event, "accused": called(accused)}
    draft.go(opening, "witness_1")
    draft.say(opening, "scene_charge", mood="stern", slots=words)
    draft.tell(opening, section="scene_charge_read", mood="stern")
    draft.say(closed, "scene_court_closed", mood="stern", slots=words)
    endings = 3 if size < 12 else 4
    witnesses = max(1, min(4, (left(draft, size) - endings) // 9 + 1))
    entries: list[tuple[Sketch, Persona, dict[str, str]]] = []
    gains = 0
    for i in range(witnesses):
        who = draft.bystander(("guard", "villager", "merchant", "priest")[i], accused, *(row[1] for row in entries))
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
