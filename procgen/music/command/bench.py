"""What ``procgen bench`` times of music: composing, playing, and whole calls from a client's side."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

from procgen.kit.command.benches import Bench, Benches, Client, Figures, timed
from procgen.kit.wire.received import receive
from procgen.music.arrange.arrange import Arrangement, arrange
from procgen.music.arrange.ensembles import ensembles
from procgen.music.compose.compose import compose
from procgen.music.moods import USES
from procgen.music.parameters import MusicParameters
from procgen.music.play.bank import packaged_bank
from procgen.music.play.render import render
from procgen.music.settle import settled
from procgen.runtime.store import ModelStore
from procgen.v1 import music_pb2, music_pb2_grpc

_BARS: Final = 32


def _asked(run: int) -> MusicParameters:
    return MusicParameters(use="exploration", ensemble="quartet", metre="4/4", bars=_BARS, seed=run)


@contextmanager
def _alone(_processors: int) -> Iterator[Figures]:
    store, bank = ModelStore(threads=1), packaged_bank()

    @cache
    def arranged(ensemble: str) -> Arrangement:
        each = settled(_asked(1))
        return arrange(compose(each.wish, store), ensembles()[ensemble], USES[each.use].groove, seed=1)

    def share(run: int) -> float:
        score = arranged("quartet").score
        began = time.perf_counter()
        render(score, bank, seed=run, loop=True)
        return (time.perf_counter() - began) / float(score.seconds(score.bar_starts()[-1]))

    yield {
        "music_32_bars_s": Bench(timed(lambda run: compose(settled(_asked(run)).wish, store)), share=0.3),
        "music_rtf": Bench(share, share=0.3),
    }


def _served(client: Client) -> Figures:
    stub = music_pb2_grpc.MusicServiceStub(client.channel)

    def piece(run: int) -> object:
        return receive(stub.GenerateMusic(music_pb2.MusicRequest(seed=run, use="village", outputs=["ogg"])))

    return {"music_village_s": Bench(timed(piece), share=0.2)}


BENCHES: Final = Benches(_served, alone=(_alone,))
