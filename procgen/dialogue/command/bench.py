"""What ``procgen bench`` times of dialogue: how fast our own model writes on one thread, and how long a client waits.

Nothing is asked twice: every run has another speaker, another talk or another seed, so that no prefix was read before.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from procgen.dialogue.language.contract import Prompt, Sampling, Spoken
from procgen.dialogue.language.own import OwnModel
from procgen.dialogue.meaning import embed
from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.phrase.write import lines
from procgen.dialogue.request import LineRequest
from procgen.dialogue.talk.state import State, Turn, save
from procgen.dialogue.vocabulary import EVENTS, INTENTS, MOODS, ROLES
from procgen.dialogue.wire.messages import persona_message
from procgen.kit.command.benches import Bench, Benches, Client, Figures, seconds_until, timed
from procgen.kit.wire.received import receive
from procgen.runtime.store import ModelStore
from procgen.v1 import dialogue_pb2, dialogue_pb2_grpc, dialogue_world_pb2

TOKENS: Final = 64
"""That the model writes in a run."""
BATCH: Final = 24
"""Barks of a run."""
SIDE_BY_SIDE: Final = 16
_BARK_TOKENS: Final = 30
_BACKGROUND: Final = (
    "Number {run} of the ferrymen's guild, who has kept the crossing at Saltgate since the old bridge fell and knows "
    "every boat, tide and debt on the river. A brother went north with the salt caravan and never wrote home. Saves "
    "coin in a blue jar to buy back the mill that the family lost, and trusts neither tax collectors nor fair weather. "
    "Reads the sky before breakfast, mends nets on rainy days, and will talk of eels for an hour to whoever sits still."
)
_TOLD: Final = (
    ("I came down from the hills this morning, and the road was full of carts with broken wheels.",
     "Then you saw what the flood left. They have been mending carts for a week, and the mud takes them again."),
    ("Somebody at the mill said that you would know who still sails to the islands before the winter storms.",
     "There are two who dare. One of them drinks, and the other wants to be paid before he unties a rope."),
    ("I have some coin, but most of it is promised to the healer who looks after my sister in the town.",
     "A sister is a good reason to be poor. Sit down, and we shall see what can be done about the fare."),
    ("Tell me first what the watch was looking for on the quay, because they stopped everyone who had a bag.",
     "A seal, they say, and a ring with it. I saw nothing, which is what I told them twice, and then once more."),
)  # fmt: skip
"""A talk of about 200 tokens; with the background 300 and more."""
_ASKED: Final = (
    "What do you know of the river?", "Where are you from?", "How is the fishing?", "Who can I ask about the mill?",
    "Is it far to the islands?", "Can you help me?", "What do you want most?", "Good evening to you.",
)  # fmt: skip


def _never() -> None:
    pass


def _persona(run: int) -> Persona:
    return Persona(f"Ansgar {_roman(run % 3000 + 1)}", "sailor", background=_BACKGROUND.format(run=run))


def _roman(number: int) -> str:
    signs = {1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX"}
    text = ""
    for value, sign in {**signs, 5: "V", 4: "IV", 1: "I"}.items():
        text += sign * (number // value)
        number %= value
    return text


def _prompt(run: int) -> Prompt:
    history = [turn for asked, told in _TOLD for turn in (Spoken("Player", asked, True), Spoken("Ansgar", told))]
    return Prompt(_persona(run), Situation(), history=(*history, Spoken("Player", _ASKED[run % len(_ASKED)], True)))


@contextmanager
def _alone(_processors: int) -> Iterator[Figures]:
    """What our model does on one thread in this process: tokens, barks of a batch, a batch of drafts side by side."""
    model = OwnModel.load(ModelStore(threads=1))

    def token(run: int) -> float:
        pieces = model.write(_prompt(run), "", Sampling(seed=run, most_tokens=TOKENS), _never)
        next(pieces)
        began = time.perf_counter()
        text = "".join(pieces)
        seconds = time.perf_counter() - began
        return seconds / max(len(model.script.pairs.encode(text)), 1)

    def bark(run: int) -> float:
        requests = [
            LineRequest(f"bark:{EVENTS[(run + number) % len(EVENTS)]}", Persona(role="guard"), seed=number)
            for number in range(run * BATCH, (run + 1) * BATCH)
        ]
        began = time.perf_counter()
        lines(requests, model, embed=embed)
        return (time.perf_counter() - began) / BATCH

    def drafts(run: int) -> None:
        prompt = Prompt(Persona(role="guard"), Situation(mood=tuple(MOODS)[run % len(MOODS)]), "bark:idle", words=8)
        seeds = [run + number for number in range(SIDE_BY_SIDE)]
        model.write_many(prompt, Sampling(most_tokens=_BARK_TOKENS), seeds, _never)

    yield {
        "dialogue_tokens_per_s": Bench(token),
        "barks_per_s": Bench(bark),
        "dialogue_16_drafts_ms": Bench(timed(drafts)),
    }


def turn_request(run: int) -> dialogue_pb2.ConverseRequest:
    """A turn in the midst of a talk that the server has never seen, with 300 tokens of context and more."""
    persona = _persona(run)
    history = [turn for asked, told in _TOLD for turn in (Turn(True, asked), Turn(False, told))]
    state = save(State(turns=len(_TOLD), history=tuple(history)), persona)
    return dialogue_pb2.ConverseRequest(
        seed=run, persona=persona_message(persona), state=state, player_text=_ASKED[run % len(_ASKED)]
    )


def _served(client: Client) -> Figures:
    stub = dialogue_pb2_grpc.DialogueServiceStub(client.channel)

    def first_token(run: int) -> float:
        request = turn_request(run)
        return seconds_until(lambda: stub.Converse(request), lambda event: bool(event.text))

    def turn(run: int) -> float:
        request = turn_request(run)
        return timed(lambda _: list(stub.Converse(request)))(run)

    def first_sound(run: int) -> float:
        request = turn_request(run)
        request.speak.SetInParent()
        return seconds_until(lambda: stub.Converse(request), lambda event: event.WhichOneof("event") == "sound")

    def line(run: int) -> None:
        role = tuple(ROLES)[run % len(ROLES)]
        request = dialogue_pb2.LinesRequest(
            seed=run,
            persona=dialogue_world_pb2.Persona(name=f"Ansgar {_roman(run % 3000 + 1)}", role=role),
            wishes=[dialogue_pb2.Wish(intent=("greet", "small_talk", "rumour", *INTENTS[:6])[run % 9])],
        )
        if request.wishes[0].intent == "rumour":
            request.wishes[0].facts.add(text="the bridge is out since the flood")
        receive(stub.GenerateLines(request))

    def scene(nodes: int) -> Bench:
        def call(run: int) -> None:
            kind = ("talk", "quest", "haggle")[run % 3]
            cast = [persona_message(_persona(run))]
            receive(stub.GenerateScene(dialogue_pb2.SceneRequest(seed=run, nodes=nodes, kind=kind, cast=cast)))

        return Bench(timed(call))

    return {
        "dialogue_first_token_ms": Bench(first_token),
        "talk_turn_ms": Bench(turn),
        "talk_first_sound_ms": Bench(first_sound),
        "dialogue_line_ms": Bench(timed(line)),
        "dialogue_scene_24_s": scene(24),
        "dialogue_scene_60_s": scene(60),
    }


def _job(seed: int) -> dialogue_pb2.LinesRequest:
    wishes = [dialogue_pb2.Wish(intent=intent) for intent in ("greet", "bark:idle")]
    return dialogue_pb2.LinesRequest(seed=seed, model="phrases", wishes=wishes)


BENCHES: Final = Benches(_served, alone=(_alone,), jobs={"dialogue": _job})
