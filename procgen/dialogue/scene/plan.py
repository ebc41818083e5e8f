"""Plans of scenes: seeded, checked before anybody sees them."""

from __future__ import annotations

from typing import Final

from procgen.character.people.chance import chance_of
from procgen.dialogue.scene.beats import grant, room
from procgen.dialogue.scene.check import Problem, check
from procgen.dialogue.scene.draft import Draft, Plan, called
from procgen.dialogue.scene.kinds import DEEDS, KINDS
from procgen.dialogue.scene.request import SceneRequest, validate
from procgen.dialogue.scene.story.plots import Plot, plots_of
from procgen.dialogue.scene.story.stage import TOLERANCE, fits, put_on
from procgen.errors import Failed

_ATTEMPTS: Final = 12
_EARNED: Final = (
    "farewell_friend", "reward", "turn_in", "confession", "believed_1", "peace", "join", "parting_warm", "acquitted",
    "mercy",
)  # fmt: skip
"""Where guarded facts are told for which there was no room of their own: what only those reach who have earned it."""
_OPEN: Final = ("topic", "rumour", "greeting", "opening", "quest_offer", "testimony", "accuse")
"""Beats that facts join for which there was no question of their own."""


_UNSOLVED: Final = ("interrogation", "rumour_mill")
"""Kinds whose own structure asks who did it, and so is not for facts that say so."""


def plan(request: SceneRequest) -> Plan:
    """Plan a scene.

    Args:
        request: what is wanted.

    Returns:
        A plan in which `check.check` finds nothing, of about the size that was asked for.

    Raises:
        InvalidFields: naming all that is wrong with the request.
        Failed: if no attempt gave such a plan; the problems are named.
    """
    validate(request)
    found: list[Problem] = []
    for attempt in range(_ATTEMPTS):
        draft = Draft(request, attempt)
        _structure(draft, attempt)
        _tell_rest(draft)
        result = _finished(draft)
        found = check(result.scene, written=False)
        size = len(result.scene.nodes)
        if not found and abs(size - request.size) <= TOLERANCE * request.size:
            return result
        if not found:
            found = [Problem("unproven", result.scene.id, f"{size} nodes where {request.size} were asked for")]
    raise Failed(f"no plan of a {request.kind} holds: {'; '.join(map(str, found[:3]))}", "Try another size or seed.")


def _structure(draft: Draft, attempt: int) -> None:
    """Build the scene by one of the structures that its premise affords."""
    request = draft.request
    premise = draft.premise(*DEEDS.get(request.kind, ()))
    structures: list[Plot | None] = [plot for plot in plots_of(request.kind) if fits(plot, premise, request.size)]
    if request.kind in KINDS and not (request.kind in _UNSOLVED and premise.frame.actor and premise.stance != "guilty"):
        structures.append(None)
    if request.quest is not None or request.goal or not structures:
        structures = [None]
    # Seeds beside each other get different structures, and so does a second attempt.
    order = chance_of(f"dialogue/plots/{request.kind}", request.seed // len(structures)).permutation(len(structures))
    plot = structures[int(order[(request.seed + attempt) % len(structures)])]
    if plot is None:
        KINDS[request.kind](draft, request.size)
    else:
        put_on(draft, plot, premise, request.size)


def _tell_rest(draft: Draft) -> None:
    """Facts that found no place of their own are told beside others."""
    nodes = list(draft.sketches.values())
    open_nodes = [node for beat in _OPEN for node in nodes if node.beat == beat and node.says]
    turn = 0
    while draft.due:
        node = open_nodes[turn % len(open_nodes)]
        main, draft.main = draft.main, node.says[-1].who
        fact = draft.due.pop(0)
        who = draft.teller(fact)
        draft.main = main
        draft.told.append(fact)
        draft.say(node, "inform", who, facts=(fact,))
        turn += 1
    earned = [draft.sketches[name] for name in _EARNED if name in draft.sketches]
    earned += [draft.sketches[name] for name in draft.earned]
    hubs = [node for node in nodes if node.beat == "hub" and room(draft, node, 0) > 0]
    if draft.guarded and not earned and hubs:
        grant(draft, hubs[0])
        earned = [draft.sketches[name] for name in draft.earned]
    earned += [node for node in nodes if node.beat == "farewell"]
    for fact in draft.guarded:
        draft.told.append(fact)
        draft.say(earned[0], "reveal", draft.teller(fact), facts=(fact,))
    draft.guarded.clear()


def _finished(draft: Draft) -> Plan:
    request = draft.request
    summary = "; ".join(draft.doing)
    summary = f"{summary[:1].upper()}{summary[1:]}." if summary else ""
    if draft.quest is not None:
        title = draft.quest.title
    else:
        title = f"{request.kind.replace('_', ' ').capitalize()}: {called(draft.main)}"
    scene, says, options = draft.scene(title, summary)
    asked = (*request.facts, *request.guarded)
    told = (*asked, *(fact for fact in draft.told if fact not in asked))
    tags = (
        f"kind:{request.kind}",
        f"nodes:{len(scene.nodes)}",
        *(f"speaker:{member.name}" for member in scene.cast),
        *dict.fromkeys(draft.tags),
    )
    return Plan(scene, says, options, request, draft.inventor, draft.quest, told, tags)
