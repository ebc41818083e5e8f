"""What a speaker makes of the player, as the contract has it."""

from __future__ import annotations

from procgen.dialogue.talk.mind import WHY
from procgen.dialogue.talk.state import State
from procgen.v1 import dialogue_pb2 as pb


def mind_message(state: State) -> pb.TalkMind:
    """The mind of a state."""
    return pb.TalkMind(
        player=dict(state.player),
        claims=state.claims,
        feelings=[
            pb.TalkFeeling(turn=each.turn, change=each.change, why=WHY.get(each.why, each.why))
            for each in state.feelings
        ],
        promises=[
            pb.TalkPromise(by_player=each.player, text=each.text, turn=each.turn, kept=each.kept)
            for each in state.promises
        ],
        drift=state.drift,
    )
