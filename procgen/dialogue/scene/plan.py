"""Plans of scenes: seeded, checked before anybody sees them."""

from __future__ import annotations

from typing import Final

from procgen.dialogue.scene.check import Problem, check
from procgen.dialogue.scene.draft import Draft, Plan, called
from procgen.dialogue.scene.kinds import KINDS
from procgen.dialogue.scene.request import SceneRequest, validate
from procgen.errors import Failed

_ATTEMPTS: Final = 12
_TOLERANCE: Final = 0.2
_EARNED: Final = (
    "farewell_friend", "reward", "turn_in", "confession", "believed_1", "peace", "join", "parting_warm", "acquitted",
    "mercy",
)  # fmt: skip
"""Where guarded facts are told for which there was no room of their own: what only those reach who have earned it."""
_OPEN: Final = ("topic", "rumour", "greeting", "opening", "quest_offer", "testimony", "accuse")
"""Beats that facts join for which there was no question of their own."""


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
        KINDS[request.kind](draft, request.size)
        _tell_rest(draft)
        result = _finished(draft)
        found = check(result.scene, written=False)
        size = len(result.scene.nodes)
        if not found and abs(size - request.size) <= _TOLERANCE * request.size:
            return result
        if not found:
            found = [Problem("unproven", result.scene.id, f"{size} nodes where {request.size} were asked for")]
    raise Failed(f"no plan of a {request.kind} holds: {'; '.join(map(str, found[:3]))}", "Try another size or seed.")


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
    earned += [node for beat in ("deal", "farewell") for node in nodes if node.beat == beat]
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
